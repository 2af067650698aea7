"""The codec over arrays of words: the shifts and masks of `fields`, one numpy operation each (extra `bulk`).

Words are unsigned arrays of 32 or 64 bits, as wide as the layout; bit 0 is the least significant.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from ptetui.schema.cubes import Cube
from ptetui.schema.fields import Field

WordArray = npt.NDArray[np.unsignedinteger[Any]]
Mask = npt.NDArray[np.bool_]
_NEAR = 3  # bits between two runs that are gathered with them, which costs less than another shift


def matches(cube: Cube, words: WordArray) -> Mask:
    """Which words the cube holds."""
    kind = words.dtype.type
    held: Mask = words & kind(cube.mask) == kind(cube.value)
    return held


def raw_values(field: Field, words: WordArray) -> WordArray:
    """The field's bits as they are stored, joined to one number each."""
    kind = words.dtype.type
    joined: WordArray | None = None
    for run in field.runs:
        part = words >> kind(run.low) if run.low else words
        if run.high + 1 < words.dtype.itemsize * 8:
            part = part & kind((1 << run.width) - 1)
        if run.at:
            part = part << kind(run.at)
        joined = part if joined is None else joined | part
    assert joined is not None
    return joined


def values(field: Field, words: WordArray) -> WordArray:
    """The field's values, un-inverted where they are stored inverted."""
    stored = raw_values(field, words)
    return stored ^ words.dtype.type(field.limit) if field.inverted else stored


class Gather:
    """The bits of a mask, moved side by side: the index of a word in a table of 2 to the power of `width`."""

    def __init__(self, mask: int) -> None:
        self.width = 0
        self._steps: list[tuple[int, int]] = []  # (how far to the right, the bits that are kept then)
        for low, high in _runs(mask):
            span = high - low + 1
            self._steps.append((low - self.width, ((1 << span) - 1) << self.width))
            self.width += span

    def fill(self, words: WordArray, out: WordArray, spare: WordArray) -> None:
        """The index of each word into `out`; `spare` is overwritten. All three are of one size and type."""
        kind = words.dtype.type
        out.fill(0) if not self._steps else None
        for number, (shift, kept) in enumerate(self._steps):
            into = spare if number else out
            moved = np.right_shift(words, kind(shift), out=into) if shift else words
            np.bitwise_and(moved, kind(kept), out=into)
            if number:
                np.bitwise_or(out, spare, out=out)

    def words(self, kind: type[Any]) -> WordArray:
        """For each index a word that has it; the bits that are not gathered are 0."""
        indexes = np.arange(1 << self.width, dtype=kind)
        gathered: WordArray = np.zeros_like(indexes)
        for shift, kept in self._steps:
            gathered |= (indexes & kind(kept)) << kind(shift)
        return gathered


def _runs(mask: int) -> Iterator[tuple[int, int]]:
    """(low, high) of each run of bits of a mask, from the lowest on; runs that are near are one."""
    low = high = -1
    for bit in range(mask.bit_length()):
        if not mask >> bit & 1:
            continue
        if low >= 0 and bit - high > _NEAR + 1:
            yield low, high
            low = bit
        low = bit if low < 0 else low
        high = bit
    if low >= 0:
        yield low, high
