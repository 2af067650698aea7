"""What if driven by keys."""

from pathlib import Path

import pytest

from ptetui.tui.dialogs.prompt import Prompt
from ptetui.tui.dialogs.question import Question
from ptetui.tui.what_if.screen import WhatIf
from tests.tui.apps import opened, terminal


async def test_saving_asks_before_it_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_x86_64.py").write_text("mine", encoding="utf-8")
    async with opened("0") as (app, pilot):
        await pilot.press("comma", "s")
        await pilot.pause()
        assert isinstance(app.screen, Prompt)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Question)
        await pilot.press("escape")
        await pilot.pause()
        assert (tmp_path / "my_x86_64.py").read_text(encoding="utf-8") == "mine"
        assert "not saved" in terminal(app)
        await pilot.press("s")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        assert "saved: my_x86_64.py" in terminal(app)
        assert app.desk.unsaved == ""
        assert app.desk.setting.layout.name == "my_x86_64"
        await pilot.press("1")
        await pilot.pause()
        await pilot.press("left_square_bracket", "right_square_bracket", "colon", *"swap exclusive", "enter")
        await pilot.pause()
        assert app.desk.now.word >> 4 & 1


async def test_quitting_asks_for_work_that_is_not_saved() -> None:
    async with opened("0") as (app, pilot):
        await pilot.press("comma", "3", "q")
        await pilot.pause()
        assert isinstance(app.screen, Question)
        assert "the edited copy of x86_64 is not saved" in terminal(app)
        await pilot.press("escape")
        await pilot.pause()
        assert app.is_running
        await pilot.press("0", "R")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatIf)
        assert screen.draft.unsaved
        await pilot.press("q")
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
    assert app.return_code == 0


async def test_another_layout_in_explore_leaves_unsaved_work_alone() -> None:
    async with opened("0") as (app, pilot):
        await pilot.press("comma", "1", "left_square_bracket", "0")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatIf)
        assert screen.draft.now.setting.kernel == (6, 12)
        assert screen.draft.unsaved
        await pilot.press("R")
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
        assert screen.draft.now.setting.kernel == (6, 5)


async def test_the_bench_shows_what_it_costs() -> None:
    async with opened("0", size=(120, 40)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, WhatIf)
        screen.draft.go(30)
        await pilot.press("less_than_sign", "left_parenthesis")
        shown = terminal(app)
        assert "offset 48 bits (was 50)" in shown
        assert "largest swap area 1 EiB (was 4 EiB)" in shown
        assert "offset resized from 58-9 to 57-10" in shown
        await pilot.press("u", "u", "U", "tab", "space", "I", *"0bad", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Prompt)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, WhatIf)


async def test_it_says_how_to_begin_and_names_both_owners_of_a_bit() -> None:
    async with opened("0", size=(120, 40)) as (app, pilot):
        assert "I adds a flag there" in terminal(app)
        screen = app.screen
        assert isinstance(screen, WhatIf)
        screen.draft.go(3)
        await pilot.press("I")
        await pilot.pause()
        await pilot.press(*"mine", "enter")
        await pilot.pause()
        shown = terminal(app)
        assert "I adds a flag there" not in shown
        rows = [line for line in shown.splitlines() if line.startswith(" swap ")]
        assert any("exclusive" in line for line in rows)
        assert any("mine" in line for line in rows)
        assert "✗" in shown.splitlines()[1]


async def test_a_collision_is_drawn_both_ways() -> None:
    async with opened("0", size=(200, 50)) as (app, pilot):
        await pilot.press(*["comma"] * 5)
        shown = terminal(app)
        assert "swap entries are decoded as protnone" in shown
        row = next(line for line in shown.splitlines() if " made as │" in line)
        read = next(line for line in shown.splitlines() if " read as │" in line)
        assert row.index(" EX ") == read.index(" PN ")


async def test_two_fields_on_one_bit_are_drawn_each_in_its_place() -> None:
    async with opened("0", size=(120, 40)) as (app, pilot):
        await pilot.press("I", "x", "enter")
        await pilot.pause()
        lines = terminal(app).splitlines()
        first = next(at for at, line in enumerate(lines) if " made as │" in line)
        ruler, rows = lines[first - 1], (lines[first], lines[first + 2])
        assert [line[: len(" read as")] for line in rows] == [" made as", " read as"]
        assert [line[ruler.index(" 3 ") :].split("│")[0].strip() for line in rows] == ["EX", "X"]
        for bit, name in (("2", "WP"), ("1", "SD"), ("0", "P")):
            assert {line[ruler.rindex(f" {bit} ") :].split("│")[0].strip() for line in rows} == {name}
