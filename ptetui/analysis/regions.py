"""What the kernel's tests take a word for, and which words its constructors make: sets of words, exactly.

A *recognised* region is a form's cube without the cubes of the forms that are tested before it. A *produced* region is
what the constructor of one state can make under a kernel and a configuration. Bits that a test ignores are free in
the first and zero in the second.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.setting import Setting
from ptetui.linux.since import DEVICE_EXCLUSIVE_LOSES_UFFD_SINCE, DEVICE_PRIVATE_PMD_SINCE
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, MIGRATION_KINDS, PFN_KINDS
from ptetui.schema.bits import aligned_blocks, ones, union
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field, Form

# Which software bits the kernel sets on which state. Reclaim copies all three; try_to_migrate and the device paths
# copy soft-dirty and uffd; mprotect's uffd path and mremap's soft-dirty go over every entry that is not a marker.
_COPIED = ("soft_dirty", "uffd_wp")
_SOFTWARE: Mapping[str, tuple[str, ...]] = {
    "swap": ("exclusive", "soft_dirty", "uffd_wp"),
    "marker": ("soft_dirty",),
}


def software_bits(setting: Setting, state: str) -> tuple[Field, ...]:
    """The software bits that entries of this state can carry here, as fields of the swap form.

    A flag that no kernel has, such as one that was added to an edited layout, can be on every entry.
    """
    names = _SOFTWARE.get(state, _COPIED)
    if state == "device_exclusive" and setting.kernel >= DEVICE_EXCLUSIVE_LOSES_UFFD_SINCE:
        names = ("soft_dirty",)
    flags = (field for field in setting.swap.fields if field.kind == "flag")
    return tuple(flag for flag in flags if flag.name in names or flag.name not in SOFTWARE_BITS)


def states(setting: Setting) -> Mapping[str, tuple[int, ...]]:
    """The swap-like states that exist at the layout's level, with their swap types."""
    special = {kind.kind: (number,) for number, kind in setting.special_types.items()}
    if setting.layout.level == "pte":
        return {"swap": tuple(range(setting.area_types)), **special}
    return {state: types for state, types in special.items() if _in_pmd(setting, state)}


def _in_pmd(setting: Setting, state: str) -> bool:
    device = state.startswith("device_private") and setting.kernel >= DEVICE_PRIVATE_PMD_SINCE
    return state in MIGRATION_KINDS or device


@dataclass(frozen=True, eq=False)
class Regions:
    """The regions of one setting."""

    setting: Setting

    @property
    def entry_rule(self) -> str:
        """The rule for entries that a test takes for something else: one for PTEs, one for the levels above."""
        return "R2" if self.setting.layout.level == "pte" else "R3"

    @cached_property
    def recognised(self) -> tuple[tuple[Form, Region], ...]:
        """Each form that is tested before the swap form, with the words that it takes."""
        taken, regions = Region(()), []
        for form in self.setting.forms[:-1]:
            regions.append((form, Region((form.recognised,)).subtract(taken)))
            taken = taken.union(Region((form.recognised,)))
        return tuple(regions)

    @cached_property
    def rest(self) -> Region:
        """What neither none nor present is: the words that are read as swap-like."""
        width = self.setting.layout.width
        left = Region((Cube(width, 0, 0),))
        for form, _ in self.recognised:
            left = left.subtract(Region((form.recognised,)))
        return left

    @cached_property
    def any_entry(self) -> Cube:
        """Every entry that any kernel and configuration could make: all 32 types, all offsets, all software bits."""
        swap = self.setting.swap
        flags = [field for field in swap.fields if field.kind == "flag"]
        type_ = swap.by_name["type"]
        free = type_.mask_of(0, MAX_SWAPFILES_SHIFT) | swap.by_name["offset"].mask_of(0, self.setting.offset_bits)
        return _cube(swap, swap.blank, free | union(flag.mask for flag in flags))

    @property
    def above_31(self) -> Cube | None:
        """The entries with a type that only the layout has, not generic code; None where the field has five bits."""
        type_ = self.setting.swap.by_name["type"]
        if type_.width <= MAX_SWAPFILES_SHIFT:
            return None
        wide = type_.mask & ~type_.mask_of(0, MAX_SWAPFILES_SHIFT)
        any_entry = self.any_entry
        return Cube(any_entry.width, any_entry.mask & ~wide, any_entry.value & ~wide)

    def produced(self, state: str) -> Region:
        """The words that the constructors make for a swap-like state."""
        types = states(self.setting)[state]
        if not self._distinct:
            return Region.of(cube for type_ in types for cube in self.entries(state, type_, 0))
        blocks = aligned_blocks(types[0], types[-1] + 1)
        return Region(tuple(cube for first, bits in blocks for cube in self.entries(state, first, bits)))

    @cached_property
    def _distinct(self) -> bool:
        """Whether different types make different words."""
        swap = self.setting.swap
        type_ = swap.by_name["type"]
        shared = any(field.mask & type_.mask for field in swap.fields if field is not type_)
        return type_.width >= MAX_SWAPFILES_SHIFT and not shared

    def entries(self, state: str, first: int, bits: int) -> Iterator[Cube]:
        """The words of 2^bits swap types. A type that does not fit its field is cut, as the kernel's macros do."""
        swap = self.setting.swap
        field = swap.by_name["type"]
        word = field.put(swap.blank, first & field.limit)
        flags = union(flag.mask for flag in software_bits(self.setting, state)) | field.mask_of(0, bits)
        if state == "marker":
            yield from self._markers(word, flags)
        else:
            yield _cube(swap, word, flags | self.offset_mask(state))

    def offset_mask(self, state: str) -> int:
        """The bits of the word that hold what the offset of a state can be: a slot, or a frame with young and dirty."""
        setting = self.setting
        offset = setting.swap.by_name["offset"]
        if state not in PFN_KINDS:
            return offset.mask_of(0, setting.offset_bits)
        width = min(setting.pfn_bits, setting.offset_bits)
        with_flags = state in MIGRATION_KINDS and setting.stores_young_dirty
        return offset.mask_of(0, width + 2 if with_flags else width)

    def _markers(self, word: int, flags: int) -> Iterator[Cube]:
        """A marker has at least one bit set: the first set bit is that of each cube in turn."""
        swap = self.setting.swap
        offset = swap.by_name["offset"]
        places = [1 << offset.place(bit) for _, bit, _ in self.setting.marker_bits if bit < offset.width]
        for index, place in enumerate(places):
            one = word & ~place if offset.inverted else word | place
            yield _cube(swap, one, flags | sum(places[index + 1 :]))

    @property
    def written_forms(self) -> tuple[Form, ...]:
        """The forms that are not swap-like: those that are tested for, then those that are only made."""
        return (*self.setting.forms[:-1], *self.setting.layout.made_only_forms)

    def written(self) -> Iterator[tuple[Form, Region]]:
        """The words that are made as none, present or PROT_NONE, form by form."""
        return ((form, self.written_as(form)) for form in self.written_forms)

    def written_as(self, form: Form) -> Region:
        """The words of one of them. Of forms that the kernel's test joins with "or", what the earlier ones leave."""
        own = Region((written_cube(form),))
        for earlier in self.written_forms[: self.written_forms.index(form)]:
            if {form.role, earlier.role} <= PRESENT_ROLES:
                own = own.subtract(Region((earlier.recognised,)))
        return own


PRESENT_ROLES = {"present", "protnone"}  # one test of the kernel


def written_cube(form: Form) -> Cube:
    """The words that a form that is not swap-like can have."""
    return _cube(form, form.blank, union(field.mask for field in form.fields if field.kind in ("number", "flag")))


def _cube(form: Form, word: int, free: int) -> Cube:
    mask = ones(form.width) & ~free
    return Cube(form.width, mask, word & mask)
