"""The pages of a process of this machine, as /proc/PID/maps and /proc/PID/pagemap tell them.

Without CAP_SYS_ADMIN the kernel shows flags only: frames, swap types and offsets read as zero, and a marker cannot be
told from a swapped page (Documentation/admin-guide/mm/pagemap.rst).
"""

import os
import platform
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ptetui.harmless import harmless
from ptetui.linux.pagemap import PM_FILE, PM_GUARD_REGION, PM_PFRAME, PM_PRESENT, PM_SOFT_DIRTY, PM_SWAP, PM_UFFD_WP

_CHUNK = 4096  # words read at a time
LIMIT = 1 << 22  # pages of one range that are read: 16 GiB of 4K pages


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


class LiveProcess:
    """A process by its number. ValueError in one line where it cannot be looked at."""

    def __init__(self, pid: int) -> None:
        if platform.system() != "Linux":
            raise ValueError("live reads /proc/PID/pagemap, which only Linux has")
        self.pid = pid
        self.page_size = os.sysconf("SC_PAGE_SIZE")
        try:
            self.ranges = [_range(line) for line in self._path("maps").read_text("utf-8", "replace").splitlines()]
            self._pagemap = os.open(self._path("pagemap"), os.O_RDONLY)
        except FileNotFoundError:
            raise ValueError(f"{pid}: no such process") from None
        except OSError as error:
            raise ValueError(f"process {pid}: {error.strerror}; its owner or root may look at it") from None

    def _path(self, name: str) -> Path:
        return Path("/proc") / str(self.pid) / name

    def close(self) -> None:
        """Give the file back."""
        os.close(self._pagemap)

    def words(self, part: Range) -> Iterator[int]:
        """The pagemap word of each page of a range; none for ranges that have no page tables of the process."""
        first, last = part.start // self.page_size, part.start // self.page_size + min(part.pages, LIMIT)
        for place in range(first, last, _CHUNK):
            count = min(_CHUNK, last - place)
            data = os.pread(self._pagemap, 8 * count, 8 * place)
            yield from memoryview(data[: len(data) // 8 * 8]).cast("Q")
            if len(data) < 8 * count:
                return

    def word(self, address: int) -> tuple[Range | None, int | None]:
        """The range of an address, and the pagemap word of its page."""
        inside = next((part for part in self.ranges if part.start <= address < part.end), None)
        if inside is None:
            return None, None
        start = address // self.page_size * self.page_size
        entry = next(self.words(inside._replace(start=start, end=start + self.page_size)), None)
        return inside, entry

    @property
    def tells_frames(self) -> bool:
        """Whether this process of ours may see frames and slots, judged by what is shown of pages that are there."""
        words = (word for part in self.ranges for word in self.words(part) if word & PM_PRESENT)
        return any(word & PM_PFRAME for word, _ in zip(words, range(64), strict=False))


def _range(line: str) -> Range:
    addresses, rights, _, _, _, *name = line.split(maxsplit=5)
    start, _, end = addresses.partition("-")
    return Range(int(start, 16), int(end, 16), rights, harmless(name[0]) if name else "")


def state(word: int, tells_frames: bool) -> str:
    """What a pagemap word says of a page: one name of CELLS."""
    if word & PM_GUARD_REGION:
        return "guard"
    if word & PM_PRESENT:
        return "file" if word & PM_FILE else "anon"
    if word & PM_SWAP:
        if not tells_frames:
            return "swap or special"
        return "swap" if word & 31 < _FIRST_SPECIAL else "special"
    return "none"


_FIRST_SPECIAL = 23  # the least MAX_SWAPFILES that any configuration has: types from there up may be special
PAGE_SIGNS = {"none": ".", "anon": "a", "file": "f", "swap": "s", "swap or special": "?", "special": "x", "guard": "g"}


class Counted(NamedTuple):
    """A range's pages by state, how many are soft-dirty and how many are protected by userfaultfd."""

    range: Range
    states: Counter[str]
    soft_dirty: int
    uffd_wp: int


def counted(process: LiveProcess, part: Range, tells_frames: bool) -> Counted:
    """A range's pages, counted."""
    states: Counter[str] = Counter()
    soft_dirty = uffd_wp = 0
    for word in process.words(part):
        states[state(word, tells_frames)] += 1
        soft_dirty += bool(word & PM_SOFT_DIRTY)
        uffd_wp += bool(word & PM_UFFD_WP)
    return Counted(part, states, soft_dirty, uffd_wp)
