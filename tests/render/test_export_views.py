"""What the views say, whatever the format."""

import json

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.linux.config import parse_config
from ptetui.linux.versions import NEWEST
from ptetui.render.pages import text_page
from ptetui.render.ribbon import UNICODE
from ptetui.render.view import Register, Table, View, Wanted
from ptetui.render.views import build
from tests.render.exporting import EVERY, IDS, view_of


def table(view: View) -> Table:
    return next(block for part in view.parts for block in part.blocks if isinstance(block, Table))


def budget(kernel: tuple[int, int], config: str = "") -> View:
    def none(_: str | None) -> None:
        raise AssertionError("the budget needs no layout")

    return build("budget", Wanted((), Catalog(), none, kernel, parse_config([config]), 80, UNICODE))  # type: ignore[arg-type]


@pytest.mark.parametrize("what", EVERY, ids=IDS)
def test_registers_have_every_bit_once(what: tuple[str, ...]) -> None:
    view = view_of(*what)
    registers: list[Register] = [register for part in view.parts for register in part.registers]
    assert registers or what[0] == "collisions"
    for register in registers:
        bits = [bit for piece in register.pieces for bit in range(piece.high, piece.low - 1, -1)]
        assert bits == list(range(register.width - 1, -1, -1))


def test_a_malformed_word_says_what_must_be() -> None:
    rows = {row[1]: row[2] for row in table(view_of("word", "0x1fffffffffdb9638")).rows}
    assert (rows["erratum"], rows["free"]) == ("1 ✗ must be 0x0", "1 ✗ must be 0x0")
    assert (rows["leaf"], rows["~offset"], rows["type"]) == ("0", "0x1234", "3")


def test_compare_marks_each_bit_that_means_something_else() -> None:
    view = view_of("compare", "x86_64@6.12", "x86_64@4.18")
    drawn, _, told = text_page(view, 80).partition("◆ under a bit")
    assert drawn.count("◆") == 55 + 2  # type and offset moved; exclusive and uffd-wp
    assert told.splitlines()[3:] == [
        "x86_64, kernel 4.18  type moved from 63-59 to 13-9",
        "x86_64, kernel 4.18  offset moved from 58-9 to 63-14",
        "x86_64, kernel 4.18  offset stored inverted on one side only",
        "x86_64, kernel 4.18  exclusive removed from 3",
        "x86_64, kernel 4.18  uffd_wp removed from 2",
    ]


def test_compare_of_the_same_entries() -> None:
    page = text_page(view_of("compare", "x86_64@6.12", "x86_64@6.16"), 80)
    assert "◆" not in page
    assert page.endswith("no field of the swap entries differs\n")


def test_the_wall_has_every_layout_of_the_kernel_with_its_letters() -> None:
    known = {each.name: each for each in Catalog().all() if each.level == "pte" and each.covers(NEWEST)}
    lines = {line.split()[0]: line for line in text_page(view_of("wall"), 80).splitlines()[3 : 3 + len(known)]}
    assert set(lines) == set(known)
    for name, layout in known.items():
        cells = lines[name][-layout.width :]
        for flag, letter in (("exclusive", "E"), ("uffd_wp", "W"), ("soft_dirty", "S")):
            field = layout.swap.by_name.get(flag)
            assert cells.count(letter) == (field is not None)
            assert field is None or cells[layout.width - 1 - field.runs[0].low] == letter
        assert cells.count("T") == layout.swap.by_name["type"].width
    assert table(view_of("wall")).rows[0][0] == "parisc64"


def test_collisions_are_those_of_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "x86_64", "s390", "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    told = {(each["rule"], each["verdict"], each["witness"]) for each in found if each["verdict"] != "alias"}
    view = view_of("collisions", "x86_64", "s390")
    assert {(row[2], row[3], row[6]) for row in table(view).rows} == told
    headings = [part.heading for part in view.parts]
    assert headings[1].startswith("x86_64, 3.11 on, collision; ")
    assert "R4 collision: swap / swap, 3.11 to 4.7 layouts/x86.py:" in " ".join(headings)


@pytest.mark.parametrize(
    ("kernel", "config", "areas", "marker"),
    [((7, 3), "", 24, (31, "always there")), ((6, 12), "", 23, (31, "always there")),
     ((5, 19), "", 22, (30, "CONFIG_PTE_MARKER")), ((5, 19), "PTE_MARKER=n", 23, None), ((5, 18), "", 25, None)],
)  # fmt: skip
def test_the_budget(kernel: tuple[int, int], config: str, areas: int, marker: tuple[int, str] | None) -> None:
    view = budget(kernel, config)
    rows = {row[1]: (row[0], row[3]) for row in table(view).rows}
    assert rows["swap"][0] == f"0 to {areas - 1}"
    assert rows.get("marker") == (marker and (str(marker[0]), marker[1]))
    page = text_page(view, 80)
    assert f"MAX_SWAPFILES {areas} = 32 - {32 - areas}" in page
    assert sum(f" {number:2} swap " in page for number in range(32)) == areas
