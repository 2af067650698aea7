"""What a picture is: a name, the keys that it takes, its fields, its rows in a given space, its view for a file.

A picture draws `rows`, or makes a `view`; each follows from the other where only one is written.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Self

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.pictures.request import Key, Request
from ptetui.render.fitted import Viewport
from ptetui.render.rows import cut_row
from ptetui.render.spans import Glyphs, Row
from ptetui.render.view import Drawing, Part, View, rows_of
from ptetui.schema.fields import Field

ANY_NUMBER = 1 << 16
_LINES = 99  # what a view draws has as many lines as it needs


class Names(NamedTuple):
    """What stands behind the picture's name on the command line: how it is written, how many, and the key it is for.

    `about` completes "export NAME takes ...".
    """

    usage: str = ""
    about: str = "no names"
    key: str = ""
    least: int = 0
    most: int = 0


class Start(NamedTuple):
    """Where a picture can be played with: the app's screen, and the word that it begins on."""

    screen: str
    setting: Setting
    word: int


class Picture:
    """The base of all pictures; a subclass with a NAME is one."""

    NAME: ClassVar[str] = ""
    ALIASES: ClassVar[tuple[str, ...]] = ()
    ABOUT: ClassVar[str] = ""
    KEYS: ClassVar[tuple[Key, ...]] = ()
    NAMES: ClassVar[Names] = Names()

    @classmethod
    def of(cls, request: Request) -> Self:
        """The picture that is asked for. Wrong names the key that does not fit."""
        raise NotImplementedError

    @classmethod
    def values_of(cls, names: Sequence[str]) -> dict[str, str]:
        """The keys for the names of a command line. ValueError where the names do not fit."""
        if not cls.NAMES.least <= len(names) <= cls.NAMES.most:
            raise ValueError(f"export {cls.NAME} takes {cls.NAMES.about}; given: {' '.join(names) or 'nothing'}")
        return {cls.NAMES.key: " ".join(names)} if names else {}

    @classmethod
    def notes(cls) -> Sequence[str]:
        """What the names can be, for the help of the command line, where that takes sentences."""
        return ()

    @property
    def title(self) -> str:
        """The picture in one line."""
        return self.NAME

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The picture in so many columns and lines, or fewer, with the fields of these names lit."""
        rows = rows_of(self.view(viewport.columns, viewport.glyphs), viewport.columns)
        return [cut_row(row, viewport.columns) for row in rows]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The picture for a file."""
        drawing = Drawing(self.rows(Viewport(columns, _LINES, glyphs)), self.title)
        return View(self.title, (Part("", (drawing,)),))

    def fields(self) -> Iterable[Field]:
        """The fields that can be lit."""
        return (field for reading in self.readings() for field in reading.fields)

    def field_names(self) -> tuple[str, ...]:
        """Their names, each once."""
        return tuple(dict.fromkeys(field.name for field in self.fields()))

    def readings(self) -> Sequence[Reading]:
        """The words that the picture shows, for formats that draw registers; none for lists and tables."""
        return ()

    def data(self) -> Mapping[str, Any]:
        """What the picture says, as values for JSON."""
        return {}

    def start(self) -> Start | None:
        """The screen that shows the same; None where there is none."""
        return None
