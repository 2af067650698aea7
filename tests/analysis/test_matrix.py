"""The matrix of states: how many words are made as one and read as another."""

import pytest

from ptetui.analysis.collisions import check
from ptetui.analysis.matrix import matrix, words_text
from ptetui.analysis.regions import Regions
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.releases import parse_version
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.schema.cubes import Region


def setting(name: str = "x86_64", kernel: str = "6.12", level: str = "pte") -> Setting:
    at = parse_version(kernel)
    return Setting(Catalog().find(name, at, level), at)


@pytest.mark.parametrize("name", ["x86_64", "s390", "riscv64", "mips32_r4k", "sparc32", "ppc64_book3s_64k"])
def test_the_matrix_accounts_for_every_word_that_is_made(name: str) -> None:
    layout = Catalog().find(name)
    here = Setting(layout, newest(layout))
    known = matrix(here)
    regions = Regions(here)
    for state in ("swap", "marker", "migration_read"):
        read = sum(known.cells[state, other].words for other in known.states)
        assert read == regions.produced(state).size
        assert known.cells[state, state].words > 0


def test_a_cell_counts_what_brute_force_counts() -> None:
    """nios2 before 6.3: two type bits, so kinds are taken for swap slots; few words are made as markers."""
    here = setting("nios2", "6.2")
    cell = matrix(here).cells["marker", "swap"]
    words = [word for cube in Regions(here).produced("marker").cubes for word in words_of(cube.mask, cube.value, 32)]
    swap = here.swap
    assert cell.words == sum(word in swap.recognised for word in words) == 3
    assert cell.standing == "collision"
    assert cell.witness in words


def words_of(mask: int, value: int, width: int) -> list[int]:
    free = [bit for bit in range(width) if not mask >> bit & 1]
    assert len(free) < 16
    return [
        value | sum(1 << bit for place, bit in enumerate(free) if pick >> place & 1) for pick in range(1 << len(free))
    ]


def test_the_matrix_agrees_with_the_checker_on_all_layouts() -> None:
    seen = 0
    for layout in Catalog().all():
        here = Setting(layout, newest(layout))
        known = matrix(here)
        for finding in check(here):
            pair = (finding.written, finding.read)
            if (
                pair in known.cells
                and finding.rule in ("R2", "R3", "R12")
                and finding.witness in _region_of(here, pair[0])
            ):
                read = pair[1] if known.cells[pair].words else "malformed"
                assert known.cells[pair[0], read].standing == finding.verdict, (layout.name, finding)
                seen += 1
        ill = [cell for cell in known.cells.values() if cell.standing == "collision"]
        rules = {finding.rule for finding in check(here) if finding.verdict == "collision"}
        assert not ill or rules, layout.name
    assert seen > 50


def _region_of(here: Setting, state: str) -> Region:
    regions = Regions(here)
    forms = {state_of(form): region for form, region in regions.written()}
    return forms.get(state) or regions.produced(state)


def test_the_special_pte_is_excused_by_the_size_of_a_swap_area() -> None:
    here = setting("x86_64_special_pte", "5.13")
    cell = matrix(here).cells["swap", "special_uffd_wp"]
    assert (cell.standing, cell.witness, cell.invariant) == ("excused", 4, "swap area")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1 << 47, "2^47"),
        (23 << 50, "23×2^50"),
        ((23 << 53) - 1, "23×2^53-1"),
        (123457, "123,457"),
    ],
)
def test_numbers_of_words_are_exact(number: int, text: str) -> None:
    assert words_text(number) == text
