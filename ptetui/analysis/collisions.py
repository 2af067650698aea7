"""Collisions of a layout: proved on cubes, judged, with a witness.

A shared word is an *alias* where the forms can be told apart, *excused* where an invariant of the kernel keeps it from
being made, else a *collision*. Where no special kind, of whatever number, meets an earlier test, kernel and
configuration make no difference and one look is enough; the others are looked at under each that matters.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from ptetui.analysis.invariants import excused, made_word
from ptetui.analysis.regions import Regions, states
from ptetui.analysis.rules import COLLISION_RULES, REASONS, Overlap, helpers_touch_fields
from ptetui.linux.catalog import newest
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, epochs
from ptetui.linux.versions import Version, before, spell
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field, Form

FindingVerdict = Literal["alias", "excused", "collision"]

# The configurations that matter: all kinds there, and none of them, which leaves the most types to swap areas. Every
# type is then made once as what it is at most; options in between make subsets of these words.
EVERYTHING = Config()
SWAP_ALONE = Config(frozenset({"MIGRATION", "DEVICE_PRIVATE", "MEMORY_FAILURE", "PTE_MARKER"}))
CONFIGS = (EVERYTHING, SWAP_ALONE)


class Finding(NamedTuple):
    """One finding: rule, verdict, the two states, how many words they share, one of them, and why.

    `written` is what the witness was made as and `read` what it is taken for. `invariant` and `source` are there where
    the finding is excused, `standing` says what is known of it, never more. `bits` is a mask of the word.
    """

    layout: Layout
    kernel: Version
    config: Config
    rule: str
    verdict: FindingVerdict
    states: tuple[str, str]
    witness: int
    shared_words: int
    bits: int
    written: str
    read: str
    consequence: str
    why: str
    form: Form
    field: Field | None
    invariant: str | None = None
    source: str = ""
    standing: str = ""
    needs: str = ""


def check(setting: Setting) -> list[Finding]:
    """Collisions and excused words of one setting, in the order of the rules."""
    return _findings(Regions(setting))


def _findings(regions: Regions) -> list[Finding]:
    return [judged(regions, overlap) for rule in COLLISION_RULES for overlap in rule(regions)]


def judged(regions: Regions, overlap: Overlap) -> Finding:
    """The overlap with its verdict: excused where the layout file, or the kernel's handling of slots, says so."""
    setting = regions.setting
    excuse = excused(regions, overlap.rule, overlap.written, overlap.shared)
    invariant, reason, source = excuse or (None, f"{overlap.rule}: {REASONS[overlap.rule]}", "")
    verdict: FindingVerdict = "excused" if excuse else "collision"
    witness = overlap.shared.witness if excuse else made_word(regions, overlap.written, overlap.shared)
    assert witness is not None
    return Finding(
        setting.layout, setting.kernel, setting.config, overlap.rule, verdict, overlap.states, witness,
        overlap.shared.size, overlap.bits, overlap.written, overlap.read, overlap.consequence, reason, overlap.form,
        overlap.field, invariant, source, needs=overlap.needs,
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- whole layouts


def kernels_of(layout: Layout) -> list[Version]:
    """The newest kernel of a range, then the last before each change of what its words can be, newest first."""
    last = newest(layout)
    ends = {before(epoch) for epoch in epochs() if layout.since < epoch <= last}
    return [last, *sorted(ends - {last}, reverse=True)]


def check_layout(layout: Layout, kernels: Sequence[Version] = (), configs: Sequence[Config] = ()) -> list[Finding]:
    """The findings of a range, each once, at the newest kernel and the first configuration that shows it."""
    if not kernels and not configs and _only_slots_can_meet(layout):
        return list(_checked(layout, newest(layout), EVERYTHING))
    findings: dict[tuple[object, ...], Finding] = {}
    for kernel in kernels or kernels_of(layout):
        for config in configs or CONFIGS:
            for finding in _checked(layout, kernel, config):
                states = finding.states if finding.rule != "R5" else "whichever"  # one is as good as all
                findings.setdefault((finding.rule, states, finding.verdict, finding.invariant), finding)
    return list(findings.values())


@lru_cache(maxsize=1024)
def _checked(layout: Layout, kernel: Version, config: Config) -> tuple[Finding, ...]:
    return tuple(_findings(_regions(layout, kernel, config)))


@lru_cache(maxsize=1024)
def _regions(layout: Layout, kernel: Version, config: Config) -> Regions:
    return Regions(Setting(layout, kernel, config))


def _only_slots_can_meet(layout: Layout) -> bool:
    """Whether kernel and configuration make no difference: proved by the types from 16 up meeting no earlier test.

    Special kinds have types from 22 up in every kernel, so what is found then is about slots of swap areas alone.
    """
    regions = _regions(layout, newest(layout), EVERYTHING)
    type_ = layout.swap.by_name["type"]
    if layout.excuses or layout.level != "pte" or type_.width < MAX_SWAPFILES_SHIFT:
        return False
    high = 1 << type_.place(MAX_SWAPFILES_SHIFT - 1)
    entry = regions.any_entry
    special = Cube(entry.width, entry.mask | high, entry.value | high)
    return not any(special.intersect(form.recognised) for form in layout.forms[:-1])


def standing(finding: Finding, later: Iterable[tuple[Layout, Sequence[Finding]]]) -> str:
    """What is known of a finding, where `later` are the newer ranges of its layout with their findings."""
    if finding.verdict == "excused":
        return f"excused: {finding.invariant}"
    for layout, findings in later:
        same = [
            candidate for candidate in findings if (candidate.rule, candidate.states) == (finding.rule, finding.states)
        ]
        if not same:
            return f"fixed in {spell(layout.since)}" + (f": {layout.why}" if layout.why else "")
        if all(candidate.verdict == "excused" for candidate in same):
            return f"excused later: {same[0].invariant}"
    if seen := dict(finding.layout.confirmed).get(finding.rule):
        return f"confirmed: {seen}"
    return f"unconfirmed: {finding.needs}by proof on the layout, not seen in a running kernel"


def check_history(
    ranges: Sequence[Layout], kernel: Version | None = None, configs: Sequence[Config] = ()
) -> list[Finding]:
    """The findings of all ranges of one layout (or of those that hold a kernel), each with its standing."""
    per_range = [(layout, check_layout(layout, configs=configs)) for layout in ranges]
    judged = []
    for index, (layout, findings) in enumerate(per_range):
        if kernel is not None and not layout.covers(kernel):
            continue
        chosen = check_layout(layout, [kernel], configs) if kernel is not None else findings
        judged += [finding._replace(standing=standing(finding, per_range[index + 1 :])) for finding in chosen]
    return judged


# ---------------------------------------------------------------------------------------------- aliases


def other_level(pmd: Setting, pte: Setting) -> Iterator[Finding]:
    """R7: words of the PTE's format that mean something else in a PMD; told apart by the level they stand at."""
    regions = Regions(pte)
    for state, types in states(pmd).items():
        entries = Region.of(cube for type_ in types for cube in regions.entries(state, type_, 0))
        foreign = entries.subtract(Region((pmd.swap.recognised,)))
        if foreign.witness is not None:
            reading = next((state_of(form) for form in pmd.forms if foreign.witness in form.recognised), "malformed")
            yield Finding(
                pmd.layout, pmd.kernel, pmd.config, "R7", "alias", (reading, state), foreign.witness, foreign.size,
                pmd.swap.recognised.mask & (pmd.swap.recognised.value ^ pte.swap.blank),
                f"{state} in the format of a PTE", reading,
                "none, as long as each level has its own constructors", "told apart by the level", pmd.swap, None,
            )  # fmt: skip


def aliases(setting: Setting) -> Iterator[Finding]:
    """The bits that mean one thing in a present and another in a swap entry, and what tells the two apart."""
    swap = setting.swap
    helpers = {(bit.name, field.name) for _, bit, field in helpers_touch_fields(Regions(setting))}
    for form in setting.forms[:-1]:
        if form.role == "none":
            continue
        apart = form.recognised.mask & swap.recognised.mask & (form.recognised.value ^ swap.recognised.value)
        if not apart:
            continue
        for a in form.fields:
            for b in swap.fields:
                bits = a.mask & b.mask
                if bits and "fixed" not in (a.kind, b.kind) and a.name != b.name:
                    rule = "R8" if (a.name, b.name) in helpers else "R1"
                    yield Finding(
                        setting.layout, setting.kernel, setting.config, rule, "alias", (state_of(form), "swap"),
                        form.recognised.value | bits & -bits, 0, bits,
                        f"{a.name} of {state_of(form)}", f"{b.name} of swap",
                        "none, as long as the test for present comes first", _told_apart(a, b, apart), swap, b,
                    )  # fmt: skip


def _told_apart(a: Field, b: Field, apart: int) -> str:
    bits = ", ".join(str(bit) for bit in range(apart.bit_length() - 1, -1, -1) if apart >> bit & 1)
    return f"{a.name} when present, {b.name} in a swap entry; told apart by bit {bits}"
