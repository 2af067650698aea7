"""Itanium: 64-bit, with 64 KiB pages as its generic_defconfig has them. Removed from the kernel in 6.7.

Read from arch/ia64/include/asm/pgtable.h and sparsemem.h at 6.1, and pgtable.h at 5.10 (an Android tree of
5.10.198) and as it was after 6.3. Bit 0 is the least significant.

The word is what the hardware's VHPT walker takes. Access rights are a three-bit code, not three flags;
pte_write() is a range test on it (2 to 6), while the kernel sets and clears one bit of it. The swap format
does not depend on the page size.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Ones, Zeros

NONE = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

FIELDS = (
    "unused_high" / Ignored(10) * ". - ignored by the hardware, not used",
    "ed" / Flag * "ed _PAGE_ED exception deferral for speculative loads",
    "reserved_high" / Ignored(2) * ". - above the 50 physical address bits",
    "pfn" / Bits(34) * "PFN _PFN_MASK page frame number of 64 KiB pages",
    "below_page" / Ignored(4) * ". - physical address bits below a 64 KiB page",
    "ar_high" / Flag * "ar2 _PAGE_AR_MASK access rights, high bit: the kernel has more rights than the user",
    "write" / Flag * "ar1 _PAGE_AR_RW access rights, middle bit: pte_mkwrite() sets it, pte_wrprotect() clears it",
    "exec" / Flag * "ar0 _PAGE_AR_RX access rights, low bit: executable",
    "pl" / Bits(2) * "pl _PAGE_PL_MASK privilege level: 3 user, 0 kernel",
    "dirty" / Flag * "d _PAGE_D dirty",
    "accessed" / Flag * "a _PAGE_A accessed",
    "ma" / Bits(3) * "ma _PAGE_MA_MASK 0 write-back, 4 uncached, 5 same, exported, 6 write-combining, 7 NaT",
    "reserved" / Ignored(1) * ". - not named in the header",
)

PRESENT = "present" / BitStruct(
    "protnone" / Flag * "PN _PAGE_PROTNONE ignored while P is set",
    *FIELDS,
    "present" / Fixed(1, 1) * "p _PAGE_P valid: used by the hardware",
) * "pte_present(): P, or"  # fmt: skip

PROTNONE = "protnone" / BitStruct(
    "protnone" / Ones(1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access",
    *FIELDS,
    "present" / Zeros(1) * "p _PAGE_P 0: not present, access faults",
) * "pte_present(): PROTNONE"  # fmt: skip

SWAP_HIGH = (
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
    "offset" / Bits(55) * "off __swp_offset slot in the swap area",
)
PRESENT_ZERO = "present" / Zeros(1) * "p _PAGE_P 0: not present, access faults"

SWAP_OLD = "swap" / BitStruct(
    *SWAP_HIGH,
    "type" / Bits(7) * "type __swp_type swap type: a swap area or a special kind",
    PRESENT_ZERO,
) * "__swp_entry()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    *SWAP_HIGH,
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(6) * "type __swp_type swap type: a swap area or a special kind",
    PRESENT_ZERO,
) * "__swp_entry()"  # fmt: skip

MASK_NOTE = "__swp_entry() does not mask the offset: one of 2^55 or more would set PROTNONE."

# PAGE_NONE, PAGE_SHARED and their like at 6.1: __ACCESS_BITS has ED and A, memory is write-back (ma 0). A mapping
# that may only be executed has access rights 7, those of a promotion page.
PAGES = Pages(
    {
        "ed": "!none",
        "pl=3": "!none",
        "write": "write",
        "exec": "exec & !none",
        "accessed": "young",
        "dirty": "dirty",
    },
    untold={"ar_high": "exec & !read", "write": "exec & !read"},
)

LAYOUTS = layouts(
    "ia64",
    Since(
        "5.10",
        (NONE, PRESENT, PROTNONE, SWAP_OLD),
        why="read at 5.10 and 6.1; what came before was not read",
        notes=(MASK_NOTE,),
    ),
    Since(
        "6.3",
        (NONE, PRESENT, PROTNONE, SWAP_6_3),
        why="ia64/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        until="6.6",
        notes=(MASK_NOTE,),
    ),
    arch="ia64", width=64, page_shift=16, physmem_bits=50,
    header="arch/ia64/include/asm/pgtable.h", pages=PAGES,
    about="64 KiB pages",
)  # fmt: skip
