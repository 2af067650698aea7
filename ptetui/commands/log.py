"""Explain the page-table words and swap entries in a kernel log: what they are, damage or not, which bit flipped."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from ptetui.arguments import add_theme, catalog_of, theme_of

if TYPE_CHECKING:
    from ptetui.render.spans import Glyphs
    from ptetui.sources.log.explain import Asked, Explained

RECENT = 16  # reports that are compared with the next one
SHOWN = 5000  # reports that the app shows


def arguments(parser: ArgumentParser) -> None:
    """The file."""
    parser.add_argument("--text", action="store_true", help="text even on a terminal")
    add_theme(parser)
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a log; - or nothing: standard input")


def run(args: Namespace) -> int:
    """Print what the words of the log are; 1 where it has none."""
    from ptetui.linux.config import parse_config
    from ptetui.sources.log.explain import Asked, explain
    from ptetui.sources.log.meaning import kernel_in
    from ptetui.terminal import columns, fail, glyphs, on_terminal, say

    theme_of(args)
    layout, _, at = (args.layout or "").partition("@")
    release = args.kernel or at or None
    if release and kernel_in(release) is None:
        raise ValueError(f"kernel {release!r} is not a version like 6.12 or 4.18.8-200.fc28.x86_64")
    asked = Asked(catalog_of(args), parse_config(args.config), layout or None, release)
    if layout:
        asked.catalog.find(layout)
    if args.file != "-" and not (args.json or args.text) and on_terminal():
        return _app(args, asked)
    any_word = False
    with _opened(args.file) as (stream, size):
        shown = _Objects() if args.json else _Reports(lambda lines: say(args, lines), columns(), glyphs(args))
        for explained in explain(stream, asked, _progress(size)):
            shown.add(explained)
            any_word = True
        shown.end()
    if not any_word:
        fail(f"{args.file}: no page-table word and no swap entry in this log")
    return 0 if any_word else 1


class _Objects:
    """JSON: one object a word. Lines that come again and again are counted when read, so they are repeated here."""

    def __init__(self) -> None:
        self.run: list[Explained] = []

    def add(self, explained: "Explained") -> None:
        """Print the words of a report."""
        from ptetui.pictures.log import explained_json

        if not explained.run.times:
            self.end()
        for finding in explained.findings:
            print(json.dumps(explained_json(finding)))
        if explained.run.times:
            self.run.append(explained)

    def end(self) -> None:
        """Print the words of the run again, as often as their lines come again."""
        from ptetui.pictures.log import explained_json

        if not self.run:
            return
        run = self.run[0].run
        rows = [explained_json(finding) for explained in self.run for finding in explained.findings]
        self.run = []
        for _ in range(run.times):
            for row in rows:
                row["line"] += run.period
                print(json.dumps(row))


class _Reports:
    """Text: reports that were printed just before are counted instead of printed again."""

    def __init__(self, say: "Callable[[Iterable[str]], None]", columns: int, glyphs: "Glyphs") -> None:
        self.say, self.columns, self.glyphs = say, columns, glyphs
        self.recent: dict[object, None] = {}
        self.again: set[object] = set()
        self.count = self.line = 0

    def add(self, explained: "Explained") -> None:
        """Print a report, or count it."""
        from ptetui.pictures.log import report_text

        findings = explained.findings
        key = tuple((finding.word.label, finding.word.number, finding.layout, finding.kernel) for finding in findings)
        if key in self.recent:
            self.again.add(key)
            self.count += 1
        else:
            self.end()
            self.recent[key] = None
            if len(self.recent) > RECENT:
                del self.recent[next(iter(self.recent))]
            self.say(report_text(explained, self.columns, self.glyphs))
        if explained.run.times:
            self.again.add(key)
            self.count += explained.run.times
        self.line = explained.last_line

    def end(self) -> None:
        """Say how often the reports above came again."""
        if not self.count:
            return
        times = "once more" if self.count == 1 else f"{self.count} times more"
        subject = "The same" if len(self.again) == 1 else f"{len(self.again)} of the reports above"
        self.say([f"         {subject} {times}, up to line {self.line}.", ""])
        self.again, self.count = set(), 0


def _app(args: Namespace, asked: "Asked") -> int:
    """The app on the log, of which the first reports are kept; 1 where it has no word."""
    from itertools import islice

    from ptetui.arguments import setting_of
    from ptetui.sources.log.explain import explain
    from ptetui.terminal import fail
    from ptetui.tui.start import run_log

    with _opened(args.file) as (stream, size):
        reports = list(islice(explain(stream, asked, _progress(size)), SHOWN))
    if not reports:
        fail(f"{args.file}: no page-table word and no swap entry in this log")
        return 1
    setting = next((report.settled.pte for report in reports if report.settled.pte), None) or setting_of(args)
    return run_log(args, reports, setting, asked.catalog, args.file or "")


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, int]]:
    """The log and its size in bytes, 0 where it is a pipe. ValueError where it cannot be read."""
    import os
    import stat

    if name == "-":
        if sys.stdin is None:
            raise ValueError("standard input is closed; name a file")
        yield sys.stdin.buffer, 0
        return
    try:
        stream = open(name, "rb")  # noqa: SIM115  # what is printed meanwhile has errors of its own
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror or error}") from None
    with stream:
        status = os.fstat(stream.fileno())
        yield stream, status.st_size if stat.S_ISREG(status.st_mode) else 0


def _progress(size: int) -> Callable[[int], None]:
    """What shows on a terminal's standard error how much was read; nothing where that is no terminal."""
    if not sys.stderr.isatty() or (sys.stdout.isatty() and size < 1 << 26):
        return lambda _: None

    def show(done: int) -> None:
        if size and done >= size:
            print("\r" + " " * 60, end="\r", file=sys.stderr, flush=True)
        elif done % (1 << 25) < 1 << 20:
            bar = "#" * (done * 40 // size) if size else ""
            amount = f"[{bar:<40}] {done * 100 // size:>3} %" if size else f"{done >> 20} MiB"
            print(f"\rptetui: {amount}", end="\r", file=sys.stderr, flush=True)

    return show
