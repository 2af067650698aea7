"""What the forms of one layout must not be: checked where one is read and at every edit, without construct."""

from functools import lru_cache

from ptetui.schema.cubes import Cube, Region
from ptetui.schema.fields import Field, Form, SchemaError

NAMELESS = ("0", "1", ".")  # symbols of bits that have no name, which any number of fields may have


def check_symbols(forms: tuple[Form, ...]) -> None:
    """SchemaError where one symbol is two fields' of the forms, or one field has two symbols.

    Fields of two names may share a symbol where they are the same bits, such as a leaf bit that one form fixes.
    """
    owners: dict[str, Field] = {}
    symbols: dict[str, str] = {}
    for form in forms:
        for field in form.fields:
            if field.symbol in NAMELESS:
                continue
            owner = owners.setdefault(field.symbol, field)
            if owner.name != field.name and owner.mask != field.mask:
                raise SchemaError(
                    f"form {form.name}: field {field.name}: the symbol {field.symbol} is that of {owner.name}"
                )
            symbol = symbols.setdefault(field.name, field.symbol)
            if symbol != field.symbol:
                raise SchemaError(
                    f"form {form.name}: field {field.name}: has the symbol {field.symbol}, elsewhere {symbol}"
                )


def check_order(forms: tuple[Form, ...]) -> None:
    """SchemaError where two forms share a name, or earlier forms take all words of one."""
    seen: set[str] = set()
    for form in forms:
        if form.name in seen:
            raise SchemaError(f"form {form.name}: appears twice")
        seen.add(form.name)
    hidden = _hidden(tuple(form.recognised for form in forms))
    if hidden is not None:
        raise SchemaError(f"form {forms[hidden].name}: cannot be told apart from the forms before it")


@lru_cache(maxsize=256)
def _hidden(cubes: tuple[Cube, ...]) -> int | None:
    """The first cube of which those before it leave nothing; variants of a layout share the answer."""
    for index, cube in enumerate(cubes):
        left = Region((cube,))
        for earlier in cubes[:index]:
            left = left.subtract(Region((earlier,)))
        if not left:
            return index
    return None
