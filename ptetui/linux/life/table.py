"""The transition table: what an event makes of a page, when, by which function, and what becomes of each bit.

The rules stand as text in rules_*.py, for the table is the documentation. A block of it is an event (see declared.py)
and its rules, each of two lines:

    KINDS : STATES -> STATE : FUNCTION
        PART | PART ...

`same` is the state that it was. PARTS says what the parts are, guards.py what the guards. Fates are pairs of sd
(soft-dirty), uffd, excl, young, dirty and a word of FATES; KEEP and LOST stand for all five. In one event the first
rule whose guards hold wins; rules that something out of the ordinary asks for (a guard that is a choice) come first.

Source: mm/, fs/proc/task_mmu.c and fs/hugetlbfs/inode.c at 5.10, 6.1, 6.12 and 7.3.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ptetui.linux.life import rules_advice, rules_calls, rules_huge, rules_memory, rules_populate
from ptetui.linux.life.declared import Event, read_events, split_head
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.page import PAGE_BITS, PAGE_STATES
from ptetui.linux.releases import parse_version
from ptetui.linux.versions import NEWEST, OLDEST, Version

_MODULES = (rules_memory, rules_calls, rules_advice, rules_populate, rules_huge)
TEXTS = {module.__name__: module.RULES for module in _MODULES}
EVENTS: Mapping[str, Event] = read_events(TEXTS.values())
FATES = {
    "keep": "kept, though its place may change",
    "0": "cleared",
    "1": "set",
    "lost": "lost",
    "folio": "moved to the folio",
    "marker": "moved into the marker",
    "type": "moved into the swap type",
    "offset": "moved into the offset, where migration entries have room for it; else lost",
    "entry": "taken from the migration entry",
    "mkdirty": "set where pte_mkdirty() sets it together with dirty",
    "store": "set where a store faults and pte_mkdirty() sets it; kept where the hardware notes the store",
    "child": "kept only if the child's range is write-protected by userfaultfd",
    "remap": "cleared if the range has a userfaultfd without the event for mremap",
    "private": "set for a private copy",
    "around": "set where the architecture maps pages around a fault young",
    "folio?": "set if the folio is dirty and pte_mkdirty() sets it",
}
PARTS = {
    "if GUARD ...": "guards that must hold, `!` before one that must not",
    "FATES": "what becomes of the software bits",
    "kernel SINCE-UNTIL": "the releases of the rule, both inclusive, either left out",
    "gives OUTCOME": "what the process is told, where that is not success",
    "file BACKING": "what becomes of the file's page behind the entry: hole, resident or swapped",
    "frame new": "the entry maps another frame then",
    "folio NAME=VALUE ...": "facts of the folio that change, 1 or 0",
    "modify": "the entry goes through pte_modify()",
    "fills": "a shared file gets the page",
    "mapped elsewhere": "another mapping maps the file's page, too",
    "fails": "the call ends there, no other page is left",
    "unflushed": "a translation of the old entry may still be cached",
    "ours": "the facts in tests/golden do not list the rule",
}
_SHORT = {"sd": "soft_dirty", "uffd": "uffd_wp", "excl": "exclusive", "young": "young", "dirty": "dirty"}
_KEEP = dict.fromkeys(PAGE_BITS, "keep")
_LOST = dict.fromkeys(PAGE_BITS, "lost") | {"dirty": "folio"}
_KINDS = {"anon", "shmem", "hugetlb"}


class TableError(ValueError):
    """A rule that cannot be read; the message names its line."""


class Rule(NamedTuple):
    """One transition; `to` is None where the state stays. `since` and `until` are inclusive."""

    event: str
    kinds: tuple[str, ...]
    states: tuple[str, ...]
    to: str | None
    function: str
    guards: tuple[str, ...]
    fates: tuple[tuple[str, str], ...]
    since: Version
    until: Version
    outcome: str = ""
    backing: str = ""
    new_frame: bool = False
    folio: tuple[tuple[str, bool], ...] = ()
    modify: bool = False
    unflushed: bool = False
    fills: bool = False
    fails: bool = False
    elsewhere: bool = False
    ours: bool = False

    def covers(self, kernel: Version) -> bool:
        """Whether the rule is for this release."""
        return self.since <= kernel <= self.until

    @property
    def wishes(self) -> int:
        """How many guards want something out of the ordinary to be so."""
        return sum(1 for guard in self.guards if guard in GUARDS and GUARDS[guard].choice)


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """All rules, in the order in which they are tried."""
    listed = [rule for name, text in TEXTS.items() for rule in read_rules(text, name)]
    return tuple(sorted(listed, key=lambda rule: -rule.wishes))


@lru_cache(maxsize=64)
def rules_of(event: str) -> tuple[Rule, ...]:
    """The rules of one event."""
    return tuple(rule for rule in rules() if rule.event == event)


def read_rules(text: str, name: str = "rules") -> list[Rule]:
    """The rules in a text. TableError names the line."""
    listed: list[Rule] = []
    event = ""
    logical: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(" " * 8) and logical:
            logical[-1] = (logical[-1][0], f"{logical[-1][1]} {line.strip()}")
        elif line.strip():
            logical.append((number, line))
    for (number, head), (_, body) in zip(logical, [*logical[1:], (0, "")], strict=True):
        try:
            if head.startswith("== "):
                event = split_head(head)[0]
            elif not head.startswith(" "):
                listed.append(_rule(event, head, body if body.startswith(" ") else ""))
        except ValueError as error:
            raise TableError(f"{name} line {number}: {error}") from None
    return listed


def _rule(event: str, head: str, body: str) -> Rule:
    kinds, states_to, function = (part.strip() for part in head.split(" : ", 2))
    states, _, to = states_to.partition(" -> ")
    rule = Rule(
        event, tuple(kinds.split()), tuple(states.split()), None if to == "same" else to, function,
        (), (), OLDEST, NEWEST,
    )  # fmt: skip
    for unknown in [
        *(set(rule.kinds) - _KINDS),
        *(set(rule.states) - set(PAGE_STATES)),
        *({to, "same"} - {*PAGE_STATES, "same"}),
    ]:
        raise TableError(f"{unknown!r} is no kind or state")
    for part in filter(None, (part.strip() for part in body.split("|"))):
        rule = _with_part(rule, part)
    return rule


def _with_part(rule: Rule, part: str) -> Rule:
    word, _, rest = part.partition(" ")
    if word == "if":
        guards = tuple(rest.split())
        for guard in guards:
            if guard.lstrip("!") not in GUARDS:
                raise TableError(f"guard {guard!r} is not known")
        return rule._replace(guards=guards)
    if word == "kernel":
        since, _, until = rest.partition("-")
        return rule._replace(
            since=parse_version(since) if since else OLDEST, until=parse_version(until) if until else NEWEST
        )
    if word == "gives":
        return rule._replace(outcome=rest)
    if word == "file":
        return rule._replace(backing=rest)
    if word == "folio":
        values = (item.partition("=") for item in rest.split())
        return rule._replace(folio=tuple((name, value == "1") for name, _, value in values))
    if part == "frame new":
        return rule._replace(new_frame=True)
    if part == "mapped elsewhere":
        return rule._replace(elsewhere=True)
    if part in ("ours", "modify", "unflushed", "fills", "fails"):
        flag: dict[str, Any] = {part: True}
        return rule._replace(**flag)
    return rule._replace(fates=tuple((dict(rule.fates) | _fates(part)).items()))


def _fates(part: str) -> dict[str, str]:
    all_bits, _, rest = part.partition(" ")
    fates = dict({"KEEP": _KEEP, "LOST": _LOST}.get(all_bits, {}))
    for item in (rest if fates else part).split():
        name, equals, fate = item.partition("=")
        if not equals or name not in _SHORT or fate not in FATES:
            raise TableError(f"{item!r} is no fate of a bit")
        fates[_SHORT[name]] = fate
    return fates


__all__ = ["EVENTS", "FATES", "Event", "Rule", "TableError", "read_rules", "rules", "rules_of"]
