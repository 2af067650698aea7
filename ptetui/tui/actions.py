"""The one table of actions: bindings, footer, help and command palette are read from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import Binding


@dataclass(frozen=True)
class Action:
    """Something a user can do.

    `id` is stable (for remapping), `call` the Textual action, `keys` the first of which is shown. `brief` stands in the
    footer, where it is empty the action is left out there; `text` stands in help and palette. `replay` actions need a
    recording.
    """

    id: str
    keys: str
    call: str
    text: str
    brief: str = ""
    group: str = "Move"
    replay: bool = False
    shown: str = ""

    @property
    def key(self) -> str:
        """The keys as help and footer write them."""
        return self.shown or _spell(self.keys.split(",")[0])


ACTIONS = (
    Action("bit.left", "left,h", "move(1)", "to the next higher bit", shown="← h"),
    Action("bit.right", "right,l", "move(-1)", "to the next lower bit", shown="→ l"),
    Action("bit.up", "up,k", "vertical(1)", "a row up; in the table or a ribbon of one row, a field up", shown="↑ k"),
    Action("bit.down", "down,j", "vertical(-1)", "a row down; or a field down", shown="↓ j"),
    Action("field.next", "w", "field(1)", "to the next field", "field", shown="w b"),
    Action("field.previous", "b", "field(-1)", "to the previous field"),
    Action("bit.first", "home", "edge(1)", "to the most significant bit"),
    Action("bit.last", "end", "edge(0)", "to bit 0"),
    Action("area", "tab", "area", "up and down move in the table, or in the ribbon", "table"),
    Action("bit.toggle", "space", "toggle_bit", "toggle the bit", "toggle", "Edit"),
    Action("field.edit", "enter", "edit", "edit the field's value; a flag toggles", "edit", "Edit"),
    Action("word.enter", "colon", "command", "take a word, or a state: swap type=3", "word or state", "Edit"),
    Action("undo", "u", "undo", "undo", "undo", "Edit"),
    Action("redo", "U,ctrl+r", "redo", "redo", "", "Edit"),
    Action("copy", "y", "copy", "copy the word, the decoded text or its JSON", "copy", "Edit"),
    Action("layout", "a", "layout", "pick an architecture or variant, keeping the word", "layout", "Reading"),
    Action("kernel.older", "left_square_bracket", "kernel(-1)", "an older kernel, keeping the word", "kernel",
           "Reading", shown="[ ]"),
    Action("kernel.newer", "right_square_bracket", "kernel(1)", "a newer kernel, keeping the word", "", "Reading"),
    Action("config", "c", "config", "the kernel's configuration", "config", "Reading"),
    Action("step.next", "n,full_stop", "step(1)", "the next step of the recording", "step", "Replay", True, "n p"),
    Action("step.previous", "p,comma", "step(-1)", "the previous step", "", "Replay", True),
    Action("step.jump", "g", "jump", "jump to a step by number or name", "jump", "Replay", True),
    Action("play", "P", "play", "play, pause", "play", "Replay", True),
    Action("play.faster", "greater_than_sign", "pace(-1)", "play faster", "", "Replay", True),
    Action("play.slower", "less_than_sign", "pace(1)", "play slower", "", "Replay", True),
    Action("bigger", "plus,equals_sign", "zoom(1)", "bigger bits, for projectors", "size", "Look", shown="+ -"),
    Action("smaller", "minus", "zoom(-1)", "smaller bits", "", "Look"),
    Action("theme", "t", "theme", "the next theme: dark, light, high contrast, colour-blind-safe", "", "Look"),
    Action("help", "question_mark", "help", "this help", "help", "App"),
    Action("palette", "ctrl+p", "command_palette", "find an action by name", "", "App"),
    Action("quit", "q", "quit", "quit", "quit", "App"),
)  # fmt: skip


def bindings() -> "list[Binding]":
    """Textual's bindings of all actions."""
    from textual.binding import Binding

    return [Binding(each.keys, each.call, each.text, id=each.id, show=False) for each in ACTIONS]


def available(recording: bool) -> Iterator[Action]:
    """The actions that make sense with or without a recording."""
    return (each for each in ACTIONS if recording or not each.replay)


_NAMES = {
    "space": "space", "enter": "enter", "colon": ":", "question_mark": "?", "plus": "+", "minus": "-",
    "left_square_bracket": "[", "right_square_bracket": "]", "greater_than_sign": ">", "less_than_sign": "<",
    "ctrl+p": "^p", "full_stop": ".", "comma": ",",
}  # fmt: skip


def _spell(key: str) -> str:
    return _NAMES.get(key, key)
