"""Standard streams: what is read from them, and how lines are written to them."""

import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from ptetui.harmless import cut, harmless

TYPE_CHECKING = False

if TYPE_CHECKING:
    import argparse

    from ptetui.linux.classify import Reading
    from ptetui.render.spans import Glyphs


LONGEST_TYPED = 10_000  # characters of a line of standard input


def fail(message: str) -> None:
    """One line on standard error, harmless and not too long; nothing where standard error is closed or full.

    BrokenPipeError where nobody reads it any more: there is no use in going on.
    """
    if sys.stderr is None:
        return
    try:
        print(f"ptetui: {cut(harmless(' '.join(message.split())), 1000)}", file=sys.stderr, flush=True)
    except BrokenPipeError:
        raise
    except OSError:
        return


def typed_words(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(where, text) of each word; `-` stands for the lines of standard input."""
    for text in texts:
        if text != "-":
            yield "", text
            continue
        if sys.stdin is None:
            raise ValueError("standard input is closed; give words as arguments")
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(errors="backslashreplace")  # bytes that are no text are a bad line, not the end
        number = 0
        while line := sys.stdin.readline(LONGEST_TYPED):
            number += 1
            if len(line) == LONGEST_TYPED and not line.endswith("\n"):
                raise ValueError(f"line {number} is longer than {LONGEST_TYPED} characters: {cut(line, 60)}")
            if line.strip():
                yield f"line {number}: ", line.strip()


def glyphs(args: "argparse.Namespace") -> "Glyphs":
    """The characters to draw with: ASCII where that was asked for or the stream takes nothing else."""
    from ptetui.render.spans import ASCII, UNICODE

    encoding = (sys.stdout.encoding or "").lower()
    return ASCII if ascii_only(args) or "utf" not in encoding else UNICODE


def ascii_only(args: "argparse.Namespace") -> bool:
    """Whether ASCII was asked for: by --ascii, or by a locale that is named and is not UTF-8, such as LC_ALL=C.

    Python itself writes UTF-8 in the locale C, so its encoding does not say; it sets LC_CTYPE to C.UTF-8 for that.
    """
    named = [os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    locale = next((value for value in named if value not in ("", "C.UTF-8")), "UTF-8")
    return bool(args.ascii) or "utf" not in locale.lower()


def say(args: "argparse.Namespace", lines: Iterable[str]) -> None:
    """Print lines, in ASCII where that was asked for or the terminal takes nothing else."""
    from ptetui.render.ascii import to_ascii
    from ptetui.render.spans import ASCII

    plain = glyphs(args) is ASCII
    for line in map(harmless, lines):
        print(to_ascii(line) if plain else line)


def reading_printer(args: "argparse.Namespace") -> "Callable[[Reading, str], None]":
    """What prints a decoded word, as JSON or as text, and how its digits were read where that is in doubt."""
    if args.json:
        from ptetui.pictures.word_json import word_json_line

        return lambda reading, read_as: print(word_json_line(reading, read_as))
    from ptetui.pictures.word_text import word_text

    wide, drawn = columns(), glyphs(args)
    return lambda reading, read_as: say(args, ["\n".join(word_text(reading, wide, drawn, read_as))])


class Bar:
    """Progress on standard error, where that is a terminal: a bar while it goes on, nothing once it is done.

    `whole` is what `update` counts up to, 0 where that is not known.
    """

    _EVERY = 0.1  # seconds between two pictures

    def __init__(self, whole: int) -> None:
        self.whole = whole
        self.shown = sys.stderr is not None and sys.stderr.isatty()
        self._next = 0.0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the bar away, so that a line can stand in its place."""
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def update(self, done: int) -> None:
        """Draw the bar, at most ten times a second."""
        import time

        now = time.monotonic()
        if not self.shown or now < self._next:
            return
        self._next = now + self._EVERY
        share = min(1.0, done / self.whole) if self.whole else 0.0
        text = f"{share:4.0%} " + "#" * round(share * 40) if self.whole else f"{done:,} bytes"
        print(f"\r\x1b[K{text}  (ctrl+c stops)", end="", file=sys.stderr, flush=True)


def columns() -> int:
    """Columns of the terminal, 80 where there is none."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    with suppress(OSError, ValueError, AttributeError):  # closed, or none
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]  # None raises, too
    return 80


def on_terminal() -> bool:
    """Whether the app can run here: a terminal, or what Textual was told to draw to instead (textual-serve does)."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return True
    streams = (sys.stdin, sys.stdout, sys.stderr)  # Textual draws on standard error
    return all(stream is not None and stream.isatty() for stream in streams) and os.environ.get("TERM", "") != "dumb"


def why_no_terminal() -> str:
    """Why it cannot."""
    return "TERM=dumb" if os.environ.get("TERM") == "dumb" else "not a terminal"
