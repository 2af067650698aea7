"""A whole tour as a view: a part a step, with its picture, its points and its notes."""

from collections.abc import Iterator

from ptetui.render.registers import word_register
from ptetui.render.ribbon import Glyphs
from ptetui.render.slides.pictures import picture_rows
from ptetui.render.slides.ribbons import Room
from ptetui.render.view import Block, Drawing, Part, Register, View, Words
from ptetui.talk.pictures import Picture, readings_of
from ptetui.talk.tour import Step, Tour

_LINES = 30  # a picture has at most so many


def tour_view(tour: Tour, columns: int, glyphs: Glyphs) -> View:
    """The tour, everything revealed."""
    parts = (_part(number, step, columns, glyphs) for number, step in enumerate(tour.steps, 1))
    return View(tour.title, (Part("", (Words((tour.about,)),)), *parts), tour=tour)


def _part(number: int, step: Step, columns: int, glyphs: Glyphs) -> Part:
    rows = picture_rows(step.picture, step.lit(len(step.points)), Room(columns, _LINES, glyphs))
    blocks: list[Block] = [Drawing(rows, step.caption)]
    if step.points:
        blocks.append(Words(tuple(f"• {point.plain}" for point in step.points)))
    if step.notes:
        blocks.append(Words(tuple(f"Notes: {note}" for note in step.notes)))
    return Part(f"{number}. {step.caption}", tuple(blocks), tuple(_registers(step.picture)))


def _registers(picture: Picture) -> Iterator[Register]:
    for reading in readings_of(picture):
        yield word_register(f"{reading.setting.layout.name}: {reading.state}", reading)
