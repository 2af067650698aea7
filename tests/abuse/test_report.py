"""The abuse report: the tests that docs/abuse.md names exist, and those of its defects that no other file tries."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.linux.test_catalog import FILE

ROOT = Path(__file__).parents[2]
PTETUI = [sys.executable, "-m", "ptetui"]


def test_every_test_that_the_table_names_exists() -> None:
    text = (ROOT / "docs" / "abuse.md").read_text("utf-8")
    numbers = re.findall(r"^\| ([HML]\d+) \|", text, re.MULTILINE)
    assert numbers == [f"{kind}{n}" for kind, most in (("H", 5), ("M", 12), ("L", 11)) for n in range(1, most + 1)]
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text))
    assert len(named) > 20
    for file, name in named:
        tree = ast.parse((ROOT / file).read_text("utf-8"))
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_an_edit_of_the_same_size_within_a_second_is_seen(tmp_path: Path) -> None:
    for about in ("AAAA", "BBBB", "CCCC"):
        (tmp_path / "toy.py").write_text(FILE.replace('arch="toy"', f'arch="toy", about="{about}"'))
        os.utime(tmp_path / "toy.py", (10**9, 10**9))
        command = [*PTETUI, "layouts", "--json", "--layouts", str(tmp_path)]
        assert f'"{about}"' in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [path.name for path in tmp_path.iterdir()] == ["toy.py"]


def test_endless_input_takes_little_memory() -> None:
    script = "import re, sys; from ptetui.cli import main; code = main(sys.argv[1:]);"  # maxrss would be our own, too
    script += "print(code, *re.findall(r'VmHWM:\\s+(\\d+) kB', open('/proc/self/status').read()))"
    for arguments in (["decode", "-"], ["replay", "/dev/zero"], ["present", "/dev/zero"]):
        with Path("/dev/zero").open("rb") as zeros:
            done = subprocess.run([sys.executable, "-c", script, *arguments], stdin=zeros, capture_output=True,
                                  text=True, check=True, timeout=60)  # fmt: skip
        code, peak = done.stdout.split()
        assert (code, done.stderr.count("\n")) == ("2", 1)
        assert int(peak) < 200 << 10


def test_errors_into_a_closed_pipe_end_it() -> None:
    command = f"yes zz | timeout 20 {sys.executable} -m ptetui decode - 2>&1 | head -1; echo ${{PIPESTATUS[1]}}"
    printed = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=60).stdout
    line, code = printed.splitlines()
    assert line.startswith("ptetui: line 1: 'zz' is not a number")
    assert code != "124", "it goes on"
