"""Passages of a log: lines that may hold a page-table word, and the lines around them.

A log of any size is read in blocks. What holds no word is only counted, and lines that come again and again are skipped
as runs, so a gigabyte streams in constant memory.
"""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from ptetui.sources.log.runs import NO_RUN, LineRun, pattern_of, period_of

LOG_BLOCK = 1 << 20  # bytes that are read at once
LONGEST_LINE = 1 << 16  # bytes; of a longer line the beginning is read
BEFORE, AFTER = 8, 40  # lines that are kept around a line with a word
LONGEST_PASSAGE = 400  # lines

# What every line with a word, or with the release of a boot, has in it. A pattern that begins with plain letters is
# searched at a gigabyte a second, one pattern of them all at a tenth of that.
_WORTH_READING = (
    re.compile(rb"pte(?: ?[:=]| (?:0x|\(|[0-9a-f]{8}))"),
    re.compile(rb"p(?:[mgu4]d(?: ?[:=]| (?:0x|\(|[0-9a-f]{8}))|(?:de|dpt) ?=)"),
    re.compile(rb"Bad pte = "),
    re.compile(rb"bad p[mgut4][de]"),
    re.compile(rb"P(?:GD|TE|ML4|UD [0-9a-fA-F])"),
    re.compile(rb"sw(?:ap(?: (?:file|offset|entry)|\s*(?:\n|\Z))|p_entry)"),
    re.compile(rb"AS:0"),
    re.compile(rb"Linux version"),
)


class Passage(NamedTuple):
    """Numbered lines, from 1. Words count from line `first` on: those before it belong to the passage before.

    `run` says how often its last lines come again right after it.
    """

    lines: list[tuple[int, bytes]]
    first: int
    run: LineRun = NO_RUN


def passages(stream: BinaryIO, progress: Callable[[int], None] = lambda _: None) -> Iterator[Passage]:
    """The passages of a log, in order. `progress` hears how many bytes were read."""
    reader = _Reader()
    for block in _blocks(stream, progress):
        yield from reader.read(block)
    yield from reader.end()


class _Reader:
    """Reads blocks of whole lines one after the other.

    `before` are the last lines outside of a passage, `passage` the open one, `quiet` counts its last lines without a
    word. `ended` is a passage whose last lines, which `pattern` matches, may come again; `rest` is what of a block may
    be the beginning of them.
    """

    def __init__(self) -> None:
        self.number = self.first = 1
        self.quiet = 0
        self.before: list[tuple[int, bytes]] = []
        self.passage: list[tuple[int, bytes]] = []
        self.ended: Passage | None = None
        self.pattern = re.compile(b"")
        self.rest = b""

    def read(self, block: bytes) -> Iterator[Passage]:
        """The passages that end in a block."""
        block, self.rest = self.rest + block, b""
        place = 0
        if self.ended is not None:
            place = self._run_on(block, 0)
            if self._waits(block, place):
                return
            yield self._end_run()
        hits = _hits(block)
        index = 0
        while place < len(block):
            while index < len(hits) and hits[index] < place:
                index += 1
            if not self.passage:
                hit = hits[index] if index < len(hits) else len(block)
                self._skip(block, place, hit)
                if hit == len(block):
                    return
                place = hit
            if self._is_full(block, place):
                self._end_passage()
                place = self._run_on(block, place)
                if self._waits(block, place):
                    return
                yield self._end_run()
                continue
            end = block.index(b"\n", place)
            ended = self._take(
                block[place : min(end, place + LONGEST_LINE)], index < len(hits) and hits[index] == place
            )
            if ended is not None:
                yield ended
            place = end + 1

    def end(self) -> Iterator[Passage]:
        """What is open where the log ends."""
        if self.ended is not None:
            yield self._end_run()
        rest, self.rest = self.rest, b""
        if rest:
            yield from self.read(rest)
        if self.ended is not None:
            yield self._end_run()
        if self.passage:
            yield Passage(self.passage, self.first)

    # ------------------------------------------------------------------ lines

    def _skip(self, block: bytes, start: int, end: int) -> None:
        """Count the lines up to a hit, and keep the last."""
        self.number += block.count(b"\n", start, end)
        tail = block[max(start, end - LONGEST_LINE) : end].split(b"\n")[:-1][-BEFORE:]
        numbered = [(self.number - len(tail) + index, line) for index, line in enumerate(tail)]
        self.before = [*self.before, *numbered][-BEFORE:]

    def _take(self, line: bytes, worth: bool) -> Passage | None:
        """One line of a passage, or the first of one; the passage that ends with it."""
        numbered = (self.number, line)
        self.number += 1
        if not self.passage:
            self.passage, self.before, self.quiet = [*self.before, numbered], [], 0
            return None
        self.passage.append(numbered)
        self.quiet = 0 if worth else self.quiet + 1
        if self.quiet <= AFTER:
            return None
        ended = Passage(self.passage, self.first)
        self.first, self.before, self.passage = self.number, self.passage[-BEFORE:], []
        return ended

    def _is_full(self, block: bytes, place: int) -> bool:
        """Whether the passage ends before the line at a place: at a swap entry, which begins a report."""
        length = len(self.passage)
        if length < LONGEST_PASSAGE:
            return False
        return length >= 2 * LONGEST_PASSAGE or b"entry" in block[place : block.index(b"\n", place)]

    # ------------------------------------------------------------------ runs

    def _end_passage(self) -> None:
        """End the open passage; its last lines may come again."""
        lines = [line for _, line in self.passage]
        period = period_of(lines)
        self.pattern = pattern_of(lines[-period:]) if period else re.compile(b"")
        self.ended = Passage(self.passage, self.first, LineRun(period))
        self.passage = []

    def _run_on(self, block: bytes, place: int) -> int:
        """Where the last lines of the ended passage stop coming again."""
        assert self.ended is not None
        period = self.ended.run.period
        match = self.pattern.match(block, place)
        if match is None or not period:
            return place
        lines = block.count(b"\n", place, match.end())
        self.number += lines
        self.ended = self.ended._replace(run=LineRun(period, self.ended.run.times + lines // period))
        return match.end()

    def _waits(self, block: bytes, place: int) -> bool:
        """Whether what is left of the block may be the beginning of the same lines again; it is kept then."""
        assert self.ended is not None
        if not self.ended.run.period or block.count(b"\n", place) >= self.ended.run.period:
            return False
        self.rest = block[place:]
        return True

    def _end_run(self) -> Passage:
        """The passage, its run counted; the next begins with its last lines before it."""
        assert self.ended is not None
        ended, self.ended = self.ended, None
        self.first = self.number
        tail = ended.lines[-BEFORE:]
        moved = ended.run.period * ended.run.times
        self.passage = [(number + moved, line) for number, line in tail]
        self.quiet = 0
        return ended


def _hits(block: bytes) -> list[int]:
    """Where the lines with a word begin, in order."""
    places = {
        block.rfind(b"\n", 0, match.start()) + 1 for pattern in _WORTH_READING for match in pattern.finditer(block)
    }
    return sorted(places)


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
