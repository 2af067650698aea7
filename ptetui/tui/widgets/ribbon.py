"""The ribbon on the screen: bits with a cursor, clickable."""

from typing import TYPE_CHECKING

from textual import events
from textual.message import Message

from ptetui.render.hanging import hang
from ptetui.render.ribbon import LINES, Fold, Marks, draw_row
from ptetui.render.spans import Span
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.themes import Look
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.render.tall import TallFold


class Ribbon(Canvas):
    """All bits of a word."""

    class BitClicked(Message):
        """A bit was clicked."""

        def __init__(self, bit: int) -> None:
            super().__init__()
            self.bit = bit

    fold: Fold | None = None
    first = 0  # the first row that shows

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.places: list[tuple[int, int] | int] = []  # of each line: row of bits and its line; or the bit of a field

    def show_word(
        self, snapshot: Snapshot, cursor: int, fold: Fold, rows: int, look: Look, names: bool | None = None
    ) -> None:
        """Draw a snapshot, folded, with the cursor on a bit; of the rows as many as there is room for.

        Names hang from the bits unless `names` is None; from those that have none only where it is true.
        """
        here = fold.place(cursor)[0]
        if fold != self.fold or not 0 <= self.first <= fold.rows - rows:
            self.first = 0
        self.first = max(here - rows + 1, min(self.first, here))
        self.fold = fold
        reading = snapshot.reading
        marks = Marks(cursor, snapshot.changed, snapshot.moved)
        lines: list[list[Span]] = []
        self.places = []
        for row in range(self.first, self.first + rows):
            lines += draw_row(reading, fold, row, marks, look.glyphs)
            self.places += [(row, line) for line in range(len(LINES))]
            if names is not None:
                hung = hang(reading, fold, row, self.screen.size.width, marks, look.glyphs, names)
                lines += [line.row for line in hung]
                self.places += [line.field.runs[0].high for line in hung]
        self._show_lines(lines, look, fold.rows - rows)

    def show_tall(self, snapshot: Snapshot, cursor: int, tall: "TallFold", look: Look) -> None:
        """All bits of a snapshot, with large digits."""
        from ptetui.render.tall import tall_rows

        self.fold, self.first = tall.fold, 0
        marks = Marks(cursor, snapshot.changed, snapshot.moved)
        lines: list[list[Span]] = []
        self.places = []
        whole = tuple(tall.lines) == LINES
        for row in range(tall.fold.rows):
            for name, line in tall_rows(draw_row(snapshot.reading, tall.fold, row, marks, look.glyphs, whole), tall):
                lines.append(line)
                self.places.append((row, LINES.index(name)))
        self._show_lines(lines, look, 0)

    def _show_lines(self, lines: list[list[Span]], look: Look, hidden: int) -> None:
        """These lines, with how many rows stand above and below them, of those that are `hidden`."""
        if self.first:
            lines[0] = [*lines[0], Span(f" ↑ {self.first} more", "key")]
        if self.first < hidden:
            lines[-1] = [*lines[-1], Span(f" ↓ {hidden - self.first} more", "key")]
        if self.lines != len(lines):
            self.lines = len(lines)
            self.styles.height = len(lines)
        self.show(lines, look)

    def on_click(self, event: events.Click) -> None:
        """Tell the screen which bit it was."""
        bit = self.bit_at(event.x, event.y)
        if bit is not None:
            self.post_message(self.BitClicked(bit))

    def bit_at(self, column: int, line: int) -> int | None:
        """The bit that is drawn there."""
        if self.fold is None or not 0 <= line < len(self.places):
            return None
        place = self.places[line]
        return place if isinstance(place, int) else self.fold.bit_at(column, place[0] * len(LINES) + place[1])
