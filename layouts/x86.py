"""x86: 64-bit, with four and five levels; 32-bit stands in x86_32.py.

Read from arch/x86/include/asm/pgtable_types.h, pgtable_64.h, pgtable_64_types.h, pgtable.h and pgtable-invert.h at 6.1
and 6.12, and in older trees of 3.14, 3.18, 4.1, 4.4, 4.8 and 4.9. Bit 0 is the least significant.

Not-present entries store their address bits inverted (L1TF, since 4.19): the offset of a swap entry and the
PFN of a PROT_NONE entry. The hardware present bit of a PROT_NONE entry is 0; the kernel still counts it as present.
An erratum of Knights Landing may set A and D on entries that are not present, so since 4.8 pte_none() ignores
those two bits.
Until 3.19 a not-present entry with _PAGE_FILE set was a page of a nonlinear file mapping, no swap entry.
"""

from collections.abc import Sequence
from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Backport, Layout, Pages, Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Under, Zeros

Fields = Sequence[Any]

# -------------------------------------------------- bits 8 to 0 of a present entry, the same everywhere

HARDWARE_LOW = (
    "pat" / Flag * "PAT _PAGE_PAT page attribute table index, high bit",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the CPU",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, set by the CPU",
    "pcd" / Flag * "PCD _PAGE_PCD uncached",
    "pwt" / Flag * "PWT _PAGE_PWT write-through",
    "user" / Flag * "U/S _PAGE_USER user-accessible",
    "write" / Flag * "R/W _PAGE_RW writable",
)
PRESENT_LOW = (
    "global" / Flag * "G _PAGE_GLOBAL global: survives CR3 reloads",
    *HARDWARE_LOW,
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present: used by the page walker",
)
PROTNONE_LOW = (
    "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access; the global bit",
    *HARDWARE_LOW,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults",
)

# -------------------------------------------------- bits 11 to 9: software's

SOFT_DIRTY = "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs"
UFFD_WP = "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP _PAGE_UFFD_WP write-protected by userfaultfd"
SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page"
SOFTW2 = "softw2" / Flag * "SW2 _PAGE_SOFTW2 available to software, not used"

SOFT_IOMAP = ("iomap" / Flag * "IO _PAGE_IOMAP I/O mapping of the kernel, for Xen", SPECIAL)
SOFT_2_6_32 = ("unused3" / Flag * "U3 _PAGE_BIT_UNUSED3 not used, or for hidden pages of kmemcheck", *SOFT_IOMAP)
SOFT_3_11 = (SOFT_DIRTY, *SOFT_IOMAP)
SOFT_3_18 = (SOFT_DIRTY, SOFTW2, SPECIAL)
SOFT_5_7 = (SOFT_DIRTY, UFFD_WP, SPECIAL)

# -------------------------------------------------- bits 63 to 12 of a present entry, on 64 bits

NX = "nx" / Flag * "XD _PAGE_NX not executable"
PKEY = "pkey" / Bits(4) * "PK _PAGE_PKEY_MASK protection key"
NO_PKEY = "unused_pkey" / Ignored(4) * ". - not used"
DEVMAP = "devmap" / Flag * "DM _PAGE_DEVMAP maps ZONE_DEVICE memory"
SAVED_DIRTY = "saved_dirty" / Flag * "SV _PAGE_SAVED_DIRTY dirty, saved here: read-only with D set is a shadow stack"

TOP_3_11 = (NX, "unused" / Ignored(17) * ". - above the 46 address bits")
TOP_4_5 = (NX, NO_PKEY, DEVMAP, "unused" / Ignored(12) * ". - above the 46 address bits")
TOP_4_6 = (NX, PKEY, DEVMAP, "unused" / Ignored(12) * ". - above the 46 address bits")
TOP_4_17 = (NX, PKEY, DEVMAP, "unused" / Ignored(6) * ". - available to software, not used")
TOP_6_6 = (NX, PKEY, SAVED_DIRTY, DEVMAP, "unused" / Ignored(5) * ". - available to software, not used")
TOP_6_17 = (NX, PKEY, SAVED_DIRTY, "unused" / Ignored(6) * ". - available to software, not used")

PFN_34 = "pfn" / Bits(34) * "PFN PTE_PFN_MASK page frame number"
PFN_40 = "pfn" / Bits(40) * "PFN PTE_PFN_MASK page frame number"
PFN_34_INVERTED = "pfn" / Inverted(34) * "PFN PTE_PFN_MASK page frame number, stored inverted against L1TF"
PFN_INVERTED = "pfn" / Inverted(40) * "PFN PTE_PFN_MASK page frame number, stored inverted against L1TF"


def present(*fields: Any) -> Any:
    """Bits 63 to 9 as given; the page walker reads it."""
    return "present" / BitStruct(*fields, *PRESENT_LOW)


def protnone(*fields: Any) -> Any:
    """The same with P clear and G set."""
    return "protnone" / BitStruct(*fields, *PROTNONE_LOW)


NONE_ALL = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE = "none" / BitStruct(
    "empty_high" / Zeros(57) * "0 - 0 in an empty PTE",
    "dirty" / Ignored(1) * "D _PAGE_DIRTY ignored: an erratum may set it",
    "accessed" / Ignored(1) * "A _PAGE_ACCESSED ignored: an erratum may set it",
    "empty_low" / Zeros(5) * "0 - 0 in an empty PTE",
) * "pte_none(): all zero but for A and D"  # fmt: skip

# Until 3.19 with NUMA balancing: a page that is to fault once, so that the kernel learns who uses it.
NUMA_3_16 = "present_numa" / BitStruct(
    *TOP_3_11, PFN_34, SOFT_DIRTY,
    "softw2" / Flag * "SW2 _PAGE_SOFTW2 or, until 3.17, _PAGE_IOMAP",
    "numa" / Fixed(1, 1) * "NU _PAGE_NUMA NUMA hinting fault wanted; the special bit",
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE 0: not set",
    *HARDWARE_LOW,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults",
) * "pte_numa()"  # fmt: skip

# -------------------------------------------------- swap, on 64 bits

PROTNONE_CLEAR = "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present"
ABSENT = "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults"
LEAF = "leaf" / Zeros(1) * "PSE _PAGE_PSE must be 0: pmd_present() tests it"
ERRATUM = "erratum" / Zeros(2) * "D/A _PAGE_KNL_ERRATUM_MASK must be 0: D and A, an erratum may set them"
FILE = "file" / Zeros(1) * "FILE _PAGE_FILE must be 0: set means a page of a nonlinear file mapping"
OFFSET_INVERTED = "offset" / Inverted(50) * "off SWP_OFFSET_SHIFT slot in the swap area, stored inverted (L1TF)"
TYPE = "type" / Bits(5) * "type SWP_TYPE_BITS swap type: a swap area or a special kind"
SWP_SOFT_DIRTY = "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SWP_SOFT_DIRTY written since clear_refs"
SWP_UFFD_WP = (
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP _PAGE_SWP_UFFD_WP write-protected by userfaultfd"
)
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"


def swap(*fields: Any) -> Any:
    """A swap form, the present bit added."""
    return "swap" / BitStruct(*fields, ABSENT) * "__swp_entry()"


def offset(bits: int) -> Any:
    """The offset as it is."""
    return "offset" / Bits(bits) * "off SWP_OFFSET_SHIFT slot in the swap area"


def free(bits: int) -> Any:
    """Bits that are not used."""
    return "free" / Zeros(bits) * "0 - not used"


SWAP_2_6_32 = swap(offset(55), PROTNONE_CLEAR, free(1), FILE, TYPE)
SWAP_3_11 = swap(offset(55), PROTNONE_CLEAR, SWP_SOFT_DIRTY, FILE, TYPE)
NUMA_CLEAR = "numa" / Zeros(1) * "NU _PAGE_NUMA must be 0: set means present"
SWAP_3_16 = swap(offset(54), NUMA_CLEAR, PROTNONE_CLEAR, SWP_SOFT_DIRTY, FILE, TYPE)
OFFSET_3_16_58 = "offset" / Inverted(49) * "off SWP_OFFSET_SHIFT slot in the swap area, stored inverted (L1TF)"
SWAP_3_16_58 = swap(TYPE, OFFSET_3_16_58, NUMA_CLEAR, PROTNONE_CLEAR, SWP_SOFT_DIRTY, FILE, free(5))
SWAP_4_1 = swap(offset(55), PROTNONE_CLEAR, SWP_SOFT_DIRTY, free(1), TYPE)
SWAP_4_8 = swap(offset(50), TYPE, PROTNONE_CLEAR, SWP_SOFT_DIRTY, ERRATUM, free(4))
SWAP_4_14 = swap(offset(50), TYPE, PROTNONE_CLEAR, LEAF, ERRATUM, free(3), SWP_SOFT_DIRTY)
SWAP_4_19 = swap(TYPE, OFFSET_INVERTED, PROTNONE_CLEAR, LEAF, ERRATUM, free(3), SWP_SOFT_DIRTY)
SWAP_L1TF_4_4 = swap(TYPE, OFFSET_INVERTED, PROTNONE_CLEAR, SWP_SOFT_DIRTY, ERRATUM, free(4))
SWAP_RHEL7 = swap(
    offset(49), "free_high" / Zeros(1) * "0 - not used: the offset begins one bit too high",
    TYPE, PROTNONE_CLEAR, SWP_SOFT_DIRTY, ERRATUM, free(4),
)  # fmt: skip
SWAP_5_7 = swap(TYPE, OFFSET_INVERTED, PROTNONE_CLEAR, LEAF, ERRATUM, free(2), SWP_UFFD_WP, SWP_SOFT_DIRTY)
SWAP_5_19 = swap(
    TYPE, OFFSET_INVERTED, PROTNONE_CLEAR, LEAF, ERRATUM,
    "free" / Zeros(1) * "0 _PAGE_PCD not used: the last free low bit",
    EXCLUSIVE, SWP_UFFD_WP, SWP_SOFT_DIRTY,
)  # fmt: skip


def plain(empty: Any, top: Fields, pfn: Any, soft: Fields, entry: Any) -> Fields:
    """The four forms before 4.19: nothing inverted."""
    return empty, present(*top, pfn, *soft), protnone(*top, pfn, *soft), entry


def inverted(top: Fields, soft: Fields, entry: Any) -> Fields:
    """The four forms since 4.19: the PFN of a PROT_NONE entry is stored inverted."""
    return NONE, present(*top, PFN_40, *soft), protnone(*top, PFN_INVERTED, *soft), entry


def spared(top: Fields, pfn: Any, pfn_inverted: Any, soft: Fields, entry: Any) -> Fields:
    """The four forms of a stable release with the inversion, its addresses as narrow as they were."""
    return NONE, present(*top, pfn, *soft), protnone(*top, pfn_inverted, *soft), entry


def with_numa(soft: Fields) -> Fields:
    """The forms of 3.16 to 3.19 with NUMA balancing."""
    first = plain(NONE_ALL, TOP_3_11, PFN_34, soft, SWAP_3_16)
    return (*first[:-1], NUMA_3_16, SWAP_3_16)


# -------------------------------------------------- what user pages look like

# PAGE_READONLY, PAGE_SHARED, PAGE_NONE and their like; pte_modify() keeps the entry's own A, D and special.
USER = {
    "user": "!none",
    "write": "write",
    "accessed": "young",
    "dirty": "dirty",
    "soft_dirty": "soft_dirty",
    "uffd_wp": "uffd_wp",
    "special": "special",
}
# A read-only entry must not have the hardware's dirty bit: pte_mksaveddirty() keeps it aside.
SAVED = {"dirty": "dirty & write", "saved_dirty": "dirty & !write"}
NO_EXEC = {"nx": "!exec & !none"}
PAGES = Pages(USER | NO_EXEC, mkdirty=("soft_dirty",))
PAGES_6_6 = Pages(USER | NO_EXEC | SAVED, mkdirty=("soft_dirty",))
LEAF_BIT = {"pat": 1}  # PSE, above the PTEs

NUMA_NOTE = (
    "with NUMA balancing; without it the offset begins at bit 9 and bit 9 says nothing, as before",
    "pte_special() asks for the present or the PROT_NONE bit as well, since the special bit is the NUMA bit",
)
FIRST_NOTE = ("bit 8 of a not-present entry was NUMA hinting and PROT_NONE at once, told apart by the VMA",)
OFF_BY_ONE = ("as first posted the offset began at bit 15, a bit wasted; x86/mm: Fix swap entry comment and macro",)
ERRATUM_BITS = ("dirty", "accessed")  # Knights Landing may set them in an entry that is not present
L1TF_NOTE = ("stable kernels before 4.19 got the inversion too, as a backport",)
L1TF_WHY = "x86/speculation/l1tf: Protect swap entries against L1TF, taken over by the stable release"

# Stable releases of 2018: the swap entries of 4.19 but for the place of the soft-dirty bit, and of NUMA's in 3.16.
X86_64_BACKPORTS = (
    Backport(
        "3.10.0-514.el7",
        plain(NONE, TOP_3_11, PFN_34, SOFT_3_11, SWAP_RHEL7),
        why="x86/mm: Move swap offset/type up in PTE to work around erratum, as first posted",
        notes=("read in a RHEL 7 tree, proved by 59 printed pairs of build 514.16.1; earlier ones were not seen",),
    ),
    Backport(
        "3.10.0-862.11.6.el7",
        spared(TOP_3_11, PFN_34, PFN_34_INVERTED, SOFT_3_11, SWAP_L1TF_4_4),
        why="[x86] speculation/l1tf: Protect swap entries against L1TF; the first build is inferred from its date",
    ),
    Backport(
        "3.16.58",
        (*spared(TOP_3_11, PFN_34, PFN_34_INVERTED, SOFT_3_11, SWAP_3_16_58)[:-1], NUMA_3_16, SWAP_3_16_58),
        why=f"{L1TF_WHY}; inferred: Debian's 3.16.59-1 (DLA 1529) has it, 3.16.57 not; bit 9 stays that of NUMA",
    ),
    Backport("4.4.148", spared(TOP_3_11, PFN_34, PFN_34_INVERTED, SOFT_3_18, SWAP_L1TF_4_4), why=L1TF_WHY),
    Backport("4.9.120", spared(TOP_4_6, PFN_34, PFN_34_INVERTED, SOFT_3_18, SWAP_L1TF_4_4), why=L1TF_WHY),
    Backport("4.14.63", spared(TOP_4_6, PFN_34, PFN_34_INVERTED, SOFT_3_18, SWAP_4_19), why=L1TF_WHY),
    Backport("4.17.15", spared(TOP_4_17, PFN_40, PFN_INVERTED, SOFT_3_18, SWAP_4_19), why=L1TF_WHY),
    Backport("4.18.1", spared(TOP_4_17, PFN_40, PFN_INVERTED, SOFT_3_18, SWAP_4_19), why=L1TF_WHY),
    Backport(
        "4.18.0-80.el8",
        spared(TOP_4_17, PFN_40, PFN_INVERTED, SOFT_3_18, SWAP_4_19),
        why="the first build of RHEL 8 came after the L1TF fixes; that they are in it is inferred",
    ),
)

X86_64 = layouts(
    "x86_64",
    Since(
        "2.6.32",
        plain(NONE_ALL, TOP_3_11, PFN_34, SOFT_2_6_32, SWAP_2_6_32),
        why="printed words prove the swap format (2.6.32, 3.10.0-123); present entries are inferred from 3.11",
        notes=("bit 8 is PROT_NONE, and bit 6 of a not-present entry a page of a nonlinear file mapping",),
    ),
    Since(
        "3.11",
        plain(NONE_ALL, TOP_3_11, PFN_34, SOFT_3_11, SWAP_3_11),
        why="mm: save soft-dirty bits on swapped pages",
        notes=FIRST_NOTE,
    ),
    Since(
        "3.16",
        with_numa(SOFT_3_11),
        why="x86: define _PAGE_NUMA by reusing software bits on the PMD and PTE levels",
        notes=NUMA_NOTE,
    ),
    Since(
        "3.18",
        with_numa(SOFT_3_18),
        why="_PAGE_IOMAP gone; release inferred (there in 3.14, gone in 3.18)",
        notes=NUMA_NOTE,
    ),
    Since("4.0", plain(NONE_ALL, TOP_3_11, PFN_34, SOFT_3_18, SWAP_4_1),
          why="x86: drop _PAGE_FILE and pte_file()-related helpers; 4.0 by its date, read at 4.1"),
    Since("4.5", plain(NONE_ALL, TOP_4_5, PFN_34, SOFT_3_18, SWAP_4_1),
          why="device-map bit; release inferred (absent in 4.1, there in 4.8)"),
    Since("4.6", plain(NONE_ALL, TOP_4_6, PFN_34, SOFT_3_18, SWAP_4_1),
          why="protection keys; release inferred (absent in 4.1, there in 4.8)"),
    Since(
        "4.8",
        plain(NONE, TOP_4_6, PFN_34, SOFT_3_18, SWAP_4_8),
        why="x86/mm: Move swap offset/type up in PTE to work around erratum",
        notes=OFF_BY_ONE,
    ),
    Since("4.14", plain(NONE, TOP_4_6, PFN_34, SOFT_3_18, SWAP_4_14),
          why="mm: x86: move _PAGE_SWP_SOFT_DIRTY from bit 7 to bit 1"),
    Since("4.17", plain(NONE, TOP_4_17, PFN_40, SOFT_3_18, SWAP_4_14),
          why="x86/mm/64: Make __PHYSICAL_MASK_SHIFT always 52; release inferred from its date, February 2018"),
    Since(
        "4.19",
        inverted(TOP_4_17, SOFT_3_18, SWAP_4_19),
        why="x86/speculation/l1tf: Change order of offset/type in swap entry; then both are protected",
        notes=L1TF_NOTE,
    ),
    Since("5.7", inverted(TOP_4_17, SOFT_5_7, SWAP_5_7), why="userfaultfd write protection"),
    Since("5.19", inverted(TOP_4_17, SOFT_5_7, SWAP_5_19), why="mm/swap: remember PG_anon_exclusive via a swp pte bit"),
    Since("6.6", inverted(TOP_6_6, SOFT_5_7, SWAP_5_19), changes={"pages": PAGES_6_6},
          why="saved-dirty for shadow stacks takes bit 58, device-map moves to 57; present entries only"),
    Since("6.17", inverted(TOP_6_17, SOFT_5_7, SWAP_5_19), changes={"pages": PAGES_6_6},
          why="device-map bit gone; release inferred (there in 6.12, gone in 7.3)"),
    huge_pages=True,
    arch="x86", width=64, page_shift=12, physmem_bits=46, aliases=("amd64",),
    header="arch/x86/include/asm/pgtable_64.h", pages=PAGES,
    hardware_sets=ERRATUM_BITS, backports=X86_64_BACKPORTS,
    about="64-bit, four-level page tables",
)  # fmt: skip

# -------------------------------------------------- the levels above, on 64 bits
# pmd_present() is P, PROT_NONE or PSE: splitting a huge page clears P for a moment and leaves PSE. pud_present() is P
# alone, but hugetlb, which keeps entries of 1 GiB pages in PUDs as if they were PTEs, asks pte_present().

TABLE = "An entry that points to a table has the present form, too."
PAT = "In one that maps a huge page the lowest bit of the frame (12) is the PAT bit."
MOVING = "Only migration entries (from 7.3 device-private ones as well) stand here, without an exclusive bit."
HUGETLB = "hugetlb alone stores swap entries here, as in a PTE: migration, hwpoison and markers of 1 GiB pages."


def huge_split(*fields: Any) -> Any:
    """P and PROT_NONE clear, PSE set: a huge page that is being split."""
    return "present_split" / BitStruct(
        *fields,
        "protnone" / Zeros(1) * "PN _PAGE_PROTNONE 0: not set",
        "leaf" / Fixed(1, 1) * "PSE _PAGE_PSE huge page: present while it is being split",
        *HARDWARE_LOW[1:],
        "present" / Zeros(1) * "P _PAGE_PRESENT 0 while the entry is being changed",
    ) * "pmd_present()"  # fmt: skip


# The frame of an entry that is not walked has the size of its page: pmd_pfn() leaves the bits below it aside.
# pmd_modify() stores them as 0; where hugetlb lets pte_modify() do it, they are inverted, too.
def inverted_frame(order: int) -> Fields:
    """The frame of a page of 2^order small ones."""
    return (
        f"pfn[39:{order}]" / Inverted(40 - order) * "PFN PTE_PFN_MASK first page frame, stored inverted against L1TF",
        "unused_low" / Ignored(order) * ". - below the frame of a huge page",
    )


def pud(top: Fields, pfn: Any, inverted: bool, soft: Fields, entry: Any) -> Fields:
    """The four forms of a PUD."""
    return NONE, present(*top, pfn, *soft), protnone(*top, *(inverted_frame(18) if inverted else (pfn,)), *soft), entry


def pmd(top: Fields, pfn: Any, inverted: bool, soft: Fields, entry: Any) -> Fields:
    """The five forms of a PMD: the frame of one that is not walked is stored like that of a PROT_NONE entry."""
    frame = inverted_frame(9) if inverted else (pfn,)
    return NONE, present(*top, pfn, *soft), protnone(*top, *frame, *soft), huge_split(*top, *frame, *soft), entry


FREE_PMD = "free" / Zeros(2) * "0 - not used: no exclusive bit at this level"
PMD_SWAP_5_7 = swap(TYPE, OFFSET_INVERTED, PROTNONE_CLEAR, LEAF, ERRATUM, FREE_PMD, SWP_UFFD_WP, SWP_SOFT_DIRTY)

# release: what the forms are of, why, and how entries are made
ABOVE = {
    "4.17": ((TOP_4_17, PFN_40, False, SOFT_3_18, SWAP_4_14),
             "x86/mm/64: Make __PHYSICAL_MASK_SHIFT always 52; release inferred", PAGES),
    "4.19": ((TOP_4_17, PFN_40, True, SOFT_3_18, SWAP_4_19),
             "x86/speculation/l1tf: Change order of offset/type in swap entry", PAGES),
    "5.7": ((TOP_4_17, PFN_40, True, SOFT_5_7, PMD_SWAP_5_7), "userfaultfd write protection", PAGES),
    "6.6": ((TOP_6_6, PFN_40, True, SOFT_5_7, PMD_SWAP_5_7),
            "saved-dirty for shadow stacks takes bit 58; present entries only", PAGES_6_6),
    "6.17": ((TOP_6_17, PFN_40, True, SOFT_5_7, PMD_SWAP_5_7),
             "device-map bit gone; release inferred (there in 6.12, gone in 7.3)", PAGES_6_6),
}  # fmt: skip


def above(level: str, forms: Any, why: str, notes: Sequence[str], about: str) -> list[Layout]:
    """The history of a level; `why` is that of its first range."""
    return layouts(
        "x86_64",
        Since("4.14", forms(TOP_4_6, PFN_34, False, SOFT_3_18, SWAP_4_14), notes=notes, why=why),
        *(
            Since(release, forms(*fields), notes=notes, why=reason, changes={"pages": pages.huge(LEAF_BIT)})
            for release, (fields, reason, pages) in ABOVE.items()
        ),
        arch="x86", width=64, page_shift=12, physmem_bits=46, aliases=("amd64",), level=level,
        header="arch/x86/include/asm/pgtable.h", hardware_sets=ERRATUM_BITS, about=about,
    )  # fmt: skip


X86_64_PMD = above("pmd", pmd, "mm: thp: enable thp migration in generic path; x86-64 is the first",
                   (TABLE, PAT, MOVING), "64-bit, huge pages of 2 MiB")  # fmt: skip
X86_64_PUD = above("pud", pud, "hugetlb's entries of 1 GiB pages; that PUDs held them at 4.14 is inferred",
                   (TABLE, PAT, HUGETLB), "64-bit, huge pages of 1 GiB")  # fmt: skip


def five_levels(known: Sequence[Layout], about: str) -> list[Layout]:
    """The same with five levels, from the release that brought them."""
    return variant([layout for layout in known if layout.since >= (4, 17)], "x86_64_la57", physmem_bits=52, about=about)


LAYOUTS = [
    *X86_64,
    *five_levels(X86_64, "64-bit, five-level page tables: PFNs have 40 bits"),
    *variant(X86_64, "x86_64_numab", about="64-bit with NUMA balancing: same bits, more PROT_NONE entries"),
    *X86_64_PMD,
    *five_levels(X86_64_PMD, "five-level page tables, huge pages of 2 MiB"),
    *X86_64_PUD,
    *five_levels(X86_64_PUD, "five-level page tables, huge pages of 1 GiB"),
]
