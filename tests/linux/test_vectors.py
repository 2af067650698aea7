"""Worked examples of x86-64 by hand, one word at a time, with the pagemap word that goes with each."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.pagemap import (
    PM_FILE,
    PM_GUARD_REGION,
    PM_MMAP_EXCLUSIVE,
    PM_PRESENT,
    PM_SOFT_DIRTY,
    PM_SWAP,
    PM_UFFD_WP,
    pagemap_word,
    spell_flags,
    untold,
)
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state


def x86(kernel: str) -> Setting:
    version = parse_version(kernel)
    return Setting(Catalog().find("x86_64", version), version)


# kernel, what is encoded, the word, the pagemap word
VECTORS = [
    ("6.12", "swap type=0 offset=0", 0x07FFFFFFFFFFFE00, 0x4000000000000000),
    ("6.12", "swap type=0 offset=0x1234", 0x07FFFFFFFFDB9600, 0x4000000000024680),
    ("6.12", "swap type=0 offset=0x1234 soft_dirty", 0x07FFFFFFFFDB9602, 0x4080000000024680),
    ("6.12", "swap type=0 offset=0x1234 uffd_wp", 0x07FFFFFFFFDB9604, 0x4200000000024680),
    ("6.12", "swap type=0 offset=0x1234 exclusive", 0x07FFFFFFFFDB9608, 0x4000000000024680),
    ("6.12", "swap type=1 offset=0", 0x0FFFFFFFFFFFFE00, 0x4000000000000001),
    ("5.19", "marker uffd_wp", 0xF7FFFFFFFFFFFC00, 0x420000000000003E),
    ("6.1", "marker uffd_wp", 0xF7FFFFFFFFFFFC00, 0x420000000000003E),
    ("6.2", "marker uffd_wp", 0xFFFFFFFFFFFFFC00, 0x420000000000003F),
    ("6.12", "marker poisoned", 0xFFFFFFFFFFFFFA00, 0x400000000000005F),
    ("6.13", "marker guard", 0xFFFFFFFFFFFFF600, 0x400000000000009F),
    ("6.15", "marker guard", 0xFFFFFFFFFFFFF600, 0x440000000000009F),
    ("6.12", "migration_write pfn=0x12345", 0xD7FFFFFFFDB97400, 0x40000000002468BA),
    ("6.12", "migration_write pfn=0x12345 young dirty", 0xD7FFE7FFFDB97400, 0x40000000002468BA),
    ("6.12", "hwpoison pfn=0x12345", 0xBFFFFFFFFDB97400, 0x40000000002468B7),
    ("6.12", "present pfn=0x12345 soft_dirty", 0x0000000012345801, 0x8080000000012345),
    ("6.12", "protnone pfn=0x12345", 0x000FFFFFEDCBA100, 0x8000000000012345),
    ("6.12", "none", 0, 0),
]  # fmt: skip


@pytest.mark.parametrize(("kernel", "state", "word", "pagemap"), VECTORS, ids=[f"{v[0]} {v[1]}" for v in VECTORS])
def test_vector(kernel: str, state: str, word: int, pagemap: int) -> None:
    setting = x86(kernel)
    assert parse_state(setting, state.split()) == word
    reading = classify(setting, word)
    assert reading.state == state.partition(" ")[0]
    assert pagemap_word(reading) == pagemap
    assert pagemap_word(reading, privileged=False) == pagemap & ~((1 << 55) - 1)


def test_the_special_pte_of_the_design_that_was_never_merged() -> None:
    """Decodes to the last slot of area 0, which no area is large enough to have."""
    reading = classify(x86("6.12"), 0x4)
    assert (reading.type, reading.offset, reading.flags) == (0, 0x3FFFFFFFFFFFF, ("uffd_wp",))


def test_young_and_dirty_follow_the_address_width() -> None:
    """Four levels: 34 PFN bits; five: 40. An affected CPU's L1TF limit takes the room away, and so does SWAP=n."""
    for name, pfn_bits in (("x86_64", 34), ("x86_64_la57", 40)):
        setting = Setting(Catalog().find(name, (6, 12)), (6, 12))
        assert (setting.pfn_bits, setting.stores_young_dirty) == (pfn_bits, True)
        word = parse_state(setting, ["migration_write", "young", "dirty"])
        assert classify(setting, word).offset == 3 << pfn_bits
    for config in ("L1TF=44", "SWAP=n"):
        name, value = config.split("=")
        setting = x86("6.12")
        limited = Setting(setting.layout, setting.kernel, setting.config.with_option(name, value))
        assert not limited.stores_young_dirty
        assert parse_state(limited, ["migration_write", "young=0"]) == parse_state(limited, ["migration_write"])
        with pytest.raises(ValueError, match=r"^young does not fit: .* leaves no offset bits above the PFN"):
            parse_state(limited, ["migration_write", "young"])
    assert not x86("6.0").stores_young_dirty


def test_l1tf_limits_the_largest_area() -> None:
    """44 address bits of the cache, an affected client CPU: 2^34 pages, 64 TiB."""
    setting = x86("6.12")
    limited = Setting(setting.layout, setting.kernel, setting.config.with_option("L1TF", "44"))
    assert limited.max_swap_pages == 1 << 34
    assert limited.max_swap_bytes == 64 << 40
    arm = Catalog().find("arm64_4k", (6, 12))
    assert Setting(arm, (6, 12), limited.config).max_swap_pages == Setting(arm, (6, 12)).max_swap_pages


FLAGS_BY_VERSION = [
    # a flag of the word, what to encode, the first kernel that shows it, the last that does not
    (PM_UFFD_WP, "swap uffd_wp", "5.14", "5.13"),
    (PM_UFFD_WP, "present uffd_wp", "5.14", "5.13"),
    (PM_GUARD_REGION, "marker guard", "6.15", "6.14"),
]


@pytest.mark.parametrize(("flag", "state", "first", "last"), FLAGS_BY_VERSION)
def test_pagemap_flags_by_version(flag: int, state: str, first: str, last: str) -> None:
    for kernel, shown in ((first, flag), (last, 0)):
        setting = x86(kernel)
        assert pagemap_word(classify(setting, parse_state(setting, state.split()))) & flag == shown


def test_pagemap_of_a_frame_before_young_and_dirty() -> None:
    """Until 6.0 the raw offset is shown; since 6.1 only the PFN in it."""
    word = 0xD7FFE7FFFDB97400
    assert pagemap_word(classify(x86("6.12"), word)) >> 5 & (1 << 50) - 1 == 0x12345
    old = classify(x86("5.10"), word)
    assert old.offset == 0xC00012345
    assert pagemap_word(old) >> 5 & (1 << 50) - 1 == 0xC00012345


def test_what_a_pte_does_not_tell() -> None:
    setting = x86("6.12")
    dirty = classify(setting, parse_state(setting, ["swap", "soft_dirty"]))
    clean = classify(setting, parse_state(setting, ["swap"]))
    assert untold(dirty, setting) == PM_FILE | PM_MMAP_EXCLUSIVE
    assert untold(clean, setting) == PM_FILE | PM_MMAP_EXCLUSIVE | PM_SOFT_DIRTY
    without = Setting(setting.layout, setting.kernel, setting.config.with_option("MEM_SOFT_DIRTY", "n"))
    assert untold(classify(without, clean.word), without) == PM_FILE | PM_MMAP_EXCLUSIVE


def test_spelling_of_pagemap_flags() -> None:
    everything = PM_PRESENT | PM_SWAP | PM_FILE | PM_GUARD_REGION | PM_UFFD_WP | PM_MMAP_EXCLUSIVE | PM_SOFT_DIRTY
    assert spell_flags(everything) == "PRESENT SWAP FILE GUARD_REGION UFFD_WP MMAP_EXCLUSIVE SOFT_DIRTY"
    assert spell_flags((1 << 55) - 1) == ""


REASONS = [
    (0x10, "free (bit 4) must be 0"),
    (0x90, "leaf (bit 7) must be 0; free (bit 4) must be 0"),
    (0x70, "erratum (bits 6-5) must be 0; free (bit 4) must be 0"),
]


@pytest.mark.parametrize(("word", "reason"), REASONS)
def test_malformed_words_say_which_bit_is_wrong(word: int, reason: str) -> None:
    reading = classify(x86("6.12"), word)
    assert (reading.state, reading.reason) == ("malformed", reason)


def test_unknown_words_say_what_is_not_defined() -> None:
    """arm64 had six type bits; the generic types end at 31."""
    setting = Setting(Catalog().find("arm64_4k", (5, 10)), (5, 10))
    reading = classify(setting, parse_state(setting, ["swap", "type=40"]))
    assert (reading.state, reading.type) == ("unknown", 40)
    assert reading.reason == "type 40 is not defined in 5.10: generic types end at 31"


def test_s390_none_is_not_zero() -> None:
    setting = Setting(Catalog().find("s390", (6, 12)), (6, 12))
    assert classify(setting, 0x400).state == "none"
    zero = classify(setting, 0)
    assert zero.state == "malformed"
    assert "invalid (bit 10) must be 1" in zero.reason
