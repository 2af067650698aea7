"""The command line that shows what a screen shows: it runs, and it shows the word."""

import shlex

import pytest

from ptetui.arguments import APP_SCREENS
from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.config import parse_config
from ptetui.linux.releases import parse_release
from ptetui.linux.setting import find_setting
from ptetui.sources.life.script import parse_script, play_script, spell_script
from ptetui.sources.life.tree import LifeTree
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.actions import SCREENS
from ptetui.tui.command_line import EXPORTED, command_line
from tests.tui.apps import app, terminal, text

SETTING = find_setting(Catalog(), "x86_64", parse_release("4.18.8-200.fc28.x86_64"), parse_config(["MEMORY_FAILURE=n"]))


def run(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    command, *arguments = shlex.split(line)
    assert command == "ptetui"
    assert main(arguments) == 0, line
    return capsys.readouterr().out


def test_a_word_with_its_release_and_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    line = command_line(Snapshot(SETTING, 0x0400000000000000))
    assert line == "ptetui -l x86_64 -k 4.18.8-200.fc28.x86_64 --config=MEMORY_FAILURE=n 0x0400000000000000"
    assert "0x0400000000000000  x86_64, kernel 4.18" in run(line, capsys)


def test_a_pmd(capsys: pytest.CaptureFixture[str]) -> None:
    setting = find_setting(Catalog(), "x86_64@6.12", level="pmd")
    line = command_line(Snapshot(setting, 0x80000001B12000E3))
    assert line == "ptetui decode --level=pmd -l x86_64 -k 6.12 0x80000001b12000e3"
    assert "PRESENT" in run(line, capsys)


@pytest.mark.parametrize("screen", EXPORTED)
def test_pictures_of_screens(screen: str, capsys: pytest.CaptureFixture[str]) -> None:
    setting = find_setting(Catalog(), "arm64_4k@6.12")
    line = command_line(Snapshot(setting, 4), screen)
    assert line.startswith(f"ptetui export {screen} ")
    assert run(f"{line} --format txt", capsys).strip()


async def test_the_key_says_what_it_copied() -> None:
    running = app()
    async with running.run_test(size=(120, 30)) as pilot:
        await pilot.press("ctrl+y")
        assert "copied: ptetui -l " in text(running, "keys")


LINES = {
    "explore": ((), "ptetui -l x86_64 -k 6.12 0x07ffffffffdb9602"),
    "life": (("w", "o"), "ptetui export life anon write pageout -l x86_64 -k 6.12 -o -"),
    "compare": (
        (), "ptetui export compare 0x07ffffffffdb9602 x86_64@6.12 arm64_4k@7.3 riscv64@7.3 -o -",
    ),
    "collisions": ((), "ptetui export collisions x86_64 -l x86_64 -k 6.12 -o -"),
    "designs": (("plus",), "ptetui export designs k=4 -l x86_64 -k 6.12 -o -"),
    "talk": ((), "ptetui present what-is-in-a-pte"),
    "wall": ((), "ptetui export wall -l x86_64 -k 6.12 -o -"),
    "time": ((), "ptetui export time x86_64 -l x86_64 -k 6.12 -o -"),
    "history": (("down",), "ptetui export history H02 -l x86_64 -k 6.12 -o -"),
    "what_if": ((), "ptetui --screen=what_if -l x86_64 -k 6.12 0x07ffffffffdb9602"),
}  # fmt: skip


@pytest.mark.parametrize("screen", LINES)
async def test_every_screen_copies_the_word_and_itself(screen: str, capsys: pytest.CaptureFixture[str]) -> None:
    keys, line = LINES[screen]
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        running.animation_level = "none"
        await pilot.pause()
        await running.action_show(screen)
        await pilot.press(*keys, "y", "s")
        await pilot.pause()
        assert running.clipboard == line
        await pilot.press("y", "c")
        await pilot.pause()
        shown = running.screen.snapshot()  # type: ignore[attr-defined]
        assert running.clipboard.endswith(hex(shown.word)[2:])
    if line.startswith("ptetui export"):
        assert run(f"{line} --format txt", capsys).strip()


async def test_what_has_no_command_line_says_why() -> None:
    running = app()
    async with running.run_test(size=(100, 30)) as pilot:
        await pilot.press("0", "comma", "y", "s")
        await pilot.pause()
        assert "the edit is not saved" in terminal(running)
        await pilot.press("2", "w", "f", "tab", "w", "ctrl+y")
        await pilot.pause()
        assert "have no command line" in terminal(running)


def test_lives_are_spelled_as_they_are_read() -> None:
    for words in (
        "anon write",
        "shmem uffd=wp wp_async tracked write uffd_wp pageout",
        "file locked read_only tracked read",
    ):
        life = LifeTree(find_setting(Catalog(), "x86_64@6.12"), Catalog())
        script = parse_script(words.split())
        play_script(script, life)
        assert parse_script(spell_script(life)) == script


def test_the_state_of_a_word_in_other_layouts(capsys: pytest.CaptureFixture[str]) -> None:
    shown = run("ptetui export compare 0x07ffffffffdb9602 x86_64@6.12 arm64_4k@7.3 -o - --format txt", capsys)
    assert "0x0000000001234000" in shown
    same = run("ptetui export compare same=0x1234000 x86_64@6.12 arm64_4k@7.3 -o - --format txt", capsys)
    assert same.count("· 0x0000000001234000 ·") >= 2
    assert main(["export", "compare", "0x8000000002bea867", "x86_64", "s390", "-o", "-", "--format", "txt"]) == 0


def test_the_app_opens_on_a_screen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    opened: list[str] = []
    monkeypatch.setattr("ptetui.terminal.on_terminal", lambda: True)
    monkeypatch.setattr("ptetui.tui.start._run", lambda *given: opened.append(given[2]) or 0)
    for name in APP_SCREENS:
        assert main(["--screen", name, "0x4"]) == 0
    assert tuple(opened) == APP_SCREENS
    assert set(APP_SCREENS) == {entry.name for entry in SCREENS if entry.key} - {"talk"}
    assert main(["--screen=lif"]) == 2
    assert "screen 'lif' is not known; there are explore, life" in capsys.readouterr().err
