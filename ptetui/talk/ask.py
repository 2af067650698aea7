"""A question to the audience: a word without names, answers by key; then the word as it is read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.linux.classify import Reading
from ptetui.pictures.explore import ExplorePicture
from ptetui.pictures.picture import Picture, Start
from ptetui.pictures.request import FORM, LEVEL, SETTING, STATE, WORD, Key, Request, blame
from ptetui.pictures.word_json import word_json
from ptetui.render.fitted import Viewport, heading, largest
from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span
from ptetui.talk.questions import ANSWERS, writable_states

_MOST_ANSWERS = 9  # one key each
_LINES = 4  # of a row of bits: numbers, border, bits, border
_OTHERS = ("malformed", "unknown")  # what a word can be beside the states


@dataclass(frozen=True)
class AskPicture(Picture):
    """A word, the states to choose from, one of which is its own."""

    NAME = "ask"
    ABOUT = "a word whose state the audience is asked for"
    KEYS = (
        *SETTING, LEVEL, WORD, STATE, FORM,
        Key("answers", "the states to choose from, with spaces between them: `none swap marker`"),
    )  # fmt: skip

    reading: Reading
    answers: tuple[str, ...]

    @classmethod
    def of(cls, request: Request) -> "AskPicture":
        """The word, and the answers; Wrong where not one of them is right."""
        setting = request.setting()
        reading = request.reading(setting)
        answers = tuple(request.text("answers").split())
        with blame("answers"):
            known = (*writable_states(setting), *_OTHERS)
            for answer in answers:
                if answer not in known:
                    raise ValueError(f"{answer!r} is not a state; there are {', '.join(known)}")
            if not 2 <= len(answers) <= _MOST_ANSWERS:
                raise ValueError(
                    f"give 2 to {_MOST_ANSWERS} states to choose from, such as {' '.join(known[:ANSWERS])}"
                )
            if len(set(answers)) < len(answers):
                raise ValueError("a state stands there twice")
            if reading.state not in answers:
                raise ValueError(f"none of the answers is right: the word is {reading.state}")
        return cls(reading, answers)

    @property
    def right(self) -> int:
        """The index of the right answer."""
        return self.answers.index(self.reading.state)

    def readings(self) -> Sequence[Reading]:
        """The word."""
        return (self.reading,)

    def data(self) -> Mapping[str, Any]:
        """The word and the answers."""
        return {"word": word_json(self.reading), "answers": list(self.answers), "right": self.right + 1}

    def start(self) -> Start:
        """Explore, on the word."""
        return Start("explore", self.reading.setting, self.reading.word)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The word as it is read, under the right answer."""
        return self.answered(viewport, lit, None)

    def asked(self, viewport: Viewport) -> list[Row]:
        """The bits without names, and the answers with their keys."""
        reading = self.reading
        width = reading.setting.layout.width
        answers = list(_flow([[Span(f" {number} ", "title"), Span(f" {_spelt(answer)}   ", "head")]
                              for number, answer in enumerate(self.answers, 1)], viewport.columns))  # fmt: skip
        rest = viewport._replace(lines=viewport.lines - len(answers) - 2)
        folded = largest(width, rest, ("",) * _LINES)
        bits = list(_bits(reading, folded.per_row, folded.cell, viewport)) if folded else []
        return [heading(reading.setting, reading.word), *bits, [], *answers]

    def answered(self, viewport: Viewport, lit: Sequence[str], chosen: int | None) -> list[Row]:
        """The word with names and meaning; `chosen` is the answer that was given."""
        pieces: list[Row] = []
        for index, answer in enumerate(self.answers):
            right, wrong = index == self.right, index == chosen != self.right
            mark = viewport.glyphs.good if right else viewport.glyphs.wrong if wrong else " "
            look = "good head" if right else "message" if wrong else "dim"
            pieces.append([Span(f" {mark} {_spelt(answer)}   ", look)])
        answers = list(_flow(pieces, viewport.columns))
        rest = viewport._replace(lines=viewport.lines - len(answers) - 1)
        return [*ExplorePicture((self.reading,)).rows(rest, lit)[: rest.lines], [], *answers]


def _spelt(state: str) -> str:
    return state.replace("_", " ")


def _flow(pieces: Sequence[Row], columns: int) -> Iterator[Row]:
    """Pieces in as many rows as they need."""
    row: Row = []
    for piece in pieces:
        if row and row_width(row) + row_width(piece) > columns:
            yield row
            row = []
        row = [*row, *piece]
    yield row


def _bits(reading: Reading, per_row: int, cell: int, viewport: Viewport) -> Iterator[Row]:
    """The bits in boxes of four, under the number of each box's lowest bit."""
    width, glyphs = reading.setting.layout.width, viewport.glyphs
    for high in range(width - 1, -1, -per_row):
        low = max(0, high - per_row + 1)
        fours = range(high, low - 1, -4)
        wide = 4 * cell - 1
        yield [Span("".join(f"{four - 3:>{wide + 1}}" for four in fours), "ruler")]
        yield [_edge(glyphs.top, wide, len(fours))]
        line: Row = []
        for bit in range(high, low - 1, -1):
            one = reading.word >> bit & 1
            line.append(Span(glyphs.side if (high - bit) % 4 == 0 else " ", "border", bit))
            line.append(Span(str(one).center(cell - 1), f"bit_number {'set' if one else 'clear'}", bit))
        yield [*line, Span(glyphs.side, "border")]
        yield [_edge(glyphs.bottom, wide, len(fours))]


def _edge(ends: str, wide: int, boxes: int) -> Span:
    left, flat, tee, right = tuple(ends)
    return Span(left + tee.join([flat * wide] * boxes) + right, "border")
