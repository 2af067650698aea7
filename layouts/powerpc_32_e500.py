"""powerpc: the kinds of 32-bit, and 64-bit e500; 64-bit Book3S stands in powerpc.py.

Read from arch/powerpc/include/asm at 5.10, 6.1 and 6.12: nohash/pgtable.h, nohash/64/pgtable.h, nohash/32/pgtable.h,
nohash/pte-e500.h and nohash/32/pte-*.h; book3s/32/pgtable.h not at 5.10. Bit 0 is the least significant; IBM's manuals
number from the other end.

On 32-bit, the upper half of a 64-bit entry is never cleared, so it does not count in an empty one.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Schema, Zeros

SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page"
TYPE = "type" / Bits(5) * "type SWP_TYPE_BITS swap type: a swap area or a special kind"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"

# ------------------------------------------------------------------ empty and swap

HALF_IGNORED = ("upper" / Ignored(32) * ". - ignored: the upper half is never cleared",)
HALF_ZEROS = ("upper" / Zeros(32) * "0 - must be 0: the upper half",)
NONE_32 = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE_64 = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE_UPPER = "none" / BitStruct(
    *HALF_IGNORED,
    "empty" / Zeros(32) * "0 - 0 in an empty PTE",
) * "pte_none(): the lower half is zero"  # fmt: skip
EMPTY_HASHED = (
    "empty_high" / Zeros(30) * "0 - 0 in an empty PTE",
    "hashpte" / Ignored(1) * "HP _PAGE_HASHPTE ignored: the hash table may still have it",
    "empty_low" / Zeros(1) * "0 - 0 in an empty PTE",
)
NONE_6XX = "none" / BitStruct(*EMPTY_HASHED) * "pte_none(): nothing but the hash bit"
NONE_6XX_64 = "none" / BitStruct(*HALF_IGNORED, *EMPTY_HASHED) * "pte_none(): nothing but the hash bit"

OFFSET_24 = "offset" / Bits(24) * "off __swp_offset() slot in the swap area"
TYPE_3 = "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind"
KEPT_CLEAR = "zeros_low" / Zeros(2) * "0 - must be 0: present is one of these bits, on some the hash bit is the other"
NOT_USED_2 = "unused" / Zeros(1) * "0 - not used"
SWAP_5_10 = "swap" / BitStruct(OFFSET_24, TYPE_3, NOT_USED_2, KEPT_CLEAR) * "__swp_entry()"
SWAP_6_3 = "swap" / BitStruct(OFFSET_24, TYPE_3, EXCLUSIVE, KEPT_CLEAR) * "__swp_entry()"
SWAP_5_10_64 = "swap" / BitStruct(*HALF_ZEROS, OFFSET_24, TYPE_3, NOT_USED_2, KEPT_CLEAR) * "__swp_entry()"
SWAP_6_3_64 = "swap" / BitStruct(*HALF_ZEROS, OFFSET_24, TYPE_3, EXCLUSIVE, KEPT_CLEAR) * "__swp_entry()"

# ------------------------------------------------------------------ present, bits 11 to 0

PRESENT = "present" / Fixed(1, 1) * "P _PAGE_PRESENT present: holds a translation"
ACCESSED = "accessed" / Flag * "A _PAGE_ACCESSED accessed, set by the kernel"
DIRTY = "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the kernel"
EXEC = "exec" / Flag * "X _PAGE_EXEC executable"
READ = "read" / Flag * "R _PAGE_READ readable"
USER = "user" / Flag * "U _PAGE_USER user-accessible"
RW = "write" / Flag * "RW _PAGE_RW writable"
WRITE = "write" / Flag * "RW _PAGE_WRITE writable"
WRITETHRU = "writethru" / Flag * "W _PAGE_WRITETHRU W: cache write-through"
NO_CACHE = "no_cache" / Flag * "I _PAGE_NO_CACHE I: not cached"
COHERENT = "coherent" / Flag * "M _PAGE_COHERENT M: coherent between CPUs"
GUARDED = "guarded" / Flag * "G _PAGE_GUARDED G: no speculative access"
ENDIAN = "endian" / Flag * "E _PAGE_ENDIAN E: the other byte order"
WIM = (WRITETHRU, NO_CACHE, COHERENT)
HASHPTE = "hashpte" / Flag * "HP _PAGE_HASHPTE has an entry in the hash table"

LOW_6XX = (DIRTY, *WIM, GUARDED)
NO_EXEC_BIT = "unused_exec" / Ignored(1) * ". - not used at 3.4; _PAGE_EXEC at 5.10"
LOW_6XX_2_6_32 = (SPECIAL, RW, NO_EXEC_BIT, ACCESSED, *LOW_6XX, USER, HASHPTE, PRESENT)
LOW_6XX_5_10 = (SPECIAL, RW, EXEC, ACCESSED, *LOW_6XX, USER, HASHPTE, PRESENT)
LOW_6XX_6_7 = (SPECIAL, WRITE, EXEC, ACCESSED, *LOW_6XX, READ, HASHPTE, PRESENT)
LOW_44X_5_10 = (*WIM, GUARDED, ENDIAN, USER, SPECIAL, DIRTY, ACCESSED, EXEC, RW, PRESENT)
LOW_44X_6_7 = (*WIM, GUARDED, ENDIAN, ACCESSED, SPECIAL, DIRTY, READ, EXEC, WRITE, PRESENT)
LOW_85XX_5_10 = (SPECIAL, *WIM, GUARDED, ENDIAN, ACCESSED, EXEC, DIRTY, RW, USER, PRESENT)
LOW_85XX_6_7 = (SPECIAL, *WIM, GUARDED, ENDIAN, ACCESSED, EXEC, DIRTY, WRITE, PRESENT, READ)
UNUSED_11 = "unused_11" / Ignored(1) * ". - not used"
UNUSED_6 = "unused_6" / Ignored(1) * ". - not used"
LOW_40X_5_10 = (
    UNUSED_11, ACCESSED, EXEC, RW, DIRTY, UNUSED_6, SPECIAL, USER, WRITETHRU, NO_CACHE, PRESENT, GUARDED,
)  # fmt: skip
LOW_40X_6_7 = (
    UNUSED_11, ACCESSED, EXEC, WRITE, DIRTY, UNUSED_6, SPECIAL, READ, WRITETHRU, NO_CACHE, PRESENT, GUARDED,
)  # fmt: skip
LOW_8XX = (
    "huge" / Flag * "H _PAGE_HUGE a page of 512K or 8M",
    "readonly" / Bits(2) * "RO _PAGE_RO 0 writable, 1 no access, 3 read-only",
    DIRTY,
    SPECIAL,
    EXEC,
    ACCESSED,
    GUARDED,
    "small_page" / Flag * "SPS _PAGE_SPS page size: 0 for 4K, 1 for 16K and more",
    "shared" / Flag * "SH _PAGE_SH global: matches every address space",
    NO_CACHE,
    PRESENT,
)
LOW_E500 = (
    *WIM,
    GUARDED,
    ENDIAN,
    ACCESSED,
    "user_bits" / Bits(4) * "U0/U3 _PAGE_U0 U0 to U3, available to software, not used",
    SPECIAL,
    DIRTY,
    "page_size" / Bits(4) * "TSIZE _PAGE_PSIZE_MSK page size",
    "exec" / Flag * "UX _PAGE_BAP_UX user-executable",
    "kernel_exec" / Flag * "SX _PAGE_BAP_SX kernel-executable",
    "write" / Flag * "UW _PAGE_BAP_UW user-writable",
    "kernel_write" / Flag * "SW _PAGE_BAP_SW kernel-writable",
    "read" / Flag * "UR _PAGE_BAP_UR user-readable",
    "kernel_read" / Flag * "SR _PAGE_BAP_SR kernel-readable",
    "unused_sw1" / Ignored(1) * ". _PAGE_SW1 available to software, not used",
    PRESENT,
)
PFN_20 = ("pfn" / Bits(20) * "PFN PTE_RPN_SHIFT page frame number",)
PFN_16K = ("pfn" / Bits(18) * "PFN PTE_RPN_SHIFT page frame number", "unused_low" / Ignored(2) * ". - not used")
PFN_32 = (
    "unused_high" / Ignored(20) * ". - above the 32 bits of a page frame number",
    "pfn" / Bits(32) * "PFN PTE_RPN_SHIFT page frame number",
)
PFN_E500_32 = (
    "unused_high" / Ignored(8) * ". - above the 32 bits of a page frame number",
    "pfn" / Bits(32) * "PFN PTE_RPN_SHIFT page frame number",
)
PFN_E500_64 = ("pfn" / Bits(40) * "PFN PTE_RPN_SHIFT page frame number",)


def present(*fields: Any) -> Schema:
    """All of them have one present bit."""
    return "present" / BitStruct(*fields) * "pte_present()"


E500_32 = (NONE_UPPER, present(*PFN_E500_32, *LOW_E500))

# ------------------------------------------------------------------ what user pages look like

# PAGE_NONE, PAGE_READONLY and their like: pgtable-masks.h since 6.7, each pte-*.h before; protection_map[] of
# arch/powerpc/mm/pgtable.c. All have accessed (_PAGE_BASE). Memory is coherent on SMP, on 32-bit Book3S always.
# Without a hash table, set_pte_filter() holds the execute bit back until the page was executed.
_BASE = {"write": "write", "exec": "exec & !none", "accessed": "young", "dirty": "dirty", "special": "special"}
_HELD_BACK = {"coherent": "", "exec": "exec & !none"}


def user_pages(more: dict[str, str], untold: dict[str, str]) -> Pages:
    """User pages with what a kind adds to the bits that all have."""
    return Pages(_BASE | more, store="fault", modify_makes_young=True, untold=untold)


_BY_KIND = {
    "32s": user_pages({"coherent": "", "user": "!none", "read": "read & !none"}, {"hashpte": ""}),
    "nohash": user_pages({"user": "!none", "read": "read & !none"}, _HELD_BACK),
}
# _PAGE_EXEC has the kernel's bit as well, user mappings do not. Until 6.6 what may be executed may be read.
E500_PAGES = user_pages(
    {
        "read": "read & !none",
        "kernel_read": "read & !none",
        "kernel_write": "write",
        "page_size=2": "",
    },
    _HELD_BACK | {"read": "exec & !read", "kernel_read": "exec & !read"},
)
# pte_wrprotect() sets both bits of readonly; until 6.6 what may be executed may be read.
_RO_8XX = {"readonly=1": "none | !read", "readonly=3": "!write & read & !none"}
PAGES_8XX_4K = user_pages(_RO_8XX, {"exec": "exec & !none", "readonly": "exec & !read"})
PAGES_8XX_16K = user_pages(_RO_8XX | {"small_page": ""}, {"exec": "exec & !none", "readonly": "exec & !read"})

# ------------------------------------------------------------------ layouts

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
    pages = {"pages": _BY_KIND["32s" if kind == "32s" else "nohash"]}
    why = f"powerpc/{kind}: Introduce _PAGE_READ and remove _PAGE_USER; present entries only"
    return [
        Since("5.10", (none, old, swap), why=AT_5_10, changes=pages),
        Since("6.3", (none, old, swap_6_3), why=exclusive, changes=pages),
        Since("6.7", (none, new, swap_6_3), why=why, until=until, changes=pages),
    ]


E500_64_5_10 = "swap" / BitStruct(
    "offset" / Bits(40) * "off PTE_RPN_SHIFT slot in the swap area",
    "zeros_mid" / Zeros(17) * "0 - not used",
    TYPE,
    KEPT_CLEAR,
) * "__swp_entry()"  # fmt: skip
E500_64_6_3 = "swap" / BitStruct(
    "offset" / Bits(40) * "off PTE_RPN_SHIFT slot in the swap area",
    "zeros_mid" / Zeros(16) * "0 - not used",
    EXCLUSIVE,
    TYPE,
    KEPT_CLEAR,
) * "__swp_entry()"  # fmt: skip
E500_64 = layouts(
    "ppc64_nohash_e500",
    Since("5.10", (NONE_64, present(*PFN_E500_64, *LOW_E500), E500_64_5_10), why=AT_5_10),
    Since("6.3", (NONE_64, present(*PFN_E500_64, *LOW_E500), E500_64_6_3), why=EXCLUSIVE_NOHASH),
    arch="powerpc", width=64, page_shift=12, physmem_bits=44,
    header="arch/powerpc/include/asm/nohash/pte-e500.h", pages=E500_PAGES,
    about="64-bit e500 (Book3E)",
)  # fmt: skip

OLD_6XX = "read at 3.4, where bit 9 was not used; when it became the execute bit was not read"
FILE_6XX = ("until 3.19 bit 2 of an entry that is not present is a page of a nonlinear file mapping (_PAGE_FILE)",)
BOOK3S_6XX = ppc32(
    "ppc32_book3s_6xx", 32, "book3s/32/pgtable.h", "32-bit Book3S (603, 604, 7xx, 74xx), 32-bit entries",
    Since(
        "2.6.32", (NONE_6XX, present(*PFN_20, *LOW_6XX_2_6_32), SWAP_5_10), why=OLD_6XX, notes=FILE_6XX,
        changes={"pages": _BY_KIND["32s"]},
    ),
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
        changes={"width": 64, "physmem_bits": 64, "header": "arch/powerpc/include/asm/nohash/pte-e500.h",
                 "pages": E500_PAGES},
    ),
)  # fmt: skip
P85XX_64 = ppc32(
    "ppc32_85xx_pte64", 64, "nohash/pte-e500.h", "32-bit e500 with 36-bit addresses, 64-bit entries",
    Since("5.10", (*E500_32, SWAP_5_10_64), why=AT_5_10),
    Since("6.3", (*E500_32, SWAP_6_3_64), why=EXCLUSIVE_NOHASH),
    pages=E500_PAGES,
)  # fmt: skip
P8XX_4K = ppc32(
    "ppc32_8xx_4k", 32, "nohash/32/pte-8xx.h", "32-bit 8xx, 4K pages",
    Since("5.10", (NONE_32, present(*PFN_20, *LOW_8XX), SWAP_5_10), why=AT_5_10),
    Since("6.3", (NONE_32, present(*PFN_20, *LOW_8XX), SWAP_6_3), why=EXCLUSIVE_NOHASH),
    pages=PAGES_8XX_4K,
)  # fmt: skip
P8XX_16K = ppc32(
    "ppc32_8xx_16k", 32, "nohash/32/pte-8xx.h", "32-bit 8xx, 16K pages: the word stands four times",
    Since("5.10", (NONE_32, present(*PFN_16K, *LOW_8XX), SWAP_5_10), why=AT_5_10),
    Since("6.3", (NONE_32, present(*PFN_16K, *LOW_8XX), SWAP_6_3), why=EXCLUSIVE_NOHASH),
    page_shift=14, copies=4, pages=PAGES_8XX_16K,
)  # fmt: skip

LAYOUTS = [
    *E500_64,
    *BOOK3S_6XX,
    *BOOK3S_6XX_64,
    *P44X,
    *P40X,
    *P85XX,
    *P85XX_64,
    *P8XX_4K,
    *P8XX_16K,
]
