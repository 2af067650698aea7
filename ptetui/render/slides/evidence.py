"""The pictures of an argument: a collision, one of the past, the table of designs, the budget of swap types."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from textwrap import wrap

from ptetui.analysis.design_table import table
from ptetui.analysis.history import played
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.render.design_rows import budget_rows
from ptetui.render.findings import readings
from ptetui.render.history_rows import play_rows, told_rows
from ptetui.render.ribbon import ASCII, Marks, Span
from ptetui.render.slides.ribbons import FULLER, Ribbon, Room, fits, heading, largest, side_by_bit
from ptetui.render.view import Row
from ptetui.talk.pictures import BudgetPicture, CollisionPicture, DesignsPicture, HistoryPicture

_BRIEF = FULLER[1]
# Two ribbons under one ruler, the fuller first.
_PAIRS = ((_BRIEF, _BRIEF[1:]), (_BRIEF[:3], _BRIEF[1:]), (_BRIEF[:3], _BRIEF[1:3]))


def collision_rows(picture: CollisionPicture, names: Collection[str], room: Room) -> list[Row]:
    """The witness under the form it was made in and the one it is read in, and what comes of it."""
    finding = picture.finding
    setting = Setting(finding.layout, finding.kernel, finding.config)
    made = Reading(setting, finding.witness, setting.swap, "swap")
    read = classify(setting, finding.witness)
    written, taken = readings(finding)
    look = "wrong" if finding.verdict == "collision" else "message"
    told = [*_told("made as", written, room.columns), *_told("read as", taken, room.columns)]
    so = _told(finding.verdict, finding.consequence, room.columns, look)
    if finding.verdict == "excused":
        so += _told("but", finding.why, room.columns)
    forms = [made] if read.form is made.form else [made, read]
    left = room._replace(lines=room.lines - 1 - len(told) - len(so))
    drawn = _aligned(forms, names, Marks(changed=finding.bits), left)
    return [heading(setting, finding.witness), *drawn, *told, *so]


def _aligned(forms: Sequence[Reading], names: Collection[str], marks: Marks, room: Room) -> Iterator[Row]:
    """One word in one form or two, bit under bit."""
    width, options = forms[0].setting.layout.width, [pair[: len(forms)] for pair in _PAIRS]
    lines = next((each for each in options if fits(width, room, list(chain(*each)))), options[-1])
    folded = largest(width, room, list(chain(*lines)))
    if folded is None:
        return
    ribbons = [Ribbon(form, names, marks, each) for form, each in zip(forms, lines, strict=True)]
    for _, _, rows in side_by_bit(ribbons, folded, room.glyphs):
        yield from rows


def _told(head: str, text: str, columns: int, look: str = "") -> list[Row]:
    lines = wrap(text, max(20, columns - len(head) - 4))
    rows: list[Row] = [[Span(f" {head} ", look or "head"), Span(f" {lines[0] if lines else ''}", "")]]
    return [*rows, *([Span(" " * (len(head) + 3) + line, "")] for line in lines[1:])]


def history_rows(picture: HistoryPicture, room: Room) -> list[Row]:
    """What broke, and the words of it; the layouts before and after, and what the rule says, if there is room."""
    replayed = picture.replayed
    told = told_rows(replayed, room.columns)
    steps = played(replayed)
    shown: list[Row] = []
    for step in range(len(steps) - 1, -1, -1):
        rows = play_rows(steps, step, room.columns, room.glyphs is ASCII)
        if shown and len(told) + len(rows) + len(shown) > room.lines:
            break
        shown = [*rows, *shown]
    if len(told) + len(shown) > room.lines:
        told = told_rows(replayed._replace(before=None, after=None), room.columns)
    return [*told, *shown]


_LABEL = 20


def designs_rows(picture: DesignsPicture, room: Room) -> list[Row]:
    """The table: a mark stands where a design cannot be had on this layout."""
    cells = table(picture.case)
    wide = max(12, min(22, (room.columns - _LABEL) // len(picture.designs)))
    told = f" · {picture.case.flags} flags in the entry"
    head: Row = [Span(" " * _LABEL, ""), *(Span(each.title.ljust(wide), "key") for each in picture.designs)]
    rows = [[*heading(picture.case.setting), Span(told, "dim")], [], head]
    for quantity in picture.quantities:
        row: Row = [Span(f" {quantity.title}".ljust(_LABEL), "head")]
        for design in picture.designs:
            cell = cells[quantity.name, design.name]
            fails = not cell.holds and cell.text != "-"
            text = f"{'✗ ' if fails else ''}{cell.text}"
            row.append(Span(text.ljust(wide), "message head" if fails else ""))
        rows.append(row)
    return rows


def budget_rows_of(picture: BudgetPicture, room: Room) -> list[Row]:
    """The 32 boxes with their holders."""
    told = [[Span(f" {line}", "")] for line in wrap(picture.design.about, max(20, room.columns - 2))]
    boxes = budget_rows(picture.case, picture.design, room.columns, room.lines - 2 - len(told))
    return [heading(picture.case.setting), *told, [], *boxes]
