"""The calls of a recording on another kernel, and where the two kernels differ."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ptetui.sources.lab.calls import AGENT_KINDS, CALLS, Call
from ptetui.sources.lab.lives import recording
from ptetui.sources.lab.session import GuestLife, Lab
from ptetui.sources.replay import parsed, recording_of
from ptetui.sources.snapshot import Snapshot

_BY_CALLS: Mapping[tuple[str, ...], Call] = {call.spelled: call for call in reversed(list(CALLS.values()))}
_KIND_OF: Mapping[tuple[str, ...], str] = {spelled: kind for kind, (_, spelled) in AGENT_KINDS.items()}
_NUMBERS = ("pfn", "offset")


class PairedStep(NamedTuple):
    """One step on both kernels; `alike` leaves frame and slot numbers aside."""

    life: int
    before: str
    then: Snapshot
    now: Snapshot

    @property
    def alike(self) -> bool:
        """Whether both words say the same."""
        return _meaning(self.then) == _meaning(self.now)


class Again(NamedTuple):
    """A recorded life, lived once more; `why` says why it could not be, "" where it was."""

    life: int
    steps: tuple[PairedStep, ...]
    why: str = ""


def live_again(lab: Lab, path: Path) -> Iterator[Again]:
    """Every life of a recording on this machine's kernel. RecordingError where the file is none."""
    data = parsed(path)
    old = recording_of(data, path, lab.catalog)
    lives: dict[int, list[tuple[dict[str, Any], Snapshot]]] = {}
    for record, snapshot in zip(data["captures"], old.steps, strict=False):
        lives.setdefault(int(record.get("life", -1)), []).append((record, snapshot))
    if -1 in lives:
        raise ValueError(f"{path}: has steps without a life; --replay takes recordings of `ptetui lab --record`")
    for number, records in lives.items():
        try:
            yield _again(lab, number, records)
        except KeyError as error:
            yield Again(number, (), f"the lab does not know the call {error}")


def _again(lab: Lab, number: int, records: list[tuple[dict[str, Any], Snapshot]]) -> Again:
    life = GuestLife(lab, _KIND_OF[tuple(records[0][0]["syscalls"])])
    done = life.begin()
    calls = [_BY_CALLS[tuple(record["syscalls"])] for record in _once(record for record, _ in records[1:])]
    for call in calls:
        done += life.apply(call)
    seen = {_key(record): step for record, step in zip(done, recording(lab, done).steps, strict=True)}
    steps, before = [], ""
    for record, then in records:
        now = seen.get(_key(record))
        if now is not None:
            steps.append(PairedStep(number, before, then, now))
        before = f"{before} {record['event']}".strip()
    return Again(number, tuple(steps), "a call did not return" if life.over else "")


def _once(records: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One record a call: a call that has to do with a child has two."""
    last = ""
    for record in records:
        if record["step"] != last:
            yield record
        last = record["step"]


def _key(record: dict[str, Any]) -> tuple[str, str]:
    return record["step"].split("-", 2)[2], record["who"]


def _meaning(snapshot: Snapshot) -> tuple[object, ...]:
    """The state and what is set, but for numbers: a kind has another type number in another release."""
    reading = snapshot.reading
    aside = _NUMBERS if reading.state == "swap" else (*_NUMBERS, "type")
    fields = reading.form.decode(reading.word)
    left = sorted((name, value) for name, value in fields.items() if value and name not in aside)
    return (reading.state, reading.marker, *left)
