"""Collisions driven by keys."""

import pytest

from ptetui.tui.collisions.screen import Collisions
from ptetui.tui.explore.screen import Explore
from ptetui.tui.what_if.screen import WhatIf
from tests.tui.apps import opened, terminal

SIZES = ((80, 24), (100, 28), (200, 50), (240, 70))


async def test_a_bit_tells_all_its_meanings() -> None:
    async with opened("4") as (app, pilot):
        screen = app.screen
        assert isinstance(screen, Collisions)
        screen.seen.go(4)
        await pilot.press("right")
        shown = terminal(app)
        assert "bit 3" in shown
        assert all(word in shown for word in ("pwt", "exclusive", "present by bit 0", "protnone by bit 8"))
        assert "read as none" in shown
        assert "No two states share a word that the kernel makes" in shown.splitlines()[1]
        await pilot.press("end", "home", "up", "down", "w", "b")
        assert screen.seen.bit == 58


async def test_the_witness_opens_in_explore_read_both_ways() -> None:
    async with opened("4", "riscv64_svrsw60t59b", "7.3") as (app, pilot):
        await pilot.press("L")
        screen = app.screen
        assert isinstance(screen, Collisions)
        assert screen.seen.setting.layout.level == "pmd"
        assert screen.seen.bit == 3
        assert "5 collisions" in terminal(app)
        await pilot.press("n", "p", "enter")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.now.word == 0xC88
        assert app.desk.now.reading.state == "present"
        assert "migration_read type 25" in app.screen.message
        assert "read as present" in app.screen.message
        assert "riscv64_svrsw60t59b pmd" in terminal(app)
        await pilot.press("u")
        assert app.desk.now.word == 0x4


async def test_findings_draw_the_witness_both_ways_and_fold_aliases() -> None:
    async with opened("4", "riscv64_svrsw60t59b", "7.3", (120, 40)) as (app, pilot):
        await pilot.press("L", "tab")
        lines = terminal(app).splitlines()
        assert "2^47 migration_read entries are decoded as present, and 4 more" in lines[2]
        rows = [next(line for line in lines[::-1] if f" {way} as │" in line) for way in ("made", "read")]
        assert rows[0].index("│  SD") == rows[1].index("│  X")
        under = lines[lines.index(rows[1]) + 2 :]
        assert next(line for line in under if "▲" in line).index("▲") == rows[1].index("│  X") + 3
        assert sum("alias" in line for line in lines) == 1
        await pilot.press(*"nnnnnn")
        assert "alias 2 of 48: " in terminal(app)
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(app.screen, WhatIf)


async def test_the_matrix_under_the_cursor() -> None:
    async with opened("4") as (app, pilot):
        await pilot.press("tab", "tab")  # at the worst cell
        shown = terminal(app)
        assert "excused: 1 word encodes swap and decodes as none" in shown
        assert "excused a swap area has fewer" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, Explore)
        assert app.desk.now.word == 0


async def test_kernel_config_layout_and_level_are_judged_at_once() -> None:
    async with opened("4", "x86_64", "4.8") as (app, pilot):
        await pilot.press("left_square_bracket")
        assert "✗ 2 collisions" in terminal(app).splitlines()[0]
        await pilot.press("right_square_bracket")
        assert "≈ no collision, 1 excused" in terminal(app).splitlines()[0]
        await pilot.press("L")
        assert "no pmd level" in terminal(app)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"sparc32", "enter")
        await pilot.pause()
        assert "sparc32 pte" in terminal(app)
        assert "✗ 1 collision" in terminal(app)


@pytest.mark.parametrize("key", ["4", "9", "0"])
async def test_any_size_and_back(key: str) -> None:
    async with opened(key) as (app, pilot):
        before = terminal(app)
        for size in ((1, 1), (20, 5), (40, 14), (60, 16), *SIZES, (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("tab")
            shown = terminal(app)
            assert max(map(len, shown.splitlines())) <= size[0]
            if size[0] < 40 and size[1] > 1:
                assert "too small" in shown.replace("\n", " ")
        assert before.splitlines()[-1] == terminal(app).splitlines()[-1]


@pytest.mark.parametrize("key", ["4", "9", "0"])
async def test_ascii_draws_nothing_else(key: str) -> None:
    async with opened(key, "sparc32", "7.3", (120, 40), ascii_only=True) as (app, pilot):
        for keys in ((), ("tab",), ("tab",), ("space",)):
            await pilot.press(*keys)
            assert terminal(app).isascii()


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast", "colour-blind-safe"])
async def test_every_theme_draws_without_colour(theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened("4", "sparc32", "7.3") as (app, pilot):
        app.theme = theme
        await pilot.press("tab", "tab", "9")
        await pilot.pause()
        await pilot.press("space", "0")
        await pilot.pause()
        assert isinstance(app.screen, WhatIf)
        assert "✗ 1 collision" in terminal(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_zoom_draws_large_digits_and_keeps_the_cursor_in_sight(size: tuple[int, int]) -> None:
    async with opened("4", "x86_64", "6.12", size) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, Collisions)
        assert "█" not in terminal(app)
        await pilot.press("plus")
        assert "█" in terminal(app)
        stack = screen.canvas("stack")
        places = [(column, line) for column in range(size[0]) for line in range(len(stack.rows))]
        hovered = [screen.hover_row(stack, *place) for place in places]
        assert " bit 3 " in {row[0].text for row in hovered if row}
        await pilot.press("plus", "plus", "plus")
        assert "as big as it gets" in terminal(app)
        await pilot.press("minus", "minus")
        assert "█" not in terminal(app)
