"""A tour: steps with a caption, points that are revealed one by one, notes, and what the screen shows. Plain values."""

from typing import NamedTuple

from ptetui.talk.pictures import Picture

# Pieces of a text: (characters, "" | "code" | "strong").
Text = tuple[tuple[str, str], ...]


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
        told = (point.highlight for point in reversed(self.points[:revealed]))
        return next((names for names in told if names), self.highlight)


class Tour(NamedTuple):
    """A talk. `name` is the file's, without its suffix."""

    name: str
    title: str
    about: str
    steps: tuple[Step, ...]


def plain(text: Text) -> str:
    """The characters of a text."""
    return "".join(part for part, _ in text)
