"""The 32 swap types: which kernel and configuration gives which number to what.

Source: include/linux/swap.h, swapops.h and leafops.h at 5.10, 6.1, 6.12 and 7.3, checked against numbers that the
kernels' own macros gave; the releases between are from the commits that changed them.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.config import Config
from ptetui.linux.since import DATES, MARKERS_ALWAYS_SINCE, MARKERS_SINCE
from ptetui.linux.versions import RELEASES, Version

MAX_SWAPFILES_SHIFT = 5  # types, and the bits below the offset in a pagemap word
PFN_KINDS = frozenset({
    "migration_read", "migration_read_exclusive", "migration_write", "device_private_read", "device_private_write",
    "device_exclusive", "device_exclusive_read", "device_exclusive_write", "hwpoison", "swapin_error",
})  # fmt: skip
MIGRATION_KINDS = frozenset(kind for kind in PFN_KINDS if kind.startswith("migration"))


class SpecialType(NamedTuple):
    """A kind that holds a swap type of its own: since and until which release (inclusive), under which option."""

    kind: str
    since: Version
    until: Version | None
    option: str | None
    macro: str

    def exists(self, kernel: Version, config: Config) -> bool:
        """Whether this kernel, configured so, has the type."""
        return self.since <= kernel and (self.until is None or kernel <= self.until) and self.enabled(kernel, config)

    def enabled(self, kernel: Version, config: Config) -> bool:
        """Whether the configuration asks for it; from 6.2 on the marker is always there."""
        always = self.option is None or (self.kind == "marker" and kernel >= MARKERS_ALWAYS_SINCE)
        return always or config[self.option or ""]


# In the order of their numbers, from MAX_SWAPFILES up. Device types put write before read, migration read before write.
SPECIAL_TYPES = (
    SpecialType("hwpoison", (2, 6), None, "MEMORY_FAILURE", "SWP_HWPOISON"),
    SpecialType("migration_read", (2, 6), None, "MIGRATION", "SWP_MIGRATION_READ"),
    SpecialType("migration_read_exclusive", (5, 19), None, "MIGRATION", "SWP_MIGRATION_READ_EXCLUSIVE"),
    SpecialType("migration_write", (2, 6), None, "MIGRATION", "SWP_MIGRATION_WRITE"),
    SpecialType("device_private_write", (4, 14), None, "DEVICE_PRIVATE", "SWP_DEVICE_WRITE"),
    SpecialType("device_private_read", (4, 14), None, "DEVICE_PRIVATE", "SWP_DEVICE_READ"),
    SpecialType("device_exclusive_write", (5, 14), (6, 14), "DEVICE_PRIVATE", "SWP_DEVICE_EXCLUSIVE_WRITE"),
    SpecialType("device_exclusive_read", (5, 14), (6, 14), "DEVICE_PRIVATE", "SWP_DEVICE_EXCLUSIVE_READ"),
    SpecialType("device_exclusive", (6, 15), None, "DEVICE_PRIVATE", "SWP_DEVICE_EXCLUSIVE"),
    SpecialType("marker", MARKERS_SINCE, None, "PTE_MARKER", "SWP_PTE_MARKER"),
    SpecialType("swapin_error", (5, 19), (6, 1), None, "SWP_SWAPIN_ERROR"),
)

# Marker flags: name, the bit of the offset that holds it, first release, macro.
MARKER_BITS = (
    ("uffd_wp", 0, MARKERS_SINCE, "PTE_MARKER_UFFD_WP"),
    ("poisoned", 1, (6, 2), "PTE_MARKER_POISONED"),
    ("guard", 2, (6, 13), "PTE_MARKER_GUARD"),
)


@lru_cache(maxsize=1)
def epochs() -> tuple[Version, ...]:
    """Releases, oldest first, with which words of the same layout begin to mean something else."""
    dates = {date.release for date in DATES if date.words}
    began = {special.since for special in SPECIAL_TYPES} | {since for _, _, since, _ in MARKER_BITS}
    ended = {RELEASES[RELEASES.index(special.until) + 1] for special in SPECIAL_TYPES if special.until}
    return tuple(sorted(dates | began | ended))


@lru_cache(maxsize=256)
def special_types(kernel: Version, config: Config, own: tuple[tuple[str, bool], ...] = ()) -> Mapping[int, SpecialType]:
    """The kinds above the swap devices, by type number.

    `own` says of some kinds whether a proposal has them, whatever the release; the configuration still decides.
    """
    stated = dict(own)
    kinds = [
        special
        for special in SPECIAL_TYPES
        if stated.get(special.kind, special.exists(kernel, config)) and special.enabled(kernel, config)
    ]
    first = (1 << MAX_SWAPFILES_SHIFT) - len(kinds)
    return {first + index: special for index, special in enumerate(kinds)}


def max_swapfiles(kernel: Version, config: Config) -> int:
    """How many swap areas are left: the kernel's MAX_SWAPFILES."""
    return (1 << MAX_SWAPFILES_SHIFT) - len(special_types(kernel, config))


@lru_cache(maxsize=1)
def least_swapfiles() -> int:
    """The least MAX_SWAPFILES of any release and configuration: a type below it is a swap area everywhere."""
    return min(max_swapfiles(kernel, Config()) for kernel in RELEASES)


def marker_bits(kernel: Version) -> Iterator[tuple[str, int, str]]:
    """The marker flags that this kernel knows, as (name, offset bit, macro)."""
    return ((name, bit, macro) for name, bit, since, macro in MARKER_BITS if kernel >= since)
