"""SuperH: SH-3, SH-4 and the 64-bit entries of the SH-X2 TLB.

Read from arch/sh/include/asm/pgtable_32.h, pgtable.h and page.h at 6.1 and 6.12. Bit 0 is the least
significant.

A 32-bit swap entry is stored shifted up by one. Until 6.2 the macros gave eight bits to the type, and the
highest of them is the present bit: a type above 127 would have made a present entry. Generic types end at 31.
With the SH-X2 TLB the swap entry is the high word; present, dirty, accessed and the PFN stay in the low word,
and the permissions move to the high word, separately for user and kernel.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

EXCLUSIVE = "sh/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
START = "read at 6.1; 5.10 has the same type and offset"

PROTNONE_BIT = "protnone" / Flag * "_PAGE_PROTNONE software: present without the valid bit"
IS_PRESENT = "present" / Fixed(1, 1) * "_PAGE_PRESENT valid for the hardware"
IS_PROTNONE = "protnone" / Fixed(1, 1) * "_PAGE_PROTNONE software: present, no access for anyone"
NOT_PRESENT = "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults"

# ------------------------------------------------------------------ 32 bits

NONE = "none" / BitStruct("empty" / Zeros(32) * "- nothing here") * "pte_none(): all zero"

TOP = (
    "pfn" / Bits(20) * "PTE_MASK page frame number; its upper 3 bits are _PAGE_PCC_MASK on 29 bits",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it",
    "accessed" / Flag * "_PAGE_ACCESSED used, kept by software",
)
LOW = (
    "sz1" / Flag * "_PAGE_SZ1 page size, high bit; reserved on SH-3",
    "user" / Flag * "_PAGE_USER user mode may use it",
    "write" / Flag * "_PAGE_RW may be written",
    "sz0" / Flag * "_PAGE_SZ0 page size, low bit",
    "cachable" / Flag * "_PAGE_CACHABLE cached",
    "dirty" / Flag * "_PAGE_DIRTY written to",
    "hw_shared" / Flag * "_PAGE_HW_SHARED shared among processes; not used on SH-3",
    "wt" / Flag * "_PAGE_WT write-through on SH-4; reserved on SH-3",
)
PRESENT = "present" / BitStruct(*TOP, PROTNONE_BIT, IS_PRESENT, *LOW) * "pte_present(): present or protnone"
PROTNONE = "protnone" / BitStruct(*TOP, IS_PROTNONE, NOT_PRESENT, *LOW) * "pte_present(): present or protnone"

SWAP_5_10 = "swap" / BitStruct(
    "offset" / Bits(21) * "__swp_offset() slot in the swap area",
    "free" / Zeros(1) * "_PAGE_ACCESSED not used by swap entries",
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
    "type" / Bits(8) * "__swp_type() which swap area or special kind; its highest bit is _PAGE_PRESENT",
    "shift" / Zeros(1) * "- the entry is stored shifted up by one",
) * "__swp_entry_to_pte()"  # fmt: skip

SWAP_6_3 = "swap" / BitStruct(
    "offset" / Bits(21) * "__swp_offset() slot in the swap area",
    "free" / Zeros(1) * "_PAGE_ACCESSED not used by swap entries",
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
    "present" / Zeros(1) * "_PAGE_PRESENT clear: not present",
    "free_low" / Zeros(1) * "_PAGE_SZ1 not used by swap entries",
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "type" / Bits(5) * "__swp_type() which swap area, or which special kind",
    "shift" / Zeros(1) * "- the entry is stored shifted up by one",
) * "__swp_entry_to_pte()"  # fmt: skip

SH4 = layouts(
    "sh4",
    Since(
        "5.10", (NONE, PRESENT, PROTNONE, SWAP_5_10), why=START,
        notes=("The type reaches _PAGE_PRESENT: one above 127 would encode to a present entry (latent).",),
    ),
    Since("6.3", (NONE, PRESENT, PROTNONE, SWAP_6_3), why=EXCLUSIVE + "; the type shrinks to 5 bits"),
    arch="sh", width=32, page_shift=12, physmem_bits=32,
    header="arch/sh/include/asm/pgtable_32.h",
    about="SH-4, 32-bit entries",
)  # fmt: skip

# ------------------------------------------------------------------ 64 bits: SH-X2 TLB

X2_NONE = "none" / BitStruct("empty" / Zeros(64) * "- nothing here") * "pte_none(): all zero, both words"

X2_TOP = (
    "unused_high" / Ignored(17) * "- not used",
    "wired" / Flag * "_PAGE_EXT_WIRED software: stays in the TLB",
    "kern_read" / Flag * "_PAGE_EXT_KERN_READ the kernel may read it",
    "kern_write" / Flag * "_PAGE_EXT_KERN_WRITE the kernel may write it; pte_write() takes it too",
    "kern_exec" / Flag * "_PAGE_EXT_KERN_EXEC the kernel may execute it",
    "user" / Flag * "_PAGE_EXT_USER_READ user mode may read it",
    "write" / Flag * "_PAGE_EXT_USER_WRITE user mode may write it",
    "exec" / Flag * "_PAGE_EXT_USER_EXEC user mode may execute it",
    "esz" / Bits(4) * "_PAGE_EXT_ESZ0 page size",
    "unused_low" / Ignored(4) * "- not used",
    "pfn" / Bits(20) * "PTE_MASK page frame number",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it",
    "accessed" / Flag * "_PAGE_ACCESSED used, kept by software",
)
X2_LOW = (
    "legacy_sz1" / Flag * "_PAGE_SZ1 dropped on the way to the TLB",
    "legacy_user" / Flag * "_PAGE_USER dropped on the way to the TLB",
    "legacy_rw" / Flag * "_PAGE_RW dropped on the way to the TLB",
    "legacy_sz0" / Flag * "_PAGE_SZ0 dropped on the way to the TLB",
    "cachable" / Flag * "_PAGE_CACHABLE cached",
    "dirty" / Flag * "_PAGE_DIRTY written to",
    "hw_shared" / Flag * "_PAGE_HW_SHARED shared among processes",
    "wt" / Flag * "_PAGE_WT write-through",
)
X2_PRESENT = "present" / BitStruct(*X2_TOP, PROTNONE_BIT, IS_PRESENT, *X2_LOW) * "pte_present()"
X2_PROTNONE = "protnone" / BitStruct(*X2_TOP, IS_PROTNONE, NOT_PRESENT, *X2_LOW) * "pte_present()"

X2_HIGH = (
    "offset" / Bits(27) * "__swp_offset() slot; 26 bits pass through the 32-bit swp_entry_t",
    "type" / Bits(5) * "__swp_type() which swap area, or which special kind",
)
X2_SWAP_5_10 = "swap" / BitStruct(
    *X2_HIGH,
    "low_word" / Zeros(32) * "- the entry is the high word; present and protnone are here",
) * "__swp_entry_to_pte()"  # fmt: skip
X2_SWAP_6_3 = "swap" / BitStruct(
    *X2_HIGH,
    "free" / Zeros(22) * "- not used by swap entries",
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
    "present" / Zeros(1) * "_PAGE_PRESENT clear: not present",
    "free_low" / Zeros(1) * "_PAGE_SZ1 not used by swap entries",
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "unused" / Zeros(6) * "- not used by swap entries",
) * "__swp_entry_to_pte()"  # fmt: skip

SH4_X2TLB = layouts(
    "sh4_x2tlb",
    Since("5.10", (X2_NONE, X2_PRESENT, X2_PROTNONE, X2_SWAP_5_10), why=START),
    Since("6.3", (X2_NONE, X2_PRESENT, X2_PROTNONE, X2_SWAP_6_3), why=EXCLUSIVE),
    arch="sh", width=64, long_bits=32, page_shift=12, physmem_bits=32, aliases=("sh4a",),
    header="arch/sh/include/asm/pgtable_32.h", assumes={"X2TLB": "y"},
    about="SH-4A with the SH-X2 TLB in extended mode: 64-bit entries",
)  # fmt: skip

LAYOUTS = [
    *SH4,
    *variant(SH4, "sh3", about="SH-3, 32-bit entries: the same bits, three of them reserved"),
    *SH4_X2TLB,
]
