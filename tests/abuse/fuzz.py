"""What is fuzzed, and what has to hold: for `test_fuzz.py`, and guided by coverage for `guided.py`.

    make fuzz                     every target for a minute; it installs atheris (Python up to 3.13)
    make fuzz FUZZ=log FOR=600

A run begins with the files that ship. What it has found stands in `tests/abuse/corpus`, a folder a target: each file
there once broke something, and `test_fuzz.py` tries it.
"""

import asyncio
import gzip
import io
import itertools
import json
import os
import random
import shutil
import tarfile
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from aiohttp import WSMessage, WSMsgType

from ptetui.linux.catalog import Catalog, CatalogError, forget, load_layouts
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state, parse_word
from ptetui.pictures.scan import PageWords, dump_page_rows
from ptetui.pictures.steps import step_lines
from ptetui.render.fitted import Viewport
from ptetui.render.spans import UNICODE
from ptetui.serve import _Pages
from ptetui.sources.dump import blocks
from ptetui.sources.dump_pages import PAGE_BYTES, DumpPages, page_words
from ptetui.sources.lab.calls import call_named
from ptetui.sources.lab.image import ImageError, _package
from ptetui.sources.lab.machine import MachineError
from ptetui.sources.lab.session import GuestLife
from ptetui.sources.lab.subject import lab_page
from ptetui.sources.log.explain import Asked, explain
from ptetui.sources.predictions import predict
from ptetui.sources.replay import load_recording
from ptetui.sources.scan import Counts, Filter, Hit, parse_filter, parse_query, scan
from ptetui.talk.position import read_position, spell_time
from ptetui.talk.tours import load_tour
from ptetui.tui.actions import actions_of, remap
from ptetui.tui.preferences import load_preferences
from tests.linux.test_catalog import FILE

ROOT = Path(__file__).parents[2]
SECONDS, MEMORY = 20.0, 200 << 20
STEPS = 60  # of a changed recording that are looked at
GUEST = b"""\
subject 1234 1235
= 0 0 0 ffffffffffffffff 0 0 0 8000000000000000 0 0
= 0 0 0 ffffffffffffffff 0 0 81000000000002be 8000000000000009 0 0
= 0 0 0 3 0 77 81000000000002be 8000000000000009 0 0
= -1 14 7 1 1 77 0 0 0 0
= 0 0 0 ffffffffffffffff 0 0 0 0 0 0
= 0 0 0 ffffffffffffffff 0 0 0 0 0 0
"""
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
    path = _file("tour.md", data)
    for picture in (ROOT / "ptetui" / "tours").glob("*.png"):
        shutil.copy(picture, path.parent)
    load_tour(str(path), _catalog())


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


def _config(data: bytes) -> None:
    os.environ["XDG_CONFIG_HOME"] = str(_folder())
    (_folder() / "ptetui").mkdir(exist_ok=True)
    _file("ptetui/config.toml", data)
    remap(load_preferences().keys)
    actions_of("explore")
    remap({})


def _hits(path: Path, wanted: Filter, *, fast: bool) -> list[Hit]:
    progress = scan(path, _setting(), "little", wanted, Counts(), vectorised=fast)
    return [hit for block in progress for hit in block.hits]


def _filter(data: bytes) -> None:
    text = data.decode("utf-8", "backslashreplace")
    words = _file("few", b"".join(word.to_bytes(8, "little") for word in (0, 0x402, 0x8000000002BEA867, 1 << 63)))
    with suppress(ValueError):
        wanted = parse_filter((), (text,))
        assert _hits(words, wanted, fast=True) == _hits(words, wanted, fast=False)
    wanted = parse_query(text)
    assert _hits(words, wanted, fast=True) == _hits(words, wanted, fast=False)


def _page(data: bytes) -> None:
    pages = DumpPages(_file("dump", data), "big")
    for page in (0, 1, len(data) // PAGE_BYTES):
        words = page_words(pages.page(page), 64, pages.order)
        if words:
            dump_page_rows(PageWords(_setting(), words), len(words) - 1, Viewport(80, 22, UNICODE))
    for by in (1, -1):
        list(pages.search(_setting(), Filter(("swap", "marker")), 1, by))


class _Socket:
    """A page's socket that says what the fuzzer says, a message a line."""

    def __init__(self, data: bytes) -> None:
        self.lines = data.decode("utf-8", "backslashreplace").split("\n")
        self.closed = False

    async def __aiter__(self) -> "AsyncIterator[WSMessage]":
        for line in self.lines:
            if self.closed:
                return
            yield WSMessage(WSMsgType.TEXT, line, None)

    async def close(self) -> None:
        self.closed = True

    async def send_json(self, data: object) -> None:
        json.dumps(data)


class _Service:
    """What reaches the app: text within limits, sizes within limits, nothing else."""

    stdin = SimpleNamespace(transport=SimpleNamespace(abort=lambda: None))

    async def send_bytes(self, data: bytes) -> None:
        assert len(data) <= 4 << 16

    async def set_terminal_size(self, width: int, height: int) -> None:
        assert 0 < width <= 500
        assert 0 < height <= 500

    async def blur(self) -> None: ...

    async def focus(self) -> None: ...


def _serve(data: bytes) -> None:
    asyncio.run(_Pages("")._process_messages(cast(Any, _Socket(data)), cast(Any, _Service())))


class _Agent:
    """A machine whose agent says what the fuzzer says, a line an answer."""

    platform = SimpleNamespace(base=1 << 40, span=lambda _: 1 << 21, pte_bytes=8)

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def ask(self, line: str) -> str:
        """The next line."""
        self.say(line)
        return self.answer(0.0)

    def say(self, _: str) -> None:
        """Whatever it is sent changes nothing."""

    def answer(self, _: float) -> str:
        """The next line; the machine ends after the last."""
        if not self.lines:
            raise MachineError("QEMU has ended")
        return self.lines.pop(0)


class _Guest:
    """A lab around it. Its page table holds what the second word of an answer says."""

    area = lives = 0
    release, cpu, page_size, uffd_features = "6.12.117", "max", 4096, 0

    def __init__(self, data: bytes) -> None:
        self.catalog, self.setting = _catalog(), _setting()
        self.machine = _Agent(data.decode("ascii", "replace").split("\n"))
        self.walk = SimpleNamespace(
            tables=lambda *_: [4096], page_of=lambda table: table, word=lambda _: len(self.machine.lines) << 12 | 0x67
        )

    def life(self, kind: str) -> GuestLife:
        return GuestLife(cast(Any, self), kind)

    def capture(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        return {"kernel_release": self.release, "machine": "x86_64", "page_size": 4096, "captures": list(records)}


def _guest(data: bytes) -> None:
    guest = _Guest(data)
    page = lab_page(cast(Any, guest))
    for name in ("write", "fork", "childwrite", "pageout", "read"):
        page.apply(call_named(name))
    _capture(json.dumps(guest.capture(page.records)).encode())


def _package_file(data: bytes) -> None:
    for name in ("linux.deb", "linux.rpm"):
        shutil.rmtree(_folder() / "ptetui", ignore_errors=True)
        os.environ["XDG_CACHE_HOME"] = str(_folder())
        with suppress(ImageError):
            _package(_file(name, data))


def _position(data: bytes) -> None:
    position = read_position(_file("position.json", data))
    if position is not None:
        assert min(position.place) >= 0
        spell_time(5.0, position.minutes)


_RUNS: dict[str, Callable[[bytes], None]] = {
    "word": _word, "state": _state, "capture": _capture, "tour": _tour, "log": _log, "layout": _layout, "dump": _dump,
    "config": _config, "filter": _filter, "page": _page, "serve": _serve, "guest": _guest, "package": _package_file,
    "position": _position,
}  # fmt: skip
TARGETS = tuple(_RUNS)
CORPUS = Path(__file__).parent / "corpus"


def _shipped(pattern: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((ROOT / "ptetui").glob(pattern))]


RPM = b"\xed\xab\xee\xdb" + bytes(92) + (b"\x8e\xad\xe8" + bytes(13)) * 2 + b"070701" + b"0" * 120


def _debian() -> bytes:
    """A package with a configuration in it."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w:gz") as archive:
        member = tarfile.TarInfo("boot/config-6.12")
        member.size = 10
        archive.addfile(member, io.BytesIO(b"CONFIG_A=y"))
    data = tar.getvalue()
    header = f"{'data.tar.gz':<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode()
    return b"!<arch>\n" + header + data


SEEDS = {
    "word": [b"0x8000000002bea867", b"0b1010", b"12", b"0x7fff_ffff"],
    "state": [b"swap type=3 offset=0x1234 exclusive", b"migration_write pfn=0x12345 young", b"marker uffd_wp", b"none"],
    "capture": _shipped("captures/*.json"),
    "tour": _shipped("tours/[0-9]*.md"),
    "log": [LOG],
    "layout": [FILE.encode()],
    "config": [
        b'theme = "light"\nlayout = "arm64_4k"\nkernel = "6.12"\nmotion = false\n[keys]\n"kernel.older" = "f5,ctrl+k"\n'
    ],
    "filter": [b"marker type==31 and guard", b"offset>=0x10, exclusive", b"swap"],
    "page": [bytes(9000) + b"\x02\x04", gzip.compress(bytes(9000))],
    "serve": [
        b'["stdin", "q"]\n["resize", {"width": 80, "height": 24}]\n["ping", 3]\n["blur"]\n["focus"]',
        b'["stdin", 3]',
        b"[[[[",
        b'["resize", {"width": 1e9, "height": true}]',
    ],
    "guest": [GUEST],
    "package": [
        _debian(),
        b"\xed\xab\xee\xdb" + bytes(92) + (b"\x8e\xad\xe8" + bytes(13)) * 2 + b"070701" + b"0" * 120,
    ],
    "position": [b"[1, 2, 1764000000.0, false, 20]"],
    "dump": [bytes(4096), b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"],
}
_TOKENS = (
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
            lambda at=at, end=end, data=data: data[:at] + chance.choice(_TOKENS) + data[end:],
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


def check(target: str, data: bytes, seconds: float = SECONDS, *, measured: bool = True) -> str | None:
    """What the input is refused with, None where it is taken. Only a ValueError of one line is fine, in time and space.

    A layout file is a program: what it does while it runs, such as to loop, is its own.
    """
    if target == "layout" and (b"while" in data or b"import os" in data):
        return None
    begun, line = time.monotonic(), None
    measured = measured and not tracemalloc.is_tracing() and target != "layout"
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


def findings(target: str) -> list[bytes]:
    """What once broke something."""
    return [path.read_bytes() for path in sorted((CORPUS / target).glob("*"))]
