"""The same state in another layout: every layout of a kernel, every state, back and forth."""

import pytest

from ptetui.analysis.same_state import same_state
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.syntax import parse_state

CATALOG = Catalog()
X86 = find_setting(CATALOG, "x86_64@6.12", None)
OTHERS = [Setting(layout, (6, 12)) for layout in CATALOG.all() if layout.level == "pte" and layout.covers((6, 12))]
STATES = (
    "none", "swap type=3 offset=0x1234 exclusive soft_dirty uffd_wp", "swap offset=0x1ffffffffffff",
    "migration_write pfn=0x1234 young dirty", "migration_read_exclusive pfn=0x1234", "hwpoison pfn=5",
    "device_private_read pfn=7 soft_dirty", "marker uffd_wp poisoned",
)  # fmt: skip
FLAGS = {"soft_dirty", "uffd_wp", "exclusive"}


@pytest.mark.parametrize("text", STATES)
def test_values_are_kept_or_named_as_lost(text: str) -> None:
    reading = classify(X86, parse_state(X86, text.split()))
    asked = 0
    for setting in OTHERS:
        word, lost = same_state(reading, setting)
        if word is None:
            continue
        asked += 1
        there = classify(setting, word)
        assert there.state == reading.state, setting.layout.name
        for name in ("offset", "pfn", "young", "dirty", "marker", "area"):
            value = getattr(there, name)
            if reading.state != "swap" and name in ("offset", "area"):
                continue  # types of special kinds follow from the kernel, their offset from PFN and flags
            wanted = "type" if name == "area" else name
            assert value == getattr(reading, name) or wanted in lost, (setting.layout.name, name)
        assert set(reading.flags) - set(there.flags) <= set(lost)
        assert not set(there.flags) - set(reading.flags)
        back, _ = same_state(there, X86)
        if not lost:
            assert back == reading.word, setting.layout.name
    assert asked > 15


@pytest.mark.parametrize("word", [0x8000000002BEA867, 0x8000000002BEA025, 0x2BEA825])
def test_a_user_page_stays_the_page_that_it_is(word: int) -> None:
    reading = classify(X86, word)
    for name in ("arm64_4k", "riscv64", "s390", "ppc64_book3s_64k", "loongarch64_16k"):
        other = find_setting(CATALOG, name, None)
        there, lost = same_state(reading, other)
        assert there is not None
        assert classify(other, there).state == "present"
        assert classify(other, there).pfn == 0x2BEA
        back, _ = same_state(classify(other, there), X86)
        assert back is not None
        assert back | (1 << 11 if "soft_dirty" in lost else 0) == word, (name, hex(back))


def test_what_does_not_exist_there_is_none() -> None:
    marker = classify(X86, parse_state(X86, ["marker", "uffd_wp"]))
    assert same_state(marker, find_setting(CATALOG, "x86_64@5.14", None)).word is None
    assert same_state(marker, X86).word == marker.word
    wide = classify(X86, parse_state(X86, ["swap", "offset=0x1ffffffffffff"]))
    assert same_state(wide, find_setting(CATALOG, "x86_32_2level", None)).lost == ("offset",)
