"""Life on a page of this machine: the model's pagemap word above the kernel's, bits that the user may not know as ?."""

import asyncio

import pytest

from ptetui.linux.pagemap import PM_PFRAME, PM_PRESENT
from ptetui.sources.lab.subject import LabFeed
from ptetui.sources.live.calls import LIVE_CALLS
from ptetui.sources.live.child import ChildLife, ThisMachine
from ptetui.sources.live.own_page import live_page
from ptetui.sources.live.watched import PageWord
from ptetui.tui.app import PteApp
from tests.sources.test_live_child import here
from tests.tui.apps import CATALOG, desk, terminal
from tests.tui.test_lab import press, until

pytestmark = here


def live_feed() -> LabFeed:
    return LabFeed(lambda: ThisMachine(CATALOG), label="live", follow=live_page, calls=LIVE_CALLS)


@pytest.mark.parametrize("size", [(80, 30), (120, 40), (200, 50)])
async def test_the_same_keys_and_two_pagemap_words(size: tuple[int, int]) -> None:
    its = desk()
    its.lab = feed = live_feed()
    running = PteApp(its, "life")
    async with running.run_test(size=size) as pilot:
        running.animation_level = "none"
        await until(pilot, lambda: feed.state != "booting")
        assert feed.state == "ready", feed.error
        await press(pilot, feed, "w", "f")
        text = terminal(running)
        assert " live " in text
        assert "the model's entry" in text
        assert text.count(" kernel") >= 2
        assert "mapped more than once" in text
        assert "PAGEMAP_SCAN" in text
        assert "bits of pagemap that the model predicts match" in text
        await pilot.press("e")
        await pilot.pause()
        assert "hwpoison" not in terminal(running)
        await pilot.press("escape")
        await pilot.press("K")
        await until(pilot, lambda: feed.kind == "shm" and feed.state == "ready")
    await asyncio.sleep(0)
    assert feed.machine is None


async def test_frames_that_are_hidden_are_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    def hidden(*_: object) -> PageWord:
        return PageWord(PM_PRESENT, PM_PFRAME, None)

    monkeypatch.setattr(ChildLife, "_page_word", hidden)
    its = desk()
    its.lab = feed = live_feed()
    running = PteApp(its, "life")
    async with running.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: feed.state != "booting")
        await press(pilot, feed, "w")
        text = terminal(running)
        kernels = [line for line in text.splitlines() if line.rstrip().endswith("kernel")]
        assert sum(line.count("?") for line in kernels) == 55
        assert "frame ?" in text
        assert "differs: MMAP_EXCLUSIVE" in text
        assert "another process maps the page" in text
        assert "frames and slots are not shown to this user" not in text, "only where all match"
        assert "this kernel has none" in text
