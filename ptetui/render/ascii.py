"""Signs that ASCII does not have, by others of the same width: the one table for terminals, the app and files.

Signs that mean different things stay different ones. The arrow from an old value to a new one is `→` wherever people
read it; it is `->` in ASCII, where it takes the blank behind it, and in JSON. Texts are written with `→`, and only
these two places turn it.
"""

_CUT = r"[^\s…]{2}…"  # what an ellipsis and the two characters before it become: three points
_ARROW = r"(?:^|(?<=\s))→\s"  # between blanks
_SIGNS = str.maketrans({
    "·": ".", "→": ">", "←": "<", "↑": "/", "↓": "\\", "↻": "o", "›": "-", "‹": "(", "»": '"', "…": "_",
    "▲": "^", "▼": "v", "▶": ">", "◆": "$", "◇": "&", "•": "*", "●": "@", "○": "O", "✓": "+", "✗": "!",
    "×": "x", "≈": "%", "░": ":", "▒": "#",
    "█": "#", "▀": "'", "▄": ".",
    "│": "|", "─": "-", "╌": ".", "╎": ":", "━": "=", **dict.fromkeys("┌┐└┘├┤┬┴┼", "+"),
    **dict.fromkeys("┃┏┓┗┛┣┫┳┻╋╂┿┯", "#"),
})  # fmt: skip
_KEYS = str.maketrans({"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"})


def to_ascii(text: str) -> str:
    """The text in ASCII, as many characters as before; what is not in the table becomes "?"."""
    if text.isascii():
        return text
    import re  # what is ASCII already needs none

    cut = re.sub(_CUT, "...", re.sub(_ARROW, "->", text))
    return cut.translate(_SIGNS).encode("ascii", "replace").decode("ascii")


def arrow_keys(text: str) -> str:
    """Names of keys with the arrows as words."""
    return text.translate(_KEYS)


def in_json(text: str) -> str:
    """A text about a change as JSON has it."""
    return text.replace("→", "->")
