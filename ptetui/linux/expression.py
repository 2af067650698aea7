"""A word as C writes it: `_PAGE_PRESENT | _PAGE_RW`, `1<<63`, `~0 & 0xfff`, with the layout's own names for bits."""

import re
from collections.abc import Iterator, Mapping

from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_number

LONGEST_EXPRESSION = 300  # characters
_WIDEST_SHIFT = 128
_DEEPEST = 40  # parentheses and complements
_TOKEN = re.compile(r"\s*(<<|>>|[|&^~()+-]|[A-Za-z_]\w*|\d\w*)", re.ASCII)
_BINARY = (("|",), ("^",), ("&",), ("<<", ">>"), ("+", "-"))  # the loosest first, as in C
OPERATORS = re.compile(r"<<|>>|[|&^~()]")


def macros(setting: Setting) -> Mapping[str, int]:
    """The kernel's names for bits of this layout -> their mask; of several forms the present one counts first."""
    forms = [setting.layout.present, *setting.forms]
    named: dict[str, int] = {}
    for form in forms:
        for field in form.fields:
            if field.macro and not field.macro.endswith(("()", "SHIFT", "BITS")):
                named.setdefault(field.macro, field.mask)
    return named


def evaluate(text: str, setting: Setting) -> int:
    """The value of an expression, cut to the width of the layout. ValueError, in one line, names what is wrong."""
    if len(text) > LONGEST_EXPRESSION:
        raise ValueError(f"the expression {text[:40]!r}... has more than {LONGEST_EXPRESSION} characters")
    tokens = list(_tokens(text))
    value, rest = _binary(tokens, macros(setting), 0, _DEEPEST)
    if rest:
        raise ValueError(f"{text!r}: {rest[0]!r} is not expected there")
    return value & (1 << setting.layout.width) - 1


def _tokens(text: str) -> Iterator[str]:
    place = 0
    text = text.strip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"{text!r}: {text[place:].strip()[0]!r} is no operator; there are | & ^ ~ << >> + - ( )")
        yield match[1]
        place = match.end()


def _binary(tokens: list[str], names: Mapping[str, int], level: int, depth: int) -> tuple[int, list[str]]:
    """The value of the operators of a level and of the tighter ones, and the tokens after it."""
    if level == len(_BINARY):
        return _unary(tokens, names, depth)
    value, rest = _binary(tokens, names, level + 1, depth)
    while rest and rest[0] in _BINARY[level]:
        operator = rest[0]
        right, rest = _binary(rest[1:], names, level + 1, depth)
        value = _apply(operator, value, right)
    return value, rest


def _apply(operator: str, left: int, right: int) -> int:
    if operator in ("<<", ">>"):
        if not 0 <= right <= _WIDEST_SHIFT:
            raise ValueError(f"a shift by {right} bits: a word has at most {_WIDEST_SHIFT}")
        return left << right if operator == "<<" else left >> right
    results = {"|": left | right, "&": left & right, "^": left ^ right, "+": left + right, "-": left - right}
    return results[operator]


def _unary(tokens: list[str], names: Mapping[str, int], depth: int) -> tuple[int, list[str]]:
    if not tokens or not depth:
        raise ValueError("the expression ends too early" if depth else f"more than {_DEEPEST} levels of parentheses")
    first, rest = tokens[0], tokens[1:]
    if first == "~":
        value, rest = _unary(rest, names, depth - 1)
        return ~value, rest
    if first == "(":
        value, rest = _binary(rest, names, 0, depth - 1)
        if not rest or rest[0] != ")":
            raise ValueError("a parenthesis is not closed")
        return value, rest[1:]
    if first in names:
        return names[first], rest
    if first[0].isdigit() or re.fullmatch(r"[0-9a-fA-F_]+", first):
        return parse_number(re.sub(r"(?<=[\da-fA-F])[uUlL]+$", "", first)), rest
    raise ValueError(f"{first!r} is neither a number nor a name of bits in this layout")
