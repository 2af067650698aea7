"""The app and its terminal: it ends within moments of losing it, and leaves it as it was when it is told to end."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from ptetui.tui.actions import ENTRIES, SCREENS

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
        # The size is the terminal's: readline, which pytest imports, says another one to all that a worker starts.
        own = {"TERM": "xterm-256color", "COLUMNS": None, "LINES": None}
        variables: dict[str, str | None] = {**os.environ, **own, **(environment or {})}
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

    def ready(self, text: str = "? help") -> None:
        self.read(lambda: self.shows(text))
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
MODES = ("?1049", "?1000", "?1003", "?1015", "?1006", "?1004", "?2004")
LAB = """
import argparse
import sys
from ptetui.sources.lab.subject import LabFeed
from ptetui.tui import start
from tests.tui.apps import desk
from tests.tui.fake_lab import FakeLab
its = desk()
its.lab = LabFeed(FakeLab)
sys.exit(start._run(argparse.Namespace(ascii=False, theme=None), its, "life"))
"""
RECORDS = (
    LAB.replace("sys.exit(", "code = (")
    + """
import pathlib
import time
time.sleep(1.5)
pathlib.Path(sys.argv[1]).write_text("whole")
sys.exit(code)
"""
)
STUCK = """
import sys
from ptetui.cli import main
from ptetui.tui.app import PteApp
PteApp.exit = lambda *_, **__: None
main(sys.argv[1:])
"""
# How the screens that no key opens are opened, and what else the app begins with.
OPENED = {
    "log": [*APP[:3], "log", "docs/logs.md"],
    "scan": [*APP[:3], "scan", "/bin/sh", "-l", "x86_64@6.12", "--page", "0"],
    "live": [*APP[:3], "live", "PID"],
    "notes": [*APP[:3], "present", "why-markers", "--notes"],
    "replay": [*APP[:3], "replay", "x86_64-6.12"],
    "lab": [sys.executable, "-c", LAB],
}
STARTS = {entry.name: APP for entry in SCREENS if entry.key} | OPENED
# Where the footer of the first picture says something else.
FIRST = {"lab": "the first word after"}
ENDING = (
    signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM,
)  # fmt: skip
# In turn, so that each signal meets some screens and each screen one signal.
SHARE = [(screen, ENDING[index % len(ENDING)]) for index, screen in enumerate(STARTS)]


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """A process to watch whose pages stay as they are."""
    with subprocess.Popen(["sleep", "600"]) as process:
        STARTS["live"][-1] = str(process.pid)
        yield
        process.kill()


def restored(terminal: Terminal) -> None:
    """Every mode that was set is reset, the cursor shows, and the line discipline is as it was."""
    terminal.settle(0)
    for mode in MODES:
        assert terminal.seen.rfind(f"\x1b[{mode}l".encode()) >= terminal.seen.rfind(f"\x1b[{mode}h".encode()), mode
    assert terminal.seen.rfind(b"\x1b[?25h") >= terminal.seen.rfind(b"\x1b[?25l")
    assert termios.tcgetattr(terminal.slave) == terminal.attributes


def lines_of(terminal: Terminal) -> list[str]:
    """What stands on the screen, but for clocks."""
    return [re.sub(r"\d+:\d\d", "", line) for line in terminal.screen.display if line.strip()]


def opened(name: str, before: list[str] = []) -> Terminal:  # noqa: B006  # nobody changes it
    """The app on a screen; `before` is what it is started by."""
    terminal = Terminal([*before, *STARTS[name]])
    go_to(terminal, name)
    return terminal


def go_to(terminal: Terminal, name: str) -> None:
    """Wait for the first picture, and for the screen where it is another one."""
    terminal.ready(FIRST.get(name, "? help"))
    first = lines_of(terminal)
    if name in ENTRIES and STARTS[name] is APP and name != SCREENS[0].name:
        os.write(terminal.master, ENTRIES[name].key.encode())
        terminal.read(lambda: lines_of(terminal) != first)
    terminal.settle()


def stop(terminal: Terminal, number: signal.Signals) -> None:
    """Stop it and let it go on; all that stood on the screen stands there once more."""
    before = lines_of(terminal)
    terminal.process.send_signal(number)
    stat = Path(f"/proc/{terminal.process.pid}/stat")
    deadline = time.monotonic() + WAIT
    while stat.read_text().rpartition(")")[2].split()[0] != "T":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    terminal.settle(0.1)
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.read(lambda: lines_of(terminal) == before)


def stopped_and_ended(name: str, number: signal.Signals) -> None:
    """A screen is stopped and goes on, and leaves the terminal as it was when a signal ends it."""
    terminal = opened(name)
    try:
        stop(terminal, signal.SIGTSTP)
        terminal.process.send_signal(number)
        assert terminal.code() == 128 + number
        restored(terminal)
    finally:
        terminal.close()


def ends_with_its_terminal(terminal: Terminal) -> None:
    """The terminal is closed under it."""
    terminal.lose()
    assert terminal.process.wait(timeout=WAIT) in (129, -signal.SIGHUP)


def test_an_app_that_does_not_end_is_ended() -> None:
    terminal = Terminal([sys.executable, "-c", STUCK, *APP[3:]])
    terminal.ready()
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.code() == 128 + signal.SIGTERM
    restored(terminal)
    terminal.close()


def test_what_is_written_after_the_app_is_written_whole(tmp_path: Path) -> None:
    """A lab's record is written when its terminal has gone, however long that takes."""
    terminal = Terminal([*NOHUP, sys.executable, "-c", RECORDS, str(tmp_path / "record")])
    terminal.ready(FIRST["lab"])
    ends_with_its_terminal(terminal)
    assert (tmp_path / "record").read_text() == "whole"


def ends_under_make(name: str, folder: Path) -> None:
    """The terminal is closed under make, which ignores the hang-up; the app ends as well."""
    pid = folder / "pid"
    script = folder / "start"
    script.write_text(f'#!/bin/sh\necho $$ > {pid}\nexec "$@"\n')
    (folder / "Makefile").write_text(f"run:\n\t@sh {script} $(COMMAND)\n")
    variables = {f"WORD{index}": word for index, word in enumerate(STARTS[name])}
    command = "COMMAND=" + " ".join(f'"$$WORD{index}"' for index in range(len(variables)))
    terminal = Terminal([*NOHUP, "make", "-f", str(folder / "Makefile"), command], environment=dict(variables))
    go_to(terminal, name)
    terminal.lose()
    terminal.process.wait(timeout=WAIT)
    deadline = time.monotonic() + WAIT
    while Path(f"/proc/{pid.read_text().strip()}").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_screen_is_opened() -> None:
    assert {entry.name for entry in SCREENS} <= set(STARTS)


@pytest.mark.parametrize(("name", "number"), SHARE)
def test_told_to_end_it_restores_the_terminal(name: str, number: signal.Signals) -> None:
    stopped_and_ended(name, number)


@pytest.mark.long
@pytest.mark.parametrize("number", ENDING)
@pytest.mark.parametrize("name", STARTS)
def test_every_signal_on_every_screen(name: str, number: signal.Signals) -> None:
    stopped_and_ended(name, number)


@pytest.mark.parametrize("name", STARTS)
def test_it_ends_with_its_terminal_in_every_screen(name: str) -> None:
    ends_with_its_terminal(opened(name, NOHUP))


def test_it_ends_with_its_terminal_under_make(tmp_path: Path) -> None:
    ends_under_make("explore", tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", STARTS)
def test_every_screen_ends_with_its_terminal_under_make(name: str, tmp_path: Path) -> None:
    ends_under_make(name, tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTSTP, signal.SIGSTOP])
def test_it_draws_everything_after_it_was_stopped(number: signal.Signals) -> None:
    terminal = opened("explore")
    stop(terminal, number)
    os.write(terminal.master, b"q")
    assert terminal.code() == 0
    restored(terminal)
    terminal.close()


PRACTICE = [*APP[:3], "practice", "--seed", "1"]


@pytest.mark.parametrize("before", [[], NOHUP], ids=["HUP", "nohup"])
def test_questions_end_with_their_terminal(before: list[str]) -> None:
    """They are asked line by line: nothing is to be restored, and no answer comes any more."""
    terminal = Terminal([*before, *PRACTICE])
    terminal.read(lambda: terminal.shows("1."))
    terminal.lose()
    assert terminal.process.wait(timeout=WAIT) in (0, 2, -signal.SIGHUP)
