"""powerpc: 64-bit Book3S, radix and hash, 4K and 64K pages; the other kinds stand in powerpc_32_e500.py.

Read from arch/powerpc/include/asm/book3s/64 at 6.1 and 6.12: pgtable.h, radix.h, hash-4k.h and hash-64k.h; and from
pte-hash64.h, pte-hash64-4k.h, pte-hash64-64k.h and pgtable-ppc64.h of a 3.4 tree. Bit 0 is the least significant; IBM's
manuals number from the other end.

It tells entries apart by three bits: every entry has 62, a present one 63 as well, and one that is out
of use for a moment 61 instead. A swap entry has 62 alone. Radix and hash share the format; hash uses bits
that radix leaves alone, and ignores them in an empty entry.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Ones, Under, Zeros

DEVMAP_GONE = "mm: remove devmap related functions and page table bits; release inferred, gone at 7.3"
SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page"

# ------------------------------------------------------------------ radix or hash, 4K or 64K
# They differ in bits 60 to 53, in those between bit 12 and the page shift, in bit 6, and in the empty entry.

HIGH_UNUSED = ("unused_high" / Ignored(8) * ". - above the 53 bits of a physical address",)
HIGH_HASH_4K = (
    "hashpte" / Flag * "HP H_PAGE_HASHPTE has an entry in the hash table",
    "pkey" / Bits(3) * "Key H_PTE_PKEY_BIT2 protection key, three bits of it",
    "hash_second" / Flag * "F2 H_PAGE_F_SECOND the hash entry is in the secondary group",
    "hash_slot" / Bits(3) * "GIX H_PAGE_F_GIX slot in the hash group",
)
HIGH_HASH_64K = (
    "pkey" / Bits(5) * "Key H_PTE_PKEY_BIT4 protection key",
    "hashpte" / Flag * "HP H_PAGE_HASHPTE has an entry in the hash table",
    "unused_high" / Ignored(2) * ". - above the 53 bits of a physical address",
)
LOW_RADIX_64K = ("unused_low" / Ignored(4) * ". - below a 64K frame",)
LOW_HASH_64K = (
    "unused_low" / Ignored(2) * ". - below a 64K frame",
    "single_4k" / Flag * "4K H_PAGE_4K_PFN the frame has 4K",
    "combo" / Flag * "CMB H_PAGE_COMBO mapped by 4K hash entries",
)
SIX_RADIX = ("unused_rsv1" / Ignored(1) * ". _RPAGE_RSV1 not used",)
SIX_HASH = ("busy" / Flag * "BSY H_PAGE_BUSY locked while the hash table is updated",)

NONE_RADIX = "none" / BitStruct(
    "empty_high" / Zeros(55) * "0 - 0 in an empty PTE",
    "accessed" / Ignored(1) * "R _PAGE_ACCESSED ignored",
    "dirty" / Ignored(1) * "C _PAGE_DIRTY ignored",
    "empty_low" / Zeros(7) * "0 - 0 in an empty PTE",
) * "radix__pte_none(): nothing but A and D"  # fmt: skip
NONE_HASH_4K = "none" / BitStruct(
    "empty_top" / Zeros(3) * "0 - 0 in an empty PTE",
    "hashpte" / Ignored(1) * "HP H_PAGE_HASHPTE ignored",
    "empty_pkey" / Zeros(3) * "0 - 0 in an empty PTE",
    "hash_second" / Ignored(1) * "F2 H_PAGE_F_SECOND ignored",
    "hash_slot" / Ignored(3) * "GIX H_PAGE_F_GIX ignored",
    "empty_mid" / Zeros(46) * "0 - 0 in an empty PTE",
    "busy" / Ignored(1) * "BSY H_PAGE_BUSY ignored",
    "empty_low" / Zeros(6) * "0 - 0 in an empty PTE",
) * "hash__pte_none(): nothing but what hash keeps for itself"  # fmt: skip
NONE_HASH_64K = "none" / BitStruct(
    "empty_top" / Zeros(8) * "0 - 0 in an empty PTE",
    "hashpte" / Ignored(1) * "HP H_PAGE_HASHPTE ignored",
    "empty_pfn" / Zeros(42) * "0 - 0 in an empty PTE",
    "combo" / Ignored(1) * "CMB H_PAGE_COMBO ignored",
    "empty_mid" / Zeros(5) * "0 - 0 in an empty PTE",
    "busy" / Ignored(1) * "BSY H_PAGE_BUSY ignored",
    "empty_low" / Zeros(6) * "0 - 0 in an empty PTE",
) * "hash__pte_none(): nothing but what hash keeps for itself"  # fmt: skip

# ------------------------------------------------------------------ present

PRESENT_63 = "present" / Fixed(1, 1) * "V _PAGE_PRESENT present: holds a translation"
ANY_63 = "present" / Flag * "V _PAGE_PRESENT 0 while the entry is being changed"
PTE_62 = "pte" / Fixed(1, 1) * "L _PAGE_PTE leaf: an entry, not a pointer to a table"
ANY_61 = "invalid" / Flag * "INV _PAGE_INVALID used only while present is 0"
INVALID_61 = "invalid" / Fixed(1, 1) * "INV _PAGE_INVALID invalid during a change, still present for the kernel"

DEVMAP = "devmap" / Flag * "DM _PAGE_DEVMAP maps ZONE_DEVICE memory"
NO_DEVMAP = "unused_sw1" / Ignored(1) * ". _RPAGE_SW1 available to software, not used"
SOFTWARE = (
    SPECIAL,
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs",
    "accessed" / Flag * "R _PAGE_ACCESSED accessed; reference bit",
    "dirty" / Flag * "C _PAGE_DIRTY dirty; change bit",
)
CACHE = "cache" / Bits(2) * "ATT _PAGE_CACHE_CTL 0 normal, 1 strong order, 2 non-idempotent, 3 tolerant"
PRIVILEGED = "privileged" / Flag * "PR _PAGE_PRIVILEGED privileged: kernel only"
SAVED_WRITE = "readonly" / Flag * "PR _PAGE_PRIVILEGED 0 if the page was writable: pte_savedwrite()"
RWX = (
    "read" / Flag * "RD _PAGE_READ readable",
    "write" / Flag * "W _PAGE_WRITE writable",
    "exec" / Flag * "X _PAGE_EXEC executable",
)
NO_RWX = "no_access" / Zeros(3) * "RWX _PAGE_RWX 0: no access"

# ------------------------------------------------------------------ swap

SWAP_TOP = (
    "present" / Zeros(1) * "V _PAGE_PRESENT must be 0: set means present",
    "pte" / Ones(1) * "L _PAGE_PTE leaf: an entry, not a pointer to a table; swp_entry_t does not have it",
    "invalid" / Zeros(1) * "INV _PAGE_INVALID must be 0: set means present",
    "zeros_high" / Zeros(8) * "0 - not used: above the offset",
)
SOFT_DIRTY = "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SWP_SOFT_DIRTY written since clear_refs"
TYPE = "type" / Bits(5) * "type SWP_TYPE_BITS swap type: a swap area or a special kind"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"
SWAP_LOW_4_6 = ("zeros_low" / Zeros(6) * "0 - not used", SOFT_DIRTY, TYPE)
SWAP_LOW_5_19 = (
    "zeros_mid" / Zeros(2) * "0 - not used; SP and DM when present",
    SOFT_DIRTY,
    "zeros_low" / Zeros(3) * "0 - not used; R and C when present, and a bit that hash masks",
    EXCLUSIVE,
    TYPE,
)


# PAGE_NONE, PAGE_READONLY, PAGE_SHARED and their like; PAGE_NONE was privileged until 6.6. All have accessed
# (_PAGE_BASE), which pte_modify() takes over (6.1 to 7.3; seen on 6.1.176, 6.12.107 and 7.2.13).
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
        modify_makes_young=True,
        untold=(HASH_DECIDES if hash_mmu else {}) | ({"privileged": "none"} if privileged else {}),
    )


# ------------------------------------------------------------------ hash tables before 4.6, little of it as now

OLD_LOW = (
    "write" / Flag * "W _PAGE_RW writable",
    "accessed" / Flag * "R _PAGE_ACCESSED accessed; reference bit",
    "dirty" / Flag * "C _PAGE_DIRTY dirty; change bit",
    "writethru" / Flag * "WT _PAGE_WRITETHRU write-through",
    "no_cache" / Flag * "I _PAGE_NO_CACHE not cached",
    "coherent" / Flag * "M _PAGE_COHERENT coherent between CPUs",
    "guarded" / Flag * "G _PAGE_GUARDED no speculative access",
    "exec" / Flag * "X _PAGE_EXEC executable",
    "user" / Flag * "U _PAGE_USER user-accessible",
    "present" / Fixed(1, 1) * "V _PAGE_PRESENT present: holds a translation",
)
BUSY = "busy" / Flag * "BSY _PAGE_BUSY locked while the hash table is updated"
OLD_4K = (
    "pfn" / Bits(47) * "PFN PTE_RPN_SHIFT page frame number",
    SPECIAL,
    "hash_second" / Flag * "F2 _PAGE_SECONDARY the hash entry is in the secondary group",
    "hash_slot" / Bits(3) * "GIX _PAGE_GROUP_IX slot in the hash group",
    BUSY,
    "hashpte" / Flag * "HP _PAGE_HASHPTE has an entry in the hash table",
    *OLD_LOW,
)
OLD_64K = (
    "pfn" / Bits(34) * "PFN PTE_RPN_SHIFT page frame number",
    "single_4k" / Flag * "4K _PAGE_4K_PFN the frame has 4K",
    "combo" / Flag * "CMB _PAGE_COMBO mapped by 4K hash entries",
    "hashpte" / Bits(16) * "HP _PAGE_HPTE_SUB the 4K parts that have an entry in the hash table",
    BUSY,
    SPECIAL,
    *OLD_LOW,
)
OLD_TYPE = "type" / Bits(6) * "type __swp_type() swap type: a swap area or a special kind; generic types end at 31"
OLD_NOTES = ("bit 1 of an entry that is not present is a page of a nonlinear file mapping (_PAGE_FILE)",)
OLD_PAGES = Pages(
    {"user": "!none", "write": "write", "exec": "exec & !none", "accessed": "young", "dirty": "dirty",
     "special": "special", "coherent": ""},
    store="fault", modify_makes_young=True, untold=HASH_DECIDES,
)  # fmt: skip


def before_4_6(small: bool) -> Since:
    """The range of kernels that had hash tables alone, by page size."""
    kept = 6 if small else 18  # bits of _PAGE_HPTEFLAGS, from BUSY or the bit below it up
    low = 10 if small else 11
    none = "none" / BitStruct(
        "empty_high" / Zeros(64 - kept - low) * "0 - 0 in an empty PTE",
        "hash_flags" / Ignored(kept) * ". _PAGE_HPTEFLAGS ignored",
        "empty_low" / Zeros(low) * "0 - 0 in an empty PTE",
    )
    swap = "swap" / BitStruct(
        "offset" / Bits(39 if small else 26) * "off __swp_offset() slot in the swap area",
        "free" / Zeros(1) * "0 - not used",
        OLD_TYPE,
        "free_low" / Zeros(18 if small else 31) * "0 PTE_RPN_SHIFT must be 0: present and file are here",
    )
    present = "present" / BitStruct(*(OLD_4K if small else OLD_64K))
    return Since(
        "2.6.32",
        (none * "pte_none(): nothing but what hash keeps", present * "pte_present()", swap * "__swp_entry()"),
        until="3.13",
        why="read at 3.4; inferred from 2.6.32 on and up to 3.13, before NUMA hinting took a bit",
        notes=OLD_NOTES,
        changes={"pages": OLD_PAGES, "header": "arch/powerpc/include/asm/pgtable-ppc64.h"},
    )


def book3s64(name: str, page_shift: int, hash_mmu: bool, about: str, alias: str = "") -> list[Layout]:
    """One page size under one MMU. The forms differ in place of the PFN and in what hash takes for itself."""
    small = page_shift == 12
    high = HIGH_UNUSED if not hash_mmu else HIGH_HASH_4K if small else HIGH_HASH_64K
    low = () if small else LOW_HASH_64K if hash_mmu else LOW_RADIX_64K
    six = SIX_HASH if hash_mmu else SIX_RADIX
    none = NONE_RADIX if not hash_mmu else NONE_HASH_4K if small else NONE_HASH_64K
    pfn = "pfn" / Bits(53 - page_shift) * "PFN PTE_RPN_MASK page frame number"
    under = () if small else ("zeros_under" / Zeros(4) * "0 - not used: below the offset",)
    offset = "offset" / Bits(53 - page_shift) * "off PTE_RPN_MASK slot in the swap area"

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
        *((before_4_6(small),) if hash_mmu else ()),
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
        huge_pages=True,
        arch="powerpc", width=64, page_shift=page_shift, physmem_bits=51, about=about,
        aliases=(alias,) if alias else (), header="arch/powerpc/include/asm/book3s/64/pgtable.h",
        pages=user_pages(hash_mmu, False, False),
    )  # fmt: skip


# ------------------------------------------------------------------ one level up
# pmd_present() is bit 63 or 61 and does not ask for 62; an empty PMD is zero.

PMD_NONE = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pmd_none(): all zero"
ANY_62 = "pte" / Flag * "L _PAGE_PTE huge page; 0 in a pointer to a table"
OFF_63 = "present" / Zeros(1) * "V _PAGE_PRESENT 0 while the entry is being changed"
PMD_LOW = (
    "zeros_mid" / Zeros(2) * "0 - not used; SP and DM when present",
    SOFT_DIRTY,
    "zeros_low" / Zeros(4) * "0 - not used: no exclusive bit at this level",
    TYPE,
)


def book3s64_above(level: str, name: str, page_shift: int, hash_mmu: bool, about: str, alias: str = "") -> list[Layout]:
    """The PMDs or PUDs of one page size under one MMU, with the frame and what hash takes as in a PTE."""
    small = page_shift == 12
    high = HIGH_UNUSED if not hash_mmu else HIGH_HASH_4K if small else HIGH_HASH_64K
    low = () if small else LOW_HASH_64K if hash_mmu else LOW_RADIX_64K
    six = SIX_HASH if hash_mmu else SIX_RADIX
    pfn = "pfn" / Bits(53 - page_shift) * "PFN PTE_RPN_MASK page frame number, of a huge page the first"
    under = () if small else ("zeros_under" / Zeros(4) * "0 - not used: below the offset",)
    offset = "offset" / Bits(53 - page_shift) * "off PTE_RPN_MASK swap offset: a frame"
    entry = "__swp_entry_to_pmd()" if level == "pmd" else "__swp_entry_to_pte(), as hugetlb stores it"
    swap = "swap" / BitStruct(*SWAP_TOP, offset, *under, *PMD_LOW) * entry
    test = "pmd_present()" if level == "pmd" else "pte_present(), as hugetlb asks"

    def forms(devmap: Any) -> Fields:
        middle = (*high, pfn, *low, devmap, *SOFTWARE, *six, CACHE, PRIVILEGED)
        return (
            PMD_NONE,
            "protnone" / BitStruct(PRESENT_63, PTE_62, ANY_61, *middle, NO_RWX) * "present, but nobody may access it",
            "present" / BitStruct(PRESENT_63, ANY_62, ANY_61, *middle, *RWX) * test,
            "present_invalid" / BitStruct(OFF_63, ANY_62, INVALID_61, *middle, *RWX) * f"{test}: invalid for a moment",
            swap,
        )  # fmt: skip

    notes = (
        "An entry that points to a table has the present form, too, with bit 62 clear.",
        "Only migration entries (from 7.3 device-private ones as well) stand here, without an exclusive bit."
        if level == "pmd"
        else "hugetlb alone stores swap entries here: migration, hwpoison and markers of 1 GiB pages.",
    )
    return layouts(
        name,
        Since("5.19", forms(DEVMAP), why="read at 6.1; earlier not read", notes=notes),
        Since("6.17", forms(NO_DEVMAP), why=DEVMAP_GONE, notes=notes),
        arch="powerpc", width=64, page_shift=page_shift, physmem_bits=51, about=about, level=level,
        aliases=(alias,) if alias else (), header="arch/powerpc/include/asm/book3s/64/pgtable.h",
        pages=None if hash_mmu else user_pages(False, False, True).huge({"pte": 1}),
    )  # fmt: skip


BOOK3S_64K_PMD = book3s64_above("pmd", "ppc64_book3s_64k", 16, False, "huge pages over 64K, radix", "ppc64")
BOOK3S_64K_PUD = book3s64_above("pud", "ppc64_book3s_64k", 16, False, "1 GiB pages over 64K, radix", "ppc64")
BOOK3S_64K = book3s64("ppc64_book3s_64k", 16, False, "64-bit Book3S, 64K pages, radix", "ppc64")

LAYOUTS = [
    *BOOK3S_64K,
    *variant(BOOK3S_64K, "ppc64le_book3s_64k", about="64-bit Book3S, little-endian", aliases=("ppc64le",)),
    *book3s64("ppc64_book3s_4k", 12, False, "64-bit Book3S, 4K pages, radix"),
    *book3s64("ppc64_book3s_64k_hash", 16, True, "64-bit Book3S, 64K pages, hash"),
    *book3s64("ppc64_book3s_4k_hash", 12, True, "64-bit Book3S, 4K pages, hash"),
    *BOOK3S_64K_PMD,
    *variant(BOOK3S_64K_PMD, "ppc64le_book3s_64k", about="huge pages, little-endian", aliases=("ppc64le",)),
    *book3s64_above("pmd", "ppc64_book3s_4k", 12, False, "huge pages over 4K, radix"),
    *book3s64_above("pmd", "ppc64_book3s_64k_hash", 16, True, "huge pages over 64K, hash"),
    *book3s64_above("pmd", "ppc64_book3s_4k_hash", 12, True, "huge pages over 4K, hash"),
    *BOOK3S_64K_PUD,
    *variant(BOOK3S_64K_PUD, "ppc64le_book3s_64k", about="1 GiB pages, little-endian", aliases=("ppc64le",)),
    *book3s64_above("pud", "ppc64_book3s_4k", 12, False, "1 GiB pages over 4K, radix"),
]
