"""The line of tabs above the title, in windows that have the lines."""

from ptetui.render.spans import Row, Span
from ptetui.tui.actions import SCREENS


def tab_row(name: str, columns: int) -> tuple[list[tuple[int, int, str]], Row]:
    """The screens as a line, the present one lit, and where each stands: (first column, column after, action)."""
    entries = [entry for entry in SCREENS if entry.key]
    titles = sum(len(entry.title) for entry in entries)
    tail = " " if titles + 5 * len(entries) <= columns + 1 else ""
    letters = 99 if titles + 4 * len(entries) <= columns + 1 else max(1, columns // len(entries) - 4)
    places: list[tuple[int, int, str]] = []
    row: Row = []
    at = 0
    for entry in entries:
        here = entry.name == name
        text = f" {entry.key} {entry.title[:letters]}{tail}"
        row += [Span(text, "title"), Span(" ", "")] if here else [Span(text[:2], "key"), Span(f"{text[2:]} ", "dim")]
        places.append((at, at + len(text), entry.action.call))
        at += len(text) + 1
    return places, [*row[:-1], Span(row[-1].text[:-1], row[-1].role)]  # no blank after the last
