"""What large terminals show besides: the timeline beside the field table, the word under the other forms below it."""

from functools import lru_cache

from ptetui.analysis.diff_layouts import spell_runs
from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.render.jsonlines import padded
from ptetui.render.prose import title
from ptetui.render.ribbon import ASCII, LINES, UNICODE, Fold, Span, draw_row
from ptetui.schema.fields import Form
from ptetui.tui.desk import Desk
from ptetui.tui.rows import Row

_NAMES = LINES.index("names")
LEAST_TIMELINE = 48  # columns


def timeline_rows(desk: Desk, height: int, width: int) -> tuple[list[Row], int]:
    """The steps of the recording, or the edits, around the present one, and the index of the first that is shown."""
    moments = desk.recording.steps if desk.recording else desk.moments
    here = desk.step if desk.recording else desk.index
    room = max(1, height - 1)
    first = max(0, min(here - room // 2, len(moments) - room))
    rows = [[Span("│  ", "border"), Span("steps" if desk.recording else "changes", "head dim")]]
    for index in range(first, min(first + room, len(moments))):
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


def beside(left: list[Row], right: list[Row], column: int) -> list[Row]:
    """Two lists of rows side by side, the right one from a column on."""
    made = []
    for line in range(max(len(left), len(right))):
        row = left[line] if line < len(left) else []
        used = sum(len(span.text) for span in row)
        made.append([*row, Span(" " * (column - used), ""), *(right[line] if line < len(right) else [])])
    return made


def cut(row: Row, columns: int) -> Row:
    """A row in at most so many columns."""
    made: Row = []
    for span in row:
        if columns <= 0:
            break
        made.append(span._replace(text=span.text[:columns]))
        columns -= len(span.text)
    return made


def other_forms(reading: Reading, fold: Fold, height: int, ascii_only: bool) -> list[Row]:
    """The names of the word's bits under the forms that it is not, bit under bit, and what tells them apart."""
    rows: list[Row] = []
    for form in reading.setting.forms:
        lines = 1 + fold.rows
        if form.name == reading.form.name or len(rows) + lines + 2 > height:
            continue
        wrong = form.wrong(reading.word)
        mask = sum(field.mask for field in wrong)
        told = [f"{field.name} {spell_runs(field.spans)} would have to be {field.fixed:#x}" for field in wrong[:3]]
        why = ", ".join(told) or "its constants fit, too: the kernel tests another form first"
        rows.append([Span(f" {form.name} ", "head"), Span(f"{why}", "dim")])
        for names in _names(reading.setting, form, fold, ascii_only):
            rows.append(
                [
                    span._replace(role="fixed apart") if mask >> span.bit & 1 and span.role == "fixed" else span
                    for span in names
                ]
            )
    return [[], [Span(" the same bits in the other forms", "head dim")], *rows] if rows else []


@lru_cache(maxsize=64)
def _names(setting: Setting, form: Form, fold: Fold, ascii_only: bool) -> list[Row]:
    reading = Reading(setting, form.blank, form, form.role)
    glyphs = ASCII if ascii_only else UNICODE
    return [draw_row(reading, fold, row, glyphs=glyphs)[_NAMES] for row in range(fold.rows)]
