"""A tour: steps with a caption, points that are revealed one by one, notes, and what the screen shows. Plain values."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport
from ptetui.render.spans import Row, Text


class TourError(ValueError):
    """A tour that does not exist or cannot be read; the message is one line, with the file and the line of it."""


class Point(NamedTuple):
    """One thing that is said; `highlight` are the fields that it lights, none for those of the step."""

    text: Text
    highlight: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The text without marks."""
        return plain(self.text)


class Step(NamedTuple):
    """One idea. `highlight` are the fields that are lit until a point says otherwise, `notes` is for the speaker."""

    caption: str
    picture: Picture
    points: tuple[Point, ...] = ()
    highlight: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lit(self, revealed: int) -> tuple[str, ...]:
        """The fields that are lit once so many points are revealed."""
        chosen = (point.highlight for point in reversed(self.points[:revealed]))
        return next((names for names in chosen if names), self.highlight)

    def picture_rows(self, viewport: Viewport, revealed: int) -> list[Row]:
        """The picture once so many points are revealed, cut where it has more lines than there are."""
        return self.picture.rows(viewport, self.lit(revealed))[: max(1, viewport.lines)]


class Place(NamedTuple):
    """Where a talk is: a slide, and how many of its points are revealed."""

    slide: int = 0
    revealed: int = 0


class Tour(NamedTuple):
    """A talk: slide 0 is its title, slide N is step N. `name` is what `ptetui present` takes."""

    path: Path
    name: str
    title: str
    about: str
    steps: tuple[Step, ...]

    @property
    def slides(self) -> int:
        """How many slides there are."""
        return len(self.steps) + 1

    def caption(self, slide: int) -> str:
        """What stands over a slide."""
        return self.steps[slide - 1].caption if slide else self.title

    def points(self, slide: int) -> tuple[Point, ...]:
        """What is revealed on a slide, in turn."""
        return self.steps[slide - 1].points if slide else ()

    def notes(self, slide: int) -> tuple[str, ...]:
        """What the speaker sees of a slide."""
        return self.steps[slide - 1].notes if slide else (self.about,)

    def after(self, place: Place) -> Place:
        """The next point, or the next slide; the same place at the end."""
        if place.revealed < len(self.points(place.slide)):
            return place._replace(revealed=place.revealed + 1)
        return Place(place.slide + 1) if place.slide + 1 < self.slides else place

    def before(self, place: Place) -> Place:
        """The point before, or the whole slide before; the same place at the beginning."""
        if place.revealed:
            return place._replace(revealed=place.revealed - 1)
        return self.whole(place.slide - 1) if place.slide else place

    def whole(self, slide: int) -> Place:
        """A slide with all its points."""
        return Place(slide, len(self.points(slide)))

    def places(self) -> Iterator[Place]:
        """Every place, in the order in which a speaker comes to them."""
        yield from (Place(slide, shown) for slide in range(self.slides) for shown in range(len(self.points(slide)) + 1))


def plain(text: Text) -> str:
    """The characters of a text."""
    return "".join(part for part, _ in text)
