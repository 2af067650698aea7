"""The designs of 2021 side by side, to take home: the table, the budget of swap types under each, the evidence."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ptetui.analysis.design_fit import Cell
from ptetui.analysis.design_table import QUANTITIES, table
from ptetui.analysis.designs import DESIGNS, MOST_FLAGS, Case, holders, usual_case
from ptetui.linux.syntax import parse_number
from ptetui.render.design_rows import Cells, budget_rows
from ptetui.render.prose import named
from ptetui.render.view import Block, Drawing, Part, Piece, Register, Table, View, Wanted, Words

_ROOM = 99  # lines, more than the boxes of a budget need


def designs_view(wanted: Wanted) -> View:
    """The table on one layout; `k=3` asks for that many flags in a swap entry. ValueError for another word."""
    case = usual_case(wanted.setting_of(None), wanted.catalog, _flags(wanted.names))
    cells = table(case)
    parts = (Part("", _table(case, cells)), *_budgets(case, wanted.columns), *_evidence(cells))
    return View(f"designs on {named(case.setting)}", parts)


def _flags(names: tuple[str, ...]) -> int | None:
    if not names:
        return None
    name, _, number = names[0].partition("=")
    if name != "k" or not number:
        raise ValueError(f"{names[0]!r} is not a number of flags: write k=2")
    flags = parse_number(number)
    if flags > MOST_FLAGS:
        raise ValueError(f"{names[0]}: 0 to {MOST_FLAGS} flags can be asked for")
    return flags


def _table(case: Case, cells: Cells) -> tuple[Block, ...]:
    rows = tuple(
        (quantity.title, *(_text(cells[quantity.name, design.name]) for design in DESIGNS)) for quantity in QUANTITIES
    )
    return (
        Words((f"k = {case.flags} flags in a swap entry: {', '.join(case.moved) or 'none'}",)),
        Table(("", *(design.title for design in DESIGNS)), rows),
        Words(("✗ before a value: the design cannot be had, or fails, on this layout",)),
        Words(tuple(f"{each.title}: {each.about}" for each in DESIGNS)),
    )


def _text(cell: Cell) -> str:
    return cell.text if cell.holds or cell.text == "-" or "✗" in cell.text else f"✗ {cell.text}"


def _budgets(case: Case, columns: int) -> Iterator[Part]:
    for design in DESIGNS:
        about = f"the 32 swap types under {design.title}"
        drawing = Drawing(budget_rows(case, design, columns, _ROOM), about)
        yield Part(about, (drawing,), (_register(design.title, holders(case, design.name)),))


def _register(name: str, held: Sequence[str]) -> Register:
    """The swap types as a register: adjoining types of one holder are one piece."""
    pieces, low = [], 0
    for holder, types in groupby(held):
        high = low + len(list(types)) - 1
        pieces.append(Piece(high, low, holder or "left over", "type" if holder.startswith("swap") else "flag"))
        low = high + 1
    return Register(name, len(held), tuple(pieces[::-1]))


def _evidence(cells: Cells) -> Iterator[Part]:
    """A part a quantity: what each design comes to, and how."""
    for quantity in QUANTITIES:
        told = [
            f"{design.title}: {_text(cell)}. {'; '.join(cell.evidence)}."
            for design in DESIGNS
            for cell in [cells[quantity.name, design.name]]
        ]
        yield Part(f"{quantity.title}: {quantity.about}", (Words(tuple(told)),))
