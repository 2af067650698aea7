"""What can happen to a page now, and what it becomes: the transition table applied.

Outcomes such as a userfault, SIGBUS, SIGSEGV or EBUSY are answers of the kernel, not errors of ours.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.life.effects import NOTHING_KNOWN, Supply, after, with_range
from ptetui.linux.life.fates import Fate, fates
from ptetui.linux.life.guards import Question, passes, spell_guard
from ptetui.linux.life.page import EMPTY_PROTECTED, MARKER_STATES, SPECIAL_STATES, Page, empty_protected
from ptetui.linux.life.table import Rule, event_names, rules_of
from ptetui.linux.setting import Setting
from ptetui.linux.since import MARKERS_SINCE
from ptetui.linux.versions import OLDEST, Version, spell


class Event(NamedTuple):
    """Something that can happen: what triggers it, since which release, what it needs besides a rule.

    `needs` are guards, `option` a CONFIG option.
    """

    name: str
    trigger: str
    since: Version = OLDEST
    needs: tuple[str, ...] = ()
    option: str | None = None


_PROTECTS = ("uffd_wp_known", "vm_uffd_wp")
EVENTS: Mapping[str, Event] = {
    each.name: each
    for each in (
        Event("read", "a load"),
        Event("write", "a store"),
        Event("reclaim", "memory is short"),
        Event("pageout", "MADV_PAGEOUT", (5, 4)),
        Event("swapoff", "swapoff"),
        Event("mig_start", "page migration begins", option="MIGRATION"),
        Event("mig_end", "page migration ends, or is undone", option="MIGRATION"),
        Event("dev_migrate", "a driver takes the page to its device", (4, 14), option="DEVICE_PRIVATE"),
        Event("dev_exclusive", "a driver wants the page for itself", (5, 14), option="DEVICE_PRIVATE"),
        Event("numa_scan", "NUMA balancing looks who uses the page", option="NUMA_BALANCING"),
        Event("fork", "fork"),
        Event("mprotect_none", "mprotect(PROT_NONE)"),
        Event("mprotect_ro", "mprotect(PROT_READ)"),
        Event("mprotect_rw", "mprotect(PROT_READ|PROT_WRITE)"),
        Event("clear_refs_4", "echo 4 > /proc/PID/clear_refs"),
        Event("clear_refs_1", "echo 1 > /proc/PID/clear_refs"),
        Event("mremap", "mremap to another address"),
        Event("munmap", "munmap, or exit"),
        Event("hwpoison", "MADV_HWPOISON, or a machine check", option="MEMORY_FAILURE"),
        Event("dontneed", "MADV_DONTNEED"),
        Event("free", "MADV_FREE", (4, 5)),
        Event("guard_install", "MADV_GUARD_INSTALL", (6, 13)),
        Event("guard_remove", "MADV_GUARD_REMOVE", (6, 13)),
        Event("truncate", "ftruncate below the page"),
        Event("punch", "fallocate(PUNCH_HOLE)"),
        Event("uffd_wp", "UFFDIO_WRITEPROTECT", (5, 7), _PROTECTS, "HAVE_ARCH_USERFAULTFD_WP"),
        Event("uffd_unwp", "UFFDIO_WRITEPROTECT(0), unregister", (5, 7), _PROTECTS, "HAVE_ARCH_USERFAULTFD_WP"),
        Event("uffd_poison", "UFFDIO_POISON", (6, 6), ("registered",)),
        Event("uffd_copy", "UFFDIO_COPY", (4, 3), ("registered",)),
        Event("scan_wp", "PAGEMAP_SCAN with PM_SCAN_WP_MATCHING", (6, 7), (*_PROTECTS, "wp_async")),
    )
}  # fmt: skip
_PARTS = {"fork": ("fork_parent", "fork_child")}
_ACCESSES = ("read", "write")


class Chance(NamedTuple):
    """An event as it stands for a page: possible by `function`, or not, and then why not in one line."""

    event: Event
    possible: bool
    function: str = ""
    to: str = ""
    why: str = ""


class Outcome(NamedTuple):
    """What an event did: the page afterwards (fork: parent and child), what the process was told ("ok", "userfault",
    "SIGBUS", "SIGSEGV", "EBUSY", "EINVAL", ...), the function that did it, the fate of each software bit that was set,
    is set, or both.
    """

    event: str
    pages: tuple[Page, ...]
    outcome: str
    function: str
    rule: Rule | None = None
    fates: tuple[Fate, ...] = ()

    @property
    def page(self) -> Page:
        """The page itself, not a child's copy of it."""
        return self.pages[0]


def events(page: Page, setting: Setting) -> list[Chance]:
    """Every event, possible or not."""
    return [chance(page, name, setting) for name in EVENTS]


def chance(page: Page, event: str, setting: Setting, choices: Collection[str] = ()) -> Chance:
    """One event as it stands for this page."""
    known = _known(event)
    why = _refusal(page, known, setting, choices)
    if why:
        return Chance(known, False, why=why)
    refused = _access(page, event)
    if refused:
        return Chance(known, True, refused, page.state)
    moved = with_range(page, event, setting)
    rule = _rule(moved, _PARTS.get(event, (event,))[0], setting, choices)
    if rule is None:
        return Chance(known, False, why=_blocked(moved, event, setting, choices))
    return Chance(known, True, rule.function, rule.to or page.state)


def apply(
    page: Page, event: str, setting: Setting, choices: Collection[str] = (), supply: Supply = NOTHING_KNOWN
) -> Outcome:
    """The event done. `choices` are guards that the page does not decide (see guards.py), `supply` new numbers.

    Where the event cannot happen the page is as it was and the outcome says why ("EINVAL: ...", "nothing: ...").
    ValueError for an event that does not exist.
    """
    known = _known(event)
    why = _refusal(page, known, setting, choices)
    if why:
        return Outcome(event, (page,), f"EINVAL: {why}", "")
    refused = _access(page, event)
    if refused:
        return Outcome(event, (page,), "SIGSEGV", refused)
    if event == "fork" and "folio_locked" in choices and page.state.startswith("DEVEXCL"):
        return Outcome(event, (page,), "EBUSY", "try_restore_exclusive_pte")
    moved = with_range(page, event, setting)
    pages, told, first = [], "ok", None
    for part in _PARTS.get(event, (event,)):
        rule = _rule(moved, part, setting, choices)
        if part == "fork_child":
            # what fork does not list for a child leaves it nothing
            pages.append(after(moved, rule, part, setting, supply) if rule else moved._replace(state="NONE"))
            continue
        if rule is None:
            told = f"nothing: {_blocked(moved, event, setting, choices)}"
            pages.append(moved)
            continue
        first = rule
        told = rule.outcome or "ok"
        pages.append(after(moved, rule, part, setting, supply))
    done = fates(page, pages[0], first, setting) if first else ()
    return Outcome(event, tuple(pages), told, first.function if first else "", first, done)


def _known(event: str) -> Event:
    if event not in EVENTS:
        raise ValueError(f"event {event!r} is not known; events are {', '.join(EVENTS)}")
    return EVENTS[event]


def _refusal(page: Page, event: Event, setting: Setting, choices: Collection[str]) -> str:
    """Why the kernel would refuse outright; "" where it would not."""
    if setting.kernel < event.since:
        return f"only from {spell(event.since)} on"
    if event.option and not setting.config[event.option]:
        return f"CONFIG_{event.option} is off"
    question = Question(page, setting, choices)
    for guard in event.needs:
        if not passes(guard, question):
            return f"not so: {spell_guard(guard)}"
    return ""


def _access(page: Page, event: str) -> str:
    """Who refuses an access that the range does not allow; "" where it does."""
    if event not in _ACCESSES:
        return ""
    allowed = page.vma.write if event == "write" else page.vma.accessible
    return "" if allowed else "access refused by the architecture's fault code"


def kinds_of(page: Page) -> tuple[str, ...]:
    """The kinds of the table that the page counts as, the first that has a rule decides.

    A private mapping of a file holds file pages, and anonymous copies of them.
    """
    if page.kind != "file":
        return (page.kind,)
    return ("anon", "shmem") if page.anon else ("shmem",)


def _rule(page: Page, event: str, setting: Setting, choices: Collection[str]) -> Rule | None:
    question = Question(page, setting, choices)
    for kind in kinds_of(page):
        for rule in _rules(event, setting):
            fits = kind in rule.kinds and page.state in rule.states and rule.covers(_release(rule, setting))
            if fits and exists(rule.to, setting) and all(passes(guard, question) for guard in rule.guards):
                return rule
    return None


def _rules(event: str, setting: Setting) -> tuple[Rule, ...]:
    """The rules of an event; a special word, where there is one, does what they say of the marker for uffd-wp."""
    return rules_of(event) if setting.special_form is None else _rules_of_special(event)


@lru_cache(maxsize=64)
def _rules_of_special(event: str) -> tuple[Rule, ...]:
    marker, special = EMPTY_PROTECTED
    return tuple(
        rule._replace(
            states=tuple(special if each == marker else each for each in rule.states),
            to=special if rule.to == marker else rule.to,
        )
        for rule in rules_of(event)
    )


def _release(rule: Rule, setting: Setting) -> Version:
    """The release that the rule is looked up for: what says "empty and protected" came with the markers of 5.19."""
    about_it = rule.to in EMPTY_PROTECTED or not set(EMPTY_PROTECTED).isdisjoint(rule.states)
    return max(setting.kernel, MARKERS_SINCE) if about_it and empty_protected(setting) else setting.kernel


def exists(state: str | None, setting: Setting) -> bool:
    """Whether this kernel and configuration can write the state down."""
    if state == "SPECIAL_UFFD_WP":
        return setting.special_form is not None
    kind = "marker" if state in MARKER_STATES else SPECIAL_STATES.get(state or "")
    if kind is None:
        return True
    flag = MARKER_STATES.get(state or "")
    if flag and flag not in (name for name, _, _ in setting.marker_bits):
        return False
    room = setting.swap.by_name["type"].limit  # nios2 had two bits for the type once
    return any(each.kind == kind and number <= room for number, each in setting.special_types.items())


def _blocked(page: Page, event: str, setting: Setting, choices: Collection[str]) -> str:
    """The guard that stops the rule that came closest."""
    part = _PARTS.get(event, (event,))[0]
    question = Question(page, setting, choices)
    near = [
        rule for rule in _rules(part, setting) if set(kinds_of(page)) & set(rule.kinds) and page.state in rule.states
    ]
    if not near:
        return f"does not act on {page.state} of {page.kind} memory"
    for rule in near:
        if _release(rule, setting) < rule.since:
            return f"only from {spell(rule.since)} on"
        if _release(rule, setting) > rule.until:
            return f"only up to {spell(rule.until)}"
        if not exists(rule.to, setting):
            return f"this kernel and configuration have no {rule.to}"
        failed = [guard for guard in rule.guards if not passes(guard, question)]
        if failed:
            return f"must be so: {spell_guard(failed[0])}"
    return "no rule"


__all__ = ["EVENTS", "Chance", "Event", "Outcome", "apply", "chance", "event_names", "events", "exists", "kinds_of"]
