"""Text and code as what a slide shows: lines as they are written, with a little highlighting."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport
from ptetui.render.rows import cut_row
from ptetui.render.spans import Row, Span, Text
from ptetui.talk.large_points import WIDE, large_text
from ptetui.talk.paragraphs import text_rows
from ptetui.talk.tour import plain

_AIRY = 26  # lines of a picture from which lines of text stand apart


@dataclass(frozen=True)
class TextPicture(Picture):
    """Lines of text; an empty one parts paragraphs."""

    NAME = "text"
    ABOUT = "lines of text, with `code` and **strong**"

    lines: tuple[Text, ...]

    def texts(self) -> Sequence[str]:
        """What it says."""
        return [plain(line) for line in self.lines if line]

    def data(self) -> Mapping[str, Any]:
        """What it says."""
        return {"text": list(self.texts())}

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The lines, folded where they are longer than the viewport is wide."""
        if viewport.columns >= WIDE and (large := self._large(viewport)) and len(large) <= viewport.lines:
            return large
        rows = [row for line in self.lines for row in (text_rows(line, viewport.columns) if line else [[]])]
        if len(rows) * 2 > viewport.lines or viewport.lines < _AIRY:
            return rows
        return [row for line in rows for row in (line, [])][:-1]

    def _large(self, viewport: Viewport) -> list[Row]:
        """The lines in large; empty where one cannot be written so."""
        lines = [large_text(line, viewport.columns, viewport) if line else ((),) for line in self.lines]
        return [[*row] for line in lines for row in line] if all(lines) else []


@dataclass(frozen=True)
class CodePicture(Picture):
    """Lines of C, with names of macros and functions, numbers, keywords and comments in looks of their own."""

    NAME = "code"
    ABOUT = "lines of code"

    lines: tuple[str, ...]

    def texts(self) -> Sequence[str]:
        """Its lines, without the blanks before them."""
        return [line.strip() for line in self.lines if line.strip()]

    def data(self) -> Mapping[str, Any]:
        """Its lines."""
        return {"code": list(self.lines)}

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The lines, each after a bar."""
        return [cut_row([Span(f" {viewport.glyphs.side} ", "border"), *highlighted(line)], viewport.columns)
                for line in self.lines]  # fmt: skip


# What a piece of code is, and its role: the first that fits counts.
_PIECES = (
    ("dim", r"/\*.*?(?:\*/|$)|//.*"),
    ("good", r'"(?:\\.|[^"\\])*"?'),
    ("number", r"\b(?:0x[0-9a-fA-F]+|\d+)[uUlL]*\b"),
    ("key", r"\b(?:if|else|for|while|do|return|break|continue|goto|switch|case|static|inline|struct|union|enum|const|"
            r"unsigned|signed|int|long|char|void|bool|typedef|true|false)\b"),
    ("type", r"\b[A-Z_][A-Z0-9_]{2,}\b"),
    ("offset", r"\b[a-zA-Z_]\w*(?=\()"),
)  # fmt: skip
_CODE = re.compile("|".join(f"({pattern})" for _, pattern in _PIECES))


def highlighted(line: str) -> Iterator[Span]:
    """A line of C in pieces."""
    at = 0
    for match in _CODE.finditer(line):
        if match.start() > at:
            yield Span(line[at : match.start()], "")
        yield Span(match[0], _PIECES[(match.lastindex or 1) - 1][0])
        at = match.end()
    if at < len(line):
        yield Span(line[at:], "")
