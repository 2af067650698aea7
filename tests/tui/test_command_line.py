"""The command line that shows what a screen shows: it runs, and it shows the word."""

import shlex

import pytest

from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.config import parse_config
from ptetui.linux.releases import parse_release
from ptetui.linux.setting import find_setting
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.command_line import EXPORTED, command_line
from tests.tui.apps import app, text

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
