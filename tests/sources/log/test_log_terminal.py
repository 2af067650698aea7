"""`ptetui log` on a terminal: the progress bar of a long log, and Ctrl-C."""

import os
import pty
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

LINE = b"Mar  6 10:13:53 host kernel: [8883126.929572] usb 1-1: new high-speed USB device number 4\n"
REPORT = b"[  716.511702] swap_info_get: Bad swap file entry 04000000\n"
LOG = [sys.executable, "-m", "ptetui", "log", "--json"]
LIMIT = 120  # seconds


def test_a_long_log_shows_how_much_was_read_and_cleans_up(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(REPORT + LINE * ((80 << 20) // len(LINE)))
    terminal, theirs = pty.openpty()
    with subprocess.Popen([*LOG, str(path)], stdout=subprocess.PIPE, stderr=theirs) as process:
        os.close(theirs)
        shown = _all_of(terminal)
        output, _ = process.communicate(timeout=LIMIT)
    assert process.returncode == 0
    assert output.count(b'"source": "swap_entry"') == 1
    assert b"ptetui: [" in shown
    assert b"%" in shown
    assert shown.replace(b"\r\n", b"\r").rstrip(b"\r").split(b"\r")[-1].strip() == b""  # the bar is wiped


def test_ctrl_c_ends_a_log_that_goes_on() -> None:
    terminal, theirs = pty.openpty()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # background jobs of a shell inherit it ignored
    with subprocess.Popen([*LOG, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs) as process:
        signal.signal(signal.SIGINT, before)
        os.close(theirs)
        assert process.stdin is not None
        process.stdin.write(LINE * ((34 << 20) // len(LINE)))  # what it shows needs 32 MiB
        process.stdin.flush()
        shown = os.read(terminal, 4096)  # it has begun
        for _ in range(LIMIT):  # a signal just before a blocking read is seen at the next one
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
                break
        shown += _all_of(terminal)
        process.stdin.close()
    assert process.returncode in (130, -signal.SIGINT)
    assert b"MiB" in shown
    assert b"Traceback" not in shown


def _all_of(terminal: int) -> bytes:
    """What a terminal shows until the program ends."""
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError:  # the other end is closed
        pass
    os.close(terminal)
    return b"".join(parts)
