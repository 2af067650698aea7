"""The designs of 2021 as layouts: what stands where, and that the rest is x86-64 as it was."""

from dataclasses import replace

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.config import Config
from ptetui.linux.encode import encode, settable
from ptetui.linux.pagemap import pagemap_word
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state
from ptetui.linux.versions import Version
from ptetui.render.prose import inversion_step
from ptetui.schema.fields import Field, Form

CATALOG = Catalog()
NAMES = ("x86_64_special_pte", "x86_64_marker", "x86_64_flags_in_type", "x86_64_flags_in_offset")


def setting(name: str, kernel: Version | None = None, config: Config | None = None) -> Setting:
    """A proposal at its first kernel."""
    layout = CATALOG.find(name, kernel)
    return Setting(layout, kernel or layout.since, config or Config())


def bare(form: Form) -> list[Field]:
    """The fields without their words."""
    return [replace(field, macro="", meaning="") for field in form.fields]


@pytest.mark.parametrize("name", NAMES)
def test_all_but_the_swap_entry_is_x86_64_as_it_was(name: str) -> None:
    written = CATALOG.find(name)
    shipped = CATALOG.find("x86_64", written.since)
    for one, other in zip(shipped.forms[:3], written.forms[:3], strict=True):
        assert one.name == other.name
        assert bare(one) == bare(other)
    assert written.pages == shipped.pages
    assert (written.physmem_bits, written.hardware_sets) == (shipped.physmem_bits, shipped.hardware_sets)
    if name in NAMES[:2]:
        assert bare(written.swap) == bare(shipped.swap)


def test_a_marker_before_there_were_markers() -> None:
    here = setting("x86_64_marker")
    word = encode(here, "marker", {"uffd_wp": 1})
    reading = classify(here, word)
    assert (reading.state, reading.type, reading.marker) == ("marker", 31, ("uffd_wp",))
    assert here.max_swapfiles == 24, "one fewer than the 25 of July 2021"
    assert Setting(CATALOG.find("x86_64", (5, 14)), (5, 14)).max_swapfiles == 25
    assert pagemap_word(reading) == 0x420000000000003F
    with pytest.raises(ValueError, match="poisoned: no such value in marker; it has uffd_wp, soft_dirty"):
        encode(here, "marker", {"poisoned": 1})


def test_the_option_still_decides_about_the_marker() -> None:
    off = setting("x86_64_marker", config=Config(frozenset({"PTE_MARKER"})))
    assert not off.has_markers
    assert off.max_swapfiles == 25


def test_flags_in_the_type_of_a_swap_area() -> None:
    here = setting("x86_64_flags_in_type")
    assert (here.max_swapfiles, here.area_types) == (6, 24)
    word = parse_state(here, ["swap", "area=3", "soft_dirty", "offset=0x1234"])
    reading = classify(here, word)
    assert (reading.state, reading.area, reading.type, reading.offset) == ("swap", 3, 0b01101, 0x1234)
    assert reading.flags == ("soft_dirty",)
    assert parse_state(here, ["swap", "area=3", "uffd_wp", "offset=0x1234"]) >> 59 == 0b01110
    assert settable(here, "swap") == ["area", "uffd_wp", "soft_dirty", "offset"]
    with pytest.raises(ValueError, match="exclusive: no such field in swap; it has area, uffd_wp, soft_dirty, offset"):
        parse_state(here, ["swap", "exclusive"])


def test_every_type_where_areas_have_several() -> None:
    here = setting("x86_64_flags_in_type")
    special = {number: special.kind for number, special in here.special_types.items()}
    for type_ in range(32):
        reading = classify(here, here.swap.encode({"type": type_, "offset": 5}))
        if type_ < 24:
            names = [name for bit, name in enumerate(("soft_dirty", "uffd_wp")) if type_ >> bit & 1]
            assert (reading.state, reading.area, list(reading.flags)) == ("swap", type_ >> 2, names)
        else:
            assert reading.state == special.get(type_, "unknown")
            assert reading.flags == ()
    assert "type 24 is left over" in classify(here, here.swap.encode({"type": 24, "offset": 5})).reason


def test_flags_in_the_top_of_the_offset() -> None:
    here = setting("x86_64_flags_in_offset")
    word = parse_state(here, ["swap", "type=3", "offset=0x1234", "uffd_wp"])
    assert word == parse_state(here, ["swap", "type=3", "offset=0x1234"]) ^ 1 << 58
    assert classify(here, word).flags == ("uffd_wp",)
    migrating = encode(here, "migration_write", {"pfn": 0x12345, "uffd_wp": 1, "soft_dirty": 1})
    assert classify(here, migrating).flags == ("soft_dirty", "uffd_wp"), "kinds with a frame have them, too"


def test_the_step_of_an_inversion_is_that_of_the_offset() -> None:
    here = setting("x86_64_flags_in_offset")
    word = parse_state(here, ["swap", "offset=0x1234", "uffd_wp"])
    assert inversion_step(classify(here, word)) == "offset: raw 0xffffffffedcb → not → 0x1234"
