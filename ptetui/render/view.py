"""A picture for a file, as one value whatever the format: a view is parts, a part is drawings, tables and sentences.

Drawings are the rows of spans of the ribbon and the strips. `registers` are the same fields for formats that draw bit
fields on their own (LaTeX's bytefield, WaveDrom).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from ptetui.linux.setting import Setting
from ptetui.render.motion import MotionPicture
from ptetui.render.spans import Row, Span, Text
from ptetui.render.text import table_lines


class Piece(NamedTuple):
    """Adjoining bits of a register, `high` to `low`: the field's name with the slice if it is split, role, value."""

    high: int
    low: int
    name: str
    role: str
    value: str = ""


class Register(NamedTuple):
    """Bits in boxes, the most significant first; the pieces cover every bit once."""

    name: str
    width: int
    pieces: tuple[Piece, ...]


class Drawing(NamedTuple):
    """Rows of spans at a fixed width, with one line that says what they show."""

    rows: Sequence[Row]
    about: str


class Table(NamedTuple):
    """Cells of text under a header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Words(NamedTuple):
    """Paragraphs."""

    lines: tuple[str, ...]


Block = Drawing | Table | Words


class Part(NamedTuple):
    """A heading ("" for none) and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]
    registers: tuple[Register, ...] = ()


class BitFields(NamedTuple):
    """What formats take that draw registers alone: all of them, the one that stands for all, and its layout."""

    registers: tuple[Register, ...] = ()
    register: Register | None = None
    setting: Setting | None = None


class ImageFile(NamedTuple):
    """A picture from a file: which kind of data, the data, what it shows in words."""

    kind: str
    content: bytes
    about: str


class Slide(NamedTuple):
    """One step of a talk; `figures` are its picture, each with the number of points from which it is shown.

    `motion` is what moves before the picture stands; None where nothing does. `images` stand beside the picture,
    or `below` it.
    """

    caption: str
    points: tuple[Text, ...]
    notes: tuple[str, ...]
    figures: tuple[tuple[int, Sequence[Row]], ...]
    motion: MotionPicture | None = None
    images: tuple[ImageFile, ...] = ()
    below: bool = False


class Screen(NamedTuple):
    """What a terminal shows at a moment of a talk: its rows, the text that is new on them, whether it is a new slide's.

    `seconds` is how long it stands; None where that follows from the text.
    """

    text: str
    new_slide: bool
    rows: Sequence[Row]
    seconds: float | None = None


class Deck(NamedTuple):
    """A talk for formats that play it: its slides, and all that a terminal of so many columns and lines shows in turn.

    `by` is who gives it, where and when.
    """

    title: str
    about: str
    slides: Callable[[int, int], Iterable[Slide]]
    screens: Callable[[int, int], Iterable[Screen]]
    by: Sequence[str] = ()


class View(NamedTuple):
    """A picture for a file. Where a format draws only one register, or one layout, `register` and `setting` are it.

    `deck` is the talk, for formats that play it.
    """

    title: str
    parts: tuple[Part, ...]
    register: Register | None = None
    setting: Setting | None = None
    deck: Deck | None = None


def rows_of(view: View, columns: int) -> list[Row]:
    """Everything in the view as rows; only sentences are folded at `columns`."""
    rows: list[Row] = [[Span(view.title, "head")]]
    for part in view.parts:
        rows += [[], [Span(part.heading, "head")]] if part.heading else [[]]
        for index, block in enumerate(part.blocks):
            rows += [[]] if index and not isinstance(block, Words) else []
            rows += _block_rows(block, columns)
    return rows


def _block_rows(block: Block, columns: int) -> Iterator[Row]:
    if isinstance(block, Drawing):
        yield from (list(row) for row in block.rows)
    elif isinstance(block, Table):
        header, *lines = table_lines(block.header, block.rows)
        yield [Span(header, "dim")]
        yield from ([Span(line, "")] for line in lines)
    else:
        yield from ([Span(line, "")] for text in block.lines for line in wrap(text, columns, break_long_words=False))
