"""History: the collisions of the past, driven by keys."""

from itertools import pairwise

from ptetui.analysis.case import played, replay
from ptetui.analysis.cases import CASES
from ptetui.linux.catalog import Catalog
from ptetui.render.motion import word_moves
from ptetui.tui.history.screen import History
from ptetui.tui.widgets.moving import MovingCanvas
from tests.tui.apps import opened, terminal


async def test_every_case_is_told_and_its_damage_played() -> None:
    async with opened("9", size=(80, 24)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, History)
        for case in CASES:
            assert screen.case.case is case
            shown = terminal(app)
            assert f"{case.id} {case.title[:40]}" in shown
            steps = len(screen.steps)
            assert steps
            for step in range(steps):
                screen.action_play()
                assert f"{step + 1}/{steps}" in terminal(app)
            screen.action_select(1)
        await pilot.press("pageup", "up", "pagedown", "space", "space", "space")
        assert screen.step is not None


async def test_the_damage_of_h06_is_two_frames() -> None:
    async with opened("9", size=(200, 50)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, History)
        app.animation_level = "none"
        while screen.case.case.id != "H06":
            screen.action_select(1)
        await pilot.press("space", "space")
        shown = terminal(app)
        assert "pfn 0x12200" in shown
        assert "pfn 0x12202" in shown
        assert "▲" in shown
        await pilot.press("enter")
        await pilot.pause()
        assert app.desk.now.reading.pfn == 0x12202
        await pilot.press("u")
        assert app.desk.now.reading.pfn == 0x12200


async def test_before_is_flagged_and_after_passes() -> None:
    async with opened("9", size=(100, 40)) as (app, _):
        screen = app.screen
        assert isinstance(screen, History)
        judged = 0
        for _ in CASES:
            if screen.case.after is not None:
                judged += 1
                assert "✗ finds 0x" in terminal(app)
                assert "✓ passes" in terminal(app)
            screen.action_select(1)
        assert judged == 10


async def test_a_case_names_its_commit_where_it_is_known() -> None:
    async with opened("9", size=(120, 40)) as (app, pilot):
        assert "commit 00839ee3b299 · https://git.kernel.org/linus/00839ee3b299" in terminal(app)
        await pilot.press("down")
        assert "commit" not in terminal(app)


async def test_the_damage_moves_and_a_key_ends_it() -> None:
    async with opened("9", size=(120, 40)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, History)
        await pilot.press("space")
        body = screen.query_one(MovingCanvas)
        assert body.frame is None  # the first word comes out of nothing
        await pilot.press("space")
        assert body.frame is not None
        height = screen.lines - 2
        begin, middle, end = (
            "\n".join("".join(span.text for span in row) for row in screen._body(120, height, time))
            for time in (0.0, 0.4, 1.0)
        )
        assert "bit 5: set" not in begin
        assert "type, bit 5: set" in middle
        assert "before" in end
        await pilot.press("down")
        assert body.frame is None
        assert "H02" in terminal(app)
        await pilot.press("up", "space", "space", "full_stop")
        assert body.frame is not None
        app.animation_level = "none"
        await pilot.press("full_stop")
        assert body.frame is None
        assert "motion is off" in terminal(app)


def test_what_moves_between_two_words() -> None:
    catalog = Catalog()
    moving = {}
    for case in CASES:
        steps = played(replay(case, catalog))
        pairs = [(one.reading, other.reading) for one, other in pairwise(steps)]
        moving[case.id] = [
            move.text
            for one, other in pairs
            if one.setting.layout.width == other.setting.layout.width
            for move in word_moves(one, other)
        ]
    assert moving["H01"] == ["type, bit 5: set"]
    assert moving["H06"] == ["pfn, bit 10: cleared"]
    assert moving["H22"] == ["type, bit 7: read as dirty", "soft-dirty, bit 3: read as leaf-exec"]
    assert moving["H04"] == []  # the offset is another number: it changes as a whole
    assert sum(map(bool, moving.values())) >= 16
