"""arm64: pages of 4, 16 and 64 KiB, physical addresses of 48 and 52 bits.

Read from arch/arm64/include/asm/pgtable-hwdef.h, pgtable-prot.h and pgtable.h at 6.1 and 6.12, and in
older trees of about 3.14, 3.18, 4.4, 4.9 and 5.1. Bit 0 is the least significant.

The swap format does not depend on the page size. Since the kernel uses the hardware's dirty state, the
write bit is the hardware's DBM, and the hardware makes a page dirty by clearing "readonly" where DBM is
set: pte_dirty() is "dirty", or "write" without "readonly".
A page without access for anyone is present for the kernel though the hardware's valid bit is clear: by a
bit of its own (58) until 6.9; since 6.10 by the not-global bit (11) of an entry that is not valid, and
two permission bits then tell PROT_NONE from an entry that was made invalid for a moment.
"""

from collections.abc import Sequence
from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Under, Zeros

Fields = Sequence[Any]

NONE = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

# -------------------------------------------------- bits 63 to 55: software's, as releases took them

UFFD_WP = "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP PTE_UFFD_WP write-protected by userfaultfd"
DEVMAP = "devmap" / Flag * "DM PTE_DEVMAP maps ZONE_DEVICE memory"
SPECIAL_DIRTY = (
    "special" / Flag * "SP PTE_SPECIAL no normal struct page, such as the zero page",
    "dirty" / Flag * "D PTE_DIRTY dirty, tracked by software",
)
UNUSED_HIGH = "unused_high" / Ignored(5) * ". - not used"
PKEY = (
    "unused_high" / Ignored(1) * ". - available to software, not used",
    "pkey" / Bits(3) * "POIndex PTE_PO_IDX_MASK protection key: permission overlay index",
    "unused_pbha" / Ignored(1) * ". - not used",
)
FREE_57 = ("unused_57" / Ignored(1) * ". - not used", *SPECIAL_DIRTY)
WRITE_57 = ("write" / Flag * "DBM PTE_WRITE writable, tracked by software", *SPECIAL_DIRTY)
DEVMAP_57 = (DEVMAP, *SPECIAL_DIRTY)
SOFT_6_10 = (UNUSED_HIGH, UFFD_WP, *DEVMAP_57)
SOFT_6_12 = (*PKEY, UFFD_WP, *DEVMAP_57)
SOFT_6_17 = (*PKEY, UFFD_WP, *FREE_57)

# -------------------------------------------------- bits 54 to 50, and 11 to 0: the hardware's

UXN = "uxn" / Flag * "UXN PTE_UXN not executable by user mode"
CONT = (
    "pxn" / Flag * "PXN PTE_PXN not executable by the kernel",
    "cont" / Flag * "Cont PTE_CONT contiguous: part of a run that may share a TLB entry",
)
DBM = "write" / Flag * "DBM PTE_WRITE writable; the hardware may clear AP[2] at a store"
HIGH_3_13 = (*CONT, "unused_51" / Ignored(2) * ". - not used")
HIGH_4_3 = (*CONT, DBM, "unused_50" / Ignored(1) * ". - not used")
HIGH_5_8 = (*CONT, DBM, "gp" / Flag * "GP PTE_GP guarded: indirect branches must land on BTI")
NG = "ng" / Flag * "nG PTE_NG not global: tagged with the ASID"
AF = "accessed" / Flag * "AF PTE_AF access flag: accessed"
SH = "sh" / Bits(2) * "SH PTE_SHARED shareability, 3 is inner shareable"
READONLY = "readonly" / Flag * "AP2 PTE_RDONLY AP[2]: read-only, or writable and clean"
USER = "user" / Flag * "AP1 PTE_USER AP[1]: user-accessible"
LOW = (
    "ns" / Ignored(1) * "NS - non-secure; used in the secure state only",
    "attrindx" / Bits(3) * "AttrIndx PTE_ATTRINDX_MASK memory type: index into MAIR",
    "table" / Flag * "T PTE_TYPE_PAGE must be set in a valid entry of the last level",
)
VALID = "present" / Fixed(1, 1) * "V PTE_VALID present: used by the page walker"
INVALID = "present" / Zeros(1) * "V PTE_VALID 0: not present, access faults"

# -------------------------------------------------- bits 49 to 12: the page frame number


def frame(shift: int, top: int) -> Fields:
    """The PFN in bits `top` to `shift`."""
    above = ("unused_pfn" / Ignored(49 - top) * ". - above the 48 address bits",) if top < 49 else ()
    below = ("unused_low" / Ignored(shift - 12) * ". - below the page frame number",) if shift > 12 else ()
    return (*above, "pfn" / Bits(top - shift + 1) * "PFN PTE_ADDR_LOW page frame number", *below)


PFN_PA52 = (
    "pfn[31:0]" / Bits(32) * "PFN PTE_ADDR_LOW page frame number, low part",
    "pfn[35:32]" / Bits(4) * "PFN PTE_ADDR_HIGH page frame number, high part",
)
FRAME_PA52 = ("unused_pfn" / Ignored(2) * ". - above the address bits", *PFN_PA52)
FRAME_PA52_6_9 = ("pfn_twice" / Bits(2) * "PFN2 PTE_ADDR_LOW bits 33 and 32 of the PFN again", *PFN_PA52)
FRAME_LPA2 = ("pfn[37:0]" / Bits(38) * "PFN PTE_ADDR_LOW page frame number, low part",)
FRAME_LPA2_16K = (
    "pfn[35:0]" / Bits(36) * "PFN PTE_ADDR_LOW page frame number, low part",
    "unused_low" / Ignored(2) * ". - below the page frame number",
)
SH_LPA2_16K = "pfn[37:36]" / Bits(2) * "PFN PTE_ADDR_HIGH page frame number, high part; shareability without LPA2"
SH_LPA2 = "pfn[39:38]" / Bits(2) * "PFN PTE_ADDR_HIGH page frame number, high part; shareability without LPA2"

# -------------------------------------------------- present forms


def until_6_9(soft: Fields, high: Fields, pfn: Fields, swap: Any, sh: Any = SH) -> Fields:
    """PROT_NONE has bit 58 of its own."""
    free = "unused_58" / Ignored(1) * ". PTE_PROT_NONE ignored in a valid entry"
    present = "present" / BitStruct(
        UNUSED_HIGH, free, *soft, UXN, *high, *pfn, NG, AF, sh, READONLY, USER, *LOW, VALID,
    ) * "pte_valid()"  # fmt: skip
    mark = "protnone" / Fixed(1, 1) * "PN PTE_PROT_NONE PROT_NONE: present for the kernel, no access"
    protnone = "protnone" / BitStruct(
        UNUSED_HIGH, mark, *soft, UXN, *high, *pfn, NG, AF, sh, READONLY, USER, *LOW, INVALID,
    ) * "pte_protnone()"  # fmt: skip
    return NONE, present, protnone, swap


def since_6_10(soft: Fields, pfn: Fields, sh: Any = SH) -> Fields:
    """What is not valid but has nG set is present for the kernel."""
    present = "present" / BitStruct(
        *soft, UXN, *HIGH_5_8, *pfn, NG, AF, sh, READONLY, USER, *LOW, VALID,
    ) * "pte_valid()"  # fmt: skip
    mark = "present_invalid" / Fixed(1, 1) * "PI PTE_PRESENT_INVALID present for the kernel only; the nG bit"
    protnone = "protnone" / BitStruct(
        *soft, "uxn" / Fixed(1, 1) * "UXN PTE_UXN not executable", *HIGH_5_8, *pfn, mark,
        AF, sh, READONLY, "user" / Zeros(1) * "AP1 PTE_USER 0: no user access", *LOW, INVALID,
    ) * "pte_protnone()"  # fmt: skip
    invalid = "present_invalid" / BitStruct(
        *soft, UXN, *HIGH_5_8, *pfn, mark, AF, sh, READONLY, USER, *LOW, INVALID,
    ) * "pte_present_invalid(): kept from the hardware for a moment"  # fmt: skip
    return NONE, present, protnone, invalid, SWAP_6_10


# -------------------------------------------------- swap

ABOVE = (
    "unused_high" / Zeros(5) * "0 - not used",
    "protnone" / Zeros(1) * "PN PTE_PROT_NONE must be 0: set means present",
)
BELOW = (
    "table" / Zeros(1) * "T PTE_TABLE_BIT must be 0",
    "present" / Zeros(1) * "V PTE_VALID 0: not present, access faults",
)
EXCLUSIVE = "exclusive" / Flag * "EX PTE_SWP_EXCLUSIVE anonymous page exclusive to this process"
OFFSET = "offset" / Bits(50) * "off __SWP_OFFSET_SHIFT slot in the swap area"

SWAP_3_13 = "swap" / BitStruct(
    *ABOVE,
    "offset" / Bits(49) * "off __SWP_OFFSET_SHIFT slot in the swap area",
    "type" / Bits(6) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
    "file" / Zeros(1) * "FILE PTE_FILE must be 0: set means a page of a nonlinear file mapping",
    *BELOW,
) * "__swp_entry()"  # fmt: skip

SWAP_4_1 = "swap" / BitStruct(
    *ABOVE, OFFSET,
    "type" / Bits(6) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind; generic types have 5 bits",
    *BELOW,
) * "__swp_entry()"  # fmt: skip

SWAP_5_19 = "swap" / BitStruct(
    *ABOVE, OFFSET,
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
    EXCLUSIVE,
    *BELOW,
) * "__swp_entry()"  # fmt: skip

SWAP_6_10 = "swap" / BitStruct(
    "unused_high" / Zeros(2) * "0 - not used",
    OFFSET,
    "present_invalid" / Zeros(1) * "PI PTE_PRESENT_INVALID must be 0: set means present",
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
    "unused" / Zeros(2) * "0 - not used",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP PTE_SWP_UFFD_WP write-protected by userfaultfd",
    EXCLUSIVE,
    *BELOW,
) * "__swp_entry()"  # fmt: skip

# -------------------------------------------------- what user pages look like

# _PAGE_READONLY, _PAGE_SHARED, PAGE_NONE and their like: normal memory is index 0 of MAIR, inner shareable.
# pte_mkwrite() leaves a clean page readonly for the hardware, which may clear that itself or fault.
USER_PAGE = {
    "table": "",
    "sh=3": "",
    "ng": "",
    "pxn": "",
    "uxn": "!exec | none",
    "user": "!none",
    "readonly": "!write | !dirty",
    "write": "write",
    "accessed": "young",
    "dirty": "dirty & !hw_dirty",
    "special": "special",
    "uffd_wp": "uffd_wp",
}
PAGES = Pages(USER_PAGE, store="either")
# Without a write bit, readonly alone says whether a page may be written.
PAGES_3_13 = Pages(USER_PAGE | {"readonly": "!write"}, store="either")
# pte_mkwrite() cleared readonly of clean pages, too, until 6.17; stable kernels from 6.1 on have what changed that.
PAGES_4_3 = Pages(USER_PAGE, store="either", mkwrite_dirties=True)
BEFORE_5_19 = ("4.3", "4.4", "5.3", "5.8")

# -------------------------------------------------- one level up
# An entry that maps a huge page has the table bit clear; one that points to a table has it set. With pages of 4 KiB
# hugetlb keeps entries of 1 GiB pages in PUDs as if they were PTEs.

PMD_FREE = "free" / Zeros(1) * "0 - not used: no exclusive bit at this level"
PMD_SWAP_5_19 = "swap" / BitStruct(
    *ABOVE, OFFSET,
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a special kind",
    PMD_FREE,
    *BELOW,
) * "__swp_entry()"  # fmt: skip
PMD_SWAP_6_10 = "swap" / BitStruct(
    "unused_high" / Zeros(2) * "0 - not used",
    OFFSET,
    "present_invalid" / Zeros(1) * "PI PTE_PRESENT_INVALID must be 0: set means present",
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a special kind",
    "unused" / Zeros(2) * "0 - not used",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP PTE_SWP_UFFD_WP write-protected by userfaultfd",
    PMD_FREE,
    *BELOW,
) * "__swp_entry()"  # fmt: skip


def above_until_6_9(level: str, pfn: Fields) -> Fields:
    """As a PTE, and in a PMD bit 59 for what is kept from the hardware for a moment."""
    none, present, protnone, _ = until_6_9(DEVMAP_57, HIGH_5_8, pfn, PMD_SWAP_5_19)
    if level == "pud":
        return none, present, protnone, PMD_SWAP_5_19
    invalid = "present_invalid" / BitStruct(
        "unused_top" / Ignored(4) * ". - not used",
        "invalid" / Fixed(1, 1) * "INV PMD_PRESENT_INVALID invalid for the hardware during a change, still present",
        "protnone" / Zeros(1) * "PN PTE_PROT_NONE 0: not set",
        *DEVMAP_57, UXN, *HIGH_5_8, *pfn, NG, AF, SH, READONLY, USER, *LOW, INVALID,
    ) * "pmd_present_invalid()"  # fmt: skip
    return none, present, protnone, invalid, PMD_SWAP_5_19


def above_since_6_10(soft: Fields, pfn: Fields) -> Fields:
    """The forms of a PTE, with a swap form of its own."""
    return (*since_6_10(soft, pfn)[:-1], PMD_SWAP_6_10)


# -------------------------------------------------- the ranges

WHY = {
    "3.13": "arm64: Move PTE_PROT_NONE higher up; before, that bit lay in the memory type's field",
    "3.15": "the write bit: bit 57; release inferred (an older tree has readonly alone, 3.18 has the bit)",
    "4.1": "PTE_FILE gone: type and offset move down by one; 4.0 was not read",
    "4.3": "the write bit becomes the hardware's DBM; release inferred (57 in 3.18, 51 in 4.4)",
    "5.3": "device-map bit; release inferred (absent in 5.1, there in 5.10)",
    "5.8": "guarded pages for BTI; release inferred (absent in 5.1, there in 5.10)",
    "5.19": "arm64/pgtable: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
    "6.9": "LPA2 lets the frame number reach bit 49; release inferred (bit 47 in 6.1, 49 in 6.12)",
    "6.10": "arm64/mm: Add uffd write-protect support; PROT_NONE becomes present-invalid",
    "6.12": "permission overlays take bits 62 to 60; release inferred (absent in 6.1, there in 6.12)",
    "6.17": "device-map bit gone; release inferred (there in 6.12, gone in 7.3)",
}
LPA2_NOTE = "on a CPU without LPA2 the same kernel uses bits 9 and 8 for shareability"
CONT_NOTE = "young of a migration entry is bit 52, which set_pte() clears (CONFIG_ARM64_CONTPTE)"
# Seen in QEMU 7.2 (-cpu max) on 6.12.117, 7.2.13 and 7.3.4; with lpa2=off young is at bit 48 and stays.
LOST = (("R8", "running 6.12.117, 7.2.13 and 7.3.4 lost young of every page that moved"),)
CLEARS_CONT = {"cleared_when_stored": ("cont",), "confirmed": LOST}
TWICE_NOTE = (
    "bits 49 and 48 repeat bits 33 and 32 of the frame number: the kernel sets both, and reads them with OR; "
    "the hardware looks at 13 and 12 alone",
)


def ranges(shift: int, first: str) -> list[Since]:
    """The history of one page size with 48 address bits, from the release that brought it."""
    old, new = frame(shift, 47), frame(shift, 49)
    every = {
        "3.13": until_6_9(FREE_57, HIGH_3_13, old, SWAP_3_13),
        "3.15": until_6_9(WRITE_57, HIGH_3_13, old, SWAP_3_13),
        "4.1": until_6_9(WRITE_57, HIGH_3_13, old, SWAP_4_1),
        "4.3": until_6_9(FREE_57, HIGH_4_3, old, SWAP_4_1),
        "5.3": until_6_9(DEVMAP_57, HIGH_4_3, old, SWAP_4_1),
        "5.8": until_6_9(DEVMAP_57, HIGH_5_8, old, SWAP_4_1),
        "5.19": until_6_9(DEVMAP_57, HIGH_5_8, old, SWAP_5_19),
        "6.9": until_6_9(DEVMAP_57, HIGH_5_8, new, SWAP_5_19),
        "6.10": since_6_10(SOFT_6_10, new),
        "6.12": since_6_10(SOFT_6_12, new),
        "6.17": since_6_10(SOFT_6_17, new),
    }
    if first == "4.4":
        every = {"4.4": every["4.3"]} | {release: every[release] for release in list(every)[4:]}
    gap = {"3.15": "3.19"}
    return [
        Since(
            r,
            f,
            why=WHY.get(r, "16 KiB pages; release inferred (there in 5.1)"),
            until=gap.get(r),
            changes={"pages": PAGES_3_13 if r == "3.13" else PAGES_4_3 if r in BEFORE_5_19 else PAGES},
        )
        for r, f in every.items()
    ]


ARM64_4K = layouts(
    "arm64_4k", *ranges(12, "3.13"),
    huge_pages=True,
    arch="arm64", width=64, page_shift=12, physmem_bits=48, aliases=("aarch64",),
    header="arch/arm64/include/asm/pgtable.h", pages=PAGES,
    about="4 KiB pages, 48-bit physical addresses",
)  # fmt: skip

ARM64_16K = layouts(
    "arm64_16k", *ranges(14, "4.4"),
    huge_pages=True,
    arch="arm64", width=64, page_shift=14, physmem_bits=48,
    header="arch/arm64/include/asm/pgtable.h", pages=PAGES,
    about="16 KiB pages, 48-bit physical addresses",
)  # fmt: skip

ARM64_64K = layouts(
    "arm64_64k", *ranges(16, "3.13"),
    huge_pages=True,
    arch="arm64", width=64, page_shift=16, physmem_bits=48,
    header="arch/arm64/include/asm/pgtable.h", pages=PAGES,
    about="64 KiB pages, 48-bit physical addresses",
)  # fmt: skip

ARM64_64K_PA52 = layouts(
    "arm64_64k_pa52",
    Since(
        "4.16",
        until_6_9(FREE_57, HIGH_4_3, FRAME_PA52, SWAP_4_1),
        why="52-bit physical addresses; release inferred (there in 5.1)",
    ),
    Since("5.3", until_6_9(DEVMAP_57, HIGH_4_3, FRAME_PA52, SWAP_4_1), why=WHY["5.3"]),
    Since("5.8", until_6_9(DEVMAP_57, HIGH_5_8, FRAME_PA52, SWAP_4_1), why=WHY["5.8"]),
    Since("5.19", until_6_9(DEVMAP_57, HIGH_5_8, FRAME_PA52, SWAP_5_19), why=WHY["5.19"]),
    Since("6.9", until_6_9(DEVMAP_57, HIGH_5_8, FRAME_PA52_6_9, SWAP_5_19), why=WHY["6.9"], notes=TWICE_NOTE),
    Since("6.10", since_6_10(SOFT_6_10, FRAME_PA52_6_9), why=WHY["6.10"], notes=TWICE_NOTE),
    Since("6.12", since_6_10(SOFT_6_12, FRAME_PA52_6_9), why=WHY["6.12"], notes=TWICE_NOTE),
    Since("6.17", since_6_10(SOFT_6_17, FRAME_PA52_6_9), why=WHY["6.17"], notes=TWICE_NOTE),
    huge_pages=True,
    arch="arm64", width=64, page_shift=16, physmem_bits=52,
    header="arch/arm64/include/asm/pgtable.h", pages=PAGES,
    about="64 KiB pages, 52-bit physical addresses",
)  # fmt: skip

ARM64_4K_LPA2 = layouts(
    "arm64_4k_lpa2",
    Since("6.9", until_6_9(DEVMAP_57, HIGH_5_8, FRAME_LPA2, SWAP_5_19, SH_LPA2), notes=(LPA2_NOTE,),
          why="52-bit addresses with 4 KiB pages; release inferred (absent in 6.1, there in 6.12)"),
    *(
        Since(r, since_6_10(soft, FRAME_LPA2, SH_LPA2), why=WHY[r], notes=(LPA2_NOTE, CONT_NOTE), changes=CLEARS_CONT)
        for r, soft in (("6.10", SOFT_6_10), ("6.12", SOFT_6_12), ("6.17", SOFT_6_17))
    ),
    huge_pages=True,
    arch="arm64", width=64, page_shift=12, physmem_bits=52,
    header="arch/arm64/include/asm/pgtable.h", pages=PAGES,
    about="4 KiB pages, 52-bit physical addresses (LPA2)",
)  # fmt: skip

ARM64_16K_LPA2 = layouts(
    "arm64_16k_lpa2",
    Since("6.9", until_6_9(DEVMAP_57, HIGH_5_8, FRAME_LPA2_16K, SWAP_5_19, SH_LPA2_16K), notes=(LPA2_NOTE,),
          why="52-bit addresses with 16 KiB pages; release inferred (absent in 6.1, there in 6.12)"),
    Since("6.10", since_6_10(SOFT_6_10, FRAME_LPA2_16K, SH_LPA2_16K), why=WHY["6.10"], notes=(LPA2_NOTE,)),
    Since("6.12", since_6_10(SOFT_6_12, FRAME_LPA2_16K, SH_LPA2_16K), why=WHY["6.12"], notes=(LPA2_NOTE,)),
    Since("6.17", since_6_10(SOFT_6_17, FRAME_LPA2_16K, SH_LPA2_16K), why=WHY["6.17"], notes=(LPA2_NOTE,)),
    huge_pages=True,
    arch="arm64", width=64, page_shift=14, physmem_bits=52,
    header="arch/arm64/include/asm/pgtable.h", pages=PAGES,
    about="16 KiB pages, 52-bit physical addresses (LPA2)",
)  # fmt: skip

TABLE_NOTE = "An entry that points to a table has the present form, too, with the table bit set."
ABOVE_NOTES = {
    "pmd": "Only migration entries (from 7.3 device-private ones as well) stand here, without an exclusive bit.",
    "pud": "hugetlb alone stores swap entries here, as in a PTE: migration, hwpoison and markers of 1 GiB pages.",
}


def above(level: str, name: str, shift: int, aliases: Sequence[str] = ()) -> list[Layout]:
    """The PMDs or PUDs of one page size with 48 address bits."""
    old, new = frame(shift, 47), frame(shift, 49)
    notes = (TABLE_NOTE, ABOVE_NOTES[level])
    return layouts(
        name,
        Since("5.19", above_until_6_9(level, old), why="read at 6.1; earlier not read", notes=notes),
        Since("6.9", above_until_6_9(level, new), why=WHY["6.9"], notes=notes),
        Since("6.10", above_since_6_10(SOFT_6_10, new), why=WHY["6.10"], notes=notes),
        Since("6.12", above_since_6_10(SOFT_6_12, new), why=WHY["6.12"], notes=notes),
        Since("6.17", above_since_6_10(SOFT_6_17, new), why=WHY["6.17"], notes=notes),
        arch="arm64", width=64, page_shift=shift, physmem_bits=48, level=level, aliases=aliases,
        header="arch/arm64/include/asm/pgtable.h", pages=PAGES.huge({"table": 0}),
        about=f"huge pages over pages of {1 << shift - 10} KiB, 48-bit physical addresses",
    )  # fmt: skip


LAYOUTS = [
    *ARM64_4K, *ARM64_4K_LPA2, *ARM64_16K, *ARM64_16K_LPA2, *ARM64_64K, *ARM64_64K_PA52,
    *above("pmd", "arm64_4k", 12, ("aarch64",)),
    *above("pmd", "arm64_16k", 14),
    *above("pmd", "arm64_64k", 16),
    *above("pud", "arm64_4k", 12, ("aarch64",)),
]  # fmt: skip
