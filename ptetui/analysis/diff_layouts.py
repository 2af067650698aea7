"""What moved, appeared or vanished between two layouts, form by form."""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from ptetui.linux.layout import Layout
from ptetui.schema.fields import Field, Form

ChangeKind = Literal["moved", "added", "removed", "resized", "inverted"]


class FieldChange(NamedTuple):
    """One field that is not the same in both layouts; `a` and `b` are its runs of bits as [high, low] pairs."""

    form: str
    field: str
    change: ChangeKind
    a: list[list[int]]
    b: list[list[int]]

    def as_json(self) -> dict[str, Any]:
        """The object that `diff --json` prints."""
        return {"field": self.field, "change": self.change, "a": self.a, "b": self.b, "form": self.form}


def diff_layouts(a: Layout, b: Layout) -> list[FieldChange]:
    """The differences: the swap form first, then the others in the order of `b`.

    Bits that are always zero or ignored are left out: they are what the other fields leave over.
    """
    before, after = ({form.name: form for form in layout.forms[:-1]} for layout in (a, b))
    changes = _form_changes(a.swap, b.swap)
    for name, form in after.items():
        changes += _form_changes(before[name], form) if name in before else [_whole(name, "added")]
    return changes + [_whole(name, "removed") for name in before if name not in after]


def _whole(form: str, change: ChangeKind) -> FieldChange:
    """A form that only one side has: no field of it is listed."""
    return FieldChange(form, form, change, [], [])


def _form_changes(old: Form, new: Form) -> list[FieldChange]:
    before = {field.name: field for field in old.fields if _counts(field)}
    after = {field.name: field for field in new.fields if _counts(field)}
    names = dict.fromkeys([*before, *after])
    return [change for name in names for change in _field_changes(new.name, name, before.get(name), after.get(name))]


def _field_changes(form: str, name: str, a: Field | None, b: Field | None) -> Iterator[FieldChange]:
    if a is None or b is None:
        spans_a, spans_b = a.spans if a else [], b.spans if b else []
        yield FieldChange(form, name, "added" if a is None else "removed", spans_a, spans_b)
        return
    if a.width != b.width:
        yield FieldChange(form, name, "resized", a.spans, b.spans)
    elif a.spans != b.spans:
        yield FieldChange(form, name, "moved", a.spans, b.spans)
    if a.inverted != b.inverted:
        yield FieldChange(form, name, "inverted", a.spans, b.spans)


def _counts(field: Field) -> bool:
    return field.kind in ("number", "flag") or (field.kind == "fixed" and field.fixed != 0)
