"""`replay` lists the recordings that ship and plays them by name."""

import json
from pathlib import Path

import pytest

from ptetui.cli import main

Capture = pytest.CaptureFixture[str]
NAMES = sorted(path.stem for path in (Path(__file__).parent.parent / "ptetui" / "captures").glob("*.json"))


def test_without_a_file_those_that_ship_are_listed(capsys: Capture) -> None:
    assert main(["replay"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == NAMES
    assert main(["replay", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["name"] for row in rows] == NAMES
    assert all(row["steps"] > 0 for row in rows)


@pytest.mark.parametrize("name", NAMES)
def test_one_plays_by_its_name(name: str, capsys: Capture) -> None:
    assert main(["replay", name, "--text"]) == 0
    assert name in capsys.readouterr().out.splitlines()[0]


def test_a_name_that_does_not_ship_is_one_line(capsys: Capture) -> None:
    assert main(["replay", "nothing-6.12"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
