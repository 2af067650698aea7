"""How fast, as ratios within one run: `make bench`. Every figure is measured here and now, nothing is asserted.

First paint and keys are measured through a real pseudo-terminal: bytes in, bytes out.
"""

import fcntl
import os
import pty
import select
import statistics
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

BARE = """
from textual.app import App
from textual.strip import Strip
from textual.widget import Widget
from rich.segment import Segment
from rich.style import Style
PLAIN, LIT = Style.parse("white on black"), Style.parse("black on white")
class Bits(Widget):
    word = 0x8000000002BEA867
    def render_line(self, y):
        if y > 5:
            return Strip([Segment(" " * self.size.width, PLAIN)])
        return Strip([Segment(str(self.word >> bit & 1), LIT if bit == y else PLAIN) for bit in range(63, -1, -1)])
class Bare(App):
    AUTO_FOCUS = None
    BINDINGS = [("space", "toggle")]
    def compose(self):
        yield Bits()
    def action_toggle(self):
        bits = self.query_one(Bits)
        bits.word ^= 1
        bits.refresh()
Bare().run()
"""
OURS = """
import sys
from ptetui.cli import main
sys.exit(main(["-l", "x86_64@6.12", "0x8000000002bea867"]))
"""
WORDS = 100_000
ROUNDS = int(os.environ.get("PTETUI_BENCH_ROUNDS", "9"))


class Terminal:
    """A program on a pseudo-terminal of 80x24."""

    def __init__(self, program: str, size: tuple[int, int] = (80, 24)) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm-256color"
            os.execv(sys.executable, [sys.executable, "-c", program])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def until(self, marker: bytes, timeout: float = 20) -> float:
        """Seconds since the start until `marker` was written."""
        seen = b""
        end = time.perf_counter() + timeout
        while marker not in seen:
            if not select.select([self.fd], [], [], max(0.0, end - time.perf_counter()))[0]:
                raise TimeoutError(f"{marker!r} never came; last was {seen[-200:]!r}")
            seen += os.read(self.fd, 65536)
        return time.perf_counter() - self.started

    def settle(self) -> None:
        """Read until nothing comes for a moment."""
        while select.select([self.fd], [], [], 0.3)[0]:
            os.read(self.fd, 65536)

    def key(self, data: bytes) -> float:
        """Seconds from a key to the first bytes of the repaint."""
        begin = time.perf_counter()
        os.write(self.fd, data)
        select.select([self.fd], [], [], 5)
        took = time.perf_counter() - begin
        time.sleep(0.03)
        while select.select([self.fd], [], [], 0)[0]:
            os.read(self.fd, 65536)
        return took

    def peak_mib(self) -> float:
        """The most memory that the program had."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def first_paint() -> None:
    """From the start of the process to the first frame with bits in it."""
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(ROUNDS):
        for name, program, marker in (("bare", BARE, b"\x1b[7"), ("ours", OURS, "└".encode())):
            terminal = Terminal(program)
            times[name].append(terminal.until(b"0" if name == "bare" else marker) if marker else 0)
            terminal.close()
    _ratio("first paint, app / bare one-widget app", times["ours"], times["bare"], "aim 1.3")


def keys() -> None:
    """From the byte of a space to the first byte of the repaint."""
    times: dict[str, list[float]] = {}
    peak = 0.0
    for name, program in (("bare", BARE), ("ours", OURS)):
        terminal = Terminal(program)
        terminal.until(b"0" if name == "bare" else "└".encode())
        terminal.settle()
        times[name] = [terminal.key(b" ") for _ in range(ROUNDS * 22)]
        if name == "ours":
            for key in b"nwwbb uuUa":
                terminal.key(bytes([key]))
            peak = terminal.peak_mib()
        terminal.close()
    _ratio("bit toggle to repaint, app / bare Line-API widget", times["ours"], times["bare"], "aim 2")
    worst = sorted(times["ours"])[int(len(times["ours"]) * 0.99)]
    print(f"bit toggle to repaint, 99th percentile: {worst * 1000:.1f} ms (aim 16)")
    print(f"peak memory of the app: {peak:.0f} MiB (aim 60)")


def commands() -> None:
    """Whole processes, in turn."""
    word = [sys.executable, "-m", "ptetui", "decode", "-l", "x86_64", "--json", "0x07ffffffffdb9602"]
    construct = [sys.executable, "-c", "import construct"]
    times: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(ROUNDS * 2):
        for name, command in (("ours", word), ("theirs", construct)):
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times[name].append(time.perf_counter() - begin)
    _ratio("ptetui decode / python -c 'import construct'", times["ours"], times["theirs"], "aim 1.5")


def bulk() -> None:
    """A hundred thousand words through standard input, against writing as many objects of the same shape."""
    import json
    import random
    import tempfile

    number = random.Random(1)
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as words, tempfile.NamedTemporaryFile("w+") as objects:
        words.writelines(f"{number.getrandbits(64):#x}\n" for _ in range(WORDS))
        words.flush()
        decode = [sys.executable, "-m", "ptetui", "decode", "-l", "x86_64", "--json", "-"]
        with open(words.name) as given:
            found = subprocess.run(decode, stdin=given, check=True, capture_output=True, text=True).stdout
        json.dump([json.loads(line) for line in found.splitlines()[:1000]], objects)
        objects.flush()
        write = (
            f"import json; shapes = json.load(open({objects.name!r}))\n"
            f"for number in range({WORDS}): print(json.dumps(shapes[number % 1000]))"
        )
        times: dict[str, list[float]] = {"ours": [], "theirs": []}
        for _ in range(3):
            for name, command in (("ours", decode), ("theirs", [sys.executable, "-c", write])):
                with open(words.name) as given:
                    begin = time.perf_counter()
                    subprocess.run(command, stdin=given, check=True, stdout=subprocess.DEVNULL)
                    times[name].append(time.perf_counter() - begin)
        _ratio(f"decode --json - of {WORDS} words / json.dumps of as many", times["ours"], times["theirs"], "aim 3")


def _ratio(what: str, ours: list[float], theirs: list[float], aim: str) -> None:
    a, b = statistics.median(ours), statistics.median(theirs)
    print(f"{what}: {a / b:.2f} ({aim}; medians {a * 1000:.1f} ms / {b * 1000:.1f} ms of {len(ours)})", flush=True)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # byte-code is there for every user from the second start on
    first_paint()
    keys()
    commands()
    bulk()
