"""What can be done with the pages of a dump."""

from ptetui.tui.actions import (
    CONFIG_ACTION,
    EDGES,
    KERNEL_ACTIONS,
    LAYOUT_ACTION,
    REDO,
    UNDO,
    Action,
)

ACTIONS = (
    Action("cell.left", "left,h", "move(-1)", "to the word before"),
    Action("cell.right", "right,l", "move(1)", "to the next word"),
    Action("cell.up", "up,k", "row(-1)", "a row of words up"),
    Action("cell.down", "down,j", "row(1)", "a row of words down"),
    EDGES[0]._replace(id="cell.first", call="edge(0)", text="to the first word of the page"),
    EDGES[1]._replace(id="cell.last", call="edge(-1)", text="to the last word of the page"),
    Action("page.previous", "pageup,less_than_sign", "page(-1)", "to the page before", "page", "Dump", "page.next"),
    Action("page.next", "pagedown,greater_than_sign", "page(1)", "to the next page", "", "Dump"),
    Action("page.hit", "n", "hit(1)", "to the next page with a hit", "hit", "Dump", "page.hit_before"),
    Action("page.hit_before", "N", "hit(-1)", "to the page with a hit before", "", "Dump"),
    Action("page.go", "g", "go", "to a page by its number, or by a byte as @0x1000", "go to", "Dump"),
    Action("page.filter", "slash", "filter", "what a hit is: marker type==31 and guard", "filter", "Dump"),
    Action("page.order", "o", "order", "the other byte order", "order", "Dump"),
    Action("page.open", "enter", "open", "the word in Explore", "explore", "Dump"),
    LAYOUT_ACTION,
    *KERNEL_ACTIONS,
    CONFIG_ACTION,
    UNDO,
    REDO,
)
