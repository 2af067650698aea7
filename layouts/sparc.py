"""SPARC: 32-bit (SRMMU), and 64-bit in the formats of sun4u and sun4v.

Read from arch/sparc/include/asm/pgtable_32.h, pgtsrmmu.h and pgtable_64.h at 6.1 and 6.12, pgtable_64.h also in
trees of about 2.6.38 and 3.4. Bit 0 is the least
significant.

32-bit: the two lowest bits are the entry type of the SPARC Reference MMU; 2 is a page, and only 2 is present.
Type 1 (a table) and type 3 (a page of the other byte order) are not. The PFN begins at bit 8, since the MMU
keeps a 36-bit physical address shifted down by 4; its upper 4 bits are an I/O space: such pages are devices.
64-bit: one kernel image patches itself at boot for the TTE format of the machine, sun4u or sun4v. The swap
format is the same for both, the present bit is not. The hardware's write bit is for pages writable and dirty.
"""

from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fields, Fixed, Ignored, Zeros

EXCLUSIVE = "sparc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE on {}"
START = "read at 6.1; 5.10 has the same type and offset"

# ------------------------------------------------------------------ 32-bit

NONE_32 = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

PRESENT_32 = "present" / BitStruct(
    "iospace" / Bits(4) * "IO srmmu_device_memory() 0 is memory; for others pte_pfn() returns all ones",
    "pfn" / Bits(20) * "PFN SRMMU_PTE_PMASK page frame number",
    "cache" / Flag * "C SRMMU_CACHE cacheable",
    "dirty" / Flag * "M SRMMU_DIRTY dirty, set by the MMU",
    "accessed" / Flag * "R SRMMU_REF accessed, set by the MMU",
    "noread" / Flag * "NR SRMMU_NOREAD not readable; kernel only if exec and write are set",
    "exec" / Flag * "X SRMMU_EXEC executable",
    "write" / Flag * "W SRMMU_WRITE writable",
    "et" / Fixed(2, 2) * "ET SRMMU_ET_PTE entry type: a page",
) * "pte_present()"  # fmt: skip

SWAP_32 = (
    "offset" / Bits(20) * "off SRMMU_SWP_OFF_SHIFT slot in the swap area",
    "type" / Bits(5) * "type SRMMU_SWP_TYPE_SHIFT swap type: a swap area or a special kind",
)
SWAP_32_5_10 = "swap" / BitStruct(
    *SWAP_32,
    "free" / Zeros(5) * "0 - not used in swap entries",
    "et" / Zeros(2) * "ET SRMMU_ET_INVALID entry type: invalid",
) * "__swp_entry()"  # fmt: skip
SWAP_32_6_3 = "swap" / BitStruct(
    *SWAP_32,
    "exclusive" / Flag * "EX SRMMU_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "free" / Zeros(4) * "0 - not used in swap entries",
    "et" / Zeros(2) * "ET SRMMU_ET_INVALID entry type: invalid",
) * "__swp_entry()"  # fmt: skip

# What mprotect(PROT_NONE) writes; nothing tests for it, so it is made and then read as something else.
PAGE_NONE_32 = "protnone" / BitStruct(
    "iospace" / Bits(4) * "IO srmmu_device_memory() 0 is memory",
    "pfn" / Bits(20) * "PFN SRMMU_PTE_PMASK page frame number",
    "cache" / Fixed(1, 1) * "C SRMMU_CACHE cacheable",
    "dirty" / Flag * "M SRMMU_DIRTY dirty, set by the MMU; kept by pte_modify()",
    "accessed" / Fixed(1, 1) * "R SRMMU_REF accessed",
    "priv" / Fixed(7, 3) * "ACC SRMMU_PRIV privileged: kernel only",
    "et" / Zeros(2) * "ET SRMMU_ET_INVALID entry type: invalid for the MMU and for pte_present()",
) * "SRMMU_PAGE_NONE"  # fmt: skip

NOTES_32 = (
    "By reading, not run: SRMMU_PAGE_NONE (0xbc) has entry type 0, so pte_present() is false for PROT_NONE "
    "pages, and such a word looks like a swap entry.",
)

# SRMMU_PAGE_NONE, SRMMU_PAGE_RDONLY and protection_map[] of arch/sparc/mm/init_32.c: all are cached and have accessed,
# what may be read may be executed. PAGE_NONE has no entry type, and all three permission bits: for the kernel alone.
PAGES_32 = Pages(
    {
        "cache": "",
        "exec": "",
        "write": "write | none",
        "noread": "none",
        "accessed": "young",
        "dirty": "dirty",
    },
    modify_makes_young=True,
    untold={"et": "none"},
)

SPARC32 = layouts(
    "sparc32",
    Since("5.10", (NONE_32, PRESENT_32, SWAP_32_5_10), why=START, notes=NOTES_32),
    Since("6.3", (NONE_32, PRESENT_32, SWAP_32_6_3), why=EXCLUSIVE.format("32bit"), notes=NOTES_32),
    arch="sparc", width=32, page_shift=12, physmem_bits=32, aliases=("sparc",),
    header="arch/sparc/include/asm/pgtable_32.h", made_only=(PAGE_NONE_32,), pages=PAGES_32,
    about="32-bit, SPARC Reference MMU (sun4m, sun4d, LEON)",
)  # fmt: skip

# ------------------------------------------------------------------ 64-bit, 8 KiB pages

NONE_64 = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"

SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page"
NO_SPECIAL = "unused_special" / Ignored(1) * ". _PAGE_SOFT2 available to software, not used"
PMD_HUGE = "pmd_huge" / Flag * "PMD _PAGE_PMD_HUGE huge page one level up"
NO_PMD_HUGE = "unused_huge" / Ignored(1) * ". _PAGE_SOFT2 available to software, not used"
SOFT_2_6_32, SOFT_3_1, SOFT_3_13 = (NO_SPECIAL, NO_PMD_HUGE), (SPECIAL, NO_PMD_HUGE), (SPECIAL, PMD_HUGE)
SUN4U_HIGH = (
    "valid" / Flag * "V _PAGE_VALID valid for the hardware; cleared together with accessed",
    "size" / Bits(2) * "SZ _PAGE_SZALL_4U page size, the two low bits of its code",
    "nfo" / Flag * "NFO _PAGE_NFO_4U for non-faulting loads only",
    "ie" / Flag * "IE _PAGE_IE_4U inverted byte order",
    "soft2_high" / Ignored(1) * ". _PAGE_SOFT2_4U available to software, not used",
)
SUN4U_LOW = (
    "soft2" / Ignored(6) * ". _PAGE_SOFT2_4U available to software, not used",
    "res1" / Ignored(1) * ". _PAGE_RES1_4U reserved",
    "size_high" / Flag * "SZ2 _PAGE_SZ32MB_4U page size, high bit of its code (Panther)",
    "snoop" / Flag * "SN _PAGE_SN_4U snoop (Cheetah)",
    "res2" / Ignored(4) * ". _PAGE_RES2_4U reserved",
    "pfn" / Bits(30) * "PFN _PAGE_PADDR_4U page frame number",
    "exec" / Flag * "X _PAGE_EXEC_4U executable, tracked by software",
    "dirty" / Flag * "D _PAGE_MODIFIED_4U dirty, tracked by software",
    "accessed" / Flag * "A _PAGE_ACCESSED_4U accessed, tracked by software",
    "read" / Flag * "R _PAGE_READ_4U readable, tracked by software",
    "write" / Flag * "WR _PAGE_WRITE_4U writable, tracked by software",
    "present" / Fixed(1, 1) * "PR _PAGE_PRESENT_4U present, tracked by software",
    "locked" / Flag * "L _PAGE_L_4U locked in the TLB",
    "cp" / Flag * "CP _PAGE_CP_4U cacheable in the physically indexed cache",
    "cv" / Flag * "CV _PAGE_CV_4U cacheable in the virtually indexed cache",
    "side_effect" / Flag * "E _PAGE_E_4U accesses have side effects",
    "privileged" / Flag * "P _PAGE_P_4U privileged: kernel only",
    "hw_write" / Flag * "W _PAGE_W_4U hardware write enable: writable and dirty",
    "unused" / Ignored(1) * ". - not named by Linux",
)
SUN4V_HIGH = (
    "valid" / Flag * "V _PAGE_VALID valid for the hardware; cleared together with accessed",
    "nfo" / Flag * "NFO _PAGE_NFO_4V for non-faulting loads only",
    "dirty" / Flag * "D _PAGE_MODIFIED_4V dirty, tracked by software",
    "accessed" / Flag * "A _PAGE_ACCESSED_4V accessed, tracked by software",
    "read" / Flag * "R _PAGE_READ_4V readable, tracked by software",
    "write" / Flag * "WR _PAGE_WRITE_4V writable, tracked by software",
)
SUN4V_LOW = (
    "pfn" / Bits(43) * "PFN _PAGE_PADDR_4V page frame number",
    "ie" / Flag * "IE _PAGE_IE_4V inverted byte order",
    "side_effect" / Flag * "E _PAGE_E_4V accesses have side effects",
    "cp" / Flag * "CP _PAGE_CP_4V cacheable in the physically indexed cache",
    "cv" / Flag * "CV _PAGE_CV_4V cacheable by virtual index; on M7 _PAGE_MCD_4V",
    "privileged" / Flag * "P _PAGE_P_4V privileged: kernel only",
    "exec" / Flag * "X _PAGE_EXEC_4V executable",
    "hw_write" / Flag * "W _PAGE_W_4V hardware write enable: writable and dirty",
    "soft" / Ignored(1) * ". _PAGE_SOFT_4V available to software, not used",
    "present" / Fixed(1, 1) * "PR _PAGE_PRESENT_4V present, tracked by software",
    "resv" / Ignored(1) * ". _PAGE_RESV_4V reserved",
    "size" / Bits(3) * "SZ _PAGE_SZALL_4V page size",
)

SWAP_64_5_10 = "swap" / BitStruct(
    "offset" / Bits(43) * "off __swp_offset() slot in the swap area",
    "type" / Bits(8) * "type __swp_type() swap type: a swap area or a special kind; generic types end at 31",
    "free" / Zeros(13) * "0 - must be 0: the present bit is here (7 on sun4u, 4 on sun4v)",
) * "__swp_entry()"  # fmt: skip
SWAP_64_6_3 = "swap" / BitStruct(
    "offset" / Bits(43) * "off __swp_offset() slot in the swap area",
    "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process",
    "type" / Bits(7) * "type __swp_type() swap type: a swap area or a special kind; generic types end at 31",
    "free" / Zeros(13) * "0 - must be 0: the present bit is here (7 on sun4u, 4 on sun4v)",
) * "__swp_entry()"  # fmt: skip

NOTES_64 = (
    "At 6.1 pte_mkdirty() also sets the hardware's write bit, whether or not the page is writable; at 6.12 "
    "only for writable pages.",
)


# page_none, page_readonly, page_copy and page_shared of sun4u_pgprot_init() and sun4v_pgprot_init(): all have accessed
# and are cached, on sun4v by virtual index only before M7. pte_modify() drops the hardware's write bit, which the next
# pte_mkdirty() or pte_mkwrite() brings back.
PAGES_64 = Pages(
    {
        "valid": "young & !none",
        "read": "!none",
        "write": "write",
        "exec": "exec & !none",
        "accessed": "young",
        "dirty": "dirty",
        "special": "special",
        "cp": "",
        "cv": "",
        "hw_write": "dirty & write",
    },
    store="fault",
    modify_makes_young=True,
    untold={"hw_write": "dirty"},
)
PAGES_4V = Pages(PAGES_64.fields, store="fault", modify_makes_young=True, untold={"hw_write": "dirty", "cv": ""})


OLD_NOTES = (
    *NOTES_64,
    "until 3.19 bit 11 (sun4u) or 5 (sun4v) of an entry that is not present is a page of a nonlinear file mapping",
)
START_64 = "read in a tree of about 2.6.38; that it holds back to 2.6.32 is inferred"
SPECIAL_WHY = "sparc64: the special bit; release inferred (not in a tree of about 2.6.38, there in one of 3.4)"
HUGE_WHY = "sparc64: Move away from 32-bit PMDs; release inferred from its date, read at 6.1"


def sparc64(
    name: str, high: Fields, low: Fields, pages: Pages, about: str, aliases: tuple[str, ...] = ()
) -> list[Layout]:
    """The two machine formats differ only in present entries."""

    def present(soft: Fields) -> Any:
        return "present" / BitStruct(*high, *soft, *low) * "pte_present()"

    latest = present(SOFT_3_13)
    return layouts(
        name,
        Since("2.6.32", (NONE_64, present(SOFT_2_6_32), SWAP_64_5_10), why=START_64, notes=OLD_NOTES),
        Since("3.1", (NONE_64, present(SOFT_3_1), SWAP_64_5_10), why=SPECIAL_WHY, notes=OLD_NOTES),
        Since("3.13", (NONE_64, latest, SWAP_64_5_10), why=HUGE_WHY, notes=OLD_NOTES),
        Since("6.3", (NONE_64, latest, SWAP_64_6_3), why=EXCLUSIVE.format("64bit"), notes=NOTES_64),
        huge_pages=True,
        arch="sparc", width=64, page_shift=13, physmem_bits=53, aliases=aliases,
        header="arch/sparc/include/asm/pgtable_64.h", about=about, pages=pages,
    )  # fmt: skip


LAYOUTS = [
    *SPARC32,
    *sparc64("sparc64_sun4u", SUN4U_HIGH, SUN4U_LOW, PAGES_64, "64-bit, sun4u: UltraSPARC I to IV"),
    *sparc64("sparc64_sun4v", SUN4V_HIGH, SUN4V_LOW, PAGES_4V, "64-bit, sun4v: UltraSPARC T1 and later", ("sparc64",)),
]
