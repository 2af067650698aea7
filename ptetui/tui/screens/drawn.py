"""What all full screens share: they draw anew when something changed, have help, themes and a message in the footer."""

from collections.abc import Callable
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from ptetui.render.ribbon import Span
from ptetui.tui.desk import Desk

if TYPE_CHECKING:
    from ptetui.render.view import BitFields
    from ptetui.talk.pictures import Picture
    from ptetui.tui.app import PteApp


class Drawn(Screen[None]):
    """A screen that draws everything from the desk; `NAME` is what the table of actions calls it."""

    NAME: ClassVar[str]
    app: "PteApp"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.message = ""

    def draw(self) -> None:
        """Draw everything."""

    def fits(self, least: tuple[int, int]) -> bool:
        """Whether the window has so many columns and lines."""
        return self.size.width >= least[0] and self.size.height >= least[1]

    def small_rows(self, least: tuple[int, int]) -> list[list[Span]]:
        """What stands in a window that has not."""
        columns, lines = self.size
        text = f"too small: {least[0]}x{least[1]} at least, not {columns}x{lines}"
        return [[Span(line, "head")] for line in wrap(text, max(1, columns))]

    def follow(self) -> None:
        """Take over what another screen changed on the desk."""

    def take(self, picture: "Picture") -> str:
        """Show what a slide of a talk shows, beyond the word that is on the desk; what had to give, in words."""
        return ""

    def on_resize(self) -> None:
        """Fold anew."""
        self.draw()

    def on_screen_resume(self) -> None:
        """Another screen may have changed the desk."""
        if self.is_running and self.size:
            self.follow()
            self.draw()

    def said(self, message: str = "") -> None:
        """Draw, with a message in the footer until the next key."""
        self.message = message
        self.draw()

    def action_theme(self) -> None:
        """The next theme."""
        self.said(self.app.next_theme())

    def action_help(self) -> None:
        """All keys."""
        from ptetui.tui.screens.help import Help

        self.app.push_screen(Help(self.desk.recording is not None, self.NAME))

    def action_export(self) -> None:
        """What is on the screen, into a file."""
        from ptetui.tui.files import ask_export

        ask_export(self)

    def bit_fields(self) -> "BitFields":
        """For the formats that draw registers: those that the screen shows."""
        from ptetui.render.view import BitFields

        return BitFields()

    def did(self, change: Callable[[], object]) -> None:
        """Run a change; what it says, or the line of its error, stands in the footer until the next key."""
        try:
            told = change()
        except ValueError as error:
            told = str(error)
        self.said(told if isinstance(told, str) else "")

    def ask(self, title: str, accept: Callable[[str], object], value: str = "") -> None:
        """Ask for one line at the bottom, and draw when it was answered or not."""
        from ptetui.tui.screens.prompt import Prompt

        self.app.push_screen(Prompt(title, accept, value), lambda _: self.said())
