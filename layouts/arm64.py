"""arm64: pages of 4, 16 and 64 KiB, physical addresses of 48 and 52 bits.

Read from arch/arm64/include/asm/pgtable-hwdef.h, pgtable-prot.h and pgtable.h at 6.1 and 6.12.
Bit 0 is the least significant.

The swap format does not depend on the page size. The write bit is the hardware's DBM; the hardware makes a page dirty
by clearing "readonly" where DBM is set, so pte_dirty() is: "dirty", or "write" without "readonly".
A page without access for anyone is present for the kernel, though the hardware's valid bit is clear: a bit of its own
(58) until 6.9; since 6.10 the not-global bit (11) in an entry that is not valid, and two permission bits then tell
PROT_NONE from an entry that was made invalid for a moment.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts, variant
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Under, Zeros

NONE = "none" / BitStruct("empty" / Zeros(64) * "- nothing here") * "pte_none(): all zero"

# ------------------------------------------------------------------ bits 63 to 55 of a present entry: software's

UFFD_WP = "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "PTE_UFFD_WP write-protected by userfaultfd"
SPECIAL_DIRTY = (
    "special" / Flag * "PTE_SPECIAL no struct page behind it, such as the zero page",
    "dirty" / Flag * "PTE_DIRTY written to, as software keeps it",
)
TOP_6_10 = (
    "unused" / Ignored(5) * "- not used",
    UFFD_WP,
    "devmap" / Flag * "PTE_DEVMAP maps device memory",
    *SPECIAL_DIRTY,
)
TOP_6_12 = (
    "unused_high" / Ignored(1) * "- free for software, not used",
    "pkey" / Bits(3) * "PTE_PO_IDX_MASK protection key: permission overlay index",
    "unused" / Ignored(1) * "- not used",
    UFFD_WP,
    "devmap" / Flag * "PTE_DEVMAP maps device memory",
    *SPECIAL_DIRTY,
)

# ------------------------------------------------------------------ bits 53 to 50, and 11 to 0

UXN = "uxn" / Flag * "PTE_UXN user mode may not execute it"
HIGH = (
    "pxn" / Flag * "PTE_PXN the kernel may not execute it",
    "cont" / Flag * "PTE_CONT one of a contiguous run that may share a TLB entry",
    "write" / Flag * "PTE_WRITE may be written; the hardware's DBM: it may clear readonly",
    "gp" / Flag * "PTE_GP guarded: branches must land on BTI",
)
AF = "accessed" / Flag * "PTE_AF read or written: the access flag"
SH = "sh" / Bits(2) * "PTE_SHARED shareability, 3 is inner shareable"
READONLY = "readonly" / Flag * "PTE_RDONLY not writable now: AP[2]"
USER = "user" / Flag * "PTE_USER user mode may use it: AP[1]"
LOW = (
    "ns" / Ignored(1) * "- NS, meaningful only in the secure state",
    "attrindx" / Bits(3) * "PTE_ATTRINDX_MASK memory type, an index into MAIR",
    "table" / Flag * "PTE_TYPE_PAGE set with bit 0 in an entry of the last level",
)
VALID = "present" / Fixed(1, 1) * "PTE_VALID the hardware walks it"
INVALID = "present" / Zeros(1) * "PTE_VALID clear: the hardware faults"

PFN_38 = ("pfn" / Bits(38) * "PTE_ADDR_LOW page frame number",)


def forms_6_10(top: tuple, pfn: tuple, swap: BitStruct, sh: tuple = (SH,)) -> tuple:  # type: ignore[type-arg, valid-type]
    """Since 6.10: what is not valid but has nG set is present for the kernel."""
    present = "present" / BitStruct(
        *top, UXN, *HIGH, *pfn, "ng" / Flag * "PTE_NG not global: tagged with the ASID",
        AF, *sh, READONLY, USER, *LOW, VALID,
    ) * "pte_valid()"  # fmt: skip
    mark = "present_invalid" / Fixed(1, 1) * "PTE_PRESENT_INVALID present for the kernel; the not-global bit's place"
    protnone = "protnone" / BitStruct(
        *top, "uxn" / Fixed(1, 1) * "PTE_UXN set: no execution", *HIGH, *pfn, mark,
        AF, *sh, READONLY, "user" / Zeros(1) * "PTE_USER clear: no access", *LOW, INVALID,
    ) * "pte_protnone()"  # fmt: skip
    invalid = "present_invalid" / BitStruct(
        *top, UXN, *HIGH, *pfn, mark, AF, *sh, READONLY, USER, *LOW, INVALID,
    ) * "pte_present_invalid(): present, kept from the hardware for a moment"  # fmt: skip
    return NONE, present, protnone, invalid, swap


SWAP_6_10 = "swap" / BitStruct(
    "unused_high" / Zeros(2) * "- not used",
    "offset" / Bits(50) * "__SWP_OFFSET_SHIFT slot in the swap area",
    "present_invalid" / Zeros(1) * "PTE_PRESENT_INVALID set would make it present",
    "type" / Bits(5) * "__SWP_TYPE_SHIFT which swap area, or which special kind",
    "unused" / Zeros(2) * "- not used",
    "uffd_wp" / Under("HAVE_ARCH_USERFAULTFD_WP", Flag) * "PTE_SWP_UFFD_WP write-protected by userfaultfd",
    "exclusive" / Flag * "PTE_SWP_EXCLUSIVE only this process can reach the anonymous page",
    "table" / Zeros(1) * "PTE_TABLE_BIT clear, so that a block entry made of it is not a table",
    "present" / Zeros(1) * "PTE_VALID clear: the hardware faults",
) * "__swp_entry()"  # fmt: skip

ARM64_4K = layouts(
    "arm64_4k",
    Since("6.10", forms_6_10(TOP_6_10, PFN_38, SWAP_6_10), why="arm64/mm: Add uffd write-protect support"),
    Since("6.12", forms_6_10(TOP_6_12, PFN_38, SWAP_6_10), why="permission overlays take bits 62 to 60 of present entries"),
    arch="arm64", width=64, page_shift=12, physmem_bits=48, aliases=("aarch64",),
    header="arch/arm64/include/asm/pgtable.h",
    about="4 KiB pages, 48-bit physical addresses",
)  # fmt: skip

LAYOUTS = [
    *ARM64_4K,
    *variant(ARM64_4K, "arm64_16k", page_shift=14, about="16 KiB pages, 48-bit physical addresses"),
]
