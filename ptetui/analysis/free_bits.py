"""Where a new software bit could go in swap entries, and what it would cost.

A bit can be had where a swap entry has a zero, if no earlier test of the kernel looks at it and no erratum sets it; or
by giving up a bit of the offset (the largest swap area halves) or a spare bit of the type. A type of five bits has none
to spare: then it moves by one, into the offset.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from ptetui.analysis.invariants import unexcused
from ptetui.analysis.regions import Regions
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.schema.bits import set_bits
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field

Cost = Literal["free", "free_except_pmd", "offset", "type"]
COSTS: tuple[Cost, ...] = ("free", "free_except_pmd", "type", "offset")


class FreeBit(NamedTuple):
    """A bit of the word that a new flag could have. `max_swap_bytes` is the largest swap area afterwards."""

    setting: Setting
    bit: int
    cost: Cost
    max_swap_bytes: int


def free_bits(setting: Setting, pmd: Layout | None = None) -> list[FreeBit]:
    """The bits of a PTE's swap entries that could be a flag, the cheapest first, then the lowest.

    `pmd` is the layout one level up, where there is one: a bit that its tests look at is free except there.
    """
    regions = Regions(setting)
    above = Regions(Setting(pmd, setting.kernel, setting.config)) if pmd is not None else None
    bits = [
        FreeBit(setting, bit, cost, _size(setting, cost))
        for bit, cost in _candidates(setting, above)
        if not _taken(regions, bit, slots=True)
    ]
    return sorted(bits, key=lambda one: (COSTS.index(one.cost), one.bit))


def _candidates(setting: Setting, above: Regions | None) -> Iterator[tuple[int, Cost]]:
    """Bits that the swap form could give, with the cost; whether a test looks at them is not asked yet."""
    hardware = setting.layout.hardware_mask
    for field in setting.swap.fields:
        for bit in set_bits(field.mask):
            if hardware >> bit & 1:
                continue
            if field.kind == "fixed" and not field.fixed >> field.index(bit) & 1:
                yield (
                    bit,
                    "free_except_pmd" if above is not None and _taken(above, bit, slots=False) else "free",
                )
            elif field.name == "offset" and _at_an_end(field, bit):
                yield bit, "offset"
            elif field.name == "type" and field.width > MAX_SWAPFILES_SHIFT:
                if field.index(bit) >= MAX_SWAPFILES_SHIFT:
                    yield bit, "type"
            elif field.name == "type" and _at_an_end(field, bit):
                yield bit, "offset"


def _taken(regions: Regions, bit: int, *, slots: bool) -> bool:
    """Whether setting the bit makes an earlier test take an entry that it does not take now."""
    entry = regions.any_entry
    one = 1 << bit
    clear = Cube(entry.width, entry.mask | one, entry.value & ~one)
    for _, region in regions.recognised:
        hit = [shared for cube in region.cubes if (shared := clear.with_ones(one).intersect(cube)) is not None]
        if not hit:
            continue
        before = Region(tuple(Cube(cube.width, cube.mask, cube.value & ~one) for cube in hit))
        new = before.subtract(region)
        if slots:  # an entry of a swap area: the header's slot and slots from 2^32 up are never made
            new = unexcused(regions, new)
        if new:
            return True
    return False


def _size(setting: Setting, cost: Cost) -> int:
    if cost != "offset":
        return setting.max_swap_bytes
    width = setting.swap.by_name["offset"].width - 1
    return min(setting.max_swap_pages, 1 << width) << setting.layout.page_shift


def _at_an_end(field: Field, bit: int) -> bool:
    """Bits at the ends of a run can go without a new split."""
    return any(bit in (run.low, run.high) for run in field.runs)


def common(per_layout: Iterable[Sequence[FreeBit]]) -> tuple[int, ...]:
    """The bits that every one of the layouts could give, at whatever cost."""
    sets = [{one.bit for one in bits} for bits in per_layout]
    return tuple(sorted(set.intersection(*sets))) if sets else ()
