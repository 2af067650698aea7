"""Arrays of words: state, type, offset and flags of each, all at once (extra `bulk`).

What is computed is what `classify` says of each word, by the same forms in the same order. The bits that decide are
gathered into an index, and a table says the rest; the words pass through in blocks that stay in the processor's cache.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from ptetui.linux.classify import READING_FLAGS, SOFTWARE_BITS
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, MIGRATION_KINDS, PFN_KINDS
from ptetui.schema.arrays import Gather, Mask, WordArray, matches, values
from ptetui.schema.cubes import Cube
from ptetui.schema.fields import Field, Form

BLOCK_WORDS = 1 << 15  # words at a time: 256 KiB of 64-bit words
_INDEX_BITS = 16  # of the largest table
Codes = npt.NDArray[np.uint8]


class Sort(NamedTuple):
    """One outcome of `classify`: a state, and the form that a word of it is read by."""

    state: str
    form: Form

    @property
    def swap_like(self) -> bool:
        """Whether the form has type and offset."""
        return self.form.role == "swap"


class _Layer(NamedTuple):
    """Words that are of a sort whatever the layers before say: those that the cube holds, or (`outside`) does not."""

    cube: Cube
    sort: int
    outside: bool = False

    def holds(self, words: WordArray) -> Mask:
        """Which words it is about."""
        inside = matches(self.cube, words)
        return ~inside if self.outside else inside

    def meets(self, other: "_Layer") -> bool:
        """Whether some word may be of both."""
        return self.outside or other.outside or self.cube.intersect(other.cube) is not None


class Classified(NamedTuple):
    """Columns: the sort of each word, the swap type and offset where the sort has them, the flags that are set.

    Bit n of `flags` is `classify.FLAGS[n]`.
    """

    sorts: Codes
    types: Codes
    offsets: WordArray
    flags: Codes


class Classifier:
    """What words are under one setting. `sorts` are the outcomes, `states` their names. Not for several threads."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.words_of: type[Any] = np.uint64 if setting.layout.width == 64 else np.uint32
        self._type = setting.swap.by_name["type"]
        self._offset = setting.swap.by_name["offset"]
        kinds = dict.fromkeys(special.kind for special in setting.special_types.values())
        self.sorts = (
            *(Sort(state_of(form), form) for form in setting.forms[:-1]),
            Sort("swap", setting.slot_entry),
            *(Sort(state, setting.swap) for state in (*kinds, "malformed", "unknown")),
        )
        self.states = tuple(dict.fromkeys(sort.state for sort in self.sorts))
        self._state_of = np.array([self.states.index(sort.state) for sort in self.sorts], np.uint8)
        self._make_table()
        self._make_flags()
        self._index, self._spare = np.empty(BLOCK_WORDS, self.words_of), np.empty(BLOCK_WORDS, self.words_of)

    # ------------------------------------------------------------------ tables

    def _make_table(self) -> None:
        """The sort by the bits that decide, but for forms that fix too many: these are compared one by one."""
        of = {sort.state: number for number, sort in enumerate(self.sorts)}
        by_type = [of[self._state_of_type(number)] for number in range(1 << self._type.width)]
        last = _Layer(self.setting.swap.recognised, of["malformed"], outside=True)
        layers = [last] + [_Layer(form.recognised, n) for n, form in reversed([*enumerate(self.setting.forms[:-1])])]
        mask, in_table = self._type.mask, []
        for layer in layers:
            if Gather(mask | layer.cube.mask).width <= _INDEX_BITS:
                mask |= layer.cube.mask
                in_table.append(layer)
        self._deciding = Gather(mask)
        words = self._deciding.words(self.words_of)
        self._table = np.array(by_type, np.uint8)[values(self._type, words).astype(np.intp)]
        for layer in in_table:
            self._table[layer.holds(words)] = layer.sort
        self._compared: list[tuple[_Layer, list[_Layer]]] = []
        for number, layer in enumerate(layers):
            if layer not in in_table:
                first = [above for above in layers[number + 1 :] if above in in_table and above.meets(layer)]
                self._compared.append((layer, first))

    def _state_of_type(self, number: int) -> str:
        if number < self.setting.area_types:
            return "swap"
        special = self.setting.special_types.get(number) if number < 1 << MAX_SWAPFILES_SHIFT else None
        return special.kind if special else "unknown"

    def _make_flags(self) -> None:
        """The flags by the bits that hold some, and the sort."""
        fields = [list(self._flag_fields(sort)) for sort in self.sorts]
        mask = 0
        for field in chain.from_iterable(fields):
            mask |= field.mask
        self._flag_bits = Gather(mask)
        words = self._flag_bits.words(self.words_of)
        table = np.zeros((len(self.sorts), len(words)), np.uint8)
        for number, of_sort in enumerate(fields):
            for field in of_sort:
                table[number] |= (values(field, words) != 0).astype(np.uint8) << READING_FLAGS.index(field.name)
        self._flag_table = table.reshape(-1)

    def _flag_fields(self, sort: Sort) -> Iterator[Field]:
        """The fields that `classify` reads flags of a sort from."""
        yield from (field for field in sort.form.fields if field.kind == "flag" and field.name in SOFTWARE_BITS)
        if sort.swap_like and (sort.state == "marker" or sort.state in MIGRATION_KINDS):
            yield from (part for part in self.setting.parts(sort.state) if part.kind == "flag")

    # ------------------------------------------------------------------ words

    def classify(self, words: WordArray) -> Classified:
        """All columns. What `types` and `offsets` say of words whose sort is not swap-like means nothing."""
        whole = Classified(
            np.empty(len(words), np.uint8), np.empty(len(words), np.uint8), np.empty_like(words),
            np.empty(len(words), np.uint8),
        )  # fmt: skip
        for start in range(0, len(words), BLOCK_WORDS):
            block = words[start : start + BLOCK_WORDS]
            sorts, types, offsets, flags = (column[start : start + BLOCK_WORDS] for column in whole)
            self._sort(block, sorts)
            self._flag(block, sorts, flags)
            self._number(self._type, block, types)
            self._number(self._offset, block, offsets)
        return whole

    def codes(self, words: WordArray) -> Codes:
        """The state of each word, as an index into `states`."""
        codes = np.empty(len(words), np.uint8)
        for start in range(0, len(words), BLOCK_WORDS):
            self._sort(words[start : start + BLOCK_WORDS], codes[start : start + BLOCK_WORDS])
        return codes if len(self.states) == len(self.sorts) else self._state_of[codes]

    def _sort(self, words: WordArray, sorts: Codes) -> None:
        index, spare = self._index[: len(words)], self._spare[: len(words)]
        self._deciding.fill(words, index, spare)
        np.take(self._table, index.view(np.int64) if index.itemsize == 8 else index, out=sorts, mode="wrap")
        for layer, first in self._compared:
            held = layer.holds(words)
            for above in first:
                held &= ~above.holds(words)
            np.copyto(sorts, layer.sort, where=held)

    def _flag(self, words: WordArray, sorts: Codes, flags: Codes) -> None:
        index, spare = self._index[: len(words)], self._spare[: len(words)]
        self._flag_bits.fill(words, index, spare)
        np.left_shift(sorts, self.words_of(self._flag_bits.width), out=spare)
        np.bitwise_or(index, spare, out=index)
        np.take(self._flag_table, index.view(np.int64) if index.itemsize == 8 else index, out=flags, mode="wrap")

    def _number(self, field: Field, words: WordArray, into: Any) -> None:
        """A field of one run in place, others as `values` has them."""
        if len(field.runs) > 1:
            np.copyto(into, values(field, words), casting="unsafe")
            return
        run, spare = field.runs[0], self._spare[: len(words)]
        np.right_shift(words, self.words_of(run.low), out=spare)
        target = into if into.dtype == words.dtype else spare
        if run.high + 1 < self.setting.layout.width:
            np.bitwise_and(spare, self.words_of(field.limit), out=target)
        elif target is not spare and not field.inverted:
            np.copyto(target, spare)
        if field.inverted:
            stored = target if run.high + 1 < self.setting.layout.width else spare
            np.bitwise_xor(stored, self.words_of(field.limit), out=target)
        if target is spare:
            np.copyto(into, spare, casting="unsafe")

    def columns(self, words: WordArray) -> "Columns":
        """The columns of some words by name, each computed when it is asked for."""
        return Columns(self, words)


class Columns:
    """What `classify` says of each word, by name. A column comes with the words that have it: others have no value."""

    def __init__(self, classifier: Classifier, words: WordArray) -> None:
        self.classifier = classifier
        self.words = words

    @cached_property
    def all(self) -> Classified:
        """The columns as they are computed."""
        return self.classifier.classify(self.words)

    @cached_property
    def codes(self) -> Codes:
        """The states, as indexes into `classifier.states`."""
        return self.classifier._state_of[self.all.sorts]

    def state(self, name: str) -> Mask:
        """Which words are in a state; none where the setting has no such state."""
        states = self.classifier.states
        return self.codes == states.index(name) if name in states else np.zeros(len(self.words), np.bool_)

    @cached_property
    def swap_like(self) -> Mask:
        """Which words are of the swap form, whatever their kind."""
        mask: Mask = np.array([sort.swap_like for sort in self.classifier.sorts])[self.all.sorts]
        return mask

    def number(self, name: str) -> tuple[WordArray, Mask]:
        """`type`, `offset` or `pfn`, and which words have one. ValueError for another name."""
        if name == "pfn":
            return self._frames()
        if name not in ("type", "offset"):
            raise ValueError(f"{name!r} is not a number of a word; there are type, offset, pfn")
        return self.all.types.astype(self.words.dtype) if name == "type" else self.all.offsets, self.swap_like

    def _frames(self) -> tuple[WordArray, Mask]:
        setting = self.classifier.setting
        frame_bits = self.words.dtype.type(setting.pfn_of((1 << setting.layout.width) - 1))
        frames, have = np.zeros_like(self.words), np.zeros(len(self.words), np.bool_)
        for number, sort in enumerate(self.classifier.sorts):
            in_form = None if sort.swap_like else sort.form.by_name.get("pfn")
            if in_form is None and not (sort.swap_like and sort.state in PFN_KINDS):
                continue
            mask = self.all.sorts == number
            if in_form is not None:
                frames[mask] = values(in_form, self.words[mask])
            else:
                frames[mask] = self.all.offsets[mask] & frame_bits
            have |= mask
        return frames, have

    def flag(self, name: str) -> Mask:
        """Where a flag of FLAGS is set. ValueError for another name."""
        if name not in READING_FLAGS:
            raise ValueError(f"{name!r} is not a flag of a word; there are {', '.join(READING_FLAGS)}")
        is_set: Mask = self.all.flags & np.uint8(1 << READING_FLAGS.index(name)) != 0
        return is_set

    def counts(self) -> "ColumnCounts":
        """How many words are of each state, have each type, and each flag."""
        classifier = self.classifier
        number = len(classifier.sorts)
        pairs = np.multiply(self.all.types, number, dtype=np.intp)
        pairs += self.all.sorts
        by_pair = np.bincount(pairs, minlength=number << classifier._type.width).reshape(-1, number)
        by_flags = np.bincount(self.all.flags, minlength=256)
        of_sorts, states = by_pair.sum(axis=0), dict.fromkeys(classifier.states, 0)
        for sort, many in zip(classifier.sorts, of_sorts.tolist(), strict=True):
            states[sort.state] += many
        types = by_pair[:, [sort.swap_like for sort in classifier.sorts]].sum(axis=1).tolist()
        flags = {name: int(by_flags[np.arange(256) >> bit & 1 == 1].sum()) for bit, name in enumerate(READING_FLAGS)}
        return ColumnCounts(states, dict(enumerate(types)), flags)


class ColumnCounts(NamedTuple):
    """So many words of each state, swap type and flag."""

    states: Mapping[str, int]
    types: Mapping[int, int]
    flags: Mapping[str, int]
