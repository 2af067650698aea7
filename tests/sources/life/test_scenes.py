"""The two problems that the project grew out of, on every layout that can play them."""

import pytest

from ptetui.linux.life.seen import pagemap_of, smaps_of
from ptetui.linux.pagemap import PM_PRESENT, PM_SOFT_DIRTY, PM_SWAP, PM_UFFD_WP, pagemap_word
from ptetui.sources.life.proposal import NAME as PROPOSED
from ptetui.sources.life.proposal import marker_pagemap
from ptetui.sources.life.scenes import SCENES, enact
from ptetui.sources.life.tree import LifeTree
from tests.sources.life.lives import a_life

SCENE_SETTINGS = [("x86_64", "4.4"), ("x86_64", "5.10"), ("x86_64", "6.1"), ("x86_64", "6.12"), ("x86_64", "7.3"),
                  ("s390", "6.12"),
                  ("ppc64_book3s_64k", "6.12"), ("riscv64", "6.12")]  # fmt: skip


def played(number: int, layout: str, kernel: str) -> tuple[LifeTree, list[int], str]:
    """The life at the end of a scene, and the pagemap word of every moment of it."""
    life = a_life(layout, kernel)
    caption = enact(life, number)
    words = []
    while True:
        now = life.now
        words.append(marker_pagemap(now.setting, True) if now.left else pagemap_of(now.pages[0], now.setting))
        assert now.deed.caption
        assert len(now.deed.caption) <= 76, "captions stand on one line of 80 columns"
        if not life.redo():
            return life, words, caption


@pytest.mark.parametrize(("layout", "kernel"), SCENE_SETTINGS)
def test_pm_swap_is_missing(layout: str, kernel: str) -> None:
    life, words, _ = played(0, layout, kernel)
    assert words[2] & PM_PRESENT
    assert words[2] & PM_SOFT_DIRTY
    assert words[3] == 0
    assert smaps_of(life.page, life.setting).swap > 0  # though the data is in swap


@pytest.mark.parametrize(("layout", "kernel"), SCENE_SETTINGS)
def test_soft_dirty_is_lost(layout: str, kernel: str) -> None:
    life, words, _ = played(1, layout, kernel)
    assert words[2] & PM_SOFT_DIRTY
    assert words[-1] & PM_PRESENT
    assert not words[-1] & PM_SOFT_DIRTY
    assert "soft-dirty: lost" in [str(fate) for fate in life.moments[life.index - 1].outcome.fates]  # type: ignore[union-attr]


@pytest.mark.parametrize(("layout", "kernel"), SCENE_SETTINGS)
def test_with_uffd_wp_a_marker_stays(layout: str, kernel: str) -> None:
    life, words, _ = played(2, layout, kernel)
    assert words[-2] & PM_SWAP
    assert words[-2] & PM_UFFD_WP
    assert not words[-2] & PM_SOFT_DIRTY
    assert words[-1] & PM_UFFD_WP
    assert life.page.state == "present_read"


@pytest.mark.parametrize(("layout", "kernel"), SCENE_SETTINGS)
def test_the_proposal_fixes_swap_and_not_soft_dirty(layout: str, kernel: str) -> None:
    life, words, _ = played(3, layout, kernel)
    assert words[3] & PM_SWAP
    assert not words[3] & PM_SOFT_DIRTY
    assert not words[-1] & PM_SOFT_DIRTY
    life.undo()
    assert len(life.now.pages) == 2
    assert life.state(0) == PROPOSED
    assert pagemap_word(life.now.reading(1)) == 0  # the child sees nothing
    assert life.now.reading(0).state == "marker"
    assert life.now.reading(0).marker == ()  # in a bit that the kernel itself does not use


def test_a_scene_that_a_layout_cannot_play_moves_to_one_that_can() -> None:
    assert "riscv64 at 6.12 has no soft-dirty bits" in played(0, "riscv64", "6.12")[2]
    assert "s390 at 6.12 has no uffd-wp bits" in played(2, "s390", "6.12")[2]
    assert played(0, "s390", "6.12")[2] == ""
    assert len(SCENES) == 4
