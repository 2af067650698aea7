"""What can be done in Log."""

from ptetui.tui.actions import LINE_ACTIONS, Action

ACTIONS = (
    *LINE_ACTIONS,
    Action("log.damage", "n", "damage", "to the next word that is damaged", "damage", "Log"),
    Action("log.open", "enter", "open", "the word in Explore", "explore", "Log"),
)
