"""The Explore screen through its keys."""

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Label, OptionList

from ptetui.linux.config import parse_config
from ptetui.render.looks import THEMES
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.app import PteApp
from ptetui.tui.dialogs.config import ConfigScreen
from ptetui.tui.dialogs.copy import Copy
from ptetui.tui.dialogs.help import Help
from ptetui.tui.dialogs.picker import Picker
from ptetui.tui.dialogs.prompt import Prompt
from ptetui.tui.dialogs.step_picker import chapters
from ptetui.tui.explore.bookmarks import MOST, Bookmarks, marks_file
from ptetui.tui.explore.screen import STEP_PACES, Explore
from ptetui.tui.widgets.ribbon import Ribbon
from tests.tui.apps import CATALOG, MALFORMED, PRESENT, SWAP, app, explore, lines, replay, setting, terminal, text, wide

Running = Pilot[None]


async def type_line(pilot: Running, line: str) -> None:
    """Into the prompt that is open, in place of what stands there."""
    pilot.app.screen.query_one(Input).value = line
    await pilot.press("enter")
    await pilot.pause()


def status(running: PteApp) -> str:
    return str(running.screen.query_one("#message", Label).content)


# ---------------------------------------------------------------------------------------------- moving


async def test_bits_by_arrows_and_letters() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        desk = running.desk
        start = desk.cursor
        await pilot.press("left", "h", "right")
        assert desk.cursor == start + 1
        await pilot.press("l", "home")
        assert desk.cursor == 63
        await pilot.press("left", "end")
        assert desk.cursor == 0
        await pilot.press("up", "k")
        assert desk.cursor == 32  # two rows of 32: the second up leads nowhere
        await pilot.press("down", "j")
        assert desk.cursor == 0


async def test_fields_by_w_and_b_through_split_fields() -> None:
    running = app(0x1000, "csky_abiv1")
    async with running.run_test(size=(80, 24)) as pilot:
        desk = running.desk
        tops = sorted((run.high for field in desk.fields for run in field.runs), reverse=True)
        await pilot.press("home")
        seen = [desk.cursor]
        for _ in tops:
            await pilot.press("w")
            seen.append(desk.cursor)
        assert seen == [*tops, tops[-1]]
        await pilot.press(*("b" for _ in tops))
        assert desk.cursor == tops[0]


async def test_up_and_down_move_by_fields_in_the_table_and_in_a_ribbon_of_one_row() -> None:
    running = app()
    async with running.run_test(size=(200, 50)) as pilot:
        await pilot.press("home", "down")
        assert running.desk.field.name == "offset"
        await pilot.resize_terminal(80, 24)
        await pilot.press("tab", "home", "down")
        assert running.desk.field.name == "offset"
        assert "▶" in text(running, "table")
        await pilot.press("tab", "home", "down")
        assert running.desk.cursor == 31


async def test_the_table_follows_the_cursor_and_tab_gives_it_room() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = explore(running).query_one("#table").size.height
        await pilot.press("tab")
        await pilot.pause()
        assert explore(running).query_one("#table").size.height >= before + 5
        for key in ("home", "end", "left", "left", "w", "b"):
            await pilot.press(key)
            await pilot.pause()
            row = next(line for line in lines(running, "table") if line.startswith("▶"))
            assert running.desk.field.name in row
        await pilot.press("tab")
        await pilot.pause()
        assert explore(running).query_one("#table").size.height == before


@pytest.mark.parametrize("size", [(80, 24), (100, 28), (200, 50), (240, 70)])
async def test_a_click_on_any_bit_moves_the_cursor_there(size: tuple[int, int]) -> None:
    for running in (app(), app(0x1000, "arm_2level"), wide()):
        async with running.run_test(size=size) as pilot:
            await pilot.pause()
            ribbon = explore(running).query_one(Ribbon)
            assert ribbon.fold is not None
            for bit in (running.desk.width - 1, running.desk.width // 2, 7, 0):
                running.desk.cursor = bit
                explore(running).draw()
                await pilot.pause()
                row, column = ribbon.fold.place(bit)
                running.desk.cursor = 3
                await pilot.click(Ribbon, offset=(column, ribbon.places.index((row, 3))))
                await pilot.pause()
                assert running.desk.cursor == bit


async def test_a_click_on_a_row_of_the_table() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("home")
        await pilot.pause()
        name = lines(running, "table")[2].split()[0]
        await pilot.click("#table", offset=(5, 2))
        await pilot.pause()
        assert running.desk.field.name == name == "offset"
        await pilot.click("#table", offset=(5, 0))  # the header is none
        assert running.desk.field.name == "offset"


async def test_a_click_on_the_timeline() -> None:
    running = replay()
    async with running.run_test(size=(200, 50)) as pilot:
        await pilot.pause()
        line = next(at for at, drawn in enumerate(lines(running, "table")) if "  4  " in drawn)
        await pilot.click("#table", offset=(30, line))
        await pilot.pause()
        assert running.desk.step == 3
        assert "step 4/" in text(running, "steps")
    running = app()
    async with running.run_test(size=(200, 50)) as pilot:
        await pilot.press("space", "space", "space")
        await pilot.pause()
        await pilot.click("#table", offset=(30, 2))
        await pilot.pause()
        assert running.desk.index == 1


@pytest.mark.parametrize("size", [(120, 40), (200, 50)])
async def test_names_hang_from_the_bits_where_there_is_height(size: tuple[int, int]) -> None:
    running = app(PRESENT)
    async with running.run_test(size=size) as pilot:
        await pilot.pause()
        ribbon = explore(running).query_one(Ribbon)
        shown = text(running, "ribbon")
        assert not [field.meaning for field in running.desk.fields if f"{field.meaning} " not in shown]
        assert ribbon.size.height == ribbon.lines == len(ribbon.places)
        assert explore(running).query_one("#state").region.y < ribbon.region.y
        line = next(at for at, drawn in enumerate(lines(running, "ribbon")) if "write-through" in drawn)
        await pilot.click(Ribbon, offset=(5, line))
        await pilot.pause()
        assert running.desk.field.name == "pwt"
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert explore(running).query_one("#state").region.y > ribbon.region.y
        assert "write-through" not in text(running, "ribbon")


# ---------------------------------------------------------------------------------------------- editing


async def test_clearing_one_bit_turns_a_present_entry_into_a_swap_entry() -> None:
    running = app(PRESENT)
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        assert "P R E S E N T" in text(running, "state")
        await pilot.press("space")
        await pilot.pause()
        assert running.desk.now.word == PRESENT ^ 1
        assert "MALFORMED" in text(running, "state")
        assert "▲" in lines(running, "ribbon")[-1]
        assert "bit 0 toggled: now read as MALFORMED, not PRESENT" in text(running, "state")
        await pilot.press("u")
        await pilot.pause()
        assert "P R E S E N T" in text(running, "state")


async def test_enter_toggles_a_flag_and_asks_for_a_number() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("enter")
        assert running.desk.now.word == SWAP ^ 8
        await pilot.press("home", "enter")
        await pilot.pause()
        assert isinstance(running.screen, Prompt)
        for line, value in (("0x1f", 31), ("0b101", 5), ("9", 9)):
            if not isinstance(running.screen, Prompt):
                await pilot.press("enter")
                await pilot.pause()
            await type_line(pilot, line)
            assert running.desk.now.word >> 59 == value
            assert isinstance(running.screen, Explore)


async def test_out_of_range_says_the_range_and_changes_nothing() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("home", "enter")
        await pilot.pause()
        await type_line(pilot, "32")
        assert isinstance(running.screen, Prompt)
        assert "0x1f" in status(running)
        assert running.desk.now.word == SWAP
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(running.screen, Explore)
        assert len(running.desk.moments) == 1


async def test_colon_takes_words_and_states() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("colon")
        await pilot.pause()
        await type_line(pilot, "swap type=3 offset=0x1234 exclusive")
        assert running.desk.now.reading.type == 3
        await pilot.press("colon")
        await pilot.pause()
        await type_line(pilot, "0x1ffffffffffffffff")
        assert "64" in status(running)
        await type_line(pilot, "swap type=99")
        assert "0x1f" in status(running)
        await type_line(pilot, hex(PRESENT))
        assert running.desk.now.word == PRESENT
        assert "P R E S E N T" in text(running, "state")


async def test_undo_and_redo_say_where_they_end() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("u")
        assert "nothing to undo" in text(running, "keys")
        await pilot.press("space", "w", "space", "u", "u")
        assert running.desk.now.word == SWAP
        await pilot.press("U", "ctrl+r")
        assert running.desk.index == 2
        await pilot.press("U")
        assert "nothing to redo" in text(running, "keys")
        await pilot.press("left")
        assert "help" in text(running, "keys")


async def test_copy_closes_and_says_what_it_sent() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        for key, part in (("w", "0x07ffffffffdb9602"), ("t", "The page was swapped out"), ("j", '"state": "swap"')):
            await pilot.press("y")
            await pilot.pause()
            assert isinstance(running.screen, Copy)
            await pilot.press(key)
            await pilot.pause()
            assert part in running.clipboard
            assert isinstance(running.screen, Explore)
            assert "copied" in text(running, "keys")
        await pilot.press("y", "escape")
        await pilot.pause()
        assert isinstance(running.screen, Explore)


# ---------------------------------------------------------------------------------------------- another reading


async def test_the_picker_narrows_and_keeps_the_word() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(running.screen, Picker)
        listed = running.screen.query_one(OptionList)
        everything = listed.option_count
        await pilot.press(*"arm6416k")
        await pilot.pause()
        assert 0 < listed.option_count < everything
        assert listed.get_option_at_index(0).id == "arm64_16k"
        await pilot.press("enter")
        await pilot.pause()
        assert running.desk.setting.layout.name == "arm64_16k"
        assert running.desk.now.word == SWAP
        assert "arm64_16k" in text(running, "top")
        await pilot.press("a", "down", "down", "up", "escape")
        await pilot.pause()
        assert running.desk.setting.layout.name == "arm64_16k"
        await pilot.press("a", *"zzzzqq", "down", "enter", "escape")
        await pilot.pause()
        assert isinstance(running.screen, Explore)


async def test_kernels_by_brackets() -> None:
    running = app()
    async with running.run_test(size=(200, 50)) as pilot:
        await pilot.press("left_square_bracket")
        await pilot.pause()
        older = running.desk.setting.kernel
        assert older < (6, 12)
        assert running.desk.now.word == SWAP
        assert "kernel" in text(running, "keys")
        await pilot.press("right_square_bracket")
        assert running.desk.setting.kernel > older
        await pilot.press(*["right_square_bracket"] * 20)
        await pilot.pause()
        assert "newest" in text(running, "keys")


async def test_config_reclassifies_at_once_and_is_undone() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        running.desk.enter("hwpoison pfn=0x10")
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(running.screen, ConfigScreen)
        assert "HWPOISON" in status(running)
        await pilot.press("j", "j", "j", "space")
        await pilot.pause()
        assert "HWPOISON" not in status(running)
        await pilot.press("k", "j", "enter", "space")
        await pilot.press("end", "space")  # L1TF asks for a number
        await pilot.pause()
        assert isinstance(running.screen, Prompt)
        await type_line(pilot, "99")
        assert "32 to 64" in status(running)
        await type_line(pilot, "44")
        assert isinstance(running.screen, ConfigScreen)
        assert running.desk.setting.config.l1tf == 44
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(running.screen, Explore)
        while running.desk.undo():
            pass
        assert str(running.desk.setting.config) == "all on"


# ---------------------------------------------------------------------------------------------- recordings


@pytest.mark.parametrize("name", ["x86_64-6.12.json", "arm64-6.12.json", "s390x-6.1.json"])
async def test_every_step_draws(name: str) -> None:
    running = replay(name)
    async with running.run_test(size=(80, 24)) as pilot:
        assert running.desk.recording is not None
        steps = running.desk.recording.steps
        for number, step in enumerate(steps, 1):
            shown = text(running, "steps")
            assert f"step {number}/{len(steps)}" in shown
            assert step.event in shown
            assert text(running, "ribbon").count("└") == explore(running).query_one(Ribbon).size.height // 6
            explore(running).action_step(1)
        await pilot.pause()
        assert "last step" in text(running, "keys")
        await pilot.press("p", "p", "n")
        assert running.desk.step == len(steps) - 2
        assert text(running, "steps").splitlines()[0].count("━") > 0


async def test_jump_by_number_and_by_name() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        assert "first step" in text(running, "keys")
        await pilot.press("g")
        await pilot.pause()
        await type_line(pilot, "999")
        assert "1 to" in status(running)
        await type_line(pilot, "marker")
        assert "marker" in running.desk.now.event
        await pilot.press("g")
        await pilot.pause()
        await type_line(pilot, "3")
        assert running.desk.step == 2


async def test_play_pace_and_pause() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = explore(running)
        await pilot.press(*["greater_than_sign"] * 9)
        assert STEP_PACES[screen.pace] == min(STEP_PACES)
        await pilot.press("P")
        assert "playing" in text(running, "steps")
        for _ in range(20):
            await pilot.pause(0.05)
            if running.desk.step:
                break
        assert running.desk.step >= 1
        await pilot.press(*["less_than_sign"] * 9)
        assert STEP_PACES[screen.pace] == max(STEP_PACES)
        await pilot.press("P")
        assert "paused" in text(running, "steps")
        assert screen.player is None


async def test_play_at_the_end_begins_anew_and_stops_at_the_end() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        assert running.desk.recording is not None
        last = len(running.desk.recording.steps) - 1
        running.desk.go_to_step(last)
        await pilot.press("P")
        assert running.desk.step == 0
        running.desk.go_to_step(last)
        explore(running)._play_on()
        assert explore(running).player is None


async def test_an_edit_in_a_recording_is_told_and_left() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "space")
        assert "edited" in text(running, "steps")
        assert "step 2/" in text(running, "steps")
        await pilot.press("n")
        assert "edited" not in text(running, "steps")
        assert running.desk.step == 2


async def test_keys_of_a_recording_do_nothing_without_one() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "p", "g", "P", "greater_than_sign", "n")
        await pilot.pause()
        assert isinstance(running.screen, Explore)
        assert len(running.desk.moments) == 1


# ---------------------------------------------------------------------------------------------- the look


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (200, 50)])
@pytest.mark.parametrize("name", ["x86_64", "s390", "arm_2level"])
async def test_zoom_makes_digits_larger_and_keeps_every_bit_in_sight(size: tuple[int, int], name: str) -> None:
    running = app(0x1000, name)
    async with running.run_test(size=size) as pilot:
        await pilot.pause()
        screen, ribbon = explore(running), explore(running).query_one(Ribbon)
        await pilot.press("minus")
        assert "small" in text(running, "keys")
        zooms = []
        for _ in range(4):
            await pilot.press("plus")
            await pilot.pause()
            zooms.append(screen.zoom)
            shown = text(running, "ribbon")
            assert "more" not in shown
            if screen.zoom:
                assert "█" in shown
                bits = {ribbon.bit_at(column, line) for line in range(ribbon.size.height) for column in range(size[0])}
                assert set(range(running.desk.width)) <= bits
        assert zooms[0] == 1, "twice as large fits 80x24"
        assert "as big" in text(running, "keys")
        await pilot.press("left", "tab", "down")
        await pilot.resize_terminal(60, 24)
        await pilot.pause()
        assert "more" not in text(running, "ribbon") or "█" not in text(running, "ribbon")
        await pilot.resize_terminal(*size)
        await pilot.press(*["minus"] * 4)
        assert screen.zoom == 0
        assert "█" not in text(running, "ribbon")


async def test_a_click_on_a_large_digit() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("plus")
        await pilot.pause()
        ribbon = explore(running).query_one(Ribbon)
        for bit in (63, 32, 5, 0):
            column, line = next(
                (column, line) for line in range(ribbon.size.height) for column in range(80)
                if ribbon.bit_at(column, line) == bit and ribbon.bit_at(column + 2, line) == bit
            )  # fmt: skip
            await pilot.click(Ribbon, offset=(column + 1, line))
            await pilot.pause()
            assert running.desk.cursor == bit


async def test_the_bit_under_the_mouse_is_named_and_the_cursor_stays() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        ribbon = explore(running).query_one(Ribbon)
        assert ribbon.fold is not None
        before = running.desk.cursor
        row, column = ribbon.fold.place(1)
        await pilot.hover(Ribbon, offset=(column, ribbon.places.index((row, 4))))
        await pilot.pause()
        assert "bit 1  soft_dirty" in text(running, "keys")
        assert running.desk.cursor == before
        await pilot.hover("#top")
        await pilot.pause()
        assert "? help" in text(running, "keys")


@pytest.fixture
def marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the marks, in a state folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return marks_file()


async def test_marked_words_are_returned_to(marks: Path) -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.press("apostrophe")
        assert "no word is marked" in text(running, "keys")
        await pilot.press("M", "space", "M", "colon", *"0x0", "enter")
        await pilot.pause()
        await pilot.press("apostrophe", "up", "enter")
        await pilot.pause()
        assert running.desk.now.word == SWAP
        await pilot.press("M", "apostrophe")
        await pilot.pause()
        listed = [str(option.prompt) for option in running.screen.query_one(OptionList).options]
        assert [line.split()[0] for line in listed] == ["0x07ffffffffdb960a"]
        await pilot.press("escape", "u")
        assert running.desk.now.word == 0
    assert [entry[-1] for entry in json.loads(marks.read_text())] == ["0x7ffffffffdb960a"]


async def test_marks_outlive_the_app_with_what_they_are_read_under(marks: Path) -> None:
    first = app(0x12340C0, "arm64_4k", "6.12")
    async with first.run_test() as pilot:
        first.desk.use_config(parse_config(["MEMORY_FAILURE=n"]))
        await pilot.press("M")
    second = app()
    async with second.run_test() as pilot:
        await pilot.press("M", "apostrophe", "up", "enter")
        await pilot.pause()
        now = second.desk.now
        assert (now.setting.layout.name, now.setting.kernel, now.word) == ("arm64_4k", (6, 12), 0x12340C0)
        assert str(now.setting.config) == "MEMORY_FAILURE=n"
    assert len(json.loads(marks.read_text())) == 2


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"[",
        b"{}",
        b"[[[",
        b"\xff",
        b'[["no_such", "pte", "6.12", "", "0x1"], ["x86_64", "pte", "9", "", "0x1"], 7]',
    ],
)
def test_a_damaged_file_of_marks_marks_nothing_and_takes_the_next(marks: Path, kept: bytes) -> None:
    marks.parent.mkdir(parents=True)
    marks.write_bytes(kept)
    known = Bookmarks(marks)
    assert known.moments(CATALOG) == []
    assert known.turn(Snapshot(setting(), SWAP)).startswith("marked")
    assert [moment.word for moment in Bookmarks(marks).moments(CATALOG)] == [SWAP]
    assert not list(marks.parent.glob("*.part"))


def test_marks_are_bounded_and_last_as_long_as_the_run_where_they_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    known = Bookmarks(tmp_path / "file" / "marks.json")
    for word in range(MOST):
        known.turn(Snapshot(setting(), word))
    with pytest.raises(ValueError, match="100 words are marked"):
        known.turn(Snapshot(setting(), MOST))
    assert known.turn(Snapshot(setting(), 3)) == "no longer marked"
    assert len(known.moments(CATALOG)) == MOST - 1


async def test_the_header_of_a_replay_says_where_it_is_from() -> None:
    running = replay()
    async with running.run_test(size=(120, 40)) as pilot:
        await pilot.press(*["n"] * 8)
        await pilot.pause()
        assert "recorded on Linux 6.12, QEMU; step 9 of 80" in terminal(running)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "step 9 of 80" in terminal(running)


async def test_chapters_of_a_recording() -> None:
    running = replay()
    async with running.run_test(size=(100, 40)) as pilot:
        await pilot.pause()
        await pilot.press("g")
        await pilot.pause()
        shown = terminal(running)
        assert "anon" in shown
        assert "9 steps from fork-before-present" in shown
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert running.desk.now.event == "fork-before-present"
    names = [step.event for step in running.desk.recording.steps]  # type: ignore[union-attr]
    runs = chapters(names)
    assert sum(count for _, count, _ in runs) == len(names)
    assert all(names[first].startswith(name) for first, _, name in runs)


async def test_large_windows_show_the_word_in_other_kernels_and_layouts() -> None:
    running = app()
    async with running.run_test(size=(200, 50)) as pilot:
        await pilot.pause()
        shown = terminal(running)
        assert "this word in the kernels of x86_64" in shown
        assert "4.14 to 4.18" in shown
        assert "the same state in other layouts" in shown
        assert "0x0000000001234000" in shown


async def test_a_ribbon_that_is_too_high_scrolls_with_the_cursor() -> None:
    running = wide()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("home")
        await pilot.pause()
        assert lines(running, "ribbon")[0].split()[0] == "127"
        assert "2 more" in text(running, "ribbon")
        await pilot.press("end")
        await pilot.pause()
        assert lines(running, "ribbon")[-6].split()[0] == "31"
        await pilot.press("up", "up", "up")
        await pilot.pause()
        assert running.desk.cursor == 96


async def test_themes_in_turn() -> None:
    running = app(MALFORMED)
    async with running.run_test(size=(80, 24)) as pilot:
        for name in (*THEMES[1:], THEMES[0]):
            await pilot.press("t")
            await pilot.pause()
            assert running.theme == name
            assert f"theme {name}" in text(running, "keys")


async def test_help_scrolls_and_closes() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        assert isinstance(running.screen, Help)
        await pilot.press("j", "k", "pagedown", "q")
        await pilot.pause()
        assert isinstance(running.screen, Explore)


@pytest.mark.parametrize("make", [app, replay, wide])
async def test_any_size_and_back(make) -> None:  # type: ignore[no-untyped-def]
    running = make()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = {name: text(running, name) for name in ("top", "ribbon", "state", "table", "keys")}
        for size in ((1, 1), (30, 8), (39, 50), (240, 3), (40, 18), (50, 20), (240, 70), (64, 24), (200, 50), (20, 20)):
            await pilot.resize_terminal(*size)
            await pilot.press("w")
            await pilot.pause()
            small = size[0] < 40 or size[1] < 15
            if small and size[0] > 20 and size[1] > 2:
                assert "too small" in text(running, "top")
            elif not small and size[1] >= 18:
                assert "too small" not in text(running, "top")
                assert "└" in text(running, "ribbon")
        await pilot.press("question_mark")
        await pilot.resize_terminal(10, 5)
        await pilot.pause()
        await pilot.press("escape")
        await pilot.resize_terminal(80, 24)
        running.desk.cursor = type(running.desk)(running.desk.now, running.desk.catalog).cursor
        explore(running).draw()
        await pilot.pause()
        assert {name: text(running, name) for name in before} == before


async def test_wrong_constants_are_told_in_words_marks_and_weight() -> None:
    running = app(MALFORMED)
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert text(running, "ribbon").count("✗") >= 2
        assert "✗ must be" in text(running, "table")
        state = text(running, "state")
        assert "M A L F O R M E D" in state
        assert "erratum (bit 5) must be 0" in state
        assert "free (bit 4)" in " ".join(state.split())


async def test_truncation_is_marked() -> None:
    running = replay()
    async with running.run_test(size=(50, 30)) as pilot:
        await pilot.pause()
        for name in ("top", "steps", "state", "cursor", "table"):
            for line in lines(running, name):
                assert len(line) == 50
        running.desk.go_to_step(55)
        explore(running).draw()
        await pilot.pause()
        assert "…" in text(running, "table") + text(running, "cursor")


@pytest.mark.parametrize("size", [(80, 24), (100, 28), (200, 50), (240, 70)])
async def test_ascii_is_ascii(size: tuple[int, int]) -> None:
    running = app(MALFORMED, ascii_only=True)
    async with running.run_test(size=size) as pilot:
        for keys in ((), ("space",), ("tab",), ("plus",), ("colon",), ("question_mark",), ("a",), ("c",), ("y", "t")):
            await pilot.press(*keys)
            await pilot.pause()
            shown = "\n".join(strip.text for strip in running.screen._compositor.render_strips())
            assert shown.isascii(), (keys, {char for char in shown if not char.isascii()})
            if keys and not isinstance(running.screen, Explore):
                await pilot.press("escape")
                await pilot.pause()


async def test_without_colour_everything_still_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        assert running.no_color
        for keys in (
            ("n",),
            ("space",),
            ("tab",),
            ("t",),
            ("plus",),
            ("colon",),
            ("question_mark",),
            ("a",),
            ("c",),
            ("y",),
        ):
            await pilot.press(*keys)
            await pilot.pause()
            running.export_screenshot()
            if not isinstance(running.screen, Explore):
                await pilot.press("escape")
                await pilot.pause()
        ribbon = explore(running).query_one(Ribbon)
        lit = [segment for y in range(ribbon.size.height) for segment in ribbon.render_line(y) if segment.style is None]
        assert not lit
