"""A monkey at keys, mouse, clipboard, window and palette: nothing raises, nothing stays open, undo always leads back.

It begins on a word, a recording, a machine of the lab, and on each screen that no key opens; the others are a key away.
`make monkeys` gives the long run 100,000 events over its seeds, `PTETUI_MONKEY` another number; without it they are
9,000.
"""

import gzip
import io
import os
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from textual import events
from textual.keys import _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot
from textual.screen import ModalScreen

from ptetui.linux.catalog import Catalog
from ptetui.sources.dump_pages import DumpPages, OpenDump
from ptetui.sources.lab.subject import LabFeed
from ptetui.sources.live.watched import LiveProcess
from ptetui.sources.log.explain import Asked, explain
from ptetui.sources.scan import Filter
from ptetui.talk.tours import load_tour
from ptetui.tui.actions import SCREENS, all_actions
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.explore.screen import Explore
from tests.tui.apps import CATALOG, PRESENT, desk, recording
from tests.tui.fake_lab import FakeLab

SEED = 20261127
BATCH = 10
SEEDS = 24
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
    "BUG: Bad page map in process x  pte:8000000002bea867 pmd:17e8be067",
)
PASTED = (
    *COMMANDS,
    "\x1b[31m",
    "\x00\x07",
    "0x" + "f" * 5000,
    "0x1\n0x2\n0x3\n",
    "é漢\u202e",
    "[/]",
    "[@click=app.quit]x[/]",
    "",
)
KEYS = sorted({key for action in all_actions().values() for key in action.keys.split(",")} - {"q"})
ACTIONS = sorted({action.text for action in all_actions().values()})
MOVES = ("left", "right", "up", "down", "h", "j", "k", "l", "w", "b", "space", "space", "enter")
MODAL = ("escape", "enter", "down", "up", "tab", "backspace", "home", "end", "pagedown", "space", "j", "k", "q")
LOG = b"""\
[  716.511702] swap_info_get: Bad swap file entry 04000000
[  716.512731] BUG: Bad page map in process python2  pte:10000000000 pmd:17e8be067
[  716.516418] CPU: 2 PID: 8907 Comm: python2 Not tainted 4.16.0-rc5 #1
"""


class Kept(PteApp):
    """An app that no key ends."""

    async def action_quit(self) -> None:
        """Stay."""


def _recording(start: Desk, chance: random.Random) -> Desk:
    recorded = recording(chance.choice(("x86_64-6.12.json", "arm64-6.12.json")))
    return Desk(recorded.steps[0], start.catalog, recorded)


def _lab(start: Desk, _: random.Random) -> Desk:
    fake = FakeLab(wrong={"pageout": 0b1000})
    start.lab = LabFeed(lambda: fake)
    return start


def _log(start: Desk, _: random.Random) -> Desk:
    start.log = tuple(explain(io.BytesIO(LOG), Asked(Catalog())))
    return start


def _scan(start: Desk, chance: random.Random) -> Desk:
    path = Path("dump")
    path.write_bytes(chance.choice((bytes, gzip.compress))(chance.randbytes(9000) + bytes(1 << 20)))
    start.dump = OpenDump(DumpPages(path, chance.choice(("little", "big"))), 0, Filter())
    return start


def _tour(start: Desk, _: random.Random) -> Desk:
    start.tour = load_tour("why-markers", CATALOG)
    return start


def _live(start: Desk, _: random.Random) -> Desk:
    start.process = LiveProcess(os.getpid())
    return start


# Where it begins: what is on the desk, and on which screen.
BEGINNINGS: dict[str, tuple[Callable[[Desk, random.Random], Desk], str]] = {
    "word": (lambda start, _: start, "explore"),
    "recording": (_recording, "explore"),
    "lab": (_lab, "life"),
    "talk": (_tour, "talk"),
    "log": (_log, "log"),
    "notes": (_tour, "notes"),
    "scan": (_scan, "scan"),
    "live": (_live, "live"),
}


def _begun(begin: str, chance: random.Random) -> Kept:
    """The app as one of the commands starts it."""
    prepare, screen = BEGINNINGS[begin]
    return Kept(prepare(desk(PRESENT), chance), screen)


async def run(seed: int, number: int) -> None:
    """So many random events, then back to the start by undo."""
    chance = random.Random(seed)
    begin = list(BEGINNINGS)[seed % len(BEGINNINGS)]
    app = _begun(begin, chance)
    start = app.desk
    first = start.now
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        done = 0
        while done < number:
            batch = [event for _ in range(BATCH) for event in _some(app, chance)][:BATCH]
            await _send(pilot, app, batch)
            done += len(batch)
            if chance.random() < 0.01:
                await app.action_show(BEGINNINGS[begin][1])  # back, where no key leads
            if chance.random() < 0.3:
                done += 1
                small = chance.random() < 0.2
                await pilot.resize_terminal(
                    chance.randint(1, 20 if small else 240), chance.randint(1, 6 if small else 70)
                )
        await pilot.resize_terminal(80, 24)
        await _back(pilot, app)
        assert start.now is first
        assert start.index == 0
        moments = len(start.moments)
        await pilot.press("U", "u")
        assert len(start.moments) == moments
    if start.lab is not None:
        start.lab.close()
    if start.process is not None:
        start.process.close()


def _some(app: PteApp, chance: random.Random) -> list[events.Event]:
    """The next events: mostly moves and actions; mouse and clipboard; in a modal screen text, commands, ways out."""
    dice = chance.random()
    if dice < 0.1:
        return _mouse(app, chance)
    if dice < 0.12:
        return [events.Paste(chance.choice(PASTED))]
    return [_key(key) for key in _keys(isinstance(app.screen, ModalScreen), chance)]


def _keys(modal: bool, chance: random.Random) -> list[str]:
    dice = chance.random()
    if modal:
        if dice < 0.3:
            return [chance.choice(TYPED) if dice < 0.2 else chance.choice(KEYS)]
        if dice < 0.6:
            return [chance.choice(MODAL)]
        return [*chance.choice(COMMANDS), "enter"] if dice < 0.8 else ["escape"]
    if dice < 0.03:
        return ["colon", *chance.choice(COMMANDS), "enter", "escape"]
    if dice < 0.05:
        return ["ctrl+p", *chance.choice(ACTIONS)[:12], "enter"]
    return [chance.choice(MOVES if dice < 0.5 else KEYS)]


def _mouse(app: PteApp, chance: random.Random) -> list[events.Event]:
    """A click, a drag or the wheel, somewhere in the window."""
    x, y = chance.randrange(max(1, app.size.width)), chance.randrange(max(1, app.size.height))

    def at(kind: type[events.MouseEvent], x: int, y: int, button: int) -> events.Event:
        return kind(None, x, y, 0, 0, button, False, False, False, screen_x=x, screen_y=y)

    gesture = chance.choice(("click", "click", "drag", "wheel"))
    if gesture == "wheel":
        return [at(chance.choice((events.MouseScrollDown, events.MouseScrollUp)), x, y, 0)]
    button = chance.choice((1, 1, 1, 2, 3))
    to_x, to_y = (
        (x, y) if gesture == "click" else (max(0, x + chance.randint(-9, 9)), max(0, y + chance.randint(-3, 3)))
    )
    moved = [] if gesture == "click" else [at(events.MouseMove, to_x, to_y, button)]
    return [at(events.MouseDown, x, y, button), *moved, at(events.MouseUp, to_x, to_y, button)]


async def _send(pilot: Pilot[None], app: PteApp, batch: list[events.Event]) -> None:
    """All at once, as a fast typist's terminal sends them: no waiting for the screen in between."""
    assert app._driver is not None
    for event in batch:
        event.set_sender(app)
        app._driver.send_message(event)
    await pilot.pause()


def _key(key: str) -> events.Key:
    """A key by its name or its character."""
    if len(key) == 1:
        return events.Key(key if key.isalnum() else _character_to_key(key), key)
    try:
        return events.Key(key, unicodedata.lookup(_get_unicode_name_from_key(key)))
    except KeyError:
        return events.Key(key, None)


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
        before = app.desk.index
        await _send(pilot, app, [_key("u") for _ in range(min(200, before))])
        assert app.desk.index < before, "undo does not go back"
    await pilot.press("u")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that it saves are not ours, and what it copies is not on anybody's clipboard."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_it_begins_on_every_screen_that_no_key_opens() -> None:
    assert {entry.name for entry in SCREENS if not entry.key} <= {screen for _, screen in BEGINNINGS.values()}


@pytest.mark.parametrize("seed", range(SEED, SEED + len(BEGINNINGS)))
async def test_a_share_of_the_monkey(seed: int) -> None:
    await run(seed, 160)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(SEED + 16, SEED + 16 + SEEDS))
async def test_the_monkey(seed: int) -> None:
    await run(seed, int(os.environ.get("PTETUI_MONKEY", "9000")) // SEEDS)
