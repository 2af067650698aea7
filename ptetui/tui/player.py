"""Something that plays by itself on a screen: a step, a while, the next step, until the last one or a key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer


class Player:
    """Plays one thing at a time. Steps are called on the screen's own loop."""

    def __init__(self, screen: "Screen[None]") -> None:
        self.screen = screen
        self._timer: Timer | None = None
        self._step: Callable[[], bool] = bool
        self._seconds: Callable[[], float] = float

    @property
    def playing(self) -> bool:
        """Whether another step is to come."""
        return self._timer is not None

    def play(self, step: Callable[[], bool], seconds: Callable[[], float]) -> None:
        """Call `step` after so many seconds, and again while it returns True; `seconds` is asked before each."""
        self._step, self._seconds = step, seconds
        self._wait()

    def step(self) -> bool:
        """The next step at once; whether another one is to come."""
        self.stop()
        if self._step():
            self._wait()
        return self.playing

    def stop(self) -> None:
        """No further step."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _wait(self) -> None:
        self.stop()
        self._timer = self.screen.set_timer(self._seconds(), self.step)
