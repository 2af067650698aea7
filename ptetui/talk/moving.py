"""The last event of a slide's life as motion."""

from collections.abc import Callable

from ptetui.linux.life.events import EVENTS
from ptetui.pictures.life import LifePicture
from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport, heading
from ptetui.render.motion import motion_rows, moves
from ptetui.render.spans import Row, Span
from ptetui.talk.stacked import StackedPicture

SECONDS = 2.5  # that a motion takes


_BESIDE = 18  # columns beside the bits of a motion
_AROUND = 7  # lines above and below its lane
_LANE = (3, 9)  # lines of the lane: the fewest, the most


def motion_of(picture: Picture) -> Callable[[float, Viewport], list[Row]] | None:
    """What is shown at times from 0 to 1, as large as there is room; None where no bit moves."""
    if isinstance(picture, StackedPicture):
        return next((motion for part in picture.parts if (motion := motion_of(part)) is not None), None)
    if not isinstance(picture, LifePicture) or len(picture.moments) < 2:
        return None
    before, now = picture.moments[-2], picture.moments[-1]
    moving = moves(now.outcome.fates) if now.outcome is not None else ()
    if not moving:
        return None
    whose = now.deed.whose
    old, new = (picture.reading(min(whose, len(picture.pages) - 1)) for picture in (before, now))
    event: Row = [Span(f" {EVENTS[now.deed.name].trigger} ", "title")]
    width = now.setting.layout.width

    def frame(time: float, viewport: Viewport) -> list[Row]:
        cell = max(1, (viewport.columns - _BESIDE) // width)
        lines = max(_LANE[0], min(_LANE[1], viewport.lines - _AROUND))
        return [heading(now.setting), event, [], *motion_rows(old, new, moving, time, cell, lines)]

    return frame
