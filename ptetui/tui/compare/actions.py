"""What can be done in Compare."""

from ptetui.tui.actions import BITS, KERNEL, LINES, TOGGLE, UNDO, WORD, Action

ACTIONS = (
    *BITS,
    *LINES[:2],
    Action("compare.add", "a", "add", "add a layout below", "add", "Layouts"),
    Action("compare.remove", "d,delete", "remove", "remove the layout", "remove", "Layouts"),
    *KERNEL,
    TOGGLE,
    WORD,
    UNDO,
)
