"""The model as a subject: timeline, undo, branches, and the two problems that the project grew out of."""

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.life.page import new_page
from ptetui.linux.life.seen import smaps_of
from ptetui.linux.pagemap import PM_SOFT_DIRTY, PM_SWAP, PM_UFFD_WP
from ptetui.linux.setting import Setting
from ptetui.sources.model import Model


@pytest.fixture
def setting() -> Setting:
    return Setting(Catalog().find("x86_64", (6, 12)), (6, 12))


def test_timeline(setting: Setting) -> None:
    model = Model(setting)
    words = [model.snapshot.word, *(model.apply(event)[0].word for event in ("write", "pageout", "read"))]
    assert [snapshot.reading.state for snapshot in model.snapshots] == ["none", "present", "swap", "present"]
    assert model.go(1).word == words[1]
    assert [model.apply(event)[0].word for event in ("pageout", "read")] == words[2:], "the same again"
    model.go(1)
    model.apply("dontneed")
    assert len(model.snapshots) == 3, "another branch drops what came after"
    assert model.snapshot.before == words[1]
    with pytest.raises(IndexError, match="place 3"):
        model.go(3)
    with pytest.raises(ValueError, match="dance"):
        model.apply("dance")


def test_fork_gives_two_snapshots(setting: Setting) -> None:
    model = Model(setting)
    model.apply("write")
    parent, child = model.apply("fork")
    assert child.page == "child"
    assert parent.reading.state == child.reading.state == "present"


def test_shmem_loses_its_soft_dirty_bit_and_hides_that_it_is_in_swap(setting: Setting) -> None:
    model = Model(setting, new_page("shmem", soft_dirty=False))
    assert (model.apply("write")[0].recorded or 0) & PM_SOFT_DIRTY
    out = model.apply("pageout")[0]
    assert out.word == 0
    assert (out.recorded or 0) & (PM_SWAP | PM_SOFT_DIRTY) == 0
    assert smaps_of(model.page, setting).swap == 4096
    back = model.apply("read")[0]
    assert (back.recorded or 0) & PM_SOFT_DIRTY == 0
    assert back.reading.state == "present"


def test_a_protected_shmem_page_leaves_a_marker(setting: Setting) -> None:
    model = Model(setting, new_page("shmem", uffd=frozenset({"wp"})))
    for event in ("write", "uffd_wp", "pageout"):
        model.apply(event)
    assert model.snapshot.reading.marker == ("uffd_wp",)
    assert (model.snapshot.recorded or 0) & (PM_SWAP | PM_UFFD_WP) == PM_SWAP | PM_UFFD_WP
    assert "moved into the marker" in " ".join(map(str, (model.outcomes[-1] or pytest.fail("none")).fates))
    model.apply("read")
    assert model.page.uffd_wp
    assert model.apply("write")[0].note == "userfault"


def test_every_event_is_offered_or_refused_with_a_reason(setting: Setting) -> None:
    for each in Model(setting).events():
        assert each.possible or each.why
