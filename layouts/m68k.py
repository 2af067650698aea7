"""m68k: three MMUs with nothing in common: Motorola's (68020 to 68060), Sun 3, and ColdFire V4e.

Read from arch/m68k/include/asm/motorola_pgtable.h, sun3_pgtable.h, sun3mmu.h, mcf_pgtable.h and mcfmmu.h at
6.1 and 6.12, and the three pgtable headers at 5.10 (an Android tree of 5.10.198). Bit 0 is the least
significant.

Motorola has 4 KiB pages, the others 8 KiB. On Motorola a PROT_NONE entry is one with the read-only bit and
without the present bit; both count as present. On Sun 3 the valid bit is the top one, and the PFN starts at
bit 0.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Ones, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "- nothing here") * "pte_none(): all zero"
EXCLUSIVE = "exclusive" / Flag * "_PAGE_SWP_EXCLUSIVE only this process can reach the anonymous page"
TYPE_8 = "type" / Bits(8) * "__swp_type which swap area, or which special kind"
TYPE_7 = "type" / Bits(7) * "__swp_type which swap area, or which special kind"
TYPE_6 = "type" / Bits(6) * "__swp_type which swap area, or which special kind"
OLD = "read at 5.10 and 6.1; what came before was not read"
EXCLUSIVE_WHY = "m68k/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"

# ------------------------------------------------------------------ Motorola

MOTOROLA_HIGH = (
    "pfn" / Bits(20) * "PFN_PTE_SHIFT page frame number",
    "unused_high" / Ignored(1) * "- the header gives no name to it",
    "global" / Flag * "_PAGE_GLOBAL040 68040: in every address space, for kernel addresses",
    "unused" / Ignored(2) * "- the header gives no name to these",
    "super" / Flag * "_PAGE_SUPER 68040: supervisor only",
    "cache" / Bits(2) * "_PAGE_NOCACHE 0 write-through, 1 copyback, 2 uncached, serialized, 3 uncached",
    "dirty" / Flag * "_PAGE_DIRTY written to, set by the CPU",
    "accessed" / Flag * "_PAGE_ACCESSED read or written, set by the CPU",
)
SHORT = "short" / Flag * "_PAGE_SHORT descriptor type, high bit: set in entries that point to a table"

MOTOROLA_PRESENT = "present" / BitStruct(
    *MOTOROLA_HIGH,
    "readonly" / Flag * "_PAGE_RONLY set means not writable",
    SHORT,
    "present" / Fixed(1, 1) * "_PAGE_PRESENT descriptor type, low bit: a page",
) * "pte_present(): PRESENT, or"  # fmt: skip

MOTOROLA_PROTNONE = "protnone" / BitStruct(
    *MOTOROLA_HIGH,
    "protnone" / Ones(1) * "_PAGE_PROTNONE no access for anyone, yet present; the read-only bit's place",
    SHORT,
    "present" / Zeros(1) * "_PAGE_PRESENT clear: the hardware faults",
) * "pte_present(): PROTNONE"  # fmt: skip

MOTOROLA_OFFSET = "offset" / Bits(20) * "__swp_offset slot in the swap area"
MOTOROLA_ZERO = "zero" / Zeros(4) * "- PRESENT and PROTNONE are two of them"

MOTOROLA_SWAP_OLD = "swap" / BitStruct(MOTOROLA_OFFSET, TYPE_8, MOTOROLA_ZERO) * "__swp_entry()"
MOTOROLA_SWAP_6_3 = "swap" / BitStruct(MOTOROLA_OFFSET, EXCLUSIVE, TYPE_7, MOTOROLA_ZERO) * "__swp_entry()"

MOTOROLA = layouts(
    "m68k_motorola",
    Since("5.10", (NONE, MOTOROLA_PRESENT, MOTOROLA_PROTNONE, MOTOROLA_SWAP_OLD), why=OLD),
    Since("6.3", (NONE, MOTOROLA_PRESENT, MOTOROLA_PROTNONE, MOTOROLA_SWAP_6_3), why=EXCLUSIVE_WHY),
    arch="m68k", width=32, page_shift=12, physmem_bits=32, aliases=("m68k",),
    header="arch/m68k/include/asm/motorola_pgtable.h",
    about="68020 to 68060, 4 KiB pages",
)  # fmt: skip

# ------------------------------------------------------------------ Sun 3

SUN3_PRESENT = "present" / BitStruct(
    "present" / Fixed(1, 1) * "SUN3_PAGE_VALID the hardware may use it",
    "write" / Flag * "SUN3_PAGE_WRITEABLE may be written",
    "system" / Flag * "SUN3_PAGE_SYSTEM supervisor only",
    "nocache" / Flag * "SUN3_PAGE_NOCACHE not cached",
    "bus" / Bits(2) * "SUN3_PAGE_TYPE_MASK 0 memory, 1 I/O, 2 VME 16-bit, 3 VME 32-bit",
    "accessed" / Flag * "SUN3_PAGE_ACCESSED read or written",
    "dirty" / Flag * "SUN3_PAGE_MODIFIED written to",
    "unused" / Ignored(5) * "- the header gives no name to these",
    "pfn" / Bits(19) * "SUN3_PAGE_PGNUM_MASK page frame number",
) * "pte_present(): VALID"  # fmt: skip

SUN3_SWAP_OLD = "swap" / BitStruct(
    "offset" / Bits(25) * "__swp_offset slot in the swap area; its highest bit lies on VALID",
    TYPE_7,
) * "__swp_entry()"  # fmt: skip

SUN3_SWAP_6_3 = "swap" / BitStruct(
    "present" / Zeros(1) * "SUN3_PAGE_VALID masked off by __swp_entry()",
    "offset" / Bits(24) * "__swp_offset slot in the swap area",
    EXCLUSIVE,
    TYPE_6,
) * "__swp_entry()"  # fmt: skip

SUN3 = layouts(
    "m68k_sun3",
    Since(
        "5.10",
        (NONE, SUN3_PRESENT, SUN3_SWAP_OLD),
        why=OLD,
        notes=(
            "Nothing keeps the offset off bit 31: a slot of 2^24 or more, in a swap area above 128 GiB, "
            "would be written as a present entry.",
        ),
    ),
    Since("6.3", (NONE, SUN3_PRESENT, SUN3_SWAP_6_3), why=EXCLUSIVE_WHY),
    arch="m68k", width=32, page_shift=13, physmem_bits=32,
    header="arch/m68k/include/asm/sun3_pgtable.h",
    about="Sun 3, 8 KiB pages",
)  # fmt: skip

# ------------------------------------------------------------------ ColdFire

COLDFIRE_PRESENT = "present" / BitStruct(
    "pfn" / Bits(19) * "PFN_PTE_SHIFT page frame number",
    "accessed" / Flag * "CF_PAGE_ACCESSED read or written, kept by software",
    "shared" / Flag * "CF_PAGE_SHARED in every address space (MMUTR_SG)",
    "present" / Fixed(1, 1) * "CF_PAGE_VALID the hardware may use it (MMUTR_V)",
    "unused" / Ignored(2) * "- the place of the page size, which is filled in on the way to the TLB",
    "nocache" / Flag * "CF_PAGE_NOCACHE not cached",
    "copyback" / Flag * "CF_PAGE_COPYBACK cached, copyback; without it write-through",
    "system" / Flag * "CF_PAGE_SYSTEM supervisor only",
    "read" / Flag * "CF_PAGE_READABLE may be read",
    "write" / Flag * "CF_PAGE_WRITABLE may be written",
    "exec" / Flag * "CF_PAGE_EXEC may be executed",
    "locked" / Flag * "CF_PAGE_LOCKED stays in the TLB",
    "dirty" / Flag * "CF_PAGE_DIRTY written to, kept by software",
) * "pte_present(): VALID"  # fmt: skip

COLDFIRE_OFFSET = "offset" / Bits(21) * "__swp_offset slot in the swap area"
COLDFIRE_ZERO = "zero" / Zeros(3) * "- CF_PAGE_VALID is one of them"

COLDFIRE_SWAP_OLD = "swap" / BitStruct(COLDFIRE_OFFSET, COLDFIRE_ZERO, TYPE_8) * "__swp_entry()"
COLDFIRE_SWAP_6_3 = "swap" / BitStruct(COLDFIRE_OFFSET, COLDFIRE_ZERO, EXCLUSIVE, TYPE_7) * "__swp_entry()"

COLDFIRE = layouts(
    "m68k_coldfire",
    Since("5.10", (NONE, COLDFIRE_PRESENT, COLDFIRE_SWAP_OLD), why=OLD),
    Since("6.3", (NONE, COLDFIRE_PRESENT, COLDFIRE_SWAP_6_3), why=EXCLUSIVE_WHY),
    arch="m68k", width=32, page_shift=13, physmem_bits=32,
    header="arch/m68k/include/asm/mcf_pgtable.h",
    about="ColdFire V4e, 8 KiB pages",
)  # fmt: skip

LAYOUTS = [*MOTOROLA, *SUN3, *COLDFIRE]
