"""Decode, encode and construct itself against what the kernels' own macros gave, for every golden file."""

from typing import Any

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import SOFTWARE_BITS, classify
from ptetui.linux.config import recorded_config
from ptetui.linux.encode import encode
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from tests.golden import CHECKED, golden, names, vectors
from tests.groups import of_each_group
from tests.through_construct import through_construct

MIGRATION = {
    "readable": "migration_read",
    "readable_exclusive": "migration_read_exclusive",
    "writable": "migration_write",
}
NAMES_OF = {
    "pte_write": {"write", "readonly"},
    "pte_dirty": {"dirty"},
    "pte_young": {"accessed"},
    "pte_special": {"special"},
    "pte_soft_dirty": {"soft_dirty"},
    "pte_uffd_wp": {"uffd_wp"},
    "pte_devmap": {"devmap"},
}


def case_of(kernel: str, name: str) -> tuple[Setting, dict[str, Any]]:
    """A golden file, and the setting that it is about."""
    data = golden(kernel, name)
    version = parse_version(kernel)
    return Setting(Catalog().find(name, version), version, recorded_config(data["config"])), data


of_every_kernel = of_each_group(names(), lambda case: case[0])


@of_every_kernel
def test_vectors(case: tuple[str, str]) -> None:
    setting, data = case_of(*case)
    for word, vector in vectors(data):
        values = {"type": vector["type"], "offset": vector["offset"]}
        flags = [name for name in SOFTWARE_BITS if vector.get(name)]
        assert encode(setting, "swap", values | dict.fromkeys(flags, 1)) == word, vector
        if vector.get("pte_none"):
            assert classify(setting, word).state == "none"
            continue
        reading = classify(setting, word)
        assert (reading.type, reading.offset, list(reading.flags)) == (vector["type"], vector["offset"], flags), vector
        assert reading.state not in ("malformed", "none", "present", "protnone")
        assert through_construct(setting.layout.swap, word) == setting.layout.swap.decode(word)
        CHECKED["vectors"] += 1
    CHECKED["files"] += 1


@of_every_kernel
def test_geometry(case: tuple[str, str]) -> None:
    setting, data = case_of(*case)
    swap = setting.swap
    assert setting.layout.width == data["pte_bits"]
    assert setting.layout.page_shift == data["page_shift"]
    for name, bits in (("type", data["type_bits"]), ("offset", data["offset_bits_arch"])):
        field = swap.by_name[name]
        assert [field.place(bit) for bit in range(field.width)] == bits
    assert swap.by_name["offset"].inverted == data["offset_inverted"]
    for name in SOFTWARE_BITS:
        field = swap.by_name.get(name)
        expected = (data[name] or {}).get("bits", [])
        got = [field.runs[0].low] if field is not None and field.kind == "flag" else []
        assert got == expected, name
    fixed = [f for f in swap.fields if f.kind == "fixed"]
    ones = sum(f.put(0, f.fixed) for f in fixed)
    zeros = sum(f.mask for f in fixed) & ~ones
    assert ones == sum(1 << bit for bit in data["constant_ones"])
    assert zeros == sum(1 << bit for bit in data["constant_zeros"])


@of_every_kernel
def test_limits(case: tuple[str, str]) -> None:
    setting, data = case_of(*case)
    consts = data["kernel_consts"]
    assert setting.max_swapfiles == consts["MAX_SWAPFILES"]
    assert setting.max_swap_pages - 1 == data["max_offset_effective"]
    assert setting.max_swap_bytes == data["max_swap_size_bytes"]
    if "SWP_PFN_BITS" in consts:
        assert setting.pfn_bits == consts["SWP_PFN_BITS"]
    if "swap_migration_ad_supported" in consts:
        assert setting.stores_young_dirty == bool(consts["swap_migration_ad_supported"])


@of_every_kernel
def test_none_and_present(case: tuple[str, str]) -> None:
    setting, data = case_of(*case)
    none = data["pte_none"]
    value = int(none["none_value"], 16)
    ignored = sum(1 << bit for bit in none["ignored_bits"])
    assert classify(setting, value).state == classify(setting, value ^ ignored).state == "none"
    assert (classify(setting, 0).state == "none") == bool(none["none_of_zero"])
    for bit in range(setting.layout.width):
        if not ignored >> bit & 1:
            assert classify(setting, value ^ 1 << bit).state != "none", bit
    for row in data["pte_present"].get("truth_table") or ():
        word = sum(1 << bit for bit in row["bits_set"])
        if classify(setting, word).state != "none":
            assert (classify(setting, word).form.role in ("present", "protnone")) == row["present"], row


@of_every_kernel
def test_present_fields(case: tuple[str, str]) -> None:
    setting, data = case_of(*case)
    semantics = data.get("present_semantics")
    if semantics is None:
        return  # this golden file says nothing of present entries
    base = int(semantics["base_present_raw"], 16)
    form = classify(setting, base).form
    assert form.role in ("present", "protnone")
    pfn = form.by_name["pfn"]
    expected = {int(bit): pfns for bit, pfns in semantics["pte_bit_to_pfn_bits"].items()}
    assert [expected.pop(pfn.place(index), None) for index in range(pfn.width)] == [[i] for i in range(pfn.width)]
    # what is left are bits of the PFN that the kernel stores a second time
    assert all(form.at(bit).name.startswith("pfn_") for bit in expected), expected
    for macro, allowed in NAMES_OF.items():
        flipping = (semantics.get(macro) or {}).get("flipping_bits") or []
        if flipping:
            assert allowed & {form.at(bit).name for bit in flipping}, (macro, flipping)


@of_every_kernel
def test_special_kinds(case: tuple[str, str]) -> None:
    setting, data = case_of(*case)
    special = data["special_vectors"]
    for vector in special.get("migration") or ():
        word = int(vector["raw_hex"], 16)
        state = MIGRATION[vector["kind"]]
        reading = classify(setting, word)
        assert (reading.state, reading.pfn, reading.type) == (state, vector["pfn"], vector["type"])
        if setting.stores_young_dirty:
            assert (reading.young, reading.dirty) == (vector["young"], vector["dirty"])
            values = {"pfn": vector["pfn"], "young": int(vector["young"]), "dirty": int(vector["dirty"])}
            assert encode(setting, state, values) == word
        else:
            assert encode(setting, state, {"pfn": vector["pfn"]}) == word
    for vector in special.get("hwpoison") or ():
        word = int(vector["raw_hex"], 16)
        reading = classify(setting, word)
        assert (reading.state, reading.pfn, reading.type) == ("hwpoison", vector["pfn"], vector["type"])
        assert encode(setting, "hwpoison", {"pfn": vector["pfn"]}) == word
    for vector in special.get("marker") or ():
        word = int(vector["raw_hex"], 16)
        reading = classify(setting, word)
        names_set = [name for bit, name in enumerate(("uffd_wp", "poisoned", "guard")) if vector["marker"] >> bit & 1]
        assert (reading.state, list(reading.marker or ())) == ("marker", names_set)
        assert encode(setting, "marker", dict.fromkeys(names_set, 1)) == word
