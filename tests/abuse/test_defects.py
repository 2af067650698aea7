"""What broke once and is in no other folder's tests."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ptetui.cli import main
from tests.linux.test_catalog import FILE

CHILD = {
    "kernel_release": "6.12",
    "machine": "x86_64",
    "captures": [
        {"step": "fork-parent", "vaddr": "0x1000", "raw_pte_hex": "0x0", "syscalls": ["fork"]},
        {"step": "fork-child", "who": "child", "vaddr": "0x2000", "raw_pte_hex": "0x0", "syscalls": ["fork"]},
        {"step": "cow", "who": "child", "vaddr": "0x3000", "raw_pte_hex": "0x0", "syscalls": ["write in child"]},
    ],
}


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that these arguments are refused with."""
    assert main(arguments) == 2
    got = capsys.readouterr()
    assert got.err.count("\n") == 1
    return got.err.removeprefix("ptetui: ").rstrip("\n")


def test_a_page_that_only_the_child_has_touched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "child.json"
    path.write_text(json.dumps(CHILD))
    assert main(["replay", "--check", str(path)]) in (0, 1)
    assert "cow" in capsys.readouterr().out


def test_folders_and_kernels_that_are_empty_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert "--layouts: names no folder" in refused(["decode", "5", "--layouts", ""], capsys)
    assert "kernel '' is not a version" in refused(["decode", "5", "-k", ""], capsys)


def test_a_folder_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scandir = os.scandir

    def denied(path: Path = Path()) -> object:
        if Path(path) == tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", denied)
    assert refused(["decode", "5", "--layouts", str(tmp_path)], capsys) == f"layouts {tmp_path}: Permission denied"


def test_a_read_only_file_is_not_replaced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kept.svg"
    path.write_text("kept")
    path.chmod(0o444)
    assert "is read-only; take another name" in refused(["export", "layout", "s390", "-o", str(path)], capsys)
    assert path.read_text() == "kept"
    path.chmod(0o640)
    assert main(["export", "layout", "s390", "-o", str(path)]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["kept.svg"]


def test_texts_of_a_layout_do_not_end_the_comments_of_a_header(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(FILE.replace('"toy.h"', '"a*/b.h", notes=["*/ int x;"]').replace("toys", "t"))
    out = tmp_path / "toy.h"
    assert main(["export", "layout", "toy", "--layouts", str(tmp_path), "-o", str(out)]) == 0
    comments, _, rest = out.read_text().partition(" */\n")
    assert "a* /b.h" in comments
    assert rest.startswith("#ifndef")


@pytest.mark.parametrize(
    ("locale", "plain"),
    [({"LC_ALL": "C"}, True), ({"LC_ALL": "POSIX"}, True), ({"LANG": "de_DE.ISO-8859-1"}, True), ({}, False),
     ({"LANG": "C.UTF-8"}, False), ({"LC_ALL": "en_US.UTF-8", "LANG": "C"}, False)],
    ids=str,
)  # fmt: skip
def test_a_locale_without_utf_8_gets_ascii(locale: dict[str, str], plain: bool) -> None:
    others = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHON"))}
    command = [sys.executable, "-m", "ptetui", "decode", "-l", "s390", "0x400"]
    done = subprocess.run(command, env=others | locale, capture_output=True, check=True, timeout=120)
    assert done.stdout.isascii() == plain
