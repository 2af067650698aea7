"""What a format is: a name, suffixes, what it can show, and what makes the file of a view."""

from collections.abc import Callable
from typing import NamedTuple

from ptetui.render.spans import UNICODE, Glyphs
from ptetui.render.view import View

NARROW = 80
WIDE_COLUMNS = 132  # 64 bits at two columns a bit, and the borders


class Style(NamedTuple):
    """How a view is drawn: columns of text, colours, the prefix of the names in a C header.

    `chosen` says that the theme was asked for; where it was not, a page may follow what its reader prefers.
    """

    columns: int
    theme: str
    prefix: str = "PTE_"
    chosen: bool = True


class Format(NamedTuple):
    """A file of `ptetui/export` has one as FORMAT.

    `make` gives the file; ValueError where it cannot show the view. `columns` is the width where none is asked for,
    `only` the picture that it is made of, if it is made of one alone, and `about` what is more to know.
    """

    name: str
    make: Callable[[View, Style], str | bytes]
    suffixes: tuple[str, ...] = ()
    columns: int = NARROW
    glyphs: Glyphs = UNICODE
    about: str = ""
    only: str = ""
    binary: bool = False
