"""MIPS: 32 and 64 bits, with every place that the software bits have had.

Read from arch/mips/include/asm/pgtable-bits.h, pgtable-32.h, pgtable-64.h and pgtable.h at 6.1 and 6.12; the
bits of present entries before 5.4 from older trees (one based on 4.19, others of unknown 4.x release). Bit 0
is the least significant.

An entry is the CPU's EntryLo register shifted up to make room for software bits, so every software bit more
moves GLOBAL, VALID, DIRTY, the cache attribute and the PFN. Accessed, modified and write are software's; the
hardware's VALID and DIRTY let loads and stores through, and are set only for pages that are young, or written
and writable. A TLB entry maps a pair of pages that share one GLOBAL bit: an empty entry takes the bit of its
pair, and pte_none() looks past it. With physical addresses of 36 bits (Alchemy) or 40 (XPA) an entry is two
32-bit words: the high one has the PFN or the swap entry, the low one the software bits.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

Fields = tuple[Any, ...]

WHY_5_10 = "read at 6.1; 5.10 has the same type and offset"
WHY_2_6_32 = "read in trees of about 3.0 and 3.10; that it holds back to 2.6.32 is inferred"
WHY_3_0 = "RI and XI read in trees of about 3.0 and 3.10"
FILE_NOTE = ("until 3.19 the dirty bit of an entry that is not present means a page of a nonlinear file mapping",)
WHY_4_1 = "file entries gone (inferred); swap format read at 5.10 and 6.1, present bits in older trees"
WHY_4_5 = "THP splitting bit gone: the bits above it move down (boundary inferred)"
WHY_4_7 = "no_read for all, was a positive read bit without RIXI (boundary inferred)"
WHY_5_4 = "MIPS: pte_special()/pte_mkspecial() support: the bits above it move up (boundary inferred)"
WHY_6_3 = "mips/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"

# ------------------------------------------------------------------ bits of present entries

IS_PRESENT = "present" / Fixed(1, 1) * "P _PAGE_PRESENT present, tracked by software"
READ = "read" / Flag * "R _PAGE_READ readable, tracked by software"
NO_READ = "no_read" / Flag * "RI _PAGE_NO_READ not readable; the RI bit where the CPU has one"
NX = "nx" / Flag * "XI _PAGE_NO_EXEC not executable; the XI bit where the CPU has one"
WRITE = "write" / Flag * "W _PAGE_WRITE writable, tracked by software"
ACCESSED = "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software"
MODIFIED = "dirty" / Flag * "M _PAGE_MODIFIED dirty, tracked by software"
HUGE = "huge" / Flag * "H _PAGE_HUGE huge page"
SPLITTING = "splitting" / Flag * "SPL _PAGE_SPLITTING huge page being split"
SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page"
GLOBAL = "global" / Flag * "G _PAGE_GLOBAL global: matches every address space; shared by the TLB pair"
VALID = "valid" / Flag * "V _PAGE_VALID valid: loads do not fault (_PAGE_SILENT_READ)"
HW_DIRTY = "hw_dirty" / Flag * "D _PAGE_DIRTY hardware write enable: stores do not fault (_PAGE_SILENT_WRITE)"
CACHE = "cache" / Bits(3) * "C _CACHE_MASK cache attribute"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"

# Lowest bit first, as in the header's enum.
R4K_4_1 = (IS_PRESENT, READ, WRITE, ACCESSED, MODIFIED)
R4K_4_7 = (IS_PRESENT, NO_READ, WRITE, ACCESSED, MODIFIED)
RIXI = (IS_PRESENT, WRITE, ACCESSED, MODIFIED)
XI_RI = (NX, NO_READ)


# protection_map[], and what pte_mk*() and pte_modify() make of it. Which cache attribute memory has is the CPU's;
# what may be read is executable as well where the CPU cannot refuse it, or the program does not say that it may.
PAGES = Pages(
    {
        "read": "!none",
        "no_read": "none",
        "nx": "!exec | none",
        "write": "write",
        "accessed": "young",
        "dirty": "dirty",
        "special": "special",
        "valid": "young & !none",
        "hw_dirty": "dirty & write",
    },
    untold={"cache": "", "nx": "!exec & !none"},
)


def forms(width: int, page_shift: int, software: Fields, swap: Any) -> Fields:
    """none, present and swap of the R4000 family: software bits, then EntryLo's G, V, D, C and PFN."""
    unused = page_shift - 12
    below = len(software)  # _PAGE_GLOBAL_SHIFT
    top = width - below - 6 - unused
    none = "none" / BitStruct(
        "empty_high" / Zeros(width - below - 1) * "0 - 0 in an empty PTE",
        "global" / Ignored(1) * "G _PAGE_GLOBAL ignored: set when the other entry of the pair is global",
        "empty_low" / Zeros(below) * "0 - 0 in an empty PTE",
    )
    gap = ("unused" / Ignored(unused) * ". - PFN bits of 4 KiB pages",) if unused else ()
    pfn = "pfn" / Bits(top) * "PFN PFN_PTE_SHIFT page frame number"
    present = "present" / BitStruct(pfn, *gap, CACHE, HW_DIRTY, VALID, GLOBAL, *reversed(software))
    return none * "pte_none(): nothing but GLOBAL", present * "pte_present()", swap


# ------------------------------------------------------------------ 64-bit

TYPE_64 = "type __swp_type() swap type: a swap area or a special kind; generic types end at 31"

SWAP64_4_1 = "swap" / BitStruct(
    "offset" / Bits(40) * "off __swp_offset() slot in the swap area",
    "type" / Bits(8) * TYPE_64,
    "free" / Zeros(16) * "0 - must be 0: present, global and valid are here",
) * "mk_swap_pte()"  # fmt: skip
SWAP64_6_3 = "swap" / BitStruct(
    "offset" / Bits(40) * "off __swp_offset() slot in the swap area",
    EXCLUSIVE,
    "type" / Bits(7) * TYPE_64,
    "free" / Zeros(16) * "0 - must be 0: present, global and valid are here",
) * "mk_swap_pte()"  # fmt: skip


def mips64(name: str, about: str, page_shift: int = 12, aliases: Fields = ()) -> list[Layout]:
    """CPUs with RI and XI, all at the same places; huge pages are configured."""
    return layouts(
        name,
        Since("4.1", forms(64, page_shift, (*RIXI, HUGE, SPLITTING, *XI_RI), SWAP64_4_1), why=WHY_4_1),
        Since("4.5", forms(64, page_shift, (*RIXI, HUGE, *XI_RI), SWAP64_4_1), why=WHY_4_5),
        Since("5.4", forms(64, page_shift, (*RIXI, HUGE, SPECIAL, *XI_RI), SWAP64_4_1), why=WHY_5_4),
        Since("6.3", forms(64, page_shift, (*RIXI, HUGE, SPECIAL, *XI_RI), SWAP64_6_3), why=WHY_6_3),
        huge_pages=True,
        arch="mips", width=64, page_shift=page_shift, physmem_bits=64, aliases=aliases,
        header="arch/mips/include/asm/pgtable-64.h", pages=PAGES, about=about,
        assumes={"CPU_HAS_RIXI": "y", "MIPS_HUGE_TLB_SUPPORT": "y"},
    )  # fmt: skip


MIPS64 = mips64("mips64_r2_4k", "64-bit release 2, 4 KiB pages", aliases=("mips64",))

LOONGSON3 = layouts(
    "mips64_loongson3",
    Since("5.10", forms(64, 14, (*RIXI, HUGE, SPECIAL, *XI_RI), SWAP64_4_1), why=WHY_5_10),
    Since("6.3", forms(64, 14, (*RIXI, HUGE, SPECIAL, *XI_RI), SWAP64_6_3), why=WHY_6_3),
    huge_pages=True,
    arch="mips", width=64, page_shift=14, physmem_bits=48,
    header="arch/mips/include/asm/pgtable-64.h", pages=PAGES, about="64-bit Loongson 3, 16 KiB pages",
    assumes={"CPU_HAS_RIXI": "y", "MIPS_HUGE_TLB_SUPPORT": "y"},
)  # fmt: skip

IP27 = layouts(
    "mips64_ip27_r10k",
    Since("4.1", forms(64, 12, (*R4K_4_1, HUGE, SPLITTING), SWAP64_4_1), why=WHY_4_1),
    Since("4.5", forms(64, 12, (*R4K_4_1, HUGE), SWAP64_4_1), why=WHY_4_5),
    Since("4.7", forms(64, 12, (*R4K_4_7, HUGE), SWAP64_4_1), why=WHY_4_7),
    Since("5.4", forms(64, 12, (*R4K_4_7, HUGE, SPECIAL), SWAP64_4_1), why=WHY_5_4),
    Since("6.3", forms(64, 12, (*R4K_4_7, HUGE, SPECIAL), SWAP64_6_3), why=WHY_6_3),
    arch="mips", width=64, page_shift=12, physmem_bits=48,
    header="arch/mips/include/asm/pgtable-64.h", pages=PAGES, about="64-bit R10000 (SGI IP27), no RI and XI",
    assumes={"MIPS_HUGE_TLB_SUPPORT": "y"},
)  # fmt: skip

# ------------------------------------------------------------------ 32-bit, R4000 family

SWAP_4_1 = "swap" / BitStruct(
    "offset" / Bits(19) * "off __swp_offset() slot in the swap area",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
    "free" / Zeros(8) * "0 - must be 0: present, global and valid are here",
) * "__swp_entry()"  # fmt: skip
SWAP_6_3 = "swap" / BitStruct(
    "offset" / Bits(19) * "off __swp_offset() slot in the swap area",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
    "free" / Zeros(6) * "0 - must be 0: global and valid are here",
    EXCLUSIVE,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present",
) * "__swp_entry()"  # fmt: skip

R4K = layouts(
    "mips32_r4k",
    Since("2.6.32", forms(32, 12, R4K_4_1, SWAP_4_1), why=WHY_2_6_32, notes=FILE_NOTE),
    Since("4.7", forms(32, 12, R4K_4_7, SWAP_4_1), why=WHY_4_7),
    Since("5.4", forms(32, 12, (*R4K_4_7, SPECIAL), SWAP_4_1), why=WHY_5_4),
    Since("6.3", forms(32, 12, (*R4K_4_7, SPECIAL), SWAP_6_3), why=WHY_6_3),
    arch="mips", width=32, page_shift=12, physmem_bits=32,
    header="arch/mips/include/asm/pgtable-32.h", pages=PAGES, about="32-bit release 1 and R4000, no RI and XI",
)  # fmt: skip

R2 = layouts(
    "mips32_r2_rixi",
    Since("3.0", forms(32, 12, (*RIXI, *XI_RI), SWAP_4_1), why=WHY_3_0, notes=FILE_NOTE),
    Since("6.3", forms(32, 12, (*RIXI, *XI_RI), SWAP_6_3), why=WHY_6_3),
    arch="mips", width=32, page_shift=12, physmem_bits=32, aliases=("mips",),
    header="arch/mips/include/asm/pgtable-32.h", pages=PAGES, about="32-bit release 2, RI and XI: no room for special",
    assumes={"CPU_HAS_RIXI": "y"},
)  # fmt: skip

# ------------------------------------------------------------------ 32-bit, R3000: EntryLo as it is


def r3k(read: Any, bit5: Any, swap: Any) -> Fields:
    """G, V, D and N (uncached) lie at 8 to 11, where EntryLo has them."""
    none = "none" / BitStruct(
        "empty_high" / Zeros(23) * "0 - 0 in an empty PTE",
        "global" / Ignored(1) * "G _PAGE_GLOBAL ignored",
        "empty_low" / Zeros(8) * "0 - 0 in an empty PTE",
    )
    present = "present" / BitStruct(
        "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number",
        "uncached" / Flag * "N _CACHE_UNCACHED uncached",
        HW_DIRTY, VALID, GLOBAL,
        "unused" / Ignored(2) * ". - not used",
        bit5, MODIFIED, ACCESSED, WRITE, read, IS_PRESENT,
    )  # fmt: skip
    return none * "pte_none(): nothing but GLOBAL", present * "pte_present()", swap


R3K_SWAP = (
    "offset" / Bits(17) * "off __swp_offset() slot in the swap area",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
    "valid" / Zeros(1) * "V _PAGE_VALID 0: not present, access faults",
    "global" / Zeros(1) * "G _PAGE_GLOBAL must be 0: pte_none() ignores it",
)
R3K_SWAP_4_1 = "swap" / BitStruct(
    *R3K_SWAP,
    "free" / Zeros(7) * "0 - 0 in a swap entry",
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present",
) * "__swp_entry()"  # fmt: skip
R3K_SWAP_6_3 = "swap" / BitStruct(
    *R3K_SWAP,
    EXCLUSIVE,
    "free" / Zeros(6) * "0 - 0 in a swap entry",
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present",
) * "__swp_entry()"  # fmt: skip
R3K_5_4 = "MIPS: pte_special()/pte_mkspecial() support (boundary inferred)"
R3K_UNUSED = "unused_5" / Ignored(1) * ". - not used"

R3K = layouts(
    "mips32_r3k",
    Since("2.6.32", r3k(READ, R3K_UNUSED, R3K_SWAP_4_1), why=WHY_2_6_32, notes=FILE_NOTE),
    Since("4.7", r3k(NO_READ, R3K_UNUSED, R3K_SWAP_4_1), why=WHY_4_7),
    Since("5.4", r3k(NO_READ, SPECIAL, R3K_SWAP_4_1), why=R3K_5_4),
    Since("6.3", r3k(NO_READ, SPECIAL, R3K_SWAP_6_3), why=WHY_6_3),
    arch="mips", width=32, page_shift=12, physmem_bits=32,
    header="arch/mips/include/asm/pgtable-32.h", pages=PAGES, about="32-bit R3000 (DECstation)",
)  # fmt: skip

# ------------------------------------------------------------------ 36-bit physical addresses (Alchemy)

A36_NONE = "none" / BitStruct(
    "empty_high" / Zeros(31) * "0 - 0 in an empty PTE",
    "global" / Ignored(1) * "G _PAGE_GLOBAL ignored, in the high word: set when the other entry of the pair is global",
    "empty_low" / Zeros(31) * "0 - 0 in an empty PTE",
    "global_low" / Ignored(1) * "G/lo _PAGE_GLOBAL ignored, in the low word: likewise",
) * "pte_none(): nothing but GLOBAL in either word"  # fmt: skip

A36_PRESENT = "present" / BitStruct(
    "pfn" / Bits(26) * "PFN pte_pfn() page frame number",
    CACHE, HW_DIRTY, VALID, GLOBAL,
    "unused" / Ignored(20) * ". - not used",
    SPECIAL, MODIFIED, ACCESSED, WRITE, NO_READ, IS_PRESENT,
    "cache_low" / Bits(3) * "C/lo _CACHE_MASK copy of the bit in the high word",
    "hw_dirty_low" / Flag * "D/lo _PAGE_DIRTY copy of the bit in the high word",
    "valid_low" / Flag * "V/lo _PAGE_VALID copy of the bit in the high word",
    "global_low" / Flag * "G/lo _PAGE_GLOBAL copy of the bit in the high word",
) * "pte_present(): low word"  # fmt: skip

A36_SWAP = (
    "offset" / Bits(25) * "off __swp_offset() slot in the swap area",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
    "valid" / Zeros(1) * "V _PAGE_VALID 0: not present, access faults",
    "global" / Zeros(1) * "G _PAGE_GLOBAL must be 0: pte_none() ignores it",
)
A36_SWAP_5_10 = "swap" / BitStruct(
    *A36_SWAP,
    "low_word" / Zeros(32) * "0 - must be 0: the swap entry is the high word; present is here",
) * "__swp_entry_to_pte()"  # fmt: skip
A36_SWAP_6_3 = "swap" / BitStruct(
    *A36_SWAP,
    "free" / Zeros(24) * "0 - 0 in a swap entry",
    EXCLUSIVE,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present",
    "free_low" / Zeros(6) * "0 - must be 0: cache attribute, dirty, valid, global",
) * "__swp_entry_to_pte()"  # fmt: skip

# The pte_mk*() functions change VALID and DIRTY in both words.
A36_PAGES = Pages(
    {**PAGES.fields, "valid_low": "young & !none", "hw_dirty_low": "dirty & write"},
    untold={"cache": "", "cache_low": ""},
)

ALCHEMY = layouts(
    "mips32_alchemy36",
    Since("5.10", (A36_NONE, A36_PRESENT, A36_SWAP_5_10), why=WHY_5_10),
    Since("6.3", (A36_NONE, A36_PRESENT, A36_SWAP_6_3), why=WHY_6_3),
    arch="mips", width=64, long_bits=32, page_shift=12, physmem_bits=64,
    header="arch/mips/include/asm/pgtable-32.h", assumes={"PHYS_ADDR_T_64BIT": "y"}, pages=A36_PAGES,
    about="32-bit with 36-bit physical addresses (Alchemy): two words an entry",
)  # fmt: skip

# ------------------------------------------------------------------ 32-bit with XPA, 16 KiB pages

XPA_NONE = "none" / BitStruct(
    "empty" / Zeros(29) * "0 - 0 in an empty PTE",
    "global" / Ignored(1) * "G _PAGE_GLOBAL ignored: set when the other entry of the pair is global",
    "empty_low" / Zeros(2) * "0 - 0 in an empty PTE",
    "low_word" / Ignored(32) * ". - ignored: pte_none() tests the high word alone",
) * "pte_none(): nothing but GLOBAL in the high word"  # fmt: skip

XPA_PRESENT = "present" / BitStruct(
    "pfn" / Bits(22) * "PFN PFN_PTE_SHIFT page frame number, bits 21 to 0",
    "unused" / Ignored(2) * ". - PFN bits of 4 KiB pages",
    CACHE, HW_DIRTY, VALID, GLOBAL, NO_READ, NX,
    "unused_low" / Ignored(4) * ". - not used",
    MODIFIED, ACCESSED, WRITE, IS_PRESENT,
    "pfnx" / Bits(24) * "PFNX _PFNX_MASK page frame number from bit 24 up",
) * "pte_present(): low word"  # fmt: skip

XPA_SWAP = (
    "offset" / Bits(23) * "off __swp_offset() slot in the swap area",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
    "valid" / Zeros(1) * "V _PAGE_VALID 0: not present, access faults",
    "global" / Zeros(1) * "G _PAGE_GLOBAL must be 0: pte_none() ignores it",
    "ri_xi" / Zeros(2) * "RIXI _PAGE_NO_READ must be 0, as _PAGE_NO_EXEC",
)
XPA_SWAP_5_10 = "swap" / BitStruct(
    *XPA_SWAP,
    "low_word" / Zeros(32) * "0 - must be 0: the swap entry is the high word; present is here",
) * "__swp_entry_to_pte()"  # fmt: skip
XPA_SWAP_6_3 = "swap" / BitStruct(
    *XPA_SWAP,
    "free" / Zeros(6) * "0 - 0 in a swap entry",
    EXCLUSIVE,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present",
    "free_low" / Zeros(24) * "0 _PFNX_MASK 0 in a swap entry",
) * "__swp_entry_to_pte()"  # fmt: skip

XPA_NOTES = (
    "By reading: with 16 KiB pages bits 22 and 23 of a PFN have no place in the entry (the high word "
    "takes bits 0 to 21, the low one those from 24 up): a PFN from 2^22 (64 GiB) on is cut by pfn_pte().",
    "pte_none() ignores the whole low word, pte_present() looks only there: a word with an empty high half "
    "and the present bit is both. Shown as none, which handle_pte_fault() asks first.",
)

# The software bits are in the low word, VALID, DIRTY, RI and XI in the high one; pfnx has the frame from bit 24 up.
XPA_PAGES = Pages(PAGES.fields, untold={**PAGES.untold, "pfnx": ""})

XPA = layouts(
    "mips32_xpa_16k",
    Since("5.10", (XPA_NONE, XPA_PRESENT, XPA_SWAP_5_10), why=WHY_5_10, notes=XPA_NOTES),
    Since("6.3", (XPA_NONE, XPA_PRESENT, XPA_SWAP_6_3), why=WHY_6_3, notes=XPA_NOTES),
    arch="mips", width=64, long_bits=32, page_shift=14, physmem_bits=64,
    header="arch/mips/include/asm/pgtable-32.h", assumes={"XPA": "y"}, pages=XPA_PAGES,
    about="32-bit release 5 with extended physical addresses: two words an entry, 16 KiB pages",
)  # fmt: skip

LAYOUTS = [
    *R4K,
    *R2,
    *variant(R2, "mips32_r6", about="32-bit release 6: the bits of release 2"),
    *R3K,
    *ALCHEMY,
    *XPA,
    *MIPS64,
    *mips64("mips64_r2_16k", "64-bit release 2, 16 KiB pages", page_shift=14),
    *mips64("mips64_r2_64k", "64-bit release 2, 64 KiB pages", page_shift=16),
    *variant(MIPS64, "mips64_octeon", physmem_bits=48, about="64-bit Cavium Octeon, 4 KiB pages"),
    *LOONGSON3,
    *IP27,
]
