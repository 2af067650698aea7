"""A lab without a machine: the model itself answers, as a kernel would in the records of `ptetui.sources.lab`."""

import threading
from pathlib import Path
from typing import Any

from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import apply
from ptetui.linux.life.page import Page, new_page, word_of
from ptetui.sources.lab.calls import AGENT_KINDS, Call
from ptetui.sources.lab.session import Answer
from ptetui.sources.replay import recorded_setting
from tests.tui.apps import CATALOG

_MODEL_KIND = {"anon": "anon", "shm": "shmem", "memfd": "shmem", "memfdp": "file"}
_REGISTERS = {"register:MISSING": {"missing"}, "register:WP": {"wp"}, "register:BOTH": {"missing", "wp"}}


class FakeMachine:
    """Its console."""

    console_lines = ("Kernel panic - not syncing: no working init found", "Rebooting")


class FakeLab:
    """Answers as 6.12 does, but for `wrong`: bits of the word that are turned after the call of a name.

    A call named in `waits` does not return before `release` is set, and then takes the process with it.
    """

    def __init__(self, wrong: dict[str, int] | None = None, waits: str = "", error: str = "") -> None:
        self.catalog = CATALOG
        self.cpu = "Haswell-v4"
        self.title = "Linux 6.12.117-fake, QEMU Haswell-v4"
        self.wrong = wrong or {}
        self.waits, self.error = waits, error
        self.returned = threading.Event()
        self.closed = False
        self.lives = 0
        self.machine = FakeMachine()

    def boot(self) -> None:
        """At once, or never."""
        if self.error:
            raise ValueError(self.error)

    def close(self) -> None:
        """No machine, but noted."""
        self.closed = True
        self.returned.set()

    def capture(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        """As a capture file has it."""
        return {
            "arch": "x86_64", "machine": "x86_64", "kernel_release": "6.12.117", "page_size": 4096,
            "cpu_model": self.cpu, "config": {}, "captures": list(records),
        }  # fmt: skip

    def life(self, kind: str) -> "FakeGuest":
        """A new process."""
        self.lives += 1
        return FakeGuest(self, kind, self.lives)


class FakeGuest:
    """One page, which the model moves on."""

    def __init__(self, lab: FakeLab, kind: str, number: int) -> None:
        self.lab, self.kind, self.number = lab, kind, number
        self.setting = recorded_setting(lab.capture([]), Path("fake"), CATALOG, (), [])
        self.page: Page = new_page(_MODEL_KIND[kind])
        self.over = False
        self.answer: Answer | None = None
        self.steps = 0

    def begin(self) -> list[dict[str, Any]]:
        """The page is mapped."""
        return [self._record("map", AGENT_KINDS[self.kind][1], 0, "")]

    def apply(self, call: Call) -> list[dict[str, Any]]:
        """One record; none where the process is gone."""
        if call.name == self.lab.waits:
            self.lab.returned.wait(20)
            self.over = True
            return []
        fault = None
        if call.name in _REGISTERS:
            features = frozenset({"wp_unpopulated"})
            vma = self.page.vma._replace(uffd=frozenset(_REGISTERS[call.name]), features=features)
            self.page = self.page._replace(vma=vma)
        elif call.event:
            done = apply(self.page, call.event, self.setting, supply=Supply(0x2BE0, 0x200, 0, 0x1111))
            self.page = done.page
            fault = (2 if done.page.uffd_wp else 0) if done.outcome.startswith("userfault") else None
        self.answer = Answer(0, 0, 14 if fault is not None else 0, fault, False, 0, 0, 0, 0, 0)
        note = "" if fault is None else f"ret=-1 errno=0 SIGNAL 14, userfault flags={fault:#x}"
        return [self._record(call.name, call.spelled, self.lab.wrong.get(call.name, 0), note)]

    def _record(self, name: str, spelled: tuple[str, ...], wrong: int, note: str) -> dict[str, Any]:
        self.steps += 1
        return {
            "step": f"life-{self.number:04}-{self.steps - 1:02}-{name.partition(':')[0]}", "syscalls": list(spelled),
            "vaddr": "0x2a40003000", "who": "subject", "life": self.number, "event": name, "kind": self.kind,
            "raw_pte_hex": hex(word_of(self.page, self.setting) ^ wrong), "note": note,
        }  # fmt: skip
