"""The screen of a dump: pages, cells, hits, filters, another reading of the same bytes."""

import gzip
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from ptetui.pictures.scan import STATE_CELLS
from ptetui.sources.dump import DUMP_BYTES
from ptetui.sources.dump_pages import PAGE_BYTES, DumpPages, OpenDump
from ptetui.sources.scan import Filter
from ptetui.tui.app import PteApp
from ptetui.tui.explore.screen import Explore
from ptetui.tui.scan.screen import Scan
from tests.sources.test_dump_pages import HITS, MARKER, PAGES, stored
from tests.tui.apps import desk

SIZES = [(80, 24), (200, 50), (40, 12)]


@pytest.fixture(scope="module", params=["plain", "gzip"])
def dump(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("dump") / "dump"
    path.write_bytes(stored() if request.param == "plain" else gzip.compress(stored(), 1))
    return path


def opened(path: Path, page: int = 0, *, ascii_only: bool = False) -> PteApp:
    start = desk(kernel="6.13")
    start.dump = OpenDump(DumpPages(path), page, Filter())
    return PteApp(start, "scan", ascii_only=ascii_only)


def scan_of(app: PteApp) -> Scan:
    assert isinstance(app.screen, Scan)
    return app.screen


def text(app: PteApp) -> str:
    return "\n".join("".join(span.text for span in row) for row in scan_of(app).canvas("body").drawn())


async def settle(pilot: Pilot[None]) -> None:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def enter(pilot: Pilot[None], key: str, typed: str) -> None:
    """Answer a question with one line."""
    await pilot.press(key)
    pilot.app.screen.query_one(Input).value = typed
    await pilot.press("enter")
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_the_page_and_its_word_at_every_size(size: tuple[int, int], dump: Path) -> None:
    app = opened(dump, 7)
    async with app.run_test(size=size) as pilot:
        assert f"{STATE_CELLS['marker'].sign}  marker 1" in text(app)
        await pilot.press("right", "right", "right", "right", "right")
        assert "M A R K E R" in text(app) or "MARKER" in text(app)


async def test_pages_cells_and_hits(dump: Path) -> None:
    app = opened(dump)
    async with app.run_test(size=(80, 24)) as pilot:
        assert f"{STATE_CELLS['marker'].sign}  marker 1" in text(app)
        await pilot.press("right", "right", "right", "right", "right")
        assert scan_of(app).words[scan_of(app).cell] == MARKER
        for expected in HITS[1:]:
            await pilot.press("n")
            await settle(pilot)
            assert (scan_of(app).page, scan_of(app).cell) == (expected, 5)
        await pilot.press("n")
        await settle(pilot)
        assert scan_of(app).message == "no hit after this page"
        await pilot.press("N")
        await settle(pilot)
        assert scan_of(app).page == HITS[-2]
        await pilot.press("pagedown")
        await settle(pilot)
        await pilot.press("end")
        assert (scan_of(app).page, scan_of(app).cell) == (PAGES - 1, 498)
        await pilot.press("pagedown")
        await settle(pilot)
        assert f"no page {PAGES}" in scan_of(app).message
        assert scan_of(app).page == PAGES - 1
        await enter(pilot, "g", "@0x7028")
        await settle(pilot)
        assert (scan_of(app).page, scan_of(app).cell) == (7, 5)
        await pilot.press("enter")
        assert isinstance(app.screen, Explore)
        assert app.desk.now.word == MARKER


async def test_other_readings_of_the_same_bytes(dump: Path) -> None:
    app = opened(dump, 7, ascii_only=True)
    async with app.run_test(size=(120, 40)) as pilot:
        begun = app.desk.now
        assert text(app).isascii()
        await pilot.press("o")
        assert scan_of(app).words[0] == int.from_bytes((7 << 12 | 1).to_bytes(8, "little"), "big")
        await pilot.press("o", "a", *"arm_2level", "enter")
        await pilot.pause()
        assert len(scan_of(app).words) == PAGE_BYTES // 4
        await pilot.press("ctrl+y")
        assert "-l arm_2level -k 6.13 --page 7" in scan_of(app).message
        await pilot.press("u")
        assert app.desk.now is begun
        assert len(scan_of(app).words) == PAGE_BYTES // 8


async def test_a_filter_marks_its_words_and_a_wrong_one_is_a_line(dump: Path) -> None:
    app = opened(dump, 1)
    async with app.run_test(size=(100, 30)) as pilot:
        await enter(pilot, "slash", "swap and type==3")
        await pilot.press("n")
        await settle(pilot)
        assert scan_of(app).message == "no hit after this page"
        await enter(pilot, "slash", "present and nosuch")
        assert not isinstance(app.screen, Scan)  # the question stays, with what is wrong
        await pilot.press("escape")
        assert scan_of(app).asked == "swap and type==3"
        await enter(pilot, "slash", "present")
        roles = [span.role for row in scan_of(app).canvas("body").drawn() for span in row]
        assert any("here" in role.split() for role in roles)


async def test_a_click_is_a_word(dump: Path) -> None:
    app = opened(dump)
    async with app.run_test(size=(80, 24)) as pilot:
        drawn = scan_of(app).drawn
        assert drawn is not None
        await pilot.click("#body", offset=(drawn.fold.label + 3, 2))
        await pilot.pause()
        assert scan_of(app).cell == 2 * drawn.fold.per_row + 3


async def test_a_search_is_stopped_by_escape_and_a_lost_file_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "dump"
    with path.open("wb") as file:
        file.truncate(3000 * DUMP_BYTES)
    app = opened(path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "escape")
        assert scan_of(app).message == "the search is stopped"
        path.unlink()
        await pilot.press("pagedown")
        await settle(pilot)
        assert "No such file" in scan_of(app).message
        assert len(scan_of(app).words) == 512


async def test_without_a_dump_it_says_so() -> None:
    app = PteApp(desk(), "scan")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n", "g", "pagedown", "enter", "o", "right", "end")
        assert "No dump is open" in text(app)
