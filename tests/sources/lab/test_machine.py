"""A kernel is booted: its words against the model, growth, and what is left when the application is killed."""

import os
import random
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.sources.lab.calls import life_of
from ptetui.sources.lab.lives import live, random_lives
from ptetui.sources.lab.session import Lab, LabOptions
from tests.sources.lab.booting import KERNEL, PLATFORM, why_not

pytestmark = [pytest.mark.lab, pytest.mark.skipif(bool(why_not()), reason=why_not())]


@pytest.fixture(scope="module")
def lab() -> Iterator[Lab]:
    with Lab(LabOptions(PLATFORM, KERNEL), Catalog()) as booted:
        booted.boot()
        yield booted


def test_the_example_is_as_predicted(lab: Lab) -> None:
    lived = live(lab, *life_of(["shmem", "uffd=wp", "write", "uffd_wp", "pageout", "read"]))
    states = [step.step.reading.state for step in lived.compared]
    protects = lab.setting.config["HAVE_ARCH_USERFAULTFD_WP"]
    assert states == ["none", "none", "present", "present", "marker" if protects else "none", "present"]
    assert [step.differs for step in lived.compared] == [0] * 6
    assert not any(step.step.mismatch for step in lived.compared)


def test_a_userfault_that_nobody_resolves_is_told(lab: Lab) -> None:
    lived = live(lab, *life_of(["anon", "uffd=missing", "read"]))
    assert lived.records[-1]["sig"] == signal.SIGALRM
    assert "userfault" in lived.records[-1]["note"]


def test_ten_random_lives_are_recorded_and_as_predicted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lives.json"
    kernel = machine_options()
    assert cli.main(["lab", *kernel, "--random", "10", "--seed", "11", "--record", str(path)]) == 0
    assert "10 lives, 10 without a difference" in capsys.readouterr().out
    assert cli.main(["replay", "--check", str(path)]) == 0
    assert "10 lives, 0 differ" in capsys.readouterr().out


def test_a_child_has_its_own_word(lab: Lab) -> None:
    lived = live(lab, *life_of(["anon", "write", "fork", "childwrite"]))
    frames = [step.step.reading.pfn for step in lived.compared]
    who = [record["who"] for record in lived.records]
    assert who == ["subject", "subject", "subject", "child", "child", "subject"]
    assert frames[2] == frames[3] == frames[5] != frames[4]


def test_a_migration_is_held_and_cr3_leads_to_the_same_page_table(lab: Lab) -> None:
    lived = live(lab, *life_of(["anon", "write", "hold", "ro", "hold", "read"]))
    if lived.records[2]["ret"] < 0:
        pytest.skip("this kernel has no MADV_SOFT_OFFLINE (CONFIG_MEMORY_FAILURE)")
    states = [step.page.state for step in lived.compared]
    assert states[2:5] == ["present_write", "migration_write", "present_write"]
    assert states[6:9] == ["present_read", "migration_read_exclusive", "present_read"]
    assert [hex(step.differs) for step in lived.compared if step.differs] == []
    held = [record for record in lived.records if "held_at" in record]
    assert len(held) == 2
    if PLATFORM.name == "x86_64":
        assert all(record["table_by_cr3"] == record["table_by_frames"] for record in held)


@pytest.fixture(scope="module")
def nodes() -> Iterator[Lab]:
    """A machine with two NUMA nodes, large enough for huge pages."""
    if PLATFORM.name == "s390x":
        pytest.skip("Debian's s390x kernels have no NUMA, and QEMU's CPU without KVM has no EDAT-1 for huge pages")
    with Lab(LabOptions(PLATFORM, KERNEL, memory_mib=1024, nodes=2), Catalog()) as booted:
        booted.boot()
        yield booted


def test_the_pmds_of_huge_pages_are_as_predicted(nodes: Lab) -> None:
    lives = [live(nodes, kind, calls) for kind, calls in random_lives(20, 3, huge=True)]
    assert [lived.script for lived in lives if lived.first] == []


def test_a_page_and_a_huge_page_are_held_on_their_way_to_the_other_node(nodes: Lab) -> None:
    for kind in ("anon", "huge"):
        lived = live(nodes, *life_of([kind, "write", "holdmove", "read", "move", "read"]))
        assert [hex(step.differs) for step in lived.compared if step.differs] == []
        states = [step.step.reading.state for step in lived.compared]
        assert states == ["none", "present", "present", "migration_write", "present", "present", "present", "present"]
        frames = [step.step.reading.pfn for step in lived.compared]
        assert frames[2] == frames[3] != frames[4]


def test_every_word_agrees_with_pagemap_over_five_hundred_events(lab: Lab) -> None:
    steps = [step for kind, calls in random_lives(30, 5) for step in live(lab, kind, calls).compared]
    assert len(steps) > 500
    assert [step.step for step in steps if step.step.mismatch] == []
    assert len(os.listdir("/proc/self/fd")) < 64


@pytest.mark.long
@pytest.mark.parametrize("app", [False, True], ids=["command", "app"])
def test_a_kill_leaves_no_machine(app: bool, tmp_path: Path) -> None:
    chance = random.Random(1)
    kernel = machine_options()
    command = [sys.executable, "-m", "ptetui", "lab", *kernel, *([] if app else ["--random", "500"])]
    for _ in range(20):
        process = _started(command, app, tmp_path)
        time.sleep(chance.uniform(0.1, 6))
        children = descendants(process.pid)
        os.kill(children[0] if app and children else process.pid, signal.SIGKILL)
        if app:
            process.terminate()
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
        until = time.monotonic() + 5
        while any(map(alive, children)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(alive, children))
    assert list(tmp_path.iterdir()) == []


def machine_options() -> list[str]:
    return [f"--arch={PLATFORM.name}", *([f"--kernel={KERNEL}"] if KERNEL else [])]


def _started(command: list[str], app: bool, folder: Path) -> subprocess.Popen[bytes]:
    """The command, or the app on a terminal of its own: `script` makes one, and its first child is the app."""
    line = ["script", "-qfec", f"exec {shlex.join(command)}", "/dev/null"] if app else command
    nothing = subprocess.DEVNULL
    return subprocess.Popen(line, stdin=subprocess.PIPE, stdout=nothing, stderr=nothing, cwd=folder)


def descendants(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for task in tasks for child in task.read_text().split()]
    return own + [deeper for child in own for deeper in descendants(child)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
