"""The steps of a recording as text and JSON: word, state, what changed, what userspace would see and what it saw."""

from collections.abc import Iterator, Sequence
from typing import Any

from ptetui.linux.pagemap import PAGEMAP_FLAGS, spell_flags
from ptetui.pictures.word_json import word_json
from ptetui.render.changes import spell_changes
from ptetui.render.prose import letter_string, summary
from ptetui.render.text import padded
from ptetui.sources.snapshot import Snapshot


def step_lines(number: int, step: Snapshot) -> Iterator[str]:
    """One step in a few lines."""
    reading = step.reading
    yield f"{number:3}  {step.event}  [{', '.join(step.calls)}]"
    if step.about:
        yield f"     {step.about}{' (' + step.note + ')' if step.note else ''}"
    yield f"     {padded(step.word, step.setting.layout.width)}  {reading.state}  {summary(reading)}".rstrip()
    if letter_string(reading).strip("-"):
        yield f"     {letter_string(reading)}"
    yield f"     page {step.page}: changed: {spell_changes(step.reading_before, reading)}"
    yield f"     pagemap {padded(step.pagemap, 64)}  {spell_flags(step.pagemap)}".rstrip()
    if step.recorded is not None:
        yield f"     as seen {padded(step.recorded, 64)}  {pagemap_agreement(step)}"


def pagemap_agreement(step: Snapshot) -> str:
    """How the recorded pagemap word compares."""
    if step.mismatch:
        return f"DIFFERS in {step.mismatch:#x} {spell_flags(step.mismatch)}".rstrip()
    assert step.recorded is not None
    extra = (step.pagemap ^ step.recorded) & step.untold
    names = [name for bit, name in PAGEMAP_FLAGS if extra & bit]
    return "agrees" + (f"; the PTE does not tell {', '.join(names)}" if names else "")


def verdict(steps: Sequence[Snapshot]) -> str:
    """The last line: how many recorded words agree."""
    compared = [step for step in steps if step.recorded is not None]
    wrong = sum(bool(step.mismatch) for step in compared)
    return f"{len(steps)} steps, {len(compared)} pagemap words compared, {wrong} differ"


def step_json(number: int, step: Snapshot) -> dict[str, Any]:
    """One step as an object: that of `decode`, and what was recorded."""
    width = step.setting.layout.width
    return {
        "step": number,
        "event": step.event,
        "page": step.page,
        "about": step.about,
        "calls": list(step.calls),
        **word_json(step.reading),
        "before": None if step.before is None else padded(step.before, width),
        "changed": padded(step.changed, width),
        "recorded_pagemap": None if step.recorded is None else padded(step.recorded, 64),
        "untold": padded(step.untold, 64),
        "mismatch": padded(step.mismatch, 64),
    }
