"""Lives written down in words."""

import pytest

from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.page import Page
from ptetui.sources.life.script import SCRIPT_FACTS, Script, parse_script, play_script
from tests.sources.life.lives import a_life


def test_a_kind_facts_and_events() -> None:
    page, events = parse_script(
        ["shmem", "uffd=wp", "event_fork", "tracked", "locked", "pinned", "write", "uffd_wp", "pageout"]
    )
    assert page.kind == "shmem"
    assert page.vma.shared
    assert page.vma.uffd == {"wp"}
    assert page.vma.features == {"event_fork"}
    assert (page.vma.soft_dirty, page.vma.locked, page.vma.write, page.pinned) == (False, True, True, True)
    assert events == ("write", "uffd_wp", "pageout")


def test_the_kind_may_be_left_out_and_nothing_is_a_page_of_its_own() -> None:
    assert parse_script(["write"]) == parse_script(["anon", "write"])
    assert parse_script([]) == Script(parse_script(["anon"]).page, ())
    assert parse_script(["uffd=wp", "uffd=missing", "read_only"]).page.vma.uffd == {"wp", "missing"}
    assert not parse_script(["read_only"]).page.vma.write


def test_no_word_means_two_things() -> None:
    assert not set(SCRIPT_FACTS) & set(EVENTS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("dance", r"'dance' is not known; kinds \(as the first word\) are anon, .* facts uffd=wp, .* events read, "),
        ("write shmem", "'shmem' is not an event; events are read, "),
        ("uffd=rwp", "'uffd=rwp' is not known"),
        ("write uffd=wp", "'uffd=wp': facts of the range come before the first event"),
        ("event_fork write", "'event_fork': the range is not registered with userfaultfd; uffd=wp or uffd=missing"),
    ],
)
def test_a_wrong_word_is_named(words: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as error:
        parse_script(words.split())
    assert "\n" not in str(error.value)


def test_a_script_is_played_from_its_own_beginning() -> None:
    life = a_life()
    play_script(parse_script(["shmem", "uffd=wp", "write", "uffd_wp", "pageout"]), life)
    assert [life.deeds[number].name for number in life.path()] == ["anon", "shmem", "write", "uffd_wp", "pageout"]
    assert life.page.state == "marker_uffd_wp"


def test_what_cannot_happen_says_why() -> None:
    with pytest.raises(ValueError, match=r"MADV_GUARD_INSTALL cannot happen: only from 6\.13 on"):
        play_script(parse_script(["guard_install"]), a_life())


def after(script: str) -> Page:
    """The page once all of it has happened on x86-64, Linux 6.12."""
    life = a_life()
    play_script(parse_script(script.split()), life)
    return life.page


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ("anon write pageout", "swap"),
        ("anon pinned write pageout", "present_write"),
        ("anon write free pageout", "none"),
        ("anon write mprotect_none mig_start mig_end", "protnone"),
        ("anon write mig_start mprotect_none mig_end", "protnone"),
        ("anon write mig_start mig_end", "present_write"),
        ("anon write pageout mprotect_none swapoff", "protnone"),
        ("anon write pageout swapoff", "present_read"),
    ],
)
def test_where_a_life_ends(script: str, state: str) -> None:
    """What is pinned stays, what was given up is dropped, and no entry gives access that its range does not."""
    assert after(script).state == state


def test_a_forked_page_is_nobody_s_own_while_it_moves() -> None:
    assert after("anon write clear_refs_4 mig_start").state == "migration_read_exclusive"
    page = after("anon write clear_refs_4 mig_start fork")
    assert (page.state, page.exclusive) == ("migration_read", False)
