"""Bits on their way at an event: what is where at which time."""

from ptetui.linux.life.fates import Fate
from ptetui.render.motion import Move, motion_rows, moves
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
    assert len(start) == len(end) == 7
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


def test_a_wide_screen_has_wide_bits() -> None:
    now = paged_out().now
    assert now.deed.parent is not None
    assert now.outcome is not None
    old, new = paged_out().moments[now.deed.parent].reading(0), now.reading(0)
    moving = moves(now.outcome.fates)
    for time in (0.0, 0.3, 0.6, 1.0):
        narrow, wide = (motion_rows(old, new, moving, time, cell, lane) for cell, lane in ((1, 3), (2, 8)))
        assert len(wide) == len(narrow) + 5
        assert max(sum(len(span.text) for span in row) for row in wide) <= 8 + 64 * 2 + 8
        for line in (1, -2):
            texts = ["".join(span.text for span in rows[line]) for rows in (narrow, wide)]
            assert texts[1][8 : 8 + 128 : 2] == texts[0][8 : 8 + 64]
    numbers = "".join(span.text for span in motion_rows(old, new, moving, 0.0, 2)[0])
    assert numbers.index("56") + 1 == 8 + (63 - 56) * 2
