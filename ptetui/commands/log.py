"""Explain the page-table words and swap entries in a kernel log: what they are, damage or not, which bit flipped."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from ptetui.arguments import add_theme, catalog_of, theme_of

if TYPE_CHECKING:
    from ptetui.sources.log.explain import Asked, Explained

SHOWN = 5000  # reports that the app shows


def arguments(parser: ArgumentParser) -> None:
    """The file."""
    parser.add_argument("--text", action="store_true", help="text even on a terminal")
    add_theme(parser)
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help="a log; - or nothing: standard input")


def run(args: Namespace) -> int:
    """Print what the words of the log are; 1 where it has none."""
    from ptetui.linux.config import parse_config
    from ptetui.pictures.log import explained_json, report_text
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
    words = 0
    with _opened(args.file) as (stream, size):
        repeats = _Repeats()
        for explained in explain(stream, asked, _progress(size)):
            words += len(explained.findings)
            if args.json:
                for finding in explained.findings:
                    print(json.dumps(explained_json(finding)))
            else:
                say(args, repeats.before(explained))
                if not repeats.count:
                    say(args, report_text(explained, columns(), glyphs(args)))
        if not args.json:
            say(args, repeats.last())
    if not words:
        fail(f"{args.file}: no page-table word and no swap entry in this log")
    return 0 if words else 1


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
    return run_log(reports, setting, asked.catalog, ascii_only=args.ascii, theme=args.theme)


class _Repeats:
    """Reports that say the same one after the other are printed once and counted."""

    def __init__(self) -> None:
        self.key: object = None
        self.count = 0
        self.line = 0

    def before(self, explained: "Explained") -> list[str]:
        """What is printed before a report: how often the last one came again. `count` is 0 for a new one."""
        key = [
            (finding.word.label, finding.word.number, finding.layout, finding.kernel) for finding in explained.findings
        ]
        if key == self.key:
            self.count += 1
            self.line = explained.findings[-1].word.line
            return []
        lines = self.last()
        self.key, self.count = key, 0
        return lines

    def last(self) -> list[str]:
        """The line about the repeats of the last report."""
        times = "once more" if self.count == 1 else f"{self.count} times more"
        return [f"         The same {times}, up to line {self.line}.", ""] if self.count else []


@contextmanager
def _opened(name: str) -> Iterator[tuple[BinaryIO, int]]:
    """The log and its size in bytes, 0 where it is a pipe. ValueError where it cannot be read."""
    import os
    import stat

    if name == "-":
        yield sys.stdin.buffer, 0
        return
    try:
        with open(name, "rb") as stream:
            status = os.fstat(stream.fileno())
            yield stream, status.st_size if stat.S_ISREG(status.st_mode) else 0
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror or error}") from None


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
