"""What a person may enter where a word is asked for: a word, a state, `entry:WORD` or `pagemap:WORD`."""

from ptetui.linux.entry import read_entry
from ptetui.linux.pagemap import read_pagemap
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_number, parse_state, parse_word

_DIGITS = "0123456789abcdefABCDEF_"


def parse_input(text: str, setting: Setting) -> int:
    """The page-table entry that a text stands for. ValueError, in one line, where it is none or decides none.

    A swp_entry_t and the pagemap word of a swap-like page stand for the entry with their type and offset.
    """
    words = text.split()
    if not words:
        raise ValueError("nothing entered; write a word like 0x4 or a state like swap type=3 exclusive")
    kind, colon, rest = words[0].partition(":")
    if colon and len(words) == 1 and kind in ("entry", "pagemap"):
        return _entry(setting, rest) if kind == "entry" else _pagemap(setting, rest)
    if len(words) == 1 and (words[0][0].isdigit() or not words[0].strip(_DIGITS)):
        return parse_word(words[0], setting.layout.width, setting.layout.name)
    return parse_state(setting, words)


def _entry(setting: Setting, text: str) -> int:
    entry = read_entry(setting, parse_number(text))
    if entry.pte is None:
        raise ValueError(f"entry {text}: {setting.layout.name} cannot hold type {entry.type}, offset {entry.offset:#x}")
    return entry.pte.word


def _pagemap(setting: Setting, text: str) -> int:
    seen = read_pagemap(setting, parse_number(text))
    if seen.type is None or seen.offset is None:
        raise ValueError(f"pagemap {text}: only a word with SWAP (bit 62) has the type and offset of an entry")
    return setting.swap.encode({"type": seen.type, "offset": seen.offset})
