"""What can be done in What if."""

from ptetui.tui.actions import BIT_ACTIONS, BIT_ROWS, FIELD_ACTIONS, REDO, TOGGLE, UNDO, Action

ACTIONS = (
    *BIT_ACTIONS,
    *BIT_ROWS,
    *FIELD_ACTIONS,
    Action("edit.form", "tab", "form", "edit the next form", "form"),
    Action("edit.shift_up", "comma", "shift(1)", "move the field a bit up", "move", "Edit", "edit.shift_down"),
    Action("edit.shift_down", "full_stop", "shift(-1)", "move the field a bit down", "", "Edit"),
    Action("edit.wider", "greater_than_sign", "resize(1, 1)", "the field wider at its upper end", "width", "Edit",
           "edit.narrower"),
    Action("edit.narrower", "less_than_sign", "resize(-1, 1)", "the field narrower at its upper end", "", "Edit"),
    Action("edit.wider_low", "right_parenthesis", "resize(1, 0)", "the field wider at its lower end", "", "Edit"),
    Action("edit.narrower_low", "left_parenthesis", "resize(-1, 0)", "the field narrower at its lower end", "", "Edit"),
    Action("edit.set", "enter", "edit", "the value of a constant, the width of a number, the place of a flag", "set",
           "Edit"),
    TOGGLE._replace(text="toggle the bit, of a constant", brief=""),
    Action("edit.add", "I,insert", "add", "a new flag here", "new", "Edit"),
    Action("edit.remove", "d,delete", "remove", "remove the field", "remove", "Edit"),
    UNDO,
    REDO,
    Action("edit.save", "s", "save", "save as a layout file, and open it", "save", "Edit"),
    Action("edit.restart", "R", "restart", "start over with Explore's layout", "", "Edit"),
)  # fmt: skip
