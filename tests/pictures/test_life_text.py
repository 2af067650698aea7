"""What is said of each bit agrees with the word that stands beside it: all layouts, kinds of memory and events."""

import re
from collections.abc import Iterator
from itertools import product

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.layout import Layout
from ptetui.linux.life.events import EVENTS, Outcome, apply
from ptetui.linux.life.fates import NOT_KNOWN
from ptetui.linux.life.page import PAGE_KINDS, Page, known_bits, new_page, word_of
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST
from tests.export.exporting import export
from tests.groups import of_every_layout

LAYOUTS = [layout for layout in Catalog().all() if layout.level == "pte"]
STARTS = ((), ("read",), ("write",), ("write", "mprotect_ro"), ("write", "clear_refs_1"), ("write", "mig_start"))
NAMED_BIT = re.compile(r"(?:→ |: set \()bit (\d+)(?!\d| \(inverted)")  # not where the bit is "not known"
WORD = re.compile(r"\b[A-Z_]+(?: parent)? (0x[0-9a-f]+)")


def outcomes(setting: Setting) -> Iterator[tuple[Page, Outcome]]:
    """Every event on every kind of page that one of the starts makes, with the page before."""
    for kind, start in product(PAGE_KINDS, STARTS):
        page = new_page(kind)
        for event in start:
            page = apply(page, event, setting).page
        for event in EVENTS:
            yield page, apply(page, event, setting)


@of_every_layout(LAYOUTS)
def test_a_bit_that_is_said_to_be_set_is_set(layout: Layout) -> None:
    setting = Setting(layout, layout.until or NEWEST)
    held = 0
    for before, outcome in outcomes(setting):
        page = outcome.page
        if outcome.fates:
            word, known = word_of(page, setting), known_bits(page, setting)
        for fate in outcome.fates:
            if fate.change == NOT_KNOWN:
                assert fate.target is not None, (before.state, outcome)
                assert not known >> fate.target & 1, (before.state, outcome)
            elif fate.target is not None:
                assert word >> fate.target & 1 != fate.inverted, (before.state, outcome, hex(word))
                assert known >> fate.target & 1, (before.state, outcome)
                held += 1
    in_storage_keys = (layout.name, layout.since) == ("s390", (2, 6, 32))  # young and dirty are no bits of the entry
    assert held > 20 or in_storage_keys


@pytest.mark.parametrize("name", sorted({layout.name for layout in LAYOUTS if layout.until is None}))
def test_the_exported_text_agrees_with_the_exported_word(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As a reader checks it: the bits that the text of a step names, in the word that stands under it."""
    named = 0
    for kind in PAGE_KINDS:
        script = ("write", "mprotect_ro", *(("fork",) if kind != "hugetlb" else ()))
        text = export(capsys, "life", "-l", name, "--format", "txt", "-o", "-", kind, *script)
        for step in re.split(r"\n\d+\. ", text)[1:]:
            flat = " ".join(step.split())
            word = int(WORD.findall(flat)[0], 16)
            for bit in map(int, NAMED_BIT.findall(flat)):
                assert word >> bit & 1, step
                named += 1
    assert named
