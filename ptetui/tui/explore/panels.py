"""What large terminals show besides: the timeline beside the field table, the word under the other forms below it."""

from functools import lru_cache

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.render.prose import title
from ptetui.render.ribbon import LINES, Fold, draw_row
from ptetui.render.rows import window
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import padded
from ptetui.schema.bits import spell_runs
from ptetui.schema.fields import Field, Form
from ptetui.tui.desk import Desk

_NAMES = LINES.index("names")
LEAST_TIMELINE = 48  # columns


def moment_rows(desk: Desk, height: int, width: int) -> tuple[list[Row], int]:
    """The steps of the recording, or the edits, around the present one, and the index of the first that is shown."""
    moments = desk.recording.steps if desk.recording else desk.moments
    here = desk.step if desk.recording else desk.index
    lines = max(1, height - 1)
    first = window(here, lines, len(moments))
    rows = [[Span("│  ", "border"), Span("steps" if desk.recording else "changes", "head dim")]]
    for index in range(first, min(first + lines, len(moments))):
        moment = moments[index]
        reading = moment.reading
        number = index + 1 if desk.recording else index
        text = f"{number:3}  {title(reading):9}  {moment.event or 'start'}"
        if len(text) + 24 < width:
            text = f"{number:3}  {title(reading):9}  {padded(moment.word, desk.width)}  {moment.event or 'start'}"
        mark = "›" if index == here else " "
        rows.append(
            [Span("│", "border"), Span(f"{mark} ", "key"), Span(text[: width - 4], "row" if index == here else "")]
        )
    return rows, first


def other_forms(reading: Reading, fold: Fold, height: int, glyphs: Glyphs) -> list[Row]:
    """The names of the word's bits under the forms that it is not, bit under bit, and what tells them apart."""
    rows: list[Row] = []
    for form in reading.setting.forms:
        named = len(form.fields) > 1  # else the reason says it all
        lines = 1 + fold.rows * named
        if form.name == reading.form.name or len(rows) + lines + 2 > height:
            continue
        wrong = form.wrong(reading.word)
        mask = sum(field.mask for field in wrong)
        differing = [f"{field.name} ({_bits(field)}) is not {field.fixed:#x}" for field in wrong[:3]]
        why = ", ".join(differing) or "its constants fit; the kernel tests another form first"
        label = [Span(f" not {form.name}: " if differing else f" {form.name}: ", "head"), Span(why, "dim")]
        rows.append(label)
        if named:
            rows += [[_lit_name(span, mask) for span in names] for names in _names(reading.setting, form, fold, glyphs)]
    return [[], [Span(" the same bits in the other forms", "head dim")], *rows] if rows else []


def _bits(field: Field) -> str:
    return f"bit{'s' if field.width > 1 else ''} {spell_runs(field.spans)}"


def _lit_name(span: Span, mask: int) -> Span:
    """A name without a value; one that tells the forms apart is lit."""
    plain = span.role.partition(" ")[0]
    return span._replace(role="key here" if plain == "fixed" and mask >> span.bit & 1 else plain)


@lru_cache(maxsize=64)
def _names(setting: Setting, form: Form, fold: Fold, glyphs: Glyphs) -> list[Row]:
    reading = Reading(setting, form.blank, form, form.role)
    return [draw_row(reading, fold, row, glyphs=glyphs, whole=False)[_NAMES] for row in range(fold.rows)]
