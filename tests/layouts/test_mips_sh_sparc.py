"""Words of configurations without golden vectors, worked out by hand from the headers' shifts."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.config import Config
from ptetui.linux.encode import encode
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting

SLOT = {"type": 3, "offset": 0x1234}
EXCLUSIVE = SLOT | {"exclusive": 1}


def at(name: str, kernel: str) -> Setting:
    version = parse_version(kernel)
    return Setting(Catalog().find(name, version), version, Config())


@pytest.mark.parametrize(
    ("name", "kernel", "values", "word"),
    [
        ("mips32_xpa_16k", "6.12", EXCLUSIVE, (3 << 4 | 0x1234 << 9) << 32 | 1 << 25),
        ("mips32_xpa_16k", "6.1", SLOT, (3 << 4 | 0x1234 << 9) << 32),
        ("mips32_alchemy36", "6.1", SLOT, (3 << 2 | 0x1234 << 7) << 32),
        ("mips32_r3k", "6.1", SLOT, 3 << 10 | 0x1234 << 15),
        ("mips32_r4k", "6.1", SLOT, 3 << 8 | 0x1234 << 13),
        ("mips64_r2_64k", "4.1", SLOT, 3 << 16 | 0x1234 << 24),
        ("sh4_x2tlb", "6.12", EXCLUSIVE, (3 | 0x1234 << 5) << 32 | 1 << 6),
        ("sh4_x2tlb", "6.1", SLOT, (3 | 0x1234 << 5) << 32),
        ("sh3", "6.1", SLOT, (3 | 0x1234 << 10) << 1),
        ("sparc32", "6.12", EXCLUSIVE, 3 << 7 | 0x1234 << 12 | 1 << 6),
        ("sparc32", "6.1", SLOT, 3 << 7 | 0x1234 << 12),
        ("sparc64_sun4v", "6.1", SLOT, 3 << 13 | 0x1234 << 21),
        ("arm_lpae", "6.1", SLOT, 3 << 2 | 0x1234 << 7),
    ],
)
def test_swap_word(name: str, kernel: str, values: dict[str, int], word: int) -> None:
    setting = at(name, kernel)
    assert encode(setting, "swap", values) == word
    reading = classify(setting, word)
    assert (reading.state, reading.type, reading.offset) == ("swap", 3, 0x1234)
    assert ("exclusive" in reading.flags) == ("exclusive" in values)


def test_wide_type_of_sh_is_present() -> None:
    """Until 6.2 the type field of SuperH reaches the present bit; later it does not."""
    old = at("sh4", "6.1")
    assert old.swap.by_name["type"].runs[0].high == 8
    assert classify(old, 0x80 << 1).state == "present"
    assert at("sh4", "6.3").swap.by_name["type"].runs[0].high == 5


def test_only_entry_type_two_is_present_on_sparc32() -> None:
    setting = at("sparc32", "6.12")
    roles = [classify(setting, 0x1000 | et).form.role for et in range(4)]
    assert roles == ["swap", "swap", "present", "swap"]


def test_xpa_none_ignores_the_low_word() -> None:
    setting = at("mips32_xpa_16k", "6.12")
    assert classify(setting, 1 << 24).state == classify(setting, 1 << 34).state == "none"
    present = classify(setting, 5 << 42 | 1 << 24)
    assert (present.state, present.pfn) == ("present", 5)


@pytest.mark.parametrize(("kernel", "bit"), [("4.1", 8), ("4.4", 8), ("4.5", 7), ("5.3", 7), ("5.4", 8), ("6.12", 8)])
def test_global_bit_of_mips64_moves(kernel: str, bit: int) -> None:
    """It lies above the software bits, whose number changed."""
    assert classify(at("mips64_r2_4k", kernel), 1 << bit).state == "none"
