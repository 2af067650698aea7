"""A layout under one kernel and one configuration, with what follows from the three."""

from collections.abc import Mapping
from functools import cached_property, lru_cache

from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.releases import Fix, Release, in_force, parse_release
from ptetui.linux.roles import in_configuration
from ptetui.linux.since import MARKERS_SINCE, PFN_MASKED_SINCE, RADIX_TREE_SINCE, XARRAY_SINCE, YOUNG_DIRTY_SINCE
from ptetui.linux.swaptypes import (
    MAX_SWAPFILES_SHIFT,
    PFN_KINDS,
    SpecialType,
    marker_bits,
    special_types,
)
from ptetui.linux.symbols import symbol_of
from ptetui.linux.versions import Version, spell
from ptetui.schema.bits import ones
from ptetui.schema.dataclass import dataclass, replace
from ptetui.schema.fields import Field, Form


@dataclass(frozen=True)
class Setting:
    """What is in force: layout, kernel release, configuration.

    `kernel` is the upstream release that everything compares with. `release` is the kernel as it was named, None
    where only an upstream release is meant.
    """

    layout: Layout
    kernel: Version
    config: Config = Config()
    release: Release | None = None

    def has(self, fix: Fix) -> bool:
        """Whether this kernel has a fix, which stable releases may have taken over."""
        return in_force(fix, self.kernel, self.release)

    @property
    def kernel_rule(self) -> str:
        """Which rule chose the layout of a kernel that is not named X.Y; empty for one that is."""
        if self.release is None or not self.release.rule:
            return ""
        backport = self.layout.backport
        if not backport:
            return f"{self.release}: {self.release.rule}; the layout is that of {spell(self.kernel)}"
        return f"{self.release}: {self.release.rule}; the layout is that of {backport} on ({self.layout.why})"

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """The forms in the order of the kernel's tests, without the fields whose option is off."""
        return tuple(in_configuration(form, self.config.off) for form in self.layout.forms)

    @cached_property
    def tests(self) -> tuple[tuple[int, int, Form], ...]:
        """The kernel's tests in their order: a word whose bits under the mask are the value has the form."""
        return tuple((form.recognised.mask, form.recognised.value, form) for form in self.forms)

    @cached_property
    def swap(self) -> Form:
        """The form of swap-like entries."""
        return self.forms[-1]

    @property
    def named(self) -> Version | Release:
        """The kernel as it was named, else the upstream release: what finds another layout of the same kernel."""
        return self.release or self.kernel

    @cached_property
    def slot_entry(self) -> Form:
        """The form of an entry of a swap area: the swap form, its type as area and flags where it holds flags."""
        type_, names = self.swap.by_name["type"], self.layout.type_flags
        if not names:
            return self.swap
        parts = [
            type_.part(name, bit, bit, "flag", "", f"{name}, in the type", symbol_of(name))
            for bit, name in enumerate(names)
        ]
        parts.append(type_.part("area", type_.width - 1, len(names), "number", "", "swap area", "area"))
        split = {type_: parts[::-1]}
        return replace(
            self.swap, fields=tuple(part for field in self.swap.fields for part in split.get(field, [field]))
        )

    @property
    def area(self) -> Field:
        """The field that holds the number of a swap area."""
        fields = self.slot_entry.by_name
        return fields["area"] if self.layout.type_flags else fields["type"]

    def flags(self, state: str) -> tuple[Field, ...]:
        """The software bits of swap-like entries of a state."""
        form = self.slot_entry if state == "swap" else self.swap
        return tuple(field for field in form.fields if field.kind == "flag")

    @cached_property
    def special_types(self) -> Mapping[int, SpecialType]:
        """Kinds above the swap devices by type number."""
        return special_types(self.kernel, self.config, self.layout.types)

    @cached_property
    def max_swapfiles(self) -> int:
        """The number of swap areas that the special types leave room for."""
        return (1 << MAX_SWAPFILES_SHIFT) - len(self.special_types) >> len(self.layout.type_flags)

    @property
    def area_types(self) -> int:
        """The number of swap types that swap areas have, from 0 up: one each, or one for each combination of flags."""
        return self.max_swapfiles << len(self.layout.type_flags)

    @cached_property
    def has_markers(self) -> bool:
        """Whether there is a swap type for markers."""
        return any(special.kind == "marker" for special in self.special_types.values())

    @property
    def markers_as_of(self) -> Version:
        """The release whose markers these are: a proposal that has them earlier has them as they were merged."""
        return max(self.kernel, MARKERS_SINCE) if self.has_markers else self.kernel

    @cached_property
    def marker_bits(self) -> tuple[tuple[str, int, str], ...]:
        """The marker flags, as (name, offset bit, macro)."""
        return tuple(marker_bits(self.markers_as_of))

    @cached_property
    def special_form(self) -> Form | None:
        """The word that says "empty and write-protected" in a design that has one."""
        return next((form for form in self.forms if form.role == "special"), None)

    @cached_property
    def generic_offset_bits(self) -> int:
        """Offset bits of the generic swp_entry_t: SWP_TYPE_SHIFT."""
        taken = 1 if self.kernel >= XARRAY_SINCE else 2 if self.kernel >= RADIX_TREE_SINCE else 0
        return self.layout.long_bits - taken - MAX_SWAPFILES_SHIFT

    @cached_property
    def offset_bits(self) -> int:
        """Offset bits that survive both the PTE and the generic entry."""
        return min(self.swap.by_name["offset"].width, self.generic_offset_bits)

    @cached_property
    def max_swap_pages(self) -> int:
        """Pages of the largest swap area that the encoding takes; an affected CPU's L1TF mitigation lowers it.

        The mitigation keeps the top address bit of the cache set in every stored entry, so it counts from the place
        of the offset's lowest bit (v6.12 arch/x86/mm/init.c). swapon caps areas further, at 2^32 - 1 pages.
        """
        offset = self.swap.by_name["offset"]
        pages: int = 1 << self.offset_bits
        if self.config.l1tf is not None and offset.inverted:
            pages = min(pages, 1 << max(0, self.config.l1tf - 1 - offset.place(0)))
        return pages

    @property
    def max_swap_bytes(self) -> int:
        """The largest swap area in bytes."""
        return self.max_swap_pages << self.layout.page_shift

    @cached_property
    def pfn_bits(self) -> int:
        """SWP_PFN_BITS: the low bits of an offset that hold a page frame number."""
        return min(self.frame_bits, self.generic_offset_bits)

    @property
    def frame_bits(self) -> int:
        """The bits of a page frame number that physical memory needs."""
        return (self.config.physmem or self.layout.physmem_bits) - self.layout.page_shift

    @property
    def present_frame_bits(self) -> int:
        """The bits of the largest page frame number that a present entry can hold."""
        return min(self.layout.present.by_name["pfn"].width, self.frame_bits)

    @cached_property
    def stores_young_dirty(self) -> bool:
        """Whether migration entries keep young and dirty: two more bits must fit the largest swap area."""
        return (
            self.kernel >= YOUNG_DIRTY_SINCE and self.config["SWAP"] and self.max_swap_pages >= 1 << (self.pfn_bits + 2)
        )

    @cached_property
    def lost_when_stored(self) -> frozenset[str]:
        """What a migration entry has room for, and loses because it lies on a bit that storing clears."""
        parts = self.parts("migration_read") if self.stores_young_dirty else ()
        return frozenset(part.name for part in parts if part.kind == "flag" and part.mask & self.layout.cleared_mask)

    def pfn_of(self, offset: int) -> int:
        """The page frame number in the offset of a kind that holds one."""
        return offset & ones(self.pfn_bits) if self.kernel >= PFN_MASKED_SINCE else offset

    def parts(self, state: str) -> tuple[Field, ...]:
        """What the offset is made of in a special kind, the most significant part first; empty for a swap slot."""
        return _parts(self, state)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.layout, self.kernel, self.config))


@lru_cache(maxsize=4096)
def _parts(setting: Setting, state: str) -> tuple[Field, ...]:
    offset = setting.swap.by_name["offset"]
    parts: list[Field] = []
    if state == "marker":
        for name, bit, macro in setting.marker_bits:
            if bit < offset.width:
                parts.insert(0, offset.part(name, bit, bit, "flag", macro, f"marker flag {name}", symbol_of(name)))
        return _with_rest(offset, parts)
    if state not in PFN_KINDS:
        return ()
    width = min(setting.pfn_bits, offset.width) if setting.kernel >= PFN_MASKED_SINCE else offset.width
    parts.append(offset.part("pfn", width - 1, 0, "number", "SWP_PFN_MASK", "page frame number", "PFN"))
    if state.startswith("migration") and setting.stores_young_dirty:
        parts.insert(0, offset.part("young", width, width, "flag", "SWP_MIG_YOUNG_BIT", "was young", "Y"))
        parts.insert(0, offset.part("dirty", width + 1, width + 1, "flag", "SWP_MIG_DIRTY_BIT", "was dirty", "D"))
    return _with_rest(offset, parts)


def _with_rest(offset: Field, parts: list[Field]) -> tuple[Field, ...]:
    used = sum(part.width for part in parts)
    if used < offset.width:
        rest = offset.part("unused", offset.width - 1, used, "ignored", "", "not used by this kind", ".")
        parts.insert(0, rest)
    return tuple(parts)


def find_setting(
    catalog: Catalog,
    name: str,
    kernel: Version | Release | None = None,
    config: Config | None = None,
    level: str = "pte",
) -> Setting:
    """What NAME or NAME@KERNEL means: that layout at its own kernel, else at the one given, else at its newest.

    Of a `Release` the backports count. CatalogError, or ValueError, in one line where there is none.
    """
    at = name.partition("@")[2]
    wanted = parse_release(at) if at else kernel
    layout = catalog.find(name, kernel, level)
    release = wanted if isinstance(wanted, Release) else None
    return Setting(layout, version_of(wanted) or newest(layout), config or Config(), release)


def version_of(kernel: Version | Release | None) -> Version | None:
    """The upstream release of a kernel."""
    return kernel.version if isinstance(kernel, Release) else kernel
