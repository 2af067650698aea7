"""Words of configurations without golden vectors: from the headers' macros, compiled, or by hand."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.config import Config
from ptetui.linux.encode import encode
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting

SLOT = {"type": 3, "offset": 0x1234}


def at(name: str, kernel: str) -> Setting:
    version = parse_version(kernel)
    return Setting(Catalog().find(name, version), version, Config())


@pytest.mark.parametrize(
    ("name", "kernel", "word", "exclusive"),
    [
        ("ppc32_40x", "6.1", 0x123418, 0),
        ("ppc32_44x", "6.1", 0x123418, 0),
        ("ppc32_85xx", "6.1", 0x123418, 0),
        ("ppc32_85xx", "6.12", 0x123418, 0x4),
        ("ppc32_85xx", "7.3", 0x123418, 0x4),
        ("ppc32_85xx_pte64", "6.1", 0x123418, 0),
        ("ppc32_8xx_16k", "6.1", 0x123418, 0),
        ("ppc32_book3s_6xx_pte64", "6.1", 0x123418, 0),
        ("ppc64_nohash_e500", "6.1", 0x123400000C, 0),
        ("ppc64_book3s_4k", "6.1", 0x4000000001234003, 0x20),
        ("ppc64_book3s_64k_hash", "6.1", 0x4000000012340003, 0x20),
        ("ppc64_book3s_4k_hash", "7.3", 0x4000000001234003, 0x20),
        ("riscv64", "5.16", 0x91A0C, 0),
        ("riscv64", "5.17", 0x91A0C0, 0),
        ("riscv32", "6.1", 0x91A0C0, 0),
        ("riscv32", "7.3", 0x1234180, 0x40),
        ("loongarch64_16k", "6.1", 0x1234030000, 0),
        ("loongarch64_64k", "7.3", 0x1234030000, 0x800000),
        ("loongarch32_4k", "7.3", 3 << 8 | 0x1234 << 14, 1 << 13),
        ("loongarch32_16k", "7.3", 3 << 8 | 0x1234 << 14, 1 << 13),
    ],
)
def test_swap_word(name: str, kernel: str, word: int, exclusive: int) -> None:
    setting = at(name, kernel)
    assert encode(setting, "swap", SLOT) == word
    reading = classify(setting, word)
    assert (reading.state, reading.type, reading.offset, reading.flags) == ("swap", 3, 0x1234, ())
    if exclusive:
        assert encode(setting, "swap", SLOT | {"exclusive": 1}) == word | exclusive
    else:
        assert setting.swap.by_name.get("exclusive") is None


@pytest.mark.parametrize(
    ("name", "kernel", "word", "state"),
    [
        ("s390", "6.12", 0x400, "none"),
        ("s390", "6.12", 0x0, "malformed"),
        ("s390", "6.12", 0x12345601, "protnone"),
        ("s390", "6.12", 0x12345611, "present"),
        ("riscv64", "5.10", 0x2, "protnone"),
        ("riscv64", "6.12", 0x2, "malformed"),
        ("riscv64", "6.12", 0x20, "protnone"),
        ("riscv64", "6.12", 0x21, "present"),
        ("loongarch64_16k", "6.12", 0x40, "none"),
        ("loongarch64_16k", "6.12", 0x400, "protnone"),
        ("loongarch64_16k", "6.12", 0x480, "protnone"),
        ("loongarch64_16k", "6.12", 0x80, "present"),
        ("loongarch32_4k", "7.3", 0x40, "none"),
        ("loongarch32_4k", "7.3", 0x80, "present"),
        ("ppc64le", "6.12", 0x180, "none"),
        ("ppc64_book3s_64k_hash", "6.12", 0x180, "malformed"),
        ("ppc64_book3s_64k_hash", "6.12", 1 << 55 | 1 << 12 | 1 << 6, "none"),
        ("ppc64_book3s_4k_hash", "6.12", 1 << 60 | 0xF << 53 | 1 << 6, "none"),
        ("ppc64_book3s_4k", "6.12", 0xC000000001234008, "protnone"),
        ("ppc64_book3s_4k", "6.12", 0xC000000001234004, "present"),
        ("ppc64_book3s_4k", "6.12", 0x6000000001234000, "present"),
        ("ppc32_40x", "6.1", 0x2, "present"),
        ("ppc32_85xx", "6.1", 0x1, "present"),
        ("ppc32_85xx", "6.12", 0x2, "present"),
        ("ppc32_85xx", "7.3", 0xFFFFFFFF00000000, "none"),
        ("ppc", "6.12", 0x2, "none"),
    ],
)
def test_state(name: str, kernel: str, word: int, state: str) -> None:
    assert classify(at(name, kernel), word).state == state


def test_the_runtime_extension_gives_riscv_its_software_bits() -> None:
    setting = at("riscv64_svrsw60t59b", "7.3")
    assert encode(setting, "swap", SLOT | {"soft_dirty": 1, "uffd_wp": 1}) == 0x1234180 | 1 << 3 | 1 << 4
    assert classify(setting, 1 << 59 | 1).flags == ("soft_dirty",)
    assert classify(setting, 1 << 60 | 1).flags == ("uffd_wp",)
    assert classify(at("riscv64", "7.3"), 1 << 59 | 1).flags == ()


def test_saved_write_of_book3s64_is_the_privileged_bit_inverted() -> None:
    """Until 6.1 bit 3 of a PROT_NONE entry says whether it could be written; later it is privileged alone."""
    word = 0xC000000000000000
    assert classify(at("ppc64_book3s_64k", "6.1"), word).form.at(3).name == "readonly"
    assert classify(at("ppc64_book3s_64k", "6.12"), word).form.at(3).name == "privileged"
    assert classify(at("ppc64_book3s_64k", "6.1"), word | 4).form.at(3).name == "privileged"


def test_a_16k_page_of_8xx_has_four_words() -> None:
    assert at("ppc32_8xx_16k", "6.12").layout.copies == 4
    assert at("ppc32_8xx_4k", "6.12").layout.copies == 1
