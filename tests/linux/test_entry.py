"""swp_entry_t, pagemap words and what may be entered for a word."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.entry import entry_of, read_entry
from ptetui.linux.inputs import parse_input
from ptetui.linux.pagemap import pagemap_word, read_pagemap
from ptetui.linux.setting import find_setting

CATALOG = Catalog()
Capture = pytest.CaptureFixture[str]

# layout and kernel: (PTE word, swp_entry_t), printed side by side by running kernels
PAIRS = {
    "x86_64@2.6.32": (0x1200780000, 0x9003C00),
    "x86_64@3.10.0-514.16.1.el7.x86_64": (0x8192B1000, 0x1000000000103256),
    "x86_64@4.18.8-200.fc28": (0x400000000000000, 0x1FFFFFFFFFFFF),
    "x86_64@5.0.2": (0x48941FE900000000, 0x2403B5F00B7FFFFF),
    "x86_32_pae@4.14.63": (0x8000000400000000, 0x21FFFFFF),
    "parisc64@6.5": (0x80000, 0x1000),
    "ppc32_book3s_hash@6.0": (0xC32ED0A0, 0x50C32ED0),
}


@pytest.mark.parametrize(("name", "pair"), [(name, pair) for name, pair in PAIRS.items() if "ppc32" not in name])
def test_entries_that_kernels_printed(name: str, pair: tuple[int, int]) -> None:
    setting = find_setting(CATALOG, name)
    assert entry_of(classify(setting, pair[0])) == pair[1]


@pytest.mark.parametrize(
    ("name", "shift"),
    {"x86_64@3.0": 59, "x86_64@3.10": 57, "x86_64@4.19": 57, "x86_64@5.0": 58, "x86_32_2level@2.6.39": 27,
     "x86_32_pae@4.14": 25, "x86_32_2level@5.6": 26, "arm_2level@6.12": 26}.items(),
)  # fmt: skip
def test_where_the_type_begins(name: str, shift: int) -> None:
    assert find_setting(CATALOG, name).generic_offset_bits == shift


@given(st.integers(0, (1 << 64) - 1), st.sampled_from(["x86_64@6.12", "x86_64@4.9", "arm64_4k", "s390", "riscv64"]))
def test_every_entry_is_read_and_what_fits_comes_back(word: int, name: str) -> None:
    entry = read_entry(find_setting(CATALOG, name), word)
    if entry.pte is not None and entry.type < 32:
        assert entry_of(entry.pte) == word


@given(st.integers(0, (1 << 64) - 1), st.sampled_from(["x86_64@6.12", "x86_64@4.9", "x86_32_2level", "s390@7.3"]))
def test_pagemap_words_keep_every_bit(word: int, name: str) -> None:
    seen = read_pagemap(find_setting(CATALOG, name), word)
    assert seen.reserved & word == seen.reserved
    assert (seen.pfn is None) == (not word >> 63)
    assert (seen.type is None) == (not word >> 62 & 1)


def test_pagemap_words_are_those_of_the_entries() -> None:
    setting = find_setting(CATALOG, "x86_64@6.12")
    reading = classify(setting, parse_input("swap type=3 offset=0x1234 soft_dirty uffd_wp", setting))
    seen = read_pagemap(setting, pagemap_word(reading))
    assert (seen.type, seen.offset, seen.flags) == (3, 0x1234, ("SWAP", "UFFD_WP", "SOFT_DIRTY"))
    assert parse_input(f"pagemap:{seen.word:#x}", setting) == parse_input("swap type=3 offset=0x1234", setting)
    assert parse_input(f"entry:{entry_of(reading):x}", setting) == parse_input("swap type=3 offset=0x1234", setting)


@pytest.mark.parametrize("text", ["", "entry:", "entry:xyz", "pagemap:0x8000000000000001", "entry:0x1" + "0" * 16])
def test_what_stands_for_no_entry_is_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        parse_input(text, find_setting(CATALOG, "x86_64@6.12"))
    assert "\n" not in str(error.value)


def test_commands(capsys: Capture) -> None:
    assert main(["decode", "-l", "x86_64@5.0.2", "--as", "entry", "2403b5f00b7fffff", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["type"], row["offset"], row["shift"]) == (9, "0x3b5f00b7fffff", 58)
    assert main(["encode", "-l", "x86_64@5.0.2", "--as", "entry", "swap", "type=9", "offset=0x3b5f00b7fffff"]) == 0
    assert capsys.readouterr().out == "0x2403b5f00b7fffff\n"
    assert main(["decode", "-l", "x86_64@6.12", "--as", "pagemap", "0x4080000000024680"]) == 0
    assert "type 0 · offset 0x1234" in capsys.readouterr().out
    assert main(["decode", "-l", "x86_64@6.12", "--level", "pmd", "80000010ba8008e7", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "present"
    assert main(["decode", "-l", "x86_32_2level@6.12", "--level", "pud", "0"]) == 2
    assert "has no level pud; it has pte" in capsys.readouterr().err
    assert main(["decode", "-l", "parisc64@6.2.0+", "0x32100", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["offset"] == "0x324"


@pytest.mark.parametrize(
    ("layout", "state", "word"),
    [
        ("x86_64@6.12", "migration_read pfn=0x80000", ""),
        ("x86_64@6.12", "hwpoison pfn=0x80000", ""),
        ("x86_64_la57@7.3", "marker poisoned", "0xfffffffffffffa00"),
        ("arm64_4k@6.12", "migration_write pfn=0x80000", ""),
        ("riscv64@6.12", "hwpoison pfn=0x80000", ""),
        ("ppc64_book3s_64k@6.12", "migration_read pfn=0x4000", ""),
        ("ppc64le_book3s_64k@7.3", "marker uffd_wp", ""),
        ("s390@7.3", "marker poisoned", "0x27f4"),
    ],
)
def test_puds_hold_what_hugetlb_stores_for_huge_pages(layout: str, state: str, word: str, capsys: Capture) -> None:
    assert main(["encode", "-l", layout, "--level", "pud", *state.split()]) == 0
    printed = capsys.readouterr().out.strip()
    if word:
        assert int(printed, 16) == int(word, 16)
    assert main(["decode", "-l", layout, "--level", "pud", "--json", printed]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["state"] == state.split(maxsplit=1)[0]
    assert main(["decode", "-l", layout, "--json", printed]) == 0
    as_pte = json.loads(capsys.readouterr().out)
    if not layout.startswith("s390"):  # hugetlb stores the format of a PTE; s390 has one of its own
        assert (as_pte["type"], as_pte["offset"]) == (row["type"], row["offset"])
