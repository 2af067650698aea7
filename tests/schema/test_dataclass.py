"""Our frozen dataclasses behave as those of the standard library, for every class that is one."""

import dataclasses
from typing import Any

import pytest

from ptetui.linux.config import Config
from ptetui.linux.layout import DEFAULTS, LAYOUT_FACTS, Layout
from ptetui.linux.releases import Release
from ptetui.linux.setting import Setting
from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field, Form, Run

FIELD = Field("pfn", "number", (Run(51, 12, 0),), line=7)
VALUES: list[Any] = [
    Region((Cube(8, 0xF, 3),)),
    FIELD,
    Form("present", 64, (FIELD,)),
    Config(frozenset({"SWAP"}), 46),
    Release("6.12", (6, 12)),
]
CLASSES = [*map(type, VALUES), Layout, Setting]


def standard(cls: type) -> type:
    """The same fields as a dataclass of the standard library."""
    ours = dataclasses.fields(cls)
    stated = {
        field.name: dataclasses.field(
            default=field.default, default_factory=field.default_factory, compare=field.compare, repr=field.repr
        )
        for field in ours
    }
    return dataclasses.dataclass(frozen=True, kw_only=True)(
        type(cls.__name__, (), {"__annotations__": {field.name: field.type for field in ours}, **stated})
    )


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_fields_and_defaults_are_those_that_stand_in_the_class(cls: type) -> None:
    assert [field.name for field in dataclasses.fields(cls)] == list(cls.__annotations__)
    for field in dataclasses.fields(cls):
        if field.default is not dataclasses.MISSING:
            assert getattr(cls, field.name) == field.default
        else:
            assert not hasattr(cls, field.name)


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_compare_and_copy_as_dataclasses_do(value: Any) -> None:
    fields = dataclasses.fields(value)
    given = {field.name: getattr(value, field.name) for field in fields}
    twin, theirs = type(value)(**given), standard(type(value))
    by_place = type(value)(*given.values())
    assert [getattr(by_place, name) for name in given] == list(given.values())
    if type(value) is Form:  # is compared by identity
        assert value != by_place
        return
    assert by_place == twin == value == dataclasses.replace(value)
    assert hash(twin) == hash(value)
    assert value != theirs(**given)
    for field in fields:
        changed = type(value)(**given | {field.name: "another"})
        assert (changed == value) is (not field.compare)


def test_repr_names_what_is_shown() -> None:
    assert repr(Config(frozenset(), 46)) == "Config(off=frozenset(), physmem=46, l1tf=None)"


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_values_are_frozen(value: Any) -> None:
    name = dataclasses.fields(value)[0].name
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(value, name, None)
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(value, name)


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), (("6.12",), {}), (("6.12", (6,), 0, "", (), "", 1), {}), (("6.12",), {"other": 1}),
     (("6.12", (6,)), {"version": (6,), "other": 0}), (("6.12", (6,), 0, "", (), ""), {"rule": ""})],
)  # fmt: skip
def test_what_a_class_does_not_take_is_refused(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Release(*values, **named)


def test_each_value_has_a_mapping_of_its_own() -> None:
    needed = {name: None for name in LAYOUT_FACTS if name not in DEFAULTS}
    first, second = Layout(**needed), Layout(**needed)  # type: ignore[arg-type]  # only defaults are looked at
    assert first.assumes == {}
    assert first.assumes is not second.assumes
