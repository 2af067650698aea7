"""The app and its terminal: it ends within moments of losing it, and leaves it as it was when it is told to end."""

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte
import pytest

ROOT = Path(__file__).parent.parent.parent
APP = [sys.executable, "-m", "ptetui", "-l", "x86_64@6.12", "0x402"]
WAIT = 20.0


class Terminal:
    """A program on a pseudo-terminal, and what stands on its screen; `environment` None takes a variable away."""

    def __init__(
        self, command: list[str], size: tuple[int, int] = (100, 30), environment: dict[str, str | None] | None = None,
        folder: Path = ROOT,
    ) -> None:  # fmt: skip
        self.master, slave = pty.openpty()
        termios.tcsetwinsize(slave, (size[1], size[0]))
        self.attributes = termios.tcgetattr(slave)
        self.slave = slave
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.seen = b""
        variables: dict[str, str | None] = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={name: value for name, value in variables.items() if value is not None}, cwd=folder,
        )  # fmt: skip

    def read(self, until: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT
        while not until():
            assert time.monotonic() < deadline, "\n".join(self.screen.display)
            if select.select([self.master], [], [], 0.1)[0]:
                data = os.read(self.master, 65536)
                self.seen += data
                self.stream.feed(data.replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b""))

    def shows(self, text: str) -> bool:
        return any(text in line for line in self.screen.display)

    def ready(self) -> None:
        self.read(lambda: self.shows("? help"))
        time.sleep(0.3)  # what comes after the first picture

    def settle(self, quiet: float = 0.4) -> None:
        """Read until nothing has come for a while."""
        while select.select([self.master], [], [], quiet)[0]:
            data = os.read(self.master, 65536)
            self.seen += data
            self.stream.feed(data.replace(b"\x1b[>1u", b"").replace(b"\x1b[<u", b""))

    def code(self) -> int:
        """Its exit code. It is read from meanwhile: a full terminal would hold it."""
        self.read(lambda: self.process.poll() is not None)
        assert self.process.returncode is not None
        return self.process.returncode

    def lose(self) -> None:
        """Close the terminal under it, and wait until it has ended."""
        os.close(self.slave)
        os.close(self.master)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


# As under nohup: the hang-up itself is ignored.
NOHUP = ["sh", "-c", 'trap "" HUP; exec "$@"', "sh"]


def lines_of(terminal: Terminal) -> list[str]:
    return [line for line in terminal.screen.display if line.strip()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_restores_the_terminal(number: signal.Signals) -> None:
    terminal = Terminal(APP)
    terminal.ready()
    terminal.process.send_signal(number)
    assert terminal.code() == 128 + number
    terminal.read(lambda: b"\x1b[?1049l" in terminal.seen)
    for on, off in (("?1049h", "?1049l"), ("?1000h", "?1000l"), ("?2004h", "?2004l"), ("?25l", "?25h")):
        assert terminal.seen.rfind(f"\x1b[{off}".encode()) > terminal.seen.rfind(f"\x1b[{on}".encode()), on
    assert termios.tcgetattr(terminal.slave)[3] == terminal.attributes[3]
    terminal.close()


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"])
def test_it_ends_with_its_terminal_in_every_screen(key: str) -> None:
    terminal = Terminal([*NOHUP, *APP])
    terminal.ready()
    os.write(terminal.master, key.encode())
    time.sleep(0.5)
    terminal.lose()
    assert terminal.process.wait(timeout=WAIT) in (129, -signal.SIGHUP)


def test_it_ends_with_its_terminal_under_make(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    (tmp_path / "Makefile").write_text(f"run:\n\t@echo $$$$ > {pid}; exec {' '.join(APP)}\n")
    terminal = Terminal([*NOHUP, "make", "-f", str(tmp_path / "Makefile")])
    terminal.ready()
    terminal.lose()
    terminal.process.wait(timeout=WAIT)
    deadline = time.monotonic() + WAIT
    while Path(f"/proc/{pid.read_text().strip()}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("stop", [signal.SIGTSTP, signal.SIGSTOP])
def test_it_draws_everything_after_it_was_stopped(stop: signal.Signals) -> None:
    terminal = Terminal(APP)
    terminal.ready()
    before = lines_of(terminal)
    terminal.process.send_signal(stop)
    stat = Path(f"/proc/{terminal.process.pid}/stat")
    deadline = time.monotonic() + WAIT
    while stat.read_text().rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    while select.select([terminal.master], [], [], 0.2)[0]:
        os.read(terminal.master, 65536)
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.read(lambda: lines_of(terminal) == before)
    os.write(terminal.master, b"q")
    assert terminal.code() == 0
    assert termios.tcgetattr(terminal.slave)[3] == terminal.attributes[3]
    terminal.close()
