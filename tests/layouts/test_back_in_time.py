"""Swap entries of older kernels, as their headers place type and offset."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.encode import encode
from ptetui.linux.setting import find_setting

# (layout, type, offset, the word): from the headers that the layout files name.
ENTRIES = [
    ("arm_2level@2.6.32", 2, 0x1234, 0x1234 << 9 | 2 << 3),
    ("arm_2level@3.2", 2, 0x1234, 0x1234 << 9 | 2 << 3),
    ("arm_2level@3.6", 2, 0x1234, 0x1234 << 8 | 2 << 3),
    ("arm_2level@3.14", 2, 0x1234, 0x1234 << 8 | 2 << 3),
    ("arm_2level@4.0", 2, 0x1234, 0x1234 << 7 | 2 << 2),
    ("x86_32_2level@3.11", 2, 0x1234, 0x1234 << 9 | 2 << 1),
    ("x86_32_2level@3.17", 2, 0x1234, 0x1234 << 9 | 2 << 1),
    ("x86_32_pae@3.11", 2, 0x1234, (0x1234 << 5 | 2) << 32),
    ("alpha@2.6.32", 2, 0x1234, 0x1234 << 40 | 2 << 32),
    ("parisc64@3.2", 2, 0x1234, (0x1234 & ~7) << 8 | (0x1234 & 7) << 6 | 2),
    ("sparc64_sun4u@2.6.38", 2, 0x1234, 0x1234 << 21 | 2 << 13),
    ("sparc64_sun4v@3.4", 2, 0x1234, 0x1234 << 21 | 2 << 13),
    ("mips32_r4k@3.0", 2, 0x1234, 0x1234 << 13 | 2 << 8),
    ("mips32_r3k@3.0", 2, 0x1234, 0x1234 << 15 | 2 << 10),
    ("ppc32_book3s_6xx@3.4", 2, 0x1234, (0x1234 << 5 | 2) << 3),
    ("ppc64_book3s_4k_hash@3.4", 2, 0x1234, (0x1234 << 8 | 2 << 1) << 17),
    ("ppc64_book3s_64k_hash@3.4", 2, 0x1234, (0x1234 << 8 | 2 << 1) << 30),
    ("s390@3.0", 2, 0x1235, 0x403 | 2 << 2 | 1 << 7 | 0x1234 << 11),
    ("s390@3.13", 2, 0x1235, 0x402 | 2 << 2 | 1 << 7 | 0x1234 << 11),
]


@pytest.mark.parametrize(("name", "type_", "offset", "word"), ENTRIES, ids=[entry[0] for entry in ENTRIES])
def test_entries_of_older_kernels(name: str, type_: int, offset: int, word: int) -> None:
    setting = find_setting(Catalog(), name)
    assert encode(setting, "swap", {"type": type_, "offset": offset}) == word
    reading = classify(setting, word)
    assert (reading.state, reading.type, reading.offset) == ("swap", type_, offset)


# (layout, an entry that maps nothing, one of PROT_NONE or none): words that the same headers tell apart.
KINDS = [
    ("s390@3.0", {0x400: "none", 0x401: "protnone", 0x200: "present", 0x12345000: "present", 0x601: "malformed"}),
    ("s390@3.13", {0x400: "none", 0x401: "protnone", 0x12345715: "present", 0x600: "malformed"}),
    ("x86_32_2level@3.15", {0x1234082: "swap", 0x1234002: "swap", 0x12345867: "present"}),
    ("x86_32_2level@3.16", {0x1234082: "malformed", 0x1234002: "swap"}),
    ("x86_32_pae@3.15", {0x123400000080: "swap", 0x12345867: "present"}),
    ("x86_32_pae@3.17", {0x123400000080: "malformed", 0x123400000000: "swap"}),
    ("arm_2level@2.6.32", {0: "none", 0x1234527F: "present", 0x4: "malformed"}),
    ("ppc64_book3s_4k_hash@3.4", {0: "none", 0xFC00: "none", 0x12345 << 17 | 0x383: "present"}),
    ("ppc64_book3s_64k_hash@3.4", {0: "none", 0x1FFFF800: "none", 0x12345 << 30 | 0x383: "present"}),
]


@pytest.mark.parametrize(("name", "states"), KINDS, ids=[name for name, _ in KINDS])
def test_kinds_of_older_kernels(name: str, states: dict[int, str]) -> None:
    setting = find_setting(Catalog(), name)
    assert {word: classify(setting, word).state for word in states} == states
