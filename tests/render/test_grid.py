"""Cells of a grid: what fits where, which cell stands where, what is said of them."""

from hypothesis import given
from hypothesis import strategies as st

from ptetui.render.grid import GridCell, fit_grid, grid_legend, grid_rows
from ptetui.render.rows import row_width
from ptetui.render.spans import text_of

CELLS = {"empty": GridCell("·", "cell_zero"), "full": GridCell("F", "cell_one")}


@given(count=st.integers(1, 1100), columns=st.integers(15, 260), lines=st.integers(1, 60))
def test_every_cell_stands_where_it_is_found(count: int, columns: int, lines: int) -> None:
    fold = fit_grid(count, columns, lines, 6)
    kinds = ["full" if index % 3 else "empty" for index in range(count)]
    rows = grid_rows(kinds, CELLS, fold, [f"{row:x}" for row in range(fold.rows)], cursor=count - 1, marked={0})
    assert len(rows) == fold.rows
    assert all(row_width(row) <= columns for row in rows)
    for index in (0, count // 2, count - 1):
        row, place = divmod(index, fold.per_row)
        for column in range(fold.cell):
            assert fold.cell_at(6 + place * fold.cell + column, row) == index
    assert fold.cell_at(5, 0) is None
    assert fold.cell_at(6 + fold.per_row * fold.cell, 0) is None
    assert fold.cell_at(6, fold.rows) is None
    drawn = "".join(text_of(row)[6:] for row in rows).replace(" ", "")
    assert drawn == "".join(CELLS[kind].sign for kind in kinds)
    at_cursor = [span for row in rows for span in row if "cursor" in span.role.split()]
    assert [span.text.strip() for span in at_cursor] == [CELLS[kinds[-1]].sign]


def test_as_many_rows_as_there_are_lines_for() -> None:
    assert (fit_grid(512, 80, 8, 6).per_row, fit_grid(512, 80, 16, 6).per_row) == (64, 32)
    assert fit_grid(512, 200, 32, 6)[1:3] == (64, 3)
    assert fit_grid(512, 20, 4, 6).per_row == 8  # nothing fits: the rest is scrolled to


def test_the_legend_counts_and_keeps_to_the_columns() -> None:
    rows = grid_legend({"full": 1200, "empty": 3}, CELLS, 16)
    assert [text_of(row) for row in rows] == [" F  full 1,200", " ·  empty 3"]
    assert len(grid_legend({"full": 1, "empty": 3}, CELLS, 80)) == 1
