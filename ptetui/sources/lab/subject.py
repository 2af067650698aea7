"""A page of a running kernel as a subject beside the model: what can happen to it, doing it, and what both say of it.

`LabFeed` keeps the machine in a thread of its own, so that the screen never waits for QEMU.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ptetui.linux.catalog import Catalog
from ptetui.linux.life.events import Chance, events
from ptetui.sources.lab.calls import AGENT_KINDS, BY_EVENT, CALLS, Call
from ptetui.sources.lab.machine import Machine
from ptetui.sources.lab.session import GONE, Answer, Lab
from ptetui.sources.predictions import Comparison, Predictor
from ptetui.sources.replay import RecordedWord, recorded_setting, snapshots, words_of

_HERE = Path("lab")  # in messages, where a recording has its file
_WP_FAULT = 2  # UFFD_PAGEFAULT_FLAG_WP


class Guest(Protocol):
    """A process of the machine with one page."""

    over: bool
    answer: Answer | None

    def begin(self) -> list[dict[str, Any]]:
        """The page is mapped."""

    def apply(self, call: Call) -> list[dict[str, Any]]:
        """The records of a call."""


class Machinery(Protocol):
    """A booted machine."""

    catalog: Catalog

    @property
    def title(self) -> str:
        """Kernel and CPU."""

    def life(self, kind: str) -> Guest:
        """A new process."""

    def capture(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        """A capture file's contents."""

    def boot(self) -> None:
        """Wait until it answers."""

    def close(self) -> None:
        """End it."""


class FollowedPage:
    """One page of a process beside the model. `apply` does a call, and says of each word what the two made of it.

    `follow` compares the words of records with the model; `known` are the model's events that there is a call for.
    """

    def __init__(
        self, guest: Guest, records: list[dict[str, Any]], follow: Callable[[list[dict[str, Any]]], list[Comparison]],
        known: Collection[str],
    ) -> None:  # fmt: skip
        self._guest, self._follow, self._known = guest, follow, known
        self.records = records
        self.steps = follow(records)

    @property
    def over(self) -> bool:
        """Whether a call took the process with it."""
        return self._guest.over

    @property
    def fault(self) -> int | None:
        """The flags of the userfault that the last call was stopped by; None where there was none."""
        return self._guest.answer.fault if self._guest.answer is not None else None

    def chances(self) -> list[Chance]:
        """The model's events that there is a call for, as they stand for the page."""
        page = next(step for step in reversed(self.steps) if step.step.page.startswith("0x"))
        return [chance for chance in events(page.page, page.step.setting) if chance.event.name in self._known]

    def apply(self, call: Call) -> list[Comparison]:
        """The words after a call: the page's own, and the child's where it has to do with one; none once it is over."""
        records = self._guest.apply(call)
        self.records += records
        compared = self._follow(records)
        self.steps += compared
        return compared


def lab_page(lab: Machinery, kind: str = "anon") -> FollowedPage:
    """A new process of a machine in the lab, its page beside the model."""
    guest = lab.life(kind)
    records = guest.begin()
    return FollowedPage(guest, list(records), _LabModel(lab, records).follow, BY_EVENT)


class _LabModel:
    """The model along the raw words of one page; the first records settle what they are read under."""

    def __init__(self, lab: Machinery, records: list[dict[str, Any]]) -> None:
        self._model = Predictor()
        self._words: deque[RecordedWord] = deque()
        setting = recorded_setting(lab.capture([]), _HERE, lab.catalog, (), _words_of_all(records))
        self._snapshots = snapshots(self._coming(), setting, _HERE)

    def follow(self, records: list[dict[str, Any]]) -> list[Comparison]:
        """The words of these records, compared."""
        self._words += _words_of_all(records)
        return [self._model.follow(next(self._snapshots)) for _ in range(len(self._words))]

    def _coming(self) -> Iterator[RecordedWord]:
        while True:
            yield self._words.popleft()


def _words_of_all(records: list[dict[str, Any]]) -> list[RecordedWord]:
    return [word for index, record in enumerate(records) for word in words_of(record, index, _HERE)]


class Fault(NamedTuple):
    """A userfault that a call was stopped by, and the calls that resolve it."""

    call: Call
    flags: int

    @property
    def resolving(self) -> Call:
        """What lifts the cause: write protection is lifted, a missing page is filled."""
        return CALLS["unwp" if self.flags & _WP_FAULT else "ucopy"]


class LabFeed:
    """The lab for a screen: a thread boots the machine and does what is asked for, one call after the other.

    `state` is booting, ready, busy, failed (`error`, `console` say why) or over (a call ended the page's process).
    `notify` is called from the thread whenever something changed.
    """

    def __init__(
        self, opened: Callable[[], Machinery], kind: str = "anon", *, label: str = "lab",
        follow: Callable[[Any, str], FollowedPage] = lab_page, calls: Mapping[str, Call] = CALLS,
    ) -> None:  # fmt: skip
        self.label = label
        self.calls = calls  # that can be asked for
        self._follow = follow
        self.state = "booting"
        self.kind = kind
        self.error = ""
        self.console: list[str] = []
        self.began = time.monotonic()
        self.first_word = 0.0  # seconds until the first word was there
        self.took = 0.0  # seconds of the last call
        self.call = ""  # what the machine does now
        self.fault: Fault | None = None
        self.title = ""
        self.steps: tuple[Comparison, ...] = ()
        self.page: FollowedPage | None = None
        self.notify: Callable[[], None] = lambda: None
        self._opened = opened
        self._lab: Machinery | None = None
        self._records: list[dict[str, Any]] = []
        self._closed = threading.Event()
        self._work: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="lab", daemon=True)

    def start(self, notify: Callable[[], None]) -> None:
        """Boot, once."""
        self.notify = notify
        if not self._thread.is_alive() and self.state == "booting":
            self._thread.start()

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.began

    def do(self, *calls: Call) -> str:
        """Have calls done, one after the other; why they cannot be, "" where they will."""
        if refused := self._refused():
            return refused
        self.state, self.call = "busy", calls[-1].name
        self._work.put(lambda: self._do(calls))
        return ""

    def restart(self, kind: str) -> str:
        """A new process with a page of this kind; why not, "" where it will be."""
        if self.state != "over" and (refused := self._refused()):
            return refused
        self.state, self.call = "busy", f"a new page of {kind}"
        self._work.put(lambda: self._begin(kind))
        return ""

    def _refused(self) -> str:
        return {
            "booting": "the kernel is still booting",
            "busy": f"{self.call} has not returned yet",
            "failed": "there is no kernel",
            "over": "the page's process is gone; K starts a new one",
        }.get(self.state, "")

    @property
    def machine(self) -> Machine | None:
        """QEMU, once it was started."""
        return self._lab.machine if isinstance(self._lab, Lab) else None

    def next_kind(self) -> str:
        """The kind after the present one."""
        kinds = list(AGENT_KINDS)
        return kinds[(kinds.index(self.kind) + 1) % len(kinds)]

    def capture(self) -> dict[str, Any]:
        """A capture file's contents of all that was done; empty where nothing was."""
        return self._lab.capture(self._records) if self._lab is not None and self._records else {}

    def close(self) -> None:
        """End the machine, whatever it is doing."""
        self._closed.set()
        self._work.put(None)
        if self._lab is not None:
            self._lab.close()

    # ------------------------------------------------------------------ the thread

    def _run(self) -> None:
        try:
            lab = self._opened()
            self._lab = lab
            if self._closed.is_set():
                lab.close()
                return
            lab.boot()
            self.title = lab.title
            self._begin(self.kind)
            self.first_word = self.seconds
            self._changed()
            while (todo := self._work.get()) is not None:
                todo()
                self._changed()
        except (ValueError, OSError) as error:  # no kernel, no compiler, no QEMU; or it ended
            self._failed(str(error))
            if self._lab is not None and not self._closed.is_set():
                self._lab.close()

    def _begin(self, kind: str) -> None:
        assert self._lab is not None
        began = time.monotonic()
        self.kind, self.fault, self.error = kind, None, ""
        self.page = self._follow(self._lab, kind)
        self._records += self.page.records
        self.steps, self.state = (*self.steps, *self.page.steps), "ready"
        self.took = time.monotonic() - began

    def _do(self, calls: tuple[Call, ...]) -> None:
        assert self.page is not None
        began = time.monotonic()
        self.fault = None
        for call in calls:
            before = len(self.page.records)
            self.steps = (*self.steps, *self.page.apply(call))
            self._records += self.page.records[before:]
            fault = self.page.fault
            self.fault = Fault(call, fault) if fault is not None else None
            if self.page.over or self.fault:
                break
        self.took = time.monotonic() - began
        self.state = "over" if self.page.over else "ready"
        self.error = f"{call.name}: {GONE}" if self.page.over else ""

    def _failed(self, error: str) -> None:
        machine = getattr(self._lab, "machine", None)
        self.console = list(machine.console_lines) if machine is not None and not self._closed.is_set() else []
        self.error, self.state = error, "failed"
        self._changed()

    def _changed(self) -> None:
        if not self._closed.is_set():
            self.notify()
