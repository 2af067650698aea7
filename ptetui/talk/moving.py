"""The last event of a slide's life as motion."""

from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.linux.life.events import EVENTS
from ptetui.pictures.life import LifePicture
from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport, heading
from ptetui.render.motion import MotionPicture, Move, flights, motion_rows, motion_stills, moves
from ptetui.render.spans import Row, Span
from ptetui.talk.stacked import StackedPicture

SECONDS = 2.5  # that a motion takes


_BESIDE = 18  # columns beside the bits of a motion
_AROUND = 7  # lines above and below its lane
_LANE = (3, 9)  # lines of the lane: the fewest, the most


class SlideMotion(NamedTuple):
    """The last event of a life: the word before and after, and the bits that move."""

    event: str
    before: Reading
    after: Reading
    moving: tuple[Move, ...]

    def frame(self, time: float, viewport: Viewport) -> list[Row]:
        """What is shown at a time from 0 to 1, as large as there is room."""
        return [*self._head(), *motion_rows(self.before, self.after, self.moving, time, *self._size(viewport))]

    def picture(self, viewport: Viewport) -> MotionPicture:
        """The same for players that move things themselves."""
        size, head = self._size(viewport), self._head()
        stills = motion_stills(self.before, self.after, self.moving, *size)
        ways = flights(self.before, self.after, self.moving, *size)
        down = len(head)
        moved = (way._replace(line=way.line + down, to_line=way.to_line + down) for way in ways)
        return MotionPicture(SECONDS, tuple([*head, *still] for still in stills), tuple(moved))

    def _head(self) -> list[Row]:
        return [heading(self.after.setting), [Span(f" {self.event} ", "title")], []]

    def _size(self, viewport: Viewport) -> tuple[int, int]:
        """Columns of a bit, lines of the lane."""
        cell = max(1, (viewport.columns - _BESIDE) // self.after.setting.layout.width)
        return cell, max(_LANE[0], min(_LANE[1], viewport.lines - _AROUND))


def motion_of(picture: Picture) -> SlideMotion | None:
    """What moves on a slide; None where no bit does."""
    if isinstance(picture, StackedPicture):
        return next((motion for part in picture.parts if (motion := motion_of(part)) is not None), None)
    if not isinstance(picture, LifePicture) or len(picture.moments) < 2:
        return None
    before, now = picture.moments[-2], picture.moments[-1]
    moving = moves(now.outcome.fates) if now.outcome is not None else ()
    if not moving:
        return None
    whose = now.deed.whose
    old, new = (moment.reading(min(whose, len(moment.pages) - 1)) for moment in (before, now))
    return SlideMotion(EVENTS[now.deed.name].trigger, old, new, moving)
