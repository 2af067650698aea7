"""Ribbons as large as a viewport takes, with the fields lit that are spoken of and the others dim."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.prose import badge, summary, title
from ptetui.render.ribbon import FULLER, LINES, Fold, Marks, draw_row
from ptetui.render.spans import ASCII, Glyphs, Row, Span, merged
from ptetui.render.tall import digit_rows, largest_digits
from ptetui.render.text import padded

_CELLS = range(15, 1, -1)  # columns a bit, the largest first
_EIGHT = 12  # at most, in rows of eight bits: more rows are no gain
_LIT = "━"  # under a lit field


class Viewport(NamedTuple):
    """The columns and lines that there are to draw in, and the border characters."""

    columns: int
    lines: int
    glyphs: Glyphs


def largest(bits: int, viewport: Viewport, lines: Sequence[str] = LINES) -> Fold | None:
    """The fold with the widest cells whose rows fit, each of so many lines; where none does, that of fewest lines."""
    options = [
        Fold(bits, per_row, cell)
        for per_row in (8, 16, 32, 64, 128)
        for cell in _CELLS
        if per_row <= bits and per_row * cell < viewport.columns and (per_row > 8 or cell <= _EIGHT)
    ]
    fitting = [option for option in options if option.rows * len(lines) <= viewport.lines]
    if not fitting:
        return max(options, key=lambda option: (option.per_row, option.cell), default=None)
    return max(fitting, key=lambda option: (option.cell, option.per_row))


def fullest(bits: int, viewport: Viewport) -> Sequence[str]:
    """As many lines of a ribbon as there is room for."""
    return next((lines for lines in FULLER if fits(bits, viewport, lines)), FULLER[-1])


def fits(bits: int, viewport: Viewport, lines: Sequence[str]) -> bool:
    """Whether there is room for a word in such lines."""
    folded = largest(bits, viewport, lines)
    return folded is not None and folded.rows * len(lines) <= viewport.lines


def part(high: int, low: int, columns: int) -> Fold | None:
    """The fold whose first row is the bits `high` to `low`, as large as fits."""
    per_row = high - low + 1
    cell = next((cell for cell in _CELLS if per_row * cell < columns), None)
    return None if cell is None else Fold(high + 1, per_row, cell)


class FittedRibbon(NamedTuple):
    """A reading to be drawn: the fields that are lit, the bits that are marked, which lines, how large the digits."""

    reading: Reading
    names: Collection[str] = ()
    marks: Marks = Marks()
    lines: Sequence[str] = LINES
    scale: int = 1


def fitted_rows(
    ribbon: FittedRibbon, viewport: Viewport, bits: tuple[int, int] | None = None, reserved: int = 0
) -> list[Row]:  # fmt: skip
    """The ribbon, or the bits (high, low) of it, as large as the viewport takes.

    `reserved` are lines of the viewport that large digits leave to what stands below.
    """
    lines: Sequence[str] = LINES
    if bits is not None:
        folded, rows = part(*bits, viewport.columns), 1
    else:
        width = ribbon.reading.form.width
        lines = fullest(width, viewport)
        folded = largest(width, viewport, lines)
        rows = folded.rows if folded is not None else 1
    if folded is None:
        return []
    spare = (viewport.lines - reserved) // rows - len(lines)
    scale = 1 if viewport.glyphs == ASCII else largest_digits(folded.cell, spare)
    sized = ribbon._replace(lines=lines, scale=scale)
    return ribbon_rows(sized, folded, viewport.glyphs, None if bits is None else [0])


def ribbon_rows(ribbon: FittedRibbon, folded: Fold, glyphs: Glyphs, rows: Iterable[int] | None = None) -> list[Row]:
    """The lines of the ribbon, of all rows or of these."""
    lines: list[Row] = []
    mask = _mask(ribbon)
    for row in range(folded.rows) if rows is None else rows:
        drawn = draw_row(ribbon.reading, folded, row, ribbon.marks, glyphs, whole=tuple(ribbon.lines) == LINES)
        for name in ribbon.lines:
            line: Row = getattr(drawn, name)
            if ribbon.names:
                line = _underlined(line, mask, folded, row, glyphs) if name == "bottom" else lit(line, mask)
            lines += digit_rows(line, ribbon.scale) if name == "bits" else [line]
    return lines


def _mask(ribbon: FittedRibbon) -> int:
    """The bits that are lit. Of two fields of one name, as a marker has uffd_wp, the upper one is meant."""
    named = {field.name: field for field in reversed(tuple(ribbon.reading.fields))}
    return sum(field.mask for name, field in named.items() if name in ribbon.names)


def lit(line: Row, mask: int) -> Row:
    """The fields of the mask in bold, the others dim; borders as they are."""
    return [
        span if span.bit < 0 or span.role == "border"
        else span._replace(role=f"{span.role} row" if mask >> span.bit & 1 else _dimmed(span))
        for span in line
    ]  # fmt: skip


def _dimmed(span: Span) -> str:
    look = "bit_dim" if span.role.startswith("bit_") else "dim"
    return f"{look} shade" if "set" in span.role.split() else look


def _underlined(line: Row, mask: int, folded: Fold, row: int, glyphs: Glyphs) -> Row:
    """The bottom border, heavy under lit fields."""
    high, low = folded.span_of(row)
    flat = glyphs.bottom[1]
    cells = [(char, span.role) for span in line for char in span.text]
    for bit in range(high, low - 1, -1):
        if mask >> bit & 1:
            first = (high - bit) * folded.cell + 1
            for column in range(first, first + folded.cell - 1):
                if cells[column][0] == flat:
                    cells[column] = (_LIT, "key")
            if bit > low and mask >> bit - 1 & 1 and cells[first + folded.cell - 1][0] == flat:
                cells[first + folded.cell - 1] = (_LIT, "key")
    return merged([Span(*cell) for cell in cells])


def heading(setting: Setting, word: int | None = None) -> Row:
    """Layout, kernel, configuration, word."""
    config = "" if str(setting.config) == "all on" else f" · {setting.config}"
    level = "" if setting.layout.level == "pte" else f" {setting.layout.level}"
    row: Row = [
        Span(f" {setting.layout.name}{level}", "head"),
        Span(f" · Linux {spell(setting.kernel)}{config}", "dim"),
    ]
    return row if word is None else [*row, Span(f" · {padded(word, setting.layout.width)}", "number")]


def state_row(reading: Reading, columns: int) -> Row:
    """What the word is, in large where there is room, and its values."""
    look = "wrong" if reading.state in ("malformed", "unknown") else "title"
    values = Span(f"  {summary(reading)}", "head")
    large = badge(reading)
    fits_large = len(large) + len(values.text) + 2 <= columns
    return [Span(f" {large if fits_large else title(reading)} ", look), values]


def side_by_bit(ribbons: Sequence[FittedRibbon], folded: Fold, glyphs: Glyphs) -> Iterator[tuple[int, int, list[Row]]]:
    """(row of bits, which ribbon, its lines): ribbons of any width under one another, aligned by bit."""
    for row in range(folded.rows):
        for index, ribbon in enumerate(ribbons):
            width = ribbon.reading.setting.layout.width
            own = Fold(width, min(folded.per_row, width), folded.cell)
            own_row = row - (folded.rows - own.rows)
            if own_row < 0:
                continue
            pad = Span(" " * ((folded.per_row - own.per_row) * folded.cell), "")
            yield row, index, [[pad, *line] for line in ribbon_rows(ribbon, own, glyphs, [own_row])]


def stacked_rows(ribbons: Sequence[FittedRibbon], headings: Sequence[Row], viewport: Viewport) -> list[Row]:
    """Ribbons aligned by bit, each under its heading; without borders where the viewport is short."""
    bits = max(ribbon.reading.setting.layout.width for ribbon in ribbons)
    many = len(ribbons)
    options = (lines for lines in FULLER[1:] if fits(bits, viewport, ("", *lines) * many))  # each under a heading
    lines = next(options, FULLER[-1])
    folded = largest(bits, viewport, ("", *lines) * many)
    if folded is None:
        return list(headings)
    rows: list[Row] = []
    for row, index, drawn in side_by_bit([ribbon._replace(lines=lines) for ribbon in ribbons], folded, viewport.glyphs):
        high, low = folded.span_of(row)
        rows += [[*headings[index], Span(f" · bits {high} to {low}", "dim")], *drawn]
    return rows
