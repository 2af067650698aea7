"""Where a talk is, told to the speaker's second terminal through a small file that only this user can read.

The presenter replaces the file at every step; the second terminal reads it when it has changed. It goes when the talk
ends. It is in the user's runtime folder, under a name that is computed from the tour's path.
"""

import json
import os
from hashlib import sha256
from math import isfinite
from pathlib import Path
from tempfile import gettempdir
from typing import NamedTuple

from ptetui.talk.tour import Place
from ptetui.whole_file import replace_file


class Position(NamedTuple):
    """A place in a talk, when its clock was started (seconds since 1970), whether the screen is blank.

    `minutes` is how long the talk may take, 0 where nothing is planned.
    """

    place: Place
    started: float
    blank: bool = False
    minutes: float = 0.0


def place_file(tour: Path) -> Path:
    """The file for a tour; its folder is made. OSError where it cannot be, or is somebody else's."""
    folder = Path(os.environ.get("XDG_RUNTIME_DIR") or gettempdir()) / f"ptetui-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to another user")
    return folder / f"talk-{sha256(str(tour.resolve()).encode()).hexdigest()[:16]}.json"


def write_position(file: Path, position: Position) -> None:
    """Replace what the file says, at once."""
    replace_file(file, json.dumps([*position.place, *position[1:]]).encode())


def read_position(file: Path) -> Position | None:
    """Where the talk is; None where there is none, or the file is not a talk's."""
    try:
        slide, revealed, started, blank, minutes = json.loads(file.read_text("utf-8"))
        position = Position(Place(int(slide), int(revealed)), float(started), bool(blank), float(minutes))
    except (OSError, ValueError, TypeError, OverflowError, RecursionError):
        return None
    sound = isfinite(position.started) and isfinite(position.minutes) and min(*position.place, position.minutes) >= 0
    return position if sound else None


def remove_position(file: Path) -> None:
    """The talk has ended."""
    file.unlink(missing_ok=True)


def clock(seconds: float) -> str:
    """ "4:07", "1:02:03"."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def spell_time(gone: float, minutes: float) -> str:
    """What is left of the minutes, "3:10 left" or "0:20 over"; without a plan the seconds that are gone, "4:07"."""
    if not minutes:
        return clock(gone)
    left = minutes * 60 - gone
    return f"{clock(left)} left" if left >= 0 else f"{clock(-left)} over"


def spell_pace(gone: float, minutes: float, share: float) -> str:
    """How far the talk is behind or ahead of its plan when `share` of it is over: "1:20 behind"; empty without one."""
    if not minutes:
        return ""
    late = gone - minutes * 60 * share
    return f"{clock(late)} behind" if late >= 0 else f"{clock(-late)} ahead"
