"""A process of this machine: this one, whose pages are known."""

import json
import mmap
import os
import sys

import pytest

from ptetui.cli import main
from ptetui.linux.pagemap import PM_FILE, PM_PRESENT, PM_SWAP
from ptetui.sources.live.watched import LiveProcess, counted, state

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc/PID/pagemap")
PAGE = mmap.PAGESIZE


def test_touched_pages_are_counted() -> None:
    memory = mmap.mmap(-1, 32 * PAGE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_NOHUGEPAGE)
    before = {part.start for part in opened()}
    other = mmap.mmap(-1, 16 * PAGE, mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    other[3 * PAGE] = other[5 * PAGE] = 1
    process = LiveProcess(os.getpid())
    try:
        new = [part for part in process.ranges if part.start not in before and part.pages == 16]
        assert [counted(process, part).states for part in new] == [{"none": 14, "file": 2}]
    finally:
        process.close()


def opened() -> list[object]:
    process = LiveProcess(os.getpid())
    process.close()
    return list(process.ranges)


@pytest.mark.parametrize(
    ("word", "tells", "expected"),
    [
        (0, True, "none"), (PM_PRESENT, False, "anon"), (PM_PRESENT | PM_FILE, True, "file"),
        (PM_SWAP | 3, True, "swap"),
        (PM_SWAP | 31, True, "special"), (PM_SWAP, False, "swap or special"), (1 << 58 | PM_SWAP, True, "guard"),
    ],
)  # fmt: skip
def test_what_a_word_says(word: int, tells: bool, expected: str) -> None:
    assert state(word, tells) == expected


def test_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    part = next(part for part in opened() if getattr(part, "name", "") == "[stack]")
    assert main(["live", str(os.getpid()), hex(part.end - PAGE), "--json"]) == 0  # type: ignore[attr-defined]
    found = json.loads(capsys.readouterr().out)
    assert found["mapped"]
    assert found["rights"][:2] == "rw"
    assert main(["live", str(os.getpid()), "0"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x"], "'x' is not the number of a process"), (["4194305"], "no such process"),
        (["1", "zz"], "'zz' is not an address"), (["1", "0", "--rows", "0"], "--rows 0"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", *arguments]) == 2
    assert message in capsys.readouterr().err
