"""Signs that ASCII does not have, by others of the same width: the one table for terminals, the app and files."""

_SIGNS = str.maketrans({
    "·": ".", "→": ">", "←": "<", "↑": "^", "↓": "v", "↻": "@", "›": "-", "‹": "<", "»": ">", "…": "*",
    "▲": "^", "▼": "v", "▶": ">", "◆": "*", "◇": "o", "•": "*", "●": "*", "○": "o", "✓": "v", "✗": "!",
    "×": "x", "≈": "~", "≤": "<", "░": ":", "▒": "#",
    "█": "#", "▀": "'", "▄": ".",
    "│": "|", "─": "-", "┈": ".", "╌": ".", "╎": ":", "━": "=", **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"),
    **dict.fromkeys("┃┏┓┗┛┣┫┳┻╋╂┿┯", "#"),
})  # fmt: skip


def to_ascii(text: str) -> str:
    """The text in ASCII, as many characters as before; what is not in the table becomes "?"."""
    return text if text.isascii() else text.translate(_SIGNS).encode("ascii", "replace").decode("ascii")
