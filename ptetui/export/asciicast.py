"""A talk as an asciicast, version 2: what a terminal shows while it is played at a reader's pace."""

import json
from collections.abc import Iterator, Sequence

from rich.color import ColorSystem

from ptetui.export.format import Format, Style
from ptetui.render.looks import style
from ptetui.render.spans import Row
from ptetui.render.view import Deck, View

CAST_LINES = 28
_COLUMNS = 100  # a projector's
_SLIDE, _LETTER = 2.0, 0.06  # seconds that a slide stands, and for each letter of what is new on it
_BEGIN = "\x1b[?25l\x1b[0m\x1b[2J"  # no cursor, an empty screen


def asciicast(deck: Deck, columns: int, theme: str) -> str:
    """A header, and an event a place of the talk and a moment of a motion, a line each."""
    head = {
        "version": 2,
        "width": columns,
        "height": CAST_LINES,
        "title": deck.title,
        "env": {"TERM": "xterm-256color"},
    }
    lines = [json.dumps(head)]
    at, begin = 0.0, _BEGIN
    before = [""] * CAST_LINES
    for screen in deck.screens(columns, CAST_LINES - 1):
        painted = list(_painted(screen.rows, columns, theme))
        lines.append(json.dumps([round(at, 3), "o", begin + _changed(before, painted)], ensure_ascii=False))
        at += _SLIDE * screen.new_slide + _LETTER * len(screen.text) if screen.seconds is None else screen.seconds
        before, begin = painted, ""
    lines.append(json.dumps([round(at, 3), "o", "\x1b[0m\x1b[?25h\r\n"]))
    return "\n".join(lines) + "\n"


def _changed(before: Sequence[str], painted: Sequence[str]) -> str:
    """The lines that differ, each at its place."""
    pairs = enumerate(zip(before, painted, strict=True), 1)
    return "".join(f"\x1b[{number};1H{new}" for number, (old, new) in pairs if old != new)


def _painted(rows: Sequence[Row], columns: int, theme: str) -> Iterator[str]:
    """Every line of the screen, filled to its end with the theme's ground."""
    padded = [*rows, *([] for _ in range(CAST_LINES - len(rows)))]
    return (_line(row, columns, theme) for row in padded)


def _line(row: Row, columns: int, theme: str) -> str:
    parts, left = [], columns
    for span in row:
        text = span.text[:left]
        parts.append(style(theme, span.role).render(text, color_system=ColorSystem.EIGHT_BIT))
        left -= len(text)
    return "".join([*parts, style(theme, "").render(" " * left, color_system=ColorSystem.EIGHT_BIT)])


def _make(view: View, style: Style) -> str:
    if view.deck is None:
        raise ValueError("an asciicast is made of a tour: export tour NAME -o FILE.cast")
    return asciicast(view.deck, style.columns, style.theme)


FORMAT = Format("cast", _make, (".cast",), _COLUMNS, about="an asciicast", only="tour")
