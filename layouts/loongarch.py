"""loongarch: 64-bit with 4K, 16K and 64K pages, and 32-bit with 4K and 16K pages.

Read from arch/loongarch/include/asm/pgtable-bits.h and pgtable.h at 6.1 and 6.12. The present entry of 32-bit
is from the patch that brought it (second version, November 2025), its swap entry from what 7.3's macros gave.
Bit 0 is the least significant.

The TLB is filled by software, or by a walker that reads the same word. Valid doubles as accessed: an old page
is not valid, so that its first use faults. Whether an entry is none must not depend on the global bit: the
TLB keeps pages in pairs and both must be global, so an empty entry beside a global one is marked as well.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Schema, Zeros

DEFAULT_SHIFT = 14
EXCLUSIVE_6_3 = "loongarch/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
NOTES = ("pte_dirty() tests the modified bit; at 6.12, but not at 6.1, also the hardware's dirty bit.",)

# ------------------------------------------------------------------ shared by 64-bit and 32-bit

LOW = (
    "cache" / Bits(2) * "MAT _CACHE_MASK 0 uncached, 1 cached and coherent, 2 uncached and weakly ordered",
    "plv" / Bits(2) * "PLV _PAGE_PLV privilege level: 3 user, 0 kernel",
    "hw_dirty" / Flag * "D _PAGE_DIRTY hardware write enable",
    "accessed" / Flag * "V _PAGE_ACCESSED valid for the TLB; 0 means old",
)
GLOBAL = "global" / Flag * "G _PAGE_GLOBAL global: matches every address space"
HUGE = "huge" / Zeros(1) * "H _PAGE_HUGE 0 in a PTE, where it is the global bit; set in PMD swap entries"


def none(width: int) -> Schema:
    """Nothing but, perhaps, the global bit."""
    return "none" / BitStruct(
        "empty_high" / Zeros(width - 7) * "0 - 0 in an empty PTE",
        "global" / Ignored(1) * "G _PAGE_GLOBAL ignored: set in an empty PTE whose buddy is global",
        "empty_low" / Zeros(6) * "0 - 0 in an empty PTE",
    ) * "pte_none(): nothing but the global bit"  # fmt: skip


def below_pfn(page_shift: int) -> Fields:
    """The place for a PFN of 4K pages; with larger pages its low bits are free."""
    return ("unused_low" / Ignored(page_shift - 12) * ". - not used: below the PFN",) if page_shift > 12 else ()


# ------------------------------------------------------------------ 64-bit

NO_DEVMAP = ("unused_high" / Ignored(12) * ". - not used",)
DEVMAP = (
    "devmap" / Flag * "DM _PAGE_DEVMAP maps ZONE_DEVICE memory",
    "unused_high" / Ignored(11) * ". - not used",
)


def head(page_shift: int, devmap: Fields) -> Fields:
    """Bits 63 to 11: the PFN starts at the page shift, what is between it and bit 12 is free."""
    return (
        "rplv" / Flag * "RPLV _PAGE_RPLV restricted to this privilege level",
        "nx" / Flag * "NX _PAGE_NO_EXEC not executable",
        "no_read" / Flag * "NR _PAGE_NO_READ not readable",
        "present_invalid" / Flag * "PI _PAGE_PRESENT_INVALID huge page being split; PMD only",
        *devmap,
        "pfn" / Bits(48 - page_shift) * "PFN _PFN_MASK page frame number",
        *below_pfn(page_shift),
        "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    )


DIRTY_WRITE = (
    "dirty" / Flag * "M _PAGE_MODIFIED dirty, tracked by software",
    "write" / Flag * "W _PAGE_WRITE writable",
)


def forms(page_shift: int, devmap: Fields, swap: Schema) -> Fields:
    """none, protnone, present and swap. pte_protnone() tests its own bit alone, so it goes before present."""
    top = head(page_shift, devmap)
    protnone_on = "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access"
    protnone_off = "protnone" / Flag * "PN _PAGE_PROTNONE 0: set means PROT_NONE"
    present_on = "present" / Fixed(1, 1) * "P _PAGE_PRESENT present"
    present_off = "present" / Flag * "P _PAGE_PRESENT ignored here; 0 for PROT_NONE"
    protnone = (*top, protnone_on, *DIRTY_WRITE, present_off, GLOBAL, *LOW)
    present = (*top, protnone_off, *DIRTY_WRITE, present_on, GLOBAL, *LOW)
    return (
        none(64),
        "protnone" / BitStruct(*protnone) * "pte_protnone()",
        "present" / BitStruct(*present) * "pte_present()",
        swap,
    )


# ------------------------------------------------------------------ swap

SWAP_ZEROS = (
    "zeros_high" / Zeros(5) * "0 - not used",
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
    "zeros_mid" / Zeros(2) * "0 - not used",
    "present" / Zeros(1) * "P _PAGE_PRESENT must be 0: set means present",
    HUGE,
    "zeros_low" / Zeros(6) * "0 - not used",
)
OFFSET = "offset" / Bits(40) * "off __swp_offset() slot in the swap area"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"

SWAP_6_1 = "swap" / BitStruct(
    OFFSET,
    "type" / Bits(8) * "type __swp_type() swap type: a swap area or a special kind; five bits are used",
    *SWAP_ZEROS,
) * "mk_swap_pte()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    OFFSET,
    EXCLUSIVE,
    "type" / Bits(7) * "type __swp_type() swap type: a swap area or a special kind; five bits are used",
    *SWAP_ZEROS,
) * "mk_swap_pte()"  # fmt: skip


# protection_map[], and what pte_mk*() and pte_modify() make of it. VALID and ACCESSED are one bit, so a protection
# that allows access makes young.
PAGES = Pages(
    {
        "nx": "!exec | none",
        "no_read": "none",
        "special": "special",
        "dirty": "dirty",
        "write": "write",
        "cache=1": "",
        "plv=3": "",
        "hw_dirty": "dirty & write",
        "accessed": "young & !none",
    },
    modify_makes_young=True,
)


def loongarch64(name: str, page_shift: int, about: str) -> list[Layout]:
    """One page size: the PFN's lowest bit is at the page shift, the swap entry is the same for all."""
    return layouts(
        name,
        Since("6.1", forms(page_shift, NO_DEVMAP, SWAP_6_1), why="not read further back", notes=NOTES),
        Since("6.3", forms(page_shift, NO_DEVMAP, SWAP_6_3), why=EXCLUSIVE_6_3, notes=NOTES),
        Since(
            "6.11",
            forms(page_shift, DEVMAP, SWAP_6_3),
            why="LoongArch: Add ARCH_HAS_PTE_DEVMAP support; the release is inferred, read at 6.12",
            notes=NOTES,
        ),
        Since(
            "6.17",
            forms(page_shift, NO_DEVMAP, SWAP_6_3),
            why="mm: remove devmap related functions and page table bits; release inferred, gone at 7.3",
            notes=NOTES,
        ),
        huge_pages=True,
        arch="loongarch", width=64, page_shift=page_shift, physmem_bits=48, about=about,
        header="arch/loongarch/include/asm/pgtable.h", pages=PAGES,
        aliases=("loongarch64",) if page_shift == DEFAULT_SHIFT else (),
    )  # fmt: skip


# ------------------------------------------------------------------ one level up, on 64 bits
# Bit 6 tells an entry of a huge page from the address of a table. An empty PMD holds the address of the
# kernel's invalid_pte_table, so it looks like one that points to a table.

PMD_NONE = "none" / BitStruct(
    "table" / Ignored(57) * ". - address of a table; pmd_none() compares it with invalid_pte_table",
    "huge" / Zeros(1) * "H _PAGE_HUGE 0: not a huge page",
    "table_low" / Ignored(6) * ". - address of a table",
) * "pmd_none(), or a pointer to a page table"  # fmt: skip
HUGE_SET = "huge" / Fixed(1, 1) * "H _PAGE_HUGE huge page, or a swap entry in its place"


def pmd_forms(page_shift: int, devmap: Fields, swap: Schema) -> Fields:
    """none, and those with bit 6 set: protnone, present, the one that is being split, swap."""
    rplv, nx, no_read, _, *rest = head(page_shift, devmap)
    invalid_any = "present_invalid" / Flag * "PI _PAGE_PRESENT_INVALID huge page being split"
    invalid_on = "present_invalid" / Fixed(1, 1) * "PI _PAGE_PRESENT_INVALID huge page being split"
    protnone_on = "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access"
    protnone_off = "protnone" / Flag * "PN _PAGE_PROTNONE 0: set means PROT_NONE"
    present_on = "present" / Fixed(1, 1) * "P _PAGE_PRESENT present"
    present_off = "present" / Flag * "P _PAGE_PRESENT ignored here"
    top, low = (rplv, nx, no_read), (HUGE_SET, *LOW)
    return (
        PMD_NONE,
        "protnone" / BitStruct(*top, invalid_any, *rest, protnone_on, *DIRTY_WRITE, present_off, *low)
        * "pmd_present(): PROTNONE",
        "present" / BitStruct(*top, invalid_any, *rest, protnone_off, *DIRTY_WRITE, present_on, *low)
        * "pmd_present(): PRESENT",
        "present_invalid"
        / BitStruct(*top, invalid_on, *rest, protnone_off, *DIRTY_WRITE, present_off, *low)
        * "pmd_present(): PRESENT_INVALID",
        swap,
    )  # fmt: skip


PMD_ZEROS = (
    "zeros_high" / Zeros(5) * "0 - not used",
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
    "zeros_mid" / Zeros(2) * "0 - not used",
    "present" / Zeros(1) * "P _PAGE_PRESENT must be 0: set means present",
    HUGE_SET,
    "zeros_low" / Zeros(6) * "0 - not used",
)
PMD_SWAP_6_1 = "swap" / BitStruct(
    OFFSET, "type" / Bits(8) * "type __swp_type() swap type: a special kind; five bits are used", *PMD_ZEROS
) * "__swp_entry_to_pmd()"  # fmt: skip
PMD_SWAP_6_3 = "swap" / BitStruct(
    OFFSET,
    "unused_23" / Zeros(1) * "0 - not used: no exclusive bit at this level",
    "type" / Bits(7) * "type __swp_type() swap type: a special kind; five bits are used",
    *PMD_ZEROS,
) * "__swp_entry_to_pmd()"  # fmt: skip


PRESENT_ONLY = "present entries only"


def loongarch64_pmd(name: str, page_shift: int) -> list[Layout]:
    """The PMDs of one page size."""
    notes = (
        "Only migration entries (from 7.3 device-private ones as well) stand here, without an exclusive bit.",
        "PRESENT_INVALID is set while a huge page is split; it lies in the offset of a swap entry.",
    )
    return layouts(
        name,
        Since("6.1", pmd_forms(page_shift, NO_DEVMAP, PMD_SWAP_6_1), why="not read before", notes=notes),
        Since("6.3", pmd_forms(page_shift, NO_DEVMAP, PMD_SWAP_6_3), why=EXCLUSIVE_6_3, notes=notes),
        Since("6.11", pmd_forms(page_shift, DEVMAP, PMD_SWAP_6_3), why=PRESENT_ONLY, notes=notes),
        Since("6.17", pmd_forms(page_shift, NO_DEVMAP, PMD_SWAP_6_3), why=PRESENT_ONLY, notes=notes),
        arch="loongarch", width=64, page_shift=page_shift, physmem_bits=48, level="pmd",
        header="arch/loongarch/include/asm/pgtable.h", pages=PAGES,
        about=f"huge pages over pages of {1 << page_shift - 10}K",
        aliases=("loongarch64",) if page_shift == DEFAULT_SHIFT else (),
    )  # fmt: skip


# ------------------------------------------------------------------ 32-bit: no special, PROT_NONE, no-execute


def loongarch32(name: str, page_shift: int) -> list[Layout]:
    """The PFN starts at bit 8 with 4K pages; larger pages leave its low bits unused."""
    present = "present" / BitStruct(
        "present_invalid" / Flag * "PI _PAGE_PRESENT_INVALID huge page being split; PMD only",
        *DIRTY_WRITE,
        "unused_high" / Ignored(1) * ". - not used",
        "pfn" / Bits(32 - page_shift) * "PFN _PFN_MASK page frame number",
        *below_pfn(page_shift),
        "present" / Fixed(1, 1) * "P _PAGE_PRESENT present",
        GLOBAL,
        *LOW,
    ) * "pte_present()"  # fmt: skip
    swap = "swap" / BitStruct(
        "offset" / Bits(18) * "off __SWP_OFFSET_SHIFT slot in the swap area",
        EXCLUSIVE,
        "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
        "present" / Zeros(1) * "P _PAGE_PRESENT must be 0: set means present",
        HUGE,
        "zeros_low" / Zeros(6) * "0 - not used",
    ) * "mk_swap_pte()"  # fmt: skip
    return layouts(
        name,
        Since(
            "6.19",
            (none(32), present, swap),
            why="LoongArch: Adjust memory management for 32BIT/64BIT; not yet built at 6.19, seen at 7.3",
            notes=("The present entry is from the patch, not from a released header.",),
        ),
        arch="loongarch", width=32, page_shift=page_shift, physmem_bits=32,
        header="arch/loongarch/include/asm/pgtable.h", pages=PAGES,
        about=f"32-bit, {1 << page_shift - 10}K pages; no PROT_NONE, special or no-execute bit",
    )  # fmt: skip


LAYOUTS = [
    *loongarch64("loongarch64_16k", 14, "64-bit, 16K pages, the default"),
    *loongarch64("loongarch64_4k", 12, "64-bit, 4K pages"),
    *loongarch64("loongarch64_64k", 16, "64-bit, 64K pages"),
    *loongarch32("loongarch32_16k", 14),
    *loongarch32("loongarch32_4k", 12),
    *loongarch64_pmd("loongarch64_16k", 14),
    *loongarch64_pmd("loongarch64_4k", 12),
    *loongarch64_pmd("loongarch64_64k", 16),
]
