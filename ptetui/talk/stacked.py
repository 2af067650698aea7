"""Several things on one slide, one above the other: a picture, and what is written with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.linux.classify import Reading
from ptetui.pictures.picture import Picture, Start
from ptetui.render.fitted import Viewport
from ptetui.render.spans import Row
from ptetui.schema.fields import Field
from ptetui.talk.text_slide import CodePicture, TextPicture
from ptetui.talk.timeline import TimelinePicture

_WRITTEN = (TextPicture, CodePicture, TimelinePicture)
_MANY = 99  # lines, more than what is written takes


@dataclass(frozen=True)
class StackedPicture(Picture):
    """The parts, top down. What is written takes the lines that it needs, the others share the rest."""

    NAME = "stacked"

    parts: tuple[Picture, ...]

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
