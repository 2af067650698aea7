"""Errors planted in the rules, one at a time: which does no test notice? `make mutants`.

For each rule: a guard is dropped, or turned round; a software bit that is kept is cleared, one that is cleared is kept;
its first release moves by one; it leads elsewhere; it is gone. A mutant is noticed when a row of the facts carried
along, a recorded life, or an expectation of tests/linux says otherwise. What survives is printed, by event.

PYTHONPATH=. python tests/mutants.py [EVENT ...]     what survives, and how much
PYTHONPATH=. python tests/mutants.py --write         adds a life to tests/linux/outcomes.txt for each that one shows

What survives is looked for in other random lives than the lines are chosen from. A survivor that none of these shows
changes nothing, as far as they tell: another rule says the same, or no page gets there.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple, TypeVar

from ptetui.linux.life import events, table
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.page import PAGE_KINDS, Page
from ptetui.linux.life.table import EVENTS, Rule
from ptetui.linux.versions import NEWEST, OLDEST, RELEASES
from ptetui.sources.life.script import SCRIPT_FACTS
from tests.linux import outcomes, rule_checks, test_transitions
from tests.linux.outcomes import Case

_T = TypeVar("_T")
OTHER = {"keep": "0", "0": "keep", "1": "0", "mkdirty": "0", "lost": "keep", "folio": "keep"}


def mutants(rule: Rule) -> Iterator[tuple[str, Rule | None]]:
    """Every error that is planted in a rule, with what it is."""
    yield "gone", None
    for place, guard in enumerate(rule.guards):
        rest = (*rule.guards[:place], *rule.guards[place + 1 :])
        turned = guard[1:] if guard.startswith("!") else f"!{guard}"
        yield f"without {guard}", rule._replace(guards=rest)
        if not GUARDS[guard.lstrip("!")].choice:
            yield (
                f"{turned} for {guard}",
                rule._replace(guards=(*rule.guards[:place], turned, *rule.guards[place + 1 :])),
            )
    for name, fate in rule.fates:
        if fate in OTHER:
            changed = tuple((other, OTHER[fate] if other == name else was) for other, was in rule.fates)
            yield f"{name}={OTHER[fate]} for {fate}", rule._replace(fates=changed)
    if rule.since > OLDEST:
        yield "one release later", rule._replace(since=_next(rule.since))
    if rule.until < NEWEST:
        yield "one release longer", rule._replace(until=_next(rule.until))
    if rule.to is not None:
        yield "state kept", rule._replace(to=None)
    if rule.outcome:
        yield "no outcome", rule._replace(outcome="")
    if rule.backing:
        yield "file kept", rule._replace(backing="")
    if rule.new_frame:
        yield "frame kept", rule._replace(new_frame=False)
    if rule.folio:
        yield "folio kept", rule._replace(folio=())


def _next(release: tuple[int, int]) -> tuple[int, int]:
    return next((other for other in RELEASES if other > release), NEWEST)


@cache
def _whole() -> tuple[Rule, ...]:
    return table.rules()


def planted(place: int, mutant: Rule | None) -> tuple[Rule, ...]:
    """All rules, the one at a place replaced or dropped."""
    whole = _whole()
    return (*whole[:place], *((mutant,) if mutant is not None else ()), *whole[place + 1 :])


def with_rules(rules: tuple[Rule, ...], check: Callable[[], _T]) -> _T:
    """What a check says while these are the rules."""
    original = table.rules
    table.rules = test_transitions.rules = lambda: rules  # type: ignore[assignment,attr-defined]
    try:
        _forget()
        return check()
    finally:
        table.rules = test_transitions.rules = original  # type: ignore[attr-defined]
        _forget()


def _unnoticed(checks: Sequence[rule_checks.Check]) -> bool:
    return all(check() for check in checks)


def _forget() -> None:
    for cached in (table.rules_of, events._listed, events._rules_of_special):
        cached.cache_clear()


def survivors(wanted: Sequence[str] = ()) -> Iterator[tuple[Rule, str, tuple[Rule, ...] | None]]:
    """Every planted error: its rule, what it is, and all rules with it where nothing notices it, else None."""
    for place, rule in enumerate(_whole()):
        if not wanted or rule.event in wanted:
            checks = rule_checks.about(rule)
            for error, mutant in mutants(rule):
                rules = planted(place, mutant)
                yield rule, error, rules if with_rules(rules, partial(_unnoticed, checks)) else None


LIVES = {"write": (1, 30_000), "look": (2, 8000)}  # seed, how many
_NEAR = 2500  # moments that are tried for a planted error
_KERNELS = (
    "5.4", "5.10", "5.18", "5.19", "6.1", "6.1", "6.2", "6.3", "6.4", "6.6", "6.7", "6.10", "6.11", "6.12", "6.12",
    "6.13", "6.14", "6.15", "6.17", "6.18", "7.1", "7.2", "7.3", "7.3",
    "6.12/arm64_4k", "6.12/s390", "6.1/m68k_motorola",
)  # fmt: skip
_LIFE = 14  # events


class Moment(NamedTuple):
    """A page in a random life, and what the next event comes to with the rules as they are."""

    case: Case
    page: Page
    then: str


@cache
def pool(purpose: str) -> Mapping[tuple[str, str], Sequence[Moment]]:
    """Moments of random lives, by block of rules and state, short lives first."""
    seed, count = LIVES[purpose]
    chosen = random.Random(seed)
    choices = [name for name, guard in GUARDS.items() if guard.choice]
    moments: dict[tuple[str, str], dict[object, Moment]] = defaultdict(dict)
    for _ in range(count):
        kernel, facts = chosen.choice(_KERNELS), chosen.sample(SCRIPT_FACTS, chosen.choice((0, 0, 0, 1, 1, 2)))
        start = " ".join((chosen.choice(PAGE_KINDS), *sorted(facts, key=SCRIPT_FACTS.index)))
        try:
            page = outcomes.begin(start)
        except ValueError:  # a feature of a userfaultfd that there is not
            continue
        events: tuple[str, ...] = ()
        for _ in range(_LIFE):
            event = chosen.choice(list(EVENTS))
            name = f"{event}+{chosen.choice(choices)}" if chosen.random() < 0.15 else event
            case = Case(kernel, start, (*events, name))
            then = outcomes.spell_outcome(outcomes.happen(page, name, outcomes.setting_of(kernel), outcomes.NEW))
            for part in EVENTS[event].parts:
                same = moments[part, page.state].setdefault((kernel, name, page), Moment(case, page, then))
                if len(same.case.events) > len(case.events):
                    moments[part, page.state][kernel, name, page] = Moment(case, page, then)
            after = outcomes.happen(page, name, outcomes.setting_of(kernel), outcomes.OLD).page
            if after != page:
                events, page = case.events, after
    by_length = lambda moment: len(moment.case.events)  # noqa: E731
    return {key: sorted(by_case.values(), key=by_length)[:_NEAR] for key, by_case in moments.items()}


def shows(moment: Moment) -> bool:
    """Whether the rules as they are now make something else of a moment."""
    setting = outcomes.setting_of(moment.case.kernel)
    try:
        done = outcomes.happen(moment.page, moment.case.events[-1], setting, outcomes.NEW)
    except Exception:
        return True
    return outcomes.spell_outcome(done) != moment.then


def write() -> None:
    """Add a line for each survivor that a moment of the pool shows, as few as it takes."""
    chosen: dict[str, list[Moment]] = defaultdict(list)
    for rule, _, rules in survivors():
        if rules is None:
            continue
        near = [moment for state in rule.states for moment in pool("write").get((rule.event, state), ())]
        telling = with_rules(rules, lambda: next(filter(shows, [*chosen[rule.event], *near]), None))  # noqa: B023
        if telling is not None and telling not in chosen[rule.event]:
            chosen[rule.event].append(telling)
    new = (f"{moment.case} : {moment.then}" for group in chosen.values() for moment in group)
    kept = dict.fromkeys([*outcomes.lines(), *new])
    outcomes.FILE.write_text("\n".join(kept) + "\n")


def main(wanted: list[str]) -> int:
    """Plant every error; print what survives and how many there were."""
    if wanted == ["--write"]:
        write()
        return 0
    total: Counter[str] = Counter()
    left: Counter[str] = Counter()
    alike = 0
    for rule, error, rules in survivors(wanted):
        total[rule.event] += 1
        if rules is not None:
            near = [moment for state in rule.states for moment in pool("look").get((rule.event, state), ())]
            if not with_rules(rules, lambda: any(map(shows, near))):  # noqa: B023
                alike += 1
                continue
            left[rule.event] += 1
            states = " ".join(rule.states)
            print(f"{rule.event}: {' '.join(rule.kinds)} : {states} -> {rule.to}: {error}", flush=True)
    for event, count in total.items():
        print(f"{event}: {left[event]} of {count} survive")
    print(f"{left.total()} of {total.total()} survive; {alike} more change nothing in {LIVES['look'][1]} random lives")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
