"""The few words that layout files add to construct.

A form is a named `BitStruct`, listed from the most significant bit down:

    SWAP = "swap" / BitStruct(
        "type" / Bits(5) * "type SWP_TYPE_BITS swap type: a swap area or a special kind",
        "offset" / Inverted(50) * "off SWP_OFFSET_SHIFT slot in the swap area, stored inverted (L1TF)",
        "reserved" / Zeros(5) * "0 - not used",
        "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
        ...
    )

The docs string after `*` is `SYMBOL MACRO meaning`, separated by one space each:

- The symbol is what a picture writes over the bits where the name does not fit: 1 to 8 letters, digits and `/`. It is
  the architecture manual's name where the manual has one (`U/S`, `UXN`, `PBMT`), else the customary short one (`SD`
  soft-dirty, `WP` uffd-wp, `SP` special, `EX` exclusive, `PN` PROT_NONE). Fixed bits keep their name: `P`. Bits without
  a name have `0` or `1` where they must be that, and `.` where nothing looks at them. Within a layout a field has one
  symbol, and two fields share one only if they are the same bits.
- The macro is the kernel's name, or `-` where it has none.
- The meaning is one line for a reader, of what the field says when it is set.

A field that is split over the word carries the slice in its name, and one symbol: `"offset[2:0]" / Bits(3)`. A slice
alone is a number whose low bits are always 0: `"pfn[39:9]" / Bits(31)` is the frame of a huge page.
"""

from typing import Any

from construct import Adapter, BitsInteger, Const, Construct, Default, Subconstruct

Bits = BitsInteger
Schema = Any  # a construct; construct's own classes are not generic at run time
Fields = tuple[Any, ...]  # named constructs, the most significant first


class Inverted(Adapter):  # type: ignore[type-arg]  # construct is not generic at run time
    """An unsigned integer of `width` bits that is stored as its one's complement; of one bit, unsliced, a flag."""

    def __init__(self, width: int) -> None:
        super().__init__(BitsInteger(width))
        self.mask = (1 << width) - 1

    def _decode(self, obj: int, context: Any, path: Any) -> int:
        return obj ^ self.mask

    def _encode(self, obj: int, context: Any, path: Any) -> int:
        return obj ^ self.mask


class Ignored(Default):  # type: ignore[type-arg]  # construct is not generic at run time
    """`width` bits that the kernel's test does not look at: free when recognising, zero when producing."""

    def __init__(self, width: int) -> None:
        super().__init__(BitsInteger(width), 0)


class Under(Subconstruct):  # type: ignore[type-arg]  # construct is not generic at run time
    """A field that exists only under an option or a CPU extension, such as `Under("MEM_SOFT_DIRTY", Flag)`.

    Without the option the bits have no owner: zero in a swap entry, ignored in a present one.
    """

    def __init__(self, option: str, subcon: "Construct[Any, Any]") -> None:
        super().__init__(subcon)
        self.option = option


def Fixed(value: int, width: int) -> "Construct[Any, Any]":
    """`width` bits that are always `value`; fixed bits are what tells forms apart."""
    return Const(value, BitsInteger(width))


def Zeros(width: int) -> "Construct[Any, Any]":
    """`width` bits that are always zero."""
    return Fixed(0, width)


def Ones(width: int) -> "Construct[Any, Any]":
    """`width` bits that are always one."""
    return Fixed((1 << width) - 1, width)
