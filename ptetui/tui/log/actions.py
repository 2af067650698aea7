"""What can be done in Log."""

from ptetui.tui.actions import LINES, Action

ACTIONS = (
    *LINES,
    Action("log.damage", "n", "damage", "to the next word that is damaged", "damage", "Log"),
    Action("log.open", "enter", "open", "the word in Explore", "explore", "Log"),
)
