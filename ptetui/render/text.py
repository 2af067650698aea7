"""Helpers for text: numbers in words, tables, paragraphs."""

from collections.abc import Iterable, Iterator

from ptetui.render.spans import Row, Span

_LEAST = 20  # columns that a text has at least


def padded(word: int, width: int) -> str:
    """A word of `width` bits in hexadecimal with all its digits."""
    return f"{word:#0{width // 4 + 2}x}"


def table_lines(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Columns as wide as their widest cell."""
    listed = [header, *rows]
    widths = [max(len(row[column]) for row in listed) for column in range(len(header))]
    for row in listed:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def middle_out(text: str, width: int) -> str:
    """A text in at most `width` characters, its middle left out: names differ at both ends."""
    if len(text) <= width:
        return text
    tail = (width - 1) // 2
    return f"{text[: width - 1 - tail]}…{text[len(text) - tail :]}"


def wrapped(text: str, columns: int, indent: str = "") -> list[str]:
    """A text in lines of at most so many columns (20 at least); `indent` stands before all but the first."""
    from textwrap import wrap

    return wrap(text, max(_LEAST, columns), subsequent_indent=indent)


def sentence_rows(text: str, columns: int, role: str = "") -> list[Row]:
    """A text in lines, each set in by one column."""
    return [[Span(f" {line}", role)] for line in wrapped(text, columns - 2)]


def marked_rows(mark: str, text: str, columns: int, role: str = "") -> list[Row]:
    """A mark and a text, whose further lines stand under its first."""
    lines = wrapped(text, columns - len(mark) - 1)
    return [[Span(" " * len(mark) if index else mark, role), Span(line, role)] for index, line in enumerate(lines)]


def headed_rows(head: str, text: str, columns: int, role: str = "head") -> list[Row]:
    """A head in a role of its own, and a text whose further lines stand under its first."""
    lines = wrapped(text, columns - len(head) - 4) or [""]
    first: Row = [Span(f" {head} ", role), Span(f" {lines[0]}", "")]
    return [first, *([Span(" " * (len(head) + 3) + line, "")] for line in lines[1:])]
