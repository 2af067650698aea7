"""A canvas that plays: frames over its rows for a time, then the rows again."""

from collections.abc import Callable, Sequence
from time import monotonic

from textual.timer import Timer

from ptetui.tui.themes import Look
from ptetui.tui.widgets.canvas import Canvas, CanvasRow

FRAMES = 24  # a second


class MovingCanvas(Canvas):
    """Draws the rows that it was last shown; while it plays, what the frame at this time has instead."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.frame: Callable[[float], Sequence[CanvasRow]] | None = None
        self.seconds = 1.0
        self.began = 0.0
        self.timer: Timer | None = None
        self._still: Sequence[CanvasRow] = ()

    def show(self, rows: Sequence[CanvasRow], look: Look) -> None:
        """These rows, now or when it no longer plays."""
        self._still, self.look = rows, look
        if self.frame is None:
            super().show(rows, look)

    def play(self, frame: Callable[[float], Sequence[CanvasRow]], seconds: float) -> None:
        """Show what `frame` has for times from 0 to 1, for so long."""
        self.land()
        self.frame, self.seconds, self.began = frame, seconds, monotonic()
        self.timer = self.set_interval(1 / FRAMES, self._next)
        self._next()

    def land(self) -> None:
        """At once what it was last shown."""
        if self.timer is not None:
            self.timer.stop()
            self.timer = None
        if self.frame is not None:
            self.frame = None
            self.styles.height = self.lines
            self.show(self._still, self.look)

    def _next(self) -> None:
        time = (monotonic() - self.began) / self.seconds
        if time >= 1.0 or self.frame is None:
            self.land()
            return
        rows = self.frame(time)
        self.styles.height = max(self.lines, len(rows))
        super().show([*rows, *[()] * (self.lines - len(rows))], self.look)
