"""The text around the ribbon as rows of spans: top line, what the word is, the field table, the steps.

Every row knows how many columns there are: what matters less goes first where they are few, never the end of a line.
"""

from collections.abc import Callable, Sequence
from textwrap import wrap

from ptetui.linux.classify import Reading
from ptetui.linux.config import Config
from ptetui.linux.pagemap import PAGEMAP_FLAGS, spell_flags
from ptetui.linux.versions import spell
from ptetui.pictures.steps import pagemap_agreement
from ptetui.render.changes import spell_changes
from ptetui.render.prose import badge, inversion_step, letter_string, sentence, summary, title, value_text
from ptetui.render.ribbon import role
from ptetui.render.rows import longest, row_width, window
from ptetui.render.spans import Row, Span
from ptetui.render.text import padded
from ptetui.schema.bits import spell_runs
from ptetui.schema.fields import Field
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.desk import Desk

_NARROW = 120  # below it facts are told in fewer words


def word_top(desk: Desk, columns: int = 200) -> Row:
    """Layout, kernel, configuration, word, place in the history; the longest form that fits."""
    setting = desk.setting
    config = str(setting.config)
    differ = sum(a != b for a, b in zip(setting.config.as_dict().values(), Config().as_dict().values(), strict=True))
    brief = f"config {config}" if len(config) <= 12 else f"config: {differ} not default"
    change = f" · change {desk.index} of {len(desk.moments) - 1}" if len(desk.moments) > 1 else ""
    place = change
    if desk.recording is not None:
        change = f" · step {desk.step + 1} of {len(desk.recording.steps)}"
        place = f" · {desk.recording.where};{change.removeprefix(' ·')}"
    tails = (f"{place} · config {config}", f"{place} · {brief}", place, change)
    row = [
        Span(" explore ", "bar_key"),
        Span(f" {setting.layout.name}{'' if setting.layout.level == 'pte' else ' ' + setting.layout.level}", "head"),
        Span(f" · kernel {spell(setting.kernel)} · ", ""),
        Span(padded(desk.now.word, desk.width), "head"),
    ]
    rest = columns - row_width(row)
    return [*row, Span(longest(tails, rest), "")] if rest >= 0 else row[1:]


def word_rows(snapshot: Snapshot, columns: int = 200) -> list[Row]:
    """What it is: the state in large, facts, one sentence, the step of an inversion, what changed, the pagemap word."""
    reading = snapshot.reading
    bad = "wrong" if reading.state in ("malformed", "unknown") else "title"
    facts, flags = summary(reading), letter_string(reading)
    large = badge(reading)
    if len(large) + len(facts) + len(flags) + 10 > columns:
        large = title(reading)
    sentences = wrap(sentence(reading), max(20, columns - 2)) or [""]
    third: Row = [Span(f" {' '.join(sentences[1:])} ", "")] if sentences[1:] else []
    step, changed = inversion_step(reading), _changed(snapshot)
    if step and row_width([*third, *changed]) + len(step) + 2 <= columns:
        third.append(Span(f" {step} ", "offset"))
    rows = [
        [Span(f"  {large}  ", bad), Span(f"  {facts}  " if facts else "  ", "head"), Span(flags, "key")],
        [Span(f" {sentences[0]}", "")],
        third + changed,
        _pagemap_row(snapshot, columns),
    ]
    return [row for row in rows if row]


def _changed(snapshot: Snapshot) -> Row:
    if snapshot.before is None:
        return []
    before, now = snapshot.reading_before, snapshot.reading
    if snapshot.edited and before is not None and before.form.name != now.form.name:
        change = f"{snapshot.event}: now read as {title(now)}, not {title(before)}"
    else:
        change = spell_changes(before, now)
    return [Span(" ▲ ", "changed"), Span(change, "changed" if snapshot.changed else "dim")]


def _pagemap_row(snapshot: Snapshot, columns: int) -> Row:
    flags = spell_flags(snapshot.pagemap)
    row = [Span(" pagemap ", "dim"), Span(f"{padded(snapshot.pagemap, 64)} ", "number")]
    if snapshot.recorded is None:
        return [*row, Span(flags, "")]
    if snapshot.mismatch:
        seen = f" seen {padded(snapshot.recorded, 64)} {pagemap_agreement(snapshot)}"
        return [*row, Span(flags if columns >= _NARROW else "", ""), Span(seen, "wrong")]
    if columns >= _NARROW:
        return [*row, Span(flags, ""), Span("  seen ", "dim"),
                Span(f"{padded(snapshot.recorded, 64)} {pagemap_agreement(snapshot)}", "good")]  # fmt: skip
    extra = (snapshot.pagemap ^ snapshot.recorded) & snapshot.untold
    names = " and ".join(name for bit, name in PAGEMAP_FLAGS if extra & bit)
    return [*row, Span(flags, ""), Span(f"  ✓ matches pagemap{', except ' + names if names else ''}", "good")]


def cursor_rows(desk: Desk, columns: int, lines: int = 1) -> list[Row]:
    """The field under the cursor, in full; what it means on a second line where there is one and the first is short."""
    *row, meaning = bit_row(desk.now.reading, desk.cursor)
    indent = len(row[0].text) + 1
    if lines == 1 or row_width([*row, meaning]) <= columns:
        return [[*row, meaning]]
    first, *rest = wrap(meaning.text.strip(), max(20, columns - row_width(row) - 2)) or [""]
    below = wrap(" ".join(rest), max(20, columns - indent))[: lines - 1]
    return [[*row, Span(f"  {first}", "")], *([Span(" " * indent + text, "")] for text in below)]


def bit_row(reading: Reading, bit: int) -> Row:
    """A bit's field, in full."""
    field, word = next(field for field in reading.fields if field.mask >> bit & 1), reading.word
    option = f" [{field.option}]" if field.option else ""
    wrong = field.kind == "fixed" and field.get(word) != field.fixed
    note = f" (must be {field.fixed:#x})" if wrong else " (fixed)" if field.kind == "fixed" else ""
    return [
        Span(f" bit {bit} ", "key"),
        Span(f" {field.name} ", f"{role(field)} head"),
        Span(f"= {value_text(field, word)}", ""),
        Span(f"  bits {spell_runs(field.spans)}" if field.width > 1 else "", "dim"),
        Span(note, "wrong" if wrong else "dim"),
        Span(f"  {field.macro}" if field.macro else "", "dim"),
        Span(f"  {field.meaning}{option}", ""),
    ]


def field_text(field: Field) -> str:
    """All that is written about a field, in small letters, to search in."""
    return " ".join((field.name, field.symbol, field.macro, field.meaning)).lower()


# ---------------------------------------------------------------------------------------------- the field table

_Cell = Callable[[Field, int], str]
_COLUMNS: tuple[tuple[str, _Cell], ...] = (
    ("field", lambda field, _: field.name),
    ("bits", lambda field, _: spell_runs(field.spans)),
    ("raw", lambda field, word: hex(field.raw(word))),
    ("value", lambda field, word: value_text(field, word) + _verdict(field, word)),
    ("kernel macro", lambda field, _: field.macro),
    ("meaning", lambda field, _: field.meaning),
)
_DISPENSABLE = ("raw", "kernel macro")  # in this order, where meanings would be cut; the cursor's line has them


def field_table(desk: Desk, height: int, active: bool, columns: int = 200) -> tuple[list[Row], int]:
    """The field table, scrolled so that the cursor's row shows, and the index of its first field."""
    fields, word = desk.fields, desk.now.word
    here = fields.index(desk.field)
    lines_left = max(1, height - 1)
    first = window(here, lines_left, len(fields))
    header, lines = _table(fields, word, columns - 3)
    rows = [[Span(f"   {header}", "head dim")]]
    for index in range(first, min(first + lines_left, len(fields))):
        field = fields[index]
        at = ("▶" if active else "›") if index == here else " "
        mark = "▲" if field.mask & desk.now.changed else " "
        look = "wrong" if _is_wrong(field, word) else role(field)
        look += (" cursor" if active else " row") if index == here else ""
        rows.append([Span(f"{at}", "key"), Span(f"{mark} ", "changed"), Span(lines[index], look)])
    return rows, first


def reading_table(reading: Reading, columns: int, changed: int = 0) -> list[Row]:
    """The fields of a reading with their values, those that changed marked."""
    fields = list(reading.fields)
    header, lines = _table(fields, reading.word, columns - 3)
    rows: list[Row] = [[Span(f"   {header}", "head dim")]]
    for field, line in zip(fields, lines, strict=True):
        look = "wrong" if _is_wrong(field, reading.word) else role(field)
        rows.append([Span(" ▲ " if field.mask & changed else "   ", "changed"), Span(line, look)])
    return rows


def _table(fields: Sequence[Field], word: int, columns: int) -> tuple[str, list[str]]:
    """Header and lines, with the columns that leave the meanings room."""
    cells = {name: [name, *(cell(field, word) for field in fields)] for name, cell in _COLUMNS}
    widths = {name: max(map(len, texts)) for name, texts in cells.items()}
    for name in _DISPENSABLE:
        if sum(widths.values()) + 2 * len(widths) - 2 > columns:
            del widths[name]
    lines = ["  ".join(cells[name][line].ljust(widths[name]) for name in widths) for line in range(len(fields) + 1)]
    return lines[0].rstrip(), [line.rstrip() for line in lines[1:]]


def _is_wrong(field: Field, word: int) -> bool:
    return field.kind == "fixed" and field.get(word) != field.fixed


def _verdict(field: Field, word: int) -> str:
    if field.kind != "fixed":
        return ""
    return f" ✗ must be {field.fixed:#x}" if _is_wrong(field, word) else " ✓"


# ---------------------------------------------------------------------------------------------- the recording


def step_bar(desk: Desk, width: int, playing: float | None) -> list[Row]:
    """The recording: position, step, description, system calls."""
    assert desk.recording is not None
    steps = desk.recording.steps
    at = desk.step
    shown = steps[at]
    length = max(8, min(60, width - 50))
    filled = round(length * (at + 1) / len(steps))
    state = f"playing, {playing:g} s a step" if playing else "paused"
    edited = "" if desk.now == shown else "  edited: n, p or g returns to the recording"
    note = f" ({shown.note})" if shown.note else ""
    return [
        [
            Span(f" step {at + 1}/{len(steps)} ", "key"),
            Span("━" * filled, "key"), Span("─" * (length - filled), "off"),
            Span(f" {state}", "dim"), Span(edited, "message"),
        ],
        [Span(f" {shown.event}: ", "head"), Span(f"{shown.about}{note}", "")],
        [Span(f" {', '.join(shown.calls)}", "good"), Span(f"  page {shown.page}", "dim")],
    ]  # fmt: skip
