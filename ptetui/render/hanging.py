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

_GAP = 1  # columns between a text and its leader at least


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


class _Plan(NamedTuple):
    """Which fields have their texts at the right of their leaders, which at the left, and where.

    `below` counts the lines over the former, `start` is the first column of the latter; `lost` characters do not fit.
    """

    rightward: tuple[_Leader, ...]
    leftward: tuple[_Leader, ...]
    below: int
    start: int
    lost: int


def hung_lines(reading: Reading, fold: Fold, columns: int, unnamed: bool = True) -> int | None:
    """The most lines that all fields take; None where there is no room for what they are called."""
    lines = 0
    for row in range(fold.rows):
        fields = hung_fields(reading, fold, row, unnamed)
        plan = _plan(fields, reading.word, fold, row, columns)
        if plan.lost and _lost(plan._replace(rightward=_bare(plan.rightward), leftward=_bare(plan.leftward)), columns):
            return None
        lines += len(fields)
    return lines


def hang(
    reading: Reading, fold: Fold, row: int, columns: int, marks: Marks, glyphs: Glyphs, unnamed: bool = True
) -> list[Hung]:  # fmt: skip
    """The lines under a row of bits: one a field; with the kernel's macros where all fit beside their leaders."""
    plan = _plan(hung_fields(reading, fold, row, unnamed), reading.word, fold, row, columns)
    height = max(len(plan.leftward), plan.below + len(plan.rightward))
    return [_line(at, plan, columns, reading, marks, glyphs) for at in range(height)]


def _plan(fields: Sequence[Field], word: int, fold: Fold, row: int, columns: int) -> _Plan:
    """The first that fits, of those that split the row near its middle; else the one that loses least."""
    high, _ = fold.span_of(row)
    best: _Plan | None = None
    halfway = fold.columns // 2
    for macros in (True, False):
        texts = _texts(fields, word, macros)
        leaders = []
        for field, text in zip(fields, texts, strict=True):
            column = (high - field.runs[-1].low) * fold.cell + 1 + (fold.cell - 2) // 2
            leaders.append(_Leader(field, column, text))
        middle = sum(leader.column < halfway for leader in leaders)
        for split in sorted(range(len(leaders) + 1), key=lambda split: abs(split - middle)):
            left, right = tuple(leaders[:split][::-1]), tuple(leaders[split:])
            for below in dict.fromkeys((0, len(right))):
                plan = _Plan(left, right, below, _start(left, len(right), below), 0)
                plan = plan._replace(lost=_lost(plan, columns))
                if not plan.lost:
                    return plan
                if best is None or plan.lost < best.lost:
                    best = plan
    assert best is not None
    return best


def _bare(leaders: Sequence[_Leader]) -> tuple[_Leader, ...]:
    """Leaders to bits and name alone."""
    return tuple(leader._replace(texts=(*leader.texts[:-1], "")) for leader in leaders)


def _texts(fields: Sequence[Field], word: int, macros: bool) -> list[tuple[str, ...]]:
    """Bits, name, macro and meaning of each field, each but the last as wide as the widest."""
    cells = []
    for field in fields:
        wrong = "✗ " if field.kind == "fixed" and field.get(word) != field.fixed else ""
        if wrong and not field.meaning.startswith("must be"):
            wrong += f"must be {field.fixed:#x}: "
        name = ("~" if field.inverted and field.kind != "ignored" else "") + field.name
        cells.append((spell_runs(field.spans), name, *([field.macro] if macros else []), wrong + field.meaning))
    widths = [max((len(texts[at]) for texts in cells), default=0) for at in range(3 if macros else 2)]
    return [(*map(str.ljust, texts[:-1], widths), texts[-1]) for texts in cells]


def _width(leader: _Leader) -> int:
    return sum(map(len, leader.texts)) + 2 * (len(leader.texts) - 1)


def _start(rightward: Sequence[_Leader], beside: int, below: int) -> int:
    """The first column of the texts at the left of their leaders."""
    if not rightward:
        return 1
    text = rightward[0].column + 3
    if below or not beside:
        return text
    return text + max(map(_width, rightward[:beside])) + 3


def _lost(plan: _Plan, columns: int) -> int:
    """Characters that do not fit."""
    text = plan.rightward[0].column + 3 if plan.rightward else 0
    over = [text + _width(leader) - columns for leader in plan.rightward]
    over += [plan.start + _width(leader) + _GAP - leader.column for leader in plan.leftward]
    return sum(max(0, excess) for excess in over)


def _line(at: int, plan: _Plan, columns: int, reading: Reading, marks: Marks, glyphs: Glyphs) -> Hung:
    """One line: at most one text at each side, and the leaders that go on."""
    pieces: list[_Piece] = []
    field: Field | None = None
    for index, leader in enumerate(plan.rightward):
        look = _leader_look(leader.field, reading.word, marks)
        if index + plan.below > at:
            pieces.append(_Piece(leader.column, glyphs.side, look, leader.field.runs[0].high))
        elif index + plan.below == at:
            field = leader.field
            text = plan.rightward[0].column + 3
            line = glyphs.bottom[0] + glyphs.bottom[1] * (text - leader.column - 2)
            pieces.append(_Piece(leader.column, line, look, field.runs[0].high))
            pieces += _text_pieces(leader, text, columns, reading, marks)
    for index, leader in enumerate(plan.leftward):
        look = _leader_look(leader.field, reading.word, marks)
        if index > at:
            pieces.append(_Piece(leader.column, glyphs.side, look, leader.field.runs[0].high))
        elif index == at:
            field = leader.field
            written = _text_pieces(leader, plan.start, leader.column - _GAP, reading, marks)
            end = written[-1].start + len(written[-1].text) + 1 if written else leader.column
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
    name = "wrong" if wrong else role(field)
    if field.width == 1 and field.kind in ("flag", "fixed") and not wrong:
        name += " head" if on and field.kind == "fixed" else ""
        name += f" {'set' if on else 'clear'}" + (" changed" if marks.changed & field.mask else "")
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
