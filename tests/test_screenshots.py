"""The pictures: every view is there in every theme, and what the README shows exists. CI compares what is in them."""

import re
import xml.etree.ElementTree as ET
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from ptetui.tui.actions import SCREENS

ROOT = Path(__file__).parents[1]


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that draws them."""
    monkeypatch.syspath_prepend(ROOT / "screenshots")
    return import_module("build")


def test_every_view_is_there_in_every_theme(build: ModuleType) -> None:
    names = [view.name for view in build.VIEWS]
    assert len(set(names)) == len(names)
    expected = {f"{theme}/{name}.svg" for theme in build.THEMES for name in names}
    there = {str(path.relative_to(ROOT / "screenshots")) for path in ROOT.glob("screenshots/*/*.svg")}
    assert there == expected
    for path in ROOT.glob("screenshots/*/*.svg"):
        text = "".join(ET.parse(path).getroot().itertext())
        assert any(sign in text for sign in ("help", "apply", "space continues", "SPECIAL PTE")), path


def test_every_screen_has_a_view(build: ModuleType) -> None:
    shown = {view.name.partition("-")[0] for view in build.VIEWS}
    assert {entry.name.partition("_")[0] for entry in SCREENS if entry.key} <= shown


def test_what_the_readme_shows_exists() -> None:
    shown = re.findall(r'(?:src|srcset)="([^"]+)"|\]\((screenshots/[^)]+)\)', (ROOT / "README.md").read_text("utf-8"))
    assert len(shown) >= 4
    for pair in shown:
        assert (ROOT / "".join(pair)).is_file(), pair


def test_a_check_names_what_differs_and_writes_nothing(
    build: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (view,) = (view for view in build.VIEWS if view.name == "explore-swap-80x24")
    monkeypatch.setattr(build, "HERE", tmp_path / "screenshots")
    monkeypatch.setattr(build, "VIEWS", (view,))
    assert build.main(["--check"]) == 1
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "screenshots" / "old").mkdir(parents=True)
    (tmp_path / "screenshots" / "old" / "gone.svg").write_text("")
    assert build.main([]) == 0
    capsys.readouterr()
    assert len(list(tmp_path.rglob("*.svg"))) == len(build.THEMES)
    assert build.main(["--check"]) == 0
    changed = tmp_path / "screenshots" / "light" / "explore-swap-80x24.svg"
    changed.write_text("")
    assert build.main(["--check"]) == 1
    message = capsys.readouterr().err
    assert message == "screenshots/light/explore-swap-80x24.svg is not what is drawn now: make screenshots\n"


def test_a_view_that_is_not_known(build: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        build.main(["nonsense"])
    assert stopped.value.code == 2
    assert "not known: nonsense; there are explore-swap-80x24" in capsys.readouterr().err
