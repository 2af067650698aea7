"""The walk of a CPU through the tables of an address, by the bits of the layout: x86_64 and arm64."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.life.page import points_to_table
from ptetui.linux.setting import Setting

_ENTRY = 8  # bytes
_OF_X86 = {"x86_64": 4, "x86_64_la57": 5}
# Bits of a user address, by what the kernel was built for; 52 are for CPUs with LPA2, which have layouts of their own.
_OF_ARM64 = {"arm64_4k": {"39": 3, "48": 4, "52": 4}, "arm64_16k": {"36": 2, "47": 3, "48": 4, "52": 3}}


def levels_of(setting: Setting, options: Mapping[str, str]) -> int:
    """How many levels the tables of a process have, by the layout and the kernel's options. ValueError: not known."""
    name, bits = setting.layout.name, options.get("CONFIG_ARM64_VA_BITS", "")
    levels = _OF_X86.get(name) or _OF_ARM64.get(name, {}).get(bits)
    if levels is None:
        why = f", CONFIG_ARM64_VA_BITS={bits or '?'}" if name in _OF_ARM64 else ""
        raise ValueError(f"raw entries: not of {name}{why}; of {', '.join((*_OF_X86, *_OF_ARM64))}")
    return levels


class Walked(NamedTuple):
    """The entry that decides about an address and its level, 1 for a PTE; the table of a PTE, else None.

    An entry above level 1 is empty, or maps a huge page. Tables are physical addresses.
    """

    word: int
    level: int
    table: int | None


class PageWalk:
    """A walk through tables of so many levels."""

    def __init__(self, setting: Setting, catalog: Catalog, levels: int) -> None:
        self._levels = levels
        self._frame = setting.layout.present.by_name["pfn"]
        self._shift = setting.layout.page_shift
        above = catalog.find(setting.layout.name, setting.kernel, "pmd")
        self._above = Setting(above, setting.kernel, setting.config)

    def table_of(self, word: int) -> int:
        """The table that an entry, or CR3, points to."""
        return self._frame.get(word) << self._shift

    def first(self, address: int) -> int:
        """Where the entry of an address is in the top table, in bytes."""
        return self._place(address, self._levels)

    def follow(self, entry: int, address: int, read: Callable[[int], int]) -> Walked:
        """The walk on from an entry of the top table; `read` gives the entry at a physical address."""
        table = None
        for level in range(self._levels, 1, -1):
            if not points_to_table(entry, self._above):
                return Walked(entry, level, None)
            table = self.table_of(entry)
            entry = read(table + self._place(address, level - 1))
        return Walked(entry, 1, table)

    def _place(self, address: int, level: int) -> int:
        bits = (self._shift - 3) * (level - 1)  # an entry has 2^3 bytes
        return (address >> self._shift + bits & (1 << self._shift - 3) - 1) * _ENTRY
