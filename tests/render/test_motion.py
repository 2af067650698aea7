"""Bits on their way at an event: what is where at which time."""

from ptetui.linux.life.fates import Fate
from ptetui.render.motion import MOTION_HEIGHT, Move, motion_rows, moves
from ptetui.sources.life.tree import LifeTree
from tests.sources.life.lives import a_life

FATES = (
    Fate("soft_dirty", "moved", 11, 1), Fate("young", "lost", 5, None),
    Fate("exclusive", "moved from the folio", None, 3),
    Fate("dirty", "moved to the folio", 6, None), Fate("uffd_wp", "kept", 2, 2), Fate("write", "born", None, 1),
)  # fmt: skip


def test_what_moves_and_what_it_says() -> None:
    assert [move.text for move in moves(FATES)] == [
        "soft-dirty 11 → 1", "young lost", "exclusive folio → 3", "dirty 6 → folio", "write set → 1",
    ]  # fmt: skip


def paged_out() -> LifeTree:
    life = a_life()
    for event in ("write", "clear_refs_4", "write", "pageout"):
        life.happen(event)
    return life


def lines(life: LifeTree, time: float) -> list[str]:
    now = life.now
    assert now.deed.parent is not None
    assert now.outcome is not None
    old, new = life.moments[now.deed.parent].reading(0), now.reading(0)
    return ["".join(span.text for span in row) for row in motion_rows(old, new, moves(now.outcome.fates), time)]


def test_it_starts_with_the_word_before_and_ends_with_the_word_after() -> None:
    life = paged_out()
    start, end = lines(life, 0.0), lines(life, 1.0)
    assert len(start) == len(end) == MOTION_HEIGHT
    assert start[1] != end[1]
    assert not "".join(start[2:5]).strip()
    word = life.now.word(0)
    assert word >> 1 & 1
    assert end[5][8 + 62] not in "·0 "  # soft-dirty, bit 1, has landed
    assert start[5][8 + 62] == "·"
    assert all(len(line) <= 80 for time in range(101) for line in lines(life, time / 100))


def test_a_bit_travels_with_its_name_from_its_old_place_to_the_new_one() -> None:
    life = paged_out()
    assert life.now.outcome is not None
    (moved,) = (move for move in moves(life.now.outcome.fates) if move.name == "soft-dirty")
    assert moved == Move("soft-dirty", 11, 1)
    places = [
        line.index("S soft-dirty") if "S soft-dirty" in line else line.index("S", line.index(moved.text))
        for time in range(101)
        for line in lines(life, time / 100)[2:5]
        if moved.text in line
    ]
    assert len(places) > 5
    assert places == sorted(places)
    assert 8 + 63 - 11 <= places[0] < places[-1] <= 8 + 63 - 1
