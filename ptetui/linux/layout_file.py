"""The text of a layout file, and the one error that everything about layouts and their files comes down to."""

from typing import TYPE_CHECKING

from ptetui.harmless import harmless

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 4 << 20  # bytes of a layout file; the longest that ships has 30 KiB


class CatalogError(ValueError):
    """A layout that does not exist, or a file that cannot be one; the message is one line with the way out."""


def read_text(path: "Path") -> str:
    """A file's text. CatalogError where it is no regular file, too long, or not UTF-8."""
    try:
        if not path.is_file():
            raise CatalogError(f"{short(path)}: {'is not a regular file' if path.exists() else 'No such file'}")
        if path.stat().st_size > _LIMIT:
            raise CatalogError(f"{short(path)}: has more than {_LIMIT >> 20} MiB")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogError(f"{short(path)}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise CatalogError(f"{short(path)}: is not text in UTF-8 at byte {error.start}") from None


def short(path: "Path") -> str:
    """ "layouts/x86.py": enough of a path for a message."""
    return harmless(f"{path.parent.name}/{path.name}")
