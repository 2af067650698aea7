"""Help: the table of actions."""

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Label

from ptetui.tui.actions import available


class Help(ModalScreen[None]):
    """Every key, by group; escape closes."""

    BINDINGS = [
        Binding("escape,question_mark,q", "dismiss(None)", "close"),
        Binding("j", "scroll(1)", "down"),
        Binding("k", "scroll(-1)", "up"),
    ]
    DEFAULT_CSS = """
    Help { align: center middle; }
    Help VerticalScroll { width: 78; max-width: 100%; height: 90%; background: $panel; padding: 0 1; }
    Help Label { width: 100%; }
    """

    def __init__(self, recording: bool) -> None:
        super().__init__()
        self.recording = recording

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll():
            yield Label(help_text(self.recording), markup=False)

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def help_text(recording: bool) -> str:
    """The table as text."""
    lines = ["ptetui: what a Linux page-table entry is, bit by bit. Escape closes this help."]
    group = ""
    for action in available(recording):
        if action.group != group:
            group = action.group
            lines += ["", group]
        lines.append(f"  {_keys(action.keys, action.key):14} {action.text}")
    return "\n".join(lines)


def _keys(keys: str, shown: str) -> str:
    return shown if len(keys.split(",")) <= 2 or " " in shown else keys.replace(",", " ")
