"""Talk and its notes: the way through a tour by keys, leaving it and coming back, what the other terminal is told."""

import re
from pathlib import Path
from time import time

import pytest
from textual.pilot import Pilot

from ptetui.linux.setting import Setting
from ptetui.render import block_letters
from ptetui.sources.snapshot import Snapshot
from ptetui.talk.ask import AskPicture
from ptetui.talk.frame import slide_rows
from ptetui.talk.position import Position, place_file, read_position, write_position
from ptetui.talk.reader import read_tour
from ptetui.talk.tour import Place, Tour
from ptetui.talk.tours import load_tour, shipped_tours, tour_name
from ptetui.tui.app import PteApp
from ptetui.tui.collisions.screen import Collisions
from ptetui.tui.compare.screen import Compare
from ptetui.tui.designs.screen import Designs
from ptetui.tui.desk import Desk
from ptetui.tui.dialogs.choice import Choice
from ptetui.tui.explore.screen import Explore
from ptetui.tui.history.screen import History
from ptetui.tui.life.screen import Life
from ptetui.tui.notes.screen import Notes
from ptetui.tui.talk.screen import Talk
from ptetui.tui.wall.screen import Wall
from tests.tui.apps import CATALOG, SWAP, app, terminal

TOUR = """---
title: A tour
about: About it
layout: x86_64@6.12
---

## Alpha

```show
word: 0x8000000002bea867
```

- {pfn} first point
- second point

> say this

## Beta

```show
screen: life
life: shmem uffd=wp write uffd_wp pageout
```

## Gamma

```show
screen: compare
layouts: s390@6.1 arm64_4k@6.1
```

## Delta

```show
screen: collisions
layout: x86_64@4.7
rule: R4
```

## Epsilon

```show
screen: history
case: H10
```

## Zeta

```show
screen: designs
kernel: 5.14
layout: x86_64
designs: type offset
flags: 1
```

## Omicron

```show
screen: wall
layouts: x86_64@5.10
```

- the last point
"""


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user's runtime folder."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))


@pytest.fixture
def tour(tmp_path: Path) -> Tour:
    """A tour of a user's own."""
    file = tmp_path / "own.md"
    file.write_text(TOUR)
    return read_tour(TOUR, file, str(file), CATALOG)


def shows(running: PteApp, text: str) -> bool:
    """Whether a caption or title is on the screen, as it is, in letters of dots or in block letters."""
    drawn = terminal(running)
    if text in drawn:
        return True
    if all(line.rstrip("\u2800 ") in drawn for word in text.split() for line in block_letters.dotted(word)):
        return True
    columns = running.size.width - 4
    return all(line.strip() in drawn for line in block_letters.lines(block_letters.folded(text, columns)[0]))


def talking(tour: Tour, start: str = "talk") -> PteApp:
    setting = Setting(CATALOG.find("x86_64@6.12"), (6, 12))
    return PteApp(Desk(Snapshot(setting, SWAP), CATALOG, tour=tour), start)


def talk(running: PteApp) -> Talk:
    screen = running.screen
    assert isinstance(screen, Talk)
    return screen


async def at(pilot: Pilot[None], running: PteApp, *keys: str) -> Place:
    await pilot.press(*keys)
    await pilot.pause()
    return talk(running).place


async def test_the_way_through_and_back(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        assert shows(running, "A tour")
        assert "About it" in terminal(running)
        assert await at(pilot, running, "right") == (1, 0)
        assert "first point" not in terminal(running)
        assert await at(pilot, running, "space") == (1, 1)
        assert "first point" in terminal(running)
        assert "second point" not in terminal(running)
        assert await at(pilot, running, "pagedown", "n") == (2, 0)
        assert await at(pilot, running, "left") == (1, 2)
        assert await at(pilot, running, "pageup", "p", "backspace") == (0, 0)
        assert await at(pilot, running, "left") == (0, 0)
        assert "this is the beginning" in terminal(running)
        assert await at(pilot, running, "end") == (7, 1)
        assert await at(pilot, running, "right") == (7, 1)
        assert "this is the end" in terminal(running)
        assert await at(pilot, running, "left_square_bracket") == (6, 0)
        assert await at(pilot, running, "right_square_bracket") == (7, 0)
        assert await at(pilot, running, "home") == (0, 0)
        assert "say this" not in terminal(running)


async def test_to_a_slide_by_number_by_caption_by_the_index(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        await pilot.press("g", *"3", "enter")
        assert await at(pilot, running) == (3, 0)
        await pilot.press("g", *"ALPHA", "enter")
        assert await at(pilot, running) == (1, 0)
        await pilot.press("g", *"99", "enter")
        await pilot.pause()
        assert "slide 99: there are slides 0 to 7" in terminal(running)
        await pilot.press("escape", "g", *"omega", "enter")
        await pilot.pause()
        assert "no slide is called so" in terminal(running)
        await pilot.press("escape", "i")
        await pilot.pause()
        assert isinstance(running.screen, Choice)
        assert "Epsilon" in terminal(running)
        await pilot.press("j", "j", "enter")
        assert await at(pilot, running) == (3, 0)
        await pilot.press("i", "k", "escape")
        assert await at(pilot, running) == (3, 0)


@pytest.mark.parametrize(
    ("caption", "screen"),
    [
        ("Alpha", Explore), ("Beta", Life), ("Gamma", Compare), ("Delta", Collisions), ("Epsilon", History),
        ("Zeta", Designs), ("Omicron", Wall),
    ],
)  # fmt: skip
async def test_leaving_the_script_and_coming_back(caption: str, screen: type, tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await pilot.press("g", *caption, "enter", "enter")
        await pilot.pause()
        here = running.screen
        assert isinstance(here, screen)
        while getattr(here, "busy", False):
            await pilot.pause(0.01)
        if not isinstance(here, Wall):  # which draws anew as it loads
            assert "6 returns to the talk" in terminal(running)
        if isinstance(here, Life):
            assert here.life.now.pages[0].state == "marker_uffd_wp"
        elif isinstance(here, Compare):
            assert [setting.layout.name for setting in here.settings] == ["s390", "arm64_4k"]
        elif isinstance(here, Collisions):
            assert here.seen.finding is not None
            assert here.seen.finding.rule == "R4"
        elif isinstance(here, History):
            assert here.case.case.id == "H10"
        elif isinstance(here, Designs):
            assert (here.case.flags, here.case.setting.kernel) == (1, (5, 14))
        elif isinstance(here, Wall):
            assert here.kernel == (5, 10)
        else:
            assert running.desk.now.word == 0x8000000002BEA867
        await pilot.press("t", "6")
        await pilot.pause()
        assert tour.caption(talk(running).place.slide) == caption


async def test_a_blank_screen_and_the_clock(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        await pilot.press("right", "b")
        await pilot.pause()
        assert terminal(running).strip() == ""
        await pilot.press("full_stop")
        await pilot.pause()
        assert shows(running, "Alpha")
        assert await at(pilot, running, "b", "right") == (1, 1)
        assert "first point" in terminal(running)
        await pilot.press("T")
        talk(running).started -= 125
        talk(running).draw()
        await pilot.pause()
        assert re.search(r"2:(0[5-9]|[1-5]\d)", terminal(running))
        await pilot.press("R")
        await pilot.pause()
        assert "the clock starts at 0:00" in terminal(running)


async def test_key_6_of_any_app_opens_the_first_tour_and_o_the_others() -> None:
    running = app()
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.press("6")
        await pilot.pause()
        assert talk(running).tour.name == "what-is-in-a-pte"
        await pilot.press("right", "o")
        await pilot.pause()
        assert isinstance(running.screen, Choice)
        last = len(running.screen.lines) - 1
        await pilot.press("end", "enter")
        await pilot.pause()
        assert talk(running).tour.name == position_of(last)
        assert talk(running).place == (0, 0)
        await pilot.press("enter")
        await pilot.pause()
        assert "nothing to play with" in terminal(running)
        await pilot.press("right", "q")  # no talk was asked for on the command line, so q is as elsewhere
        await pilot.pause()
        assert not running.is_running


def position_of(line: int) -> str:
    return tour_name(shipped_tours()[line])


async def test_the_footer_is_there_when_it_is_asked_for(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        assert "help" not in terminal(running)
        await pilot.press("f", "right")
        await pilot.pause()
        assert "1/7" in terminal(running)
        assert "? help" in terminal(running)
        await pilot.press("f")
        await pilot.pause()
        assert "help" not in terminal(running)


async def test_a_talk_that_has_begun_ends_at_the_second_q(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.press("right", "q")
        await pilot.pause()
        assert "q again ends the talk" in terminal(running)
        await pilot.press("right", "q")
        await pilot.pause()
        assert running.is_running
        assert talk(running).place == (1, 1)
        await pilot.press("q")
        await pilot.pause()
        assert not running.is_running


async def test_the_laser_points_at_bits(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.press("l")
        await pilot.pause()
        assert "no bits to point at" in terminal(running)
        await pilot.press("right", "right", "l")
        await pilot.pause()
        assert talk(running).laser == 51  # the highest bit of what the point lights
        assert "bit 51 pfn" in terminal(running)
        await pilot.press("l", "l", "h")
        assert talk(running).laser == 50
        await pilot.press("L")
        assert talk(running).laser == 11
        await pilot.press("L")
        await pilot.pause()
        assert talk(running).laser == 10
        assert "_PAGE_UFFD_WP" in terminal(running)
        marked = [span.bit for row in talk(running).body.drawn() for span in row if "caret" in span.role.split()]
        assert set(marked) == {10}
        await pilot.press("H", "H")
        assert talk(running).laser == 51
        assert talk(running).place == (1, 1)
        await pilot.press("escape")
        await pilot.pause()
        assert talk(running).laser is None
        await pilot.press("l", "right")
        await pilot.pause()
        assert talk(running).laser is None


async def test_a_slide_is_drawn_once(tour: Tour, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Place] = []

    def counted(shown: Tour, place: Place, *more: object) -> object:
        drawn.append(place)
        return slide_rows(shown, place, *more)  # type: ignore[arg-type]  # as they were given

    monkeypatch.setattr("ptetui.tui.talk.screen.slide_rows", counted)
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        running.animation_level = "none"
        await pilot.press("right", "right", "left", "left", "right", "right")
        await pilot.pause()
        assert len(drawn) == len(set(drawn)) == 3
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert len(drawn) == 4


async def test_bits_move_on_a_slide_and_a_key_ends_it(tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.press("right", "m")
        await pilot.pause()
        assert "nothing moves on this slide" in terminal(running)
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert talk(running).body.timer is not None
        assert "before" in terminal(running)
        assert "MARKER" not in terminal(running)
        await pilot.press("x")
        await pilot.press("escape")
        await pilot.pause()
        assert talk(running).body.timer is None
        assert "M A R K E R" in terminal(running)
        running.animation_level = "none"
        await pilot.press("m")
        await pilot.pause()
        assert "motion is off" in terminal(running)


ASKING = """---
title: A quiz
about: About it
layout: x86_64@6.12
---

## One

```ask
word: 0xfffffffffffffc00
answers: swap marker none
```

- {uffd_wp} the marker's flag

## Two

```ask
word: 0x0
answers: swap none
```

- nothing is there

## Three
"""


async def test_the_audience_answers_by_key(tmp_path: Path) -> None:
    file = tmp_path / "quiz.md"
    file.write_text(ASKING)
    running = talking(read_tour(ASKING, file, str(file), CATALOG))
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.press("right")
        await pilot.pause()
        asked = terminal(running)
        assert all(text in asked for text in (" 1  swap", " 2  marker", " 3  none", "0xfffffffffffffc00"))
        assert "uffd" not in asked
        assert "the marker's flag" not in asked
        await pilot.press("7")
        await pilot.pause()
        assert "7: there are answers 1 to 3" in terminal(running)
        await pilot.press("1")
        await pilot.pause()
        answered = terminal(running)
        assert talk(running).place == (1, 1)
        assert all(text in answered for text in ("✗ swap", "✓ marker", "the marker's flag", "uffd_wp"))
        await pilot.press("right", "2")
        await pilot.pause()
        assert "✓ none" in terminal(running)
        assert "1 of 2 right" in terminal(running)
        await pilot.press("left", "right")  # shown without an answer
        await pilot.pause()
        assert talk(running).place == (2, 1)
        await pilot.press("right", "7")
        await pilot.pause()
        assert running.current_mode == "wall"


async def test_a_talk_counts_down(tour: Tour) -> None:
    running = talking(tour._replace(minutes=10.0))
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.press("right", "T")
        talk(running).started -= 125
        talk(running).draw()
        await pilot.pause()
        assert re.search(r"7:[45]\d left", terminal(running))
        position = read_position(place_file(tour.path))
        assert position is not None
        assert position.minutes == 10.0


async def test_notes_say_how_late_it_is(tour: Tour) -> None:
    write_position(place_file(tour.path), Position(Place(1), time() - 130, False, 20.0))
    running = talking(tour, "notes")
    async with running.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        screen = running.screen
        assert isinstance(screen, Notes)
        screen._look()
        await pilot.pause()
        assert re.search(r"17:[45]\d left · 0:[0-5]\d behind", terminal(running).splitlines()[0])


@pytest.mark.parametrize("path", shipped_tours(), ids=tour_name)
async def test_every_tour_that_ships_is_played_by_keys(path: Path) -> None:
    """Through all points with one key, and back again; questions get an answer."""
    running = talking(load_tour(tour_name(path), CATALOG))
    running.animation_level = "none"
    async with running.run_test(size=(120, 40)) as pilot:
        played = talk(running).tour
        for place in played.places():
            await pilot.pause()
            assert talk(running).place == place
            if place.slide:
                assert shows(running, played.caption(place.slide))
            if place.revealed:
                last = played.points(place.slide)[place.revealed - 1].plain
                assert last.split()[-1] in terminal(running)
            asks = place.slide and isinstance(played.steps[place.slide - 1].picture, AskPicture)
            await pilot.press("1" if asks and not place.revealed else "right")
        await pilot.pause()
        assert "this is the end" in terminal(running)
        await pilot.press(*["left"] * len(list(played.places())))
        assert talk(running).place == (0, 0)


@pytest.mark.parametrize("size", [(80, 24), (240, 70), (60, 20)])
async def test_every_size(size: tuple[int, int], tour: Tour) -> None:
    running = talking(tour)
    async with running.run_test(size=size) as pilot:
        for place in tour.places():
            await pilot.pause()
            assert shows(running, tour.caption(place.slide))
            await pilot.press("right")
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
        assert "too small" in terminal(running)


async def test_whoever_follows_is_told_until_the_end(tour: Tour) -> None:
    running = talking(tour)
    file = place_file(tour.path)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        first = read_position(file)
        assert first is not None
        assert (first.place, first.blank) == ((0, 0), False)
        await pilot.press("right", "right", "b")
        await pilot.pause()
        then = read_position(file)
        assert then is not None
        assert (then.place, then.blank, then.started) == ((1, 1), True, first.started)
    assert read_position(file) is None


async def test_notes_follow(tour: Tour) -> None:
    file = place_file(tour.path)
    running = talking(tour, "notes")
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = running.screen
        assert isinstance(screen, Notes)
        assert "waiting for: ptetui present" in terminal(running)
        write_position(file, Position(Place(1, 1), 0.0, True))
        screen._look()
        await pilot.pause()
        shown = terminal(running)
        for text in (
            "Alpha",
            "✓ first point",
            "○ second point",
            "say this",
            "next  Beta",
            "the screen is blank",
            "1/7",
        ):
            assert text in shown
        write_position(file, Position(Place(99), 0.0))  # of another version of the file
        screen._look()
        await pilot.pause()
        assert "waiting for" in terminal(running)


async def test_a_large_window_of_notes_previews_what_comes(tour: Tour) -> None:
    write_position(place_file(tour.path), Position(Place(1, 1), time()))
    running = talking(tour, "notes")
    async with running.run_test(size=(100, 50)) as pilot:
        await pilot.pause()
        screen = running.screen
        assert isinstance(screen, Notes)
        screen._look()
        await pilot.pause()
        shown = terminal(running)
        assert shown.count("second point") == 2
        assert "0x8000000002bea867" in shown
        assert "explore" not in shown
        await pilot.resize_terminal(60, 50)
        await pilot.pause()
        assert terminal(running).count("second point") == 1


async def test_long_notes_scroll(tour: Tour) -> None:
    write_position(place_file(tour.path), Position(Place(1), 0.0))
    running = talking(tour, "notes")
    async with running.run_test(size=(40, 8)) as pilot:
        await pilot.pause()
        screen = running.screen
        assert isinstance(screen, Notes)
        screen._look()
        await pilot.pause()
        assert "↓ more" in terminal(running)
        assert "next  Beta" not in terminal(running)
        await pilot.press(*["down"] * 20)
        await pilot.pause()
        assert "next  Beta" in terminal(running)
        assert "↓ more" not in terminal(running)
        await pilot.press("up")
        await pilot.pause()
        assert "↓ more" in terminal(running)
        write_position(place_file(tour.path), Position(Place(2), 0.0))
        screen._look()
        await pilot.pause()
        assert "Beta" in terminal(running).splitlines()[2]


async def test_a_talk_goes_on_where_nobody_can_follow(
    tour: Tour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "file"))
    running = talking(tour)
    async with running.run_test(size=(100, 28)) as pilot:
        await pilot.pause()
        assert "notes cannot follow: Not a directory" in terminal(running)
        assert await at(pilot, running, "right") == (1, 0)
