"""A layout beside what a kernel's macros gave: x86_64-6.12.txt is the probe of Debian's linux-source-6.12 (6.12.117).

Trees beside the checkout are probed for real where PTETUI_KERNEL_TREE names one.
"""

import os
import shutil
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.catalog import Catalog, layouts_folder
from ptetui.linux.config import Config
from ptetui.linux.setting import Setting
from ptetui.sources.verify.build import Probe, parse_probe, without_assembler
from ptetui.sources.verify.compare import compare_fields

TREE = os.environ.get("PTETUI_KERNEL_TREE", "")
ORDER = "TYPE, OFFSET_INVERTED, PROTNONE_CLEAR, LEAF, ERRATUM,\n"
FACTS = 'width=64, page_shift=12, physmem_bits=46, aliases=("amd64",),\n'
PLANTED = {
    "inverted": ("Inverted(50) *", "Bits(50) *", {"fixed", "offset inverted"}),
    "type": (ORDER, ORDER.replace("TYPE, OFFSET_INVERTED", "OFFSET_INVERTED, TYPE"), {"type", "offset", "fixed"}),
    "flags": ("EXCLUSIVE, SWP_UFFD_WP,", "SWP_UFFD_WP, EXCLUSIVE,", {"exclusive", "uffd_wp"}),
    "none": ('"accessed" / Ignored(1)', '"accessed" / Zeros(1)', {"none"}),
    "page": (FACTS, FACTS.replace("page_shift=12", "page_shift=14"), {"page_shift"}),
}


@pytest.fixture
def probe() -> Probe:
    return parse_probe(Path(__file__).with_name("x86_64-6.12.txt").read_text())


def differing(catalog: Catalog, probe: Probe) -> set[str]:
    setting = Setting(catalog.find("x86_64", (6, 12)), (6, 12), Config())
    return {verdict.field for verdict in compare_fields(setting, probe) if not verdict.agrees}


def test_the_layout_agrees(probe: Probe) -> None:
    assert differing(Catalog(), probe) == set()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_found(name: str, probe: Probe, tmp_path: Path) -> None:
    old, new, fields = PLANTED[name]
    text = (layouts_folder() / "x86.py").read_text()
    assert old in text
    (tmp_path / "x86.py").write_text(text.replace(old, new))
    assert differing(Catalog([tmp_path]), probe) >= fields


def test_assembler_is_left_out() -> None:
    text = 'int f(void) __asm__("g"); void h(void) { asm volatile("a (" : : "r"(1)); if (1) asm goto("b"::::l); }'
    left = without_assembler(text)
    assert "asm" not in left
    assert left.count("(void)0") == 2


def test_no_tree_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--kernel", str(tmp_path), "x86_64"]) == 2
    assert "is not a kernel tree" in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.skipif(not TREE, reason="PTETUI_KERNEL_TREE names no kernel tree")
@pytest.mark.skipif(
    not all(map(shutil.which, ("make", "gcc", "flex", "bison"))), reason="no tools to configure a kernel"
)
def test_a_tree_is_probed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--kernel", TREE, "x86_64"]) == 0
    assert "agrees in 13 fields" in capsys.readouterr().out
