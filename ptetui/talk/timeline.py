"""A line of dates with what happened: across the screen where that has the room, else from top to bottom.

Where the dates stand too close for texts below each of them, every second text stands above the line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span, Text
from ptetui.talk.large_points import WIDE, large_text
from ptetui.talk.paragraphs import text_rows
from ptetui.talk.tour import plain

_LEAST, _MOST = 16, 34  # columns of an event on a line across the screen
_LARGE = 50  # columns of an event in large from which all texts are below the line
_CLOSE = 9  # columns from dot to dot, at least
_APART = 2  # columns between texts
_ON, _OFF = "●", "○"


class TimelineEvent(NamedTuple):
    """A date, or another word for when, and what happened. `name` is what points light it by: without blanks."""

    date: str
    text: Text

    @property
    def name(self) -> str:
        """ "January_2021"."""
        return self.date.replace(" ", "_")


class _Column(NamedTuple):
    """Rows that begin at a column."""

    left: int
    rows: list[Row]


def _joined(columns: Sequence[_Column], at_the_end: bool = False) -> list[Row]:
    """The rows of columns beside one another, with the last ones in one line where they are `at_the_end`."""
    most = max((len(column.rows) for column in columns), default=0)
    joined: list[Row] = [[] for _ in range(most)]
    for left, rows in columns:
        first = most - len(rows) if at_the_end else 0
        for line, row in enumerate(rows, first):
            joined[line] += [Span(" " * (left - row_width(joined[line])), ""), *row]
    return joined


@dataclass(frozen=True)
class TimelinePicture(Picture):
    """Events in turn."""

    NAME = "timeline"
    ABOUT = "events in turn, a line each: `January 2021: what happened`"

    events: tuple[TimelineEvent, ...]

    def field_names(self) -> tuple[str, ...]:
        """The dates, with `_` for blanks."""
        return tuple(event.name for event in self.events)

    def texts(self) -> Sequence[str]:
        """Each event."""
        return [f"{event.date}: {plain(event.text)}" for event in self.events]

    def data(self) -> Mapping[str, Any]:
        """Each event."""
        return {"events": [{"date": event.date, "text": plain(event.text)} for event in self.events]}

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The line, in large where there is room; lit events are bright, the others dim."""
        for large in (True, False) if viewport.columns >= WIDE else (False,):
            most = viewport.columns if large else _MOST
            wide = min(most, viewport.columns // len(self.events))
            rows = self._across(wide, lit, viewport, large) if wide >= _CLOSE else []
            if rows and len(rows) <= viewport.lines:
                return rows
        return self._down(viewport, lit)

    def _across(self, wide: int, lit: Sequence[str], viewport: Viewport, large: bool) -> list[Row]:
        """Texts with their dates above and below the line with its dots; empty where they do not fit in large."""
        count = len(self.events)
        sides = 1 if wide >= (_LARGE if large else _LEAST) else 2
        line: Row = []
        above: list[_Column] = []
        below: list[_Column] = []
        for number, event in enumerate(self.events):
            bright = event.name in lit
            dim = bool(lit) and not bright
            line += [Span(" ", ""), Span(_OFF if dim else _ON, "dim" if dim else "key")]
            line.append(Span(("━" if number + 1 < count else " ") * (wide - 2), "border"))
            columns = min(sides, count - number) * wide - _APART
            date, text = ((event.date, ""),), event.text
            if large:
                parts = [large_text(part, columns, viewport) for part in (date, text)]
                if not all(parts):
                    return []
                dates, texts = ([[Span(" ", ""), *row] for row in part] for part in parts)
            else:
                dates, texts = text_rows(date, columns, 1), text_rows(text, columns, 1)
            dates = [_look(row, True, dim) for row in dates]
            texts = [_look(row, bright, dim) for row in texts]
            if sides == 2 and number % 2 == 0:
                above.append(_Column(number * wide, [*texts, *dates]))
            else:
                below.append(_Column(number * wide, [*dates, *([[]] if large else []), *texts]))
        return [*_joined(above, at_the_end=True), line, *_joined(below)]

    def _down(self, viewport: Viewport, lit: Sequence[str]) -> list[Row]:
        """A date, a dot and a text a line."""
        left = max(len(event.date) for event in self.events)
        texts = [text_rows(event.text, viewport.columns - left - 6) for event in self.events]
        airy = sum(map(len, texts)) + len(texts) - 1 <= viewport.lines
        rows: list[Row] = []
        for number, (event, folded) in enumerate(zip(self.events, texts, strict=True)):
            bright = event.name in lit
            dim = bool(lit) and not bright
            last = number + 1 == len(self.events)
            for index, row in enumerate(folded):
                date, dot = (event.date, _OFF if dim else _ON) if not index else ("", " " if last else "│")
                rows.append([
                    Span(f" {date:>{left}}  ", "dim" if dim else "head"),
                    Span(f"{dot} ", "border" if index else "dim" if dim else "key"),
                    *_look(row, bright, dim),
                ])  # fmt: skip
            if airy and not last:
                rows.append([Span(" " * (left + 3), ""), Span("│", "border")])
        return rows


def _look(row: Row, bright: bool, dim: bool) -> Row:
    if not (bright or dim):
        return row
    return [span._replace(role="dim" if dim else span.role or "head") for span in row]
