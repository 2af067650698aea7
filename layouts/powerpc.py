"""powerpc: 64-bit Book3S (radix and hash, 4K and 64K pages), 64-bit e500, and the kinds of 32-bit.

Read from arch/powerpc/include/asm at 6.1 and 6.12: book3s/64/pgtable.h, radix.h, hash-4k.h and hash-64k.h,
book3s/32/pgtable.h, nohash/pgtable.h, nohash/64/pgtable.h, nohash/32/pgtable.h, nohash/pte-e500.h and
nohash/32/pte-*.h; those of nohash also at 5.10. Bit 0 is the least significant; IBM's manuals number from the
other end.

Book3S 64 tells entries apart by three bits: every entry has 62, a present one 63 as well, and one that is out
of use for a moment 61 instead. A swap entry has 62 alone. Radix and hash share the format; hash uses bits
that radix leaves alone, and ignores them in an empty entry. On 32-bit, the upper half of a 64-bit entry is
never cleared, so it does not count in an empty one.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Ones, Schema, Under, Zeros

DEVMAP_GONE = "mm: remove devmap related functions and page table bits; release inferred, gone at 7.3"
SPECIAL = "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page"

# ------------------------------------------------------------------ Book3S 64: radix or hash, 4K or 64K
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

# ------------------------------------------------------------------ Book3S 64: present

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

# ------------------------------------------------------------------ Book3S 64: swap

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


# ------------------------------------------------------------------ Book3S 64: one level up
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


# ------------------------------------------------------------------ the others: empty and swap

HALF_IGNORED = ("upper" / Ignored(32) * "- the upper half is never cleared, and not looked at",)
HALF_ZEROS = ("upper" / Zeros(32) * "- the upper half",)
NONE_32 = "none" / BitStruct("empty" / Zeros(32) * "- nothing here") * "pte_none(): all zero"
NONE_64 = "none" / BitStruct("empty" / Zeros(64) * "- nothing here") * "pte_none(): all zero"
NONE_UPPER = "none" / BitStruct(
    *HALF_IGNORED,
    "empty" / Zeros(32) * "- nothing here",
) * "pte_none(): the lower half is zero"  # fmt: skip
EMPTY_HASHED = (
    "empty_high" / Zeros(30) * "- nothing here",
    "hashpte" / Ignored(1) * "_PAGE_HASHPTE may still be in the hash table",
    "empty_low" / Zeros(1) * "- nothing here",
)
NONE_6XX = "none" / BitStruct(*EMPTY_HASHED) * "pte_none(): nothing but the hash bit"
NONE_6XX_64 = "none" / BitStruct(*HALF_IGNORED, *EMPTY_HASHED) * "pte_none(): nothing but the hash bit"

OFFSET_24 = "offset" / Bits(24) * "__swp_offset() slot in the swap area"
TYPE_3 = "type" / Bits(5) * "__swp_type() which swap area, or which special kind"
KEPT_CLEAR = "zeros_low" / Zeros(2) * "- zero; present is one of them, on some the hash bit is the other"
NOT_USED_2 = "unused" / Zeros(1) * "- not used"
SWAP_5_10 = "swap" / BitStruct(OFFSET_24, TYPE_3, NOT_USED_2, KEPT_CLEAR) * "__swp_entry()"
SWAP_6_3 = "swap" / BitStruct(OFFSET_24, TYPE_3, EXCLUSIVE, KEPT_CLEAR) * "__swp_entry()"
SWAP_5_10_64 = "swap" / BitStruct(*HALF_ZEROS, OFFSET_24, TYPE_3, NOT_USED_2, KEPT_CLEAR) * "__swp_entry()"
SWAP_6_3_64 = "swap" / BitStruct(*HALF_ZEROS, OFFSET_24, TYPE_3, EXCLUSIVE, KEPT_CLEAR) * "__swp_entry()"

# ------------------------------------------------------------------ the others: present, bits 11 to 0

PRESENT = "present" / Fixed(1, 1) * "_PAGE_PRESENT holds a translation"
ACCESSED = "accessed" / Flag * "_PAGE_ACCESSED used, set by the kernel"
DIRTY = "dirty" / Flag * "_PAGE_DIRTY written to, set by the kernel"
EXEC = "exec" / Flag * "_PAGE_EXEC may be executed"
READ = "read" / Flag * "_PAGE_READ may be read"
USER = "user" / Flag * "_PAGE_USER user mode may use it"
RW = "write" / Flag * "_PAGE_RW may be written"
WRITE = "write" / Flag * "_PAGE_WRITE may be written"
WRITETHRU = "writethru" / Flag * "_PAGE_WRITETHRU W: cache write-through"
NO_CACHE = "no_cache" / Flag * "_PAGE_NO_CACHE I: not cached"
COHERENT = "coherent" / Flag * "_PAGE_COHERENT M: coherent between CPUs"
GUARDED = "guarded" / Flag * "_PAGE_GUARDED G: no speculative access"
ENDIAN = "endian" / Flag * "_PAGE_ENDIAN E: the other byte order"
WIM = (WRITETHRU, NO_CACHE, COHERENT)
HASHPTE = "hashpte" / Flag * "_PAGE_HASHPTE is in the hash table"

LOW_6XX = (DIRTY, *WIM, GUARDED)
LOW_6XX_5_10 = (SPECIAL, RW, EXEC, ACCESSED, *LOW_6XX, USER, HASHPTE, PRESENT)
LOW_6XX_6_7 = (SPECIAL, WRITE, EXEC, ACCESSED, *LOW_6XX, READ, HASHPTE, PRESENT)
LOW_44X_5_10 = (*WIM, GUARDED, ENDIAN, USER, SPECIAL, DIRTY, ACCESSED, EXEC, RW, PRESENT)
LOW_44X_6_7 = (*WIM, GUARDED, ENDIAN, ACCESSED, SPECIAL, DIRTY, READ, EXEC, WRITE, PRESENT)
LOW_85XX_5_10 = (SPECIAL, *WIM, GUARDED, ENDIAN, ACCESSED, EXEC, DIRTY, RW, USER, PRESENT)
LOW_85XX_6_7 = (SPECIAL, *WIM, GUARDED, ENDIAN, ACCESSED, EXEC, DIRTY, WRITE, PRESENT, READ)
UNUSED_11 = "unused_11" / Ignored(1) * "- not used"
UNUSED_6 = "unused_6" / Ignored(1) * "- not used"
LOW_40X_5_10 = (
    UNUSED_11, ACCESSED, EXEC, RW, DIRTY, UNUSED_6, SPECIAL, USER, WRITETHRU, NO_CACHE, PRESENT, GUARDED,
)  # fmt: skip
LOW_40X_6_7 = (
    UNUSED_11, ACCESSED, EXEC, WRITE, DIRTY, UNUSED_6, SPECIAL, READ, WRITETHRU, NO_CACHE, PRESENT, GUARDED,
)  # fmt: skip
LOW_8XX = (
    "huge" / Flag * "_PAGE_HUGE a page of 512K or 8M",
    "readonly" / Bits(2) * "_PAGE_RO 0 may be written, 1 no access, 3 read-only",
    DIRTY,
    SPECIAL,
    EXEC,
    ACCESSED,
    GUARDED,
    "small_page" / Flag * "_PAGE_SPS clear for 4K, set for 16K and more",
    "shared" / Flag * "_PAGE_SH in every address space",
    NO_CACHE,
    PRESENT,
)
LOW_E500 = (
    *WIM,
    GUARDED,
    ENDIAN,
    ACCESSED,
    "user_bits" / Bits(4) * "_PAGE_U0 U0 to U3, for software, not used",
    SPECIAL,
    DIRTY,
    "page_size" / Bits(4) * "_PAGE_PSIZE_MSK size of the page",
    "exec" / Flag * "_PAGE_BAP_UX user mode may execute it",
    "kernel_exec" / Flag * "_PAGE_BAP_SX the kernel may execute it",
    "write" / Flag * "_PAGE_BAP_UW user mode may write it",
    "kernel_write" / Flag * "_PAGE_BAP_SW the kernel may write it",
    "read" / Flag * "_PAGE_BAP_UR user mode may read it",
    "kernel_read" / Flag * "_PAGE_BAP_SR the kernel may read it",
    "unused_sw1" / Ignored(1) * "_PAGE_SW1 for software, not used",
    PRESENT,
)
PFN_20 = ("pfn" / Bits(20) * "PTE_RPN_SHIFT page frame number",)
PFN_16K = ("pfn" / Bits(18) * "PTE_RPN_SHIFT page frame number", "unused_low" / Ignored(2) * "- not used")
PFN_32 = (
    "unused_high" / Ignored(20) * "- above the 32 bits of a PFN",
    "pfn" / Bits(32) * "PTE_RPN_SHIFT page frame number",
)
PFN_E500_32 = (
    "unused_high" / Ignored(8) * "- above the 32 bits of a PFN",
    "pfn" / Bits(32) * "PTE_RPN_SHIFT page frame number",
)
PFN_E500_64 = ("pfn" / Bits(40) * "PTE_RPN_SHIFT page frame number",)


def present(*fields: Any) -> Schema:
    """All of them have one present bit."""
    return "present" / BitStruct(*fields) * "pte_present()"


E500_32 = (NONE_UPPER, present(*PFN_E500_32, *LOW_E500))

# ------------------------------------------------------------------ the others: layouts

AT_5_10 = "type and offset known at 5.10, all bits read at 6.1"
EXCLUSIVE_32S = "powerpc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE on 32bit book3s"
EXCLUSIVE_NOHASH = "powerpc/nohash/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"


def ppc32(name: str, physmem_bits: int, header: str, about: str, *ranges: Since, **more: Any) -> list[Layout]:
    """A 32-bit kernel; its entry has 64 bits where its physical addresses have."""
    facts = {"width": physmem_bits, "page_shift": 12, **more}
    return layouts(
        name, *ranges, arch="powerpc", long_bits=32, physmem_bits=physmem_bits, about=about,
        header=f"arch/powerpc/include/asm/{header}", **facts,
    )  # fmt: skip


def steps(
    none: Any, pfn: Any, low: Any, low_6_7: Any, *, kind: str, wide: bool = False, until: str | None = None
) -> list[Since]:
    """The three ranges that most of 32-bit have: exclusive at 6.3, read instead of user at 6.7."""
    old, new = present(*pfn, *low), present(*pfn, *low_6_7)
    swap, swap_6_3 = (SWAP_5_10_64, SWAP_6_3_64) if wide else (SWAP_5_10, SWAP_6_3)
    exclusive = EXCLUSIVE_32S if kind == "32s" else EXCLUSIVE_NOHASH
    why = f"powerpc/{kind}: Introduce _PAGE_READ and remove _PAGE_USER; present entries only"
    return [
        Since("5.10", (none, old, swap), why=AT_5_10),
        Since("6.3", (none, old, swap_6_3), why=exclusive),
        Since("6.7", (none, new, swap_6_3), why=why, until=until),
    ]


E500_64_5_10 = "swap" / BitStruct(
    "offset" / Bits(40) * "PTE_RPN_SHIFT slot in the swap area",
    "zeros_mid" / Zeros(17) * "- not used",
    TYPE,
    KEPT_CLEAR,
) * "__swp_entry()"  # fmt: skip
E500_64_6_3 = "swap" / BitStruct(
    "offset" / Bits(40) * "PTE_RPN_SHIFT slot in the swap area",
    "zeros_mid" / Zeros(16) * "- not used",
    EXCLUSIVE,
    TYPE,
    KEPT_CLEAR,
) * "__swp_entry()"  # fmt: skip
E500_64 = layouts(
    "ppc64_nohash_e500",
    Since("5.10", (NONE_64, present(*PFN_E500_64, *LOW_E500), E500_64_5_10), why=AT_5_10),
    Since("6.3", (NONE_64, present(*PFN_E500_64, *LOW_E500), E500_64_6_3), why=EXCLUSIVE_NOHASH),
    arch="powerpc", width=64, page_shift=12, physmem_bits=44,
    header="arch/powerpc/include/asm/nohash/pte-e500.h",
    about="64-bit e500 (Book3E)",
)  # fmt: skip

BOOK3S_6XX = ppc32(
    "ppc32_book3s_6xx", 32, "book3s/32/pgtable.h", "32-bit Book3S (603, 604, 7xx, 74xx), 32-bit entries",
    *steps(NONE_6XX, PFN_20, LOW_6XX_5_10, LOW_6XX_6_7, kind="32s"),
    aliases=("ppc",),
)  # fmt: skip
BOOK3S_6XX_64 = ppc32(
    "ppc32_book3s_6xx_pte64", 64, "book3s/32/pgtable.h", "32-bit Book3S, 36-bit addresses, 64-bit entries",
    *steps(NONE_6XX_64, PFN_32, LOW_6XX_5_10, LOW_6XX_6_7, kind="32s", wide=True),
)  # fmt: skip
P44X = ppc32(
    "ppc32_44x", 64, "nohash/32/pte-44x.h", "32-bit 44x, 64-bit entries",
    *steps(NONE_UPPER, PFN_32, LOW_44X_5_10, LOW_44X_6_7, kind="44x", wide=True),
)  # fmt: skip
P40X = ppc32(
    "ppc32_40x", 32, "nohash/32/pte-40x.h", "32-bit 40x, removed in 6.11; present is bit 1",
    *steps(NONE_32, PFN_20, LOW_40X_5_10, LOW_40X_6_7, kind="40x", until="6.10"),
)  # fmt: skip
P85XX = ppc32(
    "ppc32_85xx", 32, "nohash/32/pte-85xx.h", "32-bit e500, 32-bit entries until 7.0",
    *steps(NONE_32, PFN_20, LOW_85XX_5_10, LOW_85XX_6_7, kind="e500"),
    Since(
        "7.0",
        (*E500_32, SWAP_6_3_64),
        why="powerpc/e500: Always use 64 bits PTE; release inferred, so at 7.3",
        changes={"width": 64, "physmem_bits": 64, "header": "arch/powerpc/include/asm/nohash/pte-e500.h"},
    ),
)  # fmt: skip
P85XX_64 = ppc32(
    "ppc32_85xx_pte64", 64, "nohash/pte-e500.h", "32-bit e500 with 36-bit addresses, 64-bit entries",
    Since("5.10", (*E500_32, SWAP_5_10_64), why=AT_5_10),
    Since("6.3", (*E500_32, SWAP_6_3_64), why=EXCLUSIVE_NOHASH),
)  # fmt: skip
P8XX_4K = ppc32(
    "ppc32_8xx_4k", 32, "nohash/32/pte-8xx.h", "32-bit 8xx, 4K pages",
    Since("5.10", (NONE_32, present(*PFN_20, *LOW_8XX), SWAP_5_10), why=AT_5_10),
    Since("6.3", (NONE_32, present(*PFN_20, *LOW_8XX), SWAP_6_3), why=EXCLUSIVE_NOHASH),
)  # fmt: skip
P8XX_16K = ppc32(
    "ppc32_8xx_16k", 32, "nohash/32/pte-8xx.h", "32-bit 8xx, 16K pages: the word stands four times",
    Since("5.10", (NONE_32, present(*PFN_16K, *LOW_8XX), SWAP_5_10), why=AT_5_10),
    Since("6.3", (NONE_32, present(*PFN_16K, *LOW_8XX), SWAP_6_3), why=EXCLUSIVE_NOHASH),
    page_shift=14, copies=4,
)  # fmt: skip

BOOK3S_64K_PMD = book3s64_pmd("ppc64_book3s_64k", 16, False, "huge pages over 64K, radix", "ppc64")
BOOK3S_64K = book3s64("ppc64_book3s_64k", 16, False, "64-bit Book3S, 64K pages, radix", "ppc64")

LAYOUTS = [
    *BOOK3S_64K,
    *variant(BOOK3S_64K, "ppc64le_book3s_64k", about="64-bit Book3S, little-endian", aliases=("ppc64le",)),
    *book3s64("ppc64_book3s_4k", 12, False, "64-bit Book3S, 4K pages, radix"),
    *book3s64("ppc64_book3s_64k_hash", 16, True, "64-bit Book3S, 64K pages, hash"),
    *book3s64("ppc64_book3s_4k_hash", 12, True, "64-bit Book3S, 4K pages, hash"),
    *E500_64,
    *BOOK3S_6XX,
    *BOOK3S_6XX_64,
    *P44X,
    *P40X,
    *P85XX,
    *P85XX_64,
    *P8XX_4K,
    *P8XX_16K,
    *BOOK3S_64K_PMD,
    *variant(BOOK3S_64K_PMD, "ppc64le_book3s_64k", about="huge pages, little-endian", aliases=("ppc64le",)),
    *book3s64_pmd("ppc64_book3s_4k", 12, False, "huge pages over 4K, radix"),
    *book3s64_pmd("ppc64_book3s_64k_hash", 16, True, "huge pages over 64K, hash"),
    *book3s64_pmd("ppc64_book3s_4k_hash", 12, True, "huge pages over 4K, hash"),
]
