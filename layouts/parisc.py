"""PA-RISC: 32-bit and 64-bit, 4 KiB pages.

Read from arch/parisc/include/asm/pgtable.h, page.h and sparsemem.h at 6.1 and 6.12, and pgtable.h at 5.10 (an
Android tree of 5.10.198) and in a tree of about 3.0. The header counts bits from the most significant one of 32; here
bit 0 is the least significant.

Both have the same low twelve bits; the word is an unsigned long. The TLB is filled by software, which moves
some of the bits together. The offset of a swap entry is split around the present bit.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Backport, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

# ------------------------------------------------------------------ present: the low twelve bits

USER = "user" / Flag * "US _PAGE_USER user-accessible, tracked by software"
HUGE = "huge" / Flag * "H _PAGE_HUGE huge page"
SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page; with HUGETLB_PAGE this is HUGE, and special bit 4"
LOW = (
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present, tracked by software",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "no_cache" / Flag * "U _PAGE_NO_CACHE uncached (U bit)",
    "reftrap" / Flag * "T _PAGE_REFTRAP every access traps (T bit)",
    "dirty" / Flag * "D _PAGE_DIRTY dirty (D bit)",
    "dmb" / Flag * "B _PAGE_DMB data memory break (B bit)",
    "gateway" / Flag * "GW _PAGE_GATEWAY gateway: a call may raise the privilege",
    "exec" / Flag * "X _PAGE_EXEC executable",
    "write" / Flag * "W _PAGE_WRITE writable",
    "read" / Flag * "R _PAGE_READ readable",
)
PFN_32 = "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number"
PFN_64 = "pfn" / Bits(52) * "PFN PFN_PTE_SHIFT page frame number"

NO_HUGE = "unused" / Ignored(1) * ". - not used; once a flush bit"
PRESENT_32_2_6_32 = "present" / BitStruct(PFN_32, USER, NO_HUGE, *LOW) * "pte_present(): PRESENT"
PRESENT_64_2_6_32 = "present" / BitStruct(PFN_64, USER, NO_HUGE, *LOW) * "pte_present(): PRESENT"
PRESENT_32_5_10 = "present" / BitStruct(PFN_32, USER, HUGE, *LOW) * "pte_present(): PRESENT"
PRESENT_64_5_10 = "present" / BitStruct(PFN_64, USER, HUGE, *LOW) * "pte_present(): PRESENT"
PRESENT_32 = "present" / BitStruct(PFN_32, USER, SPECIAL, *LOW) * "pte_present(): PRESENT"
PRESENT_64 = "present" / BitStruct(PFN_64, USER, SPECIAL, *LOW) * "pte_present(): PRESENT"

# ------------------------------------------------------------------ none and swap

NONE_32 = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE_64 = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

TYPE = "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind"
OFFSET_LOW = "offset[2:0]" / Bits(3) * "off __swp_offset slot in the swap area"

SWAP_OLD_LOW = (
    "zero" / Zeros(2) * "0 - must be 0: PRESENT, and the bit above it",
    OFFSET_LOW,
    "zero_low" / Zeros(1) * "0 - must be 0: a sixth bit of the type",
    TYPE,
)
SWAP_OLD_32 = "swap" / BitStruct(
    "offset[23:3]" / Bits(21) * "off __swp_offset slot in the swap area", *SWAP_OLD_LOW
) * "__swp_entry()"  # fmt: skip
SWAP_OLD_64 = "swap" / BitStruct(
    "offset[55:3]" / Bits(53) * "off __swp_offset slot in the swap area", *SWAP_OLD_LOW
) * "__swp_entry()"  # fmt: skip

SWAP_6_3_LOW = (
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present",
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    OFFSET_LOW,
    TYPE,
)
SWAP_6_3_32 = "swap" / BitStruct(
    "offset[24:3]" / Bits(22) * "off __swp_offset slot in the swap area", *SWAP_6_3_LOW
) * "__swp_entry()"  # fmt: skip
SWAP_6_3_64 = "swap" / BitStruct(
    "offset[56:3]" / Bits(54) * "off __swp_offset slot in the swap area", *SWAP_6_3_LOW
) * "__swp_entry()"  # fmt: skip

# ------------------------------------------------------------------ layouts

OLDEST = "read in a tree of about 3.0; that it holds back to 2.6.32 is inferred"
HUGE_WHY = "parisc: Add Huge Page and HUGETLBFS support; release inferred, read at 5.10"
FILE_NOTE = ("until 3.19 bit 5 of an entry that is not present is a page of a nonlinear file mapping (_PAGE_FILE)",)
SPECIAL_WHY = "present entries only: bit 10 is special, seen at 6.1, not at 5.10; the release was not read"
EXCLUSIVE_WHY = "parisc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
EXCLUSIVE_NOTE = ("6.3 to 6.3.2 keep the exclusive flag in bit 8, which is bit 2 of the offset",)
FIXED_WHY = "parisc: Fix encoding of swp_entry due to added SWP_EXCLUSIVE flag"
HEADER = "arch/parisc/include/asm/pgtable.h"

# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/parisc/mm/init.c. The handlers of TLB misses
# (arch/parisc/kernel/entry.S) set accessed, and dirty at a store.
PAGES = Pages(
    {
        "user": "",
        "read": "read & !none | exec & !none",
        "write": "write",
        "exec": "exec & !none",
        "accessed": "young",
        "dirty": "dirty",
        "special": "special",
    }
)

PARISC32 = layouts(
    "parisc32",
    Since("2.6.32", (NONE_32, PRESENT_32_2_6_32, SWAP_OLD_32), why=OLDEST, notes=FILE_NOTE),
    Since("4.4", (NONE_32, PRESENT_32_5_10, SWAP_OLD_32), why=HUGE_WHY),
    Since("6.1", (NONE_32, PRESENT_32, SWAP_OLD_32), why=SPECIAL_WHY),
    Since("6.3", (NONE_32, PRESENT_32, SWAP_OLD_32), why=EXCLUSIVE_WHY, notes=EXCLUSIVE_NOTE),
    Since("6.4", (NONE_32, PRESENT_32, SWAP_6_3_32), why=FIXED_WHY),
    backports=(Backport("6.3.3", (NONE_32, PRESENT_32, SWAP_6_3_32), why=FIXED_WHY),),
    arch="parisc", width=32, page_shift=12, physmem_bits=32, header=HEADER, aliases=("parisc",), pages=PAGES,
    about="32-bit",
)  # fmt: skip

PARISC64 = layouts(
    "parisc64",
    Since("2.6.32", (NONE_64, PRESENT_64_2_6_32, SWAP_OLD_64), why=OLDEST, notes=FILE_NOTE),
    Since("4.4", (NONE_64, PRESENT_64_5_10, SWAP_OLD_64), why=HUGE_WHY),
    Since("6.1", (NONE_64, PRESENT_64, SWAP_OLD_64), why=SPECIAL_WHY),
    Since("6.3", (NONE_64, PRESENT_64, SWAP_OLD_64), why=EXCLUSIVE_WHY, notes=EXCLUSIVE_NOTE),
    Since("6.4", (NONE_64, PRESENT_64, SWAP_6_3_64), why=FIXED_WHY),
    backports=(Backport("6.3.3", (NONE_64, PRESENT_64, SWAP_6_3_64), why=FIXED_WHY),),
    arch="parisc", width=64, page_shift=12, physmem_bits=39, header=HEADER, pages=PAGES,
    about="64-bit",
)  # fmt: skip

LAYOUTS = [*PARISC32, *PARISC64]
