"""The one table of actions: bindings, footer, help and command palette are read from it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.binding import Binding


class Action(NamedTuple):
    """Something a user can do.

    `id` is stable (for remapping), `call` the Textual action, `keys` the first of which is shown. `brief` stands in the
    footer, where it is empty the action is left out there; `text` stands in help and palette. `replay` actions need a
    recording. `screens` are the screens that have it, "" for all of them.
    """

    id: str
    keys: str
    call: str
    text: str
    brief: str = ""
    group: str = "Move"
    replay: bool = False
    shown: str = ""
    screens: str = "explore"

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
    Action("compare.up", "up,k", "select(-1)", "to the layout above", shown="↑ k", screens="compare"),
    Action("compare.down", "down,j", "select(1)", "to the layout below", shown="↓ j", screens="compare"),
    Action("compare.left", "left,h", "move(1)", "to the next higher bit in all of them", shown="← h",
           screens="compare"),
    Action("compare.right", "right,l", "move(-1)", "to the next lower bit", shown="→ l", screens="compare"),
    Action("compare.add", "a", "add", "add a layout below", "add", "Layouts", screens="compare"),
    Action("compare.remove", "d,delete", "remove", "take the layout away", "remove", "Layouts", screens="compare"),
    Action("compare.older", "left_square_bracket", "kernel(-1)", "the layout at an older kernel", "kernel", "Layouts",
           shown="[ ]", screens="compare"),
    Action("compare.newer", "right_square_bracket", "kernel(1)", "the layout at a newer kernel", "", "Layouts",
           screens="compare"),
    Action("compare.toggle", "space", "toggle_bit", "toggle the bit of the word", "toggle", "Edit", screens="compare"),
    Action("compare.word", "colon", "command", "take a word, or a state of the chosen layout", "word", "Edit",
           screens="compare"),
    Action("compare.undo", "u", "undo", "undo", "undo", "Edit", screens="compare"),
    Action("rows.up", "up,k", "select(-1)", "a line up", shown="↑ k", screens="wall time history"),
    Action("rows.down", "down,j", "select(1)", "a line down", shown="↓ j", screens="wall time history"),
    Action("rows.page_up", "pageup", "select(-10)", "ten lines up", screens="wall time history"),
    Action("rows.page_down", "pagedown", "select(10)", "ten lines down", screens="wall time history"),
    Action("rows.left", "left,h", "move(1)", "to the next higher bit", shown="← h", screens="wall time"),
    Action("rows.right", "right,l", "move(-1)", "to the next lower bit", shown="→ l", screens="wall time"),
    Action("rows.open", "enter", "open", "read the word so, in Explore", "explore", screens="wall time"),
    Action("wall.sort", "s", "sort", "sort by the next property", "sort", "Wall", screens="wall"),
    Action("wall.filter", "slash", "filter", "only layouts that have these words", "filter", "Wall", screens="wall"),
    Action("wall.older", "left_square_bracket", "kernel(-1)", "an older kernel", "kernel", "Wall", shown="[ ]",
           screens="wall"),
    Action("wall.newer", "right_square_bracket", "kernel(1)", "a newer kernel", "", "Wall", screens="wall"),
    Action("time.layout", "a", "layout", "the history of another layout", "layout", "Time", screens="time"),
    Action("collisions.left", "left,h", "move(1)", "to the next higher bit; in the matrix a column left", shown="← h",
           screens="collisions"),
    Action("collisions.right", "right,l", "move(-1)", "to the next lower bit; in the matrix a column right",
           shown="→ l", screens="collisions"),
    Action("collisions.up", "up,k", "vertical(1)", "a row up; in the list a finding up", shown="↑ k",
           screens="collisions"),
    Action("collisions.down", "down,j", "vertical(-1)", "a row down; in the list a finding down", shown="↓ j",
           screens="collisions"),
    Action("collisions.field", "w", "field(1)", "to the next field of the swap form", shown="w b",
           screens="collisions"),
    Action("collisions.field_back", "b", "field(-1)", "to the previous field", screens="collisions"),
    Action("collisions.first", "home", "edge(1)", "to the most significant bit", screens="collisions"),
    Action("collisions.last", "end", "edge(0)", "to bit 0", screens="collisions"),
    Action("collisions.area", "tab", "area", "keys go to the stack, the findings, the matrix of states", "matrix",
           screens="collisions"),
    Action("collisions.next", "n", "finding(1)", "the next finding", "finding", "Findings", shown="n p",
           screens="collisions"),
    Action("collisions.previous", "p", "finding(-1)", "the previous finding", "", "Findings", screens="collisions"),
    Action("collisions.open", "enter", "open", "the witness in Explore, with both readings", "witness", "Findings",
           screens="collisions"),
    Action("collisions.level", "L", "level", "the level: PTE or PMD", "level", "Reading", screens="collisions"),
    Action("collisions.layout", "a", "layout", "another architecture or variant", "layout", "Reading",
           screens="collisions"),
    Action("collisions.older", "left_square_bracket", "kernel(-1)", "an older kernel", "kernel", "Reading", shown="[ ]",
           screens="collisions"),
    Action("collisions.newer", "right_square_bracket", "kernel(1)", "a newer kernel", "", "Reading",
           screens="collisions"),
    Action("collisions.config", "c", "config", "the kernel's configuration", "config", "Reading",
           screens="collisions"),
    Action("collisions.undo", "u", "undo", "undo", "", "Reading", screens="collisions"),
    Action("collisions.bigger", "plus,equals_sign", "zoom(1)", "bigger cells", "size", "Look", shown="+ -",
           screens="collisions"),
    Action("collisions.smaller", "minus", "zoom(-1)", "smaller cells", "", "Look", screens="collisions"),
    Action("designs.up", "up,k", "select(-1)", "a row up", shown="↑ k", screens="designs"),
    Action("designs.down", "down,j", "select(1)", "a row down", shown="↓ j", screens="designs"),
    Action("designs.left", "left,h", "move(-1)", "a design to the left", shown="← h", screens="designs"),
    Action("designs.right", "right,l", "move(1)", "a design to the right", shown="→ l", screens="designs"),
    Action("designs.page_up", "pageup", "select(-10)", "ten rows or lines up", screens="designs"),
    Action("designs.page_down", "pagedown", "select(10)", "ten rows or lines down", screens="designs"),
    Action("designs.open", "enter", "open", "all the evidence for the cell; again: the table", "evidence", "Designs",
           screens="designs"),
    Action("designs.close", "escape", "close", "back to the table", "", "Designs", screens="designs"),
    Action("designs.more", "plus,equals_sign", "flags(1)", "one flag more in a swap entry: k", "flags", "Designs",
           shown="+ -", screens="designs"),
    Action("designs.fewer", "minus", "flags(-1)", "one flag less", "", "Designs", screens="designs"),
    Action("designs.july", "J", "july", "July 2021, the kernel of the argument: 5.14", "July 2021", "Designs",
           screens="designs"),
    Action("designs.explore", "E", "explore", "an entry of this design in Explore", "explore", "Designs",
           screens="designs"),
    Action("designs.layout", "a", "layout", "another architecture or variant", "layout", "Reading",
           screens="designs"),
    Action("designs.older", "left_square_bracket", "kernel(-1)", "an older kernel that differs", "kernel", "Reading",
           shown="[ ]", screens="designs"),
    Action("designs.newer", "right_square_bracket", "kernel(1)", "a newer kernel that differs", "", "Reading",
           screens="designs"),
    Action("designs.config", "c", "config", "the kernel's configuration", "config", "Reading", screens="designs"),
    Action("designs.undo", "u", "undo", "undo", "", "Reading", screens="designs"),
    Action("history.play", "space", "play", "play the damage on a word, step by step", "play", "History",
           screens="history"),
    Action("history.open", "enter", "open", "the words in Explore; undo steps back", "explore", "History",
           screens="history"),
    Action("life.up", "up", "select(-1)", "to the event above", shown="↑", screens="life"),
    Action("life.down", "down", "select(1)", "to the event below", shown="↓", screens="life"),
    Action("life.page_up", "pageup", "select(-10)", "ten events up", screens="life"),
    Action("life.page_down", "pagedown", "select(10)", "ten events down", screens="life"),
    Action("life.take", "enter", "take", "the chosen event happens", "take", screens="life"),
    Action("life.possible", "i", "possible", "all events, or only what can happen now", "possible", screens="life"),
    Action("life.on", "n,right,U,ctrl+r,full_stop", "travel(1)", "a moment, or a step of the recording, on", "step",
           "Timeline", shown="n p", screens="life"),
    Action("life.back", "p,left,u,comma", "travel(-1)", "back: undo; another event then begins a branch", "",
           "Timeline", screens="life"),
    Action("life.jump", "j", "jump", "jump to any moment or step, by number or name", "jump", "Timeline",
           screens="life"),
    Action("life.other", "tab", "other", "after a fork: the other page lives on", "other", "Timeline", screens="life"),
    Action("life.recording", "space", "recording", "from the recording to the model's own page, and back", "model",
           "Timeline", True, screens="life"),
    Action("life.scene.swap", "exclamation_mark", "scene(0)", "play: PM_SWAP missing for shmem in swap", "@ # $ play",
           "Scenes", screens="life"),
    Action("life.scene.soft_dirty", "at", "scene(1)", "play: PM_SOFT_DIRTY lost at page-out", "", "Scenes",
           screens="life"),
    Action("life.scene.uffd_wp", "number_sign", "scene(2)", "play: the same with uffd-wp, a marker stays", "",
           "Scenes", screens="life"),
    Action("life.scene.proposal", "dollar_sign", "scene(3)", "play: a marker at page-out, as proposed in 2021",
           "", "Scenes", screens="life"),
    Action("life.abreast", "V", "abreast", "the same events under each design of 2021, in step; again: one page",
           "designs", "Page", screens="life"),
    Action("life.kind", "k", "kind", "begin anew with the next kind: anon, shmem, file, hugetlb", "kind", "Page",
           screens="life"),
    Action("life.range", "R", "range", "facts of the range and circumstances: writable, userfaultfd, fork, pinned",
           "range", "Page", screens="life"),
    Action("life.privilege", "P", "privilege", "pagemap with or without CAP_SYS_ADMIN", "privilege", "Page",
           screens="life"),
    Action("life.open", "E", "open", "this word in Explore", "explore", "Page", screens="life"),
    Action("life.layout", "a", "layout", "the same life on another architecture", "layout", "Reading", screens="life"),
    Action("life.older", "left_square_bracket", "kernel(-1)", "the same life under an older kernel", "kernel",
           "Reading", shown="[ ]", screens="life"),
    Action("life.newer", "right_square_bracket", "kernel(1)", "the same life under a newer kernel", "", "Reading",
           screens="life"),
    Action("life.config", "c", "config", "the kernel's configuration", "config", "Reading", screens="life"),
    Action("life.leave", "escape", "app.show('explore')", "back to Explore", "", "Screens", screens="life"),
    Action("talk.next", "right,space,pagedown,n,down,j", "next", "the next point, or the next slide", "next", "Talk",
           shown="→", screens="talk"),
    Action("talk.previous", "left,pageup,backspace,p,up,k", "previous", "the point before, or the slide before", "back",
           "Talk", shown="←", screens="talk"),
    Action("talk.slide_on", "right_square_bracket", "slide(1)", "a whole slide on", "", "Talk", screens="talk"),
    Action("talk.slide_back", "left_square_bracket", "slide(-1)", "a whole slide back", "", "Talk", screens="talk"),
    Action("talk.first", "home", "edge(0)", "the title", "", "Talk", screens="talk"),
    Action("talk.last", "end", "edge(1)", "the last slide", "", "Talk", screens="talk"),
    Action("talk.jump", "g", "jump", "to a slide by number or caption", "go to", "Talk", screens="talk"),
    Action("talk.index", "i", "index", "all slides, to choose from", "index", "Talk", screens="talk"),
    Action("talk.tours", "o", "tours", "another tour", "tours", "Talk", screens="talk"),
    Action("talk.live", "enter", "live", "leave the script: play with what the slide shows; 6 returns", "play", "Talk",
           screens="talk"),
    Action("talk.blank", "b,full_stop", "blank", "a blank screen, and the slide again", "blank", "Room",
           screens="talk"),
    Action("talk.timer", "T", "timer", "the time since the start, shown or not", "timer", "Room", screens="talk"),
    Action("talk.restart", "R", "restart", "start the clock anew", "", "Room", screens="talk"),
    Action("notes.down", "down,j", "scroll(1)", "further down, where the notes are longer than the window", "scroll",
           shown="↓ ↑", screens="notes"),
    Action("notes.up", "up,k", "scroll(-1)", "up again", screens="notes"),
    Action("edit.left", "left,h", "move(1)", "to the next higher bit", shown="← h", screens="what_if"),
    Action("edit.right", "right,l", "move(-1)", "to the next lower bit", shown="→ l", screens="what_if"),
    Action("edit.up", "up,k", "vertical(1)", "a row up", shown="↑ k", screens="what_if"),
    Action("edit.down", "down,j", "vertical(-1)", "a row down", shown="↓ j", screens="what_if"),
    Action("edit.field", "w", "field(1)", "to the next field", shown="w b", screens="what_if"),
    Action("edit.field_back", "b", "field(-1)", "to the previous field", screens="what_if"),
    Action("edit.form", "tab", "form", "edit the next form", "form", screens="what_if"),
    Action("edit.shift_up", "comma", "shift(1)", "move the field a bit up", "move", "Edit", shown=", .",
           screens="what_if"),
    Action("edit.shift_down", "full_stop", "shift(-1)", "move the field a bit down", "", "Edit", screens="what_if"),
    Action("edit.wider", "greater_than_sign", "resize(1, 1)", "the field wider at its upper end", "width", "Edit",
           shown="> <", screens="what_if"),
    Action("edit.narrower", "less_than_sign", "resize(-1, 1)", "the field narrower at its upper end", "", "Edit",
           screens="what_if"),
    Action("edit.wider_low", "right_parenthesis", "resize(1, 0)", "the field wider at its lower end", "", "Edit",
           screens="what_if"),
    Action("edit.narrower_low", "left_parenthesis", "resize(-1, 0)", "the field narrower at its lower end", "", "Edit",
           screens="what_if"),
    Action("edit.set", "enter", "edit", "the value of a constant, the width of a number, the place of a flag", "set",
           "Edit", screens="what_if"),
    Action("edit.toggle", "space", "toggle_bit", "toggle a bit of a constant", "", "Edit", screens="what_if"),
    Action("edit.add", "n", "add", "a new software bit here", "new", "Edit", screens="what_if"),
    Action("edit.remove", "d,delete", "remove", "take the field away", "remove", "Edit", screens="what_if"),
    Action("edit.undo", "u", "undo(-1)", "undo", "undo", "Edit", screens="what_if"),
    Action("edit.redo", "U,ctrl+r", "undo(1)", "redo", "", "Edit", screens="what_if"),
    Action("edit.save", "s", "save", "save as a layout file, and open it", "save", "Edit", screens="what_if"),
    Action("edit.restart", "R", "restart", "begin anew with Explore's layout", "", "Edit", screens="what_if"),
    Action("screen.explore", "1", "app.show('explore')", "Explore: one word, bit by bit", "", "Screens", screens=""),
    Action("screen.life", "2", "app.show('life')", "Life: a page as it moves through its states", "life", "Screens",
           screens=""),
    Action("screen.compare", "3", "app.show('compare')", "Compare: one word, several layouts", "compare", "Screens",
           screens=""),
    Action("screen.collisions", "4", "app.show('collisions')", "Collisions: every meaning of a bit, and what is shared",
           "collisions", "Screens", screens=""),
    Action("screen.designs", "5", "app.show('designs')", "Designs: the argument of 2021 as a table; the 32 swap types",
           "designs", "Screens", screens=""),
    Action("screen.talk", "6", "app.show('talk')", "Talk: a tour, one idea a slide; where it was left", "talk",
           "Screens", screens=""),
    Action("screen.wall", "7", "app.show('wall')", "the wall: all swap forms, one bit a cell", "wall", "Screens",
           screens=""),
    Action("screen.time", "8", "app.show('time')", "time: a layout through its kernels", "time", "Screens", screens=""),
    Action("screen.history", "9", "app.show('history')", "history: collisions of the past, before and after",
           "history", "Screens", screens=""),
    Action("screen.what_if", "0", "app.show('what_if')", "What if: edit a copy of the layout", "what if", "Screens",
           screens=""),
    Action("theme", "t", "theme", "the next theme: dark, light, high contrast, colour-blind", "", "Look", screens=""),
    Action("export", "x", "export", "export what is on the screen: a picture, a page, text, LaTeX, C", "export", "App",
           screens=""),
    Action("help", "question_mark", "help", "this help", "help", "App", screens=""),
    Action("palette", "ctrl+p", "app.command_palette", "find an action by name", "", "App", screens=""),
    Action("quit", "q", "app.quit", "quit", "quit", "App", screens=""),
)  # fmt: skip


def bindings(screen: str = "explore") -> "list[Binding]":
    """Textual's bindings of a screen's actions."""
    from textual.binding import Binding

    here = available(True, screen)
    return [Binding(each.keys, each.call, each.text, id=f"{screen}:{each.id}", show=False) for each in here]


def available(recording: bool, screen: str = "explore") -> Iterator[Action]:
    """The actions of a screen that make sense with or without a recording."""
    known: tuple[Action, ...] = ACTIONS
    if screen == "life":  # its events stand with the model, which other screens do not need
        from ptetui.tui.life.keys import event_actions

        known = (*ACTIONS, *event_actions())
    here = (each for each in known if not each.screens or screen in each.screens.split())
    return (each for each in here if recording or not each.replay)


_NAMES = {
    "space": "space", "enter": "enter", "colon": ":", "question_mark": "?", "plus": "+", "minus": "-",
    "left_square_bracket": "[", "right_square_bracket": "]", "greater_than_sign": ">", "less_than_sign": "<",
    "left_parenthesis": "(", "right_parenthesis": ")",
    "ctrl+p": "^p", "slash": "/", "pageup": "PgUp", "pagedown": "PgDn", "full_stop": ".", "comma": ",",
    "exclamation_mark": "!", "at": "@", "number_sign": "#", "dollar_sign": "$", "escape": "esc",
}  # fmt: skip


def _spell(key: str) -> str:
    return _NAMES.get(key, key)
