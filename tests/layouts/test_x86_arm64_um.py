"""Words of releases and configurations without golden vectors, worked out by hand from the headers."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.encode import encode
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting

SWAP = [
    ("x86_64", "3.11", 3 << 1 | 0x1234 << 9),
    ("x86_64", "3.16", 3 << 1 | 0x1234 << 10),
    ("x86_64", "4.1", 3 << 1 | 0x1234 << 9),
    ("x86_64", "4.8", 3 << 9 | 0x1234 << 14),
    ("x86_64", "4.14", 3 << 9 | 0x1234 << 14),
    ("x86_64", "4.19", 3 << 59 | (~0x1234 << 14 & (1 << 64) - 1) >> 5),
    ("x86_32_pae", "4.18", (3 | 0x1234 << 5) << 32),
    ("x86_32_2level", "6.1", 3 << 1 | 0x1234 << 9),
    ("arm64_4k", "3.18", 3 << 3 | 0x1234 << 9),
    ("arm64_4k", "4.4", 3 << 2 | 0x1234 << 8),
    ("arm64_64k", "6.1", 3 << 3 | 0x1234 << 8),
    ("arm64_4k_lpa2", "7.3", 3 << 6 | 0x1234 << 12),
    ("um_x86_64", "6.12", 3 << 5 | 0x1234 << 11),
    ("um_i386_2level", "5.10", 3 << 5 | 0x1234 << 11),
]
STATES = [
    ("x86_64", "3.18", 0x200, "present"),  # NUMA hinting: bit 9 alone
    ("x86_64", "4.1", 0x20, "swap"),  # before 4.8, A is a type bit and counts
    ("x86_64", "4.8", 0x60, "none"),
    ("x86_32_pae", "4.1", 0x60, "malformed"),
    ("x86_32_pae", "4.8", 0x60, "none"),
    ("x86_32_2level", "6.12", 0x40, "malformed"),
    ("arm64_4k", "6.9", 1 << 58, "protnone"),
    ("arm64_4k", "6.10", 1 << 54 | 1 << 11, "protnone"),
    ("arm64_4k", "6.10", 1 << 11, "present"),
    ("arm64_4k", "3.18", 1 << 2, "malformed"),  # a nonlinear file page
    ("um_x86_64", "6.12", 0x2, "none"),
    ("um_x86_64", "6.12", 0x10, "protnone"),
]
FRAMES = [
    ("x86_64", "4.14", 0x8000000012345123, 0x12345),
    ("x86_64", "4.19", 0x000FFFFFFEDCB100, 0x1234),
    ("x86_32_pae", "4.19", 0x000FFFFFFEDCB100, 0x1234),
    ("x86_32_pae", "4.18", 0x0000000001234100, 0x1234),
    ("arm64_4k_lpa2", "6.12", 0x0000000012345303, 0x12345 | 3 << 38),
    ("arm64_64k_pa52", "6.1", 0x0000000012345003, 0x1234 | 5 << 32),
    ("arm64_64k", "6.1", 0x0000000012340003, 0x1234),
]


def setting(name: str, kernel: str) -> Setting:
    version = parse_version(kernel)
    return Setting(Catalog().find(name, version), version)


@pytest.mark.parametrize(("name", "kernel", "word"), SWAP)
def test_swap(name: str, kernel: str, word: int) -> None:
    where = setting(name, kernel)
    assert encode(where, "swap", {"type": 3, "offset": 0x1234}) == word
    reading = classify(where, word)
    assert (reading.state, reading.type, reading.offset) == ("swap", 3, 0x1234)


@pytest.mark.parametrize(("name", "kernel", "word", "state"), STATES)
def test_state(name: str, kernel: str, word: int, state: str) -> None:
    assert classify(setting(name, kernel), word).state == state


@pytest.mark.parametrize(("name", "kernel", "word", "pfn"), FRAMES)
def test_frame(name: str, kernel: str, word: int, pfn: int) -> None:
    assert classify(setting(name, kernel), word).pfn == pfn
