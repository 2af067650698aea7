"""What the views say, whatever the format."""

import json

import pytest

from ptetui import cli
from ptetui.analysis.designs.quantities import QUANTITIES
from ptetui.export.txt import text_page
from ptetui.linux.catalog import Catalog
from ptetui.linux.config import parse_config
from ptetui.linux.versions import NEWEST, spell
from ptetui.pictures.budget import BudgetPicture
from ptetui.render.spans import UNICODE
from ptetui.render.view import Drawing, Register, Table, View
from tests.export.exporting import EVERY, IDS, view_of


def table(view: View) -> Table:
    return next(block for part in view.parts for block in part.blocks if isinstance(block, Table))


def budget(kernel: tuple[int, int], config: str = "") -> View:
    """It needs no layout."""
    return BudgetPicture(kernel, parse_config([config])).view(80, UNICODE)


@pytest.mark.parametrize("picture", EVERY, ids=IDS)
def test_registers_have_every_bit_once(picture: tuple[str, ...]) -> None:
    view = view_of(*picture)
    registers: list[Register] = [register for part in view.parts for register in part.registers]
    assert registers or picture[0] == "collisions"
    for register in registers:
        bits = [bit for piece in register.pieces for bit in range(piece.high, piece.low - 1, -1)]
        assert bits == list(range(register.width - 1, -1, -1))


def test_a_malformed_word_says_what_must_be() -> None:
    rows = {row[1]: row[2] for row in table(view_of("word", "0x1fffffffffdb9638")).rows}
    assert (rows["erratum"], rows["free"]) == ("1 ✗ must be 0x0", "1 ✗ must be 0x0")
    assert (rows["leaf"], rows["~offset"], rows["type"]) == ("0", "0x1234", "3")


def test_compare_marks_each_bit_that_means_something_else() -> None:
    view = view_of("compare", "x86_64@6.12", "x86_64@4.18")
    drawn, _, legend = text_page(view, 80).partition("◆ under a bit")
    assert drawn.count("◆") == 5, "one a number and row: offset twice, type; exclusive and uffd-wp were zeros"
    assert legend.splitlines()[3:] == [
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
    known = {layout.name: layout for layout in Catalog().all() if layout.level == "pte" and layout.covers(NEWEST)}
    drawn = text_page(view_of("wall"), 80).partition("layout ")[0].splitlines()
    lines = {line.split()[0]: line for line in drawn if line.split()[:1] and line.split()[0] in known}
    assert set(lines) == set(known)
    for name, layout in known.items():
        cells = lines[name][-layout.width :]
        for flag, letter in (("exclusive", "E"), ("uffd_wp", "W"), ("soft_dirty", "S")):
            field = layout.swap.by_name.get(flag)
            assert cells.count(letter) == (field is not None)
            assert field is None or cells[layout.width - 1 - field.runs[0].low] == letter
        assert cells.count("T") == layout.swap.by_name["type"].width
    assert {row[0] for row in table(view_of("wall")).rows} == set(known)


def test_collisions_are_those_of_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "x86_64", "s390", "--json"]) == 1
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    expected = {
        (finding["rule"], finding["verdict"], finding["witness"])
        for finding in findings
        if finding["verdict"] != "alias"
    }
    view = view_of("collisions", "x86_64", "s390")
    assert {(row[2], row[3].partition(",")[0], row[6]) for row in table(view).rows} == expected
    headings = [part.heading for part in view.parts]
    oldest = spell(Catalog().history("x86_64")[0].since)
    assert headings[1].startswith(f"x86_64, {oldest} on, 2 fixed in 4.8, 2 excused, 0 open; ")
    assert f"R4 fixed in 4.8: swap / swap, {oldest} to 4.7 layouts/x86.py:" in " ".join(headings)


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


def test_the_designs_are_the_table_of_the_screen_with_their_evidence() -> None:
    view = view_of("designs", "k=2", layout="x86_64@5.14")
    rows = {row[0]: row[1:] for row in table(view).rows}
    assert rows["MAX_SWAPFILES left"] == ("25", "25", "↓ 24", "↓ 6", "25")
    assert rows["keeps protection"] == ("no", "↑ yes", "↑ yes", "no", "no")
    assert list(rows) == [quantity.title for quantity in QUANTITIES]
    page = text_page(view, 300)
    assert "32 - 4 device - 2 migration - 1 hwpoison - 1 marker = 24" in page
    assert "(a) special: 1 of 3. words with nothing but software bits: 2^2 - 1, of which 3 pass the rules" in page
    assert page.count("┃") > 10, "the boxes of the swap types"
    fails = {row[0]: row[1:] for row in table(view_of("designs", "k=3", layout="arm_2level@5.14")).rows}
    known = {layout.arch for layout in Catalog().all() if layout.level == "pte" and layout.covers((5, 14))}
    cannot, of, all_of_them = fails["architectures able"][1].removeprefix("✗ ").partition(" of ")
    assert (1 <= int(cannot) < len(known), of, int(all_of_them)) == (True, " of ", len(known))


@pytest.mark.parametrize(
    "layout", ["x86_64@6.12", "x86_64_special_pte", "x86_64_flags_in_type", "s390@6.12", "um_i386_2level"]
)
def test_a_life_has_a_strip_for_every_moment(layout: str) -> None:
    view = view_of("life", "anon", "write", "reclaim", "fork", "read", layout=layout, columns=64)
    assert [part.heading.split(". ")[0] for part in view.parts[1:]] == ["0", "1", "2", "3", "4"]
    width = view.parts[1].registers[0].width
    for part in view.parts[1:]:
        drawings = [block for block in part.blocks if isinstance(block, Drawing)]
        assert len(drawings) == len(part.registers) == (2 if part.heading[0] > "2" else 1)
        for drawing in drawings:
            ruler, bits, marks = ("".join(span.text for span in row) for row in drawing.rows)
            assert len(ruler) == len(bits) == len(marks) == width
    assert "MIGRATION" not in text_page(view, 200)
    assert text_page(view, 200).count("SWAP 0x") + text_page(view, 200).count("SWAP parent 0x") >= 2


def test_a_life_says_what_became_of_the_bits() -> None:
    page = text_page(view_of("life", *["shmem", "uffd=wp", "tracked", "write", "uffd_wp", "pageout"]), 200)
    assert "3. pageout: MADV_PAGEOUT" in page
    assert "soft-dirty: lost; uffd-wp: moved into the marker" in page
    assert "pagemap 0x420000000000003f SWAP UFFD_WP" in page
    assert "MARKER 0xfffffffffffffc00, type 31 · flags uffd_wp." in page
    special = text_page(
        view_of("life", *["shmem", "uffd=wp", "write", "uffd_wp", "pageout"], layout="x86_64_special_pte"), 200
    )
    assert "uffd-wp: bit 10 → bit 2" in special
    assert "SPECIAL PTE 0x0000000000000004" in special


def test_strips_fold_at_whole_bytes_with_the_low_bits_at_the_right() -> None:
    view = view_of("life", "write", columns=40)
    drawing = next(block for block in view.parts[2].blocks if isinstance(block, Drawing))
    lines = ["".join(span.text for span in row) for row in drawing.rows]
    assert [len(line) for line in lines] == [40] * 6
    assert lines[0].rstrip().endswith("40")
    assert lines[3].endswith(" 0")
    whole = view_of("life", "write", columns=64).parts[2].blocks
    bits = next("".join(span.text for span in block.rows[1]) for block in whole if isinstance(block, Drawing))
    assert lines[1].strip() + lines[4] == bits
