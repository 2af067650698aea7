"""What a shipped tour says, text by text, and what proves it.

A `Claim` is a text with braces where numbers and names stand, and a function that computes them from the catalogue,
the model or the analysis; a text without braces has a function that asserts what it says. The texts of a tour and its
claims must be the same, so no text is unchecked and no claim outlives its text. Each tour has its list of claims in a
test of its name, which hands it to `check`.

What no code knows, who wrote what and when, comes from `sources.py`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import parse_config
from ptetui.linux.life.page import has_bit
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state
from ptetui.linux.versions import spell
from ptetui.schema.fields import Field
from ptetui.sources.life.script import parse_script, play_script
from ptetui.sources.life.tree import LifeTree, Moment
from ptetui.talk.stacked import StackedPicture
from ptetui.talk.text_slide import CodePicture, TextPicture
from ptetui.talk.timeline import TimelinePicture
from ptetui.talk.tour import Tour
from ptetui.talk.tours import load_tour
from tests.kernels import KernelCatalog

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
CATALOG = KernelCatalog()
WRITTEN = (TextPicture, CodePicture, TimelinePicture, StackedPicture)


@cache
def shipped_tour(name: str) -> Tour:
    """The tour."""
    return load_tour(name, CATALOG)


class Claim(NamedTuple):
    """A text of a tour: `template` with what `values` computes in its braces."""

    template: str
    values: Callable[[], Sequence[object]]

    @property
    def text(self) -> str:
        """The text as the tour must have it. AssertionError where it is not so."""
        return self.template.format(*self.values())


def nothing() -> tuple[()]:
    """For a text that claims nothing: a question, a request to look."""
    return ()


def texts(tour: Tour) -> Iterator[str]:
    """Everything that a tour says: what it is about, captions, what is written on slides, points, notes."""
    yield tour.about
    for step in tour.steps:
        yield step.caption
        if isinstance(step.picture, WRITTEN):
            yield from step.picture.texts()
        yield from (point.plain for point in step.points)
        yield from step.notes


def check(name: str, claims: Collection[Claim]) -> None:
    """Every text of the tour is one of the claims, each claim is one of its texts, none is there twice."""
    written = list(texts(shipped_tour(name)))
    proved = [claim.text for claim in claims]
    assert len(set(proved)) == len(proved), f"claimed twice: {[text for text in proved if proved.count(text) > 1]}"
    unproved = [text for text in written if text not in proved]
    unsaid = [text for text in proved if text not in written]
    assert (unproved, unsaid) == ([], []), "\n".join(["said, not proved:", *unproved, "proved, not said:", *unsaid])


# ---------------------------------------------------------------------------------------------- what claims ask for


@cache
def at(name: str, level: str = "pte", config: str = "") -> Setting:
    """The setting of "x86_64@6.12"."""
    layout = CATALOG.find(name, None, level)
    kernel = name.partition("@")[2]
    return Setting(layout, parse_version(kernel) if kernel else newest(layout), parse_config([config]))


def field(name: str, form: str, wanted: str) -> Field:
    """A field of a form of a layout."""
    return next(entry for entry in at(name).forms if entry.name == form).by_name[wanted]


def bits(name: str, form: str, wanted: str) -> str:
    """Where a field is: "9 to 58", "3"."""
    return " and ".join(_run(high, low) for high, low in reversed(field(name, form, wanted).spans))


def _run(high: int, low: int) -> str:
    return f"{low} to {high}" if high > low else str(low)


def word(name: str, state: str) -> int:
    """The word of a state as `ptetui encode` takes it."""
    return parse_state(at(name), state.split())


def read(name: str, entry: int | str) -> Reading:
    """What a word is, or the word of a state."""
    return classify(at(name), word(name, entry) if isinstance(entry, str) else entry)


@cache
def life(name: str, script: str) -> tuple[Moment, ...]:
    """The moments of a life written down in words, the page as it begins and one after each event."""
    return play_script(parse_script(script.split()), LifeTree(at(name), CATALOG))


def since(name: str, flag: str) -> str:
    """The first release whose swap entries have the flag: "5.19"."""
    ranges = CATALOG.history(name)
    return spell(min(layout.since for layout in ranges if has_bit(layout.swap, flag)))
