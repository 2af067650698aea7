"""The app on a kernel log."""

import io

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.sources.log.explain import Asked, explain
from ptetui.tui.app import PteApp
from ptetui.tui.explore.screen import Explore
from ptetui.tui.log.screen import Log
from tests.tui.apps import desk

LOG = b"""\
[  716.511702] swap_info_get: Bad swap file entry 04000000
[  716.512731] BUG: Bad page map in process python2  pte:10000000000 pmd:17e8be067
[  716.516418] CPU: 2 PID: 8907 Comm: python2 Not tainted 4.16.0-rc5 #1
"""


def app(log: bytes = LOG) -> PteApp:
    """The app on a log."""
    start = desk()
    start.log = tuple(explain(io.BytesIO(log), Asked(Catalog())))
    return PteApp(start, "log")


def text(screen: Log) -> str:
    """What the screen shows."""
    return "\n".join("".join(span.text for span in row) for row in screen.canvas("body").drawn())


async def test_the_chosen_word_stands_beside_the_list() -> None:
    for size in ((130, 40), (80, 30)):
        running = app()
        async with running.run_test(size=size) as pilot:
            await pilot.press("n")
            screen = running.screen
            assert isinstance(screen, Log)
            assert screen.words[screen.chosen][1].word.level == "pte"
            assert "one bit (40) from the empty PTE" in " ".join(text(screen).split())
            await pilot.press("up", "up", "up")
            assert screen.chosen == 0
            await pilot.press("pagedown")
            assert screen.chosen == 2


async def test_enter_opens_the_word_in_explore() -> None:
    running = app()
    async with running.run_test(size=(130, 40)) as pilot:
        await pilot.press("enter")
        assert isinstance(running.screen, Log)
        await pilot.press("n", "enter")
        assert isinstance(running.screen, Explore)
        assert running.desk.now.word == 0x10000000000


async def test_without_a_log_it_says_so() -> None:
    running = app(b"")
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.press("n", "enter", "down")
        assert isinstance(running.screen, Log)
        assert "No log is open" in text(running.screen)


def test_a_line_of_a_log_is_a_word() -> None:
    start = desk()
    start.enter("[  716.5] BUG: Bad page map in process python2  pte:10000000000 pmd:17e8be067")
    assert (start.now.word, start.setting.layout.name) == (0x10000000000, "x86_64")
    with pytest.raises(ValueError, match="no PTE, PMD, PUD or swap entry in this line"):
        start.enter("BUG: Bad page map pte:1zz")


@pytest.mark.parametrize(
    ("line", "word", "layout", "kernel", "level"),
    [
        ("unrecognized swap entry 0x7c00000000000001", 0xFFFFFFFFFFFFFC00, "x86_64", (6, 12), "pte"),
        ("swap_free: Bad swap file entry 10000000", 0x07FFFFDFFFFFFE00, "x86_64", (6, 12), "pte"),
        ("mm/memory.c:413: bad pmd ffff9f1b3127e710(80000010ba8008e7)", 0x80000010BA8008E7, "x86_64", (6, 12), "pmd"),
        ("[ 12.5] PGD 0 P4D 0", None, "", (), ""),
        ("[00000000] *pgd=8ad5e831", None, "", (), ""),
        ("   PTE: 8b2fc10  =>  7fffffff81108a02", 0x7FFFFFFF81108A02, "x86_64", (6, 12), "pte"),
        ("AS:0000000001a5c007 R3:00000000fffe0007 S:00000000fffdf800 P:0000000000000400", 0x400, "s390", (7, 3), "pte"),
    ],
)
def test_lines_with_entries_and_levels(line: str, word: int | None, layout: str, kernel: tuple[int, ...],
                                       level: str) -> None:  # fmt: skip
    start = desk()
    if word is None:
        with pytest.raises(ValueError, match="in this line"):
            start.enter(line)
        return
    start.enter(line)
    setting = start.setting
    assert (start.now.word, setting.layout.name, setting.layout.level) == (word, layout, level)
    assert setting.kernel == kernel or level == "pmd"


async def test_what_is_below_the_ribbon_and_under_the_mouse() -> None:
    running = app()
    async with running.run_test(size=(120, 50)) as pilot:
        await pilot.press("n")
        screen = running.screen
        assert isinstance(screen, Log)
        rows, body = text(screen).splitlines(), screen.canvas("body")
        assert sum("SWP_OFFSET_SHIFT" in row for row in rows) == 1  # the fields, with names and meanings
        near = next(at for at, row in enumerate(rows) if row.startswith(" bit 40 restored  NONE"))
        places = [
            (column, line)
            for line, row in enumerate(body.rows)
            for column in range(100)
            if body.bit_at(column, line) == 40 and any(span.bit == 40 and "changed" in span.role for span in row)
        ]
        above, below = places[0], places[-1]
        assert above[1] < near < below[1]
        for place, name in ((above, "offset"), (below, "empty_high")):
            await pilot.hover("#body", offset=place)
            await pilot.pause()
            assert f"bit 40  {name} " in "".join(span.text for row in screen.canvas("keys").rows for span in row)
