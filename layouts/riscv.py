"""riscv: 64-bit with 4K pages (Sv39, Sv48 and Sv57 share one entry) and 32-bit (Sv32).

Read from arch/riscv/include/asm/pgtable-bits.h, pgtable-64.h, pgtable-32.h and pgtable.h at 6.1 and 6.12.
What is said of 5.10 and 7.3 is what those kernels' own macros gave. Bit 0 is the least significant.

Bits 0 to 7 are the hardware's, 8 and 9 (RSW) the software's, and the PFN starts at bit 10, not at the page
shift. Where bit 0 is clear the hardware looks no further. PROT_NONE is then bit 5, the global bit, so a swap
entry keeps it clear; and the leaf bits 1 to 3 too, since pmd_present() tests them. Soft-dirty and userfaultfd
write protection have no room in a present entry but on CPUs with Svrsw60t59b, which is found out at run time.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Schema, Under, Zeros

# ------------------------------------------------------------------ bits 9 to 0 of a present entry

RSW = ("rsw_high" / Ignored(1) * ". - upper software bit, not used",)
DEVMAP = ("devmap" / Flag * "DM _PAGE_DEVMAP maps ZONE_DEVICE memory; the upper software bit",)

SPECIAL_TO_ACCESSED = (
    "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the CPU or at a fault",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, set by the CPU or at a fault",
)
GLOBAL = "global" / Flag * "G _PAGE_GLOBAL global: matches every address space"
PROTNONE_5 = "protnone" / Fixed(1, 1) * "PN _PAGE_PROT_NONE PROT_NONE: present for the kernel only; the global bit"
USER_TO_WRITE = (
    "user" / Flag * "U _PAGE_USER user-accessible",
    "exec" / Flag * "X _PAGE_EXEC executable",
    "write" / Flag * "W _PAGE_WRITE writable",
)
READ = "read" / Flag * "R _PAGE_READ readable"
PROTNONE_1 = "protnone" / Fixed(1, 1) * "PN _PAGE_PROT_NONE PROT_NONE: present for the kernel, no access; the read bit"
VALID = "present" / Fixed(1, 1) * "V _PAGE_PRESENT valid: used by the page walker"
NOT_VALID = "present" / Zeros(1) * "V _PAGE_PRESENT 0: not valid, access faults; the rest is ignored by the hardware"

PRESENT_LOW = (*SPECIAL_TO_ACCESSED, GLOBAL, *USER_TO_WRITE, READ, VALID)
PROTNONE_LOW = (*SPECIAL_TO_ACCESSED, PROTNONE_5, *USER_TO_WRITE, READ, NOT_VALID)
PROTNONE_LOW_4_15 = (*SPECIAL_TO_ACCESSED, GLOBAL, *USER_TO_WRITE, PROTNONE_1, NOT_VALID)


def forms(top: Fields, swap: Schema, width: int = 64, protnone_low: Fields = PROTNONE_LOW) -> Fields:
    """none, present, protnone and swap, where `top` holds the bits of a present entry above bit 8."""
    return (
        "none" / BitStruct("empty" / Zeros(width) * "0 - 0 in an empty PTE") * "pte_none(): all zero",
        "present" / BitStruct(*top, *PRESENT_LOW) * "pte_present(): the valid bit",
        "protnone" / BitStruct(*top, *protnone_low) * "pte_protnone(): PROT_NONE without the valid bit",
        swap,
    )


# ------------------------------------------------------------------ bits above 8 of a present entry

PFN_54 = ("pfn" / Bits(54) * "PFN _PAGE_PFN_SHIFT page frame number; the hardware field ends at bit 53",)
PFN_44 = ("pfn" / Bits(44) * "PFN _PAGE_PFN_MASK page frame number",)
PFN_22 = ("pfn" / Bits(22) * "PFN _PAGE_PFN_MASK page frame number: 34 physical address bits",)
MEMORY_TYPE = ("memory_type" / Bits(2) * "PBMT _PAGE_MTMASK_SVPBMT memory type: 0 from the PMA, 1 uncached, 2 device",)
NAPOT = ("napot" / Flag * "N _PAGE_NAPOT Svnapot: one of 16 entries that map 64K together",)
RESERVED_7 = ("reserved" / Ignored(7) * ". - reserved by the architecture, zero",)
SVNAPOT = ("svnapot" / Ignored(1) * "N - reserved for Svnapot, not used yet",)
TOP_5_19 = (*SVNAPOT, *MEMORY_TYPE, *RESERVED_7, *PFN_44)
TOP_6_4 = (*NAPOT, *MEMORY_TYPE, *RESERVED_7, *PFN_44)
TOP_SVRSW = (
    *NAPOT,
    *MEMORY_TYPE,
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP _PAGE_UFFD_WP write-protected by userfaultfd",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs",
    "reserved" / Ignored(5) * ". - reserved by the architecture, zero",
    *PFN_44,
)

# ------------------------------------------------------------------ swap

TYPE = "type" / Bits(5) * "type __SWP_TYPE_SHIFT swap type: a swap area or a special kind"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"
PROTNONE_CLEAR = "protnone" / Zeros(1) * "PN _PAGE_PROT_NONE must be 0: set means present"
FREE = "free" / Zeros(1) * "0 - not used"
LEAF = "leaf" / Zeros(3) * "XWR _PAGE_LEAF must be 0: pmd_present() tests them"


SWAP_LOW_4_15 = (TYPE, PROTNONE_CLEAR, NOT_VALID)
SWAP_LOW_5_17 = (TYPE, PROTNONE_CLEAR, FREE, LEAF, NOT_VALID)
SWAP_LOW_6_3 = (TYPE, EXCLUSIVE, PROTNONE_CLEAR, FREE, LEAF, NOT_VALID)


def swap(offset_bits: int, low: Fields) -> Schema:
    """The offset takes all that is left above the type."""
    offset = "offset" / Bits(offset_bits) * "off __SWP_OFFSET_SHIFT slot in the swap area"
    return "swap" / BitStruct(offset, *low) * "__swp_entry()"


SWAP_6_3 = swap(52, SWAP_LOW_6_3)
SWAP_LOW_SVRSW = (
    TYPE,
    EXCLUSIVE,
    PROTNONE_CLEAR,
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "WP _PAGE_SWP_UFFD_WP write-protected by userfaultfd",
    "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SWP_SOFT_DIRTY written since clear_refs",
    "leaf" / Zeros(2) * "WR _PAGE_LEAF must be 0: W and R, pmd_present() tests them",
    NOT_VALID,
)

# ------------------------------------------------------------------ what user pages look like

# PAGE_NONE, PAGE_READ, PAGE_WRITE and their like. PAGE_NONE is not for the user and, since 5.17, says "read"; the
# others have accessed (_PAGE_BASE), which pte_modify() takes over (6.1 to 7.3; seen on 6.12.117 and 7.2.13).
USER = {
    "user": "!none",
    "exec": "exec & !none",
    "write": "write",
    "accessed": "young",
    "dirty": "dirty",
    "special": "special",
    "soft_dirty": "soft_dirty",
    "uffd_wp": "uffd_wp",
}
PAGES_4_15 = Pages(USER | {"read": "!none"}, store="either", modify_makes_young=True, none_has_young=False)
PAGES = PAGES_4_15._replace(fields=USER | {"read": ""})
PAGES_SVRSW = PAGES._replace(mkdirty=("soft_dirty",))
LEAF_BITS = {"read": 1, "write": 1, "exec": 1}

# ------------------------------------------------------------------ layouts

THEAD = "CPUs of T-Head without Svpbmt keep a memory type in bits 63 to 59; for ordinary memory it is not 0."
THP = "riscv/mm: Adjust PAGE_PROT_NONE to comply with THP semantics"
EXCLUSIVE_6_3 = "riscv/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"
INFERRED = "the release is inferred"

RISCV64 = layouts(
    "riscv64",
    Since(
        "4.15",
        forms((*PFN_54, *RSW), swap(57, SWAP_LOW_4_15), protnone_low=PROTNONE_LOW_4_15),
        why="read at 5.10; that it holds back to 4.15 was not checked",
        changes={"pages": PAGES_4_15},
    ),
    Since(
        "5.17",
        forms((*PFN_54, *RSW), swap(53, SWAP_LOW_5_17)),
        why=THP,
    ),
    Since(
        "5.19",
        forms((*TOP_5_19, *RSW), swap(53, SWAP_LOW_5_17)),
        why=f"riscv: Fix accessing pfn bits in PTEs for non-32bit variants; present entries only, {INFERRED}",
        notes=(THEAD,),
    ),
    Since("6.3", forms((*TOP_5_19, *RSW), SWAP_6_3), why=EXCLUSIVE_6_3, notes=(THEAD,)),
    Since(
        "6.4",
        forms((*TOP_6_4, *RSW), SWAP_6_3),
        why=f"riscv: mm: modify pte format for Svnapot; present entries only, {INFERRED}",
        notes=(THEAD,),
    ),
    Since(
        "6.11",
        forms((*TOP_6_4, *DEVMAP), SWAP_6_3),
        why=f"riscv: mm: Add support for ZONE_DEVICE; present entries only, {INFERRED}, read at 6.12",
        notes=(THEAD,),
    ),
    Since(
        "6.17",
        forms((*TOP_6_4, *RSW), SWAP_6_3),
        why=f"mm: remove devmap related functions and page table bits; {INFERRED}, gone at 7.3",
        notes=(THEAD,),
    ),
    huge_pages=True,
    arch="riscv", width=64, page_shift=12, physmem_bits=56,
    header="arch/riscv/include/asm/pgtable.h", pages=PAGES,
    about="64-bit, on CPUs without Svrsw60t59b",
)  # fmt: skip

SVRSW = layouts(
    "riscv64_svrsw60t59b",
    Since(
        "6.19",
        forms((*TOP_SVRSW, *RSW), swap(52, SWAP_LOW_SVRSW)),
        why=f"riscv: add RISC-V Svrsw60t59b extension support; {INFERRED} (mm-stable, end of 2025), seen 7.2",
        notes=(
            "Whether the CPU has the extension is found at run time; without it the layout is riscv64.",
            "Soft-dirty of a swap entry is one of the leaf bits that pmd_present() tests, one level up.",
        ),
    ),
    huge_pages=True,
    arch="riscv", width=64, page_shift=12, physmem_bits=56,
    header="arch/riscv/include/asm/pgtable.h", pages=PAGES_SVRSW,
    about="64-bit, on CPUs with Svrsw60t59b: bits 59 and 60 are for software",
)  # fmt: skip

# ------------------------------------------------------------------ one level up
# With huge pages pmd_present() is the valid bit, PROT_NONE, or any of the leaf bits 1 to 3.

NOT_PROTNONE = "protnone" / Zeros(1) * "PN _PAGE_PROT_NONE 0: not set"
USER_BIT, EXEC_BIT, WRITE_BIT = USER_TO_WRITE
LEAF_READ = "leaf_read" / Fixed(1, 1) * "R _PAGE_READ one of _PAGE_LEAF: present while a huge page is split"
LEAF_WRITE = "leaf_write" / Fixed(1, 1) * "W _PAGE_WRITE one of _PAGE_LEAF: present while a huge page is split"
LEAF_EXEC = "leaf_exec" / Fixed(1, 1) * "X _PAGE_EXEC one of _PAGE_LEAF: present while a huge page is split"


def pmd_forms(top: Fields, swap: Schema) -> Fields:
    """The three leaf bits as a form each, after those of a PTE."""
    high = (*top, *SPECIAL_TO_ACCESSED, NOT_PROTNONE, USER_BIT)
    *pte, entry = forms(top, swap)
    return (
        *pte,
        "present_read" / BitStruct(*high, EXEC_BIT, WRITE_BIT, LEAF_READ, NOT_VALID) * "pmd_present(): _PAGE_LEAF",
        "present_write" / BitStruct(*high, EXEC_BIT, LEAF_WRITE, READ, NOT_VALID) * "pmd_present(): _PAGE_LEAF",
        "present_exec" / BitStruct(*high, LEAF_EXEC, WRITE_BIT, READ, NOT_VALID) * "pmd_present(): _PAGE_LEAF",
        entry,
    )


def pmd_swap(offset_bits: int, *low: Any) -> Schema:
    """The type stays where it is, the place of exclusive is not used."""
    return swap(offset_bits, (TYPE, *low))


PMD_NOTES = (
    "A PMD that points to a table has the present form, too.",
    "Only migration entries (from 7.3 device-private ones as well) stand here, without an exclusive bit.",
)
FREE_6 = "free_6" / Zeros(1) * "0 - not used: no exclusive bit at this level"
PMD_SWAP_5_17 = swap(53, SWAP_LOW_5_17)
PMD_SWAP_6_3 = pmd_swap(52, FREE_6, PROTNONE_CLEAR, FREE, LEAF, NOT_VALID)
PMD_SWAP_SVRSW = pmd_swap(52, FREE_6, *SWAP_LOW_SVRSW[2:])

RISCV64_PMD = layouts(
    "riscv64",
    Since("5.17", pmd_forms((*PFN_54, *RSW), PMD_SWAP_5_17), why=THP, notes=PMD_NOTES),
    Since("5.19", pmd_forms((*TOP_5_19, *RSW), PMD_SWAP_5_17), why="present entries only", notes=PMD_NOTES),
    Since("6.3", pmd_forms((*TOP_5_19, *RSW), PMD_SWAP_6_3), why=EXCLUSIVE_6_3, notes=PMD_NOTES),
    Since("6.4", pmd_forms((*TOP_6_4, *RSW), PMD_SWAP_6_3), why="present entries only", notes=PMD_NOTES),
    Since("6.11", pmd_forms((*TOP_6_4, *DEVMAP), PMD_SWAP_6_3), why="present entries only", notes=PMD_NOTES),
    Since("6.17", pmd_forms((*TOP_6_4, *RSW), PMD_SWAP_6_3), why="present entries only", notes=PMD_NOTES),
    arch="riscv", width=64, page_shift=12, physmem_bits=56, level="pmd", pages=PAGES.huge(LEAF_BITS),
    header="arch/riscv/include/asm/pgtable.h",
    about="64-bit with huge pages, on CPUs without Svrsw60t59b",
)  # fmt: skip

SVRSW_PMD = layouts(
    "riscv64_svrsw60t59b",
    Since(
        "6.19",
        pmd_forms((*TOP_SVRSW, *RSW), PMD_SWAP_SVRSW),
        why=f"riscv: add RISC-V Svrsw60t59b extension support; {INFERRED}, seen 7.2",
        notes=PMD_NOTES,
    ),
    arch="riscv", width=64, page_shift=12, physmem_bits=56, level="pmd", pages=PAGES_SVRSW.huge(LEAF_BITS),
    header="arch/riscv/include/asm/pgtable.h",
    about="64-bit with huge pages, on CPUs with Svrsw60t59b",
    # Debian's 7.2.13 in QEMU 11.1, two NUMA nodes; a clean huge page with soft-dirty clear migrates well. Seen twice;
    # the second time is recorded in tests/sources/lab/findings.
    confirmed=(("R3", "a running 7.2.13 never removed such a migration entry, and the page's data were lost"),),
)  # fmt: skip

PUD_NOTES = (
    "A PUD that points to a table has the present form, too.",
    "hugetlb alone stores swap entries here, in the format of a PTE: migration, hwpoison and markers of 1 GiB pages.",
)
RISCV64_PUD = layouts(
    "riscv64",
    Since("5.17", forms((*PFN_54, *RSW), PMD_SWAP_5_17), why="riscv: hugetlb of 1 GiB pages; read at 6.1, " + INFERRED,
          notes=PUD_NOTES),
    Since("5.19", forms((*TOP_5_19, *RSW), PMD_SWAP_5_17), why="present entries only", notes=PUD_NOTES),
    Since("6.3", forms((*TOP_5_19, *RSW), PMD_SWAP_6_3), why=EXCLUSIVE_6_3, notes=PUD_NOTES),
    Since("6.4", forms((*TOP_6_4, *RSW), PMD_SWAP_6_3), why="present entries only", notes=PUD_NOTES),
    Since("6.11", forms((*TOP_6_4, *DEVMAP), PMD_SWAP_6_3), why="present entries only", notes=PUD_NOTES),
    Since("6.17", forms((*TOP_6_4, *RSW), PMD_SWAP_6_3), why="present entries only", notes=PUD_NOTES),
    arch="riscv", width=64, page_shift=12, physmem_bits=56, level="pud",
    header="arch/riscv/include/asm/pgtable-64.h",
    about="64-bit with huge pages of 1 GiB, on CPUs without Svrsw60t59b",
)  # fmt: skip

RISCV32 = layouts(
    "riscv32",
    Since(
        "4.15",
        forms((*PFN_22, *RSW), swap(25, SWAP_LOW_4_15), 32, PROTNONE_LOW_4_15),
        why="inferred from 64-bit at 5.10, whose header it shares; not checked further back",
        changes={"pages": PAGES_4_15},
    ),
    Since(
        "5.17",
        forms((*PFN_22, *RSW), swap(21, SWAP_LOW_5_17), 32),
        why=THP,
    ),
    Since("6.3", forms((*PFN_22, *RSW), swap(20, SWAP_LOW_6_3), 32), why=EXCLUSIVE_6_3),
    arch="riscv", width=32, page_shift=12, physmem_bits=32,
    header="arch/riscv/include/asm/pgtable.h", pages=PAGES,
    about="32-bit (Sv32): no memory types, no device-map bit",
)  # fmt: skip

SVRSW_PUD = layouts(
    "riscv64_svrsw60t59b",
    Since("6.19", forms((*TOP_SVRSW, *RSW), PMD_SWAP_SVRSW), notes=PUD_NOTES,
          why=f"riscv: add RISC-V Svrsw60t59b extension support; {INFERRED}, seen 7.2"),
    arch="riscv", width=64, page_shift=12, physmem_bits=56, level="pud",
    header="arch/riscv/include/asm/pgtable-64.h",
    about="64-bit with huge pages of 1 GiB, on CPUs with Svrsw60t59b",
)  # fmt: skip

LAYOUTS = [*RISCV64, *SVRSW, *RISCV32, *RISCV64_PMD, *SVRSW_PMD, *RISCV64_PUD, *SVRSW_PUD]
