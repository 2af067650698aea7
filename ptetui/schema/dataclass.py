"""Frozen dataclasses for what every start needs.

`dataclasses` imports `inspect` and compiles each class, which takes longer than a word takes to decode.

Type checkers see `dataclasses` itself, and its `replace` and `fields` take these classes, too.
"""

from collections.abc import Callable, Mapping
from operator import attrgetter

TYPE_CHECKING = False

if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import Any

__all__ = ["dataclass", "defaults_of", "field", "replace"]

_NEEDED = object()  # the default of a field that has none


class _Field:
    """A field's default, or what makes it, and whether equality looks at it."""

    def __init__(
        self, *, default: object = _NEEDED, default_factory: "Callable[[], object] | None" = None,
        compare: bool = True, repr: bool = True,
    ) -> None:  # fmt: skip
        self.default = default
        self.factory = default_factory
        self.compare = compare
        self.repr = repr

    def make(self) -> object:
        """The default."""
        return self.default if self.factory is None else self.factory()

    @property
    def needed(self) -> bool:
        """Whether it has no default."""
        return self.default is _NEEDED and self.factory is None


class _StandardFields:
    """The fields as `dataclasses` has them, made when it first asks a class for them."""

    def __get__(self, _instance: object, owner: type) -> "Mapping[str, Any]":
        import dataclasses

        stated: dict[str, Any] = {"__annotations__": owner.__annotations__}
        for name, entry in _fields_of(owner).items():
            if entry.factory is not None:
                stated[name] = dataclasses.field(default_factory=entry.factory, compare=entry.compare, repr=entry.repr)
            else:
                default = dataclasses.MISSING if entry.needed else entry.default
                stated[name] = dataclasses.field(default=default, compare=entry.compare, repr=entry.repr, kw_only=True)
        fields = dataclasses.fields(dataclasses.dataclass(frozen=True, kw_only=True)(type(owner.__name__, (), stated)))
        owner.__dataclass_fields__ = by_name = {entry.name: entry for entry in fields}  # type: ignore[attr-defined]  # as dataclasses does
        return by_name


def _fields_of(cls: type) -> dict[str, _Field]:
    fields: dict[str, _Field] = cls.__dict__["_fields_"]
    return fields


def _dataclass(*, frozen: bool, eq: bool = True, repr: bool = True, **_checked: bool) -> "Callable[[type], type]":
    """As dataclasses.dataclass, for frozen classes without a base; `kw_only` is left to the type checker."""
    assert frozen

    def decorate(cls: type) -> type:
        stated = ((name, cls.__dict__.get(name, _NEEDED)) for name in cls.__annotations__)
        fields = {name: entry if isinstance(entry, _Field) else _Field(default=entry) for name, entry in stated}
        for name, entry in fields.items():
            if entry.factory is not None or isinstance(cls.__dict__.get(name), _Field):
                delattr(cls, name) if entry.needed or entry.factory is not None else setattr(cls, name, entry.default)
        members: dict[str, object] = {
            "_fields_": fields,
            "__dataclass_fields__": _StandardFields(),
            "__init__": _init(cls, fields),
            "__setattr__": _refuse,
            "__delattr__": _refuse,
        }
        if eq:
            compared = attrgetter(*[name for name, entry in fields.items() if entry.compare])
            members["__eq__"] = _equality(compared)
            if "__hash__" not in cls.__dict__:
                members["__hash__"] = lambda self: hash(compared(self))
        if repr:
            members["__repr__"] = _repr
        for name, member in members.items():
            setattr(cls, name, member)
        return cls

    return decorate


def _init(cls: type, fields: Mapping[str, _Field]) -> "Callable[..., None]":
    names, count, expected = tuple(fields), len(fields), fields.keys()
    defaults = {name: entry.default for name, entry in fields.items() if entry.default is not _NEEDED}
    factories = [(name, entry.factory) for name, entry in fields.items() if entry.factory is not None]
    check = getattr(cls, "__post_init__", None)

    def __init__(self: object, *values: object, **named: object) -> None:
        state = self.__dict__
        if len(values) == count and not named:
            state.update(zip(names, values, strict=True))
        else:
            state.update(defaults)
            state.update(zip(names, values, strict=False), **named)
            for name, make in factories:
                if name not in state:
                    state[name] = make()
            if state.keys() != expected or len(values) + len(named) > count:
                raise TypeError(f"{cls.__name__} takes {', '.join(names)}")
        if check is not None:
            check(self)

    return __init__


def _equality(compared: "Callable[[Any], object]") -> "Callable[[object, object], bool]":
    def __eq__(self: object, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _repr(self: object) -> str:
    shown = (f"{name}={getattr(self, name)!r}" for name, entry in _fields_of(type(self)).items() if entry.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(_self: object, name: str, *_: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _replace(value: "Any", **changes: object) -> "Any":
    """A copy with some fields changed."""
    return type(value)(**{name: getattr(value, name) for name in _fields_of(type(value))} | changes)


def defaults_of(cls: type) -> "Mapping[str, Any]":
    """The default of every field that has one."""
    return {name: entry.make() for name, entry in _fields_of(cls).items() if not entry.needed}


if not TYPE_CHECKING:
    dataclass, field, replace = _dataclass, _Field, _replace
