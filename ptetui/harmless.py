"""Text from outside, made harmless: recordings, tours, logs and arguments may hold what a terminal would obey.

Control characters (escape sequences, C1), bidirectional marks and everything else that is not printable are written as
Python escapes: `\\x1b`, `\\u202e`. So they can be seen, and neither a terminal nor a page acts on them.
"""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import Any

_KEPT = "\n\t"


def harmless(text: str) -> str:
    """The text with every character that is not printable, but for newline and tab, as an escape."""
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(char if char.isprintable() or char in _KEPT else _escaped(char) for char in text)


def harmless_data(value: "Any") -> "Any":
    """The same for all texts of a JSON value, keys included."""
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list):
        return [harmless_data(item) for item in value]
    if isinstance(value, dict):
        return {harmless(key): harmless_data(item) for key, item in value.items()}
    return value


def cut(text: str, most: int = 200) -> str:
    """The text, shortened in its middle where it is longer than `most` characters: errors quote what they are about."""
    return text if len(text) <= most else f"{text[: most // 2]}...{text[-most // 2 + 3 :]}"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
