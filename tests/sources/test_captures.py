"""What real kernels wrote, replayed: the pagemap words, the states, and a text of each that a person has read.

PTETUI_UPDATE=1 writes the texts again: `PTETUI_UPDATE=1 .venv/bin/pytest tests/sources`; then read the difference.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.sources.replay import Recording, load_recording
from ptetui.sources.snapshot import Snapshot
from tests.golden import CARRIED_CAPTURES, SHARED_CAPTURES, capture, captures

NAMES = ("arm64-6.12", "i386-pae-6.1", "riscv64-7.2", "s390x-6.1", "x86_64-6.1", "x86_64-6.12")
TEXTS = Path(__file__).parent / "golden"
LAYOUTS = {
    "arm64-6.12": "arm64_4k", "i386-pae-6.1": "x86_32_pae", "riscv64-7.2": "riscv64", "s390x-6.1": "s390",
    "x86_64-6.1": "x86_64", "x86_64-6.12": "x86_64",
}  # fmt: skip


def find(name: str) -> Path:
    path = capture(name)
    if path is None:
        pytest.skip(f"needs ../shared/captures/captures-{name}.json, which is not beside this checkout")
    return path


@pytest.mark.parametrize("path", captures(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_pagemap_word_differs(path: Path) -> None:
    recording = load_recording(path, Catalog())
    assert len(recording.steps) > 10
    compared = [step for step in recording.steps if step.recorded is not None]
    assert len(compared) > 10
    assert [(step.event, hex(step.mismatch)) for step in compared if step.mismatch] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_word_would_be_noticed(name: str) -> None:
    """Flipping any bit of frame, slot, type or software bits makes the comparison fail: it is not empty."""
    steps = load_recording(find(name), Catalog()).steps
    for step in steps:
        if step.reading.state in ("swap", "present", "protnone", "hwpoison", "marker"):
            number = step.reading.form.by_name["pfn" if step.reading.type is None else "offset"]
            broken = step.word ^ 1 << number.place(0)
            assert Snapshot(step.setting, broken, recorded=step.recorded).mismatch, step.event


@pytest.mark.parametrize("name", NAMES)
def test_layout(name: str) -> None:
    assert {step.setting.layout.name for step in load_recording(find(name), Catalog()).steps} == {LAYOUTS[name]}


@pytest.mark.parametrize("name", NAMES)
def test_text(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exactly what `ptetui replay --text` prints, but for the file's name."""
    path = find(name)
    assert cli.main(["replay", "--text", str(path)]) == 0
    got = capsys.readouterr().out.replace(path.name, f"{name}.json", 1)
    text = TEXTS / f"{name}.txt"
    if os.environ.get("PTETUI_UPDATE"):
        text.write_text(got, encoding="utf-8")
    assert got == text.read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------- states by description

# The first line that matches a step's name and description says which states it may have.
EXPECTED = (
    (r"^cookie-present", {"present"}),
    (r"\((before|after)\)", {"present"}),
    (r"^migration-write", {"migration_write"}),
    (r"^migration-read-shared", {"migration_read"}),
    (r"^migration-(read-exclusive|softdirty-clear|uffdwp)", {"migration_read_exclusive"}),
    (r"^guard-removed|marker after closing|lifted from a marker", {"none"}),
    (r"MADV_GUARD_INSTALL|guard", {"marker"}),
    (r"MADV_HWPOISON|^anon-hwpoison", {"hwpoison"}),
    (r"UFFDIO_POISON|poison marker|\(SIGBUS\)", {"marker"}),
    (r"^anon-uffdwp-unpopulated .*WP_UNPOPULATED on", {"marker"}),
    (r"^anon-uffdwp-unpopulated .*no WP_UNPOPULATED", {"none"}),
    (r"^anon-uffdwp-unpopulated-read ", {"present", "none"}),
    (r"^anon-uffdwp-dontneed", {"none"}),
    (r"read: present again", {"present"}),
    (r"PTE marker|on marker|marker after|hole punched", {"marker"}),
    (r"UFFDIO_WRITEPROTECT on a swap entry|swapped, not protected|lifted while swapped", {"swap"}),
    (r"swapped in|read back from swap|after swapoff|refault", {"present"}),
    (r"^shmem.*(paged out|PTE becomes none|MADV_PAGEOUT$)|zapped|never touched", {"none"}),
    (r"on a swap entry|swap entry|paged out|MADV_PAGEOUT|swapped|^anon-swapped-type1", {"swap"}),
    (r"PROT_NONE\): protnone", {"protnone"}),
    (
        r"zero page|written|accessed bit cleared|soft-dirty cleared|write-protected|writable|read|fork|mprotect"
        r"|MADV_FREE|COW|SOFT_OFFLINE",
        {"present"},
    ),
)
# Where the note says that the system call failed, the page is as it was.
FAILED = re.compile(r"ret=-1 errno=[1-9]")
WITHOUT = {"present", "none"}


def steps_of_all() -> Iterator[tuple[Recording, Snapshot]]:
    for path in captures():
        recording = load_recording(path, Catalog())
        yield from ((recording, step) for step in recording.steps)


def test_every_state_agrees_with_its_description() -> None:
    seen: set[str] = set()
    for recording, step in steps_of_all():
        text = f"{step.event} {step.about}".strip()
        pattern, states = next((row for row in EXPECTED if re.search(row[0], text)), ("", set()))
        assert pattern, f"{recording.title}: nothing is expected of {text!r}"
        if FAILED.search(step.note):
            states = WITHOUT
        elif step.event == "anon-hwpoison-read" and step.reading_before:
            states = {step.reading_before.state}  # reading changes nothing, whether the poisoning worked or not
        assert step.reading.state in states, f"{recording.title}: {text!r} is {step.reading.state}"
        seen.add(pattern)
    if SHARED_CAPTURES.is_dir():
        assert {pattern for pattern, _ in EXPECTED} - seen == set(), "a pattern that nothing matches checks nothing"


def by_name(name: str) -> dict[str, Snapshot]:
    return {step.event: step for step in load_recording(find(name), Catalog()).steps}


@pytest.mark.parametrize("name", NAMES)
def test_flags_agree_with_descriptions(name: str) -> None:
    """What the descriptions say of single bits, where the kernel has them."""
    steps = by_name(name)
    swap = steps["anon-swapped-softdirty"].reading.form.by_name
    tracked = steps["anon-present-dirty"].setting.config["MEM_SOFT_DIRTY"] and "soft_dirty" in swap
    if tracked:
        assert "soft_dirty" in steps["anon-swapped-softdirty"].reading.flags
        assert "soft_dirty" not in steps["anon-swapped-clear4"].reading.flags
        assert "soft_dirty" not in steps["anon-swapped-clean-again"].reading.flags
        assert "soft_dirty" not in steps["anon-softdirty-cleared"].reading.flags
        assert "soft_dirty" in steps["anon-softdirty-set"].reading.flags
    else:
        assert all("soft_dirty" not in step.reading.flags for step in steps.values())
    if "exclusive" in swap:
        assert "exclusive" in steps["fork-before-swapped"].reading.flags
        assert "exclusive" not in steps["fork-parent-swapped"].reading.flags
    assert [steps[f"anon-swapped-type1{suffix}"].reading.type for suffix in ("", "-b", "-c")] == [1, 1, 1]
    slots = [steps[f"anon-swapped-range-{number}"].reading.offset or 0 for number in (1, 2, 3, 4)]
    assert slots == list(range(slots[0], slots[0] + 4)), "four pages that went out together have slots in a row"
    offline = steps["anon-soft-offline"]
    assert offline.reading_before is not None
    moved = offline.reading.pfn != offline.reading_before.pfn
    assert moved == (not FAILED.search(offline.note)), "migrated to another frame"
    zero, written = steps["anon-zeropage"].reading, steps["anon-present-dirty"].reading
    assert zero.form.by_name["special"].get(zero.word) == 1
    assert written.form.by_name["special"].get(written.word) == 0
    assert written.form.by_name["dirty"].get(written.word) == 1


@pytest.mark.parametrize("name", ["arm64-6.12", "x86_64-6.1", "x86_64-6.12"])
def test_uffd_wp_agrees_with_descriptions(name: str) -> None:
    steps = by_name(name)
    for event in ("anon-uffdwp-present", "anon-uffdwp-swapped", "anon-uffdwp-swapin", "shmem-uffdwp-marker-read"):
        assert "uffd_wp" in steps[event].reading.flags, event
    for event in ("anon-swapped-unwp", "anon-uffd-swapped-nowp"):
        assert "uffd_wp" not in steps[event].reading.flags, event
    assert steps["anon-swapped-then-uffdwp"].changed.bit_count() == 1
    assert steps["shmem-uffdwp-marker-pageout"].reading.marker == ("uffd_wp",)


def test_guards_and_poison_are_the_markers_that_they_are_called() -> None:
    steps = by_name("riscv64-7.2")
    assert steps["guard-install-populated"].reading.marker == ("guard",)
    assert steps["guard-dontneed"].changed == 0
    assert steps["anon-poison-marker"].reading.marker == ("poisoned",)


def test_the_words_before_are_those_of_the_same_page() -> None:
    """A page's first word has none before it; a child's first word is compared with its parent's."""
    for _, step in steps_of_all():
        assert step.changed == (0 if step.before is None else step.before ^ step.word)
    steps = by_name("x86_64-6.12")
    assert steps["anon-none"].before is None
    assert steps["fork-child-present"].page == "child 0x2a00040000"
    assert steps["fork-child-present"].before == steps["fork-parent-present"].word
    assert steps["fork-parent-after-child-cow"].before == steps["fork-parent-present"].word


@pytest.mark.parametrize("path", sorted(CARRIED_CAPTURES.glob("*.json")), ids=lambda path: path.stem)
def test_carried_captures_say_what_the_whole_ones_say(path: Path) -> None:
    whole = SHARED_CAPTURES / f"captures-{path.name}"
    if not whole.is_file():
        pytest.skip("needs ../shared/captures, which is not beside this checkout")
    assert load_recording(path, Catalog()).steps == load_recording(whole, Catalog()).steps


def test_three_captures_are_carried() -> None:
    assert {path.stem for path in CARRIED_CAPTURES.glob("*.json")} == {"arm64-6.12", "s390x-6.1", "x86_64-6.12"}
