"""Forms and fields as plain frozen values: what is left of a construct schema once it has been read.

The codec is derived here: shifts and masks, no construct at work. Bit 0 is the least significant bit of the word.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal, NamedTuple

from ptetui.schema.bits import ones, union
from ptetui.schema.cubes import Cube
from ptetui.schema.dataclass import dataclass, field, replace


class SchemaError(ValueError):
    """A schema that cannot be right; the message names the form and the field."""


FieldKind = Literal["number", "flag", "fixed", "ignored"]


class Run(NamedTuple):
    """Adjacent bits of the word, `high` down to `low`, that hold the bits of a value from `at` upwards."""

    high: int
    low: int
    at: int

    @property
    def width(self) -> int:
        """Number of bits."""
        return self.high - self.low + 1


@dataclass(frozen=True, repr=False)
class Field:
    """A named value in a form: one or more runs of bits, the most significant run first.

    `fixed` is the constant of a fixed field. `option` names the CONFIG option or CPU extension that the field needs.
    `macro` is the kernel's name ("" where it has none) and `meaning` one line in plain words. `symbol` is the short
    name that pictures write over the bits, 1 to 8 characters (see `vocabulary`).
    """

    name: str
    kind: FieldKind
    runs: tuple[Run, ...]
    inverted: bool = False
    fixed: int = 0
    option: str | None = None
    macro: str = ""
    meaning: str = ""
    symbol: str = ""
    line: int = field(default=0, compare=False)  # in the file that it was read from

    @cached_property
    def width(self) -> int:
        """Number of bits of the value."""
        return sum(run.width for run in self.runs)

    @cached_property
    def mask(self) -> int:
        """The bits of the word that belong to this field."""
        return union(ones(run.width) << run.low for run in self.runs)

    @cached_property
    def limit(self) -> int:
        """The largest value that fits: every bit of it is stored somewhere."""
        return union(ones(run.width) << run.at for run in self.runs)

    @cached_property
    def spans(self) -> list[list[int]]:
        """The runs as [high, low] pairs, the most significant run first."""
        return [[run.high, run.low] for run in self.runs]

    def raw(self, word: int) -> int:
        """The field's bits as they are stored, joined to one number."""
        value = 0
        for low, mask, at in self._places:
            value |= (word >> low & mask) << at
        return value

    @cached_property
    def _places(self) -> tuple[tuple[int, int, int], ...]:
        """(lowest bit, mask once shifted down, place in the value) of each run."""
        return tuple((run.low, ones(run.width), run.at) for run in self.runs)

    def get(self, word: int) -> int:
        """The field's value: the stored bits, un-inverted where they are stored inverted."""
        return self.raw(word) ^ self.limit if self.inverted else self.raw(word)

    def put(self, word: int, value: int) -> int:
        """`word` with this field set to `value`; ValueError, with the range, where it does not fit."""
        if not 0 <= value <= self.limit or value & ~self.limit:
            low = " in steps of " + hex(self.limit & -self.limit) if value & ~self.limit & ones(self.width) else ""
            raise ValueError(f"{self.name}={value:#x} does not fit {self.width} bits (0 to {self.limit:#x}{low})")
        raw = value ^ self.limit if self.inverted else value
        word &= ~self.mask
        for run in self.runs:
            word |= (raw >> run.at & ones(run.width)) << run.low
        return word

    def place(self, bit: int) -> int:
        """Where bit `bit` of the value sits in the word."""
        for run in self.runs:
            if run.at <= bit < run.at + run.width:
                return run.low + bit - run.at
        raise ValueError(f"{self.name} has bits 0 to {self.width - 1}, not {bit}")

    def index(self, bit: int) -> int:
        """Which bit of the value sits at bit `bit` of the word; ValueError where the field does not own that bit."""
        for run in self.runs:
            if run.low <= bit <= run.high:
                return run.at + bit - run.low
        raise ValueError(f"{self.name} does not own bit {bit}")

    def mask_of(self, low: int, end: int) -> int:
        """The bits of the word that hold bits `low` up to `end`, not included, of the value, as far as it has them."""
        mask = 0
        for run in self.runs:
            first, past = max(low, run.at), min(end, run.at + run.width)
            if first < past:
                mask |= ones(past - first) << run.low + first - run.at
        return mask

    def part(self, name: str, high: int, low: int, kind: FieldKind, macro: str, meaning: str, symbol: str) -> "Field":
        """Bits `high` to `low` of this field's value as a field of its own, with the same inversion."""
        runs = [
            Run(
                run.low + min(high, run.at + run.width - 1) - run.at,
                run.low + max(low, run.at) - run.at,
                max(low, run.at) - low,
            )
            for run in self.runs
            if run.at <= high and low < run.at + run.width
        ]
        return replace(
            self, name=name, kind=kind, runs=tuple(runs), fixed=0, macro=macro, meaning=meaning, symbol=symbol
        )


@dataclass(frozen=True, eq=False, repr=False)
class Form:
    """One way in which the bits of a word are assigned: every bit belongs to exactly one field.

    `fields` are in the order of the schema, the most significant first (a split field at its first slice).
    `role` is the first part of the name up to "_"; what roles there are is up to those who read the layout files.
    """

    name: str
    width: int
    fields: tuple[Field, ...]
    doc: str = ""
    line: int = 0  # in the file that it was read from
    source: object = field(default=None, repr=False, compare=False)

    @cached_property
    def role(self) -> str:
        """The first part of the name: forms of one role are ways to say one thing."""
        return self.name.partition("_")[0]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def recognised(self) -> Cube:
        """The words whose fixed bits are those of this form."""
        fixed = [field for field in self.fields if field.kind == "fixed"]
        value = 0
        for constant in fixed:
            value = constant.put(value, constant.fixed)
        return Cube(self.width, union(field.mask for field in fixed), value)

    @cached_property
    def blank(self) -> int:
        """The word with the fixed bits set, every value 0 (inverted ones stored as ones) and ignored bits 0."""
        word = 0
        for part in self.fields:
            word = part.put(word, part.fixed)
        return word

    def at(self, bit: int) -> Field:
        """The field that owns a bit of the word."""
        return self._owners[bit]

    @cached_property
    def _owners(self) -> tuple[Field, ...]:
        return tuple(next(f for f in self.fields if f.mask >> bit & 1) for bit in range(self.width))

    def wrong(self, word: int) -> list[Field]:
        """The fixed fields that have another value in `word`."""
        return [f for f in self.fields if f.kind == "fixed" and f.get(word) != f.fixed]

    def decode(self, word: int) -> dict[str, int]:
        """All field values of a word, by name."""
        return {field.name: field.get(word) for field in self.fields}

    def encode(self, values: Mapping[str, int]) -> int:
        """The word with these values; fields not named are 0. ValueError for a name or a value that does not fit."""
        word = self.blank
        for name, value in values.items():
            target = self.by_name.get(name)
            if target is None:
                raise ValueError(f"{name}: no such field in {self.name}; it has {', '.join(self.settable())}")
            if target.kind == "fixed" and value != target.fixed:
                raise ValueError(f"{name} is always {target.fixed:#x} in {self.name}")
            word = target.put(word, value)
        return word

    def settable(self) -> Iterator[str]:
        """Names of the fields that hold a value."""
        return (field.name for field in self.fields if field.kind in ("number", "flag"))

    def without(self, disabled: frozenset[str], kind: FieldKind) -> "Form":
        """This form where some options are off: their fields become bits of this kind, "fixed" (to 0) or "ignored"."""
        if not any(field.option in disabled for field in self.fields):
            return self
        return replace(
            self,
            fields=tuple(
                replace(f, kind=kind, fixed=0, meaning=f"unused without {f.option}", inverted=False)
                if f.option in disabled
                else f
                for f in self.fields
            ),
        )


def next_top(fields: Iterable[Field], bit: int, by: int) -> int:
    """The top bit of the next (by 1) or previous (by -1) run of bits from a bit on; at the ends the last one."""
    tops = sorted({run.high for field in fields for run in field.runs}, reverse=True)
    here = next(index for index, top in enumerate([*tops[1:], -1]) if bit > top)
    return tops[max(0, min(len(tops) - 1, here + by))]
