"""Arrays of words against the scalar codec: every column of every word is what `classify` says."""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ptetui.linux.bulk import Classifier
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import READING_FLAGS, Reading, classify
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from tests.golden import golden, names, vectors
from tests.groups import of_every_layout

LAYOUTS = list(Catalog().all())


def words_of(setting: Setting, number: int, chance: random.Random) -> Iterator[int]:
    """Words of each form with random values, and words that are random altogether."""
    for _ in range(number):
        yield chance.getrandbits(setting.layout.width)
        for form in setting.forms:
            word = form.blank
            for field in form.fields:
                if field.kind != "fixed" and chance.random() < 0.7:
                    word = field.put(word, chance.getrandbits(field.limit.bit_length()) & field.limit)
            yield word


def flags_of(reading: Reading) -> set[str]:
    names_set = {*reading.flags, *(reading.marker or ())}
    return names_set | {name for name in ("young", "dirty") if getattr(reading, name)}


def held_equal(setting: Setting, words: list[int]) -> None:
    classifier = Classifier(setting)
    columns = classifier.columns(np.array(words, classifier.words_of))
    numbers: dict[str, tuple[Any, Any]] = {name: columns.number(name) for name in ("type", "offset", "pfn")}
    flags = {name: columns.flag(name) for name in READING_FLAGS}
    for index, word in enumerate(words):
        reading = classify(setting, word)
        where = (setting.layout.name, setting.kernel, hex(word))
        assert classifier.states[columns.codes[index]] == reading.state, where
        for name, (value, have) in numbers.items():
            assert (int(value[index]) if have[index] else None) == getattr(reading, name), (*where, name)
        assert {name for name in READING_FLAGS if flags[name][index]} == flags_of(reading), where


@of_every_layout(LAYOUTS)
def test_random_words(layout: Any) -> None:
    setting = Setting(layout, newest(layout))
    held_equal(setting, list(words_of(setting, 12, random.Random(layout.name))))


@pytest.mark.parametrize(("kernel", "name"), names(), ids="-".join)
def test_golden_vectors(kernel: str, name: str) -> None:
    setting = Setting(Catalog().find(name, parse_version(kernel)), parse_version(kernel))
    held_equal(setting, [word for word, _ in vectors(golden(kernel, name))])


@pytest.mark.long
def test_ten_million_words() -> None:
    """30,000 words of every layout range."""
    chance = random.Random(7)
    for layout in LAYOUTS:
        setting = Setting(layout, newest(layout))
        held_equal(setting, list(words_of(setting, 30_000 // (len(setting.forms) + 1), chance)))


def test_a_word_of_a_column_that_does_not_exist() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    columns = Classifier(setting).columns(np.zeros(3, np.uint64))
    with pytest.raises(ValueError, match="'colour' is not a flag"):
        columns.flag("colour")
    with pytest.raises(ValueError, match="'size' is not a number"):
        columns.number("size")
    assert not columns.state("no_such_state").any()
