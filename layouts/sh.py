"""SuperH: SH-3, SH-4 and the 64-bit entries of the SH-X2 TLB.

Read from arch/sh/include/asm/pgtable_32.h, pgtable.h and page.h at 6.1 and 6.12. Bit 0 is the least
significant.

A 32-bit swap entry is stored shifted up by one. Until 6.2 the macros gave eight bits to the type, and the
highest of them is the present bit: a type above 127 would have made a present entry. Generic types end at 31.
With the SH-X2 TLB the swap entry is the high word; present, dirty, accessed and the PFN stay in the low word,
and the permissions move to the high word, separately for user and kernel.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

EXCLUSIVE = "sh/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
START = "read at 6.1; 5.10 has the same type and offset"

PROTNONE_BIT = "protnone" / Flag * "PN _PAGE_PROTNONE present for the kernel without the valid bit"
IS_PRESENT = "present" / Fixed(1, 1) * "V _PAGE_PRESENT present: valid for the hardware"
IS_PROTNONE = "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access"
NOT_PRESENT = "present" / Zeros(1) * "V _PAGE_PRESENT 0: not present, access faults"

# ------------------------------------------------------------------ 32 bits

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

TOP = (
    "pfn" / Bits(20) * "PFN PTE_MASK page frame number; its upper 3 bits are _PAGE_PCC_MASK on 29 bits",
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
)
LOW = (
    "sz1" / Flag * "SZ1 _PAGE_SZ1 page size, high bit; reserved on SH-3",
    "user" / Flag * "U _PAGE_USER user-accessible",
    "write" / Flag * "W _PAGE_RW writable",
    "sz0" / Flag * "SZ0 _PAGE_SZ0 page size, low bit",
    "cachable" / Flag * "C _PAGE_CACHABLE cacheable",
    "dirty" / Flag * "D _PAGE_DIRTY dirty",
    "hw_shared" / Flag * "SH _PAGE_HW_SHARED shared among processes; not used on SH-3",
    "wt" / Flag * "WT _PAGE_WT write-through on SH-4; reserved on SH-3",
)
PRESENT = "present" / BitStruct(*TOP, PROTNONE_BIT, IS_PRESENT, *LOW) * "pte_present(): present or protnone"
PROTNONE = "protnone" / BitStruct(*TOP, IS_PROTNONE, NOT_PRESENT, *LOW) * "pte_present(): present or protnone"

SWAP_5_10 = "swap" / BitStruct(
    "offset" / Bits(21) * "off __swp_offset() slot in the swap area",
    "free" / Zeros(1) * "0 _PAGE_ACCESSED not used in swap entries",
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
    "type" / Bits(8) * "type __swp_type() swap type: a swap area or a special kind; its highest bit is _PAGE_PRESENT",
    "shift" / Zeros(1) * "0 - must be 0: the entry is stored shifted left by one",
) * "__swp_entry_to_pte()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "offset" / Bits(21) * "off __swp_offset() slot in the swap area",
    "free" / Zeros(1) * "0 _PAGE_ACCESSED not used in swap entries",
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
    "present" / Zeros(1) * "V _PAGE_PRESENT 0: not present",
    "free_low" / Zeros(1) * "0 _PAGE_SZ1 not used in swap entries",
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
    "shift" / Zeros(1) * "0 - must be 0: the entry is stored shifted left by one",
) * "__swp_entry_to_pte()"  # fmt: skip

# PAGE_NONE, PAGE_READONLY and protection_map[] of arch/sh/mm/mmap.c: all have accessed and are cached, execution is
# not refused. The handler of TLB misses (arch/sh/mm/tlbex_32.c) sets accessed, and dirty at a store.
PAGES = Pages(
    {
        "user": "!none",
        "write": "write",
        "sz0": "",
        "cachable": "",
        "accessed": "young",
        "dirty": "dirty",
        "special": "special",
    },
    modify_makes_young=True,
)

SH4 = layouts(
    "sh4",
    Since(
        "5.10", (NONE, PRESENT, PROTNONE, SWAP_5_10), why=START,
        notes=("The type reaches _PAGE_PRESENT: one above 127 would encode to a present entry (latent).",),
    ),
    Since("6.3", (NONE, PRESENT, PROTNONE, SWAP_6_3), why=EXCLUSIVE + "; the type shrinks to 5 bits"),
    arch="sh", width=32, page_shift=12, physmem_bits=32,
    header="arch/sh/include/asm/pgtable_32.h", pages=PAGES,
    about="SH-4, 32-bit entries",
)  # fmt: skip

# ------------------------------------------------------------------ 64 bits: SH-X2 TLB

X2_NONE = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero, both words"

X2_TOP = (
    "unused_high" / Ignored(17) * ". - not used",
    "wired" / Flag * "WIR _PAGE_EXT_WIRED wired: stays in the TLB",
    "kern_read" / Flag * "SR _PAGE_EXT_KERN_READ kernel-readable",
    "kern_write" / Flag * "SW _PAGE_EXT_KERN_WRITE kernel-writable; pte_write() tests it too",
    "kern_exec" / Flag * "SX _PAGE_EXT_KERN_EXEC kernel-executable",
    "user" / Flag * "UR _PAGE_EXT_USER_READ user-readable",
    "write" / Flag * "UW _PAGE_EXT_USER_WRITE user-writable",
    "exec" / Flag * "UX _PAGE_EXT_USER_EXEC user-executable",
    "esz" / Bits(4) * "ESZ _PAGE_EXT_ESZ0 page size",
    "unused_low" / Ignored(4) * ". - not used",
    "pfn" / Bits(20) * "PFN PTE_MASK page frame number",
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, tracked by software",
)
X2_LOW = (
    "legacy_sz1" / Flag * "SZ1 _PAGE_SZ1 dropped when the TLB is loaded",
    "legacy_user" / Flag * "PR1 _PAGE_USER dropped when the TLB is loaded",
    "legacy_rw" / Flag * "PR0 _PAGE_RW dropped when the TLB is loaded",
    "legacy_sz0" / Flag * "SZ0 _PAGE_SZ0 dropped when the TLB is loaded",
    "cachable" / Flag * "C _PAGE_CACHABLE cacheable",
    "dirty" / Flag * "D _PAGE_DIRTY dirty",
    "hw_shared" / Flag * "SH _PAGE_HW_SHARED shared among processes",
    "wt" / Flag * "WT _PAGE_WT write-through",
)
X2_PRESENT = "present" / BitStruct(*X2_TOP, PROTNONE_BIT, IS_PRESENT, *X2_LOW) * "pte_present()"
X2_PROTNONE = "protnone" / BitStruct(*X2_TOP, IS_PROTNONE, NOT_PRESENT, *X2_LOW) * "pte_present()"

X2_HIGH = (
    "offset" / Bits(27) * "off __swp_offset() slot; swp_entry_t has 26 bits",
    "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
)
X2_SWAP_5_10 = "swap" / BitStruct(
    *X2_HIGH,
    "low_word" / Zeros(32) * "0 - must be 0: the swap entry is the high word; present and protnone are here",
) * "__swp_entry_to_pte()"  # fmt: skip
X2_SWAP_6_3 = "swap" / BitStruct(
    *X2_HIGH,
    "free" / Zeros(22) * "0 - not used in swap entries",
    "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
    "present" / Zeros(1) * "V _PAGE_PRESENT 0: not present",
    "free_low" / Zeros(1) * "0 _PAGE_SZ1 not used in swap entries",
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "unused" / Zeros(6) * "0 - not used in swap entries",
) * "__swp_entry_to_pte()"  # fmt: skip

# A private writable mapping has the rights of one that may be executed. pte_modify() adds rights to the high word and
# takes none away.
X2_PAGES = Pages(
    {
        "user": "read & !none | exec & !none",
        "kern_read": "read & !none | exec & !none",
        "write": "write",
        "kern_write": "write",
        "exec": "exec & !none | vm_write & !shared & !none",
        "kern_exec": "exec & !none | vm_write & !shared & !none",
        "esz=1": "",
        "cachable": "",
        "accessed": "young",
        "dirty": "dirty",
        "special": "special",
    },
    modify_makes_young=True,
    untold={
        "user": "none",
        "kern_read": "none",
        "write": "none | !write & vm_write",
        "kern_write": "none | !write & vm_write",
        "exec": "none | !exec",
        "kern_exec": "none | !exec",
    },
)

SH4_X2TLB = layouts(
    "sh4_x2tlb",
    Since("5.10", (X2_NONE, X2_PRESENT, X2_PROTNONE, X2_SWAP_5_10), why=START),
    Since("6.3", (X2_NONE, X2_PRESENT, X2_PROTNONE, X2_SWAP_6_3), why=EXCLUSIVE),
    arch="sh", width=64, long_bits=32, page_shift=12, physmem_bits=32, aliases=("sh4a",),
    header="arch/sh/include/asm/pgtable_32.h", assumes={"X2TLB": "y"}, pages=X2_PAGES,
    about="SH-4A with the SH-X2 TLB in extended mode: 64-bit entries",
)  # fmt: skip

LAYOUTS = [
    *SH4,
    *variant(SH4, "sh3", about="SH-3, 32-bit entries: the same bits, three of them reserved"),
    *SH4_X2TLB,
]
