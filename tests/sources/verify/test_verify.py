"""A layout beside what a kernel's macros gave.

x86_64-6.12.txt is the probe of Debian's linux-source-6.12 (6.12.117), x86_64-7.3.txt that of linux-source-7.3 (7.3.4).

Trees beside the checkout are probed for real where PTETUI_KERNEL_TREE names one.
"""

import os
import shutil
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.catalog import Catalog, layouts_folder
from ptetui.linux.config import Config
from ptetui.linux.encode import encode
from ptetui.linux.setting import Setting
from ptetui.pictures.verify_lines import comparison_lines, verdict_json, verify_totals
from ptetui.sources.verify.assembler import without_assembler
from ptetui.sources.verify.build import Probe, parse_probe
from ptetui.sources.verify.compare import compare_fields
from ptetui.sources.verify.cross import SecondOpinion
from ptetui.sources.verify.propose import header_line, is_proposed, proposed_file
from ptetui.sources.verify.run import Verified
from ptetui.sources.verify.tools import BuildError, Tools

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


RELEASES = ((6, 12), (7, 3))


@pytest.fixture(params=RELEASES, ids=["6.12", "7.3"])
def release(request: pytest.FixtureRequest) -> tuple[int, int]:
    version: tuple[int, int] = request.param
    return version


@pytest.fixture
def probe(release: tuple[int, int]) -> Probe:
    return parse_probe(Path(__file__).with_name(f"x86_64-{release[0]}.{release[1]}.txt").read_text())


def setting_of(catalog: Catalog, name: str, release: tuple[int, int]) -> Setting:
    return Setting(catalog.find(name, release), release, Config())


def differing(catalog: Catalog, probe: Probe, release: tuple[int, int]) -> set[str]:
    setting = setting_of(catalog, "x86_64", release)
    return {verdict.field for verdict in compare_fields(setting, probe) if not verdict.agrees}


def test_the_layout_agrees(probe: Probe, release: tuple[int, int]) -> None:
    assert differing(Catalog(), probe, release) == set()


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_error_is_found(name: str, probe: Probe, release: tuple[int, int], tmp_path: Path) -> None:
    old, new, fields = PLANTED[name]
    text = (layouts_folder() / "x86.py").read_text()
    assert old in text
    (tmp_path / "x86.py").write_text(text.replace(old, new))
    assert differing(Catalog([tmp_path]), probe, release) >= fields


def test_assembler_is_left_out() -> None:
    text = 'int f(void) __asm__("g"); void h(void) { asm volatile("a (" : : "r"(1)); if (1) asm goto("b"::::l); }'
    left = without_assembler(text)
    assert "asm" not in left
    assert left.count("(void)0") == 2


def test_code_in_a_string_stays() -> None:
    text = 'void f(void) { g("asm(x _Static_assert("); _Static_assert(sizeof(int) == 2, "("); }'
    assert without_assembler(text) == 'void f(void) { g("asm(x _Static_assert("); _Static_assert(1, ""); }'


def test_no_tree_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--kernel", str(tmp_path), "x86_64"]) == 2
    assert "is not a kernel tree" in capsys.readouterr().err


def test_a_tool_ends_with_what_it_started(tmp_path: Path) -> None:
    tools = Tools()
    threading.Timer(0.3, tools.stop).start()
    with pytest.raises(BuildError, match="interrupted"):
        tools.call(["sh", "-c", "sleep 600 & echo $! > pid; wait"], tmp_path)
    for _ in range(100):
        if gone := not _runs(int((tmp_path / "pid").read_text())):
            break
        time.sleep(0.05)
    assert gone
    with pytest.raises(BuildError, match="interrupted"):
        tools.call(["true"], tmp_path)
    with pytest.raises(BuildError, match=r"sleep took more than 0\.1 s"):
        Tools().call(["sleep", "600"], tmp_path, seconds=0.1)


def _runs(pid: int) -> bool:
    """Whether there is such a process that is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def fake_tree(folder: Path) -> Path:
    (folder / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 3\n")
    (folder / "Kconfig").touch()
    return folder


def verified(name: str, probe: Probe, release: tuple[int, int], second: SecondOpinion | None = None) -> Verified:
    setting = setting_of(Catalog(), "x86_64", release)
    return Verified(name, setting, tuple(compare_fields(setting, probe)), second, probe=probe)


def test_the_table_names_the_second_compiler(probe: Probe, release: tuple[int, int], tmp_path: Path) -> None:
    good = verified("x86_64", probe, release, SecondOpinion("cc"))
    bad = verified("x86_64", probe, release, SecondOpinion("cc", ("pfn 3", "swap 0")))
    broken = verified("x86_64", probe, release, SecondOpinion("cc", why="no libc"))
    lines = [next(comparison_lines(comparison, tmp_path)) for comparison in (good, bad, broken)]
    assert [line.partition("fields")[2] for line in lines] == [
        "; cc agrees", "; cc differs from gcc in 2 words: pfn 3, swap 0", "; cc: no libc",
    ]  # fmt: skip
    assert [comparison.differs for comparison in (good, bad, broken)] == [False, True, False]
    assert verify_totals([good, bad, broken, Verified("alpha", why="x")], 5, interrupted=True) == (
        "3 of 5 configurations built, 2 with the target's own compiler, too, 1 differ; interrupted after 4"
    )
    assert list(verdict_json(bad, tmp_path))[-1]["differs"] == ["pfn 3", "swap 0"]


def test_an_interruption_sums_up(
    probe: Probe, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def layouts(*_: object) -> Generator[Verified, None, None]:
        yield verified("x86_64", probe, (6, 12))
        raise KeyboardInterrupt

    monkeypatch.setattr("ptetui.sources.verify.run.verify_layouts", layouts)
    assert main(["verify", "--kernel", str(fake_tree(tmp_path)), "x86_64", "alpha"]) == 130
    assert capsys.readouterr().out.endswith("differ; interrupted after 1\n")


def test_what_cannot_be_built_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["verify", "--kernel", str(fake_tree(tmp_path)), "x86_64", "alpha", "--jobs", "2"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].split() == [
        "x86_64",
        "not",
        "built:",
        *["make", "is", "not", "installed:", "install", "the", "package", "make"],
    ]
    assert printed[2] == "0 of 2 configurations built, 0 differ"


@pytest.mark.long
@pytest.mark.skipif(not TREE, reason="PTETUI_KERNEL_TREE names no kernel tree")
@pytest.mark.skipif(
    not all(map(shutil.which, ("make", "gcc", "flex", "bison"))), reason="no tools to configure a kernel"
)
def test_a_tree_is_probed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--kernel", TREE, "x86_64"]) == 0
    assert "agrees in 13 fields" in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name in PLANTED if name not in ("none", "page")])
def test_a_layout_file_that_agrees_is_proposed(
    name: str, probe: Probe, release: tuple[int, int], tmp_path: Path
) -> None:
    old, new, _ = PLANTED[name]
    text = (layouts_folder() / "x86.py").read_text()
    (tmp_path / "x86.py").write_text(text.replace(old, new))
    planted = setting_of(Catalog([tmp_path]), "x86_64", release)
    checks = compare_fields(planted, probe)
    assert is_proposed(checks)
    folder = tmp_path / "proposed"
    folder.mkdir()
    (folder / "x86_64_tree.py").write_text(proposed_file(planted, probe))
    agreed = setting_of(Catalog([folder]), "x86_64_tree", release)
    assert [check for check in compare_fields(agreed, probe) if not check.agrees] == []
    ours = setting_of(Catalog(), "x86_64", release)
    assert encode(agreed, "swap", {"type": 3, "offset": 0x1234}) == encode(ours, "swap", {"type": 3, "offset": 0x1234})


def test_nothing_is_proposed_where_more_than_the_swap_format_differs(
    probe: Probe, release: tuple[int, int], tmp_path: Path
) -> None:
    old, new, _ = PLANTED["page"]
    (tmp_path / "x86.py").write_text((layouts_folder() / "x86.py").read_text().replace(old, new))
    planted = setting_of(Catalog([tmp_path]), "x86_64", release)
    assert not is_proposed(compare_fields(planted, probe))


def test_entries_of_another_width_differ_in_their_width_alone(probe: Probe, release: tuple[int, int]) -> None:
    narrow = setting_of(Catalog(), "x86_32_2level", release)
    assert next(check.field for check in compare_fields(narrow, probe) if not check.agrees) == "width"


def test_the_line_of_the_header_is_named(tmp_path: Path) -> None:
    setting = setting_of(Catalog(), "x86_64", (6, 12))
    header = tmp_path / setting.layout.header
    header.parent.mkdir(parents=True)
    header.write_text("/* */\n#define SWP_TYPE_BITS 5\n#define _PAGE_SWP_EXCLUSIVE\t_PAGE_PWT\n")
    assert header_line(tmp_path, setting, "exclusive") == f"{setting.layout.header}:3"
    assert header_line(tmp_path, setting, "none") == ""
