"""A page of our own on this machine: the kernel that runs the tests answers."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui.cli import main
from ptetui.linux.catalog import Catalog
from ptetui.linux.pagemap import PM_FILE, PM_MMAP_EXCLUSIVE, PM_PFRAME, PM_PRESENT, PM_SWAP
from ptetui.linux.pagemap_form import pagemap_reading
from ptetui.pictures.live_lines import open_digits, page_summary
from ptetui.sources.lab.calls import CALLS
from ptetui.sources.live.calls import LIVE_CALLS, why_not
from ptetui.sources.live.child import ThisMachine, kernel_options
from ptetui.sources.live.own_page import live_page, pagemap_check
from tests.tui.apps import CATALOG, setting


def why_not_here() -> str:
    """Why no page can be had on this machine; "" where one can."""
    if sys.platform != "linux":
        return "only Linux has /proc/PID/pagemap"
    machine = ThisMachine(Catalog())
    try:
        live_page(machine)
    except ValueError as error:
        return str(error)
    finally:
        machine.close()
    return ""


here = pytest.mark.skipif(bool(why_not_here()), reason=why_not_here() or "a page can be had")


@pytest.fixture
def machine() -> Iterator[ThisMachine]:
    of_this = ThisMachine(CATALOG)
    yield of_this
    of_this.close()


@here
@pytest.mark.parametrize("kind", ["anon", "shm", "memfd", "memfdp"])
def test_the_model_says_what_this_kernel_does(kind: str, machine: ThisMachine) -> None:
    page = live_page(machine, kind)
    names = ["read", "write", "fork", "childwrite", "clear1", "ro", "none", "rw", "write", "dontneed", "read", "write"]
    names += ["mremap", "mlock", "munlock", "munmap"]
    for name in names:
        assert page.apply(CALLS[name]), name
        assert not page.over
    assert [step.page.state for step in page.steps if pagemap_check(step).differs] == []
    assert all(step.step.recorded is not None and not step.step.seen for step in page.steps)
    assert {step.page.state for step in page.steps} >= {"none", "present_write", "protnone"}


@here
@pytest.mark.parametrize("access", ["read", "write"])
def test_what_is_not_mapped_any_more_is_not_mapped_by_an_access(access: str, machine: ThisMachine) -> None:
    """The kernel sends SIGSEGV; the model knows that there is no range."""
    page = live_page(machine)
    for name in ("write", "munmap", access):
        page.apply(CALLS[name])
    last = page.steps[-1]
    assert (last.page.state, last.step.recorded, last.step.note) == ("none", 0, "SIGNAL 11")
    assert not pagemap_check(last).differs


@here
def test_the_childs_word_is_its_own(machine: ThisMachine) -> None:
    page = live_page(machine)
    page.apply(CALLS["write"])
    own, childs = page.apply(CALLS["fork"])
    assert (own.step.page.startswith("0x"), childs.step.page[:6]) == (True, "child ")
    assert own.step.recorded is not None
    assert not own.step.recorded & PM_MMAP_EXCLUSIVE
    childs, own = page.apply(CALLS["childwrite"])
    assert childs.step.recorded is not None
    assert childs.step.recorded & PM_MMAP_EXCLUSIVE


@here
def test_a_bad_access_is_a_signal_and_the_page_lives_on(machine: ThisMachine) -> None:
    page = live_page(machine)
    page.apply(CALLS["none"])
    (step,) = page.apply(CALLS["write"])
    assert step.step.note == f"SIGNAL {int(signal.SIGSEGV)}"
    page.apply(CALLS["rw"])
    (step,) = page.apply(CALLS["write"])
    assert step.step.recorded is not None
    assert step.step.recorded & PM_PRESENT


@here
def test_what_this_kernel_refuses_is_one_line_and_changes_nothing(machine: ThisMachine) -> None:
    page = live_page(machine)
    page.apply(CALLS["write"])
    (step,) = page.apply(CALLS["punch"])  # no file
    assert step.step.note == "this kernel refuses it: EBADF, Bad file descriptor"
    assert step.page.state == "present_write"
    assert pagemap_check(step).differs == 0


@here
def test_a_userfault_of_user_mode_stops_the_store_and_is_resolved(machine: ThisMachine) -> None:
    page = live_page(machine)
    for name in ("write", "register:WP"):
        (step,) = page.apply(CALLS[name])
    if "refuses" in step.step.note:
        pytest.skip(f"no userfaultfd here: {step.step.note}")
    for name in ("uwp", "write"):
        (step,) = page.apply(CALLS[name])
    assert page.fault is not None
    assert page.fault & 2
    page.apply(CALLS["unwp"])
    (step,) = page.apply(CALLS["write"])
    assert page.fault is None
    assert pagemap_check(step).differs == 0


def test_the_machine_is_not_harmed() -> None:
    assert set(CALLS) - set(LIVE_CALLS) == {"hwpoison", "softoff", "hold", "holdmove", "move", "swapoff", "swapcycle"}
    harmful = {("madvise", 100), ("madvise", 101)}  # MADV_HWPOISON, MADV_SOFT_OFFLINE
    assert not any((verb, number) in harmful for call in LIVE_CALLS.values() for _, verb, number in call.verbs)
    assert why_not("hwpoison") == "hwpoison: takes a page of this machine's memory for good; ptetui lab does it"
    assert why_not("mig_start") == "mig_start: no call of this process does it"


@here
def test_no_process_outlives_its_starter() -> None:
    for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT):
        code = (
            "import time; from ptetui.linux.catalog import Catalog\n"
            "from ptetui.sources.live.child import ThisMachine; from ptetui.sources.lab.calls import CALLS\n"
            "from ptetui.sources.live.own_page import live_page\n"
            "m = ThisMachine(Catalog()); p = live_page(m); p.apply(CALLS['fork'])\n"
            "g = m._alive; print(g.process.pid, g._child, flush=True); time.sleep(60)\n"
        )
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as ours:
            assert ours.stdout is not None
            pids = [int(word) for word in ours.stdout.readline().split()]
            assert all(alive(pid) for pid in pids)
            ours.send_signal(how)
        for _ in range(200):
            if not any(alive(pid) for pid in pids):
                break
            time.sleep(0.02)
        assert [pid for pid in pids if alive(pid)] == []


def alive(pid: int) -> bool:
    """Whether there is such a process that is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@here
def test_an_agent_that_is_killed_ends_the_life(machine: ThisMachine) -> None:
    page = live_page(machine)
    os.kill(machine.life("anon").process.pid, signal.SIGKILL)
    assert page.apply(CALLS["write"]) == []
    assert page.over


@here
def test_played_as_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", "--play", "memfd write fork", "--json"]) == 0
    steps = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [step["who"] for step in steps] == ["subject", "subject", "subject", "child"]
    assert steps[1]["flags"] == ["PRESENT", "FILE", "MMAP_EXCLUSIVE"]
    assert main(["live", "--play", "shmem write", "--json"]) == 0  # a kind of the model's
    assert "FILE" in json.loads(capsys.readouterr().out.splitlines()[1])["flags"]
    assert main(["live", "--kind", "memfd", "--play", "write", "--json"]) == 0
    assert "FILE" in json.loads(capsys.readouterr().out.splitlines()[1])["flags"]
    assert main(["live", "--play", "write"]) == 0
    assert "as predicted" in capsys.readouterr().out
    assert main(["live", "--play", "hwpoison"]) == 2
    assert "for good" in capsys.readouterr().err


def test_without_a_terminal_one_line_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["live", "--json"]) == 2
    assert 'say what to do: --play "write fork guard", or name a PID' in capsys.readouterr().err
    assert main(["live", "1", "--play", "write"]) == 2


def test_other_systems_get_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert main(["live", "--play", "write"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["live", "1"]) == 2
    assert "which only Linux has" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "hidden", "categories", "summary"),
    [
        (PM_PRESENT | PM_MMAP_EXCLUSIVE | 0x1234, 0, None, "present, anonymous, frame 0x1234, mapped once"),
        (PM_PRESENT | PM_FILE, PM_PFRAME, (), "present, a file's page, frame ?, mapped more than once"),
        (PM_PRESENT | 0x3B34, 0, ("PFNZERO",), "present, the zero page, frame 0x3b34"),
        (PM_SWAP | 0x41, 0, (), "swapped out: area 1, slot 0x2"),
        (PM_SWAP | 0x3F, 0, (), "swap-like of type 31, offset 0x1"),
        (PM_SWAP, PM_PFRAME, (), "swap-like: a swapped page (slot ?), a marker or migration"),
        (PM_SWAP, PM_PFRAME, ("SWAPPED", "GUARD"), "guard marker"),
        (0, 0, (), "nothing is mapped, as far as pagemap says"),
    ],
)
def test_a_page_in_words(word: int, hidden: int, categories: tuple[str, ...] | None, summary: str) -> None:
    assert page_summary(word, hidden, categories) == summary


def test_what_is_not_known_is_a_question_mark() -> None:
    assert open_digits(PM_PRESENT | PM_FILE, PM_PFRAME, 64) == "0xa0??????????????"


@pytest.mark.parametrize("word", [0, PM_PRESENT | 5, PM_SWAP | 0x9F])
def test_every_bit_of_a_pagemap_word_has_one_field(word: int) -> None:
    reading = pagemap_reading(setting(), word)
    bits = [bit for field in reading.fields for run in field.runs for bit in range(run.low, run.high + 1)]
    assert sorted(bits) == list(range(64))
    assert reading.form.encode({f.name: f.get(word) for f in reading.fields if f.kind != "ignored"}) == word


def test_options_of_a_kernel_that_tells_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: Path) -> bytes:
        raise OSError

    monkeypatch.setattr(Path, "read_bytes", nothing)
    assert kernel_options("6.12") == {}
