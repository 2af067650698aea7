"""The designs of the argument of 2021 that no kernel had, or not yet, on x86-64: the rest of it is as it was then.

x86_64_special_pte: a word with nothing but the swap uffd bit was to say "write-protected, and empty";
pte_swp_uffd_wp_special() compared for exactly that word before anything decoded it as a swap entry. From the five
versions of the patches, January to July 2021, on top of 5.13. Type and offset of it were meant to be zero; here the
offset is stored inverted, so the word is also the swap entry of type 0 and the largest offset with the uffd bit.

x86_64_marker: PTE markers between the mail that proposed them (YPm5TyPq9CjR5lCy@t490s) and their merge in 5.19: one
swap type more, flags in its offset, and no new bit anywhere.

x86_64_flags_in_type, x86_64_flags_in_offset: Hugh Dickins' idea to do without software bits in swap entries, quoted in
the same mail, as the two ways that it comes to. Nobody wrote it. In the first a swap area has a type for each
combination of its k flags: the low k bits of its type are the flags, and 2^k times fewer areas are left. In the second
the top k bits of the offset are the flags; the offset is stored inverted, and so are they. Here k is 2, soft-dirty and
uffd-wp, as there were until 5.18. For other layouts and other k see ptetui/analysis/designs.py.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Ones, Under, Zeros

TOP = (
    "nx" / Flag * "XD _PAGE_NX not executable",
    "pkey" / Bits(4) * "PK _PAGE_PKEY_MASK protection key",
    "devmap" / Flag * "DM _PAGE_DEVMAP maps ZONE_DEVICE memory",
    "unused" / Ignored(6) * ". - available to software, not used",
)
SOFT = (
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP _PAGE_UFFD_WP write-protected by userfaultfd",
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
)
LOW = (
    "pat" / Flag * "PAT _PAGE_PAT page attribute table index, high bit",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the CPU",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, set by the CPU",
    "pcd" / Flag * "PCD _PAGE_PCD uncached",
    "pwt" / Flag * "PWT _PAGE_PWT write-through",
    "user" / Flag * "U/S _PAGE_USER user-accessible",
    "write" / Flag * "R/W _PAGE_RW writable",
)
NONE = "none" / BitStruct(
    "empty_high" / Zeros(57) * "0 - 0 in an empty PTE",
    "dirty" / Ignored(1) * "D _PAGE_DIRTY ignored: an erratum may set it",
    "accessed" / Ignored(1) * "A _PAGE_ACCESSED ignored: an erratum may set it",
    "empty_low" / Zeros(5) * "0 - 0 in an empty PTE",
)
PRESENT = "present" / BitStruct(
    *TOP,
    "pfn" / Bits(40) * "PFN PTE_PFN_MASK page frame number",
    *SOFT,
    "global" / Flag * "G _PAGE_GLOBAL global: survives CR3 reloads",
    *LOW,
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present: used by the page walker",
)
PROTNONE = "protnone" / BitStruct(
    *TOP,
    "pfn" / Inverted(40) * "PFN PTE_PFN_MASK page frame number, stored inverted against L1TF",
    *SOFT,
    "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access",
    *LOW,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults",
)
SPECIAL = "special_uffd_wp" / BitStruct(
    "zeros_high" / Zeros(61) * "0 - must be 0 in this word",
    "uffd_wp" / Ones(1) * "WP UFFD_WP_SWP_PTE_SPECIAL must be 1: empty and write-protected by userfaultfd",
    "zeros_low" / Zeros(2) * "0 - must be 0 in this word",
)


def swap(*top: Any, low: tuple[Any, ...]) -> Any:
    """The form of swap entries: what stands from bit 9 up, and bits 1 to 4."""
    return "swap" / BitStruct(
        *top,
        "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present",
        "leaf" / Zeros(1) * "PSE _PAGE_PSE must be 0: pmd_present() tests it",
        "erratum" / Zeros(2) * "D/A _PAGE_KNL_ERRATUM_MASK must be 0: D and A, an erratum may set them",
        *low,
        "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults",
    )


def in_offset(name: str, symbol: str, meaning: str) -> Any:
    """A flag in the top of the offset: inverted, as all of it."""
    return name / Inverted(1) * f"{symbol} - {meaning}, stored inverted with the offset"


TYPE = "type" / Bits(5) * "type SWP_TYPE_BITS swap type: a swap area or a special kind"
OFFSET = "offset" / Inverted(50) * "off SWP_OFFSET_SHIFT slot in the swap area, stored inverted (L1TF)"
BITS = (
    "free" / Zeros(2) * "0 - not used",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP _PAGE_SWP_UFFD_WP write-protected by userfaultfd",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SWP_SOFT_DIRTY written since clear_refs",
)
NO_BITS = ("free" / Zeros(4) * "0 - not used: the flags are elsewhere",)

SWAP = swap(TYPE, OFFSET, low=BITS)
SWAP_IN_TYPE = swap(
    "type" / Bits(5) * "type - swap type: a swap area with its flags, or a special kind", OFFSET, low=NO_BITS
)
SWAP_IN_OFFSET = swap(
    TYPE,
    in_offset("uffd_wp", "WP", "write-protected by userfaultfd"),
    in_offset("soft_dirty", "SD", "written since clear_refs"),
    "offset" / Inverted(48) * "off SWP_OFFSET_SHIFT slot in the swap area, stored inverted (L1TF)",
    low=NO_BITS,
)

USER = {
    "user": "!none", "write": "write", "accessed": "young", "dirty": "dirty", "soft_dirty": "soft_dirty",
    "uffd_wp": "uffd_wp", "special": "special", "nx": "!exec & !none",
}  # fmt: skip
FACTS: dict[str, Any] = {
    "arch": "x86", "width": 64, "page_shift": 12, "physmem_bits": 46, "hardware_sets": ("dirty", "accessed"),
    "pages": Pages(USER, mkdirty=("soft_dirty",)), "protects_files": True,
}  # fmt: skip
NEVER_WRITTEN = "the idea of July 2021, never written; the exclusive bit of 5.19 went the other way"

LAYOUTS = [
    *layouts(
        "x86_64_special_pte",
        Since(
            "5.13", (NONE, PRESENT, PROTNONE, SPECIAL, SWAP), until="5.13",
            why="userfaultfd-wp: Support shmem and hugetlbfs, v5; not merged, PTE markers took its place in 5.19",
            notes=("The word is excused by the size of a swap area, not by slot 0, which is all ones on x86-64.",),
        ),
        about="proposal: a word for empty and write-protected",
        header="arch/x86/include/asm/pgtable.h, as proposed",
        **FACTS,
    ),
    *layouts(
        "x86_64_marker",
        Since(
            "5.14", (NONE, PRESENT, PROTNONE, SWAP), until="5.18",
            why="userfaultfd-wp: Support shmem and hugetlbfs, v6 to v8, before they were merged in 5.19",
            notes=("Markers have the flag that they were merged with, uffd_wp; others came in 6.2 and 6.13.",),
        ),
        about="proposal: a swap type for markers, flags in the offset",
        header="include/linux/swapops.h, as proposed",
        types={"marker": True},
        **FACTS,
    ),
    *layouts(
        "x86_64_flags_in_type",
        Since(
            "5.14", (NONE, PRESENT, PROTNONE, SWAP_IN_TYPE), until="5.18", why=NEVER_WRITTEN,
            notes=(
                "The low two bits of the type of a swap area are flags; special kinds have the whole type.",
                "Kinds that carry flags, migration and device entries, would need more types as well.",
            ),
        ),
        about="proposal: a swap type for each combination of flags",
        header="arch/x86/include/asm/pgtable_64.h, if the idea had been written",
        type_flags=("soft_dirty", "uffd_wp"),
        **FACTS,
    ),
    *layouts(
        "x86_64_flags_in_offset",
        Since("5.14", (NONE, PRESENT, PROTNONE, SWAP_IN_OFFSET), until="5.18", why=NEVER_WRITTEN),
        about="proposal: flags in the top of the offset",
        header="arch/x86/include/asm/pgtable_64.h, if the idea had been written",
        **FACTS,
    ),
]  # fmt: skip
