"""MicroBlaze: 32-bit, 4 KiB pages.

Read from arch/microblaze/include/asm/pgtable.h at 6.1 and 6.12, and at 5.10 (an Android tree of 5.10.198).
The header counts bits from the most significant one; here bit 0 is the least significant.

The MMU is that of the PowerPC 40x; the TLB is filled by software. In a PTE, the swap entry stands two bits
higher than in the swp_entry_t, so that the present bit stays clear.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Excuse, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "- nothing here") * "pte_none(): all zero"

PRESENT = "present" / BitStruct(
    "pfn" / Bits(20) * "PFN_PTE_SHIFT page frame number",
    "unused_high" / Ignored(1) * "- cleared before the TLB is loaded",
    "accessed" / Flag * "_PAGE_ACCESSED read or written, kept by software",
    "hwexec" / Flag * "_PAGE_HWEXEC hardware: may be executed",
    "hwwrite" / Flag * "_PAGE_HWWRITE hardware: may be written; set once the page is dirty",
    "dirty" / Flag * "_PAGE_DIRTY written to, kept by software",
    "write" / Flag * "_PAGE_RW may be written, kept by software",
    "unused" / Ignored(1) * "- cleared before the TLB is loaded",
    "user" / Flag * "_PAGE_USER user mode may use it: selects zone 1",
    "writethru" / Flag * "_PAGE_WRITETHRU cached, write-through",
    "no_cache" / Flag * "_PAGE_NO_CACHE not cached",
    "present" / Fixed(1, 1) * "_PAGE_PRESENT kept by software",
    "guarded" / Flag * "_PAGE_GUARDED not prefetched",
) * "pte_present(): PRESENT"  # fmt: skip

OFFSET = "offset" / Bits(24) * "__swp_offset slot in the swap area"
ZERO = "zero" / Zeros(2) * "- PRESENT and GUARDED"

SWAP_OLD = "swap" / BitStruct(
    OFFSET,
    "type" / Bits(6) * "__swp_type which swap area, or which special kind",
    ZERO,
) * "__swp_entry_to_pte()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    OFFSET,
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "type" / Bits(5) * "__swp_type which swap area, or which special kind",
    ZERO,
) * "__swp_entry_to_pte()"  # fmt: skip

NO_SWAP = Excuse(
    "no swap",
    "the architecture has no swap areas, so an entry of one is never made",
    "arch/microblaze/Kconfig: select ARCH_NO_SWAP, read at 6.1 and 6.12",
    states=("swap",),
)

LAYOUTS = layouts(
    "microblaze",
    Since("5.10", (NONE, PRESENT, SWAP_OLD), why="read at 5.10 and 6.1; what came before was not read"),
    Since("6.3", (NONE, PRESENT, SWAP_6_3), why="microblaze/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"),
    arch="microblaze", width=32, page_shift=12, physmem_bits=32,
    header="arch/microblaze/include/asm/pgtable.h",
    about="4 KiB pages",
    excuses=(NO_SWAP,),
)  # fmt: skip
