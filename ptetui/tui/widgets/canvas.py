"""The one widget that draws: rows of spans through Textual's Line API. Every segment has a style."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from ptetui.harmless import harmless
from ptetui.render.ascii import to_ascii
from ptetui.render.looks import style
from ptetui.render.spans import Span
from ptetui.tui.themes import Look

CanvasRow = Sequence[Span]


class Canvas(Widget):
    """Draws the rows that it was last shown; rows that are missing are blank."""

    DEFAULT_CSS = "Canvas { height: 1; width: 100%; }"

    class Clicked(Message):
        """A cell was clicked."""

        def __init__(self, canvas: "Canvas", column: int, line: int) -> None:
            super().__init__()
            self.canvas, self.column, self.line = canvas, column, line

        @property
        def control(self) -> "Canvas":
            """The canvas."""
            return self.canvas

    def __init__(self, id: str, background: str = "") -> None:
        super().__init__(id=id)
        self.rows: Sequence[CanvasRow] = ()
        self.background = background
        self.lines = 0
        self.look = Look()

    def show(self, rows: Sequence[CanvasRow], look: Look) -> None:
        """Draw these rows in a look. Only the lines that changed are painted again."""
        before, same = self.rows, self.look == look and len(rows) == len(self.rows)
        self.rows, self.look = rows, look
        if not same:
            self.refresh()
            return
        changed = [line for line, (old, new) in enumerate(zip(before, rows, strict=True)) if old != new]
        if changed:
            self.refresh(*(Region(0, line, self.size.width, 1) for line in changed))

    def drawn(self) -> list[list[Span]]:
        """The rows that have room, as they are drawn."""
        return [list(self._spans(line)) for line in range(min(len(self.rows), self.size.height))]

    def _spans(self, line: int) -> Iterator[Span]:
        """A line of the widget from edge to edge: cut, in ASCII where it must be, with its roles on the background."""
        row = self.rows[line] if line < len(self.rows) else ()
        under = f"{self.background} " if self.background else ""
        width, used = self.size.width, 0
        for span in row:
            if used >= width:
                break
            text = span.text if span.text.isprintable() else harmless(span.text.replace("\t", " "))
            size = len(text) if text.isascii() else cell_len(text)
            if used + size > width:
                text, size = f"{set_cell_size(text, width - used - 1)}…", width - used
            text = to_ascii(text) if self.look.ascii_only else text
            yield Span(text, under + span.role, span.bit)
            used += size
        yield Span(" " * (width - used), self.background)

    def bit_at(self, column: int, line: int) -> int | None:
        """The bit that is drawn there; None where none is."""
        for span in self.rows[line] if 0 <= line < len(self.rows) else ():
            if column < len(span.text):
                return span.bit if span.bit >= 0 else None
            column -= len(span.text)
        return None

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        theme = self.look.theme
        return Strip([Segment(span.text, style(theme, span.role)) for span in self._spans(y)], self.size.width)

    class Hovered(Message):
        """The mouse is over another cell; over none where `line` is -1."""

        def __init__(self, canvas: "Canvas", column: int, line: int) -> None:
            super().__init__()
            self.canvas, self.column, self.line = canvas, column, line

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Tell the screen where it is, unless it drags."""
        if not event.button:
            self.post_message(self.Hovered(self, event.x, event.y))

    def on_leave(self) -> None:
        """Tell the screen that it is gone."""
        self.post_message(self.Hovered(self, -1, -1))

    def on_click(self, event: events.Click) -> None:
        """Tell the screen which cell it was."""
        self.post_message(self.Clicked(self, event.x, event.y))
