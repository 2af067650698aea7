"""Swap forms at one bit a cell: a line a layout, so that many stand under one another with their bits aligned.

A cell's letter says what the bit is, so colour only repeats it: T type, o offset (~ where it is stored inverted),
E exclusive, W uffd-wp, S soft-dirty, 1 always one, `·` always zero, `░` ignored. Strips of a word have its bits
instead, as they are stored: a flag that is set has its letter, a small one where it is stored inverted, as 0.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.render.ribbon import bits_before_mark, role
from ptetui.render.spans import Glyphs, Row, Span, merged
from ptetui.schema.bits import ones
from ptetui.schema.fields import Field, Form, Run

_LETTERS = {"exclusive": "E", "uffd_wp": "W", "soft_dirty": "S", "type": "T"}

LEGEND = (
    ("T", "cell_type", "type"), ("o", "cell_offset", "offset"), ("~", "cell_inverted", "inverted"),
    ("E", "cell_exclusive", "exclusive"), ("W", "cell_uffd_wp", "uffd-wp"), ("S", "cell_soft_dirty", "soft-dirty"),
    ("1", "cell_one", "always 1"), ("·", "cell_zero", "always 0"), ("░", "cell_ignored", "ignored"),
)  # fmt: skip
_LOOKS = {sign: look for sign, look, _ in LEGEND}


def cells(form: Form, bits: int, lit: int | None = None, cursor: int | None = None, cell: int = 1) -> Row:
    """The cells of a form, `cell` columns a bit, right-aligned in the columns of `bits`.

    With a mask `lit`, only its bits have their colours.
    """
    pad = [Span(" " * (bits - form.width) * cell, "")] if bits > form.width else []
    single = [_cell(sign, bit, lit, cursor, cell) for bit, sign in form_letters(form)]
    return pad + merged(single)


def _cell(sign: str, bit: int, lit: int | None, cursor: int | None, cell: int) -> Span:
    look = _LOOKS[sign] if lit is None or lit >> bit & 1 else "cell_zero"
    return Span(sign.center(cell), look + (" cursor" if bit == cursor else ""), bit)


def legend_row(signs: str, columns: int) -> Row:
    """What the cells with these signs are: a painted cell and a word in turn, brief where the columns are few."""
    shown = [entry for entry in LEGEND if entry[0] in signs]
    whole = sum(len(word) + 6 for *_, word in shown) <= columns
    row: Row = []
    for sign, look, word in shown:
        row.append(Span(f" {sign} " if whole else sign, look))
        row.append(Span(f" {word}  " if whole else f" {word.removeprefix('always ')} ", ""))
    return row


def signs(forms: Iterable[Form]) -> str:
    """The signs that occur in forms, each once."""
    return "".join({sign for form in forms for _, sign in form_letters(form)})


def word_cells(reading: Reading, columns: int, changed: int = 0, unsure: int = 0) -> Row:
    """The bits of a word, one a cell, right-aligned in `columns`.

    Flags that are in the mask `changed` are lit; of the bits of `unsure` nobody knows the value.
    """
    width = reading.setting.layout.width
    row = [Span(" " * (columns - width), "")]
    for run, field in _runs(reading):
        for bit in range(run.high, run.low - 1, -1):
            state = "open" if unsure >> bit & 1 else "set" if reading.word >> bit & 1 else "clear"
            look = f"{role(field)} {state}" + (" changed" if field.width == 1 and changed >> bit & 1 else "")
            row.append(Span("?" if state == "open" else _bit_text(field, bit, reading.word), look, bit))
    return row


def _runs(reading: Reading) -> list[tuple[Run, Field]]:
    """The runs of bits and their fields, the most significant first."""
    runs = ((run, field) for field in reading.fields for run in field.runs)
    return sorted(runs, key=lambda pair: -pair[0].high)


def _bit_text(field: Field, bit: int, word: int) -> str:
    """What the bit is: never 0 or a small letter where it is stored as 1, never 1 or a capital where as 0."""
    if field.kind == "flag" and field.get(word) and field.name in _LETTERS:
        return _LETTERS[field.name].lower() if field.inverted else _LETTERS[field.name]
    return "·" if field.kind == "fixed" and field.get(word) == field.fixed == 0 else str(word >> bit & 1)


def change_marks(reading: Reading, changed: int, columns: int, glyphs: Glyphs) -> Row:
    """The line under the cells of a word: a mark under a bit that changed, one bracket under a field of several."""
    text = " " * (columns - reading.setting.layout.width)
    for run, _ in _runs(reading):
        here = changed & ones(run.width) << run.low
        before = bits_before_mark(here, run.high, run.low)
        text += (glyphs.bracket * before + glyphs.changed).ljust(run.width, glyphs.bracket) if here else " " * run.width
    return [Span(text, "changed")]


def strip_rows(reading: Reading, changed: int, columns: int, glyphs: Glyphs, unsure: int = 0) -> list[Row]:
    """Ruler, bits and marks of a word, folded where it is wider than the columns; low bits stand at the right."""
    width = reading.setting.layout.width
    wide = width if width <= columns else max(8, columns // 8 * 8)
    cells = word_cells(reading, width, changed, unsure)[1:]
    lines = [ruler(width), cells, change_marks(reading, changed, width, glyphs)]
    rows: list[Row] = []
    for high in range(-(-width // wide) * wide, 0, -wide):
        first, last = max(0, width - high), width - high + wide
        pad = [Span(" " * (first - width + high), "")]
        rows += [[*pad, *_slice(line, first, last)] for line in lines]
    return rows


def _slice(row: Row, first: int, last: int) -> Row:
    """The columns of a row from `first` up to `last`."""
    if len(row) == 1:
        return [row[0]._replace(text=row[0].text[first:last])]
    return row[first:last]


@lru_cache(maxsize=1024)
def form_letters(form: Form) -> tuple[tuple[int, str], ...]:
    """The bits of a form from the top down, each with its letter."""
    return tuple((bit, letter(form.at(bit), bit)) for bit in range(form.width - 1, -1, -1))


def letter(field: Field, bit: int) -> str:
    """What a bit is, in one character."""
    if field.name in _LETTERS:
        return _LETTERS[field.name]
    if field.kind == "fixed":
        return "1" if field.put(0, field.fixed) >> bit & 1 else "·"
    if field.kind == "ignored":
        return "░"
    return "~" if field.inverted else "o"


def moved_bits(before: Form, after: Form) -> int:
    """The bits whose letter is not what it was, as a mask; none where the widths differ."""
    if before.width != after.width:
        return 0
    return sum(1 << new[0] for old, new in zip(form_letters(before), form_letters(after), strict=True) if old != new)


def ruler(bits: int, cursor: int | None = None, cell: int = 1) -> Row:
    """Bit numbers over the cells, `cell` columns a bit: every eighth bit, every fourth of wide cells; the cursor's."""
    chars = [" "] * bits * cell
    for bit in range(0, bits, 8 if cell == 1 else 4):
        _put(chars, (bits - bit) * cell, str(bit))
    if cursor is None or cursor >= bits:
        return [Span("".join(chars), "ruler")]
    text = str(cursor)
    end = (bits - cursor) * cell
    start = max(0, end - len(text))
    for place in range(max(0, start - 1), min(len(chars), end + 1)):
        chars[place] = " "
    line = "".join(chars)
    return [Span(line[:start], "ruler"), Span(text, "ruler_cursor"), Span(line[start + len(text) :], "ruler")]


def _put(chars: list[str], end: int, text: str) -> None:
    chars[max(0, end - len(text)) : end] = text


def unused_bits(form: Form) -> int:
    """Bits of a swap form that hold nothing: always zero, or ignored."""
    zeros = [field.mask & ~field.put(0, field.fixed) for field in form.fields if field.kind == "fixed"]
    return sum(map(int.bit_count, zeros)) + sum(field.width for field in form.fields if field.kind == "ignored")


def _flag_place(layout: Layout) -> int:
    flag = layout.swap.by_name.get("exclusive")
    return flag.runs[0].low if flag is not None else -1


@lru_cache(maxsize=1024)
def offset_bits(layout: Layout) -> int:
    """Offset bits that survive the PTE and the generic entry."""
    return Setting(layout, newest(layout)).offset_bits


# What the wall can be sorted by, largest first: name -> number of a layout.
PROPERTIES: Mapping[str, Callable[[Layout], int]] = {
    "offset bits": offset_bits,
    "largest swap area": lambda layout: offset_bits(layout) + layout.page_shift,
    "free bits": lambda layout: unused_bits(layout.swap),
    "type bits": lambda layout: layout.swap.by_name["type"].width,
    "place of exclusive": _flag_place,
}
