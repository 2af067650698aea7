"""Xtensa: 32-bit, 4 KiB pages, hardware of version 2000 (LX) and newer.

Read from arch/xtensa/include/asm/pgtable.h at 6.1 and 6.12, and at 5.10 (an Android tree of 5.10.198). Bit 0
is the least significant.

An empty entry is not zero: the cache attribute 3 is invalid and marks what is not present, and ring 1 (user)
goes with it since the multihit exception comes before all others. So none is 0x1c, and the word 0 is a
present, uncached kernel page. pte_present() is a masked compare: any cache attribute but 3, or attribute 3
with both permission bits (PROT_NONE).
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Ones, Zeros

CA_INVALID = "ca" / Fixed(3, 2) * "CA _PAGE_CA_INVALID cache attribute 3: invalid"

NONE = "none" / BitStruct(
    "empty_high" / Zeros(27) * "0 - 0 in an empty PTE",
    "user" / Ones(1) * "U _PAGE_USER must be 1: ring 1, against TLB multihits",
    CA_INVALID,
    "empty_low" / Zeros(2) * "0 - 0 in an empty PTE",
) * "pte_none(): exactly 0x1c"  # fmt: skip

HIGH = (
    "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number",
    "unused" / Ignored(3) * ". - available to software, not used",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, tracked by software",
    "write" / Flag * "W _PAGE_WRITABLE writable, tracked by software",
    "ring_high" / Flag * "ring - ring, high bit: rings 2 and 3 are not used",
    "user" / Flag * "U _PAGE_USER ring, low bit: user-accessible",
)
PERMISSIONS = (
    "hw_write" / Flag * "HW _PAGE_HW_WRITE hardware write enable",
    "exec" / Flag * "X _PAGE_HW_EXEC hardware execute enable",
)

WRITEBACK = "present_writeback" / BitStruct(
    *HIGH, "ca" / Fixed(1, 2) * "CA _PAGE_CA_WB cached, write-back", *PERMISSIONS
) * "pte_present(): cache attribute 1"  # fmt: skip
BYPASS = "present_bypass" / BitStruct(
    *HIGH, "ca" / Fixed(0, 2) * "CA _PAGE_CA_BYPASS uncached", *PERMISSIONS
) * "pte_present(): cache attribute 0"  # fmt: skip
WRITETHROUGH = "present_writethrough" / BitStruct(
    *HIGH, "ca" / Fixed(2, 2) * "CA _PAGE_CA_WT cached, write-through", *PERMISSIONS
) * "pte_present(): cache attribute 2"  # fmt: skip
PROTNONE = "protnone" / BitStruct(
    *HIGH, "attribute" / Ones(4) * "attr _PAGE_NONE attribute 15: PROT_NONE, present for the kernel, no access"
) * "pte_present(): attribute 15"  # fmt: skip

SWAP_HIGH = (
    "offset" / Bits(21) * "off __swp_offset slot in the swap area",
    "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind",
    "ring_high" / Zeros(1) * "ring - must be 0: ring, high bit",
    "user" / Ones(1) * "U _PAGE_USER must be 1: ring 1, as in an empty PTE",
    CA_INVALID,
)
SWAP_OLD = "swap" / BitStruct(
    *SWAP_HIGH,
    "zero" / Zeros(2) * "0 - must be 0: both set means PROT_NONE",
) * "__swp_entry()"  # fmt: skip
SWAP_6_3 = "swap" / BitStruct(
    *SWAP_HIGH,
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "zero" / Zeros(1) * "0 - must be 0: set together with EX means PROT_NONE",
) * "__swp_entry()"  # fmt: skip

OLDER_NOTE = (
    "On hardware before version 2000 (T1050) PROT_NONE is attribute 4, bit 0 is set in every present entry, "
    "and pte_present() is the cache attribute alone; that variant is not laid out here."
)

# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/xtensa/mm/init.c: memory is write-back, and all but PAGE_NONE
# have accessed. The handler of store faults sets dirty and the hardware's write bit; pte_modify() drops the latter.
PAGES = Pages(
    {"user": "", "write": "write", "exec": "exec & !none", "accessed": "young", "dirty": "dirty"},
    store="fault",
    modify_makes_young=True,
    untold={"hw_write": "dirty & write", "accessed": "none"},
)

LAYOUTS = layouts(
    "xtensa",
    Since(
        "5.10",
        (NONE, WRITEBACK, BYPASS, WRITETHROUGH, PROTNONE, SWAP_OLD),
        why="read at 5.10 and 6.1; what came before was not read",
        notes=(OLDER_NOTE,),
    ),
    Since(
        "6.3",
        (NONE, WRITEBACK, BYPASS, WRITETHROUGH, PROTNONE, SWAP_6_3),
        why="xtensa/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        notes=(OLDER_NOTE,),
    ),
    arch="xtensa", width=32, page_shift=12, physmem_bits=32,
    header="arch/xtensa/include/asm/pgtable.h", pages=PAGES,
    about="XCHAL_HW_VERSION_MAJOR of 2000 and newer, 4 KiB pages",
)  # fmt: skip
