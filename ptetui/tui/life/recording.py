"""A recorded step under the predicted one: bit under bit, marked where they differ or the model leaves a bit open."""

from collections.abc import Sequence
from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.life.events import events
from ptetui.linux.life.seen import pagemap_known, pagemap_of
from ptetui.linux.pagemap import spell_flags
from ptetui.render.prose import summary, title
from ptetui.render.ribbon import Fold, Marks, draw_row, fold
from ptetui.render.rows import cut_row, side_by_side
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import padded
from ptetui.sources.live.own_page import pagemap_check
from ptetui.sources.predictions import Comparison, predict
from ptetui.sources.replay import Recording
from ptetui.tui.life.diagram import state_rows
from ptetui.tui.life.nodes import Where, nodes
from ptetui.tui.life.rows import SHORT_RIBBON, name_lines

RECORDING_LABEL = 10  # columns to the right of the ribbon
RECORDED_RIBBON = SHORT_RIBBON + 2  # lines a row of bits: what was seen, what differs
_TWO_COLUMNS = 180  # columns from which these stand in two
_HISTORY = 4  # lines from which the steps around are listed


def followed(recording: Recording) -> tuple[tuple[Comparison, ...], str]:
    """What the model says of each step, and a line about it; nothing where it cannot follow."""
    try:
        return tuple(predict(recording)), "the recording beside the model: n/p step, space continues with the model"
    except ValueError as error:
        return (), f"the model cannot follow this recording: {error}"


def least_lines_of(comparison: Comparison, columns: int) -> int:
    """Lines that the ribbons of a step need, and what stands around them."""
    folded = fold(comparison.step.setting.layout.width, columns - RECORDING_LABEL)
    return 9 + (RECORDED_RIBBON * folded.rows if folded else 0)


def compared_rows(
    comparison: Comparison, folded: Fold, upright: bool, glyphs: Glyphs, below: str = "recorded"
) -> list[Row]:  # fmt: skip
    """Ruler, names, the model's bits, those that were seen, open bits as ?; below them what differs (▲)."""
    step = comparison.step
    ours = classify(step.setting, comparison.predicted)
    pair = WordPair(ours, step.reading, comparison.unknown, comparison.differs)
    return word_pair_rows(pair, folded, upright, glyphs, below)


class WordPair(NamedTuple):
    """The model's word and the one that was seen; bits that the model leaves `open`, that the reader may not know."""

    ours: Reading
    seen: Reading
    open: int
    differs: int
    hidden: int = 0


def word_pair_rows(pair: WordPair, folded: Fold, upright: bool, glyphs: Glyphs, below: str) -> list[Row]:
    """Two words bit under bit; `below` names the second."""
    rows: list[Row] = []
    for row in range(folded.rows):
        ours = draw_row(pair.ours, folded, row, Marks(open=pair.open), glyphs, whole=upright)
        seen = draw_row(pair.seen, folded, row, Marks(open=pair.hidden), glyphs)
        rows += [
            ours.ruler,
            *name_lines(ours, upright, glyphs),
            [*(_lit(span, pair.differs) for span in ours.bits), Span(" model", "head")],
            [*(_lit(span, pair.differs) for span in seen.bits), Span(f" {below}", "head")],
            _marks(pair.differs, folded, row, glyphs.changed),
        ]
    return rows


def _lit(span: Span, differs: int) -> Span:
    lit = span.role.startswith("bit_") and differs >> span.bit & 1
    return span._replace(role=f"{span.role} wrong") if lit else span


def _marks(mask: int, folded: Fold, row: int, mark: str) -> Row:
    high, low = folded.span_of(row)
    marks: Row = []
    for bit in range(high, low - 1, -1):
        differs = mask >> bit & 1
        text = mark if differs else " "
        marks.append(Span(" " + text.center(folded.cell - 1), "wrong" if differs else "dim"))
    return marks


def recording_rows(compared: Sequence[Comparison], at: int, columns: int, lines: int) -> list[Row]:
    """Below the ribbon: the step, the states with what the model says could happen now, the verdict on all steps."""
    comparison = compared[at]
    page, setting = comparison.page, comparison.step.setting
    rows = _step_rows(comparison, at, len(compared))
    left = lines - len(rows)
    before = next(
        (other.page.state for other in reversed(compared[:at]) if other.step.page == comparison.step.page), None
    )
    if left > 6:
        rows.append([])
    states = nodes(Where(page, page.state, None, before), events(page, setting), setting)
    rows += state_rows(states, columns, left)[: max(0, left)]
    if left > 8:
        differ = sum(bool(other.differs) for other in compared)
        hint = "space: continue from here with the model"
        rows += [[], [Span(f" {len(compared)} steps predicted, {differ} differ. ", "head"), Span(hint, "dim")]]
    spare = lines - len(rows)
    return [*rows, *history_rows(compared, at, spare, columns)] if spare > _HISTORY else rows


def history_rows(steps: Sequence[Comparison], at: int, height: int, columns: int = 0) -> list[Row]:
    """The steps around one, in two columns where there is room: what was called, whether it differs, the word."""
    if height < 2:
        return []
    rows: list[Row] = [[Span(" steps  ", "head dim"), Span("n/p step, g jumps", "dim")]]
    across = 2 if columns >= _TWO_COLUMNS else 1
    count = across * (height - 1)
    first = max(0, min(at - count // 2, len(steps) - count))
    listed: list[Row] = []
    for number in range(first, min(len(steps), first + count)):
        step = steps[number]
        here = number == at
        listed.append([
            Span(f" {number + 1:4} ", "key" if here else "dim"),
            Span(f"{', '.join(step.step.calls)[:40]:40} ", "title" if here else "head"),
            Span(" differs ", "wrong") if step.differs or pagemap_check(step).differs else Span(" ✓ ", "good"),
            Span(f"{padded(step.step.word, step.step.setting.layout.width)} ", "number"),
            Span(f"{title(step.step.reading)}  {step.step.note}", ""),
        ])  # fmt: skip
    left = [cut_row(row, columns // 2 - 1) for row in listed[: height - 1]] if across > 1 else listed
    return [*rows, *(side_by_side(left, listed[height - 1 :], columns // 2) if across > 1 else left)]


def _step_rows(comparison: Comparison, number: int, total: int) -> list[Row]:
    """The step, what was called, what the model says of it, and the verdict."""
    step = comparison.step
    return [
        [Span(f" step {number + 1}/{total} ", "key"), Span(f" {step.event}: ", "head"), Span(step.about, "")],
        [Span(f" {', '.join(step.calls)}", "good"), Span(f"  page {step.page}", "dim")],
        [Span(f" {title(step.reading)} ", "title"), Span(f" {summary(step.reading)} ", "head")],
        *difference_rows(comparison, "recording"),
        recorded_pagemap_row(comparison, "recorded"),
    ]


def difference_rows(comparison: Comparison, seen: str = "kernel") -> list[Row]:
    """The verdict; what differs, field by field; what the model leaves open, and what was seen there."""
    width = comparison.step.setting.layout.width
    if comparison.differs:
        fields = ", ".join(_values(comparison, comparison.differs))
        verdict = Span(f" differs in {padded(comparison.differs, width)}: {fields} ", "wrong")
    else:
        verdict = Span(f" ✓ all {comparison.known.bit_count()} predicted bits match the {seen}", "good")
    left = ", ".join(f"{name} ({mask.bit_count()} bits)" for name, mask in comparison.open)
    row = [verdict, Span(f"; open: {left}" if left else "", "dim")]
    return [row]


def _values(comparison: Comparison, mask: int) -> list[str]:
    """The fields of these bits with what was predicted and what was seen."""
    model, seen = classify(comparison.step.setting, comparison.predicted), comparison.step.reading
    if model.form is not seen.form:
        return [f"predicted {title(model)}, found {title(seen)}"]
    return [
        f"{field.name} predicted {field.get(comparison.predicted):#x}, found {field.get(comparison.step.word):#x}"
        for field in seen.fields
        if field.mask & mask
    ]


def recorded_pagemap_row(comparison: Comparison, seen: str = "kernel") -> Row:
    """The pagemap word as the model has it, and as it was read."""
    step = comparison.step
    ours = pagemap_of(comparison.page, step.setting)
    row = [Span(" pagemap ", "dim"), Span(f"{padded(ours, 64)} ", "number")]
    if step.recorded is None:
        return [*row, Span(spell_flags(ours), "")]
    known = pagemap_known(comparison.page, step.setting)
    wrong = (ours ^ step.recorded) & known
    row.append(Span(f"{seen} {padded(step.recorded, 64)} ", "number"))
    flags = spell_flags(step.recorded)
    return [*row, Span(f"differs in {wrong:#x} {spell_flags(wrong)}", "wrong") if wrong else Span(f"✓ {flags}", "good")]
