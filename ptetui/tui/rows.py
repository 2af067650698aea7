"""The text around the ribbon as rows of spans: top line, what the word is, the field table, the steps, the keys."""

from ptetui.analysis.diff_layouts import spell_runs
from ptetui.linux.pagemap import spell_flags
from ptetui.linux.versions import spell
from ptetui.render.jsonlines import padded
from ptetui.render.prose import inversion_step, letter_string, sentence, summary, title, value_text
from ptetui.render.ribbon import Span, role
from ptetui.render.steps import agreement
from ptetui.schema.fields import Field
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.actions import available
from ptetui.tui.desk import Desk

Row = list[Span]


def top_row(desk: Desk) -> Row:
    """Layout, kernel, configuration, word, place in the history."""
    setting = desk.setting
    return [
        Span(" ptetui ", "bar_key"),
        Span(f" {setting.layout.name}", "head"),
        Span(f" · kernel {spell(setting.kernel)} · ", ""),
        Span(padded(desk.now.word, desk.width), "head"),
        Span(f" · change {desk.index} of {len(desk.moments) - 1} · config {setting.config}", ""),
    ]


def state_rows(snapshot: Snapshot) -> list[Row]:
    """What it is: the state in large, facts, one sentence, the step of an inversion, the pagemap word."""
    reading = snapshot.reading
    bad = "wrong" if reading.state in ("malformed", "unknown") else "title"
    rows = [
        [
            Span(f"  {' '.join(title(reading).replace(' ', '  '))}  ", bad),
            Span(f"  {summary(reading)}  ", "head"),
            Span(letter_string(reading), "key"),
        ],
        [Span(f" {sentence(reading)}", "")],
    ]
    step = inversion_step(reading)
    rows.append([Span(f" {step}", "offset")] if step else _changed_row(snapshot))
    pagemap = [Span(" pagemap ", "dim"), Span(padded(snapshot.pagemap, 64), "number")]
    pagemap.append(Span(f" {spell_flags(snapshot.pagemap)}", ""))
    if snapshot.recorded is not None:
        verdict = "wrong" if snapshot.mismatch else "good"
        pagemap += [Span("  seen ", "dim"), Span(f"{padded(snapshot.recorded, 64)} {agreement(snapshot)}", verdict)]
    return [*rows, pagemap]


def _changed_row(snapshot: Snapshot) -> Row:
    return [Span(f" {snapshot.changed.bit_count()} bits changed" if snapshot.changed else "", "dim")]


def cursor_row(desk: Desk) -> Row:
    """The field under the cursor, in full."""
    field = desk.field
    value = value_text(field, desk.now.word)
    option = f" [{field.option}]" if field.option else ""
    return [
        Span(f" bit {desk.cursor} ", "key"),
        Span(f"{field.name} ", f"{role(field)} head"),
        Span(f"{spell_runs(field.spans)} = {value}{_fixed_note(field, desk.now.word)}  ", ""),
        Span(f"{field.macro} ", "dim"),
        Span(f"{field.meaning}{option}", ""),
    ]


def _fixed_note(field: Field, word: int) -> str:
    if field.kind != "fixed":
        return ""
    return f" (must be {field.fixed:#x})" if field.get(word) != field.fixed else " (fixed)"


def table_rows(desk: Desk, height: int, active: bool) -> tuple[list[Row], int]:
    """The field table, scrolled so that the cursor's row shows, and the index of its first field."""
    fields = desk.fields
    here = fields.index(desk.field)
    room = max(1, height - 1)
    first = max(0, min(here - room // 2, len(fields) - room))
    cells = [_cells(field, desk.now.word) for field in fields]
    widths = [max(len(row[column]) for row in [_HEADER, *cells]) for column in range(5)]
    marker = "▶" if active else "·"
    rows = [[Span("   " + _columns(_HEADER, widths), "head dim")]]
    for index in range(first, min(first + room, len(fields))):
        look = role(fields[index]) + (" cursor" if index == here and active else " here" if index == here else "")
        rows.append([Span(f" {marker if index == here else ' '} ", "key"), Span(_columns(cells[index], widths), look)])
    return rows, first


_HEADER = ("field", "bits", "raw", "value", "kernel macro", "meaning")


def _cells(field: Field, word: int) -> tuple[str, ...]:
    raw, value = hex(field.raw(word)), value_text(field, word)
    if field.kind == "fixed":
        value += " ✓" if field.get(word) == field.fixed else " ✗"
    return (field.name, spell_runs(field.spans), raw, value, field.macro, field.meaning)


def _columns(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells[:5], widths, strict=True)) + "  " + cells[5]


def step_rows(desk: Desk, width: int, playing: float | None) -> list[Row]:
    """The recording: position, step, description, system calls."""
    assert desk.recording is not None
    steps = desk.recording.steps
    at = desk.step
    shown = steps[at]
    room = max(8, min(60, width - 50))
    filled = round(room * (at + 1) / len(steps))
    state = f"playing, {playing:g} s a step" if playing else "paused"
    edited = "" if desk.now == shown else "  (edited: n, p or g return to the recording)"
    note = f" ({shown.note})" if shown.note else ""
    return [
        [
            Span(f" step {at + 1}/{len(steps)} ", "key"),
            Span("━" * filled, "key"), Span("─" * (room - filled), "off"),
            Span(f" {state}{edited}", "dim"),
        ],
        [Span(f" {shown.event}: ", "head"), Span(f"{shown.about}{note}", "")],
        [Span(f" {', '.join(shown.calls)}", "good"), Span(f"  page {shown.page}", "dim")],
    ]  # fmt: skip


def key_row(desk: Desk, message: str, columns: int) -> Row:
    """The footer: a message if there is one, else as many keys as fit, help and quit always."""
    if message:
        return [Span(f" {message}", "message")]
    actions = [action for action in available(desk.recording is not None) if action.brief]
    actions.sort(key=lambda action: (action.group != "App", not action.replay))
    row: Row = []
    for action in actions:
        texts = (f" {action.key}", f" {action.brief} ")
        columns -= sum(map(len, texts))
        if columns < 0:
            break
        row += [Span(texts[0], "bar_key"), Span(texts[1], "")]
    return row
