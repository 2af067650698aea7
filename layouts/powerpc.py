"""powerpc: 64-bit Book3S, radix and hash, 4K and 64K pages; the other kinds stand in powerpc_32_e500.py.

Read from arch/powerpc/include/asm/book3s/64 at 6.1 and 6.12: pgtable.h, radix.h, hash-4k.h and hash-64k.h. Bit 0 is the
least significant; IBM's manuals number from the other end.

It tells entries apart by three bits: every entry has 62, a present one 63 as well, and one that is out
of use for a moment 61 instead. A swap entry has 62 alone. Radix and hash share the format; hash uses bits
that radix leaves alone, and ignores them in an empty entry.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Ones, Under, Zeros

DEVMAP_GONE = "mm: remove devmap related functions and page table bits; release inferred, gone at 7.3"
SPECIAL = "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page"

# ------------------------------------------------------------------ radix or hash, 4K or 64K
# They differ in bits 60 to 53, in those between bit 12 and the page shift, in bit 6, and in the empty entry.

HIGH_UNUSED = ("unused_high" / Ignored(8) * "- above the 53 bits that the kernel gives to the frame",)
HIGH_HASH_4K = (
    "hashpte" / Flag * "H_PAGE_HASHPTE is in the hash table",
    "pkey" / Bits(3) * "H_PTE_PKEY_BIT2 protection key, three bits of it",
    "hash_second" / Flag * "H_PAGE_F_SECOND its place is in the second group",
    "hash_slot" / Bits(3) * "H_PAGE_F_GIX its place in the group",
)
HIGH_HASH_64K = (
    "pkey" / Bits(5) * "H_PTE_PKEY_BIT4 protection key",
    "hashpte" / Flag * "H_PAGE_HASHPTE is in the hash table",
    "unused_high" / Ignored(2) * "- above the 53 bits that the kernel gives to the frame",
)
LOW_RADIX_64K = ("unused_low" / Ignored(4) * "- below a frame of 64K",)
LOW_HASH_64K = (
    "unused_low" / Ignored(2) * "- below a frame of 64K",
    "single_4k" / Flag * "H_PAGE_4K_PFN the frame is one of 4K",
    "combo" / Flag * "H_PAGE_COMBO mapped in pieces of 4K",
)
SIX_RADIX = ("unused_rsv1" / Ignored(1) * "_RPAGE_RSV1 not used",)
SIX_HASH = ("busy" / Flag * "H_PAGE_BUSY locked while the hash table is brought up to date",)

NONE_RADIX = "none" / BitStruct(
    "empty_high" / Zeros(55) * "- nothing here",
    "accessed" / Ignored(1) * "_PAGE_ACCESSED not looked at",
    "dirty" / Ignored(1) * "_PAGE_DIRTY not looked at",
    "empty_low" / Zeros(7) * "- nothing here",
) * "radix__pte_none(): nothing but A and D"  # fmt: skip
NONE_HASH_4K = "none" / BitStruct(
    "empty_top" / Zeros(3) * "- nothing here",
    "hashpte" / Ignored(1) * "H_PAGE_HASHPTE not looked at",
    "empty_pkey" / Zeros(3) * "- nothing here",
    "hash_second" / Ignored(1) * "H_PAGE_F_SECOND not looked at",
    "hash_slot" / Ignored(3) * "H_PAGE_F_GIX not looked at",
    "empty_mid" / Zeros(46) * "- nothing here",
    "busy" / Ignored(1) * "H_PAGE_BUSY not looked at",
    "empty_low" / Zeros(6) * "- nothing here",
) * "hash__pte_none(): nothing but what hash keeps for itself"  # fmt: skip
NONE_HASH_64K = "none" / BitStruct(
    "empty_top" / Zeros(8) * "- nothing here",
    "hashpte" / Ignored(1) * "H_PAGE_HASHPTE not looked at",
    "empty_pfn" / Zeros(42) * "- nothing here",
    "combo" / Ignored(1) * "H_PAGE_COMBO not looked at",
    "empty_mid" / Zeros(5) * "- nothing here",
    "busy" / Ignored(1) * "H_PAGE_BUSY not looked at",
    "empty_low" / Zeros(6) * "- nothing here",
) * "hash__pte_none(): nothing but what hash keeps for itself"  # fmt: skip

# ------------------------------------------------------------------ present

PRESENT_63 = "present" / Fixed(1, 1) * "_PAGE_PRESENT holds a translation"
ANY_63 = "present" / Flag * "_PAGE_PRESENT clear for a moment"
PTE_62 = "pte" / Fixed(1, 1) * "_PAGE_PTE an entry, not a pointer to a table"
ANY_61 = "invalid" / Flag * "_PAGE_INVALID used only where present is clear"
INVALID_61 = "invalid" / Fixed(1, 1) * "_PAGE_INVALID out of use for a moment, still present for the kernel"

DEVMAP = "devmap" / Flag * "_PAGE_DEVMAP maps device memory"
NO_DEVMAP = "unused_sw1" / Ignored(1) * "_RPAGE_SW1 for software, not used"
SOFTWARE = (
    SPECIAL,
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SOFT_DIRTY written since clear_refs",
    "accessed" / Flag * "_PAGE_ACCESSED used; the architecture's R",
    "dirty" / Flag * "_PAGE_DIRTY written to; the architecture's C",
)
CACHE = "cache" / Bits(2) * "_PAGE_CACHE_CTL 0 normal, 1 strong order, 2 non-idempotent, 3 tolerant"
PRIVILEGED = "privileged" / Flag * "_PAGE_PRIVILEGED for the kernel only"
SAVED_WRITE = "readonly" / Flag * "_PAGE_PRIVILEGED clear if it may be written after all: pte_savedwrite()"
RWX = (
    "read" / Flag * "_PAGE_READ may be read",
    "write" / Flag * "_PAGE_WRITE may be written",
    "exec" / Flag * "_PAGE_EXEC may be executed",
)
NO_RWX = "no_access" / Zeros(3) * "_PAGE_RWX not to be read, written or executed"

# ------------------------------------------------------------------ swap

SWAP_TOP = (
    "present" / Zeros(1) * "_PAGE_PRESENT set would make it present",
    "pte" / Ones(1) * "_PAGE_PTE an entry, not a pointer to a table; swp_entry_t does not have it",
    "invalid" / Zeros(1) * "_PAGE_INVALID set would make it present",
    "zeros_high" / Zeros(8) * "- above the offset",
)
SOFT_DIRTY = "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SWP_SOFT_DIRTY written since clear_refs"
TYPE = "type" / Bits(5) * "SWP_TYPE_BITS which swap area, or which special kind"
EXCLUSIVE = "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page"
SWAP_LOW_4_6 = ("zeros_low" / Zeros(6) * "- not used", SOFT_DIRTY, TYPE)
SWAP_LOW_5_19 = (
    "zeros_mid" / Zeros(2) * "- not used; special and device-map when present",
    SOFT_DIRTY,
    "zeros_low" / Zeros(3) * "- not used; A and D when present, and a bit that hash filters out",
    EXCLUSIVE,
    TYPE,
)


# PAGE_NONE, PAGE_READONLY, PAGE_SHARED and their like; PAGE_NONE was privileged until 6.6.
USER_BOOK3S = {
    "read": "!none",
    "write": "write",
    "exec": "exec & !none",
    "accessed": "young",
    "dirty": "dirty",
    "soft_dirty": "soft_dirty",
    "special": "special",
}
SAVED_BOOK3S = {"readonly": "none"}
HASH_DECIDES = {"hashpte": "", "hash_second": "", "hash_slot": "", "combo": "", "busy": ""}


def user_pages(hash_mmu: bool, saved_write: bool, privileged: bool) -> Pages:
    """What the hash MMU writes into an entry is its own affair."""
    return Pages(
        USER_BOOK3S | (SAVED_BOOK3S if saved_write else {}),
        mkdirty=("soft_dirty",),
        store="either",
        untold=(HASH_DECIDES if hash_mmu else {}) | ({"privileged": "none"} if privileged else {}),
    )


def book3s64(name: str, page_shift: int, hash_mmu: bool, about: str, alias: str = "") -> list[Layout]:
    """One page size under one MMU. The forms differ in place of the PFN and in what hash takes for itself."""
    small = page_shift == 12
    high = HIGH_UNUSED if not hash_mmu else HIGH_HASH_4K if small else HIGH_HASH_64K
    low = () if small else LOW_HASH_64K if hash_mmu else LOW_RADIX_64K
    six = SIX_HASH if hash_mmu else SIX_RADIX
    none = NONE_RADIX if not hash_mmu else NONE_HASH_4K if small else NONE_HASH_64K
    pfn = "pfn" / Bits(53 - page_shift) * "PTE_RPN_MASK page frame number"
    under = () if small else ("zeros_under" / Zeros(4) * "- below the offset",)
    offset = "offset" / Bits(53 - page_shift) * "PTE_RPN_MASK slot in the swap area"

    def forms(devmap: Any, swap_low: Fields, saved_write: bool = False) -> Fields:
        middle = (*high, pfn, *low, devmap, *SOFTWARE, *six, CACHE)
        saved = SAVED_WRITE if saved_write else PRIVILEGED
        idle = "present_invalid_saved" / BitStruct(ANY_63, PTE_62, INVALID_61, *middle, saved, NO_RWX)
        return (
            none,
            "protnone" / BitStruct(PRESENT_63, PTE_62, ANY_61, *middle, saved, NO_RWX) * "pte_protnone()",
            "present" / BitStruct(PRESENT_63, PTE_62, ANY_61, *middle, PRIVILEGED, *RWX) * "pte_hw_valid()",
            *((idle * "pte_present(), and pte_savedwrite() reads bit 3",) if saved_write else ()),
            "present_invalid" / BitStruct(ANY_63, PTE_62, INVALID_61, *middle, PRIVILEGED, *RWX)
            * "pte_present(): invalid for a moment",
            "swap" / BitStruct(*SWAP_TOP, offset, *under, *swap_low) * "__swp_entry()",
        )  # fmt: skip

    notes = (
        "Entries stand big-endian in memory, on little-endian kernels too; this is the value as a number.",
        "pte_none() is asked of radix or hash at run time; a kernel with both follows the machine.",
    )
    return layouts(
        name,
        Since(
            "4.6",
            forms(DEVMAP, SWAP_LOW_4_6, saved_write=True),
            why="read at 5.10; that it holds back to 4.6 was not checked",
            notes=notes,
            changes={"pages": user_pages(hash_mmu, True, False)},
        ),
        Since(
            "5.19",
            forms(DEVMAP, SWAP_LOW_5_19, saved_write=True),
            why="powerpc/pgtable: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE for book3s; soft-dirty moves to 9",
            notes=notes,
            changes={"pages": user_pages(hash_mmu, True, False)},
        ),
        Since(
            "6.2",
            forms(DEVMAP, SWAP_LOW_5_19),
            why="mm/autonuma: replace savedwrite infrastructure; release inferred, gone at 6.12",
            notes=notes,
            changes={"pages": user_pages(hash_mmu, False, True)},
        ),
        Since("6.17", forms(NO_DEVMAP, SWAP_LOW_5_19), why=DEVMAP_GONE, notes=notes),
        arch="powerpc", width=64, page_shift=page_shift, physmem_bits=51, about=about,
        aliases=(alias,) if alias else (), header="arch/powerpc/include/asm/book3s/64/pgtable.h",
        pages=user_pages(hash_mmu, False, False),
    )  # fmt: skip


# ------------------------------------------------------------------ one level up
# pmd_present() is bit 63 or 61 and does not ask for 62; an empty PMD is zero.

PMD_NONE = "none" / BitStruct("empty" / Zeros(64) * "- nothing here") * "pmd_none(): all zero"
ANY_62 = "pte" / Flag * "_PAGE_PTE a huge page; clear in a pointer to a table"
OFF_63 = "present" / Zeros(1) * "_PAGE_PRESENT clear for a moment"
PMD_LOW = (
    "zeros_mid" / Zeros(2) * "- not used; special and device-map when present",
    SOFT_DIRTY,
    "zeros_low" / Zeros(4) * "- not used: no entry of this level is exclusive",
    TYPE,
)


def book3s64_pmd(name: str, page_shift: int, hash_mmu: bool, about: str, alias: str = "") -> list[Layout]:
    """The PMDs of one page size under one MMU, with the frame and what hash takes as in a PTE."""
    small = page_shift == 12
    high = HIGH_UNUSED if not hash_mmu else HIGH_HASH_4K if small else HIGH_HASH_64K
    low = () if small else LOW_HASH_64K if hash_mmu else LOW_RADIX_64K
    six = SIX_HASH if hash_mmu else SIX_RADIX
    pfn = "pfn" / Bits(53 - page_shift) * "PTE_RPN_MASK page frame number, of a huge page the first"
    under = () if small else ("zeros_under" / Zeros(4) * "- below the offset",)
    offset = "offset" / Bits(53 - page_shift) * "PTE_RPN_MASK what the kind keeps: a frame"
    swap = "swap" / BitStruct(*SWAP_TOP, offset, *under, *PMD_LOW) * "__swp_entry_to_pmd()"

    def forms(devmap: Any) -> Fields:
        middle = (*high, pfn, *low, devmap, *SOFTWARE, *six, CACHE, PRIVILEGED)
        return (
            PMD_NONE,
            "protnone" / BitStruct(PRESENT_63, PTE_62, ANY_61, *middle, NO_RWX) * "pmd_protnone()",
            "present" / BitStruct(PRESENT_63, ANY_62, ANY_61, *middle, *RWX) * "pmd_present()",
            "present_invalid" / BitStruct(OFF_63, ANY_62, INVALID_61, *middle, *RWX)
            * "pmd_present(): invalid for a moment",
            swap,
        )  # fmt: skip

    notes = (
        "A PMD that points to a table has the present form, too, with bit 62 clear.",
        "Only migration entries (from 7.3 device-private ones as well) stand here, without an exclusive bit.",
    )
    return layouts(
        name,
        Since("5.19", forms(DEVMAP), why="read at 6.1; earlier not read", notes=notes),
        Since("6.17", forms(NO_DEVMAP), why=DEVMAP_GONE, notes=notes),
        arch="powerpc", width=64, page_shift=page_shift, physmem_bits=51, about=about, level="pmd",
        aliases=(alias,) if alias else (), header="arch/powerpc/include/asm/book3s/64/pgtable.h",
    )  # fmt: skip


BOOK3S_64K_PMD = book3s64_pmd("ppc64_book3s_64k", 16, False, "huge pages over 64K, radix", "ppc64")
BOOK3S_64K = book3s64("ppc64_book3s_64k", 16, False, "64-bit Book3S, 64K pages, radix", "ppc64")

LAYOUTS = [
    *BOOK3S_64K,
    *variant(BOOK3S_64K, "ppc64le_book3s_64k", about="64-bit Book3S, little-endian", aliases=("ppc64le",)),
    *book3s64("ppc64_book3s_4k", 12, False, "64-bit Book3S, 4K pages, radix"),
    *book3s64("ppc64_book3s_64k_hash", 16, True, "64-bit Book3S, 64K pages, hash"),
    *book3s64("ppc64_book3s_4k_hash", 12, True, "64-bit Book3S, 4K pages, hash"),
    *BOOK3S_64K_PMD,
    *variant(BOOK3S_64K_PMD, "ppc64le_book3s_64k", about="huge pages, little-endian", aliases=("ppc64le",)),
    *book3s64_pmd("ppc64_book3s_4k", 12, False, "huge pages over 4K, radix"),
    *book3s64_pmd("ppc64_book3s_64k_hash", 16, True, "huge pages over 64K, hash"),
    *book3s64_pmd("ppc64_book3s_4k_hash", 12, True, "huge pages over 4K, hash"),
]
