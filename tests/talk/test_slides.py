"""Slides: what they show, in every size; the page and the asciicast that play them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.export.asciicast import CAST_LINES, asciicast
from ptetui.export.deck_page import deck_page
from ptetui.linux.catalog import Catalog
from ptetui.render import block_letters
from ptetui.render.fitted import Viewport, largest, part
from ptetui.render.spans import ASCII, CONSOLE, UNICODE, Glyphs, Span
from ptetui.render.view import Deck
from ptetui.talk.frame import Shown, picture_rows, slide_rows
from ptetui.talk.large_points import large_point
from ptetui.talk.moving import motion_of
from ptetui.talk.picture import TourPicture
from ptetui.talk.reader import read_tour
from ptetui.talk.text_slide import highlighted
from ptetui.talk.tour import Place, Tour
from ptetui.talk.tours import shipped_tours, tour_name
from tests.talk.tours.claims import shipped_tour

CATALOG = Catalog()
TOURS = [tour_name(path) for path in shipped_tours()]


def tour(show: str, below: str = "- {HIGHLIGHT} point", field: str = "offset") -> Tour:
    text = f"---\ntitle: T\nabout: A\nlayout: x86_64@6.12\n---\n## C\n```show\n{show}\n```\n\n{below}\n"
    return read_tour(text.replace("{HIGHLIGHT}", f"{{{field}}}"), Path("own.md"), "own", CATALOG)


def drawn(talk: Tour, names: tuple[str, ...] = (), columns: int = 100, lines: int = 22) -> list[list[Span]]:
    return talk.steps[0].picture.rows(Viewport(columns, lines, UNICODE), names)[:lines]


def deck(talk: Tour) -> Deck:
    slides = TourPicture(talk).view(100, UNICODE).deck
    assert slides is not None
    return slides


def text(rows: list[list[Span]]) -> str:
    return "\n".join("".join(span.text for span in row) for row in rows)


EVERY = [
    "state: swap type=3 offset=0x1234 exclusive", "state: none\nbefore: swap type=3", "form: present\nbits: 15-0",
    "screen: life\nlife: shmem uffd=wp write uffd_wp pageout", "screen: compare\nlayouts: x86_64 arm64_4k arm_2level",
    "screen: compare\nlayouts: x86_64 s390\nbits: 15-0", "screen: wall\nlayouts: x86_64 arm64_4k arm_2level",
    "screen: collisions\nlayout: x86_64@4.7\nrule: R4", "screen: history\ncase: H10", "screen: designs\nkernel: 5.14",
    "screen: budget\nkernel: 5.14\ndesign: type", "screen: layout", "screen: time", "screen: wall",
    "screen: collisions\nlayouts: x86_64 s390", "word: 0x402 0x0",
]  # fmt: skip


@pytest.mark.parametrize("show", EVERY)
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_picture_keeps_to_its_room(show: str, glyphs: Glyphs) -> None:
    talk = tour(show, "")
    for columns in (80, 100, 133, 240):
        for lines in (1, 8, 17, 22, 60):
            rows = picture_rows(talk.steps[0], Viewport(columns, lines, glyphs), 0)
            assert 0 < len(rows) <= lines
            assert max(sum(len(span.text) for span in row) for row in rows) <= columns


@given(st.integers(40, 250), st.integers(16, 80), st.data())
def test_every_slide_keeps_to_its_lines(columns: int, lines: int, data: st.DataObject) -> None:
    talk = shipped_tour(data.draw(st.sampled_from(TOURS)))
    place = data.draw(st.sampled_from(list(talk.places())))
    rows = slide_rows(talk, place, Viewport(columns, lines, UNICODE))
    assert len(rows) <= lines
    if place.revealed:  # the point that was revealed last is there
        last = talk.points(place.slide)[place.revealed - 1]
        large = large_point(last, Viewport(columns, lines, UNICODE))
        drawn_rows = text(rows).splitlines()
        if large:
            assert all(any(line.rstrip() in row for row in drawn_rows) for line in text([*large]).splitlines())
        else:
            assert last.plain.split()[0] in text(rows)


def test_points_come_one_by_one() -> None:
    talk = tour("word: 0x4", "- alpha\n- beta")
    shown = [text(slide_rows(talk, Place(1, revealed), Viewport(100, 28, UNICODE))) for revealed in range(3)]
    assert [("alpha" in slide, "beta" in slide) for slide in shown] == [(False, False), (True, False), (True, True)]


@pytest.mark.parametrize("size", [(80, 23), (100, 27), (120, 39), (200, 49)])
def test_a_slide_is_in_the_middle(size: tuple[int, int]) -> None:
    columns, lines = size
    talk = tour("screen: designs\nkernel: 5.14", "- a point\n- another")
    rows = [line.rstrip() for line in text(slide_rows(talk, Place(1, 2), Viewport(*size, UNICODE))).splitlines()]
    caption = next(line for line in rows if line)
    left = len(caption) - len(caption.lstrip())
    assert abs(left - (columns - len(caption))) <= 4
    table = next(line for line in rows if "architectures" in line)
    assert abs(len(table) - len(table.lstrip()) - (columns - max(map(len, rows)))) <= 4
    assert len(rows) >= lines * 2 // 3


def test_nothing_jumps_when_a_point_is_revealed() -> None:
    talk = tour("word: 0x4", "- alpha\n- beta\n- gamma")
    for size in ((80, 23), (200, 49)):
        shown = [text(slide_rows(talk, Place(1, revealed), Viewport(*size, UNICODE))) for revealed in range(4)]
        lines = [next(index for index, line in enumerate(slide.splitlines()) if "x86_64" in line) for slide in shown]
        assert len(set(lines)) == 1
        columns = {line.index("alpha") for slide in shown for line in slide.splitlines() if "alpha" in line}
        assert len(columns) == 1


def test_captions_are_in_block_letters_where_they_fit() -> None:
    talk = tour("word: 0x4", "")
    letters = block_letters.lines("C")[0]
    tall = talk._replace(steps=(talk.steps[0]._replace(caption="Jiggle, it"),))
    shown = text(slide_rows(tall, Place(1), Viewport(200, 49, UNICODE))).splitlines()
    first = next(index for index, line in enumerate(shown) if line.strip())
    left = min(len(line) - len(line.lstrip()) for line in shown[first : first + 5])
    assert [line[left:].rstrip() for line in shown[first : first + 5]] == block_letters.lines("Jiggle, it")
    assert letters in text(slide_rows(talk, Place(1), Viewport(200, 49, UNICODE)))
    for viewport in (Viewport(80, 23, UNICODE), Viewport(200, 49, ASCII)):
        shown = text(slide_rows(talk, Place(1), viewport))
        assert letters not in shown
        assert shown.split()[0] == "C"


def test_points_are_large_where_there_is_room() -> None:
    slides = tour("word: 0x4", "- {HIGHLIGHT} One point.\n- Another, in `code`.\n- A third.\n- The last.")
    first, another = block_letters.dotted("One"), block_letters.dotted("Another,")
    alone, all_large = Viewport(200, 50, UNICODE), Viewport(240, 66, UNICODE)
    shown = text(slide_rows(slides, Place(1, 2), alone))
    assert "• One point." in shown  # all four have no room in large: what was said before is small
    assert all(line in shown for line in another)
    shown = text(slide_rows(slides, Place(1, 2), all_large))
    assert all(line in shown for line in (*first, *another))
    for size in (alone, all_large):
        places = [text(slide_rows(slides, Place(1, revealed), size)).splitlines() for revealed in range(5)]
        assert "Another" not in "".join(places[1])
        assert len({next(at for at, line in enumerate(lines) if "x86_64" in line) for lines in places}) == 1
    for size, glyphs in (((100, 50), UNICODE), ((200, 40), UNICODE), ((200, 50), ASCII), ((200, 50), CONSOLE)):
        assert "• Another, in code." in text(slide_rows(slides, Place(1, 2), Viewport(*size, glyphs)))


def test_a_caption_that_has_no_room_in_blocks_is_in_dots() -> None:
    slides = tour("word: 0x4", "- one\n- two")
    slides = slides._replace(steps=(slides.steps[0]._replace(caption="Jig"),))
    for size, dots in (((100, 27, UNICODE), True), ((80, 23, UNICODE), False), ((100, 27, CONSOLE), False)):
        shown = text(slide_rows(slides, Place(1), Viewport(*size)))
        assert all(line.rstrip("\u2800") in shown for line in block_letters.dotted("Jig")) == dots
        assert ("Jig" in shown) != dots


def test_events_that_stand_close_have_their_texts_above_and_below() -> None:
    lines = "".join(f"20{year}: event {year} of eight\n" for year in range(10, 18))
    slides = read_tour(f"---\ntitle: T\nabout: A\n---\n## C\n```timeline\n{lines}```\n", Path("o.md"), "o", CATALOG)
    for columns in (78, 98):
        rows = text(drawn(slides, columns=columns, lines=14)).splitlines()
        middle = next(at for at, line in enumerate(rows) if "━" in line)
        assert [line.split() for line in rows if "2010" in line] == [["2010", "2012", "2014", "2016"]]
        assert rows[middle + 1].split() == ["2011", "2013", "2015", "2017"]
        assert [at for at, char in enumerate(rows[middle]) if char == "●"][1::2] == [
            match.start() for match in re.finditer("20", rows[middle + 1])
        ]  # fmt: skip
        words = " ".join(rows).split()
        assert all(words.count(str(year)) == 1 for year in range(10, 18))


def test_the_bits_of_a_slide_are_large_where_there_is_room() -> None:
    slides = tour("word: 0x4\nbits: 15-0")
    assert "█▀█" in text(drawn(slides, lines=14))
    assert "█▀█" not in text(drawn(slides, lines=9))
    assert "█▀█" not in text(slides.steps[0].picture.rows(Viewport(100, 14, ASCII)))


def test_the_title_slide_tells_who_and_not_what_comes() -> None:
    talk = tour("word: 0x4")._replace(title="Bits", by=("Ada", "May"))
    for size in ((80, 23), (200, 49)):
        shown = text(slide_rows(talk, Place(), Viewport(*size, UNICODE)))
        assert "Ada · May" in shown
        assert "Bits" in shown or block_letters.lines("Bits")[0] in shown
        assert "point" not in shown


def test_what_is_written_on_a_slide() -> None:
    lines = "```timeline\nJanuary 2021: a word\nJuly 2021: an objection\n```\n\n- {July_2021} point"
    talk = read_tour(f"---\ntitle: T\nabout: A\n---\n## C\n{lines}\n", Path("own.md"), "own", CATALOG)
    across = drawn(talk, ("July_2021",))
    assert re.fullmatch("○━+ ●", text([across[0]]).strip())
    assert [(span.text, span.role) for span in across[1] if span.text.strip()] == [
        ("January 2021", "dim"), ("July 2021", "head")
    ]  # fmt: skip
    down = text(drawn(talk, columns=17)).splitlines()
    dated = [line.split()[:3] for line in down if "2021" in line]
    assert dated == [["January", "2021", "●"], ["July", "2021", "●"]]


def test_code_is_highlighted() -> None:
    spans = list(highlighted('if (make_pte_marker(PTE_MARKER_UFFD_WP) == 0x4) return; /* "none" */'))
    assert "".join(span.text for span in spans).startswith("if (make_pte_marker(")
    roles = {span.text: span.role for span in spans if span.role}
    assert roles == {
        "if": "key", "make_pte_marker": "offset", "PTE_MARKER_UFFD_WP": "type", "0x4": "number", "return": "key",
        '/* "none" */': "dim",
    }  # fmt: skip


def test_a_question_hides_what_it_asks() -> None:
    body = "```ask\nword: 0xfffffffffffffc00\nanswers: none marker\n```\n\n- {uffd_wp} point"
    talk = read_tour(
        f"---\ntitle: T\nabout: A\nlayout: x86_64@6.12\n---\n## C\n{body}\n", Path("own.md"), "own", CATALOG
    )
    for size in ((80, 23), (100, 27), (200, 49)):
        asked, answered = (text(slide_rows(talk, Place(1, at), Viewport(*size, UNICODE))) for at in (0, 1))
        assert " 1  none" in asked
        assert " 2  marker" in asked
        bits = "".join(
            char for line in asked.splitlines() if line.strip().startswith("│") for char in line if char in "01"
        )
        assert bits == f"{0xFFFFFFFFFFFFFC00:064b}"
        assert "✓ marker" in answered
        wrong = slide_rows(talk, Place(1, 1), Viewport(*size, UNICODE), Shown(None, {1: 0}))
        assert "✗ none" in text(wrong)


def test_a_slide_moves() -> None:
    talk = tour("screen: life\nlife: anon clear_refs_4 write pageout")
    for size in ((80, 23), (200, 49)):
        viewport = Viewport(*size, UNICODE)
        frames = {text(slide_rows(talk, Place(1), viewport, Shown(time / 20))) for time in range(21)}
        assert len(frames) > 10
        still = slide_rows(talk, Place(1), viewport)
        assert all(len(frame.splitlines()) <= len(still) for frame in frames)
        assert any("soft-dirty 11 → 1" in frame for frame in frames)


def test_lit_fields_are_underlined_the_others_dim() -> None:
    talk = tour("state: swap type=3 offset=0x1234 exclusive")
    rows = drawn(talk, ("type",))
    names = next(row for row in rows if any("type" in span.text for span in row))
    assert [span.role for span in names if "type" in span.text] == ["type row"]
    assert [span.role for span in names if "offset" in span.text] == ["dim"]
    (bottom,) = [row for row in rows if "━" in text([row])]
    assert text([bottom]).index("━") == 1
    assert text([bottom]).count("━") == 5 * 3 - 1
    assert "━" not in text(drawn(talk))


def test_a_wall_names_the_kernel_where_a_layout_stands_there_twice() -> None:
    shown = text(drawn(tour("screen: wall\nlayouts: nios2@6.2 nios2@6.3 arm_2level@6.3", "")))
    lines = [line.split() for line in shown.splitlines()[1:4]]
    assert [line[:2] for line in lines[::2]] == [["nios2", "nios2@6.2"], ["arm", "arm_2level"]]
    assert lines[1][0] == "nios2@6.3"  # the architecture stands there once


def test_compared_parts_share_the_first_ruler_where_the_room_is_short() -> None:
    talk = tour("screen: compare\nlayouts: x86_64 arm64_4k s390\nstate: swap type=1 offset=1\nbits: 15-0", "")
    rulers = {
        lines: sum(" 15 " in line for line in text(drawn(talk, lines=lines)).splitlines()) for lines in (15, 14, 10)
    }
    assert rulers == {15: 3, 14: 1, 10: 1}


@pytest.mark.parametrize("lines", [22, 17, 15])
def test_a_collision_shows_both_readings_of_a_bit_one_under_the_other(lines: int) -> None:
    talk = tour("screen: collisions\nlayout: riscv64_svrsw60t59b@7.3\nlevel: pmd\nrule: R3 migration_read", "")
    shown = text(drawn(talk, lines=lines)).splitlines()
    names = [index for index, line in enumerate(shown) if re.match(r" (made|read) as +│", line)]
    assert len(names) == 2
    first, second = (shown[index] for index in names)
    assert first.index("SD") == second.index("X ")  # swap soft-dirty over the leaf bit
    assert shown[names[1] + 2].strip("└┴─┘ ▲") == ""
    assert shown[-1].strip()
    assert any(line.startswith(" collision ") for line in shown)


def test_a_case_of_the_past_leaves_out_the_layouts_before_its_words() -> None:
    talk = tour("screen: history\ncase: H02", "")
    full, brief = (text(drawn(talk, lines=lines)) for lines in (22, 15))
    assert "before (pmd)" in full
    assert "before" not in brief
    for shown in (full, brief):
        assert shown.startswith(" H02 ")
        assert " PRESENT " in shown.splitlines()[-1]


def test_the_fold_is_the_largest_that_fits() -> None:
    wide = largest(64, Viewport(100, 12, UNICODE))
    assert wide is not None
    assert (wide.per_row, wide.cell, wide.height) == (32, 3, 12)
    larger = largest(64, Viewport(100, 24, UNICODE))
    assert larger is not None
    assert (larger.per_row, larger.cell) == (16, 6)
    small = part(15, 0, 100)
    assert small is not None
    assert (small.span_of(0), small.cell) == ((15, 0), 6)
    assert part(15, 0, 20) is None


def test_a_budget_says_the_kernel_s_types_or_a_design_s() -> None:
    plain = text(drawn(tour("screen: budget\nkernel: 6.12", "")))
    assert "MAX_SWAPFILES 32" in plain
    assert "31 marker" in plain
    assert "under" not in plain
    assert "marker" not in text(drawn(tour("screen: budget\nkernel: 5.14\nlayout: x86_64", "")))
    assert "under (b) marker" in text(drawn(tour("screen: budget\nkernel: 6.12\ndesign: marker", "")))


def test_a_lit_bit_is_named() -> None:
    talk = tour("state: swap type=1 exclusive uffd_wp", "- {exclusive} a\n- {uffd_wp exclusive} b\n- {type} c", "type")
    rows = [text(slide_rows(talk, Place(1, revealed), Viewport(100, 27, UNICODE))) for revealed in range(4)]
    assert "EX exclusive, bit 3  _PAGE_SWP_EXCLUSIVE: " in rows[1]
    assert "WP uffd-wp, bit 2   EX exclusive, bit 3" in rows[2]
    assert not [row for row in (rows[0], rows[3]) if "exclusive, bit" in row]
    compared = tour("screen: compare\nlayouts: x86_64 s390\nbits: 15-0\nhighlight: exclusive", "- a")
    assert "EX exclusive  " in text(slide_rows(compared, Place(1), Viewport(100, 27, UNICODE)))
    marker = tour("state: marker uffd_wp", field="uffd_wp")
    assert "uffd-wp, bit 9" in text(slide_rows(marker, Place(1, 1), Viewport(100, 27, UNICODE)))


def test_a_life_tells_its_way() -> None:
    way = text(drawn(tour("screen: life\nlife: shmem uffd=wp write uffd_wp pageout", "")))
    assert "NONE → a store → PRESENT → UFFDIO_WRITEPROTECT → PRESENT → MADV_PAGEOUT → MARKER" in way
    assert "soft-dirty: lost" in way
    assert "uffd-wp: moved into the marker" in way
    assert "SWAP UFFD_WP SOFT_DIRTY" in way


# ---------------------------------------------------------------------------------------------- the page


class Page(HTMLParser):
    """What stands in a page: elements by name, texts of the points."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.count: dict[str, int] = {}
        self.urls: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1
        self.urls += [value or "" for name, value in attrs if name in ("src", "href")]
        if tag not in ("meta", "link", "br", "img", "input", "rect", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("meta", "rect", "path"):
            assert self.open.pop() == tag


@pytest.mark.parametrize("name", TOURS)
def test_the_page_has_every_step_and_nothing_from_elsewhere(name: str) -> None:
    talk = shipped_tour(name)
    page = Page(html := deck_page(deck(talk), "dark"))
    assert page.open == []
    assert all(url.startswith("data:image/png;base64,") for url in page.urls)
    assert page.count["section"] == talk.slides
    assert page.count["h2"] == len(talk.steps)
    assert page.count["figure"] >= len(talk.steps)
    assert page.count["aside"] == sum(len(step.notes) for step in talk.steps)
    points = sum(len(step.points) for step in talk.steps)
    assert page.count["li"] == points
    assert page.count["svg"] == page.count["figure"]
    follows = deck_page(deck(talk))
    assert Page(follows).count["svg"] == 2 * page.count["figure"]
    assert "prefers-color-scheme" in follows
    assert "prefers-color-scheme" not in html
    assert re.search(r"https?://(?!www\.w3\.org/)", html) is None


# ---------------------------------------------------------------------------------------------- the asciicast


@pytest.mark.parametrize("name", TOURS)
def test_an_asciicast_shows_every_slide(name: str) -> None:
    """Played through a terminal emulator, every frame reads as the slide does."""
    talk = shipped_tour(name)
    head, *events = [json.loads(line) for line in asciicast(deck(talk), 100, "dark").splitlines()]
    assert (head["version"], head["width"], head["height"]) == (2, 100, CAST_LINES)
    assert [event[1] for event in events] == ["o"] * len(events)
    times = [event[0] for event in events]
    assert times == sorted(times)
    assert times[0] == 0
    screen = pyte.Screen(head["width"], head["height"])
    stream = pyte.Stream(screen)
    shown = []
    for event in events:
        stream.feed(event[2])
        shown.append([line.rstrip() for line in screen.display])
    at = 0
    for place in talk.places():
        wanted = text(slide_rows(talk, place, Viewport(100, CAST_LINES - 1, UNICODE))).splitlines()
        wanted = [line.rstrip() for line in wanted] + [""] * (CAST_LINES - len(wanted))
        at = shown.index(wanted, at)
    moving = sum(motion_of(step.picture) is not None for step in talk.steps)
    assert len(events) == len(list(talk.places())) + 1 + moving * 30
    ground = screen.buffer[0][99].bg
    assert ground != "default"


def lit(talk: Tour, name: str) -> set[int]:
    return {span.bit for row in drawn(talk, (name,)) for span in row if "row" in span.role.split()}


def test_bit_0_can_be_lit() -> None:
    assert lit(tour("form: present", field="present"), "present") == {0}


def test_of_two_fields_of_one_name_the_upper_one_is_lit() -> None:
    assert lit(tour("state: marker uffd_wp", field="uffd_wp"), "uffd_wp") == {9}


def test_only_a_state_of_one_word_is_spaced_out() -> None:
    talk = tour("state: migration_read_exclusive pfn=1 young dirty soft_dirty", "")
    assert " MIGRATION, READ EXCLUSIVE " in text(drawn(talk, columns=120))
    assert " M A R K E R " in text(drawn(tour("state: marker uffd_wp", ""), columns=120))
