"""The life of a page: the way that it came, the entry now, the fate of each bit; for files a part a moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.linux.classify import Reading
from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.page import ABOUT_PMD, PAGE_KINDS, PMD_STATES
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.pagemap import spell_flags
from ptetui.pictures.picture import ANY_NUMBER, Names, Picture, Start
from ptetui.pictures.request import SETTING, Key, Request, blame
from ptetui.pictures.word_json import word_json
from ptetui.render.ascii import in_json
from ptetui.render.fitted import FittedRibbon, Viewport, fitted_rows, heading, state_row
from ptetui.render.prose import named, sentence, summary, title
from ptetui.render.registers import word_register
from ptetui.render.ribbon import Marks
from ptetui.render.rows import row_width
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.strips import strip_rows
from ptetui.render.text import padded, wrapped
from ptetui.render.view import Block, Drawing, Part, View, Words
from ptetui.sources.life.script import SCRIPT_FACTS, Script, parse_script, play_script
from ptetui.sources.life.tree import LifeTree, Moment

_LEGEND = "E exclusive, W uffd-wp, S soft-dirty (e w s: stored as 0)   {clear} always 0   ? not known   {mark} changed"
_AROUND = 3  # lines beside the ribbon: heading, state, pagemap
_HARD = "\N{NO-BREAK SPACE}"  # a fate is not torn by the end of a line


@dataclass(frozen=True)
class LifePicture(Picture):
    """A page at the last of these moments; those before it led there, as the script says."""

    NAME = "life"
    ABOUT = "a page after some events"
    KEYS = (*SETTING, Key("life", "a kind of page, facts of its range, events: `shmem uffd=wp write uffd_wp pageout`"))
    NAMES = Names(
        "[KIND] [FACT...] EVENT...",
        "KIND, facts of the range and events, such as shmem uffd=wp write uffd_wp pageout",
        "life", 1, ANY_NUMBER,
    )  # fmt: skip

    script: Script
    moments: tuple[Moment, ...]

    @classmethod
    def of(cls, request: Request) -> "LifePicture":
        """The script, played."""
        with blame("life"):
            script = parse_script(request.text("life").split())
        life = LifeTree(request.setting(), request.catalog)
        with blame("life"):
            if not script.events and request.default is None:
                raise ValueError("no event; write for example life: shmem uffd=wp write uffd_wp pageout")
            return cls(script, play_script(script, life))

    @classmethod
    def notes(cls) -> Sequence[str]:
        """What the names can be."""
        kinds, facts, events = (", ".join(names) for names in (PAGE_KINDS, SCRIPT_FACTS, EVENTS))
        return (f"life: KIND is {kinds} (default: {PAGE_KINDS[0]}); FACT is {facts}; EVENT is {events}.",)

    @property
    def title(self) -> str:
        """Kind of memory and layout."""
        return f"the life of a page of {self.script.page.kind} memory on {named(self.moments[0].setting)}"

    def readings(self) -> Sequence[Reading]:
        """The entry now."""
        return (self.moments[-1].reading(0),)

    def data(self) -> dict[str, Any]:
        """The moments, each with its event and words."""
        return {"moments": [_moment_json(moment) for moment in self.moments]}

    def start(self) -> Start:
        """Life, at the last moment."""
        now = self.moments[-1]
        return Start("life", now.setting, now.word(0))

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The last moment, with the way that led there."""
        now = self.moments[-1]
        reading = now.reading(0)
        way, fates = list(self._way(viewport.columns)), list(_fates(now, viewport.columns))
        rest = viewport._replace(lines=viewport.lines - _AROUND - len(way) - len(fates))
        drawn = fitted_rows(FittedRibbon(reading, lit, Marks(changed=now.changed, open=now.unknown(0))), rest)
        state = state_row(reading, viewport.columns)
        return [heading(now.setting, reading.word), *way, *drawn, state, *fates, pagemap_row(now)]

    def _way(self, columns: int) -> Iterator[Row]:
        """The events by name, with the state before and after each; what does not fit begins a line."""
        row: Row = [Span(f" {title(self.moments[0].reading(0))}", "dim")]
        used = row_width(row)
        for number, moment in enumerate(self.moments[1:], 2):
            last = number == len(self.moments)
            trigger = EVENTS[moment.deed.name].trigger
            pieces = [Span(" → ", "dim"), Span(trigger, "key" if last else ""), Span(" → ", "dim"),
                      Span(title(moment.reading(0)), "head" if last else "dim")]  # fmt: skip
            if used + row_width(pieces) > columns:
                yield row
                row, used = [Span("   ", "")], 3
            row += pieces
            used += row_width(pieces)
        yield row

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The timeline: a strip of bits for each moment, its event, and the fate of each bit."""
        setting = self.moments[0].setting
        parts = [_part(number, moment, columns, glyphs) for number, moment in enumerate(self.moments)]
        signs = _LEGEND.format(clear=glyphs.clear, mark=glyphs.changed)
        legend = Drawing([[Span(signs, "dim")]], "what the signs in the strips are")
        register = parts[0].registers[0] if len(parts) == 1 else None
        return View(self.title, (Part("", (legend,)), *parts), register, setting)


def _fates(now: Moment, columns: int) -> Iterator[Row]:
    """The fate of each bit."""
    if now.outcome is None:
        return
    fates = " · ".join(str(fate).replace(" ", _HARD) for fate in now.outcome.fates) or "no flag is set"
    for index, line in enumerate(wrapped(fates, columns - 4)):
        yield [Span("   " if index else " ▲ ", "changed"), Span(line.replace(_HARD, " "), "changed")]


def pagemap_row(now: Moment) -> Row:
    """What userspace sees."""
    word = pagemap_of(now.pages[0], now.setting)
    return [
        Span(" pagemap ", "dim"),
        Span(f"{padded(word, 64)} ", "number"),
        Span(spell_flags(word) or "no flag", "head"),
    ]


def _moment_json(moment: Moment) -> dict[str, Any]:
    outcome = moment.outcome
    return {
        "event": moment.deed.name,
        "function": outcome.function if outcome else None,
        "fates": [in_json(str(fate)) for fate in outcome.fates] if outcome else [],
        "words": [word_json(moment.reading(which)) for which in range(len(moment.pages))],
    }


# ---------------------------------------------------------------------------------------------- for files


def _part(number: int, moment: Moment, columns: int, glyphs: Glyphs) -> Part:
    event = EVENTS.get(moment.deed.name)
    heading = f"{event.name}: {event.trigger}" if event else "the page as it begins"
    pages = range(len(moment.pages))
    blocks = tuple(block for which in pages for block in _page_blocks(moment, which, columns, glyphs))
    lines = tuple(_outcome_lines(moment))
    registers = tuple(
        word_register(f"{number} {moment.deed.name}{_process(moment, which)}", moment.reading(which)) for which in pages
    )
    return Part(f"{number}. {heading}", (*([Words(lines)] if lines else []), *blocks), registers)


def _process(moment: Moment, which: int) -> str:
    return "" if len(moment.pages) == 1 else (" parent", " child")[which]


def _page_blocks(moment: Moment, which: int, columns: int, glyphs: Glyphs) -> Iterator[Block]:
    """The entry of one page: its bits, what it is, what userspace sees."""
    reading, setting = moment.reading(which), moment.setting
    changed = moment.changed if which == moment.deed.whose else 0
    word, pagemap = padded(reading.word, setting.layout.width), pagemap_of(moment.pages[which], setting)
    yield Drawing(strip_rows(reading, changed, columns, glyphs, moment.unknown(which)), f"the bits of {word}")
    values = summary(reading)
    says = ABOUT_PMD if moment.pages[which].state in PMD_STATES else sentence(reading)
    yield Words((
        f"{title(reading)}{_process(moment, which)} {word}{', ' if values else ''}{values}. {says}",
        f"pagemap {padded(pagemap, 64)} {spell_flags(pagemap) or 'no flag'}",
    ))  # fmt: skip


def _outcome_lines(moment: Moment) -> Iterator[str]:
    """The kernel's function, the result of the call, the fate of each bit."""
    outcome = moment.outcome
    if outcome is not None:
        yield outcome.function + (f": {outcome.outcome}" if outcome.outcome not in ("ok", "") else "")
        yield "; ".join(str(fate) for fate in outcome.fates) or "no flag was set or is set"
