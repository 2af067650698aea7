"""Collisions of the past, replayed on today's schemas: what a rule says of the layout before the fix and after it.

The facts of each case (who shared which bit, which commit parted them) are from kernel mails and sources; layouts that
were never a release of their own are put together from those that were. Cases of other kinds, such as a helper of the
wrong format or a forgotten mask, show on a word what went wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ptetui.analysis.collisions import Finding, check
from ptetui.analysis.regions import Regions
from ptetui.linux.catalog import Catalog
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.syntax import parse_state
from ptetui.schema.cubes import Region
from ptetui.schema.fields import Form


class Step(NamedTuple):
    """A word of a replay and what happened to it."""

    caption: str
    setting: Setting
    word: int


class Seen(NamedTuple):
    """What a rule found in one layout: a witness, and what it says; `word` None where it passed."""

    setting: Setting
    word: int | None
    text: str


Check = Callable[[Catalog], Seen]
Play = Callable[[Catalog], Sequence[Step]]


class Case(NamedTuple):
    """One case. `rule` is "" where no rule of this project sees it. `before` and `after` are layouts for that rule."""

    id: str
    title: str
    arch: str
    fixed: str
    subject: str
    effect: str
    rule: str = ""
    before: Check | None = None
    after: Check | None = None
    play: Play | None = None


class Replayed(NamedTuple):
    """A case that has been replayed on the catalogue."""

    case: Case
    before: Seen | None
    after: Seen | None
    steps: tuple[Step, ...]


def replay(case: Case, catalog: Catalog) -> Replayed:
    """The case with what the rule says, and its words."""
    return Replayed(
        case,
        case.before(catalog) if case.before else None,
        case.after(catalog) if case.after else None,
        tuple(case.play(catalog)) if case.play else (),
    )


def played(replayed: Replayed) -> tuple[Step, ...]:
    """The words that show the damage: those of the case, else the witness that the rule found."""
    before = replayed.before
    if replayed.steps or before is None or before.word is None:
        return replayed.steps
    return (Step("the word that the rule found, as the kernel reads it", before.setting, before.word),)


# ---------------------------------------------------------------------------------------------- building blocks


def at(catalog: Catalog, name: str, level: str = "pte") -> Setting:
    """ "x86_64@4.7" as a setting."""
    return find_setting(catalog, name, level=level)


def _composed(setting: Setting, *forms: Form) -> Setting:
    """The setting with other forms."""
    return Setting(replace(setting.layout, schemas=forms), setting.kernel, setting.config)


def _seen(setting: Setting, rule: str, found: Sequence[Finding]) -> Seen:
    mine = [each for each in found if each.rule == rule and each.invariant in (None, "32 types")]
    if not mine:
        return Seen(setting, None, "passes")
    first = mine[0]
    return Seen(setting, first.witness, f"{first.written} is read as {first.read}: {first.consequence}")


def shipped(name: str, rule: str, level: str = "pte") -> Check:
    """A rule on a layout of the catalogue."""

    def run(catalog: Catalog) -> Seen:
        setting = at(catalog, name, level)
        return _seen(setting, rule, check(setting))

    return run


def flag_inside(name: str, field: str, bit: int, flag: str) -> Check:
    """R1: a layout whose swap entries have a flag on a bit of another field, as the kernel's helpers had it."""

    def run(catalog: Catalog) -> Seen:
        setting = at(catalog, name)
        swap, other = setting.layout.swap, setting.layout.swap.by_name[field]
        part = other.part(flag, bit, bit, "flag", f"_PAGE_SWP_{flag.upper()}", f"on bit {bit} of the {field}", "!")
        both = replace(swap, fields=(*swap.fields, part))
        edited = _composed(setting, *setting.layout.forms[:-1], both)
        return _seen(edited, "R1", check(edited))

    return run


def decoded_without(name: str, word: int, bit: int) -> Play:
    """An entry, and what is left of it when the helper has cleared its flag."""

    def run(catalog: Catalog) -> Sequence[Step]:
        setting = at(catalog, name)
        cleared = f"as the kernel decodes it, bit {bit} cleared"
        return (Step("in the page table", setting, word), Step(cleared, setting, word & ~(1 << bit)))

    return run


def swap_one_level_up(entry: str, level_of: str, rule: str) -> Check:
    """The swap form of one layout's PTEs where the PMDs of another are tested."""

    def run(catalog: Catalog) -> Seen:
        pmd = at(catalog, level_of, "pmd")
        forms = (*pmd.layout.forms[:-1], at(catalog, entry).layout.swap)
        setting = _composed(pmd, *forms)
        return _seen(setting, rule, check(setting))

    return run


def numa_bit(catalog: Catalog, *, shared: bool) -> Seen:
    """R1: whether NUMA hinting and PROT_NONE have a bit each."""
    setting = at(catalog, "x86_64@3.16")
    numa = next(form for form in setting.forms if form.name == "present_numa")
    protnone = next(form for form in setting.forms if form.role == "protnone")
    hinting = replace(protnone, name=numa.name) if shared else numa
    both = hinting.recognised.intersect(protnone.recognised)
    if both is None:
        return Seen(setting, None, "passes")
    return Seen(setting, both.value, "a page that is to fault once cannot be told from one without access")


def wrong_level(catalog: Catalog, *, own: bool) -> Seen:
    """R7: whether an entry made for segment tables is one there."""
    segment = at(catalog, "s390@6.13", "pmd")
    made = Regions(_composed(segment, *segment.layout.forms[:-1], (segment if own else at(catalog, "s390@6.12")).swap))
    foreign = made.produced("migration_read").subtract(Region((segment.swap.recognised,)))
    if not foreign:
        return Seen(segment, None, "passes")
    return Seen(segment, foreign.witness, "the type lies on the table type that the hardware reads")


def words(*steps: tuple[str, str, str, str]) -> Play:
    """Words that are encoded: (caption, layout, level, state with values)."""

    def run(catalog: Catalog) -> list[Step]:
        made = []
        for caption, name, level, text in steps:
            setting = at(catalog, name, level)
            made.append(Step(caption, setting, parse_state(setting, text.split())))
        return made

    return run


def foreign_helper(catalog: Catalog, *, clear: bool) -> list[Step]:
    """A helper of the present format on a migration entry: it clears, or reads, a bit of the frame."""
    setting = at(catalog, "x86_64@5.13" if clear else "x86_64@5.8", "pmd")
    bit = setting.layout.present.by_name["uffd_wp"]
    word = parse_state(setting, ["migration_write", "pfn=0x12200"])
    place = bit.runs[0].low
    if clear:
        return [
            Step("a PMD migration entry in the parent", setting, word),
            Step(f"the child's copy: pmd_clear_uffd_wp() cleared bit {place}", setting, bit.put(word, 0)),
        ]
    soft = setting.layout.present.by_name["soft_dirty"].runs[0].low
    return [
        Step(
            f"pte_uffd_wp() reads bit {place}, pte_soft_dirty() bit {soft}: both are of the frame",
            setting,
            word,
        )
    ]


def marker_as_frame(catalog: Catalog) -> list[Step]:
    """A marker whose bits are taken for a frame."""
    setting = at(catalog, "arm64_4k@6.5")
    word = parse_state(setting, ["marker", "poisoned"])
    frame = setting.pfn_of(setting.swap.by_name["offset"].get(word))
    return [Step(f"a poison marker; read as a migration entry it is frame {frame:#x}", setting, word)]


def zero_inverted(catalog: Catalog) -> list[Step]:
    """The empty entry, when it was inverted like all that is not present."""
    setting = at(catalog, "x86_64@4.19")
    pfn = next(form for form in setting.forms if form.role == "protnone").by_name["pfn"]
    return [Step(f"an empty entry; inverted like the others its frame is {pfn.get(0):#x}, not 0", setting, 0)]


def l1tf(catalog: Catalog) -> list[Step]:
    """The address that the CPU's cache is asked for."""
    made = []
    for name in ("x86_64@4.18", "x86_64@4.19"):
        setting = at(catalog, name)
        word = parse_state(setting, ["swap", "type=0", "offset=0x1000"])
        address = word & setting.layout.present.by_name["pfn"].mask
        made.append(Step(f"{name}: the address in it is {address:#x}", setting, word))
    return made


SWAPOFF = "what swapoff compares with, after the bits of its mask are cleared"
CASES = (
    Case(
        "H01", "Swap type under the Accessed bit", "x86-64", "4.8",
        "x86/mm: Move swap offset/type up in PTE to work around erratum",
        "the CPU sets a bit of the type, and another swap area is read", "R4",
        shipped("x86_64@4.7", "R4"), shipped("x86_64@4.8", "R4"),
    ),
    Case(
        "H02", "Swap soft-dirty on the huge-page bit", "x86-64", "4.14",
        "mm: x86: move _PAGE_SWP_SOFT_DIRTY from bit 7 to bit 1",
        "a soft-dirty migration entry of a huge page counts as present", "R3",
        swap_one_level_up("x86_64@4.13", "x86_64@4.14", "R3"), shipped("x86_64@4.14", "R3", "pmd"),
    ),
    Case(
        "H03", "NUMA hinting and PROT_NONE on one bit", "x86-64", "3.16",
        "x86: define _PAGE_NUMA by reusing software bits on the PMD and PTE levels",
        "only the VMA's flags told the two apart; the fix took one bit of the offset", "R1",
        partial(numa_bit, shared=True), partial(numa_bit, shared=False),
    ),
    Case(
        "H04", "Swap offset as a physical address (L1TF)", "x86-64", "4.19",
        "x86/speculation/l1tf: Change order of offset/type in swap entry",
        "a load that is not yet refused reads the cache at the address in the entry", play=l1tf,
    ),
    Case(
        "H05", "The empty entry was inverted, too", "x86", "4.19",
        "x86/speculation/l1tf: Exempt zeroed PTEs from inversion",
        "a cleared entry has a huge frame number", play=zero_inverted,
    ),
    Case(
        "H06", "fork() clears the present format's uffd bit in a migration entry", "x86-64", "5.14",
        "mm/userfaultfd: fix uffd-wp special cases for fork()",
        "the child maps another frame, and the kernel crashes", "R8", play=partial(foreign_helper, clear=True),
    ),
    Case(
        "H07", "swapoff compares without masking the uffd bit", "all with uffd-wp", "5.13",
        "mm/swap: fix pte_same_as_swp() not removing uffd-wp bit when compare",
        "the entry never matches, swapoff does not end",
        play=words(
            ("the entry in the page table", "x86_64@5.12", "pte", "swap type=1 offset=0x200 uffd_wp"),
            (SWAPOFF, "x86_64@5.12", "pte", "swap type=1 offset=0x200"),
        ),
    ),
    Case(
        "H08", "The mask of swapoff hung on the wrong option", "x86-64, s390", "4.4",
        "mm/swapfile: fix swapoff vs. software dirty bits",
        "with soft-dirty in the hardware layout, but the option off, swapoff hangs",
        play=words(
            ("the entry in the page table", "x86_64@4.1", "pte", "swap type=1 offset=0x200 soft_dirty"),
            (SWAPOFF, "x86_64@4.1", "pte", "swap type=1 offset=0x200"),
        ),
    ),
    Case(
        "H09", "Software bits of a device entry read in the present format", "x86-64", "5.9",
        "mm/rmap: fixup copying of soft dirty and uffd ptes",
        "the bits that are copied are inverted bits 2 and 1 of the frame number", "R8",
        play=partial(foreign_helper, clear=False),
    ),
    Case(
        "H10", "THP migration drops the uffd bit", "x86-64", "6.3",
        "mm/userfaultfd: fix uffd-wp handling for THP migration entries",
        "writes pass the write protection",
        play=words(
            ("the migration entry that should be made", "x86_64@6.2", "pmd", "migration_read pfn=0x12200 uffd_wp"),
            ("the one that was made", "x86_64@6.2", "pmd", "migration_read pfn=0x12200"),
        ),
    ),
    Case(
        "H11", "A page comes back writable though it is protected", "all with uffd-wp on shmem", "6.1",
        "mm/migrate: Fix read-only page got writable when recover pte",
        "a snapshot loses data: uffd-wp set has to mean not writable",
        play=words(
            ("before migration", "x86_64@6.0", "pte", "present pfn=0x12345 user uffd_wp"),
            ("after it", "x86_64@6.0", "pte", "present pfn=0x12345 user uffd_wp write"),
        ),
    ),
    Case(
        "H12", "Swap type on the leaf bits", "riscv-64", "5.17",
        "riscv/mm: Adjust PAGE_PROT_NONE to comply with THP semantics",
        "a migration entry of a huge page counts as present", "R3",
        swap_one_level_up("riscv64@5.16", "riscv64@5.17", "R3"), shipped("riscv64@5.17", "R3", "pmd"),
    ),
    Case(
        "H13", "Two type bits", "nios2", "6.3", "nios2/mm: refactor swap PTE layout",
        "special kinds are taken for swap slots; latent, nios2 has no swap", "R5",
        shipped("nios2@6.2", "R5"), shipped("nios2@6.3", "R5"),
    ),
    Case(
        "H14", "A frame read from an entry that has none", "arm64 hugetlb", "6.6",
        "arm64: hugetlb: fix set_huge_pte_at() to work with all swap entries",
        "panic when a marker is stored", play=marker_as_frame,
    ),
    Case(
        "H15", "The format of a PTE one level up", "s390 hugetlb", "6.13",
        "s390/mm: Introduce region-third and segment table swap entries",
        "a marker has no format there: 6.12 stores an empty entry for it, and the access faults for ever", "R7",
        partial(wrong_level, own=False), partial(wrong_level, own=True),
    ),
    Case(
        "H16", "mremap keeps uffd bits where nothing is registered", "all with uffd-wp", "6.13",
        "mm: clear uffd-wp PTE/PMD state on mremap()", "stale protection, a warning",
        play=words(
            ("moved as it was", "x86_64@6.12", "pte", "present pfn=0x12345 user uffd_wp"),
            ("as it should be", "x86_64@6.12", "pte", "present pfn=0x12345 user"),
        ),
    ),
    Case(
        "H17", "fork copies a marker into a VMA without uffd", "all with markers", "6.2",
        "mm/uffd: fix pte marker when fork() without fork event", "stale marker, a warning",
        play=words(
            ("in the child", "x86_64@6.1", "pte", "marker uffd_wp"),
            ("as it should be", "x86_64@6.1", "pte", "none"),
        ),
    ),
    Case(
        "H18", "hwpoison not counted among the kinds that hold a frame", "all", "6.9",
        "mm,swapops: update check in is_pfn_swap_entry for hwpoison entries",
        "the frame was not masked out of the offset, and a check fired",
        play=words(("its offset is a frame", "x86_64@6.8", "pte", "hwpoison pfn=0x12345")),
    ),
    Case(
        "H19", "Dirty sets the write bit", "sparc64", "6.3",
        "mm/migrate: Fix wrongly apply write bit after mkdirty on sparc64",
        "a read-only page comes back from migration writable: copy-on-write broken",
        play=words(
            ("as it should come back", "sparc64_sun4u@6.2", "pte", "present pfn=0x12345 valid dirty"),
            ("as it came back", "sparc64_sun4u@6.2", "pte", "present pfn=0x12345 valid dirty hw_write"),
        ),
    ),
    Case(
        "H20", "Soft-dirty lost when a migration entry becomes read-only", "all with soft-dirty", "3.13",
        "mm: migration: do not lose soft dirty bit if page is in migration state",
        "a checkpoint misses a page",
        play=words(
            ("before fork", "x86_64@3.12", "pte", "migration_write pfn=0x12345 soft_dirty"),
            ("after it", "x86_64@3.12", "pte", "migration_read pfn=0x12345"),
        ),
    ),
    Case(
        "H21", "An 8-bit type that reaches the present bit", "sh", "6.3",
        "sh/mm: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        "latent: generic code has no type above 31", "R2", shipped("sh4@6.2", "R2"), shipped("sh4@6.3", "R2"),
    ),
    Case(
        "H22", "Swap soft-dirty on a leaf bit", "riscv-64 with Svrsw60t59b", "", "",
        "confirmed on a running 7.2.13: a soft-dirty migration entry of a huge page counts as present and stays", "R3",
        shipped("riscv64_svrsw60t59b@7.3", "R3", "pmd"),
    ),
    Case(
        "H23", "The exclusive flag inside the offset", "parisc", "6.4",
        "parisc: Fix encoding of swp_entry due to added SWP_EXCLUSIVE flag",
        "bit 2 of the slot is the exclusive flag: another slot is read, and the kernel stops", "R1",
        flag_inside("parisc64@6.3", "offset", 2, "exclusive"), shipped("parisc64@6.4", "R1"),
        decoded_without("parisc64@6.3", 0x32100, 8),
    ),
    Case(
        "H24", "The uffd-wp flag inside the type", "i386, two levels", "5.7",
        "mm/userfaultfd: Disable userfaultfd-wp on x86_32",
        "bit 2 is cleared before each decoding: type 30 is read as 28", "R1",
        flag_inside("x86_32_2level@5.6", "type", 1, "uffd_wp"), shipped("x86_32_2level@5.7", "R1"),
        decoded_without("x86_32_2level@5.6", 0x0EE8543C, 2),
    ),
    Case(
        "H25", "The exclusive flag inside the type", "i386, two levels", "5.19",
        "x86/pgtable: support __HAVE_ARCH_PTE_SWP_EXCLUSIVE",
        "in linux-next before 5.19 bit 3 is cleared before each decoding: type 31 is read as 27", "R1",
        flag_inside("x86_32_2level@5.18", "type", 2, "exclusive"), shipped("x86_32_2level@5.19", "R1"),
        decoded_without("x86_32_2level@5.18", 0x0EE8543E, 3),
    ),
)  # fmt: skip

__all__ = ["CASES", "Case", "Layout", "Replayed", "Seen", "Step", "replay"]
