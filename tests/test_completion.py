"""Completion scripts, tried in the shells that the machine has, and the manual page."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.commands import names

ROOT = Path(__file__).parent.parent


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_name_commands_options_and_layouts(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = script(shell, capsys)
    for word in (*names(), "x86_64", "s390", "byte-order"):
        assert word in text, word
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=text, text=True, check=True, capture_output=True)


def test_bash_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "script").write_text(script("bash", capsys))
    for line, expected in (("ptetui dec", "decode"), ("ptetui decode -l loongarch64_1", "loongarch64_16k")):
        words = line.split()
        ask = f"source {tmp_path}/script; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; COMP_LINE='{line}'; "
        ask += (
            'COMP_POINT=${#COMP_LINE}; $(complete -p ptetui | sed "s/.*-F \\([^ ]*\\).*/\\1/"); echo "${COMPREPLY[@]}"'
        )
        printed = subprocess.run(["bash", "-c", ask], text=True, capture_output=True, check=True)
        assert expected in printed.stdout.split(), (line, printed)


LINES = [("ptetui dec", "decode"), ("ptetui decode -l loongarch64_1", "loongarch64_16k"), ("ptetui log --j", "--json")]


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish")
@pytest.mark.parametrize(("line", "expected"), LINES, ids=[expected for _, expected in LINES])
def test_fish_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, expected: str) -> None:
    (tmp_path / "script").write_text(script("fish", capsys))
    ask = ["fish", "--no-config", "-c", f"source {tmp_path}/script; complete -C '{line}'"]
    printed = subprocess.run(ask, text=True, capture_output=True, check=True, env={**os.environ, "HOME": str(tmp_path)})
    assert expected in [offer.split("\t")[0] for offer in printed.stdout.splitlines()]


# A shell on a terminal of its own: the line and a tab are typed there, and what it shows is read until it completes.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -d $1/dump; echo rea''dy"
zpty -r -m shell shown '*ready*'
zpty -w -n shell "$2"$'\t'
zpty -r -m shell shown "*$3*"
print -r -- $shown
zpty -d shell
"""


@pytest.mark.skipif(not shutil.which("zsh"), reason="no zsh")
@pytest.mark.parametrize(("line", "expected"), LINES, ids=[expected for _, expected in LINES])
def test_zsh_completes(tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, expected: str) -> None:
    (tmp_path / "_ptetui").write_text(script("zsh", capsys))
    ask = ["zsh", "-f", "-c", ZSH, "zsh", str(tmp_path), line, expected]
    printed = subprocess.run(ask, text=True, capture_output=True, check=True, timeout=50)
    assert expected in printed.stdout


def test_an_unknown_shell_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "cmd"]) == 2
    assert "invalid choice: 'cmd'" in capsys.readouterr().err


def test_the_manual_page_is_what_the_parsers_give() -> None:
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text() == module.manual(), "run make docs"
