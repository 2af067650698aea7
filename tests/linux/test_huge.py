"""Huge pages as far as a PTE is concerned, migration in one call, other mappings, readahead."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import apply
from ptetui.linux.life.page import Page, known_bits, new_page, word_of
from ptetui.linux.life.seen import pagemap_of, scan_categories, smaps_of
from ptetui.linux.pagemap import PM_MMAP_EXCLUSIVE, PM_PRESENT, PM_SOFT_DIRTY
from ptetui.linux.setting import Setting


def at(kernel: tuple[int, int] = (6, 12), layout: str = "x86_64") -> Setting:
    return Setting(Catalog().find(layout, kernel), kernel)


def lived(setting: Setting, kind: str, *events: str, **vma: bool | frozenset[str]) -> Page:
    page = new_page(kind, **vma)
    for number, event in enumerate(events, 1):
        page = apply(page, event, setting, supply=Supply(0x1000 + number, number)).page
    return page


def test_a_collapse_takes_the_pte_away() -> None:
    page = lived(at(), "anon", "write", "clear_refs_4", "collapse")
    assert page.state == "pmd_write"
    assert word_of(page, at()) == 0
    assert known_bits(page, at()) == (1 << 64) - 1
    assert (page.dirty, page.young, page.exclusive, page.soft_dirty) == (True,) * 4  # pmd_mkdirty() on x86
    assert page.frame == 0x1003, "what was in the page is copied"
    assert pagemap_of(page, at()) == PM_PRESENT | PM_SOFT_DIRTY | PM_MMAP_EXCLUSIVE | 0x1003
    assert "HUGE" in scan_categories(page, at((6, 18)))
    assert smaps_of(page, at()).rss == 4096


@pytest.mark.parametrize(
    ("kernel", "dirty", "soft_dirty"), [((6, 12), True, True), ((6, 1), False, False)], ids=["6.12", "6.1"]
)
def test_a_split_brings_it_back(kernel: tuple[int, int], dirty: bool, soft_dirty: bool) -> None:
    """6.1 keeps dirty in the folio alone; 6.12 makes the PTE dirty, which on x86 makes it soft-dirty."""
    page = lived(at(kernel), "anon", "write", "collapse", "clear_refs_4")
    assert (page.state, page.soft_dirty) == ("pmd_read", False)
    page = apply(page, "split", at(kernel)).page
    assert (page.state, page.dirty, page.soft_dirty, page.frame) == ("present_read", dirty, soft_dirty, 0x1002)
    assert page.folio.dirty or dirty


def test_a_split_of_shared_memory_empties_the_pte() -> None:
    page = lived(at(), "shmem", "write", "collapse")
    assert page.state == "pmd_write"
    page = apply(page, "split", at()).page
    assert (page.state, page.file.backing) == ("none", "resident")


@pytest.mark.parametrize(
    ("event", "state"),
    [
        ("mprotect_none", "protnone"), ("pageout", "swap"), ("dontneed", "none"), ("uffd_wp", "present_read"),
        ("free", "present_write"), ("reclaim", "swap"), ("mremap", "present_write"),
    ],
)  # fmt: skip
def test_calls_about_one_page_split_first(event: str, state: str) -> None:
    page = lived(at(), "anon", "write", "collapse", uffd=frozenset({"wp"}))
    assert apply(page, event, at()).page.state == state


def test_a_fork_shares_the_huge_page() -> None:
    page = lived(at(), "anon", "write", "collapse")
    done = apply(page, "fork", at())
    assert [page.state for page in done.pages] == ["pmd_read", "pmd_read"]
    assert [page.exclusive for page in done.pages] == [False, False]
    assert [page.young for page in done.pages] == [True, False]
    copied = apply(done.page, "write", at(), supply=Supply(0x77)).page
    assert (copied.state, copied.frame) == ("present_write", 0x77)


@pytest.mark.parametrize(
    ("kind", "vma", "before", "kernel", "outcome"),
    [
        ("anon", {"uffd": frozenset({"wp"})}, ("write", "uffd_wp"), (6, 12), "EINVAL"),
        ("anon", {"uffd": frozenset({"wp"})}, (), (6, 12), "EBUSY"),
        ("anon", {"uffd": frozenset({"wp"})}, (), (6, 1), "EINVAL"),
        ("anon", {}, ("write", "mprotect_ro"), (6, 12), "EINVAL"),
        ("anon", {}, ("write", "mprotect_none"), (6, 12), "EINVAL"),
        ("anon", {}, ("write", "hwpoison"), (6, 12), "EINVAL"),
        ("shmem", {"uffd": frozenset({"wp"})}, ("write",), (6, 12), "EINVAL"),
    ],
)
def test_what_cannot_be_collapsed(
    kind: str, vma: dict, before: tuple[str, ...], kernel: tuple[int, int], outcome: str
) -> None:
    page = lived(at(kernel), kind, *before, **vma)
    done = apply(page, "collapse", at(kernel))
    assert done.outcome == outcome
    assert done.page.state == page.state or kind == "shmem"


def test_protected_shared_memory_loses_its_pte_to_a_collapse_that_fails() -> None:
    page = lived(at(), "shmem", "write", "uffd_wp", uffd=frozenset({"wp"}))
    done = apply(page, "collapse", at())
    assert (done.outcome, done.page.state) == ("EINVAL", "marker_uffd_wp")


def test_only_where_there_are_huge_pages() -> None:
    m68k = at(layout="m68k")
    assert apply(lived(m68k, "anon", "write"), "collapse", m68k).outcome.startswith("EINVAL: needs: the architecture")
    assert apply(lived(at((5, 19)), "anon", "write"), "collapse", at((5, 19))).outcome == "EINVAL: only from 6.1 on"


def test_move_pages_is_both_halves_of_a_migration() -> None:
    page = lived(at(), "anon", "write")
    both = apply(apply(page, "mig_start", at()).page, "mig_end", at(), supply=Supply(0x99)).page
    done = apply(page, "move_pages", at(), supply=Supply(0x99))
    assert (done.page, done.outcome) == (both, "ok")
    assert done.page.frame == 0x99
    pinned = apply(page._replace(pinned=True), "move_pages", at())
    assert (pinned.page.state, pinned.outcome) == ("present_write", "failed")
    assert apply(new_page(), "move_pages", at()).outcome.startswith("nothing")


def test_a_second_mapping_keeps_pageout_off() -> None:
    page = lived(at(), "shmem", "write")
    assert pagemap_of(page, at()) & PM_MMAP_EXCLUSIVE
    twice = apply(page, "second_mapping", at()).page
    assert word_of(twice, at()) == word_of(page, at())
    assert not pagemap_of(twice, at()) & PM_MMAP_EXCLUSIVE
    assert apply(page, "pageout", at()).page.state == "none"
    assert apply(twice, "pageout", at()).page.state == "present_write"
    gone = apply(twice, "reclaim", at()).page
    assert gone.state == "none"
    assert pagemap_of(apply(gone, "read", at()).page, at()) & PM_MMAP_EXCLUSIVE, "reclaim unmapped both"
    filled = apply(new_page("shmem"), "second_mapping", at()).page
    assert (filled.state, filled.file.backing) == ("none", "resident")


def test_readahead_puts_the_page_into_the_swap_cache() -> None:
    page = lived(at(), "anon", "write", "pageout", "readahead")
    assert page.state == "swap"
    assert page.folio.swap_cache
    assert word_of(page, at()) == word_of(lived(at(), "anon", "write", "pageout"), at())
