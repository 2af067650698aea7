"""Random lives over layouts, kernels and configurations: what must hold whatever happens to a page.

Exclusive is a property of anonymous pages. Userfaultfd's protection goes only where a rule says so, as long as the
range is registered. No word is one that `check` calls a collision, and what is left open is a bit of the word.
"""

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptetui.analysis.collisions import COLLISION_RULES, judged
from ptetui.analysis.regions import Regions
from ptetui.linux.catalog import Catalog
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import EVENTS, Outcome, apply
from ptetui.linux.life.page import PAGE_KINDS, SPECIAL_STATES, Page, keeps, new_page, unknown_parts, word_of
from ptetui.linux.setting import Setting
from ptetui.linux.versions import RELEASES

LAYOUTS = [layout for layout in Catalog().all() if layout.level == "pte" and layout.pages]
KERNELS = ((5, 10), (5, 19), (6, 1), (6, 12), (7, 3))
MODES = (frozenset[str](), frozenset({"wp"}), frozenset({"missing"}), frozenset({"wp", "missing"}))
FEATURES = (frozenset[str](), frozenset({"wp_async"}), frozenset({"event_remap", "wp_unpopulated"}))
_KEEPS_A_MARKER = ("reclaim", "pageout", "cold", "numa_scan", "mig_start", "mig_end", "fork", "clear_refs_4")
_GIVES = {"0", "lost", "child", "remap"}  # fates that take a bit away


PROTECTING = [layout for layout in LAYOUTS if keeps(Setting(layout, layout.until or KERNELS[-1]), "uffd_wp")]


@st.composite
def _settings(draw: st.DrawFn, layouts: list[Layout] = LAYOUTS) -> Setting:
    layout = draw(st.sampled_from(layouts))
    kernels = [kernel for kernel in KERNELS if layout.covers(kernel)] or [_last(layout)]
    off = draw(st.sampled_from([frozenset[str](), frozenset({"MEMORY_FAILURE"}), frozenset({"MEM_SOFT_DIRTY"})]))
    return Setting(layout, draw(st.sampled_from(kernels)), Config(off))


def _last(layout: Layout) -> tuple[int, ...]:
    return [release for release in RELEASES if layout.covers(release)][-1]


Lives = st.tuples(
    _settings(), st.sampled_from(PAGE_KINDS), st.sampled_from(MODES), st.sampled_from(FEATURES), st.booleans(),
    st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.booleans()), min_size=1, max_size=25),
)  # fmt: skip
_FIRST = [("write", False), ("uffd_wp", False)]
Protected = st.tuples(
    _settings(PROTECTING), st.sampled_from(PAGE_KINDS), st.just(MODES[1]), st.sampled_from(FEATURES), st.just(True),
    st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.booleans()), min_size=1, max_size=6).map(
        lambda events: [*_FIRST, *events]
    ),
)  # fmt: skip
Life = tuple[Setting, str, frozenset[str], frozenset[str], bool, list[tuple[str, bool]]]


def lived(life: Life, look: Callable[[Setting, Page, Outcome, Page], None]) -> None:
    """Live a life, and look at every event: the page before, what happened, the page that is followed."""
    setting, kind, modes, features, write, events = life
    modes = modes if keeps(setting, "uffd_wp") else modes - {"wp"}
    page = new_page(kind, write=write, uffd=modes, features=features if modes else frozenset[str]())
    areas = min(setting.max_swapfiles, setting.area.limit + 1)
    for number, (event, child) in enumerate(events, 1):
        done = apply(page, event, setting, supply=Supply(number, number, number % areas, 200))
        followed = done.pages[-1 if child else 0]
        look(setting, page, done, followed)
        page = followed


def exclusive_is_anonymous(_: Setting, __: Page, ___: Outcome, page: Page) -> None:
    if page.exclusive:
        assert page.anon or page.kind == "hugetlb" or page.state in SPECIAL_STATES, page
        assert not page.zero, page


def protection_goes_only_by_rule(setting: Setting, before: Page, done: Outcome, __: Page) -> None:
    registered = "wp" in before.vma.uffd and "wp" in done.page.vma.uffd
    if not (registered and before.uffd_wp and not done.page.uffd_wp):
        return
    assert done.rule is not None, (before, done)
    fates = dict(done.rule.fates)
    gone = done.page.state == "none" and before.state != "none"
    if gone and done.event in _KEEPS_A_MARKER and setting.has_markers:  # what reclaim drops for good was freed before
        assert before.anon or before.kind == "anon", (done.event, done.rule, before)
        return
    assert fates.get("uffd_wp") in _GIVES or gone or EVENTS[done.event].lifts, (done.event, done.rule, before)


def no_word_is_a_collision(setting: Setting, _: Page, __: Outcome, page: Page) -> None:
    word = word_of(page, setting)
    written = "present" if page.present else page.state
    for state, words in _collisions(setting):
        assert not (state == written and word in words), f"{setting}: {page.state} {word:#x} is read as another state"


def what_is_open_is_a_bit_of_the_word(setting: Setting, _: Page, __: Outcome, page: Page) -> None:
    for name, mask in unknown_parts(page, setting):
        assert name
        assert 0 < mask < 1 << setting.layout.width


@cache
def _collisions(setting: Setting):  # type: ignore[no-untyped-def]
    regions = Regions(setting)
    overlaps = [overlap for rule in COLLISION_RULES for overlap in rule(regions)]
    return [(pair.written, pair.shared) for pair in overlaps if judged(regions, pair).verdict == "collision"]


INVARIANTS = (
    exclusive_is_anonymous, protection_goes_only_by_rule, no_word_is_a_collision, what_is_open_is_a_bit_of_the_word,
)  # fmt: skip


@given(life=Lives)
@settings(max_examples=250)
def test_random_lives(life: Life) -> None:
    for holds in INVARIANTS:
        lived(life, holds)


@given(life=Protected)
@settings(max_examples=400)
def test_protected_pages(life: Life) -> None:
    lived(life, protection_goes_only_by_rule)


@pytest.mark.long
@given(life=Lives)
@settings(max_examples=10_000)
def test_many_random_lives(life: Life) -> None:
    for holds in INVARIANTS:
        lived(life, holds)
