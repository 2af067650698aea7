"""The types of a layout's facts: checked when a layout file states them, and restored from plain data.

A hint is built from text, numbers, yes or no, tuples, mappings and named tuples of these; nothing else is a fact.
"""

from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, get_args, get_origin

from ptetui.harmless import harmless
from ptetui.schema.fields import SchemaError

_PLAIN = {str: "text", int: "a whole number", bool: "True or False", NoneType: "None"}


def conform(value: Any, hint: Any) -> Any:
    """`value` as its hint has it: a list becomes a tuple, a mapping pairs where pairs are asked for.

    SchemaError, that starts with the offending value, where it is of another type.
    """
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return conform(value, arguments[0])
    if hint is Any:
        return value
    if origin is UnionType:
        return None if value is None else conform(value, _given(arguments))
    if origin is tuple:
        return _tuple(value, arguments)
    if origin is Sequence:
        return _tuple(value, (*arguments, ...))
    if origin in (Mapping, dict):
        return _mapping(value, arguments)
    if hasattr(hint, "_fields"):
        return _named(value, hint)
    if type(value) is not hint:
        raise SchemaError(f"{_short(value)} is not {_PLAIN[hint]}")
    return harmless(value) if isinstance(value, str) else value


def restorer(hint: Any) -> Callable[[Any], Any]:
    """What makes a fact again of the plain data that a fact which conformed became; nothing is checked."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return restorer(arguments[0])
    if origin is UnionType:
        inner = restorer(_given(arguments))
        return lambda value: None if value is None else inner(value)
    if origin in (tuple, Sequence):
        return tuple if arguments[0] in _PLAIN else lambda value: conform(value, hint)
    if origin is Mapping:
        part = restorer(arguments[1])
        return lambda value: {key: part(inner) for key, inner in value.items()}
    return (lambda value: conform(value, hint)) if hasattr(hint, "_fields") else lambda value: value


def _given(arguments: tuple[Any, ...]) -> Any:
    """The type of an optional value that is there."""
    return next(argument for argument in arguments if argument is not NoneType)


def _tuple(value: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    if isinstance(value, Mapping):
        value = list(value.items())
    if not isinstance(value, list | tuple):
        raise SchemaError(f"{_short(value)} is not a list")
    if arguments[-1] is ...:
        return tuple(conform(part, arguments[0]) for part in value)
    if len(value) != len(arguments):
        raise SchemaError(f"{_short(value)} does not have {len(arguments)} parts")
    return tuple(conform(part, hint) for part, hint in zip(value, arguments, strict=True))


def _mapping(value: Any, arguments: tuple[Any, ...]) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise SchemaError(f"{_short(value)} is not a mapping")
    return {conform(key, arguments[0]): conform(part, arguments[1]) for key, part in value.items()}


def _named(value: Any, hint: Any) -> Any:
    if not isinstance(value, hint | list) or len(value) != len(hint._fields):
        raise SchemaError(f"{_short(value)} is not {hint.__name__}(...)")
    parts = []
    for name, part in zip(hint._fields, value, strict=True):
        try:
            parts.append(conform(part, hint.__annotations__[name]))
        except SchemaError as error:
            raise SchemaError(f"{hint.__name__}: {name}: {error}") from None
    return hint(*parts)


def _short(value: object) -> str:
    try:
        text = repr(value)
    except Exception:  # a layout file is a user's program
        text = f"a {type(value).__name__}"
    return text if len(text) <= 40 else f"{text[:37]}..."
