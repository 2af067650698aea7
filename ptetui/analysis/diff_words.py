"""What changed between two words of one page: the state, the fields, where a bit went."""

from typing import Any, NamedTuple

from ptetui.linux.classify import SOFTWARE_BITS, Reading
from ptetui.schema.fields import Field


class Change(NamedTuple):
    """One difference, in words; `name` is the field or "state"."""

    name: str
    text: str


def changes(before: Reading, after: Reading) -> list[Change]:
    """The differences, most telling first; empty where the words are equal."""
    if before.word == after.word and before.state == after.state:
        return []
    differences = [Change("state", f"{before.state} → {after.state}")] if before.state != after.state else []
    if before.form.name == after.form.name:
        return differences + [_value_change(field, before, after) for field in _differing(before, after)]
    return differences + _frame_change(before, after) + [
        change for name in SOFTWARE_BITS for change in _flag_change(name, before, after)
    ]  # fmt: skip


def differing_fields(before: Reading, after: Reading) -> list[dict[str, Any]]:
    """The state and the fields that differ, for `diff --json`: values as hexadecimal strings, the form's own bits."""
    fields: list[dict[str, Any]] = []
    if before.state != after.state:
        fields.append({"field": "state", "change": "value", "a": before.state, "b": after.state})
    names = list(dict.fromkeys([*before.form.by_name, *after.form.by_name]))
    for name in names:
        a, b = before.form.by_name.get(name), after.form.by_name.get(name)
        values = (hex(a.get(before.word)) if a else None, hex(b.get(after.word)) if b else None)
        if values[0] != values[1]:
            bits = next(field.spans for field in (b, a) if field is not None)
            fields.append({"field": name, "change": "value", "a": values[0], "b": values[1], "bits": bits})
    return fields


def _differing(before: Reading, after: Reading) -> list[Field]:
    fields = after.fields if before.state == after.state else after.form.fields
    return [field for field in fields if field.raw(before.word) != field.raw(after.word)]


def _value_change(field: Field, before: Reading, after: Reading) -> Change:
    old, new = field.get(before.word), field.get(after.word)
    if field.kind == "flag":
        return Change(field.name, f"{field.name} {'set' if new else 'cleared'}")
    return Change(field.name, f"{field.name} {old:#x} → {new:#x}")


def _frame_change(before: Reading, after: Reading) -> list[Change]:
    if before.pfn is not None and after.pfn is not None and before.pfn != after.pfn:
        return [Change("pfn", f"pfn {before.pfn:#x} → {after.pfn:#x}")]
    return []


def _flag_change(name: str, before: Reading, after: Reading) -> list[Change]:
    """A software bit that was set on either side of a change of form: moved, kept in a marker, lost or born."""
    old, new = _bit(name, before), _bit(name, after)
    old_place = f"bit {old}" if old is not None else "marker" if name in (before.marker or ()) else ""
    new_place = f"bit {new}" if new is not None else "marker" if name in (after.marker or ()) else ""
    if old_place and new_place:
        moved = f"{old_place} → {new_place}" if old_place != new_place else f"kept ({new_place})"
        return [Change(name, f"{name} {moved}")]
    if old_place:
        return [Change(name, f"{name} gone")]
    return [Change(name, f"{name} set ({new_place})")] if new_place else []


def _bit(name: str, reading: Reading) -> int | None:
    """Where a software bit that is set stands in the word."""
    return reading.form.by_name[name].runs[0].low if name in reading.flags else None
