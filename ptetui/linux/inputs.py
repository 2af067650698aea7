"""What a person may enter where a word is asked for.

A word in any spelling, a state (`swap type=3`, `SWP_MIGRATION_WRITE pfn=0x1234`), `entry:WORD`, `pagemap:WORD`,
`pte:WORD`, `pmd:WORD`, `pud:WORD`, an expression of the kernel's names (`_PAGE_PRESENT | _PAGE_RW`, `1<<63`).
"""

import re
from typing import NamedTuple

from ptetui.linux.entry import read_entry
from ptetui.linux.expression import OPERATORS, evaluate, macros
from ptetui.linux.layout import LEVELS
from ptetui.linux.pagemap import read_pagemap
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import SPECIAL_TYPES
from ptetui.linux.syntax import parse_state, read_number, read_word

_DIGITS = "0123456789abcdefABCDEF_"
_NUMBER = re.compile(r"(?:0[xX])?[0-9a-fA-F][0-9a-fA-F_]*", re.ASCII)
_KINDS = {special.macro: special.kind for special in SPECIAL_TYPES}


class Input(NamedTuple):
    """A word, and how its digits were read where they could be read in another way, too ("" where not)."""

    word: int
    read_as: str = ""


def parse_input(text: str, setting: Setting) -> int:
    """The page-table entry that a text stands for: see `read_input`."""
    return read_input(text, setting).word


def read_input(text: str, setting: Setting) -> Input:
    """The page-table entry that a text stands for. ValueError, in one line, where it is none or decides none.

    A swp_entry_t and the pagemap word of a swap-like page stand for the entry with their type and offset.
    """
    words = text.split()
    if not words:
        raise ValueError("nothing entered; write a word like 0x4 or a state like swap type=3 exclusive")
    kind, colon, rest = words[0].partition(":")
    if colon and len(words) == 1 and kind.lower() in ("entry", "pagemap", setting.layout.level):
        return _OTHERS[kind.lower()](setting, rest) if kind.lower() in _OTHERS else _word(setting, rest)
    if OPERATORS.search(text) or words[0] in macros(setting):
        return Input(evaluate(text, setting))
    if len(words) == 1 and (words[0][0].isdigit() or not words[0].strip(_DIGITS)):
        return _word(setting, words[0])
    return Input(parse_state(setting, [_KINDS.get(words[0], words[0]), *words[1:]]))


def level_of(text: str) -> tuple[str, str]:
    """The level that a text asks for, and the rest of it: `pmd:WORD` or `pmd` alone; "" where it asks for none."""
    level, colon, rest = text.strip().partition(":")
    if level.lower() in LEVELS and (not rest if not colon else len(rest.split()) == 1):
        return level.lower(), rest.strip()
    return "", text


def several(text: str) -> list[str]:
    """The words of a text that holds nothing but numbers, two at least; else none."""
    words = text.replace(",", " ").split()
    return words if len(words) > 1 and all(_NUMBER.fullmatch(word) for word in words) else []


def _word(setting: Setting, text: str) -> Input:
    return Input(*read_word(text, setting.layout.width, setting.layout.name))


def _entry(setting: Setting, text: str) -> Input:
    number, read_as = read_number(text)
    entry = read_entry(setting, number)
    if entry.pte is None:
        raise ValueError(f"entry {text}: {setting.layout.name} cannot hold type {entry.type}, offset {entry.offset:#x}")
    return Input(entry.pte.word, read_as)


def _pagemap(setting: Setting, text: str) -> Input:
    number, read_as = read_number(text)
    seen = read_pagemap(setting, number)
    if seen.type is None or seen.offset is None:
        raise ValueError(f"pagemap {text}: only a word with SWAP (bit 62) has the type and offset of an entry")
    return Input(setting.swap.encode({"type": seen.type, "offset": seen.offset}), read_as)


_OTHERS = {"entry": _entry, "pagemap": _pagemap}
