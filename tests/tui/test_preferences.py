"""The user's own keys and theme."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.versions import spell
from ptetui.tui.actions import actions_of, remap
from ptetui.tui.preferences import Preferences, keep_theme, load_preferences


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file, in a folder of the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "ptetui").mkdir()
    yield tmp_path / "ptetui" / "config.toml"
    remap({})


def test_without_a_file_the_theme_last_taken_is_kept() -> None:
    assert load_preferences() == Preferences("dark", {})
    keep_theme("light")
    assert load_preferences().theme == "light"


def test_theme_and_keys(config: Path) -> None:
    keep_theme("light")
    config.write_text('theme = "high-contrast"\n[keys]\n"kernel.older" = "O"\n"screen.life" = "f2"\n')
    with pytest.raises(ValueError, match=r"kernel.older: O is the key of event.swapoff in Life"):
        load_preferences()
    config.write_text('theme = "high-contrast"\n[keys]\n"kernel.older" = "ctrl+k,f3"\n"screen.life" = "f2"\n')
    preferences = load_preferences()
    assert preferences.theme == "high-contrast"
    remap(preferences.keys)
    older = {action.id: action for action in actions_of("explore")}["kernel.older"]
    assert older.all_keys == "^k f3"
    assert {action.id: action.key for action in actions_of("wall")}["screen.life"] == "f2"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('theme = "pink"', "theme: 'pink' is not one of dark, light"),
        ("colour = 1", "colour: not known; there are theme, keys, layout, kernel, motion"),
        ("layout = 3", 'layout: write text, such as "arm64_4k"'),
        ('motion = "off"', "motion: write true or false"),
        ("theme = ", "Invalid value"),
        ('keys = "x"', "keys: write a table, [keys]"),
        ('[keys]\nnothing = "x"', "keys: nothing: no action has this id"),
        ("[keys]\nundo = 3", "keys: undo: write keys as text"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_file(text: str, line: str, config: Path) -> None:
    config.write_text(text)
    with pytest.raises(ValueError, match=r"config\.toml: ") as caught:
        load_preferences()
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


def test_layout_kernel_and_motion(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, str]] = []
    monkeypatch.setattr("ptetui.terminal.on_terminal", lambda: True)
    monkeypatch.setattr(
        "ptetui.tui.start.run_explore",
        lambda _, setting, *__: started.append((setting.layout.name, spell(setting.kernel))) or 0,
    )
    config.write_text('layout = "arm64_4k"\nkernel = "6.1"\nmotion = false\n')
    assert load_preferences().motion is False
    for arguments in ([], ["-l", "x86_64"], ["-k", "6.12"], ["-l", "s390@5.19"]):
        assert main(arguments) == 0
    assert started == [("arm64_4k", "6.1"), ("x86_64", "6.1"), ("arm64_4k", "6.12"), ("s390", "5.19")]


def test_a_layout_that_is_not_there_names_the_file(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("ptetui.terminal.on_terminal", lambda: True)
    config.write_text('layout = "nothing"\n')
    assert main([]) == 2
    assert f"{config}: " in capsys.readouterr().err
