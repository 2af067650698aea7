"""A tour as a picture: its slides for a page that steps, its screens for a player, a part a step for the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.pictures.picture import Names, Picture
from ptetui.pictures.request import Key, Request, blame
from ptetui.render.fitted import Viewport
from ptetui.render.registers import word_register
from ptetui.render.spans import UNICODE, Glyphs, Row
from ptetui.render.view import Block, Deck, Drawing, Part, Screen, Slide, View, Words
from ptetui.talk.frame import Shown, named_row, picture_rows, slide_rows
from ptetui.talk.moving import SECONDS, motion_of
from ptetui.talk.stacked import StackedPicture, images_of
from ptetui.talk.tour import Place, Step, Tour
from ptetui.talk.tours import load_tour

_LINES = 30  # a picture has at most so many
_FRAMES = 12  # a second of a motion that is recorded


@dataclass(frozen=True)
class TourPicture(Picture):
    """A whole tour."""

    NAME = "tour"
    ABOUT = "a talk"
    KEYS = (Key("tour", "a tour by name, or the path of its file"),)
    NAMES = Names("NAME", "the name of one tour, or the path of its file", "tour", 1, 1)

    tour: Tour

    @classmethod
    def of(cls, request: Request) -> "TourPicture":
        """The tour, read."""
        with blame("tour"):
            return cls(load_tour(request.text("tour"), request.catalog))

    @property
    def title(self) -> str:
        """Its title."""
        return self.tour.title

    def data(self) -> Mapping[str, Any]:
        """Captions, points and what each step shows."""
        return {
            "title": self.tour.title,
            "steps": [
                {"caption": step.caption, "points": [point.plain for point in step.points], "shows": step.picture.NAME}
                for step in self.tour.steps
            ],
        }

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The title slide."""
        return slide_rows(self.tour, Place(), viewport)

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """A part a step, everything revealed; formats that play a talk take the deck."""
        parts = (_part(number, step, columns, glyphs) for number, step in enumerate(self.tour.steps, 1))
        deck = Deck(self.tour.title, self.tour.about, self._slides, self._screens, self.tour.by)
        return View(self.title, (Part("", (Words((self.tour.about,)),)), *parts), deck=deck)

    def _slides(self, columns: int, lines: int) -> Iterator[Slide]:
        viewport = Viewport(columns, lines, UNICODE)
        for step in self.tour.steps:
            points = tuple(point.text for point in step.points)
            moving = motion_of(step.picture)
            motion = moving.picture(viewport) if moving is not None else None
            images, drawn = images_of(step.picture)
            figures = tuple(_figures(step._replace(picture=drawn), viewport)) if drawn is not None else ()
            below = isinstance(step.picture, StackedPicture) and not step.picture.beside
            yield Slide(step.caption, points, step.notes, figures, motion, images, below)

    def _screens(self, columns: int, lines: int) -> Iterator[Screen]:
        viewport = Viewport(columns, lines, UNICODE)
        for place in self.tour.places():
            if not place.revealed and place.slide and motion_of(self.tour.steps[place.slide - 1].picture):
                frames = round(SECONDS * _FRAMES)
                for frame in range(frames):
                    rows = slide_rows(self.tour, place, viewport, Shown(frame / frames))
                    yield Screen(self.tour.caption(place.slide), frame == 0, rows, 1 / _FRAMES)
            rows = slide_rows(self.tour, place, viewport)
            if place.revealed:
                yield Screen(self.tour.points(place.slide)[place.revealed - 1].plain, False, rows)
            else:
                yield Screen(self.tour.caption(place.slide), True, rows)


def _figures(step: Step, viewport: Viewport) -> Iterator[tuple[int, Sequence[Row]]]:
    """The picture, once for each choice of fields that are lit, with the number of points from which it stands."""
    before: list[Row] = []
    for revealed in range(len(step.points) + 1):
        rows = [*picture_rows(step, viewport, revealed), named_row(step, revealed, viewport.columns)]
        if rows != before:
            yield revealed, rows
        before = rows


def _part(number: int, step: Step, columns: int, glyphs: Glyphs) -> Part:
    rows = picture_rows(step, Viewport(columns, _LINES, glyphs), len(step.points))
    blocks: list[Block] = [Drawing(rows, step.caption)]
    if step.points:
        blocks.append(Words(tuple(f"• {point.plain}" for point in step.points)))
    if step.notes:
        blocks.append(Words(tuple(f"Notes: {note}" for note in step.notes)))
    registers = (
        word_register(f"{reading.setting.layout.name}: {reading.state}", reading) for reading in step.picture.readings()
    )
    return Part(f"{number}. {step.caption}", tuple(blocks), tuple(registers))
