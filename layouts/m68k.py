"""m68k: three MMUs with nothing in common: Motorola's (68020 to 68060), Sun 3, and ColdFire V4e.

Read from arch/m68k/include/asm/motorola_pgtable.h, sun3_pgtable.h, sun3mmu.h, mcf_pgtable.h and mcfmmu.h at
6.1 and 6.12, and the three pgtable headers at 5.10 (an Android tree of 5.10.198). Bit 0 is the least
significant.

Motorola has 4 KiB pages, the others 8 KiB. On Motorola a PROT_NONE entry is one with the read-only bit and
without the present bit; both count as present. On Sun 3 the valid bit is the top one, and the PFN starts at
bit 0.
"""

from construct import BitStruct, Flag

from ptetui.linux.layout import Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Ones, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"
TYPE_8 = "type" / Bits(8) * "type __swp_type swap type: a swap area or a special kind"
TYPE_7 = "type" / Bits(7) * "type __swp_type swap type: a swap area or a special kind"
TYPE_6 = "type" / Bits(6) * "type __swp_type swap type: a swap area or a special kind"
OLD = "read at 5.10 and 6.1; what came before was not read"
EXCLUSIVE_WHY = "m68k/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE"

# ------------------------------------------------------------------ Motorola

MOTOROLA_HIGH = (
    "pfn" / Bits(20) * "PFN PFN_PTE_SHIFT page frame number",
    "unused_high" / Ignored(1) * ". - not named in the header",
    "global" / Flag * "G _PAGE_GLOBAL040 68040: global, for kernel addresses",
    "unused" / Ignored(2) * ". - not named in the header",
    "super" / Flag * "S _PAGE_SUPER 68040: supervisor only",
    "cache" / Bits(2) * "CM _PAGE_NOCACHE 0 write-through, 1 copyback, 2 uncached, serialized, 3 uncached",
    "dirty" / Flag * "M _PAGE_DIRTY dirty, set by the CPU",
    "accessed" / Flag * "U _PAGE_ACCESSED accessed, set by the CPU",
)
SHORT = "short" / Flag * "DT1 _PAGE_SHORT descriptor type, high bit: set in entries that point to a table"

MOTOROLA_PRESENT = "present" / BitStruct(
    *MOTOROLA_HIGH,
    "readonly" / Flag * "RO _PAGE_RONLY read-only",
    SHORT,
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT descriptor type, low bit: a page",
) * "pte_present(): PRESENT, or"  # fmt: skip

MOTOROLA_PROTNONE = "protnone" / BitStruct(
    *MOTOROLA_HIGH,
    "protnone" / Ones(1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access; the read-only bit",
    SHORT,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults",
) * "pte_present(): PROTNONE"  # fmt: skip

MOTOROLA_OFFSET = "offset" / Bits(20) * "off __swp_offset slot in the swap area"
MOTOROLA_ZERO = "zero" / Zeros(4) * "0 - must be 0: PRESENT and PROTNONE are two of these bits"

MOTOROLA_SWAP_OLD = "swap" / BitStruct(MOTOROLA_OFFSET, TYPE_8, MOTOROLA_ZERO) * "__swp_entry()"
MOTOROLA_SWAP_6_3 = "swap" / BitStruct(MOTOROLA_OFFSET, EXCLUSIVE, TYPE_7, MOTOROLA_ZERO) * "__swp_entry()"

# PAGE_NONE, PAGE_SHARED and their like, and protection_map[] of arch/m68k/mm/motorola.c. All have accessed; memory is
# copyback on 68040 and 68060, and has no cache bits on 68020 and 68030.
MOTOROLA_PAGES = Pages(
    {"readonly": "!write", "accessed": "young", "dirty": "dirty"}, modify_makes_young=True, untold={"cache": ""}
)

MOTOROLA = layouts(
    "m68k_motorola",
    Since("5.10", (NONE, MOTOROLA_PRESENT, MOTOROLA_PROTNONE, MOTOROLA_SWAP_OLD), why=OLD),
    Since("6.3", (NONE, MOTOROLA_PRESENT, MOTOROLA_PROTNONE, MOTOROLA_SWAP_6_3), why=EXCLUSIVE_WHY),
    arch="m68k", width=32, page_shift=12, physmem_bits=32, aliases=("m68k",),
    header="arch/m68k/include/asm/motorola_pgtable.h", pages=MOTOROLA_PAGES,
    about="68020 to 68060, 4 KiB pages",
)  # fmt: skip

# ------------------------------------------------------------------ Sun 3

SUN3_PRESENT = "present" / BitStruct(
    "present" / Fixed(1, 1) * "V SUN3_PAGE_VALID valid: used by the hardware",
    "write" / Flag * "W SUN3_PAGE_WRITEABLE writable",
    "system" / Flag * "S SUN3_PAGE_SYSTEM supervisor only",
    "nocache" / Flag * "NC SUN3_PAGE_NOCACHE uncached",
    "bus" / Bits(2) * "bus SUN3_PAGE_TYPE_MASK 0 memory, 1 I/O, 2 VME 16-bit, 3 VME 32-bit",
    "accessed" / Flag * "A SUN3_PAGE_ACCESSED accessed",
    "dirty" / Flag * "M SUN3_PAGE_MODIFIED dirty",
    "unused" / Ignored(5) * ". - not named in the header",
    "pfn" / Bits(19) * "PFN SUN3_PAGE_PGNUM_MASK page frame number",
) * "pte_present(): VALID"  # fmt: skip

SUN3_SWAP_OLD = "swap" / BitStruct(
    "offset" / Bits(25) * "off __swp_offset slot in the swap area; its highest bit is VALID",
    TYPE_7,
) * "__swp_entry()"  # fmt: skip

SUN3_SWAP_6_3 = "swap" / BitStruct(
    "present" / Zeros(1) * "V SUN3_PAGE_VALID 0: masked off by __swp_entry()",
    "offset" / Bits(24) * "off __swp_offset slot in the swap area",
    EXCLUSIVE,
    TYPE_6,
) * "__swp_entry()"  # fmt: skip

# SUN3's PAGE_NONE is its PAGE_READONLY; all pages of memory are uncached, and all protections have accessed.
SUN3_PAGES = Pages({"write": "write", "nocache": "", "accessed": "young", "dirty": "dirty"}, modify_makes_young=True)

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
    header="arch/m68k/include/asm/sun3_pgtable.h", pages=SUN3_PAGES,
    about="Sun 3, 8 KiB pages",
)  # fmt: skip

# ------------------------------------------------------------------ ColdFire

COLDFIRE_PRESENT = "present" / BitStruct(
    "pfn" / Bits(19) * "PFN PFN_PTE_SHIFT page frame number",
    "accessed" / Flag * "A CF_PAGE_ACCESSED accessed, tracked by software",
    "shared" / Flag * "SG CF_PAGE_SHARED global: matches every address space (MMUTR_SG)",
    "present" / Fixed(1, 1) * "V CF_PAGE_VALID valid: used by the hardware (MMUTR_V)",
    "unused" / Ignored(2) * ". - page size, filled in when the TLB is loaded",
    "nocache" / Flag * "NC CF_PAGE_NOCACHE uncached",
    "copyback" / Flag * "CB CF_PAGE_COPYBACK cached, copyback; without it write-through",
    "system" / Flag * "S CF_PAGE_SYSTEM supervisor only",
    "read" / Flag * "R CF_PAGE_READABLE readable",
    "write" / Flag * "W CF_PAGE_WRITABLE writable",
    "exec" / Flag * "X CF_PAGE_EXEC executable",
    "locked" / Flag * "LK CF_PAGE_LOCKED locked in the TLB",
    "dirty" / Flag * "D CF_PAGE_DIRTY dirty, tracked by software",
) * "pte_present(): VALID"  # fmt: skip

COLDFIRE_OFFSET = "offset" / Bits(21) * "off __swp_offset slot in the swap area"
COLDFIRE_ZERO = "zero" / Zeros(3) * "0 - must be 0: CF_PAGE_VALID is one of these bits"

COLDFIRE_SWAP_OLD = "swap" / BitStruct(COLDFIRE_OFFSET, COLDFIRE_ZERO, TYPE_8) * "__swp_entry()"
COLDFIRE_SWAP_6_3 = "swap" / BitStruct(COLDFIRE_OFFSET, COLDFIRE_ZERO, EXCLUSIVE, TYPE_7) * "__swp_entry()"

# protection_map[] of arch/m68k/mm/mcfmmu.c: private writable mappings have the write bit from the start, shared ones
# have the shared bit instead. All have accessed. cf_tlb_miss() sets dirty at a store.
COLDFIRE_PAGES = Pages(
    {
        "read": "read & !none",
        "write": "write",
        "exec": "exec & !none",
        "shared": "shared & vm_write & !none",
        "accessed": "young",
        "dirty": "dirty",
    },
    modify_makes_young=True,
    untold={"write": "!write & vm_write & !shared"},
)

COLDFIRE = layouts(
    "m68k_coldfire",
    Since("5.10", (NONE, COLDFIRE_PRESENT, COLDFIRE_SWAP_OLD), why=OLD),
    Since("6.3", (NONE, COLDFIRE_PRESENT, COLDFIRE_SWAP_6_3), why=EXCLUSIVE_WHY),
    arch="m68k", width=32, page_shift=13, physmem_bits=32,
    header="arch/m68k/include/asm/mcf_pgtable.h", pages=COLDFIRE_PAGES,
    about="ColdFire V4e, 8 KiB pages",
)  # fmt: skip

LAYOUTS = [*MOTOROLA, *SUN3, *COLDFIRE]
