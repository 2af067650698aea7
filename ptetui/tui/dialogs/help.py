"""Help: the actions of a screen."""

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Label

from ptetui.render.ascii import arrow_keys
from ptetui.render.looks import style
from ptetui.render.signs import SIGNS
from ptetui.tui.actions import ENTRIES, Action, available
from ptetui.tui.dialogs.panel import Panel

if TYPE_CHECKING:
    from ptetui.tui.desk import Desk

_MOST = 20  # columns of the keys
_BESIDE = 160  # columns from which the signs stand beside the keys


class Help(Panel[None]):
    """Every key, by group; escape closes."""

    BINDINGS = [
        Binding("escape,question_mark,q", "dismiss(None)", "close"),
        Binding("j", "scroll(1)", "down"),
        Binding("k", "scroll(-1)", "up"),
    ]

    DEFAULT_CSS = """
    Help .frame.-wide { width: 156; }
    Help Horizontal, Help Vertical { height: auto; }
    Help Horizontal Label { width: 1fr; }
    """

    def __init__(self, desk: "Desk", screen: str) -> None:
        super().__init__()
        self.actions, self.of_screen = available(desk, screen), screen

    def compose(self) -> ComposeResult:
        """One scrolling text; in a wide window keys and signs beside one another."""
        beside = self.app.size.width >= _BESIDE
        columns = max(30, min(80, self.app.size.width) - 6)
        texts = (help_text(self.actions, columns, self.app.ascii_only), signs_text(columns))
        with VerticalScroll(classes="frame -wide" if beside else "frame"), Horizontal() if beside else Vertical():
            for text in texts:
                yield Label(self._coloured(self.plain(text)), markup=False)

    def _coloured(self, text: str) -> Text:
        """Headings bold; what stands in the first column, a key or a sign, in the colour of keys."""
        look = style(self.app.look.theme, "key")
        drawn = Text(end="")
        for line in text.splitlines():
            start, key, rest = line[:2], *_first_column(line[2:])
            if start.strip():
                drawn.append(f"{line}\n", "bold")
            else:
                drawn.append(start).append(key, Style(color=look.color, bold=look.bold)).append(f"{rest}\n")
        return drawn

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        self.titled(f"keys and signs of {ENTRIES[self.of_screen].title}", "j k scroll, Esc closes")
        self.query(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        """Scroll by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


def _first_column(line: str) -> tuple[str, str]:
    """A line up to the two blanks that end its first column, and the rest of it."""
    end = line.find("  ", 1)
    return (line, "") if end < 0 else (line[:end], line[end:])


def signs_text(columns: int = 74) -> str:
    """The signs that pictures use, and what they mean."""
    return "\n".join(["Signs", *(f"  {sign:5}  {text}"[:columns] for sign, text in SIGNS)])


def help_text(actions: Sequence[Action], columns: int = 74, ascii_only: bool = False) -> str:
    """Actions as text: a heading a group, a line an action, long ones wrapped beside their keys."""
    spelled = {action.id: arrow_keys(action.all_keys) if ascii_only else action.all_keys for action in actions}
    wide = min(_MOST, columns // 3, max(map(len, spelled.values())))
    groups: dict[str, list[str]] = {}
    for action in actions:
        keys = wrap(spelled[action.id], wide)
        texts = wrap(action.text, max(10, columns - wide - 4))
        lines = zip_longest(keys, texts, fillvalue="")
        groups.setdefault(action.group, []).extend(f"  {key:{wide}}  {text}".rstrip() for key, text in lines)
    return "\n\n".join("\n".join([group, *lines]) for group, lines in groups.items())
