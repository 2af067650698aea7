"""Finding layouts: names, aliases, ranges, files with mistakes, and which files are run."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from ptetui.linux import catalog as module
from ptetui.linux.catalog import Catalog, CatalogError, default_layout, load, shipped
from ptetui.linux.layout import Layout
from ptetui.linux.versions import before

FILE = """
from construct import BitStruct, Flag
from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Ones, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - empty")
PRESENT = "present" / BitStruct("pfn" / Bits(31) * "PFN - frame", "present" / Ones(1) * "P - present")
SWAP = "swap" / BitStruct(
    "type" / Bits(5) * "T - type", "offset" / Bits(26) * "O - slot", "present" / Zeros(1) * "P - clear")
LAYOUTS = layouts("toy", Since("6.1", (NONE, PRESENT, SWAP)), arch="toy", width=32, page_shift=12, physmem_bits=32,
                  header="toy.h", aliases=("toys",))
"""


def test_shipped_files_have_no_mistake() -> None:
    errors: list[str] = []
    found = list(Catalog().all(errors))
    assert errors == []
    assert len(found) >= 5
    for layout in found:
        assert layout.forms[-1] is layout.swap


def test_names_are_unique_and_ranges_follow_each_other() -> None:
    catalog = Catalog()
    owners: dict[str, str] = {}
    ranges: dict[tuple[str, str], list[Layout]] = {}
    for layout in catalog.all():
        ranges.setdefault((layout.name, layout.level), []).append(layout)
        for name in (layout.name, *layout.aliases):
            assert owners.setdefault(name, layout.name) == layout.name, f"{name} names two layouts"
    for (name, level), found in ranges.items():
        assert list(catalog.history(name, level)) == found
        for old, new in pairwise(found):
            assert old.until is not None, f"{name}: only the last range is open"
            assert old.since <= old.until <= before(new.since), f"{name}: {old.span} overlaps {new.span}"


def test_names_aliases_and_kernels() -> None:
    catalog = Catalog()
    assert catalog.find("aarch64", (6, 12)) is catalog.find("arm64_4k", (6, 12)) is catalog.find("arm64_4k@6.12")
    assert catalog.find("s390x").name == "s390"
    assert catalog.find("i686", (6, 12)).name == "x86_32_pae"
    assert catalog.find("arm64_4k@6.1", (6, 12)).covers((6, 1)), "what stands in the name goes first"
    assert catalog.find("arm64_4k").until is None
    assert [layout.name for layout in catalog.siblings(catalog.find("x86_64@6.12"), (6, 12))][:2] == [
        "x86_64", "x86_64_la57",
    ]  # fmt: skip


BAD_NAMES = {
    "vax": "layout 'vax' is not known; `ptetui layouts` lists those that are",
    "": "layout '' is not known",
    "x86_64@": "kernel '' is not a version like 6.12",
    "x86_64@six": "kernel 'six' is not a version",
    "x86_64@9.9": "kernel 9.9 is not known",
    "x86_64_la57@3.11": "layout x86_64_la57 is not known at kernel 3.11; it is for ",
}


@pytest.mark.parametrize(("name", "told"), BAD_NAMES.items())
def test_names_that_are_not_known(name: str, told: str) -> None:
    with pytest.raises(CatalogError) as error:
        Catalog().find(name)
    assert str(error.value).startswith(told)


def test_more_folders_are_looked_at_first(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "toy.py").write_text(FILE)
    (tmp_path / "mine.py").write_text(FILE.replace('"toy"', '"x86_64"'))
    (tmp_path / "_helper.py").write_text("raise RuntimeError")
    catalog = Catalog([tmp_path])
    assert catalog.find("toys").width == 32
    assert catalog.find("x86_64").arch == "x86_64"
    assert catalog.find("x86_64").header == "toy.h"
    assert catalog.find("s390").width == 64
    with pytest.raises(CatalogError, match=r"^layouts .*/nowhere: no such folder$"):
        Catalog([tmp_path / "nowhere"])


MISTAKES = {
    "no Python": ("LAYOUTS = [", "SyntaxError: '[' was never closed"),
    "no layouts": ("x = 1", "has no attribute 'LAYOUTS'"),
    "an exception of two lines": ("raise RuntimeError('a\\nb')", "RuntimeError: a b"),
    "a number": ("LAYOUTS = [1]", "LAYOUTS[0] is not a layout but a int"),
    "a list in the list": ("LAYOUTS = [[]]", "LAYOUTS[0] is not a layout but a list"),
    "no list": ("LAYOUTS = 1", "TypeError"),
    "a release that does not exist": (FILE.replace("6.1", "6.99"), "layout toy: kernel 6.99 is not known"),
    "a form that is too narrow": (
        FILE.replace("Bits(26)", "Bits(25)"),
        "layout toy from 6.1: form swap: widths add up to 31 bits, not 32: 1 are missing",
    ),
    "no docs": (FILE.replace(' * "O - slot"', ""), "layout toy from 6.1: form swap: field offset: has no docs"),
}


@pytest.mark.parametrize(("text", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_file_with_a_mistake_is_one_line_that_names_it(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text + '\n# "toy"\n')
    with pytest.raises(CatalogError) as error:
        Catalog([tmp_path]).find("toy")
    assert str(error.value).startswith(f"{tmp_path.name}/broken.py: ")
    assert told in str(error.value)
    assert "\n" not in str(error.value)
    errors: list[str] = []
    assert list(Catalog([tmp_path]).all(errors)), "the others still come"
    assert errors == [str(error.value)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    with pytest.raises(CatalogError, match=r"/gone\.py: No such file"):
        Catalog([tmp_path]).find("x86_64")
    (tmp_path / "gone.py").unlink()
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogError, match=r"/binary\.py: is not text in UTF-8"):
        Catalog([tmp_path]).find("x86_64")
    errors: list[str] = []
    assert list(Catalog([tmp_path]).all(errors))
    assert len(errors) == 1


def test_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for machine, name in (("aarch64", "arm64_4k"), ("i686", "x86_32_pae"), ("vax", "x86_64"), ("", "x86_64")):
        monkeypatch.setattr(module.platform, "machine", lambda machine=machine: machine)
        assert default_layout(Catalog()).name == name


@pytest.mark.parametrize("name", ["x86_64", "arm64_4k", "s390", "riscv64", "aarch64"])
def test_one_name_runs_one_file(name: str) -> None:
    """Asked in a process of its own, where nothing was loaded before."""
    script = (
        f"from ptetui.linux.catalog import Catalog, load\nCatalog().find({name!r})\nprint(load.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


def test_a_file_is_run_once() -> None:
    path = shipped() / "x86.py"
    assert load(path) is load(path)
