"""The facts' table of swap layouts by version (domain.md section 7, layout-history.json), row by row.

Where the catalogue says otherwise the row stands in `CORRECTED`, with the source that is believed instead.
"""

import json
from typing import Any

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.layout import Layout
from ptetui.linux.releases import parse_version
from ptetui.linux.versions import NEWEST, OLDEST, RELEASES, Version
from tests.golden import SHARED

FILE = SHARED / "facts" / "layout-history.json"
ROWS: list[dict[str, Any]] = json.loads(FILE.read_text())["layouts"] if FILE.exists() else []

# (arch, variant of the row) -> (layout, level)
LAYOUTS = {
    ("x86", "64-bit"): ("x86_64", "pte"),
    ("x86", "64-bit, CONFIG_NUMA_BALANCING=y"): ("x86_64_numab", "pte"),
    ("x86", "32-bit 2-level"): ("x86_32_2level", "pte"),
    ("x86", "32-bit PAE"): ("x86_32_pae", "pte"),
    ("x86", "64-bit PMD (THP migration)"): ("x86_64", "pmd"),
    ("arm64", "all"): ("arm64_4k", "pte"),
    ("riscv", "64-bit"): ("riscv64", "pte"),
    ("riscv", "64-bit with Svrsw60t59b"): ("riscv64_svrsw60t59b", "pte"),
    ("riscv", "64-bit PMD with Svrsw60t59b and THP"): ("riscv64_svrsw60t59b", "pmd"),
    ("s390", "PTE"): ("s390", "pte"),
    ("s390", "region-third/segment entry (hugetlb, THP)"): ("s390", "pmd"),
    ("powerpc", "book3s64, 64K pages"): ("ppc64_book3s_64k", "pte"),
    ("powerpc", "book3s64, 4K pages"): ("ppc64_book3s_4k", "pte"),
    ("arm", "32-bit"): ("arm_2level", "pte"),
    ("mips", "64-bit"): ("mips64_r2_4k", "pte"),
    ("mips", "32-bit R3000"): ("mips32_r3k", "pte"),
    ("mips", "32-bit generic"): ("mips32_r2_rixi", "pte"),
    ("nios2", "32-bit"): ("nios2", "pte"),
    ("sh", "32-bit (no X2TLB)"): ("sh4", "pte"),
}
# (layout, release): what the row says of it is not what the kernel had.
CORRECTED = {
    **{
        ("arm64_4k", release): "3.14 and 3.18 headers: PTE_FILE at 2, type 3-8, offset from 9; moved down when it went"
        for release in RELEASES
        if (3, 13) <= release <= (4, 0)
    },
    **{
        ("riscv64", release): "fba88ede6a31 came in with the 5.17 pull request; a 5.15 tree still has type 2-6"
        for release in RELEASES
        if (5, 14) <= release <= (5, 16)
    },
}


def _bounds(row: dict[str, Any]) -> tuple[Version, Version]:
    """First and last release of a row; "<= v7.2" starts at 7.2 as far as anyone has seen."""
    since, until = (row[key].replace("<=", "").strip().rstrip("+") for key in ("since", "until"))
    return max(parse_version(since), OLDEST), min(parse_version(until), NEWEST)


@pytest.mark.skipif(not ROWS, reason="the facts beside the checkout are not there")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['arch']}-{row['variant']}-{row['since']}")
def test_row(row: dict[str, Any]) -> None:
    name, level = LAYOUTS[row["arch"], row["variant"]]
    ranges = Catalog().history(name, level)
    first, last = _bounds(row)
    known = [
        (release, layout)
        for release in RELEASES
        for layout in ranges
        if first <= release <= last and layout.covers(release)
    ]
    assert known, "releases in between may be a gap that nobody read, but not all of them"
    for release, layout in known:
        if (name, release) not in CORRECTED:
            assert _ours(layout) == _facts_of(row), (name, release)


@pytest.mark.skipif(not ROWS, reason="the facts beside the checkout are not there")
def test_every_row_has_a_layout() -> None:
    assert {(row["arch"], row["variant"]) for row in ROWS} == set(LAYOUTS)


def _facts_of(row: dict[str, Any]) -> dict[str, Any]:
    swap = row["swap"]
    runs = {name: sorted([high, low] for low, high in swap[name]) for name in ("type", "offset")}
    flags = {name: swap[name] for name in SOFTWARE_BITS}
    return runs | flags | {"inverted": swap["offset_inverted"]}


def _ours(layout: Layout) -> dict[str, Any]:
    fields = layout.swap.by_name
    runs = {name: sorted(fields[name].spans) for name in ("type", "offset")}
    flags = {name: fields[name].runs[0].low if name in fields else None for name in SOFTWARE_BITS}
    return runs | flags | {"inverted": fields["offset"].inverted}
