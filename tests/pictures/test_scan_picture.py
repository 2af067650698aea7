"""A page-table page as a picture: the signs are the states of its words, on every way out."""

import json
from collections import Counter
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.setting import Setting, find_setting
from ptetui.pictures.request import Request, Wrong
from ptetui.pictures.scan import STATE_CELLS, PageWords, ScanPicture, dump_page_rows
from ptetui.render.fitted import Viewport
from ptetui.render.grid import GridCell
from ptetui.render.prose import TITLES
from ptetui.render.rows import row_width
from ptetui.render.spans import ASCII, UNICODE, text_of
from ptetui.sources.scan import ALL_STATES
from ptetui.talk.tours import load_tour
from tests.sources.test_scan import X86, dump_of

CATALOG = Catalog()


def drawn_signs(setting: Setting, words: list[int], size: tuple[int, int]) -> str:
    drawn = dump_page_rows(PageWords(setting, words), 0, Viewport(*size, UNICODE))
    grid = drawn.rows[: drawn.fold.rows]
    return "".join(text_of(row)[drawn.fold.label :].replace(" ", "") for row in grid)


def test_every_state_has_a_sign_of_its_own() -> None:
    assert set(STATE_CELLS) == set(TITLES) == set(ALL_STATES)
    signs = [cell.sign for state, cell in STATE_CELLS.items() if state != "device_exclusive"]  # before it was two
    assert len(set(signs)) == len(signs)
    assert all(isinstance(cell, GridCell) and len(cell.sign) == 1 for cell in STATE_CELLS.values())


@pytest.mark.parametrize("order", ["little", "big"])
@pytest.mark.parametrize("name", ["x86_64", "arm64_4k", "s390", "arm_2level", "ppc64_book3s_4k", "mips64_octeon"])
def test_its_cells_are_what_classify_says(name: str, order: str, tmp_path: Path) -> None:
    assert order in ("little", "big")
    dump_of(tmp_path / "dump", name, "little" if order == "little" else "big", 300)
    setting = find_setting(CATALOG, name, (6, 13))
    values = {"file": str(tmp_path / "dump"), "order": order, "layout": name, "kernel": "6.13"}
    picture = ScanPicture.of(Request(values, CATALOG))
    step = setting.layout.width // 8
    data = (tmp_path / "dump").read_bytes()[:4096]
    words = [int.from_bytes(data[at : at + step], "little" if order == "little" else "big")
             for at in range(0, len(data), step)]  # fmt: skip
    states = [classify(setting, word).state for word in words]
    assert picture.data()["states"] == Counter(states)
    assert drawn_signs(setting, words, (200, 120)) == "".join(STATE_CELLS[state].sign for state in states)


@pytest.mark.parametrize("size", [(80, 22), (200, 48), (40, 10), (17, 3)])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_the_cursor_is_always_on_it(size: tuple[int, int], glyphs: object) -> None:
    viewport = Viewport(*size, UNICODE if glyphs is UNICODE else ASCII)
    for name, count in (("x86_64", 512), ("arm_2level", 1024)):
        page = PageWords(find_setting(CATALOG, name, (6, 13)), [0x402] * count)
        for cursor in (0, count // 2, count - 1):
            drawn = dump_page_rows(page, cursor, viewport)
            assert sum("cursor" in span.role.split() for row in drawn.rows for span in row) == 1
            assert max(map(row_width, drawn.rows)) <= max(viewport.columns, drawn.fold.label + 8)
            assert len(drawn.rows) <= max(viewport.lines, 7)


def test_words_of_a_slide() -> None:
    values = {"layout": "x86_64@6.12", "words": "0x0*40 0x402 0x0*2", "cell": "40"}
    picture = ScanPicture.of(Request(values, CATALOG))
    assert picture.data()["states"] == {"none": 42, "swap": 1}
    assert picture.reading.word == 0x402
    for wrong, error in (
        ({"words": "0x0*2000"}, "at most 1024"), ({"words": " "}, "name words"), ({"words": "0x0*x"}, "'x' is not"),
        ({"cell": "43"}, "the page has words 0 to 42"), ({"file": "/dev/zero", "words": None}, "regular file"),
        ({"words": None}, "regular file"), ({"order": "middle", "file": __file__, "words": None}, "neither little"),
    ):  # fmt: skip
        given = {key: value for key, value in {**values, **wrong}.items() if value is not None}
        with pytest.raises(Wrong, match=error):
            ScanPicture.of(Request(given, CATALOG))


def test_the_command_prints_a_page_and_export_draws_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dump_of(tmp_path / "dump", "x86_64", "little", 300)
    dump = str(tmp_path / "dump")
    assert main(["scan", dump, *X86, "--page", "1", "--json"]) == 0
    page = json.loads(capsys.readouterr().out)
    assert (page["at"], page["words"]) == ("0x1000", 512)
    assert main(["scan", dump, *X86, "--page", "1"]) == 0
    printed = capsys.readouterr().out
    assert "0xe00 " in printed
    assert all(f" {state} {count}" in printed for state, count in page["states"].items())
    for suffix in ("svg", "html", "txt", "tex", "json", "md"):
        assert main(["export", "scan", dump, "1", "5", *X86, "-o", str(tmp_path / f"page.{suffix}")]) == 0
        assert (tmp_path / f"page.{suffix}").stat().st_size > 200
    for arguments, error in (
        (["scan", dump, *X86, "--page", "-1"], "counted from 0"),
        (["scan", dump, *X86, "--page", "999999"], "no page 999999; it has pages 0 to"),
        (["scan", dump, *X86, "--page", "1", "--state", "swap", "--parquet", "x"], "leave out --page"),
        (["export", "scan", dump, "x", "-o", "x.svg"], "'x' is not a number"),
        (["export", "scan", "-o", "x.svg"], "export scan takes a dump"),
    ):
        assert main(arguments) == 2
        got = capsys.readouterr().err
        assert error in got
        assert got.count("\n") == 1


def test_a_slide_shows_a_page(tmp_path: Path) -> None:
    talk = """\
---
title: Pages
about: of a page table
layout: x86_64@6.12
---

## A page

```show
screen: scan
words: 0x0*40 0x402*24 0x0*448
cell: 40
```

- A point.
"""
    (tmp_path / "talk.md").write_text(talk)
    (tmp_path / "wrong.md").write_text(talk.replace("cell: 40", "cell: 600"))
    assert main(["export", "tour", str(tmp_path / "talk.md"), "-o", str(tmp_path / "talk.txt"), "--format", "md"]) == 0
    drawn = (tmp_path / "talk.txt").read_text("utf-8")
    assert "s  swap 24" in drawn
    with pytest.raises(ValueError, match=r"wrong\.md, line 12: cell: 600: the page has words 0 to 511"):
        load_tour(str(tmp_path / "wrong.md"), CATALOG)
