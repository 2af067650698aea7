"""What the shipped layout files come to, kept as data: later starts neither run them nor import construct.

One file in the user's own cache folder. It is JSON, and looked at only where it and its folder belong to the user and
nobody else may write them. It says which files it was made from, as the file system knows them (size, times, inode),
and counts only while all of these are the same; every line is checked by its CRC before it is read. Whatever is wrong
with it, the layout files are run as if it were not there. Files of other folders are never kept.
"""

import json
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from ptetui.linux.facts import restorer
from ptetui.linux.layout import DEFAULTS, LAYOUT_FACTS, Layout
from ptetui.schema.fields import Form, SchemaError
from ptetui.schema.plain import PlainForm, plain_form

if TYPE_CHECKING:
    from pathlib import Path

enabled = True  # tests that want construct itself at work turn it off
_OF_FORMS = ("schemas", "made_only")
_KEPT_FILES = 4  # so many are left in the folder: other releases and checkouts
_SETTLED = 1_000_000_000  # nanoseconds after which a file that is written again has another time
_Stamp = list[int]


class Kept:
    """The layouts of each file, parsed when first asked for."""

    def __init__(self, data: bytes, places: Mapping[str, tuple[int, int, int]], names: Mapping[str, list[str]]) -> None:
        self.names = names
        self._data = data
        self._places = places

    def layouts(self, path: "Path | str") -> tuple[Layout, ...] | None:
        """The layouts of a file, None where it is not among those that were kept, or its line is damaged."""
        if str(path) not in self._places:
            return None
        start, length, check = self._places[str(path)]
        line = self._data[start : start + length]
        return _restored(line.decode()) if len(line) == length and crc32(line) == check else None


def recall(paths: "tuple[Path | str, ...]") -> Kept | None:
    """What was kept of these files; None where nothing was, or it does not count."""
    target = _target(paths) if enabled else None
    if target is None:
        return None
    try:
        if not (_ours(target) and _ours(os.path.dirname(target))):
            return None
        with open(target, "rb") as file:
            data = file.read()
        end = data.index(b"\n")
        head, check = json.loads(data[:end])
        if crc32(json.dumps(head).encode()) != check or head["sources"] != _stamps(paths):
            return None
        start, places = end + 1, {}
        for path, (length, line_check) in head["lines"].items():
            places[path] = (start, length, line_check)
            start += length + 1
        return Kept(data, places, head["names"]) if start == len(data) + 1 else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def keep(layouts: "Mapping[Path | str, Iterable[Layout]]") -> None:
    """Keep what all files came to; where that cannot be written, nothing happens.

    Nor where a file has only just changed: it could change once more and look the same.
    """
    target = _target(tuple(layouts)) if enabled else None
    if target is None:
        return
    from pathlib import Path  # most starts have nothing to keep

    from ptetui.whole_file import replace_file

    try:
        sources = _stamps(tuple(layouts))
        if time.time_ns() - max(changed for _, _, changed, _ in sources) < _SETTLED:
            return
        names = {str(path): _names(of) for path, of in layouts.items()}
        lines = {str(path): _lines_of(of) for path, of in layouts.items()}
        places = {path: [len(line), crc32(line)] for path, line in lines.items()}
        head = {"sources": sources, "names": names, "lines": places}
        first = json.dumps([head, crc32(json.dumps(head).encode())]).encode()
        folder = Path(target).parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(Path(target), b"\n".join((first, *lines.values())), 0o600)
        others = sorted(folder.glob("layouts-*.json"), key=lambda path: -path.stat().st_mtime_ns)
        for old in others[_KEPT_FILES:]:
            old.unlink(missing_ok=True)
    except (SchemaError, OSError):  # a mistake of a schema is named when the form is used
        return


def can_keep(paths: "tuple[Path | str, ...]") -> bool:
    """Whether there is a folder to keep things in."""
    folder = (_target(paths) if enabled else None) or ""
    while folder != os.path.dirname(folder) and not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    return os.path.isdir(folder) and os.access(folder, os.W_OK)


@lru_cache(maxsize=4)
def _target(paths: "tuple[Path | str, ...]") -> str | None:
    """Where it is kept: a file for each checkout and installation; None without a home."""
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if not os.path.isabs(cache):
        return None
    files = "\n".join(map(str, (__file__, *paths))).encode("utf-8", "surrogateescape")
    return os.path.join(cache, "ptetui", f"layouts-{crc32(files):08x}{len(paths)}.json")


def _stamps(paths: "Iterable[Path | str]") -> list[_Stamp]:
    """Size, time of the last write, of the last change of any kind, and inode of all that the result is made of.

    Nobody can set the third back. OSError where a file is missing.
    """
    package = os.path.dirname(os.path.dirname(__file__))
    code = [
        f"{package}/{folder}/{name}"
        for folder in ("schema", "linux")
        for name in sorted(os.listdir(f"{package}/{folder}"))
        if name.endswith(".py")
    ]
    stats = [os.stat(path) for path in (*code, *paths)]
    return [[status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino] for status in stats]


def _ours(path: str) -> bool:
    """Whether a file or folder is the user's (no link), and only the user may write it."""
    status = os.lstat(path)
    kind = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    return kind and status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _names(layouts: Iterable[Layout]) -> list[str]:
    return sorted({name for layout in layouts for name in (layout.name, *layout.aliases)})


def _lines_of(layouts: Iterable[Layout]) -> bytes:
    """A line with the layouts, by the numbers of their facts and forms; then each form, once, on a line of its own."""
    forms: dict[int, int] = {}
    lines: list[str] = []
    values: dict[str, int] = {}

    def number(form: Form) -> int:
        if id(form) not in forms:
            forms[id(form)] = len(lines)
            lines.append(json.dumps(plain_form(form)))
        return forms[id(form)]

    def stated(layout: Layout) -> Iterator[int]:
        for fact in LAYOUT_FACTS:
            if fact in _OF_FORMS:
                value: Any = [number(form) for form in (layout.forms if fact == "schemas" else layout.made_only_forms)]
            else:
                value = getattr(layout, fact)
            if fact not in DEFAULTS or value != DEFAULTS[fact]:
                yield values.setdefault(json.dumps([fact, value]), len(values))

    numbers = [list(stated(layout)) for layout in layouts]
    first = f'{{"facts": [{", ".join(values)}], "layouts": {json.dumps(numbers)}}}'
    return "\n".join((first, *lines)).encode()


def _restored(text: str) -> tuple[Layout, ...]:
    first, *lines = text.split("\n")
    data, forms = json.loads(first), [PlainForm(line) for line in lines]
    restorers: dict[str, Callable[[Any], Any]] = {fact: restorer(hint) for fact, hint in LAYOUT_FACTS.items()}
    restorers |= dict.fromkeys(_OF_FORMS, lambda numbers: tuple([forms[number] for number in numbers]))
    facts = [(fact, restorers[fact](plain)) for fact, plain in data["facts"]]
    return tuple([Layout(**dict([facts[number] for number in numbers])) for numbers in data["layouts"]])
