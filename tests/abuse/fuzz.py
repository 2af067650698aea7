"""What is fuzzed, and what has to hold: for `test_fuzz.py`, and under atheris where that is installed.

    pip install atheris; python -m tests.abuse.fuzz TARGET -runs=20000 -rss_limit_mb=1024

TARGET is one of TARGETS. A run begins with the files that ship.
"""

import io
import itertools
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ptetui.linux.catalog import Catalog, CatalogError, forget, load_layouts
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state, parse_word
from ptetui.pictures.steps import step_lines
from ptetui.sources.dump import blocks
from ptetui.sources.log.explain import Asked, explain
from ptetui.sources.predictions import predict
from ptetui.sources.replay import load_recording
from ptetui.sources.scan import Counts, Filter, scan
from ptetui.talk.tours import load_tour
from tests.linux.test_catalog import FILE

ROOT = Path(__file__).parents[2]
SECONDS, MEMORY = 20.0, 200 << 20
STEPS = 60  # of a changed recording that are looked at
LOG = b"""\
[  716.511702] swap_info_get: Bad swap file entry 04000000
[  716.512731] BUG: Bad page map in process python2  pte:10000000000 pmd:17e8be067
[  716.516418] CPU: 2 PID: 8907 Comm: python2 Not tainted 4.16.0-rc5 #1
Unable to handle kernel paging request at virtual address 00000000
[c0004000] *pgd=80000000004003, *pmd=00000000
"""


@cache
def _catalog() -> Catalog:
    return Catalog()


@cache
def _setting() -> Setting:
    return Setting(_catalog().find("x86_64", (6, 12)), (6, 12))


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="ptetui-fuzz-"))


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def _word(data: bytes) -> None:
    parse_word(data.decode("utf-8", "backslashreplace"), 64, "x86_64")


def _state(data: bytes) -> None:
    parse_state(_setting(), data.decode("utf-8", "backslashreplace").split())


def _capture(data: bytes) -> None:
    recording = load_recording(_file("capture.json", data), _catalog())
    for number, step in enumerate(recording.steps[:STEPS]):
        list(step_lines(number, step))
    list(itertools.islice(predict(recording), STEPS))


def _tour(data: bytes) -> None:
    load_tour(str(_file("tour.md", data)), _catalog())


def _log(data: bytes) -> None:
    list(explain(io.BytesIO(data), Asked(_catalog())))


def _layout(data: bytes) -> None:
    path = _file("toy.py", data)
    forget(path)
    for layout in load_layouts(path):
        _ = layout.forms


def _dump(data: bytes) -> None:
    path = _file("dump", data)
    counts = Counts()
    list(scan(path, _setting(), "little", Filter(), counts))
    assert counts.words == sum(len(block.data) for block in blocks(path, 8)) // 8


_RUNS: dict[str, Callable[[bytes], None]] = {
    "word": _word, "state": _state, "capture": _capture, "tour": _tour, "log": _log, "layout": _layout, "dump": _dump,
}  # fmt: skip
TARGETS = tuple(_RUNS)


def _shipped(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "ptetui").glob(pattern))]


SEEDS = {
    "word": [b"0x8000000002bea867", b"0b1010", b"12", b"0x7fff_ffff"],
    "state": [b"swap type=3 offset=0x1234 exclusive", b"migration_write pfn=0x12345 young", b"marker uffd_wp", b"none"],
    "capture": _shipped("captures/*.json"),
    "tour": _shipped("tours/[0-9]*.md"),
    "log": [LOG],
    "layout": [FILE.encode()],
    "dump": [bytes(4096), b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"],
}
_WORDS = (
    b"0", b"-1", b"1e999", b"null", b"[]", b"{}", b'""', b"NaN", b"\xff", b"\x00", b"\x1b[31m", b"0x" + b"f" * 70,
    b"9" * 400, b"[" * 3000, b"\xe2\x80\xae", b"x86_64@99.9", b"```", b"---", b"#", b">", b":", b"=", b"True", b"None",
)  # fmt: skip


def mutated(target: str, chance: random.Random) -> bytes:
    """A file that ships, changed in a few places: bytes, numbers, lines, cuts, repeats."""
    data = chance.choice(SEEDS[target])
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((0, 1, 1, 4, 30, 2000)))
        data = chance.choice((
            lambda at=at, end=end, data=data: data[:at] + chance.choice(_WORDS) + data[end:],
            lambda at=at, end=end, data=data: data[:at] + data[end:],
            lambda at=at, data=data: data[:at] + chance.randbytes(1) + data[at + 1 :],
            lambda at=at, end=end, data=data: data[:at] + data[at:end] * 3 + data[end:],
            lambda data=data: _swap_tokens(data, chance),
            lambda at=at, data=data: data[:at] if chance.random() < 0.2 else data,
        ))()  # fmt: skip
    return data


def _swap_tokens(data: bytes, chance: random.Random) -> bytes:
    """One token of the text in the place of another."""
    tokens = data.split(b" ")
    one, other = chance.randrange(len(tokens)), chance.randrange(len(tokens))
    tokens[one] = tokens[other]
    return b" ".join(tokens)


def check(target: str, data: bytes, seconds: float = SECONDS) -> str | None:
    """What the input is refused with, None where it is taken. Only a ValueError of one line is fine, in time and space.

    A layout file is a program: what it does while it runs, such as to loop, is its own.
    """
    if target == "layout" and (b"while" in data or b"import os" in data):
        return None
    begun, line = time.monotonic(), None
    measured = not tracemalloc.is_tracing() and target != "layout"
    if measured:
        tracemalloc.start(1)
    try:
        _RUNS[target](data)
    except (CatalogError, ValueError) as error:
        line = str(error)
        assert len(line) < 20_000, f"limit of the line: {line[:200]}"
    finally:
        if measured:
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
    assert not measured or peak < MEMORY, f"limit of memory: {peak >> 20} MiB"
    assert time.monotonic() - begun < seconds, "limit of time"
    return line


if __name__ == "__main__":
    import atheris

    chosen = sys.argv.pop(1)
    corpus = _folder() / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(SEEDS[chosen]):
        (corpus / str(number)).write_bytes(seed)
    atheris.instrument_all()
    atheris.Setup([*sys.argv, str(corpus)], lambda data: check(chosen, data) and None)
    atheris.Fuzz()
