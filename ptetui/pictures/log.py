"""A log explained, as text and as JSON."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from ptetui.render.prose import summary, title
from ptetui.render.ribbon import ribbon_text
from ptetui.render.spans import UNICODE, Glyphs
from ptetui.render.text import padded
from ptetui.sources.log.explain import Explained, ExplainedWord
from ptetui.sources.log.meaning import Settled
from ptetui.sources.log.verdict import HEALTHY

INDENT = "     "
LONGEST_SHOWN = 400  # characters of a log line that are shown


def explained_json(finding: ExplainedWord) -> dict[str, Any]:
    """The object of one word. Besides the contract: `label`, what the log calls the word, and `damage`."""
    return {
        "line": finding.word.line,
        "source": finding.source,
        "name": finding.word.level,
        "label": finding.word.label,
        "word": _number(finding),
        "layout": finding.layout,
        "kernel": finding.kernel,
        "state": finding.state,
        "type": finding.type,
        "offset": None if finding.offset is None else hex(finding.offset),
        "pfn": None if finding.pfn is None else hex(finding.pfn),
        "agrees": finding.agrees,
        "near": [
            {"bit": bit, "word": hex(offer.word), "state": offer.state}
            for offer in finding.near
            if len(offer.bits) == 1
            for bit in offer.bits
        ],
        "damage": None if finding.verdict.kind == "open" else finding.verdict.kind == "damage",
        "verdict": finding.verdict.sentence,
        "hints": list(finding.verdict.hints),
    }


def report_text(explained: Explained, columns: int = 80, glyphs: Glyphs = UNICODE) -> Iterator[str]:
    """A report: the log's lines, then each word with its ribbon, what it is, and the verdict."""
    for number, line in explained.lines:
        yield f"{number:>7}  {line.strip()[:LONGEST_SHOWN]}"
    yield ""
    for finding in explained.findings:
        yield from _finding_text(finding, explained.settled, columns, glyphs)
    yield ""


def _finding_text(finding: ExplainedWord, settled: Settled, columns: int, glyphs: Glyphs) -> Iterator[str]:
    yield finding_head(finding, settled)
    healthy = finding.verdict.kind == HEALTHY
    if finding.reading is not None and finding.word.level == "pte" and not healthy:
        flipped = sum(1 << bit for bit in finding.near[0].bits) if finding.near else 0
        yield from ribbon_text(finding.reading, columns, glyphs, changed=flipped)
    for note in finding_notes(finding):
        yield from _wrapped(note, columns)


def finding_head(finding: ExplainedWord, settled: Settled) -> str:
    """A word in one line: what the log calls it, the word, layout and kernel, what it is."""
    return f"{finding.word.label:<4} {_number(finding)}  {_where(finding, settled)}  {_state(finding)}".rstrip()


def finding_notes(finding: ExplainedWord) -> Iterator[str]:
    """The verdict, its hints, and the near words, a sentence each."""
    yield finding.verdict.sentence
    yield from finding.verdict.hints
    width = finding.setting.layout.width if finding.setting else 64
    for offer in finding.near:
        yield f"{spell_bits(offer.bits)}: {padded(offer.word, width)} is {offer.state}; {offer.why}"


def spell_bits(bits: Sequence[int]) -> str:
    """ "bit 40", "bits 31, 20"."""
    return f"bit{'s' if len(bits) > 1 else ''} {', '.join(map(str, bits))}"


def _number(finding: ExplainedWord) -> str:
    if finding.setting is not None:
        return padded(finding.word.number, finding.setting.layout.width)
    return f"{finding.word.number:#0{max(8, finding.word.digits) + 2}x}"


def _where(finding: ExplainedWord, settled: Settled) -> str:
    kernel = settled.kernel.text if settled.kernel else "release not in the log"
    layout = finding.layout or "architecture not in the log"
    rule = finding.setting.kernel_rule.partition(": ")[2] if finding.setting and finding.word.level == "pte" else ""
    because = f" ({settled.because or rule})" if settled.because or rule else ""
    note = f" ({settled.kernel.note})" if settled.kernel and settled.kernel.note and settled.covered else ""
    return f"{layout}, {kernel}{note}{because}"


def _state(finding: ExplainedWord) -> str:
    reading = finding.reading
    if finding.word.level == "entry":
        parts = [] if finding.type is None else [f"type {finding.type}, offset {finding.offset:#x}"]
        return " ".join(parts)
    if finding.state == "table":
        return "TABLE" if finding.pfn is None else f"TABLE at frame {finding.pfn:#x}"
    if reading is None:
        return ""
    same = {True: "  = the entry that the kernel printed", False: "  not the entry that the kernel printed"}
    mark = same.get(finding.agrees, "") if finding.agrees is not None else ""
    return f"{title(reading)} {summary(reading)}{mark}"


def _wrapped(sentence: str, columns: int) -> Iterator[str]:
    yield from wrap(sentence, max(30, columns), initial_indent=INDENT, subsequent_indent=INDENT)
