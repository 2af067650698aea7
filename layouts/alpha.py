"""Alpha: 64-bit, 8 KiB pages.

Read from arch/alpha/include/asm/pgtable.h at 2.6.32.67, 5.10 (an Android tree of 5.10.198), 6.1 and 6.12. Bit 0 is
the least significant.

The hardware has no accessed and no dirty bit: Linux keeps both in software bits, and clears the read or write
enables (KRE, URE, KWE, UWE) with them so that the next use faults. Protection is stored in the inverse sense,
as faults on read, write and execution. A swap entry uses the upper half of the word only, where a present
entry has its PFN.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

NONE = "none" / BitStruct(
    "empty" / Zeros(64) * "0 - 0 in an empty PTE",
) * "pte_none(): all zero"  # fmt: skip

PRESENT = "present" / BitStruct(
    "pfn" / Bits(32) * "PFN _PFN_MASK page frame number",
    "unused_high" / Ignored(13) * ". - not named in the header",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, tracked by software",
    "unused_mid" / Ignored(3) * ". - not named in the header",
    "uwe" / Flag * "UWE _PAGE_UWE user write enable, set together with dirty",
    "kwe" / Flag * "KWE _PAGE_KWE kernel write enable, set together with dirty",
    "unused" / Ignored(2) * ". - not named in the header",
    "ure" / Flag * "URE _PAGE_URE user read enable, set together with accessed",
    "kre" / Flag * "KRE _PAGE_KRE kernel read enable, set together with accessed",
    "unused_low" / Ignored(3) * ". - not named in the header",
    "asm" / Flag * "ASM _PAGE_ASM matches every address space number: kernel mappings",
    "foe" / Flag * "FOE _PAGE_FOE fault on execute",
    "readonly" / Flag * "FOW _PAGE_FOW fault on write: set means read-only",
    "for" / Flag * "FOR _PAGE_FOR fault on read",
    "present" / Fixed(1, 1) * "V _PAGE_VALID valid: used by the hardware",
) * "pte_present(): VALID"  # fmt: skip

UNUSED = "unused" / Zeros(32) * "0 - must be 0: the lower half, VALID included"

SWAP_OLD = "swap" / BitStruct(
    "offset" / Bits(24) * "off __swp_offset slot in the swap area",
    "type" / Bits(8) * "type __swp_type swap type: a swap area or a special kind",
    UNUSED,
) * "mk_swap_pte()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "offset" / Bits(24) * "off __swp_offset slot in the swap area",
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(7) * "type __swp_type swap type: a swap area or a special kind",
    UNUSED,
) * "mk_swap_pte()"  # fmt: skip

# ------------------------------------------------------------------ what user pages look like

# _PAGE_NORMAL() and protection_map[] of arch/alpha/mm/init.c: all protections have the access bits, so pte_modify()
# makes young. pte_mkdirty() sets the write enables as well; pte_wrprotect() sets FOW and leaves them.
PAGES = Pages(
    {
        "accessed": "young",
        "kre": "young",
        "ure": "young",
        "dirty": "dirty",
        "kwe": "dirty",
        "uwe": "dirty",
        "foe": "!exec | none",
        "readonly": "!write",
        "for": "!read | none",
    },
    store="fault",
    modify_makes_young=True,
)

FILE_NOTE = ("until 3.19 bit 19 of an entry that is not present is a page of a nonlinear file mapping (_PAGE_FILE)",)

LAYOUTS = layouts(
    "alpha",
    Since(
        "2.6.32", (NONE, PRESENT, SWAP_OLD),
        why="read at 2.6.32.67, 5.10 and 6.1, the same in all",
        notes=FILE_NOTE,
    ),
    Since(
        "6.3",
        (NONE, PRESENT, SWAP_6_3),
        why="alpha/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        notes=(
            "At 6.12 pte_swp_exclusive() returns an int, which cannot hold bit 39: it always says no, "
            "though the bit is written. At 7.3 it reads back right; the release of the repair was not read.",
        ),
    ),
    arch="alpha", width=64, page_shift=13, physmem_bits=64,
    header="arch/alpha/include/asm/pgtable.h", pages=PAGES,
    about="8 KiB pages, three levels",
)  # fmt: skip
