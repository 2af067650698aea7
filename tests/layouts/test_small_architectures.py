"""Words of architectures that few golden files cover, with the kernels' shifts and masks written out."""

from collections.abc import Callable

import pytest

from ptetui.linux.catalog import Catalog, CatalogError
from ptetui.linux.classify import classify
from ptetui.linux.encode import encode
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting

TYPE, OFFSET = 0x15, 0x2AB5D  # bits on both sides of every split
Shifts = Callable[[int, int], int]


def shifted(type_at: int, offset_at: int, ones: int = 0) -> Shifts:
    return lambda type_, offset: type_ << type_at | offset << offset_at | ones


def split(type_at: int, low: int, low_at: int, high_at: int) -> Shifts:
    """The `low` lowest offset bits at `low_at`, the others from `high_at` on."""
    mask = (1 << low) - 1
    return lambda type_, offset: type_ << type_at | (offset & mask) << low_at | offset >> low << high_at


def csky_v1(offset_at: int) -> Shifts:
    return lambda type_, offset: (type_ & 15) << 2 | type_ >> 4 << 8 | offset << offset_at


SWAP: list[tuple[str, tuple[str, ...], Shifts, int | None]] = [
    ("alpha", ("5.10", "6.1"), shifted(32, 40), None),
    ("alpha", ("6.3", "7.3"), shifted(32, 40), 39),
    ("arc_mmuv3", ("5.10", "6.1"), shifted(0, 13), None),
    ("arc_mmuv4", ("5.10", "6.1"), shifted(0, 13), None),
    ("arc_mmuv4", ("6.3", "6.12", "7.3"), shifted(0, 13), 5),
    ("arc_mmuv4_pae40", ("5.10", "6.1"), shifted(0, 13), None),
    ("csky_abiv1", ("5.10",), shifted(4, 12), None),
    ("csky_abiv2", ("5.10",), shifted(4, 12), None),
    ("csky_abiv1", ("6.1",), csky_v1(9), None),
    ("csky_abiv1", ("6.3", "6.12", "7.3"), csky_v1(10), 9),
    ("csky_abiv2", ("6.1",), split(2, 2, 7, 11), None),
    ("csky_abiv2", ("6.3", "7.3"), split(2, 1, 8, 11), 7),
    ("hexagon", ("5.10", "6.1"), split(1, 4, 6, 13), None),
    ("hexagon", ("6.3", "6.12", "7.3"), split(1, 3, 7, 13), 6),
    ("m68k_motorola", ("5.10",), shifted(4, 12), None),
    ("m68k_coldfire", ("5.10", "6.1"), shifted(0, 11), None),
    ("m68k_sun3", ("5.10", "6.1"), shifted(0, 7), None),
    ("m68k_sun3", ("6.3", "6.12", "7.3"), shifted(0, 7), 6),
    ("microblaze", ("5.10", "6.1"), shifted(2, 8), None),
    ("nios2", ("6.3", "6.12", "7.3"), shifted(26, 0), 31),
    ("openrisc", ("5.10", "6.1"), shifted(5, 12), None),
    ("parisc32", ("5.10", "6.1"), split(0, 3, 6, 11), None),
    ("parisc64", ("5.10", "6.1", "6.3"), split(0, 3, 6, 11), None),
    ("parisc64", ("6.4", "6.12", "7.3"), split(0, 3, 5, 10), 8),
    ("xtensa", ("5.10", "6.1"), shifted(6, 11, 0x1C), None),
    ("xtensa", ("6.3", "6.12", "7.3"), shifted(6, 11, 0x1C), 1),
    ("ia64", ("5.10", "6.1"), shifted(1, 8), None),
    ("ia64", ("6.3", "6.6"), shifted(1, 8), 7),
]
STATES = [
    ("arc_mmuv4", "6.12", 1 << 9, "present"),
    ("csky_abiv1", "6.12", 1 << 6, "none"),
    ("csky_abiv1", "6.12", 1 << 1, "malformed"),  # mprotect(PROT_NONE)
    ("csky_abiv2", "6.12", 1 << 0, "none"),
    ("csky_abiv2", "6.12", 1 << 9, "malformed"),
    ("csky_abiv1", "5.10", 4 << 4, "none"),  # type 4, offset 0 lies on GLOBAL
    ("hexagon", "6.12", 0xC01, "present"),
    ("hexagon", "6.12", 1 << 10, "malformed"),
    ("m68k_motorola", "6.12", 1 << 2, "protnone"),
    ("m68k_motorola", "6.12", 1 << 2 | 1, "present"),
    ("m68k_sun3", "6.1", 1 << 24 << 7, "present"),  # an offset that reaches VALID
    ("m68k_sun3", "6.12", 1 << 31, "present"),
    ("nios2", "6.12", 0x0010000F, "none"),
    ("nios2", "6.12", 0x00100010, "malformed"),
    ("nios2", "6.12", 0x00000010, "swap"),
    ("nios2", "6.12", 1 << 25, "present"),
    ("parisc64", "6.12", 1 << 9, "present"),
    ("xtensa", "6.12", 0x1C, "none"),
    ("xtensa", "6.12", 0x0C, "malformed"),  # ring 0
    ("xtensa", "6.12", 0x1F, "protnone"),
    ("xtensa", "6.12", 0x1D, "malformed"),
    ("xtensa", "6.12", 0x1E, "swap"),  # exclusive
    ("xtensa", "6.1", 0x1E, "malformed"),
    ("ia64", "6.1", 1 << 63, "protnone"),
    ("ia64", "6.1", 1 << 63 | 1, "present"),
]


def setting(name: str, kernel: str) -> Setting:
    version = parse_version(kernel)
    return Setting(Catalog().find(name, version), version)


@pytest.mark.parametrize(
    ("name", "kernel", "place", "exclusive"),
    [(name, kernel, place, bit) for name, kernels, place, bit in SWAP for kernel in kernels],
)
def test_swap_words(name: str, kernel: str, place: Shifts, exclusive: int | None) -> None:
    here = setting(name, kernel)
    word = place(TYPE, OFFSET)
    assert encode(here, "swap", {"type": TYPE, "offset": OFFSET}) == word
    assert (here.swap.by_name["type"].get(word), here.swap.by_name["offset"].get(word)) == (TYPE, OFFSET)
    assert not here.swap.wrong(word)
    bit = here.swap.by_name.get("exclusive")
    assert (bit and bit.mask) == (None if exclusive is None else 1 << exclusive)


@pytest.mark.parametrize(("name", "kernel", "word", "state"), STATES)
def test_states(name: str, kernel: str, word: int, state: str) -> None:
    assert classify(setting(name, kernel), word).state == state


@pytest.mark.parametrize("word", range(16))
def test_xtensa_attributes(word: int) -> None:
    """pte_present() of all sixteen attributes, as the header's expression has it."""
    present = word & 12 != 12 or word & 15 == 15
    role = classify(setting("xtensa", "6.12"), word).form.role
    assert (role in ("present", "protnone")) == present


def test_nios2_type_was_too_narrow() -> None:
    assert setting("nios2", "6.1").swap.by_name["type"].limit == 3
    assert encode(setting("nios2", "6.2"), "swap", {"type": 3, "offset": 0x12345}) == 3 << 26 | 0x12345


@pytest.mark.parametrize(
    ("name", "kernel", "bits"),
    [
        ("ia64", "6.1", 34),
        ("parisc64", "6.12", 27),
        ("m68k_sun3", "6.12", 19),
        ("hexagon", "6.12", 20),
        ("xtensa", "6.12", 20),
    ],
)
def test_pfn_bits(name: str, kernel: str, bits: int) -> None:
    assert setting(name, kernel).pfn_bits == bits


@pytest.mark.parametrize(("name", "kernel"), [("ia64", "6.7"), ("csky_abiv1", "5.11"), ("csky_abiv2", "6.0")])
def test_not_claimed(name: str, kernel: str) -> None:
    with pytest.raises(CatalogError):
        Catalog().find(name, parse_version(kernel))


@pytest.mark.parametrize(
    ("machine", "name"),
    [
        ("arc", "arc_mmuv4"),
        ("csky", "csky_abiv2"),
        ("m68k", "m68k_motorola"),
        ("parisc", "parisc32"),
        ("parisc64", "parisc64"),
    ],
)
def test_names_of_uname(machine: str, name: str) -> None:
    assert Catalog().find(machine).name == name
