"""`ptetui serve` as a process, for tests."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

_PROGRAM = """
import signal, sys
from ptetui.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
sys.exit(main(["serve", *sys.argv[1:]]))
"""


class Served:
    """A server, and where it is."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self.process = process
        self.url = process.stdout.readline().strip()
        self.site = urlsplit(self.url).netloc
        self.token = urlsplit(self.url).query.removeprefix("token=")

    @property
    def cookie(self) -> str:
        """What a browser sends that opened the address once."""
        return f"ptetui_{self.site.rpartition(':')[2]}={self.token}"

    def children(self) -> list[int]:
        """The processes that it started and that are still there."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def wait_for_children(self, count: int) -> None:
        """Until it has so many of them."""
        deadline = time.monotonic() + 20
        while len(self.children()) != count:
            assert time.monotonic() < deadline, f"{self.children()} are there, not {count}"
            time.sleep(0.02)

    def end(self, how: signal.Signals = signal.SIGINT) -> tuple[int, str, str]:
        """Its exit code, and what else it said on standard output and standard error."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def serving(*arguments: str | Path) -> Iterator[Served]:
    """A server on a free port; it is ended with the context."""
    command = [sys.executable, "-c", _PROGRAM, "--port", "0", *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        served = Served(process)
        try:
            yield served
        finally:
            if process.poll() is None:
                served.end()
