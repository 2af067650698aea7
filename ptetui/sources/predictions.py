"""A recording against the model: the same calls, word for word.

A word is predicted before the recorded one is looked at; afterwards only its frame or slot number is taken over.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ptetui.linux.life.page import Page, known_bits, unknown_parts, word_of
from ptetui.sources.calls import UnknownCall
from ptetui.sources.process import RecordedProcess
from ptetui.sources.replay import Recording
from ptetui.sources.snapshot import Snapshot

_NUMBERS = ("frame", "slot")


class Comparison(NamedTuple):
    """One step: the predicted word, the bits that the model vouches for, what else it leaves open, by name."""

    step: Snapshot
    page: Page
    predicted: int
    known: int
    open: tuple[tuple[str, int], ...]

    @property
    def differs(self) -> int:
        """Known bits that were recorded otherwise."""
        return (self.predicted ^ self.step.word) & self.known

    @property
    def none(self) -> bool:
        """Whether the recorded word is none."""
        return self.step.reading.state == "none"

    @property
    def numbers(self) -> int:
        """The bits of frame or slot that are left open."""
        return sum(mask for name, mask in self.open if name in _NUMBERS)


def predict(recording: Recording) -> Iterator[Comparison]:
    """Every step of a recording. Of one with a system call that the model does not know nothing is predicted."""
    process: RecordedProcess | None = None
    for step in recording.steps:
        if process is None or process.setting is not step.setting:
            process = RecordedProcess(step.setting, recording.cpu_told)
        if step.life is not None:
            process.begin(step.life)
        who, _, address = step.page.rpartition(" ")
        try:
            page, unknown = process.step(step.event, who, address, step.calls), ""
        except UnknownCall as error:
            page, unknown = process.page(who, address), str(error)
        made = _comparison(step, page, unknown)
        process.learn(who, address, step.word)
        yield made


def _comparison(step: Snapshot, page: Page, unknown: str) -> Comparison:
    """What is predicted of a step; nothing where it makes a call that the model does not know."""
    word = word_of(page, step.setting)
    if unknown:
        return Comparison(step, page, word, 0, ((unknown, (1 << step.setting.layout.width) - 1),))
    return Comparison(step, page, word, known_bits(page, step.setting), tuple(unknown_parts(page, step.setting)))


class Share(NamedTuple):
    """How much of the non-none words is predicted, each word weighing the same, from 0 to 1.

    `apart` leaves frame numbers and slots out of the count, `whole` counts all bits.
    """

    apart: float
    whole: float
    words: int


def share(found: Sequence[Comparison]) -> Share:
    """The shares of bits predicted; 1 where there is no non-none word."""
    words = [each for each in found if not each.none]
    if not words:
        return Share(1.0, 1.0, 0)
    apart = whole = 0.0
    for each in words:
        width = each.step.setting.layout.width
        known = each.known.bit_count()
        apart += known / (width - each.numbers.bit_count())
        whole += known / width
    return Share(apart / len(words), whole / len(words), len(words))
