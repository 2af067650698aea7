"""The point that is spoken of in letters that can be read from the back row, on screens that have the room."""

from functools import lru_cache

from ptetui.render import block_letters
from ptetui.render.fitted import Viewport
from ptetui.render.spans import ASCII, Row, Span
from ptetui.talk.paragraphs import looked_words
from ptetui.talk.tour import Point

_COLUMNS, _LINES = 150, 44  # of a screen that has such points, at least
_MOST = 3  # lines of letters of a point
_BULLET = 4  # columns before the text
_BLANK = 2  # columns between words
_MARGIN = 4  # columns at each side


@lru_cache(maxsize=256)
def large_point(point: Point, viewport: Viewport) -> tuple[Row, ...]:
    """The point in large, in the middle of the screen; nothing where it does not fit."""
    if viewport.columns < _COLUMNS or viewport.lines < _LINES or viewport.glyphs == ASCII:
        return ()
    if not block_letters.can_spell(point.plain):
        return ()
    columns = viewport.columns - 2 * _MARGIN - _BULLET
    lines = _folded(point, columns)
    if len(lines) > _MOST:
        return ()
    words = max(_wide([word]) for line in lines for word in line)
    while columns > words and len(narrower := _folded(point, columns - _BLANK)) == len(lines):
        lines, columns = narrower, columns - _BLANK  # as narrow as it goes: no word alone in the last line
    widest = max(_wide(words) for words in lines)
    left = (viewport.columns - widest - _BULLET) // 2
    return tuple(row for number, words in enumerate(lines) for row in _rows(words, left, not number))


def _folded(point: Point, columns: int) -> list[list[list[Span]]]:
    """The words in lines; a word is pieces of one look each."""
    lines: list[list[list[Span]]] = []
    for word in looked_words(point.text):
        if lines and _wide([*lines[-1], word]) <= columns:
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _wide(words: list[list[Span]]) -> int:
    return sum(len(block_letters.dotted(piece.text)[0]) for word in words for piece in word) + _BLANK * (len(words) - 1)


def _rows(words: list[list[Span]], left: int, first: bool) -> list[Row]:
    """The lines of one line of words."""
    rows: list[Row] = []
    for line in range(block_letters.DOTTED_HEIGHT):
        bullet = "•" if first and line == 1 else " "
        row: Row = [Span(" " * left, ""), Span(f"{bullet}".ljust(_BULLET), "key")]
        for number, word in enumerate(words):
            row.append(Span(" " * _BLANK if number else "", ""))
            row += [Span(block_letters.dotted(piece.text)[line], piece.role or "head") for piece in word]
        rows.append(row)
    return rows
