"""Random lives of random pages on every layout: words, states, invariants, undo."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import EVENTS, apply, chance, events
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.page import (
    EMPTY_PROTECTED,
    MARKER_STATES,
    PAGE_KINDS,
    PMD_STATES,
    SPECIAL_STATES,
    Page,
    holds,
    known_bits,
    new_page,
    unknown_parts,
    word_of,
)
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST, RELEASES
from tests.groups import of_every_layout

LAYOUTS = [layout for layout in Catalog().all() if layout.level == "pte"]
CHOICES = sorted(name for name, guard in GUARDS.items() if guard.choice)
OFF = ("MEM_SOFT_DIRTY", "HAVE_ARCH_USERFAULTFD_WP", "SWAP", "DEVICE_PRIVATE", "MEMORY_FAILURE", "PTE_MARKER")
FRAMES = 0xFF
READS_AS = {
    "none": "none", "swap": "swap", "zero_page": "present", "present_read": "present", "present_write": "present",
    **{state: state for state in SPECIAL_STATES}, **dict.fromkeys(MARKER_STATES, "marker"),
    "special_uffd_wp": "special_uffd_wp", **dict.fromkeys(PMD_STATES, "none"),
}  # fmt: skip


def releases(layout: Layout) -> list[tuple[int, int]]:
    return [release for release in RELEASES if layout.covers(release)]


class Life(RuleBasedStateMachine):
    """One page; every word that it takes is one that the kernel could read back."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        layout = data.draw(st.sampled_from(LAYOUTS))
        kernel = data.draw(st.sampled_from(releases(layout)))
        off = frozenset(data.draw(st.sets(st.sampled_from(OFF), max_size=2)))
        self.setting = Setting(layout, kernel, Config(off))
        kind = data.draw(st.sampled_from(PAGE_KINDS))
        uffd = frozenset(data.draw(st.sets(st.sampled_from(["wp", "missing"]))))
        has_wp = "uffd_wp" in {f.name for f in self.setting.swap.fields if f.kind == "flag"}
        features = st.sets(st.sampled_from(["wp_async", "wp_unpopulated", "event_fork", "event_remap"]))
        page = new_page(
            kind,
            write=data.draw(st.booleans()),
            exec=data.draw(st.booleans()),
            soft_dirty=data.draw(st.booleans()),
            uffd=uffd if has_wp else uffd - {"wp"},
            features=frozenset(data.draw(features)) if uffd else frozenset(),
        )
        self.history: list[Page] = [page]
        self.done: list[tuple[str, frozenset[str], Supply]] = []

    @property
    def page(self) -> Page:
        return self.history[-1]

    @rule(
        event=st.sampled_from(sorted(EVENTS)),
        choices=st.frozensets(st.sampled_from(CHOICES), max_size=2),
        number=st.integers(1, FRAMES),
        child=st.booleans(),
    )
    def happen(self, event: str, choices: frozenset[str], number: int, child: bool) -> None:
        areas = min(self.setting.max_swapfiles, self.setting.area.limit + 1)  # nios2 had two bits for them once
        supply = Supply(number, number, number % areas)
        outcome = apply(self.page, event, self.setting, choices, supply)
        again = apply(self.page, event, self.setting, choices, supply)
        assert outcome == again, "an event has one outcome"
        assert outcome.outcome
        possible = chance(self.page, event, self.setting, choices).possible
        assert possible or outcome.outcome.startswith(("EINVAL", "nothing")), outcome.outcome
        if not possible:
            assert word_of(outcome.page, self.setting) == word_of(self.page, self.setting)
        for fate in outcome.fates:
            assert str(fate)
            if fate.change in ("kept", "moved"):
                assert fate.source is None or fate.target is not None, fate
        self.history.append(outcome.pages[-1 if child else 0])
        self.done.append((event, choices, supply))

    @precondition(lambda self: len(self.history) > 1)
    @rule(back=st.integers(1, 5))
    def undo_and_redo(self, back: int) -> None:
        """Undo is an index: the same events from there lead to the same pages."""
        back = min(back, len(self.done))
        page = self.history[-back - 1]
        for place, (event, choices, supply) in enumerate(self.done[-back:], len(self.history) - back):
            outcome = apply(page, event, self.setting, choices, supply)
            assert self.history[place] in outcome.pages
            page = self.history[place]

    @invariant()
    def word_is_read_back(self) -> None:
        if not hasattr(self, "history"):
            return
        page, setting = self.page, self.setting
        word = word_of(page, setting)
        reading = classify(setting, word)
        protnone = page.state.startswith("protnone")
        expected = ("protnone", "present") if protnone else (READS_AS[page.state],)
        assert reading.state in expected, f"{page.state} {word:#x} reads as {reading.state} ({reading.reason})"
        values = {name: value for name, value in reading.form.decode(word).items() if name in reading.form.settable()}
        assert reading.form.encode(values) == word, "R12"
        if page.frame is not None and reading.pfn is not None:
            assert reading.pfn == page.frame
        if page.state == "swap":
            assert (reading.area, reading.offset) == (page.area, page.slot)
            flags = sum(reading.form.by_name[name].mask for name in reading.flags)
            plain = {setting.area.name: page.area, "offset": page.slot or 0}
            bare = word & ~flags | reading.form.encode(plain) & flags  # bits that are stored inverted are ones
            assert bare == reading.form.encode(plain), "R10: without its software bits the plain entry is left"
        if page.state in MARKER_STATES:
            assert reading.marker == (MARKER_STATES[page.state],)
        self.software_bits_are_the_page(reading)

    def software_bits_are_the_page(self, reading: Reading) -> None:
        """R9: what the page says is in the word, wherever the form has the bit."""
        page = self.page
        if page.state in ("none", *PMD_STATES, *MARKER_STATES, *EMPTY_PROTECTED) or (
            page.present and self.setting.layout.pages is None
        ):
            return
        form = reading.form if not page.present else self.setting.forms[1]
        for name in ("soft_dirty", "uffd_wp"):
            has = name in form.by_name and form.by_name[name].kind == "flag"
            assert (name in reading.flags) == (getattr(page, name) and has), name

    @invariant()
    def protection_holds(self) -> None:
        """R11: the userfaultfd bit takes write permission; bit or marker need a registered range."""
        if not hasattr(self, "history"):
            return
        page = self.page
        assert not (page.uffd_wp and page.writable)
        if page.uffd_wp and not self.stale_protection():
            assert "wp" in page.vma.uffd, page

    def stale_protection(self) -> bool:
        """Until 6.13 mremap kept the bit of a range that it unregistered (history: H16)."""
        return self.setting.kernel < (6, 13) and any(event == "mremap" for event, _, _ in self.done)

    @invariant()
    def what_is_left_open_is_named_once(self) -> None:
        if not hasattr(self, "history"):
            return
        open_bits = 0
        for name, mask in unknown_parts(self.page, self.setting):
            assert name
            assert not open_bits & mask
            open_bits |= mask
        assert known_bits(self.page, self.setting) == ~open_bits & ((1 << self.setting.layout.width) - 1)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=150, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.long
class TestLongLife(Life.TestCase):
    """The same, for longer."""

    settings = settings(
        max_examples=3000, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
    )


def described() -> Iterator[tuple[Layout, str, str]]:
    """Every clause of every layout that says what user pages look like."""
    for layout in LAYOUTS:
        if layout.pages:
            for item, when in [*layout.pages.fields.items(), *layout.pages.untold.items()]:
                yield layout, item, when


def test_clauses_of_user_pages_are_readable() -> None:
    from ptetui.linux.life.page import facts_of

    facts = facts_of(new_page())
    for layout, item, when in described():
        assert holds(when, facts) in (True, False), f"{layout.name}: {item}"
        _, equals, value = item.partition("=")
        assert not equals or int(value, 0) >= 0


def _tells_flags_apart(layout: Layout) -> bool:
    """Not where the range tells: no bit for no access, or PAGE_NONE is PAGE_READONLY; nor the frame's storage key."""
    before_software_bits = layout.name == "s390" and layout.since < (3, 12)
    return not (layout.name.startswith("loongarch32") or layout.name == "m68k_sun3" or before_software_bits)


@of_every_layout(layout for layout in LAYOUTS if layout.pages and _tells_flags_apart(layout))
def test_user_pages_tell_their_flags_apart(layout: Layout) -> None:
    """Present words of user pages differ wherever write, young, dirty or access do."""
    setting = Setting(layout, layout.until or NEWEST)
    words = {}
    for state in ("present_read", "present_write", "protnone"):
        for young in (False, True):
            for dirty in (False, True):
                page = new_page()._replace(state=state, young=young, dirty=dirty, frame=0x42)
                words[state, young and state != "protnone", dirty] = word_of(page, setting)
    assert len(set(words.values())) == len(words)


def test_events_say_why_they_cannot_be() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 1)), (6, 1))
    chances = {chance.event.name: chance for chance in events(new_page(), setting)}
    assert chances["guard_install"].why == "only from 6.13 on"
    assert chances["uffd_poison"].why == "only from 6.6 on"
    assert "registered" in chances["uffd_wp"].why
    assert chances["write"].possible
    assert chances["write"].function == "do_anonymous_page"
    assert chances["pageout"].possible, "skips what is not present"
    assert chances["punch"].why == "no effect on an empty PTE of anonymous memory"
    off = Setting(setting.layout, (6, 1), Config(frozenset({"MEMORY_FAILURE"})))
    assert chance(new_page(), "hwpoison", off).why == "CONFIG_MEMORY_FAILURE is off"


def test_an_event_that_cannot_be_splits_no_huge_page() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    huge = apply(new_page("anon"), "collapse", setting).page
    assert huge.state in PMD_STATES
    impossible = [name for name in EVENTS if not chance(huge, name, setting).possible]
    assert {"punch", "truncate"} <= set(impossible)
    assert {apply(huge, name, setting).page.state for name in impossible} == {huge.state}


@pytest.mark.parametrize("kernel", [(6, 18), (7, 3)])
def test_fork_copies_the_guards_of_a_shared_range(kernel: tuple[int, int]) -> None:
    """Seen in the lab on 6.18.15: the child has the marker though VM_MAYBE_GUARD came later."""
    setting = Setting(Catalog().find("x86_64", kernel), kernel)
    guarded = apply(new_page("shmem"), "guard_install", setting).page
    assert [page.state for page in apply(guarded, "fork", setting).pages] == ["marker_guard", "marker_guard"]


def test_fork_makes_two() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    page = apply(new_page(), "write", setting, supply=Supply(frame=1)).page
    parent, child = apply(page, "fork", setting).pages
    assert (parent.state, child.state) == ("present_read", "present_read")
    assert (parent.young, child.young) == (True, False)
    assert not parent.exclusive
    held = page._replace(state="device_exclusive_write")
    assert apply(held, "fork", setting, {"folio_locked"}).outcome == "EBUSY"


def test_bits_that_move_are_told() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    page = apply(new_page(), "write", setting, supply=Supply(frame=1)).page
    out = apply(page, "pageout", setting, supply=Supply(slot=5))
    fates = [str(fate) for fate in out.fates]
    assert "soft-dirty: bit 11 → bit 1" in fates
    assert "dirty: moved to the folio" in fates
    shared = apply(new_page("shmem"), "write", setting, supply=Supply(frame=1)).page
    lost = apply(shared, "pageout", setting)
    assert lost.page.state == "none"
    assert lost.page.file.backing == "swapped"
    assert "soft-dirty: lost" in [str(fate) for fate in lost.fates]


def test_fates_say_where_a_flag_is_kept_aside() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    written = apply(new_page(), "write", setting).page
    assert "dirty: bit 6 → bit 58" in map(str, apply(written, "mprotect_ro", setting).fates)
    older = Setting(Catalog().find("x86_64", (6, 1)), (6, 1))
    assert "dirty: kept" in map(str, apply(written, "mprotect_ro", older).fates)


def test_exclusive_goes_from_folio_to_entry_and_back_once_there_is_such_a_flag() -> None:
    for kernel, out, back in (((6, 12), "moved from the folio", "moved to the folio"), ((5, 13), None, None)):
        setting = Setting(Catalog().find("x86_64", kernel), kernel)
        paged_out = apply(apply(new_page(), "write", setting).page, "pageout", setting)
        read = apply(paged_out.page, "read", setting)
        for done, fate_text in ((paged_out, out), (read, back)):
            assert {str(fate) for fate in done.fates if fate.name == "exclusive"} == (
                {f"exclusive: {fate_text}"} if fate_text else set()
            )
