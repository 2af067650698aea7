"""The ribbon: all bits of a word as boxes of true width, as lines of spans that text, pictures and the app share.

A bit takes `cell` columns: the first holds the border to its left where a field begins there, the rest its content.
So bits stand in the same columns whatever the fields are, and ribbons can be stacked. Rows hold the most significant
bits first. A span's role says what it shows, never how it looks. The line of bits shows what is stored: a bit that is
1 has the role `set`, one that is 0 `clear`. Names and values show what it means: those of a flag are `set` where it
holds, also where it is stored inverted.

Where a bit has one column, symbols stand upright, a letter a line, and take the place of the top border.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.render.labels import UNNAMED, label, upright
from ptetui.render.prose import letters, value_text
from ptetui.render.spans import UNICODE, Glyphs, Row, Span, text_of
from ptetui.schema.fields import Field


class RibbonRow(NamedTuple):
    """The lines of one row of a ribbon, top down; their names are those of LINES."""

    ruler: Row
    top: Row
    names: Row
    values: Row
    bits: Row
    bottom: Row


LINES = RibbonRow._fields
# Lines of a ribbon, the fuller first: what a short viewport can do without goes before the rest.
FULLER = (LINES, ("ruler", "names", "bits", "bottom"), ("names", "bits", "bottom"), ("names", "bits"))


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
    fitting = [option for option in options if lines is None or option.height <= lines] or options[:1]
    return fitting[min(zoom, len(fitting) - 1)]


class Marks(NamedTuple):
    """What to mark: the bit under the cursor, bits that changed since the previous word, bits that mean something else
    than in the previous layout or kernel, bits of which nobody knows whether they are 0 or 1.
    """

    cursor: int | None = None
    changed: int = 0
    moved: int = 0
    open: int = 0


_NO_MARKS = Marks()


def draw(reading: Reading, fold: Fold, marks: Marks = _NO_MARKS, glyphs: Glyphs = UNICODE) -> list[Row]:
    """All lines of the ribbon, top down."""
    lines: list[Row] = []
    for row in range(fold.rows):
        lines += draw_row(reading, fold, row, marks, glyphs)
    return lines


def draw_row(
    reading: Reading, fold: Fold, row: int, marks: Marks = _NO_MARKS, glyphs: Glyphs = UNICODE, whole: bool = True
) -> RibbonRow:  # fmt: skip
    """The lines of one row; `whole` says that all of them will be shown, so that a name may take several."""
    high, low = fold.span_of(row)
    boxes = row_boxes(reading.fields, high, low)
    starts = {box.high for box in boxes}
    names = letters(reading.form)
    looks = [(box, _looks(box, reading.word, marks)) for box in boxes]
    bottom = _border(starts, fold, high, low, glyphs.bottom, _marked(reading, boxes, marks, fold, glyphs))
    ruler, bits = _ruler(boxes, fold, high, low, marks), _bits(reading.word, looks, fold, marks, glyphs)

    def line(text_of: Callable[[Box], str]) -> Row:
        return _texts(looks, fold, glyphs, text_of)

    if whole and fold.cell == 2:
        stacks = {box: _upright(box, reading.word, fold, glyphs) for box in boxes}
        first, second = line(lambda box: stacks[box][0]), line(lambda box: stacks[box][1])
        return RibbonRow(ruler, first, second, line(lambda box: stacks[box][2]), bits, bottom)
    return RibbonRow(
        ruler,
        _border(starts, fold, high, low, glyphs.top, {}),
        line(lambda box: _name(box, names, fold, whole)),
        line(lambda box: _value(box, reading.word, fold, glyphs)),
        bits,
        bottom,
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

    @property
    def mask(self) -> int:
        return ((1 << self.bits) - 1) << self.low

    @property
    def positions(self) -> range:
        """The bits, the most significant first."""
        return range(self.high, self.low - 1, -1)


def row_boxes(fields: Iterable[Field], high: int, low: int) -> list[Box]:
    """The boxes of a row, from its highest bit on."""
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
        mark = marked.get(bit)
        inside = mark is not None and len(mark.text) == fold.cell and bit not in starts  # of a bracket
        if not inside:
            spans.append(Span(left if bit == high else tee if bit in starts else flat, "border", bit))
        text = flat * (fold.cell - 1) if mark is None else mark.text[-fold.cell + (not inside) :]
        spans.append(Span(text.center(fold.cell - 1, flat), mark.role if mark else "border", bit))
    return tuple(_merged([*spans, Span(right, "border", low)]))


class _Looks(NamedTuple):
    """The roles of a box: of its name, of its value, and what is added to those of its bits."""

    name: str
    value: str
    bits: str


def _looks(box: Box, word: int, marks: Marks) -> _Looks:
    field, plain = box.field, role(box.field)
    here = " here" if marks.cursor is not None and field.mask >> marks.cursor & 1 else ""
    if field.kind == "fixed" and field.get(word) != field.fixed:
        return _Looks(f"{plain} wrong{here}", f"{plain} wrong", "")
    if field.width > 1 or field.kind == "ignored":
        return _Looks(plain + here, plain, "")
    changed = " changed" if marks.changed & field.mask else ""
    state = "open" if marks.open & field.mask else "set" if field.get(word) else "clear"
    if field.kind == "fixed" and field.symbol not in UNNAMED and state == "set":
        plain = f"{plain} head"  # such as the present bit
    name = plain if state == "clear" else f"{plain} {state}"
    return _Looks(f"{name}{changed}{here}", f"{plain} {state}{changed}", changed)


def _texts(looks: Sequence[tuple[Box, _Looks]], fold: Fold, glyphs: Glyphs, text_of: Callable[[Box], str]) -> Row:
    spans = []
    for box, look in looks:
        width = box.bits * fold.cell - 1
        spans.append(Span(glyphs.side, "border", box.high))
        spans.append(Span(text_of(box)[:width].center(width), look.name, box.low))
    return [*spans, Span(glyphs.side, "border", box.low)]


def _bits(word: int, looks: Sequence[tuple[Box, _Looks]], fold: Fold, marks: Marks, glyphs: Glyphs) -> Row:
    """The bits as they are stored; neighbours of one field that are both 1 are one piece."""
    spans = []
    for box, look in looks:
        plain = role(box.field)
        wrong = word ^ box.field.put(word, box.field.fixed) if box.field.kind == "fixed" else 0
        for bit in box.positions:
            state = "open" if marks.open >> bit & 1 else "set" if word >> bit & 1 else "clear"
            joined = state == "set" and not marks.open >> bit + 1 & 1 and word >> bit + 1 & 1
            if bit == box.high:
                spans.append(Span(glyphs.side, "border", bit))
            else:
                spans.append(Span(" ", f"{plain} set" if joined else plain, bit))
            text = glyphs.open if state == "open" else str(word >> bit & 1)
            more = " caret" if bit == marks.cursor else " wrong" if wrong >> bit & 1 else look.bits
            more = " head" + more if "head" in look.value else more
            spans.append(Span(text.center(fold.cell - 1), f"bit_{plain} {state}{more}", bit))
    return [*spans, Span(glyphs.side, "border", box.low)]


def _marked(reading: Reading, boxes: list[Box], marks: Marks, fold: Fold, glyphs: Glyphs) -> dict[int, Span]:
    """What stands under the bits: ✗ where a constant is wrong; ▲ where a bit changed, once under a field of many."""
    signs: dict[int, Span] = {}
    for box in boxes:
        wrong = 0
        if box.field.kind == "fixed":
            wrong = reading.word ^ box.field.put(reading.word, box.field.fixed)
        for mask, glyph in ((marks.moved, glyphs.moved), (marks.changed, glyphs.changed)):
            signs |= {span.bit: span for span in _signs(box, mask, glyph, fold, glyphs)}
        signs |= {bit: Span(glyphs.wrong, "wrong", bit) for bit in box.positions if wrong >> bit & 1}
    return signs


def _signs(box: Box, mask: int, glyph: str, fold: Fold, glyphs: Glyphs) -> Iterator[Span]:
    """A sign under each bit; under a box of several bits one bracket, whose text includes the border to its left.

    A bit that means something else is no matter of its whole field.
    """
    if box.bits == 1 or (glyph == glyphs.moved and mask & box.mask != box.mask):
        yield from (Span(glyph, "changed", bit) for bit in box.positions if mask >> bit & 1)
    elif mask & box.mask:
        before = bits_before_mark(mask & box.mask, box.high, box.low) * fold.cell + 1 + (fold.cell - 2) // 2
        line = (glyphs.bracket * before + glyph).ljust(box.bits * fold.cell, glyphs.bracket)
        for bit in box.positions:
            at = (box.high - bit) * fold.cell
            yield Span(line[at : at + fold.cell], "changed", bit)


def bits_before_mark(changed: int, high: int, low: int) -> int:
    """How many of the bits from `high` down to `low` stand before the sign of their bracket.

    It is under the bit that changed where that is one alone, else in the middle.
    """
    return high + 1 - changed.bit_length() if changed.bit_count() == 1 else (high - low) // 2


def _name(box: Box, names: dict[str, str], fold: Fold, whole: bool) -> str:
    field = box.field
    width = box.bits * fold.cell - 1
    if field.kind == "fixed" and (field.symbol in UNNAMED or len(field.symbol) > 1 == width):
        constant = "must be 0" if not field.fixed else "must be 1" if field.fixed == field.limit else field.name
        return constant if len(constant) <= width else ("=" + str(min(field.fixed, 1)))[:width]
    below = whole and _tilde_below(field, width)
    prefix = "~" if field.inverted and width > 1 and field.kind != "ignored" and not below else ""
    return prefix + label(field, width - len(prefix), names.get(field.name))


def _tilde_below(field: Field, width: int) -> bool:
    """Whether the sign of an inverted flag stands before its value, for its symbol takes all the width."""
    return field.kind == "flag" and 1 < width <= len(field.symbol)


def _upright(box: Box, word: int, fold: Fold, glyphs: Glyphs) -> tuple[str, str, str]:
    """The three lines over the bits of a box: its symbol downwards, or its name and value."""
    if box.bits == 1:
        return upright(box.field, glyphs.ignored)
    return "", _name(box, {}, fold, True), _value(box, word, fold, glyphs)


def value_in(box: Box, word: int, fold: Fold, glyphs: Glyphs) -> str:
    """What the line of values has for a box, where all lines are shown."""
    return _upright(box, word, fold, glyphs)[2] if fold.cell == 2 else _value(box, word, fold, glyphs)


def _value(box: Box, word: int, fold: Fold, glyphs: Glyphs) -> str:
    field, width = box.field, box.bits * fold.cell - 1
    if field.kind == "fixed":
        if field.get(word) != field.fixed:
            return "wrong" if width > 4 else glyphs.wrong
        return f"={min(field.fixed, 1)}" if field.symbol not in UNNAMED and width > 1 else ""
    if field.kind == "ignored":
        return glyphs.ignored * min(width, 3)
    if field.kind == "flag":
        tilde = "~" if field.inverted and _tilde_below(field, width) else ""
        return tilde + (glyphs.good if field.get(word) else glyphs.clear)
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
