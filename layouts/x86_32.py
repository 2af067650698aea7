"""x86: 32-bit with and without PAE; 64-bit stands in x86.py.

Read from arch/x86/include/asm/pgtable_types.h, pgtable-2level.h, pgtable-3level.h, pgtable.h, page_32_types.h and
pgtable-invert.h at 6.1 and 6.12, and in older trees of 3.18, 4.1, 4.4 and 4.8. Bit 0 is the least significant.

With PAE, not-present entries store their address bits inverted (L1TF, since 4.19); two levels are spared. The hardware
present bit of a PROT_NONE entry is 0; the kernel still counts it as present.
An erratum of Knights Landing may set A and D on entries that are not present, so since 4.8 pte_none() ignores
those two bits where entries have 64 bits.
Until 3.19 a not-present entry with _PAGE_FILE set was a page of a nonlinear file mapping, no swap entry.
"""

from collections.abc import Sequence
from typing import Any

from construct import BitStruct, Flag

from ptetui.linux.layout import Backport, Excuse, Pages, Since, layouts
from ptetui.schema.vocabulary import Bits, Fixed, Ignored, Inverted, Ones, Under, Zeros

Fields = Sequence[Any]

# -------------------------------------------------- bits 8 to 0 of a present entry, the same everywhere

HARDWARE_LOW = (
    "pat" / Flag * "PAT _PAGE_PAT page attribute table index, high bit",
    "dirty" / Flag * "D _PAGE_DIRTY dirty, set by the CPU",
    "accessed" / Flag * "A _PAGE_ACCESSED accessed, set by the CPU",
    "pcd" / Flag * "PCD _PAGE_PCD uncached",
    "pwt" / Flag * "PWT _PAGE_PWT write-through",
    "user" / Flag * "U/S _PAGE_USER user-accessible",
    "write" / Flag * "R/W _PAGE_RW writable",
)
PRESENT_LOW = (
    "global" / Flag * "G _PAGE_GLOBAL global: survives CR3 reloads",
    *HARDWARE_LOW,
    "present" / Fixed(1, 1) * "P _PAGE_PRESENT present: used by the page walker",
)
PROTNONE_LOW = (
    "protnone" / Fixed(1, 1) * "PN _PAGE_PROTNONE PROT_NONE: present for the kernel, no access; the global bit",
    *HARDWARE_LOW,
    "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults",
)

# -------------------------------------------------- bits 11 to 9: software's

SPECIAL = "special" / Flag * "SP _PAGE_SPECIAL no normal struct page, such as the zero page"
SOFTW2 = "softw2" / Flag * "SW2 _PAGE_SOFTW2 available to software, not used"
SOFT_DIRTY = "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SOFT_DIRTY written since clear_refs"
SOFTW3 = "softw3" / Flag * "SW3 _PAGE_SOFTW3 available to software, not used"
SAVED_DIRTY = "saved_dirty" / Flag * "SV _PAGE_SAVED_DIRTY dirty, saved here while the PTE is read-only"

SOFT = (SOFTW3, SOFTW2, SPECIAL)
SOFT_3_11 = (SOFT_DIRTY, SOFTW2, SPECIAL)
SOFT_6_6 = (SOFTW3, SAVED_DIRTY, SPECIAL)


def present(*fields: Any) -> Any:
    """Bits 63 to 9 as given; the page walker reads it."""
    return "present" / BitStruct(*fields, *PRESENT_LOW)


def protnone(*fields: Any) -> Any:
    """The same with P clear and G set."""
    return "protnone" / BitStruct(*fields, *PROTNONE_LOW)


NONE_32 = "none" / BitStruct("empty" / Zeros(32) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE_64 = "none" / BitStruct("empty" / Zeros(64) * "0 - 0 in an empty PTE") * "pte_none(): all zero"
NONE = "none" / BitStruct(
    "empty_high" / Zeros(57) * "0 - 0 in an empty PTE",
    "dirty" / Ignored(1) * "D _PAGE_DIRTY ignored: an erratum may set it",
    "accessed" / Ignored(1) * "A _PAGE_ACCESSED ignored: an erratum may set it",
    "empty_low" / Zeros(5) * "0 - 0 in an empty PTE",
) * "pte_none(): all zero but for A and D"  # fmt: skip

# -------------------------------------------------- swap

PROTNONE_CLEAR = "protnone" / Zeros(1) * "PN _PAGE_PROTNONE must be 0: set means present"
ABSENT = "present" / Zeros(1) * "P _PAGE_PRESENT 0: not present, access faults"
FILE = "file" / Zeros(1) * "FILE _PAGE_FILE must be 0: set means a page of a nonlinear file mapping"
TYPE = "type" / Bits(5) * "type SWP_TYPE_BITS swap type: a swap area or a special kind"
SWP_SOFT_DIRTY = "soft_dirty" / Under("MEM_SOFT_DIRTY", Flag) * "SD _PAGE_SWP_SOFT_DIRTY written since clear_refs"
EXCLUSIVE = "exclusive" / Flag * "EX _PAGE_SWP_EXCLUSIVE anonymous page exclusive to this process"


def swap(*fields: Any) -> Any:
    """A swap form, the present bit added."""
    return "swap" / BitStruct(*fields, ABSENT) * "__swp_entry()"


def offset(bits: int) -> Any:
    """The offset as it is."""
    return "offset" / Bits(bits) * "off SWP_OFFSET_SHIFT slot in the swap area"


FREE_LEAF = "free_leaf" / Zeros(1) * "0 - not used"


def free(bits: int) -> Any:
    """Bits that are not used."""
    return "free" / Zeros(bits) * "0 - not used"


def plain(empty: Any, top: Fields, pfn: Any, soft: Fields, entry: Any) -> Fields:
    """The four forms before 4.19: nothing inverted."""
    return empty, present(*top, pfn, *soft), protnone(*top, pfn, *soft), entry


# -------------------------------------------------- what user pages look like

# PAGE_READONLY, PAGE_SHARED, PAGE_NONE and their like; pte_modify() keeps the entry's own A, D and special.
USER = {
    "user": "!none",
    "write": "write",
    "accessed": "young",
    "dirty": "dirty",
    "soft_dirty": "soft_dirty",
    "uffd_wp": "uffd_wp",
    "special": "special",
}
# A read-only entry must not have the hardware's dirty bit: pte_mksaveddirty() keeps it aside.
SAVED = {"dirty": "dirty & write", "saved_dirty": "dirty & !write"}
# Whether the CPU can refuse execution is found out at run time, and a 32-bit program may do without.
NO_EXEC = {"nx": "!exec & !none"}
PAGES_PAE, PAGES_PAE_6_6 = Pages(USER, untold=NO_EXEC), Pages(USER | SAVED, untold=NO_EXEC)
PAGES, PAGES_6_6 = Pages(USER), Pages(USER | SAVED)
PAGES_PAE_3_11 = Pages(USER, untold=NO_EXEC, mkdirty=("soft_dirty",))
PAGES_3_11 = Pages(USER, mkdirty=("soft_dirty",))

ERRATUM_BITS = ("dirty", "accessed")  # Knights Landing may set them in an entry that is not present
NOT_ON_KNL = Excuse(
    "no Knights Landing",
    "a 32-bit kernel without PAE refuses to start on the CPUs that have the erratum",
    "arch/x86/boot/cpucheck.c check_knl_erratum()",
    rules=("R4",),
    since=(4, 8),
)
L1TF_NOTE = ("stable kernels before 4.19 got the inversion too, as a backport",)
L1TF_WHY = "x86/speculation/l1tf: Protect swap entries against L1TF, taken over by the stable release"

# -------------------------------------------------- with PAE

NX = "nx" / Flag * "XD _PAGE_NX not executable"
PAE_TOP_3_18 = (NX, "unused" / Ignored(19) * ". - above the 44 address bits")
PAE_TOP_4_19 = (NX, "unused" / Ignored(11) * ". - above the 52 address bits")
PAE_PFN = "pfn" / Bits(32) * "PFN PTE_PFN_MASK page frame number"
PAE_PFN_4_19 = ("pfn_high" / Bits(8) * "PFNhi PTE_PFN_MASK 0 above a 32-bit page frame number", PAE_PFN)
PAE_PFN_INVERTED = (
    "pfn_high" / Inverted(8) * "PFNhi PTE_PFN_MASK 0 above a 32-bit page frame number, stored inverted",
    "pfn" / Inverted(32) * "PFN PTE_PFN_MASK page frame number, stored inverted against L1TF",
)


def pae(soft: Fields, entry: Any) -> Fields:
    """The four forms since 4.19."""
    top = PAE_TOP_4_19
    return NONE, present(*top, *PAE_PFN_4_19, *soft), protnone(*top, *PAE_PFN_INVERTED, *soft), entry


def pae_swap_until_4_18(file: Any, leaf: Any = FREE_LEAF) -> Any:
    """The swap entry is the high word as it is; the low word is zero."""
    return swap(
        "offset" / Bits(27) * "off __swp_offset() swap offset: the slot; the generic swp_entry_t has fewer bits",
        "type" / Bits(5) * "type __swp_type() swap type: a swap area or a special kind",
        "free_high" / Zeros(23) * "0 - not used",
        PROTNONE_CLEAR,
        leaf,
        file,
        free(5),
    )


PAE_SWAP_HIGH = (
    TYPE,
    "inverted_zeros" / Ones(23) * "1 - must be 1: zeros above a 27-bit offset, stored inverted",
    "offset" / Inverted(27) * "off SWP_OFFSET_SHIFT slot, stored inverted; swp_entry_t has 26 bits",
    PROTNONE_CLEAR,
)
PAE_FREE_6 = "free_6" / Zeros(1) * "0 - not used"
PAE_SWAP_3_18, PAE_SWAP_4_1 = pae_swap_until_4_18(FILE), pae_swap_until_4_18(PAE_FREE_6)
PAE_SWAP_3_11 = pae_swap_until_4_18(FILE, SWP_SOFT_DIRTY)
PAE_SWAP_4_19 = swap(*PAE_SWAP_HIGH, "free" / Zeros(7) * "0 - not used")
PAE_SWAP_6_3 = swap(*PAE_SWAP_HIGH, EXCLUSIVE, "free" / Zeros(6) * "0 - not used; an erratum may set A and D")

WHY_6_3_32 = "x86/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE also on 32bit"
WHY_6_6_32 = "saved-dirty takes software bit 2 (10) on 32 bits"

PAE_BACKPORTS = tuple(
    Backport(first, pae(SOFT, PAE_SWAP_4_19), why=L1TF_WHY)
    for first in ("4.4.148", "4.9.120", "4.14.63", "4.17.15", "4.18.1")
)
WHY_OLD_32 = "inferred from 3.18, and that soft-dirty came in 3.11; not read"
WHY_3_11_32 = "mm: soft-dirty bits for user memory changes tracking; mm: Save soft-dirty bits on swapped pages"
WHY_3_16_32 = (
    "mm: x86 pgtable: require X86_64 for soft-dirty tracker; 3.16 inferred from its mail of 6 May 2014, read at 3.18"
)

X86_32_PAE = layouts(
    "x86_32_pae",
    Since("2.6.32", plain(NONE_64, PAE_TOP_3_18, PAE_PFN, SOFT, PAE_SWAP_3_18), why=WHY_OLD_32),
    Since(
        "3.11",
        plain(NONE_64, PAE_TOP_3_18, PAE_PFN, SOFT_3_11, PAE_SWAP_3_11),
        why=WHY_3_11_32,
        changes={"pages": PAGES_PAE_3_11},
    ),
    Since("3.16", plain(NONE_64, PAE_TOP_3_18, PAE_PFN, SOFT, PAE_SWAP_3_18), why=WHY_3_16_32),
    Since(
        "4.0",
        plain(NONE_64, PAE_TOP_3_18, PAE_PFN, SOFT, PAE_SWAP_4_1),
        why="x86: drop _PAGE_FILE and pte_file()-related helpers; 4.0 by its date, read at 4.1",
    ),
    Since(
        "4.8",
        plain(NONE, PAE_TOP_3_18, PAE_PFN, SOFT, PAE_SWAP_4_1),
        why="pte_none() ignores A and D, by an erratum; the swap format until 4.18 is inferred from 3.18",
    ),
    Since(
        "4.19",
        pae(SOFT, PAE_SWAP_4_19),
        why="x86/speculation/l1tf: Protect PAE swap entries against L1TF",
        notes=L1TF_NOTE,
    ),
    Since("6.3", pae(SOFT, PAE_SWAP_6_3), why=WHY_6_3_32),
    Since("6.6", pae(SOFT_6_6, PAE_SWAP_6_3), why=WHY_6_6_32, changes={"pages": PAGES_PAE_6_6}),
    huge_pages=True,
    arch="x86", width=64, long_bits=32, page_shift=12, physmem_bits=36, aliases=("i686", "i386", "i586"),
    header="arch/x86/include/asm/pgtable-3level.h", pages=PAGES_PAE, assumes={"X86_PAE": "y"},
    hardware_sets=ERRATUM_BITS, backports=PAE_BACKPORTS,
    about="32-bit with physical address extension",
)  # fmt: skip

# -------------------------------------------------- with two levels

PFN_20 = "pfn" / Bits(20) * "PFN PTE_PFN_MASK page frame number"
SWAP_32_3_18 = swap(offset(23), PROTNONE_CLEAR, "free" / Zeros(1) * "0 - not used", FILE, TYPE)
SWAP_32_3_11 = swap(offset(23), PROTNONE_CLEAR, SWP_SOFT_DIRTY, FILE, TYPE)
SWAP_32_4_1 = swap(offset(23), PROTNONE_CLEAR, free(2), TYPE)
SWAP_32_6_3 = swap(offset(23), PROTNONE_CLEAR, EXCLUSIVE, free(1), TYPE)
A_NOTE = ("the type covers A (bit 5); the kernel's erratum mask is 0 here",)

X86_32_2LEVEL = layouts(
    "x86_32_2level",
    Since(
        "2.6.32",
        plain(NONE_32, (), PFN_20, SOFT, SWAP_32_3_18),
        why=WHY_OLD_32,
        notes=A_NOTE,
    ),
    Since(
        "3.11",
        plain(NONE_32, (), PFN_20, SOFT_3_11, SWAP_32_3_11),
        why=WHY_3_11_32,
        notes=A_NOTE,
        changes={"pages": PAGES_3_11},
    ),
    Since("3.16", plain(NONE_32, (), PFN_20, SOFT, SWAP_32_3_18), why=WHY_3_16_32, notes=A_NOTE),
    Since(
        "4.0",
        plain(NONE_32, (), PFN_20, SOFT, SWAP_32_4_1),
        why="x86: drop _PAGE_FILE and pte_file()-related helpers; 4.0 by its date, read at 4.1",
        notes=A_NOTE,
    ),
    Since("6.3", plain(NONE_32, (), PFN_20, SOFT, SWAP_32_6_3), why=WHY_6_3_32, notes=A_NOTE),
    Since(
        "6.6",
        plain(NONE_32, (), PFN_20, SOFT_6_6, SWAP_32_6_3),
        why=WHY_6_6_32,
        notes=A_NOTE,
        changes={"pages": PAGES_6_6},
    ),
    huge_pages=True,
    arch="x86", width=32, page_shift=12, physmem_bits=32,
    header="arch/x86/include/asm/pgtable-2level.h", pages=PAGES, assumes={"X86_PAE": "n"},
    hardware_sets=ERRATUM_BITS,
    excuses=(NOT_ON_KNL,),
    about="32-bit with two levels of page tables",
)  # fmt: skip

LAYOUTS = [*X86_32_PAE, *X86_32_2LEVEL]
