"""One word as a ribbon, and what it is; on the command line also several words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.linux.classify import Reading, classify
from ptetui.linux.syntax import parse_state
from ptetui.pictures.picture import ANY_NUMBER, Names, Picture, Start
from ptetui.pictures.request import BITS, FORM, LEVEL, SETTING, STATE, WORD, Key, Request, blame
from ptetui.pictures.word_json import word_json
from ptetui.pictures.word_text import pagemap_text
from ptetui.render.changes import spell_changes
from ptetui.render.fitted import FittedRibbon, Viewport, fitted_rows, heading, state_row
from ptetui.render.prose import inversion_step, letter_string, named, sentence, summary, title, value_text
from ptetui.render.registers import word_register
from ptetui.render.ribbon import Marks, draw, fold_for
from ptetui.render.signs import signs_of
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import marked_rows, padded
from ptetui.render.view import Drawing, Part, Table, View, Words
from ptetui.schema.bits import spell_runs
from ptetui.schema.fields import Field


@dataclass(frozen=True)
class ExplorePicture(Picture):
    """Words of one setting, and the one before the first; `bits` (high, low) where only a part is drawn, larger."""

    NAME = "explore"
    ALIASES = ("word",)
    ABOUT = "one word as a ribbon"
    KEYS = (
        *SETTING,
        LEVEL,
        WORD,
        STATE,
        FORM,
        Key("before", "the state before; the bits that differ are marked"),
        BITS,
    )
    NAMES = Names("WORD...", "one word or more", "word", 1, ANY_NUMBER)

    words: tuple[Reading, ...]
    before: Reading | None = None
    bits: tuple[int, int] | None = None

    @classmethod
    def of(cls, request: Request) -> "ExplorePicture":
        """The word, or the state, or the form."""
        setting = request.setting()
        before = None
        if "before" in request.values:
            with blame("before"):
                before = classify(setting, parse_state(setting, request.text("before").split()))
        return cls(tuple(request.words(setting)), before, request.bits(setting.layout.width))

    @property
    def reading(self) -> Reading:
        """The word; the first where there are several."""
        return self.words[0]

    @property
    def title(self) -> str:
        """The words and their setting."""
        words = ", ".join(padded(reading.word, reading.setting.layout.width) for reading in self.words)
        return f"{words}: {named(self.reading.setting)}"

    def readings(self) -> Sequence[Reading]:
        """The words."""
        return self.words

    def data(self) -> dict[str, Any]:
        """What `decode --json` prints for the word."""
        return word_json(self.reading)

    def start(self) -> Start:
        """Explore, on the word."""
        return Start("explore", self.reading.setting, self.reading.word)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """Heading, ribbon, meaning of each word; what changed and the inverted value if there is room."""
        share = viewport._replace(lines=viewport.lines // len(self.words))
        return [row for reading in self.words for row in self._word_rows(reading, share, lit)]

    def _word_rows(self, reading: Reading, viewport: Viewport, lit: Sequence[str]) -> list[Row]:
        before = self.before
        changed: list[Row] = []
        if before is not None:
            changed = marked_rows(" ▲ ", spell_changes(before, reading), viewport.columns, "changed")
        below = [state_row(reading, viewport.columns), *changed]
        if classify(reading.setting, reading.word).form is reading.form:  # else it stands for its form
            below += marked_rows(" ", sentence(reading), viewport.columns)
            below += [[Span(f" {step}", "offset")] for step in (inversion_step(reading),) if step]
        rest = viewport._replace(lines=viewport.lines - 2 - len(changed))
        marks = Marks(changed=before.word ^ reading.word if before is not None else 0)
        reserved = len(below) - 1 - len(changed)
        drawn = fitted_rows(FittedRibbon(reading, lit, marks), rest, self.bits, reserved)
        return [heading(reading.setting, reading.word), *drawn, *below]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """A part a word."""
        parts = tuple(_part(reading, columns, glyphs) for reading in self.words)
        drawn = [row for part in parts for block in part.blocks if isinstance(block, Drawing) for row in block.rows]
        signs = Part("", (Words((signs_of(drawn, glyphs),)),))
        return View(self.title, (*parts, signs), parts[0].registers[0] if len(parts) == 1 else None)


def _part(reading: Reading, columns: int, glyphs: Glyphs) -> Part:
    word = padded(reading.word, reading.setting.layout.width)
    values = "   ".join(filter(None, (summary(reading), letter_string(reading))))
    lines = (values, sentence(reading), inversion_step(reading), pagemap_text(reading))
    table = Table(
        FIELD_COLUMNS_WITH_VALUE, tuple(field_cells(field, _value(field, reading.word)) for field in reading.fields)
    )
    ribbon = draw(reading, fold_for(reading, columns), glyphs=glyphs)
    drawing = Drawing(ribbon, f"the bits of {word}: {title(reading)}")
    words = Words(tuple(line for line in lines if line))
    return Part(title(reading), (drawing, words, table), (word_register(word, reading),))


def _value(field: Field, word: int) -> str:
    """A field's value, and what it must be where it is not."""
    wrong = field.kind == "fixed" and field.get(word) != field.fixed
    return value_text(field, word) + (f" ✗ must be {field.fixed:#x}" if wrong else "")


FIELD_COLUMNS = ("bits", "field", "macro", "meaning")
FIELD_COLUMNS_WITH_VALUE = ("bits", "field", "value", "macro", "meaning")


def field_cells(field: Field, value: str | None = None) -> tuple[str, ...]:
    """A field as a row of a table, with its value where there is one."""
    name = ("~" if field.inverted else "") + field.name
    option = f" [{field.option}]" if field.option else ""
    values = () if value is None else (value,)
    return (spell_runs(field.spans), name, *values, field.macro, field.meaning + option)
