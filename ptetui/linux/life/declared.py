"""What can happen to a page, as the blocks of rules_*.py declare it: everything of an event but its rules.

A block begins with `== NAME : TRIGGER`, or with `== PART of NAME` where an event does two things (a fork: to parent and
child). Below stand, four columns in, parts joined by `|`:

    key LETTER | common | since X.Y | needs GUARDS | option CONFIG | access read | range NAME=VALUE ... | everywhere
    leaves NAME=VALUE ... | by range | lifts | protects | faults in read | faults in write | like EVENT | unlocked
    copies | earlier EVENT | first EVENT | steps EVENT ...

and lines `call PATTERN`, each a regular expression for a whole system call as recordings spell it.
A block without a trigger adds rules to an event that stands elsewhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ptetui.linux.versions import OLDEST, Version, parse_version


class Event(NamedTuple):
    """Something that can happen: what triggers it, since which release, what it needs besides a rule.

    `needs` are guards, `option` a CONFIG option. `key` is its letter in the app, where the `common` ones have one of
    their own. `access` is "read" or "write" where the process touches the page. `range` is what it sets in the range
    before it looks at the entry. `everywhere`: it happens to every page of the process. `calls` are patterns of system
    calls. `parts` are the names of its blocks of rules, one for each page that it leaves. `copies`: every part but the
    first is the page of a copied process. `earlier` is an event that does the same before `since`,
    `first` one that happens before where it can, `steps` are events that it consists of.
    """

    name: str
    trigger: str
    since: Version = OLDEST
    needs: tuple[str, ...] = ()
    option: str | None = None
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
    found: dict[str, Event] = {}
    for head, lines in (block for text in texts for block in _blocks(text)):
        part, trigger, name = split_head(head)
        event = found.get(name, Event(name, trigger))
        if part not in event.parts:
            event = event._replace(parts=(*event.parts, part))
        for line in lines:
            event = _with_line(event, line)
        found[name] = event
    return found


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
        word, _, rest = part.partition(" ")
        if word in ("key", "option", "access", "like", "earlier", "first"):
            event = event._replace(**{word: rest})  # type: ignore[arg-type]
        elif part == "by range":
            event = event._replace(by_range=True)
        elif part.startswith("faults in "):
            event = event._replace(faults_in=part[10:])
        elif word in ("common", "everywhere", "lifts", "protects", "unlocked", "copies") and not rest:
            event = event._replace(**{word: True})  # type: ignore[arg-type]
        elif word == "since":
            event = event._replace(since=parse_version(rest))
        elif word in ("needs", "steps"):
            event = event._replace(**{word: tuple(rest.split())})  # type: ignore[arg-type]
        elif word in ("range", "leaves"):
            values = (item.partition("=") for item in rest.split())
            event = event._replace(**{word: tuple((name, value == "1") for name, _, value in values)})  # type: ignore[arg-type]
        else:
            raise ValueError(f"event {event.name}: {part!r} is no part of an event")
    return event
