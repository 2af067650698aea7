"""Pages of a dump: any of them, of plain and of compressed files; the next and the previous one with a hit."""

import gzip
import random
import struct
from pathlib import Path

import pytest
import zstandard

from ptetui.sources.dump import DUMP_BYTES
from ptetui.sources.dump_pages import PAGE_BYTES, DumpPages, Searched, page_words
from ptetui.sources.scan import Filter, parse_filter, parse_query
from tests.sources.test_scan import setting_of

MARKER = 0xFFFFFFFFFFFFFC00  # x86_64, 6.13
PAGES = 24 * DUMP_BYTES // PAGE_BYTES + 3  # more than is kept of a compressed dump
HITS = (0, 7, 300, 301, PAGES - 2, PAGES - 1)
PACKS = {"plain": bytes, "gzip": lambda data: gzip.compress(data, 1), "zstd": zstandard.ZstdCompressor().compress}


def stored(pages: int = PAGES) -> bytes:
    """Pages with their number as the first word and a marker as the fifth of those in HITS; the last is cut."""
    data = bytearray(pages * PAGE_BYTES - 100)
    for page in range(pages):
        struct.pack_into("<Q", data, page * PAGE_BYTES, page << 12 | 1)
        if page in HITS:
            struct.pack_into("<Q", data, page * PAGE_BYTES + 40, MARKER)
    return bytes(data)


@pytest.fixture(scope="module", params=PACKS)
def dump(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("dump") / "dump"
    path.write_bytes(PACKS[request.param](stored()))
    return path


def test_any_page_in_any_order(dump: Path) -> None:
    pages = DumpPages(dump)
    chance = random.Random(1)
    for page in (0, PAGES - 1, 5, *(chance.randrange(PAGES) for _ in range(12))):
        words = page_words(pages.page(page), 64, "little")
        assert words[0] == page << 12 | 1
        assert len(words) == (512 if page < PAGES - 1 else 499)
    assert pages.count == PAGES
    for page in (PAGES, -1):
        with pytest.raises(ValueError, match=rf"no page {page}; it has pages 0 to {PAGES - 1}"):
            pages.page(page)


def hit_after(pages: DumpPages, page: int, by: int, wanted: Filter) -> int | None:
    last = [Searched(0, False), *pages.search(setting_of("x86_64"), wanted, page, by)][-1]
    return last.page if last.hit else None


@pytest.mark.parametrize("page", [0, 1, 7, 299, 300, 301, 302, PAGES - 2, PAGES - 1])
def test_the_next_and_the_previous_page_with_a_hit(dump: Path, page: int) -> None:
    pages = DumpPages(dump)
    marker = parse_filter(["marker"], [])
    assert hit_after(pages, page, 1, marker) == next((hit for hit in HITS if hit > page), None)
    assert hit_after(pages, page, -1, marker) == next((hit for hit in reversed(HITS) if hit < page), None)
    assert hit_after(pages, page, 1, parse_filter(["swap"], [])) is None


def test_words_by_width_and_byte_order() -> None:
    assert page_words(bytes(range(8)), 32, "big") == (0x00010203, 0x04050607)
    assert page_words(bytes(range(9)), 64, "little") == (0x0706050403020100,)


def test_files_that_have_no_pages(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "broken.gz").write_bytes(gzip.compress(bytes(9000))[:-10])
    for name, error in (("", "regular file"), ("missing", "no such file"), ("empty", "an empty file")):
        with pytest.raises(ValueError, match=error):
            DumpPages(tmp_path / name)
    with pytest.raises(ValueError, match="Compressed file ended"):
        DumpPages(tmp_path / "broken.gz").page(2)


def test_a_filter_in_one_text() -> None:
    assert parse_query("marker type==31 and guard") == parse_filter(["marker"], ["type==31 and guard"])
    assert parse_query("swap, hwpoison") == parse_filter(["swap", "hwpoison"], [])
    assert parse_query("type >= 0x1f and offset != 5") == parse_filter([], ["type>=31", "offset!=5"])
    assert not parse_query("  ").asks
    for wrong in ("nosuch", "type==", "== 3", "type==3 or swap", "marker markup"):
        with pytest.raises(ValueError, match=r"where|state"):
            parse_query(wrong)
