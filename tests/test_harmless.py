"""What comes from outside reaches no terminal, page or picture as anything but text."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.cli import main
from ptetui.harmless import cut, harmless, harmless_data

EVIL = "\x1b]52;c;cm0gLXJm\x07\x1b[2J\x9b31m\u202eabc\u2066\x00\x7f"
CAPTURE = {
    "kernel_release": "6.12",
    "machine": "x86_64",
    "note": EVIL,
    "captures": [
        {"step": f"one {EVIL}", "description": EVIL, "vaddr": "0x1000", "raw_pte_hex": "0x0", "syscalls": [EVIL]},
        {"step": "two", "vaddr": "0x1000", "raw_pte_hex": "0x8000000002bea867", "syscalls": ["write"]},
    ],
}
TOUR = f"""---
title: Evil {EVIL} &#27;[31m
about: evil {EVIL}
layout: x86_64@6.12
---

## A caption {EVIL} &#x1b;]0;x

```show
state: swap type=3
```

- {{type}} a point {EVIL} &#155;

> notes {EVIL}
"""


def is_harmless(text: str) -> bool:
    return all(char.isprintable() or char in "\n\t" for char in text)


@given(st.text())
def test_only_printable_characters_are_left(text: str) -> None:
    assert is_harmless(harmless(text))
    assert harmless(harmless(text)) == harmless(text)
    if is_harmless(text):
        assert harmless(text) == text


def test_texts_of_json() -> None:
    assert harmless_data({"a\x1b": ["\x07", 3, None]}) == {"a\\x1b": ["\\x07", 3, None]}
    assert cut("x" * 500, 60) == "x" * 30 + "..." + "x" * 27


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "capture.json").write_text(json.dumps(CAPTURE))
    (tmp_path / "tour.md").write_text(TOUR)
    return {"capture": tmp_path / "capture.json", "tour": tmp_path / "tour.md"}


@pytest.mark.parametrize(
    "arguments",
    [("replay", "--text", "capture"), ("replay", "--check", "capture"), ("replay", "--json", "capture"),
     ("present", "tour"), ("decode", EVIL), ("decode", "-l", EVIL, "0"), ("show", EVIL), ("present", EVIL + "/x.md"),
     ("replay", EVIL), ("encode", EVIL)],
    ids=range(10),
)  # fmt: skip
def test_terminal(arguments: tuple[str, ...], files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    main([str(files.get(argument, argument)) for argument in arguments])
    out, err = capsys.readouterr()
    assert out or err
    assert is_harmless(out)
    assert is_harmless(err)


@pytest.mark.parametrize("form", ["svg", "html", "txt", "md", "cast"])
def test_exports_of_a_tour(form: str, files: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / f"out.{form}"
    assert main(["export", "tour", str(files["tour"]), "-o", str(path)]) == 0
    text = path.read_text()
    if form == "svg":
        text = "".join(ET.fromstring(text).itertext())
    if form == "cast":
        texts: list[Any] = [json.loads(line) for line in text.splitlines()]
        assert EVIL[:5] not in str([event[2] for event in texts[1:]])
        assert is_harmless(texts[0]["title"])
        return
    assert is_harmless(text)


def run(arguments: list[str], shell: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    command = f'exec "$@" {shell}'
    return subprocess.run(
        ["bash", "-c", command, "bash", sys.executable, "-m", "ptetui", *arguments],
        capture_output=True, text=True, check=False, timeout=120, **options,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "shell", "error"),
    [
        (["decode", "-"], "<&-", "standard input is closed"),
        (["decode", "7"], ">&-", "standard output is closed"),
        (["-l", "x86_64"], "<&-", "printing text instead"),
        (["present", "~nosuchuser/x.md"], "", "No such file"),
        (["present", "/dev/zero"], "", "tour /dev/zero"),
        (["decode", "-"], "< <(head -c 30M /dev/zero)", "line 1 is longer than 10000 characters"),
    ],
)
def test_closed_streams_and_endless_input_are_one_line(arguments: list[str], shell: str, error: str) -> None:
    got = run(arguments, shell, env=os.environ | {"COLUMNS": "80"})
    assert error in got.stderr
    assert got.stderr.count("\n") == 1
    assert is_harmless(got.stderr)
    assert got.returncode in (0, 2)
