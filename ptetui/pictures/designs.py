"""The designs of 2021 as a table: what each costs on a layout, the swap types under each, the evidence for a cell."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from ptetui.analysis.designs.design import DESIGNS, MOST_FLAGS, Design, DesignCase
from ptetui.analysis.designs.fit import DesignCell
from ptetui.analysis.designs.quantities import QUANTITIES, Quantity, design_cells
from ptetui.linux.syntax import parse_number
from ptetui.pictures.budget import FLAGS_KEY, budget_part, case_of
from ptetui.pictures.picture import Names, Picture, Start
from ptetui.pictures.request import SETTING, Key, Request
from ptetui.render.fitted import Viewport, heading
from ptetui.render.prose import named
from ptetui.render.rows import window
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import wrapped
from ptetui.render.view import Block, Part, Table, View, Words

Cells = Mapping[tuple[str, str], DesignCell]

QUANTITY_WIDTH = 20  # columns of what is asked
_CELL = 12  # columns of a cell at least: a mark and eleven
_WIDEST, _WIDEST_SHOWN = 24, 22
_HARD = "\N{NO-BREAK SPACE}"
_FEWER_IS_BETTER = ("types", "bits", "lost", "checks")  # quantities; of the others more is better, yes before no
# What stands under the heading of a column: the design in a few words, and what became of it.
_BRIEF = {
    "bits": ("flag bits in every architecture", "before 5.19"),
    "special": ("one odd word: only the uffd bit set", "not merged"),
    "marker": ("one swap type, flags in its offset", "merged 5.19"),
    "type": ("one swap type per set of flags", "not written"),
    "offset": ("flags in the top bits of the offset", "not written"),
}
_MERGED = "marker"
DESIGN_SIGNS = " ↑ better  ↓ worse"  # than the first column
_ROWS = {row.name: row for row in QUANTITIES}
_COLUMNS = {design.name: design for design in DESIGNS}


@dataclass(frozen=True)
class DesignsPicture(Picture):
    """Rows and columns of the table of designs."""

    NAME = "designs"
    ABOUT = "the designs of 2021 as a table"
    KEYS = (
        *SETTING, FLAGS_KEY, Key("rows", f"rows of the table: `{' '.join(_ROWS)}`"),
        Key("designs", f"its columns: `{' '.join(_COLUMNS)}`"),
    )  # fmt: skip
    NAMES = Names("[k=N]", "nothing or a number of flags, k=2", "flags", 0, 1)

    case: DesignCase
    quantities: tuple[Quantity, ...]
    designs: tuple[Design, ...]

    @classmethod
    def of(cls, request: Request) -> "DesignsPicture":
        """Those that are named, else all."""
        rows, columns = request.chosen("rows", _ROWS), request.chosen("designs", _COLUMNS)
        return cls(case_of(request), tuple(rows), tuple(columns))

    @classmethod
    def values_of(cls, names: Sequence[str]) -> dict[str, str]:
        """`k=3` asks for three flags."""
        values = super().values_of(names)
        if names:
            name, _, number = names[0].partition("=")
            if name != "k" or not number:
                raise ValueError(f"{names[0]!r} is not a number of flags: write k=2")
            if parse_number(number) > MOST_FLAGS:
                raise ValueError(f"{names[0]}: 0 to {MOST_FLAGS} flags can be asked for")
            values["flags"] = number
        return values

    @property
    def title(self) -> str:
        """The layout."""
        return f"designs on {named(self.case.setting)}"

    def data(self) -> dict[str, Any]:
        """The cells, by row and column."""
        cells = design_cells(self.case)
        return {
            row.name: {design.name: cells[row.name, design.name].text for design in self.designs}
            for row in self.quantities
        }

    def start(self) -> Start:
        """Designs."""
        return Start("designs", self.case.setting, self.case.setting.swap.blank)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The table: a mark stands where a design cannot be had on this layout."""
        cells = design_cells(self.case)
        wide = max(_CELL, min(_WIDEST_SHOWN, (viewport.columns - QUANTITY_WIDTH) // len(self.designs)))
        flags = f" · {self.case.flags} flags in the entry"
        left = viewport.lines - len(self.quantities) - 3
        head = head_rows(self.designs, wide, left)
        rows = [[*heading(self.case.setting), Span(flags, "dim")], [], *head]
        for quantity in self.quantities:
            row: Row = [Span(f" {quantity.title}".ljust(QUANTITY_WIDTH), "head")]
            for design in self.designs:
                mark, look = _standing(cells, quantity, design)
                row.append(Span(f"{mark}{cells[quantity.name, design.name].text}".ljust(wide), look))
            rows.append(row)
        return rows

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The table, the swap types under each design, the evidence for each cell."""
        cells = design_cells(self.case)
        budgets = (budget_part(self.case, design, columns) for design in DESIGNS)
        return View(self.title, (Part("", _blocks(self.case, cells)), *budgets, *_evidence(cells)))


def _blocks(case: DesignCase, cells: Cells) -> tuple[Block, ...]:
    rows = tuple((quantity.title, *(_marked(cells, quantity, design) for design in DESIGNS)) for quantity in QUANTITIES)
    return (
        Words(tuple(f"{design.title}: {design.about}" for design in DESIGNS)),
        Words((f"k = {case.flags} flags in a swap entry: {', '.join(case.moved) or 'none'}",)),
        Table(("", *(design.title for design in DESIGNS)), rows),
        Words(
            ("↑ ↓ before a value: better, worse than the first design; ✗: it cannot be had, or fails, on this layout",)
        ),
    )


def _marked(cells: Cells, quantity: Quantity, design: Design) -> str:
    """A cell with the mark that the screen has before it."""
    text = cells[quantity.name, design.name].text
    mark = _standing(cells, quantity, design)[0]
    return text if mark in text else f"{mark} {text}".lstrip()


def _text(cell: DesignCell) -> str:
    return cell.text if cell.holds or cell.text == "-" or "✗" in cell.text else f"✗ {cell.text}"


def _evidence(cells: Cells) -> Iterator[Part]:
    """A part a quantity: what each design comes to, and how."""
    for quantity in QUANTITIES:
        lines = [
            f"{design.title}: {_text(cell)}. {'; '.join(cell.evidence)}."
            for design in DESIGNS
            for cell in [cells[quantity.name, design.name]]
        ]
        yield Part(f"{quantity.title}: {quantity.about}", (Words(tuple(lines)),))


# ---------------------------------------------------------------------------------------------- with a cursor


def cell_width(columns: int) -> int:
    """Columns of a cell of the table."""
    return max(_CELL, min(_WIDEST, (columns - QUANTITY_WIDTH) // len(DESIGNS)))


def shown_designs(columns: int, column: int) -> range:
    """The designs that there is room for, the chosen one among them."""
    count = max(1, min(len(DESIGNS), (columns - QUANTITY_WIDTH) // _CELL))
    first = window(column, count, len(DESIGNS))
    return range(first, first + count)


def head_rows(designs: Sequence[Design], wide: int, height: int, chosen: Design | None = None) -> list[Row]:
    """The headings of the columns; under them in `height` lines what became of each design, and what it is."""
    rows: list[Row] = [[Span(DESIGN_SIGNS.ljust(QUANTITY_WIDTH), "dim")]]
    for design in designs:
        look = "key" if chosen in (None, design) else "head dim"
        rows[0].append(Span(f" {design.title}".ljust(wide), look))
    words = [wrap(_BRIEF[design.name][0], wide - 2) for design in designs]
    most = max(map(len, words))
    if height > most:
        for line in range(most):
            texts = (column[line] if line < len(column) else "" for column in words)
            rows.append([Span(" " * QUANTITY_WIDTH, ""), *(Span(f" {text}".ljust(wide), "") for text in texts)])
    if height > 0:
        fate: Row = [Span(" " * QUANTITY_WIDTH, "")]
        for design in designs:
            text = _BRIEF[design.name][1]
            fate += [Span(" ", ""), Span(text, "head good" if design.name == _MERGED else "dim")]
            fate.append(Span(" " * (wide - 1 - len(text)), ""))
        rows.append(fate)
    return rows


def cell_rows(
    cells: Cells, at: tuple[int, int], changed: Collection[tuple[str, str]], columns: int, height: int,
    step: int = 1,
) -> tuple[list[Row], int, int]:  # fmt: skip
    """The headings and as many rows as fit, the cursor's among them; the index of the first, and where it stands.

    Before a cell stands ✗ where the design cannot be had on this layout, ↑ and ↓ where it is better or worse than the
    first. ▲ stands in rows that the last change changed. `step` is the lines from one row to the next.
    """
    wide, designs = cell_width(columns), shown_designs(columns, at[1])
    left = height - step * len(QUANTITIES) - 1
    rows = head_rows([DESIGNS[index] for index in designs], wide, left, DESIGNS[at[1]])
    top = len(rows)
    lines = max(1, (height - top) // step)
    first = window(at[0], lines, len(QUANTITIES))
    for index in range(first, min(first + lines, len(QUANTITIES))):
        row, here = QUANTITIES[index], index == at[0]
        keys = [(row.name, DESIGNS[column].name) for column in designs]
        label = ("▶" if here else " ") + row.title.ljust(QUANTITY_WIDTH - 2)
        line: Row = [Span(label, "key" if here else ""), Span("▲" if {*keys} & {*changed} else " ", "changed")]
        for column, key in zip(designs, keys, strict=True):
            mark, look = _standing(cells, row, DESIGNS[column])
            look += " here" if key in changed else ""
            cell = Span(f"{mark}{cells[key].text}", f"{look} cursor" if here and column == at[1] else look)
            line += [cell, Span(" " * (wide - len(cell.text)), "")]
        rows += [line, *[list[Span]()] * (step - 1)]
    return rows, first, top


def _standing(cells: Cells, row: Quantity, design: Design) -> tuple[str, str]:
    """The mark of a cell and its look: not to be had, better or worse than the first design, or the same."""
    cell, base = cells[row.name, design.name], cells[row.name, DESIGNS[0].name].value
    if cell.text == "-":
        return " ", "off"
    if not cell.holds:
        return "✗", "head message"
    if not isinstance(cell.value, int | tuple) or type(cell.value) is not type(base) or cell.value == base:
        return " ", "head" if design is DESIGNS[0] else "dim"
    more = cell.value > base  # type: ignore[operator]  # of one type, asked above
    return ("↑", "head good") if more != (row.name in _FEWER_IS_BETTER) else ("↓", "head message")


# ---------------------------------------------------------------------------------------------- evidence


def evidence_rows(cells: Cells, at: tuple[int, int], columns: int) -> list[Row]:
    """What the row asks, how the chosen design comes to its cell, then how the others do."""
    row, design = QUANTITIES[at[0]], DESIGNS[at[1]]
    rows: list[Row] = [[Span(f" {row.title}: ", "title"), Span(f" {line}", "head")] if not index
                       else [Span(f"   {line}", "head")]
                       for index, line in enumerate(wrapped(row.about, columns - len(row.title) - 5))]  # fmt: skip
    for shown in (design, *(other for other in DESIGNS if other is not design)):
        cell = cells[row.name, shown.name]
        look = "key" if shown is design else "head dim"
        rows.append([Span(f" {shown.title}  ", look), Span(cell.text, "head" if shown is design else "")])
        rows += _bullets(cell, columns, "" if shown is design else "dim")
    return rows


def _bullets(cell: DesignCell, columns: int, look: str) -> Iterator[Row]:
    """How a cell comes about."""
    for text in cell.evidence:
        for index, line in enumerate(wrapped(_kept_together(text), columns - 6)):
            bad = text.startswith("FAILS")
            yield [Span(f"   {' ' if index else '•'} {line.replace(_HARD, ' ')}", "message" if bad else look)]


def _kept_together(text: str) -> str:
    """What stands in short parentheses is not torn by the end of a line."""
    return re.sub(r"\([^()]{1,30}\)", lambda match: match[0].replace(" ", _HARD), text)
