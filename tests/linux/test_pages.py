"""What layout files say of user pages, against the kernels' own pte_write(), pte_dirty() and the like.

A golden file says of each function what it gives for one present word, and which bits turn the answer. Where that is
one bit, the answer for every word that a page gets follows, and must be what the page is.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.config import recorded_config
from ptetui.linux.life.page import Page, Vma, known_bits, word_of
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from tests.golden import golden, names

ANSWERS = {
    "pte_write": lambda page: page.writable,
    "pte_dirty": lambda page: page.dirty,
    "pte_young": lambda page: page.young,
    "pte_special": lambda page: page.state == "zero_page",
    "pte_soft_dirty": lambda page: page.soft_dirty,
    "pte_uffd_wp": lambda page: page.uffd_wp,
}


def pages() -> Iterator[Page]:
    """Pages of every kind of present entry, with and without each flag."""
    vmas = [Vma(exec=exec, shared=shared) for exec, shared in product((False, True), repeat=2)]
    for vma, state, *flags in product(
        [*vmas, Vma(write=False)], ("present_write", "present_read", "zero_page"), *[(False, True)] * 4
    ):
        young, dirty, soft_dirty, uffd_wp = flags
        if state == "present_write" and (uffd_wp or not vma.write):
            continue
        if state == "zero_page" and (dirty or vma.shared):
            continue
        yield Page(
            vma=vma, state=state, frame=0x12, young=young, dirty=dirty, soft_dirty=soft_dirty, uffd_wp=uffd_wp
        )  # fmt: skip


def answers(setting: Setting, semantics: dict[str, Any]) -> Iterator[tuple[str, int, int, bool]]:
    """(function, bits that decide, their value in the base word, its answer there).

    Two bits decide pte_write() where any of them grants, or denies; two of pte_dirty() have a rule of their own.
    """
    base = int(semantics["base_present_raw"], 16)
    for name in ANSWERS:
        answer = semantics.get(name)
        if answer and len(answer["flipping_bits"]) in ((1, 2) if name == "pte_write" else (1,)):
            bits = sum(1 << bit for bit in answer["flipping_bits"])
            denies = setting.layout.present.at(answer["flipping_bits"][0]).name == "readonly"
            yield name, bits, base & bits, bool(answer.get("at_base", denies))


@pytest.fixture(params=names(), ids="-".join)
def case(request: pytest.FixtureRequest) -> tuple[Setting, dict[str, Any]]:
    kernel, name = request.param
    data = golden(kernel, name)
    version = parse_version(kernel)
    setting = Setting(Catalog().find(name, version), version, recorded_config(data["config"]))
    if data.get("present_semantics") is None:
        pytest.skip("this golden file says nothing of present entries")
    return setting, data["present_semantics"]


def test_the_kernel_answers_for_every_page_what_the_page_is(case: tuple[Setting, dict[str, Any]]) -> None:
    setting, semantics = case
    assert setting.layout.pages is not None
    held = 0
    for page in pages():
        word, known = word_of(page, setting), known_bits(page, setting)
        for name, bits, base, answer in answers(setting, semantics):
            if known & bits == bits:
                assert ((word & bits == base) == answer) == ANSWERS[name](page), (name, page, hex(word))
                held += 1
    assert held, "not one answer of the kernel holds for this layout"
