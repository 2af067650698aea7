"""Arrays of words: the state of each, and the columns of `classify`, all at once (extra `bulk`).

What is computed is what `classify` says of each word, by the same forms in the same order. A block of words that stays
in the processor's cache is some ten array operations.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from ptetui.linux.classify import FLAGS, SOFTWARE_BITS
from ptetui.linux.roles import state_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, MIGRATION_KINDS, PFN_KINDS
from ptetui.schema.arrays import Mask, Words, matches, values
from ptetui.schema.cubes import Cube
from ptetui.schema.fields import Field, Form

BLOCK = 1 << 15  # words at a time: 256 KiB of 64-bit words
Codes = npt.NDArray[np.uint8]


class Classifier:
    """The states of words under one setting. `states` has their names; a word's code is an index into it."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.words_of: type[Any] = np.uint64 if setting.layout.width == 64 else np.uint32
        plain = [state_of(form) for form in setting.forms[:-1]]
        kinds = [special.kind for special in setting.special_types.values()]
        self.states = tuple(dict.fromkeys((*plain, "swap", *kinds, "malformed", "unknown")))
        self._form_codes = [(form.recognised, self.states.index(state_of(form))) for form in setting.forms[:-1]]
        self._type = setting.swap.by_name["type"]
        self._by_type = np.array([self._code_of_type(number) for number in range(1 << self._type.width)], np.uint8)

    def _code_of_type(self, number: int) -> int:
        if number < self.setting.area_types:
            return self.states.index("swap")
        special = self.setting.special_types.get(number) if number < 1 << MAX_SWAPFILES_SHIFT else None
        return self.states.index(special.kind if special else "unknown")

    def codes(self, words: Words) -> Codes:
        """The state of each word, as an index into `states`."""
        codes = np.empty(len(words), np.uint8)
        for start in range(0, len(words), BLOCK):
            self._fill(words[start : start + BLOCK], codes[start : start + BLOCK])
        return codes

    def _fill(self, words: Words, codes: Codes) -> None:
        """Swap-like by its type first; what an earlier form recognises is then written over it, the first form last."""
        np.take(self._by_type, values(self._type, words).astype(np.uint8), out=codes, mode="clip")
        recognised: Cube = self.setting.swap.recognised
        np.copyto(codes, self.states.index("malformed"), where=~matches(recognised, words))
        for cube, code in reversed(self._form_codes):
            np.copyto(codes, code, where=matches(cube, words))

    def columns(self, words: Words) -> "Columns":
        """The columns of some words, each computed when it is asked for."""
        return Columns(self, words)


class Columns:
    """What `classify` says of each word, by name. A column comes with the words that have it: others have no value."""

    def __init__(self, classifier: Classifier, words: Words) -> None:
        self.classifier = classifier
        self.words = words

    @cached_property
    def codes(self) -> Codes:
        """The states, as indexes into `classifier.states`."""
        return self.classifier.codes(self.words)

    def state(self, name: str) -> Mask:
        """Which words are in a state; none where the setting has no such state."""
        states = self.classifier.states
        return self.codes == states.index(name) if name in states else np.zeros(len(self.words), np.bool_)

    @cached_property
    def swap_like(self) -> Mask:
        """Which words are of the swap form, whatever their kind."""
        mask: Mask = np.ones(len(self.words), np.bool_)
        for form in self.classifier.setting.forms[:-1]:
            mask &= ~self.state(state_of(form))
        return mask

    def number(self, name: str) -> tuple[Words, Mask]:
        """`type`, `offset` or `pfn`, and which words have one. ValueError for another name."""
        if name == "pfn":
            return self._frames()
        if name not in ("type", "offset"):
            raise ValueError(f"{name!r} is not a number of a word; there are type, offset, pfn")
        return values(self.classifier.setting.swap.by_name[name], self.words), self.swap_like

    def _frames(self) -> tuple[Words, Mask]:
        setting = self.classifier.setting
        offsets, _ = self.number("offset")
        frame_bits = self.words.dtype.type(setting.pfn_of((1 << setting.layout.width) - 1))
        frames, have = np.zeros_like(self.words), np.zeros(len(self.words), np.bool_)
        for state in self.classifier.states:
            if state in PFN_KINDS:
                mask = self.state(state)
                frames[mask] = offsets[mask] & frame_bits
                have |= mask
        for form, mask in self._forms():
            if "pfn" in form.by_name:
                frames[mask] = values(form.by_name["pfn"], self.words[mask])
                have |= mask
        return frames, have

    def _forms(self) -> Iterator[tuple[Form, Mask]]:
        """Each form with the words that are of it: the first that recognises a word has it, the swap form the rest."""
        setting = self.classifier.setting
        rest: Mask = np.ones(len(self.words), np.bool_)
        for form in setting.forms[:-1]:
            mask = matches(form.recognised, self.words) & rest
            yield form, mask
            rest &= ~mask
        slots = self.state("swap")
        yield setting.slot_entry, rest & slots
        yield setting.swap, rest & ~slots

    def flag(self, name: str) -> Mask:
        """Where a flag of FLAGS is set. ValueError for another name."""
        if name not in FLAGS:
            raise ValueError(f"{name!r} is not a flag of a word; there are {', '.join(FLAGS)}")
        parts = self._part(name)
        return parts | self._software_bit(name) if name in SOFTWARE_BITS else parts

    def _software_bit(self, name: str) -> Mask:
        """Where `classify` lists the bit among the flags."""
        is_set: Mask = np.zeros(len(self.words), np.bool_)
        for form, mask in self._forms():
            field = next((each for each in form.fields if each.name == name and each.kind == "flag"), None)
            if field is not None:
                is_set |= mask & (values(field, self.words) != 0)
        return is_set

    def _part(self, name: str) -> Mask:
        """Where a part of the offset of a special kind is set."""
        setting = self.classifier.setting
        is_set: Mask = np.zeros(len(self.words), np.bool_)
        for state in self.classifier.states:
            field: Field | None = next(
                (part for part in setting.parts(state) if part.name == name and part.kind == "flag"), None
            )
            if field is not None and (state in MIGRATION_KINDS or state == "marker"):
                is_set |= self.state(state) & (values(field, self.words) != 0)
        return is_set
