"""Signs that ASCII does not have, by others of the same width: the one table for terminals, the app and files."""

_CUT = r"[^\s…]{2}…"  # what an ellipsis and the two characters before it become: three points
_SIGNS = str.maketrans({
    "·": ".", "→": ">", "←": "<", "↑": "^", "↓": "v", "↻": "o", "›": "-", "‹": "<", "»": ">", "…": ".",
    "▲": "^", "▼": "v", "▶": ">", "◆": "*", "◇": "o", "•": "*", "●": "*", "○": "o", "✓": "+", "✗": "!",
    "×": "x", "≈": "~", "≤": "-", "░": ":", "▒": "#",
    "█": "#", "▀": "'", "▄": ".",
    "│": "|", "─": "-", "┈": ".", "╌": ".", "╎": ":", "━": "=", **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"),
    **dict.fromkeys("┃┏┓┗┛┣┫┳┻╋╂┿┯", "#"),
})  # fmt: skip


def to_ascii(text: str) -> str:
    """The text in ASCII, as many characters as before; what is not in the table becomes "?"."""
    if text.isascii():
        return text
    import re  # what is ASCII already needs none

    return re.sub(_CUT, "...", text).translate(_SIGNS).encode("ascii", "replace").decode("ascii")
