"""A scene on the screen Life: it plays by itself, moment after moment, at the pace of motion."""

from collections.abc import Callable

from ptetui.sources.life.scenes import SCENES, enact
from ptetui.tui.life.model_page import ModelPage
from ptetui.tui.player import Player
from ptetui.tui.screen import PictureScreen

_READ = 60  # letters of a caption that are read in the time of a motion
_STEPPED = "n/p step through it; any event key starts your own branch"


class SceneShow:
    """The scenes, and the one that plays on the model's page.

    `motion` shows the last event as bits on their way, `seconds` is how long that takes.
    """

    def __init__(
        self, screen: PictureScreen, page: ModelPage, motion: Callable[[], str], seconds: Callable[[], float]
    ) -> None:
        self.screen, self.page, self.motion, self.seconds = screen, page, motion, seconds
        self.player = Player(screen)

    def choose(self, play: Callable[[int], None]) -> None:
        """One of a list."""
        numbers = [str(number) for number in range(1, len(SCENES) + 1)]
        lines = [f"{number}  {scene.title}" for number, scene in zip(numbers, SCENES, strict=True)]
        self.screen.choose("a scene to play", lines, play, keys=numbers)

    def play(self, number: int) -> None:
        """Put a scene on the timeline and play it, until its end or a key; without motion it waits for steps."""
        moves = self.screen.app.moves
        hint = "the scene plays; any key stops it, n/p step, > < faster, slower" if moves else _STEPPED
        self.screen.apply_edit(lambda: enact(self.page.life, number) or hint)
        if moves:
            self.player.play(self._next_moment, self._seconds)

    def stop(self) -> None:
        """The scene stands where it is."""
        self.player.stop()

    def _seconds(self) -> float:
        """How long a moment stands: for its motion, and for its caption to be read."""
        return self.seconds() * (1 + len(self.page.life.now.deed.caption) / _READ)

    def _next_moment(self) -> bool:
        """Show the next moment; False after the last."""
        screen = self.screen
        if screen.app.screen is not screen:
            return False
        if self.page.travel(1):
            screen.show_message(f"the scene is over; {_STEPPED}")
            return False
        screen.apply_edit(lambda: None)
        self.motion()
        return True
