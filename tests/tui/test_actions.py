"""The table of actions, collected from the screens: bindings, help, footer and palette are read from it."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from textual import events

from ptetui.render.looks import THEMES
from ptetui.talk.tours import load_tour, shipped_tours, tour_name
from ptetui.tui.actions import ENTRIES, SCREENS, actions_of, all_actions, available, spell_key
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.dialogs.help import SIGNS, help_text
from ptetui.tui.dialogs.palette import PaletteEntries, action_entries, name_entries
from ptetui.tui.screen import PictureScreen
from tests.tui.apps import CATALOG, app, desk, lines, opened, recording, replay, terminal, text

every_screen = pytest.mark.parametrize("screen", ENTRIES)


def started_on(screen: str) -> PteApp:
    """The app on a recording and a tour, beginning with a screen."""
    steps = recording("x86_64-6.12.json")
    return PteApp(Desk(steps.steps[0], CATALOG, steps, load_tour(tour_name(shipped_tours()[0]), CATALOG)), screen)


def test_an_id_is_one_action_wherever_it_is() -> None:
    for entry in SCREENS:
        for action in actions_of(entry.name):
            assert all_actions()[action.id].call == action.call, action.id
    keyed = [entry.key for entry in SCREENS if entry.key]
    assert len(set(keyed)) == len(keyed)


@every_screen
def test_no_key_means_two_things(screen: str) -> None:
    keys = [key for action in actions_of(screen) for key in action.keys.split(",")]
    assert len(set(keys)) == len(keys)
    assert all(
        action.pair in {other.id for other in actions_of(screen)} for action in actions_of(screen) if action.pair
    )


@every_screen
async def test_every_action_has_a_binding_that_leads_somewhere(screen: str) -> None:
    running = started_on(screen)
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        shown = running.screen
        assert isinstance(shown, PictureScreen)
        assert screen == shown.NAME
        for action in actions_of(screen):
            for key in action.keys.split(","):
                actions = [
                    binding.action
                    for binding in shown._bindings.key_to_bindings.get(key, ())
                    if binding.id == action.id
                ]
                assert actions == [action.call], key
            owner = running if action.name.startswith("app.") else shown
            assert callable(getattr(owner, f"action_{action.name.removeprefix('app.')}", None)), action.call


@every_screen
async def test_every_key_is_answered_with_one_draw(screen: str, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Where it opens a question, with one when the question is closed."""
    monkeypatch.chdir(tmp_path)
    running = started_on(screen)
    drawn: list[str] = []
    async with running.run_test(size=(100, 30)) as pilot:
        running.animation_level = "none"
        await pilot.pause()
        shown = running.screen
        assert isinstance(shown, PictureScreen)
        while getattr(shown, "busy", False):
            await pilot.pause(0.01)
        for timer in shown._timers:
            timer.stop()  # clocks draw, too
        whole = type(shown).draw
        monkeypatch.setattr(type(shown), "draw", lambda self: (drawn.append(self.NAME), whole(self)))
        for action in actions_of(screen):
            if action.name.startswith("app.") or action.id in ("play", "talk.live", "wall.filter"):
                continue
            if action.name in ("open", "explore", "back"):  # they lead to another screen
                continue
            for key in action.keys.split(","):
                drawn.clear()
                await pilot.press(key)
                await pilot.pause()
                if running.screen is not shown:
                    assert not drawn, key
                    await pilot.press("escape")
                    await pilot.pause()
                if running.screen is not shown:
                    running.pop_screen()
                    await pilot.pause()
                assert running.screen is shown, key
                assert drawn == [screen], key


async def test_a_screen_is_drawn_once_when_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    running = replay()
    drawn: list[str] = []
    whole = PictureScreen.draw
    monkeypatch.setattr(PictureScreen, "draw", lambda self: (drawn.append(self.NAME), whole(self)))
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert drawn == ["explore"]
        for _ in range(2):
            for entry in SCREENS:
                if entry.key and entry.name not in ("wall", running.current_mode):
                    drawn.clear()
                    await pilot.press(entry.key)
                    await pilot.pause()
                    assert drawn == [entry.name]


@every_screen
@pytest.mark.parametrize("recorded", [True, False])
def test_help_has_every_action_and_key(screen: str, recorded: bool) -> None:
    on = replay().desk if recorded else desk()
    shown = help_text(available(on, screen), columns=300)
    for action in available(on, screen):
        assert action.text in shown
        assert all(key in shown for key in action.all_keys.split())
    if screen == "explore":
        assert recorded == ("next step" in shown)
    narrow = help_text(available(on, screen), columns=40)
    assert max(map(len, narrow.splitlines())) <= 40


def test_help_says_what_each_key_of_a_pair_does() -> None:
    lines = help_text(available(replay().desk, "explore"), 80).splitlines()
    pairs = {"[": "an older kernel", "]": "a newer kernel", "n": "the next step", "p": "the previous step"}
    for keys, words in (pairs | {"← h": "to the next higher bit", "U ^r": "redo"}).items():
        assert any(line.startswith(f"  {keys} ") and words in line for line in lines), keys


@every_screen
async def test_the_palette_has_every_action_once(screen: str) -> None:
    running = started_on(screen)
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(running.screen, PictureScreen)
        titles = [entry.title for entry in action_entries(running.screen)]
        actions = [action for action in available(running.desk, screen) if action.id != "palette"]
        assert sorted(titles) == sorted(action.text for action in actions)
        groups = {action.text: action.group for action in actions}
        assert groups[titles[0]] == "Screens"
        assert "Move" not in {groups[title] for title in titles[: -sum(group == "Move" for group in groups.values())]}
        named = [entry.title for entry in name_entries(running.screen)]
        assert len({*titles, *named}) == len(titles) + len(named)


async def found_by(running: PteApp, query: str) -> list[str]:
    """What the palette finds, the best first."""
    assert isinstance(running.screen, PictureScreen)
    hits = [hit async for hit in PaletteEntries(running.screen).search(query)]
    return [str(hit.text) for hit in sorted(hits, key=lambda hit: -hit.score)]


async def test_the_palette_finds_what_has_a_name_and_nothing_else() -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert (await found_by(running, "arm64_16k"))[0] == "layout arm64_16k"
        assert await found_by(running, "kernel 6.12") == ["kernel 6.12"]
        assert await found_by(running, "hwpoison") == ["state hwpoison"]
        assert await found_by(running, "why-markers") == ["tour why-markers"]
        themes = await found_by(running, "theme")
        assert themes[:4] == [f"theme {theme}" for theme in THEMES]
        assert len(themes) == 5, "and the action that takes the next one"
        assert await found_by(running, "zzz") == []


@pytest.mark.parametrize(
    ("query", "check"),
    [
        ("layout s390", lambda app: app.desk.setting.layout.name == "s390"),
        ("kernel 4.14", lambda app: app.desk.setting.kernel == (4, 14)),
        ("state marker", lambda app: app.desk.now.reading.state == "marker"),
        ("theme light", lambda app: app.theme == "light"),
        ("tour why-markers", lambda app: app.screen.tour.name == "why-markers"),
        ("life: a page", lambda app: app.current_mode == "life"),
    ],
)
async def test_what_the_palette_finds_is_done(query: str, check: Callable[[PteApp], bool]) -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert isinstance(running.screen, PictureScreen)
        entries = [*action_entries(running.screen), *name_entries(running.screen)]
        entry = next(entry for entry in entries if entry.title.lower().startswith(query))
        await entry.run()
        await pilot.pause()
        assert check(running)


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_the_palette_draws_no_emoji(ascii_only: bool) -> None:
    running = app(ascii_only=ascii_only)
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.2)
        shown = "\n".join(strip.text for strip in running.screen._compositor.render_strips())
        assert "🔎" not in shown
        assert "key" in shown
        if ascii_only:
            assert not [char for line in shown.splitlines() if " key " in line for char in line if not char.isascii()]


# What a letter means where it means more than one thing, and why it may; events of Life have letters of their own, and
# keys without a letter (arrows, Enter, Space, Tab, Home, Page Up) do what they do to whatever a screen shows.
ONE_MEANING = (
    {
        "step.next",
        "moment.next",
        "finding.next",
        "talk.next",
        "log.damage",
        "page.hit",
        "process.touched",
    },  # n: the next one
    {"step.previous", "moment.previous", "finding.previous", "talk.previous", "undo"},  # p, u: the one before
    {"moment.next", "redo"},
    {"page.hit_before", "process.touched_before"},
    {"step.jump", "moment.jump", "slide.jump", "page.go", "process.go"},  # g: go to one of them
    {"search", "wall.filter", "page.filter"},  # /: those with these words
    {"level", "collisions.level"},
    {"layout", "compare.add"},  # a: an architecture
    {"compare.remove", "edit.remove"},
    {"life.open", "designs.explore"},  # E: in Explore
    {"talk.restart", "edit.restart"},  # R: start over
)
PERMITTED = {
    "+": "more of it: larger digits, or a flag more", "-": "less of it", "=": "as +, without shift",
    "<": "less of it: slower, narrower, a page back", ">": "more of it: faster, wider, a page on",
    "[": "older, or a slide back: one along the line", "]": "newer, or a slide on",
    ".": "presenters' remotes send it for a blank screen; in Life it repeats, in What if it moves",
    "b": "back by a field; in a talk blank, as in every program for slides",
    "h": "left", "j": "down", "k": "up", "l": "right",
    "L": "in a talk the laser by fields, beside l by bits; elsewhere the level",
    "P": "play; Life has nothing that plays by P, and P stands for privilege beside pagemap",
    "R": "the range in Life, where a page is started over by K; elsewhere start over",
    "e": "a list of events, or an edit: what can be done to it",
    "i": "a list: all events, all slides", "o": "in a talk other tours, in a dump the other order",
}  # fmt: skip


def test_a_letter_means_one_thing() -> None:
    meanings: dict[str, set[str]] = {}
    for entry in SCREENS:
        for action in actions_of(entry.name):
            for key in action.keys.split(","):
                if action.group != "Events" and len(spell_key(key)) == 1 and spell_key(key) not in "←→↑↓":
                    meanings.setdefault(spell_key(key), set()).add(action.id)
    several = {key for key, ids in meanings.items() if len(ids) > 1 and not any(ids <= group for group in ONE_MEANING)}
    assert several == set(PERMITTED), "a clash is mended, or has its reason here"


async def test_an_action_can_be_chosen_in_the_palette() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"toggle the bit")
        await pilot.pause(0.2)
        await pilot.press("down", "enter")
        await pilot.pause(0.2)
        assert running.desk.index == 1


async def test_the_footer_names_help_and_quit_at_every_width() -> None:
    running = replay()
    async with running.run_test(size=(40, 30)) as pilot:
        for columns in (40, 80, 133, 300):
            await pilot.resize_terminal(columns, 50)
            await pilot.pause()
            keys = text(running, "keys")
            assert "? help" in keys
            assert "q quit" in keys
            assert "…" not in keys
        named = lines(running, "tabs")[0]
        assert all(f"{entry.key} {entry.title}" in named for entry in SCREENS if entry.key)
        await pilot.resize_terminal(300, 24)  # no room for tabs
        await pilot.pause()
        keys = text(running, "keys")
        assert all(
            f"{screen.key} {screen.title.lower()}" in keys
            for screen in SCREENS
            if screen.key and screen.name != "explore"
        )


def test_only_the_first_screen_is_imported_at_the_start() -> None:
    code = (
        "import sys, ptetui.tui.app, ptetui.tui.explore.screen\n"
        "print(*sorted(name for name in sys.modules if name.startswith('ptetui.tui.')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    others = [entry.name for entry in SCREENS if entry.name != "explore"]
    assert not [name for name in done.stdout.split() if name.split(".")[2] in (*others, "dialogs")]


@every_screen
async def test_movement_changes_nothing_and_escape_leads_to_explore(screen: str) -> None:
    running = started_on(screen)
    async with running.run_test(size=(100, 30)) as pilot:
        running.animation_level = "none"
        await pilot.pause()
        if screen == "life":
            await pilot.press("space", "w", "o")
        moments = len(running.desk.moments)
        lives = len(getattr(getattr(running.screen, "life", None), "deeds", ()))
        await pilot.press(*"hjklhjkl", "left", "right", "up", "down", "home", "end", "g", "escape", "b", "b")
        await pilot.pause()
        assert len(running.desk.moments) == moments
        assert len(getattr(getattr(running.screen, "life", None), "deeds", ())) == lives
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert running.current_mode == "explore"


@pytest.mark.parametrize(("key", "name"), [("Z", "Z"), ("f9", "f9"), ("ctrl+f", "^f"), ("n", "n")])
async def test_a_key_without_an_action_says_so(key: str, name: str) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press(key)
        await pilot.pause()
        assert f"{name}: no action here; ? lists the keys" in text(running, "keys")
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert "press q to quit" in text(running, "keys")


async def test_an_event_is_chosen_from_a_list() -> None:
    async with opened("2") as (running, pilot):
        running.animation_level = "none"
        await pilot.press("w", "e")
        await pilot.pause()
        assert "MADV_HWPOISON" in terminal(running)
        await pilot.press("A")
        await pilot.pause()
        assert running.screen.life.page.state == "hwpoison"  # type: ignore[attr-defined]


async def test_search_goes_to_fields_then_to_layouts() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        for text_, name in (("soft", "soft_dirty"), ("type", "type"), ("_PAGE_SWP_EXCL", "exclusive")):
            await pilot.press("slash", *text_.replace("_", "~").lower().replace("~", "_"), "enter")
            await pilot.pause()
            assert running.desk.field.name == name
        await pilot.press("slash", *"s390", "enter")
        await pilot.pause()
        assert running.desk.setting.layout.name == "s390"
        await pilot.press("slash", *"zzz", "enter")
        await pilot.pause()
        assert "no field here and no layout has these letters" in terminal(running)


async def test_the_mouse_reaches_tabs_footer_rows_and_slides() -> None:
    running = app()
    async with running.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.click("#tabs", offset=(lines(running, "tabs")[0].index("Time"), 0))
        await pilot.pause()
        assert running.current_mode == "time"
        await pilot.click("#tabs", offset=(2, 0))
        await pilot.pause()
        assert running.current_mode == "explore"
        await pilot.click("#keys", offset=(text(running, "keys").index("toggle"), 0))
        await pilot.pause()
        assert running.desk.index == 1
        await pilot.press("6")
        await pilot.pause()
        talk = running.screen
        await pilot.click("#body", offset=(3, 3))
        await pilot.pause()
        assert talk.place.slide == 1  # type: ignore[attr-defined]
        talk.post_message(events.MouseScrollUp(talk, 3, 3, 0, -1, 0, False, False, False))
        await pilot.pause()
        assert talk.place.slide == 0  # type: ignore[attr-defined]


async def test_help_has_the_signs() -> None:
    running = app()
    async with running.run_test(size=(100, 200)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        shown = terminal(running)
        assert all(text in shown.replace("\n", " ") for _, text in SIGNS)


async def test_quit() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert running.return_code == 0


@pytest.mark.parametrize(
    ("key", "canvas", "line", "places"),
    [("3", "body", 2, 32), ("4", "stack", 1, 32), ("0", "body", 1, 32), ("7", "body", 12, 32), ("5", "body", 8, 6)],
)
async def test_what_is_under_the_mouse_is_named(key: str, canvas: str, line: int, places: int) -> None:
    running = app()
    async with running.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        shown = running.screen
        assert isinstance(shown, PictureScreen)
        before = terminal(running).splitlines()[:-1]
        drawn = shown.canvas(canvas)
        rows = {column: shown.hover_row(drawn, column, line) for column in range(120)}
        named = {column: "".join(span.text for span in row) for column, row in rows.items() if row}
        assert len(set(named.values())) >= places, "a bit, or a cell of the table"
        column = next(iter(named))
        await pilot.hover(f"#{canvas}", offset=(column, line))
        await pilot.pause()
        assert terminal(running).splitlines()[-1].rstrip() == named[column].rstrip()
        assert terminal(running).splitlines()[:-1] == before
