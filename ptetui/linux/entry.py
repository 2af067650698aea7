"""The generic swp_entry_t, the same on all architectures: type << SHIFT | offset in one unsigned long.

SHIFT is what the tree that keeps such entries leaves (include/linux/swapops.h, SWP_TYPE_SHIFT): with 64 bits 59 before
3.1, 57 up to 4.19, 58 from 4.20 on; with 32 bits 27, 25 and 26. Kernel logs print it as "Bad swap file entry".
"""

from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting


class Entry(NamedTuple):
    """A swp_entry_t taken apart, with the entry of a page table that holds it, None where that has no room for it."""

    setting: Setting
    word: int
    type: int
    offset: int
    pte: Reading | None

    @property
    def state(self) -> str:
        """What the entry is; unknown where the page table cannot hold it."""
        return self.pte.state if self.pte else "unknown"


def read_entry(setting: Setting, word: int) -> Entry:
    """The type and offset of a swp_entry_t. ValueError where it has more bits than an unsigned long."""
    bits = setting.layout.long_bits
    if not 0 <= word < 1 << bits:
        name = setting.layout.name
        raise ValueError(f"entry {word:#x} has {word.bit_length()} bits, a swp_entry_t of {name} has {bits}")
    type_, offset = word >> setting.generic_offset_bits, word & ((1 << setting.generic_offset_bits) - 1)
    return Entry(setting, word, type_, offset, _held(setting, type_, offset))


def _held(setting: Setting, type_: int, offset: int) -> Reading | None:
    try:
        return classify(setting, setting.swap.encode({"type": type_, "offset": offset}))
    except ValueError:  # a type or an offset that the field has no room for
        return None


def entry_of(reading: Reading) -> int:
    """The swp_entry_t that the kernel decodes from a swap-like word; an offset that is too wide is cut as there.

    ValueError for words that are none or present.
    """
    setting = reading.setting
    if reading.type is None or reading.offset is None:
        raise ValueError(f"{reading.state}: has no swp_entry_t; swap-like states have one")
    kept = reading.offset & ((1 << setting.generic_offset_bits) - 1)
    return (reading.type << setting.generic_offset_bits | kept) & ((1 << setting.layout.long_bits) - 1)
