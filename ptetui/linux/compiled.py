"""What a layout file comes to, kept beside its byte-code: later starts neither run the file nor import construct.

As with byte-code, the file in `__pycache__` is made when it can be, is trusted like the program itself, and counts only
while everything that it was made from is unchanged. Every form is kept on its own and read when first needed.
"""

import os
import pickle
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import cache_from_source
from pathlib import Path

from ptetui import __version__
from ptetui.linux.layout import Layout
from ptetui.schema.fields import Form, SchemaError

enabled = True  # tests that want construct itself at work turn it off


def recall(path: Path) -> tuple[Layout, ...] | None:
    """The layouts of a file as they were kept; None where they were not, or where anything has changed since."""
    if not enabled:
        return None
    try:
        made_from, layouts = pickle.loads(_kept(path).read_bytes())
    except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, TypeError, IndexError):
        return None
    return layouts if made_from == _made_from(path) else None


def keep(path: Path, layouts: Sequence[Layout]) -> None:
    """Keep what a file came to; where that cannot be written, nothing happens."""
    if not enabled or sys.dont_write_bytecode:
        return
    target = _kept(path)
    try:
        slim = _slim(layouts)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}")
        partial.write_bytes(pickle.dumps((_made_from(path), slim)))
        partial.replace(target)
    except (OSError, SchemaError):  # a mistake is told when the form is used
        return


def _slim(layouts: Sequence[Layout]) -> tuple[Layout, ...]:
    packed: dict[int, bytes] = {}
    return tuple(
        replace(
            each,
            schemas=tuple(_pack(form, packed) for form in each.forms),
            made_only=tuple(_pack(form, packed) for form in each.made),
        )
        for each in layouts
    )


def _pack(form: Form, packed: dict[int, bytes]) -> bytes:
    """A form without its schema, once for all ranges that share it."""
    if id(form) not in packed:
        packed[id(form)] = pickle.dumps(replace(form, source=None))
    return packed[id(form)]


def _kept(path: Path) -> Path:
    return Path(cache_from_source(str(path))).with_suffix(".layouts")


def _made_from(path: Path) -> tuple[object, ...]:
    """Version and times of change of the code that reads, and of all layout files beside this one."""
    return (__version__, *((str(each), each.stat().st_mtime_ns, each.stat().st_size) for each in _sources(path)))


def _sources(path: Path) -> Iterator[Path]:
    schema = Path(__file__).parent.parent / "schema"
    yield from sorted(schema.glob("*.py"))
    yield Path(__file__).with_name("layout.py")
    yield from sorted(path.parent.glob("*.py"))
    yield from sorted(path.parent.parent.glob("*.py"))
