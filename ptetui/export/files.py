"""Writing an export: a whole file or none."""

import errno
import os
import shutil
import signal
import stat
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write(output: str, data: bytes) -> None:
    """To a file, or to standard output for "-". ValueError, one line, where it cannot be written.

    A file gets a temporary name first and its own once it is whole; what was there before stays if that fails. A
    read-only file is not replaced. Other names of the same file (hard links) keep what was there.
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
    with new_file(path) as draft:
        draft.write_bytes(data)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A name to write to; what is there in the end takes the place of `path`, and nothing stays where that fails."""
    if path.exists() and not path.stat().st_mode & _WRITABLE:
        raise PermissionError(errno.EACCES, "is read-only; take another name, or chmod u+w it")
    draft = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    before = _end_on_sigterm()
    try:
        draft.open("xb").close()
        yield draft
        if path.exists():
            shutil.copymode(path, draft)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _end_on_sigterm() -> Any:
    """From now on SIGTERM is an exit, which cleans up; what it was before, None where this thread may not say so."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
