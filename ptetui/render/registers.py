"""The bits of words and forms as registers, for formats that draw bit fields on their own."""

from collections.abc import Iterable, Iterator, Sequence

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.render.prose import named, value_text
from ptetui.render.ribbon import role
from ptetui.render.text import padded
from ptetui.render.view import BitFields, Piece, Register
from ptetui.schema.fields import Field, Form


def word_register(name: str, reading: Reading) -> Register:
    """A word with the values of its fields."""
    return _register(name, reading.setting.layout.width, reading.fields, reading.word)


def form_register(name: str, form: Form) -> Register:
    """A form without values."""
    return _register(name, form.width, form.fields)


def of_word(reading: Reading) -> BitFields:
    """One word."""
    register = word_register(padded(reading.word, reading.setting.layout.width), reading)
    return BitFields((register,), register, reading.setting)


def of_readings(readings: Sequence[Reading], chosen: int) -> BitFields:
    """One word as several layouts read it; the chosen one stands for all."""
    registers = tuple(word_register(named(reading.setting), reading) for reading in readings)
    return BitFields(registers, registers[chosen], readings[chosen].setting)


def of_forms(setting: Setting, chosen: str) -> BitFields:
    """All forms of a layout; the one of that name stands for all."""
    registers = {form.name: form_register(form.name, form) for form in setting.forms}
    return BitFields(tuple(registers.values()), registers[chosen], setting)


def of_swap_forms(settings: Sequence[Setting], chosen: int) -> BitFields:
    """The swap forms of several layouts; the chosen one stands for all."""
    registers = tuple(form_register(named(setting), setting.swap) for setting in settings)
    return BitFields(registers, registers[chosen], settings[chosen])


def _register(name: str, width: int, fields: Iterable[Field], word: int | None = None) -> Register:
    return Register(name, width, tuple(sorted(_pieces(fields, word), key=lambda piece: -piece.high)))


def _pieces(fields: Iterable[Field], word: int | None) -> Iterator[Piece]:
    for field in fields:
        for run in field.runs:
            name = field.name
            if field.kind == "fixed":
                constant = field.put(0, field.fixed) >> run.low & ((1 << run.width) - 1)
                name = "1" * run.width if constant == (1 << run.width) - 1 else f"{constant:0{run.width}b}"
                name = name if constant and run.width < 9 else str(min(constant, 1))
            elif len(field.runs) > 1:
                name += f"[{run.at + run.width - 1}:{run.at}]" if run.width > 1 else f"[{run.at}]"
            prefix = "~" if field.inverted else ""
            value = "" if word is None or field.kind in ("fixed", "ignored") else value_text(field, word)
            yield Piece(run.high, run.low, prefix + name, role(field), value)
