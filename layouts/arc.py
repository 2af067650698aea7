"""ARC: MMU version 3 (ARC700) and version 4 (HS38), the latter also with 40-bit physical addresses.

Read from arch/arc/include/asm/pgtable-bits-arcv2.h, pgtable-levels.h and page.h at 6.1 and 6.12, and from
pgtable.h at 5.10 (an Android tree of 5.10.198). Bit 0 is the least significant. Pages of 8 KiB.

The TLB is filled by software, so a page-table entry is Linux's own; most bits sit where the TLB has them.
With PAE40 a PTE has 64 bits, but a swap entry passes through the 32-bit swp_entry_t and leaves the upper half
zero: its offset has the same 19 bits as without PAE40.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

# ------------------------------------------------------------------ bits of present entries

PFN = "pfn" / Bits(19) * "PFN PAGE_MASK_PHYS page frame number"
PFN_PAE40 = "pfn" / Bits(51) * "PFN PAGE_MASK_PHYS page frame number; physical addresses end at bit 39"
SIZE = "hw_sz" / Flag * "SZ _PAGE_HW_SZ super page"
NO_SIZE = "unused_size" / Ignored(1) * ". - the page size bit of MMUv4"
PRESENT_GLOBAL = (
    "present" / Fixed(1, 1) * "V _PAGE_PRESENT present: valid in the TLB",
    "global" / Flag * "G _PAGE_GLOBAL global: matches every address space",
)
LOW = (
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, tracked by software",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "read" / Flag * "R _PAGE_READ user-readable",
    "write" / Flag * "W _PAGE_WRITE user-writable",
    "exec" / Flag * "X _PAGE_EXECUTE user-executable",
    "cacheable" / Flag * "C _PAGE_CACHEABLE cacheable (0 with CONFIG_ARC_CACHE_PAGES off)",
)

# up to 5.14: two more names
HIGH_5_10 = (
    "unused_bit" / Ignored(1) * ". _PAGE_UNUSED_BIT not used",
    "shared_code" / Flag * "SC _PAGE_SHARED_CODE code page for shared TLB entries",
)
WTHRU = "wthru" / Flag * "WT _PAGE_WTHRU cached, write-through"
NO_WTHRU = "unused" / Ignored(1) * ". - the write-through bit of MMUv4"

# later: both nameless
HIGH_5_15 = "unused_high" / Ignored(2) * ". - not used"
UNUSED = "unused" / Ignored(1) * ". - not used"

V3_5_10 = "present" / BitStruct(PFN, *HIGH_5_10, NO_SIZE, *PRESENT_GLOBAL, NO_WTHRU, *LOW) * "pte_present()"
V4_5_10 = "present" / BitStruct(PFN, *HIGH_5_10, SIZE, *PRESENT_GLOBAL, WTHRU, *LOW) * "pte_present()"
PAE_5_10 = "present" / BitStruct(PFN_PAE40, *HIGH_5_10, SIZE, *PRESENT_GLOBAL, WTHRU, *LOW) * "pte_present()"

V3_5_15 = "present" / BitStruct(PFN, HIGH_5_15, NO_SIZE, *PRESENT_GLOBAL, UNUSED, *LOW) * "pte_present()"
V4_5_15 = "present" / BitStruct(PFN, HIGH_5_15, SIZE, *PRESENT_GLOBAL, UNUSED, *LOW) * "pte_present()"
PAE_5_15 = "present" / BitStruct(PFN_PAE40, HIGH_5_15, SIZE, *PRESENT_GLOBAL, UNUSED, *LOW) * "pte_present()"

# ------------------------------------------------------------------ none and swap

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE_PAE40 = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

OFFSET = "offset" / Bits(19) * "off __swp_offset slot in the swap area"
TYPE = "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind"
UPPER = "upper" / Zeros(32) * "0 - must be 0: swp_entry_t has 32 bits"
ZERO_OLD = "zero" / Zeros(8) * "0 - must be 0: PRESENT is one of these bits"
ZERO_6_3 = "zero" / Zeros(7) * "0 - must be 0: PRESENT is one of these bits"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"

SWAP_OLD = "swap" / BitStruct(OFFSET, ZERO_OLD, TYPE) * "__swp_entry()"
SWAP_6_3 = "swap" / BitStruct(OFFSET, ZERO_6_3, EXCLUSIVE, TYPE) * "__swp_entry()"
SWAP_OLD_PAE40 = "swap" / BitStruct(UPPER, OFFSET, ZERO_OLD, TYPE) * "__swp_entry()"
SWAP_6_3_PAE40 = "swap" / BitStruct(UPPER, OFFSET, ZERO_6_3, EXCLUSIVE, TYPE) * "__swp_entry()"

# ------------------------------------------------------------------ layouts

HEADER_5_10 = {"header": "arch/arc/include/asm/pgtable.h"}
HEADER = "arch/arc/include/asm/pgtable-bits-arcv2.h"
OLD = "read at 5.10; what came before was not read"
RENAMED = "present entries only: the names of write-through and shared-code are gone at 6.1; 5.15 is inferred"
EXCLUSIVE_WHY = "arc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"

# PAGE_U_NONE, PAGE_U_R and their like, and protection_map[] of arch/arc/mm/mmap.c. The handler of TLB misses
# (arch/arc/mm/tlbex.S) sets accessed, and dirty at a store. CONFIG_ARC_CACHE_PAGES is on by default.
PAGES = Pages(
    {
        "read": "!none",
        "write": "write",
        "exec": "exec & !none",
        "cacheable": "",
        "accessed": "young",
        "dirty": "dirty",
        "special": "special",
    }
)

MMUV3 = layouts(
    "arc_mmuv3",
    Since("5.10", (NONE, V3_5_10, SWAP_OLD), why=OLD, changes=HEADER_5_10),
    Since("5.15", (NONE, V3_5_15, SWAP_OLD), why=RENAMED),
    Since("6.3", (NONE, V3_5_15, SWAP_6_3), why=EXCLUSIVE_WHY),
    arch="arc", width=32, page_shift=13, physmem_bits=32, header=HEADER, pages=PAGES,
    about="ARC700, MMU version 3",
)  # fmt: skip

MMUV4 = layouts(
    "arc_mmuv4",
    Since("5.10", (NONE, V4_5_10, SWAP_OLD), why=OLD, changes=HEADER_5_10),
    Since("5.15", (NONE, V4_5_15, SWAP_OLD), why=RENAMED),
    Since("6.3", (NONE, V4_5_15, SWAP_6_3), why=EXCLUSIVE_WHY),
    huge_pages=True,
    arch="arc", width=32, page_shift=13, physmem_bits=32, header=HEADER, aliases=("arc",), pages=PAGES,
    about="HS38, MMU version 4",
)  # fmt: skip

MMUV4_PAE40 = layouts(
    "arc_mmuv4_pae40",
    Since("5.10", (NONE_PAE40, PAE_5_10, SWAP_OLD_PAE40), why=OLD, changes=HEADER_5_10),
    Since("5.15", (NONE_PAE40, PAE_5_15, SWAP_OLD_PAE40), why=RENAMED),
    Since("6.3", (NONE_PAE40, PAE_5_15, SWAP_6_3_PAE40), why=EXCLUSIVE_WHY),
    huge_pages=True,
    arch="arc", width=64, long_bits=32, page_shift=13, physmem_bits=64, header=HEADER, pages=PAGES,
    about="HS38, MMU version 4 with 40-bit physical addresses",
    assumes={"ARC_HAS_PAE40": "y"},
)  # fmt: skip

LAYOUTS = [*MMUV3, *MMUV4, *MMUV4_PAE40]
