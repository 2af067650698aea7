"""One line of input at the bottom; what is wrong with it stands beside it, and nothing changes until it is right."""

from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import Input, Label

from ptetui.tui.dialogs.panel import Modal


class Prompt(Modal[bool]):
    """Asks for one line; `accept` takes it or raises ValueError with one line.

    `value` is proposed: typing replaces it where it is `selected`, else goes on at its end.
    """

    BINDINGS = [Binding("escape", "dismiss(False)", "cancel")]
    DEFAULT_CSS = """
    Prompt { align: left bottom; background: $background 0%; }
    Prompt Vertical { height: auto; background: $panel; padding: 0 1; }
    Prompt Label { width: 100%; height: auto; }
    Prompt #ask { background: $primary; color: $background; text-style: bold; }
    Prompt:nocolor #ask { text-style: bold reverse; }
    Prompt Input, Prompt Input:focus { height: 1; border: none; padding: 0; background: $surface; }
    """

    def __init__(
        self,
        title: str,
        accept: Callable[[str], object],
        value: str = "",
        live: Callable[[str], object] | None = None,
        *,
        selected: bool = True,
    ) -> None:
        super().__init__()
        self.ask, self.accept, self.value, self.live, self.selected = title, accept, value, live, selected

    def compose(self) -> ComposeResult:
        """Question, input, answer."""
        with Vertical():
            yield Label(self.ask, id="ask", markup=False)
            yield Input(self.value, select_on_focus=self.selected)
            yield Label("Enter: apply   Esc: cancel", id="message", markup=False)

    def on_mount(self) -> None:
        """Type at once."""
        self.query(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show at once what the text does, where that can be shown."""
        if self.live is not None:
            self.live(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take it, or say what is wrong."""
        if not self.is_current:
            return
        try:
            self.accept(event.value)
        except ValueError as error:
            self.query_one("#message", Label).update(f"{error}")
            return
        self.dismiss(True)
