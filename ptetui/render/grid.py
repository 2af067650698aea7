"""Many things of one kind as a grid, a cell each: its sign says what it is, its colour repeats it.

Pages of a process and words of a page-table page are drawn with it. Rows have a power of two of cells, so that columns
of cells are places of one distance.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ptetui.render.spans import Row, Span, merged

_PER_ROW = (8, 16, 32, 64, 128, 256)
_WIDEST, _READABLE = 4, 3  # columns of a cell, at most, and where there is room for more of them in a row


class GridCell(NamedTuple):
    """What a cell of a kind looks like: one character and a role."""

    sign: str
    role: str


class GridFold(NamedTuple):
    """How `cells` cells are folded: `per_row` cells a row, `cell` columns each, after `label` columns."""

    cells: int
    per_row: int
    cell: int
    label: int

    @property
    def rows(self) -> int:
        """Number of rows."""
        return -(-self.cells // self.per_row)

    def cell_at(self, column: int, row: int) -> int | None:
        """The cell that is drawn there; None where there is none."""
        place = (column - self.label) // self.cell
        index = row * self.per_row + place
        return index if row >= 0 and 0 <= place < self.per_row and index < self.cells else None


def fit_grid(count: int, columns: int, lines: int, label: int) -> GridFold:
    """The fold that fills the columns with readable cells and fits the lines; where none does, that of fewest rows."""
    first, *more = _PER_ROW
    fitting = [first, *(cells for cells in more if label + cells <= columns and cells < 2 * count)]
    least = next((cells for cells in fitting if -(-count // cells) <= lines), fitting[-1])
    wide = [cells for cells in fitting if cells > least and (columns - label) // cells >= _READABLE]
    per_row = max([least, *wide])
    return GridFold(count, per_row, max(1, min(_WIDEST, (columns - label) // per_row)), label)


def grid_rows(
    kinds: Sequence[str], cells: Mapping[str, GridCell], fold: GridFold, labels: Sequence[str], *,
    cursor: int | None = None, marked: Collection[int] = (),
) -> list[Row]:  # fmt: skip
    """A row of the grid a line, each after its label; the cells of `marked` are underlined."""
    rows: list[Row] = []
    for first in range(0, fold.cells, fold.per_row):
        label = labels[first // fold.per_row].ljust(fold.label)[: fold.label]
        row = [Span(label, "dim")]
        for index in range(first, min(first + fold.per_row, fold.cells)):
            cell = cells[kinds[index]]
            role = cell.role + (" here" if index in marked else "") + (" cursor" if index == cursor else "")
            row.append(Span(cell.sign.center(fold.cell), role))
        rows.append(merged(row))
    return rows


def grid_legend(counts: Mapping[str, int], cells: Mapping[str, GridCell], columns: int) -> list[Row]:
    """The kinds that occur, with their numbers, in lines of at most so many columns."""
    rows: list[Row] = [[]]
    used = 0
    for kind, count in counts.items():
        text = f" {kind} {count:,}  "
        if used and used + len(text) + 3 > columns:
            rows.append([])
            used = 0
        rows[-1] += [Span(f" {cells[kind].sign} ", cells[kind].role), Span(text[: max(0, columns - 3)], "")]
        used += len(text) + 3
    return rows
