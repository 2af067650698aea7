"""Text, ASCII, Markdown and WaveDrom: whole, escaped, every bit there once."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.render.pages import ascii_page, markdown_page, text_page
from ptetui.render.view import Drawing, Table, View
from ptetui.render.wavedrom import wavedrom
from tests.render.exporting import EVERY, IDS, SWAP, export, view_of

every = pytest.mark.parametrize("what", EVERY, ids=IDS)
NAMES = sorted({layout.name for layout in Catalog().all() if layout.level == "pte" and layout.until is None})
Capture = pytest.CaptureFixture[str]

DRAWN = """\
63        58                                                  32
┌─────────┬─────────────────────────────────────────────────────┐
│   type  │                       ~offset                       │
│0 0 0 1 1│1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1│
│    3    │                        0x1234                       │
└─────────┴─────────────────────────────────────────────────────┘
31                                           9 8 7 6 5 4 3 2 1 0
┌─────────────────────────────────────────────┬─┬─┬───┬─┬─┬─┬─┬─┐
│                   ~offset                   │=│=│ =0│=│E│W│S│=│
│1 1 1 1 1 1 1 1 1 1 0 1 1 0 1 1 1 0 0 1 0 1 1│0│0│0 0│0│1│0│0│0│
│                    0x1234                   │✓│✓│ ok│✓│✓│·│·│✓│
└─────────────────────────────────────────────┴─┴─┴───┴─┴─┴─┴─┴─┘
type 3 · offset 0x1234 · exclusive   E--
The page was swapped out: area 3, slot 0x1234. The next touch brings it back.
"""


def test_a_word_as_text(tmp_path: Path, capsys: Capture) -> None:
    target = tmp_path / "word.txt"
    export(capsys, "word", SWAP, "-l", "x86_64@6.12", "-o", target)
    assert DRAWN in target.read_text(encoding="utf-8")
    assert export(capsys, "word", SWAP, "-l", "x86_64@6.12", "-o", "-", "--format", "txt") == target.read_text("utf-8")


@every
def test_ascii_is_ascii_and_as_long(what: tuple[str, ...]) -> None:
    made = ascii_page(view_of(*what, form="ascii"), 80)
    assert made.isascii()
    assert "?" not in made
    assert [len(line) for line in made.splitlines()] == [
        len(line) for line in text_page(view_of(*what, form="txt"), 80).splitlines()
    ]


def test_ascii_from_the_suffix_and_from_the_option(tmp_path: Path, capsys: Capture) -> None:
    export(capsys, "budget", "-o", tmp_path / "a.ascii")
    export(capsys, "budget", "--ascii", "-o", tmp_path / "a.txt")
    assert (tmp_path / "a.ascii").read_bytes() == (tmp_path / "a.txt").read_bytes()
    assert b"+-----" in (tmp_path / "a.txt").read_bytes()


@every
def test_markdown_is_whole(what: tuple[str, ...]) -> None:
    view = view_of(*what)
    made = markdown_page(view)
    outside = re.split(r"^```.*$", made, flags=re.M)
    assert len(outside) % 2 == 1
    drawings = [block for part in view.parts for block in part.blocks if isinstance(block, Drawing)]
    assert len(outside) // 2 == len(drawings)
    assert not re.search(r"(?<!\\)_", "".join(outside[::2]))  # names of macros are no emphasis
    tables = [block for part in view.parts for block in part.blocks if isinstance(block, Table)]
    rows = re.findall(r"^\|.*\|$", made, flags=re.M)
    counts = [len(re.findall(r"(?<!\\)\|", row)) - 1 for row in rows]
    assert counts == [len(table.header) for table in tables for _ in range(len(table.rows) + 2)]


# ---------------------------------------------------------------------------------------------- WaveDrom


def register(view: View) -> dict[str, Any]:
    assert view.register is not None
    made: dict[str, Any] = json.loads(wavedrom(view.register))
    return made


@pytest.mark.parametrize("name", NAMES)
def test_wavedrom_has_the_fields_of_the_swap_form(name: str) -> None:
    form = Catalog().find(name).swap
    made = register(view_of("layout", name))
    assert sum(entry["bits"] for entry in made["reg"]) == made["config"]["bits"] == form.width
    low = 0
    for entry in made["reg"]:
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
    made = register(view_of("budget"))["reg"]
    assert sum(entry["bits"] for entry in made) == 32
    assert made[0] == {"bits": 24, "name": "swap areas (24)", "type": 4}
    assert made[-1]["name"] == "marker"


def test_bit_field_draws_it() -> None:
    """The npm package bit-field, where node finds it (NODE_PATH names its folder)."""
    script = "const l=require('bit-field'),o=require('onml'),d=JSON.parse(require('fs').readFileSync(0));"
    node = shutil.which("node")
    if (
        node is None
        or subprocess.run([node, "-e", script.partition(",d=")[0]], capture_output=True, check=False).returncode
    ):
        pytest.skip("node does not find bit-field: npm install bit-field, NODE_PATH=.../node_modules")
    view = view_of("layout", "csky_abiv2")
    assert view.register is not None
    ran = subprocess.run(
        [node, "-e", script + "console.log(o.s(l.render(d.reg,d.config)))"],
        input=wavedrom(view.register), capture_output=True, text=True, check=True, timeout=30,
    )  # fmt: skip
    drawn = re.sub(r"<[^>]*>", " ", ran.stdout).split()
    named = {piece.name for piece in view.register.pieces}
    assert len([name for name in named if name.startswith("offset[")]) == 2
    assert named <= set(drawn), drawn
