"""The ribbon: all bits of a word as boxes of true width, as lines of spans that text, pictures and the app share.

A bit takes `cell` columns: the first holds the border to its left where a field begins there, the rest its content.
So bits stand in the same columns whatever the fields are, and ribbons can be stacked. Rows hold the most significant
bits first. A span's role says what it shows, never how it looks.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.render.prose import letters, value_text
from ptetui.render.spans import UNICODE, Glyphs, Row, Span, text_of
from ptetui.schema.fields import Field


class RibbonRow(NamedTuple):
    """The lines of one row of a ribbon, top down; their names are those of LINES."""

    ruler: Row
    top: Row
    names: Row
    bits: Row
    values: Row
    bottom: Row


LINES = RibbonRow._fields
UNNAMED = ("", "0", "1", ".")  # symbols of bits that have no name


class Fold(NamedTuple):
    """How a word of `width` bits is folded: `per_row` bits a row, `cell` columns a bit."""

    width: int
    per_row: int
    cell: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-self.width // self.per_row)

    @property
    def columns(self) -> int:
        """Columns of a full row, with both outer borders."""
        return self.per_row * self.cell + 1

    @property
    def height(self) -> int:
        """Lines of all rows."""
        return self.rows * len(LINES)

    def span_of(self, row: int) -> tuple[int, int]:
        """(high, low) bit of a row."""
        high = self.width - 1 - row * self.per_row
        return high, max(0, high - self.per_row + 1)

    def bit_at(self, column: int, line: int) -> int | None:
        """The bit that is drawn at a column and a line."""
        row = line // len(LINES)
        if not 0 <= row < self.rows or column < 0:
            return None
        high, low = self.span_of(row)
        bit = high - column // self.cell
        return bit if bit >= low else None

    def place(self, bit: int) -> tuple[int, int]:
        """(row, column of the first content character) of a bit."""
        row = (self.width - 1 - bit) // self.per_row
        return row, (self.span_of(row)[0] - bit) * self.cell + 1


def fold(width: int, columns: int, zoom: int = 0, lines: int | None = None) -> Fold | None:
    """The widest rows that fit `columns` at two columns a bit or more; each step of zoom halves the bits of a row.

    `lines` bounds the height: a zoom that does not fit it is taken back. None where even 8 bits a row do not fit.
    """
    options = [
        Fold(width, per_row, min((columns - 1) // per_row, 8))
        for per_row in (128, 64, 32, 16, 8)
        if per_row <= width and (columns - 1) // per_row >= 2
    ]
    if not options:
        return None
    fitting = [each for each in options if lines is None or each.height <= lines] or options[:1]
    return fitting[min(zoom, len(fitting) - 1)]


class Marks(NamedTuple):
    """What to light: the bit under the cursor, bits that changed since the previous word, bits that mean something else
    than in the previous layout or kernel.
    """

    cursor: int | None = None
    changed: int = 0
    moved: int = 0


_NO_MARKS = Marks()


def draw(reading: Reading, fold: Fold, marks: Marks = _NO_MARKS, glyphs: Glyphs = UNICODE) -> list[Row]:
    """All lines of the ribbon, top down."""
    lines: list[Row] = []
    for row in range(fold.rows):
        lines += draw_row(reading, fold, row, marks, glyphs)
    return lines


def draw_row(
    reading: Reading, fold: Fold, row: int, marks: Marks = _NO_MARKS, glyphs: Glyphs = UNICODE
) -> RibbonRow:  # fmt: skip
    """The lines of one row."""
    high, low = fold.span_of(row)
    boxes = list(_boxes(reading.fields, high, low))
    starts = {box.high for box in boxes}
    names = letters(reading.form)
    return RibbonRow(
        _ruler(boxes, fold, high, low, marks),
        _border(starts, fold, high, low, glyphs.top, {}),
        _texts(boxes, fold, glyphs, lambda box: _name(box, names, fold)),
        _bits(reading, boxes, fold, glyphs),
        _texts(boxes, fold, glyphs, lambda box: _value(box, reading.word, fold, glyphs)),
        _border(starts, fold, high, low, glyphs.bottom, _marked(reading, boxes, marks, glyphs)),
    )


def ribbon_text(reading: Reading, columns: int, glyphs: Glyphs = UNICODE, changed: int = 0) -> list[str]:
    """The ribbon as lines of at most `columns` columns (17 at least)."""
    return [text_of(line) for line in draw(reading, fold_for(reading, columns), Marks(changed=changed), glyphs)]


def fold_for(reading: Reading, columns: int) -> Fold:
    """The widest rows that fit, of 17 columns at least."""
    folded = fold(reading.setting.layout.width, max(columns, 17))
    assert folded is not None
    return folded


class Box(NamedTuple):
    """The part of a field that lies in one row."""

    field: Field
    high: int
    low: int

    @property
    def bits(self) -> int:
        return self.high - self.low + 1


def _boxes(fields: Iterable[Field], high: int, low: int) -> Iterable[Box]:
    pieces = [
        Box(field, min(run.high, high), max(run.low, low))
        for field in fields
        for run in field.runs
        if run.low <= high and run.high >= low
    ]
    return sorted(pieces, key=lambda box: -box.high)


def role(field: Field) -> str:
    """What kind of thing a field is, for its look."""
    if field.kind in ("fixed", "ignored", "flag"):
        return field.kind
    return field.name if field.name in ("type", "offset", "pfn") else "number"


def _ruler(boxes: list[Box], fold: Fold, high: int, low: int, marks: Marks) -> Row:
    """Bit numbers: every bit where they fit, else the edges of the boxes; the cursor's number always."""
    chars = [" "] * ((high - low + 1) * fold.cell + 1)
    wanted = [box.high for box in boxes] + [box.low for box in boxes]
    if fold.cell > 3:
        wanted += range(low, high + 1)
    cursor = marks.cursor if marks.cursor is not None and low <= marks.cursor <= high else None
    if cursor is not None:
        wanted.insert(0, cursor)
    placed = {}
    for bit in wanted:
        text, end = str(bit), (high - bit) * fold.cell + 2 + (fold.cell - 2) // 2
        start = max(0, end - len(text))
        end = start + len(text)  # three digits do not fit a cell of two columns at the left edge
        if all(char == " " for char in chars[max(0, start - 1) : end + 1]):
            chars[start:end] = text
            placed[bit] = (start, end)
    line = "".join(chars)
    if cursor not in placed or cursor is None:
        return [Span(line, "ruler")]
    start, end = placed[cursor]
    return [Span(line[:start], "ruler"), Span(line[start:end], "ruler_cursor", cursor), Span(line[end:], "ruler")]


def _border(starts: set[int], fold: Fold, high: int, low: int, ends: str, marked: dict[int, Span]) -> Row:
    return list(_border_once(frozenset(starts), fold, high, low, ends, frozenset(marked.values())))


@lru_cache(maxsize=128)
def _border_once(
    starts: frozenset[int], fold: Fold, high: int, low: int, ends: str, marks: frozenset[Span]
) -> tuple[Span, ...]:
    marked = {span.bit: span for span in marks}
    left, flat, tee, right = tuple(ends)
    spans: Row = []
    for bit in range(high, low - 1, -1):
        spans.append(Span(left if bit == high else tee if bit in starts else flat, "border", bit))
        mark = marked.get(bit)
        text = (mark.text if mark else flat).center(fold.cell - 1, flat)
        spans.append(Span(text, mark.role if mark else "border", bit))
    return tuple(_merged([*spans, Span(right, "border", low)]))


def _texts(boxes: list[Box], fold: Fold, glyphs: Glyphs, text_of: Callable[[Box], str]) -> Row:
    spans = []
    for box in boxes:
        width = box.bits * fold.cell - 1
        spans.append(Span(glyphs.side, "border", box.high))
        spans.append(Span(text_of(box)[:width].center(width), role(box.field), box.low))
    return [*spans, Span(glyphs.side, "border", boxes[-1].low)]


def _bits(reading: Reading, boxes: list[Box], fold: Fold, glyphs: Glyphs) -> Row:
    spans = []
    for box in boxes:
        for bit in range(box.high, box.low - 1, -1):
            spans.append(
                Span(glyphs.side if bit == box.high else " ", "border" if bit == box.high else role(box.field), bit)
            )
            spans.append(Span(str(reading.word >> bit & 1).center(fold.cell - 1), "bit_" + role(box.field), bit))
    return [*spans, Span(glyphs.side, "border", boxes[-1].low)]


def _marked(reading: Reading, boxes: list[Box], marks: Marks, glyphs: Glyphs) -> dict[int, Span]:
    """Marks under single bits: a constant that is wrong, a bit that changed."""
    signs = {}
    for box in boxes:
        wrong = 0
        if box.field.kind == "fixed":
            wrong = reading.word ^ box.field.put(reading.word, box.field.fixed)
        for bit in range(box.low, box.high + 1):
            if wrong >> bit & 1:
                signs[bit] = Span(glyphs.wrong, "wrong", bit)
            elif marks.changed >> bit & 1:
                signs[bit] = Span(glyphs.changed, "changed", bit)
            elif marks.moved >> bit & 1:
                signs[bit] = Span(glyphs.moved, "changed", bit)
    return signs


def _name(box: Box, names: dict[str, str], fold: Fold) -> str:
    field = box.field
    width = box.bits * fold.cell - 1
    if field.kind == "fixed" and (field.symbol in UNNAMED or len(field.symbol) > 1 == width):
        constant = "must be 0" if not field.fixed else "must be 1" if field.fixed == field.limit else field.name
        return constant if len(constant) <= width else ("=" + str(min(field.fixed, 1)))[:width]
    prefix = "~" if field.inverted and width > 1 and field.kind != "ignored" else ""
    return prefix + label(field, width - len(prefix), names.get(field.name))


def label(field: Field, width: int, letter: str | None = None) -> str:
    """What a field is called in `width` characters: its name, its symbol, else what fits of it.

    Of one character it is the letter that its form has for it, for symbols of one field may begin alike.
    """
    if len(field.name) <= width:
        return field.name
    if field.symbol not in UNNAMED and (width > 1 or field.kind == "fixed"):
        return field.symbol if len(field.symbol) <= width else field.symbol.replace("/", "")[:width]
    return short_name(field.name, width, letter)


@lru_cache(maxsize=1024)
def short_name(name: str, width: int, letter: str | None = None) -> str:
    """A name in at most `width` characters: whole, its words cut evenly, its initials, its letter."""
    if len(name) <= width:
        return name
    words = name.split("_")
    if len(words) > 1:
        share = (width - len(words) + 1) // len(words)
        if share >= 2:
            return "_".join(word[:share] for word in words)
        if len(words) <= width:
            return "".join(word[0] for word in words)
    return name[:width] if width > 1 else (letter or name[:1])


def _value(box: Box, word: int, fold: Fold, glyphs: Glyphs) -> str:
    field, width = box.field, box.bits * fold.cell - 1
    if field.kind == "fixed":
        if field.get(word) != field.fixed:
            return "wrong" if width > 4 else glyphs.wrong
        must = "" if field.symbol in UNNAMED else f"={min(field.fixed, 1)}"
        return must if must and width > 1 else "ok" if width > 1 else glyphs.good
    if field.kind == "ignored":
        return glyphs.ignored * min(width, 3)
    if field.kind == "flag":
        return glyphs.good if field.get(word) else glyphs.clear
    if box.high != max(run.high for run in field.runs) and width < 2 + (field.width + 3) // 4:
        return ""
    text = value_text(field, word)
    return text if len(text) <= width else glyphs.more


def _merged(spans: Row) -> Row:
    """Neighbours of one role that belong to no single bit, joined."""
    joined: Row = []
    for span in spans:
        if joined and joined[-1].role == span.role == "border":
            joined[-1] = Span(joined[-1].text + span.text, "border", joined[-1].bit)
        else:
            joined.append(span)
    return joined
