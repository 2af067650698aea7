"""`ptetui log`: text, JSON, exit codes, and logs that are no logs."""

import io
import json
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.sources.log.stream import LOG_BLOCK

REPORT = b"""\
[  716.511702] swap_info_get: Bad swap file entry 04000000
[  716.512731] BUG: Bad page map in process python2  pte:10000000000 pmd:17e8be067
[  716.516418] CPU: 2 PID: 8907 Comm: python2 Not tainted 4.16.0-rc5 #1
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log"
    path.write_bytes(REPORT)
    return path


def test_json_has_the_keys_of_the_contract(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", str(log), "--json"]) == 0
    entry, pte, pmd = map(json.loads, capsys.readouterr().out.splitlines())
    contract = {
        "line",
        "source",
        "name",
        "word",
        "layout",
        "kernel",
        "state",
        "type",
        "offset",
        "pfn",
        "agrees",
        "near",
    }
    assert contract | {"near", "verdict"} <= entry.keys()
    assert (entry["line"], entry["name"], entry["offset"], entry["agrees"]) == (1, "entry", "0x4000000", True)
    assert (pte["line"], pte["source"], pte["name"]) == (2, "bad_page_map", "pte")
    assert (pte["layout"], pte["kernel"], pte["state"], pte["agrees"]) == ("x86_64", "4.16", "swap", True)
    assert pte["near"] == [{"bit": 40, "word": "0x0", "state": "none"}]
    assert (pmd["state"], pmd["pfn"]) == ("table", "0x17e8be")


def test_text_marks_the_flipped_bit(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", str(log)]) == 0
    text = capsys.readouterr().out
    assert "one bit (40) from the empty PTE" in text
    assert "▲" in text


def test_a_log_without_words_exits_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log"
    path.write_text("Accepted publickey\nupdated pgd driver\ntainted: pte\nmapping: (null) pmd: off\n")
    assert main(["log", str(path)]) == 1
    assert "no page-table word" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main(["log", "-", "--json"]) == 1


def test_layout_and_kernel_override_the_log(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", str(log), "--json", "-l", "x86_64", "-k", "6.12"]) == 0
    _, pte, _ = map(json.loads, capsys.readouterr().out.splitlines())
    assert (pte["kernel"], pte["agrees"]) == ("6.12", False)


@pytest.mark.parametrize("arguments", [["/no/such/log"], ["-k", "new", "-"], ["-l", "vax", "-"]])
def test_wrong_usage_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\x1b]0;title\x07\x1b[31m\x00\xff\x9b2J\x08" + REPORT.replace(b"python2", b"py\x1b[2Jthon\x85"))
    assert main(["log", str(path)]) == 0
    text = capsys.readouterr().out
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in text.replace("\n", ""))


def test_the_same_again_and_again_is_printed_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"swap_free: Bad swap file entry 00000004\n" * 2000)
    assert main(["log", str(path)]) == 0
    text = capsys.readouterr().out
    assert text.count("entry 0x00000004") == 1
    assert "The same 1999 times more, up to line 2000." in text


def entry(word: int, second: int) -> bytes:
    return b"[ %5d.%06d] swap_free: Bad swap file entry %08x\n" % (second, second, word)


@pytest.mark.parametrize("reports", [1, 2, 3])
@pytest.mark.parametrize("tail", [b"", b"swap_free: Bad swap file entry 00ab0000\n"])
def test_a_run_of_reports_is_counted_and_every_word_is_an_object(
    reports: int, tail: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    times = 21_000  # more than a block
    path = tmp_path / "log"
    lines = [entry(0x10000 << index % reports, index) for index in range(reports * times)]
    path.write_bytes(b"nothing here\n" + b"".join(lines) + tail)
    assert path.stat().st_size > LOG_BLOCK
    assert main(["log", str(path)]) == 0
    text = capsys.readouterr().out
    last = reports * times + 1
    which = "The same" if reports == 1 else f"{reports} of the reports above"
    assert f"{which} {reports * times - reports} times more, up to line {last}." in text
    assert text.count("entry 0x") == reports + bool(tail)
    assert main(["log", "--json", str(path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["line"] for row in rows] == [*range(2, last + 1), *([last + 1] if tail else [])]
    words = [f"{0x10000 << index % reports:#010x}" for index in range(reports * times)]
    assert [row["word"] for row in rows[: len(words)]] == words


def test_a_run_that_changes_is_not_skipped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log"
    words = [0x10000] * 1000 + [0x20000] + [0x10000] * 1000
    path.write_bytes(b"".join(entry(word, index) for index, word in enumerate(words)))
    assert main(["log", "--json", str(path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [int(row["word"], 16) for row in rows] == words
    assert [row["line"] for row in rows] == list(range(1, len(words) + 1))
