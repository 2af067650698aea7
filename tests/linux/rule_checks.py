"""What would notice an error in a rule, in this checkout alone: rows of facts, recorded lives, expectations of tests.

Each check runs once with the rules as they are, and the lists of rules that it asks for are noted: an error in a rule
can only matter to checks that ask for a list with the rule in it.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import groupby, product
from types import ModuleType, SimpleNamespace
from typing import Any

from ptetui.linux.catalog import Catalog
from ptetui.linux.life import events
from ptetui.linux.life.table import Rule
from ptetui.sources.predictions import predict
from ptetui.sources.replay import load_recording
from ptetui.sources.snapshot import Snapshot
from tests.golden import CARRIED_CAPTURES, CARRIED_LIVES
from tests.linux import test_huge, test_outcomes, test_transitions
from tests.sources.life import test_scenes, test_script

Check = Callable[[], bool]
Key = tuple[str, str, str]
MODULES = (test_huge, test_outcomes, test_transitions, test_script, test_scenes)


def about(rule: Rule) -> list[Check]:
    """The checks that ask for a list of rules in which this one may stand."""
    by_key = _by_key()
    keys = [(rule.event, kind, state) for kind in rule.kinds for state in rule.states]
    rows = [row for row in test_transitions.ROWS if rule in test_transitions.matching(row)]
    written = [partial(_holds, test_transitions.test_row_is_a_rule, {"row": row}) for row in rows]
    return [*written, *dict.fromkeys(check for key in keys for check in by_key.get(key, ()))]


@cache
def _by_key() -> Mapping[Key, Sequence[Check]]:
    checks: dict[Key, list[Check]] = defaultdict(list)
    original = events._listed
    asked: set[Key] = set()

    def noting(part: str, kind: str, state: str, setting: object) -> tuple[Rule, ...]:
        asked.add((part, kind, state))
        return original(part, kind, state, setting)  # type: ignore[arg-type]

    noting.cache_clear = original.cache_clear  # type: ignore[attr-defined]
    events._listed = noting  # type: ignore[assignment]
    try:
        for check in _checks():
            asked.clear()
            if check():  # some need the whole facts
                for key in asked:
                    checks[key].append(check)
    finally:
        events._listed = original
    return checks


def _checks() -> Iterator[Check]:
    for path in sorted([*CARRIED_LIVES.glob("*.json"), *CARRIED_CAPTURES.glob("*.json")]):
        recording = load_recording(path, Catalog())
        for _, steps in groupby(recording.steps, key=lambda step: step.life):
            lived = list(steps)
            yield partial(_as_recorded, lived, recording.cpu_known, _known(lived, recording.cpu_known))
    for module in MODULES:
        yield from _expectations(module)


def _as_recorded(steps: Sequence[Snapshot], cpu_known: bool, known: int) -> bool:
    """Whether no bit differs, and as many are vouched for."""
    try:
        predictions = list(predict(SimpleNamespace(steps=steps, cpu_known=cpu_known)))  # type: ignore[arg-type]
    except Exception:  # an error in a rule may lead to a word that cannot be
        return False
    return (
        not any(prediction.differs for prediction in predictions)
        and sum(prediction.known.bit_count() for prediction in predictions) >= known
    )


def _known(steps: Sequence[Snapshot], cpu_known: bool) -> int:
    predictions = predict(SimpleNamespace(steps=steps, cpu_known=cpu_known))  # type: ignore[arg-type]
    return sum(prediction.known.bit_count() for prediction in predictions)


def _expectations(module: ModuleType) -> Iterator[Check]:
    """Each test of a module with each of its parameters, but those that want fixtures."""
    for name, test in vars(module).items():
        if name.startswith("test_") and inspect.isfunction(test):
            marks = [mark for mark in getattr(test, "pytestmark", ()) if mark.name == "parametrize"]
            names = {name.strip() for mark in marks for name in _names(mark.args[0])}
            if names == set(inspect.signature(test).parameters):
                for values in product(*(_values(mark) for mark in marks)):
                    yield partial(_holds, test, {name: value for named in values for name, value in named.items()})


def _names(spelled: Any) -> list[str]:
    return spelled.split(",") if isinstance(spelled, str) else list(spelled)


def _values(mark: Any) -> list[dict[str, Any]]:
    names = [name.strip() for name in _names(mark.args[0])]
    return [dict(zip(names, value if len(names) > 1 else (value,), strict=True)) for value in mark.args[1]]


def _holds(test: Callable[..., None], values: Mapping[str, Any]) -> bool:
    try:
        test(**values)
    except Exception:
        return False
    return True
