"""What can be done in Collisions."""

from ptetui.tui.actions import (
    BIT_ACTIONS,
    BIT_ROWS,
    CONFIG_ACTION,
    EDGES,
    FIELD_ACTIONS,
    KERNEL_ACTIONS,
    LAYOUT_ACTION,
    UNDO,
    ZOOM,
    Action,
)

ACTIONS = (
    *BIT_ACTIONS,
    *BIT_ROWS,
    *FIELD_ACTIONS,
    *EDGES,
    Action("collisions.area", "tab", "area", "keys go to the stack, the findings, the matrix of states", "matrix"),
    Action("finding.next", "n", "finding(1)", "the next finding", "finding", "Findings", "finding.previous"),
    Action("finding.previous", "p", "finding(-1)", "the previous finding", "", "Findings"),
    Action("collisions.open", "enter", "open", "the witness in Explore, with both readings", "witness", "Findings"),
    Action("collisions.edit", "e", "app.show('what_if')", "What if: edit a copy of this layout", "edit", "Findings"),
    Action("collisions.level", "L", "level", "the level: PTE or PMD", "level", "Reading"),
    LAYOUT_ACTION,
    *KERNEL_ACTIONS,
    CONFIG_ACTION,
    UNDO,
    *ZOOM,
)
