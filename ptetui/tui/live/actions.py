"""What can be done with the pages of a process."""

from ptetui.tui.actions import EDGES, Action

ACTIONS = (
    Action("process.left", "left,h", "move(-1)", "to the page before"),
    Action("process.right", "right,l", "move(1)", "to the next page"),
    Action("process.up", "up,k", "row(-1)", "a range or a row of pages up"),
    Action("process.down", "down,j", "row(1)", "a range or a row of pages down"),
    Action("process.screen_up", "pageup", "row(-16)", "sixteen rows up"),
    Action("process.screen_down", "pagedown", "row(16)", "sixteen rows down"),
    EDGES[0]._replace(id="process.first", call="edge(0)", text="to the first range, or the range's first page"),
    EDGES[1]._replace(id="process.last", call="edge(-1)", text="to the last range, or the range's last page"),
    Action("process.open", "enter", "open", "the pages of the range", "pages", "Process"),
    Action("process.touched", "n", "touched(1)", "to the next pages that are not empty", "next", "Process",
           "process.touched_before"),
    Action("process.touched_before", "N", "touched(-1)", "to the pages before that are not empty", "", "Process"),
    Action("process.go", "g", "go", "to an address", "go to", "Process"),
    Action("process.pause", "space", "pause", "stop reading, or go on", "pause", "Process"),
)  # fmt: skip
