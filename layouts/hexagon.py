"""Hexagon: 32-bit, 4 KiB pages.

Read from arch/hexagon/include/asm/pgtable.h and vm_mmu.h at 6.1 and 6.12, and pgtable.h at 5.10 (an Android
tree of 5.10.198). Bit 0 is the least significant.

The tables are those of the Hexagon Virtual Machine, which walks them by itself; the low bits are Linux's. The
offset of a swap entry is split around three bits that the header keeps zero so that the entry grants nothing.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 _NULL_PTE 0 in an empty PTE") * "pte_none(): all zero"

PRESENT = "present" / BitStruct(
    "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number",
    "exec" / Flag * "X __HVM_PTE_X executable",
    "write" / Flag * "W __HVM_PTE_W writable",
    "read" / Flag * "R __HVM_PTE_R readable",
    "cache" / Bits(3) * "C __HVM_PTE_C 0 write-back, 1 write-through, 4 device, 6 uncached; 5 and 7 with L2",
    "user" / Flag * "U __HVM_PTE_U user-accessible",
    "t" / Flag * "T __HVM_PTE_T used by the virtual machine; not explained in the header",
    "unused" / Ignored(1) * ". - fourth software bit, not used",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, tracked by software",
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present, tracked by software",
) * "pte_present(): PRESENT"  # fmt: skip

NO_ACCESS = "no_access" / Zeros(3) * "0 - must be 0: what the header calls the permission bits"
TYPE = "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind"
PRESENT_ZERO = "present" / Zeros(1) * "P _PAGE_PRESENT 0: a swap entry"

SWAP_OLD = "swap" / BitStruct(
    "offset[22:4]" / Bits(19) * "off __swp_offset slot in the swap area",
    NO_ACCESS,
    "offset[3:0]" / Bits(4) * "off __swp_offset slot in the swap area",
    TYPE,
    PRESENT_ZERO,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "offset[21:3]" / Bits(19) * "off __swp_offset slot in the swap area",
    NO_ACCESS,
    "offset[2:0]" / Bits(3) * "off __swp_offset slot in the swap area",
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    TYPE,
    PRESENT_ZERO,
) * "__swp_entry()"  # fmt: skip

PERMISSIONS_NOTE = (
    "The swap format keeps bits 10 to 12 zero as permission bits, but vm_mmu.h has R, W and X at 9, 10 "
    "and 11, and the header calls an entry invalid when 9 to 11 are zero: "
    "the top bit of the offset's low slice lies on R."
)

# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/hexagon/mm/init.c; the cache attribute is the configuration's.
# No protection has accessed, and only a second fault sets it. pte_modify() keeps nothing but the frame.
PAGES = Pages(
    {
        "user": "",
        "read": "read & !none",
        "write": "write",
        "exec": "exec & !none",
        "accessed": "young",
        "dirty": "dirty",
    },
    store="fault",
    modify_clears=("young", "dirty"),
    untold={"cache": "", "accessed": ""},
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
    header="arch/hexagon/include/asm/pgtable.h", pages=PAGES,
    about="4 KiB pages, under the Hexagon Virtual Machine",
)  # fmt: skip
