"""Designs: the table, the budget, the evidence, driven by keys."""

import pytest
from textual.pilot import Pilot

from ptetui.analysis.designs.design import DESIGNS, JULY_2021
from ptetui.analysis.designs.fit import able
from ptetui.linux.config import parse_config
from ptetui.pictures.budget import HOLDER_LETTERS
from ptetui.pictures.designs import QUANTITY_WIDTH, cell_width
from ptetui.render.looks import THEMES
from ptetui.tui.app import PteApp
from ptetui.tui.designs.screen import Designs
from ptetui.tui.explore.screen import Explore
from ptetui.tui.widgets.canvas import Canvas
from tests.tui.apps import app, replay, terminal, wide


def row(running: PteApp, title: str) -> list[str]:
    """The cells of a row of the table, without their marks."""
    line = next(line for line in terminal(running).splitlines() if line[1:].startswith(title))
    wide = cell_width(running.size.width)
    return [
        line[start : start + wide][1:].strip()
        for start in range(QUANTITY_WIDTH, QUANTITY_WIDTH + wide * len(DESIGNS), wide)
    ]


def boxes(running: PteApp) -> str:
    """The letters in the 32 boxes."""
    line = next(line for line in terminal(running).splitlines() if line.count("│") + line.count("┃") == 33)
    return "".join(line.replace("┃", "│").split("│")[1:-1]).replace(" ", "")


async def opened(pilot: Pilot[None], running: PteApp, *keys: str) -> Designs:
    await pilot.press("5")
    await pilot.pause()
    screen = running.screen
    assert isinstance(screen, Designs)
    await pilot.press(*keys)
    return screen


async def test_july_2021_on_80_columns() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, running, "J")
        assert running.desk.setting.kernel == JULY_2021
        assert screen.case.flags == 2
        assert row(running, "MAX_SWAPFILES left") == ["25", "25", "24", "6", "25"]
        assert row(running, "swap types used") == ["0", "0", "1 of 32", "18 of 32", "0"]
        assert row(running, "non-page states") == ["0", "1 of 3", "1 of 2^50-1", "0", "0"]
        cells = [text.split(" of ") for text in row(running, "architectures able")]
        count, able_in_offset = int(cells[0][1]), int(cells[4][0])
        assert count == len({setting.layout.arch for setting in screen.case.others})
        assert 1 < able_in_offset < count - 1
        able_to = [
            len(
                {setting.layout.arch for setting in screen.case.others if able(design.name, screen.case.on(setting))[0]}
            )
            for design in DESIGNS
        ]
        assert row(running, "architectures able") == [f"{number} of {count}" for number in able_to]
        assert "32 - 4 device - 2 migration - 1 hwpoison = 25" in terminal(running)
        assert boxes(running) == "s" * 25 + "HRWPpDd"
        await pilot.press("right", "right")
        assert "- 1 marker = 24" in terminal(running)
        assert boxes(running) == "s" * 24 + "HRWPpDdM"


async def test_the_boxes_follow_the_kernel_the_config_and_the_flags() -> None:
    running = app()
    async with running.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, running, "right", "right")
        assert boxes(running) == "s" * 23 + "HRXWPpDdM"
        await pilot.press("J", "right_square_bracket")
        while running.desk.setting.kernel < (5, 19):
            await pilot.press("right_square_bracket")
        assert boxes(running) == "s" * 22 + "HRXWPpDdME"
        running.desk.use_config(parse_config(["DEVICE_PRIVATE=n"]))
        screen.draw()
        assert boxes(running) == "s" * 26 + "HRXWME"
        assert "config DEVICE_PRIVATE=n" in terminal(running)
        await pilot.resize_terminal(80, 24)
        assert "DEVICE_PRIVATE=n" in terminal(running).splitlines()[0]
        await pilot.press("u", "J", "right")
        assert boxes(running) == "0000111122223333444455555555"[:24] + "-" + "HRWPpDd"
        await pilot.press("plus")
        assert boxes(running) == "000000001111111122222222" + "-" + "HRWPpDd"
        assert row(running, "offset bits lost")[4] == "3"


async def test_flags_stop_at_none_and_change_the_table() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, running)
        assert screen.case.flags == 3
        await pilot.press("minus", "minus", "minus", "minus")
        assert screen.case.flags == 0
        assert "already 0" in terminal(running)
        assert row(running, "MAX_SWAPFILES left")[3] == "24"
        await pilot.press(*["plus"] * 5)
        cells = row(running, "MAX_SWAPFILES left")
        assert cells[3] == "0"
        line = next(line for line in terminal(running).splitlines() if "MAX_SWAPFILES left" in line)
        assert "✗0" in line, "a design that cannot be had is marked"


async def test_what_changed_is_marked() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, running)
        assert "▲" not in terminal(running)
        await pilot.press("plus")
        changed = {line[1 : QUANTITY_WIDTH - 1].strip() for line in terminal(running).splitlines() if "▲" in line}
        assert {"offset bits lost", "largest swap area", "MAX_SWAPFILES left"} <= changed
        assert "keeps protection" not in changed


async def test_evidence_opens_scrolls_and_closes() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, running, "J", "down", "down", "down", "down", "right", "right", "enter")
        shown = terminal(running)
        count = len({setting.layout.arch for setting in screen.case.others})
        assert f"(b) marker  {count - 1} of {count}" in shown
        assert "swap types used" not in shown
        while "cannot: nios2 (2 type bits)" not in terminal(running):
            before = screen.scrolled
            await pilot.press("down")
            assert screen.scrolled > before, "the end, and not seen"
        await pilot.press("escape")
        assert "swap types used" in terminal(running)
        assert screen.at == (5, 2)
        await pilot.press("enter", "enter")
        assert not screen.opened


async def test_another_layout_is_asked_for_by_name() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, running, "a")
        await pilot.pause()
        await pilot.press(*"s390", "enter")
        await pilot.pause()
        assert running.desk.setting.layout.name == "s390"
        assert row(running, "flag bits per arch") == ["2", "-", "2 (+0)", "0 (-2)", "0 (-2)"]
        await pilot.press("J", "enter")
        assert "x86_64" not in terminal(running)


@pytest.mark.parametrize(("moves", "state"), [(0, "swap"), (1, "special_uffd_wp"), (2, "marker"), (3, "swap"),
                                              (4, "swap")])  # fmt: skip
async def test_an_entry_of_each_design_opens_in_explore(moves: int, state: str) -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, running, *["right"] * moves, "E")
        await pilot.pause()
        assert isinstance(running.screen, Explore)
        assert running.desk.now.reading.state == state
        if moves == 1:
            assert running.desk.now.word == 4
        if moves == 4:
            assert running.desk.now.reading.flags == ("uffd_wp",)
        await pilot.press("5")
        await pilot.pause()
        assert row(running, "MAX_SWAPFILES left")


async def test_without_the_option_the_example_says_so() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        running.desk.use_config(parse_config(["PTE_MARKER=n"]))
        await opened(pilot, running, "right", "right", "E")
        await pilot.pause()
        assert isinstance(running.screen, Designs)
        assert "CONFIG_PTE_MARKER=n" in terminal(running)


async def test_a_layout_that_is_not_in_the_catalogue_stays() -> None:
    running = wide()
    async with running.run_test(size=(80, 24)) as pilot:
        await opened(pilot, running, "left_square_bracket")
        assert "is not known" in terminal(running)
        assert row(running, "MAX_SWAPFILES left")[0] == "24"


async def test_columns_say_what_they_are_and_cells_what_is_better() -> None:
    running = app()
    async with running.run_test(size=(120, 40)) as pilot:
        await opened(pilot, running, "J")
        shown = terminal(running)
        assert "one swap type per" in shown
        assert "merged 5.19" in shown
        titles = ("swap types used", "MAX_SWAPFILES left", "safe to decode", "architectures able")
        rows = {title: next(line for line in shown.splitlines() if line[1:].startswith(title)) for title in titles}
        marks = {title: line[QUANTITY_WIDTH::20] for title, line in rows.items()}
        assert marks == {
            "swap types used": "  ↓↓ ", "MAX_SWAPFILES left": "  ↓↓ ", "safe to decode": " ↓   ",
            "architectures able": "  ↑↑↑",
        }  # fmt: skip


async def test_evidence_stands_beside_the_table_where_there_is_room() -> None:
    running = app()
    async with running.run_test(size=(200, 50)) as pilot:
        screen = await opened(pilot, running, "J")
        lines = terminal(running).splitlines()
        row = next(line for line in lines if "non-page states" in line)
        assert "│" in row[130:]
        assert any("- 1 hwpoison = 25" in line[140:] for line in lines)
        await pilot.click("#body", offset=(QUANTITY_WIDTH + 2 * 24 + 3, lines.index(row) - 2))
        assert screen.at == (6, 2)


async def test_a_recordings_options_do_not_leak_into_the_designs() -> None:
    running = replay()
    async with running.run_test(size=(120, 40)) as pilot:
        await opened(pilot, running, "J")
        assert str(running.desk.setting.config) != "all on"
        assert "config all on" in terminal(running)
        assert row(running, "MAX_SWAPFILES left") == ["25", "25", "24", "6", "25"]
        assert row(running, "swap types used")[2] == "1 of 32"
        assert row(running, "largest swap area")[0] == "4 EiB"
        running.desk.use_config(parse_config(["DEVICE_PRIVATE=n"]))  # which the user asked for counts
        await pilot.press("right")
        assert "config DEVICE_PRIVATE=n" in terminal(running)


async def test_clicks_choose_cells() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, running)
        await pilot.click("#body", offset=(QUANTITY_WIDTH + 2 * cell_width(80) + 3, 4))
        assert screen.at == (2, 2)


def test_letters_of_holders_at_one_kernel_differ() -> None:
    kinds = [
        kind for kind in HOLDER_LETTERS if kind not in ("device_exclusive",)
    ]  # it takes the place of the two others
    assert len({HOLDER_LETTERS[kind][0] for kind in kinds}) == len(kinds)


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_every_size_theme_and_cell(ascii_only: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    running = app(ascii_only=ascii_only)
    async with running.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, running, "J")
        for size in ((1, 1), (40, 12), (50, 14), (80, 24), (100, 28), (133, 40), (240, 70)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            for at in ((0, 0), (5, 4), (11, 2)):
                screen.at = at
                screen.opened = size == (50, 14)
                running.theme = THEMES[at[1] % len(THEMES)]
                screen.draw()
                shown = terminal(running)
                assert not ascii_only or shown.isascii()
                if size[0] >= 80:
                    assert "MAX_SWAPFILES" in shown
        body = screen.query_one("#body", Canvas)
        assert all(segment.style is not None for segment in body.render_line(3))
