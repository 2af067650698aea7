"""How fast, as ratios within one run: `make bench`. Every figure is measured here and now, nothing is asserted.

First paint and keys are measured through a real pseudo-terminal: bytes in, bytes out. Where a machine does other things
meanwhile, processor time says more than wall time; both are printed. Names choose what is measured:
`make bench ARGS="paint starts"`; PTETUI_BENCH_KEYS=100000, PTETUI_BENCH_GB=10 and PTETUI_BENCH_MWORDS=100 make the long
runs of `memory`, `scan` and `arrays`. It ends with a table; docs/figures.md has that of one run.
"""

import fcntl
import json
import os
import pty
import random
import resource
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

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


def ours(*arguments: str) -> str:
    """A program that is ptetui with these arguments."""
    return f"import sys\nfrom ptetui.cli import main\nsys.exit(main({list(arguments)!r}))"


OURS = ours("-l", "x86_64@6.12", "0x8000000002bea867")
WORDS = 100_000
MANY_KEYS = int(os.environ.get("PTETUI_BENCH_KEYS", "10000"))
LARGE = int(os.environ.get("PTETUI_BENCH_GB", "1"))  # GiB
MILLIONS = int(os.environ.get("PTETUI_BENCH_MWORDS", "16"))  # words in arrays
ONLY = os.environ.get("PTETUI_BENCH_SCREENS", "").split(";") if os.environ.get("PTETUI_BENCH_SCREENS") else ()
ROUNDS = int(os.environ.get("PTETUI_BENCH_ROUNDS", "9"))
TABLE: list[tuple[str, str, str, str]] = []  # figure, aim, result, command


def report(figure: str, aim: str, result: str) -> None:
    """Print a figure now, and once more in the table at the end."""
    print(f"{figure}: {result}{f' (aim {aim})' if aim else ''}", flush=True)
    TABLE.append((figure, aim, result, measuring[0]))


measuring = [""]  # the name of the measure that runs
_SILENCE = 0.02  # seconds: half of what lies between two frames of a motion


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
        """Seconds from a key to the last bytes of the repaint (none follow for a moment), and of processor time.

        0 and 0 where nothing changes.
        """
        begin = last = time.perf_counter()
        before = self.busy()
        os.write(self.fd, data)
        while select.select([self.fd], [], [], _SILENCE if last > begin else 0.2)[0]:
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


MOVES = (b"\x1b[C", b"\x1b[B", b"\x1b[D", b"\x1b[A")  # right, down, left, up


class View(NamedTuple):
    """A screen as it is measured: how it is begun, what stands on it then, keys that lead there, keys in turn."""

    name: str
    program: str = OURS
    marker: str = "└"
    lead: bytes = b""
    keys: Sequence[bytes] = MOVES


def views(dump: str, log: str) -> list[View]:
    """All screens; `dump` is a file of words, `log` one of a kernel's lines."""
    return [
        View("Explore"),
        View("Explore, largest digits", lead=b"+++"),
        View("Life", lead=b"2"),
        View("Life, events", lead=b"2", keys=(b"w", b"u")),
        View("Life, in motion", lead=b"2w", keys=(b".",)),
        View("Life, designs in step", lead=b"2wV"),
        View("Compare", lead=b"3"),
        View("Collisions", lead=b"4"),
        View("Designs", lead=b"5"),
        View("Talk", lead=b"6"),
        View("Wall", lead=b"7"),
        View("Time", lead=b"8"),
        View("History", lead=b"9"),
        View("What if", lead=b"0"),
        View("Log", ours("log", log), " log "),
        View("Scan", ours("scan", dump, "--page", "0", "-l", "x86_64"), " scan "),
        View("Live, a process", ours("live", str(os.getpid())), " live "),
        View("Live, a page of our own", ours("live"), "live"),
        View("Practice", ours("practice", "--seed", "1"), "q ends", keys=(b"1\r",)),
    ]


def keys() -> None:
    """From a key to the last byte of its frame, on every screen; What if: an edit and a prompt, too."""
    excerpts = json.loads((Path(__file__).parent / "sources/log/excerpts.json").read_text())
    with tempfile.NamedTemporaryFile() as dump, tempfile.NamedTemporaryFile("w") as log:
        dump.write(random.Random(1).randbytes(8 << 12))
        log.writelines(f"{line}\n" for excerpt in excerpts for line in excerpt["lines"])
        dump.flush()
        log.flush()
        for size in ((80, 24), (240, 70)):
            _repaint(size)
            for view in views(dump.name, log.name):
                if not ONLY or view.name in ONLY:
                    _keys_of(view, size)


def _repaint(size: tuple[int, int]) -> None:
    """A bit toggled in Explore, against one in a bare widget of Textual's Line API, which draws all of its lines."""
    busy: dict[str, list[float]] = {}
    for name, program, marker in (("bare", BARE, b"m1\x1b["), ("ours", OURS, "└".encode())):
        terminal = Terminal(program, size)
        terminal.until(marker)
        terminal.settle()
        busy[name] = [terminal.key(b" ")[1] for _ in range(ROUNDS * 4)]
        terminal.close()
    figure = f"key to repaint, {size[0]}x{size[1]}: a bit of Explore / of a bare Line-API widget, processor"
    _ratio(figure, busy["ours"], busy["bare"], "2")


def _keys_of(view: View, size: tuple[int, int]) -> None:
    place = f"{size[0]}x{size[1]}"
    terminal = Terminal(view.program, size)
    terminal.until(view.marker.encode())
    terminal.settle()
    for key in view.lead:
        os.write(terminal.fd, bytes([key]))
        terminal.settle()
    if view.name == "What if":
        for about, edit in (("the first edit", b","), ("the second edit", b","), ("the first prompt", b"n")):
            wall, busy = terminal.key(edit)
            report(f"What if, {place}, {about}", "16 ms", f"{wall * 1000:.1f} ms, processor {busy * 1000:.1f}")
        terminal.key(b"\x1b")
    pairs = [terminal.key(view.keys[number % len(view.keys)]) for number in range(ROUNDS * 12)]
    wall_ms, busy_ms = ([seconds * 1000 for seconds in sorted(column)] for column in zip(*pairs, strict=True))
    middle, last = len(pairs) // 2, int(len(pairs) * 0.99)
    report(
        f"key to frame, {view.name}, {place}",
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
    kind, number = np.uint64, MILLIONS * 1_000_000
    words = np.random.default_rng(1).integers(0, 1 << 64, number, dtype=kind)

    def by_hand() -> object:
        return words >> kind(59), (words >> kind(9)) & kind((1 << 50) - 1)

    ways = {"by hand": by_hand, "all": lambda: classifier.classify(words), "states": lambda: classifier.codes(words)}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = time.process_time()
            way()
            took[name].append(time.process_time() - begun)
    speeds = {name: number / statistics.median(times) / 1e6 for name, times in took.items()}
    for name in ("all", "states"):
        share = speeds[name] / speeds["by hand"]
        about = f"{speeds[name]:.0f} and {speeds['by hand']:.0f} million words a second, an array of {number}"
        report(f"classify arrays, {name} / two fields by hand", "0.33", f"{share:.2f} ({about})")


def scan() -> None:
    """Peak memory of `scan` on sparse files of 10 MB and of PTETUI_BENCH_GB."""
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
    number = random.Random(1)
    with tempfile.NamedTemporaryFile("w+", suffix=".txt") as words, tempfile.NamedTemporaryFile("w+") as objects:
        words.writelines(f"{number.getrandbits(64):#x}\n" for _ in range(WORDS))
        words.flush()
        decode = [sys.executable, "-m", "ptetui", "decode", "-l", "x86_64", "--json", "-"]
        with open(words.name) as given:
            printed = subprocess.run(decode, stdin=given, check=True, capture_output=True, text=True).stdout
        json.dump([json.loads(line) for line in printed.splitlines()[:1000]], objects)
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


def _ratio(figure: str, ours: list[float], theirs: list[float], aim: str) -> None:
    a, b = statistics.median(ours), statistics.median(theirs)
    report(figure, aim, f"{a / b:.2f} ({a * 1000:.1f} and {b * 1000:.1f} ms, medians of {len(ours)})")


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
    for figure, aim, result, name in TABLE:
        print(f"| {figure} | {aim} | {result} | `make bench ARGS={name}` |")
    print(f"\nload {' '.join(map(str, os.getloadavg()))}")
