"""Masks, positions and runs, against sets of positions."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ptetui.schema.bits import aligned_blocks, mask_of, ones, runs_of, set_bits, spell_runs, union

POSITIONS = st.sets(st.integers(0, 70))


@given(POSITIONS)
def test_masks_are_sets_of_positions(bits: set[int]) -> None:
    assert list(set_bits(mask_of(bits))) == sorted(bits)
    assert mask_of(bits).bit_count() == len(bits)


@given(POSITIONS, POSITIONS)
def test_union(a: set[int], b: set[int]) -> None:
    assert set(set_bits(union((mask_of(a), mask_of(b))))) == a | b


@given(POSITIONS)
def test_runs_are_the_positions_and_do_not_touch(bits: set[int]) -> None:
    runs = runs_of(mask_of(bits))
    assert {bit for high, low in runs for bit in range(low, high + 1)} == bits
    assert all(before[1] > after[0] + 1 for before, after in pairwise(runs))


@given(st.integers(0, 40), st.integers(0, 40))
def test_blocks_are_aligned_and_cover(first: int, count: int) -> None:
    blocks = list(aligned_blocks(first, first + count))
    assert [n for start, size in blocks for n in range(start, start + (1 << size))] == [*range(first, first + count)]
    assert all(start % (1 << size) == 0 for start, size in blocks)


def test_spelled() -> None:
    assert spell_runs(runs_of(0xFFFFFFFF << 32 | 0b1010_0001)) == "63-32,7,5,0"
    assert (ones(0), ones(5), spell_runs([])) == (0, 31, "")
