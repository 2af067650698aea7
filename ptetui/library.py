"""ptetui from Python: `import ptetui` gives what stands here.

Layouts are named as on the command line: a name or an alias, with the kernel after an "@" where one is meant, such as
"x86_64@6.12" or "aarch64". Errors are ValueErrors of one line, with the way out in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import index

from ptetui.linux.catalog import Catalog, default_layout, newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import Config, parse_config
from ptetui.linux.encode import encode as _encode
from ptetui.linux.layout import Layout
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.syntax import parse_word
from ptetui.linux.versions import spell

ConfigOptions = str | Iterable[str] | Mapping[str, str] | None


@dataclass(frozen=True)
class FieldValue:
    """One field of a word.

    `bits` are its places in the word, as (high, low) pairs with the most significant first. `raw` is what the word
    holds there, `value` what it stands for: un-inverted where it is stored inverted. `macro` is the kernel's name
    ("" where it has none), `meaning` one line in plain words, `symbol` the short name that a picture writes.
    """

    name: str
    bits: tuple[tuple[int, int], ...]
    raw: int
    value: int
    macro: str
    meaning: str
    symbol: str


@dataclass(frozen=True)
class Decoded:
    """What a word is, under one layout, kernel and configuration.

    `state`: none, present, protnone, special, swap, one of the special kinds of swap entries (migration_read,
    hwpoison, marker and so on), `malformed` where bits are set that must not be, `unknown` for a swap type that the
    kernel does not have; `reason` then says why, and is "" otherwise.
    `type` and `offset` are those of a swap-like entry, `pfn` is the page frame number of a state that has one, in
    pages (of 1 << page_shift bytes); None for other states. `flags` are the software bits that are set, of exclusive,
    soft_dirty and uffd_wp. `marker` names the bits that are set in a marker, None for other states. `young` and
    `dirty` are those of a migration entry, None for other states. `fields` are all fields, the most significant first.
    """

    word: int
    layout: str
    kernel: str
    state: str
    type: int | None
    offset: int | None
    pfn: int | None
    flags: tuple[str, ...]
    marker: tuple[str, ...] | None
    young: bool | None
    dirty: bool | None
    fields: tuple[FieldValue, ...]
    reason: str
    _reading: Reading = field(repr=False, compare=False)

    def __str__(self) -> str:
        """The word, its state and its values on one line."""
        from ptetui.render.prose import summary
        from ptetui.render.text import padded

        word = padded(self.word, self._reading.setting.layout.width)
        return " ".join(part for part in (f"{word}: {self.state}", summary(self._reading), self.reason) if part)

    def _repr_html_(self) -> str:
        """The ribbon and a sentence, as notebooks show it."""
        from html import escape

        from ptetui.export.svg import svg
        from ptetui.render.prose import sentence
        from ptetui.render.ribbon import draw, fold

        folded = fold(self._reading.setting.layout.width, 129)
        assert folded is not None
        picture = svg(draw(self._reading, folded), "dark", str(self))
        return f"<figure>{picture}<figcaption>{escape(sentence(self._reading))}</figcaption></figure>"


def decode(
    word: int | str, layout: str | None = None, kernel: str | None = None, config: ConfigOptions = None
) -> Decoded:
    """What a word is.

    `word`: a number, or text such as "0x1f", "0b11111", "31". `layout`: a name, or NAME@X.Y; by default that of this
    machine, x86_64 where it has none. `kernel`: "6.12"; by default the newest that the layout has. `config`: options
    that are not as usual, as "MEMORY_FAILURE=n,MIGRATION=n", a list of such, or a mapping.
    ValueError where the word has more bits than the layout, or a name is not known.
    """
    setting = _setting(layout, kernel, _options(config))
    entry = setting.layout
    reading = classify(setting, parse_word(word, entry.width, entry.name) if isinstance(word, str) else index(word))
    values = tuple(
        FieldValue(
            field.name, tuple((run.high, run.low) for run in field.runs), field.raw(reading.word),
            field.get(reading.word), field.macro, field.meaning, field.symbol,
        )
        for field in reading.fields
    )  # fmt: skip
    return Decoded(
        reading.word, entry.name, spell(setting.kernel), reading.state, reading.type, reading.offset, reading.pfn,
        reading.flags, reading.marker, reading.young, reading.dirty, values, reading.reason, reading,
    )  # fmt: skip


def encode(
    state: str, /, layout: str | None = None, kernel: str | None = None, config: ConfigOptions = None, **values: int
) -> int:
    """The word that the kernel makes for a state: `encode("swap", "x86_64", type=3, offset=0x1234, exclusive=1)`.

    `values` are fields of the form, `pfn`, `young` and `dirty` for kinds that hold a frame, and a marker's bits; what
    is not named is 0. The other arguments are those of `decode`. ValueError where the kernel has no such state, or a
    value does not fit, with the range.
    """
    numbers = {name: index(value) for name, value in values.items()}
    return _encode(_setting(layout, kernel, _options(config)), state, numbers)


def layouts() -> tuple[Layout, ...]:
    """Every layout that ships, one for each range of kernels: `name`, `arch`, `since`, `until`, `width` and so on."""
    return tuple(Catalog().all())


@lru_cache(maxsize=64)
def _setting(layout: str | None, kernel: str | None, config: Config) -> Setting:
    version = parse_version(kernel) if kernel is not None else None
    if layout is not None:
        return find_setting(Catalog(), layout, version, config)
    own = default_layout(Catalog(), version)
    return Setting(own, version or newest(own), config)


def _options(config: ConfigOptions) -> Config:
    if config is None:
        return Config()
    if isinstance(config, Mapping):
        config = [f"{name}={value}" for name, value in config.items()]
    return parse_config([config] if isinstance(config, str) else config)
