"""A page's life, to take home: a strip of bits for each moment, what happened, and what became of each bit."""

from collections.abc import Iterator

from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.pagemap import spell_flags
from ptetui.render.jsonlines import padded
from ptetui.render.prose import named, sentence, summary, title
from ptetui.render.registers import word_register
from ptetui.render.ribbon import Span
from ptetui.render.strips import strip_rows
from ptetui.render.view import Block, Drawing, Part, View, Wanted, Words
from ptetui.sources.life.script import parse_script, play
from ptetui.sources.life.tree import Life, Moment

_LEGEND = "E exclusive, W uffd-wp, S soft-dirty: set   {clear} always 0   {mark} changed"


def life_view(wanted: Wanted) -> View:
    """The timeline of a script on one layout. ValueError for a word that is wrong, or an event that cannot happen."""
    script = parse_script(wanted.names)
    setting = wanted.setting_of(None)
    moments = play(script, Life(setting, wanted.catalog))
    parts = [_moment(number, moment, wanted) for number, moment in enumerate(moments)]
    told = _LEGEND.format(clear=wanted.glyphs.clear, mark=wanted.glyphs.changed)
    legend = Drawing([[Span(told, "dim")]], "what the signs in the strips are")
    register = parts[0].registers[0] if len(moments) == 1 else None
    name = f"the life of a page of {script.page.kind} memory on {named(setting)}"
    return View(name, (Part("", (legend,)), *parts), register, setting)


def _moment(number: int, moment: Moment, wanted: Wanted) -> Part:
    event = EVENTS.get(moment.deed.name)
    happened = f"{event.name}: {event.trigger}" if event else "the page as it begins"
    blocks = tuple(block for which in range(len(moment.pages)) for block in _page(moment, which, wanted))
    told = Words(tuple(_told(moment)))
    registers = tuple(
        word_register(f"{number} {moment.deed.name}{_whose(moment, which)}", moment.reading(which))
        for which in range(len(moment.pages))
    )
    return Part(f"{number}. {happened}", (*([told] if told.lines else []), *blocks), registers)


def _whose(moment: Moment, which: int) -> str:
    return "" if len(moment.pages) == 1 else (" parent", " child")[which]


def _page(moment: Moment, which: int, wanted: Wanted) -> Iterator[Block]:
    """The entry of one page: its bits, what it is, what userspace sees."""
    reading, setting = moment.reading(which), moment.setting
    changed = moment.changed if which == moment.deed.whose else 0
    word, pagemap = padded(reading.word, setting.layout.width), pagemap_of(moment.pages[which], setting)
    yield Drawing(strip_rows(reading, changed, wanted.columns, wanted.glyphs.changed), f"the bits of {word}")
    facts = summary(reading)
    yield Words((
        f"{title(reading)}{_whose(moment, which)} {word}{', ' if facts else ''}{facts}. {sentence(reading)}",
        f"pagemap {padded(pagemap, 64)} {spell_flags(pagemap) or 'no flag'}",
    ))  # fmt: skip


def _told(moment: Moment) -> Iterator[str]:
    """Who did it, what the process was told, the fate of each bit."""
    outcome = moment.outcome
    if outcome is not None:
        yield outcome.function + (f": {outcome.outcome}" if outcome.outcome not in ("ok", "") else "")
        yield "; ".join(str(fate).replace("->", "→") for fate in outcome.fates) or "no flag was set or is set"
