"""The last event of a life as motion, and the events as a list to choose from."""

from collections.abc import Callable, Sequence

from ptetui.linux.life.events import Chance
from ptetui.render.motion import motion_rows, moves
from ptetui.render.spans import Row
from ptetui.sources.life.tree import LifeTree

_BESIDE, _AROUND = 16, 4  # columns beside the bits, lines around the lane
_LANE, _MOST_LANE = 3, 8  # lines of the lane at least, and at most


def last_motion(life: LifeTree, columns: int, lines: int) -> Callable[[float], list[Row]] | None:
    """The picture at times from 0 to 1, in about so many lines; None where nothing happened, or no bit moved."""
    moment = life.now
    moving = moves(moment.outcome.fates) if moment.outcome is not None else ()
    if not moving or moment.deed.parent is None:
        return None
    before = life.moments[moment.deed.parent]
    old = before.reading(min(moment.deed.whose, len(before.pages) - 1))
    new = moment.reading(min(moment.deed.whose, len(moment.pages) - 1))
    cell = max(1, (columns - _BESIDE) // max(old.setting.layout.width, new.setting.layout.width))
    lane = max(_LANE, min(_MOST_LANE, lines - _AROUND))
    return lambda time: motion_rows(old, new, moving, time, cell, lane)


def event_choices(chances: Sequence[Chance]) -> list[str]:
    """A line an event."""
    return [f"{chance.event.key:1}  {chance.event.trigger:34} {chance.function or chance.why}" for chance in chances]
