"""QEMU's gdb stub: the machine is stopped at a function of its kernel, and goes on when it was looked at.

The protocol is that of GDB's manual, "Remote Serial Protocol"; four of its packets are used.
"""

import select
import time

from ptetui.sources.lab.machine import Machine, MachineError

_SECONDS = 10.0


class Debugger:
    """The stub of one machine. While it is `held`, no CPU of the machine runs."""

    def __init__(self, machine: Machine) -> None:
        self._machine, self._line = machine, machine.debugger_line
        self._buffer = b""
        self._started = self.held = False

    def hold(self) -> None:
        """Stop the machine where it is."""
        if not self._started:
            answer = self._machine.monitor("gdbserver chardev:gdb")  # stops the machine
            if "rror" in answer or "ould not" in answer:
                raise MachineError(f"QEMU's gdb stub did not start: {answer.strip()[:200]}")
            self._started = self.held = True
        elif not self.held:
            self._line.sendall(b"\x03")
            if not self.stops(_SECONDS):
                raise MachineError("QEMU's gdb stub does not stop the machine")

    def breakpoint(self, address: int, on: bool) -> None:
        """Set or clear a breakpoint."""
        if (answer := self._command(f"{'Z' if on else 'z'}1,{address:x},1")) != "OK":
            raise MachineError(f"QEMU's gdb stub sets no breakpoint at {address:#x}: {answer[:60]!r}")

    def step_over(self, address: int) -> None:
        """Leave a breakpoint behind and go on."""
        self.breakpoint(address, on=False)
        self._command("s")
        self.breakpoint(address, on=True)
        self.go_on()

    def go_on(self) -> None:
        """Let the machine run."""
        self._send("c")
        self.held = False

    def stops(self, seconds: float) -> bool:
        """Whether the machine comes to a breakpoint within this time."""
        packet = self._packet(seconds)
        self.held = packet is not None and packet[:1] in ("T", "S")
        return self.held

    def _command(self, text: str) -> str:
        self._send(text)
        answer = self._packet(_SECONDS)
        if answer is None:
            raise MachineError("QEMU's gdb stub does not answer")
        return answer

    def _send(self, text: str) -> None:
        self._line.sendall(f"${text}#{sum(text.encode()) & 0xFF:02x}".encode())

    def _packet(self, seconds: float) -> str | None:
        """The next packet, acknowledged; None where there is none in time."""
        until = time.monotonic() + seconds
        while (end := self._buffer.find(b"#")) < 0 or len(self._buffer) < end + 3:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._line], [], [], left)[0]:
                return None
            data = self._line.recv(4096)
            if not data:
                raise MachineError("QEMU has ended")
            self._buffer += data
        start = self._buffer.find(b"$")
        packet, self._buffer = self._buffer[start + 1 : end], self._buffer[end + 3 :]
        self._line.sendall(b"+")
        return packet.decode("ascii", "replace")
