"""um, User Mode Linux: on 64-bit hosts, and on i386 with two or three levels of page tables.

Read from arch/um/include/asm/pgtable.h, pgtable-2level.h, pgtable-3level.h and page.h at 6.1 and 6.12,
and pgtable.h after the third level went. Bit 0 is the least significant.

No hardware walks these tables: the kernel maps pages into its host process by system calls, and a bit of
each entry says that the host does not know of it yet. pte_none() ignores that bit; storing an entry of
any form sets it.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Schema, Zeros

# -------------------------------------------------- the low bits

RIGHTS = (
    "unused" / Ignored(3) * "- free for software, not used",
    "dirty" / Flag * "_PAGE_DIRTY written to",
    "accessed" / Flag * "_PAGE_ACCESSED read or written",
    "user" / Flag * "_PAGE_USER may be read and executed",
    "write" / Flag * "_PAGE_RW may be written",
)
SYNC_5_10 = (
    "unused_low" / Ignored(1) * "- not used",
    "newprot" / Flag * "_PAGE_NEWPROT the host has other access rights for it still",
    "newpage" / Flag * "_PAGE_NEWPAGE the host does not map it yet",
)
SYNC_6_13 = (
    "unused_low" / Ignored(2) * "- not used",
    "needsync" / Flag * "_PAGE_NEEDSYNC the host does not know of it yet",
)
NEWPAGE = "newpage" / Ignored(1) * "_PAGE_NEWPAGE set when it is stored"
NEEDSYNC = "needsync" / Ignored(1) * "_PAGE_NEEDSYNC set when it is stored"

# -------------------------------------------------- the forms


def forms(width: int, sync: Fields, empty: Schema, exclusive: Schema) -> Fields:
    """All forms of a word of `width` bits."""
    none = "none" / BitStruct(
        "empty_high" / Zeros(width - 2) * "- nothing here",
        empty,
        "empty_low" / Zeros(1) * "- nothing here",
    ) * "pte_none(): all zero but for the bit that storing sets"  # fmt: skip
    pfn = "pfn" / Bits(width - 12) * "pte_pfn() page frame number"
    present = "present" / BitStruct(
        pfn, *RIGHTS,
        "protnone" / Flag * "_PAGE_PROTNONE takes the write permission away even here",
        *sync,
        "present" / Fixed(1, 1) * "_PAGE_PRESENT a page is here",
    )  # fmt: skip
    protnone = "protnone" / BitStruct(
        pfn, *RIGHTS,
        "protnone" / Fixed(1, 1) * "_PAGE_PROTNONE present for the kernel, no access for anyone",
        *sync,
        "present" / Zeros(1) * "_PAGE_PRESENT clear",
    )  # fmt: skip
    swap = "swap" / BitStruct(
        "offset" / Bits(width - 11) * "__swp_offset() slot in the swap area",
        exclusive,
        "type" / Bits(5) * "__swp_type() which swap area, or which special kind",
        "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
        "unused" / Zeros(2) * "- not used",
        "unsynced" / Zeros(1) * "- zero as computed, set in the page table",
        "present" / Zeros(1) * "_PAGE_PRESENT clear",
    ) * "__swp_entry()"  # fmt: skip
    return none, present, protnone, swap


NOT_YET = "free" / Zeros(1) * "- not used"
EXCLUSIVE = "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page"

STORED = (
    "storing a swap entry sets bit 1, so the word in the page table differs in it from the computed one; "
    "reading it back clears the bit",
)
WHY_6_3 = "um/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
WHY_6_13 = "bit 1 becomes _PAGE_NEEDSYNC, bit 2 free; release inferred (old names in 6.12)"


def ranges(width: int) -> tuple[Since, Since, Since]:
    """The kernel ranges of a word of `width` bits; below 6.1 only 5.10 was compared."""
    return (
        Since("5.10", forms(width, SYNC_5_10, NEWPAGE, NOT_YET), notes=STORED),
        Since("6.3", forms(width, SYNC_5_10, NEWPAGE, EXCLUSIVE), why=WHY_6_3, notes=STORED),
        Since("6.13", forms(width, SYNC_6_13, NEEDSYNC, EXCLUSIVE), why=WHY_6_13, notes=STORED),
    )


UM_X86_64 = layouts(
    "um_x86_64",
    *ranges(64),
    arch="um", width=64, page_shift=12, physmem_bits=64,
    header="arch/um/include/asm/pgtable.h",
    about="User Mode Linux on a 64-bit host",
)  # fmt: skip

UM_I386_2LEVEL = layouts(
    "um_i386_2level",
    *ranges(32),
    arch="um", width=32, page_shift=12, physmem_bits=32,
    header="arch/um/include/asm/pgtable.h",
    about="32-bit User Mode Linux, two levels of page tables",
)  # fmt: skip

_FIRST, _SECOND, _ = ranges(32)
UM_I386_3LEVEL = layouts(
    "um_i386_3level",
    _FIRST,
    Since("6.3", _SECOND.forms, why=WHY_6_3, until="6.12", notes=STORED),
    arch="um", width=32, page_shift=12, physmem_bits=32,
    header="arch/um/include/asm/pgtable.h",
    about="32-bit User Mode Linux, three levels: the same 32-bit entries; gone after 6.12",
)  # fmt: skip

LAYOUTS = [*UM_X86_64, *UM_I386_2LEVEL, *UM_I386_3LEVEL]
