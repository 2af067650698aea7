"""The table of domain.md 1.5 and the ways of 1.4, computed; where they differ, the reason stands beside it."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.analysis.collisions import check
from ptetui.analysis.designs.derived import SPECIAL_FORM, derived
from ptetui.analysis.designs.design import DESIGNS, JULY_2021, MOST_FLAGS, DesignCase, types_of
from ptetui.analysis.designs.fit import able, special_rules
from ptetui.analysis.designs.kernels import layouts_at, usual_flags
from ptetui.analysis.designs.quantities import QUANTITIES, budget_text, design_cells, regained
from ptetui.analysis.sizes import size_text
from ptetui.linux.classify import SOFTWARE_BITS, classify
from ptetui.linux.config import Config, parse_config
from ptetui.linux.encode import encode
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import max_swapfiles, special_types
from ptetui.linux.versions import RELEASES, Version
from tests.kernels import KernelCatalog

CATALOG = KernelCatalog()
NAMES = [design.name for design in DESIGNS]


@cache
def case(name: str, kernel: Version, flags: int | None = None, config: Config = Config()) -> DesignCase:  # noqa: B008
    others = layouts_at(CATALOG, kernel, config)
    setting = Setting(CATALOG.find(name, kernel), kernel, config)
    return DesignCase(setting, usual_flags(others) if flags is None else flags, others)


def values(question: DesignCase, row: str) -> tuple[object, ...]:
    cells = design_cells(question)
    return tuple(cells[row, name].value for name in NAMES)


# ------------------------------------------------------------------ domain.md 1.5, July 2021, everything on, x86-64


@pytest.mark.parametrize(("row", "expected"), [
    #           bits   (a)    (b)    (c1)   (c2)
    ("types",  (0,     0,     1,     18,    0)),  # 1.5: 0, 1 of 32, 0; c1: 1.4, areas x 2^k types
    ("areas",  (25,    25,    24,    6,     25)),  # 1.5: 25, 24, 25; c1: 25 / 4
    ("bits",   (2,     2,     2,     0,     0)),  # 1.5: 0 new, 0 new, minus 2
    ("lost",   (0,     0,     0,     0,     2)),  # 1.5: 0, 0, k
    ("largest", (1 << 62, 1 << 62, 1 << 62, 1 << 62, 1 << 60)),
    ("extra",  ((0, 0), (1, 3), (1, (1 << 50) - 1), (0, 0), (0, 0))),  # 1.5: 1 used of 3; 2^50 - 1; none by itself
    ("none",   (True,  False, False, True,  True)),  # 1.5: no; "same concern"; yes
    ("generic", (True, False, True,  True,  True)),  # 1.5: no; yes; yes
    ("empty",  (False, True,  True,  False, False)),
    ("apart",  ((11, 4), (12, 4), (12, 4), (11, 4), (11, 4))),
    ("checks", (10,    14,    10,    0,     2)),  # 1.5: a value to check; none beyond; without the soft bits
])  # fmt: skip
def test_x86_64_in_july_2021(row: str, expected: tuple[object, ...]) -> None:
    assert values(case("x86_64", JULY_2021), row) == expected


def test_two_flags_in_july_2021_three_today() -> None:
    assert case("x86_64", JULY_2021).flags == 2
    assert case("x86_64", (6, 12)).flags == 3
    assert values(case("x86_64", (6, 12)), "bits") == (3, 3, 3, 0, 0)  # 1.5: "minus 3 today"
    assert values(case("x86_64", (6, 13)), "extra")[2] == (7, (1 << 50) - 1)  # 1.5: "3 bits used today"


def test_architectures_in_july_2021() -> None:
    cells = design_cells(case("x86_64", JULY_2021))
    able_to = {name: cells["arches", name].value[:2] for name in NAMES}  # type: ignore[index]
    # 1.5 says "1 (x86-64)" for (a), and "all with swap PTEs" for (b). nios2 had two type bits until 6.3 (H13 of
    # domain.md 6.4), so type 31 did not fit: all but one of the architectures that the catalogue has then.
    at = case("x86_64", JULY_2021)
    count = len({setting.layout.arch for setting in at.others})
    assert able_to["special"] == (1, count)
    assert able_to["marker"] == able_to["type"] == (count - 1, count)
    missing = cells["arches", "marker"].evidence[-1]
    assert missing == "cannot: nios2 (2 type bits)"
    # 1.5 says "all with enough offset bits" for (c2): with two flags these are
    offset = {setting.layout.arch for setting in at.others if able("offset", at.on(setting))[0]}
    assert able_to["offset"] == (len(offset), count)
    assert {"x86", "arm64", "riscv", "s390", "powerpc"} <= offset
    assert "nios2" not in offset
    assert able_to["bits"] == (1, count)
    assert {setting.layout.arch for setting in at.others if able("special", at.on(setting))[0]} == {"x86"}
    assert {setting.layout.name for setting in at.others if not able("marker", at.on(setting))[0]} == {"nios2"}


@pytest.mark.parametrize(("kernel", "special", "riscv"), [((6, 9), {"x86"}, False), ((6, 10), {"x86", "arm64"}, False),
                                                         ((7, 3), {"x86", "arm64", "riscv"}, True)])  # fmt: skip
def test_the_special_word_gains_architectures_with_the_uffd_bit(
    kernel: Version, special: set[str], riscv: bool
) -> None:
    at = case("x86_64", kernel)
    assert {setting.layout.arch for setting in at.others if able("special", at.on(setting))[0]} == special
    assert ("riscv" in special) == riscv


def test_why_the_special_word_is_no_entry() -> None:
    """Domain.md 1.1: on x86-64 it decodes to type 0 and the largest offset, which no area has; elsewhere to slot 0."""
    x86 = {requirement: how for requirement, fine, how in special_rules(case("x86_64", JULY_2021).setting) if fine}
    assert len(x86) == 4
    assert "type 0, offset 0x3ffffffffffff" in x86["a swap entry"]
    assert "fewer than 2^32 pages" in x86["a swap entry"]
    arm = {requirement: how for requirement, fine, how in special_rules(case("arm64_4k", (6, 12)).setting) if fine}
    assert "type 0, offset 0x0" in arm["a swap entry"]
    assert "slot 0" in arm["a swap entry"]


def test_an_erratum_would_change_the_special_word() -> None:
    """A and D may be set in an entry that is not present (x86, since 4.8 pte_none() ignores them); 0x4 is compared."""
    evidence = design_cells(case("x86_64", JULY_2021))["checks", "special"].evidence
    assert any("makes it 0x64, which is read as malformed" in line for line in evidence)
    assert not any("erratum" in line for line in design_cells(case("arm64_4k", (6, 12)))["checks", "special"].evidence)


def test_where_there_is_no_uffd_bit_there_is_no_special_word() -> None:
    cells = design_cells(case("s390", JULY_2021))
    assert cells["bits", "special"].value is None
    assert not cells["checks", "special"].holds
    assert cells["empty", "special"].value is False
    assert derived("special", case("s390", JULY_2021)) is None


# ------------------------------------------------------------------ domain.md 1.4


@pytest.mark.parametrize(("flags", "areas"), [(0, 24), (1, 12), (2, 6), (3, 3), (4, 1), (5, 0)])
def test_flags_in_the_type_with_eight_special_types(flags: int, areas: int) -> None:
    """12, 6, 3 areas: the eight of 5.14 with the marker; without it there are 25, which makes the same three."""
    assert len(types_of("marker", JULY_2021, Config())) == 8
    assert 24 >> flags == areas
    shared = values(case("x86_64", JULY_2021, flags), "areas")[3]
    assert shared == 25 >> flags
    assert values(case("x86_64", (7, 3), flags), "areas")[3] == (32 - 7) >> flags


@pytest.mark.parametrize(("name", "kernel", "flags", "before", "after"), [
    ("x86_64", (6, 12), 3, 50, 47),
    ("riscv64", (6, 12), 3, 52, 49),
    ("s390", (6, 12), 2, 52, 50),
    ("arm64_4k", (6, 12), 2, 50, 48),
    ("ppc64_book3s_64k", (6, 12), 2, 37, 35),
    ("ppc64_book3s_4k", (6, 12), 2, 41, 39),
])  # fmt: skip
def test_flags_in_the_offset(name: str, kernel: Version, flags: int, before: int, after: int) -> None:
    question = case(name, kernel, flags)
    setting = derived("offset", question)
    assert setting is not None
    assert question.setting.offset_bits == before
    assert setting.offset_bits == after
    assert setting.max_swap_pages == 1 << after
    assert values(question, "lost")[4] == flags
    assert able("offset", question)[0]


@pytest.mark.parametrize("name", ["ppc64_book3s_64k", "ppc64_book3s_4k"])
def test_on_ppc64_the_frame_fits_exactly_and_young_and_dirty_do_not(name: str) -> None:
    question = case(name, (6, 12), 2)
    setting = derived("offset", question)
    assert setting is not None
    assert setting.offset_bits == question.setting.present_frame_bits
    assert question.setting.stores_young_dirty
    assert not setting.stores_young_dirty
    evidence = design_cells(question)["checks", "offset"].evidence
    assert any(line.startswith("ok") for line in evidence)
    assert any(line.startswith("FAILS") and "young and dirty" in line for line in evidence)
    assert not able("offset", case(name, (6, 12), 3))[0]
    assert not design_cells(case(name, (6, 12), 3))["checks", "offset"].holds


def test_a_freed_bit_beside_the_offset_widens_it_again() -> None:
    """Way c3: of the flags of 6.12 only those that lie at an end of the offset."""
    assert regained(case("s390", (6, 12))) == [11]
    assert regained(case("x86_64", (6, 12))) == []


# ------------------------------------------------------------------ the budget


def test_the_sum_of_the_seed() -> None:
    plain = types_of("bits", JULY_2021, Config())
    assert budget_text(plain) == "32 - 4 device - 2 migration - 1 hwpoison = 25"
    assert budget_text(types_of("marker", JULY_2021, Config())).endswith("- 1 marker = 24")


@pytest.mark.parametrize("kernel", RELEASES)
def test_one_of_the_designs_is_the_kernel_itself(kernel: Version) -> None:
    for config in (Config(), parse_config(["MIGRATION=n"]), parse_config(["PTE_MARKER=n,MEMORY_FAILURE=n"])):
        real = {number: special.kind for number, special in special_types(kernel, config).items()}
        design = "marker" if "marker" in real.values() else "bits"
        kinds = types_of(design, kernel, config)
        assert dict(enumerate((special.kind for special in kinds), 32 - len(kinds))) == real
        assert max_swapfiles(kernel, config) == 32 - len(kinds)


def test_without_its_option_there_is_no_marker() -> None:
    off = parse_config(["PTE_MARKER=n"])
    cells = design_cells(case("x86_64", (5, 19), None, off))
    assert not cells["types", "marker"].holds
    assert cells["areas", "marker"].value == 23
    assert not able("marker", case("x86_64", (5, 19), None, off))[0]


def test_options_change_the_table() -> None:
    config = parse_config(["HAVE_ARCH_USERFAULTFD_WP=n,DEVICE_PRIVATE=n"])
    question = case("x86_64", JULY_2021, None, config)
    cells = design_cells(question)
    assert question.flags == 1
    assert cells["areas", "bits"].value == 29
    assert cells["arches", "special"].value[0] == 0  # type: ignore[index]


# ------------------------------------------------------------------ derived layouts


@pytest.mark.parametrize(
    ("name", "design"),
    [("x86_64_marker", "marker"), ("x86_64_flags_in_offset", "offset"), ("x86_64_flags_in_type", "type")],
)
def test_the_layout_file_is_what_is_derived(name: str, design: str) -> None:
    setting = derived(design, case("x86_64", JULY_2021, 2))
    assert setting is not None
    written = Setting(CATALOG.find(name, JULY_2021), JULY_2021)
    assert {special.kind: number for number, special in setting.special_types.items()} == {
        special.kind: number for number, special in written.special_types.items()
    }
    assert (setting.max_swapfiles, setting.layout.type_flags) == (written.max_swapfiles, written.layout.type_flags)
    for field in ("type", "area", "offset", "soft_dirty", "uffd_wp"):
        one, other = written.slot_entry.by_name.get(field), setting.slot_entry.by_name.get(field)
        assert (one is None) == (other is None), field
        if one is not None and other is not None:
            assert (one.spans, one.inverted, one.kind) == (other.spans, other.inverted, other.kind)


def test_the_special_word_is_that_of_the_layout_file() -> None:
    setting = derived("special", case("x86_64", (5, 13)))
    written = Setting(CATALOG.find("x86_64_special_pte"), (5, 13))
    assert setting is not None
    for word in (4, 0, 2, 6, 0x07FFFFFFFFDB9604):
        assert classify(setting, word).state == classify(written, word).state
    assert classify(setting, 4).state == SPECIAL_FORM
    findings = [finding for finding in check(setting) if SPECIAL_FORM in finding.states]
    assert [finding.verdict for finding in findings] == ["excused"]


@given(st.sampled_from(case("x86_64", (6, 12)).others), st.integers(0, MOST_FLAGS), st.data())
def test_entries_of_every_derived_layout_read_back(setting: Setting, flags: int, data: st.DataObject) -> None:
    question = case("x86_64", (6, 12), flags).on(setting)
    for design in ("type", "offset"):
        derived_setting = derived(design, question)
        if derived_setting is None:
            assert setting.offset_bits <= flags if design == "offset" else not able(design, question)[0]
            continue
        area = data.draw(st.integers(0, min(derived_setting.max_swapfiles - 1, derived_setting.area.limit)))
        chosen = {flag.name: data.draw(st.integers(0, 1)) for flag in derived_setting.flags("swap")}
        slot = data.draw(st.integers(1, min(derived_setting.max_swap_pages, 1 << 32) - 1))
        word = encode(derived_setting, "swap", {derived_setting.area.name: area, "offset": slot, **chosen})
        read = classify(derived_setting, word)
        if read.state == "none":  # nios2, whose pte_none() ignores the low four bits
            assert ("none", "swap") in {finding.states for finding in check(derived_setting)}
            continue
        assert (read.state, read.area, read.offset) == ("swap", area, slot)
        assert {name for name in chosen if chosen[name] and name in SOFTWARE_BITS} == set(read.flags)
        assert derived_setting.slot_entry.decode(word).items() >= chosen.items()


def test_every_cell_of_every_layout_has_evidence_and_fits_its_column() -> None:
    for kernel in (JULY_2021, (7, 3)):
        for setting in case("x86_64", kernel).others:
            question = DesignCase(setting, 2, case("x86_64", kernel).others[:3])
            for row in QUANTITIES:
                for name in NAMES:
                    cell = row.cell(name, question)
                    assert cell.evidence, (row.name, name)
                    assert 0 < len(cell.text) <= 11, (row.name, name, cell.text)


def test_sizes() -> None:
    assert [size_text(1 << bits) for bits in (0, 10, 31, 62, 76)] == ["1 B", "1 KiB", "2 GiB", "4 EiB", "65536 EiB"]
