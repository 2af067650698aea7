"""Several things on one slide, one above the other or in two columns: a picture, and what is written with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.linux.classify import Reading
from ptetui.pictures.picture import Picture, Start
from ptetui.render.fitted import Viewport
from ptetui.render.rows import cut_row, side_by_side
from ptetui.render.spans import Row
from ptetui.render.view import ImageFile
from ptetui.schema.fields import Field
from ptetui.talk.image_slide import ImagePicture
from ptetui.talk.text_slide import CodePicture, TextPicture
from ptetui.talk.timeline import TimelinePicture

_WRITTEN = (TextPicture, CodePicture, TimelinePicture)
_TWO_COLUMNS, _GAP = 90, 4  # columns of a screen that has two columns at least, columns between them
_MANY = 99  # lines, more than what is written takes


@dataclass(frozen=True)
class StackedPicture(Picture):
    """The parts, top down. What is written takes the lines that it needs, the others share the rest.

    The first `beside` of them, where there are such, stand at the left of the others if the screen is wide enough.
    """

    NAME = "stacked"

    parts: tuple[Picture, ...]
    beside: int = 0

    def fields(self) -> Iterable[Field]:
        """Those of all parts."""
        return (field for part in self.parts for field in part.fields())

    def field_names(self) -> tuple[str, ...]:
        """Those of all parts, each once."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.field_names()))

    def readings(self) -> Sequence[Reading]:
        """Those of all parts."""
        return [reading for part in self.parts for reading in part.readings()]

    def data(self) -> Mapping[str, Any]:
        """Each part's."""
        return {part.NAME: part.data() for part in self.parts}

    def start(self) -> Start | None:
        """The first screen that shows a part."""
        return next((start for part in self.parts if (start := part.start()) is not None), None)

    def texts(self) -> Sequence[str]:
        """What is written."""
        return [text for part in self.parts if isinstance(part, _WRITTEN) for text in part.texts()]

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The parts, a line between them where there is room."""
        if self.beside and viewport.columns >= _TWO_COLUMNS:
            return self._two_columns(viewport, lit)
        shown = [[name for name in lit if name in part.field_names()] for part in self.parts]
        written = {
            index: part.rows(viewport._replace(lines=min(viewport.lines, _MANY) // 2), shown[index])
            for index, part in enumerate(self.parts)
            if isinstance(part, _WRITTEN)
        }
        gaps = len(self.parts) - 1
        drawn = max(1, len(self.parts) - len(written))
        lines = (viewport.lines - gaps - sum(map(len, written.values()))) // drawn
        rest = viewport._replace(lines=max(1, lines))
        drawn_rows: list[Row] = []
        for index, part in enumerate(self.parts):
            drawn_rows += [[]] if index else []
            drawn_rows += written[index] if index in written else part.rows(rest, shown[index])[: rest.lines]
        return drawn_rows

    def _two_columns(self, viewport: Viewport, lit: Sequence[str]) -> list[Row]:
        """Both halves of the screen, each in the middle of the lines that the longer one has."""
        half = viewport._replace(columns=(viewport.columns - _GAP) // 2)
        left = StackedPicture(self.parts[: self.beside]).rows(half, lit)
        right = StackedPicture(self.parts[self.beside :]).rows(half, lit)
        most = max(len(left), len(right))
        left, right = _sunk(left, most), _sunk(right, most)
        return side_by_side([cut_row(row, half.columns) for row in left], right, half.columns + _GAP)


def _sunk(rows: list[Row], lines: int) -> list[Row]:
    """The rows in the middle of so many lines."""
    above: list[Row] = [[] for _ in range((lines - len(rows)) // 2)]
    return [*above, *rows]


def images_of(picture: Picture) -> tuple[tuple[ImageFile, ...], Picture | None]:
    """The files that a slide shows, and what else it shows."""
    parts = picture.parts if isinstance(picture, StackedPicture) else (picture,)
    files = tuple(ImageFile(part.kind, part.content, part.about) for part in parts if isinstance(part, ImagePicture))
    if not files:
        return (), picture
    rest = tuple(part for part in parts if not isinstance(part, ImagePicture))
    return files, (rest[0] if len(rest) == 1 else StackedPicture(rest)) if rest else None
