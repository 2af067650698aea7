"""A slide: caption, picture, the points that are revealed. Slide 0 of a tour is its title; its steps follow."""

from collections.abc import Iterator, Sequence

from ptetui.render.fitted import Viewport
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span, Text, merged
from ptetui.talk.tour import Place, Tour

_LOOKS = {"": "", "code": "number", "strong": "head"}
_INDENT = 3  # columns before a point's text
_MARGIN = 2  # columns at the right


def slide_rows(tour: Tour, place: Place, viewport: Viewport) -> list[Row]:
    """The slide in so many lines, or fewer."""
    if not place.slide:
        return _title(tour, viewport)
    step = tour.steps[place.slide - 1]
    points = [_point_rows(point.text, viewport.columns) for point in step.points]
    rows: list[Row] = [[Span(f" {step.caption} ", "title")], []]
    needed = sum(map(len, points))
    rest = viewport._replace(lines=viewport.lines - len(rows) - 1 - min(needed, viewport.lines // 3))
    rows += step.picture_rows(rest, place.revealed)
    rows.append([])
    return [*rows, *_last(points[: place.revealed], viewport.lines - len(rows))]


def _last(points: Sequence[list[Row]], lines: int) -> list[Row]:
    """The points that fit, the last of them in any case; the one that was revealed last stands out."""
    shown: list[Row] = []
    for index, rows in enumerate(reversed(points)):
        if index and len(rows) + len(shown) > lines:
            break
        shown[:0] = rows if index else [_strong(row) for row in rows]
    return shown[: max(0, lines)]


def _strong(row: Row) -> Row:
    return [span._replace(role="head") if not span.role else span for span in row]


def _title(tour: Tour, viewport: Viewport) -> list[Row]:
    """The first slide: title, what it is about, the captions to come where there is viewport."""
    above: list[Row] = [[] for _ in range(max(0, viewport.lines // 4 - 2))]
    rows: list[Row] = [*above, [Span(f"   {tour.title}   ", "title")], []]
    rows += text_rows(((tour.about, ""),), viewport.columns - 2 * _INDENT, _INDENT)
    captions = [[Span(f"   {number:2}  ", "dim"), Span(step.caption, "")] for number, step in enumerate(tour.steps, 1)]
    if len(rows) + 1 + len(captions) <= viewport.lines:
        rows += [[], *captions]
    return rows


# ---------------------------------------------------------------------------------------------- texts


def _point_rows(text: Text, columns: int) -> list[Row]:
    rows = text_rows(text, columns - _MARGIN, _INDENT)
    rows[0][0] = Span(" • ", "key")
    return rows


def text_rows(text: Text, columns: int, indent: int = 0) -> list[Row]:
    """A text in lines of at most so many columns, each set in."""
    lines: list[Row] = [[]]
    used = indent
    for word in _words(text):
        wide = row_width(word)
        if used + wide + 1 > columns and lines[-1]:
            lines.append([])
            used = indent
        lines[-1] += [Span(" ", ""), *word] if lines[-1] else word
        used += wide + 1
    return [[Span(" " * indent, ""), *merged(line)] for line in lines]


def _words(text: Text) -> Iterator[list[Span]]:
    """The words, each as its pieces of one look."""
    word: list[Span] = []
    for part, kind in text:
        pieces = part.split(" ")
        for index, piece in enumerate(pieces):
            if index and word:
                yield word
                word = []
            if piece:
                word.append(Span(piece, _LOOKS[kind]))
    if word:
        yield word
