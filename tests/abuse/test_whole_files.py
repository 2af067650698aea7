"""Whatever ends a process while it writes a file: the file is as it was, or whole, and no other file remains.

SIGKILL, of which nobody hears, leaves the draft, `.NAME.PID.part`; whoever writes the file next removes it.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ptetui.export import formats

SLOWLY = """
import pathlib, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
def slowly(draft, path):
    print("drafted", flush=True)
    time.sleep(60)
if sys.argv[1] == "stop":
    pathlib.Path.replace = slowly
out = pathlib.Path(sys.argv[2])
"""
EXPORT = SLOWLY + "from ptetui.cli import main; sys.exit(main([*sys.argv[3:], '-o', str(out)]))"
WHAT_IF = (
    SLOWLY
    + """
from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.tui.what_if.draft import Draft
Draft(Setting(Catalog().find("x86_64", (6, 12)), (6, 12))).save(out, Catalog())
"""
)
RECORD = SLOWLY + "from ptetui.sources.lab.session import write_capture; write_capture({'captures': []}, out)"
PARQUET = (
    SLOWLY
    + """
from ptetui.cli import main
sys.exit(main(["scan", "/bin/sh", "-l", "x86_64@6.12", "--state", "swap", "--parquet", str(out)]))
"""
)
MANUAL = (
    SLOWLY
    + """
import docs.build
from ptetui.whole_file import replace_file
replace_file(out, docs.build.manual().encode())
"""
)
# What writes each kind of file.
WRITERS = {
    f"a.{name}": (EXPORT, "export", "layout", "s390") for name in formats() if name not in ("ascii", "cast", "json")
} | {
    "word.json": (EXPORT, "export", "word", "0x402", "-l", "s390@6.12"),
    "deck.html": (EXPORT, "export", "tour", "why-markers"),
    "deck.cast": (EXPORT, "export", "tour", "why-markers"),
    "my_x86.py": (WHAT_IF,),
    "record.json": (RECORD,),
    "words.parquet": (PARQUET,),
    "ptetui.1": (MANUAL,),
}


def is_interrupted(name: str, number: signal.Signals, folder: Path) -> None:
    """A process that has written its draft, and not put it in its place, is ended by a signal."""
    path = folder / name
    path.write_text("kept")
    script, *arguments = WRITERS[name]
    environment = os.environ | {"XDG_CACHE_HOME": "none"}  # nothing else is written
    command = [sys.executable, "-c", script, "stop", str(path), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"drafted\n"
        draft = f".{name}.{process.pid}.part"
        assert sorted(os.listdir(folder)) == sorted([draft, name])
        process.send_signal(number)
    assert process.returncode != 0
    assert path.read_text() == "kept"
    left = [draft] if number == signal.SIGKILL else []
    assert sorted(os.listdir(folder)) == sorted([name, *left])
    if left:
        command = [sys.executable, "-c", script, "go on", str(path), *arguments]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        assert os.listdir(folder) == [name]
        assert path.read_bytes() != b"kept"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_interrupted_export_leaves_the_old_file(number: signal.Signals, tmp_path: Path) -> None:
    is_interrupted("a.svg", number, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("name", WRITERS)
def test_whatever_is_written(name: str, number: signal.Signals, tmp_path: Path) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is the extra parquet")
    is_interrupted(name, number, tmp_path)
