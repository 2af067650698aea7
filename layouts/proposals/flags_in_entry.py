"""Hugh Dickins' idea of July 2021, as the two ways of doing without software bits in swap entries; x86-64 only.

Nobody wrote it: only the idea is in the mails (YPm5TyPq9CjR5lCy@t490s quotes it), what stands here is what it comes to.
In the first way a swap area has a type for each combination of its flags: with k flags the low k bits of the type
of a swap area are the flags, and 2^k times fewer areas are left. In the second way the top k bits of the offset are
the flags; the offset is stored inverted, and so are they. Here k is 2, soft-dirty and uffd-wp, as there were until
5.18; the rest is x86-64 as it was then. For other layouts and other k see ptetui/analysis/designs.py.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Under, Zeros

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
SWAP_LOW = (
    "protnone" / Zeros(1) * "_PAGE_PROTNONE set would make it present",
    "leaf" / Zeros(1) * "_PAGE_PSE pmd_present() tests it, so a swap entry keeps it clear",
    "erratum" / Zeros(2) * "_PAGE_KNL_ERRATUM_MASK A and D: the CPU may set them by mistake",
    "free" / Zeros(4) * "- not used: the flags are elsewhere",
    "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults",
)


def form(name: str, *fields: Any) -> Any:
    """A named form."""
    return name / BitStruct(*fields)


def flag(name: str, meaning: str) -> Any:
    """A flag in the top of the offset: inverted, as all of it."""
    return name / Inverted(1) * f"- {meaning}, stored inverted with the offset"


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
IN_TYPE = form(
    "swap",
    "type" / Bits(5) * "- which swap area, times 2^k, and its k flags; or which special kind",
    "offset" / Inverted(50) * "SWP_OFFSET_SHIFT slot, stored inverted against L1TF",
    *SWAP_LOW,
)
SOFT_DIRTY = flag("soft_dirty", "written since clear_refs")
UFFD_WP = flag("uffd_wp", "write-protected by userfaultfd")
TYPE = "type" / Bits(5) * "SWP_TYPE_BITS which swap area, or which special kind"
IN_OFFSET = form(
    "swap", TYPE, UFFD_WP, SOFT_DIRTY,
    "offset" / Inverted(48) * "SWP_OFFSET_SHIFT slot, stored inverted against L1TF",
    *SWAP_LOW,
)  # fmt: skip
FACTS: dict[str, Any] = {
    "arch": "x86", "width": 64, "page_shift": 12, "physmem_bits": 46, "hardware_sets": ("dirty", "accessed"),
    "header": "arch/x86/include/asm/pgtable_64.h, if the idea had been written",
}  # fmt: skip
WHY = "the idea of July 2021, never written; the exclusive bit of 5.19 went the other way"
NOT_READ = (
    "Decoding shows the type as it is stored: an area's number times 2^k, plus its flags.",
    "Kinds that carry flags, migration and device entries, would need more types as well.",
)

LAYOUTS = [
    *layouts(
        "x86_64_flags_in_type",
        Since("5.14", (NONE, PRESENT, PROTNONE, IN_TYPE), until="5.18", why=WHY, notes=NOT_READ),
        about="proposal: a swap type for each combination of flags",
        **FACTS,
    ),
    *layouts(
        "x86_64_flags_in_offset",
        Since("5.14", (NONE, PRESENT, PROTNONE, IN_OFFSET), until="5.18", why=WHY),
        about="proposal: flags in the top of the offset",
        **FACTS,
    ),
]
