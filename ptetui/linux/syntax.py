"""How words and states are written: `0x7fff`, `0b1010`, `123_456`, `swap type=3 offset=0x1234 exclusive`."""

import re
from collections.abc import Sequence

from ptetui.linux.encode import encode
from ptetui.linux.setting import Setting

_NUMBER = re.compile(r"0[xX][0-9a-fA-F_]+|0[bB][01_]+|[0-9][0-9_]*")


def parse_number(text: str) -> int:
    """A number in hexadecimal with 0x, binary with 0b, or decimal; `_` may stand between digits."""
    if not _NUMBER.fullmatch(text) or text.endswith("_"):
        raise ValueError(f"{text!r} is not a number; write 0x1f, 0b11111 or 31")
    digits = text.replace("_", "")
    if digits[:2].lower() in ("0x", "0b"):
        if len(digits) == 2:
            raise ValueError(f"{text!r} is not a number; write 0x1f, 0b11111 or 31")
        return int(digits[2:], 16 if digits[1] in "xX" else 2)
    return int(digits, 10)


def parse_word(text: str, width: int, name: str) -> int:
    """A word of a layout with `width` bits. ValueError names the text, and the width where it is too large."""
    word = parse_number(text)
    if word >> width:
        raise ValueError(f"word {text} has {word.bit_length()} bits, a word of {name} has {width}")
    return word


def parse_state(setting: Setting, words: Sequence[str]) -> int:
    """The word for STATE [NAME | NAME=VALUE]...; a bare name sets a flag."""
    if not words:
        raise ValueError("no state; write for example swap type=3 offset=0x1234 exclusive")
    values: dict[str, int] = {}
    for item in words[1:]:
        name, equals, text = item.partition("=")
        if name in values:
            raise ValueError(f"{name}: given twice")
        try:
            values[name] = parse_number(text) if equals else 1
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None
    return encode(setting, words[0], values)
