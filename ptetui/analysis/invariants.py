"""Why some words that would collide are never made: named facts about the kernel, each with its source.

Those of one architecture stand as `excuses` in its layout file.
"""

from collections.abc import Callable
from typing import NamedTuple

from ptetui.analysis.regions import Regions
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.schema.cubes import Cube, Region

SWAP_AREA_PAGES_BITS = 32  # swap_info_struct counts pages in an unsigned int


class Invariant(NamedTuple):
    """A fact that keeps some words from being made: `words` gives those of a produced region that it leaves."""

    name: str
    reason: str
    source: str
    words: Callable[[Regions, Region], Region]


def slots_from(regions: Regions, produced: Region) -> Region:
    """Without the entries of slot 0."""
    return produced.subtract(_slots_below(regions, 0))


def slots_up_to(regions: Regions, produced: Region) -> Region:
    """Without the entries of slots from 2^32 up."""
    return produced.intersect(_slots_below(regions, SWAP_AREA_PAGES_BITS))


def types_up_to_31(regions: Regions, produced: Region) -> Region:
    """Without the entries of types that generic code does not have."""
    type_ = regions.setting.swap.by_name["type"]
    mask = type_.mask_of(MAX_SWAPFILES_SHIFT, type_.width)
    return produced.intersect(Region((Cube(regions.setting.layout.width, mask, 0),)))


def _slots_below(regions: Regions, bits: int) -> Region:
    """All words whose offset is 0 but for its lowest `bits` bits."""
    offset = regions.setting.swap.by_name["offset"]
    mask = offset.mask_of(bits, offset.width)
    return Region((Cube(regions.setting.layout.width, mask, offset.put(0, 0) & mask),))


SLOT_0 = Invariant(
    "slot 0",
    "slot 0 of a swap area holds its header and is never handed out",
    "mm/swapfile.c read_swap_header(), setup_swap_map_and_extents()",
    slots_from,
)
SWAP_AREA = Invariant(
    "swap area",
    "a swap area has fewer than 2^32 pages, so no offset is that large",
    "include/linux/swap.h struct swap_info_struct: unsigned int max; mm/swapfile.c read_swap_header()",
    slots_up_to,
)
TYPE_OF_GENERIC_CODE = Invariant(
    "32 types",
    "generic code has five type bits, so no type is above 31",
    "include/linux/swap.h MAX_SWAPFILES_SHIFT",
    types_up_to_31,
)
OF_SWAP_SLOTS = (TYPE_OF_GENERIC_CODE, SLOT_0, SWAP_AREA)


def excuse_slots(regions: Regions, shared: Region) -> tuple[Invariant, ...]:
    """The fewest invariants that leave nothing of the words that swap slots share; none where some are left."""
    for invariant in OF_SWAP_SLOTS:
        if not invariant.words(regions, shared):
            return (invariant,)
    left, needed = shared, []
    for invariant in OF_SWAP_SLOTS:
        fewer = invariant.words(regions, left)
        if fewer.size < left.size:
            needed.append(invariant)
        left = fewer
    return () if left else tuple(needed)


def excused(regions: Regions, rule: str, written: str, shared: Region) -> tuple[str, str, str] | None:
    """(name, reason, source) of why no such word is ever made, by the layout file or by how swap slots are handed out.

    None where some are made.
    """
    setting = regions.setting
    for excuse in setting.layout.excuses:
        if setting.kernel >= excuse.since and (rule in excuse.rules or written in excuse.states):
            return excuse.name, excuse.reason, excuse.source
    slots = excuse_slots(regions, shared) if written == "swap" else ()
    if not slots:
        return None
    return (
        " and ".join(slot.name for slot in slots),
        "; ".join(slot.reason for slot in slots),
        "; ".join(slot.source for slot in slots),
    )


def unexcused(regions: Regions, entries: Region) -> Region:
    """The entries of swap slots that no invariant keeps from being made."""
    for invariant in OF_SWAP_SLOTS:
        entries = invariant.words(regions, entries)
    return entries


def made_word(regions: Regions, written: str, shared: Region) -> int | None:
    """One of the words made as a state, where it can be one that no invariant excuses."""
    left = unexcused(regions, shared) if written == "swap" else shared
    return (left or shared).witness
