"""What a word is: exactly one state for every word of every layout.

The forms are tried in the order of the kernel's own tests; what neither none nor present is, is swap-like, and its
type then says which kind. Nothing raises: what cannot be is `malformed`, what this kernel does not define is `unknown`.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MARKER_BITS, MAX_SWAPFILES_SHIFT, MIGRATION_KINDS, PFN_KINDS
from ptetui.linux.versions import spell
from ptetui.schema.bits import runs_of, spell_runs
from ptetui.schema.fields import Field, Form

SOFTWARE_BITS = ("exclusive", "soft_dirty", "uffd_wp")
# All that a word can say with one bit: software bits, bits of a marker, young and dirty of a migration entry.
READING_FLAGS = (*SOFTWARE_BITS, *(name for name, *_ in MARKER_BITS if name not in SOFTWARE_BITS), "young", "dirty")


class Reading(NamedTuple):
    """A word and what it is.

    `type` and `offset` are those of the swap form, None for other forms. `pfn` is there for states with a frame,
    `young` and `dirty` for migration, `marker` (the names of its set bits) for markers, `reason` for words that are
    malformed or unknown.
    """

    setting: Setting
    word: int
    form: Form
    state: str
    type: int | None = None
    offset: int | None = None
    pfn: int | None = None
    young: bool | None = None
    dirty: bool | None = None
    marker: tuple[str, ...] | None = None
    reason: str = ""
    flags: tuple[str, ...] = ()
    parts: tuple[Field, ...] = ()

    @property
    def area(self) -> int | None:
        """The number of the swap area, None for other states."""
        return self.setting.area.get(self.word) if self.state == "swap" else None

    @property
    def fields(self) -> Iterator[Field]:
        """The form's fields, the offset replaced by its parts where it has any; the most significant first."""
        for field in self.form.fields:
            if field.name == "offset" and self.parts:
                yield from self.parts
            else:
                yield field


def classify(setting: Setting, word: int) -> Reading:
    """The reading of a word. ValueError only where the word has more bits than the layout."""
    width = setting.layout.width
    if not 0 <= word < 1 << width:
        raise ValueError(f"word {word:#x} does not fit the {width} bits of {setting.layout.name}")
    form = setting.swap
    for mask, value, tested in setting.tests:
        if word & mask == value:
            form = tested
            break
    if form is setting.swap:
        return read_as_entry(setting, word)
    flags = _set_flags(form, word)
    pfn = form.by_name["pfn"].get(word) if "pfn" in form.by_name else None
    return Reading(setting, word, form, state_of(form), pfn=pfn, flags=flags)


def read_as_entry(setting: Setting, word: int) -> Reading:
    """The reading of a word as what a swap entry would have made it, whatever the kernel takes it for."""
    form = setting.swap
    type_ = form.by_name["type"].get(word)
    offset = form.by_name["offset"].get(word)
    state, reason = _state(setting, word, type_)
    parts = setting.parts(state)
    young = dirty = marker = None
    if state in MIGRATION_KINDS:
        ad = {part.name: bool(part.get(word)) for part in parts if part.kind == "flag"}
        young, dirty = ad.get("young", False), ad.get("dirty", False)
    if state == "marker":
        marker = tuple(name for name, bit, _ in setting.marker_bits if offset >> bit & 1)
    pfn = setting.pfn_of(offset) if state in PFN_KINDS else None
    form = setting.slot_entry if state == "swap" else form
    flags = _set_flags(form, word)
    return Reading(setting, word, form, state, type_, offset, pfn, young, dirty, marker, reason, flags, parts)


def _state(setting: Setting, word: int, type_: int) -> tuple[str, str]:
    """State and reason of a swap-like word."""
    if word not in setting.swap.recognised:
        return "malformed", _malformed(setting.swap, word & setting.swap.recognised.mask)
    if type_ < setting.area_types:
        return "swap", ""
    special = setting.special_types.get(type_)
    if special is None and type_ < 1 << MAX_SWAPFILES_SHIFT:
        return "unknown", f"type {type_} is left over: it is not enough for an area and all combinations of its flags"
    if special is None:
        return "unknown", f"type {type_} is not defined in {spell(setting.kernel)}: generic types end at 31"
    return special.kind, ""


@lru_cache(maxsize=4096)
def _malformed(form: Form, bits: int) -> str:
    """Which of these fixed bits of a word are not what they must be, field by field."""
    return "; ".join(_wrong(field, bits) for field in form.wrong(bits))


def _wrong(fixed: Field, word: int) -> str:
    """Which bits of a fixed field are not what they must be."""
    bits = fixed.mask & (word ^ fixed.put(0, fixed.fixed))
    runs = spell_runs(runs_of(bits)).split(",")
    listed = ", ".join(runs[:6]) + (", ..." if len(runs) > 6 else "")
    must = (
        "must be 0" if not fixed.fixed else "must be 1" if fixed.fixed == fixed.limit else f"must be {fixed.fixed:#x}"
    )
    return f"{fixed.name} (bit{'s' if bits.bit_count() > 1 else ''} {listed}) {must}"


def _set_flags(form: Form, word: int) -> tuple[str, ...]:
    return tuple([name for name, mask, zero in _software_bits(form) if word & mask != zero])


@lru_cache(maxsize=256)
def _software_bits(form: Form) -> list[tuple[str, int, int]]:
    """The software bits that a form has: the name, the bit, and the bit where it reads as clear."""
    flags = {field.name: field for field in form.fields if field.kind == "flag"}
    return [(name, flags[name].mask, flags[name].put(0, 0)) for name in SOFTWARE_BITS if name in flags]
