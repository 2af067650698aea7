"""What can be done in Explore."""

from ptetui.tui.actions import (
    BIT_ACTIONS,
    BIT_ROWS,
    CONFIG_ACTION,
    EDGES,
    FIELD_ACTIONS,
    KERNEL_ACTIONS,
    LAYOUT_ACTION,
    REDO,
    TOGGLE,
    UNDO,
    WORD_ACTION,
    ZOOM,
    Action,
    recorded,
)

STEPS = (
    Action("step.next", "n,full_stop", "step(1)", "the next step of the recording", "step", "Replay", "step.previous",
           recorded),
    Action("step.previous", "p,comma", "step(-1)", "the previous step", "", "Replay", "", recorded),
    Action("step.jump", "g", "jump", "jump to a step by number or name", "jump", "Replay", "", recorded),
    Action("play", "P", "play", "play, pause", "play", "Replay", "", recorded),
    Action("play.faster", "greater_than_sign", "pace(-1)", "play faster", "", "Replay", "", recorded),
    Action("play.slower", "less_than_sign", "pace(1)", "play slower", "", "Replay", "", recorded),
)  # fmt: skip
ACTIONS = (
    *BIT_ACTIONS,
    *BIT_ROWS,
    *FIELD_ACTIONS,
    *EDGES,
    Action("search", "slash", "search", "to a field by its name, symbol, macro or meaning; else to a layout", "search"),
    Action("area", "tab", "area", "up and down move in the table, or in the ribbon", "table"),
    TOGGLE,
    Action("field.edit", "enter", "edit", "edit the field's value; a flag toggles", "edit", "Edit"),
    WORD_ACTION,
    UNDO,
    REDO,
    LAYOUT_ACTION,
    *KERNEL_ACTIONS,
    Action("level", "L", "level", "read the word as a PTE, a PMD, a PUD", "level", "Reading"),
    CONFIG_ACTION,
    *STEPS,
    *ZOOM,
)
