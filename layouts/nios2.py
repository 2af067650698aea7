"""Nios II: 32-bit, 4 KiB pages.

Read from arch/nios2/include/asm/pgtable.h and pgtable-bits.h at 6.1 and 6.12, and pgtable.h at 5.10 (an
Android tree of 5.10.198). Bit 0 is the least significant.

The word is the TLBACC register: the PFN at the bottom, the hardware's five bits above it, and Linux's own in
the bits that the hardware ignores. pte_clear() leaves the low four bits of the page number in an empty entry,
so pte_none() does not look at them; nor at GLOBAL.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Excuse, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct(
    "empty_high" / Zeros(11) * "- nothing here",
    "global" / Ignored(1) * "_PAGE_GLOBAL not looked at",
    "empty_low" / Zeros(16) * "- nothing here",
    "page_number" / Ignored(4) * "- low bits of the virtual page number, left there by pte_clear()",
) * "pte_none(): all zero but for GLOBAL and the low four bits"  # fmt: skip

PRESENT = "present" / BitStruct(
    "unused" / Ignored(4) * "- not used, ignored by the hardware",
    "dirty" / Flag * "_PAGE_DIRTY written to, kept by software",
    "accessed" / Flag * "_PAGE_ACCESSED read or written, kept by software",
    "present" / Fixed(1, 1) * "_PAGE_PRESENT kept by software",
    "cached" / Flag * "_PAGE_CACHED data accesses are cached",
    "read" / Flag * "_PAGE_READ may be read",
    "write" / Flag * "_PAGE_WRITE may be written",
    "exec" / Flag * "_PAGE_EXEC may be executed",
    "global" / Flag * "_PAGE_GLOBAL in every address space",
    "pfn" / Bits(20) * "pte_pfn page frame number",
) * "pte_present(): PRESENT"  # fmt: skip

HARDWARE = "hardware" / Zeros(6) * "- PRESENT and the hardware's bits: cached, read, write, execute, global"
OFFSET = "offset" / Bits(20) * "__swp_offset slot in the swap area"

SWAP_OLD = "swap" / BitStruct(
    "zero" / Zeros(4) * "- not used",
    "type" / Bits(2) * "__swp_type which swap area; too narrow for the special kinds",
    HARDWARE,
    OFFSET,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "type" / Bits(5) * "__swp_type which swap area, or which special kind",
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
    header="arch/nios2/include/asm/pgtable.h",
    about="4 KiB pages",
    excuses=(NO_SWAP,),
)  # fmt: skip
