"""The process with a page of our own: started, asked, ended. It never outlives us: see `agent`."""

import contextlib
import gzip
import os
import platform
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

from ptetui.linux.catalog import Catalog
from ptetui.linux.config import options_set
from ptetui.sources.lab.calls import AGENT_KINDS, Call
from ptetui.sources.lab.session import Answer
from ptetui.sources.live.watched import LiveProcess, PageWord

_SECONDS = 5.0  # an answer takes less, or never comes
EVENTS_ALONE = ("fork", "childwrite", "childexit")  # what the child of the page's process lives through
_NO_CHILD = PageWord(0, 0, None)


class ThisMachine:
    """This machine as a source of words: its kernel, its configuration, processes with a page."""

    def __init__(self, catalog: Catalog) -> None:
        if platform.system() != "Linux":
            raise ValueError("live asks the kernel through /proc/PID/pagemap, which only Linux has")
        self.catalog = catalog
        self.release, self.arch = platform.release(), platform.machine()
        self.cpu = "host,la57" if _has_la57() else "host"
        self.options = kernel_options(self.release)
        self.title = f"Linux {self.release}, this machine"
        self._alive: ChildLife | None = None

    def boot(self) -> None:
        """It runs."""

    def life(self, kind: str) -> "ChildLife":
        """A new process in place of the one before."""
        self.close()
        self._alive = ChildLife(kind)
        return self._alive

    def close(self) -> None:
        """End the process."""
        if self._alive is not None:
            self._alive.close()
            self._alive = None

    def capture(self, records: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """A capture file's contents but for raw words, which nobody has read."""
        return {
            "arch": self.arch, "machine": self.arch, "kernel_release": self.release,
            "page_size": os.sysconf("SC_PAGE_SIZE"), "cpu_model": self.cpu, "config": self.options,
            "captures": list(records),
        }  # fmt: skip


def kernel_options(release: str) -> dict[str, str]:
    """The options of the running kernel, as /proc/config.gz or /boot have them; empty where neither is there."""
    for path in (Path("/proc/config.gz"), Path(f"/boot/config-{release}")):
        try:
            data = path.read_bytes()
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")
        except (OSError, EOFError):
            continue
        return options_set(text)
    return {}


def swap_is_on() -> bool:
    """Whether this machine has a swap area in use; true where it does not say."""
    try:
        return len(Path("/proc/swaps").read_text(encoding="utf-8").splitlines()) > 1
    except OSError:
        return True


def _has_la57() -> bool:
    with contextlib.suppress(OSError):
        return " la57 " in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")[:8192]
    return False


class ChildLife:
    """One process with one page. `apply` does a call and gives what pagemap says afterwards."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.over = False
        self.answer: Answer | None = None
        self._child = 0
        self._buffer = b""
        self._link, theirs = socket.socketpair()
        with theirs:
            program = str(files("ptetui.sources.live").joinpath("agent.py"))
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", program, str(os.getpid()), str(theirs.fileno())],
                pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )  # fmt: skip
        words = self._line().split()
        if len(words) != 3 or words[0] != "page":
            self.close()
            raise ValueError("the process with the page did not start")
        self.address = int(words[1], 16)
        self._watched = LiveProcess(self.process.pid)

    def begin(self) -> list[dict[str, Any]]:
        """The page is mapped."""
        number, spelled = AGENT_KINDS[self.kind]
        return self.apply(Call("map", "", spelled, ((0, "map", number),)))

    def apply(self, call: Call) -> list[dict[str, Any]]:
        """The records of a call: the page's own, the child's where it has to do with it. None when the life is over."""
        if self.over:
            return []
        if self._child and call.name not in EVENTS_ALONE:
            self._ask((0, "childexit", 0))
        for verb in call.verbs:
            self.answer = self._ask(verb)
            if self.answer is None or self.answer.errno:
                break
        if self.answer is None:
            return []
        name = call.name.partition(":")[0]
        own = self._record(call, "subject", self.process.pid, self.answer)
        if self._child and name in ("fork", "childwrite"):
            childs = self._record(call, "child", self._child, self.answer)
            return [own, childs] if name == "fork" else [childs, own]
        return [own]

    def _ask(self, verb: tuple[int, str, int]) -> Answer | None:
        who, name, number = verb
        with contextlib.suppress(OSError):
            self._link.sendall(f"{who} {name} {number:x}\n".encode())
        words = self._line().split()
        if len(words) != 7 or words[0] != "=":
            self.over = True
            return None
        returned, error, caught, fault, interrupted, self._child = map(int, words[1:])
        return Answer(
            returned, error, caught, None if fault < 0 else fault, bool(interrupted), self._child, 0, 0, 0, 0,
        )  # fmt: skip

    def _line(self) -> str:
        """The agent's next line; "" where it has ended or does not answer."""
        until = time.monotonic() + _SECONDS
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._link], [], [], left)[0]:
                return ""
            try:
                data = self._link.recv(4096)
            except OSError:
                return ""
            if not data:
                return ""
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("ascii", "replace")

    def _record(self, call: Call, who: str, pid: int, answer: Answer) -> dict[str, Any]:
        word = self._page_word(pid)
        record: dict[str, Any] = {
            "step": call.name, "syscalls": list(call.spelled), "vaddr": f"{self.address:#x}", "who": who,
            "event": call.name.partition(":")[0], "kind": self.kind, "ret": answer.ret, "errno": answer.errno,
            "sig": answer.sig, "fault": answer.fault, "interrupted": answer.interrupted,
            "pagemap_hex": f"0x{word.word:016x}", "hidden": hex(word.hidden),
        }  # fmt: skip
        if word.categories is not None:
            record["pagemap_scan"] = list(word.categories)
        return record

    def _page_word(self, pid: int) -> PageWord:
        if pid == self.process.pid:
            return self._watched.page_word(self.address)
        try:
            other = LiveProcess(pid)
        except ValueError:  # it has just ended
            return _NO_CHILD
        try:
            return other.page_word(self.address)
        finally:
            other.close()

    def close(self) -> None:
        """End it."""
        self.over = True
        self._link.close()
        self.process.kill()
        self.process.wait()
        if (watched := getattr(self, "_watched", None)) is not None:
            watched.close()
            del self._watched
