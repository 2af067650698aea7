"""A recording compared with the model: the same calls, word for word.

A word is predicted before the recorded one is looked at; afterwards only its frame or slot number is taken over.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from ptetui.linux.life.page import Page, known_bits, table_pointer, unknown_parts, word_of
from ptetui.schema.bits import ones
from ptetui.sources.calls import UnknownCall
from ptetui.sources.process import RecordedProcess
from ptetui.sources.replay import Recording
from ptetui.sources.replay_stream import StepStream
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
    def unknown(self) -> int:
        """The bits that the model does not vouch for."""
        return ones(self.step.setting.layout.width) & ~self.known

    @property
    def none(self) -> bool:
        """Whether the recorded word is none."""
        return self.step.reading.state == "none"

    @property
    def numbers(self) -> int:
        """The bits of frame or slot that are left open."""
        return sum(mask for name, mask in self.open if name in _NUMBERS)


def predict(recording: Recording | StepStream) -> Iterator[Comparison]:
    """Every step of a recording. Of one with a system call that the model does not know nothing is predicted."""
    model = Predictor(recording.cpu_known)
    return (model.follow(step) for step in recording.steps)


class Predictor:
    """The model beside a page whose words come one after the other."""

    def __init__(self, cpu_known: bool = True) -> None:
        self._cpu_known = cpu_known
        self._process: RecordedProcess | None = None

    def follow(self, step: Snapshot) -> Comparison:
        """What the model says of a step, and then what it learns from it: frame or slot number."""
        if self._process is None or self._process.setting is not step.setting:
            self._process = RecordedProcess(step.setting, self._cpu_known)
        process = self._process
        if step.life is not None:
            process.begin(step.life)
        who, _, address = step.page.rpartition(" ")
        try:
            page, unknown = process.step(step.event, who, address, step.calls), process.unknown(address)
        except UnknownCall as error:
            page, unknown = process.page(who, address), str(error)
        split = not unknown and process.split(who or "subject", address)
        comparison = _split(step, page) if split else _comparison(step, page, unknown)
        with suppress(ValueError):  # a frame that these words have no room for teaches nothing
            process.learn(who, address, step.word)
        return comparison


def _split(step: Snapshot, page: Page) -> Comparison:
    """A PMD that points to a table, as all that is known of it."""
    word, known = table_pointer(step.setting)
    return Comparison(step, page, word, known, (("a page table's address", ones(step.setting.layout.width) & ~known),))


def _comparison(step: Snapshot, page: Page, unknown: str) -> Comparison:
    """What is predicted of a step; nothing where it makes a call that the model does not know."""
    try:
        word = word_of(page, step.setting)
    except ValueError as error:  # the recording has numbers that these words have no room for
        word, unknown = step.word, str(error)
    if unknown:
        return Comparison(step, page, word, 0, ((unknown, ones(step.setting.layout.width)),))
    return foretold(step, page, word)


def foretold(step: Snapshot, page: Page, word: int) -> Comparison:
    """A word that the model gives a page, with the parts that it does not vouch for."""
    setting = step.setting
    return Comparison(step, page, word, known_bits(page, setting), tuple(unknown_parts(page, setting)))


class Share(NamedTuple):
    """How much of the non-none words is predicted, each word weighing the same, from 0 to 1.

    `apart` leaves frame numbers and slots out of the count, `whole` counts all bits.
    """

    apart: float
    whole: float
    words: int


class FirstDifference(NamedTuple):
    """Where a life first differs: the step, and the calls up to it, which are the shortest that show it."""

    step: Comparison
    calls: tuple[str, ...]


class Tally:
    """What is counted of a recording while it goes by: of one life at most the calls are held."""

    def __init__(self, comparisons: Iterable[Comparison] = ()) -> None:
        self.steps = self.differ = self.lives = self.differing_lives = 0
        self.events: Counter[str] = Counter()  # calls at which lives first differ
        self._apart = self._whole = 0.0
        self._words = 0
        self._life: int | None = None
        self._calls: list[str] = []
        self._last = ""
        self._over = False  # the life has differed
        for comparison in comparisons:
            self.add(comparison)

    def add(self, comparison: Comparison) -> FirstDifference | None:
        """Count a step; where its life differs for the first time, how it came to that."""
        self.steps += 1
        self.differ += bool(comparison.differs)
        if not comparison.none:
            self._count(comparison)
        return None if comparison.step.life is None else self._lived(comparison)

    def _count(self, comparison: Comparison) -> None:
        width, known = comparison.step.setting.layout.width, comparison.known.bit_count()
        self._apart += known / (width - comparison.numbers.bit_count())
        self._whole += known / width
        self._words += 1

    def _lived(self, comparison: Comparison) -> FirstDifference | None:
        step = comparison.step
        if step.life != self._life:
            self._life, self._calls, self._last, self._over = step.life, [], "", False
            self.lives += 1
        if self._over:
            return None
        if step.event != self._last:  # a child's word is told with its parent's
            self._calls.append(", ".join(step.calls))
            self._last = step.event
        if not comparison.differs:
            return None
        self._over = True
        self.differing_lives += 1
        self.events[self._calls[-1]] += 1
        return FirstDifference(comparison, tuple(self._calls))

    @property
    def share(self) -> Share:
        """The shares of bits predicted; 1 where there is no non-none word."""
        if not self._words:
            return Share(1.0, 1.0, 0)
        return Share(self._apart / self._words, self._whole / self._words, self._words)
