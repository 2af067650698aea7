"""The one table of ASCII signs: whole, and of one width."""

from pathlib import Path

import pytest

from ptetui.render.ascii import to_ascii
from ptetui.render.spans import ASCII, UNICODE

PACKAGE = Path(__file__).parents[2] / "ptetui"
SOURCES = [path for path in PACKAGE.rglob("*.py") if path.name != "latex.py"]  # LaTeX has signs of its own


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_sign_that_is_drawn_has_one_in_ascii(path: Path) -> None:
    signs = {char for char in path.read_text(encoding="utf-8") if not char.isascii()}
    assert not {char for char in signs if to_ascii(char) == "?"}


def test_a_text_keeps_its_columns() -> None:
    assert to_ascii("type 3 · offset … → é") == "type 3 . offset . > ?"
    assert to_ascii("plain?") == "plain?"
    assert to_ascii("a marker at page-out…") == "a marker at page-o..."


def test_a_ribbon_has_the_same_signs() -> None:
    assert [to_ascii(each) for each in UNICODE._replace(good="#")] == list(ASCII), "a set flag is no letter"
    assert [len(each) for each in UNICODE] == [len(each) for each in ASCII]
    assert "".join(ASCII).isascii()
