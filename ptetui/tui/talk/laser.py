"""The laser: one bit of a slide pointed at, and what it is."""

from collections.abc import Sequence

from ptetui.linux.classify import Reading
from ptetui.render.spans import Row, Span, mark_bits
from ptetui.talk.tour import Step
from ptetui.tui.widgets.canvas import CanvasRow as Drawn

_BIT = "bit_"  # how the role of a single bit begins


def bits_of(rows: Sequence[Drawn]) -> list[int]:
    """The bits that are drawn one by one, the highest first."""
    lit = {span.bit for row in rows for span in row if span.bit >= 0 and span.role.startswith(_BIT)}
    return sorted(lit, reverse=True)


def pointed(rows: Sequence[Row], bit: int | None) -> list[Row]:
    """The rows with the bit marked wherever it is drawn."""
    if bit is None:
        return list(rows)
    return [mark_bits(row, 1 << bit, "caret", only=_BIT) for row in rows]


def first_bit(step: Step, revealed: int, bits: Sequence[int]) -> int:
    """Where the laser begins: on what the slide is about, else on the highest bit."""
    lit = step.lit(revealed)
    for reading in step.picture.readings():
        for field in reading.fields:
            if field.name in lit and field.runs[0].high in bits:
                return field.runs[0].high
    return bits[0]


def next_field(step: Step, bit: int, by: int, bits: Sequence[int]) -> int:
    """The highest bit of the next field below (by -1) or above (by 1) that is drawn; the same at the end."""
    reading = step.picture.readings()[0]
    here = _name(reading, bit)
    at = bit
    while at in bits and _name(reading, at) == here:
        at += by
    if at not in bits:
        return bit
    while by > 0 and at + 1 in bits and _name(reading, at + 1) == _name(reading, at):
        at += 1
    return at


def laser_row(readings: Sequence[Reading], bit: int) -> Row:
    """The bit by number and name, in every word of the slide."""
    row: Row = [Span(f" bit {bit} ", "key")]
    names: dict[str, None] = {}
    for reading in readings:
        if bit >= reading.setting.layout.width:
            continue
        field = reading.form.at(bit)
        macro = f" ({field.macro})" if field.macro else ""
        meaning = f": {field.meaning}" if field.meaning and len(readings) == 1 else ""
        names[f"{field.name}{macro}{meaning}"] = None
    return [*row, Span("   ".join(names), "head")]


def _name(reading: Reading, bit: int) -> str:
    return reading.form.at(bit).name if bit < reading.setting.layout.width else ""
