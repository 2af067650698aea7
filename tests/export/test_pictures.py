"""SVG, PNG and HTML: what the pictures show is what the text says, and nothing comes from elsewhere."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from ptetui.export import png
from ptetui.export.html import html_page
from ptetui.export.svg import svg
from ptetui.render.looks import THEMES
from ptetui.render.spans import Span
from ptetui.render.view import View, rows_of
from tests.export.exporting import EVERY, IDS, SWAP, export, view_of

NS = "{http://www.w3.org/2000/svg}"
CELL, LINE, BASE = 8.43, 18, 13.5
BORDERS = "│─┌┐└┘┬┴┃━"
SIDES = {"│": "NS", "┃": "NS", "━": "EW", "─": "EW", "┌": "SE", "┐": "SW", "└": "NE", "┘": "NW", "┬": "SEW", "┴": "NEW"}
try:
    FONTS = png.fonts()
except ValueError:
    FONTS = []
needs_fonts = pytest.mark.skipif(not FONTS, reason=f"{png.FONT} is not installed")

every = pytest.mark.parametrize("picture", EVERY, ids=IDS)


def texts(view: View) -> list[str]:
    return ["".join(span.text for span in row) for row in rows_of(view, 80)]


def drawn_text(root: ET.Element, lines: int, columns: int) -> list[str]:
    """The letters of a picture, put back into lines and columns."""
    chars = [[" "] * columns for _ in range(lines)]
    for text in root.iter(f"{NS}text"):
        column, line = float(text.get("x", "")) / CELL, (float(text.get("y", "")) - BASE) / LINE
        assert abs(column - round(column)) < 0.01
        assert line == int(line)
        content = text.text or ""
        assert len(content) == 1 or abs(float(text.get("textLength", "0")) - len(content) * CELL) < 0.01
        chars[int(line)][round(column) : round(column) + len(content)] = content
    return ["".join(line).rstrip() for line in chars]


def drawn_borders(root: ET.Element) -> set[tuple[int, int, str]]:
    """(line, column, side) of each half cell that the paths of a picture cover."""
    covered = set()
    for path in root.iter(f"{NS}path"):
        for x, y, way, to in re.findall(r"M([\d.]+) ([\d.]+)([HV])([\d.]+)", path.get("d", "")):
            start, end = (float(x) / CELL, float(to) / CELL) if way == "H" else (float(y) / LINE, float(to) / LINE)
            across = (float(y) / LINE if way == "H" else float(x) / CELL) - 0.5
            for half in range(round(start * 2), round(end * 2)):
                place, second = divmod(half, 2)
                line, column = (round(across), place) if way == "H" else (place, round(across))
                covered.add((line, column, ("WE" if way == "H" else "NS")[second]))
    return covered


def only_own(text: str) -> None:
    """Nothing that a browser would fetch: no address but XML's vocabulary and commits as text, no reference."""
    addresses = set(re.findall(r"https?:[^\"'\s<]*", text)) - {"http://www.w3.org/2000/svg"}
    assert all(re.fullmatch(r"https://git\.kernel\.org/linus/[0-9a-f]{12}", address) for address in addresses)
    assert not re.search(r"\b(href|src|srcset)\s*=|url\(|@import|@font-face|<script|<link|<image|<foreignObject", text)


@every
def test_a_picture_shows_what_the_text_says(picture: tuple[str, ...]) -> None:
    view = view_of(*picture)
    lines = texts(view)
    for theme in THEMES:
        drawing = svg(rows_of(view, 80), theme, view.title)
        only_own(drawing)
        root = ET.fromstring(drawing)
        expected = ["".join(" " if char in f"{BORDERS}█▀▄" else char for char in line).rstrip() for line in lines]
        assert drawn_text(root, len(lines), max(map(len, lines))) == expected
        borders = {
            (number, column, side)
            for number, line in enumerate(lines)
            for column, char in enumerate(line)
            for side in SIDES.get(char, "")
        }
        assert drawn_borders(root) == borders
        width, height = float(root.get("width", "0")), float(root.get("height", "0"))
        assert width >= max(map(len, lines)) * CELL
        assert height >= len(lines) * LINE


def test_themes_differ_and_grounds_are_theirs() -> None:
    view = view_of("word", SWAP)
    drawings = {theme: svg(rows_of(view, 80), theme, "x") for theme in THEMES}
    grounds = {theme: re.search(r'<rect width="\d+" height="\d+" fill="(#\w+)"/>', drawings[theme]) for theme in THEMES}
    assert [ground and ground[1] for ground in grounds.values()] == ["#1c1c1c", "#ffffff", "#000000", "#1c1c1c"]
    assert len(set(drawings.values())) == len(THEMES)


class Page(HTMLParser):
    """Tags that close, what stands in them, how many of each."""

    VOID = {"meta", "rect", "path"}

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: Counter[str] = Counter()
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] += 1
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self.open[-1], data.strip()))


@every
def test_a_page_is_whole_and_alone(picture: tuple[str, ...]) -> None:
    view = view_of(*picture)
    text = html_page(view, "dark")
    only_own(text)
    assert "default-src 'none'" in text
    page = Page()
    page.feed(text)
    page.close()
    assert page.open == []
    kinds = [type(block).__name__ for part in view.parts for block in part.blocks]
    assert (page.seen["svg"], page.seen["table"]) == (kinds.count("Drawing"), kinds.count("Table"))
    assert ("h1", view.title) in page.texts
    assert [text for tag, text in page.texts if tag == "h2"] == [part.heading for part in view.parts if part.heading]
    for drawing in re.findall(r"<svg.*?</svg>", text, flags=re.S):
        ET.fromstring(drawing)


def test_markup_in_a_name_stays_text() -> None:
    row = [[Span('<b>&"', "head"), Span("─", "border")]]
    root = ET.fromstring(svg(row, "light", '<i>"&'))
    assert [text.text for text in root.iter(f"{NS}text")] == ['<b>&"']
    assert root.get("aria-label") == '<i>"&'


# ---------------------------------------------------------------------------------------------- PNG


MARGIN, ZOOM = 14, 2


def pixels(data: bytes) -> Image.Image:
    """The picture in a PNG."""
    with Image.open(BytesIO(data), formats=["PNG"]) as image:
        return image.convert("RGB")


def inked(picture: Image.Image, without: Image.Image) -> Image.Image:
    """White where two pictures differ."""
    return ImageChops.difference(picture, without).convert("L").point(lambda level: 255 if level else 0)


@needs_fonts
def test_a_png_has_its_text() -> None:
    row = [Span("E", "flag"), Span("✓✗▲◆", "flag"), Span("│", "border")]
    wordless = [Span("     ", "flag"), Span("│", "border")]
    shown = pixels(png.png(svg([row], "light", "x")))
    assert shown.size == (ZOOM * round(6 * CELL + 2 * MARGIN), ZOOM * (LINE + 2 * MARGIN))
    without = pixels(png.png(svg([wordless], "light", "x")))
    assert inked(shown, without).histogram()[255] > 200  # pixels of letters
    assert len(shown.getcolors(1 << 24) or ()) > 8
    alone = [pixels(png.png(svg([[Span(char, "flag"), *wordless]], "light", "x"))) for char in "E✓✗▲◆□ "]
    assert len({image.tobytes() for image in alone}) == len(alone)  # a sign that the font lacks would be blank or a box


@needs_fonts
@every
def test_png_of_every_view(picture: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "picture.png"
    layout = ("-l", "x86_64@6.12") if picture[0] == "word" else ()
    assert export(capsys, *picture, *layout, "-o", target) == ""
    assert list(tmp_path.iterdir()) == [target]
    drawing = export(capsys, *picture, *layout, "-o", "-", "--format", "svg")
    root = ET.fromstring(drawing)
    with Image.open(target) as shown:
        assert shown.size == (ZOOM * int(root.get("width", "0")), ZOOM * int(root.get("height", "0")))
    wordless = re.sub(r"<text\b.*?</text>", "", drawing, flags=re.S)
    ink = inked(pixels(png.png(drawing, 1)), pixels(png.png(wordless, 1)))
    for text in root.iter(f"{NS}text"):  # every one of them left pixels in its own cells
        content = text.text or ""
        left, top = MARGIN + float(text.get("x", "")), MARGIN + float(text.get("y", "")) - BASE
        cells = (left, top, left + len(content) * CELL, top + LINE)
        assert ink.crop(tuple(map(round, cells))).getbbox() is not None, content
