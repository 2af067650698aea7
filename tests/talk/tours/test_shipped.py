"""What holds for every tour that ships: its claims are tested, its sources named, and it fits the screen."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from ptetui.pictures.budget import BudgetPicture
from ptetui.pictures.collisions import CollisionsPicture
from ptetui.pictures.compare import ComparePicture
from ptetui.pictures.designs import DesignsPicture
from ptetui.pictures.explore import ExplorePicture
from ptetui.pictures.history import HistoryPicture
from ptetui.pictures.life import LifePicture
from ptetui.pictures.picture import Picture
from ptetui.pictures.wall import WallPicture
from ptetui.render.block_letters import can_spell, dotted
from ptetui.render.fitted import Viewport
from ptetui.render.prose import title
from ptetui.render.spans import ASCII, UNICODE, Glyphs, Row, Span
from ptetui.talk.ask import AskPicture
from ptetui.talk.frame import slide_rows
from ptetui.talk.large_points import large_point
from ptetui.talk.stacked import StackedPicture
from ptetui.talk.text_slide import CodePicture, TextPicture
from ptetui.talk.timeline import TimelinePicture
from ptetui.talk.tour import Tour
from ptetui.talk.tours import shipped_tours, tour_name
from tests.talk.tours import snapshot_picture
from tests.talk.tours.claims import shipped_tour, texts
from tests.talk.tours.sources import MAILS

SIZES = ((80, 24), (100, 28), (120, 40), (200, 50))
FOOTER = 1  # lines of the screen that are no slide
tours = pytest.mark.parametrize("path", shipped_tours(), ids=tour_name)


def tour_of(path: Path) -> Tour:
    return shipped_tour(tour_name(path))


@tours
def test_its_claims_are_tested(path: Path) -> None:
    assert (Path(__file__).parent / f"test_{tour_name(path).replace('-', '_')}.py").exists()


@tours
def test_a_tour_has_nine_to_twenty_steps_of_one_to_four_points(path: Path) -> None:
    tour = tour_of(path)
    assert 9 <= len(tour.steps) <= 20
    assert {len(step.points) for step in tour.steps} <= {1, 2, 3, 4}
    assert all(step.notes for step in tour.steps)


@tours
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_slides_fit_with_all_that_they_show(path: Path, columns: int, lines: int, glyphs: Glyphs) -> None:
    tour = tour_of(path)
    for place in tour.places():
        if not place.slide:
            continue
        step = tour.steps[place.slide - 1]
        rows = text_of(slide_rows(tour, place, Viewport(columns, lines - FOOTER, glyphs)))
        where = f"{columns}x{lines}, slide {place.slide}, {step.caption}, {place.revealed} points"
        assert len(rows) <= lines - FOOTER, where
        assert max(map(len, rows)) <= columns, where
        slide_text = " ".join(" ".join(rows).split())
        close = "".join(slide_text.split())  # what a word is stands with a space between letters where there is room
        for number, point in enumerate(step.points[: place.revealed], 1):
            large = text_of([*large_point(point, Viewport(columns, lines - FOOTER, glyphs))])
            if large and is_large(large, rows):
                continue
            assert not large or number < place.revealed, f"{where}: the point {point.plain!r} is not large"
            assert " ".join(point.plain.split()) in slide_text, f"{where}: the point {point.plain!r} is cut"
        for shown in essentials(step.picture):
            words = [text_of([[Span(line, "")] for line in dotted(word)]) for word in shown.split() if can_spell(word)]
            large = bool(words) and all(is_large(word, rows) for word in words)
            assert "".join(shown.split()) in close or large, f"{where}: {shown!r} is not in the picture"


def is_large(large: list[str], rows: list[str]) -> bool:
    """Whether all lines of letters of dots are drawn."""
    return all(any(line.rstrip() in row for row in rows) for line in large)


def text_of(rows: list[Row]) -> list[str]:
    return ["".join(span.text for span in row) for row in rows]


def essentials(picture: Picture) -> Iterator[str]:
    """Words that stand at the end of a picture, or of each of its parts: whatever is cut takes one with it."""
    if isinstance(picture, StackedPicture):
        for part in picture.parts:
            yield from essentials(part)
    if isinstance(picture, TextPicture | CodePicture):
        yield from picture.texts()
    if isinstance(picture, TimelinePicture):
        yield from (event.date for event in picture.events)
    if isinstance(picture, AskPicture):
        yield from (answer.replace("_", " ") for answer in picture.answers)
    if isinstance(picture, ExplorePicture):
        yield title(picture.reading)
    if isinstance(picture, LifePicture):
        yield from (title(picture.moments[-1].reading(0)), " pagemap ")
    if isinstance(picture, ComparePicture):
        yield from (word.setting.layout.name for word in picture.words)
    if isinstance(picture, WallPicture):
        yield from (setting.layout.name[:6] for setting in picture.settings)  # long names lose their middle
    if isinstance(picture, CollisionsPicture):
        yield from (" made as ", " read as ", f" {picture.finding.verdict} " if picture.finding else "")
    if isinstance(picture, HistoryPicture):
        yield picture.replayed.case.id
    if isinstance(picture, DesignsPicture):
        yield from (quantity.title for quantity in picture.quantities)
    if isinstance(picture, BudgetPicture):
        yield picture.design.about if picture.compared else "swap areas"


def test_every_mail_is_named_in_some_note() -> None:
    all_text = " ".join(text for path in shipped_tours() for text in texts(tour_of(path)))
    assert not [mail for mail in MAILS if mail not in all_text]


def test_the_picture_of_the_snapshot_is_the_one_that_is_drawn() -> None:
    shipped, drawn = (
        Image.open(io.BytesIO(data)) for data in (snapshot_picture.PATH.read_bytes(), snapshot_picture.png())
    )
    assert (shipped.mode, shipped.size, shipped.tobytes()) == (drawn.mode, drawn.size, drawn.tobytes())
