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
from ptetui.linux.encode import encode
from ptetui.linux.setting import Setting
from ptetui.sources.verify.build import Probe, parse_probe, without_assembler
from ptetui.sources.verify.compare import compare_fields
from ptetui.sources.verify.propose import header_line, is_proposed, proposed_file

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


@pytest.mark.parametrize("name", [name for name in PLANTED if name not in ("none", "page")])
def test_a_layout_file_that_agrees_is_proposed(name: str, probe: Probe, tmp_path: Path) -> None:
    old, new, _ = PLANTED[name]
    text = (layouts_folder() / "x86.py").read_text()
    (tmp_path / "x86.py").write_text(text.replace(old, new))
    planted = Setting(Catalog([tmp_path]).find("x86_64", (6, 12)), (6, 12), Config())
    checks = compare_fields(planted, probe)
    assert is_proposed(checks)
    folder = tmp_path / "proposed"
    folder.mkdir()
    (folder / "x86_64_tree.py").write_text(proposed_file(planted, probe))
    agreed = Setting(Catalog([folder]).find("x86_64_tree", (6, 12)), (6, 12), Config())
    assert [check for check in compare_fields(agreed, probe) if not check.agrees] == []
    ours = Setting(Catalog().find("x86_64", (6, 12)), (6, 12), Config())
    assert encode(agreed, "swap", {"type": 3, "offset": 0x1234}) == encode(ours, "swap", {"type": 3, "offset": 0x1234})


def test_nothing_is_proposed_where_more_than_the_swap_format_differs(probe: Probe, tmp_path: Path) -> None:
    old, new, _ = PLANTED["page"]
    (tmp_path / "x86.py").write_text((layouts_folder() / "x86.py").read_text().replace(old, new))
    planted = Setting(Catalog([tmp_path]).find("x86_64", (6, 12)), (6, 12), Config())
    assert not is_proposed(compare_fields(planted, probe))


def test_entries_of_another_width_differ_in_their_width_alone(probe: Probe) -> None:
    narrow = Setting(Catalog().find("x86_32_2level", (6, 12)), (6, 12), Config())
    assert next(check.field for check in compare_fields(narrow, probe) if not check.agrees) == "width"


def test_the_line_of_the_header_is_named(tmp_path: Path) -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12), Config())
    header = tmp_path / setting.layout.header
    header.parent.mkdir(parents=True)
    header.write_text("/* */\n#define SWP_TYPE_BITS 5\n#define _PAGE_SWP_EXCLUSIVE\t_PAGE_PWT\n")
    assert header_line(tmp_path, setting, "exclusive") == f"{setting.layout.header}:3"
    assert header_line(tmp_path, setting, "none") == ""
