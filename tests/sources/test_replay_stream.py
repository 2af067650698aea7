"""Capture files too long to be read as a whole: the same steps, constant memory, per-life reports, a stop."""

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.sources import replay_stream
from ptetui.sources.predictions import Tally, predict
from ptetui.sources.replay import RecordingError, load_recording
from ptetui.sources.replay_stream import stream_recording
from tests.golden import CARRIED_CAPTURES

CARRIED = CARRIED_CAPTURES / "x86_64-6.12.json"


def lives(count: int, **changes: Any) -> dict[str, Any]:
    """A capture of many lives: mapped, written, paged out."""
    head = {key: value for key, value in json.loads(CARRIED.read_text()).items() if key != "captures"}
    words = (("map", "mmap(PRIVATE|ANON)", 0), ("write", "write", 0x8000000001234867),
             ("pageout", "madvise(MADV_PAGEOUT)", 0x07FFFFFFFFFDB60A))  # fmt: skip
    steps = [
        {"step": f"life-{life}-{number}-{name}", "syscalls": [call], "who": "subject", "vaddr": "0x2a40000000",
         "life": life, "raw_pte_hex": hex(word)}
        for life in range(count)
        for number, (name, call, word) in enumerate(words)
    ]  # fmt: skip
    return head | {"captures": steps} | changes


def written(path: Path, data: dict[str, Any]) -> Path:
    path.write_text(json.dumps(data))
    return path


def test_a_stream_has_the_steps_of_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = json.loads(CARRIED.read_text())
    last = {"captures": data.pop("captures")} | data  # what stands around the list may stand behind it
    for number, path in enumerate((CARRIED, written(tmp_path / "last.json", last))):
        whole = load_recording(path, Catalog())
        monkeypatch.setattr(replay_stream, "_SHORT", 0)
        monkeypatch.setattr(replay_stream, "_CHUNK", 1000 + number)  # steps are cut in the middle
        stream = stream_recording(path, Catalog())
        assert stream.size
        assert list(stream.steps) == list(whole.steps)
        assert (stream.title, stream.cpu_known) == (whole.title, whole.cpu_known)


def test_memory_does_not_grow_with_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_stream, "_SHORT", 0)
    monkeypatch.setattr(replay_stream, "_CHUNK", 4096)
    monkeypatch.setattr(replay_stream, "_CHOOSING", 100)
    most = []
    for count in (200, 1000):
        path = written(tmp_path / f"{count}.json", lives(count))
        next(predict(stream_recording(path, Catalog())))  # layouts are read once
        tracemalloc.start()
        tally = Tally()
        for prediction in predict(stream_recording(path, Catalog())):
            tally.add(prediction)
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert (tally.steps, tally.lives, tally.differ) == (3 * count, count, 0)
    assert path.stat().st_size > 130_000
    assert most[1] < 1.5 * most[0] + (1 << 20)  # what waits for the collector; all steps, kept, take 5.7 MB


def test_each_life_that_differs_is_told_with_its_prefix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = lives(40)
    for life in (7, 20):
        data["captures"][3 * life + 2]["raw_pte_hex"] = "0x0"
    data["captures"][3 * 9 + 1]["raw_pte_hex"] = "0x8000000001234865"
    path = written(tmp_path / "lives.json", data)
    assert cli.main(["replay", "--check", str(path)]) == 1
    out = capsys.readouterr().out.splitlines()
    pageout = "mmap(PRIVATE|ANON); write; madvise(MADV_PAGEOUT)"
    assert out[:3] == [
        f"life 7: differs first at step life-7-2-pageout: {pageout}",
        "life 9: differs first at step life-9-1-write: mmap(PRIVATE|ANON); write",
        f"life 20: differs first at step life-20-2-pageout: {pageout}",
    ]
    assert "2 lives differ first at madvise(MADV_PAGEOUT)" in out
    assert "1 lives differ first at write" in out
    assert "40 lives, 3 differ" in out
    assert out[-1] == "120 steps predicted, 3 differ"
    assert cli.main(["replay", "--check", "--json", str(path)]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 120
    assert [line["life"] for line in lines if line["differs"] != "0x0"] == [7, 9, 20]
    assert all("known_bits" in line for line in lines)


def test_lives_whose_numbers_begin_again_are_counted() -> None:
    tally = Tally()
    path = CARRIED.with_name("unwritten.json")
    from ptetui.sources.replay import recording_of

    data = lives(3)
    data["captures"] *= 4
    for prediction in predict(recording_of(data, path, Catalog())):
        tally.add(prediction)
    assert (tally.lives, tally.differ) == (12, 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"captures": [1, 2', "is cut off"),
        ('{"captures": [{} {}]}', "expecting ','"),
        ('{"captures": [' + "[" * 200_000, "is not a capture"),
        ("[]", "expecting '{'"),
        ('{"kernel_release": "6.12", "captures": [{"step": "x"}]}', "has no raw_pte_hex"),
        ('{"kernel_release": "6.12", "captures": [nil]}', "Expecting value"),
    ],
)
def test_a_long_file_that_is_none_is_one_line(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_stream, "_SHORT", 0)
    path = tmp_path / "broken.json"
    path.write_text(text)
    with pytest.raises(RecordingError, match=message.replace("[", r"\[").replace("{", r"\{")) as raised:
        list(stream_recording(path, Catalog()).steps)
    assert "\n" not in str(raised.value)


def test_a_stop_says_what_was_counted_and_ends_with_130(tmp_path: Path) -> None:
    path = written(tmp_path / "lives.json", lives(20_000))
    process = subprocess.Popen(
        [sys.executable, "-c", _STOPS_ITSELF, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert out.splitlines()[-1] == "stopped before the end"
    assert "1000 steps predicted, 0 differ" in out
    assert "Traceback" not in err


# A ctrl+c at the 1000th step, as the terminal sends it.
_STOPS_ITSELF = """
import os, signal, sys
from ptetui import cli
from ptetui.sources.predictions import Tally
add = Tally.add
def counted(tally, found):
    first = add(tally, found)
    if tally.steps == 1000:
        os.kill(os.getpid(), signal.SIGINT)
    return first
Tally.add = counted
sys.exit(cli.main(["replay", "--check", sys.argv[1]]))
"""
