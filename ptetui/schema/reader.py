"""construct schemas -> frozen fields, with every check that a schema must pass.

construct numbers nothing: a `BitStruct` is a list from the most significant bit down. `BitStruct(...)` returns a
`Transformed` or `Restreamed` around the `Struct`, and `"n" / X * "doc"` nests `Renamed` twice; both are undone here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from construct import (
    BitsInteger,
    Const,
    Construct,
    Flag,
    Padded,
    Renamed,
    Restreamed,
    Struct,
    Subconstruct,
    Transformed,
)

from ptetui.harmless import harmless
from ptetui.schema.fields import Field, FieldKind, Form, Run, SchemaError
from ptetui.schema.vocabulary import Ignored, Inverted, Under

SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9/]{0,7}|\.")
SLICE = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?:\[(?P<high>\d+)(?::(?P<low>\d+))?\])?")
LINE = "line"  # the attribute of a construct that says where it was written, for those who read its file


def read_form(schema: "Construct[Any, Any]", width: int, roles: Sequence[str] = ()) -> Form:
    """The form that a named `BitStruct` of `width` bits describes. SchemaError says which form, field and why.

    The name must begin with one of the roles, where there are any.
    """
    if not isinstance(schema, Construct):
        raise SchemaError(f'a form is a {type(schema).__name__}: write "swap" / BitStruct(...)')
    name = schema.name
    if not name:
        raise SchemaError('a form has no name: write "swap" / BitStruct(...)')
    if roles and name.partition("_")[0] not in roles:
        raise SchemaError(f"form {name}: the name must begin with one of {', '.join(roles)}")
    try:
        pieces = _pieces(_struct_of(schema), width)
        fields = _join(pieces)
        _check_docs(fields)
    except SchemaError as error:
        raise SchemaError(f"form {name}: {error}") from None
    doc = _docs(schema)
    return Form(name, width, fields, doc=doc, line=getattr(schema, LINE, 0), source=schema)


def _docs(construct: "Construct[Any, Any]") -> str:
    """What stands after `*`, on one line."""
    if not isinstance(construct.docs, str):
        raise SchemaError(f"what stands after * is a {type(construct.docs).__name__}, not a text")
    return harmless(" ".join(construct.docs.split()))


def _struct_of(schema: "Construct[Any, Any]") -> Struct:
    inner: Any = schema
    bitwise = False
    while isinstance(inner, Subconstruct):
        bitwise |= isinstance(inner, Transformed | Restreamed)
        inner = inner.subcon
    if not isinstance(inner, Struct) or not bitwise:
        raise SchemaError(f"is a {type(inner).__name__}, not a BitStruct")
    return inner


def _pieces(struct: Struct, width: int) -> list[tuple[str, int | None, Field]]:
    """The subcons as (name, declared lowest value bit or None, field with its word bits)."""
    pieces, top = [], width
    for index, subcon in enumerate(struct.subcons):
        name, low, high, field = _piece(subcon, index)
        size = field.runs[0].width
        if top - size < 0:
            raise SchemaError(f"field {name}: ends {size - top} bits below bit 0, the word has {width} bits")
        if low is not None and high is not None and high - low + 1 != size:
            raise SchemaError(f"field {name}: slice [{high}:{low}] names {high - low + 1} bits, the field has {size}")
        run = Run(top - 1, top - size, low or 0)
        pieces.append((name, low, _moved(field, run)))
        top -= size
    if top:
        raise SchemaError(f"widths add up to {width - top} bits, not {width}: {top} are missing")
    return pieces


def _piece(subcon: "Construct[Any, Any]", index: int) -> tuple[str, int | None, int | None, Field]:
    """One subcon as (name, declared lowest and highest value bit or None, field placed at bit 0)."""
    match = SLICE.fullmatch(subcon.name or "") if isinstance(subcon.name, str | None) else None
    if match is None:
        mistake = f"name {subcon.name!r} is not like offset or offset[2:0]" if subcon.name else "has no name"
        raise SchemaError(
            f"field number {index + 1} from the top: {_NO_PADDING if isinstance(subcon, Padded) else mistake}"
        )
    name = match["name"]
    high = int(match["high"]) if match["high"] else None
    low = int(match["low"]) if match["low"] else high
    symbol, _, docs = _docs(subcon).partition(" ")
    macro, _, meaning = docs.partition(" ")
    line = getattr(subcon, LINE, 0)
    inner: Any = subcon
    option = None
    while isinstance(inner, Renamed | Under):
        option = inner.option if isinstance(inner, Under) else option
        inner = inner.subcon
    kind, width, fixed = _shape(inner, name)
    if isinstance(inner, Inverted) and width == 1 and high is None:
        kind = "flag"
    runs = (Run(width - 1, 0, 0),)
    macro = "" if macro == "-" else macro
    inverted = isinstance(inner, Inverted)
    return name, low, high, Field(name, kind, runs, inverted, fixed, option, macro, meaning, symbol, line)


def _shape(inner: Any, name: str) -> tuple[FieldKind, int, int]:
    """Kind, width in bits and constant of one construct."""
    match inner:
        case Ignored():
            return "ignored", _width(inner.subcon, name), 0
        case Const():
            width = _width(inner.subcon, name)
            if not isinstance(inner.value, int) or not 0 <= inner.value < 1 << width:
                raise SchemaError(f"field {name}: constant {inner.value!r} does not fit {width} bits")
            return "fixed", width, inner.value
        case Inverted():
            return "number", _width(inner.subcon, name), 0
        case BitsInteger():
            return "number", _width(inner, name), 0
        case Padded():
            raise SchemaError(f"field {name}: {_NO_PADDING}")
    if inner is Flag:
        return "flag", 1, 0
    raise SchemaError(f"field {name}: {type(inner).__name__} is not in the vocabulary")


_NO_PADDING = "Padding loses set bits in silence; use Zeros, Ignored or a named field"


def _width(integer: Any, name: str) -> int:
    if not isinstance(integer, BitsInteger):
        raise SchemaError(f"field {name}: {type(integer).__name__} is not in the vocabulary")
    if integer.signed or integer.swapped:
        raise SchemaError(
            f"field {name}: is {'signed' if integer.signed else 'swapped'}; values are plain unsigned numbers"
        )
    width = integer.length
    if not isinstance(width, int) or width <= 0:
        raise SchemaError(f"field {name}: width {width!r} is not a positive number of bits")
    return width


def _moved(field: Field, *runs: Run) -> Field:
    return replace(field, runs=runs)


def _join(pieces: list[tuple[str, int | None, Field]]) -> tuple[Field, ...]:
    """Slices of one name joined to one field, at the place of its first slice."""
    fields: dict[str, list[tuple[int | None, Field]]] = {}
    for name, low, piece in pieces:
        fields.setdefault(name, []).append((low, piece))
    return tuple(_joined(name, parts) for name, parts in fields.items())


def _joined(name: str, parts: list[tuple[int | None, Field]]) -> Field:
    first = parts[0][1]
    if len(parts) == 1 and not parts[0][0]:
        return first
    if any(low is None for low, _ in parts):
        raise SchemaError(f"field {name}: appears {len(parts)} times; a split field needs a slice on every part")
    if len({(part.kind, part.inverted, part.option) for _, part in parts}) > 1:
        raise SchemaError(f"field {name}: its slices are not of one kind")
    if len({part.symbol for _, part in parts if part.symbol}) > 1:
        raise SchemaError(f"field {name}: its slices have the symbols {', '.join(part.symbol for _, part in parts)}")
    runs = sorted((part.runs[0] for _, part in parts), key=lambda run: run.at)
    expected = runs[0].at if len(runs) == 1 else 0  # one slice alone: the bits below it are always 0
    for run in runs:
        if run.at != expected:
            mistake = "overlap at" if run.at < expected else "leave out"
            raise SchemaError(f"field {name}: slices {mistake} bit {min(run.at, expected)}")
        expected = run.at + run.width
    fixed = sum(part.fixed << part.runs[0].at for _, part in parts)
    joined = _moved(first, *sorted(runs, key=lambda run: -run.at))
    return replace(joined, kind="number" if joined.kind == "flag" else joined.kind, fixed=fixed)


_DOCS = '"SYMBOL MACRO meaning", with - where the kernel has no macro'


def _check_docs(fields: tuple[Field, ...]) -> None:
    for field in fields:
        if not field.symbol:
            raise SchemaError(f"field {field.name}: has no docs; add * {_DOCS}")
        if SYMBOL.fullmatch(field.symbol) is None:
            why = "is longer than 8" if len(field.symbol) > 8 else "is not made of letters, digits and /"
            raise SchemaError(f"field {field.name}: the symbol {field.symbol!r} {why}; docs are {_DOCS}")
        if not field.meaning:
            raise SchemaError(f"field {field.name}: has no meaning; docs are {_DOCS}")
