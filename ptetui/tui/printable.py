"""The last guard of the terminal: whatever a widget draws, only printable characters are written.

Texts from outside are escaped where they are read; this holds for what is typed, pasted or forgotten, too.
"""

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter


class PrintableOnly(LineFilter):
    """Leaves out of drawn lines what a terminal would obey; the columns stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # Textual's
        """The segments of a line."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [segment._replace(text=_printable(segment.text)) for segment in segments]


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " * cell_len(char) for char in text)
