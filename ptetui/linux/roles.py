"""The roles of forms: what the kernel's tests tell apart, as the first part of a form's name."""

from ptetui.schema.fields import Form

ROLES = ("none", "present", "protnone", "special", "swap")


def state_of(form: Form) -> str:
    """What a word of a form is called: its role, or the form's whole name where it is a special word."""
    return form.name if form.role == "special" else form.role


def in_configuration(form: Form, off: frozenset[str]) -> Form:
    """A form where these options are off: what they owned is zero in a swap entry, ignored elsewhere."""
    return form.without(off, "fixed" if form.role == "swap" else "ignored")
