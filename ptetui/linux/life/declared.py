"""What can happen to a page, as the blocks of rules_*.py declare it: everything of an event but its rules.

A block begins with `== NAME : TRIGGER`, or with `== PART of NAME` where an event does two things (a fork: to parent and
child). Below stand, four columns in, the columns of the event, joined by `|`, and lines `call PATTERN`, each a regular
expression for a whole system call as recordings spell it. A block without a trigger adds rules to an event that is
declared in another block.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ptetui.linux.releases import parse_version
from ptetui.linux.versions import OLDEST, Version


class Column(NamedTuple):
    """A column of an event: the field of `Event` that it fills (`_` is a space), what stands behind it, its meaning."""

    field: str
    value: str
    about: str

    @property
    def spelled(self) -> str:
        """The words that begin it."""
        return self.field.replace("_", " ")


COLUMNS = (
    Column("key", "LETTER", "its letter in the app"),
    Column("common", "", "one of the common events, whose letters work without `e`"),
    Column("since", "X.Y", "the first release that has it"),
    Column("needs", "GUARD ...", "what must hold, or the kernel refuses the call"),
    Column("option", "CONFIG", "the option without which the kernel does not have it"),
    Column("access", "read", "the process touches the page: `read` or `write`; the range may refuse it"),
    Column("range", "NAME=VALUE ...", "what it sets in the range before it looks at the entry, 1 or 0"),
    Column("leaves", "NAME=VALUE ...", "what it sets in the range afterwards, 1 or 0"),
    Column("everywhere", "", "it happens to every page of the process"),
    Column("by_range", "", "it asks for the range's kind, whatever page is there"),
    Column("lifts", "", "it lifts write protection: guards see the entry without it"),
    Column("protects", "", "it changes the protection; nothing happens where that stays the same"),
    Column("faults_in", "read", "the kernel brings the page in itself: for `read`, `write`, or as the `range` allows"),
    Column("like", "EVENT", "it has the rules of another event"),
    Column("unlocked", "", "it does not mind that the range is locked"),
    Column("copies", "", "each part but the first is the page of a copied process"),
    Column("earlier", "EVENT", "an event that does the same before `since`"),
    Column("first", "EVENT", "what the kernel does first where a PMD maps the page"),
    Column("steps", "EVENT ...", "events that it consists of; it has no rules of its own"),
)
_BY_SPELLING = {column.spelled: column for column in COLUMNS}


class Event(NamedTuple):
    """Something that can happen: what triggers it and the columns of its block (COLUMNS says what they mean).

    `calls` are patterns of system calls, `parts` the names of its blocks of rules, one for each page that it leaves.
    """

    name: str
    trigger: str
    since: Version = OLDEST
    needs: tuple[str, ...] = ()
    option: str = ""
    key: str = ""
    common: bool = False
    access: str = ""
    range: tuple[tuple[str, bool], ...] = ()
    everywhere: bool = False
    leaves: tuple[tuple[str, bool], ...] = ()
    by_range: bool = False
    lifts: bool = False
    protects: bool = False
    faults_in: str = ""
    like: str = ""
    unlocked: bool = False
    copies: bool = False
    earlier: str = ""
    first: str = ""
    steps: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


def read_events(texts: Iterable[str]) -> Mapping[str, Event]:
    """The events of these texts, by name, in their order. ValueError names a line that cannot be read."""
    events: dict[str, Event] = {}
    for head, lines in (block for text in texts for block in _blocks(text)):
        part, trigger, name = split_head(head)
        event = events.get(name, Event(name, trigger))
        if part not in event.parts:
            event = event._replace(parts=(*event.parts, part))
        for line in lines:
            event = _with_line(event, line)
        events[name] = event
    return events


def split_head(head: str) -> tuple[str, str, str]:
    """The block, the trigger and the event that a line `== BLOCK of EVENT : TRIGGER` names."""
    names, _, trigger = head.removeprefix("== ").partition(" : ")
    part, _, name = names.strip().partition(" of ")
    return part, trigger.strip(), name or part


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """The first line of each block and the indented ones right below it."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("== "):
            below = []
            for other in lines[number + 1 :]:
                if not other.startswith(" "):
                    break
                below.append(other.strip())
            yield line, below


def _with_line(event: Event, line: str) -> Event:
    if line.startswith("call "):
        return event._replace(calls=(*event.calls, line[5:]))
    for part in (part.strip() for part in line.split(" | ")):
        column = next(
            (column for spelled, column in _BY_SPELLING.items() if f"{part} ".startswith(f"{spelled} ")), None
        )
        value = part[len(column.spelled) :].strip() if column else ""
        if column is None or bool(value) != bool(column.value):
            raise ValueError(f"event {event.name}: {part!r} is no part of an event")
        change: dict[str, Any] = {column.field: _value(column, value)}
        event = event._replace(**change)
    return event


def _value(column: Column, text: str) -> object:
    if not column.value:
        return True
    if column.field == "since":
        return parse_version(text)
    if "=" in column.value:
        return tuple((name, value == "1") for name, _, value in (item.partition("=") for item in text.split()))
    return tuple(text.split()) if column.value.endswith("...") else text
