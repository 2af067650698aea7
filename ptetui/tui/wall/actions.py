"""What can be done on the wall."""

from ptetui.tui.actions import BIT_ACTIONS, KERNEL_ACTIONS, LINE_ACTIONS, Action

ACTIONS = (
    *BIT_ACTIONS,
    *LINE_ACTIONS,
    Action("line.open", "enter", "open", "open the word in Explore with that layout", "explore"),
    Action("wall.sort", "S", "sort", "sort by the next property", "sort", "Wall"),
    Action("wall.filter", "slash", "filter", "only layouts that have these words", "filter", "Wall"),
    *KERNEL_ACTIONS,
)
