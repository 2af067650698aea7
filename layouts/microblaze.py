"""MicroBlaze: 32-bit, 4 KiB pages.

Read from arch/microblaze/include/asm/pgtable.h at 6.1 and 6.12, and at 5.10 (an Android tree of 5.10.198).
The header counts bits from the most significant one; here bit 0 is the least significant.

The MMU is that of the PowerPC 40x; the TLB is filled by software. In a PTE, the swap entry stands two bits
higher than in the swp_entry_t, so that the present bit stays clear.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Excuse, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

PRESENT = "present" / BitStruct(
    "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number",
    "unused_high" / Ignored(1) * ". - cleared when the TLB is loaded",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "hwexec" / Flag * "HX _PAGE_HWEXEC hardware execute enable",
    "hwwrite" / Flag * "HW _PAGE_HWWRITE hardware write enable; set once dirty",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, tracked by software",
    "write" / Flag * "W _PAGE_RW writable, tracked by software",
    "unused" / Ignored(1) * ". - cleared when the TLB is loaded",
    "user" / Flag * "U _PAGE_USER user-accessible: selects zone 1",
    "writethru" / Flag * "WT _PAGE_WRITETHRU cached, write-through",
    "no_cache" / Flag * "I _PAGE_NO_CACHE uncached",
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present, tracked by software",
    "guarded" / Flag * "G _PAGE_GUARDED guarded: no prefetch",
) * "pte_present(): PRESENT"  # fmt: skip

OFFSET = "offset" / Bits(24) * "off __swp_offset slot in the swap area"
ZERO = "zero" / Zeros(2) * "0 - must be 0: PRESENT and GUARDED"

SWAP_OLD = "swap" / BitStruct(
    OFFSET,
    "type" / Bits(6) * "type __swp_type swap type: a swap area or a special kind",
    ZERO,
) * "__swp_entry_to_pte()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    OFFSET,
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind",
    ZERO,
) * "__swp_entry_to_pte()"  # fmt: skip

NO_SWAP = Excuse(
    "no swap",
    "the architecture has no swap areas, so an entry of one is never made",
    "arch/microblaze/Kconfig: select ARCH_NO_SWAP, read at 6.1 and 6.12",
    states=("swap",),
)

# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/microblaze/mm/init.c: _PAGE_BASE has accessed, execution is
# not refused. arch/microblaze/kernel/hw_exception_handler.S sets HWEXEC, and HWWRITE with dirty at a store;
# pte_modify() drops both.
PAGES = Pages(
    {"user": "!none", "write": "write", "accessed": "young", "dirty": "dirty"},
    store="fault",
    modify_makes_young=True,
    untold={"hwexec": "", "hwwrite": "dirty & write"},
)

LAYOUTS = layouts(
    "microblaze",
    Since("5.10", (NONE, PRESENT, SWAP_OLD), why="read at 5.10 and 6.1; what came before was not read"),
    Since("6.3", (NONE, PRESENT, SWAP_6_3), why="microblaze/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"),
    arch="microblaze", width=32, page_shift=12, physmem_bits=32,
    header="arch/microblaze/include/asm/pgtable.h", pages=PAGES,
    about="4 KiB pages",
    excuses=(NO_SWAP,),
)  # fmt: skip
