"""Terminals as they are: kinds, colours, locales, sizes. The app opens, draws what it can, and leaves no trace."""

import itertools
import os
import re
import sys
import time

import pytest

from tests.tui.test_lifetime import APP, Terminal, restored

TERMS = ("xterm-256color", "xterm", "linux", "screen", "tmux-256color", "dumb", None)
COLOURS: dict[str, dict[str, str | None]] = {
    "none": {"NO_COLOR": "1", "COLORTERM": None},
    "truecolor": {"NO_COLOR": None, "COLORTERM": "truecolor"},
    "16": {"NO_COLOR": None, "COLORTERM": None, "TEXTUAL_COLOR_SYSTEM": "standard"},
}
LOCALES = ("C.UTF-8", "C")
SIZES = ((80, 24), (20, 5), (300, 100))
MATRIX = list(itertools.product(TERMS, COLOURS, LOCALES, SIZES))
RAISES = """
import sys
from ptetui.cli import main
from ptetui.tui.app import PteApp
def fail(self):
    raise RuntimeError("inside a handler")
PteApp.action_quit = fail
sys.exit(main(sys.argv[1:]))
"""


def opens_draws_and_quits(term: str | None, colour: str, locale: str, size: tuple[int, int]) -> None:
    """One cell of the matrix."""
    environment = {"TERM": term, "LC_ALL": locale, **COLOURS[colour]}
    terminal = Terminal(APP, size, environment)
    try:
        if term == "dumb":  # no screen to draw on: the word as text
            assert terminal.code() == 0
            terminal.read(lambda: b"pagemap" in terminal.seen)
            assert b"TERM=dumb: printing text" in terminal.seen
            assert b"\x1b" not in terminal.seen
        else:
            terminal.read(lambda: terminal.shows("? help") or terminal.shows("too small"))
            time.sleep(0.2)
            os.write(terminal.master, b"q")
            assert terminal.code() == 0
            if colour == "none":  # greys only
                mixed = re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", terminal.seen)
                assert all(red == green == blue for red, green, blue in mixed)
        restored(terminal)
        assert locale != "C" or terminal.seen.isascii()
    finally:
        terminal.close()


# Each value of each axis at least once.
SHARE = [
    ("xterm-256color", "truecolor", "C.UTF-8", (80, 24)), ("xterm", "16", "C", (20, 5)),
    ("linux", "none", "C", (300, 100)), ("screen", "truecolor", "C.UTF-8", (20, 5)),
    ("tmux-256color", "16", "C.UTF-8", (300, 100)), ("dumb", "none", "C", (80, 24)),
    (None, "none", "C.UTF-8", (80, 24)),
]  # fmt: skip


@pytest.mark.parametrize(("term", "colour", "locale", "size"), SHARE, ids=str)
def test_some_terminals(term: str | None, colour: str, locale: str, size: tuple[int, int]) -> None:
    opens_draws_and_quits(term, colour, locale, size)


@pytest.mark.long
@pytest.mark.parametrize(("term", "colour", "locale", "size"), MATRIX, ids=str)
def test_all_terminals(term: str | None, colour: str, locale: str, size: tuple[int, int]) -> None:
    opens_draws_and_quits(term, colour, locale, size)


def test_an_exception_inside_a_handler_restores_the_terminal() -> None:
    terminal = Terminal([sys.executable, "-c", RAISES, *APP[3:]])
    terminal.ready()
    os.write(terminal.master, b"q")
    assert terminal.code() == 1
    terminal.read(lambda: b"inside a handler" in terminal.seen)
    restored(terminal)
    terminal.close()
