"""The designs of the argument of 2021: where flags of swap entries live, and what an emptied entry that must stay
write-protected is. `derived` makes a layout of each.

bits     software bits per architecture, as swap entries have them; nothing for "empty and write-protected"
special  (a) the swap special PTE, v1 to v5: a word with nothing but the swap uffd bit; never merged
marker   (b) PTE markers, merged in 5.19: one swap type, flags in the offset
type     (c1) no bits per architecture: a swap type for every combination of flags; never implemented
offset   (c2) no bits per architecture: the flags in the top of the offset; never implemented
Mails: 20210715201422.211004-5 (special), 20210807032521.7591-1 (marker), YPm5TyPq9CjR5lCy@t490s (the idea of c).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ptetui.linux.config import Config
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, SpecialType, special_types
from ptetui.linux.versions import Version
from ptetui.schema.fields import Field

TYPES = 1 << MAX_SWAPFILES_SHIFT
FLAG_ORDER = ("soft_dirty", "uffd_wp", "exclusive")  # in the order in which swap entries got them: 3.11, 5.7, 5.19
MOST_FLAGS = 8
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
        known = [*own, *(name for name in FLAG_ORDER if name not in own)]
        return tuple([*known, *(f"flag_{index}" for index in range(len(known), self.flags))][: self.flags])

    def on(self, setting: Setting) -> "DesignCase":
        """The same question about another layout."""
        return DesignCase(setting, self.flags, self.others)


def software_flags(setting: Setting) -> tuple[Field, ...]:
    """The flags of the swap form in this configuration, those that came first in front."""
    flags = [field for field in setting.swap.fields if field.kind == "flag"]
    return tuple(
        sorted(flags, key=lambda flag: FLAG_ORDER.index(flag.name) if flag.name in FLAG_ORDER else len(FLAG_ORDER))
    )


def types_of(design: str, kernel: Version, config: Config) -> tuple[SpecialType, ...]:
    """The special swap types under a design, in the order of their numbers; only (b) has the marker's."""
    return tuple(special_types(kernel, config, marker_type(design)).values())


def marker_type(design: str) -> tuple[tuple[str, bool], ...]:
    """Whether a design has the marker's swap type, as the fact `types` of a layout."""
    return (("marker", design == "marker"),)


def holders(case: DesignCase, design: str) -> tuple[str, ...]:
    """Who holds each of the 32 swap types: "swap", "swap N" for area N of (c1), a special kind, or "" for nobody."""
    kinds = types_of(design, case.setting.kernel, case.setting.config)
    left = TYPES - len(kinds)
    areas = ["swap"] * left
    if design == "type":
        areas = [f"swap {type_ >> case.flags}" for type_ in range(left >> case.flags << case.flags)]
        areas += [""] * (left - len(areas))
    return (*areas, *(kind.kind for kind in kinds))


def flag_kinds(kinds: Sequence[SpecialType]) -> int:
    """How many of the special types are entries that keep soft-dirty and uffd."""
    return sum(kind.kind.startswith(_CARRY_FLAGS) for kind in kinds)
