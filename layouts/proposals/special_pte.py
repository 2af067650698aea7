"""The swap special PTE, proposed in 2021 with uffd-wp for shmem and never merged: x86-64 only.

A word with nothing but the swap uffd bit was to say "write-protected, and empty": pte_swp_uffd_wp_special()
compared for exactly that word, before anything decoded it as a swap entry. From the five versions of the patches
(January to July 2021, on top of 5.13). Type and offset of it were meant to be zero; on x86-64 the offset is
stored inverted, so the word is also the swap entry of type 0 and the largest offset with the uffd bit.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Ones, Under, Zeros

TOP = (
    "nx" / Flag * "_PAGE_NX may not be executed",
    "pkey" / Bits(4) * "_PAGE_PKEY_MASK protection key",
    "devmap" / Flag * "_PAGE_DEVMAP maps device memory",
    "unused" / Ignored(6) * "- free for software, not used",
)
SOFT = (
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SOFT_DIRTY written since clear_refs",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "_PAGE_UFFD_WP write-protected by userfaultfd",
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it, such as the zero page",
)
LOW = (
    "pat" / Flag * "_PAGE_PAT page attribute table index, high bit",
    "dirty" / Flag * "_PAGE_DIRTY written to, set by the CPU",
    "accessed" / Flag * "_PAGE_ACCESSED read or written, set by the CPU",
    "pcd" / Flag * "_PAGE_PCD not cached",
    "pwt" / Flag * "_PAGE_PWT write-through",
    "user" / Flag * "_PAGE_USER user mode may use it",
    "write" / Flag * "_PAGE_RW may be written",
)


def form(name: str, *fields: Any) -> Any:
    """A named form."""
    return name / BitStruct(*fields)


NONE = form(
    "none",
    "empty_high" / Zeros(57) * "- nothing here",
    "dirty" / Ignored(1) * "_PAGE_DIRTY may be set by an erratum",
    "accessed" / Ignored(1) * "_PAGE_ACCESSED may be set by an erratum",
    "empty_low" / Zeros(5) * "- nothing here",
)
PRESENT = form(
    "present", *TOP,
    "pfn" / Bits(40) * "PTE_PFN_MASK page frame number", *SOFT,
    "global" / Flag * "_PAGE_GLOBAL stays in the TLB over a change of CR3", *LOW,
    "present" / Fixed(1, 1) * "_PAGE_PRESENT the hardware walks it",
)  # fmt: skip
PROTNONE = form(
    "protnone", *TOP,
    "pfn" / Inverted(40) * "PTE_PFN_MASK page frame number, stored inverted against L1TF", *SOFT,
    "protnone" / Fixed(1, 1) * "_PAGE_PROTNONE present for the kernel, no access for anyone", *LOW,
    "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults",
)  # fmt: skip
SPECIAL = form(
    "special_uffd_wp",
    "zeros_high" / Zeros(61) * "- nothing else is set",
    "uffd_wp" / Ones(1) * "UFFD_WP_SWP_PTE_SPECIAL empty and write-protected by userfaultfd",
    "zeros_low" / Zeros(2) * "- nothing else is set",
)
SWAP = form(
    "swap",
    "type" / Bits(5) * "SWP_TYPE_BITS which swap area, or which special kind",
    "offset" / Inverted(50) * "SWP_OFFSET_SHIFT slot, stored inverted against L1TF",
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
    "leaf" / Zeros(1) * "_PAGE_PSE pmd_present() tests it, so a swap entry keeps it clear",
    "erratum" / Zeros(2) * "_PAGE_KNL_ERRATUM_MASK A and D: the CPU may set them by mistake",
    "free" / Zeros(2) * "- not used",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "_PAGE_SWP_UFFD_WP write-protected by userfaultfd",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "_PAGE_SWP_SOFT_DIRTY written since clear_refs",
    "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults",
)

LAYOUTS = layouts(
    "x86_64_special_pte",
    Since(
        "5.13",
        (NONE, PRESENT, PROTNONE, SPECIAL, SWAP),
        until="5.13",
        why="userfaultfd-wp: Support shmem and hugetlbfs, v5; not merged, PTE markers took its place in 5.19",
        notes=("The word is excused by the size of a swap area, not by slot 0, which is all ones on x86-64.",),
    ),
    arch="x86", width=64, page_shift=12, physmem_bits=46,
    header="arch/x86/include/asm/pgtable.h, as proposed",
    hardware_sets=("dirty", "accessed"),
    about="proposal: a word for empty and write-protected",
)  # fmt: skip
