"""A virtual machine: one QEMU process, its lines to the agent, its console, its memory as a file of ours.

Nothing of the host is mounted and there is no network. Memory and console are files without a name (memfd), QEMU is
killed by the kernel when the process that started it ends: neither leaves anything behind.
"""

import contextlib
import ctypes
import json
import mmap
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ptetui.sources.lab.platforms import Platform

BOOT_SECONDS = 60.0
ANSWER_SECONDS = 10.0  # the agent itself ends calls after three
_LINE_LIMIT = 4096
_CONSOLE_LINES = 12
_MAP_FIXED = 0x10  # linux/mman.h

# Ends with the process that started it: PR_SET_PDEATHSIG is 1 (linux/prctl.h) and outlives exec.
_LAUNCHER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""


class MachineError(ValueError):
    """The machine did not start, or does not answer; the message is one line."""


class Machine:
    """A running QEMU. `ask` sends the agent a line and returns its answer."""

    def __init__(
        self, platform: Platform, kernel: Path, initrd: bytes, memory_mib: int, cpu: str, disks: Sequence[int] = (),
        nodes: int = 1,
    ) -> None:  # fmt: skip
        """`disks`: how many bytes each NVMe disk has; `nodes`: of NUMA, each with its share of the memory."""
        self.platform = platform
        self._buffer = b""
        self._files: list[int] = []
        self._node_size = (memory_mib << 20) // nodes
        self._nodes = [self._memory("lab-memory", self._node_size) for _ in range(nodes)]
        self._console = self._memory("lab-console")
        initrd_file = self._memory("lab-initramfs")
        os.write(initrd_file, initrd)
        self._agent, agent_end = socket.socketpair()
        self._monitor, monitor_end = socket.socketpair()
        self.debugger_line, debugger_end = socket.socketpair()
        self._monitor_buffer = b""
        command = platform.command(
            kernel=str(kernel),
            initrd=_path(initrd_file),
            memory=[_path(number) for number in self._nodes],
            memory_mib=memory_mib,
            cpu=cpu,
            console=_path(self._console),
            agent=agent_end.fileno(),
            monitor=monitor_end.fileno(),
            debugger=debugger_end.fileno(),
            disks=[_path(self._memory("lab-swap", size)) for size in disks],
        )
        ends = (agent_end, monitor_end, debugger_end)
        inherited = [*self._files, *(end.fileno() for end in ends)]
        self.started = time.monotonic()
        self.process = _launch(command, inherited)
        for end in ends:
            end.close()
        self.memory = _side_by_side(self._nodes, self._node_size)

    def _memory(self, name: str, size: int = 0) -> int:
        number = os.memfd_create(name, 0)
        os.ftruncate(number, size)
        self._files.append(number)
        return number

    # ------------------------------------------------------------------ the agent

    def ask(self, line: str, seconds: float = ANSWER_SECONDS) -> str:
        """The agent's answer to a line. MachineError where there is none."""
        self.say(line)
        return self.answer(seconds)

    def say(self, line: str) -> None:
        """Send the agent a line."""
        self._agent.sendall(line.encode() + b"\n")

    @property
    def answered(self) -> bool:
        """Whether the agent has sent something that was not read yet."""
        return bool(self._buffer or select.select([self._agent], [], [], 0)[0])

    def answer(self, seconds: float) -> str:
        """The agent's next line, without its end."""
        until = time.monotonic() + seconds
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            ready = left > 0 and select.select([self._agent], [], [], min(left, 0.2))[0]
            data = self._agent.recv(65536) if ready else None
            if data == b"" or self.process.poll() is not None:
                raise MachineError(f"QEMU has ended{self._why()}")
            if data is None and left <= 0:
                raise MachineError(f"the machine has not answered for {seconds:.0f} s{self._why()}")
            self._buffer += data or b""
            if len(self._buffer) > _LINE_LIMIT:
                raise MachineError("the machine's answer has no end")
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("ascii", "replace").strip()

    def wait_ready(self) -> str:
        """The agent's first line, once the kernel has booted; firmware may write to the same line before that."""
        until = time.monotonic() + BOOT_SECONDS
        while not (line := self.answer(max(0.0, until - time.monotonic()))).startswith("ready "):
            pass
        return line

    @property
    def console_lines(self) -> list[str]:
        """The last lines of the kernel's console."""
        size = os.fstat(self._console).st_size
        text = os.pread(self._console, 8192, max(0, size - 8192)).decode("utf-8", "replace")
        return [line.rstrip() for line in text.splitlines() if line.strip()][-_CONSOLE_LINES:]

    def _why(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.5)
        errors = self.process.stderr.read(4096) if self.process.stderr and self.process.poll() is not None else b""
        lines = [line for line in errors.decode("utf-8", "replace").splitlines() if "warning:" not in line]
        last = lines[-1:] or self.console_lines[-1:]
        return f": {last[0][:300]}" if last else ""

    # ------------------------------------------------------------------ QEMU itself

    def monitor(self, command: str) -> str:
        """What QEMU's human monitor says to a command."""
        if not self._monitor_buffer:
            self._monitor_buffer = b" "
            self._reply()  # the greeting
            self._qmp({"execute": "qmp_capabilities"})
        return str(self._qmp({"execute": "human-monitor-command", "arguments": {"command-line": command}}))

    def _qmp(self, command: dict[str, object]) -> object:
        self._monitor.sendall(json.dumps(command).encode() + b"\n")
        while True:
            reply = self._reply()
            if "return" in reply or "error" in reply:
                return reply.get("return", "")

    def _reply(self) -> dict[str, object]:
        self._monitor.settimeout(ANSWER_SECONDS)
        while b"\n" not in self._monitor_buffer:
            data = self._monitor.recv(65536)
            if not data:
                raise MachineError("QEMU has ended")
            self._monitor_buffer += data
        line, _, rest = self._monitor_buffer.partition(b"\n")
        self._monitor_buffer = rest or b" "
        reply: dict[str, object] = json.loads(line)
        return reply

    def data_ranges(self) -> Iterator[tuple[int, int]]:
        """The parts of guest memory that were ever written, as offsets; reading others would fill them."""
        for number, file in enumerate(self._nodes):
            base, end = number * self._node_size, 0
            with contextlib.suppress(OSError):  # no data after the last hole
                while True:
                    start = os.lseek(file, end, os.SEEK_DATA)
                    end = os.lseek(file, start, os.SEEK_HOLE)
                    yield base + start, base + end

    def close(self) -> None:
        """End QEMU and give its memory back."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()
        self._agent.close()
        self._monitor.close()
        self.debugger_line.close()
        with contextlib.suppress(BufferError):
            self.memory.close()
        for number in self._files:
            os.close(number)
        self._files.clear()


def _side_by_side(files: Sequence[int], size: int) -> mmap.mmap:
    """Files of one size as one piece of memory, to be read."""
    if len(files) == 1:
        return mmap.mmap(files[0], size, mmap.MAP_SHARED, mmap.PROT_READ)
    memory = mmap.mmap(-1, size * len(files))
    place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    map_at = ctypes.CDLL(None, use_errno=True).mmap
    map_at.restype, map_at.argtypes = ctypes.c_ssize_t, [ctypes.c_size_t] * 2 + [ctypes.c_int] * 3 + [ctypes.c_int64]
    for number, file in enumerate(files):
        if map_at(place + number * size, size, mmap.PROT_READ, mmap.MAP_SHARED | _MAP_FIXED, file, 0) < 0:
            raise MachineError(f"guest memory cannot be mapped: {os.strerror(ctypes.get_errno())}")
    return memory


def _path(number: int) -> str:
    return f"/proc/self/fd/{number}"


def _launch(command: Sequence[str], inherited: Sequence[int]) -> "subprocess.Popen[bytes]":
    """Start QEMU from a thread that lives until QEMU ends: its death signal is sent when that thread ends."""
    started: list[subprocess.Popen[bytes] | OSError] = []
    ready = threading.Event()

    def keep() -> None:
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(os.getpid()), *command],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                pass_fds=inherited, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            started.append(error)
            ready.set()
            return
        started.append(process)
        ready.set()
        process.wait()

    threading.Thread(target=keep, name="qemu", daemon=True).start()
    ready.wait()
    if isinstance(started[0], OSError):
        raise MachineError(f"{command[0]}: {started[0].strerror}")
    return started[0]
