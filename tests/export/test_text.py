"""Text, ASCII, Markdown and WaveDrom: whole, escaped, every bit there once."""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ptetui.export.md import markdown_page
from ptetui.export.txt import text_page
from ptetui.export.wavedrom import wavedrom
from ptetui.linux.catalog import Catalog
from ptetui.render.ascii import to_ascii
from ptetui.render.view import Drawing, Table, View
from tests.export.exporting import EVERY, IDS, SWAP, export, view_of

every = pytest.mark.parametrize("picture", EVERY, ids=IDS)
NAMES = sorted({layout.name for layout in Catalog().all() if layout.level == "pte" and layout.until is None})
Capture = pytest.CaptureFixture[str]

DRAWN = """\
63        58                                                  32
│         │                                                     │
│   type  │                       ~offset                       │
│    3    │                        0x1234                       │
│0 0 0 1 1│1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1│
└─────────┴─────────────────────────────────────────────────────┘
31                                           9 8 7 6 5 4 3 2 1 0
│                                             │ │P│   │ │ │ │ │ │
│                   ~offset                   │P│S│D/A│=│E│W│S│ │
│                    0x1234                   │N│E│ =0│0│X│P│D│P│
│1 1 1 1 1 1 1 1 1 1 0 1 1 0 1 1 1 0 0 1 0 1 1│0│0│0 0│0│1│0│0│0│
└─────────────────────────────────────────────┴─┴─┴───┴─┴─┴─┴─┴─┘
type 3 · offset 0x1234 · exclusive   E--
The page was swapped out: area 3, slot 0x1234. The next access swaps it back in.
"""


def test_a_word_as_text(tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "word.txt"
    export(capsys, "word", SWAP, "-l", "x86_64@6.12", "-o", target)
    assert DRAWN in target.read_text(encoding="utf-8")
    assert export(capsys, "word", SWAP, "-l", "x86_64@6.12", "-o", "-", "--format", "txt") == target.read_text("utf-8")


@every
def test_ascii_is_ascii_and_as_long(picture: tuple[str, ...]) -> None:
    ascii_text, text = (
        to_ascii(text_page(view_of(*picture, form="ascii"), 80)),
        text_page(view_of(*picture, form="txt"), 80),
    )
    assert ascii_text.isascii()
    assert ascii_text.count("?") == text.count("?"), "a sign that the table does not know"
    assert [len(line) for line in ascii_text.splitlines()] == [len(line) for line in text.splitlines()]


def test_ascii_from_the_suffix_and_from_the_option(tmp_path: Path, capsys: Capture) -> None:
    export(capsys, "budget", "-o", tmp_path / "a.ascii")
    export(capsys, "budget", "--ascii", "-o", tmp_path / "a.txt")
    assert (tmp_path / "a.ascii").read_bytes() == (tmp_path / "a.txt").read_bytes()
    assert b"+-----" in (tmp_path / "a.txt").read_bytes()


@every
def test_markdown_is_whole(picture: tuple[str, ...]) -> None:
    view = view_of(*picture)
    page = markdown_page(view)
    outside = re.split(r"^```.*$", page, flags=re.M)
    assert len(outside) % 2 == 1
    drawings = [block for part in view.parts for block in part.blocks if isinstance(block, Drawing)]
    assert len(outside) // 2 == len(drawings)
    assert not re.search(r"(?<!\\)_", "".join(outside[::2]))  # names of macros are no emphasis
    tables = [block for part in view.parts for block in part.blocks if isinstance(block, Table)]
    rows = re.findall(r"^\|.*\|$", page, flags=re.M)
    counts = [len(re.findall(r"(?<!\\)\|", row)) - 1 for row in rows]
    assert counts == [len(table.header) for table in tables for _ in range(len(table.rows) + 2)]


# ---------------------------------------------------------------------------------------------- WaveDrom


def register(view: View) -> dict[str, Any]:
    assert view.register is not None
    data: dict[str, Any] = json.loads(wavedrom(view.register))
    return data


@pytest.mark.parametrize("name", NAMES)
def test_wavedrom_has_the_fields_of_the_swap_form(name: str) -> None:
    form = Catalog().find(name).swap
    data = register(view_of("layout", name))
    assert sum(entry["bits"] for entry in data["reg"]) == data["config"]["bits"] == form.width
    low = 0
    for entry in data["reg"]:
        field = form.at(low)
        run = next(run for run in field.runs if run.low == low)
        assert run.width == entry["bits"]
        called, at = re.fullmatch(r"~?([^\[]*)(?:\[(?:\d+:)?(\d+)\])?", entry["name"]).groups()  # type: ignore[union-attr]
        if field.kind in ("number", "flag"):
            assert called == field.name
            assert run.at == int(at or 0)
            assert entry["name"].startswith("~") == field.inverted
        elif field.kind == "fixed":
            ones = (field.put(0, field.fixed) >> low) & ((1 << run.width) - 1)
            assert int(called, 2) in (ones, min(ones, 1))
        low += entry["bits"]


def test_wavedrom_of_a_word_has_its_values() -> None:
    named = {entry["name"]: entry.get("attr") for entry in register(view_of("word", SWAP))["reg"]}
    assert named == {
        "0": None, "soft_dirty": "0", "uffd_wp": "0", "exclusive": "1", "~offset": "0x1234", "type": "3",
    }  # fmt: skip


def test_wavedrom_of_the_budget_has_32_types() -> None:
    lanes = register(view_of("budget"))["reg"]
    assert sum(entry["bits"] for entry in lanes) == 32
    assert lanes[0] == {"bits": 24, "name": "swap areas (24)", "type": 4}
    assert lanes[-1]["name"] == "marker"


# The npm package bit-field on a register from standard input, as SVG on standard output.
FIND = """
const draw = require("bit-field").render;
const text = require(require.resolve("onml", {paths: [require.resolve("bit-field")]})).stringify;
"""
DRAW = """
const {reg, config} = JSON.parse(require("fs").readFileSync(0));
console.log(text(draw(reg, config)));
"""
REGISTERS = (("word", SWAP), ("layout", "x86_64"), ("layout", "csky_abiv2"), ("layout", "parisc64"), ("budget",))
LANE = 32
NS = "{http://www.w3.org/2000/svg}"


@cache
def node_with_bit_field() -> dict[str, str] | None:
    """The environment in which node finds bit-field, in NODE_PATH or among npm's global packages; None without it."""
    if not (shutil.which("node") and shutil.which("npm")):
        return None
    shared = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False).stdout.strip()
    known = os.environ | {"NODE_PATH": os.pathsep.join(filter(None, (os.environ.get("NODE_PATH"), shared)))}
    tried = subprocess.run(["node", "-e", FIND], env=known, capture_output=True, check=False)
    return None if tried.returncode else known


def drawn(picture: ET.Element, lanes: int) -> set[tuple[int, float, str]]:
    """The texts of a picture, upright ones too: the lane from below, the bit in the middle of it, the text."""
    placed: list[tuple[float, float, str]] = []

    def walk(element: ET.Element, x: float, y: float) -> None:
        if moved := re.search(r"translate\(([-\d.]+)(?:,([-\d.]+))?\)", element.get("transform", "")):
            x, y = x + float(moved[1]), y + float(moved[2] or 0)
        if element.tag == f"{NS}text":
            placed.append((x, y, "".join(element.itertext())))
        for child in element:
            walk(child, x, y)

    walk(picture, 0, 0)
    high = float(picture.get("height", "")) / lanes
    left, right = (
        min(x for x, _, _ in placed),
        max(x for x, _, _ in placed),
    )  # the numbers of the first and the last bit
    half = (right - left) / (LANE - 1) / 2
    return {(lanes - 1 - int(y // high), round((right - x) / half) / 2, text) for x, y, text in placed}


def expected(asked: dict[str, Any]) -> set[tuple[int, float, str]]:
    """The same, from the pieces: their edges with their numbers, and name and value in the middle."""
    placed: set[tuple[int, float, str]] = set()
    low = 0
    for entry in asked["reg"]:
        high = low + entry["bits"] - 1
        for lane in range(low // LANE, high // LANE + 1):
            first, last = max(low, lane * LANE), min(high, lane * LANE + LANE - 1)
            middle = (first + last) / 2 - lane * LANE
            placed |= {(lane, bit % LANE, str(bit)) for bit in (first, last)}
            placed |= {(lane, middle, entry[text]) for text in ("name", "attr") if text in entry}
        low = high + 1
    return placed


@pytest.mark.parametrize("picture", REGISTERS, ids=" ".join)
def test_bit_field_draws_every_field_in_its_place(picture: tuple[str, ...]) -> None:
    known = node_with_bit_field()
    if known is None:
        pytest.skip("node does not find bit-field: npm install -g bit-field, or NODE_PATH=.../node_modules")
    asked = register(view_of(*picture))
    command = ["node", "-e", FIND + DRAW]
    ran = subprocess.run(command, env=known, input=json.dumps(asked), capture_output=True, text=True, check=True)
    assert drawn(ET.fromstring(ran.stdout), asked["config"]["lanes"]) == expected(asked)
