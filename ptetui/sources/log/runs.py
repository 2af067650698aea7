"""Lines that come again and again: a report that a kernel prints for hours is read once and counted.

Two lines are the same where they differ in the time alone that stands before them.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST_PERIOD = 64  # lines
_PERIODS = 3  # that are compared before anything is skipped
_PREFIX = (
    rb"(?:[^\n]{0,70}?\bkernel(?:\[\d+\])?: *)?(?:<\d{1,3}> *)?"
    rb"(?:\[ *\d+\.\d+ *\] *)?(?:\[ *[TC]\d+ *\] *)?"
)
_BEFORE = re.compile(_PREFIX)
_PARTS = re.compile(rb"[0-9]+| +|[^0-9 ]+")


class LineRun(NamedTuple):
    """How often the last `period` lines of a passage come again right after it; `times` is 0 for none."""

    period: int = 0
    times: int = 0


NO_RUN = LineRun()


def period_of(lines: Sequence[bytes]) -> int:
    """After how many lines the last lines come again, 0 where they do not."""
    contents = [untimed(line) for line in lines[-LONGEST_PERIOD * _PERIODS :]]
    for period in range(1, len(contents) // _PERIODS + 1):
        if all(contents[-index] == contents[-index - period] for index in range(1, period * (_PERIODS - 1) + 1)):
            return period
    return 0


def untimed(line: bytes) -> bytes:
    """A line without the time before it and without blanks and a return after it."""
    match = _BEFORE.match(line)
    return line[match.end() if match else 0 :].rstrip(b" \r")


def pattern_of(lines: Sequence[bytes]) -> re.Pattern[bytes]:
    """What matches these lines, one time after the other, whatever the numbers in the time before them."""
    whole = b"".join(_line_pattern(line) for line in lines)
    return re.compile(rb"(?:" + whole + rb")*+")


def _line_pattern(line: bytes) -> bytes:
    """A line with a time of the same shape: a pattern that is as plain as this one costs a tenth of a general one."""
    match = _BEFORE.match(line)
    time = line[: match.end()] if match else b""
    shape = b"".join(
        rb"\d++" if part.isdigit() else rb" *+" if part.isspace() else re.escape(part) for part in _PARTS.findall(time)
    )
    return shape + re.escape(untimed(line)) + rb"[ \r]*+\n"
