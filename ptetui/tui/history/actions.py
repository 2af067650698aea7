"""What can be done in History."""

from ptetui.tui.actions import LINE_ACTIONS, Action

ACTIONS = (
    *LINE_ACTIONS,
    Action("history.play", "space", "play", "play the damage on a word, step by step", "play", "History"),
    Action("history.again", "full_stop", "replay", "the motion of this step again", "again", "History"),
    Action("history.open", "enter", "open", "the words in Explore; undo steps back", "explore", "History"),
)
