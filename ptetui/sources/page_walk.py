"""The walk of an x86-64 CPU through the tables of an address, by the bits of the layout."""

from collections.abc import Callable
from typing import NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting

_INDEX_BITS, _ENTRY = 9, 8  # of a table of 4 KiB
_LEAF_BELOW = 4  # levels that may map a page themselves


class Walked(NamedTuple):
    """The entry that decides about an address and its level, 1 for a PTE; the table of a PTE, else None.

    An entry above level 1 is empty, or maps a huge page. Tables are physical addresses.
    """

    word: int
    level: int
    table: int | None


class PageWalk:
    """A walk through tables of so many levels. ValueError for other architectures."""

    def __init__(self, setting: Setting, catalog: Catalog, levels: int) -> None:
        if setting.layout.arch != "x86" or setting.layout.width != 64:
            raise ValueError("raw entries: only on x86_64 so far")
        self._levels = levels
        self._frame = setting.layout.present.by_name["pfn"]
        self._present = setting.layout.present.by_name["present"]
        self._shift = setting.layout.page_shift
        forms = catalog.find("x86_64", setting.kernel, "pmd").forms
        self._leaf = next(form.by_name["leaf"] for form in forms if "leaf" in form.by_name)

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
            leaf = level < _LEAF_BELOW and self._leaf.get(entry)
            if leaf or self._present.get(entry) != self._present.fixed:
                return Walked(entry, level, None)
            table = self.table_of(entry)
            entry = read(table + self._place(address, level - 1))
        return Walked(entry, 1, table)

    def _place(self, address: int, level: int) -> int:
        index = address >> self._shift + _INDEX_BITS * (level - 1) & (1 << _INDEX_BITS) - 1
        return index * _ENTRY
