"""The screen of another process: its ranges, its pages as cells, read again while one looks. It watches the tests."""

import asyncio
import ctypes
import mmap
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from ptetui.sources.live.raw_words import RawWord
from ptetui.sources.live.watched import LiveProcess
from ptetui.tui.app import PteApp
from ptetui.tui.live.screen import Live
from tests.tui.apps import desk, setting, terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/pagemap")
PAGE = mmap.PAGESIZE


@asynccontextmanager
async def watching(
    pid: int, address: int | None = None, size: tuple[int, int] = (120, 40), ascii_only: bool = False
) -> AsyncIterator[tuple[Live, Pilot[None]]]:
    """The app on a process."""
    its = desk()
    its.process, its.address = LiveProcess(pid), address
    running = PteApp(its, "live", ascii_only=ascii_only)
    try:
        async with running.run_test(size=size) as pilot:
            await pilot.pause()
            screen = running.screen
            assert isinstance(screen, Live)
            yield screen, pilot
    finally:
        its.process.close()


def memory(pages: int) -> tuple[mmap.mmap, int]:
    block = mmap.mmap(-1, pages * PAGE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    block.madvise(mmap.MADV_NOHUGEPAGE)
    return block, ctypes.addressof(ctypes.c_char.from_buffer(block))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_ranges_then_pages(size: tuple[int, int]) -> None:
    async with watching(os.getpid(), size=size) as (screen, pilot):
        await screen._read()
        await pilot.pause()
        text = terminal(screen.app)
        assert f"process {os.getpid()}" in text
        assert "rights" in text
        assert " anon" in text
        await pilot.press("j", "enter")
        await pilot.pause()
        assert screen.part is not None
        assert "pagemap 0x" in terminal(screen.app)
        assert any(name in terminal(screen.app) for name in ("pfn", "nothing", "offset")), "the ribbon"
        await pilot.press("escape")
        assert screen.part is None
        assert screen.chosen == 1


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_a_cell_a_page_and_what_changes_is_marked(size: tuple[int, int]) -> None:
    block, start = memory(1 << 16)
    block[3 * PAGE] = 1
    async with watching(os.getpid(), start, size) as (screen, pilot):
        assert screen.part is not None
        base = (start - screen.part.start) // PAGE
        assert screen.cursor == base
        await pilot.press("right", "right", "right")
        await pilot.pause()
        assert screen.cursor == base + 3
        assert "present, anonymous" in terminal(screen.app)
        assert screen.pages is not None
        assert len(screen.pages.words) >= (500 if size == (80, 24) else 1500)
        block[9 * PAGE] = 1
        screen._find_changed()
        assert [screen.pages.first + index for index in screen._changed] == [base + 9]
        await pilot.press("n")
        await pilot.pause()
        if screen.process is not None and screen.process.scans:
            assert screen.cursor == base + 9
        await pilot.press("end", "home", "pagedown", "pageup")
        assert screen.cursor == 0


async def test_a_process_that_ends_stays_on_the_screen() -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        await asyncio.sleep(0.2)
        async with watching(other.pid) as (screen, pilot):
            await pilot.press("enter")
            await pilot.pause()
            before = screen.pages
            other.kill()
            other.wait()
            await screen._read()
            await pilot.pause()
            text = terminal(screen.app)
            assert f"process {other.pid} has ended; what was read last stays" in text
            assert before is not None
            assert screen.pages is not None
            assert list(screen.pages.words) == list(before.words)
            await pilot.press("right", "n", "escape", "j")


async def test_hidden_frames_are_question_marks_and_the_title_says_so() -> None:
    block, start = memory(64)
    block[0] = 1
    async with watching(os.getpid(), start) as (screen, pilot):
        assert screen.process is not None
        screen.process.tells_frames = False
        screen.redraw()
        await pilot.pause()
        text = terminal(screen.app)
        assert "frame ?" in text
        assert "frames and slots are hidden from this user" in text
        ribbon = [line for line in text.splitlines() if line.startswith("│") and "?" in line]
        assert sum(line.count("?") for line in ribbon) >= 55


async def test_wrong_addresses_and_ascii() -> None:
    async with watching(os.getpid(), ascii_only=True) as (screen, pilot):
        await pilot.press("g", *"zz", "enter")
        await pilot.pause()
        assert "'zz' is not an address in hexadecimal" in terminal(screen.app)
        await pilot.press("escape", "g", *"10", "enter")
        await pilot.pause()
        assert "0x10: nothing is mapped" in terminal(screen.app)
        assert terminal(screen.app).isascii()


async def test_without_a_process_it_says_how_to_watch_one() -> None:
    running = PteApp(desk(), "live")
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "down", "enter", "n", "g", "space", "home", "end")
        await pilot.pause()
        assert "ptetui live PID watches one" in terminal(running)


async def test_the_raw_entry_stands_below_where_root_may_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Tables:
        setting = setting()

        def table_of(self, _: int) -> int:
            return 1

        def word(self, *_: int) -> RawWord:
            return RawWord(0x8000000002BEA867, 1)

    monkeypatch.setattr("ptetui.tui.live.screen.running_tables", lambda _: Tables())
    monkeypatch.setattr("ptetui.sources.live.watched._may_know_frames", lambda: True)
    _, start = memory(8)
    async with watching(os.getpid(), start) as (screen, pilot):
        await screen.workers.wait_for_complete()
        await pilot.pause()
        assert "0x8000000002bea867  PRESENT" in terminal(screen.app)


async def test_why_there_is_no_raw_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise ValueError("/proc/kcore: this kernel has no CONFIG_PROC_KCORE")

    monkeypatch.setattr("ptetui.tui.live.screen.running_tables", refused)
    monkeypatch.setattr("ptetui.sources.live.watched._may_know_frames", lambda: True)
    _, start = memory(8)
    async with watching(os.getpid(), start, (80, 24)) as (screen, pilot):
        await screen.workers.wait_for_complete()
        await pilot.pause()
        assert "raw entry: /proc/kcore: this kernel has no CONFIG_PROC_KCORE" in terminal(screen.app)
