"""What can happen to a page now, and what it becomes: the transition table applied.

Outcomes such as a userfault, SIGBUS, SIGSEGV or EBUSY are answers of the kernel, not errors of ours.
"""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.life.effects import NOTHING_KNOWN, Supply, page_after, with_range
from ptetui.linux.life.fates import Fate, fates
from ptetui.linux.life.folio import Folio
from ptetui.linux.life.functions import function_at
from ptetui.linux.life.guards import Circumstances, passes, spell_need
from ptetui.linux.life.page import (
    EMPTY_PROTECTED,
    MARKER_STATES,
    PMD_STATES,
    SPECIAL_STATES,
    Page,
    empty_protected,
    kind_of,
    spell_state,
)
from ptetui.linux.life.table import EVENTS, Event, Rule, rules_of
from ptetui.linux.setting import Setting
from ptetui.linux.since import MARKERS_SINCE
from ptetui.linux.versions import Version, spell

_KIND_WORDS = {"anon": "anonymous", "shmem": "shared", "file": "private file", "hugetlb": "hugetlb"}


class Chance(NamedTuple):
    """An event as it stands for a page: possible by `function`, or not, and then why not in one line.

    `page` is the page once the event has changed its range, `rules` what then happens to each page that it leaves,
    `by` the access that it makes, where it brings the page in. `choices` are for the later ones of several steps.
    """

    event: Event
    possible: bool
    function: str = ""
    to: str = ""
    why: str = ""
    outcome: str = ""
    page: Page | None = None
    rules: tuple[Rule | None, ...] = ()
    by: str = ""
    choices: Collection[str] = ()


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
    """One event as it stands for this page. ValueError for an event that does not exist."""
    known = _known(event)
    why = _refusal(page, known, setting, choices)
    if why:
        return Chance(known, False, why=why, outcome=f"EINVAL: {why}")
    refused = _access(page, known)
    if refused:
        return Chance(known, True, refused, page.state, outcome="SIGSEGV")
    if known.steps:
        begun = chance(page, known.steps[0], setting, choices)
        return begun._replace(event=known, to=page.state, choices=tuple(choices))
    ranged = with_range(_prepared(page, known, setting), known, setting)
    if known.faults_in:
        return _faulted_in(ranged, known, setting, choices)
    if known.protects and ranged == page:
        return Chance(known, True, "mprotect_fixup", page.state, outcome="ok")
    parts = EVENTS[known.like].parts if known.like else known.parts
    rules = tuple(_rule(ranged, part, known, setting, choices) for part in parts)
    first = rules[0]
    if first is None:
        why, whole = _blocked(ranged, parts[0], known, setting, choices), with_range(page, known, setting)
        return Chance(known, False, why=why, outcome=f"nothing: {why}", page=whole, rules=rules)
    function = function_at(first.function, setting.kernel)
    return Chance(known, True, function, first.to or page.state, "", first.outcome or "ok", ranged, rules)


def apply(
    page: Page, event: str, setting: Setting, choices: Collection[str] = (), supply: Supply = NOTHING_KNOWN,
    *, with_fates: bool = True,
) -> Outcome:  # fmt: skip
    """The event done. `choices` are guards that the page does not decide (see guards.py), `supply` new numbers.

    Without `with_fates` the fates of the bits are not computed, which takes half the time.

    Where the event cannot happen the page is as it was and the outcome says why ("EINVAL: ...", "nothing: ...").
    ValueError for an event that does not exist.
    """
    return carried_out(page, chance(page, event, setting, choices), setting, supply, with_fates=with_fates)


def carried_out(
    page: Page, chosen: Chance, setting: Setting, supply: Supply = NOTHING_KNOWN, *, with_fates: bool = True
) -> Outcome:
    """What a chance that was found for a page makes of it."""
    event, ranged = chosen.event, chosen.page
    if event.steps:
        return _in_steps(page, chosen, setting, supply)
    if ranged is None:
        return Outcome(event.name, (page,), chosen.outcome, chosen.function)
    pages = []
    by = EVENTS[chosen.by] if chosen.by else event
    for part, rule in zip(EVENTS[by.like].parts if by.like else by.parts, chosen.rules, strict=False):
        if rule is not None:
            pages.append(page_after(ranged, rule, by, part, setting, supply))
            if rule.fails:
                break
        elif not pages:
            pages.append(ranged)
        else:  # what is not listed for a copy leaves it nothing
            pages.append(emptied(ranged))
    if not pages:
        return Outcome(event.name, (ranged,), chosen.outcome, chosen.function)
    first = chosen.rules[0]
    done = fates(page, pages[0], first, setting) if first and with_fates else ()
    return Outcome(event.name, tuple(pages), chosen.outcome, chosen.function, first, done)


def _prepared(page: Page, event: Event, setting: Setting) -> Page:
    """The page once what the kernel does first has been done, where there is something to do."""
    if not event.first or page.state not in PMD_STATES:
        return page
    return apply(page, event.first, setting).page


def _in_steps(page: Page, chosen: Chance, setting: Setting, supply: Supply) -> Outcome:
    """An event that consists of others, up to the one that cannot happen or does not go well."""
    done, last = page, None
    for name in chosen.event.steps:
        step = apply(done, name, setting, chosen.choices, supply)
        done, last = step.page, step
        if step.outcome != "ok":
            break
    assert last is not None
    kept_or_lost = fates(page, done, last.rule, setting) if last.rule else ()
    return Outcome(chosen.event.name, (done,), last.outcome, last.function, last.rule, kept_or_lost)


def _faulted_in(page: Page, event: Event, setting: Setting, choices: Collection[str]) -> Chance:
    """The page brought in by the kernel itself, as get_user_pages() does: a page that is there is left alone."""
    write = event.faults_in == "write" or (event.faults_in == "range" and page.vma.write and not page.vma.shared)
    access = "write" if write else "read"
    if not page.vma.accessible or (write and not page.vma.write):
        return Chance(event, True, "faultin_page", page.state, outcome="EFAULT", page=page)
    there = page.writable or (page.present and not write)
    if there:
        return Chance(event, True, "follow_page_pte", page.state, outcome="ok", page=page)
    return chance(page, access, setting, choices)._replace(event=event, by=access)


def emptied(page: Page) -> Page:
    """The child's page where fork copied nothing."""
    page = page._replace(
        state="none", frame=None, slot=None, zero=False, folio=Folio(), uffd_wp=False, soft_dirty=False
    )
    vma = page.vma if "event_fork" in page.vma.features else page.vma.unregistered
    page = page._replace(exclusive=False, young=False, dirty=False, hw_dirty=False, old=False, unsure=frozenset())
    return page._replace(anon=page.kind == "anon", vma=vma._replace(locked=False))


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
    question = Circumstances(page, setting, choices)
    for guard in event.needs:
        if not passes(guard, question):
            return spell_need(guard)
    return ""


def _access(page: Page, event: Event) -> str:
    """Who refuses an access that the range does not allow; "" where it does."""
    if not event.access:
        return ""
    allowed = page.vma.write if event.access == "write" else page.vma.accessible
    return "" if allowed else "access refused by the architecture's fault code"


def kinds_of(page: Page, event: Event | None = None) -> tuple[str, ...]:
    """The kinds of the table that the page counts as for an event; a later one counts where the first lists nothing.

    A private mapping of a file holds file pages, and anonymous copies of them; some events ask only for the range.
    """
    if page.kind != "file":
        return (page.kind,)
    if event is not None and event.by_range:
        return ("shmem",)
    return ("anon", "shmem") if page.anon else ("shmem",)


def _rule(page: Page, part: str, event: Event, setting: Setting, choices: Collection[str]) -> Rule | None:
    asked = page._replace(uffd_wp=False) if event.lifts else page
    if event.unlocked and page.vma.locked:
        asked = asked._replace(vma=asked.vma._replace(locked=False))
    question = Circumstances(asked, setting, choices)
    for kind in kinds_of(page, event):
        listed = _listed(part, kind, page.state, setting)
        for rule in listed:
            if all(passes(guard, question) for guard in rule.guards):
                return rule
        if listed:
            return None
    return None


@lru_cache(maxsize=8192)
def _listed(part: str, kind: str, state: str, setting: Setting) -> tuple[Rule, ...]:
    """The rules of this kernel and configuration for a state, in their order."""
    return tuple(
        rule
        for rule in _rules(part, setting)
        if kind in rule.kinds
        and state in rule.states
        and rule.covers(_release(rule, setting))
        and exists(rule.to, setting)
    )


def _rules(event: str, setting: Setting) -> tuple[Rule, ...]:
    """The rules of an event; a special word, where there is one, does what they say of the marker for uffd-wp."""
    return rules_of(event) if setting.special_form is None else _rules_of_special(event)


@lru_cache(maxsize=64)
def _rules_of_special(event: str) -> tuple[Rule, ...]:
    marker, special = EMPTY_PROTECTED
    return tuple(
        rule._replace(
            states=tuple(special if state == marker else state for state in rule.states),
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
    if state == "special_uffd_wp":
        return setting.special_form is not None
    if state not in (*MARKER_STATES, *SPECIAL_STATES):
        return True
    kind = kind_of(state)
    flag = MARKER_STATES.get(state)
    if flag and flag not in (name for name, _, _ in setting.marker_bits):
        return False
    widest = setting.swap.by_name["type"].limit  # nios2 had two bits for the type once
    return any(special.kind == kind and number <= widest for number, special in setting.special_types.items())


def _blocked(page: Page, part: str, event: Event, setting: Setting, choices: Collection[str]) -> str:
    """The guard that stops the rule that came closest."""
    question = Circumstances(page, setting, choices)
    near = [
        rule
        for rule in _rules(part, setting)
        if set(kinds_of(page, event)) & set(rule.kinds) and page.state in rule.states
    ]
    if not near:
        return f"no effect on {spell_state(page.state)} of {_KIND_WORDS[page.kind]} memory"
    for rule in near:
        if _release(rule, setting) < rule.since:
            return f"only from {spell(rule.since)} on"
        if _release(rule, setting) > rule.until:
            return f"only up to {spell(rule.until)}"
        if not exists(rule.to, setting):
            return f"this kernel and configuration have no {rule.to}"
        failed = [guard for guard in rule.guards if not passes(guard, question)]
        if failed:
            return spell_need(failed[0])
    return "no rule"


__all__ = ["EVENTS", "Chance", "Event", "Outcome", "apply", "chance", "events", "exists", "kinds_of"]
