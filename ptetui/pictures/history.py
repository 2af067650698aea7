"""A collision of the past: what broke, the layouts before and after the fix, the words that show the damage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.analysis.case import Case, CaseStep, Replayed, RuleResult, played, replay
from ptetui.analysis.case_commits import COMMITS, commit_text
from ptetui.analysis.cases import CASES
from ptetui.linux.classify import classify
from ptetui.linux.versions import spell
from ptetui.pictures.picture import ANY_NUMBER, Names, Picture, Start
from ptetui.pictures.request import Key, Request, blame
from ptetui.render.fitted import Viewport
from ptetui.render.prose import summary, title
from ptetui.render.registers import word_register
from ptetui.render.ribbon import Marks, draw_row, fold
from ptetui.render.rows import window
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.strips import cells, moved_bits, ruler
from ptetui.render.text import padded, sentence_rows, wrapped
from ptetui.render.view import Drawing, Part, View

_NAMED = 3  # columns a bit that symbols need
_LABEL = 16


@dataclass(frozen=True)
class HistoryPicture(Picture):
    """Cases, replayed: before and after the fix."""

    NAME = "history"
    ALIASES = ("cases",)
    ABOUT = "a collision of the past: `ptetui check --history` lists them"
    KEYS = (Key("case", f"`{CASES[0].id}` to `{CASES[-1].id}`"),)
    NAMES = Names("[CASE...]", "cases, or none for all", "case", 0, ANY_NUMBER)

    cases: tuple[Replayed, ...]

    @classmethod
    def of(cls, request: Request) -> "HistoryPicture":
        """Those that are named, else all."""
        known = {case.id: case for case in CASES}
        with blame("case"):
            names = request.text("case").split() or (list(known) if request.default else [""])
            for name in names:
                if name not in known:
                    raise ValueError(f"{name!r} is not known; cases are {', '.join(known)}")
        return cls(tuple(replay(known[name], request.catalog) for name in names))

    @property
    def replayed(self) -> Replayed:
        """The case; the first where there are several."""
        return self.cases[0]

    @property
    def title(self) -> str:
        """The case, or how many."""
        case = self.replayed.case
        return f"{case.id} {case.title}" if len(self.cases) == 1 else f"{len(self.cases)} collisions of the past"

    def data(self) -> dict[str, Any]:
        """What `check --history --json` prints."""
        return {"cases": [past_json(replayed) for replayed in self.cases]}

    def start(self) -> Start:
        """The gallery of cases, on the case."""
        step = played(self.replayed)[0]
        return Start("history", step.setting, step.word)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """What broke, and the words of it; the layouts before and after, and the verdicts, if there is room."""
        if len(self.cases) > 1:
            return case_rows([known.case for known in self.cases], 0, viewport.lines, viewport.columns)[0]
        above = effect_rows(self.replayed, viewport.columns)
        steps = played(self.replayed)
        below: list[Row] = []
        for step in range(len(steps) - 1, -1, -1):
            rows = case_step_rows(steps, step, viewport.columns, viewport.glyphs)
            if below and len(above) + len(rows) + len(below) > viewport.lines:
                break
            below = [*rows, *below]
        if len(above) + len(below) > viewport.lines:
            above = effect_rows(self.replayed._replace(before=None, after=None), viewport.columns)
        return [*above, *below]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """A part a case."""
        return View(self.title, tuple(_part(replayed, columns, glyphs) for replayed in self.cases))


def _part(replayed: Replayed, columns: int, glyphs: Glyphs) -> Part:
    steps, case = played(replayed), replayed.case
    rows = [row for at in range(len(steps)) for row in ([], *case_step_rows(steps, at, columns, glyphs))]
    drawing = Drawing([*effect_rows(replayed, columns), *rows], f"the damage of {case.id}")
    registers = tuple(
        word_register(f"{case.id} {at}: {step.setting.layout.name}", step.reading) for at, step in enumerate(steps, 1)
    )
    return Part(case.id, (drawing,), registers)


def case_rows(cases: Sequence[Case], chosen: int, height: int, columns: int) -> tuple[list[Row], int]:
    """The list, scrolled so that the chosen one shows, and the index of its first line."""
    first = window(chosen, height, len(cases))
    rows: list[Row] = []
    for index in range(first, min(first + height, len(cases))):
        case = cases[index]
        here = index == chosen
        fixed = f"{case.fixed:>5}" if case.fixed else " open"
        text = f"{case.id} {fixed}  {case.title}"
        where = f"  {case.arch}" if len(text) + len(case.arch) + 6 <= columns else ""
        rows.append([
            Span("▶" if here else " ", "key"),
            Span(f"{case.rule or '-':4}", "wrong" if not case.fixed else "dim"),
            Span(text, "row head" if here else ""),
            Span(where, "dim"),
        ])  # fmt: skip
    return rows, first


def effect_rows(replayed: Replayed, columns: int) -> list[Row]:
    """What broke and where: effect, the layouts before and after with what moved, the rule's verdict on both."""
    case = replayed.case
    state = f"fixed in {case.fixed}" if case.fixed else "open"
    name, where = Span(f" {case.id} {case.title} ", "title"), Span(f" {case.arch}, {state}", "head")
    rows: list[Row] = [[name, where]] if len(name.text) + len(where.text) <= columns else [[name], [where]]
    rows += sentence_rows(case.effect, columns)
    if case.subject:
        rows += sentence_rows(case.subject, columns, "dim")
    if commit := commit_text(case.id):
        rows += sentence_rows(commit, columns, "dim")
    before, after = replayed.before, replayed.after
    if before is not None:
        rows += _strips(before, after, columns)
        rows += _verdict_rows("before", case.rule, before, columns)
    if after is not None:
        rows += _verdict_rows("after", case.rule, after, columns)
    return rows


def _strips(before: RuleResult, after: RuleResult | None, columns: int) -> list[Row]:
    """The swap forms of both layouts, one bit a cell, what moved lit; the bits of the witness are marked above."""
    width = before.setting.layout.width
    if columns < width + _LABEL:
        return []
    rows: list[Row] = [[Span(" " * _LABEL, ""), *ruler(width)]]
    one, other = before.setting.swap, after.setting.swap if after is not None else None
    moved = moved_bits(one, other) if other is not None else 0
    for name, seen, form in (("before", before, one), ("after", after, other)):
        if seen is not None and form is not None:
            label = f" {name} ({seen.setting.layout.level})"
            rows.append([Span(label.ljust(_LABEL), "head"), *cells(form, width, moved or None)])
    return rows


def _verdict_rows(name: str, rule: str, seen: RuleResult, columns: int) -> list[Row]:
    flagged = seen.word is not None
    word = f"{padded(seen.word, seen.setting.layout.width)}: " if seen.word is not None else ""
    head = f"{name}: {rule} {'✗ finds ' if flagged else '✓ '}{word}"
    lines = wrapped(f"{head}{seen.text}", columns - 2, "  ")
    return [[Span(f" {line}", "message" if flagged else "good")] for line in lines]


def case_caption(steps: Sequence[CaseStep], at: int, columns: int) -> list[Row]:
    """Which step it is, and what happened."""
    caption, *more = wrapped(steps[at].caption, columns - 8)
    first: Row = [Span(f" {at + 1}/{len(steps)} ", "key"), Span(caption, "head")]
    return [first, *([Span(f"     {line}", "head")] for line in more)]


def case_step_rows(steps: Sequence[CaseStep], at: int, columns: int, glyphs: Glyphs) -> list[Row]:
    """The caption of a step, its word with the bits that differ from the step before marked, its meaning."""
    step = steps[at]
    width = step.setting.layout.width
    before = steps[at - 1] if at and steps[at - 1].setting.layout.width == width else step
    changed = step.word ^ before.word
    reading = step.reading
    chosen = fold(width, columns)
    if chosen is not None and chosen.cell < _NAMED and chosen.per_row > 32:
        chosen = fold(width, columns, 1)  # two rows of bits with names that can be read
    rows = case_caption(steps, at, columns)
    if chosen is not None:
        for row in range(chosen.rows):
            drawn = draw_row(reading, chosen, row, Marks(changed=changed), glyphs, whole=False)
            rows += (drawn.ruler, drawn.names, drawn.bits, drawn.bottom)
    bad = reading.state in ("malformed", "unknown")
    rows.append([
        Span(f" {title(reading)} ", "wrong" if bad else "title"), Span(f" {summary(reading)}  ", "head"),
        Span(f"{step.setting.layout.name} {step.setting.layout.level} {spell(step.setting.kernel)}", "dim"),
    ])  # fmt: skip
    return rows


# ---------------------------------------------------------------------------------------------- text and JSON


def past_json(replayed: Replayed) -> dict[str, Any]:
    """One line of `check --history --json`."""
    case = replayed.case
    return {
        "id": case.id,
        "title": case.title,
        "arch": case.arch,
        "fixed": case.fixed or None,
        "subject": case.subject,
        "commits": list(COMMITS.get(case.id, ())),
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


def _seen_json(seen: RuleResult | None) -> dict[str, Any] | None:
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
            yield f"     {name}: {case.rule} {'finds ' if seen.word is not None else ''}{word}{seen.text}"
    for step in replayed.steps:
        reading = classify(step.setting, step.word)
        meaning = " ".join(part for part in (reading.state, summary(reading)) if part)
        yield f"     {padded(step.word, step.setting.layout.width)}  {meaning}   {step.caption}"
    if case.subject:
        yield f"     {case.subject}"
    if commit := commit_text(case.id):
        yield f"     {commit}"
