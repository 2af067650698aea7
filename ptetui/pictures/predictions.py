"""The comparison of a recording with the model, as lines and as JSON."""

from collections.abc import Iterable, Sequence
from typing import Any

from ptetui.render.text import padded
from ptetui.sources.predictions import Comparison, FirstDifference, Tally


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
        **({} if found.step.life is None else {"life": found.step.life}),
        "not_predicted": {name: hex(mask) for name, mask in found.open},
    }


def difference_line(found: FirstDifference) -> str:
    """A life that differs, with the shortest prefix that shows it."""
    step = found.step.step
    return f"life {step.life}: differs first at step {step.event}: {'; '.join(found.calls)}"


def life_lines(found: Iterable[Comparison]) -> list[str]:
    """Of each life that differs the shortest prefix that shows it, then at which events lives begin to differ."""
    tally = Tally()
    lines = [difference_line(first) for each in found if (first := tally.add(each)) is not None]
    return [*lines, *_lives(tally)]


def _lives(tally: Tally) -> list[str]:
    lines = [f"{count} lives differ first at {calls}" for calls, count in tally.events.most_common()]
    return [*lines, f"{tally.lives} lives, {tally.differing_lives} differ"] if tally.lives else []


def tally_lines(tally: Tally) -> list[str]:
    """The last lines: the sum of lives by event, the share of bits predicted, and how many steps differ."""
    counted = tally.share
    return [
        *_lives(tally),
        f"{counted.apart:.1%} of the bits of {counted.words} non-none words predicted, frame and slot numbers aside "
        f"({counted.whole:.1%} with them)",
        f"{tally.steps} steps predicted, {tally.differ} differ",
    ]


def check_verdict(found: Sequence[Comparison]) -> list[str]:
    """What is to be said of steps that are at hand: of each life that differs, then the last lines."""
    tally = Tally()
    lines = [difference_line(first) for each in found if (first := tally.add(each)) is not None]
    return [*lines, *tally_lines(tally)]
