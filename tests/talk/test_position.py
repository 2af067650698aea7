"""Where a talk is, told from one terminal to another."""

import os
import stat
from pathlib import Path

import pytest

from ptetui.talk.position import (
    Position,
    clock,
    place_file,
    read_position,
    remove_position,
    spell_pace,
    spell_time,
    write_position,
)
from ptetui.talk.tour import Place


@pytest.fixture(autouse=True)
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that talks tell their place in."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return tmp_path / "run" / f"ptetui-{os.getuid()}"


def test_what_is_told_is_what_was_told(tmp_path: Path) -> None:
    file = place_file(tmp_path / "a.md")
    assert read_position(file) is None
    for position in (Position(Place(3, 2), 1234.5), Position(Place(), 0.0, True, 25.0)):
        write_position(file, position)
        assert read_position(file) == position
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    remove_position(file)
    remove_position(file)
    assert read_position(file) is None


def test_every_tour_has_a_file_of_its_own_that_only_the_user_can_reach(tmp_path: Path, runtime: Path) -> None:
    one, other = place_file(tmp_path / "a.md"), place_file(tmp_path / "b.md")
    assert one != other
    assert one == place_file(tmp_path / "x" / ".." / "a.md")
    assert stat.S_IMODE(runtime.stat().st_mode) == 0o700


def test_a_folder_of_somebody_else_is_not_used(tmp_path: Path, runtime: Path) -> None:
    runtime.parent.mkdir()
    runtime.symlink_to(tmp_path)
    with pytest.raises(OSError, match="another user"):
        place_file(tmp_path / "a.md")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "[1, 2]",
        '["a", 0, 0, false]',
        "null",
        "[1, 2, null, false]",
        "[1, 2, 3, false, -1]",
        "[1, 2, 3, false, Infinity]",
    ],
)
def test_what_no_talk_wrote_is_nothing(content: str, tmp_path: Path) -> None:
    file = place_file(tmp_path / "a.md")
    file.write_text(content)
    assert read_position(file) is None


def test_the_clock() -> None:
    assert [clock(seconds) for seconds in (-1, 0, 9.9, 61, 3599, 3661)] == [
        "0:00", "0:00", "0:09", "1:01", "59:59", "1:01:01",
    ]  # fmt: skip


def test_without_a_runtime_folder_it_is_one_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setattr("ptetui.talk.position.gettempdir", lambda: str(tmp_path / "tmp"))
    assert place_file(tmp_path / "a.md").parent == tmp_path / "tmp" / f"ptetui-{os.getuid()}"


def test_the_time_that_is_planned() -> None:
    assert [spell_time(250, minutes) for minutes in (0, 5, 4)] == ["4:10", "0:50 left", "0:10 over"]
    assert [spell_pace(300, minutes, 0.5) for minutes in (0, 10, 8, 20)] == [
        "", "0:00 behind", "1:00 behind", "5:00 ahead",
    ]  # fmt: skip
