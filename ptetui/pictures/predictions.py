"""The comparison of a recording with the model, as lines and as JSON."""

from collections.abc import Sequence
from typing import Any

from ptetui.render.text import padded
from ptetui.sources.check import Comparison, share


def check_line(number: int, found: Comparison) -> str:
    """One step on one line: what was predicted, what was recorded, what was left open."""
    width = found.step.setting.layout.width
    verdict = (
        f"DIFFERS in {padded(found.differs, width)}, predicted {found.page.state}" if found.differs else "as predicted"
    )
    left = ", ".join(name for name, _ in found.open)
    return (
        f"{number:3}  {found.step.event:32} {found.step.page:12} {padded(found.predicted, width)} "
        f"{padded(found.step.word, width)}  {verdict}" + (f"; not predicted: {left}" if left else "")
    )


def check_json(number: int, found: Comparison) -> dict[str, Any]:
    """One step as an object."""
    width = found.step.setting.layout.width
    return {
        "step": number,
        "page": found.step.page,
        "predicted": padded(found.predicted, width),
        "known_bits": padded(found.known, width),
        "observed": padded(found.step.word, width),
        "differs": hex(found.differs),
        "event": found.step.event,
        "state": found.page.state,
        "not_predicted": {name: hex(mask) for name, mask in found.open},
    }


def check_verdict(found: Sequence[Comparison]) -> list[str]:
    """The last two lines: the share of bits predicted, and how many steps differ."""
    counted = share(found)
    differ = sum(bool(each.differs) for each in found)
    return [
        f"{counted.apart:.1%} of the bits of {counted.words} non-none words predicted, frame and slot numbers aside "
        f"({counted.whole:.1%} with them)",
        f"{len(found)} steps predicted, {differ} differ",
    ]
