"""What the fields are called and mean, hung from their bits by leader lines, as compilers point at columns.

A field hangs in the row of bits that has its lowest bit. Leaders of the left half lead to texts at their right, those
of the right half to texts at their left, so that no leader crosses a text.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.render.labels import UNNAMED
from ptetui.render.ribbon import Fold, Marks, role
from ptetui.render.rows import cut_text
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.schema.bits import spell_runs
from ptetui.schema.fields import Field

_GAP = 2  # columns between a leader's line and its text


class Hung(NamedTuple):
    """A line under a row of bits, and the field that it is about."""

    row: Row
    field: Field


class _Piece(NamedTuple):
    start: int
    text: str
    role: str
    bit: int


class _Leader(NamedTuple):
    """A field, the column of its lowest bit, and what is written of it."""

    field: Field
    column: int
    texts: tuple[str, ...]


def hung_fields(reading: Reading, fold: Fold, row: int, unnamed: bool = True) -> list[Field]:
    """The fields that hang from a row of bits, the most significant first; without `unnamed` only those with a name."""
    high, low = fold.span_of(row)
    fields = [field for field in reading.fields if low <= field.runs[-1].low <= high]
    fields.sort(key=lambda field: -field.runs[-1].low)
    return fields if unnamed else [field for field in fields if field.symbol not in UNNAMED]


def hung_lines(reading: Reading, fold: Fold, unnamed: bool = True) -> int:
    """The most lines that all fields take."""
    return sum(len(hung_fields(reading, fold, row, unnamed)) for row in range(fold.rows))


def hang(
    reading: Reading, fold: Fold, row: int, columns: int, marks: Marks, glyphs: Glyphs, unnamed: bool = True
) -> list[Hung]:  # fmt: skip
    """The lines under a row of bits: one a field; with the kernel's macros where all fit beside their leaders."""
    fields = hung_fields(reading, fold, row, unnamed)
    high, _ = fold.span_of(row)
    halfway = fold.columns // 2

    def leaders(macros: bool, left: bool) -> list[_Leader]:
        texts = _texts(fields, reading.word, macros)
        of_side = []
        for field in fields:
            column = (high - field.runs[-1].low) * fold.cell + 1 + (fold.cell - 2) // 2
            if (column < halfway) == left:
                of_side.append(_Leader(field, column, texts[field.name, field.runs[-1].low]))
        return of_side[::-1] if left else of_side

    for macros in (True, False):
        for shared in (True, False):
            rightward, leftward = leaders(macros, left=True), leaders(macros, left=False)
            start = _start(rightward, len(leftward), shared)
            if (not macros and not shared) or _fit(rightward, leftward, start, columns):
                break
        else:
            continue
        break
    below = 0 if shared else len(leftward)
    height = max(len(leftward), below + len(rightward))
    return [_line(at, rightward, leftward, below, start, columns, reading, marks, glyphs) for at in range(height)]


def _texts(fields: Sequence[Field], word: int, macros: bool) -> dict[tuple[str, int], tuple[str, ...]]:
    """Bits, name, macro and meaning of each field, each but the last as wide as the widest."""
    cells = []
    for field in fields:
        wrong = f"✗ must be {field.fixed:#x}: " if field.kind == "fixed" and field.get(word) != field.fixed else ""
        name = ("~" if field.inverted and field.kind != "ignored" else "") + field.name
        cells.append((spell_runs(field.spans), name, *([field.macro] if macros else []), wrong + field.meaning))
    widths = [max((len(each[at]) for each in cells), default=0) for at in range(3 if macros else 2)]
    texts = {}
    for field, each in zip(fields, cells, strict=True):
        aligned = (text.ljust(wide) for text, wide in zip(each, widths, strict=False))
        texts[field.name, field.runs[-1].low] = (*aligned, each[-1])
    return texts


def _width(leader: _Leader) -> int:
    return sum(map(len, leader.texts)) + 2 * (len(leader.texts) - 1)


def _start(rightward: Sequence[_Leader], beside: int, shared: bool) -> int:
    """The first column of the texts at the left of their leaders."""
    if not rightward:
        return 1
    if not shared or not beside:
        return rightward[0].column + 3
    return max(leader.column + 3 + _width(leader) for leader in rightward[:beside]) + 3


def _fit(rightward: Sequence[_Leader], leftward: Sequence[_Leader], start: int, columns: int) -> bool:
    return all(leader.column + 3 + _width(leader) <= columns for leader in rightward) and all(
        start + _width(leader) + _GAP <= leader.column for leader in leftward
    )


def _line(
    at: int, rightward: Sequence[_Leader], leftward: Sequence[_Leader], below: int, start: int, columns: int,
    reading: Reading, marks: Marks, glyphs: Glyphs,
) -> Hung:  # fmt: skip
    """One line: at most one text at each side, and the leaders that go on."""
    pieces: list[_Piece] = []
    field: Field | None = None
    for index, leader in enumerate(rightward):
        look = _leader_look(leader.field, reading.word, marks)
        if index + below > at:
            pieces.append(_Piece(leader.column, glyphs.side, look, leader.field.runs[0].high))
        elif index + below == at:
            field = leader.field
            pieces.append(_Piece(leader.column, glyphs.bottom[:2], look, field.runs[0].high))
            pieces += _text_pieces(leader, leader.column + 3, columns, reading, marks)
    for index, leader in enumerate(leftward):
        look = _leader_look(leader.field, reading.word, marks)
        if index > at:
            pieces.append(_Piece(leader.column, glyphs.side, look, leader.field.runs[0].high))
        elif index == at:
            field = leader.field
            written = _text_pieces(leader, start, leader.column - _GAP, reading, marks)
            end = written[-1].start + len(written[-1].text) + 1
            line = glyphs.bottom[1] * (leader.column - end) + glyphs.bottom[3]
            pieces += [*written, _Piece(end, line, look, field.runs[0].high)]
    assert field is not None
    return Hung(_spaced(pieces), field)


def _leader_look(field: Field, word: int, marks: Marks) -> str:
    if marks.cursor is not None and field.mask >> marks.cursor & 1:
        return "key"
    if field.width == 1 and marks.changed & field.mask:
        return "changed"
    return role(field) if field.width == 1 and field.get(word) else "border"


def _text_pieces(leader: _Leader, start: int, end: int, reading: Reading, marks: Marks) -> list[_Piece]:
    """Bits, name, macro, meaning from a column on, up to another."""
    field, word = leader.field, reading.word
    bit = field.runs[0].high
    wrong = field.kind == "fixed" and field.get(word) != field.fixed
    on = field.width > 1 or field.get(word)
    name = "wrong" if wrong else role(field) + " row" * bool(on and field.kind != "ignored")
    if field.width == 1 and not wrong:
        name = f"{role(field)} {'set' if on else 'clear'}" if field.kind == "flag" else name
        name += " changed" if marks.changed & field.mask else ""
    plain = "" if on and field.kind != "ignored" else "dim"
    here = " here" if marks.cursor is not None and field.mask >> marks.cursor & 1 else ""
    looks = ("ruler", name + here, *["dim"] * (len(leader.texts) - 3), "wrong" if wrong else plain)
    pieces = []
    for text, look in zip(leader.texts, looks, strict=True):
        if start < end:
            shown = cut_text(text, end - start)
            bare = shown.rstrip() or shown
            pieces.append(_Piece(start, bare, look, bit))
        start += len(text) + 2
    return pieces


def _spaced(pieces: Sequence[_Piece]) -> Row:
    row: Row = []
    column = 0
    for piece in sorted(pieces):
        if piece.start > column:
            row.append(Span(" " * (piece.start - column), ""))
        row.append(Span(piece.text, piece.role, piece.bit))
        column = piece.start + len(piece.text)
    return row
