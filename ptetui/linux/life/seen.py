"""What userspace sees of a page: the pagemap word, the categories of PAGEMAP_SCAN, the lines of smaps.

Unlike the word alone (ptetui.linux.pagemap), a page tells it all: whether it is a file's, mapped once, in a soft-dirty
range. Source: fs/proc/task_mmu.c at 6.1, 6.12 and 7.3.
"""

from typing import NamedTuple

from ptetui.linux.classify import classify
from ptetui.linux.life.guards import Circumstances, soft_dirty_known
from ptetui.linux.life.page import (
    EMPTY_PROTECTED,
    MARKER_STATES,
    PMD_STATES,
    PRESENT_STATES,
    Page,
    unknown_parts,
    word_of,
)
from ptetui.linux.pagemap import (
    PM_FILE,
    PM_MMAP_EXCLUSIVE,
    PM_PFRAME,
    PM_PRESENT,
    PM_SOFT_DIRTY,
    PM_UFFD_WP,
    pagemap_word,
)
from ptetui.linux.releases import EXCLUSIVE_PRESENT_ONLY
from ptetui.linux.setting import Setting
from ptetui.linux.since import (
    PAGEMAP_UFFD_SINCE,
    SCAN_ACCESSED_SINCE,
    SCAN_GUARD_SINCE,
    SCAN_SINCE,
    SCAN_SOFT_DIRTY_SINCE,
    WRITTEN_NEEDS_RANGE_SINCE,
)

# bits of struct page_region.categories, from include/uapi/linux/fs.h
SCAN_BITS = (
    "WPALLOWED", "WRITTEN", "FILE", "PRESENT", "SWAPPED", "PFNZERO", "HUGE", "SOFT_DIRTY", "GUARD", "ACCESSED",
)  # fmt: skip


class Smaps(NamedTuple):
    """The lines of /proc/PID/smaps that one page adds to, in bytes."""

    rss: int
    swap: int
    swap_pss: int


def pagemap_of(page: Page, setting: Setting, *, privileged: bool = True) -> int:
    """The word of /proc/PID/pagemap. The frame or slot is 0 without CAP_SYS_ADMIN, and where it is not known."""
    in_range = PM_SOFT_DIRTY if page.vma.soft_dirty and soft_dirty_known(Circumstances(page, setting)) else 0
    if page.kind == "hugetlb":
        return in_range | _hugetlb(page, setting, privileged)
    if page.state in PMD_STATES:
        soft_dirty = PM_SOFT_DIRTY if page.soft_dirty else 0
        frame = (page.frame or 0) & PM_PFRAME if privileged else 0
        return in_range | soft_dirty | PM_PRESENT | frame | _of_page(page, setting)
    word = pagemap_word(classify(setting, word_of(page, setting)), privileged=privileged)
    return word | in_range | _of_page(page, setting)


def pagemap_known(page: Page, setting: Setting) -> int:
    """The bits of the pagemap word that are known: all but a frame or slot number that is not."""
    open_names = {name for name, _ in unknown_parts(page, setting)}
    number = bool(open_names & {"frame", "slot"}) or (page.state in PMD_STATES and page.frame is None)
    return ((1 << 64) - 1) & ~(PM_PFRAME if number else 0) & ~(PM_SOFT_DIRTY if "soft_dirty" in page.unsure else 0)


def _of_page(page: Page, setting: Setting) -> int:
    """FILE and MMAP_EXCLUSIVE, which need the page behind the entry."""
    if page.state in ("none", "swap", "swapin_error", *EMPTY_PROTECTED, *MARKER_STATES):
        return 0
    if page.zero:
        return 0
    flags = 0 if page.anon else PM_FILE
    mapped = (
        page.present
        or page.state in PMD_STATES
        or (page.state.startswith("device_private") and not setting.has(EXCLUSIVE_PRESENT_ONLY))
    )
    return flags | (PM_MMAP_EXCLUSIVE if mapped and page.mapped_once else 0)


def _hugetlb(page: Page, setting: Setting, privileged: bool) -> int:
    """A hugetlb entry: no soft-dirty of its own, and no SWAP for what is swap-like."""
    uffd = PM_UFFD_WP if page.uffd_wp and setting.kernel >= PAGEMAP_UFFD_SINCE else 0
    if not page.present:
        return uffd
    return uffd | PM_PRESENT | _of_page(page, setting) | ((page.frame or 0) if privileged else 0)


def scan_categories(page: Page, setting: Setting) -> tuple[str, ...]:
    """The categories that PAGEMAP_SCAN finds, in the order of their bits. ValueError before 6.7: no such call."""
    kernel = setting.kernel
    if kernel < SCAN_SINCE:
        raise ValueError("PAGEMAP_SCAN: only from 6.7 on")
    registered = "wp" in page.vma.uffd
    swap_like = not page.present and page.state not in ("none", *PMD_STATES)
    soft_dirty = page.soft_dirty or page.vma.soft_dirty
    holding = {
        "WPALLOWED": registered and "wp_async" in page.vma.features,
        "WRITTEN": not page.uffd_wp and (registered or kernel < WRITTEN_NEEDS_RANGE_SINCE),
        "FILE": bool(_of_page(page, setting) & PM_FILE),
        "PRESENT": page.present or page.state in PMD_STATES,
        "SWAPPED": swap_like,
        "PFNZERO": page.zero,
        "HUGE": page.kind == "hugetlb" or page.state in PMD_STATES,
        "SOFT_DIRTY": soft_dirty and soft_dirty_known(Circumstances(page, setting)) and kernel >= SCAN_SOFT_DIRTY_SINCE,
        "GUARD": page.state == "marker_guard" and kernel >= SCAN_GUARD_SINCE,
        "ACCESSED": page.present and page.young and kernel >= SCAN_ACCESSED_SINCE,
    }
    return tuple(name for name in SCAN_BITS if holding[name])


def smaps_of(page: Page, setting: Setting) -> Smaps:
    """What the page adds to Rss, Swap and SwapPss.

    For a shared mapping of shmem Swap counts what the file has in swap, whatever the entry is; for a private one only
    where the entry is none. SwapPss counts anonymous pages alone.
    """
    size = 1 << setting.layout.page_shift
    resident = page.state in (*PRESENT_STATES, *PMD_STATES) and not page.zero
    held = page.state.startswith(("migration", "device", "hwpoison"))
    if page.kind == "hugetlb":
        return Smaps(0, 0, 0)
    if page.state == "swap":
        return Smaps(0, size, size // max(page.folio.mapcount, 1))
    in_file = page.file.backing == "swapped" and not page.anon and (page.vma.shared or page.state == "none")
    return Smaps(size if resident or held else 0, size if in_file else 0, 0)
