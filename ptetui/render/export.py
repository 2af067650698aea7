"""A view in a format, into a file: the format from the suffix, nothing half-written."""

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ptetui.render.ribbon import ASCII, UNICODE, Glyphs
from ptetui.render.view import Drawing, View, Wanted

FORMATS = ("svg", "png", "html", "txt", "ascii", "md", "tex", "json", "h", "cast")
THEMES = ("light", "dark", "high-contrast", "colour-blind-safe")
_SUFFIXES = {f".{name}": name for name in FORMATS} | {".htm": "html", ".markdown": "md", ".text": "txt"}
# Columns: 64 bits at two columns a bit, and the borders; a projector's.
_WIDE = {"svg": 132, "png": 132, "html": 132, "cast": 100}
_NARROW = 80
_LEAST, _MOST = 17, 2000


def checked(what: str, output: str, asked: str | None, theme: str, columns: int | None, ascii_only: bool) -> str:
    """The format, once WHAT, theme and width are known to be fine. ValueError names what is not."""
    from ptetui.render.views import VIEWS

    if what not in VIEWS:
        raise ValueError(f"export {what!r} is not known; there are {', '.join(VIEWS)}")
    if theme not in THEMES:
        raise ValueError(f"theme {theme!r} is not known; there are {', '.join(THEMES)}")
    if columns is not None and not _LEAST <= columns <= _MOST:
        raise ValueError(f"columns {columns}: {_LEAST} to {_MOST} can be drawn")
    form = format_of(output, asked, ascii_only)
    if form == "h" and what != "layout":
        raise ValueError(f"a C header is made of a layout, not of {what}: export layout -l NAME -o FILE.h")
    if form == "png" and output == "-" and sys.stdout.isatty():
        raise ValueError("png to a terminal is not readable; name a file: -o FILE.png")
    return form


def exported(what: str, wanted: Wanted, form: str, theme: str, prefix: str) -> bytes:
    """The bytes of the file."""
    from ptetui.render.views import build

    return content(build(what, wanted), form, Style(wanted.columns, theme, prefix))


class Style(NamedTuple):
    """How a view is drawn: columns of text, colours, what the names in a C header begin with."""

    columns: int
    theme: str
    prefix: str = "PTE_"


def format_of(output: str, asked: str | None, ascii_only: bool = False) -> str:
    """The format that is asked for, else that of the suffix. ValueError lists what there is."""
    if asked is None and output == "-":
        raise ValueError(f"- has no suffix: add --format, one of {', '.join(FORMATS)}")
    suffix = Path(output).suffix.lower()
    found = asked if asked in FORMATS else None if asked else _SUFFIXES.get(suffix)
    if found is None:
        wrong = f"format {asked!r}" if asked else f"suffix {suffix!r} of {output}"
        raise ValueError(f"{wrong} is not known; formats are {', '.join(FORMATS)}")
    return "ascii" if ascii_only and found == "txt" else found


def glyphs_of(form: str) -> Glyphs:
    """The border characters that a format takes."""
    return ASCII if form == "ascii" else UNICODE


def columns_of(form: str, asked: int | None) -> int:
    """Columns of text: what is asked for, else what suits the format."""
    return asked or _WIDE.get(form, _NARROW)


def content(view: View, form: str, look: Style) -> bytes:
    """The view in a format. ValueError where the format cannot show it."""
    made = _MAKERS[form](view, look)
    return made if isinstance(made, bytes) else made.encode()


def _svg(view: View, look: Style) -> str:
    from ptetui.render.pages import picture

    return picture(view, look.columns, look.theme)


def _png(view: View, look: Style) -> bytes:
    from ptetui.render.png import png

    return png(_svg(view, look))


def _html(view: View, look: Style) -> str:
    if view.tour is not None:
        from ptetui.render.slides.tour_page import tour_page

        return tour_page(view.tour, look.theme)
    from ptetui.render.pages import html_page

    return html_page(view, look.theme)


def _cast(view: View, look: Style) -> str:
    from ptetui.render.slides.asciicast import asciicast

    if view.tour is None:
        raise ValueError("an asciicast is made of a tour: export tour NAME -o FILE.cast")
    return asciicast(view.tour, look.columns, look.theme)


def _txt(view: View, look: Style) -> str:
    from ptetui.render.pages import text_page

    return text_page(view, look.columns)


def _ascii(view: View, look: Style) -> str:
    from ptetui.render.pages import ascii_page

    return ascii_page(view, look.columns)


def _md(view: View, _look: Style) -> str:
    from ptetui.render.pages import markdown_page

    return markdown_page(view)


def _tex(view: View, _look: Style) -> str:
    from ptetui.render.latex import latex

    if all(not part.registers and all(isinstance(block, Drawing) for block in part.blocks) for part in view.parts):
        raise ValueError("tex draws registers and tables, here is none; export svg or txt")
    return latex(view)


def _json(view: View, _look: Style) -> str:
    from ptetui.render.wavedrom import wavedrom

    if view.register is None:
        raise ValueError(
            "json is one WaveDrom register, here is none or more than one; export a word or a layout, or svg"
        )
    return wavedrom(view.register)


def _h(view: View, look: Style) -> str:
    from ptetui.render.c_header import c_header

    if view.setting is None:
        raise ValueError("a C header is made of a layout, here is none or more than one; export svg or txt")
    return c_header(view.setting, look.prefix)


_MAKERS: Mapping[str, Callable[[View, Style], str | bytes]] = {
    "svg": _svg, "png": _png, "html": _html, "txt": _txt, "ascii": _ascii, "md": _md, "tex": _tex, "json": _json,
    "h": _h, "cast": _cast,
}  # fmt: skip


def write(output: str, data: bytes) -> None:
    """To a file, or to standard output for "-". ValueError, one line, where it cannot be written.

    A file gets a temporary name first and its own once it is whole; what was there before stays if that fails.
    """
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    path = Path(os.path.realpath(output))  # a link stays a link
    try:
        if path.exists() and not path.is_file():
            _write_through(path, data)
        else:
            _write_whole(path, data)
    except OSError as error:
        raise ValueError(f"{output}: {error.strerror or error}") from None


def _write_through(path: Path, data: bytes) -> None:
    """A pipe or a device: there is nothing to replace."""
    with path.open("wb") as file:
        file.write(data)


def _write_whole(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            file.write(data)
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
