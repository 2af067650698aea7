"""What may be entered where a word is asked for."""

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.linux.catalog import Catalog
from ptetui.linux.encode import encode
from ptetui.linux.expression import LONGEST_EXPRESSION, evaluate
from ptetui.linux.inputs import Input, level_of, read_input, several
from ptetui.linux.setting import Setting, find_setting

SETTING = find_setting(Catalog(), "x86_64@6.12")
WRITE = encode(SETTING, "migration_write", {"pfn": 0x12})

GOOD = {
    "0x4": Input(4),
    "fd20b000": Input(0xFD20B000),
    "8000000012345867": Input(0x8000000012345867, "hexadecimal"),
    "100": Input(100, "decimal"),
    "pte:8000000012345867": Input(0x8000000012345867, "hexadecimal"),
    "PTE:0x10": Input(16),
    "_PAGE_PRESENT": Input(1),
    "_PAGE_PRESENT | _PAGE_RW": Input(3),
    "1<<63": Input(1 << 63),
    "1UL << 63 | 0x1": Input(1 << 63 | 1),
    "~0": Input((1 << 64) - 1),
    "~(_PAGE_PRESENT|_PAGE_RW) & 0xff": Input(0xFC),
    "0x10 + 2 - 1": Input(0x11),
    "SWP_MIGRATION_WRITE pfn=0x12": Input(WRITE),
    "migration_write pfn=0x12": Input(WRITE),
    "entry:0400000000001234": Input(encode(SETTING, "swap", {"type": 1, "offset": 0x1234}), "hexadecimal"),
    "pagemap:0x4000000000024680": Input(encode(SETTING, "swap", {"offset": 0x1234})),
}
BAD = {
    "": "nothing entered",
    "_PAGE_PRESENT |": "ends too early",
    "(1": "not closed",
    "1 << 999": "a shift by 999 bits",
    "_PAGE_PRESENT | _PAGE_NOTHING": "'_PAGE_NOTHING' is neither",
    "1 | %": "'%' is no operator",
    "1 | 2 3": "'3' is not expected",
    "entry:0x10000000000000000": "has 65 bits",
    "pagemap:0x8000000000000000": "only a word with SWAP",
    "pte:xyz": "is not a number",
    "pressent": "did you mean present",
    "1|" * LONGEST_EXPRESSION + "1": "has more than",
    "(" * 99 + "1": "levels of parentheses",
}


@pytest.mark.parametrize(("text", "read"), GOOD.items())
def test_what_is_read(text: str, read: Input) -> None:
    if " + " not in text:
        assert read_input(text, SETTING) == read
    else:
        assert evaluate(text, SETTING) == read.word


@pytest.mark.parametrize(("text", "message"), BAD.items(), ids=[text[:20] for text in BAD])
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        read_input(text, SETTING)
    assert "\n" not in str(error.value)


@given(st.text(st.sampled_from("01af<>|&^~()+- _PAGERW:xpteny=,"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        assert 0 <= read_input(text, SETTING).word < 1 << 64


@given(st.integers(0, (1 << 64) - 1), st.integers(0, (1 << 64) - 1), st.integers(0, 63))
def test_operators_are_those_of_c(left: int, right: int, by: int) -> None:
    mask = (1 << 64) - 1
    text = f"{left:#x} | {right:#x} & ~{left:#x} ^ 1 << {by}"
    assert evaluate(text, SETTING) == (left | (right & ~left ^ (1 << by))) & mask


def test_names_are_those_of_the_layout() -> None:
    names = {"x86_64": ("_PAGE_NX", 63), "arm64_4k": ("PTE_UXN", 54), "s390": ("_PAGE_INVALID", 10)}
    for layout, (name, bit) in names.items():
        setting: Setting = find_setting(Catalog(), layout)
        assert read_input(name, setting).word == 1 << bit


def test_levels_and_lists() -> None:
    assert level_of("pmd") == ("pmd", "")
    assert level_of("PMD:0x12") == ("pmd", "0x12")
    assert level_of("pte:1 pmd:2") == ("", "pte:1 pmd:2")
    assert several("0x1, 8000000012345867") == ["0x1", "8000000012345867"]
    assert several("0x1") == several("swap type=3") == []
