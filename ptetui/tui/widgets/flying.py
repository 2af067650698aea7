"""A canvas over whose rows letters travel for half a second: bits on their way."""

from collections.abc import Sequence
from time import monotonic

from textual.timer import Timer

from ptetui.tui.life.motion import FRAMES, SECONDS, Flight, overlay
from ptetui.tui.themes import Look
from ptetui.tui.widgets.canvas import Canvas, Row


class FlyingCanvas(Canvas):
    """Draws the rows that it was last shown, and over them what flies."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.flying: Sequence[Flight] = ()
        self.took_off = 0.0
        self.timer: Timer | None = None
        self._still: list[Row] = []

    def show(self, rows: Sequence[Row], look: Look) -> None:
        """Draw these rows, the letters over them where they are by now."""
        self._still = list(rows)
        time = min(1.0, (monotonic() - self.took_off) / SECONDS)
        super().show(overlay([list(row) for row in rows], self.flying, time) if self.flying else rows, look)

    def take_off(self, flying: Sequence[Flight]) -> None:
        """Let these travel."""
        self.flying, self.took_off = flying, monotonic()
        self.timer = self.set_interval(SECONDS / FRAMES, self._fly)
        self.show(self._still, self.look)

    def land(self) -> None:
        """At once where they were going."""
        if self.timer is not None:
            self.timer.stop()
            self.timer = None
        if self.flying:
            self.flying = ()
            self.show(self._still, self.look)

    def _fly(self) -> None:
        if monotonic() - self.took_off >= SECONDS:
            self.land()
        else:
            self.show(self._still, self.look)
