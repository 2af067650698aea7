"""Findings in words: the JSON objects of `ptetui check`, and text with equal findings of adjoining ranges joined."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from ptetui.analysis.collisions import Finding
from ptetui.analysis.matrix import words_text
from ptetui.linux.classify import classify
from ptetui.linux.layout import Layout
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MARKER_BITS
from ptetui.linux.versions import spell
from ptetui.render.prose import summary
from ptetui.render.text import padded
from ptetui.schema.bits import runs_of, spell_runs


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
        "bits": runs_of(finding.bits),
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
    """The witness as it was written and as it is read, with the values."""
    setting = Setting(finding.layout, finding.kernel, finding.config)
    swap_states = {"swap", *(special.kind for special in setting.special_types.values())}
    read = finding.read
    if finding.read in {state_of(form) for form in setting.forms} | swap_states:
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
        if self.first.since == until:
            return since
        return f"{since} to {spell(until)}" if until else f"{since} on"

    @property
    def subject(self) -> str:
        """ "none / swap", "present / migration_read, migration_write"."""
        read, written = self.last.states
        own = (written, *(state for state in self.states if state != written))
        return f"{read} / {', '.join(own)}"


def joined(findings: Iterable[Finding]) -> list[Joined]:
    """Findings that differ in the range, or in the kind of entry alone, as one; the newest first."""
    by_key: dict[tuple[object, ...], Joined] = {}
    for finding in findings:
        key = (
            finding.rule,
            finding.states[0],
            finding.verdict,
            finding.invariant,
            finding.standing,
            finding.consequence,
        )
        old = by_key.get(key)
        states = dict.fromkeys((*(old.states if old else ()), finding.states[1]))
        newest = finding if old is None or finding.layout is not old.last.layout else old.last
        by_key[key] = Joined(old.first if old else finding.layout, newest, tuple(states))
    return sorted(by_key.values(), key=lambda one: one.last.layout.since, reverse=True)


def verdict_lines(history: Sequence[Layout], findings: Sequence[Finding], aliases: int) -> Iterator[str]:
    """A line for the layout, then a paragraph for each finding."""
    layout = history[-1]
    name = layout.name if layout.level == "pte" else f"{layout.name} ({layout.level})"
    since, until = history[0].since, layout.until
    span = f"{spell(since)} to {spell(until)}" if until else f"{spell(since)} on"
    together = joined(findings)
    verdict = totals([one.last for one in together])
    yield f"{name:25} {span:14} {verdict}; {aliases} alias{'' if aliases == 1 else 'es'}"
    for one in together:
        yield from _paragraph(one)


def totals(findings: Sequence[Finding]) -> str:
    """ "2 fixed in 4.8, 2 excused, 0 open"; "no word is shared" where nothing was found."""
    if not findings:
        return "no word is shared"
    counts = Counter(map(status, findings))
    parts = [f"{number} {verdict}" for verdict, number in counts.items() if verdict.startswith("fixed")]
    parts += [f"{counts['excused']} excused"] if counts["excused"] else []
    return ", ".join([*parts, f"{counts['collision']} open"])


def status(finding: Finding) -> str:
    """ "fixed in 4.8" of a collision that a later kernel does not have, else the verdict."""
    release = finding.standing.partition(":")[0]
    return release if finding.verdict == "collision" and release.startswith("fixed in") else finding.verdict


def _paragraph(one: Joined) -> Iterator[str]:
    finding = one.last
    written, read = readings(finding)
    bits = spell_runs(runs_of(finding.bits))
    word = padded(finding.witness, finding.layout.width)
    yield f"  {finding.rule} {status(finding)}: {one.subject}, {one.span}  {place(finding)}"
    count = f"{words_text(finding.shared_words)} word{'s' if finding.shared_words > 1 else ''}"
    yield f"     bit{'s' if finding.bits.bit_count() > 1 else ''} {bits}: {count}, such as {word}"
    yield f"     made as {written}; read as {read}"
    yield f"     effect: {finding.consequence}"
    if finding.verdict == "excused":
        yield f"     excused: {finding.why} ({finding.source})"
    else:
        yield f"     {finding.standing}"
