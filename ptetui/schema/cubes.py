"""Regions of words, exactly: unions of ternary words, in which a bit is 0, 1 or free.

Intersection of two cubes is a cube or empty, difference is a short list of cubes, and the number of words is a
power of two: "do these ever share a word?" is answered without sampling, and the answer comes with a witness.
"""

from collections.abc import Iterable

from ptetui.schema.bits import set_bits
from ptetui.schema.dataclass import dataclass


class Cube:
    """All words whose bits under `mask` equal `value`. `width` is the number of bits of a word. Nothing changes one.

    The analysis makes very many, so it is a class without a dictionary.
    """

    __slots__ = ("mask", "value", "width")

    def __init__(self, width: int, mask: int, value: int) -> None:
        if value & ~mask or mask >> width:
            raise ValueError(f"cube value {value:#x} or mask {mask:#x} has bits outside of it")
        self.width, self.mask, self.value = width, mask, value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Cube):
            return NotImplemented
        return self.mask == other.mask and self.value == other.value and self.width == other.width

    def __hash__(self) -> int:
        return hash((self.width, self.mask, self.value))

    def __repr__(self) -> str:
        return f"Cube(width={self.width}, mask={self.mask:#x}, value={self.value:#x})"

    def __contains__(self, word: int) -> bool:
        return word & self.mask == self.value

    @property
    def size(self) -> int:
        """How many words the cube holds."""
        return 1 << (self.width - self.mask.bit_count())

    def intersect(self, other: "Cube") -> "Cube | None":
        """The words in both, or None where there is none."""
        if (self.value ^ other.value) & self.mask & other.mask:
            return None
        return Cube(self.width, self.mask | other.mask, self.value | other.value)

    def with_ones(self, mask: int) -> "Cube":
        """The words with all bits of the mask set, which are free in the cube or set."""
        return Cube(self.width, self.mask | mask, self.value | mask)

    def subtract(self, other: "Cube") -> list["Cube"]:
        """The words of this cube that are not in `other`, as disjoint cubes, at most one a bit that `other` fixes."""
        if self.intersect(other) is None:
            return [self]
        rest, mask, value = [], self.mask, self.value
        for bit in (1 << place for place in set_bits(other.mask & ~self.mask)):
            rest.append(Cube(self.width, mask | bit, value | (~other.value & bit)))
            mask, value = mask | bit, value | (other.value & bit)
        return rest


@dataclass(frozen=True)
class Region:
    """A set of words, kept as disjoint cubes."""

    cubes: tuple[Cube, ...]

    @classmethod
    def of(cls, cubes: Iterable[Cube]) -> "Region":
        """The union of cubes that may overlap."""
        disjoint: list[Cube] = []
        for cube in cubes:
            disjoint += _subtract_all([cube], disjoint)
        return cls(tuple(disjoint))

    def __contains__(self, word: int) -> bool:
        return any(word in cube for cube in self.cubes)

    def __bool__(self) -> bool:
        return bool(self.cubes)

    @property
    def size(self) -> int:
        """How many words the region holds, exactly."""
        return sum(cube.size for cube in self.cubes)

    @property
    def witness(self) -> int | None:
        """A word of the region, the one with all free bits zero of its first cube; None where it is empty."""
        return self.cubes[0].value if self.cubes else None

    def intersect(self, other: "Region") -> "Region":
        """The words in both."""
        pairs = (a.intersect(b) for a in self.cubes for b in other.cubes)
        return Region(tuple(cube for cube in pairs if cube is not None))

    def subtract(self, other: "Region") -> "Region":
        """The words of this region that are not in `other`."""
        return Region(tuple(_subtract_all(self.cubes, other.cubes)))

    def union(self, other: "Region") -> "Region":
        """The words in either."""
        return Region(self.cubes + other.subtract(self).cubes)


def _subtract_all(cubes: Iterable[Cube], others: Iterable[Cube]) -> list[Cube]:
    rest = list(cubes)
    for other in others:
        rest = [piece for cube in rest for piece in cube.subtract(other)]
    return rest
