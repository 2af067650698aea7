"""x86: 64-bit (four and five levels) and 32-bit with PAE.

Read from arch/x86/include/asm/pgtable_types.h, pgtable_64.h, pgtable_64_types.h, pgtable-3level.h, pgtable.h and
pgtable-invert.h at 6.1 and 6.12. Bit 0 is the least significant.

Not-present entries store their address bits inverted (L1TF, since 4.19): the offset of a swap entry and the PFN of a
PROT_NONE entry. The hardware present bit of a PROT_NONE entry is 0; the kernel still counts it as present.
An erratum of Knights Landing may set A and D on entries that are not present, so pte_none() ignores those two bits.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Ones, Under, Zeros

# ------------------------------------------------------------------ bits 11 to 1 of a present entry, on 64 bits

LOW_64 = (
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SOFT_DIRTY written since clear_refs",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "_PAGE_UFFD_WP write-protected by userfaultfd",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page",
)
HARDWARE_LOW = (
    "pat" / Flag * "_PAGE_PAT page attribute table index, high bit",
    "dirty" / Flag * "_PAGE_DIRTY written to, set by the CPU",
    "accessed" / Flag * "_PAGE_ACCESSED read or written, set by the CPU",
    "pcd" / Flag * "_PAGE_PCD not cached",
    "pwt" / Flag * "_PAGE_PWT write-through",
    "user" / Flag * "_PAGE_USER user mode may use it",
    "write" / Flag * "_PAGE_RW may be written",
)
PRESENT_LOW = (
    "global" / Flag * "_PAGE_GLOBAL stays in the TLB over a change of CR3",
    *HARDWARE_LOW,
    "present" / Fixed(1, 1) * "_PAGE_PRESENT the hardware walks it",
)
PROTNONE_LOW = (
    "protnone" / Fixed(1, 1) * "_PAGE_PROTNONE present for the kernel, no access for anyone; the global bit's place",
    *HARDWARE_LOW,
    "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults",
)
NX_PKEY = (
    "nx" / Flag * "_PAGE_NX may not be executed",
    "pkey" / Bits(4) * "_PAGE_PKEY_MASK protection key",
)

# ------------------------------------------------------------------ 64-bit

NONE = "none" / BitStruct(
    "empty_high" / Zeros(57) * "- nothing here",
    "dirty" / Ignored(1) * "_PAGE_DIRTY may be set by an erratum",
    "accessed" / Ignored(1) * "_PAGE_ACCESSED may be set by an erratum",
    "empty_low" / Zeros(5) * "- nothing here",
) * "pte_none(): all zero but for A and D"  # fmt: skip

TOP_5_19 = (
    *NX_PKEY,
    "devmap" / Flag * "_PAGE_DEVMAP maps device memory",
    "unused" / Ignored(6) * "- free for software, not used",
)
TOP_6_6 = (
    *NX_PKEY,
    "saved_dirty" / Flag * "_PAGE_SAVED_DIRTY dirty, kept aside so that read-only and dirty stays shadow stack's alone",
    "devmap" / Flag * "_PAGE_DEVMAP maps device memory",
    "unused" / Ignored(5) * "- free for software, not used",
)


def present(top: tuple, low: tuple) -> BitStruct:  # type: ignore[type-arg, valid-type]
    """The hardware's format: PFN in bits 51 to 12."""
    return "present" / BitStruct(*top, "pfn" / Bits(40) * "PTE_PFN_MASK page frame number", *low, *PRESENT_LOW)


def protnone(top: tuple, low: tuple) -> BitStruct:  # type: ignore[type-arg, valid-type]
    """The same with P clear, G set and the PFN inverted."""
    pfn = "pfn" / Inverted(40) * "PTE_PFN_MASK page frame number, stored inverted against L1TF"
    return "protnone" / BitStruct(*top, pfn, *low, *PROTNONE_LOW)


SWAP_5_19 = "swap" / BitStruct(
    "type" / Bits(5) * "SWP_TYPE_BITS which swap area, or which special kind",
    "offset" / Inverted(50) * "SWP_OFFSET_SHIFT slot in the swap area, stored inverted against L1TF",
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
    "leaf" / Zeros(1) * "_PAGE_PSE pmd_present() tests it, so a swap entry keeps it clear",
    "erratum" / Zeros(2) * "_PAGE_KNL_ERRATUM_MASK A and D: the CPU may set them by mistake",
    "free" / Zeros(1) * "_PAGE_PCD the last free low bit",
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "_PAGE_SWP_UFFD_WP write-protected by userfaultfd",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SWP_SOFT_DIRTY written since clear_refs",
    "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults",
) * "__swp_entry()"  # fmt: skip

X86_64 = layouts(
    "x86_64",
    Since(
        "5.19",
        (NONE, present(TOP_5_19, LOW_64), protnone(TOP_5_19, LOW_64), SWAP_5_19),
        why="mm/swap: remember PG_anon_exclusive via a swp pte bit",
    ),
    Since(
        "6.6",
        (NONE, present(TOP_6_6, LOW_64), protnone(TOP_6_6, LOW_64), SWAP_5_19),
        why="saved-dirty for shadow stacks takes software bit 5 (58); device-map moves to 57; present entries only",
    ),
    arch="x86", width=64, page_shift=12, physmem_bits=46, aliases=("amd64",),
    header="arch/x86/include/asm/pgtable_64.h",
    about="64-bit, four-level page tables",
)  # fmt: skip

# ------------------------------------------------------------------ 32-bit with PAE

PAE_TOP = (
    "nx" / Flag * "_PAGE_NX may not be executed",
    "unused" / Ignored(19) * "- above the 44 physical address bits that the kernel uses",
)
PAE_LOW_6_1 = (
    "softw3" / Flag * "_PAGE_SOFTW3 free for software, not used",
    "softw2" / Flag * "_PAGE_SOFTW2 free for software, not used",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page",
)
PAE_LOW_6_6 = (
    "softw3" / Flag * "_PAGE_SOFTW3 free for software, not used",
    "saved_dirty" / Flag * "_PAGE_SAVED_DIRTY dirty, kept aside for read-only entries",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page",
)


def pae_present(low: tuple) -> BitStruct:  # type: ignore[type-arg, valid-type]
    """PFN in bits 43 to 12."""
    return "present" / BitStruct(*PAE_TOP, "pfn" / Bits(32) * "PTE_PFN_MASK page frame number", *low, *PRESENT_LOW)


def pae_protnone(low: tuple) -> BitStruct:  # type: ignore[type-arg, valid-type]
    """The same with P clear, G set and the PFN inverted."""
    pfn = "pfn" / Inverted(32) * "PTE_PFN_MASK page frame number, stored inverted against L1TF"
    return "protnone" / BitStruct(*PAE_TOP, pfn, *low, *PROTNONE_LOW)


PAE_SWAP_HIGH = (
    "type" / Bits(5) * "SWP_TYPE_BITS which swap area, or which special kind",
    "inverted_zeros" / Ones(23) * "- the zeros above a 27-bit offset, stored inverted",
    "offset" / Inverted(27) * "SWP_OFFSET_SHIFT slot, stored inverted; 26 bits pass through the 32-bit swp_entry_t",
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
)
PAE_SWAP_LOW = "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults"

PAE_SWAP_4_19 = "swap" / BitStruct(
    *PAE_SWAP_HIGH,
    "free" / Zeros(7) * "- not used",
    PAE_SWAP_LOW,
) * "__swp_pteval_entry()"  # fmt: skip

PAE_SWAP_6_3 = "swap" / BitStruct(
    *PAE_SWAP_HIGH,
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "free" / Zeros(6) * "- not used; A and D among them may be set by an erratum",
    PAE_SWAP_LOW,
) * "__swp_pteval_entry()"  # fmt: skip

X86_32_PAE = layouts(
    "x86_32_pae",
    Since("4.19", (NONE, pae_present(PAE_LOW_6_1), pae_protnone(PAE_LOW_6_1), PAE_SWAP_4_19), why="L1TF: offset inverted"),
    Since(
        "6.3",
        (NONE, pae_present(PAE_LOW_6_1), pae_protnone(PAE_LOW_6_1), PAE_SWAP_6_3),
        why="x86/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE also on 32bit",
    ),
    Since(
        "6.6",
        (NONE, pae_present(PAE_LOW_6_6), pae_protnone(PAE_LOW_6_6), PAE_SWAP_6_3),
        why="saved-dirty takes software bit 2 (10) on 32 bits",
    ),
    arch="x86", width=64, long_bits=32, page_shift=12, physmem_bits=36, aliases=("i686", "i386", "i586"),
    header="arch/x86/include/asm/pgtable-3level.h",
    about="32-bit with physical address extension",
)  # fmt: skip

LAYOUTS = [
    *X86_64,
    *variant(X86_64, "x86_64_la57", physmem_bits=52, about="64-bit, five-level page tables: PFNs have 40 bits"),
    *variant(X86_64, "x86_64_numab", about="64-bit with NUMA balancing: same bits, more PROT_NONE entries"),
    *X86_32_PAE,
]
