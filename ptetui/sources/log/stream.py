"""Passages of a log: lines that may hold a page-table word, and the lines around them.

A log of any size is read in blocks. Blocks without a word are only counted, so a gigabyte streams in constant memory.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

LOG_BLOCK = 1 << 20  # bytes that are read at once
LONGEST_LINE = 1 << 16  # bytes; of a longer line the beginning is read
BEFORE, AFTER = 8, 40  # lines that are kept around a line with a word
LONGEST_PASSAGE = 400  # lines

# What every line with a word, or with the release of a boot, has in it. A pattern that begins with plain letters is
# searched at a gigabyte a second, one pattern of them all at a tenth of that.
_WORTH_READING = (
    re.compile(rb"p(?:te(?: ?[:=]| [0-9a-f(])|[mg]d|ud|4d|d(?:e|pt) ?=)").search,
    re.compile(rb"P(?:GD|TE|ML4)").search,
    re.compile(rb"sw(?:ap(?: (?:file|offset|entry)|\s*(?:\n|\Z))|p_entry)").search,
    re.compile(rb"AS:0").search,
    re.compile(rb"Linux version").search,
)


def _is_worth_reading(text: bytes) -> bool:
    return any(search(text) for search in _WORTH_READING)


class Passage(NamedTuple):
    """Numbered lines, from 1. Words count from line `first` on: those before it belong to the passage before."""

    lines: list[tuple[int, bytes]]
    first: int


def passages(stream: BinaryIO, progress: Callable[[int], None] = lambda _: None) -> Iterator[Passage]:
    """The passages of a log, in order. `progress` hears how many bytes were read."""
    number, first, quiet = 1, 1, 0
    before: list[tuple[int, bytes]] = []
    passage: list[tuple[int, bytes]] | None = None
    for block in _blocks(stream, progress):
        if passage is None and not _is_worth_reading(block):
            count = block.count(b"\n")
            ends = block[-LONGEST_LINE:].split(b"\n")[:-1][-BEFORE:]
            number += count
            before = [(number - len(ends) + index, line) for index, line in enumerate(ends)]
            continue
        for line in block.split(b"\n")[:-1]:
            numbered = (number, line[:LONGEST_LINE])
            number += 1
            worth = _is_worth_reading(line)
            if passage is None:
                before.append(numbered)
                if not worth:
                    del before[:-BEFORE]
                    continue
                passage, before, quiet = before, [], 0
                continue
            quiet = 0 if worth else quiet + 1
            length = len(passage)
            if quiet > AFTER or (length >= LONGEST_PASSAGE and (b"entry" in line or length >= 2 * LONGEST_PASSAGE)):
                yield Passage(passage, first)
                first, before = numbered[0], [*passage[-BEFORE:], numbered]
                passage = before if worth else None
                continue
            passage.append(numbered)
    if passage is not None:
        yield Passage(passage, first)


def _blocks(stream: BinaryIO, progress: Callable[[int], None]) -> Iterator[bytes]:
    """The log in blocks that end with a line; a line without an end gets one."""
    rest, total = b"", 0
    while data := stream.read(LOG_BLOCK):
        if not total and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            yield from _utf16(data, stream, progress)
            return
        total += len(data)
        progress(total)
        end = data.rfind(b"\n")
        if end < 0:
            rest = rest + data if len(rest) < LONGEST_LINE else rest
            continue
        yield rest + data[: end + 1]
        rest = data[end + 1 :]
    if rest:
        yield rest + b"\n"


def _utf16(data: bytes, stream: BinaryIO, progress: Callable[[int], None]) -> Iterator[bytes]:
    """The same of a log in UTF-16, as some editors save it."""
    from codecs import getincrementaldecoder

    decoder, rest, total = getincrementaldecoder("utf-16")("replace"), "", 0
    while data:
        total += len(data)
        progress(total)
        text = rest + decoder.decode(data)
        lines, _, rest = text.rpartition("\n")
        rest = rest[:LONGEST_LINE]
        if lines:
            yield (lines + "\n").encode("utf-8", "replace")
        data = stream.read(LOG_BLOCK)
    if rest:
        yield (rest + "\n").encode("utf-8", "replace")
