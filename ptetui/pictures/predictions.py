"""The comparison of a recording with the model, as lines and as JSON."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from ptetui.render.text import padded
from ptetui.sources.predictions import Comparison, share


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


def life_lines(found: Sequence[Comparison]) -> list[str]:
    """Of each life that differs the shortest prefix that shows it, then at which events lives begin to differ."""
    lives: dict[int, list[Comparison]] = {}
    for step in found:
        if step.step.life is not None:
            lives.setdefault(step.step.life, []).append(step)
    lines: list[str] = []
    events: Counter[str] = Counter()
    for life, steps in lives.items():
        first = next((number for number, step in enumerate(steps) if step.differs), None)
        if first is not None:
            calls = [", ".join(step.step.calls) for step in steps[: first + 1]]
            events[calls[-1]] += 1
            lines.append(f"life {life}: differs first at step {steps[first].step.event}: {'; '.join(calls)}")
    lines += [f"{count} lives differ first at {calls}" for calls, count in events.most_common()]
    return [*lines, f"{len(lives)} lives, {sum(events.values())} differ"] if lives else []


def check_verdict(found: Sequence[Comparison]) -> list[str]:
    """The last lines: what is to be said of lives, the share of bits predicted, and how many steps differ."""
    counted = share(found)
    differ = sum(bool(each.differs) for each in found)
    return [
        *life_lines(found),
        f"{counted.apart:.1%} of the bits of {counted.words} non-none words predicted, frame and slot numbers aside "
        f"({counted.whole:.1%} with them)",
        f"{len(found)} steps predicted, {differ} differ",
    ]
