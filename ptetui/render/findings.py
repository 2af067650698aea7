"""What `ptetui check` says of a layout: JSON objects, and text with the same findings of adjoining ranges joined."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ptetui.analysis.collisions import Finding
from ptetui.analysis.diff_layouts import spell_runs
from ptetui.analysis.free_bits import COSTS, FreeBit
from ptetui.analysis.history import Replayed, Seen
from ptetui.linux.classify import classify
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MARKER_BITS
from ptetui.linux.versions import spell
from ptetui.render.jsonlines import padded
from ptetui.render.prose import summary
from ptetui.render.text import human_bytes


def finding_json(finding: Finding) -> dict[str, Any]:
    """One line of `check --json`."""
    layout = finding.layout
    written, read = readings(finding)
    return {
        "layout": layout.name,
        "kernel": spell(finding.kernel),
        "level": layout.level,
        "rule": finding.rule,
        "verdict": finding.verdict,
        "states": list(finding.states),
        "witness": padded(finding.witness, layout.width),
        "shared_words": hex(finding.shared_words),
        "invariant": finding.invariant,
        "where": place(finding),
        "why": finding.why,
        "config": str(finding.config),
        "bits": spans(finding.bits),
        "written": written,
        "read": read,
        "consequence": finding.consequence,
        "source": finding.source,
        "standing": finding.standing,
    }


def place(finding: Finding) -> str:
    """ "layouts/x86.py:120"."""
    return finding.layout.where(finding.field or finding.form)


def readings(finding: Finding) -> tuple[str, str]:
    """What the witness was made as, and what it is taken for, with the values."""
    setting = Setting(finding.layout, finding.kernel, finding.config)
    swap_states = {"swap", *(special.kind for special in setting.special_types.values())}
    read = finding.read
    if finding.read in {form.state for form in setting.forms} | swap_states:
        reading = classify(setting, finding.witness)
        read = " ".join(part for part in (reading.state, summary(reading)) if part)
        if reading.state == "malformed":
            read += f" (decoded all the same; {reading.reason})"
    written = finding.written
    if finding.written in swap_states:
        written = f"{finding.written} {_as_entry(setting, finding.written, finding.witness)}"
    return written, read


def _as_entry(setting: Setting, state: str, word: int) -> str:
    """Type, offset (or frame, young and dirty) and software bits of a word, by the swap form, whatever takes it."""
    swap = setting.swap.by_name
    offset = swap["offset"].get(word)
    parts = [f"type {swap['type'].get(word)}"]
    if state == "marker":
        parts.append(" ".join(name for name, bit, *_ in MARKER_BITS if offset >> bit & 1))
    elif setting.parts(state):
        parts.append(f"pfn {setting.pfn_of(offset):#x}")
        parts += [part.name for part in setting.parts(state) if part.kind == "flag" and part.get(word)]
    else:
        parts.append(f"offset {offset:#x}")
    parts += [
        name.replace("_", "-")
        for name in ("exclusive", "soft_dirty", "uffd_wp")
        if name in swap and swap[name].kind == "flag" and swap[name].get(word)
    ]
    return " · ".join(parts)


def spans(mask: int) -> list[list[int]]:
    """The set bits as [high, low] runs, the most significant first."""
    runs: list[list[int]] = []
    for bit in range(mask.bit_length() - 1, -1, -1):
        if mask >> bit & 1:
            if runs and runs[-1][1] == bit + 1:
                runs[-1][1] = bit
            else:
                runs.append([bit, bit])
    return runs


# ---------------------------------------------------------------------------------------------- text


class Joined(NamedTuple):
    """The same finding in ranges that follow each other, about one state or several; `last` is one of the newest."""

    first: Layout
    last: Finding
    states: tuple[str, ...]

    @property
    def span(self) -> str:
        """ "5.19 to 6.12", "6.17 on"."""
        since, until = spell(self.first.since), self.last.layout.until
        return f"{since} to {spell(until)}" if until else f"{since} on"

    @property
    def subject(self) -> str:
        """ "none / swap", "present / migration_read, migration_write"."""
        read, written = self.last.states
        own = (written, *(each for each in self.states if each != written))
        return f"{read} / {', '.join(own)}"


def joined(findings: Iterable[Finding]) -> list[Joined]:
    """Findings that differ in the range, or in the kind of entry alone, as one; the newest first."""
    found: dict[tuple[object, ...], Joined] = {}
    for each in findings:
        key = (each.rule, each.states[0], each.verdict, each.invariant, each.standing, each.consequence)
        old = found.get(key)
        states = dict.fromkeys((*(old.states if old else ()), each.states[1]))
        newest = each if old is None or each.layout is not old.last.layout else old.last
        found[key] = Joined(old.first if old else each.layout, newest, tuple(states))
    return sorted(found.values(), key=lambda one: one.last.layout.since, reverse=True)


def verdict_lines(history: Sequence[Layout], findings: Sequence[Finding], aliases: int) -> Iterator[str]:
    """A line for the layout, then a paragraph for each finding."""
    layout = history[-1]
    name = layout.name if layout.level == "pte" else f"{layout.name} ({layout.level})"
    since, until = history[0].since, layout.until
    span = f"{spell(since)} to {spell(until)}" if until else f"{spell(since)} on"
    together = joined(findings)
    verdicts = {one.last.verdict for one in together}
    said = "collision" if "collision" in verdicts else "excused" if verdicts else "no word is shared"
    yield f"{name:25} {span:14} {said}; {aliases} aliases"
    for one in together:
        yield from _paragraph(one)


def _paragraph(one: Joined) -> Iterator[str]:
    finding = one.last
    written, read = readings(finding)
    bits = spell_runs(spans(finding.bits))
    word = padded(finding.witness, finding.layout.width)
    yield f"  {finding.rule} {finding.verdict}: {one.subject}, {one.span}  {place(finding)}"
    yield f"     bits {bits}: {finding.shared_words:#x} word{'s' if finding.shared_words > 1 else ''}, such as {word}"
    yield f"     made as {written}; read as {read}"
    yield f"     {finding.consequence}"
    if finding.verdict == "excused":
        yield f"     but {finding.why} ({finding.source})"
    else:
        yield f"     {finding.standing}"


# ---------------------------------------------------------------------------------------------- the past


def past_json(replayed: Replayed) -> dict[str, Any]:
    """One line of `check --history --json`."""
    case = replayed.case
    return {
        "id": case.id,
        "title": case.title,
        "arch": case.arch,
        "fixed": case.fixed or None,
        "subject": case.subject,
        "effect": case.effect,
        "rule": case.rule or None,
        "before": _seen_json(replayed.before),
        "after": _seen_json(replayed.after),
        "steps": [
            {
                "caption": step.caption,
                "layout": step.setting.layout.name,
                "kernel": spell(step.setting.kernel),
                "level": step.setting.layout.level,
                "word": padded(step.word, step.setting.layout.width),
                "state": classify(step.setting, step.word).state,
            }
            for step in replayed.steps
        ],
    }


def _seen_json(seen: Seen | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    layout = seen.setting.layout
    witness = None if seen.word is None else padded(seen.word, layout.width)
    return {"flagged": seen.word is not None, "witness": witness, "text": seen.text}


def past_lines(replayed: Replayed) -> Iterator[str]:
    """A case as text."""
    case = replayed.case
    fixed = f"fixed in {case.fixed}" if case.fixed else "open"
    yield f"{case.id} {case.title} ({case.arch}, {fixed})"
    yield f"     {case.effect}"
    for name, seen in (("before", replayed.before), ("after", replayed.after)):
        if seen is not None:
            word = "" if seen.word is None else f"{padded(seen.word, seen.setting.layout.width)}: "
            yield f"     {name}: {case.rule} {'flags ' if seen.word is not None else ''}{word}{seen.text}"
    for step in replayed.steps:
        reading = classify(step.setting, step.word)
        said = " ".join(part for part in (reading.state, summary(reading)) if part)
        yield f"     {padded(step.word, step.setting.layout.width)}  {said}   {step.caption}"
    if case.subject:
        yield f"     {case.subject}"


# ---------------------------------------------------------------------------------------------- free bits


def free_json(found: FreeBit) -> dict[str, Any]:
    """One line of `free-bits --json`."""
    return {
        "layout": found.setting.layout.name,
        "kernel": spell(found.setting.kernel),
        "bit": found.bit,
        "cost": found.cost,
        "max_swap_bytes": hex(found.max_swap_bytes),
    }


_COST_WORDS = {
    "free": "free",
    "free_except_pmd": "free but for PMDs, where a test looks at it",
    "type": "a spare type bit",
    "offset": "an offset bit",
}


def _named(found: FreeBit) -> str:
    """The bit, and the kernel's name where it keeps the bit clear for something."""
    owner = found.setting.swap.at(found.bit)
    return f"{found.bit} ({owner.macro})" if owner.kind == "fixed" and owner.macro else str(found.bit)


def free_lines(setting: Setting, found: Sequence[FreeBit]) -> Iterator[str]:
    """A layout's free bits, a line for each cost; a name in brackets is what the kernel keeps the bit clear for."""
    now = human_bytes(setting.max_swap_bytes)
    yield f"{setting.layout.name} at {spell(setting.kernel)}: swap areas up to {now}"
    for cost in COSTS:
        mine = [one for one in found if one.cost == cost]
        if mine:
            after = human_bytes(mine[0].max_swap_bytes)
            costs = f", leaves {after}" if after != now else ""
            yield f"  {', '.join(_named(one) for one in mine)}: {_COST_WORDS[cost]}{costs}"
    if not found:
        yield "  none"
