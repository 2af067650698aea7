"""The comparison of a recording with the model, as lines and as JSON."""

from collections.abc import Sequence
from typing import Any

from ptetui.render.text import padded
from ptetui.sources.predictions import Comparison, FirstDifference, Tally


def check_line(number: int, comparison: Comparison) -> str:
    """One step on one line: what was predicted, what was recorded, what was left open."""
    width = comparison.step.setting.layout.width
    verdict = (
        f"DIFFERS in {padded(comparison.differs, width)}, predicted {comparison.page.state}"
        if comparison.differs
        else "as predicted"
    )
    left = ", ".join(name for name, _ in comparison.open)
    return (
        f"{number:3}  {comparison.step.event:32} {comparison.step.page:12} {padded(comparison.predicted, width)} "
        f"{padded(comparison.step.word, width)}  {verdict}" + (f"; not predicted: {left}" if left else "")
    )


def check_json(number: int, comparison: Comparison) -> dict[str, Any]:
    """One step as an object."""
    width = comparison.step.setting.layout.width
    return {
        "step": number,
        "page": comparison.step.page,
        "predicted": padded(comparison.predicted, width),
        "known_bits": padded(comparison.known, width),
        "observed": padded(comparison.step.word, width),
        "differs": hex(comparison.differs),
        "event": comparison.step.event,
        "state": comparison.page.state,
        **({} if comparison.step.life is None else {"life": comparison.step.life}),
        "not_predicted": {name: hex(mask) for name, mask in comparison.open},
    }


def difference_line(first: FirstDifference) -> str:
    """A life that differs, with the shortest prefix that shows it."""
    step = first.step.step
    return f"life {step.life}: differs first at step {step.event}: {'; '.join(first.calls)}"


def tally_lines(tally: Tally) -> list[str]:
    """The last lines: the sum of lives by event, the share of bits predicted, and how many steps differ."""
    counted = tally.share
    lines = [f"{count} lives differ first at {calls}" for calls, count in tally.events.most_common()]
    return [
        *lines,
        *([f"{tally.lives} lives, {tally.differing_lives} differ"] if tally.lives else []),
        f"{counted.apart:.1%} of the bits of {counted.words} non-none words predicted, frame and slot numbers aside "
        f"({counted.whole:.1%} with them)",
        f"{tally.steps} steps predicted, {tally.differ} differ",
    ]


def check_verdict(comparisons: Sequence[Comparison]) -> list[str]:
    """The lines for steps that are at hand: one for each life that differs, then the last lines."""
    tally = Tally()
    lines = [difference_line(first) for comparison in comparisons if (first := tally.add(comparison)) is not None]
    return [*lines, *tally_lines(tally)]
