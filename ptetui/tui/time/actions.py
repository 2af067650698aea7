"""What can be done in Time."""

from ptetui.tui.actions import BIT_ACTIONS, LAYOUT_ACTION, LINE_ACTIONS, Action

ACTIONS = (
    *BIT_ACTIONS,
    *LINE_ACTIONS,
    Action("line.open", "enter", "open", "open the word in Explore with that layout", "explore"),
    LAYOUT_ACTION,
)
