"""A process of this machine: this one, whose pages are known."""

import ctypes
import json
import mmap
import os
import subprocess
import sys

import pytest

from ptetui.cli import main
from ptetui.linux.pagemap import PM_FILE, PM_PRESENT, PM_SWAP
from ptetui.sources.live.watched import LiveProcess, Range, counted, state

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
        (PM_SWAP | 3, True, "swap"), (PM_SWAP | 21, True, "swap"),
        (PM_SWAP | 22, True, "special"),  # SWAPIN_ERROR at 6.1
        (PM_SWAP | 31, True, "special"), (PM_SWAP, False, "swap or special"), (1 << 58 | PM_SWAP, True, "guard"),
    ],
)  # fmt: skip
def test_what_a_word_says(word: int, tells: bool, expected: str) -> None:
    assert state(word, tells) == expected


def test_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    part = next(part for part in opened() if getattr(part, "name", "") == "[stack]")
    assert main(["live", str(os.getpid()), hex(part.end - PAGE), "--json"]) == 0  # type: ignore[attr-defined]
    data = json.loads(capsys.readouterr().out)
    assert data["mapped"]
    assert data["rights"][:2] == "rw"
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


def mapped(size: int) -> tuple[mmap.mmap, int]:
    """Anonymous memory of small pages, and where it is."""
    memory = mmap.mmap(-1, size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory.madvise(mmap.MADV_NOHUGEPAGE)
    return memory, ctypes.addressof(ctypes.c_char.from_buffer(memory))


def test_a_gigabyte_with_few_pages_is_read_by_its_pages() -> None:
    memory, start = mapped(1 << 30)
    for page in range(0, 1 << 18, 1000):
        memory[page * PAGE] = 1
    process = LiveProcess(os.getpid())
    try:
        part = process.range_at(start)
        assert part is not None
        counts = counted(process, part._replace(start=start, end=start + (1 << 30)))
        assert counts.states == {"none": (1 << 18) - 263, "anon": 263}
        assert (counts.unread, counts.uffd_wp) == (0, 0)
        words = process.words(start, 3000)
        assert [bool(word & PM_PRESENT) for word in words] == [page % 1000 == 0 for page in range(3000)]
        if process.scans:
            touched = process.touched(start, start + (1 << 30))
            assert [(first - start) // PAGE for first, _ in touched[:3]] == [0, 1000, 2000]
            assert len(touched) == 263
    finally:
        process.close()


def test_without_pagemap_scan_all_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, start = mapped(64 * PAGE)
    memory[5 * PAGE] = 1
    monkeypatch.setattr(LiveProcess, "_scan", lambda *_: None)
    process = LiveProcess(os.getpid())
    try:
        assert not process.scans
        part = Range(start, start + 64 * PAGE, "rw-p", "")
        assert counted(process, part).states == {"none": 63, "anon": 1}
        assert process.touched(start, start + PAGE) == [(start, start + PAGE)]
        assert process.page_word(start + 5 * PAGE).categories is None
    finally:
        process.close()


def test_what_belongs_to_the_kernel_has_no_words() -> None:
    process = LiveProcess(os.getpid())
    try:
        vsyscall = Range(0xFFFFFFFFFF600000, 0xFFFFFFFFFF601000, "--xp", "[vsyscall]")
        assert list(process.words(vsyscall.start, 1)) == []
        assert counted(process, vsyscall).states == {}
        assert process.page_word(vsyscall.start).word == 0
    finally:
        process.close()


def test_a_range_beyond_the_limit_says_what_was_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    _, start = mapped(64 * PAGE)
    monkeypatch.setattr("ptetui.sources.live.watched.LIMIT", 16)
    monkeypatch.setattr(LiveProcess, "_scan", lambda *_: None)
    process = LiveProcess(os.getpid())
    try:
        counts = counted(process, Range(start, start + 64 * PAGE, "rw-p", ""))
        assert (sum(counts.states.values()), counts.unread) == (16, 48)
    finally:
        process.close()


def test_a_process_that_ends_while_one_looks() -> None:
    with subprocess.Popen(["sleep", "60"]) as other:
        process = LiveProcess(other.pid)
        other.kill()
        other.wait()
        try:
            with pytest.raises(ValueError, match=f"process {other.pid} has ended"):
                process.refresh()
            assert list(process.words(process.ranges[0].start, 1)) == []
        finally:
            process.close()


def test_another_users_process_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("ptetui.sources.live.watched.os.open", refused)
    assert main(["live", str(os.getpid())]) == 2
    assert "Permission denied; its owner or root may look at it" in capsys.readouterr().err


def test_ranges_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", str(os.getpid()), "--text"]) == 0
    listed = capsys.readouterr().out
    assert "[stack]" in listed
    if "[vsyscall]" in listed:
        assert next(line for line in listed.splitlines() if "vsyscall" in line).count("the kernel tells nothing") == 1
