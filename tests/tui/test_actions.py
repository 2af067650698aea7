"""The table of actions: bindings, help, footer and palette are read from it."""

import pytest

from ptetui.tui.actions import ACTIONS, available, bindings
from ptetui.tui.screens.explore import Explore
from ptetui.tui.screens.help import help_text
from tests.tui.apps import app, replay, text

SCREENS = sorted({screen for action in ACTIONS for screen in action.screens.split()})
EXPLORE = list(available(True, "explore"))


def test_ids_are_unique_and_no_key_means_two_things() -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    for screen in SCREENS:
        keys = [key for action in available(True, screen) for key in action.keys.split(",")]
        assert len(set(keys)) == len(keys), screen


@pytest.mark.parametrize("action", EXPLORE, ids=lambda action: action.id)
async def test_every_action_has_a_binding_that_leads_somewhere(action) -> None:  # type: ignore[no-untyped-def]
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        for key in action.keys.split(","):
            found = [
                binding
                for binding in running.screen._bindings.key_to_bindings.get(key, ())
                if binding.action == action.call
            ]
            assert found, key
        name = action.call.partition("(")[0]
        owner = running if name.startswith("app.") else running.screen
        assert hasattr(owner, f"action_{name.removeprefix('app.')}"), action.call


def test_bindings_are_the_table() -> None:
    made = bindings("explore")
    assert [binding.action for binding in made] == [action.call for action in EXPLORE]
    assert all(binding in Explore.BINDINGS for binding in made)


@pytest.mark.parametrize("recording", [True, False])
def test_help_has_every_action_and_key(recording: bool) -> None:
    shown = help_text(recording, "explore", columns=300)
    for action in available(recording, "explore"):
        assert action.text in shown
        assert action.key.split()[0] in shown
    assert recording == ("next step" in shown)
    narrow = help_text(recording, "explore", columns=40)
    assert max(map(len, narrow.splitlines())) <= 40


async def test_the_palette_has_every_action_once() -> None:
    running = replay()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        titles = [command.title for command in running.get_system_commands(running.screen)]
        expected = [action.text for action in available(True, "explore") if action.id != "palette"]
        assert titles == expected
        for command in running.get_system_commands(running.screen):
            if command.title == "toggle the bit":
                await command.callback()
        assert running.desk.index == 1


async def test_an_action_can_be_chosen_in_the_palette() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"toggle the bit")
        await pilot.pause(0.2)
        await pilot.press("down", "enter")
        await pilot.pause(0.2)
        assert running.desk.index == 1


async def test_the_footer_names_help_and_quit_at_every_width() -> None:
    running = replay()
    async with running.run_test(size=(40, 30)) as pilot:
        for columns in (40, 80, 133, 240):
            await pilot.resize_terminal(columns, 50)
            await pilot.pause()
            keys = text(running, "keys")
            assert "? help" in keys
            assert "q quit" in keys
            assert "…" not in keys


async def test_quit() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.press("q")
        await pilot.pause()
    assert running.return_code == 0
