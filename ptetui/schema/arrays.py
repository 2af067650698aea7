"""The codec over arrays of words: the shifts and masks of `fields`, one numpy operation each (extra `bulk`).

Words are unsigned arrays of 32 or 64 bits, as wide as the layout; bit 0 is the least significant.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from ptetui.schema.cubes import Cube
from ptetui.schema.fields import Field

Words = npt.NDArray[np.unsignedinteger[Any]]
Mask = npt.NDArray[np.bool_]


def matches(cube: Cube, words: Words) -> Mask:
    """Which words the cube holds."""
    kind = words.dtype.type
    held: Mask = words & kind(cube.mask) == kind(cube.value)
    return held


def raw_values(field: Field, words: Words) -> Words:
    """The field's bits as they are stored, joined to one number each."""
    kind = words.dtype.type
    joined: Words | None = None
    for run in field.runs:
        part = words >> kind(run.low) if run.low else words
        if run.high + 1 < words.dtype.itemsize * 8:
            part = part & kind((1 << run.width) - 1)
        if run.at:
            part = part << kind(run.at)
        joined = part if joined is None else joined | part
    assert joined is not None
    return joined


def values(field: Field, words: Words) -> Words:
    """The field's values, un-inverted where they are stored inverted."""
    stored = raw_values(field, words)
    return stored ^ words.dtype.type(field.limit) if field.inverted else stored
