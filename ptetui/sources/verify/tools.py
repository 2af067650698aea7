"""The programs that a build runs: make, compilers, emulators. They end with the one who started them."""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_SECONDS = 300


class BuildError(ValueError):
    """A configuration that could not be made or probed; the message is one line that says why."""


class Tools:
    """Runs programs for several threads, until `stop` ends those that run."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def call(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None,
        seconds: float = _SECONDS,
    ) -> "subprocess.CompletedProcess[str]":  # fmt: skip
        """A program's end and what it printed. BuildError where it does not end, or `stop` was called."""
        with self._lock:
            if self._stopped:
                raise BuildError("interrupted")
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, text=True, errors="replace", start_new_session=True,
            )  # fmt: skip
            self._running.add(process)
        try:
            output, errors = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            _kill(process)
            process.communicate()
            raise BuildError(f"{command[0]} took more than {seconds:g} s") from None
        finally:
            with self._lock:
                self._running.discard(process)
        if self._stopped:
            raise BuildError("interrupted")
        return subprocess.CompletedProcess(command, process.returncode, output, errors)

    def stop(self) -> None:
        """End what runs, with all that it has started; nothing is started any more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                _kill(process)


def _kill(process: "subprocess.Popen[str]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def first_error(text: str) -> str:
    """The first line of a tool's messages that tells of an error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    wrong = next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "no message")
    return wrong[:200]
