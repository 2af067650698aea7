"""Collisions as a view: a table of all findings, then each layout's with its swap entries and the sentences."""

import re
from collections.abc import Iterator, Sequence

from ptetui.analysis.collisions import Finding, check_history
from ptetui.analysis.diff_layouts import spell_runs
from ptetui.analysis.select import all_aliases, chosen, covering
from ptetui.linux.catalog import CatalogError, newest
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.render.findings import Joined, joined, spans, verdict_lines
from ptetui.render.jsonlines import padded
from ptetui.render.ribbon import Span
from ptetui.render.strips import cells, ruler
from ptetui.render.view import Drawing, Part, Row, Table, View, Wanted, Words

_HEADER = ("layout", "kernels", "rule", "verdict", "read as / made as", "bits", "such as")
_CELLS = 64


def collisions_view(wanted: Wanted) -> View:
    """The findings of the layouts named, or of all. CatalogError for a layout that is not known or cannot be read."""
    errors: list[str] = []
    rows: list[tuple[str, ...]] = []
    parts: list[Part] = []
    hit = clean = 0
    for history, kernel in chosen(wanted.catalog, wanted.names, wanted.kernel, errors):
        findings = check_history(history, kernel, [wanted.config] if wanted.config != Config() else [])
        together = joined(findings)
        rows += [_row(one) for one in together]
        if together:
            shown = covering(history, kernel) if kernel else history
            parts += _parts(shown, findings, together, wanted)
        hit, clean = hit + bool(together), clean + (not together)
    if errors:
        raise CatalogError(errors[0])
    said = f"{hit} of {hit + clean} page-table levels have words that two states share; the others have none"
    first = Part("", (Words((said,)), *([Table(_HEADER, tuple(rows))] if rows else [])))
    return View("words made as one state and read as another", (first, *parts))


def _row(one: Joined) -> tuple[str, ...]:
    finding = one.last
    word = padded(finding.witness, finding.layout.width)
    bits = spell_runs(spans(finding.bits))
    return (_named(finding.layout), one.span, finding.rule, finding.verdict, one.subject, bits, word)


def _named(layout: Layout) -> str:
    return layout.name if layout.level == "pte" else f"{layout.name} ({layout.level})"


def _parts(
    shown: Sequence[Layout], findings: Sequence[Finding], together: list[Joined], wanted: Wanted
) -> Iterator[Part]:  # fmt: skip
    """The swap entries with the bits of each finding lit, then a part with the sentences of each."""
    wide = max(_CELLS, *(one.last.layout.width for one in together))
    label = max(len(f"{one.last.rule} {one.span}") for one in together) + 1
    rows: list[Row] = [[Span(" " * label, ""), *ruler(wide)]]
    for one in together:
        form, lit = one.last.layout.swap, one.last.bits
        name = f"{one.last.rule} {one.span}".ljust(label)
        rows.append([Span(name, "wrong" if one.last.verdict == "collision" else "head"), *cells(form, wide, lit)])
        rows.append([Span(" " * label, ""), *_under(lit, wide)])
    setting = Setting(shown[-1], wanted.kernel or newest(shown[-1]), wanted.config)
    lines = verdict_lines(shown, findings, len(all_aliases(setting, wanted.catalog)))
    drawing = Drawing(rows, f"bits of the shared words in swap entries of {shown[-1].name}")
    heading, *told = lines
    yield Part(re.sub(" {2,}", ", ", heading), (drawing,))
    paragraphs: list[list[str]] = []
    for line in told:  # the first of a finding is indented by two columns, what it says by more
        if line.startswith("   "):
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([" ".join(line.split())])
    yield from (Part(first, (Words(tuple(rest)),)) for first, *rest in paragraphs)


def _under(lit: int, wide: int) -> Row:
    marks = "".join("▲" if lit >> bit & 1 else " " for bit in range(wide - 1, -1, -1))
    return [Span(marks, "changed")]
