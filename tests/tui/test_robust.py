"""What ended the app once: rare keys, sizes, files that change while it runs, text that looks like markup."""

from pathlib import Path

import pytest
from rich.style import Style
from textual.command import CommandList
from textual.events import Click
from textual.widgets import OptionList

from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.sources.snapshot import Snapshot
from ptetui.talk.position import place_file, read_position
from ptetui.talk.reader import read_tour
from ptetui.talk.tour import Tour
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.dialogs.choice import Choice
from ptetui.tui.dialogs.picker import Picker
from ptetui.tui.dialogs.prompt import Prompt
from ptetui.tui.screen import PictureScreen
from tests.linux.test_catalog import FILE
from tests.tui.apps import CATALOG, app, desk, opened, setting, terminal


def tour_of(title: str, folder: Path) -> Tour:
    """A tour of one slide."""
    text = f"---\ntitle: {title}\nabout: A test\nlayout: x86_64\n---\n\n## {title}\n\n```show\nword: 0x4\n```\n"
    return read_tour(text, folder / "own.md", "own.md", CATALOG)


async def test_the_proposal_under_designs_that_have_no_markers() -> None:
    async with opened("2", size=(160, 50)) as (running, pilot):
        running.animation_level = "none"
        await pilot.press("V", "dollar_sign", "n", "n", "n", "n")
        await pilot.pause()
        assert "the proposal needs a kernel with markers" in terminal(running)


async def test_a_layout_of_fewer_bits_and_another_size_while_a_screen_is_covered() -> None:
    async with opened("4", size=(100, 30)) as (running, pilot):
        await pilot.press("home", "1")
        await pilot.pause()
        running.desk.use_layout("csky_abiv1")
        await pilot.resize_terminal(90, 28)
        await pilot.press("4")
        await pilot.pause()
        assert "csky_abiv1" in terminal(running)


@pytest.mark.parametrize("title", ["Bits [63:52] and [/]", "[red]alarm[/red]", "[@click=app.quit]quit[/]"])
async def test_a_title_is_text(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tour = tour_of(title, tmp_path)
    running = PteApp(Desk(Snapshot(setting(), 4), CATALOG, tour=tour), "talk")
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        await pilot.pause()
        assert isinstance(running.screen, Choice)
        assert f" {title} " in terminal(running).replace("─", " ")
        assert title in str(running.screen.query_one(OptionList).get_option_at_index(1).prompt)


@pytest.mark.parametrize(
    "text",
    ["[99999, 99999, 0, false]", "[1e400, 0, 0, false]", "[1, 0, NaN, false]", "[-3, 0, 0, false]", "[" * 100_000, ""],
    ids=["beyond", "infinite", "no number", "negative", "nested", "empty"],
)
async def test_notes_wait_where_the_talk_is_nowhere(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    tour = tour_of("T", tmp_path)
    file = place_file(tour.path)
    file.write_text(text)
    assert text.startswith(("[9", "[-")) or read_position(file) is None
    running = PteApp(Desk(Snapshot(setting(), 4), CATALOG, tour=tour), "notes")
    async with running.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert "waiting for: ptetui present" in terminal(running)


@pytest.mark.parametrize("change", ["deleted", "broken"])
@pytest.mark.parametrize("key", "34567890")
async def test_a_layout_file_that_changes_while_the_app_runs(key: str, change: str, tmp_path: Path) -> None:
    file = tmp_path / "toy.py"
    file.write_text(FILE)
    catalog = Catalog((tmp_path,))
    layout = catalog.find("toy")
    running = PteApp(Desk(Snapshot(Setting(layout, layout.since), 0x122), catalog))
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        if change == "deleted":
            file.unlink()
        else:
            file.write_text("raise RuntimeError('half written')\n")
        await pilot.press(key)
        await pilot.pause(0.2)
        await pilot.press("left", "right", "1")
        await pilot.pause()
        assert isinstance(running.screen, PictureScreen)
        assert running.return_code is None


async def test_a_panel_that_is_answered_twice_closes_once() -> None:
    """Keys may come faster than it closes; it may be closed before it is composed."""
    async with opened("a") as (running, pilot):
        picker = running.screen
        assert isinstance(picker, Picker)
        picker.dismiss("s390")
        picker.dismiss("s390")
        await pilot.pause()
        assert running.desk.setting.layout.name == "s390"
        prompt = Prompt("text", lambda _: None)
        running.push_screen(prompt)
        await prompt.remove_children()
        prompt.on_mount()
        prompt.dismiss(False)
        await pilot.pause()


async def test_a_click_on_a_line_that_is_gone_is_none() -> None:
    async with opened("ctrl+p", size=(100, 40)) as (running, pilot):
        await pilot.pause(0.3)
        listed = running.screen.query_one(OptionList)
        click = Click(listed, 5, 1, 0, 0, 1, False, False, False, style=Style(meta={"option": 10_000}))
        await listed._on_message(click)
        await pilot.pause()
        assert running.return_code is None
        assert isinstance(listed, CommandList)


async def test_too_small_says_what_is_needed() -> None:
    running = app()
    async with running.run_test(size=(80, 24)) as pilot:
        for key in "1234567890":
            await pilot.resize_terminal(80, 24)
            await pilot.press(key)
            await pilot.resize_terminal(19, 3)
            await pilot.pause()
            assert terminal(running).split()[:2] == ["too", "small:"]


async def test_keys_after_the_last_one() -> None:
    ended = PteApp(desk())
    async with ended.run_test() as pilot:
        await pilot.pause()
    assert ended.screen_stack == []
    assert await ended._check_bindings("x")
