"""OpenRISC: 32-bit, 8 KiB pages.

Read from arch/openrisc/include/asm/pgtable.h at 6.1 and 6.12, and at 5.10 (an Android tree of 5.10.198). Bit
0 is the least significant.

The TLB is filled by software. Linux takes the cache-coherency bit as its present bit, and two bits above the
hardware's as its own. The header doubts that swapping works at all.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

PRESENT = "present" / BitStruct(
    "pfn" / Bits(19) * "PFN PFN_PTE_SHIFT page frame number",
    "unused" / Ignored(1) * ". - not used",
    "shared" / Flag * "SH _PAGE_U_SHARED shared in user space, tracked by software",
    "exec" / Flag * "X _PAGE_EXEC executable, tracked by software",
    "swe" / Flag * "SWE _PAGE_SWE kernel-writable; pte_write() tests it too",
    "sre" / Flag * "SRE _PAGE_SRE kernel-readable",
    "write" / Flag * "UWE _PAGE_UWE user-writable; set and cleared together with SWE",
    "user" / Flag * "URE _PAGE_URE user-readable",
    "dirty" / Flag * "D _PAGE_D dirty",
    "accessed" / Flag * "A _PAGE_A accessed",
    "wom" / Flag * "WOM _PAGE_WOM weakly ordered memory",
    "wbc" / Flag * "WBC _PAGE_WBC write-back cache",
    "ci" / Flag * "CI _PAGE_CI uncached",
    "present" / Fixed(1, 1) * "P _PAGE_CC present, tracked by software; cleared when the TLB is loaded",
) * "pte_present(): PRESENT"  # fmt: skip

OFFSET = "offset" / Bits(20) * "off __swp_offset slot in the swap area"
ZERO = "zero" / Zeros(5) * "0 - must be 0: PRESENT is one of these bits"

SWAP_OLD = "swap" / BitStruct(
    OFFSET,
    "type" / Bits(7) * "type __swp_type swap type: a swap area or a special kind",
    ZERO,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    OFFSET,
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(6) * "type __swp_type swap type: a swap area or a special kind",
    ZERO,
) * "__swp_entry()"  # fmt: skip

# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/openrisc/mm/init.c: what may be read has the execute bit.
# All protections have accessed.
PAGES = Pages(
    {
        "user": "!none",
        "sre": "!none",
        "write": "write",
        "swe": "write",
        "exec": "read & !none",
        "shared": "shared & vm_write & !none",
        "accessed": "young",
        "dirty": "dirty",
    },
    store="fault",
    modify_makes_young=True,
)

LAYOUTS = layouts(
    "openrisc",
    Since("5.10", (NONE, PRESENT, SWAP_OLD), why="read at 5.10 and 6.1; what came before was not read"),
    Since("6.3", (NONE, PRESENT, SWAP_6_3), why="openrisc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"),
    arch="openrisc", width=32, page_shift=13, physmem_bits=32,
    header="arch/openrisc/include/asm/pgtable.h", pages=PAGES,
    about="8 KiB pages",
)  # fmt: skip
