"""Lives in the lab: played, random, shortened to what differs from the model, and a recording's on another kernel."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ptetui.linux.classify import classify
from ptetui.sources.lab.calls import AGENT_KINDS, CALLS, HUGE, NOT_HUGE, WITH_FILE, Call
from ptetui.sources.lab.session import GuestLife, Lab
from ptetui.sources.predictions import Comparison, predict
from ptetui.sources.replay import Recording, recording_of

SHORTEST, LONGEST = 10, 25  # events of a random life
_TRIES = 200  # lives that one shortening may cost

# How often an event is drawn.
_WEIGHTS: Mapping[str, int] = {
    "read": 14, "write": 14, "pageout": 12, "fork": 9, "clear4": 7, "clear1": 4, "rw": 6, "ro": 4, "none": 3, "free": 4,
    "dontneed": 3, "mremap": 3, "softoff": 2, "mlock": 1, "childwrite": 8, "swapcycle": 1,
    "register:WP": 3, "register:MISSING": 1, "register:BOTH": 1, "uwp": 5, "unwp": 3, "poison": 1, "ucopy": 2,
    "uclose": 1, "guard": 1, "unguard": 1, "punch": 3, "truncate": 2,
}  # fmt: skip
_REGISTERS = ("register:WP", "register:MISSING", "register:BOTH")
_NEED_UFFD = ("uwp", "unwp", "poison", "ucopy", "uclose")
# These fault pages in from inside the kernel, and wait there for a userfault until the process is killed.
_BLOCKING = ("softoff", "mlock", "hwpoison")


class LabLife(NamedTuple):
    """A life that was lived: its calls, what was recorded, and each word beside the model's."""

    kind: str
    calls: tuple[Call, ...]
    records: list[dict[str, Any]]
    compared: list[Comparison]
    whole: bool

    @property
    def first(self) -> Comparison | None:
        """The first step that differs from the model."""
        return next((step for step in self.compared if step.differs), None)

    @property
    def steps(self) -> Iterator[tuple[Comparison, dict[str, Any]]]:
        """Every word with its record; a call that was held has three words: before, in its midst, after."""
        records = (record for record in self.records for _ in range(3 if "raw_pte_before" in record else 1))
        return zip(self.compared, records, strict=True)

    @property
    def script(self) -> str:
        """The life in words, as `--play` takes it."""
        return f"{self.kind}: {' '.join(call.name for call in self.calls)}"


def live(lab: Lab, kind: str, calls: Sequence[Call]) -> LabLife:
    """Live a life, and compare it with the model. `whole` is False where a call took the process with it."""
    life = GuestLife(lab, kind)
    records = life.begin()
    for call in calls:
        records += life.apply(call)
        if life.over:
            break
    compared = list(predict(recording(lab, records, level_of_kind(kind))))
    return LabLife(kind, tuple(calls), records, compared, not life.over)


def level_of_kind(kind: str) -> str:
    """The level of the words of a life of this kind."""
    return "pmd" if kind == HUGE else "pte"


def recording(lab: Lab, records: Sequence[dict[str, Any]], level: str = "pte") -> Recording:
    """Records of this machine as a recording."""
    return recording_of(lab.capture(records, level=level), Path("lab"), lab.catalog)


def random_lives(
    count: int, seed: int, *, huge: bool = False, known: Collection[str] = CALLS
) -> Iterator[tuple[str, tuple[Call, ...]]]:
    """Lives by chance, of all kinds, or of huge pages, with these calls; the same ones for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        kind = HUGE if huge else chance.choices(list(AGENT_KINDS), (4, 2, 2, 2))[0]
        yield kind, tuple(_events(chance, kind, known))


def _events(chance: random.Random, kind: str, known: Collection[str]) -> Iterator[Call]:
    registered = blocking = False
    before = ""
    for _ in range(chance.randint(SHORTEST, LONGEST)):
        possible = [
            name
            for name in _WEIGHTS
            if name in known
            and not (name in _NEED_UFFD and not registered)
            and not (name in _REGISTERS and registered)
            and not (name in ("punch", "truncate") and kind not in WITH_FILE)
            and not (name == "childwrite" and before != "fork")
            and not (name in _BLOCKING and blocking)
            and not (name in NOT_HUGE and kind == HUGE)
        ]
        name = chance.choices(possible, [_WEIGHTS[event] for event in possible])[0]
        registered = (registered or name in _REGISTERS) and name != "uclose"
        blocking = blocking or name in ("uwp", "register:MISSING", "register:BOTH")
        before = name
        yield CALLS[name]


class Difference(NamedTuple):
    """How a step differs from the model; `bits` are those that differ in words of one state, numbers aside."""

    event: str
    who: str
    predicted: str
    observed: str
    bits: int


def difference(lived: LabLife) -> Difference | None:
    """The first difference of a life; None where all is as predicted."""
    step = lived.first
    if step is None:
        return None
    event = step.step.event.split("-", 3)[-1]
    predicted, observed = step.page.state, step.step.reading.state
    same = classify(step.step.setting, step.predicted).state == observed
    setting = step.step.setting
    number = setting.layout.present.by_name["pfn"] if step.page.present else setting.swap.by_name["offset"]
    bits = step.differs & ~number.mask if same else 0
    return Difference(event, step.step.page.rpartition(" ")[0], predicted, observed, bits)


def shortened(lab: Lab, lived: LabLife) -> LabLife:
    """The shortest life that shows the same first difference, by leaving out one event after the other."""
    wanted = difference(lived)
    assert wanted is not None
    tries = 0
    calls = _up_to_difference(lived)
    best = live(lab, lived.kind, calls)
    if difference(best) != wanted:
        return lived
    number = len(calls) - 2  # the last one shows it
    while number >= 0 and tries < _TRIES:
        fewer = (*calls[:number], *calls[number + 1 :])
        shorter = live(lab, lived.kind, fewer)
        tries += 1
        if difference(shorter) == wanted:
            calls, best = fewer, shorter
            number = min(number, len(calls) - 1)
        number -= 1
    return best


def _up_to_difference(lived: LabLife) -> tuple[Call, ...]:
    """The calls up to the one whose step differs first."""
    assert lived.first is not None
    index = int(lived.first.step.event.split("-")[2])
    return lived.calls[:index]
