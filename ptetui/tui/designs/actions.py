"""What can be done in Designs."""

from ptetui.tui.actions import CONFIG_ACTION, KERNEL_ACTIONS, LAYOUT_ACTION, LINE_ACTIONS, UNDO, Action

ACTIONS = (
    Action("designs.left", "left,h", "move(-1)", "a design to the left"),
    Action("designs.right", "right,l", "move(1)", "a design to the right"),
    *LINE_ACTIONS,
    Action("designs.open", "enter", "open", "all the evidence for the cell; again: the table", "evidence", "Designs"),
    Action("flags.more", "plus,equals_sign", "flags(1)", "one flag more in a swap entry: k", "flags", "Designs",
           "flags.fewer"),
    Action("flags.fewer", "minus", "flags(-1)", "one flag less", "", "Designs"),
    Action("designs.july", "J", "july", "July 2021, the kernel of the argument: 5.14", "July 2021", "Designs"),
    Action("designs.explore", "E", "explore", "an entry of this design in Explore", "explore", "Designs"),
    LAYOUT_ACTION,
    *KERNEL_ACTIONS,
    CONFIG_ACTION,
    UNDO,
)  # fmt: skip
