"""The ribbon as lines of text, for many words: what does not depend on the word is drawn once for a form."""

from collections.abc import Callable
from functools import lru_cache

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.render.ribbon import Box, Fold, draw_row, fold_for, row_boxes, value_in
from ptetui.render.spans import Glyphs, text_of
from ptetui.schema.fields import Form

_FEW = 12  # bits of a field whose values are remembered


def plain_ribbon(reading: Reading, columns: int, glyphs: Glyphs) -> list[str]:
    """The ribbon in at most `columns` columns (17 at least), without marks."""
    folded = fold_for(reading, columns)
    lines: list[str] = []
    for row in range(folded.rows):
        lines += _row(reading.setting, reading.form, reading.state, folded, row, glyphs).lines(reading)
    return lines


class _PlainRow:
    """One row of the ribbon of a form, with all lines that every word has alike."""

    def __init__(self, blank: Reading, fold: Fold, row: int, glyphs: Glyphs) -> None:
        self._blank, self._fold, self._number, self._glyphs = blank, fold, row, glyphs
        self._marked = lru_cache(maxsize=1 << _FEW)(self._mark)
        self._high, self._low = fold.span_of(row)
        self._width = self._high - self._low + 1
        self._ruler, self._top, self._names, _, _, self._bottom = map(
            text_of, draw_row(blank, fold, row, glyphs=glyphs)
        )
        boxes = row_boxes(blank.fields, self._high, self._low)
        digit = "0".center(fold.cell - 1).replace("0", "{}")
        starts = {box.high for box in boxes}
        bits = [(glyphs.side if bit in starts else " ") + digit for bit in range(self._high, self._low - 1, -1)]
        self._bits = "".join([*bits, glyphs.side])
        self._values = [(box.field.mask, self._value(box)) for box in boxes]
        fixed = [box.field for box in boxes if box.field.kind == "fixed"]
        self._fixed = sum({field.mask for field in fixed})
        self._constant = blank.form.blank & self._fixed

    def _value(self, box: Box) -> Callable[[int], str]:
        """What stands in the box for the field's bits of a word, as wide as the box."""
        width = box.bits * self._fold.cell - 1

        def drawn(bits: int) -> str:
            return value_in(box, bits, self._fold, self._glyphs)[:width].center(width)

        return lru_cache(maxsize=1 << _FEW)(drawn) if box.field.width <= _FEW else drawn

    def lines(self, reading: Reading) -> tuple[str, ...]:
        """The six lines for a word."""
        word, side = reading.word, self._glyphs.side
        bits = self._bits.format(*f"{word >> self._low & (1 << self._width) - 1:0{self._width}b}")
        values = side.join([text(word & mask) for mask, text in self._values])
        wrong = (word ^ self._constant) & self._fixed
        bottom = self._marked(wrong) if wrong else self._bottom
        return self._ruler, self._top, self._names, f"{side}{values}{side}", bits, bottom

    def _mark(self, wrong: int) -> str:
        """The bottom line where these fixed bits are not what they must be."""
        marked = self._blank._replace(word=self._blank.word ^ wrong)
        return text_of(draw_row(marked, self._fold, self._number, glyphs=self._glyphs).bottom)


@lru_cache(maxsize=256)
def _row(setting: Setting, form: Form, state: str, fold: Fold, row: int, glyphs: Glyphs) -> _PlainRow:
    return _PlainRow(Reading(setting, form.blank, form, state, parts=setting.parts(state)), fold, row, glyphs)
