"""The picture of a slide, whatever it shows, in the room that there is."""

from collections.abc import Collection, Sequence
from textwrap import wrap

from ptetui.analysis.diff_words import spell_changes
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.prose import inversion_step, sentence
from ptetui.render.ribbon import LINES, Marks, Span
from ptetui.render.slides.evidence import budget_rows_of, collision_rows, designs_rows, history_rows
from ptetui.render.slides.life import life_rows
from ptetui.render.slides.ribbons import (
    FULLER,
    Ribbon,
    Room,
    fits,
    fullest,
    heading,
    largest,
    part,
    ribbon_rows,
    side_by_bit,
    state_row,
)
from ptetui.render.strips import cells, middle_out, ruler
from ptetui.render.view import Row
from ptetui.talk.pictures import (
    BudgetPicture,
    CollisionPicture,
    ComparePicture,
    DesignsPicture,
    HistoryPicture,
    LifePicture,
    Picture,
    WallPicture,
    WordPicture,
)

_AMONG_SEVERAL = FULLER[1:]  # the lines of a ribbon, where there is more than one


def picture_rows(picture: Picture, names: Collection[str], room: Room) -> list[Row]:
    """The picture, with the fields of these names lit."""
    match picture:
        case WordPicture():
            rows = _word(picture, names, room)
        case ComparePicture():
            rows = _compare(picture, names, room)
        case WallPicture():
            rows = _wall(picture, names, room)
        case LifePicture():
            rows = life_rows(picture, names, room)
        case CollisionPicture():
            rows = collision_rows(picture, names, room)
        case HistoryPicture():
            rows = history_rows(picture, room)
        case DesignsPicture():
            rows = designs_rows(picture, room)
        case BudgetPicture():
            rows = budget_rows_of(picture, room)
    return rows[: max(1, room.lines)]


def _word(picture: WordPicture, names: Collection[str], room: Room) -> list[Row]:
    """Heading, the ribbon as large as fits, what the word is; what changed and the inverted value if there is room."""
    reading, before = picture.reading, picture.before
    layout = reading.setting.layout
    changed: list[Row] = []
    if before is not None:
        changed = _told(" ▲ ", spell_changes(before, reading), room.columns, "changed")
    around = [state_row(reading, room.columns), *changed]
    if classify(reading.setting, reading.word).form is reading.form:  # else it stands for its form, not for the word
        around += _told(" ", sentence(reading), room.columns)
        around += [[Span(f" {step}", "offset")] for step in (inversion_step(reading),) if step]
    bare = room._replace(lines=room.lines - 2 - len(changed))
    lines: Sequence[str] = LINES
    rows: Sequence[int] | None = None
    if picture.bits is not None:
        folded, rows = part(*picture.bits, room.columns), [0]
    else:
        lines = fullest(layout.width, bare)
        folded = largest(layout.width, bare, lines)
    ribbon = Ribbon(reading, names, Marks(changed=before.word ^ reading.word if before is not None else 0), lines)
    drawn = ribbon_rows(ribbon, folded, room.glyphs, rows) if folded else []
    return [heading(reading.setting, reading.word), *drawn, *around]


def _told(mark: str, text: str, columns: int, look: str = "") -> list[Row]:
    """A mark and a sentence, in lines."""
    lines = wrap(text, max(20, columns - len(mark) - 1))
    return [[Span(" " * len(mark) if index else mark, look), Span(line, look)] for index, line in enumerate(lines)]


def _compare(picture: ComparePicture, names: Collection[str], room: Room) -> list[Row]:
    """Ribbons aligned by bit, each under its layout and word; without borders where the room is short."""
    if picture.bits is not None:
        return _compare_part(picture, picture.bits, names, room)
    width = max(reading.setting.layout.width for reading in picture.readings)
    many = len(picture.readings)
    options = (lines for lines in _AMONG_SEVERAL if fits(width, room, ("", *lines) * many))  # each under a heading
    brief = next(options, _AMONG_SEVERAL[-1])
    ribbons = [Ribbon(reading, names, lines=brief) for reading in picture.readings]
    folded = largest(width, room, ("", *brief) * many)
    if folded is None:
        return [heading(reading.setting, reading.word) for reading in picture.readings]
    rows: list[Row] = []
    for row, index, drawn in side_by_bit(ribbons, folded, room.glyphs):
        reading = picture.readings[index]
        high, low = folded.span_of(row)
        rows.append([*heading(reading.setting, reading.word), Span(f" · bits {high} to {low}", "dim")])
        rows += drawn
    return rows


def _compare_part(
    picture: ComparePicture, bits: tuple[int, int], names: Collection[str], room: Room
) -> list[Row]:  # fmt: skip
    """Only these bits of each, larger. Where the room is short, the first ruler serves all."""
    folded = part(*bits, room.columns)
    rows: list[Row] = []
    many = len(picture.readings)
    options = [(each if "ruler" in each else ("ruler", *each), each) for each in _AMONG_SEVERAL]
    first, others = next((each for each in options if _needs(*each, many) <= room.lines), options[-1])
    for index, reading in enumerate(picture.readings):
        lines = others if index else first
        rows.append([*heading(reading.setting, reading.word), *state_row(reading, room.columns)[1:]])
        rows += ribbon_rows(Ribbon(reading, names, lines=lines), folded, room.glyphs, [0]) if folded else []
    return rows


def _needs(first: Sequence[str], others: Sequence[str], many: int) -> int:
    """The lines of so many ribbons with their headings."""
    return len(first) + len(others) * (many - 1) + many


def _wall(picture: WallPicture, names: Collection[str], room: Room) -> list[Row]:
    """A line a layout, one bit a cell; bits of lit fields are marked."""
    wide = max(each.layout.width for each in picture.settings)
    called = _apart(picture.settings)
    label = max(8, min(max(map(len, called)) + 2, room.columns - wide))
    rows: list[Row] = [[Span(" " * label, ""), *ruler(wide)]]
    for setting, whole in zip(picture.settings, called, strict=True):
        mask = sum(field.mask for field in setting.swap.fields if field.name in names)
        line = cells(setting.swap, wide, mask)
        if names:
            line = [span if "changed" in span.role.split() else span._replace(role="dim") for span in line]
        name = middle_out(whole, label - 2)
        rows.append([Span(f" {name}".ljust(label), "head" if mask or not names else "dim"), *line])
    return rows


def _apart(settings: Sequence[Setting]) -> list[str]:
    """What the layouts are called: with the kernel where a name stands there more than once."""
    names = [each.layout.name for each in settings]
    return [
        f"{each.layout.name}@{spell(each.kernel)}" if names.count(each.layout.name) > 1 else each.layout.name
        for each in settings
    ]
