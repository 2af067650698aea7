"""Hexagon: 32-bit, 4 KiB pages.

Read from arch/hexagon/include/asm/pgtable.h and vm_mmu.h at 6.1 and 6.12, and pgtable.h at 5.10 (an Android
tree of 5.10.198). Bit 0 is the least significant.

The tables are those of the Hexagon Virtual Machine, which walks them by itself; the low bits are Linux's. The
offset of a swap entry is split around three bits that the header keeps zero so that the entry grants nothing.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "_NULL_PTE nothing here") * "pte_none(): all zero"

PRESENT = "present" / BitStruct(
    "pfn" / Bits(20) * "PFN_PTE_SHIFT page frame number",
    "exec" / Flag * "__HVM_PTE_X may be executed",
    "write" / Flag * "__HVM_PTE_W may be written",
    "read" / Flag * "__HVM_PTE_R may be read",
    "cache" / Bits(3) * "__HVM_PTE_C 0 write-back, 1 write-through, 4 device, 6 uncached; 5 and 7 with L2",
    "user" / Flag * "__HVM_PTE_U user mode may use it",
    "t" / Flag * "__HVM_PTE_T the virtual machine's; the header does not say what for",
    "unused" / Ignored(1) * "- the fourth software bit, not used",
    "accessed" / Flag * "_PAGE_ACCESSED read or written, kept by software",
    "dirty" / Flag * "_PAGE_DIRTY written to, kept by software",
    "present" / Fixed(1, 1) * "_PAGE_PRESENT kept by software",
) * "pte_present(): PRESENT"  # fmt: skip

NO_ACCESS = "no_access" / Zeros(3) * "- what the header takes for the permission bits"
TYPE = "type" / Bits(5) * "__swp_type which swap area, or which special kind"
PRESENT_ZERO = "present" / Zeros(1) * "_PAGE_PRESENT clear: the rest is a swap entry"

SWAP_OLD = "swap" / BitStruct(
    "offset[22:4]" / Bits(19) * "__swp_offset slot in the swap area",
    NO_ACCESS,
    "offset[3:0]" / Bits(4) * "__swp_offset slot in the swap area",
    TYPE,
    PRESENT_ZERO,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "offset[21:3]" / Bits(19) * "__swp_offset slot in the swap area",
    NO_ACCESS,
    "offset[2:0]" / Bits(3) * "__swp_offset slot in the swap area",
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    TYPE,
    PRESENT_ZERO,
) * "__swp_entry()"  # fmt: skip

PERMISSIONS_NOTE = (
    "The swap format keeps bits 10 to 12 zero as permission bits, but vm_mmu.h has R, W and X at 9, 10 "
    "and 11, and the header calls an entry invalid when 9 to 11 are zero: "
    "the top bit of the offset's low slice lies on R."
)

LAYOUTS = layouts(
    "hexagon",
    Since(
        "5.10",
        (NONE, PRESENT, SWAP_OLD),
        why="read at 5.10 and 6.1; what came before was not read",
        notes=(PERMISSIONS_NOTE,),
    ),
    Since(
        "6.3",
        (NONE, PRESENT, SWAP_6_3),
        why="hexagon/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        notes=(PERMISSIONS_NOTE,),
    ),
    arch="hexagon", width=32, page_shift=12, physmem_bits=32,
    header="arch/hexagon/include/asm/pgtable.h",
    about="4 KiB pages, under the Hexagon Virtual Machine",
)  # fmt: skip
