"""What was seen in the lab, as lines and as JSON."""

from collections.abc import Iterator
from typing import Any

from ptetui.pictures.predictions import check_json, check_line
from ptetui.render.text import padded
from ptetui.sources.lab.again import Again, PairedStep
from ptetui.sources.lab.lives import Difference, LabLife


def lived_lines(lived: LabLife) -> Iterator[str]:
    """A life, a line a step: predicted word, the kernel's word, the pagemap word, what the call returned."""
    for number, (step, record) in enumerate(zip(lived.compared, lived.records, strict=True), 1):
        note = f"; {record['note']}" if record.get("note") else ""
        yield f"{check_line(number, step)}  pagemap {record['pagemap_hex']}{note}"
    if not lived.whole:
        yield "a call did not return, and its process was killed: the life ends here"


def lived_json(lived: LabLife) -> Iterator[dict[str, Any]]:
    """A life, an object a step."""
    for number, (step, record) in enumerate(zip(lived.compared, lived.records, strict=True), 1):
        told = {name: record[name] for name in ("who", "syscalls", "ret", "errno", "sig", "note") if name in record}
        yield (
            check_json(number, step)
            | told
            | {"pagemap": record["pagemap_hex"], "kernel_state": step.step.reading.state}
        )


def difference_json(lived: LabLife, found: Difference, count: int) -> dict[str, Any]:
    """A difference with its shortest life, as an object; `lives` counts those that showed it."""
    step = lived.first
    assert step is not None
    width = step.step.setting.layout.width
    return {
        "script": lived.script, "lives": count, "event": found.event, "who": found.who or "subject",
        "predicted": padded(step.predicted, width), "observed": padded(step.step.word, width),
        "differs": hex(step.differs), "predicted_state": found.predicted, "observed_state": found.observed,
    }  # fmt: skip


def lab_difference_line(lived: LabLife, found: Difference, count: int) -> str:
    """The same on one line."""
    step = lived.first
    assert step is not None
    width = step.step.setting.layout.width
    whose = f" {found.who}:" if found.who else ""
    return (
        f"{count:4} x  {lived.script:50}{whose} predicted {found.predicted} {padded(step.predicted, width)}, "
        f"found {found.observed} {padded(step.step.word, width)}, bits {found.bits:#x}"
    )


def again_json(again: Again, step: PairedStep | None) -> dict[str, Any]:
    """A life that two kernels live differently, as an object."""
    found: dict[str, Any] = {"life": again.life}
    if step is not None:
        width = step.then.setting.layout.width
        found |= {
            "step": step.then.event, "before": step.before.split(), "recorded": padded(step.then.word, width),
            "now": padded(step.now.word, width), "recorded_state": step.then.reading.state,
            "now_state": step.now.reading.state,
        }  # fmt: skip
    return found | ({"why": again.why} if again.why else {})


def again_line(again: Again, step: PairedStep | None) -> str:
    """The same on one line."""
    if step is None:
        return f"life {again.life}: {again.why}"
    width = step.then.setting.layout.width
    return (
        f"{step.then.event:30} recorded {step.then.reading.state:10} {padded(step.then.word, width)}, "
        f"now {step.now.reading.state:10} {padded(step.now.word, width)}, after {step.before}"
    )
