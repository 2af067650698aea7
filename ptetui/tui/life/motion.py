"""Bits on their way: letters that travel in the ribbon from their old place to the new one, fade, or light up."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ptetui.linux.life.fates import NOT_KNOWN, Fate
from ptetui.render.ribbon import LINES, Fold
from ptetui.render.spans import Row, Span
from ptetui.sources.life.tree import Life
from ptetui.tui.life.rows import COMPACT

SECONDS, FRAMES = 0.5, 12
LETTERS = {"soft_dirty": "S", "uffd_wp": "W", "exclusive": "E", "young": "Y", "dirty": "D", "write": "R"}


class Flight(NamedTuple):
    """A letter, and the (line, column) of the ribbon where it starts and ends; None where it is in no bit there."""

    letter: str
    source: tuple[int, int] | None
    target: tuple[int, int] | None

    def down(self, lines: int) -> "Flight":
        """The same, so many lines further down."""
        ends = [(end[0] + lines, end[1]) if end is not None else None for end in (self.source, self.target)]
        return Flight(self.letter, ends[0], ends[1])


def departures(life: Life, folded: Fold, full: bool) -> list[Flight]:
    """What the last event sets in motion in the ribbon as it is drawn, with all its lines or not."""
    if life.now.outcome is None:
        return []
    names = LINES if full else COMPACT
    flying = flights(life.now.outcome.fates, folded, len(names), names.index("bits"))
    if len(life.now.pages) < 2 or not full:
        return flying
    down = 1 + life.lives * (1 + folded.rows * len(names))  # labels, and maybe the other page's ribbon, stand above
    return [each.down(down) for each in flying]


def flights(fates: Sequence[Fate], folded: Fold, row_lines: int, bits_line: int) -> list[Flight]:
    """What moves, dies and is born; bits that stay where they are do not fly."""

    def place(bit: int | None) -> tuple[int, int] | None:
        if bit is None:
            return None
        row, column = folded.place(bit)
        return row * row_lines + bits_line, column + (folded.cell - 2) // 2

    found = []
    for fate in fates:
        if fate.what == NOT_KNOWN:
            continue
        gone = fate.what == "lost" or fate.what.startswith("moved to") or fate.what.startswith("moved into")
        source = None if fate.what == "born" else place(fate.source)
        target = None if gone and fate.target is None else place(fate.target)
        if fate.what == "lost":
            target = None
        if source != target:
            found.append(Flight(LETTERS.get(fate.name, fate.name[:1].upper()), source, target))
    return found


def overlay(rows: Sequence[Row], flying: Sequence[Flight], time: float) -> list[Row]:
    """The ribbon at a time from 0 to 1, the letters over it."""
    made = [list(row) for row in rows]
    for line, column, text, role in _letters(flying, time):
        if line < len(made):
            made[line] = put(made[line], column, text, role)
    return made


def _letters(flying: Sequence[Flight], time: float) -> Iterator[tuple[int, int, str, str]]:
    stage = min(2, int(time * 3))
    for letter, source, target in flying:
        if source is not None and target is not None:
            # it lifts off, travels, lands: lines and columns go together
            line = round(source[0] + (target[0] - source[0]) * time)
            yield line, round(source[1] + (target[1] - source[1]) * time), letter, "changed apart"
        elif source is not None:
            yield *source, (letter, letter.lower(), "·")[stage], ("changed", "dim", "off")[stage]
        elif target is not None:
            yield *target, ("·", letter.lower(), letter)[stage], ("off", "head", "changed apart")[stage]


def put(row: Sequence[Span], column: int, text: str, role: str) -> Row:
    """A row with some columns written over."""
    made: Row = []
    at = 0
    for span in row:
        end = at + len(span.text)
        if end <= column or at >= column + len(text):
            made.append(span)
        else:
            before, after = span.text[: max(0, column - at)], span.text[max(0, column + len(text) - at) :]
            made += [span._replace(text=before)] if before else []
            made += [Span(text, role)] if at <= column else []
            made += [span._replace(text=after)] if after else []
        at = end
    return made
