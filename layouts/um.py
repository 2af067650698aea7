"""um, User Mode Linux: on 64-bit hosts, and on i386 with two or three levels of page tables.

Read from arch/um/include/asm/pgtable.h, pgtable-2level.h, pgtable-3level.h and page.h at 6.1 and 6.12,
and pgtable.h after the third level went. Bit 0 is the least significant.

No hardware walks these tables: the kernel maps pages into its host process by system calls, and a bit of
each entry says that the host does not know of it yet. pte_none() ignores that bit; storing an entry of
any form sets it.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Schema, Zeros

# -------------------------------------------------- the low bits

RIGHTS = (
    "unused" / Ignored(3) * ". - available to software, not used",
    "dirty" / Flag * "D _PAGE_DIRTY dirty",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed",
    "user" / Flag * "U _PAGE_USER user-accessible: readable and executable",
    "write" / Flag * "W _PAGE_RW writable",
)
SYNC_5_10 = (
    "unused_low" / Ignored(1) * ". - not used",
    "newprot" / Flag * "NPT _PAGE_NEWPROT the host mapping still has the old protection",
    "newpage" / Flag * "NPG _PAGE_NEWPAGE the host does not map it yet",
)
SYNC_6_13 = (
    "unused_low" / Ignored(2) * ". - not used",
    "needsync" / Flag * "SY _PAGE_NEEDSYNC the host mapping is out of date",
)
NEWPAGE = "newpage" / Ignored(1) * "NPG _PAGE_NEWPAGE ignored: set_pte() sets it"
NEEDSYNC = "needsync" / Ignored(1) * "SY _PAGE_NEEDSYNC ignored: set_pte() sets it"

# -------------------------------------------------- the forms


def forms(width: int, sync: Fields, empty: Schema, exclusive: Schema) -> Fields:
    """All forms of a word of `width` bits."""
    none = "none" / BitStruct(
        "empty_high" / Zeros(width - 2) * "0 - 0 in an empty PTE",
        empty,
        "empty_low" / Zeros(1) * "0 - 0 in an empty PTE",
    ) * "pte_none(): all zero but for the bit that storing sets"  # fmt: skip
    pfn = "pfn" / Bits(width - 12) * "PFN pte_pfn() page frame number"
    present = "present" / BitStruct(
        pfn, *RIGHTS,
        "protnone" / Flag * "PN _PAGE_PROTNONE removes write permission even here",
        *sync,
        "present" / Fixed(1, 1) * "P _PAGE_PRESENT present",
    )  # fmt: skip
    protnone = "protnone" / BitStruct(
        pfn, *RIGHTS,
        "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access",
        *sync,
        "present" / Zeros(1) * "P _PAGE_PRESENT 0: not set",
    )  # fmt: skip
    swap = "swap" / BitStruct(
        "offset" / Bits(width - 11) * "off __swp_offset() slot in the swap area",
        exclusive,
        "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
        "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
        "unused" / Zeros(2) * "0 - not used",
        "unsynced" / Zeros(1) * "0 - 0 as computed; set_pte() sets it",
        "present" / Zeros(1) * "P _PAGE_PRESENT 0: not set",
    ) * "__swp_entry()"  # fmt: skip
    return none, present, protnone, swap


NOT_YET = "free" / Zeros(1) * "0 - not used"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"

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


# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/um/kernel/mem.c; all have accessed. set_pte() marks the entry
# as unknown to the host, and the mark goes when the host's mapping is brought up to date.
PAGES = Pages(
    {"user": "!none", "write": "write", "accessed": "young", "dirty": "dirty"},
    store="fault",
    modify_makes_young=True,
    untold={"newprot": "", "newpage": "", "needsync": ""},
)

UM_X86_64 = layouts(
    "um_x86_64",
    *ranges(64),
    arch="um", width=64, page_shift=12, physmem_bits=64,
    header="arch/um/include/asm/pgtable.h", pages=PAGES,
    about="User Mode Linux on a 64-bit host",
)  # fmt: skip

UM_I386_2LEVEL = layouts(
    "um_i386_2level",
    *ranges(32),
    arch="um", width=32, page_shift=12, physmem_bits=32,
    header="arch/um/include/asm/pgtable.h", pages=PAGES,
    about="32-bit User Mode Linux, two levels of page tables",
)  # fmt: skip

_FIRST, _SECOND, _ = ranges(32)
UM_I386_3LEVEL = layouts(
    "um_i386_3level",
    _FIRST,
    Since("6.3", _SECOND.forms, why=WHY_6_3, until="6.12", notes=STORED),
    arch="um", width=32, page_shift=12, physmem_bits=32,
    header="arch/um/include/asm/pgtable.h", pages=PAGES,
    about="32-bit User Mode Linux, three levels: the same 32-bit entries; gone after 6.12",
)  # fmt: skip

LAYOUTS = [*UM_X86_64, *UM_I386_2LEVEL, *UM_I386_3LEVEL]
