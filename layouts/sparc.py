"""SPARC: 32-bit (SRMMU), and 64-bit in the formats of sun4u and sun4v.

Read from arch/sparc/include/asm/pgtable_32.h, pgtsrmmu.h and pgtable_64.h at 6.1 and 6.12. Bit 0 is the least
significant.

32-bit: the two lowest bits are the entry type of the SPARC Reference MMU; 2 is a page, and only 2 is present.
Type 1 (a table) and type 3 (a page of the other byte order) are not. The PFN begins at bit 8, since the MMU
keeps a 36-bit physical address shifted down by 4; its upper 4 bits are an I/O space: such pages are devices.
64-bit: one kernel image patches itself at boot for the TTE format of the machine, sun4u or sun4v. The swap
format is the same for both, the present bit is not. The hardware's write bit is for pages writable and dirty.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Layout, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Zeros

EXCLUSIVE = "sparc/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE on {}"
START = "read at 6.1; 5.10 has the same type and offset"

# ------------------------------------------------------------------ 32-bit

NONE_32 = "none" / BitStruct("empty" / Zeros(32) * "- nothing here") * "pte_none(): all zero"

PRESENT_32 = "present" / BitStruct(
    "iospace" / Bits(4) * "srmmu_device_memory() 0 is memory; else pte_pfn() gives all ones",
    "pfn" / Bits(20) * "SRMMU_PTE_PMASK page frame number",
    "cache" / Flag * "SRMMU_CACHE cached",
    "dirty" / Flag * "SRMMU_DIRTY written to, set by the MMU",
    "accessed" / Flag * "SRMMU_REF used, set by the MMU",
    "noread" / Flag * "SRMMU_NOREAD not readable; kernel only if exec and write are set",
    "exec" / Flag * "SRMMU_EXEC may be executed",
    "write" / Flag * "SRMMU_WRITE may be written",
    "et" / Fixed(2, 2) * "SRMMU_ET_PTE entry type: a page",
) * "pte_present()"  # fmt: skip

SWAP_32 = (
    "offset" / Bits(20) * "SRMMU_SWP_OFF_SHIFT slot in the swap area",
    "type" / Bits(5) * "SRMMU_SWP_TYPE_SHIFT which swap area, or which special kind",
)
SWAP_32_5_10 = "swap" / BitStruct(
    *SWAP_32,
    "free" / Zeros(5) * "- not used by swap entries",
    "et" / Zeros(2) * "SRMMU_ET_INVALID entry type: nothing for the MMU",
) * "__swp_entry()"  # fmt: skip
SWAP_32_6_3 = "swap" / BitStruct(
    *SWAP_32,
    "exclusive" / Flag * "SRMMU_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "free" / Zeros(4) * "- not used by swap entries",
    "et" / Zeros(2) * "SRMMU_ET_INVALID entry type: nothing for the MMU",
) * "__swp_entry()"  # fmt: skip

# What mprotect(PROT_NONE) writes; nothing tests for it, so it is made and then read as something else.
PAGE_NONE_32 = "protnone" / BitStruct(
    "iospace" / Bits(4) * "srmmu_device_memory() 0 is memory",
    "pfn" / Bits(20) * "SRMMU_PTE_PMASK page frame number",
    "cache" / Fixed(1, 1) * "SRMMU_CACHE cached",
    "dirty" / Flag * "SRMMU_DIRTY written to, set by the MMU; kept by pte_modify()",
    "accessed" / Fixed(1, 1) * "SRMMU_REF used",
    "priv" / Fixed(7, 3) * "SRMMU_PRIV for the kernel alone",
    "et" / Zeros(2) * "SRMMU_ET_INVALID entry type: nothing for the MMU, nor for pte_present()",
) * "SRMMU_PAGE_NONE"  # fmt: skip

NOTES_32 = (
    "By reading, not run: SRMMU_PAGE_NONE (0xbc) has entry type 0, so pte_present() is false for PROT_NONE "
    "pages, and such a word looks like a swap entry.",
)

SPARC32 = layouts(
    "sparc32",
    Since("5.10", (NONE_32, PRESENT_32, SWAP_32_5_10), why=START, notes=NOTES_32),
    Since("6.3", (NONE_32, PRESENT_32, SWAP_32_6_3), why=EXCLUSIVE.format("32bit"), notes=NOTES_32),
    arch="sparc", width=32, page_shift=12, physmem_bits=32, aliases=("sparc",),
    header="arch/sparc/include/asm/pgtable_32.h", made_only=(PAGE_NONE_32,),
    about="32-bit, SPARC Reference MMU (sun4m, sun4d, LEON)",
)  # fmt: skip

# ------------------------------------------------------------------ 64-bit, 8 KiB pages

NONE_64 = "none" / BitStruct("empty" / Zeros(64) * "- nothing here") * "pte_none(): all zero"

SOFT = (
    "special" / Flag * "_PAGE_SPECIAL no struct page behind it",
    "pmd_huge" / Flag * "_PAGE_PMD_HUGE a huge page of the level above",
)
PRESENT_SUN4U = "present" / BitStruct(
    "valid" / Flag * "_PAGE_VALID the hardware loads it; cleared together with accessed",
    "size" / Bits(2) * "_PAGE_SZALL_4U page size, the two low bits of its code",
    "nfo" / Flag * "_PAGE_NFO_4U only for loads that do not fault",
    "ie" / Flag * "_PAGE_IE_4U byte order inverted",
    "soft2_high" / Ignored(1) * "_PAGE_SOFT2_4U free for software, not used",
    *SOFT,
    "soft2" / Ignored(6) * "_PAGE_SOFT2_4U free for software, not used",
    "res1" / Ignored(1) * "_PAGE_RES1_4U reserved",
    "size_high" / Flag * "_PAGE_SZ32MB_4U page size, high bit of its code (Panther)",
    "snoop" / Flag * "_PAGE_SN_4U snoop (Cheetah)",
    "res2" / Ignored(4) * "_PAGE_RES2_4U reserved",
    "pfn" / Bits(30) * "_PAGE_PADDR_4U page frame number",
    "exec" / Flag * "_PAGE_EXEC_4U may be executed, kept by software",
    "dirty" / Flag * "_PAGE_MODIFIED_4U written to, kept by software",
    "accessed" / Flag * "_PAGE_ACCESSED_4U used, kept by software",
    "read" / Flag * "_PAGE_READ_4U may be read, kept by software",
    "write" / Flag * "_PAGE_WRITE_4U may be written, kept by software",
    "present" / Fixed(1, 1) * "_PAGE_PRESENT_4U present, kept by software",
    "locked" / Flag * "_PAGE_L_4U locked in the TLB",
    "cp" / Flag * "_PAGE_CP_4U cacheable in the physically indexed cache",
    "cv" / Flag * "_PAGE_CV_4U cacheable in the virtually indexed cache",
    "side_effect" / Flag * "_PAGE_E_4U accesses have side effects",
    "privileged" / Flag * "_PAGE_P_4U for the kernel alone",
    "hw_write" / Flag * "_PAGE_W_4U the hardware lets stores through: writable and dirty",
    "unused" / Ignored(1) * "- not named by Linux",
) * "pte_present()"  # fmt: skip

PRESENT_SUN4V = "present" / BitStruct(
    "valid" / Flag * "_PAGE_VALID the hardware loads it; cleared together with accessed",
    "nfo" / Flag * "_PAGE_NFO_4V only for loads that do not fault",
    "dirty" / Flag * "_PAGE_MODIFIED_4V written to, kept by software",
    "accessed" / Flag * "_PAGE_ACCESSED_4V used, kept by software",
    "read" / Flag * "_PAGE_READ_4V may be read, kept by software",
    "write" / Flag * "_PAGE_WRITE_4V may be written, kept by software",
    *SOFT,
    "pfn" / Bits(43) * "_PAGE_PADDR_4V page frame number",
    "ie" / Flag * "_PAGE_IE_4V byte order inverted",
    "side_effect" / Flag * "_PAGE_E_4V accesses have side effects",
    "cp" / Flag * "_PAGE_CP_4V cacheable in the physically indexed cache",
    "cv" / Flag * "_PAGE_CV_4V cacheable by virtual index; on M7 _PAGE_MCD_4V",
    "privileged" / Flag * "_PAGE_P_4V for the kernel alone",
    "exec" / Flag * "_PAGE_EXEC_4V may be executed",
    "hw_write" / Flag * "_PAGE_W_4V the hardware lets stores through: writable and dirty",
    "soft" / Ignored(1) * "_PAGE_SOFT_4V free for software, not used",
    "present" / Fixed(1, 1) * "_PAGE_PRESENT_4V present, kept by software",
    "resv" / Ignored(1) * "_PAGE_RESV_4V reserved",
    "size" / Bits(3) * "_PAGE_SZALL_4V page size",
) * "pte_present()"  # fmt: skip

SWAP_64_5_10 = "swap" / BitStruct(
    "offset" / Bits(43) * "__swp_offset() slot in the swap area",
    "type" / Bits(8) * "__swp_type() which swap area, or which special kind; generic types end at 31",
    "free" / Zeros(13) * "- never set in a swap entry; the present bit is here (7 on sun4u, 4 on sun4v)",
) * "__swp_entry()"  # fmt: skip
SWAP_64_6_3 = "swap" / BitStruct(
    "offset" / Bits(43) * "__swp_offset() slot in the swap area",
    "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "type" / Bits(7) * "__swp_type() which swap area, or which special kind; generic types end at 31",
    "free" / Zeros(13) * "- never set in a swap entry; the present bit is here (7 on sun4u, 4 on sun4v)",
) * "__swp_entry()"  # fmt: skip

NOTES_64 = (
    "At 6.1 pte_mkdirty() also sets the hardware's write bit, whether or not the page is writable; at 6.12 "
    "only for writable pages.",
)


def sparc64(name: str, present: object, about: str, aliases: tuple[str, ...] = ()) -> list[Layout]:
    """The two machine formats differ only in present entries."""
    return layouts(
        name,
        Since("5.10", (NONE_64, present, SWAP_64_5_10), why=START, notes=NOTES_64),
        Since("6.3", (NONE_64, present, SWAP_64_6_3), why=EXCLUSIVE.format("64bit"), notes=NOTES_64),
        arch="sparc", width=64, page_shift=13, physmem_bits=53, aliases=aliases,
        header="arch/sparc/include/asm/pgtable_64.h", about=about,
    )  # fmt: skip


LAYOUTS = [
    *SPARC32,
    *sparc64("sparc64_sun4u", PRESENT_SUN4U, "64-bit, sun4u: UltraSPARC I to IV"),
    *sparc64("sparc64_sun4v", PRESENT_SUN4V, "64-bit, sun4v: UltraSPARC T1 and later", ("sparc64",)),
]
