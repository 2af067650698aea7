"""Exported pictures and pages as a browser shows them: every text has its place, nothing is asked for."""

from pathlib import Path

import pytest

from ptetui.export import content, formats
from ptetui.export.format import Style
from ptetui.render.view import Table
from tests.browser.chromium import Browser
from tests.export.exporting import EVERY, IDS, SWAP, view_of

every = pytest.mark.parametrize("picture", EVERY, ids=IDS)

# Texts, and those of them without a box or whose box leaves the picture they stand in.
TEXTS = """
const outside = [], texts = [...document.querySelectorAll("text")];
for (const text of texts) {
  const box = text.getBoundingClientRect(), all = text.ownerSVGElement.getBoundingClientRect();
  if (!(box.width > 0 && box.height > 0 && box.left >= all.left && box.right <= all.right
        && box.top >= all.top && box.bottom <= all.bottom)) outside.push(text.textContent);
}
return [texts.length, outside];
"""

# How many rows each table shows.
ROWS = """
const shown = body => [...body.rows].filter(row => row.offsetWidth && row.offsetHeight);
return [...document.querySelectorAll("tbody")].map(body => shown(body).length);
"""


def exported(picture: tuple[str, ...], form: str, folder: Path, theme: str = "light") -> str:
    """The address of a view that was written to a file."""
    chosen = formats()[form]
    view = view_of(*picture, columns=chosen.columns, form=form)
    path = folder / f"view.{form}"
    path.write_bytes(content(view, chosen, Style(chosen.columns, theme)))
    return path.as_uri()


def shown(browser: Browser, url: str) -> tuple[int, set[tuple[int, ...]]]:
    """How many texts, and the colours, of a page that is whole, silent and asks for nothing but itself."""
    browser.open(url)
    count, outside = browser.run(TEXTS)
    assert outside == []
    assert browser.complaints() == []
    assert browser.requests() == [url]
    colours = browser.picture().getcolors(1 << 24)
    assert colours is not None
    return count, {colour for _, colour in colours}


@every
def test_a_picture(picture: tuple[str, ...], browser: Browser, tmp_path: Path) -> None:
    url = exported(picture, "svg", tmp_path)
    texts, colours = shown(browser, url)
    assert texts == Path(url.removeprefix("file://")).read_text(encoding="utf-8").count("<text ") > 0
    assert len(colours) > 2
    title = view_of(*picture, columns=132, form="svg").title
    assert browser.run("return document.querySelector('svg > title').textContent") == title


@pytest.mark.parametrize(
    "picture", [picture for picture in EVERY if picture[0] != "tour"], ids=lambda picture: " ".join(picture[:2])
)
def test_a_page(picture: tuple[str, ...], browser: Browser, tmp_path: Path) -> None:
    """All of it is there at once; for tours see test_tours.py."""
    view = view_of(*picture, columns=132, form="html")
    _, colours = shown(browser, exported(picture, "html", tmp_path))
    assert len(colours) > 2
    assert browser.driver.title == browser.run("return document.querySelector('h1').innerText") == view.title
    tables = [block for part in view.parts for block in part.blocks if isinstance(block, Table)]
    assert browser.run(ROWS) == [len(table.rows) for table in tables]


@pytest.mark.parametrize(
    ("theme", "ground"), [("light", (255, 255, 255)), ("dark", (28, 28, 28)), ("high-contrast", (0, 0, 0))]
)
@pytest.mark.parametrize("form", ["svg", "html"])
def test_themes(theme: str, ground: tuple[int, ...], form: str, browser: Browser, tmp_path: Path) -> None:
    _, colours = shown(browser, exported(("word", SWAP), form, tmp_path, theme))
    assert len(colours) > 2
    assert browser.picture().getpixel((2, 2)) == ground
