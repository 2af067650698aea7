"""Finding layouts: names, aliases, ranges, files with mistakes, and which files are run."""

import os
import re
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest

from ptetui.linux.catalog import Catalog, CatalogError, default_layout, forget, layouts_folder, load_layouts
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
    layouts = list(Catalog().all(errors))
    assert errors == []
    assert len(layouts) >= 5
    for layout in layouts:
        assert layout.forms[-1] is layout.swap


def test_names_are_unique_and_ranges_follow_each_other() -> None:
    catalog = Catalog()
    owners: dict[str, str] = {}
    ranges: dict[tuple[str, str], list[Layout]] = {}
    for layout in catalog.all():
        ranges.setdefault((layout.name, layout.level), []).append(layout)
        for name in (layout.name, *layout.aliases):
            assert owners.setdefault(name, layout.name) == layout.name, f"{name} names two layouts"
    for (name, level), ranges_of_name in ranges.items():
        assert list(catalog.history(name, level)) == ranges_of_name
        for old, new in pairwise(ranges_of_name):
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


@pytest.mark.parametrize(("name", "message"), BAD_NAMES.items())
def test_names_that_are_not_known(name: str, message: str) -> None:
    with pytest.raises(CatalogError) as error:
        Catalog().find(name)
    assert str(error.value).startswith(message)


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


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_file_with_a_mistake_is_one_line_that_names_it(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text + '\n# "toy"\n')
    with pytest.raises(CatalogError) as error:
        Catalog([tmp_path]).find("toy")
    assert str(error.value).startswith(f"{tmp_path.name}/broken.py: ")
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    errors: list[str] = []
    assert list(Catalog([tmp_path]).all(errors)), "the others still come"
    assert errors == [str(error.value)]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """They are named where all are asked for, and keep nobody from the others."""
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / ".#lock.py").symlink_to("me@here.1")
    errors: list[str] = []
    assert list(Catalog([tmp_path]).all(errors))
    assert [line.partition("/")[2] for line in errors] == [
        "binary.py: is not text in UTF-8 at byte 0", "gone.py: No such file", "pipe.py: is not a regular file",
    ]  # fmt: skip
    assert Catalog([tmp_path]).find("x86_64").arch == "x86"


WRONG_FACTS = {
    'width="32"': "width: '32' is not a whole number",
    "width=None": "width: None is not a whole number",
    "width=32.0": "width: 32.0 is not a whole number",
    "width=True": "width: True is not a whole number",
    "width=0": "width: 0 is not between 8 and 128",
    'page_shift="x"': "page_shift: 'x' is not a whole number",
    'physmem_bits="x"': "physmem_bits: 'x' is not a whole number",
    'long_bits="x"': "long_bits: 'x' is not a whole number",
    "arch=3": "arch: 3 is not text",
    "aliases=[3]": "aliases: 3 is not text",
    'aliases="toys"': "aliases: 'toys' is not a list",
    "about=b''": "about: b'' is not text",
    'level="pgd"': "level: 'pgd' is not pte or pmd or pud",
    "copies=0": "copies: 0 is not between 1 and 64",
    "pages=3": "pages: 3 is not Pages(...)",
    "pages=Pages(None)": "pages: Pages: fields: None is not a mapping",
    "excuses=[1]": "excuses: 1 is not Excuse(...)",
    "types=3": "types: 3 is not a list",
    'types={"marker": 1}': "types: 1 is not True or False",
    "type_flags=[1]": "type_flags: 1 is not text",
    'type_flags=list("abcde")': "type_flags: has more than 4 flags",
    "protects_files=1": "protects_files: 1 is not True or False",
    'assumes="x"': "assumes: 'x' is not a mapping",
    "colour=3": "colour: there is no such fact; there are name, since, ",
    "made_only=[3]": "a form is a int: write",
    'hardware_sets=["nosuch"]': "hardware_sets: present has no field nosuch",
}


@pytest.mark.parametrize(("fact", "message"), WRONG_FACTS.items())
def test_a_wrong_fact_is_one_line_that_names_it(fact: str, message: str, tmp_path: Path) -> None:
    name = fact.partition("=")[0]
    text = re.sub(rf"\b{name}=(\([^)]*\)|[^,)]*)", fact, FILE, count=1)
    text = text if text != FILE else FILE.replace('arch="toy"', f'arch="toy", {fact}')
    text = text.replace("import Since", "import Excuse, Pages, Since")
    assert _mistake(text, tmp_path).startswith(f"{tmp_path.name}/toy.py: layout toy")
    assert message in _mistake(text, tmp_path)


WRONG_FILES = {
    "a name that is no text": (FILE.replace('layouts("toy"', "layouts(None"), "name: None is not text"),
    "a name that is empty": (FILE.replace('layouts("toy"', 'layouts(""'), "name: is empty"),
    "forms that are text": (FILE.replace("(NONE, PRESENT, SWAP)", '"abc"'), "forms: 'abc' is not a list"),
    "no form": (FILE.replace("(NONE, PRESENT, SWAP)", "[None]"), "a form is a NoneType: write"),
    "notes that are numbers": (FILE.replace("SWAP))", "SWAP), notes=[3])"), "notes: 3 is not text"),
    "an unknown change": (FILE.replace("SWAP))", 'SWAP), changes={"x": 3})'), "x: there is no such fact"),
    "a fact left out": (FILE.replace(" page_shift=12,", ""), "page_shift: is not stated"),
    "an end before the beginning": (FILE.replace("SWAP))", 'SWAP), until="5.10")'), "ends before it begins"),
    "an exit": ("raise SystemExit(0)", "SystemExit: 0"),
    "its own end": ("class End(BaseException): pass\nraise End('x')", "End: x"),
    "a generator's end": ("raise GeneratorExit", "GeneratorExit: "),
    "a message that cannot be read": (
        "class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad", "Bad: its message cannot be read",
    ),
    "zeros": ("\0", "source code string cannot contain null bytes"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), WRONG_FILES.values(), ids=WRONG_FILES)
def test_a_wrong_file_is_one_line(text: str, message: str, tmp_path: Path) -> None:
    assert message in _mistake(text, tmp_path)


def _mistake(text: str, folder: Path) -> str:
    """The one line that a file comes to, read whole."""
    (folder / "toy.py").write_text(text)
    forget(folder / "toy.py")
    errors: list[str] = []
    assert sum(1 for layout in Catalog([folder]).all(errors) for form in layout.made_only_forms if form) >= 0
    (line,) = errors
    assert "\n" not in line
    return line


def test_layouts_know_their_place() -> None:
    for layout in Catalog().all():
        path, _, line = layout.where().rpartition(":")
        lines = (layouts_folder().parent / path).read_text(encoding="utf-8").splitlines()
        assert re.search(r"\b(layouts|variant)\(", lines[int(line) - 1]), layout.where()
        for form in (*layout.forms, *layout.made_only_forms):
            for field in form.fields:
                path, _, line = layout.where(field).rpartition(":")
                assert re.search(rf'"{field.name}|\bname /', lines[int(line) - 1]), layout.where(field)


def test_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for machine, name in (("aarch64", "arm64_4k"), ("i686", "x86_32_pae"), ("vax", "x86_64"), ("", "x86_64")):
        monkeypatch.setattr(os, "uname", lambda machine=machine: SimpleNamespace(machine=machine))
        assert default_layout(Catalog()).name == name


def test_a_folder_is_searched_for_new_files_each_time(tmp_path: Path) -> None:
    catalog = Catalog([tmp_path])
    (tmp_path / "toy.py").write_text(FILE)
    assert catalog.find("toy").where() == f"{tmp_path.name}/toy.py:10"


def test_a_file_is_run_once() -> None:
    path = layouts_folder() / "x86.py"
    assert load_layouts(path) is load_layouts(path)
