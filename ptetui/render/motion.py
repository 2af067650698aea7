"""An event as motion: the word before above, the word after below, and between them bits on their way, one by one.

`motion_rows` gives the picture at any time from 0 to 1, so that the app, slides and recordings show the same. A bit
is one column, or more where the screen is wide. A bit that is lost falls; the folio is a place at the right that bits
go to and come from; numbers change last, as a whole.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.linux.life.fates import FATE_NAMES, NOT_KNOWN, Fate
from ptetui.render.spans import Row, Span
from ptetui.render.strips import ruler, word_cells
from ptetui.schema.fields import Field

_LABEL, _LANE = 8, 3
_FEW = 4  # bits of a number that move one by one
_FIRST, _LAST = 0.08, 0.85  # between these times bits move; then the numbers change


class Move(NamedTuple):
    """A bit on its way: source and target are bits of the word, "folio", or None where it is nowhere.

    `words` say what happens to it, where the names of the ends do not.
    """

    name: str
    source: int | str | None
    target: int | str | None
    words: str = ""

    @property
    def text(self) -> str:
        """ "soft-dirty 11 → 1"."""
        if self.words:
            return self.words
        if self.target is None:
            return f"{self.name} lost"
        return f"{self.name} {'set' if self.source is None else self.source} → {self.target}"


def moves(fates: Iterable[Fate]) -> tuple[Move, ...]:
    """What of the fates can be seen to move; bits that stay, or that the model does not vouch for, do not."""
    moved = []
    for fate in fates:
        source: int | str | None = None if fate.change == "born" else fate.source
        target: int | str | None = None if fate.change == "lost" else fate.target
        if fate.change == "moved to the folio":
            target = "folio"
        elif fate.change == "moved from the folio":
            source = "folio"
        if source != target and fate.change != NOT_KNOWN:
            moved.append(Move(FATE_NAMES.get(fate.name, fate.name), source, target))
    return tuple(moved)


def word_moves(before: Reading, after: Reading) -> tuple[Move, ...]:
    """The bits that differ between two words; of one word in two forms those that are a flag in one of them.

    Of a number in which many bits differ, none: it changes as a whole.
    """
    changed = before.word ^ after.word
    moved = []
    for bit in reversed(range(before.setting.layout.width)):
        old, new = _field_at(before, bit), _field_at(after, bit)
        name = old.name.replace("_", "-")
        if changed >> bit & 1 and (old.mask & changed).bit_count() <= _FEW:
            was = bool(before.word >> bit & 1)
            words = f"{name}, bit {bit}: {'cleared' if was else 'set'}"
            moved.append(Move(name, bit if was else None, None if was else bit, words))
        elif not changed and after.word >> bit & 1 and old.name != new.name and 1 in (old.width, new.width):
            moved.append(Move(name, bit, bit, f"{name}, bit {bit}: read as {new.name.replace('_', '-')}"))
    return tuple(moved)


def _field_at(reading: Reading, bit: int) -> Field:
    return next(field for field in reading.fields if field.mask >> bit & 1)


class Flight(NamedTuple):
    """The way of one bit, in columns and lines of the picture: from the word before, or the folio, to where it lands.

    `depth` is how far it dips below the straight line on its way; `lost` says that it lands nowhere; `leaves` is how
    many columns of the word before it leaves empty, 0 where it comes from elsewhere.
    """

    text: str
    column: float
    line: float
    to_column: float
    to_line: float
    depth: float
    lost: bool
    leaves: int


class MotionPicture(NamedTuple):
    """A motion for players that move things themselves: the picture when so many bits have landed, and their ways.

    The last still has the numbers, too. Bits fly one after the other from `first` to `last`, parts of `seconds`.
    """

    seconds: float
    stills: tuple[Sequence[Row], ...]
    flights: tuple[Flight, ...]
    first: float = _FIRST
    last: float = _LAST


def motion_stills(before: Reading, after: Reading, moving: Sequence[Move], cell: int, lines: int) -> list[list[Row]]:
    """The picture before any bit has moved, after each of them has landed, and at the end."""
    count = len(moving)
    flown = [[1.0] * landed + [0.0] * (count - landed) for landed in range(count + 1)]
    stills = [_rows(before, after, moving, gone, False, cell, lines) for gone in flown]
    return [*stills, _rows(before, after, moving, flown[-1], True, cell, lines)]


def flights(before: Reading, after: Reading, moving: Sequence[Move], cell: int, lines: int) -> list[Flight]:
    """The ways of the bits through the picture of `motion_rows`."""
    width = max(before.setting.layout.width, after.setting.layout.width)
    ways = []
    for move in moving:
        start, end = _columns(move, width, cell)
        top = 2 if move.source is None else 1
        bottom = 1 if move.target == "folio" else lines + (1 if move.target is None else 2)
        depth = lines * 0.6 if top == bottom else 0.0
        leaves = cell if isinstance(move.source, int) else 0
        ways.append(Flight(move.text, start, top, end, bottom, depth, move.target is None, leaves))
    return ways


def motion_rows(
    before: Reading, after: Reading, moving: Sequence[Move], time: float, cell: int = 1, lines: int = _LANE
) -> list[Row]:  # fmt: skip
    """The picture at a time from 0 to 1: ruler, before, the lane, after, what is on its way; 80 columns for 64 bits.

    `cell` is the columns of a bit, `lines` the height of the lane.
    """
    gone = [min(1.0, max(0.0, (time - _FIRST) / (_LAST - _FIRST) * len(moving) - at)) for at in range(len(moving))]
    return _rows(before, after, moving, gone, time >= _LAST, cell, lines)


def _rows(
    before: Reading, after: Reading, moving: Sequence[Move], gone: Sequence[float], numbers: bool, cell: int, lines: int
) -> list[Row]:  # fmt: skip
    """The picture when these parts of their ways are behind the bits; `numbers` says whether numbers have changed."""
    width = max(before.setting.layout.width, after.setting.layout.width)
    wide = width * cell
    folio = "  folio" if any("folio" in (move.source, move.target) for move in moving) else ""
    lane: list[Row] = [[Span(" " * (_LABEL + wide + 8), "")] for _ in range(lines)]
    text = ""
    for move, part in zip(moving, gone, strict=True):
        if not part:
            continue
        start, end = _columns(move, width, cell)
        if part == 1.0:
            if move.source is not None:
                lane[0] = put(lane[0], start, "│", "border")
            lane[-1] = put(lane[-1], end, "│" if move.target is not None else "×", "border")
            continue
        line, column = min(lines - 1, int(part * lines)), round(start + (end - start) * part)
        fading = move.target is None and part > 0.6
        label = f"{move.name[0].upper()} {move.text}"
        if column + len(label) > _LABEL + wide + 8:  # the name at the left where there is no room at the right
            lane[line] = put(lane[line], column - len(move.text) - 1, move.text, "dim" if fading else "head")
            label = label[0]
        lane[line] = put(lane[line], column, label, "off" if fading else "changed")
        text = move.text
    return [
        [Span(" " * _LABEL, ""), *_widened(ruler(width), cell)],
        [Span(" before ", "dim"), *_widened(_before(before, moving, gone, width), cell), Span(folio, "key")],
        *lane,
        [Span(" after  ", "dim"), *_widened(_after(after, moving, gone, numbers, width), cell)],
        [Span(f" {text}", "changed")],
    ]


def _columns(move: Move, width: int, cell: int) -> tuple[int, int]:
    """Where a bit starts and where it ends; what comes from nowhere or goes there stays in its column."""
    source = move.target if move.source is None else move.source
    target = move.source if move.target is None else move.target
    return _column(source, width, cell), _column(target, width, cell)


def _column(end: int | str | None, width: int, cell: int) -> int:
    return _LABEL + ((width - 1 - end) * cell if isinstance(end, int) else width * cell + 2)


def _widened(row: Row, cell: int) -> Row:
    """The row with so many columns a character; numbers of the ruler stay together, over the bit that they end at."""
    if cell == 1:
        return row
    if len(row) > 1:
        return [span._replace(text="".join(char.ljust(cell) for char in span.text)) for span in row]
    text = row[0].text
    chars = [" "] * (len(text) * cell + 2)
    for match in re.finditer(r"\d+", text):
        last = (match.end() - 1) * cell
        chars[max(0, last - len(match[0]) + 1) : last + 1] = match[0]
    return [row[0]._replace(text="".join(chars).rstrip())]


def _before(reading: Reading, moving: Sequence[Move], gone: Sequence[float], width: int) -> Row:
    """The word, without the bits that have left it."""
    left = {move.source for move, part in zip(moving, gone, strict=True) if part}
    cells = word_cells(reading, width, 0)[1:]
    return [Span("·", "off") if width - 1 - at in left else cell for at, cell in enumerate(cells)]


def _after(reading: Reading, moving: Sequence[Move], gone: Sequence[float], numbers: bool, width: int) -> Row:
    """The word as far as it is there: bits that have landed, bits that stay; all of it at the end."""
    arriving = {move.target: part for move, part in zip(moving, gone, strict=True)}
    row: Row = []
    for at, cell in enumerate(word_cells(reading, width, 0)[1:]):
        bit = width - 1 - at
        field = reading.form.at(bit) if bit < reading.setting.layout.width else None
        number = field is not None and field.kind not in ("flag", "fixed")
        if bit in arriving:
            row.append(cell._replace(role=f"{cell.role} changed") if arriving[bit] == 1.0 else Span("·", "off"))
        else:
            row.append(Span(" ", "") if number and not numbers else cell)
    return row


def put(row: Sequence[Span], column: int, text: str, role: str) -> Row:
    """A row with some columns written over."""
    written: Row = []
    at = 0
    for span in row:
        end = at + len(span.text)
        if end <= column or at >= column + len(text):
            written.append(span)
        else:
            head, tail = span.text[: max(0, column - at)], span.text[max(0, column + len(text) - at) :]
            written += [span._replace(text=head)] if head else []
            written += [Span(text, role)] if at <= column else []
            written += [span._replace(text=tail)] if tail else []
        at = end
    return written
