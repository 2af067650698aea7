"""OpenRISC: 32-bit, 8 KiB pages.

Read from arch/openrisc/include/asm/pgtable.h at 6.1 and 6.12, and at 5.10 (an Android tree of 5.10.198). Bit
0 is the least significant.

The TLB is filled by software. Linux takes the cache-coherency bit as its present bit, and two bits above the
hardware's as its own. The header doubts that swapping works at all.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "- nothing here") * "pte_none(): all zero"

PRESENT = "present" / BitStruct(
    "pfn" / Bits(19) * "PFN_PTE_SHIFT page frame number",
    "unused" / Ignored(1) * "- not used",
    "shared" / Flag * "_PAGE_U_SHARED shared in user space, kept by software",
    "exec" / Flag * "_PAGE_EXEC may be executed, kept by software",
    "swe" / Flag * "_PAGE_SWE the kernel may write it; pte_write() takes it as well",
    "sre" / Flag * "_PAGE_SRE the kernel may read it",
    "write" / Flag * "_PAGE_UWE user mode may write it; set and cleared together with SWE",
    "user" / Flag * "_PAGE_URE user mode may read it",
    "dirty" / Flag * "_PAGE_D written to",
    "accessed" / Flag * "_PAGE_A read or written",
    "wom" / Flag * "_PAGE_WOM weakly ordered memory",
    "wbc" / Flag * "_PAGE_WBC write-back cache",
    "ci" / Flag * "_PAGE_CI not cached",
    "present" / Fixed(1, 1) * "_PAGE_CC kept by software; zeroed on the way to the TLB",
) * "pte_present(): PRESENT"  # fmt: skip

OFFSET = "offset" / Bits(20) * "__swp_offset slot in the swap area"
ZERO = "zero" / Zeros(5) * "- PRESENT is one of them"

SWAP_OLD = "swap" / BitStruct(
    OFFSET,
    "type" / Bits(7) * "__swp_type which swap area, or which special kind",
    ZERO,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    OFFSET,
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "type" / Bits(6) * "__swp_type which swap area, or which special kind",
    ZERO,
) * "__swp_entry()"  # fmt: skip

LAYOUTS = layouts(
    "openrisc",
    Since("5.10", (NONE, PRESENT, SWAP_OLD), why="read at 5.10 and 6.1; what came before was not read"),
    Since("6.3", (NONE, PRESENT, SWAP_6_3), why="openrisc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"),
    arch="openrisc", width=32, page_shift=13, physmem_bits=32,
    header="arch/openrisc/include/asm/pgtable.h",
    about="8 KiB pages",
)  # fmt: skip
