"""The collector rests while the app starts, and works again once the first picture is there."""

import gc

from tests.tui.apps import app


async def test_garbage_is_collected_once_the_app_has_started() -> None:
    gc.disable()
    try:
        async with app().run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            assert gc.isenabled()
            assert gc.get_freeze_count() > 0
    finally:
        gc.enable()
        gc.unfreeze()


async def test_an_app_that_others_started_leaves_the_collector_alone() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert gc.isenabled()
        assert gc.get_freeze_count() == 0
