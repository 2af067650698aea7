"""How roles look (see `ptetui.render.looks`), and the same for Textual's own widgets."""

from textual.theme import Theme

from ptetui.render.looks import NAMES, ROLES, style

__all__ = ["NAMES", "ROLES", "TEXTUAL", "style"]

# For Textual's own widgets (prompt, picker, palette): nearest true colours of the entries above.
TEXTUAL = (
    Theme("dark", "#87d7ff", "#ffaf5f", background="#1c1c1c", surface="#1c1c1c", panel="#303030", foreground="#d0d0d0"),
    Theme("light", "#005faf", "#af5f00", background="#ffffff", surface="#ffffff", panel="#e4e4e4", foreground="#262626",
          dark=False),
    Theme("high-contrast", "#ffff00", "#00ffff", background="#000000", surface="#000000", panel="#000000",
          foreground="#ffffff"),
    Theme("colour-blind-safe", "#5fafd7", "#ffaf00", background="#1c1c1c", surface="#1c1c1c", panel="#303030",
          foreground="#d0d0d0"),
)  # fmt: skip
