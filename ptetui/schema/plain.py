"""Forms as plain data (lists, texts, numbers, None), which JSON can carry: what a schema says, without construct."""

import json
from collections.abc import Sequence
from typing import Any

from ptetui.schema.dataclass import dataclass
from ptetui.schema.fields import Field, Form, Run

_FIELD = tuple(Field.__annotations__)
_FORM = ("name", "width", "fields", "doc", "line")


@dataclass(frozen=True, eq=False, repr=False)
class PlainForm:
    """A form that is made from its data, as JSON, when it is first needed."""

    text: str

    def form(self) -> Form:
        """The form, without its construct."""
        values = dict(zip(_FORM, json.loads(self.text), strict=True))
        return Form(**values | {"fields": tuple(map(_field, values["fields"]))})


def plain_form(form: Form) -> list[Any]:
    """The data that PlainForm takes as JSON."""
    values = {name: getattr(form, name) for name in _FORM}
    return list((values | {"fields": [[getattr(field, name) for name in _FIELD] for field in form.fields]}).values())


def _field(data: Sequence[Any]) -> Field:
    values = dict(zip(_FIELD, data, strict=True))
    return Field(**values | {"runs": tuple(Run(*run) for run in values["runs"])})
