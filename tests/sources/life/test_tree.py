"""A life: undo, redo, branches, two pages after a fork, the same life under another kernel."""

import pytest

from ptetui.linux.life.page import new_page
from ptetui.linux.setting import Setting
from ptetui.sources.life.tree import LifeTree, refusal
from tests.sources.life.lives import CATALOG, a_life, setting


def test_undo_and_redo_return_exactly() -> None:
    life = a_life()
    for event in ("write", "clear_refs_4", "write", "fork", "reclaim", "read"):
        life.happen(event)
    words = [[moment.word(which) for which in range(len(moment.pages))] for moment in life.moments]
    while life.undo():
        pass
    assert life.index == 0
    again = [[life.now.word(0)]]
    while life.redo():
        again.append([life.now.word(which) for which in range(len(life.now.pages))])
    assert again == words


def test_a_deed_in_the_past_branches_and_the_old_branch_stays() -> None:
    life = a_life()
    life.happen("write")
    life.happen("pageout")
    swapped = life.index
    life.undo()
    life.happen("mig_start")
    assert life.children(1) == [swapped, life.index]
    life.jump(str(swapped))
    assert life.page.state == "swap"
    life.jump("mig")
    assert life.page.state == "migration_write"
    assert sorted(number for number, _ in life.tree()) == list(range(len(life.deeds)))


def test_the_same_deed_at_the_same_moment_is_one_deed() -> None:
    life = a_life()
    life.happen("write")
    life.undo()
    life.happen("write")
    assert len(life.deeds) == 2


def test_what_cannot_happen_says_why_and_changes_nothing() -> None:
    life = a_life()
    with pytest.raises(ValueError, match=r"only from 6\.13 on"):
        life.happen("guard_install")
    with pytest.raises(ValueError, match="moment 7: there are moments 0 to 0"):
        life.jump("7")
    with pytest.raises(ValueError, match="no moment is called so"):
        life.jump("nothing like it")
    assert len(life.deeds) == 1


def test_fork_makes_two_pages_and_either_can_live_on() -> None:
    life = a_life()
    life.happen("write")
    life.happen("fork")
    assert len(life.now.pages) == 2
    assert [page.state for page in life.now.pages] == ["present_read", "present_read"]
    assert life.other()
    life.happen("write")
    assert [page.state for page in life.now.pages] == ["present_read", "present_write"]
    assert life.now.pages[0].folio.mapcount == 1  # the child has a copy of its own now
    life.undo()
    assert life.lives == 0
    assert life.now.pages[0].folio.mapcount == 2


def test_another_kernel_plays_the_same_life() -> None:
    life = a_life(kernel="6.12")
    life.start(new_page("shmem", uffd=frozenset({"wp"})))
    for event in ("write", "uffd_wp", "pageout"):
        life.happen(event)
    words = [moment.word(0) for moment in life.moments]
    assert life.page.state == "marker_uffd_wp"
    life.use(setting(kernel="5.10"))
    assert life.page.state == "none"  # no markers yet: the protection is lost
    life.use(setting("arm64_4k", "6.0"))
    assert "uffd_wp did not happen" in life.use(setting("arm64_4k", "6.0"))
    assert [refusal(moment) != "" for moment in life.moments] == [False, False, False, True, False]
    life.use(setting(kernel="6.12"))
    assert [moment.word(0) for moment in life.moments] == words


@pytest.mark.parametrize(
    "name", ["mips32_r3k", "nios2", "arm_2level", "m68k_motorola", "sparc32", "x86_32_2level", "s390"]
)
def test_numbers_of_frames_and_slots_fit_every_layout(name: str) -> None:
    layout = CATALOG.find(name)
    life = LifeTree(Setting(layout, layout.since), CATALOG)
    for event in ("read", "write", "pageout", "read", "mig_start", "mig_end", "fork"):
        if any(chance.possible and chance.event.name == event for chance in life.chances()):
            life.happen(event)
    assert all(moment.reading(0).state not in ("malformed", "unknown") for moment in life.moments)


def test_the_same_events_give_the_same_words_wherever_they_are_played() -> None:
    first, second = a_life(), a_life()
    for life in (first, second):
        for event in ("write", "pageout", "read"):
            life.happen(event)
    assert [moment.word(0) for moment in first.moments] == [moment.word(0) for moment in second.moments]
    assert [moment.reading(0).state for moment in first.moments] == ["none", "present", "swap", "present"]
    assert first.moments[2].changed == first.moments[1].word(0) ^ first.moments[2].word(0)
    with pytest.raises(ValueError, match="dance"):
        first.happen("dance")


def test_every_event_is_offered_or_refused_with_a_reason() -> None:
    for chance in a_life().chances():
        assert chance.possible or chance.why


def test_a_protected_page_in_swap_faults_at_a_store_when_it_is_back() -> None:
    life = a_life()
    life.start(new_page("shmem", uffd=frozenset({"wp"})))
    for event in ("write", "uffd_wp", "pageout"):
        life.happen(event)
    assert life.now.reading(0).marker == ("uffd_wp",)
    assert life.now.outcome is not None
    assert "uffd-wp: moved into the marker" in [str(fate) for fate in life.now.outcome.fates]
    life.happen("read")
    assert life.page.uffd_wp
    life.happen("write")
    assert life.now.outcome.outcome == "userfault"
