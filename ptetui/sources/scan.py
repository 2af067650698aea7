"""What a dump holds: counts by state, swap type and flag, and the words that a filter lets through.

With numpy (extra `bulk`) whole blocks are classified at once, without it word by word; the results are the same.
"""

import operator
import re
import struct
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ptetui.linux.classify import READING_FLAGS, Reading, classify
from ptetui.linux.encode import ENCODED_STATES
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_number
from ptetui.sources.dump import ByteOrder, blocks

if TYPE_CHECKING:
    from ptetui.linux.bulk import Classifier, Columns

NUMBER_COLUMNS = ("type", "offset", "pfn")
ALL_STATES = (*ENCODED_STATES, "special_uffd_wp", "malformed", "unknown")
UNUSUAL_STATES = tuple(state for state in ALL_STATES if state not in ("none", "present"))
_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_WORDS = re.compile(r"\w+\s*(?:[=!<>]=|[<>])\s*\w*|\S+")
_TERM = re.compile(r"\s*(?P<name>\w+)\s*(?:(?P<sign>[=!<>]=|[<>])\s*(?P<number>\w+))?\s*")


class Term(NamedTuple):
    """One condition: a number compared with another, or (with no sign) a flag that is set."""

    name: str
    sign: str = ""
    number: int = 0


class Filter(NamedTuple):
    """Which words are wanted: of one of these states (of any, where there are none), and all terms hold."""

    states: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.states or self.terms)

    def takes(self, reading: Reading) -> bool:
        """Whether a word is wanted."""
        return (not self.states or reading.state in self.states) and all(_holds(term, reading) for term in self.terms)


def parse_filter(states: Sequence[str], where: Sequence[str]) -> Filter:
    """`--state marker --where 'type==31 and guard'`. ValueError names the text and the way out."""
    for state in states:
        if state not in ALL_STATES:
            raise ValueError(f"state {state!r} is not known; there are {', '.join(ALL_STATES)}")
    terms = [_term(text) for clause in where for text in re.split(r"\band\b|,", clause)]
    return Filter(tuple(states), tuple(terms))


def parse_query(text: str) -> Filter:
    """States and terms in one text: "marker type==31 and guard"; of several states any, and all terms."""
    words = [word.strip() for clause in re.split(r"\band\b|,", text) for word in _WORDS.findall(clause)]
    states = [word for word in words if word in ALL_STATES]
    return parse_filter(states, [word for word in words if word not in ALL_STATES])


def _term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    name = match["name"] if match else ""
    if match and match["sign"] and name in NUMBER_COLUMNS:
        return Term(name, match["sign"], parse_number(match["number"]))
    if match and not match["sign"] and name in READING_FLAGS:
        return Term(name)
    usage = f"compare {', '.join(NUMBER_COLUMNS)} with a number, or name a flag: {', '.join(READING_FLAGS)}"
    raise ValueError(f"where {text.strip()!r}: {usage}; write for example 'type==31 and guard'")


def flags_of(reading: Reading) -> set[str]:
    """All flags of FLAGS that are set."""
    names = {*reading.flags, *(reading.marker or ())}
    return names | {name for name in ("young", "dirty") if getattr(reading, name)}


def _holds(term: Term, reading: Reading) -> bool:
    if not term.sign:
        return term.name in flags_of(reading)
    value = getattr(reading, term.name)
    return value is not None and bool(_COMPARISONS[term.sign](value, term.number))


class Hit(NamedTuple):
    """A word that the filter lets through, and the byte of the dump where it stands."""

    at: int
    word: int


@dataclass
class Counts:
    """What was seen so far: words by state, by swap type (of every swap-like word) and by flag."""

    words: int = 0
    states: Counter[str] = field(default_factory=Counter)
    types: Counter[int] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    hits: int = 0


class Progress(NamedTuple):
    """After a block: the bytes of the file that are done, and the hits of the block."""

    read: int
    hits: Sequence[Hit]


def scan(
    path: Path, setting: Setting, order: ByteOrder, wanted: Filter, counts: Counts, *, vectorised: bool = True
) -> Iterator[Progress]:
    """Go through a dump block by block, adding to `counts`. ValueError where the file cannot be read."""
    scanned = BlockScan(setting, order, wanted, vectorised=vectorised)
    step = setting.layout.width // 8
    for block in blocks(path, step):
        hits = scanned.add(block.data, counts)
        counts.hits += len(hits)
        yield Progress(block.read, [Hit(block.offset + index * step, word) for index, word in hits])


class BlockScan:
    """Counts and filters blocks of words under a setting. ValueError where its entries have neither 32 nor 64 bits."""

    def __init__(self, setting: Setting, order: ByteOrder, wanted: Filter, *, vectorised: bool = True) -> None:
        if setting.layout.width not in (32, 64):
            raise ValueError(f"{setting.layout.name} has words of {setting.layout.width} bits; scan takes 32 and 64")
        self.setting, self.order, self.wanted = setting, order, wanted
        self._classifier = _classifier(setting) if vectorised else None

    def add(self, data: bytes, counts: Counts) -> list[tuple[int, int]]:
        """Count the words of a block; (index, word) of those that the filter takes."""
        if self._classifier is not None:
            return _scan_arrays(self._classifier, data, self.order, self.wanted, counts)
        return _scan_words(self.setting, data, self.order, self.wanted, counts)


def _classifier(setting: Setting) -> "Classifier | None":
    try:
        from ptetui.linux.bulk import Classifier
    except ImportError:
        return None
    return Classifier(setting)


def _scan_words(
    setting: Setting, data: bytes, order: ByteOrder, wanted: Filter, counts: Counts
) -> list[tuple[int, int]]:
    code = ("<" if order == "little" else ">") + ("Q" if setting.layout.width == 64 else "I")
    hits = []
    for index, (word,) in enumerate(struct.iter_unpack(code, data)):
        reading = classify(setting, word)
        counts.words += 1
        counts.states[reading.state] += 1
        if reading.type is not None:
            counts.types[reading.type] += 1
        counts.flags.update(flags_of(reading))
        if wanted.asks and wanted.takes(reading):
            hits.append((index, word))
    return hits


def _scan_arrays(
    classifier: "Classifier", data: bytes, order: ByteOrder, wanted: Filter, counts: Counts
) -> list[tuple[int, int]]:
    import numpy as np

    kind = np.dtype(classifier.words_of)
    stored = np.frombuffer(data, kind.newbyteorder("<" if order == "little" else ">"))
    columns = classifier.columns(stored.astype(kind, copy=False))
    counts.words += len(stored)
    seen = columns.counts()
    for counted, many in ((counts.states, seen.states), (counts.flags, seen.flags)):
        counted.update({name: number for name, number in many.items() if number})
    counts.types.update({number: words for number, words in seen.types.items() if words})
    if not wanted.asks:
        return []
    rows = np.flatnonzero(_wanted(columns, wanted))
    return list(zip(rows.tolist(), columns.words[rows].tolist(), strict=True))


def _wanted(columns: "Columns", wanted: Filter) -> Any:
    import numpy as np

    mask = np.ones(len(columns.words), np.bool_)
    if wanted.states:
        mask &= np.logical_or.reduce([columns.state(state) for state in wanted.states])
    for term in wanted.terms:
        if not term.sign:
            mask &= columns.flag(term.name)
            continue
        numbers, have = columns.number(term.name)
        limit = (1 << columns.words.dtype.itemsize * 8) - 1
        small = term.number <= limit  # a number that no word holds compares like infinity
        mask &= have & (
            _COMPARISONS[term.sign](numbers, numbers.dtype.type(term.number)) if small else term.sign in "!=<="
        )
    return mask
