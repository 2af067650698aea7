"""How words, states, versions and configurations are written, and what is said of those that are not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.linux.catalog import Catalog
from ptetui.linux.config import OPTIONS, Config, parse_config, recorded_config
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_number, parse_state, parse_word, read_number
from ptetui.linux.versions import NEWEST, OLDEST, RELEASES, before, spell

GOOD_NUMBERS = {
    "0": 0, "7": 7, "1_000": 1000, "007": 7, "18446744073709551615": (1 << 64) - 1,
    "ff": 255, "deadbeef": 0xDEADBEEF, "00001000": 0x1000, "0000000000000010": 16, "fd20b000": 0xFD20B000, "0b2": 0xB2,
    "1e5": 0x1E5, "100_0000_0000": 10**10, "8192b1000": 0x8192B1000, "0b101010": 0b101010,
    "0x1f": 31, "0XfF": 255, "0x7fff_ffff": 0x7FFFFFFF, "0x_1": 1, "0b101": 5, "0B1_0": 2, "0b_1": 1,
}  # fmt: skip
BAD_NUMBERS = [
    "",
    " ",
    "_1",
    "1_",
    "0x",
    "0x_",
    "0b",
    "0xg",
    "fg",
    "-1",
    "+1",
    "1.5",
    "0o17",
    "1 2",
    "１",
    "0x1\n",
]


@pytest.mark.parametrize(("text", "number"), GOOD_NUMBERS.items())
def test_numbers(text: str, number: int) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize("text", BAD_NUMBERS)
def test_what_is_no_number_is_quoted_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number") as error:
        parse_number(text)
    assert repr(text) in str(error.value)
    assert "\n" not in str(error.value)


@given(st.integers(0, 1 << 130), st.sampled_from([hex, bin, str, "{:#_x}".format, "{:#_b}".format, "{:_}".format]))
def test_every_way_to_write_a_number(number: int, write: Callable[[int], str]) -> None:
    text = write(number)
    hexadecimal = text.replace("_", "").isdecimal() and len(text.replace("_", "")) in (8, 16)
    assert parse_number(text) == (int(text.replace("_", ""), 16) if hexadecimal else number)


@given(st.integers(0, (1 << 64) - 1), st.sampled_from([8, 16]))
def test_words_as_kernels_print_them(word: int, digits: int) -> None:
    text = f"{word:0{digits}x}"
    if len(text) in (8, 16) and not (text.startswith("0b") and not text[2:].strip("01")):
        assert read_number(text) == (word, "hexadecimal" if text.isdecimal() else "")


@pytest.mark.parametrize(
    ("text", "read_as"),
    {
        "31": "decimal",
        "7": "",
        "0x31": "",
        "0b11": "",
        "12345678": "hexadecimal",
        "0b101010": "binary",
        "ab": "",
    }.items(),
)
def test_what_could_be_read_in_two_ways_says_how(text: str, read_as: str) -> None:
    assert read_number(text)[1] == read_as


def test_words_that_are_too_large() -> None:
    assert parse_word("0xffffffff", 32, "arm_2level") == 0xFFFFFFFF
    with pytest.raises(ValueError, match=r"^word 0x100000000 has 33 bits, a word of arm_2level has 32$"):
        parse_word("0x100000000", 32, "arm_2level")


X86 = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
BAD_STATES = {
    "": "no state; write for example swap",
    "swop": "state 'swop' cannot be encoded; did you mean swap?",
    "malformed": "state 'malformed' cannot be encoded",
    "swap type=32": "type=0x20 does not fit 5 bits (0 to 0x1f)",
    "swap offset=0x4000000000000": "offset=0x4000000000000 does not fit 50 bits",
    "swap type=x": "type: 'x' is not a number",
    "swap type=": "type: '' is not a number",
    "swap type=1 type=1": "type: given twice",
    "swap exclusive exclusive=0": "exclusive: given twice",
    "swap pfn=1": "pfn: no such field in swap; it has type, offset, exclusive, uffd_wp, soft_dirty",
    "swap present=1": "present is always 0x0 in swap",
    "swap =1": ": no such field in swap",
    "marker type=1": "type: no such value in marker; it has",
    "marker guard": "guard: no such value in marker; it has poisoned, uffd_wp, exclusive, soft_dirty, swp_uffd_wp",
    "marker young": "young: no such value in marker",
    "hwpoison young=1": "young: no such value in hwpoison; it has pfn, exclusive, soft_dirty, uffd_wp",
    "hwpoison pfn=0x400000000": "pfn=0x400000000 does not fit 34 bits",
    "swapin_error": "swapin_error: not in kernel 6.12, only from 5.19 to 6.1",
    "device_exclusive": "device_exclusive: not in kernel 6.12, only from 6.15 on",
    "present pfn=0x10000000000": "pfn=0x10000000000 does not fit 40 bits",
}


@pytest.mark.parametrize(("text", "message"), BAD_STATES.items(), ids=repr)
def test_states_that_cannot_be(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        parse_state(X86, text.split())
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_bare_name_sets_a_flag() -> None:
    assert parse_state(X86, ["swap", "exclusive"]) == parse_state(X86, ["swap", "exclusive=1"])
    assert parse_state(X86, ["swap", "exclusive=0"]) == parse_state(X86, ["swap"])


def test_options_that_are_off_say_so() -> None:
    off = Setting(X86.layout, X86.kernel, parse_config(["MEMORY_FAILURE=n,MEM_SOFT_DIRTY=n"]))
    with pytest.raises(ValueError, match=r"^hwpoison: not with CONFIG_MEMORY_FAILURE=n$"):
        parse_state(off, ["hwpoison"])
    with pytest.raises(ValueError, match="soft_dirty: no such value in migration_read") as error:
        parse_state(off, ["migration_read", "soft_dirty"])
    assert "soft_dirty" not in str(error.value).partition("it has")[2]


# ---------------------------------------------------------------------------------------------- versions

GOOD_VERSIONS = {
    "6.12": (6, 12), "v6.1": (6, 1), " 7.3 ": (7, 3), "6.12.117+deb12-cloud-amd64": (6, 12),
    "6.1.0-56-amd64": (6, 1), "6.15-rc3": (6, 15), "3.11": (3, 11), "2.6.32": (2, 6, 32), "2.6.39.4": (2, 6, 39),
}  # fmt: skip


@pytest.mark.parametrize(("text", "version"), GOOD_VERSIONS.items())
def test_versions(text: str, version: tuple[int, int]) -> None:
    assert parse_version(text) == version


@pytest.mark.parametrize("text", ["", "6", "6.", ".12", "six", "v", "6,12"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a version like 6.12") as error:
        parse_version(text)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize("text", ["2.6", "2.6.31", "2.4.20", "4.21", "5.20", "6.20", "7.4", "6.120", "99.0"])
def test_versions_that_are_not_known_say_which_are(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not known; known are 2\.6\.32 to 7\.3$"):
        parse_version(text)


def test_releases_are_one_after_the_other() -> None:
    assert (RELEASES[0], RELEASES[-1]) == (OLDEST, NEWEST) == ((2, 6, 32), (7, 3))
    assert list(RELEASES) == sorted(set(RELEASES))
    assert all(parse_version(spell(release)) == release for release in RELEASES)
    assert [before(release) for release in ((3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (6, 12))] == [
        (2, 6, 39), (3, 19), (4, 20), (5, 19), (6, 19), (6, 11),
    ]  # fmt: skip


# ---------------------------------------------------------------------------------------------- configurations


def test_configurations() -> None:
    config = parse_config(["MEMORY_FAILURE=n,migration=N", " CONFIG_DEVICE_PRIVATE=n ", "PHYSMEM=52,L1TF=y"])
    assert config.off == {"MEMORY_FAILURE", "MIGRATION", "DEVICE_PRIVATE"}
    assert (config.physmem, config.l1tf) == (52, 44)
    assert str(config) == "MIGRATION=n,DEVICE_PRIVATE=n,MEMORY_FAILURE=n,PHYSMEM=52,L1TF=44"
    assert parse_config([str(config)]) == config
    assert parse_config(["MIGRATION=y,PHYSMEM=n,L1TF=n"], config).off == {"MEMORY_FAILURE", "DEVICE_PRIVATE"}
    assert str(parse_config([])) == str(parse_config(["", ","])) == "all on"
    assert set(config.as_dict()) == set(OPTIONS)


BAD_CONFIGS = {
    "MEMORY_FAILURE": "config 'MEMORY_FAILURE' is not like MEMORY_FAILURE=n",
    "NOPE=n": "config option NOPE is not known; known are SWAP, MIGRATION",
    "=n": "config option  is not known",
    "MIGRATION=": "config MIGRATION=: the value must be y or n",
    "MIGRATION=0": "config MIGRATION=0: the value must be y or n",
    "PHYSMEM=y": "config PHYSMEM=y: the value must be n or address bits from 32 to 64",
    "PHYSMEM=31": "config PHYSMEM=31: the value must be",
    "L1TF=65": "config L1TF=65: the value must be",
    "L1TF=4²": "config L1TF=4²: the value must be",
}


@pytest.mark.parametrize(("text", "message"), BAD_CONFIGS.items())
def test_configurations_that_cannot_be(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        parse_config([text])
    assert message in str(error.value)


def test_recorded_configurations() -> None:
    """What was not recorded is off, but for SWAP."""
    config = recorded_config(
        {"CONFIG_MIGRATION": "y", "CONFIG_MEMORY_FAILURE": "not set", "CONFIG_NUMA_BALANCING": "m"}
    )
    assert (config["SWAP"], config["MIGRATION"], config["NUMA_BALANCING"]) == (True, True, True)
    assert (config["MEMORY_FAILURE"], config["DEVICE_PRIVATE"]) == (False, False)
    assert not recorded_config({"CONFIG_SWAP": "n"})["SWAP"]
    assert config == Config(config.off)
