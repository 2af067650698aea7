"""Choose one of a few lines."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from ptetui.tui.dialogs.panel import Options, Panel


class Choice(Panel[int | None]):
    """A list, whose lines may have keys; the chosen line's number, None where it was left."""

    BINDINGS = [
        Binding("escape,q", "dismiss(None)", "cancel"),
        Binding("j", "move(1)", "next"),
        Binding("k", "move(-1)", "previous"),
    ]
    DEFAULT_CSS = "Choice OptionList { height: auto; max-height: 100%; }"

    def __init__(self, title: str, lines: Sequence[str], here: int, keys: Sequence[str] = ()) -> None:
        super().__init__()
        self.title_text, self.lines, self.here, self.keys = title, lines, here, keys

    def compose(self) -> ComposeResult:
        """The list in a frame."""
        with Vertical(classes="frame"):
            yield Options(*(Option(self.plain(line)) for line in self.lines), markup=False)

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.titled(self.title_text, "Enter: choose   Esc: cancel")
        self.query(OptionList).focus()
        for listed in self.query(OptionList):
            listed.highlighted = self.here

    def on_key(self, event: events.Key) -> None:
        """A line by its own key."""
        if event.character in self.keys:
            event.stop()
            self.dismiss(self.keys.index(event.character))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(event.option_index)
