"""Colours: readable in every theme, told apart from the ground in 16 colours, never empty."""

import pytest
from rich.color import ColorSystem

from ptetui.render.cell_looks import CELLS
from ptetui.render.looks import THEME_ROLES, THEMES, style
from ptetui.tui.actions import SCREENS
from ptetui.tui.widgets.canvas import Canvas
from tests.tui.apps import app, replay

GROUNDS = ("", "bar")
ON_BAR = ("head", "message", "", "bar_key")


def luminance(rgb: tuple[int, int, int]) -> float:
    parts = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(role: str, theme: str) -> float:
    look = style(theme, role)
    assert look.color is not None
    assert look.bgcolor is not None
    a, b = sorted(luminance(tuple(color.get_truecolor())) for color in (look.color, look.bgcolor))
    return (b + 0.05) / (a + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", [*THEME_ROLES["dark"], *(f"bar {role}" for role in ON_BAR)])
def test_every_role_can_be_read(theme: str, role: str) -> None:
    assert contrast(role, theme) >= (7 if theme == "high-contrast" else 4.5)
    look = style(theme, role)
    plain = [color.downgrade(ColorSystem.STANDARD).number for color in (look.color, look.bgcolor) if color]
    assert plain[0] != plain[1]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", list(CELLS["dark"]))
def test_painted_cells_keep_their_letters(theme: str, role: str) -> None:
    loud = role in ("cell_exclusive", "cell_uffd_wp", "cell_soft_dirty", "cell_one")
    assert contrast(role, theme) >= (7 if theme == "high-contrast" else 4.5 if loud else 3)
    look = style(theme, role)
    plain = [color.downgrade(ColorSystem.STANDARD).number for color in (look.color, look.bgcolor) if color]
    assert plain[0] != plain[1]


@pytest.mark.parametrize("theme", THEMES)
def test_marks_do_not_depend_on_colour(theme: str) -> None:
    assert style(theme, "bit_flag set").reverse
    assert not style(theme, "bit_flag clear").reverse
    assert style(theme, "bit_flag set caret").underline
    assert style(theme, "flag cursor").reverse
    assert style(theme, "bit_fixed wrong").reverse
    assert style(theme, "title").reverse
    assert style(theme, "bit_flag changed").bold
    assert style(theme, "flag here").underline


def test_themes_have_the_same_roles() -> None:
    assert len({frozenset(table) for table in THEME_ROLES.values()}) == 1
    assert len({frozenset(table) for table in CELLS.values()}) == 1
    assert len(THEMES) == 4


QUIET = ("dim", "off", "border", "ruler", "clear", "ignored", "shade", "cell_")  # may be read second


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_what_the_screens_draw_can_be_read(size: tuple[int, int]) -> None:
    """Every look that occurs on a screen, as it is joined there, in every theme."""
    drawn: set[str] = set()
    for running, keys in ((app(), ()), (app(), ("space", "tab", "plus")), (replay(), ("n",) * 8)):
        async with running.run_test(size=size) as pilot:
            running.animation_level = "none"
            await pilot.press(*keys)
            for entry in SCREENS:
                if entry.key:
                    await running.action_show(entry.name)
                    await pilot.pause()
                    await pilot.press(*{"life": "wo", "what_if": ["comma"], "history": ["space"]}.get(entry.name, ()))
                    await pilot.pause()
                    drawn |= {span.role for canvas in running.screen.query(Canvas) if canvas.display
                              for row in canvas.drawn() for span in row if span.text.strip()}  # fmt: skip
    assert len(drawn) > 60
    weak = [
        (theme, role, round(contrast(role, theme), 1))
        for theme in THEMES
        for role in drawn
        if contrast(role, theme) < (3 if any(word in role for word in QUIET) else 4.5)
    ]
    assert not weak
