"""Life: the desk and its tree, the scenes, the diagram, bits on their way, and the screen driven by keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.page import PAGE_STATES, new_page
from ptetui.linux.setting import Setting
from ptetui.sources.life import tree
from ptetui.sources.life.proposal import NAME as PROPOSED
from ptetui.tui.actions import available
from ptetui.tui.app import PteApp
from ptetui.tui.dialogs.choice import Choice
from ptetui.tui.dialogs.help import Help, help_text
from ptetui.tui.explore.screen import Explore
from ptetui.tui.life.actions import EVENT_ACTIONS, EVENT_LETTERS
from ptetui.tui.life.diagram import DIAGRAM_HEIGHT, WIDTH, Edge, compact, drawn
from ptetui.tui.life.nodes import GRID, PLACES, Where, absence, nodes
from ptetui.tui.life.rows import brief_function, brief_trigger
from ptetui.tui.life.screen import Life
from ptetui.tui.life.watch import Watch
from tests.sources.life.lives import a_life, setting
from tests.tui.apps import app, desk, replay, terminal


@asynccontextmanager
async def shown(running: PteApp, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Life, Pilot[None]]]:
    async with running.run_test(size=size) as pilot:
        running.animation_level = "none"
        await pilot.press("2")
        await pilot.pause()
        screen = running.screen
        assert isinstance(screen, Life)
        yield screen, pilot


# ---------------------------------------------------------------------------------------------- keys


def test_every_event_has_a_letter_of_its_own() -> None:
    assert set(EVENT_LETTERS) == {name for name, event in EVENTS.items() if event.key}
    assert len(set(EVENT_LETTERS.values())) == len(EVENT_LETTERS)


def test_help_lists_every_event() -> None:
    shown = help_text(available(desk(), "life"), 300).splitlines()
    for action in EVENT_ACTIONS:
        assert any(line.split() == [action.key, *action.text.split()] for line in shown), action.id
        assert action not in available(desk(), "explore")


# ---------------------------------------------------------------------------------------------- the diagram


def test_every_state_has_a_place() -> None:
    assert set(PLACES) == {*PAGE_STATES, PROPOSED}


def test_what_a_kernel_does_not_have_says_since_when() -> None:
    assert absence("marker_guard", setting()) == "from 6.13"
    assert absence("swapin_error", setting()) == "up to 6.1"
    assert absence("device_exclusive", setting()) == "from 6.15"
    assert absence("protnone_rwp", setting()) == "from 7.3"
    assert absence("marker_uffd_wp", setting("s390")) == "no uffd-wp"
    assert absence("special_uffd_wp", setting()) == "no kernel"
    off = Setting(setting().layout, (6, 12), setting().config.with_option("MIGRATION", "n"))
    assert absence("migration_write", off) == "config: off"
    assert absence("swap", setting()) == ""


def of(desk: tree.LifeTree, before: str | None = None):  # type: ignore[no-untyped-def]
    return nodes(Where(desk.page, desk.page.state, None, before), desk.chances(), desk.setting)


def test_the_present_state_is_lit_and_the_next_ones_have_letters() -> None:
    desk = a_life()
    desk.happen("write")
    boxes = of(desk, "none")
    assert [state for state, node in boxes.items() if node.lit] == ["present_write"]
    assert "o" in boxes["swap"].letters
    assert boxes["none"].left
    for chance in desk.chances():
        if chance.possible:
            assert EVENT_LETTERS.get(chance.event.name, "") in boxes[chance.to].letters
    lines = ["".join(span.text for span in row) for row in compact(boxes, 80)]
    assert all(len(line) == 80 for line in lines)
    assert any("▶PRESENT_RW" in line for line in lines)
    assert any("×guard 6.13+" in line for line in lines)


def test_hugetlb_has_no_swap_and_shmem_no_zero_page() -> None:
    desk = a_life()
    desk.start(new_page("hugetlb"))
    assert not {"swap", "zero_page", "device_private_read"} & set(of(desk))
    desk.start(new_page("shmem"))
    assert not {"swap", "zero_page"} & set(of(desk))


@pytest.mark.parametrize("target", [state for column in GRID for state, _, _ in column])
def test_the_drawing_keeps_every_box_whole_whatever_edge_is_taken(target: str) -> None:
    desk = a_life(kernel="7.3")
    desk.happen("write")
    drawing = of(desk)
    rows = drawn(drawing, Edge("present_write", target, "the edge"))
    lines = ["".join(span.text for span in row) for row in rows]
    assert len(lines) == DIAGRAM_HEIGHT + 1
    assert all(len(line) == WIDTH for line in lines[:-1])
    assert all(any(node.label in line for line in lines) for node in drawing.values())
    whole = "\n".join(lines)
    assert ("━" in whole) == (target in drawing and target != "present_write")
    assert "the edge" in lines[-1]


# ---------------------------------------------------------------------------------------------- bits on their way


async def test_motion_ends_by_itself_and_with_any_key_and_can_be_seen_again() -> None:
    running = app(kernel="6.12")
    async with running.run_test(size=(80, 24)) as pilot:
        running.animation_level = "full"
        await pilot.press("2", "w", "s", "w", "o")
        screen = running.screen
        assert isinstance(screen, Life)
        assert screen.life.page.state == "swap"  # the key is answered at once
        assert screen.ribbon.timer is not None
        assert " before " in terminal(running)
        assert " after " in terminal(running)
        await pilot.press("f9")  # not a key of ours
        assert screen.ribbon.timer is None
        assert " before " not in terminal(running)
        await pilot.press("full_stop")
        assert screen.ribbon.timer is not None
        await pilot.press("less_than_sign")
        await pilot.pause()
        assert "motion takes 4 s" in terminal(running)
        await pilot.press("full_stop", "1")
        await pilot.pause()
        assert screen.ribbon.timer is None
        await pilot.press("2", "r")
        assert screen.ribbon.timer is not None
        screen.ribbon.began -= 100  # as if its time were over
        await pilot.pause(0.2)
        assert screen.ribbon.timer is None


async def test_no_motion_is_a_wish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_MOTION", "1")
    running = app(kernel="6.12")
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "w", "o", "full_stop")
        await pilot.pause()
        assert running.screen.ribbon.timer is None  # type: ignore[attr-defined]
        assert "motion is off" in terminal(running)


async def test_reduced_motion_moves_nothing() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("w", "s", "w", "o")
        assert screen.ribbon.timer is None
        assert screen.ribbon.frame is None


# ---------------------------------------------------------------------------------------------- the screen


async def test_letters_happen_and_the_screen_tells() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("w", "s", "w", "o")
        await pilot.pause()
        drawn = terminal(screen.app)
        assert screen.life.page.state == "swap"
        assert "▶SWAP" in drawn
        assert "present_write ━▶ swap" in drawn
        assert "soft-dirty 11→1" in drawn
        assert "SWAP SOFT_DIRTY" in drawn
        await pilot.press("J")
        await pilot.pause()
        assert "cannot happen: only from 6.13 on" in terminal(screen.app)


async def test_arrows_and_enter_take_the_chosen_event() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("down", "enter")
        assert screen.life.page.state == "present_write"
        await pilot.press("left")
        assert screen.life.page.state == "none"
        await pilot.press("right")
        assert screen.life.page.state == "present_write"
        await pilot.press("u", "u")
        await pilot.pause()
        assert "this is the beginning" in terminal(screen.app)


async def test_only_the_possible_ones() -> None:
    async with shown(app(), (100, 40)) as (screen, pilot):
        assert "swapoff: no effect on" not in terminal(screen.app)
        await pilot.press("i")
        await pilot.pause()
        assert "swapoff: no effect on" in terminal(screen.app)


async def test_the_scenes_are_a_key_away_and_played_by_n_and_p() -> None:
    async with shown(app()) as (screen, pilot):
        for key, count, word in (
            ("exclamation_mark", 3, "there is no SWAP to see"),
            ("at", 4, "soft-dirty is not"),
            ("number_sign", 4, "a marker keeps uffd-wp"),
            ("dollar_sign", 3, "Fixed: pagemap shows SWAP"),
        ):
            await pilot.press(key, *["n"] * count)
            await pilot.pause()
            assert word in terminal(screen.app)
            await pilot.press("p")
            await pilot.pause()
            assert word not in terminal(screen.app)


async def test_a_scene_plays_by_itself_until_a_key() -> None:
    running = app(kernel="6.12")
    async with running.run_test(size=(80, 24)) as pilot:
        running.animation_level = "full"
        await pilot.press("2", "semicolon")
        assert isinstance(running.screen, Choice)
        await pilot.press("3")
        screen = running.screen
        assert isinstance(screen, Life)
        first, player = screen.life.index, screen.scenes.player
        assert player.playing
        assert player.step()  # as if the time of the moment were over
        assert player.step()
        await pilot.pause()
        assert screen.life.index == first + 2
        assert "Written: present and soft-dirty." in terminal(running)
        assert screen.ribbon.timer is not None  # the store moves the bits, too
        await pilot.press("less_than_sign")
        assert player.playing
        await pilot.press("n")
        assert not player.playing
        assert screen.life.index == first + 3
        await pilot.press("number_sign")
        steps = 0
        while player.step():
            steps += 1
        await pilot.pause()
        assert steps == 5
        assert not player.playing
        assert "the scene is over" in terminal(running)


async def test_a_scene_waits_for_steps_where_motion_is_not_wanted() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("number_sign")
        assert not screen.scenes.player.playing
        await pilot.pause()
        assert "n/p step through it" in terminal(screen.app)


async def test_fork_shows_both_pages() -> None:
    async with shown(app(), (200, 50)) as (screen, pilot):
        await pilot.press("w", "f")
        await pilot.pause()
        drawn = terminal(screen.app)
        assert "parent lives on" in drawn
        assert "◇ child" in drawn
        await pilot.press("tab")
        await pilot.pause()
        assert "child  lives on" in terminal(screen.app)


async def test_the_desk_is_left_alone_until_asked() -> None:
    running = app()
    async with shown(running) as (screen, pilot):
        word = running.desk.now.word
        await pilot.press("w", "o", "escape")
        await pilot.pause()
        assert isinstance(running.screen, Explore)
        assert running.desk.now.word == word
        await pilot.press("2", "E")
        await pilot.pause()
        assert isinstance(running.screen, Explore)
        assert running.desk.now.word == screen.life.now.word(0)
        await pilot.press("u")
        assert running.desk.now.word == word


async def test_the_range_can_be_changed_by_keys() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("K", "R", "down", "space", "escape")
        await pilot.pause()
        assert screen.life.page.kind == "shmem"
        assert "wp" in screen.life.page.vma.uffd
        await pilot.press("u", "p")
        await pilot.pause()
        assert screen.life.page.kind == "anon"


async def test_privilege_hides_frames() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("w")
        await pilot.pause()
        assert "0x8180000000012346" in terminal(screen.app)
        await pilot.press("P")
        await pilot.pause()
        assert "0x8180000000000000" in terminal(screen.app)


async def test_kernel_layout_and_configuration() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("w", "o", "left_square_bracket")
        assert screen.life.setting.kernel < (6, 12)
        assert screen.life.page.state == "swap"
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"s390", "enter")
        await pilot.pause()
        assert screen.life.setting.layout.name == "s390"
        await pilot.press("c", "space", "escape")
        await pilot.pause()
        assert not screen.life.setting.config["SWAP"]
        assert screen.desk.setting.layout.name == "x86_64"


async def test_a_recording_agrees_with_the_model_step_by_step() -> None:
    running = replay("x86_64-6.12.json")
    async with shown(running) as (screen, pilot):
        assert screen.watching
        assert screen.beside is not None
        assert not any(step.differs for step in screen.beside.steps)
        for _ in range(3):
            await pilot.press("n")
        await pilot.pause()
        drawn = terminal(running)
        assert "step 4/80" in drawn
        assert " model" in drawn
        assert " recorded" in drawn
        assert "differs" not in drawn
        state = screen.beside.steps[screen.beside.step].page.state
        await pilot.press("space")
        assert not screen.watching
        assert screen.life.page.state == state
        await pilot.press("space")
        assert screen.watching


async def test_a_difference_is_lit() -> None:
    running = replay("x86_64-6.12.json")
    async with shown(running) as (screen, pilot):
        assert screen.beside is not None
        first, *others = screen.beside.steps
        screen.beside = Watch([first._replace(predicted=first.predicted ^ 2), *others])
        await pilot.press("p")
        await pilot.pause()
        drawn = terminal(running)
        assert "differs in 0x0000000000000002" in drawn
        assert "▲" in drawn


@pytest.mark.parametrize("recorded", [False, True])
async def test_any_size_and_back(recorded: bool) -> None:
    running = replay() if recorded else app()
    async with shown(running) as (screen, pilot):
        await pilot.press("n" if recorded else "w")
        for size in ((1, 1), (20, 5), (59, 24), (60, 12), (80, 22), (100, 28), (200, 50), (240, 70)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            small = size[0] < 60 or size[1] < 20
            assert terminal(running).startswith("t") == small, size
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "pagemap" in terminal(running)
        assert screen.is_current


async def test_ascii_only_draws_ascii() -> None:
    for size in ((80, 24), (200, 50)):
        async with shown(app(ascii_only=True), size) as (screen, pilot):
            await pilot.press("w", "s", "w", "f", "tab", "o", "Q", "R")
            await pilot.pause()
            await pilot.press("escape", "dollar_sign", "n", "n", "n", "n")
            await pilot.pause()
            assert {char for char in terminal(screen.app) if not char.isascii()} == set()


async def test_help_of_the_screen() -> None:
    async with shown(app()) as (screen, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(screen.app.screen, Help)
        assert screen.app.screen.of_screen == "life"


# ---------------------------------------------------------------------------------------------- the designs in step


async def test_the_designs_live_in_step() -> None:
    async with shown(app(kernel="5.14"), (80, 24)) as (screen, pilot):
        await pilot.press("V", "K", "R", "down", "space")
        await pilot.pause()
        assert "[x] uffd wp" in terminal(screen.app), "the kernel of 5.14 refuses, the designs do not"
        await pilot.press("escape", "w", "W", "o")
        await pilot.pause()
        drawn_lines = terminal(screen.app).splitlines()
        assert "mainline x86_64 NONE" in "\n".join(drawn_lines)
        for name, state, outcome in (
            ("bits alone", "NONE", "✗ lost uffd-wp, soft-dirty, swapped"),
            ("(a) special", "SPECIAL PTE", "remembers uffd-wp  ✗ lost soft-dirty, swapped"),
            ("(b) marker", "MARKER", "remembers uffd-wp  ✗ lost soft-dirty, swapped"),
            ("(c1) type", "NONE", "✗ lost uffd-wp"),
            ("(c2) offset", "NONE", "✗ lost uffd-wp"),
        ):
            line = next(index for index, row in enumerate(drawn_lines) if row.startswith(f" {name}"))
            assert drawn_lines[line + 1].startswith(f" {state}")
            assert "▲" in drawn_lines[line + 1]
            assert outcome in drawn_lines[line + 2]
        await pilot.press("u", "u")
        await pilot.pause()
        assert "lost" not in terminal(screen.app)
        await pilot.press("V")
        await pilot.pause()
        assert "(b) marker" not in terminal(screen.app)
        assert screen.life.beside == ()


async def test_the_designs_follow_the_layout_and_say_what_it_cannot_have() -> None:
    async with shown(app(kernel="5.14"), (80, 24)) as (screen, pilot):
        await pilot.press("V", "a")
        await pilot.pause()
        await pilot.press(*"arm64_4k", "enter")
        await pilot.pause()
        assert screen.life.setting.layout.name == "arm64_4k"
        assert "not on this layout: no uffd bit" in terminal(screen.app)
        await pilot.press("w", "o")
        await pilot.pause()
        assert terminal(screen.app).count("\n SWAP ") == 4


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_the_designs_at_any_size(ascii_only: bool) -> None:
    async with shown(app(ascii_only=ascii_only), (240, 70)) as (screen, pilot):
        await pilot.press("V", "w", "f", "tab", "w")
        for size in ((240, 70), (100, 28), (80, 24), (79, 24), (80, 22), (20, 5), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            small = size[0] < 80 or size[1] < 20
            assert terminal(screen.app).startswith("too small") == small, size
            assert ("(b) marker" in terminal(screen.app)) == (not small), size
        if ascii_only:
            assert terminal(screen.app).isascii()


async def test_a_click_takes_an_event_under_the_strips() -> None:
    async with shown(app(), (80, 24)) as (screen, pilot):
        await pilot.press("V")
        await pilot.pause()
        line = next(index for index, row in enumerate(terminal(screen.app).splitlines()) if " w a store" in row)
        column = terminal(screen.app).splitlines()[line].index(" w a store") + 2
        await pilot.click(offset=(column, line))
        await pilot.click(offset=(column, line))
        assert screen.life.page.state == "present_write"


# ---------------------------------------------------------------------------------------------- the mouse, long names


async def test_the_bit_under_the_mouse_is_named() -> None:
    for size, keys in (((80, 24), "wo"), ((200, 50), "wof")):
        async with shown(app(), size) as (screen, pilot):
            await pilot.press(*keys)
            rows = screen.ribbon.rows
            places = [
                (column, line)
                for line, row in enumerate(rows)
                for column in range(size[0])
                if screen.ribbon.bit_at(column, line) == 3 and any(span.role.startswith("bit_flag") for span in row)
            ]
            words = []
            for place in (places[0], places[-1]):
                await pilot.hover("#ribbon", offset=place)
                await pilot.pause()
                words.append("".join(span.text for row in screen.canvas("keys").rows for span in row).split("=")[0])
            assert all(word.startswith(" bit 3  exclusive") for word in words)


def test_a_name_or_a_function_is_whole_or_not_there() -> None:
    assert brief_trigger("swap readahead: a neighbour is swapped in", 30) == "swap readahead"
    assert brief_trigger("MADV_PAGEOUT", 12) == "MADV_PAGEOUT"
    assert brief_function("do_swap_page (then do_wp_page if shared)", 20) == "do_swap_page"
    assert brief_function("unmap_vmas>zap_pte_range/__unmap", 40) == "unmap_vmas>zap_pte_range/__unmap"
    assert brief_function("clear_soft_dirty", 8) == ""
