"""Free bits: history is the test. Run on 6.1, the bit that became "exclusive" by 6.12 must be proposed."""

import pytest

from ptetui.analysis.free_bits import FreeBit, common, free_bits
from ptetui.linux.catalog import Catalog, CatalogError
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting

CATALOG = Catalog()
NAMES = sorted({layout.name for layout in CATALOG.all() if layout.level == "pte" and layout.covers((6, 1))})


def proposals(name: str, kernel: tuple[int, int]) -> dict[int, FreeBit]:
    try:
        pmd: Layout | None = CATALOG.find(name, kernel, "pmd")
    except CatalogError:
        pmd = None
    return {free.bit: free for free in free_bits(Setting(CATALOG.find(name, kernel), kernel), pmd)}


@pytest.mark.parametrize("name", NAMES)
def test_the_bit_that_exclusive_got_was_proposed(name: str) -> None:
    before = CATALOG.find(name, (6, 1)).swap.by_name
    try:
        after = CATALOG.find(name, (6, 12)).swap.by_name
    except CatalogError:
        after = CATALOG.find(name).swap.by_name  # gone before 6.12
    given = after["exclusive"].runs[0].low
    if "exclusive" in before and before["exclusive"].runs[0].low == given:
        assert given not in proposals(name, (6, 1)), "a bit that is taken is not free"
        return
    assert given in proposals(name, (6, 1))


def test_costs_of_x86_64() -> None:
    proposed = proposals("x86_64", (6, 12))
    assert {bit: one.cost for bit, one in proposed.items()} == {
        4: "free", 7: "free_except_pmd", 9: "offset", 58: "offset", 59: "offset", 63: "offset",
    }  # fmt: skip
    assert proposed[4].max_swap_bytes == 1 << 62
    assert proposed[9].max_swap_bytes == 1 << 61
    # 5 and 6 may be set by an erratum, 8 and 0 would make the entry present


def test_bits_that_tests_look_at_are_not_proposed() -> None:
    assert 31 not in proposals("m68k_sun3", (6, 12))  # valid
    assert not {0, 5} & set(proposals("riscv64", (6, 12)))  # valid, PROT_NONE
    assert {1, 2, 3} <= {bit for bit, one in proposals("riscv64", (6, 12)).items() if one.cost == "free_except_pmd"}


def test_bit_4_is_common_to_three_architectures() -> None:
    proposed = [list(proposals(name, (6, 12)).values()) for name in ("x86_64", "arm64_4k", "riscv64")]
    assert common(proposed[:1]) == tuple(sorted(one.bit for one in proposed[0]))
    assert 4 in common(proposed)
    assert common([]) == ()
