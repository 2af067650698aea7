"""What can be done in Time."""

from ptetui.tui.actions import BIT_ACTIONS, LAYOUT_ACTION, LINE_ACTIONS, Action

ACTIONS = (
    *BIT_ACTIONS,
    *LINE_ACTIONS,
    Action("time.play", "space", "play", "a film of the ranges, changed bits lit; any key stops it", "play", "Time"),
    Action("line.open", "enter", "open", "open the word in Explore with that layout", "explore"),
    LAYOUT_ACTION,
)
