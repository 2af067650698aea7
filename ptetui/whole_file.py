"""Replacing a file of our own: another process sees the old contents or the new ones, never a part."""

import os
from pathlib import Path


def replace_file(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write to a draft beside the file, with the permissions of `mode` where one is given, and put it in its place.

    OSError where that fails; the file is then as it was, and no draft stays.
    """
    draft = path.with_name(f".{path.name[:200]}.{os.getpid()}.part")
    try:
        draft.write_bytes(data)
        if mode is not None:
            draft.chmod(mode)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
