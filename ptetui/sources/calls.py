"""The system calls of a capture, as events of the model.

Captures write calls as `madvise(MADV_PAGEOUT)`, `write "4" to /proc/self/clear_refs`, `UFFDIO_WRITEPROTECT(0)`, and
those caught in mid-flight as `w mg 0 0x11`: one page of one region. What a call does to the whole process is marked.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.life.table import EVENTS


class UnknownCall(ValueError):
    """A system call that the model does not know; the message names it."""


class CallAction(NamedTuple):
    """One call: an event of the model or something that `RecordedProcess` does itself. `everywhere`: to every page."""

    name: str
    argument: str = ""
    everywhere: bool = False


# What no event is: it changes a range, the machine, or another process.
_CALLS: Sequence[tuple[str, str, bool]] = (
    (r"write in child", "child_writes", True),
    (r"read in child", "child_reads", True),
    (r"child exits", "child_exits", True),
    (r"madvise\(MADV_GUARD_INSTALL\) on the neighbour", "neighbour_guard", False),
    (r"madvise\(MADV_SOFT_OFFLINE.*", "soft_offline", False),
    (r"mprotect\(RWX\)|mprot \w+ \d+ \d+ 7", "mprotect_rwx", False),
    (r"mprotect\(PROT_READ ?\| ?PROT_WRITE ?\| ?PROT_EXEC\)", "mprotect_rwx", False),
    (r"UFFDIO_REGISTER\(([A-Z|]+)\)", "register", False),
    (r"ureg \w+ \d+ \d+ (\d+)", "register", False),
    (r"close\(uffd\)", "close_uffd", True),
    (r"swapon\((.+)\)", "swapon", True),
    (r"mmap\(.*|memfd_create.*|madvise\(MADV_HUGEPAGE\)", "map", False),
)
_PATTERNS = [
    *((re.compile(pattern), name, everywhere) for pattern, name, everywhere in _CALLS),
    *((re.compile(pattern), event.name, event.everywhere) for event in EVENTS.values() for pattern in event.calls),
]
_TWO = re.compile(r"(?<=\)), (?=\w+\()")  # two calls told in one
# Steps of captures that tell no calls say in their name what was done.
_NAMES = (
    (re.compile(r".* written after clear_refs=4"), (CallAction("clear_refs_4"), CallAction("write"))),
    (re.compile(r".* after MADV_PAGEOUT"), (CallAction("pageout"),)),
    (re.compile(r".* read back"), (CallAction("read"),)),
)


def actions(step: str, calls: Sequence[str]) -> list[CallAction]:
    """What a step does, in order. UnknownCall names a call that is not known."""
    if calls:
        return [_action(part) for call in calls for part in _TWO.split(call)]
    for pattern, meant in _NAMES:
        if pattern.fullmatch(step):
            return list(meant)
    raise UnknownCall(f"step {step!r} names no system call")


@lru_cache(maxsize=1024)
def _action(call: str) -> CallAction:
    for pattern, name, everywhere in _PATTERNS:
        match = pattern.fullmatch(call.strip())
        if match:
            argument = next((group for group in match.groups() if group), "")
            return CallAction(name, argument, everywhere)
    raise UnknownCall(f"system call {call!r} is not known")


def mapping_kind(step: str, calls: Sequence[str]) -> str:
    """What a step's range maps when it is new: anon, shmem, or file for a private mapping of a file."""
    name, mapped = step.lower(), " ".join(calls)
    if "memfd-private" in name or ("memfd_create" in mapped and "mmap(PRIVATE" in mapped):
        return "file"
    shared = "shmem" in name or "memfd" in name or "mmap(SHARED" in mapped
    return "shmem" if shared else "anon"
