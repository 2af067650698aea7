"""What can be done on the wall."""

from ptetui.tui.actions import BITS, KERNEL, LINES, Action

ACTIONS = (
    *BITS,
    *LINES,
    Action("line.open", "enter", "open", "open the word in Explore with that layout", "explore"),
    Action("wall.sort", "s", "sort", "sort by the next property", "sort", "Wall"),
    Action("wall.filter", "slash", "filter", "only layouts that have these words", "filter", "Wall"),
    *KERNEL,
)
