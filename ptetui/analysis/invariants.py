"""Why some words that would collide are never made: named facts about the kernel, each with its source.

Those of one architecture stand as `excuses` in its layout file.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from ptetui.analysis.regions import Regions
from ptetui.linux.layout import Excuse, Layout
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.linux.versions import Version
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field

SWAP_AREA_PAGES_BITS = 32  # swap_info_struct counts pages in an unsigned int


class Invariant(NamedTuple):
    """A fact that keeps some words from being made: `words` gives those of a produced region that it leaves."""

    name: str
    reason: str
    source: str
    words: Callable[[Regions, Region], Region]


def slots_from(regions: Regions, produced: Region) -> Region:
    """Without the entries of slot 0."""
    offset = regions.setting.swap.by_name["offset"]
    return produced.subtract(Region((_offsets(regions, offset, 0, 0),)))


def slots_up_to(regions: Regions, produced: Region) -> Region:
    """Without the entries of slots from 2^32 up."""
    offset = regions.setting.swap.by_name["offset"]
    return produced.intersect(Region((_offsets(regions, offset, 0, SWAP_AREA_PAGES_BITS),)))


def types_up_to_31(regions: Regions, produced: Region) -> Region:
    """Without the entries of types that generic code does not have."""
    type_ = regions.setting.swap.by_name["type"]
    mask = type_.mask_of(MAX_SWAPFILES_SHIFT, type_.width)
    return produced.intersect(Region((Cube(regions.setting.layout.width, mask, 0),)))


def _offsets(regions: Regions, offset: Field, value: int, free_bits: int) -> Cube:
    """All words whose offset is `value` above its lowest `free_bits` bits."""
    width = regions.setting.layout.width
    mask = offset.mask_of(free_bits, offset.width)
    return Cube(width, mask, offset.put(0, value) & mask)


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


def excuses_of(layout: Layout, kernel: Version, rule: str, states: Iterable[str]) -> Iterator[Excuse]:
    """What the layout file says in excuse of a rule, or of words of a state."""
    for excuse in layout.excuses:
        if kernel >= excuse.since and (rule in excuse.rules or set(excuse.states) & set(states)):
            yield excuse
