"""Bits of a word as masks, positions and runs. Bit 0 is the least significant."""

from collections.abc import Iterable, Iterator, Sequence


def ones(count: int) -> int:
    """A number of `count` bits that are all set; 0 for none."""
    return (1 << count) - 1


def mask_of(bits: Iterable[int]) -> int:
    """The mask of these positions."""
    mask = 0
    for bit in bits:
        mask |= 1 << bit
    return mask


def union(masks: Iterable[int]) -> int:
    """The bits that are set in any of the masks."""
    joined = 0
    for mask in masks:
        joined |= mask
    return joined


def set_bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, the least significant first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def runs_of(mask: int) -> list[list[int]]:
    """The set bits as [high, low] pairs of adjacent ones, the most significant pair first."""
    runs: list[list[int]] = []
    for bit in set_bits(mask):
        if runs and runs[-1][0] == bit - 1:
            runs[-1][0] = bit
        else:
            runs.append([bit, bit])
    return runs[::-1]


def spell_runs(runs: Sequence[Sequence[int]]) -> str:
    """[high, low] pairs in the order given, as manuals write them: "63-59", "31-10,7-5", "3"."""
    return ",".join(str(high) if high == low else f"{high}-{low}" for high, low in runs)


def aligned_blocks(first: int, end: int) -> Iterator[tuple[int, int]]:
    """The numbers from `first` up to `end`, not included, as (first of a block, log2 of its size), each block aligned.

    0 to 23 is 16, 4, 2 and 1 numbers: (0, 4), (16, 2), (20, 1), (22, 0).
    """
    while first < end:
        size = min((first & -first).bit_length() - 1 if first else end, (end - first).bit_length() - 1)
        yield first, size
        first += 1 << size
