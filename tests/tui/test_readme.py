"""The tour of the README, driven key by key from its own text."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ptetui.tui.app import PteApp
from tests.tui.apps import replay, terminal

README = Path(__file__).parents[2] / "README.md"
SIZES = ((80, 24), (120, 40))
NAMED = {"Space": "space", "Enter": "enter", "Esc": "escape", "ctrl+p": "ctrl+p", ".": "full_stop", ":": "colon",
         "[": "left_square_bracket", "]": "right_square_bracket", "?": "question_mark"}  # fmt: skip
TIMES = {"": 1, "twice": 2, "eight times": 8}


def steps() -> Mapping[int, list[tuple[str, int]]]:
    """What each step of the tour types: a key and how often, or a line for the prompt that is open."""
    section = README.read_text("utf-8").partition("## Two minutes")[2].partition("\n## ")[0]
    numbered = re.findall(r"^(\d+)\. (.*(?:\n {3,}.*)*)", section, re.MULTILINE)
    typed = re.compile(r"`([^`]+)`(?: (twice|eight times))?")
    return {int(number): [(key, TIMES[times]) for key, times in typed.findall(text)] for number, text in numbered}


def shows(*texts: str) -> Callable[[PteApp], None]:
    """The terminal has these texts; a line that was wrapped counts as one."""

    def check(running: PteApp) -> None:
        seen = " ".join(terminal(running).split())
        for text in texts:
            assert text in seen, f"{text!r} is not in\n{terminal(running)}"

    return check


def on(screen: str) -> Callable[[PteApp], None]:
    """This screen is shown."""

    def check(running: PteApp) -> None:
        assert running.current_mode == screen

    return check


def word(value: int, layout: str = "x86_64", kernel: tuple[int, int] = (6, 12)) -> Callable[[PteApp], None]:
    """The desk has this word under this layout and kernel."""

    def check(running: PteApp) -> None:
        now = running.desk.now
        assert (hex(now.word), now.setting.layout.name, now.setting.kernel) == (hex(value), layout, kernel)

    return check


def quits(running: PteApp) -> None:
    """The app has ended."""
    assert running.return_code == 0 or not running.is_running


SWAPPED, MIGRATING = 0x07FFFFFFFFFBFE0A, 0xF7FFFFFFFDB97400
# What holds after the nth thing that a step types.
AFTER: Mapping[tuple[int, int], Callable[[PteApp], None]] = {
    (1, 1): word(SWAPPED),
    (3, 2): word(SWAPPED),
    (3, 5): word(MIGRATING),
    (4, 3): word(MIGRATING, "arm64_4k"),
    (4, 4): word(MIGRATING),
    (4, 5): word(MIGRATING, kernel=(6, 5)),
    (4, 6): word(MIGRATING, kernel=(6, 6)),
    (5, 1): on("compare"),
    (5, 2): on("explore"),
    (6, 1): shows("model", "recorded"),
    (6, 3): shows("do_swap_page"),
    (6, 7): shows("marker"),
    (7, 1): on("collisions"),
    (7, 2): on("what_if"),
    (7, 5): shows("mine"),
    (8, 1): on("designs"),
    (8, 2): on("wall"),
    (8, 3): on("time"),
    (9, 1): on("talk"),
    (9, 3): on("explore"),
    (9, 4): on("talk"),
    (10, 9): quits,
}


async def press(pilot: Pilot[None], running: PteApp, typed: str) -> None:
    """A key, or a line for the prompt that is open."""
    if len(typed) == 1 or typed in NAMED:
        await pilot.press(NAMED.get(typed, typed))
    else:
        running.screen.query_one(Input).value = typed
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_the_tour_works_key_by_key(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    running = replay()
    held = set()
    async with running.run_test(size=size) as pilot:
        await pilot.pause()
        for number, keys in steps().items():
            for index, (typed, times) in enumerate(keys, 1):
                for _ in range(times):
                    await press(pilot, running, typed)
                message = getattr(running.screen, "message", "")
                assert "no action here" not in message, f"step {number}, {typed}: {message}"
                if check := AFTER.get((number, index)):
                    check(running)
                    held.add((number, index))
    assert held == set(AFTER), "the README types other keys than this test expects"


def test_the_tour_has_ten_steps_and_types_something_in_each() -> None:
    assert list(steps()) == list(range(1, 11))
    assert all(steps().values())
