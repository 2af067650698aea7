"""s390: 64-bit, 4K pages. The kernel has no 32-bit s390 any more.

Read from arch/s390/include/asm/pgtable.h and page.h at 6.1 and 6.12. Bit 0 is the least significant; the
architecture's manual and the header's pictures number from the other end (their bit 63 is bit 0 here).

The hardware looks at bits 8 to 10 and at the frame; bits 0 to 7 are the kernel's. None is not zero: the
hardware's invalid bit stands alone. The hardware has no bit for "read": what a process may do is kept in
software bits, so PROT_NONE is a present entry without the read bit. Present does not mean valid: an old page
is invalid as well, so that its first use faults and makes it young; a clean one is protected, so that its
first store faults. What the hardware knows of use and change is in the frame's storage key, not in this word.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Ignored, Ones, Under, Zeros

NONE = "none" / BitStruct(
    "empty_high" / Zeros(53) * "- nothing here",
    "invalid" / Ones(1) * "_PAGE_INVALID the hardware does not use it",
    "empty_low" / Zeros(10) * "- nothing here",
) * "pte_none(): the invalid bit and nothing else"  # fmt: skip

HIGH = (
    "pfn" / Bits(52) * "PAGE_MASK page frame number",
    "large" / Flag * "_PAGE_LARGE a piece of a large page, seen as a PTE",
    "invalid" / Flag * "_PAGE_INVALID the hardware does not use it; set when old, and for PROT_NONE",
    "protect" / Flag * "_PAGE_PROTECT the hardware refuses stores; set while clean",
    "nx" / Flag * "_PAGE_NOEXEC may not be executed",
    "guest_unused" / Flag * "_PAGE_UNUSED the guest that owns the page has said that it does not need it",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page",
    "write" / Flag * "_PAGE_WRITE may be written, once it is dirty",
)
LOW = (
    "dirty" / Flag * "_PAGE_DIRTY written to, set by the kernel at the first store",
    "accessed" / Flag * "_PAGE_YOUNG read or written, set by the kernel at the first use",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SOFT_DIRTY written since clear_refs",
    "present" / Ones(1) * "_PAGE_PRESENT present for the kernel; the hardware does not look",
)

PROTNONE = "protnone" / BitStruct(
    *HIGH,
    "read" / Zeros(1) * "_PAGE_READ clear: no access for anyone",
    *LOW,
) * "pte_protnone(): present and not readable"  # fmt: skip

PRESENT = "present" / BitStruct(
    *HIGH,
    "read" / Flag * "_PAGE_READ may be read, once it is young; every present entry but a PROT_NONE one",
    *LOW,
) * "pte_present()"  # fmt: skip

SWAP_TYPE = (
    "protect" / Ones(1) * "_PAGE_PROTECT set: with present clear it says swap entry, see pte_swap()",
    "unused" / Zeros(2) * "- not used; in a present entry no-execute and guest-unused",
    "type" / Bits(5) * "__SWP_TYPE_SHIFT which swap area, or which special kind",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SOFT_DIRTY written since clear_refs, as in present",
    "present" / Zeros(1) * "_PAGE_PRESENT clear",
)
SWAP_HIGH = "offset" / Bits(52) * "__SWP_OFFSET_SHIFT slot in the swap area"
INVALID = "invalid" / Ones(1) * "_PAGE_INVALID the hardware does not use it"

SWAP_4_4 = "swap" / BitStruct(
    SWAP_HIGH,
    "reserved" / Zeros(1) * "- was held to be a must-be-zero bit; that is so in valid entries only",
    INVALID,
    *SWAP_TYPE,
) * "mk_swap_pte()"  # fmt: skip

SWAP_5_19 = "swap" / BitStruct(
    SWAP_HIGH,
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    INVALID,
    *SWAP_TYPE,
) * "mk_swap_pte()"  # fmt: skip

NOTES = (
    "A word of zero is neither none nor present: it has the swap form, and is malformed.",
    "Segment and region entries (large pages) have their own formats; from 6.13 on for swap entries, too.",
)

# PAGE_NONE, PAGE_RO, PAGE_RW and their like, and what pte_mk*() and pte_modify() make of them. Making an entry old
# also takes it from the TLB; a store to a clean entry faults.
PAGES = Pages(
    {
        "read": "!none",
        "write": "write",
        "nx": "!exec & !none",
        "invalid": "!young | none",
        "protect": "!write | !dirty",
        "accessed": "young",
        "dirty": "dirty",
        "soft_dirty": "soft_dirty",
        "special": "special",
    },
    mkdirty=("soft_dirty",),
    store="fault",
    dirty_folio=True,
    holds=False,
)

PTE = layouts(
    "s390",
    Since(
        "4.4",
        (NONE, PROTNONE, PRESENT, SWAP_4_4),
        why="read at 5.10; that it holds back to 4.4 was not checked",
        notes=NOTES,
    ),
    Since(
        "5.19",
        (NONE, PROTNONE, PRESENT, SWAP_5_19),
        why="s390/pgtable: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        notes=NOTES,
    ),
    arch="s390", width=64, page_shift=12, physmem_bits=46, aliases=("s390x",),
    header="arch/s390/include/asm/pgtable.h", pages=PAGES,
    about="64-bit mainframe; bits 0 to 7 of a present entry are the kernel's own",
)  # fmt: skip

# ------------------------------------------------------------------ one level up: segment-table entries
# Their own format for swap entries since 6.13; bits 2 and 3 are the hardware's table type, 0 for a segment.

SEGMENT_NONE = "none" / BitStruct(
    "empty_high" / Zeros(58) * "- nothing here",
    "invalid" / Ones(1) * "_SEGMENT_ENTRY_INVALID the hardware does not use it",
    "empty_low" / Zeros(5) * "- nothing here",
) * "pmd_none(): the invalid bit and nothing else"  # fmt: skip

SEGMENT_HIGH = (
    "pfn" / Bits(44) * "_SEGMENT_ENTRY_ORIGIN_LARGE frame of 1 MiB, counted in MiB",
    "unused_high" / Ignored(4) * "- storage key and reserved bits of the hardware, or part of a table's address",
    "write" / Flag * "_SEGMENT_ENTRY_WRITE may be written, once it is dirty",
)
SEGMENT_LOW = (
    "dirty" / Flag * "_SEGMENT_ENTRY_DIRTY written to, set by the kernel at the first store",
    "accessed" / Flag * "_SEGMENT_ENTRY_YOUNG used, set by the kernel at the first use",
    "unused_11" / Ignored(1) * "- not used",
)
SEGMENT_BELOW = (
    "protect" / Flag * "_SEGMENT_ENTRY_PROTECT the hardware refuses stores; set while clean",
    "nx" / Flag * "_SEGMENT_ENTRY_NOEXEC may not be executed",
    "unused_7" / Ignored(2) * "- not used",
    "invalid" / Flag * "_SEGMENT_ENTRY_INVALID the hardware does not use it; set when old, and for PROT_NONE",
    "common" / Flag * "_SEGMENT_ENTRY_COMM common segment",
    "table_type" / Bits(2) * "_SEGMENT_ENTRY_TYPE_MASK TT of the hardware: 0 is a segment table",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_SEGMENT_ENTRY_SOFT_DIRTY written since clear_refs",
    "present" / Ones(1) * "_SEGMENT_ENTRY_PRESENT present for the kernel; the hardware does not look",
)
SEGMENT_PROTNONE = "protnone" / BitStruct(
    *SEGMENT_HIGH,
    "read" / Zeros(1) * "_SEGMENT_ENTRY_READ clear: no access for anyone",
    *SEGMENT_LOW,
    "large" / Ones(1) * "_SEGMENT_ENTRY_LARGE maps a huge page",
    *SEGMENT_BELOW,
) * "pmd_protnone()"  # fmt: skip
SEGMENT_PRESENT = "present" / BitStruct(
    *SEGMENT_HIGH,
    "read" / Flag * "_SEGMENT_ENTRY_READ may be read, once it is young",
    *SEGMENT_LOW,
    "large" / Flag * "_SEGMENT_ENTRY_LARGE maps a huge page; clear: points to a page table",
    *SEGMENT_BELOW,
) * "pmd_present()"  # fmt: skip
SEGMENT_SWAP = "swap" / BitStruct(
    "offset" / Bits(52) * "__SWP_OFFSET_SHIFT_RSTE what the kind keeps: a frame, or marker bits",
    "unused_11" / Zeros(1) * "- not used: no entry of this level is exclusive",
    "type" / Bits(5) * "__SWP_TYPE_SHIFT_RSTE which special kind",
    "invalid" / Ones(1) * "_RST_ENTRY_INVALID the hardware does not use it",
    "common" / Ones(1) * "_RST_ENTRY_COMM with present clear it says swap entry",
    "table_type" / Zeros(2) * "_SEGMENT_ENTRY_TYPE_MASK TT of the hardware: 0 is a segment table",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_SEGMENT_ENTRY_SOFT_DIRTY written since clear_refs",
    "present" / Zeros(1) * "_SEGMENT_ENTRY_PRESENT clear",
) * "mk_swap_rste()"  # fmt: skip

SEGMENT = layouts(
    "s390",
    Since(
        "6.13",
        (SEGMENT_NONE, SEGMENT_PROTNONE, SEGMENT_PRESENT, SEGMENT_SWAP),
        why="s390/mm: Introduce region-third and segment table swap entries",
        notes=(
            "Swap, present and none agree with 7.3's own inlines; the bits of a present entry are by reading.",
            "hugetlb keeps markers here from 6.13 on; migration entries of huge pages were seen at 7.3.",
        ),
    ),
    arch="s390", width=64, page_shift=12, physmem_bits=46, aliases=("s390x",), level="pmd",
    header="arch/s390/include/asm/pgtable.h",
    about="segment-table entries: huge pages of 1 MiB",
)  # fmt: skip

LAYOUTS = [*PTE, *SEGMENT]
