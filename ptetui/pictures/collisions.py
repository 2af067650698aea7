"""Collisions: words that are encoded as one state and decoded as another; one finding, or the findings of layouts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ptetui.analysis.chosen_layouts import all_aliases, chosen, covering
from ptetui.analysis.collisions import Finding, check, check_history
from ptetui.linux.catalog import Catalog, CatalogError, newest
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import Version
from ptetui.pictures.findings import Joined, finding_json, joined, status, verdict_lines
from ptetui.pictures.picture import ANY_NUMBER, Names, Picture, Start
from ptetui.pictures.request import LAYOUTS, LEVEL, SETTING, Key, Request, blame
from ptetui.pictures.witness import drawn_rows, finding_setting, witness_rows
from ptetui.render.fitted import Viewport, heading
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.strips import cells, ruler
from ptetui.render.text import padded
from ptetui.render.view import Drawing, Part, Table, View, Words
from ptetui.schema.bits import runs_of, spell_runs
from ptetui.schema.fields import Field

_HEADER = ("layout", "kernels", "rule", "verdict", "read as / made as", "bits", "such as")
_CELLS, _MOST_MARKED = 64, 16
_LINES = 12  # of a word in both readings, in a file


class Checked(NamedTuple):
    """The ranges of a layout at one level, the kernel that is asked for (None for all), and what was found."""

    layouts: Sequence[Layout]
    kernel: Version | None
    findings: Sequence[Finding]


@dataclass(frozen=True)
class CollisionsPicture(Picture):
    """One finding, or all findings of `checked`."""

    NAME = "collisions"
    ABOUT = "a word that is made as one state and read as another"
    KEYS = (
        *SETTING, LEVEL, Key("rule", "a rule of `ptetui check` and, if need be, a state: `R3 migration_read`"), LAYOUTS,
    )  # fmt: skip
    NAMES = Names("[LAYOUT...]", "layouts, or none for all", "layouts", 0, ANY_NUMBER)

    catalog: Catalog
    config: Config
    checked: tuple[Checked, ...] = ()
    finding: Finding | None = None

    @classmethod
    def of(cls, request: Request) -> "CollisionsPicture":
        """A finding of a layout by its rule; all findings where `layouts` names some, and on the command line."""
        config = request.config()
        if "layouts" not in request.values and request.default is None:
            findings = check(request.setting())
            with blame("rule"):
                return cls(request.catalog, config, (), _finding(findings, request.text("rule").split()))
        errors: list[str] = []
        with blame("layouts"):
            levels = list(chosen(request.catalog, request.text("layouts").split(), request.kernel(), errors))
        if errors:
            raise CatalogError(errors[0])
        configs = [config] if config != Config() else []
        checked = (Checked(history, kernel, check_history(history, kernel, configs)) for history, kernel in levels)
        return cls(request.catalog, config, tuple(checked))

    @property
    def title(self) -> str:
        """What collisions are."""
        return "words made as one state and read as another"

    def fields(self) -> Iterable[Field]:
        """The fields of all forms of the finding's layout."""
        return (field for form in self.finding.layout.forms for field in form.fields) if self.finding else ()

    def data(self) -> dict[str, Any]:
        """The findings, as `check --json` prints them."""
        findings = [self.finding] if self.finding else [finding for one in self.checked for finding in one.findings]
        return {"findings": [finding_json(finding) for finding in findings]}

    def start(self) -> Start | None:
        """Collisions, on the witness."""
        finding = self.finding
        return Start("collisions", finding_setting(finding), finding.witness) if finding else None

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The witness under the form it was made in and the one it is read in, and what comes of it."""
        finding = self.finding
        if finding is None:
            return super().rows(viewport, lit)
        rest = viewport._replace(lines=viewport.lines - 1)
        return [heading(finding_setting(finding), finding.witness), *witness_rows(finding, rest, lit)]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """A table of all findings, then each layout's with its swap entries and the sentences."""
        if self.finding is not None:
            return super().view(columns, glyphs)
        rows: list[tuple[str, ...]] = []
        parts: list[Part] = []
        hit = 0
        for one in self.checked:
            together = joined(one.findings)
            rows += map(_table_row, together)
            hit += bool(together)
            if together:
                shown = covering(one.layouts, one.kernel) if one.kernel else one.layouts
                parts += self._parts(one._replace(layouts=shown), together, Viewport(columns, _LINES, glyphs))
        total = f"{hit} of {len(self.checked)} page-table levels have words that two states share; the others have none"
        first = Part("", (Words((total,)), *([Table(_HEADER, tuple(rows))] if rows else [])))
        return View(self.title, (first, *parts))

    def _parts(self, one: Checked, together: Sequence[Joined], viewport: Viewport) -> Iterator[Part]:
        """The swap entries with the bits of each finding lit, then a part with the sentences of each.

        The word of a collision is drawn as it was made and as it is read.
        """
        layout = one.layouts[-1]
        setting = Setting(layout, one.kernel or newest(layout), self.config)
        aliases = len(all_aliases(setting, self.catalog))
        first, *lines = verdict_lines(one.layouts, one.findings, aliases)
        drawing = Drawing(_strips(together), f"bits of the shared words in swap entries of {layout.name}")
        yield Part(re.sub(" {2,}", ", ", first), (drawing,))
        paragraphs: list[list[str]] = []
        for line in lines:  # the first of a finding is indented by two columns, its other lines by more
            if line.startswith("   "):
                paragraphs[-1].append(line.strip())
            else:
                paragraphs.append([" ".join(line.split())])
        for finding, (headline, *rest) in zip((one.last for one in together), paragraphs, strict=True):
            drawn = drawn_rows(finding, viewport) if finding.verdict == "collision" else []
            word = padded(finding.witness, finding.layout.width)
            both = [Drawing(drawn, f"{word} as it was made and as it is read")] if drawn else []
            yield Part(headline, (*both, Words(tuple(rest))))


def _finding(findings: Sequence[Finding], words: Sequence[str]) -> Finding:
    """The first finding of a rule, and of the state it was made as if that is named."""
    rule, states = words[0] if words else "", set(words[1:])
    fitting = (
        finding
        for finding in findings
        if rule in ("", finding.rule) and states <= {*finding.states, finding.written, finding.read}
    )
    finding = next(fitting, None)
    if finding is None:
        known = "; ".join(f"{finding.rule} {finding.written}" for finding in findings) or "none"
        raise ValueError(f"no finding {' '.join(words) or 'at all'}; there are {known}")
    return finding


def _table_row(one: Joined) -> tuple[str, ...]:
    finding = one.last
    word = padded(finding.witness, finding.layout.width)
    bits = spell_runs(runs_of(finding.bits))
    layout = finding.layout
    name = layout.name if layout.level == "pte" else f"{layout.name} ({layout.level})"
    verdict = finding.verdict if status(finding) == finding.verdict else f"collision, {status(finding)}"
    read, _, states = one.subject.partition(" / ")
    first, *others = states.split(", ")
    subject = f"{read} / {first}" + (f" and {len(others)} more" if others else "")
    return (name, one.span, finding.rule, verdict, subject, bits, word)


def _strips(together: Sequence[Joined]) -> list[Row]:
    """The swap entries of the findings, their shared bits in colour; few are marked one by one."""
    wide = max(_CELLS, *(one.last.layout.width for one in together))
    label = max(len(f"{one.last.rule} {one.span}") for one in together) + 1
    rows: list[Row] = [[Span(" " * label, ""), *ruler(wide)]]
    for one in together:
        form, lit = one.last.layout.swap, one.last.bits
        hurt = one.last.verdict == "collision"
        name = f"{one.last.rule} {one.span}".ljust(label)
        rows.append([Span(name, "wrong" if hurt else "head"), *cells(form, wide, lit)])
        if lit.bit_count() <= _MOST_MARKED:
            marks = "".join("▲" if lit >> bit & 1 else " " for bit in range(wide - 1, -1, -1))
            rows.append([Span(" " * label, ""), Span(marks.rstrip(), "changed")])
    return rows
