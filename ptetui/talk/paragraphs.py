"""Texts with code and strong words in them, folded into lines."""

from collections.abc import Iterator

from ptetui.render.rows import row_width
from ptetui.render.spans import Row, Span, Text, merged

_LOOKS = {"": "", "code": "number", "strong": "head"}


def text_rows(text: Text, columns: int, indent: int = 0) -> list[Row]:
    """A text in lines of at most so many columns, each set in."""
    lines: list[Row] = [[]]
    used = indent
    for word in looked_words(text):
        wide = row_width(word)
        if used + wide + 1 > columns and lines[-1]:
            lines.append([])
            used = indent
        lines[-1] += [Span(" ", ""), *word] if lines[-1] else word
        used += wide + 1
    return [[Span(" " * indent, ""), *merged(line)] for line in lines]


def looked_words(text: Text) -> Iterator[list[Span]]:
    """The words, each as its pieces of one look."""
    word: list[Span] = []
    for part, kind in text:
        pieces = part.split(" ")
        for index, piece in enumerate(pieces):
            if index and word:
                yield word
                word = []
            if piece:
                word.append(Span(piece, _LOOKS[kind]))
    if word:
        yield word
