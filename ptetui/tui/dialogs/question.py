"""One question at the bottom, answered with a key."""

from collections.abc import Mapping

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Label

from ptetui.tui.dialogs.panel import Modal


class Question(Modal[str]):
    """Asks; the answer is one of the keys of `answers`, or "" for escape."""

    BINDINGS = [Binding("escape", "dismiss('')", "back")]
    DEFAULT_CSS = """
    Question { align: left bottom; background: $background 0%; }
    Question Vertical { height: 2; background: $panel; padding: 0 1; }
    Question Label { width: 100%; height: 1; }
    Question #ask { background: $primary; color: $background; text-style: bold; }
    Question:nocolor #ask { text-style: bold reverse; }
    """

    def __init__(self, ask: str, answers: Mapping[str, str]) -> None:
        super().__init__()
        self.ask, self.answers = ask, answers

    def compose(self) -> ComposeResult:
        """The question, and what the keys mean."""
        keys = "   ".join(f"{key} {meaning}" for key, meaning in self.answers.items())
        with Vertical():
            yield Label(self.ask, id="ask", markup=False)
            yield Label(f"{keys}   Esc: cancel", id="message", markup=False)

    def on_key(self, event: events.Key) -> None:
        """An answer."""
        if event.key in self.answers:
            event.stop()
            self.dismiss(event.key)
