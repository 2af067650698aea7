"""Rows of spans as SVG. Border characters are drawn as lines and blocks as areas, so that boxes close whatever the
font is.

Every text says how long it is, so that columns stay columns where another monospace font stands in.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from rich.color import Color
from rich.segment import Segment
from rich.style import Style

from ptetui.export.format import WIDE_COLUMNS, Format
from ptetui.export.format import Style as ExportStyle
from ptetui.render.looks import style
from ptetui.render.spans import Span
from ptetui.render.view import View, rows_of

FONT = "DejaVu Sans Mono"
_FAMILIES = f"{FONT}, ui-monospace, Menlo, Consolas, monospace"
_SIZE, _WIDE, _HIGH, _BASE, _MARGIN = 14, 8.43, 18, 13.5, 14  # pixels: letters, a cell, a line, base line, margin
_TAB = 2  # decimals

# The sides of a cell that a border character joins: north, south, east, west. Heavy ones are two pixels wide.
_THIN = {
    "│": "NS", "─": "EW", "┌": "SE", "┐": "SW", "└": "NE", "┘": "NW", "┬": "SEW", "┴": "NEW", "├": "NSE", "┤": "NSW",
    "┼": "NSEW",
}  # fmt: skip
_HEAVY = dict(zip("┃━┏┓┗┛┳┻┣┫╋", ("NS", "EW", "SE", "SW", "NE", "NW", "SEW", "NEW", "NSE", "NSW", "NSEW"), strict=True))
_SIDES = _THIN | _HEAVY
_HALVES = {"█": (0.0, 1.0), "▀": (0.0, 0.5), "▄": (0.5, 0.5)}  # where a block begins in its line, and how high it is
_DRAWN = "".join(_SIDES) + "".join(_HALVES)
_BRAILLE = "\u2800-\u28ff"  # each of their eight dots is drawn as a quarter of half a cell
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # their bits, left and right, from the top down
_RUNS = re.compile(rf"([█▀▄])\1*|[{''.join(_SIDES)}]+|[{_BRAILLE}]+|(?:(?![{_DRAWN}{_BRAILLE}]|  ).)+| +")


class Line(NamedTuple):
    """A straight piece of border, in columns and lines."""

    x: float
    y: float
    to_x: float
    to_y: float


Borders = dict[tuple[str, int], list[Line]]  # by colour and width


def svg(rows: Sequence[Sequence[Span]], theme: str, title: str) -> str:
    """The rows in a theme of `looks`; `title` is what is told to those who do not see it."""
    return styled_svg(segments_of(rows, theme), style(theme, ""), title)


def segments_of(rows: Sequence[Sequence[Span]], theme: str) -> list[list[Segment]]:
    """The rows as they look in a theme."""
    return [[Segment(span.text, style(theme, span.role)) for span in row] for row in rows]


def styled_svg(rows: Sequence[Sequence[Segment]], plain: Style, title: str) -> str:
    """The same of rows that know how they look; `plain` is how the rest looks."""
    columns = max((sum(len(span.text) for span in row) for row in rows), default=0)
    return svg_of(columns, len(rows), colour(plain.bgcolor), title, row_elements(rows, plain))


def svg_of(columns: int, lines: int, ground: str, title: str, elements: Iterable[str]) -> str:
    """Elements, in the coordinates of their cells, as a picture of so many columns and lines."""
    across, high = round(columns * _WIDE + 2 * _MARGIN), lines * _HIGH + 2 * _MARGIN
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{high}" viewBox="0 0 {across} {high}"'
        f' role="img" aria-label={quoteattr(title)} font-family="{_FAMILIES}" font-size="{_SIZE}" xml:space="preserve">'
    )
    parts = [head, f"<title>{escape(title)}</title>"]
    parts.append(f'<rect width="{across}" height="{high}" fill="{ground}"/>')
    parts.append(f'<g transform="translate({_MARGIN} {_MARGIN})">')
    return "\n".join([*parts, *elements, "</g>", "</svg>"]) + "\n"


def row_elements(rows: Sequence[Sequence[Segment]], plain: Style) -> Iterator[str]:
    """The elements that rows are drawn with, on the ground of the theme."""
    ground = colour(plain.bgcolor)
    borders: Borders = {}
    for number, row in enumerate(rows):
        yield from _row([(text, plain + (look or plain)) for text, look, _ in row], number, ground, borders)
    for (fill, wide), lines in borders.items():
        yield f'<path stroke="{fill}" stroke-width="{wide}" fill="none" d="{_path(lines)}"/>'


def cell_place(column: float, line: float) -> tuple[float, float]:
    """Where the upper left corner of a cell is, in pixels."""
    return round(column * _WIDE, _TAB), round(line * _HIGH, _TAB)


def _row(row: Sequence[tuple[str, Style]], number: int, ground: str, borders: Borders) -> Iterator[str]:
    column = 0
    for text, look in row:
        fill, behind = colour(look.color), colour(look.bgcolor)
        if look.reverse:
            fill, behind = behind, fill
        if behind != ground and text:
            yield _rect(column, number, len(text), behind)
        for match in _RUNS.finditer(text):
            run, at = match[0], column + match.start()
            if run[0] in _HALVES:
                top, high = _HALVES[run[0]]
                yield _rect(at, number + top, len(run), fill, high)
            elif run[0] in _SIDES:
                for index, char in enumerate(run):
                    wide = 2 if char in _HEAVY else 1
                    borders.setdefault((fill, wide), []).extend(_lines(char, at + index, number))
            elif "\u2800" <= run[0] <= "\u28ff":
                yield from _dots(run, at, number, fill)
            elif run.strip():
                yield _text(run, at, number, fill, look)
        column += len(text)


def _rect(column: float, line: float, columns: float, fill: str, high: float = 1.0) -> str:
    return (
        f'<rect x="{_x(column)}" y="{_y(line)}" width="{_x(columns)}" height="{_y(high)}" fill="{fill}"'
        ' shape-rendering="crispEdges"/>'
    )


def _dots(run: str, column: int, line: int, fill: str) -> Iterator[str]:
    """Braille characters as areas; neighbours in a row are one."""
    for row, bits in enumerate(_DOTS):
        dots = "".join("#" if ord(char) & bit else " " for char in run for bit in bits)
        for match in re.finditer("#+", dots):
            yield _rect(column + match.start() / 2, line + row / 4, len(match[0]) / 2, fill, 0.25)


def _text(text: str, column: int, line: int, fill: str, look: Style) -> str:
    column += len(text) - len(text.lstrip())
    text = text.strip()
    extra = ' font-weight="bold"' if look.bold else ""
    extra += ' font-style="italic"' if look.italic else ""
    extra += ' text-decoration="underline"' if look.underline else ""
    length = f' textLength="{_x(len(text))}"' if len(text) > 1 else ""
    return f'<text x="{_x(column)}" y="{line * _HIGH + _BASE}" fill="{fill}"{length}{extra}>{escape(text)}</text>'


def _lines(char: str, column: int, line: int) -> Iterator[Line]:
    """The halves of a cell that a border character is made of; straight through is one line."""
    sides, x, y = _SIDES[char], column + 0.5, line + 0.5
    if "E" in sides or "W" in sides:
        yield Line(column if "W" in sides else x, y, column + 1 if "E" in sides else x, y)
    if "N" in sides or "S" in sides:
        yield Line(x, line if "N" in sides else y, x, line + 1 if "S" in sides else y)


def _path(lines: list[Line]) -> str:
    """Lines that continue one another, joined: the horizontal ones as they come, the vertical ones downwards."""
    joined: list[Line] = []
    for stroke in sorted(
        lines, key=lambda line: (line.x == line.to_x, *(line if line.x == line.to_x else line[1::-1]))
    ):
        last = joined[-1] if joined else None
        if last and (last.to_x, last.to_y) == stroke[:2] and (last.x == last.to_x) == (stroke.x == stroke.to_x):
            joined[-1] = Line(last.x, last.y, stroke.to_x, stroke.to_y)
        else:
            joined.append(stroke)
    return "".join(
        f"M{_x(one.x)} {_y(one.y)}" + (f"V{_y(one.to_y)}" if one.x == one.to_x else f"H{_x(one.to_x)}")
        for one in joined
    )


def _x(columns: float) -> str:
    return f"{columns * _WIDE:.{_TAB}f}".rstrip("0").rstrip(".")


def _y(lines: float) -> str:
    return f"{lines * _HIGH:g}"


def colour(entry: Color | None) -> str:
    """ "#1c1c1c"."""
    assert entry is not None  # every theme gives both colours to the plain role
    return entry.get_truecolor().hex


def picture(view: View, style: ExportStyle) -> str:
    """The view as one SVG."""
    return svg(rows_of(view, style.columns), style.theme, view.title)


FORMAT = Format("svg", picture, (".svg",), WIDE_COLUMNS)
