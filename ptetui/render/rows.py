"""Rows of spans: their width, cut to a width, side by side; the part of a list that shows around a line."""

from collections.abc import Iterable, Sequence

from ptetui.render.spans import Row, Span


def row_width(row: Iterable[Span]) -> int:
    """Columns of a row of ASCII or box characters."""
    return sum(len(span.text) for span in row)


def cut_row(row: Iterable[Span], columns: int) -> Row:
    """A row in at most so many columns."""
    kept: Row = []
    for span in row:
        if columns <= 0:
            break
        kept.append(span._replace(text=span.text[:columns]))
        columns -= len(span.text)
    return kept


def side_by_side(left: Sequence[Row], right: Sequence[Row], column: int) -> list[Row]:
    """Two lists of rows, the right one from a column on."""
    rows: list[Row] = []
    for line in range(max(len(left), len(right))):
        row = left[line] if line < len(left) else []
        rows.append([*row, Span(" " * (column - row_width(row)), ""), *(right[line] if line < len(right) else [])])
    return rows


def window(chosen: int, height: int, count: int) -> int:
    """The first of `count` lines that shows, so that the chosen one is in the middle of `height` where it can be."""
    return max(0, min(chosen - height // 2, count - height))


def longest(texts: Sequence[str], columns: int) -> str:
    """The first of the texts, the longer before the shorter, that has room; "" where none has."""
    return next((text for text in texts if len(text) <= columns), "")


def divided(left: Sequence[Row], right: Sequence[Row], column: int) -> list[Row]:
    """Two lists of rows with a line between them in a column; the left one is cut."""
    border = Span("│", "border")
    return side_by_side([cut_row(row, column - 1) for row in left], [[border, *row] for row in right], column)


def cut_text(text: str, columns: int) -> str:
    """A text in at most so many columns; an ellipsis stands for what is left out."""
    return text if len(text) <= columns else text[: max(0, columns - 1)] + "…" if columns > 0 else ""


def cut_words(text: str, columns: int) -> str:
    """The words of a text that fit in so many columns, and an ellipsis for the rest; a first word too long is cut."""
    if len(text) <= columns:
        return text
    end = max(text.rfind(" ", 0, columns), text.rfind("/", 0, columns - 1) + 1)
    return f"{text[:end].rstrip()}…" if end > 0 else cut_text(text, columns)
