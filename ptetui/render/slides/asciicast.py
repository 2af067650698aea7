"""A tour as an asciicast, version 2: what a terminal shows while the talk is played at a reader's pace."""

import json
from collections.abc import Iterator

from rich.color import ColorSystem

from ptetui.render.looks import style
from ptetui.render.ribbon import UNICODE
from ptetui.render.slides.frame import slide_rows
from ptetui.render.slides.ribbons import Room
from ptetui.render.view import Row
from ptetui.talk.tour import Place, Tour

LINES = 28
_SLIDE, _LETTER = 2.0, 0.06  # seconds that a slide stands, and for each letter of what is new on it
_CLEAR = "\x1b[0m\x1b[2J\x1b[H"
_HIDE_CURSOR = "\x1b[?25l"


def asciicast(tour: Tour, columns: int, theme: str) -> str:
    """A header and an event a place of the talk, a line each."""
    head = {"version": 2, "width": columns, "height": LINES, "title": tour.title, "env": {"TERM": "xterm-256color"}}
    lines = [json.dumps(head)]
    at = 0.0
    for place in tour.places():
        screen = _HIDE_CURSOR + _CLEAR + "\r\n".join(_painted(tour, place, Room(columns, LINES, UNICODE), theme))
        lines.append(json.dumps([round(at, 3), "o", screen], ensure_ascii=False))
        at += _SLIDE * (place.revealed == 0) + _LETTER * len(_new(tour, place))
    lines.append(json.dumps([round(at, 3), "o", "\x1b[0m\x1b[?25h\r\n"]))
    return "\n".join(lines) + "\n"


def _new(tour: Tour, place: Place) -> str:
    if place.revealed:
        return tour.points(place.slide)[place.revealed - 1].plain
    return tour.caption(place.slide)


def _painted(tour: Tour, place: Place, room: Room, theme: str) -> Iterator[str]:
    """Every line of the screen, filled to its end with the theme's ground."""
    rows = [[], *slide_rows(tour, place, room._replace(lines=room.lines - 2))]
    for row in [*rows, *([] for _ in range(room.lines - len(rows)))]:
        yield _line(row, room, theme)


def _line(row: Row, room: Room, theme: str) -> str:
    made, left = [], room.columns
    for span in row:
        text = span.text[:left]
        made.append(style(theme, span.role).render(text, color_system=ColorSystem.EIGHT_BIT))
        left -= len(text)
    return "".join([*made, style(theme, "").render(" " * left, color_system=ColorSystem.EIGHT_BIT)])
