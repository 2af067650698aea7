"""The picture of a page's life: the way that it came, the entry now, what the last event did to each bit."""

from collections.abc import Collection, Iterator
from textwrap import wrap

from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.pagemap import spell_flags
from ptetui.render.jsonlines import padded
from ptetui.render.prose import title
from ptetui.render.ribbon import Marks, Span
from ptetui.render.slides.ribbons import Ribbon, Room, fullest, heading, largest, ribbon_rows, state_row
from ptetui.render.view import Row
from ptetui.sources.life.tree import Moment
from ptetui.talk.pictures import LifePicture

_AROUND = 3  # lines beside the ribbon: heading, state, pagemap
_HARD = "\N{NO-BREAK SPACE}"  # a fate is not torn by the end of a line


def life_rows(picture: LifePicture, names: Collection[str], room: Room) -> list[Row]:
    """The last moment of the picture, with the way that led there."""
    now = picture.moments[-1]
    reading = now.reading(0)
    way = list(_way(picture, room.columns))
    fates = list(_fates(now, room.columns))
    room = room._replace(lines=room.lines - _AROUND - len(way) - len(fates))
    lines = fullest(now.setting.layout.width, room)
    folded = largest(now.setting.layout.width, room, lines)
    ribbon = Ribbon(reading, names, Marks(changed=now.changed), lines)
    drawn = ribbon_rows(ribbon, folded, room.glyphs) if folded else []
    state = state_row(reading, room.columns)
    return [heading(now.setting, reading.word), *way, *drawn, state, *fates, pagemap_row(now)]


def _way(picture: LifePicture, columns: int) -> Iterator[Row]:
    """The events by name, with the state before and after each; what does not fit begins a line."""
    row: Row = [Span(f" {title(picture.moments[0].reading(0))}", "dim")]
    used = len(row[0].text)
    for number, moment in enumerate(picture.moments[1:], 2):
        last = number == len(picture.moments)
        trigger = EVENTS[moment.deed.name].trigger
        pieces = [Span(" → ", "dim"), Span(trigger, "key" if last else ""), Span(" → ", "dim"),
                  Span(title(moment.reading(0)), "head" if last else "dim")]  # fmt: skip
        wide = sum(len(span.text) for span in pieces)
        if used + wide > columns:
            yield row
            row, used = [Span("   ", "")], 3
        row += pieces
        used += wide
    yield row


def _fates(now: Moment, columns: int) -> Iterator[Row]:
    """What became of each bit."""
    if now.outcome is None:
        return
    told = " · ".join(str(fate).replace(" ", _HARD) for fate in now.outcome.fates) or "no flag is set"
    for index, line in enumerate(wrap(told, columns - 4)):
        yield [Span("   " if index else " ▲ ", "changed"), Span(line.replace(_HARD, " "), "changed")]


def pagemap_row(now: Moment) -> Row:
    """What userspace sees."""
    word = pagemap_of(now.pages[0], now.setting)
    return [
        Span(" pagemap ", "dim"),
        Span(f"{padded(word, 64)} ", "number"),
        Span(spell_flags(word) or "no flag", "head"),
    ]
