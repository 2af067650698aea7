"""Names that hang from bits: every field once, each leader under its bit, no text under a leader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import classify
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.render.hanging import Hung, hang, hung_fields, hung_lines
from ptetui.render.ribbon import Fold, Marks
from ptetui.render.spans import ASCII, UNICODE, Glyphs, text_of

LAYOUTS = [layout for layout in Catalog().all() if layout.level == "pte" and layout.until is None]
layouts = st.sampled_from(LAYOUTS)


def hung(layout: Layout, word: int, fold: Fold, columns: int, glyphs: Glyphs = UNICODE) -> list[list[Hung]]:
    """The lines under each row of bits."""
    reading = classify(Setting(layout, newest(layout)), word & ((1 << layout.width) - 1))
    return [hang(reading, fold, row, columns, Marks(cursor=0), glyphs) for row in range(fold.rows)]


@given(layouts, st.integers(0, (1 << 64) - 1), st.integers(3, 6), st.booleans())
def test_every_field_hangs_once_from_its_lowest_bit(layout: Layout, word: int, cell: int, plain: bool) -> None:
    fold = Fold(layout.width, 32, cell)
    glyphs = ASCII if plain else UNICODE
    corners = (glyphs.bottom[0], glyphs.bottom[3])
    reading = classify(Setting(layout, newest(layout)), word & ((1 << layout.width) - 1))
    columns = fold.columns + 22
    rows = hung(layout, word, fold, columns, glyphs)
    all_lines = [line for lines in rows for line in lines]
    assert len(all_lines) == sum(len(hung_fields(reading, fold, row)) for row in range(fold.rows))
    named = hung_lines(reading, fold, columns)
    assert named in (None, len(all_lines))
    assert {line.field.name for line in all_lines} == {field.name for field in reading.fields}
    for row, lines in enumerate(rows):
        high, _ = fold.span_of(row)
        for line in lines:
            text = "".join(span.text for span in line.row)
            assert len(text) <= columns
            column = (high - line.field.runs[-1].low) * cell + 1 + (cell - 2) // 2
            assert text[column] in corners
            assert named is None or line.field.name in text


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_leaders_reach_from_the_ribbon_to_their_text(layout: Layout) -> None:
    """Above the corner of each leader stands only its own line, up to the ribbon."""
    fold = Fold(layout.width, 32, 3)
    for row, lines in enumerate(hung(layout, 0, fold, 120)):
        high, _ = fold.span_of(row)
        drawn = [text_of(line.row).ljust(120) for line in lines]
        for at, line in enumerate(lines):
            column = (high - line.field.runs[-1].low) * 3 + 1
            assert {text[column] for text in drawn[:at]} <= {"│"}, (line.field.name, drawn)


def test_meanings_and_macros_are_whole_where_there_is_room() -> None:
    layout = Catalog().find("x86_64", (6, 12))
    (lines,) = hung(layout, 0x8000000002BEA867, Fold(64, 64, 3), 200)
    for line in lines:
        assert line.field.meaning in text_of(line.row)
        assert line.field.macro in text_of(line.row)
