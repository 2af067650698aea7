"""What is written on a slide in letters that can be read from the back row, on screens that have the room."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from ptetui.render import block_letters
from ptetui.render.fitted import Viewport
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span, Text
from ptetui.talk.paragraphs import looked_words
from ptetui.talk.tour import Point

_COLUMNS, _LINES = 150, 44  # of a screen that has such points, at least
WIDE = 136  # columns of a picture in which what is written may be large
_MOST = 3  # lines of letters of a point
_BULLET = 4  # columns before the text
_BLANK = 2  # columns between words
_MARGIN = 4  # columns at each side

Letters = list[Span]  # a word as pieces of one look


@lru_cache(maxsize=256)
def large_point(point: Point, viewport: Viewport) -> tuple[Row, ...]:
    """The point in large, after its bullet; nothing where it does not fit."""
    if viewport.columns < _COLUMNS or viewport.lines < _LINES:
        return ()
    rows = large_text(point.text, viewport.columns - 2 * _MARGIN - _BULLET, viewport)
    if len(rows) > _MOST * block_letters.DOTTED_HEIGHT:
        return ()
    bullets = ("•" if line == 1 else " " for line in range(len(rows)))
    return tuple([Span(bullet.ljust(_BULLET), "key"), *row] for bullet, row in zip(bullets, rows, strict=True))


@lru_cache(maxsize=512)
def large_text(text: Text, columns: int, viewport: Viewport, look: str = "") -> tuple[Row, ...]:
    """A text in large, folded as narrow as its lines allow; nothing where a letter is missing or a word too wide."""
    if not viewport.glyphs.dots or not all(block_letters.can_spell(part) for part, _ in text):
        return ()
    words = tuple(looked_words(text))
    widths = [sum((block_letters.width(piece.text) + 1) // 2 for piece in word) for word in words]  # two dots a column
    if not words or max(widths) > columns:
        return ()
    lines = _folded(widths, columns)
    while columns > max(widths) and len(narrower := _folded(widths, columns - _BLANK)) == len(lines):
        lines, columns = narrower, columns - _BLANK
    return tuple(row for first, end in lines for row in _rows(words[first:end], look))


def _folded(widths: Sequence[int], columns: int) -> list[tuple[int, int]]:
    """The words in lines, by their widths: the first of each line and the one after its last."""
    firsts, used = [0], -_BLANK
    for number, wide in enumerate(widths):
        used += _BLANK + wide
        if used > columns and number:
            firsts.append(number)
            used = wide
    return list(pairwise([*firsts, len(widths)]))


def _rows(words: Sequence[Letters], look: str) -> list[Row]:
    """The lines of one line of words."""
    rows: list[Row] = []
    for line in range(block_letters.DOTTED_HEIGHT):
        row: Row = []
        for number, word in enumerate(words):
            row += [Span(" " * _BLANK, "")] if number else []
            row += [Span(block_letters.dotted(piece.text)[line], piece.role or look) for piece in word]
        rows.append(row)
    widest = max(map(row_width, rows))
    return [[*row, Span(" " * (widest - row_width(row)), "")] for row in rows]
