"""One state in several layouts, bit under bit; on the command line their swap entries, and what differs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.analysis.diff_layouts import diff_layouts
from ptetui.analysis.same_state import same_state
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_word
from ptetui.pictures.picture import ANY_NUMBER, Names, Picture, Start
from ptetui.pictures.request import BITS, CONFIG, FORM, KERNEL, LAYOUTS, LEVEL, STATE, WORD, Key, Request, blame
from ptetui.pictures.word_json import word_json
from ptetui.render.changes import spell_change
from ptetui.render.fitted import (
    FittedRibbon,
    Viewport,
    heading,
    part,
    ribbon_rows,
    side_by_bit,
    stacked_rows,
    state_row,
)
from ptetui.render.prose import named
from ptetui.render.registers import form_register
from ptetui.render.ribbon import FULLER, LINES, Marks, fold_for
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import padded
from ptetui.render.view import Block, Drawing, Part, Table, View, Words
from ptetui.schema.fields import Form

_LINES_OF_ONE = 14  # of a word in a file: two rows of bits


@dataclass(frozen=True)
class ComparePicture(Picture):
    """Words under one another, aligned by bit; `bits` (high, low) where only a part of them is drawn, larger."""

    NAME = "compare"
    ABOUT = "one state in several layouts, bit under bit"
    KEYS = (
        KERNEL, CONFIG, LEVEL, LAYOUTS, STATE, FORM, WORD, BITS,
        Key("state_of", "a word of the first layout; the others show the same state"),
    )  # fmt: skip
    NAMES = Names(
        "[WORD] A B...",
        "two layouts or more (NAME@X.Y); before them WORD for its state in all of them, same=WORD for the word itself",
        "layouts", 2, ANY_NUMBER,
    )  # fmt: skip

    words: tuple[Reading, ...]
    bits: tuple[int, int] | None = None
    asked: bool = False  # for a word: a file shows it besides the forms

    @classmethod
    def of(cls, request: Request) -> "ComparePicture":
        """The layouts, and the word, the state or the form."""
        settings = request.settings()
        bits = request.bits(min(setting.layout.width for setting in settings))
        if "state_of" in request.values:
            return cls(tuple(_same_states(request.text("state_of"), settings)), bits, asked=True)
        return cls(tuple(request.reading(setting) for setting in settings), bits, "word" in request.values)

    @classmethod
    def values_of(cls, names: Sequence[str]) -> dict[str, str]:
        """A word before the layouts, where there is one."""
        first = names[0] if names else ""
        if first.startswith("same="):
            return {"word": first.removeprefix("same="), **super().values_of(names[1:])}
        if first[:1].isdigit():
            return {"state_of": first, **super().values_of(names[1:])}
        return super().values_of(names)

    @property
    def title(self) -> str:
        """The layouts; before them the word that is asked for."""
        layouts = "; ".join(named(reading.setting) for reading in self.words)
        first = self.words[0]
        subject = padded(first.word, first.setting.layout.width) if self.asked else "swap entries of"
        return f"{subject}{':' if self.asked else ''} {layouts}"

    def readings(self) -> Sequence[Reading]:
        """The words."""
        return self.words

    def data(self) -> dict[str, Any]:
        """The words."""
        return {"words": [word_json(reading) for reading in self.words]}

    def start(self) -> Start:
        """Compare, on the first word."""
        return Start("compare", self.words[0].setting, self.words[0].word)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """Ribbons aligned by bit, each under its layout and word."""
        if self.bits is not None:
            return self._part_rows(self.bits, viewport, lit)
        headings = [heading(reading.setting, reading.word) for reading in self.words]
        return stacked_rows([FittedRibbon(reading, lit) for reading in self.words], headings, viewport)

    def _part_rows(self, bits: tuple[int, int], viewport: Viewport, lit: Sequence[str]) -> list[Row]:
        """Only these bits of each, larger. Where the viewport is short, the first ruler serves all."""
        folded = part(*bits, viewport.columns)
        rows: list[Row] = []
        many = len(self.words)
        options = [(lines if "ruler" in lines else ("ruler", *lines), lines) for lines in FULLER[1:]]
        fitting = (pair for pair in options if len(pair[0]) + len(pair[1]) * (many - 1) + many <= viewport.lines)
        first, others = next(fitting, options[-1])
        for index, reading in enumerate(self.words):
            lines = others if index else first
            rows.append([*heading(reading.setting, reading.word), *state_row(reading, viewport.columns)[1:]])
            ribbon = FittedRibbon(reading, lit, lines=lines)
            rows += ribbon_rows(ribbon, folded, viewport.glyphs, [0]) if folded else []
        return rows

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The swap forms, one above the other; a bit that means something else than in the first is marked."""
        settings = [reading.setting for reading in self.words]
        first = settings[0]
        rows = self.rows(Viewport(columns, _LINES_OF_ONE * len(self.words), glyphs)) if self.asked else []
        words = [Part("", (Drawing(rows, "the words, bit under bit"),))] if self.asked else []
        blocks: list[Block] = [Drawing(form_rows(settings, columns, glyphs), "swap entries, bit under bit")]
        changes = [
            (named(other), spell_change(change))
            for other in settings[1:]
            for change in diff_layouts(first.layout, other.layout)
            if change.form == other.layout.swap.name
        ]
        if changes:
            mark = glyphs.moved
            blocks.append(Words((f"{mark} under a bit: it means something else than in {named(first)}",)))
            blocks.append(Table(("layout", f"against {named(first)}"), tuple(changes)))
        else:
            blocks.append(Words(("no field of the swap entries differs",)))
        registers = tuple(form_register(named(setting), setting.swap) for setting in settings)
        return View(
            self.title, (*words, Part("swap entries of these layouts" if words else "", tuple(blocks), registers))
        )


def _same_states(text: str, settings: Sequence[Setting]) -> Iterator[Reading]:
    """The word as the first reads it, and its state in each of the others."""
    with blame("state_of"):
        first = settings[0]
        own = classify(first, parse_word(text, first.layout.width, first.layout.name))
        for setting in settings:
            word = same_state(own, setting).word
            if word is None:
                raise ValueError(f"{setting.layout.name} has no state {own.state}")
            yield classify(setting, word)


def form_rows(settings: Sequence[Setting], columns: int, glyphs: Glyphs) -> list[Row]:
    """The swap forms, bit under bit; a bit that means something else than in the first is marked."""
    first = settings[0].swap
    lines = [line for line in LINES if line not in ("bits", "values")]
    ribbons = [
        FittedRibbon(
            Reading(setting, setting.swap.blank, setting.swap, "swap"),
            (),
            Marks(moved=_moved(first, setting.swap)),
            lines,
        )
        for setting in settings
    ]
    widest = max(ribbons, key=lambda ribbon: ribbon.reading.setting.layout.width).reading
    rows: list[Row] = []
    for _, index, drawn in side_by_bit(ribbons, fold_for(widest, columns), glyphs):
        rows += [[Span(named(settings[index]), "head")], *drawn]
    return rows


def _moved(first: Form, other: Form) -> int:
    """The bits of `other` that mean something else than in `first`."""
    return sum(1 << bit for bit in range(other.width) if _meaning(first, bit) != _meaning(other, bit))


def _meaning(form: Form, bit: int) -> tuple[str, int, bool]:
    field = form.at(bit) if bit < form.width else None
    if field is None or field.kind == "ignored":
        return ("nothing", 0, False)
    if field.kind == "fixed":
        return ("always", field.put(0, field.fixed) >> bit & 1, False)
    return (field.name, field.index(bit), field.inverted)
