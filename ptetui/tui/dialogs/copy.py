"""Copy: the word, its text and JSON, command lines. The clipboard never answers: what was sent is said."""

import json
from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widgets import Label

from ptetui.pictures.word_json import word_json
from ptetui.pictures.word_text import word_text
from ptetui.render.text import padded
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.command_line import command_line
from ptetui.tui.dialogs.panel import Panel

_NAMES = {"word": "w", "text": "t", "json": "j", "command": "c", "screen": "s"}


class Copy(Panel[str]):
    """A key copies and closes; what was copied is the answer."""

    BINDINGS = [
        Binding("escape,q,y", "dismiss(None)", "close"),
        *(Binding(key, f"take('{name}')", name) for name, key in _NAMES.items()),
    ]

    def __init__(self, snapshot: Snapshot, of_screen: Callable[[], str]) -> None:
        super().__init__()
        reading = snapshot.reading
        self.refused = ""
        try:
            screen = of_screen()
        except ValueError as error:
            screen, self.refused = "", str(error)
        self.texts = {
            "word": padded(snapshot.word, snapshot.setting.layout.width),
            "text": "\n".join(word_text(reading, 74)),
            "json": json.dumps(word_json(reading)),
            "command": command_line(snapshot),
            "screen": screen,
        }

    def compose(self) -> ComposeResult:
        """What can be copied."""
        lines = (
            f"w  word          {self.texts['word']}",
            "t  decoded text",
            "j  JSON",
            f"c  the word      {self.texts['command']}",
            f"s  this screen   {self.texts['screen'] or self.refused}",
        )
        with VerticalScroll(classes="frame"):
            for line in lines:
                yield Label(self.plain(line), markup=False)

    def on_mount(self) -> None:
        """What the keys do."""
        self.titled("copy", "w t j c s copy, Esc closes")
        self.query(VerticalScroll).focus()

    def action_take(self, subject: str) -> None:
        """Copy through OSC 52, and close."""
        if not self.texts[subject]:
            self.dismiss(self.refused)
            return
        self.app.copy_to_clipboard(self.texts[subject])
        named = {"command": "the word's command line", "screen": "the screen's command line"}.get(subject, subject)
        self.dismiss(f"copied {named} (OSC 52; needs terminal support)")
