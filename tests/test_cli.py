"""The command line as scripts see it: JSON shapes, exit codes, one-line errors, pipes, and what is not imported."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ptetui import __version__, cli
from ptetui.linux.catalog import Catalog
from ptetui.linux.encode import ENCODED_STATES
from tests.golden import CARRIED_CAPTURES
from tests.linux.test_catalog import FILE

Capture = pytest.CaptureFixture[str]
RECORDING = str(CARRIED_CAPTURES / "s390x-6.1.json")
X86 = ("-l", "x86_64", "-k", "6.12")


def run(*arguments: str, capsys: Capture, code: int = 0) -> tuple[str, str]:
    """Standard output and standard error of one command that ends with `code`."""
    assert cli.main(list(arguments)) == code
    got = capsys.readouterr()
    return got.out, got.err


def objects(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def process(*arguments: str, env: dict[str, str] | None = None, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "ptetui", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=os.environ | (env or {}),
        **options,
    )


# ---------------------------------------------------------------------------------------------- JSON


def test_decode_json_is_the_contract(capsys: Capture) -> None:
    (swap,) = objects(run("decode", "--json", "0x1fffffffffdb9608", *X86, capsys=capsys)[0])
    type_, offset = swap["fields"][:2]
    assert type_ == {"name": "type", "bits": [[63, 59]], "raw": "0x3", "value": "0x3", "macro": "SWP_TYPE_BITS"}
    assert (offset["bits"], offset["raw"], offset["value"]) == ([[58, 9]], "0x3ffffffffedcb", "0x1234")
    del swap["fields"]
    assert swap == {
        "word": "0x1fffffffffdb9608",
        "layout": "x86_64",
        "kernel": "6.12",
        "form": "swap",
        "state": "swap",
        "type": 3,
        "offset": "0x1234",
        "flags": ["exclusive"],
        "pagemap": "0x4000000000024683",
    }


KEYS = {"word", "layout", "kernel", "form", "state", "type", "offset", "flags", "fields", "pagemap"}
MORE = [
    ("0x0", {}),
    ("0x12345067", {"pfn": "0x12345"}),
    ("0xd7ffe7fffdb97400", {"pfn": "0x12345", "young": True, "dirty": True}),
    ("0xd7fffffffdb97400", {"pfn": "0x12345", "young": False, "dirty": False}),
    ("0xbffffffffdb97400", {"pfn": "0x12345"}),
    ("0xfffffffffffffc00", {"marker": ["uffd_wp"]}),
    ("0xfffffffffffff800", {"marker": ["uffd_wp", "poisoned"]}),
    ("0x10", {"reason": "free (bit 4) must be 0"}),
]


@pytest.mark.parametrize(("word", "more"), MORE)
def test_decode_json_by_kind(word: str, more: dict[str, Any], capsys: Capture) -> None:
    (entry,) = objects(run("decode", "--json", word, *X86, capsys=capsys)[0])
    assert {key: entry[key] for key in set(entry) - KEYS} == more
    assert set(entry) >= KEYS
    assert (entry["type"] is None) == (entry["offset"] is None) == (entry["form"] != "swap")


def test_flags_stand_in_their_order(capsys: Capture) -> None:
    (entry,) = objects(run("encode", "--json", "swap", "uffd_wp", "soft_dirty", "exclusive", *X86, capsys=capsys)[0])
    assert entry["flags"] == ["exclusive", "soft_dirty", "uffd_wp"]


def test_encode_prints_the_word_and_with_json_what_decode_says(capsys: Capture) -> None:
    words = ("encode", "swap", "type=3", "offset=0x1234", "exclusive", *X86)
    out, _ = run(*words, capsys=capsys)
    assert out == "0x1fffffffffdb9608\n"
    assert run(*words, "--json", capsys=capsys)[0] == run("decode", "--json", out.strip(), *X86, capsys=capsys)[0]
    assert run("encode", "none", "-l", "s390", capsys=capsys)[0] == "0x0000000000000400\n"
    assert run("encode", "swap", "type=1", "-l", "x86_32_2level", "-k", "6.12", capsys=capsys)[0] == "0x00000002\n"


def test_layouts_json_is_the_contract(capsys: Capture) -> None:
    rows = objects(run("layouts", "--json", capsys=capsys)[0])
    assert len(rows) == len(list(Catalog().all()))
    (row,) = [row for row in rows if (row["layout"], row["level"], row["from"]) == ("x86_64", "pte", "6.6")]
    expected = {
        "layout": "x86_64", "arch": "x86", "from": "6.6", "to": row["to"], "width": 64, "page_shift": 12,
        "level": "pte",
        "type_bits": [[63, 59]], "offset_bits": [[58, 9]], "offset_inverted": True,
        "exclusive": 3, "soft_dirty": 1, "uffd_wp": 2, "max_swap_bytes": "0x4000000000000000",
    }  # fmt: skip
    assert expected.items() <= row.items()
    for listed in rows:
        assert set(expected) <= set(listed)
    (old,) = [row for row in rows if (row["layout"], row["level"], row["from"]) == ("x86_64", "pte", "3.11")]
    assert (old["exclusive"], old["uffd_wp"], old["soft_dirty"]) == (None, None, 7)
    assert {row["to"] for row in rows if (row["layout"], row["level"]) == ("s390", "pte")} == {
        "3.11", "4.0", "5.18", None,
    }  # fmt: skip


def test_replay_json(capsys: Capture) -> None:
    steps = objects(run("replay", "--json", RECORDING, capsys=capsys)[0])
    assert len(steps) == 52
    for number, step in enumerate(steps, 1):
        assert step["step"] == number
        assert set(step) >= KEYS | {
            "event", "page", "about", "calls", "before", "changed", "recorded_pagemap", "untold", "mismatch",
        }  # fmt: skip
        assert step["mismatch"] == "0x0000000000000000"
    assert steps[0]["before"] is None
    assert steps[2]["before"] == steps[1]["word"] == "0x0000000000000400"
    assert (steps[2]["event"], steps[2]["calls"]) == ("anon-zeropage", ["read"])


def test_numbers_that_pass_2_to_53_are_texts(capsys: Capture) -> None:
    for arguments in (("decode", "0xffffffffffffffff"), ("layouts",), ("replay", RECORDING)):
        out, _ = run(*arguments, "--json", capsys=capsys)
        for entry in objects(out):
            assert all(number < 1 << 53 for number in numbers(entry))


def numbers(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [number for item in value.values() for number in numbers(item)]
    if isinstance(value, list):
        return [number for item in value for number in numbers(item)]
    return [value] if isinstance(value, int) else []


# ---------------------------------------------------------------------------------------------- text


def test_decode_text(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out, err = run("decode", "0x1fffffffffdb9608", "0", *X86, capsys=capsys)
    assert err == ""
    assert "0x1fffffffffdb9608  x86_64, kernel 6.12" in out
    assert " SWAP   type 3 · offset 0x1234 · exclusive   E--" in out
    assert " offset: raw 0x3ffffffffedcb → not → 0x1234" in out
    assert " pagemap 0x4000000000024683  SWAP" in out
    assert " NONE" in out
    drawn = [line for line in out.splitlines() if line[:1] in "┌│└" or line[:1].isdigit()]
    assert len(drawn) == 2 * (1 + 2 * 6), "two words, each a title and two rows of six lines"
    assert max(map(len, drawn)) <= 80


def test_every_state_has_its_text(capsys: Capture) -> None:
    for state in ENCODED_STATES:
        kernel = {"swapin_error": "6.1", "device_exclusive": "7.3"}.get(state, "6.12")
        word, _ = run("encode", state, "-l", "x86_64", "-k", kernel, capsys=capsys)
        (entry,) = objects(run("decode", "--json", word.strip(), "-l", f"x86_64@{kernel}", capsys=capsys)[0])
        assert entry["state"] == state


def test_layouts_text_names_every_layout(capsys: Capture) -> None:
    lines = run("layouts", capsys=capsys)[0].splitlines()
    assert lines[0].split() == [
        "layout",
        "kernels",
        "bits",
        "page",
        "type",
        "offset",
        "software",
        "bits",
        "largest",
        "aliases",
    ]
    ptes_first = sorted(Catalog().all(), key=lambda layout: layout.level != "pte")
    assert [line.split()[0] for line in lines[1:]] == [layout.name for layout in ptes_first]


def test_show(capsys: Capture) -> None:
    out, _ = run("show", "s390@6.1", capsys=capsys)
    for text in ("s390: ", "kernel 6.1", "_PAGE_INVALID", "__SWP_TYPE_SHIFT", "none", "protnone", "present", "swap"):
        assert text in out
    (entry,) = objects(run("show", "s390@6.1", "--json", capsys=capsys)[0])
    assert (entry["layout"], entry["from"]) == ("s390", "5.19")


@pytest.mark.parametrize(
    "arguments",
    [
        ("decode", "0x07ffffffffdb9608", "0x10", "0x12345067", "0xfffffffffffffc00", *X86),
        ("decode", "0x07ffffffffdb9608", "-l", "arm64_4k"),
        ("show", "x86_64"),
        ("layouts",),
        ("replay", "--text", RECORDING),
        ("0x07ffffffffdb9608", *X86),
    ],
    ids=lambda arguments: arguments[0],
)
def test_ascii_is_ascii(arguments: tuple[str, ...], capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for columns in ("40", "80", "200"):
        monkeypatch.setenv("COLUMNS", columns)
        out, _ = run(*arguments, "--ascii", capsys=capsys)
        assert out.isascii()
        assert "?" not in out, "a sign without a substitute"


def test_aliases_and_versions_in_names(capsys: Capture) -> None:
    for name, layout, kernel in (
        ("aarch64", "arm64_4k", "7.3"),
        ("s390x@6.1", "s390", "6.1"),
        ("i686@6.12", "x86_32_pae", "6.12"),
        ("amd64@5.19", "x86_64", "5.19"),
    ):
        (entry,) = objects(run("decode", "--json", "0", "-l", name, capsys=capsys)[0])
        assert (entry["layout"], entry["kernel"]) == (layout, kernel)


def test_a_word_alone_is_shown_as_text_where_there_is_no_terminal(capsys: Capture) -> None:
    for word, shown in ((("0",), "0x0000000000000000"), (("0x10",), "0x0000000000000010"), ((), "0x07fffffffffffe00")):
        out, err = run(*word, *X86, capsys=capsys)
        assert out.startswith(f"{shown}  x86_64, kernel 6.12\n")
        assert err == "ptetui: not a terminal: printing text instead of starting the app\n"


def test_a_recording_is_shown_as_text_where_there_is_no_terminal(capsys: Capture) -> None:
    out, err = run("replay", RECORDING, capsys=capsys)
    assert out == run("replay", "--text", RECORDING, capsys=capsys)[0]
    assert err == "ptetui: not a terminal: printing text instead of starting the app\n"


def test_a_dumb_terminal_gets_text_and_the_reason(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    _, err = run("0x10", *X86, capsys=capsys)
    assert err == "ptetui: TERM=dumb: printing text instead of starting the app\n"


# ---------------------------------------------------------------------------------------------- arguments


def test_options_may_stand_anywhere(capsys: Capture) -> None:
    expected, _ = run("encode", "swap", "type=3", "exclusive", *X86, capsys=capsys)
    for arguments in (
        (*X86, "encode", "swap", "type=3", "exclusive"),
        ("encode", *X86, "swap", "type=3", "exclusive"),
        ("encode", "swap", *X86, "type=3", "exclusive"),
        ("-l", "x86_64", "encode", "swap", "--kernel=6.12", "type=3", "exclusive"),
        ("-lx86_64", "encode", "swap", "type=3", "-k6.12", "exclusive"),
    ):
        assert run(*arguments, capsys=capsys)[0] == expected


def test_config_changes_what_a_word_is(capsys: Capture) -> None:
    """One number means different things: with everything on 23 is hwpoison, without devices a swap area."""
    word, _ = run("encode", "hwpoison", *X86, capsys=capsys)
    for config, state in (("", "hwpoison"), ("DEVICE_PRIVATE=n", "swap"), ("CONFIG_MEMORY_FAILURE=n", "swap")):
        (entry,) = objects(run("decode", "--json", word.strip(), "--config", config, *X86, capsys=capsys)[0])
        assert (entry["state"], entry["type"]) == (state, 23)


def test_version_and_help(capsys: Capture) -> None:
    assert run("--version", capsys=capsys)[0] == f"ptetui {__version__}\n"
    out, _ = run("--help", capsys=capsys)
    for command in ("decode", "encode", "layouts", "show", "diff", "replay"):
        assert f"  {command} " in out
        assert f"usage: ptetui {command}" in run(command, "--help", capsys=capsys)[0]


MISTAKES = [
    ("decode", "0xzz", "'0xzz' is not a number"),
    ("decode", "", "'' is not a number"),
    ("decode", "0x1\n2", "'0x1\\n2' is not a number"),
    ("decode", "0x10000000000000000", "word 0x10000000000000000 has 65 bits, a word of x86_64 has 64"),
    ("decode", "-5", "'-5' is not a number"),
    ("decode", "0", "-l", "vax", "layout 'vax' is not known"),
    ("decode", "0", "-l", "x86_64@5.99", "kernel 5.99 is not known"),
    ("decode", "0", "-k", "six", "kernel 'six' is not a version like 6.12"),
    ("decode", "0", "-k", "2.6", "kernel 2.6 is not known; known are 2.6.32 to 7.3"),
    ("decode", "0", "--config", "NOPE=n", "config option NOPE is not known"),
    ("decode", "0", "--config", "SWAP", "config 'SWAP' is not like MEMORY_FAILURE=n"),
    ("decode", "0", "--layouts", "/nowhere", "layouts /nowhere: no such folder"),
    ("decode", "0", "--nope", "unrecognized arguments: --nope; see ptetui decode --help"),
    ("decode", "the following arguments are required: WORD; see ptetui decode --help"),
    ("encode", "swop", "state 'swop' cannot be encoded"),
    ("encode", "swap", "type=32", "type=0x20 does not fit 5 bits (0 to 0x1f)"),
    ("encode", "swap", "a\nb=1", "a b: no such field in swap"),
    ("show", "vax", "layout 'vax' is not known"),
    ("replay", "/nowhere.json", "/nowhere.json: No such file or directory"),
    ("diff", "x86_64", "vax", "layout 'vax' is not known"),
    ("0xzz", "'0xzz' is not a number"),
    ("", "'' is not a command and not a word"),
    ("decoed", "'decoed' is not a command and not a word"),
    ("0", "0", "unrecognized arguments: 0; see ptetui --help"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", MISTAKES, ids=lambda arguments: repr(" ".join(arguments[:-1])))
def test_mistakes_are_one_line_with_the_text_and_code_2(arguments: tuple[str, ...], capsys: Capture) -> None:
    *words, message = arguments
    layout = () if {"-l", "replay", "diff", "show"} & set(words) else ("-l", "x86_64")
    out, err = run(*words, *layout, capsys=capsys, code=2)
    assert out == ""
    assert err.startswith("ptetui: ")
    assert message in err
    assert err.count("\n") == 1
    assert "Traceback" not in err


def test_bad_words_do_not_stop_the_others(capsys: Capture) -> None:
    out, err = run("decode", "--json", "0", "x", "0x10", *X86, capsys=capsys, code=2)
    assert [entry["word"] for entry in objects(out)] == ["0x0000000000000000", "0x0000000000000010"]
    assert err == "ptetui: 'x' is not a number; write 0x1f, 0b11111 or 31\n"


# ---------------------------------------------------------------------------------------------- standard input


def test_words_from_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("0x0\n\n  0b10000 \nhello\n0x1ffffffffffffffff\n7"))
    out, err = run("decode", "--json", "-", *X86, capsys=capsys, code=2)
    assert [int(entry["word"], 16) for entry in objects(out)] == [0, 16, 7]
    assert err.splitlines() == [
        "ptetui: line 4: 'hello' is not a number; write 0x1f, 0b11111 or 31",
        "ptetui: line 5: word 0x1ffffffffffffffff has 65 bits, a word of x86_64 has 64",
    ]


def test_good_words_from_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("0x0\r\n7\n"))
    out, err = run("decode", "--json", "8", "-", *X86, capsys=capsys)
    assert [int(entry["word"], 16) for entry in objects(out)] == [8, 0, 7]
    assert err == ""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert run("decode", "-", capsys=capsys) == ("", "")


def test_bytes_that_are_no_text_are_a_bad_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ptetui", "decode", "--json", "-", *X86],
        input=b"0x0\n\xff\xfe\n7\n",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr.startswith(b"ptetui: line 2: ")
    assert done.stderr.count(b"\n") == 1


# ---------------------------------------------------------------------------------------------- more layout files


def test_layouts_of_ones_own(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "toy.py").write_text(FILE)
    own = ("--layouts", str(tmp_path))
    (entry,) = objects(run("decode", "--json", "0x1", "-l", "toy", *own, capsys=capsys)[0])
    assert (entry["layout"], entry["state"], entry["pfn"]) == ("toy", "present", "0x0")
    assert run("layouts", *own, capsys=capsys)[0].splitlines()[1].startswith("toy ")


def test_a_broken_file_of_ones_own(tmp_path: Path, capsys: Capture) -> None:
    """`layouts` lists the others and says which is broken; `decode` fails only where it needs the file."""
    (tmp_path / "toy.py").write_text(FILE.replace("Bits(26)", "Bits(25)"))
    own = ("--layouts", str(tmp_path))
    where = f"ptetui: {tmp_path.name}/toy.py: layout toy from 6.1: form swap: "
    message = where + "widths add up to 31 bits, not 32: 1 are missing\n"
    out, err = run("layouts", "--json", *own, capsys=capsys, code=2)
    assert len(objects(out)) == len(list(Catalog().all()))
    assert err == message
    assert run("decode", "0", "-l", "toy", *own, capsys=capsys, code=2) == ("", message)
    assert run("decode", "0", "-l", "s390", *own, capsys=capsys)[1] == ""


# ---------------------------------------------------------------------------------------------- processes

IMPORTED = """
import sys
from ptetui.cli import main
code = main({arguments!r})
from ptetui.linux.catalog import _LOADED
found = sorted({{name.partition(".")[0] for name in sys.modules}} & {slow!r})
print(code, len(_LOADED), *found, file=sys.stderr)
"""


SLOW = {"textual", "rich", "asyncio", "construct"}
SLOWER_THAN_A_WORD = {"argparse", "dataclasses", "inspect", "pathlib", "shutil"}


@pytest.mark.parametrize(
    ("arguments", "files"),
    [
        (["decode", "0x07ffffffffdb9608", "-l", "x86_64"], 1),
        (["decode", "--json", "0x07ffffffffdb9608", "-l", "s390x"], 1),
        (["encode", "swap", "type=3", "-l", "arm64_4k"], 1),
        (["layouts"], None),
        (["replay", "--text", RECORDING], 1),
    ],
    ids=lambda value: " ".join(map(str, value)).replace("/", " ")[:30] if isinstance(value, list) else "",
)
def test_what_is_imported(arguments: list[str], files: int | None) -> None:
    """Neither textual nor rich nor, once layouts are kept, construct; one layout file where one layout is named.

    A word is decoded or encoded without what takes longer to import than that.
    """
    slow = SLOW | SLOWER_THAN_A_WORD if arguments[0] in ("decode", "encode") else SLOW
    script = IMPORTED.format(arguments=arguments, slow=slow)
    subprocess.run([sys.executable, "-m", "ptetui", "layouts"], capture_output=True, check=True)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    code, loaded, *slow_modules = done.stderr.split()
    assert (code, slow_modules) == ("0", [])
    if files is not None:
        assert loaded == str(files)


@pytest.mark.parametrize("command", ["layouts", "layouts --json", "--help", "decode --json -", "show x86_64"])
def test_a_broken_pipe_is_quiet(command: str) -> None:
    """The reader takes one line and closes: no message, no traceback, exit code 0."""
    script = f"yes 0 | head -20000 | ({sys.executable} -m ptetui {command}; echo code $? >&2) | head -1 >/dev/null"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == "code 0\n"


def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ptetui", "layouts"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (2, "ptetui: No space left on device\n")


def test_ctrl_c_ends_with_130() -> None:
    program = (
        "import signal, sys; from ptetui.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it\n"
        "sys.exit(main(['decode', '--json', '-']))"
    )
    with subprocess.Popen(
        [sys.executable, "-u", "-c", program],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write("0\n")
        running.stdin.flush()
        assert '"word"' in running.stdout.readline()
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "Traceback" not in out + err


@pytest.mark.parametrize(
    "env",
    [{"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "ascii"}],
)
def test_plain_locales(env: dict[str, str]) -> None:
    """Whatever the output takes, there is no error; where it takes only ASCII it gets ASCII."""
    for arguments in (("decode", "0x07ffffffffdb9608", *X86), ("replay", "--text", RECORDING)):
        done = process(*arguments, env=env)
        assert (done.returncode, done.stderr) == (0, "")
        assert "swap" in done.stdout.lower()
        if len(env) != 1 or "PYTHONIOENCODING" in env:
            assert done.stdout.isascii()


def test_python_dash_m_is_the_same_program() -> None:
    done = process("encode", "none", "-l", "s390")
    assert (done.returncode, done.stdout, done.stderr) == (0, "0x0000000000000400\n", "")
    assert process("decode", "x").returncode == 2


def test_budget_in_july_2021_left_25_swap_areas(capsys: Capture) -> None:
    out, _ = run("budget", "-k", "5.14", "--json", capsys=capsys)
    rows = json.loads(out)
    assert (rows["kernel"], rows["max_swapfiles"], len(rows["types"])) == ("5.14", 25, 32)
    assert rows["types"][24] == {"type": 24, "kind": "swap"}
    assert rows["types"][31] == {"type": 31, "kind": "device_exclusive_read"}
    out, _ = run("budget", "-k", "5.14", "--config", "DEVICE_PRIVATE=n", capsys=capsys)
    assert out.startswith("kernel 5.14, config DEVICE_PRIVATE=n: MAX_SWAPFILES 29 = 32 - 3\n")
