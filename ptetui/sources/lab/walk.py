"""Where the subject's page table lies in guest memory, and the words in it.

Eight locked pages of the subject stand one after another in the page table that also holds its page of interest. Their
frames are known from pagemap, so the table is the page of memory that holds these frames at these places.
"""

import struct
from collections.abc import Collection, Iterator, Sequence

from ptetui.linux.setting import Setting
from ptetui.sources.lab.machine import Machine

COOKIE_AT, PAGE_AT = 8, 3  # as in agent.c, in pages from the base of the table's range


class Walk:
    """The tables of one machine."""

    def __init__(self, machine: Machine, setting: Setting) -> None:
        self.machine, self.setting = machine, setting
        self._platform = machine.platform
        self._page_size = 1 << setting.layout.page_shift
        self._frame = setting.layout.present.by_name["pfn"]
        big = self._platform.big_endian
        self._format = (">" if big else "<") + ("Q" if self._platform.pte_bytes == 8 else "I")

    def word(self, table: int, index: int = PAGE_AT) -> int:
        """One entry of the table at this place in guest memory."""
        size = self._platform.pte_bytes
        value: int = struct.unpack_from(self._format, self.machine.memory, table + index * size)[0]
        return value

    def tables(self, frames: Sequence[int], known: Collection[int] = ()) -> list[int]:
        """Where tables with these frames lie, as offsets into guest memory; those that are known are left out."""
        return [place for place in self._candidates(frames[0]) if place not in known and self._holds(place, frames)]

    def _holds(self, place: int, frames: Sequence[int]) -> bool:
        return all(
            self._frame.get(self.word(place, COOKIE_AT + number)) == frame for number, frame in enumerate(frames)
        )

    def _candidates(self, frame: int) -> Iterator[int]:
        """Tables whose entry of the first cookie has its frame: one word of every table's size of memory."""
        size, step = self._platform.pte_bytes, self._platform.table_bytes(self._page_size)
        wanted, mask = self._in_memory(self._frame.put(0, frame)), self._in_memory(self._frame.mask)
        words = memoryview(self.machine.memory).cast("Q" if size == 8 else "I")
        try:
            for start, end in self.machine.data_ranges():
                first = start // size + COOKIE_AT
                column = words[first : end // size : step // size].tolist()
                yield from (start + number * step for number, word in enumerate(column) if word & mask == wanted)
        finally:
            words.release()

    def _in_memory(self, word: int) -> int:
        """A word as this machine's own byte order reads it."""
        size = self._platform.pte_bytes
        return int.from_bytes(word.to_bytes(size, "big" if self._platform.big_endian else "little"), "little")
