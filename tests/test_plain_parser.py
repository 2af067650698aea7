"""Where the plain parser reads a command line it says what argparse says of it; the rest it leaves to argparse."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ptetui import cli
from ptetui.commands import APP, names, parser_of
from ptetui.parser import Parser
from ptetui.plain_parser import PlainParser

COMMANDS = [APP, *names()]
PIECES = [
    "0x1f", "swap", "type=3", "x86_64", "6.12", "-", "", "--", "-1", "-l", "-lx86_64", "-l=x", "--layout",
    "--layout=s390", "--lay", "-k", "--kernel", "--kernel=", "--config", "--config=SWAP=n", "--json", "--json=1",
    "--ascii", "--level", "--level=pmd", "pmd", "--as", "entry", "--as=none", "--layouts", "--layouts=.", "--width",
    "--width=80", "1", "-h", "--help", "--version", "--theme", "dark", "--where", "type==31 and guard", "- ", "-x y",
]  # fmt: skip


def plain(name: str, line: list[str]) -> dict[str, Any] | None:
    parser: Any = PlainParser()
    parser_of(name, parser)
    parsed = parser.parse(line)
    return None if parsed is None else vars(parsed)


def by_argparse(name: str, line: list[str]) -> dict[str, Any] | None:
    try:
        return vars(parser_of(name, Parser(prog="ptetui")).parse_intermixed_args(line))
    except (ValueError, SystemExit):
        return None


@settings(max_examples=600, deadline=None)
@given(st.sampled_from(COMMANDS), st.lists(st.sampled_from(PIECES), max_size=6))
def test_a_plain_line_means_what_argparse_makes_of_it(name: str, line: list[str]) -> None:
    parsed = plain(name, line)
    if parsed is not None:
        assert parsed == by_argparse(name, line)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("decode", ["-l", "x86_64", "0x1f", "--json", "-", "--as=entry"]),
        ("encode", ["swap", "type=3", "--level", "pmd", "-k", "6.12", "--config", "SWAP=n", "--config=MIGRATION=n"]),
        ("layouts", ["--json", "--layouts", "."]),
        (APP, ["0x1f", "-l", "x86_64"]),
        (APP, []),
    ],
)
def test_common_lines_are_plain(name: str, line: list[str]) -> None:
    assert plain(name, line) == by_argparse(name, line)
    assert plain(name, line) is not None


@pytest.mark.parametrize("line", [["-h"], ["--lay", "x", "0"], ["0", "--level", "p4d"], ["0", "-l"], ["--json"]])
def test_help_abbreviations_and_mistakes_are_argparse_s(line: list[str]) -> None:
    assert plain("decode", line) is None


def test_an_error_names_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["decode", "0", "--level", "p4d"]) == 2
    assert capsys.readouterr().err.endswith("; see ptetui decode --help\n")
