"""Nios II: 32-bit, 4 KiB pages.

Read from arch/nios2/include/asm/pgtable.h and pgtable-bits.h at 6.1 and 6.12, and pgtable.h at 5.10 (an
Android tree of 5.10.198). Bit 0 is the least significant.

The word is the TLBACC register: the PFN at the bottom, the hardware's five bits above it, and Linux's own in
the bits that the hardware ignores. pte_clear() leaves the low four bits of the page number in an empty entry,
so pte_none() does not look at them; nor at GLOBAL.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Excuse, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct(
    "empty_high" / Zeros(11) * "0 - 0 in an empty PTE",
    "global" / Ignored(1) * "G _PAGE_GLOBAL ignored",
    "empty_low" / Zeros(16) * "0 - 0 in an empty PTE",
    "page_number" / Ignored(4) * "VPN - ignored: low bits of the virtual page number, left by pte_clear()",
) * "pte_none(): all zero but for GLOBAL and the low four bits"  # fmt: skip

PRESENT = "present" / BitStruct(
    "unused" / Ignored(4) * ". - not used, ignored by the hardware",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, tracked by software",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present, tracked by software",
    "cached" / Flag * "C _PAGE_CACHED cacheable",
    "read" / Flag * "R _PAGE_READ readable",
    "write" / Flag * "W _PAGE_WRITE writable",
    "exec" / Flag * "X _PAGE_EXEC executable",
    "global" / Flag * "G _PAGE_GLOBAL global: matches every address space",
    "pfn" / Bits(20) * "PFN pte_pfn page frame number",
) * "pte_present(): PRESENT"  # fmt: skip

HARDWARE = "hardware" / Zeros(6) * "PCRWXG - must be 0: PRESENT and the hardware bits"
OFFSET = "offset" / Bits(20) * "off __swp_offset slot in the swap area"

SWAP_OLD = "swap" / BitStruct(
    "zero" / Zeros(4) * "0 - not used",
    "type" / Bits(2) * "type __swp_type swap type: a swap area; too narrow for the special kinds",
    HARDWARE,
    OFFSET,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind",
    HARDWARE,
    OFFSET,
) * "__swp_entry()"  # fmt: skip

NONE_NOTE = (
    "pte_none() ignores the low four bits, where the offset is: "
    "an entry of swap area 0 with an offset below 16 and no exclusive bit reads as none."
)

NO_SWAP = Excuse(
    "no swap",
    "the architecture has no swap areas, so an entry of one is never made",
    "arch/nios2/Kconfig: select ARCH_NO_SWAP, read at 6.1 and 6.12",
    states=("swap",),
)

# MKP() and protection_map[] of arch/nios2/mm/init.c. No protection has accessed; pte_modify() changes R, W and X alone.
PAGES = Pages(
    {
        "read": "read & !none",
        "write": "write",
        "exec": "exec & !none",
        "cached": "",
        "accessed": "young",
        "dirty": "dirty",
    },
    store="fault",
    untold={"accessed": ""},
)

LAYOUTS = layouts(
    "nios2",
    Since(
        "5.10",
        (NONE, PRESENT, SWAP_OLD),
        why="read at 5.10 and 6.1; what came before was not read",
        notes=(
            NONE_NOTE,
            "Generic code has 5 type bits, the entry 2: __swp_entry() makes type 28 swap area 0.",
        ),
    ),
    Since(
        "6.3",
        (NONE, PRESENT, SWAP_6_3),
        why="nios2/mm: refactor swap PTE layout; nios2/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        notes=(NONE_NOTE,),
    ),
    arch="nios2", width=32, page_shift=12, physmem_bits=32,
    header="arch/nios2/include/asm/pgtable.h", pages=PAGES,
    about="4 KiB pages",
    excuses=(NO_SWAP,),
)  # fmt: skip
