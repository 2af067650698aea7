"""What a step of a tour shows, ready to be drawn: words, lives, layouts, findings, the designs. Plain values.

`SCREEN` is the screen of the app where the speaker can play with it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ptetui.analysis.collisions import Finding
from ptetui.analysis.designs import Case, Design
from ptetui.analysis.design_table import Quantity
from ptetui.analysis.history import Replayed
from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.schema.fields import Field
from ptetui.sources.life.tree import Moment
from ptetui.sources.snapshot import Snapshot


class WordPicture(NamedTuple):
    """One word; `bits` (high, low) where only a part of it is drawn, larger."""

    now: Snapshot
    bits: tuple[int, int] | None = None
    SCREEN = "explore"


class LifePicture(NamedTuple):
    """A page at the last of these moments; those before it led there."""

    moments: tuple[Moment, ...]
    SCREEN = "life"


class ComparePicture(NamedTuple):
    """Words under one another, aligned by bit; `bits` as for one word."""

    readings: tuple[Reading, ...]
    bits: tuple[int, int] | None = None
    SCREEN = "compare"


class WallPicture(NamedTuple):
    """Swap forms, one bit a cell."""

    settings: tuple[Setting, ...]
    SCREEN = "wall"


class CollisionPicture(NamedTuple):
    """A word that is made as one state and read as another."""

    finding: Finding
    SCREEN = "collisions"


class HistoryPicture(NamedTuple):
    """A collision of the past, before and after its fix; of the words that show the damage those up to `step`."""

    replayed: Replayed
    SCREEN = "history"


class DesignsPicture(NamedTuple):
    """Rows and columns of the table of designs."""

    case: Case
    quantities: tuple[Quantity, ...]
    designs: tuple[Design, ...]
    SCREEN = "designs"


class BudgetPicture(NamedTuple):
    """The 32 swap types under a design."""

    case: Case
    design: Design
    SCREEN = "designs"


Picture = (
    WordPicture | LifePicture | ComparePicture | WallPicture | CollisionPicture | HistoryPicture | DesignsPicture
    | BudgetPicture
)  # fmt: skip


def fields_of(picture: Picture) -> tuple[str, ...]:
    """The names of the fields that can be lit, each once."""
    return tuple(dict.fromkeys(field.name for field in _fields(picture)))


def _fields(picture: Picture) -> Iterable[Field]:
    if isinstance(picture, WordPicture):
        return picture.now.reading.fields
    if isinstance(picture, LifePicture):
        return (field for reading in readings_of(picture) for field in reading.fields)
    if isinstance(picture, ComparePicture):
        return (field for reading in picture.readings for field in reading.fields)
    if isinstance(picture, WallPicture):
        return (field for setting in picture.settings for field in setting.swap.fields)
    if isinstance(picture, CollisionPicture):
        layout = picture.finding.layout
        return (field for form in layout.forms for field in form.fields)
    return ()


def readings_of(picture: LifePicture) -> tuple[Reading, ...]:
    """The page's entry now, and before the last event if it was another."""
    return tuple(moment.reading(0) for moment in picture.moments[-1:])
