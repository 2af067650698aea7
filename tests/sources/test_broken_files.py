"""Files that are not captures, or only half of one: one line that says what and where, exit code 2, no traceback."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ptetui import cli
from tests.golden import CARRIED_CAPTURES

Edit = Callable[[dict[str, Any]], Any]
WHOLE = (CARRIED_CAPTURES / "x86_64-6.12.json").read_text()


def refused(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """The one line that the file is refused with."""
    assert cli.main(["replay", "--text", *options, str(path)]) == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert got.err.count("\n") == 1, got.err
    assert got.err.startswith(f"ptetui: {path}: "), got.err
    return got.err.removeprefix(f"ptetui: {path}: ").rstrip("\n")


@pytest.mark.parametrize("end", range(0, len(WHOLE), 1000))
def test_cut_off(end: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "cut.json"
    path.write_text(WHOLE[:end])
    assert refused(path, capsys).endswith("is not a capture: is cut off")


NOT_CAPTURES = {
    "empty": ("", "is cut off"),
    "text": ("hello", "line 1, column 1: is not a capture: Expecting value"),
    "a list": ("[]", "is not a capture: the whole is a list, not an object"),
    "a number": ("7", "is not a capture: the whole is a int, not an object"),
    "null": ("null", "is not a capture: the whole is a NoneType"),
    "no captures": ("{}", "is not a capture: has no list named captures"),
    "another object": ('{"name": "x"}', "is not a capture: has no list named captures"),
    "an object of lists": ('{"name": [1]}', "kernel_release: kernel 'name' is not a version"),
    "no bracket": ('{"captures": [1, 2', "is cut off"),
    "a comma too many": ('{\n "captures": [1,]}', "line 2, column 17: is not a capture"),
    "brackets without end": ("[" * 100_000, "is not a capture"),
    "a number without end": ('{"captures": ' + "9" * 10_000 + "}", "is not a capture"),
}


@pytest.mark.parametrize(("text", "message"), NOT_CAPTURES.values(), ids=NOT_CAPTURES)
def test_not_a_capture(text: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.json"
    path.write_text(text)
    assert message in refused(path, capsys)


def test_not_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "binary.json"
    path.write_bytes(b'{"a": "\xff"}')
    assert refused(path, capsys) == "is not a capture: not text at byte 7"


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert refused(tmp_path / "nowhere.json", capsys) == "No such file or directory"
    assert refused(tmp_path, capsys) == "Is a directory"


def put(*keys: Any, value: Any) -> Edit:
    """An edit that sets one value deep in the data."""

    def edit(data: dict[str, Any]) -> dict[str, Any]:
        inner: Any = data
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = value
        return data

    return edit


def drop(*keys: Any) -> Edit:
    def edit(data: dict[str, Any]) -> dict[str, Any]:
        inner: Any = data
        for key in keys[:-1]:
            inner = inner[key]
        del inner[keys[-1]]
        return data

    return edit


STEP = ("captures", 2)
WRONG = {
    "captures is a text": (put("captures", value="x"), "captures is not a list of steps"),
    "captures is an object": (put("captures", value={}), "captures is not a list of steps"),
    "captures is empty": (put("captures", value=[]), "captures is not a list of steps"),
    "a step is a number": (put(*STEP, value=5), "captures[2]: is not a step: a int, not an object"),
    "a step is null": (put(*STEP, value=None), "captures[2]: is not a step: a NoneType"),
    "a step without a word": (drop(*STEP, "raw_pte_hex"), "captures[2]: step anon-zeropage has no raw_pte_hex"),
    "a word that is no number": (
        put(*STEP, "raw_pte_hex", value="0xzz"),
        "captures[2]: step anon-zeropage: the word '0xzz' is not a hexadecimal number",
    ),
    "a word that is a number": (put(*STEP, "raw_pte_hex", value=5), "the word 5 is not a hexadecimal number"),
    "a word that is null": (put(*STEP, "raw_pte_hex", value=None), "the word None is not a hexadecimal number"),
    "a word below zero": (put(*STEP, "raw_pte_hex", value="-0x1"), "the word '-0x1' is not a hexadecimal number"),
    "a word that is too large": (
        put(*STEP, "raw_pte_hex", value="0x1" + "0" * 16),
        "step anon-zeropage: 0x10000000000000000 does not fit 64 bits",
    ),
    "a pagemap word that is no number": (
        put(*STEP, "pagemap_hex", value="?"),
        "captures[2]: step anon-zeropage: the pagemap word '?' is not a hexadecimal number",
    ),
    "system calls that are a number": (put(*STEP, "syscalls", value=5), "syscalls is a int, not a list"),
    "system calls that are a text": (put(*STEP, "syscalls", value="read"), "syscalls is a str, not a list"),
    "no kernel": (drop("kernel_release"), "kernel_release: kernel '' is not a version"),
    "a kernel that is not known": (put("kernel_release", value="9.1"), "kernel_release: kernel 9.1 is not known"),
    "a kernel that is a list": (put("kernel_release", value=[]), "kernel_release: kernel '[]' is not a version"),
    "a machine that is not known": (put("machine", value="vax"), "machine 'vax': layout 'vax' is not known"),
    "a machine that is a list": (put("machine", value=[1]), "machine '[1]': layout '[1]' is not known"),
    "a page size that does not exist": (put("page_size", value=1000), "has pages of 1000 bytes"),
    "a page size that is a text": (put("page_size", value="4K"), "has pages of 4K bytes"),
    "a configuration that is a list": (put("config", value=["y"]), "config is a list, not an object"),
    "an option that is true": (
        put("config", "CONFIG_MIGRATION", value=True),
        "config: CONFIG_MIGRATION is True, not a text like 'y'",
    ),
}


@pytest.mark.parametrize(("edit", "message"), WRONG.values(), ids=WRONG)
def test_wrong_content(edit: Edit, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(edit(json.loads(WHOLE))))
    assert message in refused(path, capsys)
    assert message in refused(path, capsys, "--json")


def test_the_same_file_unharmed_is_fine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "fine.json"
    path.write_text(json.dumps(json.loads(WHOLE)))
    assert cli.main(["replay", "--text", str(path)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "80 steps, 80 pagemap words compared, 0 differ"


def test_what_is_not_needed_may_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bare list of words of a known machine is a capture."""
    path = tmp_path / "bare.json"
    words = [{"raw_pte_hex": word} for word in ("0x0", "07fffffffffbfe0a")]
    path.write_text(json.dumps({"machine": "x86_64", "kernel_release": "6.12", "captures": words}))
    assert cli.main(["replay", "--json", str(path)]) == 0
    steps = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(step["step"], step["state"], step["recorded_pagemap"]) for step in steps] == [
        (1, "none", None),
        (2, "swap", None),
    ]
    assert steps[1]["offset"] == "0x200"


def test_a_mismatch_is_said_and_the_answer_is_no(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "false.json"
    path.write_text(json.dumps(put(*STEP, "pagemap_hex", value="0x4000000000003ffe")(json.loads(WHOLE))))
    assert cli.main(["replay", "--text", str(path)]) == 1
    out = capsys.readouterr().out
    assert "DIFFERS in 0xc000000000000926 PRESENT SWAP" in out
    assert out.splitlines()[-1] == "80 steps, 80 pagemap words compared, 1 differ"
