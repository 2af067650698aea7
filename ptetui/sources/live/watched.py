"""The pages of a process of this machine, as /proc/PID/maps, /proc/PID/pagemap and PAGEMAP_SCAN tell them.

Without CAP_SYS_ADMIN the kernel shows flags only: frames, swap types and offsets read as zero, and a marker cannot be
told from a swapped page but by the categories of PAGEMAP_SCAN (Documentation/admin-guide/mm/pagemap.rst).
"""

import ctypes
import os
import platform
import struct
from array import array
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ptetui.harmless import harmless
from ptetui.linux.life.seen import SCAN_BITS
from ptetui.linux.pagemap import (
    PM_FILE,
    PM_GUARD_REGION,
    PM_PFRAME,
    PM_PRESENT,
    PM_SOFT_DIRTY,
    PM_SWAP,
    PM_UFFD_WP,
)
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, least_swapfiles

_CHUNK = 1 << 16  # words read at a time: 512 KiB
LIMIT = 1 << 22  # pages of one range that are read: 16 GiB of 4K pages
_REGIONS = 512  # of one PAGEMAP_SCAN
_SCAN = 0xC0606610  # _IOWR('f', 16, struct pm_scan_arg), include/uapi/linux/fs.h
_PRESENT_OR_SWAPPED = 1 << SCAN_BITS.index("PRESENT") | 1 << SCAN_BITS.index("SWAPPED")
_CAP_SYS_ADMIN = 21
_USER_SPACE = 1 << 63  # ranges above it, such as [vsyscall], belong to the kernel: no page table of the process


class Range(NamedTuple):
    """A line of /proc/PID/maps: addresses, rights such as rw-p, and what is mapped."""

    start: int
    end: int
    rights: str
    name: str

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return (self.end - self.start) // os.sysconf("SC_PAGE_SIZE")


class PageWord(NamedTuple):
    """A pagemap word, its bits that this user may not know, and what PAGEMAP_SCAN says of the page."""

    word: int
    hidden: int
    categories: tuple[str, ...] | None


class LiveProcess:
    """A process by its number. ValueError in one line where it cannot be looked at, or has ended."""

    def __init__(self, pid: int) -> None:
        if platform.system() != "Linux":
            raise ValueError("live reads /proc/PID/pagemap, which only Linux has")
        self.pid = pid
        self.page_size = os.sysconf("SC_PAGE_SIZE")
        self._pagemap = -1
        try:
            self._pagemap = os.open(self._path("pagemap"), os.O_RDONLY | os.O_CLOEXEC)
            self.refresh()
        except FileNotFoundError:
            raise ValueError(f"{pid}: no such process") from None
        except OSError as error:
            self.close()
            raise ValueError(f"process {pid}: {error.strerror}; its owner or root may look at it") from None
        except ValueError:
            self.close()
            raise
        self.tells_frames = _may_know_frames()
        self.scans = self._scan(0, 0, 1) is not None  # whether the kernel has PAGEMAP_SCAN

    def _path(self, name: str) -> Path:
        return Path("/proc") / str(self.pid) / name

    @property
    def command(self) -> str:
        """The name of its program; "" where it has ended."""
        try:
            return harmless(self._path("comm").read_text("utf-8", "replace").strip())
        except OSError:
            return ""

    def refresh(self) -> None:
        """Read the ranges once more. ValueError where the process has ended."""
        try:
            lines = self._path("maps").read_text("utf-8", "replace").splitlines()
        except (FileNotFoundError, ProcessLookupError):
            raise ValueError(f"process {self.pid} has ended") from None
        self.ranges = [_range(line) for line in lines]

    def close(self) -> None:
        """Give the file back."""
        if self._pagemap >= 0:
            os.close(self._pagemap)
        self._pagemap = -1

    def words(self, start: int, count: int) -> Sequence[int]:
        """The pagemap words of so many pages from an address on; fewer where the table ends, or the process has."""
        words = array("Q")
        if start >= _USER_SPACE:
            return words
        first = start // self.page_size
        for place in range(first, first + count, _CHUNK):
            size = 8 * min(_CHUNK, first + count - place)
            try:
                data = os.pread(self._pagemap, size, 8 * place)
            except OSError:
                break
            words.frombytes(data[: len(data) // 8 * 8])
            if len(data) < size:
                break
        return words

    def range_at(self, address: int) -> Range | None:
        """The range of an address."""
        return next((part for part in self.ranges if part.start <= address < part.end), None)

    def page_word(self, address: int) -> PageWord:
        """What is told of one page; the word 0 where nothing is."""
        page = address // self.page_size * self.page_size
        word = next(iter(self.words(page, 1)), 0)
        hidden = PM_PFRAME if not self.tells_frames and word & (PM_PRESENT | PM_SWAP) else 0
        regions = self._scan(page, page + self.page_size, 0) if self.scans else None
        if regions is None:
            return PageWord(word, hidden, None)
        categories = regions[0][2] if regions else 0
        return PageWord(word, hidden, tuple(name for bit, name in enumerate(SCAN_BITS) if categories >> bit & 1))

    def touched(self, start: int, end: int) -> list[tuple[int, int]]:
        """The parts of a range with pages that are not none, as (start, end) addresses; all of it where none says."""
        if not self.scans or start >= _USER_SPACE:
            return [(start, end)]
        regions = self._scan(start, end, _PRESENT_OR_SWAPPED)
        return [(start, end)] if regions is None else [(first, past) for first, past, _ in regions]

    def _scan(self, start: int, end: int, any_of: int) -> list[tuple[int, int, int]] | None:
        """PAGEMAP_SCAN: (start, end, categories) of regions with any of the categories; None where it is refused.

        A kernel that does not know the newest categories is asked for fewer.
        """
        from fcntl import ioctl

        vector = (ctypes.c_uint64 * (3 * _REGIONS))()
        regions: list[tuple[int, int, int]] = []
        for categories in (0x3FF, 0x1FF, 0xFF, 0x7F):
            at, regions = start, []
            try:
                while True:
                    asked = bytearray(struct.pack(
                        "12Q", 96, 0, at, end, 0, ctypes.addressof(vector), _REGIONS, 0, 0, 0, any_of, categories
                    ))  # fmt: skip
                    count = ioctl(self._pagemap, _SCAN, asked)
                    regions += [(vector[3 * i], vector[3 * i + 1], vector[3 * i + 2]) for i in range(count)]
                    at = struct.unpack_from("Q", asked, 32)[0]
                    if at >= end or not count:
                        return regions
            except OSError:
                continue
        return None


def _may_know_frames() -> bool:
    """Whether this process has CAP_SYS_ADMIN, which shows frames and slots."""
    with suppress(OSError, ValueError, StopIteration):
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
        line = next(line for line in status.splitlines() if line.startswith("CapEff:"))
        return bool(int(line.split()[1], 16) >> _CAP_SYS_ADMIN & 1)
    return os.geteuid() == 0


def _range(line: str) -> Range:
    addresses, rights, _, _, _, *name = line.split(maxsplit=5)
    start, _, end = addresses.partition("-")
    return Range(int(start, 16), int(end, 16), rights, harmless(name[0]) if name else "")


def state(word: int, tells_frames: bool) -> str:
    """What a pagemap word says of a page: one of none, anon, file, swap, swap or special, special, guard."""
    if word & PM_GUARD_REGION:
        return "guard"
    if word & PM_PRESENT:
        return "file" if word & PM_FILE else "anon"
    if word & PM_SWAP:
        if not tells_frames:
            return "swap or special"
        return "swap" if word & (1 << MAX_SWAPFILES_SHIFT) - 1 < least_swapfiles() else "special"
    return "none"


class Counted(NamedTuple):
    """A range's pages by state, how many are soft-dirty and how many are protected by userfaultfd.

    `unread` pages lie beyond LIMIT.
    """

    range: Range
    states: Counter[str]
    soft_dirty: int
    uffd_wp: int
    unread: int = 0


def counted(process: LiveProcess, part: Range) -> Counted:
    """A range's pages, counted. Only parts with pages are read where the kernel says which these are."""
    kinds: Counter[int] = Counter()
    size, left = process.page_size, LIMIT
    parts = process.touched(part.start, part.end)
    whole = not process.scans or any(word & PM_SOFT_DIRTY for word in process.words(part.start, 1))
    for start, end in [(part.start, part.end)] if whole else parts:
        pages = min((end - start) // size, left)
        left -= pages
        kinds.update(word if word & PM_SWAP else word & ~PM_PFRAME for word in process.words(start, pages))
    states: Counter[str] = Counter()
    for word, count in kinds.items():
        states[state(word, process.tells_frames)] += count
    read = sum(states.values())
    if not whole and part.start < _USER_SPACE:
        states["none"] += part.pages - sum((end - start) // size for start, end in parts)
    dirty = sum(count for word, count in kinds.items() if word & PM_SOFT_DIRTY)
    protected = sum(count for word, count in kinds.items() if word & PM_UFFD_WP)
    unread = max(0, (part.pages if whole else sum((end - start) // size for start, end in parts)) - read)
    return Counted(part, +states, dirty, protected, unread if part.start < _USER_SPACE else 0)
