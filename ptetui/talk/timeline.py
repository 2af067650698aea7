"""A line of dates with what happened: across the screen where that has the room, else from top to bottom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span, Text
from ptetui.talk.paragraphs import text_rows
from ptetui.talk.tour import plain

_LEAST, _MOST = 16, 34  # columns of an event on a line across the screen
_ON, _OFF = "●", "○"


class TimelineEvent(NamedTuple):
    """A date, or another word for when, and what happened. `name` is what points light it by: without blanks."""

    date: str
    text: Text

    @property
    def name(self) -> str:
        """ "January_2021"."""
        return self.date.replace(" ", "_")


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
        """The line; lit events are bright, the others dim."""
        wide = min(_MOST, viewport.columns // len(self.events))
        if wide >= _LEAST:
            across = self._across(wide, lit)
            if len(across) <= viewport.lines:
                return across
        return self._down(viewport, lit)

    def _across(self, wide: int, lit: Sequence[str]) -> list[Row]:
        """Dates, the line with its dots, texts below."""
        dates: Row = []
        line: Row = []
        columns: list[list[Row]] = []
        for number, event in enumerate(self.events):
            bright = event.name in lit
            dim = bool(lit) and not bright
            dates.append(Span(f" {event.date}".ljust(wide), "dim" if dim else "head"))
            line += [Span(" ", ""), Span(_OFF if dim else _ON, "dim" if dim else "key")]
            line.append(Span(("━" if number + 1 < len(self.events) else " ") * (wide - 2), "border"))
            folded = text_rows(event.text, wide - 1, 1)
            columns.append([_look(row, bright, dim) for row in folded])
        below: list[Row] = []
        for index in range(max(map(len, columns))):
            cells = ([*rows[index]] if index < len(rows) else [] for rows in columns)
            below.append([span for cell in cells for span in (*cell, Span(" " * (wide - row_width(cell)), ""))])
        return [dates, line, *below]

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
