"""s390: 64-bit, 4K pages. The kernel has no 32-bit s390 any more.

Read from arch/s390/include/asm/pgtable.h and page.h at 6.1 and 6.12, and in trees of about 3.0 and 3.13. Bit 0
is the least significant; the architecture's manual and the header's pictures number from the
other end (their bit 63 is bit 0 here).

The hardware looks at bits 8 to 10 and at the frame; bits 0 to 7 are the kernel's. None is not zero: the
hardware's invalid bit stands alone. The hardware has no bit for "read": what a process may do is kept in
software bits, so PROT_NONE is a present entry without the read bit. Present does not mean valid: an old page
is invalid as well, so that its first use faults and makes it young; a clean one is protected, so that its
first store faults. What the hardware knows of use and change is in the frame's storage key, not in this word.
"""

from collections.abc import Sequence
from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Ones, Under, Zeros

Fields = Sequence[Any]

NONE = "none" / BitStruct(
    "empty_high" / Zeros(53) * "0 - 0 in an empty PTE",
    "invalid" / Ones(1) * "I _PAGE_INVALID invalid: access faults",
    "empty_low" / Zeros(10) * "0 - 0 in an empty PTE",
) * "pte_none(): the invalid bit and nothing else"  # fmt: skip

HIGH = (
    "pfn" / Bits(52) * "PFN PAGE_MASK page frame number",
    "large" / Flag * "FC _PAGE_LARGE part of a large page, seen as a PTE",
    "invalid" / Flag * "I _PAGE_INVALID invalid: access faults; set when old, and for PROT_NONE",
    "protect" / Flag * "P _PAGE_PROTECT write-protected for the hardware; set while clean",
    "nx" / Flag * "IEP _PAGE_NOEXEC not executable",
    "guest_unused" / Flag * "UN _PAGE_UNUSED the guest marked the page unused",
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "write" / Flag * "W _PAGE_WRITE writable, once dirty",
)
LOW = (
    "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the kernel at the first store",
    "accessed" / Flag * "Y _PAGE_YOUNG young, set by the kernel at the first access",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs",
    "present" / Ones(1) * "PR _PAGE_PRESENT present, tracked by software",
)

PROTNONE = "protnone" / BitStruct(
    *HIGH,
    "read" / Zeros(1) * "R _PAGE_READ 0: no access",
    *LOW,
) * "pte_protnone(): present and not readable"  # fmt: skip

PRESENT = "present" / BitStruct(
    *HIGH,
    "read" / Flag * "R _PAGE_READ readable, once young; 0 only for PROT_NONE",
    *LOW,
) * "pte_present()"  # fmt: skip

SWAP_TYPE = (
    "protect" / Ones(1) * "P _PAGE_PROTECT must be 1: with PR 0 it means a swap entry",
    "unused" / Zeros(2) * "0 - not used; IEP and UN in a present PTE",
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs",
    "present" / Zeros(1) * "PR _PAGE_PRESENT 0: not set",
)
SWAP_HIGH = "offset" / Bits(52) * "off __SWP_OFFSET_SHIFT slot in the swap area"
INVALID = "invalid" / Ones(1) * "I _PAGE_INVALID invalid: access faults"

OFFSETS = "off __swp_offset slot in the swap area"
TYPE = "type" / Bits(5) * "type __swp_type swap type: a swap area or a special kind"
UNUSED_LARGE = "reserved_11" / Zeros(1) * "0 - must be 0: not used by swap entries"
OVERRIDE = "reserved_8" / Zeros(1) * "0 _PAGE_CO must be 0: the hardware wants it so"
PFN = "pfn" / Bits(52) * "PFN PAGE_MASK page frame number"


READ_WRITE = "protect" / Zeros(1) * "P _PAGE_RO 0: set means a page of a nonlinear file mapping"
SWT = "swt" / Ones(1) * "SWT _PAGE_SWT 1 in PROT_NONE, file and swap entries"
NO_SWT = "swt" / Zeros(1) * "SWT _PAGE_SWT 0: empty, or valid"
KIND = "kind" / Ones(1) * "T _PAGE_TYPE 1: a swap entry, if not present"
NOT_PRESENT = "present" / Zeros(1) * "PR _PAGE_PRESENT 0: not set"


def old_swap(*low: Any) -> Any:
    """Until 4.0 the lowest bit of the offset stands apart, and the two lowest bits of the word tell the kinds apart."""
    return "swap" / BitStruct(
        "offset[52:1]" / Bits(52) * OFFSETS,
        UNUSED_LARGE,
        INVALID,
        READ_WRITE,
        OVERRIDE,
        "offset[0]" / Bits(1) * OFFSETS,
        TYPE,
        *low,
    ) * "mk_swap_pte()"  # fmt: skip


NONE_OLD = "none" / BitStruct(
    "ignored_high" / Ignored(53) * ". - ignored",
    INVALID,
    "ignored_low" / Ignored(9) * ". - ignored",
    NO_SWT,
) * "pte_none(): invalid and not SWT"  # fmt: skip
OLD_FLAGS = (
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "kvm_referenced" / Flag * "SR _PAGE_SWR referenced, for a guest",
    "kvm_changed" / Flag * "SC _PAGE_SWC changed, for a guest",
)
PROTNONE_OLD = "protnone" / BitStruct(
    PFN,
    "unused_11" / Ignored(1) * ". - not used",
    INVALID,
    "protect" / Zeros(1) * "P _PAGE_RO 0",
    "override" / Ignored(1) * ". _PAGE_CO change-bit override",
    "unused_7" / Ignored(3) * ". - not used",
    *OLD_FLAGS,
    "swx" / Zeros(1) * "SWX _PAGE_SWX 1 in swap entries, and where a file entry has an offset",
    SWT,
) * "_PAGE_TYPE_NONE"  # fmt: skip
PRESENT_OLD = "present" / BitStruct(
    PFN,
    "unused_11" / Ignored(1) * ". - not used",
    "invalid" / Zeros(1) * "I _PAGE_INVALID 0: valid",
    "protect" / Flag * "P _PAGE_RO read-only",
    "override" / Flag * "CO _PAGE_CO change-bit override",
    "unused_7" / Ignored(3) * ". - not used",
    *OLD_FLAGS,
    "unused_1" / Ignored(1) * ". - not used here",
    NO_SWT,
) * "pte_present()"  # fmt: skip
SWAP_2_6_32 = old_swap("swx" / Ones(1) * "SWX _PAGE_SWX 1 in swap entries, and where a file entry has an offset", SWT)

NONE_3_12 = "none" / BitStruct(
    "ignored_high" / Ignored(53) * ". - ignored",
    INVALID,
    "protect" / Zeros(1) * "P _PAGE_PROTECT 0",
    "ignored_low" / Ignored(7) * ". - ignored",
    "kind" / Zeros(1) * "T _PAGE_TYPE 0: no swap entry",
    NOT_PRESENT,
) * "pte_none(): invalid, and neither protected, present nor a swap entry"  # fmt: skip
HIGH_3_12 = (
    PFN,
    "large" / Flag * "FC _PAGE_LARGE part of a large page, seen as a PTE",
    "invalid" / Flag * "I _PAGE_INVALID invalid: access faults; set when old, and for PROT_NONE",
    "protect" / Flag * "P _PAGE_PROTECT write-protected for the hardware; set while clean",
    "override" / Flag * "CO _PAGE_CO change-bit override",
    "unused_7" / Ignored(1) * ". - not used",
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "write" / Flag * "W _PAGE_WRITE writable, once dirty",
)
LOW_3_12 = (
    "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the kernel at the first store",
    "accessed" / Flag * "Y _PAGE_YOUNG young, set by the kernel at the first access",
    "unused_1" / Ignored(1) * ". - not used here",
    "present" / Ones(1) * "PR _PAGE_PRESENT present, tracked by software",
)
PROTNONE_3_12 = "protnone" / BitStruct(
    *HIGH_3_12, "read" / Zeros(1) * "R _PAGE_READ 0: no access", *LOW_3_12
) * "PAGE_NONE: present and not readable"  # fmt: skip
PRESENT_3_12 = "present" / BitStruct(
    *HIGH_3_12, "read" / Flag * "R _PAGE_READ readable, once young", *LOW_3_12
) * "pte_present()"  # fmt: skip
SWAP_3_12 = old_swap(KIND, NOT_PRESENT)

SWAP_4_4 = "swap" / BitStruct(
    SWAP_HIGH,
    "reserved" / Zeros(1) * "0 - must be 0; taken for a bit that the hardware wants zero",
    INVALID,
    *SWAP_TYPE,
) * "mk_swap_pte()"  # fmt: skip

SWAP_5_19 = "swap" / BitStruct(
    SWAP_HIGH,
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
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
        "2.6.32",
        (NONE_OLD, PROTNONE_OLD, PRESENT_OLD, SWAP_2_6_32),
        why="read in a tree of about 3.0; that it holds from 2.6.32 to 3.11 is inferred",
        changes={"pages": Pages({"protect": "!write & !none", "special": "special"}, store="fault")},
    ),
    Since(
        "3.12",
        (NONE_3_12, PROTNONE_3_12, PRESENT_3_12, SWAP_3_12),
        until="4.0",
        why="s390/mm: cleanup page table definitions; read in a tree of about 3.13, both ends are inferred",
        changes={"pages": Pages({name: when for name, when in PAGES.fields.items() if name not in ("nx", "soft_dirty")},
                                store="fault", dirty_folio=True, holds=False)},
    ),
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
    huge_pages=True,
    arch="s390", width=64, page_shift=12, physmem_bits=46, aliases=("s390x",),
    header="arch/s390/include/asm/pgtable.h", pages=PAGES,
    about="64-bit mainframe; bits 0 to 7 of a present entry are the kernel's own",
)  # fmt: skip

# ------------------------------------------------------------------ the levels above: segment and region-third tables
# Their own format for swap entries since 6.13; bits 2 and 3 are the hardware's table type, 0 for a segment table and 1
# for a region-third table. The empty entry, the invalid bit and the type, is the same in all releases.


def table_type(level: str) -> Any:
    """The bits that say which table the entry is of."""
    kind = Zeros(2) if level == "pmd" else Fixed(1, 2)
    return "table_type" / kind * "TT _REGION_ENTRY_TYPE_MASK table type: 0 is a segment table, 1 a region-third table"


def rste(level: str, pfn: Any, unused: int) -> Fields:
    """The forms of a segment-table entry, or of a region-third-table entry with the same bits and a larger page."""
    kind = "SEGMENT" if level == "pmd" else "REGION3"
    pages = "a huge page" if level == "pmd" else "a huge page of 2 GiB"
    high = (
        pfn,
        "unused_high" / Ignored(unused) * ". - storage key and reserved bits, or part of a table address",
        "write" / Flag * f"W _{kind}_ENTRY_WRITE writable, once dirty",
    )
    low = (
        "dirty" / Flag * f"D _{kind}_ENTRY_DIRTY dirty, set by the kernel at the first store",
        "accessed" / Flag * f"Y _{kind}_ENTRY_YOUNG young, set by the kernel at the first access",
        "unused_11" / Ignored(1) * ". - not used, or part of a table address",
    )
    below = (
        "protect" / Flag * "P _REGION_ENTRY_PROTECT write-protected for the hardware; set while clean",
        "nx" / Flag * "IEP _REGION_ENTRY_NOEXEC not executable",
        "unused_7" / Ignored(2) * ". - not used, or the table's offset",
        "invalid" / Flag * "I _REGION_ENTRY_INVALID invalid: access faults; set when old, and for PROT_NONE",
        "common" / Flag * f"CS _{kind}_ENTRY_COMM common segment or region",
        "table_type" / Bits(2) * "TT _REGION_ENTRY_TYPE_MASK table type: 0 is a segment table, 1 a region-third table",
        "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * f"SD _{kind}_ENTRY_SOFT_DIRTY written since clear_refs",
        "present" / Ones(1) * f"PR _{kind}_ENTRY_PRESENT present, tracked by software",
    )
    return (
        "none" / BitStruct(
            "empty_high" / Zeros(58) * "0 - 0 in an empty PTE",
            "invalid" / Ones(1) * "I _REGION_ENTRY_INVALID invalid: access faults",
            "empty_mid" / Zeros(1) * "0 - 0 in an empty PTE",
            table_type(level),
            "empty_low" / Zeros(2) * "0 - 0 in an empty PTE",
        ) * f"{level}_none(): the invalid bit and the table type, nothing else",
        "protnone" / BitStruct(
            *high, "read" / Zeros(1) * f"R _{kind}_ENTRY_READ 0: no access", *low,
            "large" / Ones(1) * f"FC _{kind}_ENTRY_LARGE maps {pages}", *below,
        ) * f"{level}: present and not readable",
        "present" / BitStruct(
            *high, "read" / Flag * f"R _{kind}_ENTRY_READ readable, once young", *low,
            "large" / Flag * f"FC _{kind}_ENTRY_LARGE maps {pages}; 0: points to a table", *below,
        ) * f"{level}_present()",
        "swap" / BitStruct(
            "offset" / Bits(52) * "off __SWP_OFFSET_SHIFT_RSTE swap offset: a frame or marker bits",
            "unused_11" / Zeros(1) * "0 - not used: no exclusive bit at this level",
            "type" / Bits(5) * "type __SWP_TYPE_SHIFT_RSTE swap type: a special kind",
            "invalid" / Ones(1) * "I _RST_ENTRY_INVALID invalid: access faults",
            "common" / Ones(1) * "CS _RST_ENTRY_COMM must be 1: with PR 0 it means a swap entry",
            table_type(level),
            "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * f"SD _{kind}_ENTRY_SOFT_DIRTY written since clear_refs",
            "present" / Zeros(1) * f"PR _{kind}_ENTRY_PRESENT 0: not set",
        ) * "mk_swap_rste()",
    )  # fmt: skip


FRAME_1_MIB = "pfn" / Bits(44) * "PFN _SEGMENT_ENTRY_ORIGIN_LARGE page frame number in units of 1 MiB"
FRAME_2_GIB = "pfn" / Bits(33) * "PFN _REGION3_ENTRY_ORIGIN_LARGE page frame number in units of 2 GiB"
WHY_RSTE = "s390/mm: Introduce region-third and segment table swap entries"
RSTE_NOTES = (
    "Swap, present and none agree with 7.3's own inlines; the bits of a present entry are by reading.",
    "hugetlb keeps markers here from 6.13 on; migration entries of huge pages were seen at 7.3.",
)

SEGMENT = layouts(
    "s390",
    Since("6.13", rste("pmd", FRAME_1_MIB, 4), why=WHY_RSTE, notes=RSTE_NOTES),
    arch="s390", width=64, page_shift=12, physmem_bits=46, aliases=("s390x",), level="pmd",
    pages=PAGES.huge({"large": 1}),
    header="arch/s390/include/asm/pgtable.h",
    about="segment-table entries: huge pages of 1 MiB",
)  # fmt: skip
REGION_THIRD = layouts(
    "s390",
    Since("6.13", rste("pud", FRAME_2_GIB, 15), why=WHY_RSTE, notes=RSTE_NOTES),
    arch="s390", width=64, page_shift=12, physmem_bits=46, aliases=("s390x",), level="pud",
    header="arch/s390/include/asm/pgtable.h",
    about="region-third-table entries: huge pages of 2 GiB",
)  # fmt: skip

LAYOUTS = [*PTE, *SEGMENT, *REGION_THIRD]
