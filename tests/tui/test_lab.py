"""Life with a kernel under the model: the same letters, two words, differences, userfaults, calls that hang."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from ptetui.sources.lab.session import Lab, LabOptions
from ptetui.sources.lab.subject import LabFeed
from ptetui.tui.app import PteApp
from ptetui.tui.life.screen import Life
from tests.sources.lab.booting import KERNEL, PLATFORM, why_not
from tests.tui.apps import CATALOG, desk, terminal
from tests.tui.fake_lab import FakeLab


@asynccontextmanager
async def lab(fake: FakeLab, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[Life, LabFeed, Pilot[None]]]:
    """The app on a lab that has booted, or has failed to."""
    its = desk()
    its.lab = feed = LabFeed(lambda: fake)
    running = PteApp(its, "life")
    async with running.run_test(size=size) as pilot:
        running.animation_level = "none"
        screen = running.screen
        assert isinstance(screen, Life)
        await until(pilot, lambda: feed.state != "booting")
        yield screen, feed, pilot


async def until(pilot: Pilot[None], holds: Callable[[], bool], seconds: int = 10) -> None:
    """Let the thread of the lab go on until something holds; then let the screen draw it."""
    for _ in range(100 * seconds):
        if holds():
            break
        await asyncio.sleep(0.01)
    assert holds()
    await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[None], feed: LabFeed, *keys: str) -> None:
    """Keys, each of which the kernel answers."""
    for key in keys:
        before = feed.steps
        await pilot.press(key)
        await until(pilot, lambda before=before: feed.state == "ready" and feed.steps != before)  # type: ignore[misc]


@pytest.mark.parametrize("size", [(80, 30), (120, 40), (200, 50)])
async def test_letters_are_calls_and_the_kernels_word_stands_under_the_models(size: tuple[int, int]) -> None:
    async with lab(FakeLab(), size) as (screen, feed, pilot):
        assert " kernel" in terminal(screen.app)
        await press(pilot, feed, "w", "o")
        shown = terminal(screen.app)
        assert [step.page.state for step in feed.steps] == ["none", "present_write", "swap"]
        assert " model" in shown
        assert "madvise(MADV_PAGEOUT)" in shown
        assert "predicted bits match the kernel" in shown
        assert _open_bits(shown) == 32, "the slot is not known before it is seen"
        assert "3/3" in shown
        await pilot.press("p")
        await pilot.pause()
        assert "2/3" in terminal(screen.app)
        await press(pilot, feed, "r")
        assert "4/4" in terminal(screen.app), "a call goes on from the last step"


async def test_a_difference_is_lit_and_named() -> None:
    async with lab(FakeLab(wrong={"pageout": 0b1000})) as (screen, feed, pilot):
        await press(pilot, feed, "w", "o")
        shown = terminal(screen.app)
        assert feed.steps[-1].differs == 0b1000
        assert "differs in 0x0000000000000008: exclusive predicted 0x1, found 0x0" in shown
        assert "▲" in shown


async def test_a_userfault_asks_for_an_answer() -> None:
    async with lab(FakeLab()) as (screen, feed, pilot):
        refused = feed.do(*_calls("register:MISSING"))
        assert refused == ""
        await until(pilot, lambda: feed.state == "ready")
        await press(pilot, feed, "r")
        assert "userfault: the load waits for an answer" in terminal(screen.app)
        await pilot.press("r")
        await until(pilot, lambda: feed.steps[-1].page.state != "none")
        assert [step.step.calls[0] for step in feed.steps[-2:]] == ["UFFDIO_COPY", "read"]
        assert "userfault: the load" not in terminal(screen.app)


async def test_a_userfault_can_be_left() -> None:
    async with lab(FakeLab()) as (screen, feed, pilot):
        feed.do(*_calls("register:WP"))
        await until(pilot, lambda: feed.state == "ready")
        await press(pilot, feed, "w", "W", "w")
        assert "userfault: the store waits for an answer" in terminal(screen.app)
        count = len(feed.steps)
        await pilot.press("l")
        await pilot.pause()
        assert "waits for an answer" not in terminal(screen.app)
        assert len(feed.steps) == count
        await press(pilot, feed, "r")


async def test_a_call_that_does_not_return_leaves_the_screen_alive() -> None:
    fake = FakeLab(waits="pageout")
    async with lab(fake) as (screen, feed, pilot):
        await press(pilot, feed, "w")
        await pilot.press("o", "w")
        await pilot.pause()
        assert "pageout has not returned yet" in terminal(screen.app)
        fake.returned.set()
        await until(pilot, lambda: feed.state == "over")
        assert "the call did not return and its process was killed" in terminal(screen.app)
        await pilot.press("w")
        await pilot.pause()
        assert "K starts a new one" in terminal(screen.app)
        await pilot.press("K")
        await until(pilot, lambda: feed.state == "ready")
        assert feed.kind == "shm"
        assert "mmap(SHARED|ANON)" in terminal(screen.app)


async def test_a_kernel_that_does_not_boot_shows_the_end_of_its_console() -> None:
    fake = FakeLab(error="the machine has not answered for 60 s")
    async with lab(fake) as (screen, _, pilot):
        await pilot.pause()
        shown = terminal(screen.app)
        assert "the machine has not answered for 60 s" in shown
        assert "Kernel panic - not syncing" in shown
        await pilot.press("w")
        await pilot.pause()
        assert "there is no kernel" in terminal(screen.app)
    assert fake.closed


async def test_space_goes_on_with_the_model_and_back_and_leaving_ends_the_machine() -> None:
    fake = FakeLab()
    async with lab(fake) as (screen, feed, pilot):
        await press(pilot, feed, "w")
        await pilot.press("space", "o")
        await pilot.pause()
        assert screen.life.page.state == "swap"
        assert len(feed.steps) == 2
        await pilot.press("space")
        await pilot.pause()
        assert " kernel" in terminal(screen.app)
        await pilot.press("e")
        await pilot.pause()
        assert "UFFDIO_REGISTER(WP)" in terminal(screen.app)
        await pilot.press("escape")
        assert not fake.closed
    assert fake.closed
    assert feed.capture()["captures"][-1]["event"] == "write"


@pytest.mark.lab
@pytest.mark.skipif(bool(why_not()), reason=why_not())
async def test_a_kernel_boots_and_answers_the_keys() -> None:
    its = desk()
    options = LabOptions(PLATFORM, KERNEL)
    its.lab = feed = LabFeed(lambda: Lab(options, CATALOG))
    running = PteApp(its, "life")
    async with running.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: feed.state != "booting", 60)
        assert feed.state == "ready", feed.error
        await press(pilot, feed, "w", "s", "w", "o", "r", "f")
        shown = terminal(running)
        assert "fork" in shown
        assert [step.step.reading.state for step in feed.steps][-3:] == ["present"] * 3
        assert not any(step.differs for step in feed.steps)
        assert not any(step.step.mismatch for step in feed.steps)
        machine = feed.machine
        assert machine is not None
        assert machine.process.poll() is None
    assert machine.process.poll() is not None


def _open_bits(screen_text: str) -> int:
    return sum(line.count("?") for line in screen_text.splitlines() if " model" in line and " help" not in line)


def _calls(*names: str):  # type: ignore[no-untyped-def]
    from ptetui.sources.lab.calls import CALLS

    return [CALLS[name] for name in names]
