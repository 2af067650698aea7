"""Cubes and regions against brute force: on words of at most 8 bits every word can be asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.schema.cubes import Cube, Region

Cubes = list[Cube]


def cubes(width: int) -> st.SearchStrategy[Cube]:
    word = st.integers(0, (1 << width) - 1)
    return st.builds(lambda mask, value: Cube(width, mask, value & mask), word, word)


pairs = st.integers(1, 8).flatmap(lambda width: st.tuples(cubes(width), cubes(width)))
two_lists = st.integers(1, 8).flatmap(
    lambda width: st.tuples(st.just(width), st.lists(cubes(width), max_size=6), st.lists(cubes(width), max_size=6))
)


def words(region: Region | Cube, width: int) -> set[int]:
    return {word for word in range(1 << width) if word in region}


def disjoint(region: Region, width: int) -> bool:
    return all(sum(word in cube for cube in region.cubes) <= 1 for word in range(1 << width))


@given(pairs)
def test_two_cubes(pair: tuple[Cube, Cube]) -> None:
    a, b = pair
    both = a.intersect(b)
    assert (words(both, a.width) if both else set()) == words(a, a.width) & words(b, a.width)
    rest = a.subtract(b)
    assert {word for cube in rest for word in words(cube, a.width)} == words(a, a.width) - words(b, a.width)
    assert sum(cube.size for cube in rest) == len(words(a, a.width) - words(b, a.width)), "pieces overlap"
    assert len(rest) <= max(1, (b.mask & ~a.mask).bit_count())
    assert a.size == len(words(a, a.width))


@given(two_lists)
def test_regions(given_lists: tuple[int, Cubes, Cubes]) -> None:
    width, some, others = given_lists
    a, b = Region.of(some), Region.of(others)
    in_a = {word for cube in some for word in words(cube, width)}
    in_b = {word for cube in others for word in words(cube, width)}
    for region, expected in (
        (a, in_a),
        (b, in_b),
        (a.intersect(b), in_a & in_b),
        (a.subtract(b), in_a - in_b),
        (a.union(b), in_a | in_b),
    ):
        assert words(region, width) == expected
        assert disjoint(region, width)
        assert region.size == len(expected)
        assert bool(region) == bool(expected)
        assert (region.witness in expected) if expected else (region.witness is None)


def test_wide_words() -> None:
    """The sizes stay exact where nobody can count: 128 bits, all but one word."""
    everything = Region((Cube(128, 0, 0),))
    one = Region((Cube(128, (1 << 128) - 1, 1),))
    rest = everything.subtract(one)
    assert rest.size == (1 << 128) - 1
    assert 1 not in rest
    assert 0 in rest
    assert (1 << 127) in rest
    assert rest.union(one).size == 1 << 128


@pytest.mark.parametrize(("mask", "value"), [(0b01, 0b10), (0b100, 0b100), (0b100, 0)])
def test_a_cube_has_no_bits_outside_of_itself(mask: int, value: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        Cube(2, mask, value)
