"""`ptetui present` and `ptetui export tour` as scripts see them."""

import json
from pathlib import Path

import pytest

from ptetui import cli
from ptetui.talk.tours import shipped_tours, tour_name
from tests.export.exporting import export

NAMES = [tour_name(path) for path in shipped_tours()]


def test_without_a_tour_those_that_ship_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["present"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == NAMES


def test_without_a_terminal_it_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["present", NAMES[0]]) == 0
    got = capsys.readouterr()
    assert got.err == "ptetui: not a terminal: printing text instead of starting the talk\n"
    assert got.out.count("\n1. ") == 1
    assert "Notes: " in got.out
    assert "│" in got.out
    assert cli.main(["present", NAMES[0], "--ascii"]) == 0
    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize("arguments", [("nope",), ("no/such.md",), ("nope", "--notes")])
def test_a_tour_that_is_not_there(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["present", *arguments]) == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert got.err.startswith(f"ptetui: tour {arguments[0]}" if "/" in arguments[0] else "ptetui: tour 'nope' is not")
    assert got.err.count("\n") == 1


def test_a_malformed_tour_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad, output = tmp_path / "bad.md", tmp_path / "made.html"
    bad.write_text("---\ntitle: T\nabout: A\n---\n\n## A\n\n```show\nlayout: vax\n```\n")
    message = export(capsys, "tour", bad, "-o", output, code=2)
    assert message.startswith(f"ptetui: {bad}, line 9: layout: layout 'vax' is not known")
    assert message.count("\n") == 1
    assert list(tmp_path.iterdir()) == [bad]


@pytest.mark.parametrize("name", NAMES)
def test_every_format_of_every_tour(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    title = (
        next(path for path in shipped_tours() if tour_name(path) == name)
        .read_text()
        .splitlines()[1]
        .removeprefix("title: ")
    )
    for form in ("svg", "html", "txt", "ascii", "md", "tex", "cast"):
        output = tmp_path / f"tour.{form}"
        assert export(capsys, "tour", name, "-o", output, "--format", form) == ""
        shown = json.loads(output.read_text().splitlines()[0])["title"] if form == "cast" else output.read_text()
        assert title in shown, form


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("tour", "-o", "x.svg"), "export tour takes the name of one tour"),
        (("tour", "a", "b", "-o", "x.svg"), "given: a b"),
        (("tour", NAMES[0], "-o", "x.json"), "json is one WaveDrom register"),
        (("budget", "-o", "x.cast"), "an asciicast is made of a tour, not of budget: export tour NAME -o FILE.cast"),
    ],
)
def test_what_cannot_be(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert message in export(capsys, *arguments, code=2)
    assert list(tmp_path.iterdir()) == []
