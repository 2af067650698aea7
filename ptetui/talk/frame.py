"""A slide: caption, picture, the points that are revealed, in the middle of the screen and as large as it allows.

Slide 0 of a tour is its title; its steps follow. What is not there yet keeps its place, so that nothing jumps.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from ptetui.render import block_letters
from ptetui.render.fitted import Viewport
from ptetui.render.labels import UNNAMED
from ptetui.render.rows import cut_row, row_width
from ptetui.render.spans import ASCII, Row, Span, text_of
from ptetui.schema.fields import Field
from ptetui.talk.ask import AskPicture
from ptetui.talk.large_points import WIDE, large_point, large_text
from ptetui.talk.moving import motion_of
from ptetui.talk.paragraphs import text_rows
from ptetui.talk.stacked import images_of
from ptetui.talk.tour import Place, Point, Step, Tour

_INDENT = 3  # columns before a point's text
_MARGIN = 2  # columns at the right of a text
_WIDE = 120  # columns from which there is a margin at both sides
_READABLE = 96  # columns of a text at most
_TALL = 32  # lines from which a caption may be in block letters
_ABOUT = 40  # lines from which the title slide says in letters of dots what the talk is about
_MIDDLE = 26  # lines from which it may be in letters of dots
_LARGE = 4  # a caption in block letters takes at most one of so many lines
_MOST_PIECES = 2  # lines of block letters of a caption


class Shown(NamedTuple):
    """What a slide shows beside its place: where its motion is, 0 to 1, and the answers that were given, by slide."""

    time: float | None = None
    answers: Mapping[int, int] = {}


_STILL = Shown()


def slide_rows(tour: Tour, place: Place, viewport: Viewport, shown: Shown = _STILL) -> list[Row]:
    """The slide in so many lines, or fewer."""
    if not place.slide:
        return _title(tour, viewport)
    step = tour.steps[place.slide - 1]
    points = [_point_rows(point, viewport) for point in step.points]
    large_ones = [large_point(point, viewport) for point in step.points]
    needed = _most_lines(points, large_ones)
    caption, still, picture_viewport = _head(step, place, viewport, needed, shown)
    picture = _moving(step, shown.time, picture_viewport._replace(lines=len(still))) or still
    picture = [*picture, *([] for _ in range(len(still) - len(picture)))]
    own = len(caption) + 1
    left = viewport.lines - own - len(picture) - 1
    if all(large_ones) and _stacked(large_ones) <= left:
        points, needed, large_ones = [list(rows) for rows in large_ones], _stacked(large_ones), []
    picture += _score(tour, place, shown.answers, left - needed - 1)
    spare = viewport.lines - own - len(picture) - 1 - needed
    if spare > 0 and any(lit_flags(step, shown_points) for shown_points in range(len(step.points) + 1)):
        picture.append(named_row(step, place.revealed, picture_viewport.columns))
        spare -= 1
    airy = not large_ones or spare >= 2 * (len(points) + 1)
    spare = max(0, spare - (len(points) - 1 if airy and large_ones else 0))
    above = min(spare // 4, 2)
    below_caption, below_picture = max(0, spare * 2 // 5 - above), min(spare // 5, 4)
    left = viewport.lines - own - len(picture) - 1 - below_picture
    revealed = _last(points[: place.revealed], left, airy)
    current = large_ones[place.revealed - 1] if place.revealed and large_ones else ()
    if current:
        revealed = _last(points[: place.revealed - 1], left - len(current) - 1, airy, strong=False)
        revealed += [*([[]] if revealed else []), *map(_strong, current)]
    rows: list[Row] = [[] for _ in range(above)]
    rows += caption
    rows += [[] for _ in range(1 + below_caption)]
    rows += centred(picture, viewport.columns)
    rows += [[] for _ in range(1 + below_picture)]
    rows += _aligned(revealed, [*points, *large_ones], viewport.columns)
    return rows[: viewport.lines]


def _head(
    step: Step, place: Place, viewport: Viewport, needed: int, shown: Shown
) -> tuple[list[Row], list[Row], Viewport]:
    """The caption, the picture that stands still, and the viewport of the picture.

    The caption is the largest that leaves its room to the picture.
    """
    in_blocks, in_dots, bold = _captions(step.caption, viewport)
    columns = viewport.columns - 2 * _side(viewport)
    points = min(needed, viewport.lines // 3)

    def drawn(caption: list[Row]) -> tuple[list[Row], list[Row], Viewport]:
        rest = viewport._replace(columns=columns, lines=viewport.lines - len(caption) - 2 - points)
        rows = picture_rows(step, rest, place.revealed, shown.answers.get(place.slide))
        return caption, rows, rest

    head = drawn(in_blocks or bold)
    if in_blocks or not in_dots:
        return head
    larger = drawn(in_dots)
    fits = len(in_dots) + 2 + len(larger[1]) + needed <= viewport.lines
    whole = len(larger[1]) == len(head[1]) or bool(images_of(step.picture)[0])
    return larger if fits and whole else head


def _stacked(large_ones: Sequence[Sequence[Row]]) -> int:
    """The lines of points in large, a line between them."""
    return sum(map(len, large_ones)) + len(large_ones) - 1


def _most_lines(points: Sequence[Sequence[Row]], large_ones: Sequence[Sequence[Row]]) -> int:
    """The lines that the points take at most: the one that was revealed last may be in large."""
    ends = [0, *accumulate(map(len, points))]
    return max([ends[-1], *(before + len(rows) + bool(before) for before, rows in zip(ends, large_ones, strict=False))])


def picture_rows(step: Step, viewport: Viewport, revealed: int, chosen: int | None = None) -> list[Row]:
    """The picture once so many points are revealed, cut where it has more lines than there are.

    `chosen` is the answer that was given, where the step asks.
    """
    lit = step.lit(revealed)
    if isinstance(step.picture, AskPicture):
        asked = step.picture
        rows = asked.answered(viewport, lit, chosen) if revealed else asked.asked(viewport)
    else:
        rows = step.picture.rows(viewport, lit)
    return rows[: max(1, viewport.lines)]


def _moving(step: Step, time: float | None, viewport: Viewport) -> list[Row]:
    motion = motion_of(step.picture) if time is not None else None
    if motion is None or time is None:
        return []
    rows = motion.frame(time, viewport)
    return [*([] for _ in range((viewport.lines - len(rows)) // 2)), *rows][: viewport.lines]


def lit_flags(step: Step, revealed: int) -> list[tuple[Field, bool]]:
    """The single bits that are lit, each once, and whether all words of the slide have it in one place.

    Of two fields of one name in a word, as a marker has uffd_wp, the upper one is meant.
    """
    if isinstance(step.picture, AskPicture) and not revealed:
        return []
    words = [{field.name: field for field in reversed(tuple(reading.fields))} for reading in step.picture.readings()]
    flags: list[tuple[Field, bool]] = []
    for name in step.lit(revealed):
        fields = [word[name] for word in words if name in word and word[name].width == 1]
        if fields:
            flags.append((fields[0], len({field.mask for field in fields}) == 1))
    return flags


def named_row(step: Step, revealed: int, columns: int) -> Row:
    """The lit bits by symbol, name and place; of one alone also what it means."""
    flags = lit_flags(step, revealed)
    row: Row = []
    for field, together in flags:
        where = f", bit {field.place(0)}" if together else ""
        row += [
            Span(f" {field.symbol} " if field.symbol not in UNNAMED else " ", "key"),
            Span(f"{field.name.replace('_', '-')}{where}  ", "head"),
        ]
    if len(flags) == 1:
        row.append(Span(": ".join(filter(None, (flags[0][0].macro, flags[0][0].meaning))), "dim"))
    return cut_row(row, columns)


def _score(tour: Tour, place: Place, answers: Mapping[int, int], spare: int) -> list[Row]:
    """How many answers were right, once there are two."""
    step = tour.steps[place.slide - 1]
    if not isinstance(step.picture, AskPicture) or not place.revealed or len(answers) < 2 or spare < 1:
        return []
    pictures = {slide: tour.steps[slide - 1].picture for slide in answers}
    right = sum(isinstance(asked, AskPicture) and answers[slide] == asked.right for slide, asked in pictures.items())
    return [[Span(f" {right} of {len(answers)} right ", "key")]]


# ---------------------------------------------------------------------------------------------- places on the screen


def _side(viewport: Viewport) -> int:
    """Columns of the margin at each side."""
    return 1 if viewport.columns < _WIDE else 4


def centred(rows: Sequence[Row], columns: int, *, by_row: bool = False) -> list[Row]:
    """The rows as a block, or each of them, in the middle."""
    widest = max(map(_seen, rows), default=0)
    rows = [list(row) for row in rows]
    lefts = [(columns - (_seen(row) if by_row else widest)) // 2 for row in rows]
    return [
        cut_row([Span(" " * left, ""), *row], columns) if row else [] for left, row in zip(lefts, rows, strict=True)
    ]


def _seen(row: Row) -> int:
    """Columns of a row without the blanks at its end."""
    return row_width(row) if row and row[-1].role == "title" else len(text_of(row))


def _aligned(rows: Sequence[Row], points: Sequence[Sequence[Row]], columns: int) -> list[Row]:
    """The points that are revealed, set in as all of them are when they are there."""
    widest = max((row_width(row) for point in points for row in point), default=0)
    pad = Span(" " * max(0, (columns - widest) // 2), "")
    return [[pad, *row] if row else [] for row in rows]


def _captions(text: str, viewport: Viewport) -> tuple[list[Row], list[Row], list[Row]]:
    """A caption in the middle: in block letters and in letters of dots, where the screen has the room, and in bold."""
    pieces = large(text, viewport)
    tall = len(pieces) <= _MOST_PIECES and len(pieces) * (block_letters.HEIGHT + 1) <= viewport.lines // _LARGE
    in_blocks = [row for piece in pieces for row in centred(piece, viewport.columns)] if tall else []
    dotted = large_text(((text, ""),), viewport.columns - 2 * _MARGIN, viewport) if viewport.lines >= _MIDDLE else ()
    in_dots = centred([_strong(row) for row in dotted[: block_letters.DOTTED_HEIGHT]], viewport.columns)
    lines = text_rows(((text, ""),), viewport.columns - _MARGIN)
    bold: list[Row] = [[Span(f" {''.join(span.text for span in line).strip()} ", "title")] for line in lines]
    one_line = len(dotted) == block_letters.DOTTED_HEIGHT
    return in_blocks, in_dots if one_line else [], centred(bold, viewport.columns, by_row=True)


def large(text: str, viewport: Viewport) -> list[list[Row]]:
    """A text in block letters, folded; empty where they do not fit."""
    columns = viewport.columns - 2 * _MARGIN
    if viewport.lines < _TALL or viewport.glyphs == ASCII or not block_letters.can_spell(text):
        return []
    pieces = block_letters.folded(text, columns)
    if any(block_letters.width(piece) > columns for piece in pieces):
        return []
    return [_piece(piece) for piece in pieces]


@lru_cache(maxsize=256)
def _piece(text: str) -> list[Row]:
    wide = block_letters.width(text)
    return [[Span(line.ljust(wide), "head")] for line in block_letters.lines(text)]


def _last(points: Sequence[list[Row]], lines: int, airy: bool, strong: bool = True) -> list[Row]:
    """The points that fit, the last of them in any case; the one that was revealed last stands out."""
    shown: list[Row] = []
    for index, rows in enumerate(reversed(points)):
        if index and len(rows) + len(shown) + airy > lines:
            break
        gap: list[Row] = [[]] if index and airy else []
        shown[:0] = [*rows, *gap] if index else [_strong(row) if strong else row for row in rows]
    return shown[: max(0, lines)]


def _strong(row: Row) -> Row:
    return [span._replace(role="head") if not span.role else span for span in row]


def _point_rows(point: Point, viewport: Viewport) -> list[Row]:
    columns = min(viewport.columns - 2 * _side(viewport) - _MARGIN, max(_READABLE, viewport.columns * 5 // 8))
    rows = text_rows(point.text, columns, _INDENT)
    rows[0][0] = Span(" • ", "key")
    return rows


def _title(tour: Tour, viewport: Viewport) -> list[Row]:
    """The first slide: title, what it is about, who gives it."""
    pieces = large(tour.title, viewport._replace(lines=max(viewport.lines, _TALL if viewport.lines >= 20 else 0)))
    fitting = pieces and len(pieces) * (block_letters.HEIGHT + 1) <= viewport.lines // 2
    title: list[Row] = centred([[Span(f"   {tour.title}   ", "title")]], viewport.columns)
    if fitting:
        title = [row for piece in pieces for row in (*centred(piece, viewport.columns), [])]
    elif dotted := large_text(((tour.title, ""),), viewport.columns - 2 * _MARGIN, viewport):
        title = centred([_strong(row) for row in dotted], viewport.columns, by_row=True)
    columns = min(_READABLE, viewport.columns - 2 * _MARGIN)
    about = [row[1:] for row in text_rows(((tour.about, ""),), columns)]
    if viewport.columns >= WIDE and viewport.lines >= _ABOUT:
        about = [*large_text(((tour.about, ""),), viewport.columns * 3 // 4, viewport)] or about
    by: list[Row] = [[], [Span(" · ".join(tour.by), "dim")]] if tour.by else []
    rows = [*title, [], *centred([*about, *by], viewport.columns, by_row=True)]
    above: list[Row] = [[] for _ in range(max(0, (viewport.lines - len(rows)) * 2 // 5))]
    return [*above, *rows][: viewport.lines]
