"""A list of switches: a line each, turned over with space or enter, and what comes of it above them at once."""

from collections.abc import Iterable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from ptetui.tui.dialogs.panel import Options, Panel


class Switches(Panel[None]):
    """What `ConfigScreen` and `RangeScreen` share. They say what the lines are, and turn one over."""

    TITLE_TEXT = ""
    KEYS_TEXT = ""
    BINDINGS = [
        Binding("escape,q", "dismiss(None)", "close"),
        Binding("space", "take", "turn over"),
        Binding("j", "move(1)", "next"),
        Binding("k", "move(-1)", "previous"),
    ]
    DEFAULT_CSS = """
    Switches #message { text-style: bold; }
    Switches OptionList { height: auto; }
    """

    def outcome(self) -> str:
        """What the switches make of it, over the list."""
        raise NotImplementedError

    def lines(self) -> Iterable[tuple[str, str]]:
        """(name, text) of each line."""
        raise NotImplementedError

    def turn(self, name: str) -> str | None:
        """Turn it over. The answer is what is said in place of the outcome, None where there is nothing to say."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """The outcome, over the lines."""
        with Vertical(classes="frame"):
            yield Label(self.plain(self.outcome()), id="message", markup=False)
            yield Options(*self._options(), markup=False)
            yield from self.below()

    def below(self) -> Iterable[Widget]:
        """What stands under the list."""
        return ()

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.titled(self.TITLE_TEXT, self.KEYS_TEXT)
        self.query(OptionList).focus()
        for listed in self.query(OptionList):
            listed.highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Turn it over, or say why it cannot be."""
        self.redraw(self.turn(event.option.id or ""))

    def action_take(self) -> None:
        """As enter."""
        self.query_one(OptionList).action_select()

    def redraw(self, message: str | None = None) -> None:
        """The lines and the outcome, or a message in its place, as they are now."""
        listed = self.query_one(OptionList)
        here = listed.highlighted
        listed.clear_options()
        listed.add_options(self._options())
        listed.highlighted = here
        self.query_one("#message", Label).update(self.plain(message or self.outcome()))

    def _options(self) -> list[Option]:
        return [Option(self.plain(text), id=name) for name, text in self.lines()]
