"""Text from outside reaches no terminal, page or picture as anything but text; input has limits."""

import json
import re
import resource
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.cli import main
from ptetui.harmless import harmless as visible
from ptetui.harmless import harmless_data as visible_data
from ptetui.linux.catalog import Catalog
from ptetui.sources.replay import load_recording
from ptetui.talk.position import read_position
from ptetui.tui.app import PteApp
from ptetui.tui.desk import Desk
from ptetui.tui.widgets.canvas import Canvas

CAPTURES = Path(__file__).parent.parent / "ptetui" / "captures"
EVIL = "\x1b]52;c;cm0gLXJmIH4=\x07\x1b[2J\x9b31m\u202etxt\u2066\x00\x7f"
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_EMBEDDING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
MEMORY = 400 << 20


@given(st.text())
def test_what_is_visible_has_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = visible(text)
    for character in shown:
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(character) not in _EMBEDDING
    if text.isprintable():
        assert shown == text


def test_escapes_say_what_was_there() -> None:
    assert visible("a\x1b[2Jb\x9b\u202e\ud800") == "a\\x1b[2Jb\\x9b\\u202e\\ud800"
    assert visible_data({"\x1b": ["\x07", 1, None]}) == {"\\x1b": ["\\x07", 1, None]}


def evil_capture(folder: Path) -> Path:
    """A capture with it in every text that is not a number or a name to be looked up."""
    data: dict[str, Any] = json.loads((CAPTURES / "x86_64-6.12.json").read_text(encoding="utf-8"))
    data |= {"cpu_model": EVIL, "qemu": EVIL, EVIL: EVIL}
    for step in data["captures"]:
        step |= {"step": step["step"] + EVIL, "description": EVIL, "note": EVIL}
    path = folder / "evil.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def evil_tour(folder: Path) -> Path:
    """A talk with it in title, caption, points and notes."""
    path = folder / "evil.md"
    path.write_text(
        f"---\ntitle: T{EVIL}\nabout: A{EVIL}\nlayout: x86_64@6.12\n---\n\n## Slide{EVIL}\n\n"
        f"```show\nword: 0x5\n```\n\n- {{present}} point{EVIL}\n\n> note{EVIL}\n".replace("\x00", ""),
        encoding="utf-8",
    )
    return path


def evil_layout(folder: Path) -> Path:
    """A folder with a layout with it in every text."""
    bad = "\\x1b]52;c;x\\x07\\x9b\\u202e"
    (folder / "toy.py").write_text(
        f'''
from construct import BitStruct
from ptetui.linux.layout import Since, layouts
from ptetui.schema.vocabulary import Bits, Ones, Zeros

NONE = "none" / BitStruct("empty" / Zeros(32) * "0 - empty{bad}") * "none{bad}"
PRESENT = "present" / BitStruct("pfn" / Bits(31) * "PFN M{bad} frame{bad}", "present" / Ones(1) * "P - present")
SWAP = "swap" / BitStruct(
    "type" / Bits(5) * "T - type{bad}", "offset" / Bits(26) * "O - slot", "present" / Zeros(1) * "P - clear")
LAYOUTS = layouts("toy", Since("6.1", (NONE, PRESENT, SWAP), why="{bad}", notes=["{bad}"]), arch="{bad}", width=32,
                  page_shift=12, physmem_bits=32, header="{bad}", about="{bad}", aliases=["t{bad}"])
''',
        encoding="utf-8",
    )
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """All that a command writes."""
    main(list(map(str, arguments)))
    out, err = capsys.readouterr()
    return out + err


def test_commands_on_a_capture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = evil_capture(tmp_path)
    for arguments in (["--text"], ["--check"], ["--json"], ["--check", "--json"]):
        text = run(capsys, "replay", path, *arguments)
        assert text
        assert HARMFUL.search(text) is None, arguments
    assert "\\x1b]52;c" in run(capsys, "replay", path, "--text")


def test_commands_on_a_layout(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = evil_layout(tmp_path)
    commands = ("layouts", "layouts --json", "show toy", "check toy", "check toy --json", "decode 0x5 -l toy",
                "decode 0x4 -l toy", "free-bits toy")  # fmt: skip
    for arguments in map(str.split, commands):
        text = run(capsys, *arguments, "--layouts", folder)
        assert "toy" in text or arguments[0] == "decode"
        assert HARMFUL.search(text) is None, arguments


@pytest.mark.parametrize("suffix", ["svg", "html", "md", "txt", "ascii", "tex", "cast"])
def test_exports_of_a_talk(suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out.{suffix}"
    message = run(capsys, "export", "tour", evil_tour(tmp_path), "-o", path)
    assert HARMFUL.search(message) is None
    if not path.exists():
        pytest.skip(f"a tour has no {suffix}: {message}")
    text = path.read_text(encoding="utf-8")
    if suffix == "cast":
        events = "".join(json.loads(line)[2] for line in text.splitlines()[1:] if line.startswith("["))
        assert "\x1b]52" not in events
        assert "\x9b" not in events
        assert "\x1b" not in json.loads(text.splitlines()[0]).get("title", "")
        return
    assert HARMFUL.search(text) is None
    if suffix == "svg":
        ET.fromstring(text)


@pytest.mark.parametrize("suffix", ["svg", "html", "h", "md", "txt"])
def test_exports_of_a_layout(suffix: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"out.{suffix}"
    message = run(capsys, "export", "layout", "toy", "--layouts", evil_layout(tmp_path), "-o", path)
    assert path.exists(), message
    assert HARMFUL.search(path.read_text(encoding="utf-8")) is None


async def test_the_app_on_a_capture(tmp_path: Path) -> None:
    recording = load_recording(evil_capture(tmp_path), Catalog())
    running = PteApp(Desk(recording.steps[0], Catalog(), recording))
    async with running.run_test(size=(160, 50)) as pilot:
        for key in ("n", "n", "2", "1"):
            await pilot.press(key)
            for canvas in running.screen.query(Canvas):
                assert HARMFUL.search("".join(span.text for row in canvas.rows for span in row)) is None


@pytest.mark.parametrize("argument", [EVIL.replace("\x00", ""), "0x" + "f" * 100_000], ids=["evil", "long"])
def test_errors_show_what_was_wrong_harmlessly(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["decode", argument], ["decode", "0", "-l", argument], ["replay", f"/nowhere/{argument}"]):
        text = run(capsys, *arguments)
        assert text.startswith("ptetui: ")
        assert text.count("\n") == 1
        assert len(text) < 1100
        assert HARMFUL.search(text) is None


def limited() -> None:
    """Less memory than the input has."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("head -c 450M /dev/zero | {ptetui} decode - -l x86_64", "ptetui: line 1 is longer than"),
        ("yes $'\\xff' | tr -d '\\n' | head -c 450M | {ptetui} decode - -l x86_64", "ptetui: line 1 is longer than"),
        ("{ptetui} replay --text /dev/zero", "ptetui: /dev/zero: is not a capture: has more than 16 MiB"),
        ("{ptetui} export tour /dev/zero -o /tmp/never.txt", "ptetui: tour /dev/zero: longer than"),
    ],
)
def test_input_without_end_is_refused(command: str, message: str) -> None:
    """In 400 MiB of address space; 450 MB would not fit."""
    script = command.format(ptetui=f"{sys.executable} -m ptetui")
    done = subprocess.run(["bash", "-c", script], preexec_fn=limited, capture_output=True, text=True, check=False,
                          timeout=120)  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("{ptetui} decode - <&-", 2, "ptetui: standard input is closed"),
        ("{ptetui} decode 7 >&-", 2, "ptetui: standard output is closed\n"),
        ("{ptetui} zz 2>/dev/full", 2, ""),
        ("{ptetui} decode zz 2>&-", 2, ""),
        ("{ptetui} export tour '~nosuchuser/x.md' -o /tmp/never.txt", 2, "ptetui: tour ~nosuchuser/x.md: "),
    ],
)
def test_closed_streams_and_homes(command: str, code: int, message: str) -> None:
    script = command.format(ptetui=f"{sys.executable} -m ptetui")
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code
    assert done.stderr.startswith(message)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "text",
    ["[1e400, 0, 0, false]", "[1, 0, NaN, false]", "[" * 100_000, "[-1, 0, 0, false]", "{}", "[1]", "\x00"],
    ids=range(7),
)
def test_a_place_that_no_talk_has_is_no_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "place.json"
    path.write_text(text, encoding="utf-8")
    assert read_position(path) is None
