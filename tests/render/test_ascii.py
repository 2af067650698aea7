"""The one table of ASCII signs: whole, of one width, and different where the signs are."""

from pathlib import Path

from ptetui.render.ascii import in_json, to_ascii
from ptetui.render.signs import SIGNS
from ptetui.render.spans import ASCII, CONSOLE
from tests.groups import of_each_group

PACKAGE = Path(__file__).parents[2] / "ptetui"
SOURCES = [path for path in PACKAGE.rglob("*.py") if path.name != "latex.py"]  # LaTeX has signs of its own


@of_each_group(SOURCES, lambda path: path.relative_to(PACKAGE).parts[0])
def test_every_sign_that_is_drawn_has_one_in_ascii(path: Path) -> None:
    signs = {char for char in path.read_text(encoding="utf-8") if not char.isascii()}
    assert not {char for char in signs if to_ascii(char) == "?"}


def test_a_text_keeps_its_columns() -> None:
    assert to_ascii("type 3 · offset … → é") == "type 3 . offset _ ->?"
    assert to_ascii("plain?") == "plain?"
    assert to_ascii("a marker at page-out…") == "a marker at page-o..."


def test_a_ribbon_has_the_same_signs() -> None:
    assert [to_ascii(glyph) for glyph in CONSOLE] == list(ASCII)
    assert [len(glyph) for glyph in CONSOLE] == [len(glyph) for glyph in ASCII]
    assert "".join(ASCII).isascii()


def test_signs_that_mean_different_things_differ() -> None:
    signs = [sign for row, _ in SIGNS for sign in row.split()]
    drawn = {sign: to_ascii(f" {sign} ").strip() for sign in signs}
    assert len(set(drawn.values())) == len(set(signs)), drawn


def test_the_arrow_between_two_values() -> None:
    assert to_ascii("bit 11 → bit 1") == "bit 11 ->bit 1"
    assert in_json("bit 11 → bit 1") == "bit 11 -> bit 1"
