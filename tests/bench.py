"""How fast, as ratios within one run: `make bench`. Every figure is measured here and now, nothing is asserted.

First paint and keys are measured through a real pseudo-terminal: bytes in, bytes out. Where a machine does other things
meanwhile, processor time says more than wall time; both are printed. Names choose what is measured:
`make bench ARGS="paint starts"`; PTETUI_BENCH_KEYS=100000, PTETUI_BENCH_GB=10 and PTETUI_BENCH_MWORDS=100 make the long
runs of `memory`, `scan` and `arrays`. It ends with a table; docs/figures.md has that of one run.
"""

import fcntl
import os
import pty
import resource
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
MANY_KEYS = int(os.environ.get("PTETUI_BENCH_KEYS", "10000"))
LARGE = int(os.environ.get("PTETUI_BENCH_GB", "1"))  # GiB
MILLIONS = int(os.environ.get("PTETUI_BENCH_MWORDS", "16"))  # words in arrays
ROUNDS = int(os.environ.get("PTETUI_BENCH_ROUNDS", "9"))
TABLE: list[tuple[str, str, str, str]] = []  # what, aim, result, command


def report(measure: str, aim: str, result: str) -> None:
    """Print a figure now, and once more in the table at the end."""
    print(f"{measure}: {result}{f' (aim {aim})' if aim else ''}", flush=True)
    TABLE.append((measure, aim, result, measuring[0]))


measuring = [""]  # the name of the measure that runs


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

    def key(self, data: bytes) -> tuple[float, float]:
        """Seconds from a key to the last bytes of the repaint (30 ms without any follow), and of processor time.

        0 and 0 where nothing changes.
        """
        begin = last = time.perf_counter()
        before = self.busy()
        os.write(self.fd, data)
        while select.select([self.fd], [], [], 0.03 if last > begin else 0.2)[0]:
            os.read(self.fd, 65536)
            last = time.perf_counter()
        return last - begin, self.busy() - before if last > begin else 0.0

    def busy(self) -> float:
        """Seconds of processor time that the program has used."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def idle(self) -> None:
        """Read until all threads of the program wait for something, seen twice a millisecond apart."""
        calm = 0
        while calm < 2:
            if select.select([self.fd], [], [], 0.001)[0]:
                os.read(self.fd, 65536)
                calm = 0
            else:
                states = (stat.read_text() for stat in Path(f"/proc/{self.pid}/task").glob("*/stat"))
                calm = calm + 1 if all(state.rpartition(")")[2].split()[0] == "S" for state in states) else 0

    def resident_mib(self) -> float:
        """The memory that the program has."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    def close(self) -> None:
        """End it."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.fd)


def first_paint() -> None:
    """From the start of the process to the first frame with bits in it."""
    wall: dict[str, list[float]] = {"bare": [], "ours": []}
    busy: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(ROUNDS):
        for name, program, marker in (("bare", BARE, b"m1\x1b["), ("ours", OURS, "└".encode())):
            terminal = Terminal(program)
            wall[name].append(terminal.until(marker))
            busy[name].append(terminal.busy())
            terminal.close()
    _ratio("first paint / bare one-widget Textual app, wall", wall["ours"], wall["bare"], "1.2")
    _ratio("first paint / bare one-widget Textual app, processor", busy["ours"], busy["bare"], "1.2")


def starts() -> None:
    """Whole processes in turn, as wall time and as processor time."""
    ptetui = [sys.executable, "-m", "ptetui"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "ptetui decode": [*ptetui, "decode", "-l", "x86_64", "0x07ffffffffdb9602"],
        "ptetui --help": [*ptetui, "--help"],
    }
    wall: dict[str, list[float]] = {name: [] for name in commands}
    busy: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS * 2):
        for name, command in commands.items():
            before, begun = _children(), time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            wall[name].append(time.perf_counter() - begun)
            busy[name].append(_children() - before)
    for name, aim in (("ptetui decode", "3.5"), ("ptetui --help", "2.5")):
        _ratio(f"{name} / python -c pass, wall", wall[name], wall["python -c pass"], aim)
        _ratio(f"{name} / python -c pass, processor", busy[name], busy["python -c pass"], aim)


def _children() -> float:
    """Seconds of processor time of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


SCREENS = {
    "Explore": b"1", "Life": b"2", "Compare": b"3", "Collisions": b"4", "Designs": b"5", "Talk": b"6", "Wall": b"7",
    "Time": b"8", "History": b"9", "What if": b"0",
}  # fmt: skip
MOVES = (b"\x1b[C", b"\x1b[B", b"\x1b[D", b"\x1b[A")  # right, down, left, up


def keys() -> None:
    """From a key to the last byte of its frame, on every screen; What if: an edit and a prompt, too."""
    for size in ((80, 24), (240, 70)):
        place = f"{size[0]}x{size[1]}"
        for name, key in SCREENS.items():
            terminal = Terminal(OURS, size)
            terminal.until("└".encode())
            terminal.settle()
            os.write(terminal.fd, key)
            terminal.settle()
            if key == b"0":
                for about, edit in (("the first edit", b","), ("the second edit", b","), ("the first prompt", b"n")):
                    wall, busy = terminal.key(edit)
                    report(f"What if, {place}, {about}", "16 ms", f"{wall * 1000:.1f} ms, processor {busy * 1000:.1f}")
                terminal.key(b"\x1b")
            pairs = [terminal.key(MOVES[number % 4]) for number in range(ROUNDS * 12)]
            wall_ms, busy_ms = ([seconds * 1000 for seconds in sorted(column)] for column in zip(*pairs, strict=True))
            middle, last = len(pairs) // 2, int(len(pairs) * 0.99)
            report(
                f"key to frame, {name}, {place}",
                "8 ms; 99 %: 16",
                f"{wall_ms[middle]:.1f} ms; 99 %: {wall_ms[last]:.1f}; "
                f"processor {busy_ms[middle]:.1f}; 99 %: {busy_ms[last]:.1f}",
            )
            terminal.close()


def memory() -> None:
    """Of one app, after a thousand keys and after many; a key comes when the one before it is drawn."""
    terminal = Terminal(OURS)
    terminal.until("└".encode())
    terminal.settle()
    first = 0.0
    for done in range(MANY_KEYS):
        os.write(terminal.fd, b"1234567890"[done // 50 % 10 :][:1] if done % 50 == 0 else MOVES[done % 4])
        terminal.idle()
        if done == 999:
            terminal.settle()
            first = terminal.resident_mib()
    terminal.settle()
    last = terminal.resident_mib()
    report(f"memory after {MANY_KEYS} keys / after 1000", "1.1", f"{last / first:.2f} ({first:.0f} and {last:.0f} MiB)")
    terminal.close()


def arrays() -> None:
    """Words in arrays: everything that `classify` says, and the states alone, against two fields by hand."""
    import numpy as np

    from ptetui.linux.bulk import Classifier
    from ptetui.linux.catalog import Catalog
    from ptetui.linux.setting import Setting

    classifier = Classifier(Setting(Catalog().find("x86_64", (6, 12)), (6, 12)))
    kind, number = np.uint64, min(1 << 24, MILLIONS * 1_000_000)
    words = np.random.default_rng(1).integers(0, 1 << 63, number, dtype=kind)

    def by_hand() -> object:
        return words >> kind(59), (words >> kind(9)) & kind((1 << 50) - 1)

    ways = {"by hand": by_hand, "all": lambda: classifier.classify(words), "states": lambda: classifier.codes(words)}
    rounds = max(ROUNDS, MILLIONS * 1_000_000 // number)
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begun = time.process_time()
            way()
            took[name].append(time.process_time() - begun)
    speeds = {name: number / statistics.median(times) / 1e6 for name, times in took.items()}
    for name in ("all", "states"):
        share = speeds[name] / speeds["by hand"]
        about = f"{speeds[name]:.0f} and {speeds['by hand']:.0f} million words a second, {rounds} times {number}"
        report(f"classify arrays, {name} / two fields by hand", "0.33", f"{share:.2f} ({about})")


def scan() -> None:
    """Peak memory of `scan` on sparse files of 10 MB and of PTETUI_BENCH_GB."""
    import tempfile

    script = "import sys; from ptetui.cli import main; main(sys.argv[1:]);"
    script += "print(int(open('/proc/self/status').read().partition('VmHWM:')[2].split()[0]) >> 10)"
    for size in (10 << 20, LARGE << 30):
        with tempfile.NamedTemporaryFile() as sparse:
            sparse.truncate(size)
            begun = time.perf_counter()
            command = [sys.executable, "-c", script, "scan", sparse.name, "-l", "x86_64", "--json"]
            printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            took = time.perf_counter() - begun
        report(f"scan of {size >> 20} MiB", "flat", f"peak {printed.split()[-1]} MiB of memory, {took:.1f} s")


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
            decoded = subprocess.run(decode, stdin=given, check=True, capture_output=True, text=True).stdout
        json.dump([json.loads(line) for line in decoded.splitlines()[:1000]], objects)
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
        _ratio(f"decode --json - of {WORDS} words / json.dumps of as many", times["ours"], times["theirs"], "3")


def _ratio(measure: str, ours: list[float], theirs: list[float], aim: str) -> None:
    a, b = statistics.median(ours), statistics.median(theirs)
    report(measure, aim, f"{a / b:.2f} ({a * 1000:.1f} and {b * 1000:.1f} ms, medians of {len(ours)})")


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # byte-code is there for every user from the second start on
    measures = {
        "paint": first_paint, "starts": starts, "keys": keys, "memory": memory, "lines": bulk, "arrays": arrays,
        "scan": scan,
    }  # fmt: skip
    for name in sys.argv[1:] or measures:
        measuring[0] = name
        measures[name]()
    print("\n| figure | aim | result | command |\n|---|---|---|---|")
    for measure, aim, result, name in TABLE:
        print(f"| {measure} | {aim} | {result} | `make bench ARGS={name}` |")
    print(f"\nload {' '.join(map(str, os.getloadavg()))}")
