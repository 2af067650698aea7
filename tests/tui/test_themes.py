"""Colours: readable in every theme, told apart from the ground in 16 colours, never empty."""

import pytest
from rich.color import ColorSystem

from ptetui.render.cell_looks import CELLS
from ptetui.render.looks import THEME_ROLES, THEMES, style

GROUNDS = ("", "bar")
ON_BAR = ("head", "message", "", "bar_key")


def luminance(rgb: tuple[int, int, int]) -> float:
    parts = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(role: str, theme: str) -> float:
    made = style(theme, role)
    assert made.color is not None
    assert made.bgcolor is not None
    a, b = sorted(luminance(tuple(each.get_truecolor())) for each in (made.color, made.bgcolor))
    return (b + 0.05) / (a + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", [*THEME_ROLES["dark"], *(f"bar {role}" for role in ON_BAR)])
def test_every_role_can_be_read(theme: str, role: str) -> None:
    assert contrast(role, theme) >= (7 if theme == "high-contrast" else 4.4)
    made = style(theme, role)
    plain = [each.downgrade(ColorSystem.STANDARD).number for each in (made.color, made.bgcolor) if each]
    assert plain[0] != plain[1]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", list(CELLS["dark"]))
def test_painted_cells_keep_their_letters(theme: str, role: str) -> None:
    loud = role in ("cell_exclusive", "cell_uffd_wp", "cell_soft_dirty", "cell_one")
    assert contrast(role, theme) >= (7 if theme == "high-contrast" else 4.4 if loud else 2)
    made = style(theme, role)
    plain = [each.downgrade(ColorSystem.STANDARD).number for each in (made.color, made.bgcolor) if each]
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
