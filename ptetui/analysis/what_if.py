"""What if: an edited copy of a layout, as frozen values.

Every edit gives a new candidate, or a ValueError in one line. A field may be moved onto another one: then the rules
say so. Constant bits give way to a field that is moved onto them, and bits that it leaves become zeros, so that every
bit keeps an owner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ptetui.analysis.collisions import Finding, check
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.linux.symbols import symbol_of
from ptetui.schema.bits import mask_of, ones, runs_of, union
from ptetui.schema.dataclass import replace
from ptetui.schema.fields import Field, Form, Run

VALUES = ("number", "flag")


class Costs(NamedTuple):
    """What a candidate can hold: offset bits, the largest swap area in bytes, and what fits."""

    offset_bits: int
    max_swap_bytes: int
    pfn_bits: int
    pfn_fits: bool
    young_dirty_fit: bool
    types_fit: bool


@dataclass(frozen=True)
class Candidate:
    """A layout under a kernel and a configuration, whose forms can be edited."""

    setting: Setting

    @property
    def forms(self) -> tuple[Form, ...]:
        """All forms, in the order of the kernel's tests; those of the configuration are in the setting."""
        return self.setting.layout.forms

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules say of this candidate."""
        return check(self.setting)

    @cached_property
    def overlaps(self) -> tuple[tuple[Form, Field, Field], ...]:
        """Fields of one form that share a bit; such a candidate cannot be saved."""
        return tuple(
            (form, a, b)
            for form in self.forms
            for index, a in enumerate(form.fields)
            for b in form.fields[index + 1 :]
            if a.mask & b.mask
        )

    @cached_property
    def costs(self) -> Costs:
        """The room that is left in the swap form."""
        setting = self.setting
        needed = min(setting.layout.present.by_name["pfn"].width, setting.pfn_bits)
        return Costs(
            setting.offset_bits,
            setting.max_swap_bytes,
            needed,
            setting.offset_bits >= needed,
            setting.stores_young_dirty,
            setting.swap.by_name["type"].width >= MAX_SWAPFILES_SHIFT,
        )

    # ------------------------------------------------------------------ edits

    def move(self, name: str, by: int, form: str = "swap") -> "Candidate":
        """A field moved by bits, upwards where positive; all its runs keep their distance."""
        field = self._field(form, name)
        runs = tuple(Run(run.high + by, run.low + by, run.at) for run in field.runs)
        return self._with(form, field, replace(field, runs=runs))

    def resize(self, name: str, width: int, form: str = "swap") -> "Candidate":
        """A number of another width: its top run becomes longer or shorter at the upper end."""
        field = self._field(form, name)
        if field.kind != "number":
            raise ValueError(f"{name}: is not a number, only numbers can be wider or narrower")
        if width < 1:
            raise ValueError(f"{name}: needs at least one bit, not {width}")
        runs = [run for run in sorted(field.runs, key=lambda run: run.at) if run.at < width]
        last = runs[-1]
        runs[-1] = Run(last.low + width - last.at - 1, last.low, last.at)
        return self._with(form, field, replace(field, runs=tuple(sorted(runs, key=lambda run: -run.at))))

    def add_flag(self, name: str, bit: int, form: str = "swap") -> "Candidate":
        """A new software bit."""
        if name in self._form(form).by_name:
            raise ValueError(f"{name}: there is such a field in {form} already")
        if not name.isidentifier() or not name.islower():
            raise ValueError(f"{name!r} is not a field name; write one like soft_dirty")
        known = (one.by_name[name].symbol for one in self.forms if name in one.by_name)
        symbol = next(known, symbol_of(name))
        flag = Field(name, "flag", (Run(bit, bit, 0),), meaning="new software bit", symbol=symbol)
        return self._with(form, None, flag)

    def remove(self, name: str, form: str = "swap") -> "Candidate":
        """Without a field; its bits become zeros."""
        field = self._field(form, name)
        if form == "swap" and name in ("type", "offset"):
            raise ValueError(f"{name}: a swap form cannot be without it")
        return self._with(form, field, None)

    def constant(self, name: str, value: int, form: str = "swap") -> "Candidate":
        """Another value for a field that is constant."""
        field = self._form(form).by_name.get(name)
        if field is None or field.kind != "fixed":
            raise ValueError(f"{name}: {form} has no constant of that name")
        if not 0 <= value <= field.limit:
            raise ValueError(f"{name}={value:#x} does not fit {field.width} bits (0 to {field.limit:#x})")
        return self._replaced(form, [replace(f, fixed=value) if f is field else f for f in self._form(form).fields])

    # ------------------------------------------------------------------ inside

    def _form(self, name: str) -> Form:
        for form in self.forms:
            if form.name == name:
                return form
        raise ValueError(f"form {name!r}: not in this layout; it has {', '.join(form.name for form in self.forms)}")

    def _field(self, form: str, name: str) -> Field:
        field = self._form(form).by_name.get(name)
        if field is None or field.kind not in VALUES:
            known = ", ".join(field.name for field in self._form(form).fields if field.kind in VALUES)
            raise ValueError(f"{name}: {form} has no such field that holds a value; it has {known}")
        return field

    def _with(self, form: str, old: Field | None, new: Field | None) -> "Candidate":
        """The form with one field replaced, removed or added; what was constant or ignored fills the rest."""
        width = self.setting.layout.width
        if new is not None:
            for run in new.runs:
                if run.low < 0 or run.high >= width:
                    bad = run.low if run.low < 0 else run.high
                    raise ValueError(f"{new.name}: bit {bad} is outside of the word, which has bits 0 to {width - 1}")
        before = self._form(form)
        kept = [field for field in before.fields if field.kind in VALUES and field is not old]
        values = [*kept, *([new] if new is not None else [])]
        return self._replaced(form, [*values, *_fill(before, values)])

    def _replaced(self, form: str, fields: list[Field]) -> "Candidate":
        ordered = tuple(sorted(fields, key=lambda field: -max(run.high for run in field.runs)))
        forms = tuple(replace(one, fields=ordered, source=None) if one.name == form else one for one in self.forms)
        layout = replace(self.setting.layout, schemas=forms)
        candidate = Candidate(replace(self.setting, layout=layout))
        assert candidate.forms  # SchemaError, a ValueError, where forms cannot be told apart any more
        return candidate


def of(setting: Setting) -> Candidate:
    """A layout to be edited."""
    return Candidate(setting)


def _fill(before: Form, values: Iterable[Field]) -> Iterator[Field]:
    """The constant and ignored fields as far as no value lies on them, and zeros where nothing is left."""
    width = before.width
    taken = union(field.mask for field in values)
    names = {field.name for field in values}
    for field in before.fields:
        if field.kind not in VALUES:
            for high, low in runs_of(field.mask & ~taken):
                part = mask_of(bit - low for bit in range(low, high + 1) if field.fixed >> field.index(bit) & 1)
                run = Run(high, low, 0)
                yield replace(field, name=_fresh(field.name, names), runs=(run,), fixed=part, inverted=False)
            taken |= field.mask
    for high, low in runs_of(ones(width) & ~taken):
        yield Field(_fresh("free", names), "fixed", (Run(high, low, 0),), meaning="not used", symbol="0")


def _fresh(name: str, names: set[str]) -> str:
    """The name, or name_2 and so on where it is taken; remembers it."""
    number, fresh = 1, name
    while fresh in names:
        number += 1
        fresh = f"{name}_{number}"
    names.add(fresh)
    return fresh
