"""Help: the table of actions."""

from textwrap import wrap

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Label

from ptetui.tui.actions import Action, available
from ptetui.tui.screens.panel import Panel

_KEYS = 10  # columns of the keys


class Help(Panel[None]):
    """Every key, by group; escape closes."""

    BINDINGS = [
        Binding("escape,question_mark,q", "dismiss(None)", "close"),
        Binding("j", "scroll(1)", "down"),
        Binding("k", "scroll(-1)", "up"),
    ]

    def __init__(self, recording: bool, screen: str) -> None:
        super().__init__()
        self.recording, self.of_screen = recording, screen

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        columns = max(30, min(80, self.app.size.width) - 6)
        with VerticalScroll(classes="frame"):
            yield Label(self.plain(help_text(self.recording, self.of_screen, columns)), markup=False)

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        frame = self.query_one(VerticalScroll)
        frame.border_title = "every key"
        frame.border_subtitle = "j k scroll, escape closes"
        frame.focus()

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def help_text(recording: bool, screen: str = "explore", columns: int = 74) -> str:
    """The table as text: a heading a group, a line an action, long ones wrapped beside their keys."""
    lines: list[str] = []
    group = ""
    for action in available(recording, screen):
        if action.group != group:
            group = action.group
            lines += ["", group] if lines else [group]
        told = wrap(action.text, max(10, columns - _KEYS - 4)) or [""]
        lines.append(f"  {_keys(action):{_KEYS}}  {told[0]}")
        lines += [" " * (_KEYS + 4) + line for line in told[1:]]
    return "\n".join(lines)


def _keys(action: Action) -> str:
    return (
        action.key if " " in action.key else action.keys.replace(",", " ") if action.key in action.keys else action.key
    )
