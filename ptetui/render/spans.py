"""Rows of spans: what is drawn, before anything decides how it looks. Text, pictures and the app share them.

A span's role says what it shows; `looks` says how a role looks in a theme.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from ptetui.render.ascii import to_ascii


class Span(NamedTuple):
    """Some columns of one line: text, role, and the bit they belong to (-1 for none)."""

    text: str
    role: str
    bit: int = -1


class Glyphs(NamedTuple):
    """Border and mark characters."""

    top: str = "┌─┬┐"
    bottom: str = "└─┴┘"
    side: str = "│"
    changed: str = "▲"
    moved: str = "◆"
    wrong: str = "✗"
    ignored: str = "░"
    bracket: str = "━"
    open: str = "?"
    good: str = "✓"
    clear: str = "·"
    more: str = "…"
    dots: str = "Braille"  # what large letters are made of; "" where there is nothing


UNICODE = Glyphs()
CONSOLE = UNICODE._replace(dots="")  # the console of Linux: its fonts have boxes and blocks, no dots
ASCII = Glyphs(*map(to_ascii, CONSOLE))

Row = list[Span]
# Pieces of a text: (characters, "" | "code" | "strong").
Text = tuple[tuple[str, str], ...]


def text_of(row: Sequence[Span]) -> str:
    """The characters of a row, without blanks at its end."""
    return "".join(span.text for span in row).rstrip()


def merged(row: Sequence[Span]) -> Row:
    """Neighbours of one role as one span, of the bit of the first."""
    runs = (list(run) for _, run in groupby(row, key=lambda span: span.role))
    return [Span("".join(span.text for span in run), run[0].role, run[0].bit) for run in runs]


def mark_bits(row: Sequence[Span], mask: int, role: str, only: str = "") -> Row:
    """The row with a role on top of the spans that belong to a bit of the mask; `only` those whose role begins so."""
    return [
        span._replace(role=f"{span.role} {role}")
        if span.bit >= 0 and mask >> span.bit & 1 and span.role.startswith(only)
        else span
        for span in row
    ]
