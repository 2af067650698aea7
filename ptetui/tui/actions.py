"""What a user can do: the actions that screens share, and the table of all, collected from the screens that exist.

Bindings, footer, help, palette and the remapping of keys read it. A screen's own actions stand in the module `actions`
of its package, which imports no Textual: so the table costs a screen that is not shown nothing but these few lines.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.binding import Binding

    from ptetui.tui.desk import Desk


def always(desk: "Desk") -> bool:
    """For actions that make sense whatever the app was started on."""
    return desk is not None


def recorded(desk: "Desk") -> bool:
    """For actions that need a recording."""
    return desk.recording is not None


class Action(NamedTuple):
    """Something a user can do.

    `id` is stable: keys are remapped by it; an action that several screens have is one action with one id. `call` is
    the Textual action; `keys` are Textual's names, the first of which the footer shows. `brief` stands in the footer,
    where it is empty the action is left out there; `text` stands in help and palette. `pair` is the id of the action
    whose key the footer shows beside this one's.
    """

    id: str
    keys: str
    call: str
    text: str
    brief: str = ""
    group: str = "Move"
    pair: str = ""
    applies: "Callable[[Desk], bool]" = always

    @property
    def name(self) -> str:
        """The call without its arguments."""
        return self.call.partition("(")[0]

    @property
    def key(self) -> str:
        """The first key, as it is usually written."""
        return spell_key(self.keys.split(",")[0])

    @property
    def all_keys(self) -> str:
        """All keys, as they are usually written."""
        return " ".join(map(spell_key, self.keys.split(",")))


# ---------------------------------------------------------------------------------------------- shared by screens

BIT_ACTIONS = (
    Action("bit.left", "left,h", "move(1)", "to the next higher bit"),
    Action("bit.right", "right,l", "move(-1)", "to the next lower bit"),
)
BIT_ROWS = (
    Action("row.up", "up,k", "vertical(1)", "a row of bits up"),
    Action("row.down", "down,j", "vertical(-1)", "a row of bits down"),
)
FIELD_ACTIONS = (
    Action("field.next", "w", "field(1)", "to the next field", "field", pair="field.previous"),
    Action("field.previous", "b", "field(-1)", "to the previous field"),
)
EDGES = (
    Action("bit.first", "home", "edge(1)", "to the most significant bit"),
    Action("bit.last", "end", "edge(0)", "to bit 0"),
)
LINE_ACTIONS = (
    Action("line.up", "up,k", "select(-1)", "a line up"),
    Action("line.down", "down,j", "select(1)", "a line down"),
    Action("line.page_up", "pageup", "select(-10)", "ten lines up"),
    Action("line.page_down", "pagedown", "select(10)", "ten lines down"),
)
TOGGLE = Action("bit.toggle", "space", "toggle_bit", "toggle the bit", "toggle", "Edit")
WORD_ACTION = Action("word.enter", "colon", "command", "enter a word, or a state: swap type=3", "word or state", "Edit")
UNDO = Action("undo", "u", "undo", "undo", "undo", "Edit")
REDO = Action("redo", "U,ctrl+r", "redo", "redo", "", "Edit")
LAYOUT_ACTION = Action("layout", "a", "layout", "another architecture or variant", "layout", "Reading")
KERNEL_ACTIONS = (
    Action("kernel.older", "left_square_bracket", "kernel(-1)", "an older kernel", "kernel", "Reading", "kernel.newer"),
    Action("kernel.newer", "right_square_bracket", "kernel(1)", "a newer kernel", "", "Reading"),
)
CONFIG_ACTION = Action("config", "c", "config", "the kernel's configuration", "config", "Reading")
ZOOM = (
    Action("bigger", "plus,equals_sign", "zoom(1)", "bigger cells, for projectors", "size", "Look", "smaller"),
    Action("smaller", "minus", "zoom(-1)", "smaller cells", "", "Look"),
)
EVERYWHERE = (
    Action("theme", "t", "theme", "the next theme: dark, light, high contrast, colour-blind", "", "Look"),
    Action("export", "x", "export", "export what is on the screen: a picture, a page, text, LaTeX, C", "export", "App"),
    Action(
        "copy",
        "y",
        "copy",
        "copy the word, its text, its JSON, or the command line of the word or of this screen",
        "copy",
        "App",
    ),
    Action("command", "ctrl+y", "command_line", "copy the command line that shows this screen", "", "App"),
    Action("back", "escape", "back", "one level back; at last to Explore", "", "App"),
    Action("help", "question_mark", "help", "this help", "help", "App"),
    Action("palette", "ctrl+p", "app.command_palette", "find an action by name", "", "App"),
    Action("quit", "q", "app.quit", "quit", "quit", "App"),
)


# ---------------------------------------------------------------------------------------------- the screens


class ScreenEntry(NamedTuple):
    """A screen: the name of its package, its key ("" where only the command line opens it), its title, what it shows.

    The package has the modules `actions`, with `ACTIONS`, and `screen`, with a class called as the package.
    """

    name: str
    key: str
    title: str
    about: str

    @property
    def action(self) -> Action:
        """Switching to it."""
        call = f"app.show('{self.name}')"
        return Action(f"screen.{self.name}", self.key, call, self.about, self.title.lower(), "Screens")

    def module(self, name: str) -> ModuleType:
        """A module of its package."""
        return import_module(f"ptetui.tui.{self.name}.{name}")


SCREENS = (
    ScreenEntry("explore", "1", "Explore", "Explore: one word, bit by bit"),
    ScreenEntry("life", "2", "Life", "Life: a page as it moves through its states"),
    ScreenEntry("compare", "3", "Compare", "Compare: one word, several layouts"),
    ScreenEntry("collisions", "4", "Collisions", "Collisions: every meaning of a bit, and what is shared"),
    ScreenEntry("designs", "5", "Designs", "Designs: the argument of 2021 as a table; the 32 swap types"),
    ScreenEntry("talk", "6", "Talk", "Talk: slides; resumes where you left off"),
    ScreenEntry("wall", "7", "Wall", "Wall: all swap forms, one bit a cell"),
    ScreenEntry("time", "8", "Time", "Time: a layout through its kernels"),
    ScreenEntry("history", "9", "History", "History: collisions of the past, before and after the fix"),
    ScreenEntry("what_if", "0", "What if", "What if: edit a copy of the layout"),
    ScreenEntry("log", "", "Log", "Log: the words of a kernel log, damaged or not"),
    ScreenEntry("scan", "", "Scan", "Scan: the pages of a dump, a cell a word"),
    ScreenEntry("live", "", "Live", "Live: the pages of a process, a cell a page"),
    ScreenEntry("notes", "", "Notes", "Notes: what the speaker says, slide by slide"),
)
ENTRIES: Mapping[str, ScreenEntry] = {entry.name: entry for entry in SCREENS}
_SWITCHES = tuple(entry.action for entry in SCREENS if entry.key)


@cache
def actions_of(screen: str) -> tuple[Action, ...]:
    """The actions of a screen: its own, then those that all screens have."""
    own: tuple[Action, ...] = ENTRIES[screen].module("actions").ACTIONS
    return tuple(
        action._replace(keys=_REMAPPED.get(action.id, action.keys)) for action in (*own, *_SWITCHES, *EVERYWHERE)
    )


_REMAPPED: dict[str, str] = {}


def remap(keys: Mapping[str, str]) -> None:
    """Give actions other keys, by id; before the screens that have them are imported."""
    _REMAPPED.clear()
    _REMAPPED.update(keys)
    actions_of.cache_clear()


def available(desk: "Desk", screen: str) -> list[Action]:
    """Those that apply."""
    return [action for action in actions_of(screen) if action.applies(desk)]


def all_actions() -> dict[str, Action]:
    """All actions of all screens by id, each once; loads the actions of every screen."""
    return {action.id: action for entry in SCREENS for action in actions_of(entry.name)}


def bindings(screen: str) -> "list[Binding]":
    """Textual's bindings of a screen's actions."""
    from textual.binding import Binding

    return [Binding(action.keys, action.call, action.text, id=action.id, show=False) for action in actions_of(screen)]


# ---------------------------------------------------------------------------------------------- keys

_KEYS = {
    "colon": ":", "question_mark": "?", "plus": "+", "minus": "-", "equals_sign": "=", "underscore": "_",
    "left_square_bracket": "[", "right_square_bracket": "]", "greater_than_sign": ">", "less_than_sign": "<",
    "left_parenthesis": "(", "right_parenthesis": ")", "slash": "/", "full_stop": ".", "comma": ",",
    "exclamation_mark": "!", "at": "@", "number_sign": "#", "dollar_sign": "$", "apostrophe": "'", "semicolon": ";",
    "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End", "delete": "Del", "backspace": "Bksp",
    "left": "←", "right": "→", "up": "↑", "down": "↓", "escape": "Esc", "enter": "Enter", "space": "Space",
    "tab": "Tab", "insert": "Ins",
}  # fmt: skip


def spell_key(key: str) -> str:
    """A key as it is usually written: "←", "^p", "[", "Esc"."""
    return f"^{key.removeprefix('ctrl+')}" if key.startswith("ctrl+") else _KEYS.get(key, key)
