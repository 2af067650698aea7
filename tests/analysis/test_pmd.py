"""PMD layouts against what the inlines of four architectures answered (facts/pmd.json)."""

import json
from typing import Any

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from tests.golden import SHARED

FILE = SHARED / "facts" / "pmd.json"
ENTRIES: list[dict[str, Any]] = json.loads(FILE.read_text())["entries"] if FILE.exists() else []
pytestmark = pytest.mark.skipif(not ENTRIES, reason="the facts beside the checkout are not there")


@pytest.fixture(params=ENTRIES, ids=lambda entry: f"{entry['name']}-{entry['kernel']}")
def entry(request: pytest.FixtureRequest) -> dict[str, Any]:
    golden: dict[str, Any] = request.param
    return golden


def setting_of(entry: dict[str, Any]) -> Setting:
    kernel = parse_version(entry["kernel"])
    return Setting(Catalog().find(entry["name"], kernel, "pmd"), kernel)


def bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def test_geometry_of_swap_entries(entry: dict[str, Any]) -> None:
    setting = setting_of(entry)
    swap, fields = setting.swap, setting.swap.by_name
    assert swap.blank == int(entry["base_raw_type0_off0"], 16)
    assert bits(fields["type"].mask) == entry["type_bits"]
    assert bits(fields["offset"].mask) == entry["offset_bits"]
    assert fields["offset"].inverted == entry["offset_inverted"]
    for name in ("soft_dirty", "uffd_wp"):
        assert (bits(fields[name].mask) if name in fields else None) == (entry[name] and entry[name]["bits"])
    assert "exclusive" not in fields
    assert bits(swap.recognised.value) == entry["constant_ones"]
    assert bits(swap.recognised.mask & ~swap.recognised.value) == entry["constant_zeros"]
    assert setting.pfn_bits == entry["consts"]["SWP_PFN_BITS"]
    assert setting.pfn_bits + 2 == entry["consts"]["SWP_MIG_TOTAL_BITS"]
    assert setting.stores_young_dirty


def test_pmd_present(entry: dict[str, Any]) -> None:
    setting = setting_of(entry)
    present = [form.recognised for form in setting.forms if form.role in ("present", "protnone")]
    for row in entry["pmd_present"]["truth_table"]:
        word = sum(1 << bit for bit in row["bits_set"])
        # words of powerpc without its entry bit are pointers to tables, which the truth table counts as present, too
        assert any(word in cube for cube in present) == row["true"], row
    assert set(entry["bits_that_make_a_swap_pmd_present"]) == {
        bit for bit in range(setting.layout.width) if any(setting.swap.blank ^ 1 << bit in cube for cube in present)
    }


def test_pmd_none(entry: dict[str, Any]) -> None:
    setting = setting_of(entry)
    none = setting.forms[0].recognised
    assert (0 in none) == bool(entry["pmd_none"]["of_zero"])
    assert [bit for bit in range(64) if 1 << bit in none] == entry["pmd_none"]["single_bits_true"]
