"""How the app looks: theme and characters of what is drawn, and the same themes for Textual's own widgets."""

import os
from typing import NamedTuple

from textual.theme import Theme

from ptetui.render.looks import THEMES
from ptetui.render.spans import ASCII, CONSOLE, UNICODE, Glyphs


class Look(NamedTuple):
    """A theme by name, and whether only ASCII may be drawn."""

    theme: str = THEMES[0]
    ascii_only: bool = False

    @property
    def glyphs(self) -> Glyphs:
        """Border and mark characters."""
        if self.ascii_only:
            return ASCII
        return CONSOLE if os.environ.get("TERM") == "linux" else UNICODE


# For Textual's own widgets (prompt, picker, palette): nearest true colours of the entries in `ptetui.render.looks`.
TEXTUAL = (
    Theme("dark", "#87d7ff", "#ffaf5f", background="#1c1c1c", surface="#1c1c1c", panel="#303030", foreground="#d0d0d0"),
    Theme("light", "#005faf", "#af5f00", background="#ffffff", surface="#ffffff", panel="#e4e4e4", foreground="#262626",
          dark=False),
    Theme("high-contrast", "#ffff00", "#00ffff", background="#000000", surface="#000000", panel="#000000",
          foreground="#ffffff"),
    Theme("colour-blind-safe", "#5fafd7", "#ffaf00", background="#1c1c1c", surface="#1c1c1c", panel="#303030",
          foreground="#d0d0d0"),
)  # fmt: skip
