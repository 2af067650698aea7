"""What can be taken home, as one value whatever the format: a view is parts, a part is drawings, tables and sentences.

Drawings are the rows of spans of the ribbon and the strips. `registers` are the same fields for formats that draw bit
fields on their own (LaTeX's bytefield, WaveDrom).
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.config import Config
from ptetui.linux.setting import Setting
from ptetui.linux.versions import Version
from ptetui.render.ribbon import Glyphs, Span

if TYPE_CHECKING:
    from ptetui.talk.tour import Tour

Row = list[Span]


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


class View(NamedTuple):
    """What is exported. Where a format draws only one register, or one layout, `register` and `setting` are it.

    `tour` is the talk, for formats that play it.
    """

    title: str
    parts: tuple[Part, ...]
    register: Register | None = None
    setting: Setting | None = None
    tour: "Tour | None" = None


class Wanted(NamedTuple):
    """What was asked for: names after WHAT, the options, and where layouts come from."""

    names: tuple[str, ...]
    catalog: Catalog
    setting_of: Callable[[str | None], Setting]
    kernel: Version | None
    config: Config
    columns: int
    glyphs: Glyphs
