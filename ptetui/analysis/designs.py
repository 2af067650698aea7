"""The designs of the argument of 2021, each as a layout derived from any other: where flags of swap entries live, and
what stands in an entry that was emptied but must stay write-protected.

bits     software bits per architecture, as swap entries have them; nothing for "empty and write-protected"
special  (a) the swap special PTE, v1 to v5: a word with nothing but the swap uffd bit; never merged
marker   (b) PTE markers, merged in 5.19: one swap type, flags in the offset
type     (c1) no bits per architecture: a swap type for every combination of flags; never implemented
offset   (c2) no bits per architecture: the flags in the top of the offset; never implemented
Mails: 20210715201422.211004-5 (special), 20210807032521.7591-1 (marker), YPm5TyPq9CjR5lCy@t490s (the idea of c).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from ptetui.linux.catalog import Catalog, CatalogError, checked_file
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.since import MARKERS_SINCE
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, SpecialType, marker_bits, special_types
from ptetui.linux.versions import RELEASES, Version
from ptetui.schema.fields import Field, Form, Run, symbol_of

TYPES = 1 << MAX_SWAPFILES_SHIFT
FLAGS = ("soft_dirty", "uffd_wp", "exclusive")  # in the order in which swap entries got them: 3.11, 5.7, 5.19
MOST_FLAGS = 8
SPECIAL_FORM = "special_uffd_wp"
JULY_2021: Version = (5, 14)
# Kinds whose entries keep soft-dirty and uffd; the others hold no software bits worth keeping.
_CARRY_FLAGS = ("migration", "device")


class Design(NamedTuple):
    """A design: its name, the heading of its column, one line about it, and an entry of it in the catalogue.

    `example` is a layout, a kernel and a state as `ptetui encode` takes it.
    """

    name: str
    title: str
    about: str
    example: tuple[str, Version, str]


DESIGNS = (
    Design("bits", "bits alone", "flags in software bits of each architecture; an emptied entry is none",
           ("x86_64", (5, 14), "swap offset=0x1234 uffd_wp")),
    Design("special", "(a) special", "the swap special PTE: nothing set but the swap uffd bit; 2021, never merged",
           ("x86_64_special_pte", (5, 13), "special_uffd_wp")),
    Design("marker", "(b) marker", "PTE markers: one swap type, flags in its offset; merged in 5.19",
           ("x86_64_marker", (5, 14), "marker uffd_wp")),
    Design("type", "(c1) type", "no software bits: a swap type for each combination of flags; never implemented",
           ("x86_64_flags_in_type", (5, 14), "swap area=3 offset=0x1234 uffd_wp")),
    Design("offset", "(c2) offset", "no software bits: the flags in the top of the offset; never implemented",
           ("x86_64_flags_in_offset", (5, 14), "swap offset=0x1234 uffd_wp")),
)  # fmt: skip


@dataclass(frozen=True)
class DesignCase:
    """What the designs are compared on: a setting, the number of flags, and all layouts at that kernel.

    `flags` is k, the flags that a swap entry keeps under the designs that have no software bits.
    """

    setting: Setting
    flags: int
    others: tuple[Setting, ...] = ()

    @cached_property
    def moved(self) -> tuple[str, ...]:
        """The names of the k flags: those that the layout has software bits for, then the others, then new ones."""
        own = [flag.name for flag in software_flags(self.setting)]
        known = [*own, *(name for name in FLAGS if name not in own)]
        return tuple([*known, *(f"flag_{index}" for index in range(len(known), self.flags))][: self.flags])

    def on(self, setting: Setting) -> "DesignCase":
        """The same question about another layout."""
        return DesignCase(setting, self.flags, self.others)


def usual_case(setting: Setting, catalog: Catalog, flags: int | None = None) -> DesignCase:
    """The case of a setting among all layouts of its kernel; k is as many flags as that kernel has, unless given."""
    others = layouts_at(catalog, setting.kernel, setting.config)
    return DesignCase(setting, usual_flags(others) if flags is None else flags, others)


def software_flags(setting: Setting) -> tuple[Field, ...]:
    """The flags of the swap form in this configuration, those that came first in front."""
    flags = [field for field in setting.swap.fields if field.kind == "flag"]
    return tuple(sorted(flags, key=lambda each: FLAGS.index(each.name) if each.name in FLAGS else len(FLAGS)))


def usual_flags(others: Sequence[Setting]) -> int:
    """How many different flags the kernel keeps in swap entries on some architecture: 2 in 5.14, 3 from 5.19 on."""
    return len({field.name for each in others for field in software_flags(each)})


def types_of(design: str, kernel: Version, config: Config) -> tuple[SpecialType, ...]:
    """The special swap types under a design, in the order of their numbers; only (b) has the marker's."""
    return tuple(special_types(kernel, config, _marker_type(design)).values())


def _marker_type(design: str) -> tuple[tuple[str, bool], ...]:
    return (("marker", design == "marker"),)


def holders(case: DesignCase, design: str) -> tuple[str, ...]:
    """Who holds each of the 32 swap types: "swap", "swap N" for area N of (c1), a special kind, or "" for nobody."""
    kinds = types_of(design, case.setting.kernel, case.setting.config)
    room = TYPES - len(kinds)
    areas = ["swap"] * room
    if design == "type":
        areas = [f"swap {type_ >> case.flags}" for type_ in range(room >> case.flags << case.flags)]
        areas += [""] * (room - len(areas))
    return (*areas, *(each.kind for each in kinds))


def flag_kinds(kinds: Sequence[SpecialType]) -> int:
    """How many of the special types are entries that keep soft-dirty and uffd."""
    return sum(each.kind.startswith(_CARRY_FLAGS) for each in kinds)


# ---------------------------------------------------------------------------------------------- derived layouts


def derived(design: str, case: DesignCase) -> Setting | None:
    """The setting with forms and swap types as the design has them; None where the layout has no room for it."""
    setting = case.setting
    forms = tuple(form for form in setting.layout.forms if form.role != "special")
    swap = forms[-1]
    if design == "special":
        special = special_form(setting)
        return None if special is None else _with(setting, design, (*forms[:-1], special, swap))
    if design == "type":
        bare = _with(setting, design, (*forms[:-1], _without_flags(swap, case.moved)))
        return None if not bare.max_swapfiles >> case.flags else _with_type_flags(bare, case.moved)
    if design == "offset":
        if setting.offset_bits <= case.flags:
            return None
        cut = _flags_in_offset(_without_flags(swap, case.moved), case.moved, setting.offset_bits)
        return _with(setting, design, (*forms[:-1], cut))
    return _with(setting, design, forms)


def special_form(setting: Setting) -> Form | None:
    """The word that has nothing set but the swap uffd bit, as a form; None where entries have no such bit."""
    uffd = setting.swap.by_name.get("uffd_wp")
    if uffd is None or uffd.kind != "flag":
        return None
    width, bit = setting.layout.width, uffd.place(0)
    runs: list[Run] = []
    at = 0
    for low, high in ((0, bit - 1), (bit + 1, width - 1)):
        if low <= high:
            runs.insert(0, Run(high, low, at))
            at += high - low + 1
    word = Field("uffd_wp", "fixed", uffd.runs, fixed=1, macro="UFFD_WP_SWP_PTE_SPECIAL",
                 meaning="empty and write-protected by userfaultfd", symbol="WP")  # fmt: skip
    zeros = Field("zeros", "fixed", tuple(runs), meaning="must be 0 in this word", symbol="0")
    return Form(SPECIAL_FORM, width, (zeros, word))


def _with(setting: Setting, design: str, forms: Sequence[Form]) -> Setting:
    made = replace(setting.layout, schemas=tuple(forms), types=_marker_type(design), type_flags=(), protects_files=True)
    return Setting(made, setting.kernel, setting.config)


def _with_type_flags(setting: Setting, names: tuple[str, ...]) -> Setting:
    return Setting(replace(setting.layout, type_flags=names), setting.kernel, setting.config)


def _without_flags(swap: Form, names: Sequence[str]) -> Form:
    """The swap form with the bits of these flags given back as zeros."""
    fields = (_given_back(f) if f.kind == "flag" and f.name in names else f for f in swap.fields)
    return replace(swap, fields=tuple(fields))


def _given_back(flag: Field) -> Field:
    meaning = f"given back by {flag.name}"
    return replace(flag, name=f"was_{flag.name}", kind="fixed", fixed=0, option=None, macro="", meaning=meaning,
                   symbol="0")  # fmt: skip


def _flags_in_offset(swap: Form, names: Sequence[str], room: int) -> Form:
    """The swap form with flags in the top of the `room` bits of the offset that generic code has."""
    offset = swap.by_name["offset"]
    low = room - len(names)
    parts = [offset.part("offset", low - 1, 0, "number", offset.macro, offset.meaning, offset.symbol)]
    for index, name in enumerate(names):
        at, meaning = low + index, f"{name}, in the top of the offset"
        parts.insert(0, offset.part(name, at, at, "flag", "", meaning, symbol_of(name)))
    if room < offset.width:
        parts.insert(0, offset.part("unused", offset.width - 1, room, "fixed", "", "no room in the generic entry", "0"))
    fields = tuple(part for f in swap.fields for part in (parts if f is offset else (f,)))
    return replace(swap, fields=fields)


# ---------------------------------------------------------------------------------------------- the catalogue


@lru_cache(maxsize=128)
def layouts_at(catalog: Catalog, kernel: Version, config: Config) -> tuple[Setting, ...]:
    """Every PTE layout that a kernel has, in the configuration; proposals are not among them."""
    return tuple(Setting(layout, kernel, config) for layout in _shipped(catalog) if layout.covers(kernel))


def _shipped(catalog: Catalog) -> Iterator[Layout]:
    for path in catalog.files():
        if path.parent.name == "proposals":
            continue
        try:
            found = [each for each in checked_file(path) if each.level == "pte"]
        except CatalogError:
            continue  # `ptetui layouts` names what is wrong with it
        yield from found


def next_kernel(catalog: Catalog, kernel: Version, by: int) -> Version | None:
    """The first later (by 1) or last earlier release at which a layout or a swap type is another; None at the end."""
    here = _signature(catalog, kernel)
    index = RELEASES.index(kernel) + by
    while 0 <= index < len(RELEASES):
        if _signature(catalog, RELEASES[index]) != here:
            return RELEASES[index]
        index += by
    return None


def _signature(catalog: Catalog, kernel: Version) -> tuple[object, ...]:
    layouts = tuple((each.layout.name, each.layout.since) for each in layouts_at(catalog, kernel, Config()))
    return layouts, types_of("marker", kernel, Config()), tuple(marker_bits(kernel)), kernel >= MARKERS_SINCE
