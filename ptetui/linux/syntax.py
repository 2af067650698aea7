"""How words and states are written: `0x7fff`, `0b1010`, `123_456`, `swap type=3 offset=0x1234 exclusive`."""

import re
from collections.abc import Sequence

from ptetui.linux.encode import encode
from ptetui.linux.setting import Setting

_NUMBER = re.compile(
    r"0[xX]_?[0-9a-fA-F][0-9a-fA-F_]*|0[bB]_?[01][01_]*|(?!0[bB]_*$)[0-9a-fA-F][0-9a-fA-F_]*", re.ASCII
)
_PRINTED = (8, 16)  # digits of a word as kernels print it


def parse_number(text: str) -> int:
    """A number: see `read_number`."""
    return read_number(text)[0]


def read_number(text: str) -> tuple[int, str]:
    """A number, and how it was read where its digits could be read in another way, too ("" where not).

    Hexadecimal with 0x, binary with 0b, hexadecimal as kernels print it (8 or 16 digits, or any with a letter from a to
    f), else decimal; `_` may stand between digits. ValueError names the text.
    """
    if not _NUMBER.fullmatch(text) or text.endswith("_"):
        raise ValueError(f"{text!r} is not a number; write 0x1f, 0b11111 or 31")
    digits = text.replace("_", "")
    prefix = digits[:2].lower()
    if prefix == "0x":
        return int(digits[2:], 16), ""
    if prefix == "0b" and not digits[2:].strip("01"):
        return int(digits[2:], 2), "binary" if len(digits) in _PRINTED else ""
    if not digits.isdecimal():
        return int(digits, 16), ""
    if len(digits) in _PRINTED:
        return int(digits, 16), "hexadecimal"
    return int(digits, 10), "decimal" if len(digits) > 1 else ""


def spell_read_as(read_as: str) -> str:
    """A note on digits that could be read in another way, too; "" where there is none."""
    ways = {"decimal": "; write 0x... for hexadecimal", "hexadecimal": ", as kernels print words"}
    return f"digits read as {read_as}{ways.get(read_as, '')}" if read_as else ""


def parse_word(text: str, width: int, name: str) -> int:
    """A word of a layout with `width` bits. ValueError names the text, and the width where it is too large."""
    return read_word(text, width, name)[0]


def read_word(text: str, width: int, name: str) -> tuple[int, str]:
    """The same, and how the digits were read as in `read_number`."""
    word, read_as = read_number(text)
    if word >> width:
        how = f", read as {read_as}," if read_as else ""
        raise ValueError(f"word {text}{how} has {word.bit_length()} bits, a word of {name} has {width}")
    return word, read_as


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
