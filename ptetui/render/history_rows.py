"""The gallery of past collisions as rows: the list, one case in full, its damage on a word, step by step."""

from collections.abc import Sequence
from textwrap import wrap

from ptetui.analysis.history import Case, Replayed, Seen, Step
from ptetui.linux.classify import classify
from ptetui.linux.versions import spell
from ptetui.render.jsonlines import padded
from ptetui.render.prose import summary, title
from ptetui.render.ribbon import ASCII, LINES, UNICODE, Marks, Span, draw_row, fold
from ptetui.render.strips import cells, letter, ruler

Row = list[Span]
_LABEL = 16


def case_rows(cases: Sequence[Case], chosen: int, height: int, columns: int) -> tuple[list[Row], int]:
    """The list, scrolled so that the chosen one shows, and the index of its first line."""
    first = max(0, min(chosen - height // 2, len(cases) - height))
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


def told_rows(replayed: Replayed, columns: int) -> list[Row]:
    """What broke and where: effect, the layouts before and after with what moved, what the rule says of both."""
    case = replayed.case
    state = f"fixed in {case.fixed}" if case.fixed else "open"
    name, where = Span(f" {case.id} {case.title} ", "title"), Span(f" {case.arch}, {state}", "head")
    rows: list[Row] = [[name, where]] if len(name.text) + len(where.text) <= columns else [[name], [where]]
    rows += [[Span(f" {line}", "")] for line in wrap(case.effect, max(20, columns - 2))]
    if case.subject:
        rows += [[Span(f" {line}", "dim")] for line in wrap(case.subject, max(20, columns - 2))]
    before, after = replayed.before, replayed.after
    if before is not None:
        rows += _strips(before, after, columns)
        rows += _said("before", case.rule, before, columns)
    if after is not None:
        rows += _said("after", case.rule, after, columns)
    return rows


def _strips(before: Seen, after: Seen | None, columns: int) -> list[Row]:
    """The swap forms of both layouts, one bit a cell, what moved lit; the bits of the witness are marked above."""
    width = before.setting.layout.width
    if columns < width + _LABEL:
        return []
    rows: list[Row] = [[Span(" " * _LABEL, ""), *ruler(width)]]
    one, other = before.setting.swap, after.setting.swap if after is not None else None
    moved = 0
    if other is not None and other.width == width:
        moved = sum(1 << bit for bit in range(width) if letter(one.at(bit), bit) != letter(other.at(bit), bit))
    for name, seen, form in (("before", before, one), ("after", after, other)):
        if seen is not None and form is not None:
            label = f" {name} ({seen.setting.layout.level})"
            rows.append([Span(label.ljust(_LABEL), "head"), *cells(form, width, moved)])
    return rows


def _said(name: str, rule: str, seen: Seen, columns: int) -> list[Row]:
    flagged = seen.word is not None
    word = f"{padded(seen.word, seen.setting.layout.width)}: " if seen.word is not None else ""
    head = f"{name}: {rule} {'✗ flags ' if flagged else '✓ '}{word}"
    lines = wrap(f"{head}{seen.text}", max(20, columns - 2), subsequent_indent="  ")
    return [[Span(f" {line}", "message" if flagged else "good")] for line in lines]


def play_rows(steps: Sequence[Step], at: int, columns: int, ascii_only: bool) -> list[Row]:
    """The step as a ribbon, its bits that differ from the step before marked; what is said of it, and what it is."""
    step = steps[at]
    width = step.setting.layout.width
    before = steps[at - 1] if at and steps[at - 1].setting.layout.width == width else step
    changed = step.word ^ before.word
    reading = classify(step.setting, step.word)
    chosen = fold(width, columns)
    rows: list[Row] = [[Span(f" {at + 1}/{len(steps)} ", "key")]]
    told = wrap(step.caption, max(20, columns - 8))
    rows[0].append(Span(told[0], "head"))
    rows += [[Span(f"     {line}", "head")] for line in told[1:]]
    if chosen is not None:
        wanted = [LINES.index(name) for name in ("ruler", "names", "bits", "bottom")]
        glyphs = ASCII if ascii_only else UNICODE
        for row in range(chosen.rows):
            lines = draw_row(reading, chosen, row, Marks(changed=changed), glyphs)
            rows += [[_lit(span, changed) for span in lines[index]] for index in wanted]
    bad = reading.state in ("malformed", "unknown")
    rows.append([
        Span(f" {title(reading)} ", "wrong" if bad else "title"), Span(f" {summary(reading)}  ", "head"),
        Span(f"{step.setting.layout.name} {step.setting.layout.level} {spell(step.setting.kernel)}", "dim"),
    ])  # fmt: skip
    return rows


def _lit(span: Span, changed: int) -> Span:
    if span.bit >= 0 and span.role.startswith("bit_") and changed >> span.bit & 1:
        return span._replace(role=f"{span.role} changed reverse")
    return span
