"""The letter of each event; everything else of it (trigger, since when) stands with the model."""

from collections.abc import Iterator
from functools import lru_cache

from ptetui.linux.life.events import EVENTS
from ptetui.tui.actions import Action

LETTERS = {event.name: event.key for event in EVENTS.values()}


@lru_cache(maxsize=1)
def event_actions() -> tuple[Action, ...]:
    """Every event as an action of the screen Life."""
    return tuple(_actions())


def _actions() -> Iterator[Action]:
    for name, letter in LETTERS.items():
        trigger = EVENTS[name].trigger
        yield Action(f"life.{name}", letter, f"happen('{name}')", trigger, "", "Events", screens="life")
