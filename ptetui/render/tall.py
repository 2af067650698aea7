"""Bits as large digits, for the back row: the line of bits of a ribbon becomes several, made of half blocks.

A stack of forms has its digits and the names of its flags so large, too.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ptetui.render.block_letters import can_spell
from ptetui.render.block_letters import lines as letter_lines
from ptetui.render.block_letters import width as letter_width
from ptetui.render.ribbon import FULLER, Fold, RibbonRow
from ptetui.render.spans import Row

SCALES = (2, 3)  # how many times as large as the terminal's digits
_SIZES = {2: (3, 3), 3: (5, 4)}  # scale -> columns and lines of a digit
_SMALL = {
    "0": ("█▀█", "█ █", "▀▀▀"), "1": ("▄█ ", " █ ", "▀▀▀"), "?": ("▀▀█", " ▀▀", " ▀ "),
}  # fmt: skip
_WIDEST = 14  # columns a bit


class TallFold(NamedTuple):
    """How a word is folded with large digits, and which lines of a ribbon there is height for."""

    fold: Fold
    lines: Sequence[str]
    scale: int

    @property
    def zoom(self) -> int:
        """How often `+` leads here."""
        return SCALES.index(self.scale) + 1

    @property
    def row_height(self) -> int:
        """Lines of one row of bits."""
        return len(self.lines) - 1 + _SIZES[self.scale][1]


def tall_fold(width: int, columns: int, height: int, scale: int) -> TallFold | None:
    """All bits in so many columns and lines, the digits `scale` times as large; None where they do not fit."""
    wide, _ = _SIZES[scale]
    for lines in FULLER:
        folds = [
            Fold(width, per_row, min((columns - 1) // per_row, _WIDEST))
            for per_row in (64, 32, 16, 8)
            if per_row <= width and (columns - 1) // per_row > wide
        ]
        fitting = [tall for tall in (TallFold(fold, lines, scale) for fold in folds)
                   if tall.row_height * tall.fold.rows <= height]  # fmt: skip
        if fitting:
            return max(fitting, key=lambda tall: (tall.fold.cell, tall.fold.per_row))
    return None


def tall_rows(drawn: RibbonRow, tall: TallFold) -> list[tuple[str, Row]]:
    """The lines of a row of a ribbon with large digits, each with the name of the ribbon's line that it belongs to."""
    rows: list[tuple[str, Row]] = []
    for name in tall.lines:
        line: Row = getattr(drawn, name)
        rows += [(name, row) for row in (digit_rows(line, tall.scale) if name == "bits" else [line])]
    return rows


def large_lines(text: str, columns: int, high: int) -> list[str]:
    """A text in `high` lines of so many columns: large where there are letters that fit, else in the middle line."""
    letters: Sequence[str] = ()
    if high == _SIZES[2][1] and text in _SMALL and columns >= _SIZES[2][0]:
        letters = _SMALL[text]
    elif high >= _SIZES[3][1] and can_spell(text) and letter_width(text) <= columns:
        drawn = [line.ljust(letter_width(text)) for line in letter_lines(text)]
        letters = () if "".join(drawn[high:]).strip() else drawn[:high]  # none of those that go below the line
    if not letters:
        letters = [text if line == (high - 1) // 2 else "" for line in range(high)]
    return [line.center(columns) for line in letters]


def large_height(columns: int) -> int:
    """Lines of the digits that fit in so many columns: 1 where only the terminal's do."""
    return next((high for wide, high in sorted(_SIZES.values(), reverse=True) if wide <= columns), 1)


def largest_digits(cell: int, spare: int) -> int:
    """How large digits can be in cells of so many columns with so many lines more for them; 1 for the terminal's."""
    return max((scale for scale, (wide, high) in _SIZES.items() if wide + 2 <= cell and high - 1 <= spare), default=1)


def digit_rows(line: Row, scale: int) -> list[Row]:
    """The line of bits with digits so many times as large; borders, and what joins neighbours, are in all its lines."""
    if scale == 1:
        return [line]
    return [
        [
            span._replace(text=_digit(span.text.strip(), scale)[index].center(len(span.text)))
            if span.role.startswith("bit_") else span
            for span in line
        ]
        for index in range(_SIZES[scale][1])
    ]  # fmt: skip


@lru_cache(maxsize=16)
def _digit(char: str, scale: int) -> tuple[str, ...]:
    if scale == 2:
        return _SMALL[char]
    wide, high = _SIZES[scale]
    return tuple(line.ljust(wide) for line in letter_lines(char)[:high])
