"""Errors planted in the rules, one at a time: which does no test notice? `make mutants`.

For each rule: a guard is dropped, or turned round; a software bit that is kept is cleared, one that is cleared is kept;
its first release moves by one; it leads elsewhere; it is gone. A mutant is noticed when a row of the facts carried
along, a recorded life, or an expectation of tests/linux says otherwise. What survives is printed, by event.

PYTHONPATH=. python tests/mutants.py [EVENT ...]
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from ptetui.linux.life import events, table
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.table import Rule
from ptetui.linux.versions import NEWEST, OLDEST, RELEASES
from tests.linux import rule_checks, test_transitions

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
    return next((each for each in RELEASES if each > release), NEWEST)


@cache
def _whole() -> tuple[Rule, ...]:
    return table.rules()


def planted(place: int, mutant: Rule | None) -> tuple[Rule, ...]:
    """All rules, the one at a place replaced or dropped."""
    whole = _whole()
    return (*whole[:place], *((mutant,) if mutant is not None else ()), *whole[place + 1 :])


def with_rules(rules: tuple[Rule, ...], check: Callable[[], bool]) -> bool:
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


def main(wanted: list[str]) -> int:
    """Plant every error; print what survives and how many there were."""
    total: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for place, rule in enumerate(_whole()):
        if wanted and rule.event not in wanted:
            continue
        checks = rule_checks.about(rule)
        for what, mutant in mutants(rule):
            total[rule.event] += 1
            if with_rules(planted(place, mutant), partial(_unnoticed, checks)):
                left[rule.event] += 1
                print(
                    f"{rule.event}: {' '.join(rule.kinds)} : {' '.join(rule.states)} -> {rule.to}: {what}", flush=True
                )
    for event, count in total.items():
        print(f"{event}: {left[event]} of {count} survive")
    print(f"{left.total()} of {total.total()} survive")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
