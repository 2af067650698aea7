"""Every way out of the program, with text from outside that a terminal, a page or a picture would obey.

Captures and tours are tried in tests/test_harmless.py; here are the others: names of dumps, logs, preferences, kernel
releases, names of mappings, what is typed and pasted, in the app as in what is printed and exported.
"""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ptetui.cli import main
from ptetui.export.files import write
from ptetui.sources.live import watched
from ptetui.terminal import fail
from ptetui.tui.app import PteApp
from ptetui.tui.dialogs.files import _exported
from ptetui.tui.explore.bookmarks import Bookmarks
from ptetui.tui.preferences import load_preferences
from tests.abuse.test_monkey import LOG
from tests.sources.test_scan import X86, dump_of
from tests.test_harmless import CAPTURE, EVIL, TOUR, is_harmless
from tests.tui.apps import CATALOG
from tests.tui.fake_lab import FakeLab
from tests.tui.test_lab import lab
from tests.tui.test_lifetime import APP, Terminal

NAME = "d\x1b]52;c;cm0gLXJm\x07\x1b[2J\u202e\u009b31m<script>alert(1)</script>[@click=app.quit]".replace("/", "")
SIGNS = {"OSC": b"\x1b]", "C1": "\u009b".encode(), "bidi": "\u202e".encode(), "bell": b"\x07", "clear": b"\x1b[2Jx"}
OWN = re.compile(rb"\x1b\]8;[^\x1b\x07]*\x1b\\|\x1b\]22;[a-z]*\x07")  # what Textual itself writes: links, the pointer


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    dump_of(tmp_path / "plain", "x86_64", "little", 60)
    return (tmp_path / "plain").rename(tmp_path / NAME)


def obeyed(seen: bytes) -> set[str]:
    """What of the evil text a terminal has got."""
    rest = OWN.sub(b"", seen)
    return {name for name, sign in SIGNS.items() if sign in rest}


def log_file(folder: Path) -> Path:
    lines = LOG.decode().replace("python2", f"py{EVIL}")
    path = folder / "log"
    path.write_text(lines + f"BUG: Bad page map in process {EVIL}  pte:10000000000 pmd:17e8be067\n", "utf-8")
    return path


OPENED = {
    "scan": ("scan", NAME, *X86, "--page", "0"),
    "log": ("log", "log"),
    "replay": ("replay", "capture.json"),
    "talk": ("present", "./tour.md"),
    "notes": ("present", "./tour.md", "--notes"),
    "live": ("live", "PID"),
}
MAPS = """
import mmap, sys, time
with open(sys.argv[1], "w+b") as file:
    file.truncate(8192)
    mapped = mmap.mmap(file.fileno(), 8192)
print("mapped", flush=True)
time.sleep(600)
"""


@contextmanager
def watched_process() -> Iterator[str]:
    """The number of a process that maps a file of an evil name, short enough to be shown."""
    with TemporaryDirectory(prefix="m") as folder:
        command = [sys.executable, "-S", "-c", MAPS, f"{folder}/{NAME}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            try:
                assert process.stdout is not None
                process.stdout.readline()
                yield str(process.pid)
            finally:
                process.kill()


@pytest.mark.parametrize("screen", OPENED)
def test_a_terminal_that_the_app_draws_on(screen: str, dump: Path, tmp_path: Path) -> None:
    """Screens whose text comes from files with evil names and texts; each is drawn, asked for its keys, pasted into."""
    (tmp_path / "capture.json").write_text(json.dumps(CAPTURE))
    (tmp_path / "tour.md").write_text(TOUR)
    assert (dump.name, log_file(tmp_path).name) == (NAME, "log")
    with ExitStack() as stack:
        command = list(OPENED[screen])
        if screen == "live":
            command[-1] = stack.enter_context(watched_process())
        terminal = Terminal([*APP[:3], *command], (120, 60), folder=tmp_path)
        stack.callback(terminal.close)
        shown = b"x1b]" if screen == "live" else b""  # the ranges of a process come after the first picture
        terminal.read(lambda: len(terminal.seen) > 3000 and shown in terminal.seen)
        for typed in (
            b"j?", b"\x1b[200~" + EVIL.encode() + b"\x1b[201~", b"\x1b", b":" + "x\u202e\u009b\u2066y".encode()
        ):  # fmt: skip
            os.write(terminal.master, typed)
            terminal.settle()
        assert obeyed(terminal.seen) == set()


def test_what_is_printed(dump: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                         monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    log = str(log_file(tmp_path))
    (tmp_path / "picture.md").write_text(f"{TOUR}\n## A picture\n\n```picture\nfile: {NAME}.png\nabout: {EVIL}\n```\n")
    config = tmp_path / "config" / "ptetui" / "config.toml"
    config.parent.mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for arguments in (
        ["scan", str(dump), *X86], ["scan", str(dump), *X86, "--page", "0"], ["scan", str(dump) + EVIL[:5], *X86],
        ["scan", str(dump), *X86, "--page", "99999"], ["scan", str(dump), *X86, "--where", EVIL],
        ["scan", str(dump), *X86, "--state", EVIL], ["scan", str(dump), *X86, "--state", "swap", "--json"],
        ["log", log], ["log", log, "--json"], ["log", EVIL], ["log", "-k", EVIL, log], ["decode", "-k", EVIL, "0"],
        ["live", EVIL], ["live", "1", EVIL], ["export", "scan", str(dump), EVIL, "-o", "x.svg"],
        ["lab", "--kernel", EVIL], ["lab", "--play", EVIL], ["verify", EVIL], ["practice", EVIL], ["budget", EVIL],
        ["present", str(tmp_path / "picture.md")],
        ["diff", EVIL, EVIL], ["completion", EVIL], ["export", EVIL, "-o", EVIL], ["free-bits", EVIL], ["check", EVIL],
    ):  # fmt: skip
        assert main(arguments) in (0, 1, 2), arguments
        out, err = capsys.readouterr()
        assert out or err, arguments
        assert is_harmless(out), arguments
        assert is_harmless(err), arguments
    config.write_text(
        f'theme = "{"".join(c for c in EVIL if c.isprintable() or c == chr(0x202E))}"\n"\\u001b[2J" = 3\n'
    )

    with pytest.raises(ValueError, match=r"config\.toml") as caught:
        load_preferences()

    fail(str(caught.value))
    assert is_harmless(capsys.readouterr().err)


@pytest.mark.parametrize("form", ["svg", "html", "txt", "md", "tex", "json", "png"])
def test_pictures_of_a_dump(form: str, dump: Path, tmp_path: Path) -> None:
    out = tmp_path / f"out.{form}"
    assert main(["export", "scan", str(dump), "0", *X86, "-o", str(out)]) == 0
    if form == "png":
        assert out.read_bytes().startswith(b"\x89PNG")
        return
    text = out.read_text("utf-8")
    if form == "svg":
        text = "".join(ET.fromstring(text).itertext())
    assert is_harmless(text)
    if form == "html":
        assert "<script>alert" not in text


def test_names_of_mappings() -> None:
    part = watched._range(f"7f0000000000-7f0000001000 rw-p 00000000 00:00 0    /tmp/{EVIL.replace(chr(0), '')}")
    assert is_harmless(part.name)
    assert (part.start, part.rights) == (0x7F0000000000, "rw-p")


def test_marks_that_no_run_has_set(tmp_path: Path) -> None:
    file = tmp_path / "marks.json"
    file.write_text(json.dumps([[EVIL] * 5, ["x86_64", "pte", EVIL, "", "0x4"], ["x86_64", "pte", "6.12", EVIL, "0x4"],
                                ["x86_64", "pte", "6.12", "", "0x402"]]))  # fmt: skip
    assert [mark.word for mark in Bookmarks(file).moments(CATALOG)] == [0x402]


async def test_the_console_of_a_guest_that_ends(tmp_path: Path) -> None:
    fake = FakeLab(error=f"no boot: {EVIL}")
    fake.machine.console_lines = (EVIL, f"[@click=app.quit]x[/] {EVIL}")  # type: ignore[misc]  # a class attribute
    async with lab(fake) as (screen, feed, _):
        assert feed.state == "failed"
        drawn = [segment.text for strip in screen._compositor.render_strips() for segment in strip]
        assert all(text.isprintable() for text in drawn)
        assert any("[@click" in text for text in drawn)
        for form in ("txt", "svg", "html"):
            write(str(tmp_path / f"x.{form}"), _exported(screen, f"x.{form}"))
            assert is_harmless((tmp_path / f"x.{form}").read_text("utf-8")), form


async def test_a_guest_kernel_that_is_called_so() -> None:
    """The release of a kernel in the lab, and the last lines of its console, come from the guest."""
    fake = FakeLab()
    fake.release = f"6.12.117-{EVIL}"
    fake.cpu = EVIL
    async with lab(fake) as (screen, _, pilot):
        await pilot.press("w")
        app = screen.app
        assert isinstance(app, PteApp)
        drawn = [segment.text for strip in app.screen._compositor.render_strips() for segment in strip]
        assert all(text.isprintable() for text in drawn)
