"""History: the collisions of the past, driven by keys."""

from ptetui.analysis.cases import CASES
from ptetui.tui.history.screen import History
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
