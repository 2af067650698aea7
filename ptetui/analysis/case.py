"""A case of the past, replayed on today's schemas: what a rule says of the layout before the fix and after it.

The facts of each case (who shared which bit, which commit parted them) are from kernel mails and sources; layouts that
were never a release of their own are put together from those that were. Cases of other kinds, such as a helper of the
wrong format or a forgotten mask, show on a word what went wrong.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from ptetui.analysis.collisions import Finding, check
from ptetui.analysis.regions import Regions
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import Reading, classify, read_as_entry
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.syntax import parse_state
from ptetui.schema.cubes import Region
from ptetui.schema.fields import Form


class CaseStep(NamedTuple):
    """A word of a replay and what happened to it; `entry`: it is read as the swap entry that it was made as."""

    caption: str
    setting: Setting
    word: int
    entry: bool = False

    @property
    def reading(self) -> Reading:
        """What the word is."""
        return (read_as_entry if self.entry else classify)(self.setting, self.word)


class RuleResult(NamedTuple):
    """What a rule found in one layout: a witness, and what it says; `word` None where it passed.

    `written` is the state that the witness was made as.
    """

    setting: Setting
    word: int | None
    text: str
    written: str = ""


Check = Callable[[Catalog], RuleResult]
Play = Callable[[Catalog], Sequence[CaseStep]]


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
    before: RuleResult | None
    after: RuleResult | None
    steps: tuple[CaseStep, ...]


def replay(case: Case, catalog: Catalog) -> Replayed:
    """The case with what the rule says, and its words."""
    return Replayed(
        case,
        case.before(catalog) if case.before else None,
        case.after(catalog) if case.after else None,
        tuple(case.play(catalog)) if case.play else (),
    )


def played(replayed: Replayed) -> tuple[CaseStep, ...]:
    """The words that show the damage: those of the case, else the witness that the rule found."""
    before = replayed.before
    if replayed.steps or before is None or before.word is None:
        return replayed.steps
    setting, word = before.setting, before.word
    read = CaseStep("the word that the rule found, as the kernel reads it", setting, word)
    if read.reading.form is setting.swap or read_as_entry(setting, word).state != before.written:
        return (read,)
    return (CaseStep("the word that the rule found, as it was made", setting, word, entry=True), read)


# ---------------------------------------------------------------------------------------------- building blocks


def at(catalog: Catalog, name: str, level: str = "pte") -> Setting:
    """ "x86_64@4.7" as a setting."""
    return find_setting(catalog, name, level=level)


def _composed(setting: Setting, *forms: Form) -> Setting:
    """The setting with other forms."""
    return Setting(replace(setting.layout, schemas=forms), setting.kernel, setting.config)


def _seen(setting: Setting, rule: str, findings: Sequence[Finding]) -> RuleResult:
    mine = [finding for finding in findings if finding.rule == rule and finding.invariant in (None, "32 types")]
    if not mine:
        return RuleResult(setting, None, "passes")
    first = mine[0]
    text = f"{first.written} is read as {first.read}: {first.consequence}"
    return RuleResult(setting, first.witness, text, first.written)


def rule_on(name: str, rule: str, level: str = "pte") -> Check:
    """A rule on a layout of the catalogue."""

    def run(catalog: Catalog) -> RuleResult:
        setting = at(catalog, name, level)
        return _seen(setting, rule, check(setting))

    return run


def flag_inside(name: str, field: str, bit: int, flag: str) -> Check:
    """R1: a layout whose swap entries have a flag on a bit of another field, as the kernel's helpers had it."""

    def run(catalog: Catalog) -> RuleResult:
        setting = at(catalog, name)
        swap, other = setting.layout.swap, setting.layout.swap.by_name[field]
        part = other.part(flag, bit, bit, "flag", f"_PAGE_SWP_{flag.upper()}", f"on bit {bit} of the {field}", "!")
        both = replace(swap, fields=(*swap.fields, part))
        edited = _composed(setting, *setting.layout.forms[:-1], both)
        return _seen(edited, "R1", check(edited))

    return run


def decoded_without(name: str, word: int, bit: int) -> Play:
    """An entry, and what is left of it when the helper has cleared its flag."""

    def run(catalog: Catalog) -> Sequence[CaseStep]:
        setting = at(catalog, name)
        cleared = f"as the kernel decodes it, bit {bit} cleared"
        return (CaseStep("in the page table", setting, word), CaseStep(cleared, setting, word & ~(1 << bit)))

    return run


def swap_one_level_up(entry: str, level_of: str) -> Check:
    """R3: the swap form of one layout's PTEs where the PMDs of another are tested."""

    def run(catalog: Catalog) -> RuleResult:
        pmd = at(catalog, level_of, "pmd")
        forms = (*pmd.layout.forms[:-1], at(catalog, entry).layout.swap)
        setting = _composed(pmd, *forms)
        return _seen(setting, "R3", check(setting))

    return run


def numa_bit(catalog: Catalog, *, shared: bool) -> RuleResult:
    """R1: whether NUMA hinting and PROT_NONE have a bit each."""
    setting = at(catalog, "x86_64@3.16")
    numa = next(form for form in setting.forms if form.name == "present_numa")
    protnone = next(form for form in setting.forms if form.role == "protnone")
    hinting = replace(protnone, name=numa.name) if shared else numa
    both = hinting.recognised.intersect(protnone.recognised)
    if both is None:
        return RuleResult(setting, None, "passes")
    return RuleResult(setting, both.value, "a page that is to fault once cannot be told from one without access")


def wrong_level(catalog: Catalog, *, own: bool) -> RuleResult:
    """R7: whether an entry made for segment tables is one there."""
    segment = at(catalog, "s390@6.13", "pmd")
    swap = (segment if own else at(catalog, "s390@6.12")).swap
    segments = Regions(_composed(segment, *segment.layout.forms[:-1], swap))
    foreign = segments.produced("migration_read").subtract(Region((segment.swap.recognised,)))
    if not foreign:
        return RuleResult(segment, None, "passes")
    return RuleResult(segment, foreign.witness, "the type lies on the table type that the hardware reads")


def play_words(*steps: tuple[str, str, str, str]) -> Play:
    """Words that are encoded: (caption, layout, level, state with values)."""

    def run(catalog: Catalog) -> list[CaseStep]:
        played = []
        for caption, name, level, text in steps:
            setting = at(catalog, name, level)
            played.append(CaseStep(caption, setting, parse_state(setting, text.split())))
        return played

    return run


def foreign_helper(catalog: Catalog, *, clear: bool) -> list[CaseStep]:
    """A helper of the present format on a migration entry: it clears, or reads, a bit of the frame."""
    setting = at(catalog, "x86_64@5.13" if clear else "x86_64@5.8", "pmd")
    bit = setting.layout.present.by_name["uffd_wp"]
    word = parse_state(setting, ["migration_write", "pfn=0x12200"])
    place = bit.runs[0].low
    if clear:
        return [
            CaseStep("a PMD migration entry in the parent", setting, word),
            CaseStep(f"the child's copy: pmd_clear_uffd_wp() cleared bit {place}", setting, bit.put(word, 0)),
        ]
    soft = setting.layout.present.by_name["soft_dirty"].runs[0].low
    return [
        CaseStep(
            f"pte_uffd_wp() reads bit {place}, pte_soft_dirty() bit {soft}: both are of the frame",
            setting,
            word,
        )
    ]


def marker_as_frame(catalog: Catalog) -> list[CaseStep]:
    """A marker whose bits are taken for a frame."""
    setting = at(catalog, "arm64_4k@6.5")
    word = parse_state(setting, ["marker", "poisoned"])
    frame = setting.pfn_of(setting.swap.by_name["offset"].get(word))
    return [CaseStep(f"a poison marker; read as a migration entry it is frame {frame:#x}", setting, word)]


def zero_inverted(catalog: Catalog) -> list[CaseStep]:
    """The empty entry, when it was inverted like all that is not present."""
    setting = at(catalog, "x86_64@4.19")
    pfn = next(form for form in setting.forms if form.role == "protnone").by_name["pfn"]
    return [CaseStep(f"an empty entry; inverted like the others its frame is {pfn.get(0):#x}, not 0", setting, 0)]


def l1tf(catalog: Catalog) -> list[CaseStep]:
    """The address that the CPU's cache is asked for."""
    steps = []
    for name in ("x86_64@4.18", "x86_64@4.19"):
        setting = at(catalog, name)
        word = parse_state(setting, ["swap", "type=0", "offset=0x1000"])
        address = word & setting.layout.present.by_name["pfn"].mask
        steps.append(CaseStep(f"{name}: the address in it is {address:#x}", setting, word))
    return steps
