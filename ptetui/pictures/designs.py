"""The designs of 2021 as a table: what each costs on a layout, the swap types under each, the evidence for a cell."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.analysis.designs.design import DESIGNS, MOST_FLAGS, Design, DesignCase
from ptetui.analysis.designs.fit import DesignCell
from ptetui.analysis.designs.quantities import QUANTITIES, Quantity, design_cells
from ptetui.linux.syntax import parse_number
from ptetui.pictures.budget import FLAGS, budget_part, case_of
from ptetui.pictures.picture import Names, Picture, Start
from ptetui.pictures.request import SETTING, Key, Request
from ptetui.render.fitted import Viewport, heading
from ptetui.render.prose import named
from ptetui.render.rows import window
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import wrapped
from ptetui.render.view import Block, Part, Table, View, Words

Cells = Mapping[tuple[str, str], DesignCell]

LABEL = 20  # columns of what is asked
_CELL = 12  # columns of a cell at least: a mark and eleven
_WIDEST, _WIDEST_SHOWN = 24, 22
_HARD = "\N{NO-BREAK SPACE}"
_ROWS = {row.name: row for row in QUANTITIES}
_COLUMNS = {design.name: design for design in DESIGNS}


@dataclass(frozen=True)
class DesignsPicture(Picture):
    """Rows and columns of the table of designs."""

    NAME = "designs"
    ABOUT = "the designs of 2021 as a table"
    KEYS = (
        *SETTING, FLAGS, Key("rows", f"rows of the table: `{' '.join(_ROWS)}`"),
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
        wide = max(_CELL, min(_WIDEST_SHOWN, (viewport.columns - LABEL) // len(self.designs)))
        flags = f" · {self.case.flags} flags in the entry"
        head: Row = [Span(" " * LABEL, ""), *(Span(each.title.ljust(wide), "key") for each in self.designs)]
        rows = [[*heading(self.case.setting), Span(flags, "dim")], [], head]
        for quantity in self.quantities:
            row: Row = [Span(f" {quantity.title}".ljust(LABEL), "head")]
            for design in self.designs:
                cell = cells[quantity.name, design.name]
                fails = not cell.holds and cell.text != "-"
                text = f"{'✗ ' if fails else ''}{cell.text}"
                row.append(Span(text.ljust(wide), "message head" if fails else ""))
            rows.append(row)
        return rows

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The table, the swap types under each design, the evidence for each cell."""
        cells = design_cells(self.case)
        budgets = (budget_part(self.case, design, columns) for design in DESIGNS)
        return View(self.title, (Part("", _blocks(self.case, cells)), *budgets, *_evidence(cells)))


def _blocks(case: DesignCase, cells: Cells) -> tuple[Block, ...]:
    rows = tuple(
        (quantity.title, *(_text(cells[quantity.name, design.name]) for design in DESIGNS)) for quantity in QUANTITIES
    )
    return (
        Words((f"k = {case.flags} flags in a swap entry: {', '.join(case.moved) or 'none'}",)),
        Table(("", *(design.title for design in DESIGNS)), rows),
        Words(("✗ before a value: the design cannot be had, or fails, on this layout",)),
        Words(tuple(f"{each.title}: {each.about}" for each in DESIGNS)),
    )


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
    return max(_CELL, min(_WIDEST, (columns - LABEL) // len(DESIGNS)))


def shown_designs(columns: int, column: int) -> range:
    """The designs that there is room for, the chosen one among them."""
    count = max(1, min(len(DESIGNS), (columns - LABEL) // _CELL))
    first = window(column, count, len(DESIGNS))
    return range(first, first + count)


def cell_rows(
    cells: Cells, at: tuple[int, int], changed: Collection[tuple[str, str]], columns: int, height: int
) -> tuple[list[Row], int]:
    """The heading and as many rows as fit, the cursor's among them, and the index of the first that shows.

    Before a cell stands ✗ where the design cannot be had on this layout, ▲ where the last change changed it.
    """
    wide, designs = cell_width(columns), shown_designs(columns, at[1])
    head: Row = [Span(" " * LABEL, "")]
    for column in designs:
        look = "key" if column == at[1] else "head dim"
        head.append(Span(f" {DESIGNS[column].title}".ljust(wide), look))
    lines = max(1, height - 1)
    first = window(at[0], lines, len(QUANTITIES))
    rows = [head]
    for index in range(first, min(first + lines, len(QUANTITIES))):
        row = QUANTITIES[index]
        here = index == at[0]
        line: Row = [Span(("▶" if here else " ") + row.title.ljust(LABEL - 1), "key" if here else "")]
        base = cells[row.name, DESIGNS[0].name].value
        for column in designs:
            key = (row.name, DESIGNS[column].name)
            cell = cells[key]
            mark = " " if cell.text == "-" else "✗" if not cell.holds else "▲" if key in changed else " "
            look = _look(cell, base, mark)
            text = f"{mark}{cell.text}".ljust(wide)
            line.append(Span(text, f"{look} cursor" if here and column == at[1] else look))
        rows.append(line)
    return rows, first


def _look(cell: DesignCell, base: object, mark: str) -> str:
    if mark == "✗" or cell.text == "-":
        return "off" if cell.text == "-" else "message head"
    return "changed" if mark == "▲" else "dim" if cell.value == base else "head"


# ---------------------------------------------------------------------------------------------- evidence


def evidence_rows(cell: DesignCell, at: tuple[int, int], columns: int) -> list[Row]:
    """What a cell is, and how it comes about."""
    row, design = QUANTITIES[at[0]], DESIGNS[at[1]]
    rows: list[Row] = [[
        Span(f" {row.title}: {cell.text} ", "title"), Span(f" {design.title}", "key"), Span(f"  {row.about}", "dim"),
    ]]  # fmt: skip
    for text in cell.evidence:
        lines = [line.replace(_HARD, " ") for line in wrapped(_kept_together(text), columns - 4)]
        bad = text.startswith("FAILS")
        rows += [[Span(f" {'•' if not index else ' '} {line}", "message" if bad else "")]
                 for index, line in enumerate(lines)]  # fmt: skip
    return rows


def _kept_together(text: str) -> str:
    """What stands in short parentheses is not torn by the end of a line."""
    return re.sub(r"\([^()]{1,30}\)", lambda match: match[0].replace(" ", _HARD), text)
