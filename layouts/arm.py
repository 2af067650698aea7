"""32-bit ARM: two-level page tables (short descriptors) and three-level ones with LPAE.

Read from arch/arm/include/asm/pgtable.h, pgtable-2level.h, pgtable-3level.h and pgtable-3level-hwdef.h, and
from arch/arm/mm/proc-v7-2level.S and proc-v7-3level.S, at 6.1 and 6.12; pgtable.h and pgtable-2level.h in trees
of 2.6.32.67, 3.2, 3.6 and 3.14.4 as well. Bit 0 is the least significant.

Two levels: the words here are Linux's own. The hardware's table lies 2048 bytes above in the same page and is
written along with it; it has no accessed and no dirty bit, so young and dirty are kept only here, and a page
that is not young or is PROT_NONE has an empty hardware entry. ARMv5 and ARMv7 kernels use the same bits.
LPAE: one table, 64-bit words that the hardware walks. A swap entry is 32 bits wide and fills the low half.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Schema, Zeros

FILE = "file" / Zeros(1) * "F L_PTE_FILE 0: set means a page of a nonlinear file mapping"
SWAP_2_6_32 = (
    "offset" / Bits(23) * "off __SWP_OFFSET_SHIFT slot in the swap area",
    "type" / Bits(6) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind; generic types end at 31",
    FILE,
)
SWAP_3_6 = (
    "offset" / Bits(24) * "off __SWP_OFFSET_SHIFT slot in the swap area",
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
    FILE,
)
SWAP_4_0 = (
    "offset" / Bits(25) * "off __SWP_OFFSET_SHIFT slot in the swap area",
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
)
SWAP_6_3 = (
    "offset" / Bits(24) * "off __SWP_OFFSET_SHIFT slot in the swap area",
    "exclusive" / Flag * "EX L_PTE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind",
)
EXCLUSIVE = "arm/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE; the offset gives a bit: 64 GiB an area, was 128"
FILES_GONE = "arm: drop L_PTE_FILE and pte_file()-related helpers; type and offset move down by one bit"

# ------------------------------------------------------------------ two levels

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

PFN = "pfn" / Bits(20) * "PFN PHYS_MASK page frame number"
NO_PROT_NONE = "unused" / Ignored(1) * ". - not used"
SHARED = "shared" / Flag * "S L_PTE_SHARED shared between CPUs (v6), coherent (xsc3)"
USER_BIT = "user" / Flag * "U L_PTE_USER user-accessible"
LOW = (
    "dirty" / Flag * "D L_PTE_DIRTY dirty, tracked by software",
    "mt" / Bits(4) * "MT L_PTE_MT_MASK memory type: cached, buffered, device",
    "accessed" / Flag * "Y L_PTE_YOUNG accessed, tracked by software",
    "present" / Fixed(1, 1) * "P L_PTE_PRESENT present; L_PTE_VALID is the same bit",
)
DENIED = (
    SHARED,
    "nx" / Flag * "XN L_PTE_XN not executable",
    USER_BIT,
    "readonly" / Flag * "RO L_PTE_RDONLY read-only",
)
ALLOWED = (
    SHARED,
    "exec" / Flag * "X L_PTE_EXEC executable",
    USER_BIT,
    "write" / Flag * "W L_PTE_WRITE writable",
)
PRESENT_2_6_32 = "present" / BitStruct(PFN, NO_PROT_NONE, *ALLOWED, *LOW) * "pte_present()"
PRESENT_2_6_38 = "present" / BitStruct(PFN, NO_PROT_NONE, *DENIED, *LOW) * "pte_present()"
PRESENT = "present" / BitStruct(
    PFN,
    "prot_none" / Flag * "PN L_PTE_NONE PROT_NONE: the hardware's entry stays empty",
    *DENIED,
    *LOW,
) * "pte_present()"  # fmt: skip


def swap(fields: Fields) -> Schema:
    """Swap entries keep clear of the present and the young bit."""
    return "swap" / BitStruct(
        *fields,
        "young" / Zeros(1) * "Y L_PTE_YOUNG not used in swap entries",
        "present" / Zeros(1) * "P L_PTE_PRESENT 0: not present",
    ) * "__swp_entry()"  # fmt: skip


# __PAGE_NONE, __PAGE_READONLY, __PAGE_SHARED and their like. On CPUs that could be one of several (ARMv7 with
# multiprocessing extensions) memory is shared and allocates on write; on ARMv5 it is not, and is written back.
USER = {
    "prot_none": "none",
    "nx": "!exec | none",
    "user": "!none",
    "readonly": "!write",
    "dirty": "dirty",
    "accessed": "young",
    "special": "special",
}
PAGES = Pages({**USER, "mt=7": "", "shared": ""}, store="either")
# The entry is the hardware's own: what its writer adds or keeps is only known where it may be used.
LPAE_PAGES = Pages(
    {
        **USER, "mt=7": "", "shared=3": "", "pxn": "", "table_bit": "",
        "not_global": "young & !none", "ap2": "!write & !none | !dirty & !none",
    },
    store="either",
    untold={"not_global": "none | !young", "ap2": "none"},
)  # fmt: skip

# Until 3.7 a PROT_NONE page is one that the user may not access, and the hardware's entry says so as well.
OLD_USER = {"user": "!none", "dirty": "dirty", "accessed": "young", "special": "special"}
DENIES = OLD_USER | {"nx": "!exec | none", "readonly": "!write"}
ALLOWS = OLD_USER | {"exec": "exec & !none", "write": "write"}
# ARMv5 cannot refuse execution, so there the kernel takes all that may be read for executable.
V5 = {"mt=3": ""}
V5_PAGES = Pages({**USER, "nx": "none", **V5})
V5_DENIES, V5_ALLOWS = DENIES | V5 | {"nx": "none"}, ALLOWS | V5 | {"exec": "!none"}
ARMV7 = {"mt=7": "", "shared": ""}


def two_levels(name: str, allows: Pages, denies: Pages, pages: Pages, about: str, aliases: Fields) -> list[Layout]:
    """Short descriptors: what user pages look like differs between ARMv5 and ARMv7."""
    return layouts(
        name,
        Since(
            "2.6.32", (NONE, PRESENT_2_6_32, swap(SWAP_2_6_32)), why="read in a tree of 2.6.32.67",
            changes={"pages": allows},
        ),
        Since(
            "2.6.38", (NONE, PRESENT_2_6_38, swap(SWAP_2_6_32)),
            why="ARM: pgtable: invert L_PTE_EXEC to L_PTE_XN; release inferred from its date, seen at 3.2",
            changes={"pages": denies},
        ),
        Since(
            "3.6", (NONE, PRESENT_2_6_38, swap(SWAP_3_6)),
            why="ARM: 7488/1: mm: use 5 bits for swapfile type encoding; seen at 3.6, stable releases took it over",
            changes={"pages": denies},
        ),
        Since(
            "3.8", (NONE, PRESENT, swap(SWAP_3_6)),
            why="ARM: mm: introduce present, faulting entries for PAGE_NONE; release inferred, seen at 3.14",
        ),
        Since("4.0", (NONE, PRESENT, swap(SWAP_4_0)), why=FILES_GONE),
        Since("6.3", (NONE, PRESENT, swap(SWAP_6_3)), why=EXCLUSIVE),
        arch="arm", width=32, page_shift=12, physmem_bits=36, aliases=aliases, assumes={"ARM_LPAE": "n"},
        above={"table": (0b11, 0b01), "section": (0b10, 0b10)},  # PMD_TYPE_TABLE, PMD_TYPE_SECT and with PXN
        header="arch/arm/include/asm/pgtable-2level.h", pages=pages, about=about,
    )  # fmt: skip


# ------------------------------------------------------------------ three levels (LPAE)

LPAE_NONE = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

LPAE_FIELDS = (
    "unused_high" / Ignored(5) * ". - not used by Linux",
    "readonly" / Flag * "RO L_PTE_RDONLY read-only, for Linux",
    "prot_none" / Flag * "PN L_PTE_NONE PROT_NONE: set_pte clears bit 0",
    "special" / Flag * "SP L_PTE_SPECIAL no normal struct page, such as the zero page",
    "dirty" / Flag * "D L_PTE_DIRTY dirty, tracked by software",
    "nx" / Flag * "XN L_PTE_XN not executable",
    "pxn" / Flag * "PXN PTE_EXT_PXN not executable by the kernel",
    "unused_address" / Ignored(13) * ". - above the 40 physical address bits that the kernel uses",
    "pfn" / Bits(28) * "PFN PHYS_MASK page frame number",
    "not_global" / Flag * "nG PTE_EXT_NG not global; pte_same() ignores it",
    "accessed" / Flag * "AF L_PTE_YOUNG access flag: an access faults while it is 0",
    "shared" / Bits(2) * "SH L_PTE_SHARED shareability: 3 is inner shareable",
    "ap2" / Flag * "AP2 PTE_AP2 read-only for the hardware: set unless dirty and not read-only",
    "user" / Flag * "U L_PTE_USER user-accessible",
    "unused_low" / Ignored(1) * ". - not used by Linux",
    "mt" / Bits(3) * "MT L_PTE_MT_MASK memory type: index into MAIR",
)
LPAE_PRESENT = "present" / BitStruct(
    *LPAE_FIELDS,
    "table_bit" / Flag * "T PTE_TABLE_BIT page; 0 in the entry of a huge page",
    "valid" / Fixed(1, 1) * "V L_PTE_VALID present: used by the page walker",
) * "pte_present(): either bit of L_PTE_PRESENT"  # fmt: skip
LPAE_PROTNONE = "protnone" / BitStruct(
    *LPAE_FIELDS,
    "table_bit" / Fixed(1, 1) * "T L_PTE_PRESENT upper bit alone: present for the kernel only",
    "valid" / Zeros(1) * "V L_PTE_VALID 0: not present, access faults",
) * "pte_present(): either bit of L_PTE_PRESENT"  # fmt: skip


def lpae_swap(fields: Fields) -> Schema:
    """The same 32 bits as with two levels, in the low half."""
    return "swap" / BitStruct(
        "high_word" / Zeros(32) * "0 - must be 0: swp_entry_t has 32 bits",
        *fields,
        "present" / Zeros(2) * "P L_PTE_PRESENT 0: not present",
    ) * "__swp_entry()"  # fmt: skip


LPAE = (LPAE_NONE, LPAE_PRESENT, LPAE_PROTNONE)
LPAE_NOTES = ("PROT_NONE leaves present entries without L_PTE_VALID: cpu_v7_set_pte_ext() clears that bit.",)

ARM_LPAE = layouts(
    "arm_lpae",
    Since("4.0", (*LPAE, lpae_swap(SWAP_4_0)), why=FILES_GONE, notes=LPAE_NOTES),
    Since("6.3", (*LPAE, lpae_swap(SWAP_6_3)), why=EXCLUSIVE, notes=LPAE_NOTES),
    huge_pages=True,
    arch="arm", width=64, long_bits=32, page_shift=12, physmem_bits=36,
    header="arch/arm/include/asm/pgtable-3level.h", pages=LPAE_PAGES, assumes={"ARM_LPAE": "y"},
    above={"table": (0b11, 0b11), "section": (0b11, 0b01)},  # PMD_TYPE_TABLE, PMD_TYPE_SECT
    about="32-bit, long descriptors: 64-bit entries, 40-bit physical addresses",
)  # fmt: skip

LAYOUTS = [
    *two_levels(
        "arm_2level", Pages(ALLOWS | ARMV7, store="either"), Pages(DENIES | ARMV7, store="either"), PAGES,
        "32-bit, short descriptors, ARMv6 and ARMv7", ("armv7l", "armv8l", "armv6l"),
    ),
    *two_levels(
        "arm_2level_v5", Pages(V5_ALLOWS), Pages(V5_DENIES), V5_PAGES,
        "32-bit, short descriptors, ARMv5: the same bits", ("armv5tel", "armv5tejl"),
    ),
    *ARM_LPAE,
]  # fmt: skip
