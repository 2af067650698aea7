"""What a step of a tour shows, ready to be drawn: words, lives, layouts, findings, the designs. Plain values."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ptetui.analysis.collisions import Finding
from ptetui.analysis.design_table import Quantity
from ptetui.analysis.designs import Case, Design
from ptetui.analysis.history import Replayed, played
from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.schema.fields import Field
from ptetui.sources.life.script import Script
from ptetui.sources.life.tree import Moment


class WordPicture(NamedTuple):
    """One word, and the one before it; `bits` (high, low) where only a part of it is drawn, larger."""

    reading: Reading
    before: Reading | None = None
    bits: tuple[int, int] | None = None


class LifePicture(NamedTuple):
    """A page at the last of these moments; those before it led there, as the script says."""

    script: Script
    moments: tuple[Moment, ...]


class ComparePicture(NamedTuple):
    """Words under one another, aligned by bit; `bits` as for one word."""

    readings: tuple[Reading, ...]
    bits: tuple[int, int] | None = None


class WallPicture(NamedTuple):
    """Swap forms, one bit a cell."""

    settings: tuple[Setting, ...]


class CollisionPicture(NamedTuple):
    """A word that is made as one state and read as another."""

    finding: Finding


class HistoryPicture(NamedTuple):
    """A collision of the past, before and after its fix, and the words that show the damage."""

    replayed: Replayed


class DesignsPicture(NamedTuple):
    """Rows and columns of the table of designs."""

    case: Case
    quantities: tuple[Quantity, ...]
    designs: tuple[Design, ...]


class BudgetPicture(NamedTuple):
    """The 32 swap types under a design."""

    case: Case
    design: Design


Picture = (
    WordPicture | LifePicture | ComparePicture | WallPicture | CollisionPicture | HistoryPicture | DesignsPicture
    | BudgetPicture
)  # fmt: skip


def fields_of(picture: Picture) -> tuple[str, ...]:
    """The names of the fields that can be lit, each once."""
    return tuple(dict.fromkeys(field.name for field in _fields(picture)))


def _fields(picture: Picture) -> Iterable[Field]:
    if isinstance(picture, WordPicture):
        return picture.reading.fields
    if isinstance(picture, LifePicture):
        return picture.moments[-1].reading(0).fields
    if isinstance(picture, ComparePicture):
        return (field for reading in picture.readings for field in reading.fields)
    if isinstance(picture, WallPicture):
        return (field for setting in picture.settings for field in setting.swap.fields)
    if isinstance(picture, CollisionPicture):
        layout = picture.finding.layout
        return (field for form in layout.forms for field in form.fields)
    return ()


def readings_of(picture: Picture) -> Sequence[Reading]:
    """The words that a picture shows, for formats that draw registers; none for lists and tables."""
    match picture:
        case WordPicture():
            return (picture.reading,)
        case LifePicture():
            return (picture.moments[-1].reading(0),)
        case ComparePicture():
            return picture.readings
    return ()


class Start(NamedTuple):
    """Where a picture can be played with: the app's screen, and the word that it begins on."""

    screen: str
    setting: Setting
    word: int


def start_of(picture: Picture) -> Start:
    """The screen that shows the same as a picture."""
    match picture:
        case WordPicture():
            return Start("explore", picture.reading.setting, picture.reading.word)
        case LifePicture():
            return Start("life", picture.moments[-1].setting, picture.moments[-1].word(0))
        case ComparePicture():
            return Start("compare", picture.readings[0].setting, picture.readings[0].word)
        case WallPicture():
            return Start("wall", picture.settings[0], picture.settings[0].swap.blank)
        case CollisionPicture():
            finding = picture.finding
            return Start("collisions", Setting(finding.layout, finding.kernel, finding.config), finding.witness)
        case HistoryPicture():
            step = played(picture.replayed)[0]
            return Start("cases", step.setting, step.word)
        case DesignsPicture() | BudgetPicture():
            return Start("designs", picture.case.setting, picture.case.setting.swap.blank)
