"""Copy: the word, its decoded text, its JSON, the command line. The clipboard never answers: what was sent is said."""

import json

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


class Copy(Panel[str]):
    """w, t, j or c copies and closes; what was copied is the answer."""

    BINDINGS = [
        Binding("escape,q,y", "dismiss(None)", "close"),
        Binding("w", "take('word')", "word"),
        Binding("t", "take('text')", "text"),
        Binding("j", "take('json')", "JSON"),
        Binding("c", "take('command')", "command line"),
    ]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        reading = snapshot.reading
        self.texts = {
            "word": padded(snapshot.word, snapshot.setting.layout.width),
            "text": "\n".join(word_text(reading, 74)),
            "json": json.dumps(word_json(reading)),
            "command": command_line(snapshot),
        }

    def compose(self) -> ComposeResult:
        """What can be copied."""
        with VerticalScroll(classes="frame"):
            yield Label(self.texts["word"], id="shown", markup=False)

    def on_mount(self) -> None:
        """What the keys do."""
        self.titled("copy: w word, t decoded text, j JSON, c command line", "Esc closes")
        self.query_one(VerticalScroll).focus()

    def action_take(self, subject: str) -> None:
        """Copy through OSC 52, and close."""
        self.app.copy_to_clipboard(self.texts[subject])
        self.dismiss(f"copied {subject} (OSC 52; needs terminal support)")
