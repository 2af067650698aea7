"""What was seen in the lab, as lines and as JSON."""

from collections.abc import Iterator
from typing import Any

from ptetui.pictures.predictions import check_json, check_line
from ptetui.render.text import padded
from ptetui.sources.lab.again import Again, PairedStep
from ptetui.sources.lab.lives import Difference, LabLife
from ptetui.sources.predictions import Comparison

_STATED = ("who", "syscalls", "ret", "errno", "sig", "note", "held_at", "table_by_cr3", "table_by_frames")


def lived_lines(lived: LabLife) -> Iterator[str]:
    """A life, a line a step: predicted word, the kernel's word, the pagemap word, what the call returned."""
    for number, (step, record) in enumerate(lived.steps, 1):
        note = f"; {record['note']}" if record.get("note") else ""
        cr3 = f"; page table {record['table_by_cr3']} by CR3" if "table_by_cr3" in record else ""
        yield f"{check_line(number, step)}  pagemap {_pagemap(step)}{note}{cr3}"
    if not lived.whole:
        yield "a call did not return, and its process was killed: the life ends here"


def lived_json(lived: LabLife) -> Iterator[dict[str, Any]]:
    """A life, an object a step."""
    for number, (step, record) in enumerate(lived.steps, 1):
        stated = {name: record[name] for name in _STATED if name in record}
        yield (check_json(number, step) | stated | {"pagemap": _pagemap(step), "kernel_state": step.step.reading.state})


def _pagemap(step: Comparison) -> str | None:
    """As the kernel told it; not while a call was held."""
    return None if step.step.recorded is None else f"{step.step.recorded:#018x}"


def difference_json(lived: LabLife, difference: Difference, count: int) -> dict[str, Any]:
    """A difference with its shortest life, as an object; `lives` counts those that showed it."""
    step = lived.first
    assert step is not None
    width = step.step.setting.layout.width
    return {
        "script": lived.script, "lives": count, "event": difference.event, "who": difference.who or "subject",
        "predicted": padded(step.predicted, width), "observed": padded(step.step.word, width),
        "differs": hex(step.differs), "predicted_state": difference.predicted, "observed_state": difference.observed,
    }  # fmt: skip


def lab_difference_line(lived: LabLife, difference: Difference, count: int) -> str:
    """The same on one line."""
    step = lived.first
    assert step is not None
    width = step.step.setting.layout.width
    whose = f" {difference.who}:" if difference.who else ""
    return (
        f"{count:4} x  {lived.script:50}{whose} predicted {difference.predicted} {padded(step.predicted, width)}, "
        f"found {difference.observed} {padded(step.step.word, width)}, bits {difference.bits:#x}"
    )


def again_json(again: Again, step: PairedStep | None) -> dict[str, Any]:
    """A life that two kernels live differently, as an object."""
    data: dict[str, Any] = {"life": again.life}
    if step is not None:
        width = step.then.setting.layout.width
        data |= {
            "step": step.then.event, "before": step.before.split(), "recorded": padded(step.then.word, width),
            "now": padded(step.now.word, width), "recorded_state": step.then.reading.state,
            "now_state": step.now.reading.state,
        }  # fmt: skip
    return data | ({"why": again.why} if again.why else {})


def again_line(again: Again, step: PairedStep | None) -> str:
    """The same on one line."""
    if step is None:
        return f"life {again.life}: {again.why}"
    width = step.then.setting.layout.width
    return (
        f"{step.then.event:30} recorded {step.then.reading.state:10} {padded(step.then.word, width)}, "
        f"now {step.now.reading.state:10} {padded(step.now.word, width)}, after {step.before}"
    )
