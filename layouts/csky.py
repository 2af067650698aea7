"""C-SKY: 32-bit, 4 KiB pages, ABI v1 (CK610) and v2 (CK860 and others).

Read from arch/csky/include/asm/pgtable.h at 6.1 and 6.12, and from abiv1/inc/abi/pgtable-bits.h and
abiv2/inc/abi/ pgtable-bits.h as they were before and after 6.3; for 5.10 from an Android tree of 5.10.198.
Bit 0 is the least significant.

The hardware knows VALID and DIRTY only; Linux emulates present, read, write, accessed and modified with them.
An empty entry of a kernel address has GLOBAL set: pte_none() does not look at that bit.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

PFN = "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number"
MODIFIED = "dirty" / Flag * "M _PAGE_MODIFIED dirty, tracked by software"
ACCESSED = "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software"
WRITE = "write" / Flag * "W _PAGE_WRITE writable, tracked by software"
READ = "read" / Flag * "R _PAGE_READ readable, tracked by software"
PRESENT_BIT = "present" / Fixed(1, 1) * "P _PAGE_PRESENT present, tracked by software"
HW_DIRTY = "hw_dirty" / Flag * "D _PAGE_DIRTY hardware write enable"
VALID = "valid" / Flag * "V _PAGE_VALID valid for the hardware"
GLOBAL = "global" / Flag * "G _PAGE_GLOBAL global: matches every address space"
GLOBAL_IGNORED = "global" / Ignored(1) * "G _PAGE_GLOBAL ignored: set in empty kernel entries"
TYPE = "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"
PRESENT_ZERO = "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present"
VALID_ZERO = "valid" / Zeros(1) * "V _PAGE_VALID 0: not present, access faults"
GLOBAL_ZERO = "global" / Zeros(1) * "G _PAGE_GLOBAL must be 0: pte_none() ignores it"

SWAP_5_10 = "swap" / BitStruct(
    "offset" / Bits(20) * "off __swp_offset slot in the swap area",
    "type" / Bits(8) * "type __swp_type swap type: a swap area or a special kind",
    "zero" / Zeros(4) * "0 - not used",
) * "__swp_entry()"  # fmt: skip

# ------------------------------------------------------------------ ABI v1

NONE_V1 = "none" / BitStruct(
    "empty_high" / Zeros(25) * "0 - 0 in an empty PTE",
    GLOBAL_IGNORED,
    "empty_low" / Zeros(6) * "0 - 0 in an empty PTE",
) * "pte_none(): all zero but for GLOBAL"  # fmt: skip

PRESENT_V1 = "present" / BitStruct(
    PFN,
    "cache" / Bits(3) * "C _CACHE_MASK 3 cached, 2 uncached and strongly ordered",
    HW_DIRTY,
    VALID,
    GLOBAL,
    "unused" / Ignored(1) * ". - not used",
    MODIFIED,
    ACCESSED,
    WRITE,
    READ,
    PRESENT_BIT,
) * "pte_present(): PRESENT"  # fmt: skip

SWAP_V1_LOW = (
    VALID_ZERO,
    GLOBAL_ZERO,
    "type[3:0]" / Bits(4) * "type __swp_type swap type: a swap area or a special kind",
    "prot_none" / Zeros(1) * "PN _PAGE_PROT_NONE 0; set in a PROT_NONE entry; the READ bit",
    PRESENT_ZERO,
)
TYPE_4_V1 = "type[4]" / Bits(1) * "type __swp_type swap type: a swap area or a special kind"

SWAP_V1_6_1 = "swap" / BitStruct(
    "offset" / Bits(23) * "off __swp_offset slot in the swap area",
    TYPE_4_V1,
    *SWAP_V1_LOW,
) * "__swp_entry()"  # fmt: skip

SWAP_V1_6_3 = "swap" / BitStruct(
    "offset" / Bits(22) * "off __swp_offset slot in the swap area",
    EXCLUSIVE,
    TYPE_4_V1,
    *SWAP_V1_LOW,
) * "__swp_entry()"  # fmt: skip

# ------------------------------------------------------------------ ABI v2

NONE_V2 = "none" / BitStruct(
    "empty" / Zeros(31) * "0 - 0 in an empty PTE",
    GLOBAL_IGNORED,
) * "pte_none(): all zero but for GLOBAL"  # fmt: skip

PRESENT_V2 = "present" / BitStruct(
    PFN,
    MODIFIED,
    PRESENT_BIT,
    WRITE,
    READ,
    ACCESSED,
    "buf" / Flag * "B _PAGE_BUF bufferable",
    "so" / Flag * "SO _PAGE_SO strongly ordered",
    "unused" / Ignored(1) * ". - not used",
    "cache" / Flag * "C _PAGE_CACHE cacheable",
    HW_DIRTY,
    VALID,
    GLOBAL,
) * "pte_present(): PRESENT"  # fmt: skip

SWAP_V2_MIDDLE = (
    PRESENT_ZERO,
    "prot_none" / Zeros(1) * "PN _PAGE_PROT_NONE 0; set in a PROT_NONE entry; the WRITE bit",
)

SWAP_V2_6_1 = "swap" / BitStruct(
    "offset[22:2]" / Bits(21) * "off __swp_offset slot in the swap area",
    *SWAP_V2_MIDDLE,
    "offset[1:0]" / Bits(2) * "off __swp_offset slot in the swap area",
    TYPE,
    VALID_ZERO,
    GLOBAL_ZERO,
) * "__swp_entry()"  # fmt: skip

SWAP_V2_6_3 = "swap" / BitStruct(
    "offset[21:1]" / Bits(21) * "off __swp_offset slot in the swap area",
    *SWAP_V2_MIDDLE,
    "offset[0]" / Bits(1) * "off __swp_offset slot in the swap area",
    EXCLUSIVE,
    TYPE,
    VALID_ZERO,
    GLOBAL_ZERO,
) * "__swp_entry()"  # fmt: skip

# ------------------------------------------------------------------ layouts

WHY_5_10 = "read at 5.10 only; the release that moved the fields was not read"
WHY_6_1 = "VALID, GLOBAL and the PROT_NONE bit keep clear of the swap fields; first seen at 6.1"
WHY_6_3 = "csky/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
GLOBAL_NOTE = "The type field lies over GLOBAL, VALID or PRESENT: the kernel itself can misread such words."
PROT_NONE_NOTE = (
    "PAGE_NONE has _PAGE_PROT_NONE but not _PAGE_PRESENT, and pte_present() tests PRESENT alone: "
    "an entry made by mprotect(PROT_NONE) is not present for the kernel. "
    "Its PROT_NONE bit, zero in every swap entry, shows here as malformed."
)

# PAGE_NONE, PAGE_READ, PAGE_WRITE and protection_map[] of arch/csky/mm/init.c. PAGE_NONE is no present entry, and its
# bit is that of read (ABI v1) or write (v2). pte_modify() keeps VALID and the hardware's DIRTY, so a page that has
# become read-only may still have it; VALID follows accessed only once the page was used.
USER = {
    "read": "!none",
    "write": "write",
    "accessed": "young",
    "dirty": "dirty",
    "valid": "young",
    "hw_dirty": "dirty & write",
}
UNTOLD = {"valid": "", "hw_dirty": "dirty & !write", "present": "none", "accessed": "none"}
PAGES_V1 = Pages(USER | {"read": "", "cache=3": "!none"}, store="fault", modify_makes_young=True, untold=UNTOLD)
PAGES_V2 = Pages(
    USER | {"write": "write | none", "cache": "!none", "buf": ""}, store="fault", modify_makes_young=True, untold=UNTOLD
)
# How PROT_NONE looked at 5.10 was not read.
NONE_5_10 = UNTOLD | {"read": "none", "write": "none", "cache": "none", "buf": "none"}
PAGES_V1_5_10 = Pages(PAGES_V1.fields, store="fault", modify_makes_young=True, untold=NONE_5_10)
PAGES_V2_5_10 = Pages(PAGES_V2.fields, store="fault", modify_makes_young=True, untold=NONE_5_10)

ABIV1 = layouts(
    "csky_abiv1",
    Since(
        "5.10", (NONE_V1, PRESENT_V1, SWAP_5_10), why=WHY_5_10, until="5.10", notes=(GLOBAL_NOTE,),
        changes={"pages": PAGES_V1_5_10},
    ),
    Since("6.1", (NONE_V1, PRESENT_V1, SWAP_V1_6_1), why=WHY_6_1, notes=(PROT_NONE_NOTE,)),
    Since("6.3", (NONE_V1, PRESENT_V1, SWAP_V1_6_3), why=WHY_6_3, notes=(PROT_NONE_NOTE,)),
    arch="csky", width=32, page_shift=12, physmem_bits=32,
    header="arch/csky/abiv1/inc/abi/pgtable-bits.h", pages=PAGES_V1,
    about="ABI v1: CK610",
)  # fmt: skip

ABIV2 = layouts(
    "csky_abiv2",
    Since(
        "5.10", (NONE_V2, PRESENT_V2, SWAP_5_10), why=WHY_5_10, until="5.10", notes=(GLOBAL_NOTE,),
        changes={"pages": PAGES_V2_5_10},
    ),
    Since("6.1", (NONE_V2, PRESENT_V2, SWAP_V2_6_1), why=WHY_6_1, notes=(PROT_NONE_NOTE,)),
    Since("6.3", (NONE_V2, PRESENT_V2, SWAP_V2_6_3), why=WHY_6_3, notes=(PROT_NONE_NOTE,)),
    arch="csky", width=32, page_shift=12, physmem_bits=32, aliases=("csky",),
    header="arch/csky/abiv2/inc/abi/pgtable-bits.h", pages=PAGES_V2,
    about="ABI v2: CK860 and others",
)  # fmt: skip

LAYOUTS = [*ABIV1, *ABIV2]
