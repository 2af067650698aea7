"""A monkey at the keys: nothing that can be pressed or resized raises, and undo always leads back."""

import random
import unicodedata
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import ModalScreen

from ptetui.tui.actions import all_actions
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.explore.screen import Explore
from tests.tui.apps import CATALOG, PRESENT, desk, recording

SEED = 20261122
BATCH = 10
TYPED = "0x1 b=_9afswptye3zq?-:"
COMMANDS = (
    "swap type=3 exclusive",
    "0x4",
    "none",
    "present pfn=5",
    "marker uffd_wp",
    "0b101",
    "swap type=99",
    "12",
    "mark",
    "s390",
)
KEYS = sorted({key for action in all_actions().values() for key in action.keys.split(",")} - {"q"})
MOVES = ("left", "right", "up", "down", "h", "j", "k", "l", "w", "b", "space", "space", "enter")
MODAL = ("escape", "enter", "down", "up", "tab", "backspace", "home", "end", "pagedown", "space", "j", "k", "q")


class Kept(PteApp):
    """An app that no key ends."""

    async def action_quit(self) -> None:
        """Stay."""


async def run(seed: int, keys: int) -> None:
    """So many random keys and some resizes, then back to the start by undo."""
    chance = random.Random(seed)
    recorded = recording(chance.choice(("x86_64-6.12.json", "arm64-6.12.json"))) if seed % 2 else None
    start = Desk(recorded.steps[0], CATALOG, recorded) if recorded else desk(PRESENT)
    app = Kept(start)
    first = start.now
    async with app.run_test(size=(80, 24)) as pilot:
        pressed = 0
        while pressed < keys:
            batch = [key for _ in range(BATCH) for key in _some(chance, isinstance(app.screen, ModalScreen))][:BATCH]
            await _press(pilot, app, batch)
            pressed += len(batch)
            if chance.random() < 0.3:
                await pilot.resize_terminal(chance.randint(1, 240), chance.randint(1, 70))
        await pilot.resize_terminal(80, 24)
        await _back(pilot, app)
        assert start.now is first
        assert start.index == 0
        moments = len(start.moments)
        await pilot.press("U", "u")
        assert len(start.moments) == moments


def _some(chance: random.Random, modal: bool) -> list[str]:
    """The next keys: mostly moves and actions; in a modal screen text, commands, ways out."""
    dice = chance.random()
    if modal:
        if dice < 0.3:
            return [chance.choice(TYPED) if dice < 0.2 else chance.choice(KEYS)]
        if dice < 0.6:
            return [chance.choice(MODAL)]
        return [*chance.choice(COMMANDS), "enter"] if dice < 0.8 else ["escape"]
    if dice < 0.03:
        return ["colon", *chance.choice(COMMANDS), "enter", "escape"]
    return [chance.choice(MOVES if dice < 0.5 else KEYS)]


async def _press(pilot: Pilot[None], app: PteApp, keys: list[str]) -> None:
    """All at once, as a fast typist's terminal sends them: no waiting for the screen in between."""
    assert app._driver is not None
    for key in keys:
        event = events.Key(*_key(key))
        event.set_sender(app)
        app._driver.send_message(event)
    await pilot.pause()


def _key(key: str) -> tuple[str, str | None]:
    """Name and character of a key."""
    if len(key) == 1:
        return (key if key.isalnum() else _character_to_key(key)), key
    try:
        return key, unicodedata.lookup(_get_unicode_name_from_key(key))
    except KeyError:
        return key, None


async def _back(pilot: Pilot[None], app: PteApp) -> None:
    for _ in range(40):
        if isinstance(app.screen, Explore):
            break
        await pilot.press("escape" if isinstance(app.screen, ModalScreen) else "1")
        await pilot.pause()
    assert isinstance(app.screen, Explore)
    if app.screen.player is not None:
        await pilot.press("P")
    while app.desk.index:
        await _press(pilot, app, ["u"] * min(200, app.desk.index))
    await pilot.press("u")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that it saves are not ours."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
async def test_a_share_of_the_monkey(seed: int) -> None:
    await run(seed, 500)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEED + 10, SEED + 20))
async def test_the_monkey(seed: int) -> None:
    await run(seed, 2000)
