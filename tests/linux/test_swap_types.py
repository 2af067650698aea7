"""The 32 swap types of every configuration, against numbers that the kernels' own macros gave."""

import json
from typing import Any

import pytest

from ptetui.linux.config import Config, recorded_config
from ptetui.linux.releases import parse_version
from ptetui.linux.swaptypes import marker_bits, max_swapfiles, special_types
from ptetui.linux.versions import RELEASES, Version
from tests.golden import CARRIED, SHARED

WHOLE = SHARED / "facts" / "swap-types.json"
FACTS = json.loads((WHOLE if WHOLE.is_file() else CARRIED / "swap-types.json").read_text())
CASES = [(kernel, row) for kernel in ("5.10", "6.1", "6.12", "7.3") for row in FACTS[kernel]]

# 7.3's softleaf_type() and the macros' names, as states
STATES = {
    "SWP_HWPOISON": "hwpoison",
    "SWP_MIGRATION_READ": "migration_read",
    "SWP_MIGRATION_READ_EXCLUSIVE": "migration_read_exclusive",
    "SWP_MIGRATION_WRITE": "migration_write",
    "SWP_DEVICE_READ": "device_private_read",
    "SWP_DEVICE_WRITE": "device_private_write",
    "SWP_DEVICE_EXCLUSIVE": "device_exclusive",
    "SWP_DEVICE_EXCLUSIVE_READ": "device_exclusive_read",
    "SWP_DEVICE_EXCLUSIVE_WRITE": "device_exclusive_write",
    "SWP_PTE_MARKER": "marker",
    "SWP_SWAPIN_ERROR": "swapin_error",
}


def named(case: Any) -> str:
    kernel, row = case
    on = [name.removeprefix("CONFIG_") for name, value in row["config"].items() if value]
    return f"{kernel}-{'+'.join(on) or 'none'}"


@pytest.mark.parametrize("case", CASES, ids=map(named, CASES))
def test_numbers(case: tuple[str, dict[str, Any]]) -> None:
    kernel, expected = parse_version(case[0]), case[1]
    config = recorded_config({name: "y" if on else "n" for name, on in expected["config"].items()})
    got = {str(number): special for number, special in special_types(kernel, config).items()}
    assert {number: special.kind for number, special in got.items()} == {
        number: STATES[names[0]] for number, names in expected["type_numbers"].items()
    }
    assert {number: special.macro for number, special in got.items()} == {
        number: names[0] for number, names in expected["type_numbers"].items()
    }
    macros = expected.get("macros", expected)
    assert max_swapfiles(kernel, config) == macros["MAX_SWAPFILES"]
    assert sum(1 << bit for _, bit, _ in marker_bits(kernel)) == (macros.get("PTE_MARKER_MASK") or 0)


def test_every_configuration_is_there() -> None:
    """So that an empty file cannot pass: 8 configurations a kernel, 16 where the marker is an option."""
    assert {kernel: len(FACTS[kernel]) for kernel in ("5.10", "6.1", "6.12", "7.3")} == {
        "5.10": 8, "6.1": 16, "6.12": 8, "7.3": 8,
    }  # fmt: skip


OFF = {
    "full": (),
    "no device": ("DEVICE_PRIVATE",),
    "no hwpoison": ("MEMORY_FAILURE",),
    "no migration": ("MIGRATION",),
    "all off": ("DEVICE_PRIVATE", "MEMORY_FAILURE", "MIGRATION", "PTE_MARKER"),
}
# domain.md section 2: swap areas that are left, for each of the configurations above
LEFT = {
    ("4.14", "5.13"): (27, 29, 28, 29, 32),
    ("5.14", "5.18"): (25, 29, 26, 27, 32),
    ("5.19", "6.1"): (22, 26, 23, 25, 31),
    ("6.2", "6.14"): (23, 27, 24, 26, 31),
    ("6.15", "7.3"): (24, 27, 25, 27, 31),
}
FULL = {
    "5.14": "hwpoison migration_read migration_write device_private_write device_private_read"
    " device_exclusive_write device_exclusive_read",
    "5.19": "hwpoison migration_read migration_read_exclusive migration_write device_private_write"
    " device_private_read device_exclusive_write device_exclusive_read marker swapin_error",
    "6.2": "hwpoison migration_read migration_read_exclusive migration_write device_private_write"
    " device_private_read device_exclusive_write device_exclusive_read marker",
    "6.15": "hwpoison migration_read migration_read_exclusive migration_write device_private_write"
    " device_private_read device_exclusive marker",
}


@pytest.mark.parametrize(("ends", "left"), LEFT.items(), ids=map("-".join, LEFT))
def test_swap_areas_left_by_version(ends: tuple[str, str], left: tuple[int, ...]) -> None:
    first, last = map(parse_version, ends)
    for kernel in [release for release in RELEASES if first <= release <= last]:
        for off, expected in zip(OFF.values(), left, strict=True):
            assert max_swapfiles(kernel, Config(frozenset(off))) == expected, (kernel, off)


@pytest.mark.parametrize(("kernel", "kinds"), FULL.items())
def test_order_of_the_types_with_everything_on(kernel: str, kinds: str) -> None:
    """The last of them is always 31; one number means different things in different kernels."""
    types = special_types(parse_version(kernel), Config())
    assert [special.kind for _, special in sorted(types.items())] == kinds.split()
    assert max(types) == 31


def test_the_marker_is_an_option_only_at_first() -> None:
    off = Config(frozenset({"PTE_MARKER"}))
    for kernel in ((5, 19), (6, 1)):
        assert "marker" not in {special.kind for special in special_types(kernel, off).values()}
    assert special_types((6, 2), off)[31].kind == "marker"


MARKERS: dict[Version, list[str]] = {
    (5, 18): [], (5, 19): ["uffd_wp"], (6, 1): ["uffd_wp"], (6, 2): ["uffd_wp", "poisoned"],
    (6, 12): ["uffd_wp", "poisoned"], (6, 13): ["uffd_wp", "poisoned", "guard"],
}  # fmt: skip


@pytest.mark.parametrize(("kernel", "names"), MARKERS.items())
def test_marker_flags_by_version(kernel: Version, names: list[str]) -> None:
    if kernel >= (5, 19):
        assert [name for name, _, _ in marker_bits(kernel)] == names
    else:
        assert "marker" not in {special.kind for special in special_types(kernel, Config()).values()}


def test_softleaf_types_of_7_3() -> None:
    """What 7.3's own softleaf_type() said of each type."""
    expected = FACTS.get("7.3_softleaf_type_by_swp_type")
    if expected is None:
        pytest.skip("needs ../shared/facts/swap-types.json, which is not beside this checkout")
    types = special_types((7, 3), Config())
    got = {str(number): types[number].kind if number in types else "swap" for number in range(32)}
    assert got == {number: name.lower() for number, name in expected.items()}
