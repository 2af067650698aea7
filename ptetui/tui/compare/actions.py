"""What can be done in Compare."""

from ptetui.tui.actions import BIT_ACTIONS, KERNEL_ACTIONS, LINE_ACTIONS, TOGGLE, UNDO, WORD_ACTION, Action

ACTIONS = (
    *BIT_ACTIONS,
    *LINE_ACTIONS[:2],
    Action("compare.add", "a", "add", "add a layout below", "add", "Layouts"),
    Action("compare.remove", "d,delete", "remove", "remove the layout", "remove", "Layouts"),
    Action("compare.same", "tab", "same", "the same state in all layouts, or the same word", "state/word", "Layouts"),
    *KERNEL_ACTIONS,
    TOGGLE,
    WORD_ACTION,
    UNDO,
)
