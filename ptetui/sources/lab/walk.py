"""Where the subject's page table lies in guest memory, and the words in it.

Eight locked pages of the subject stand one after another in the page table that also holds its page of interest. Their
frames are known from pagemap, so the table is the page of memory that holds these frames at these places.
"""

import struct
from collections.abc import Collection, Iterator, Sequence

from ptetui.linux.setting import Setting
from ptetui.sources.lab.machine import Machine, MachineError

COOKIE_AT, PAGE_AT = 8, 3  # as in agent.c, in pages from the base of the table's range
_ADDRESS_BITS = 52  # flags of an entry that points to a table are above, or below the table's size


class Walk:
    """The tables of one machine."""

    def __init__(self, machine: Machine, setting: Setting) -> None:
        self.machine, self.setting = machine, setting
        self._platform = machine.platform
        self._page_size = 1 << setting.layout.page_shift
        self._frame = setting.layout.present.by_name["pfn"]
        big = self._platform.big_endian
        self._format = (">" if big else "<") + ("Q" if self._platform.pte_bytes == 8 else "I")

    def page_of(self, table: int) -> int:
        """Where the entry of the page of interest is in guest memory, by its table."""
        return table + PAGE_AT * self._platform.pte_bytes

    def first_cookie(self, table: int) -> int:
        """The entry of the first cookie."""
        return self.word(table + COOKIE_AT * self._platform.pte_bytes)

    def word(self, place: int) -> int:
        """The entry at a place in guest memory."""
        value: int = struct.unpack_from(self._format, self.machine.memory, place)[0]
        return value

    def pmd_over(self, table: int, address: int) -> int:
        """Where the PMD is that points to a page table, by an address that this covers. MachineError: not one place."""
        platform = self._platform
        index, entries = self._in_middle(address)
        shift = self.setting.layout.page_shift - self._frame.place(0)  # of an address in an entry
        aligned = (1 << _ADDRESS_BITS) - platform.table_bytes(self._page_size)
        wanted, mask = (table + platform.memory_at) >> shift, aligned >> shift
        places = [place for place in self._column(index, entries, wanted, mask) if self.word(place) != wanted]
        if len(places) != 1:
            raise MachineError(f"{len(places)} entries in guest memory point to the cookies' page table, not one")
        return places[0]

    def tables(self, frames: Sequence[int], known: Collection[int] = ()) -> list[int]:
        """Where tables with these frames lie, as offsets into guest memory; those that are known are left out."""
        entries = self._platform.table_bytes(self._page_size) // self._platform.pte_bytes
        first = self._frame.put(0, frames[0])
        places = (
            place - COOKIE_AT * self._platform.pte_bytes
            for place in self._column(COOKIE_AT, entries, first, self._frame.mask)
        )
        return [place for place in places if place not in known and self._holds(place, frames)]

    def _holds(self, place: int, frames: Sequence[int]) -> bool:
        first = place + COOKIE_AT * self._platform.pte_bytes
        return all(
            self._frame.get(self.word(first + number * self._platform.pte_bytes)) == frame
            for number, frame in enumerate(frames)
        )

    def ends_middle(self, address: int) -> bool:
        """Whether the PMD of an address is the last one of its table."""
        index, entries = self._in_middle(address)
        return index + 1 == entries

    def _in_middle(self, address: int) -> tuple[int, int]:
        """Which PMD of its table an address has, and how many the table has."""
        entries = self._platform.middles.get(self._page_size, self._page_size) // self._platform.pte_bytes
        return address // self._platform.span(self._page_size) % entries, entries

    def _column(self, index: int, entries: int, wanted: int, mask: int) -> Iterator[int]:
        """Where an entry has these bits under the mask, of all memory's tables of so many entries, at one index."""
        size = self._platform.pte_bytes
        wanted, mask = self._in_memory(wanted), self._in_memory(mask)
        words = memoryview(self.machine.memory).cast("Q" if size == 8 else "I")
        try:
            for start, end in self.machine.data_ranges():
                first = -(-start // (entries * size)) * entries + index
                column = words[first : end // size : entries].tolist()
                yield from (
                    (first + number * entries) * size for number, word in enumerate(column) if word & mask == wanted
                )
        finally:
            words.release()

    def _in_memory(self, word: int) -> int:
        """A word as this machine's own byte order reads it."""
        size = self._platform.pte_bytes
        return int.from_bytes(word.to_bytes(size, "big" if self._platform.big_endian else "little"), "little")
