"""Writing an export: a whole file or none."""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ptetui import whole_file

_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write(output: str, data: bytes) -> None:
    """To a file, or to standard output for "-". ValueError, one line, where it cannot be written.

    A read-only file is not replaced. Other names of the same file (hard links) keep what was there.
    """
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return
    with output_file(Path(output)) as draft:
        draft.write_bytes(data)


@contextmanager
def output_file(path: Path) -> Iterator[Path]:
    """A name to write to; what is there in the end takes the place of `path`. A pipe or a device is written itself.

    ValueError, one line, where it cannot be written.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        if target.exists() and not target.is_file():
            yield target
            return
        if target.exists() and not target.stat().st_mode & _WRITABLE:
            raise PermissionError(errno.EACCES, "is read-only; take another name, or chmod u+w it")
        with whole_file.new_file(target) as draft:
            yield draft
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
