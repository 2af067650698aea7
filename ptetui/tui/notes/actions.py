"""What can be done in the speaker's notes."""

from ptetui.tui.actions import Action

ACTIONS = (
    Action("notes.down", "down,j", "scroll(1)", "further down, where the notes are longer than the window", "scroll",
           pair="notes.up"),
    Action("notes.up", "up,k", "scroll(-1)", "up again"),
)  # fmt: skip
