"""What `decode` prints for a word."""

from collections.abc import Iterator

from ptetui.linux.classify import Reading
from ptetui.linux.pagemap import pagemap_word, spell_flags
from ptetui.linux.syntax import spell_read_as
from ptetui.linux.versions import spell
from ptetui.render.plain_ribbon import plain_ribbon
from ptetui.render.prose import inversion_step, letter_string, sentence, summary, title
from ptetui.render.spans import UNICODE, Glyphs
from ptetui.render.text import padded


def word_text(reading: Reading, columns: int = 80, glyphs: Glyphs = UNICODE, read_as: str = "") -> Iterator[str]:
    """What `decode` prints: the ribbon, the state, one sentence, the pagemap word; how word and kernel were read."""
    setting = reading.setting
    yield f"{padded(reading.word, setting.layout.width)}  {setting.layout.name}, kernel {spell(setting.kernel)}"
    if read_as:
        yield f" {spell_read_as(read_as)}"
    if setting.kernel_rule:
        from textwrap import wrap

        yield from wrap(setting.kernel_rule, max(columns, 17) - 1, initial_indent=" ", subsequent_indent="   ")
    yield from plain_ribbon(reading, columns, glyphs)
    yield f" {title(reading)}   {summary(reading)}   {letter_string(reading)}".rstrip()
    yield from (f" {line}" for line in (sentence(reading), inversion_step(reading), pagemap_text(reading)) if line)


def pagemap_text(reading: Reading) -> str:
    """The pagemap word, and the names of its flags."""
    pagemap = pagemap_word(reading)
    return f"pagemap {padded(pagemap, 64)}  {spell_flags(pagemap)}".rstrip()
