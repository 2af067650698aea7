"""A tour: steps with a caption, points that are revealed one by one, notes, and what the screen shows. Plain values."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ptetui.pictures.picture import Picture
from ptetui.render.spans import Text


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
        """The fields that are lit once so many points are revealed.

        Those of the last point; where it names none, all that the points before it have lit, else those of the step.
        """
        shown = self.points[:revealed]
        if shown and shown[-1].highlight:
            return shown[-1].highlight
        before = dict.fromkeys(name for point in shown for name in point.highlight)
        return tuple(before) or self.highlight


class Place(NamedTuple):
    """Where a talk is: a slide, and how many of its points are revealed."""

    slide: int = 0
    revealed: int = 0


class Tour(NamedTuple):
    """A talk: slide 0 is its title, slide N is step N. `name` is what `ptetui present` takes.

    `minutes` is how long it is planned to take, 0 where nothing is planned; `by` is what the title slide says of it:
    who gives it, where and when.
    """

    path: Path
    name: str
    title: str
    about: str
    steps: tuple[Step, ...]
    by: tuple[str, ...] = ()
    minutes: float = 0.0

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

    def share(self, place: Place) -> float:
        """The part of the talk, 0 to 1, that is over at a place: each slide and each point takes as long."""
        places = list(self.places())
        return places.index(place) / len(places)

    def places(self) -> Iterator[Place]:
        """Every place, in the order in which a speaker comes to them."""
        yield from (Place(slide, shown) for slide in range(self.slides) for shown in range(len(self.points(slide)) + 1))


def plain(text: Text) -> str:
    """The characters of a text."""
    return "".join(part for part, _ in text)
