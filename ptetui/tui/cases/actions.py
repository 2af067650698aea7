"""What can be done in Cases."""

from ptetui.tui.actions import LINES, Action

ACTIONS = (
    *LINES,
    Action("cases.play", "space", "play", "play the damage on a word, step by step", "play", "Cases"),
    Action("cases.open", "enter", "open", "the words in Explore; undo steps back", "explore", "Cases"),
)
