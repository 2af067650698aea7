"""The releases from which the kernel does something, each once, with its source.

`words` marks those that change what a word of one and the same layout can be or can mean: checks look at the kernels on
both sides of each. When swap types and marker flags came and went stands with them, in `swaptypes`.

Where a date falls between two of the trees 6.1.192, 6.12.117 and 7.3.4 (Debian), what begins is absent in the older and
there in the newer; what is in all three is only not contradicted. A date that says "inferred" has no better source than
the day on which the change was posted.
"""

from typing import NamedTuple

from ptetui.linux.versions import Version


class Date(NamedTuple):
    """A release with what begins with it, where that was read, and whether it changes what words mean."""

    release: Version
    about: str
    source: str
    words: bool


DATES: list[Date] = []


def _date(release: str, about: str, source: str, *, words: bool = False) -> Version:
    major, minor = map(int, release.split("."))
    DATES.append(Date((major, minor), about, source, words))
    return major, minor


# ---------------------------------------------------------------------------------------------- words

RADIX_TREE_SINCE = _date(
    "3.1",
    "a generic entry gives two bits to the radix tree, where it had the whole word",
    "printed entries of 2.6 and of later kernels; include/linux/swapops.h, SWP_TYPE_SHIFT; release inferred: posted "
    "alpine.LSU.2.00.1106140342330.29206@sister.anvils in June 2011, still discussed two days before 3.0",
    words=True,
)
XARRAY_SINCE = _date(
    "4.20",
    "a generic entry gives one bit to the XArray, where the radix tree took two",
    "include/linux/swapops.h, SWP_TYPE_SHIFT",
    words=True,
)
MARKERS_SINCE = _date(
    "5.19",
    "pte markers have a swap type",
    "include/linux/swapops.h at 6.1, SWP_PTE_MARKER; 679d10331910, last posted after 5.18-rc1: "
    "20220405014646.13522-2-peterx@redhat.com",
    words=True,
)
YOUNG_DIRTY_SINCE = _date(
    "6.1",
    "migration entries keep young and dirty above the PFN",
    "include/linux/swapops.h, SWP_MIG_YOUNG_BIT",
    words=True,
)
PFN_MASKED_SINCE = _date(
    "6.1", "kinds with a frame are read through swp_offset_pfn()", "include/linux/swapops.h, SWP_PFN_MASK", words=True
)
MARKERS_ALWAYS_SINCE = _date(
    "6.2", "the marker type does not depend on CONFIG_PTE_MARKER any more", "include/linux/swap.h", words=True
)
DEVICE_EXCLUSIVE_LOSES_UFFD_SINCE = _date(
    "6.15",
    "a device-exclusive entry does not keep the userfaultfd bit",
    "mm/rmap.c, make_device_exclusive()",
    words=True,
)
DEVICE_PRIVATE_PMD_SINCE = _date(
    "7.3", "device-private entries at the level of PMDs", "include/linux/leafops.h at 7.3", words=True
)

# ---------------------------------------------------------------------------------------------- events

ANON_EXCLUSIVE_SINCE = _date(
    "5.19", "PageAnonExclusive; before, reuse went by the counts of the page", "include/linux/page-flags.h"
)
MPROTECT_EXCLUSIVE_SINCE = _date(
    "6.0", "mprotect gives an exclusive anonymous page its write permission back at once", "mm/mprotect.c"
)
CLEAN_EXCLUSIVE_SINCE = _date(
    "6.2",
    "mprotect makes a clean exclusive anonymous page writable, too",
    "mm/mprotect.c, can_change_pte_writable(): asks for a dirty one at 6.1.192, not at 6.12.117; d84887739d5c, queued "
    "for 6.2 on 1 December 2022",
)
MANUAL_UPGRADE_SINCE = _date(
    "6.2",
    "write permission is given back at once, absent at 6.1, there at 6.12",
    "mm/mprotect.c; eb309ec89953, of the same series",
)
WP_UNPOPULATED_SINCE = _date("6.4", "UFFD_FEATURE_WP_UNPOPULATED", "include/uapi/linux/userfaultfd.h")
EXACT_SOFT_DIRTY_SINCE = _date(
    "6.12",
    "the end of migration leaves soft-dirty as it was: 6.18, and stable kernels from 6.12 on; at 6.1 "
    "pte_mkdirty() sets it",
    "mm/migrate.c",
)
LAZYFREE_WHOLE_SINCE = _date(
    "6.11",
    "reclaim may give a huge page after MADV_FREE back whole; before, it is split first",
    "mm/huge_memory.c, unmap_huge_pmd_locked(): not at 6.1, and called at no place at 6.12.117 and 7.3.4, which split; "
    "7.2.13 was seen to give back whole; release inferred",
)
EMPTY_TABLE_SINCE = _date(
    "6.14",
    "MADV_DONTNEED gives an empty page table back, where CONFIG_PT_RECLAIM is on",
    "mm/pt_reclaim.c: not at 6.12, there at 7.3; release inferred",
)
HUGE_ZERO_STAYS_YOUNG_SINCE = _date(
    "7.3",
    "clear_refs 1 leaves the huge zero page alone",
    "seen at 7.3.4, not at 7.2.13",
)
HUGE_ZERO_WRITE_SINCE = _date(
    "6.13",
    "a store to the huge zero page gets a huge page; before, its PMD is split",
    "mm/huge_memory.c, do_huge_zero_wp_pmd(): not at 6.12, there at 7.3; release inferred",
)
UFFD_PREPARES_SINCE = _date(
    "6.9", "UFFDIO_COPY and its like prepare the anon_vma before they look at the range", "mm/userfaultfd.c at 6.12"
)
CLOSE_LIFTS_SINCE = _date(
    "6.9",
    "closing a userfaultfd lifts its write protection (in stable kernels, too)",
    "fs/userfaultfd.c, userfaultfd_release(); c88033efe9a3, merged after 6.9-rc7",
)
REMAP_CLEARS_SINCE = _date("6.13", "mremap clears userfaultfd bits (in stable kernels, too)", "mm/mremap.c")
PHYSMEM_BY_LPA2_SINCE = _date(
    "6.14",
    "arm64 with 4K or 16K pages counts 52 address bits on CPUs with LPA2 only (in stable kernels, too)",
    "arch/arm64/include/asm/pgtable-prot.h, PHYS_MASK_SHIFT; bf74bb73cd87, merged after 6.13-rc4",
)
SWAP_CACHE_ALWAYS_SINCE = _date(
    "7.0",
    "pages are read back through the swap cache, whose reference counts; inferred: last posted in December 2025, so "
    "at 7.3, not at 6.12",
    "mm/memory.c, do_swap_page(); 20251220-swap-table-p2-v5-0-8862a265a033@tencent.com",
)
ANON_GUARDS_SINCE = _date("6.13", "guard regions in anonymous memory", "mm/madvise.c")
FILE_GUARDS_SINCE = _date("6.15", "guard regions in memory of files", "mm/madvise.c")
LAZYFREE_COPIED_SINCE = _date(
    "7.2",
    "a store to a page that MADV_FREE gave up and fork shared copies it; inferred: seen on 7.3.4, not on 6.12.117",
    "mm/memory.c, wp_can_reuse_anon_folio(), and the batches of the LRU lists; for this they are alike at 7.2.13 and "
    "7.3.4",
)
PAGEOUT_KEEPS_YOUNG_SINCE = _date(
    "6.7", "MADV_PAGEOUT leaves young alone; inferred: clears it at 6.1, not at 6.12", "mm/madvise.c"
)
DIRTY_FOLIO_SINCE = _date(
    "6.16", "the entry of a dirty folio is made dirty; inferred: absent at 6.12, there at 7.2", "mm/memory.c"
)

# ---------------------------------------------------------------------------------------------- /proc

PAGEMAP_UFFD_SINCE = _date("5.14", "pagemap bit 57: write-protected by userfaultfd", "fs/proc/task_mmu.c")
SCAN_SINCE = _date("6.7", "the PAGEMAP_SCAN ioctl", "include/uapi/linux/fs.h")
SCAN_SOFT_DIRTY_SINCE = _date("6.8", "PAGE_IS_SOFT_DIRTY", "include/uapi/linux/fs.h")
EXCLUSIVE_PRESENT_ONLY_SINCE = _date(
    "6.11",
    "pagemap bit 56 is there for present pages only",
    "fs/proc/task_mmu.c, pte_to_pagemap_entry(); da7f31ed0f4d; absent at 6.1.192",
)
PAGEMAP_GUARD_SINCE = _date("6.15", "pagemap bit 58: a guard region", "fs/proc/task_mmu.c, 8e2f2aeb8b48")
SCAN_GUARD_SINCE = _date("6.16", "PAGE_IS_GUARD; inferred: there at 7.2", "include/uapi/linux/fs.h, a516403787e0")
SCAN_ACCESSED_SINCE = _date("7.3", "PAGE_IS_ACCESSED", "include/uapi/linux/fs.h at 7.3")
WRITTEN_NEEDS_RANGE_SINCE = _date(
    "7.3",
    "PAGE_IS_WRITTEN only in ranges registered for write protection",
    "fs/proc/task_mmu.c, pagemap_page_category(): at 7.3-rc7 and 7.3.4, not at 7.2.13; posted with PAGE_IS_ACCESSED on "
    "27 April 2026",
)
