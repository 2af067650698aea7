"""Sentences, titles and letters: there for every state and every form, and different where the things are."""

import json
import string

import pytest

from ptetui.analysis.sizes import size_text
from ptetui.linux.catalog import Catalog, newest
from ptetui.linux.classify import classify
from ptetui.linux.encode import ENCODED_STATES
from ptetui.linux.layout import Layout
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state
from ptetui.pictures.layout import layout_json
from ptetui.pictures.word_json import word_json
from ptetui.render.prose import TITLES, inversion_step, letter_string, letters, sentence, summary, title
from ptetui.render.text import padded
from ptetui.schema.bits import spell_runs
from tests.groups import of_every_layout

LAYOUTS = list(Catalog().all([]))


def setting_of(name: str, kernel: str) -> Setting:
    version = parse_version(kernel)
    return Setting(Catalog().find(name, version), version)


# state as it is encoded, kernel, summary, a part of the sentence
PROSE = [
    ("none", "6.12", "", "Nothing is mapped here"),
    ("present pfn=0x1234 soft_dirty", "6.12", "pfn 0x1234 · soft-dirty", "Maps page frame 0x1234."),
    ("protnone pfn=0x1234", "6.12", "pfn 0x1234", "Page frame 0x1234 is there for the kernel, but every access faults"),
    ("swap type=3 offset=5 exclusive", "6.12", "type 3 · offset 0x5 · exclusive", "area 3, slot 0x5"),
    ("migration_read pfn=7", "6.12", "type 24 · pfn 0x7 · old, clean", "Page frame 0x7 is moving"),
    ("migration_read pfn=7", "5.10", "type 28 · pfn 0x7", "Page frame 0x7 is moving"),
    ("migration_read_exclusive pfn=7 young", "6.12", "type 25 · pfn 0x7 · young, clean", "exclusive"),
    ("migration_write pfn=7 young dirty", "6.12", "type 26 · pfn 0x7 · young, dirty", "comes back writable"),
    ("device_private_read pfn=7", "6.12", "type 28 · pfn 0x7", "Frame 0x7 lies in a device's memory"),
    ("device_private_write pfn=7", "6.12", "type 27 · pfn 0x7", "Writable."),
    ("device_exclusive pfn=7", "6.15", "type 30 · pfn 0x7", "A device has frame 0x7 to itself"),
    ("device_exclusive_read pfn=7", "6.12", "type 30 · pfn 0x7", "Read-only."),
    ("device_exclusive_write pfn=7", "6.12", "type 29 · pfn 0x7", "Writable."),
    ("hwpoison pfn=7", "6.12", "type 23 · pfn 0x7", "Frame 0x7 has a memory error"),
    ("swapin_error pfn=7", "6.1", "type 31 · pfn 0x7", "(frame 0x7)"),
    ("marker", "6.12", "type 31 · flags none", "no flag is set, an access gets SIGBUS"),
    ("marker uffd_wp poisoned", "6.12", "type 31 · flags uffd_wp poisoned", "wherever it is and an access gets SIGBUS"),
    ("marker guard", "6.13", "type 31 · flags guard", "this is a guard region: an access gets SIGSEGV"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kernel", "short", "part"), PROSE)
def test_what_is_said(text: str, kernel: str, short: str, part: str) -> None:
    setting = setting_of("x86_64", kernel)
    reading = classify(setting, parse_state(setting, text.split()))
    assert summary(reading) == short
    assert part in sentence(reading)
    assert not {"{", "}"} & set(sentence(reading))
    assert title(reading) == TITLES[reading.state]


def test_every_state_is_said_something_of() -> None:
    assert {text.partition(" ")[0] for text, *_ in PROSE} == set(ENCODED_STATES)
    assert set(ENCODED_STATES) | {"malformed", "unknown", "special_uffd_wp"} == set(TITLES)
    assert len(set(TITLES.values())) == len(TITLES)


def test_malformed_and_unknown_give_their_reason() -> None:
    malformed = classify(setting_of("x86_64", "6.12"), 0x10)
    assert sentence(malformed) == "Swap-like, but no kernel makes it: free (bit 4) must be 0."
    unknown = classify(setting_of("arm64_4k", "5.10"), 40 << 2)
    assert sentence(unknown) == "Swap-like, but type 40 is not defined in 5.10: generic types end at 31."


@of_every_layout(LAYOUTS)
def test_letters_are_unique_and_stand_at_fixed_places(layout: Layout) -> None:
    setting = Setting(layout, newest(layout))
    for form in setting.forms:
        flags = [field for field in form.fields if field.kind == "flag"]
        chosen = letters(form)
        assert sorted(chosen) == sorted(field.name for field in flags)
        assert len(set(chosen.values())) == len(flags)
        assert all(len(letter) == 1 and letter in string.ascii_letters + string.digits for letter in chosen.values())
        for field in flags:
            word = field.put(form.blank, 1)
            if classify(setting, word).form is form:
                shown = letter_string(classify(setting, word))
                assert shown.index(chosen[field.name]) == flags.index(field)
                assert len(shown) == len(flags)


def test_the_inverted_offset_is_shown_as_a_step() -> None:
    swap = classify(setting_of("x86_64", "6.12"), 0x07FFFFFFFFDB9600)
    assert inversion_step(swap) == "offset: raw 0x3ffffffffedcb → not → 0x1234"
    assert inversion_step(classify(setting_of("s390", "6.12"), 0x60A)) == ""


@of_every_layout(LAYOUTS)
def test_json_of_every_layout(layout: Layout) -> None:
    """It can be written, and says what the fields say."""
    layout_data = json.loads(json.dumps(layout_json(layout)))
    assert layout_data["forms"] == [form.name for form in layout.forms]
    assert layout_data["type_bits"] == layout.swap.by_name["type"].spans
    setting = Setting(layout, newest(layout))
    word_data = json.loads(json.dumps(word_json(classify(setting, layout.swap.blank | 0))))
    assert len(word_data["word"]) == layout.width // 4 + 2
    assert sorted(
        bit for field in word_data["fields"] for high, low in field["bits"] for bit in range(low, high + 1)
    ) == list(range(layout.width))


def test_small_spellings() -> None:
    assert [padded(1, width) for width in (32, 64, 128)] == ["0x00000001", "0x" + "1".zfill(16), "0x" + "1".zfill(32)]
    assert spell_runs([[31, 10], [7, 7]]) == "31-10,7"
    assert [size_text(1 << bits) for bits in (0, 10, 36, 62, 70)] == ["1 B", "1 KiB", "64 GiB", "4 EiB", "1024 EiB"]
