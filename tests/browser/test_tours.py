"""A tour as a page: the arrow keys step through it, as a speaker does, and nothing is asked for."""

import re
from base64 import b64decode
from pathlib import Path

import pytest

from ptetui.export import content, formats
from ptetui.export.format import Style
from ptetui.linux.catalog import Catalog
from ptetui.render.spans import UNICODE
from ptetui.talk.picture import TourPicture
from ptetui.talk.tour import Tour
from ptetui.talk.tours import load_tour, shipped_tours, tour_name
from tests.browser.chromium import Browser

NAMES = [tour_name(path) for path in shipped_tours()]

# What can be seen: the heading, the points, the number of pictures and of notes.
SEEN = """
const seen = selector => [...document.querySelectorAll(selector)].filter(each => each.checkVisibility(
  {checkVisibilityCSS: true, visibilityProperty: true}));
return [seen("h1, h2").map(each => each.textContent), seen("ul li").map(each => each.textContent),
        seen("figure").length, seen("aside").length];
"""


def opened(browser: Browser, tour: Tour, folder: Path, theme: str = "") -> str:
    path = folder / "tour.html"
    path.write_bytes(
        content(
            TourPicture(tour).view(100, UNICODE), formats()["html"], Style(100, theme or "light", chosen=bool(theme))
        )
    )
    browser.open(path.as_uri(), 1280, 720)
    return path.as_uri()


@pytest.mark.parametrize("name", NAMES)
def test_the_keys_lead_through_every_point(name: str, browser: Browser, tmp_path: Path) -> None:
    tour = load_tour(name, Catalog())
    url = opened(browser, tour, tmp_path)
    for place in tour.places():
        captions, points, pictures, notes = browser.run(SEEN)
        assert captions == [tour.caption(place.slide)]
        assert points == [point.plain for point in tour.points(place.slide)[: place.revealed]]
        assert (pictures, notes) == (int(place.slide > 0), 0)
        browser.press("ARROW_RIGHT")
    assert browser.complaints() == []
    asked = {url.partition("#")[0] for url in browser.requests()}
    assert {url for url in asked if not url.startswith("data:image/")} == {url}, "a picture is in the page itself"


def test_back_first_last_notes_blank(browser: Browser, tmp_path: Path) -> None:
    tour = load_tour(NAMES[0], Catalog())
    opened(browser, tour, tmp_path, "light")
    last = tour.whole(tour.slides - 1)
    browser.press("END")
    assert browser.run(SEEN)[:2] == [[tour.caption(last.slide)], [point.plain for point in tour.points(last.slide)]]
    browser.press("n")
    assert browser.run(SEEN)[3] == len(tour.notes(last.slide))
    browser.press("n", "b")
    assert browser.run(SEEN)[0] == []
    browser.press("b", "PAGE_UP")
    assert len(browser.run(SEEN)[1]) == last.revealed - 1
    browser.press("HOME", "ARROW_LEFT")
    assert browser.run(SEEN)[0] == [tour.title]
    browser.run("document.querySelector('#next').click()")
    assert browser.run(SEEN)[0] == [tour.caption(1)]
    browser.run("location.reload()")
    browser.until("return document.readyState == 'complete' && document.body.classList.contains('played')")
    assert browser.run(SEEN)[0] == [tour.caption(1)]
    colours = browser.picture().getcolors(1 << 24)
    assert colours is not None
    assert len(colours) > 8


@pytest.mark.parametrize("name", NAMES)
def test_printed_each_slide_is_a_page(name: str, browser: Browser, tmp_path: Path) -> None:
    tour = load_tour(name, Catalog())
    opened(browser, tour, tmp_path)
    asked = {"preferCSSPageSize": True, "printBackground": True}
    pdf = b64decode(browser.driver.execute_cdp_cmd("Page.printToPDF", asked)["data"])
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == tour.slides


@pytest.mark.parametrize("size", [(800, 600), (1280, 720), (1920, 1080), (1080, 1920)])
def test_a_slide_fills_the_window(size: tuple[int, int], browser: Browser, tmp_path: Path) -> None:
    tour = load_tour("why-markers", Catalog())
    url = opened(browser, tour, tmp_path)
    browser.open(url, *size)
    browser.press("ARROW_RIGHT")
    browser.press("ARROW_RIGHT")
    for _ in range(tour.slides - 2):
        measured = browser.run(
            "const figure = [...document.querySelectorAll('figure')].find(each => each.checkVisibility());"
            "const box = figure.getBoundingClientRect(), section = figure.closest('section');"
            "const heading = section.querySelector('h2');"
            "return [box.width, section.scrollHeight - section.clientHeight, document.body.scrollWidth,"
            "        parseFloat(getComputedStyle(heading).fontSize)];"
        )
        assert measured[0] >= size[0] * 0.9
        assert measured[1] <= 0
        assert measured[2] <= size[0]
        assert measured[3] >= min(size[0] * 0.054, size[1] * 0.094)
        browser.press("ARROW_RIGHT", "ARROW_RIGHT", "ARROW_RIGHT", "ARROW_RIGHT")


def test_the_page_follows_its_reader(browser: Browser, tmp_path: Path) -> None:
    tour = load_tour(NAMES[0], Catalog())
    opened(browser, tour, tmp_path)
    browser.press("ARROW_RIGHT")
    grounds = []
    for scheme in ("light", "dark"):
        features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
        shown = browser.run(
            "const seen = [...document.querySelectorAll('figure svg')].filter(each => each.checkVisibility());"
            "return [getComputedStyle(document.body).backgroundColor, seen.length,"
            "        seen[0].querySelector('rect').getAttribute('fill')];"
        )
        assert shown[1] == 1
        grounds.append((shown[0], shown[2]))
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert grounds == [("rgb(255, 255, 255)", "#ffffff"), ("rgb(28, 28, 28)", "#1c1c1c")]


# The moving figure of the slide: whether it can be seen, and where a bit is that is on its way, in pixels.
MOVING = "const figure = slides[slide].querySelector('figure.moving'); return figure.checkVisibility();"
AT = """
const figure = slides[slide].querySelector('figure.moving');
draw(figure, arguments[0]);
const box = each => { const at = each.getBoundingClientRect(); return [at.left, at.top, at.width]; };
const seen = each => each.checkVisibility({visibilityProperty: true});
return [[...figure.querySelectorAll('.way > rect')].filter(seen).map(box),
        [...figure.querySelectorAll('g[data-from="1"] rect')].filter(seen).map(box)];
"""


def to_motion(browser: Browser, folder: Path) -> Tour:
    """The slide of a talk where page-out moves soft-dirty from bit 11 to bit 1, while nothing plays."""
    tour = load_tour("from-present-to-swapped", Catalog())
    url = opened(browser, tour, folder, "dark")
    slide = next(slide for slide in range(tour.slides) if tour.caption(slide) == "Out: eleven becomes one")
    browser.leave()
    browser.open(f"{url}#{slide}", 1280, 720)
    return tour


def test_bits_move_from_their_old_place_to_the_new_one(browser: Browser, tmp_path: Path) -> None:
    to_motion(browser, tmp_path)
    assert browser.until(MOVING)  # it plays when the slide comes up
    browser.run("cancelAnimationFrame(playing)")
    ways = [browser.run(AT, time / 100)[0] for time in range(9, 22, 3)]  # soft-dirty, the first of five
    assert all(len(way) == 1 for way in ways)
    lefts, tops = [way[0][0] for way in ways], [way[0][1] for way in ways]
    assert lefts == sorted(lefts)  # bit 11 is left of bit 1
    assert tops == sorted(tops)
    cell = ways[0][0][2]
    flying, landed = browser.run(AT, 0.2339)[0], browser.run(AT, 0.24)[1]
    assert any(abs(left - flying[0][0]) < cell and abs(top - flying[0][1]) < cell for left, top, _ in landed)
    assert lefts[-1] - lefts[0] > 8 * cell
    assert browser.complaints() == []


def test_a_motion_ends_by_itself_and_with_any_key_and_can_be_seen_again(browser: Browser, tmp_path: Path) -> None:
    tour = to_motion(browser, tmp_path)
    assert browser.until(MOVING)
    browser.press("F9")
    assert not browser.run(MOVING)
    assert browser.run(SEEN)[2] == 1
    browser.press("m")
    assert browser.run(MOVING)
    assert browser.until(MOVING.replace("return ", "return !"))
    browser.press("m", "ARROW_RIGHT")
    assert not browser.run(MOVING)
    slide = browser.run("return slide")
    assert browser.run(SEEN)[1] == [tour.points(slide)[0].plain]


def test_nothing_moves_for_who_prefers_less_motion(browser: Browser, tmp_path: Path) -> None:
    features = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", features)
    try:
        to_motion(browser, tmp_path)
        assert not browser.run(MOVING)
        browser.press("m")
        assert not browser.run(MOVING)
        assert browser.run(SEEN)[2] == 1
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_printed_a_moving_slide_shows_its_end(browser: Browser, tmp_path: Path) -> None:
    to_motion(browser, tmp_path)
    assert browser.until(MOVING)
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        seen = browser.run(
            "return [...slides[slide].querySelectorAll('figure')].filter(each => each.checkVisibility())"
            "  .map(each => [each.className, each === [...slides[slide].querySelectorAll('figure')].at(-1)]);"
        )
        assert seen == [["", True]]
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
