"""What differs between two layouts or two words, in words."""

from ptetui.analysis.diff_layouts import FieldChange
from ptetui.analysis.diff_words import changes
from ptetui.linux.classify import Reading
from ptetui.schema.bits import spell_runs


def spell_change(change: FieldChange) -> str:
    """One difference in words: "offset moved from 57-8 to 61-12"."""
    if not change.a and not change.b:
        return f"the whole form {change.change}"
    a, b = spell_runs(change.a), spell_runs(change.b)
    match change.change:
        case "added":
            return f"{change.field} added at {b}"
        case "removed":
            return f"{change.field} removed from {a}"
        case "inverted":
            return f"{change.field} stored inverted on one side only"
        case "moved":
            return f"{change.field} moved from {a} to {b}"
        case "resized":
            return f"{change.field} resized from {a} to {b}"


def spell_changes(before: Reading | None, after: Reading) -> str:
    """The differences on one line."""
    if before is None:
        return "first word of this page"
    differences = changes(before, after)
    return ", ".join(change.text for change in differences) if differences else "nothing"
