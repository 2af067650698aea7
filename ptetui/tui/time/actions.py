"""What can be done in Time."""

from ptetui.tui.actions import BITS, LAYOUT, LINES, Action

ACTIONS = (
    *BITS,
    *LINES,
    Action("line.open", "enter", "open", "open the word in Explore with that layout", "explore"),
    LAYOUT,
)
