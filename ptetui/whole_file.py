"""Replacing a file: another process sees the old contents or the new ones, never a part.

What is new is written to a draft beside the file, `.NAME.PID.part`. SIGKILL, or the machine's end, can leave one draft;
the next writer of the file removes it.
"""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def new_file(path: Path, mode: int | None = None) -> Iterator[Path]:
    """A name to write to; what is there in the end takes the place of `path`, and nothing stays where that fails.

    It has the permissions of the file that it replaces, where `mode` gives no others. OSError where it cannot be.
    """
    stem = f".{path.name[:200]}."
    before = _exit_on_signals()
    draft = path.with_name(f"{stem}{os.getpid()}.part")
    try:
        _remove_drafts(path.parent, stem)
        draft.open("xb").close()
        yield draft
        if mode is None and path.exists():
            mode = path.stat().st_mode & 0o7777
        if mode is not None:
            draft.chmod(mode)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def replace_file(path: Path, data: bytes, mode: int | None = None) -> None:
    """Write a whole file, or leave it as it was. OSError where it cannot be written."""
    with new_file(path, mode) as draft:
        draft.write_bytes(data)


def _exit_on_signals() -> dict[signal.Signals, Any]:
    """From now on signals that kill the process are an exit, which cleans up; what to set back.

    Nothing where this thread may not say so, or where somebody, such as the app, handles them.
    """
    if threading.current_thread() is not threading.main_thread():
        return {}
    kill = [number for number in _ENDING if signal.getsignal(number) == signal.SIG_DFL]
    return {number: signal.signal(number, lambda number, _: sys.exit(128 + number)) for number in kill}


def _remove_drafts(folder: Path, stem: str) -> None:
    """Drafts of the same file whose process is gone, on this machine; where the folder cannot be read, none."""
    with suppress(OSError):
        for name in os.listdir(folder):
            pid = name.removeprefix(stem).removesuffix(".part")
            if name == f"{stem}{pid}.part" and pid.isdecimal() and not Path(f"/proc/{pid}").exists():
                (folder / name).unlink()
