"""The text of a passage without what mailers, terminals, syslog and grep did to it.

Lines stay apart as line breaks in one text, so that a pattern may run over a line that a mailer wrapped.
"""

import re
from bisect import bisect_right
from html import unescape
from typing import NamedTuple

from ptetui.sources.log.stream import Passage

_ESCAPES = re.compile(r"(?:\x1b|\^\[|#033)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[@-Z\\-_])")
_REMAINS = re.compile(r"\[(?:\d{1,3};)*\d{1,3}m|(?:;\d{1,3})+m\b")  # of an escape that something cut
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_QUOTES = re.compile(r"(?:\s*(?:[A-Z]{1,3}(?=>))?[>|])+\s?")  # also `CW>>>>> ` of two people in a mail
_AGAIN_QUOTED = re.compile(r"^(?:[>|] ?)+")
_PREFIX = re.compile(
    r"""\s*(?:\#\ ?)?
    (?:\S{0,60}?:(?:\d+:)?)??                                # the file, and the line, that grep names
    (?:.{0,70}?\bkernel(?:\[\d+\])?:\s*)?                    # syslog or journal
    (?:<\d{1,3}>\s*)?                                        # level
    (?:\[\s*\d+\.\d+\s*\]\s*(?:\[\s*[TC]\d+\]\s*)?)          # seconds since boot, and the caller
    |.{0,70}?\bkernel(?:\[\d+\])?:\s*(?:<\d{1,3}>\s*)?
    |<\d{1,3}>""",
    re.VERBOSE,
)
_SYSLOG = re.compile(
    r"[\s>|]*(?:\S{3,4} {1,2}\d{1,2} [\d:]{8}|\d{4}-\d\d-\d\d[T ][\d:.,]{8,15}(?:Z|[+-]\d\d:?\d\d)?) (\S{1,64}) "
    r"(?:kern\.\w+ )?kernel\b"
)
_SOFT_BREAK = re.compile(r"(?<!\*p[gmutd4]d)(?<!\bp[gmut4][de])=$")
_HEX_ESCAPE = re.compile(r"=3D|=20(?=$|\s)|(?<!\w)=09")  # `pgd=09000000` holds a word, no tab
_ESCAPED_BREAK = re.compile(r"\\r?\\n|\\n|#012")  # line breaks as JSON and rsyslog write them
_TIME_AMONG = re.compile(r"(?<=\S) ?\[ *\d{1,7}\.\d{6}\](?= |$)")  # of a line that was printed in parts
_ESCAPED = {"=3D": "=", "=20": " ", "=09": " "}


class LogText(NamedTuple):
    """One text, where in it each line begins, the lines' numbers, their hosts, the lines as readers may see them."""

    text: str
    starts: list[int]
    numbers: list[int]
    hosts: list[str]
    shown: list[str]
    first: int

    def line_at(self, position: int) -> int:
        """The number of the line that holds a position of the text."""
        return self.numbers[self._index(position)]

    def host_at(self, position: int) -> str:
        """The host that wrote the line of a position, as syslog has it."""
        return self.hosts[self._index(position)]

    def shown_at_line(self, number: int) -> str:
        """The line of a number, without control characters."""
        return self.shown[number - self.numbers[0]]

    def _index(self, position: int) -> int:
        return max(0, bisect_right(self.starts, position) - 1)


def printable(raw: bytes) -> str:
    """A line without escapes, control characters and what is not text."""
    text = _REMAINS.sub("", _ESCAPES.sub("", raw.decode("utf-8", "replace")))
    return _CONTROLS.sub("", text.replace("\t", " ").replace("\xa0", " "))


def cleaned(passage: Passage) -> LogText:
    """The text of a passage. Soft breaks of quoted-printable are joined, prefixes and quoting removed."""
    parts: list[str] = []
    starts: list[int] = []
    position = 0
    shown = [printable(raw) for _, raw in passage.lines]
    soft = False
    for line in shown:
        content = _unescaped(_AGAIN_QUOTED.sub("", line)) if soft else _content(line)
        soft = _SOFT_BREAK.search(content.rstrip()) is not None
        content = content.rstrip()[:-1] if soft else content + "\n"
        starts.append(position)
        parts.append(content)
        position += len(content)
    numbers = [number for number, _ in passage.lines]
    return LogText("".join(parts), starts, numbers, [_host(line) for line in shown], shown, passage.first)


def _host(line: str) -> str:
    match = _SYSLOG.match(line)
    return match[1] if match else ""


def _content(line: str) -> str:
    if "&" in line:
        line = unescape(line)
    quotes = _QUOTES.match(line)
    if quotes:
        line = line[quotes.end() :]
    prefix = _PREFIX.match(line)
    if prefix:
        line = line[prefix.end() :]
    if "[" in line:
        line = _TIME_AMONG.sub("", line)
    return _ESCAPED_BREAK.sub("\n", _unescaped(line)).strip(" ")


def _unescaped(line: str) -> str:
    return _HEX_ESCAPE.sub(lambda escape: _ESCAPED[escape[0]], line) if "=" in line else line
