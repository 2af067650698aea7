"""A capture file of any length, read step by step: memory does not grow with it.

The file is read twice: once for what stands around the list of steps (kernel, configuration, CPU) and for the words
that choose between variants of a layout, then for the steps themselves.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ptetui.harmless import harmless_data
from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.sources.replay import (
    RecordingError,
    load_recording,
    recorded_setting,
    recorded_title,
    snapshots,
    tells_cpu,
    words_of,
)
from ptetui.sources.snapshot import Snapshot

_SHORT = 1 << 20  # bytes; a file up to this is read as a whole, with exact places in messages
_CHUNK = 1 << 18  # characters
_LONGEST = 1 << 24  # characters of one value: a step, or what stands beside the list
_CHOOSING = 4096  # steps whose words choose between variants of a layout
_SPACE = " \t\r\n"


@dataclass(frozen=True)
class StepStream:
    """A capture file: where it came from, whether it says its CPU, its steps. `size` is in bytes, 0 if not known."""

    title: str
    cpu_known: bool
    steps: Iterator[Snapshot]
    size: int = 0


def stream_recording(
    path: Path, catalog: Catalog, options: Sequence[str] = (), progress: Callable[[int], None] = lambda _: None
) -> StepStream:
    """The steps of a capture file, read as they are asked for. `progress` hears how many characters were read.

    RecordingError or CatalogError in one line; of steps that cannot be read, when it comes to them.
    """
    try:
        size = path.stat().st_size
    except OSError:
        size = 0
    whole = size <= _SHORT or not path.is_file()
    data, first = ({}, None) if whole else _around(path)
    if first is None:
        recording = load_recording(path, catalog, options)
        return StepStream(recording.title, recording.cpu_known, iter(recording.steps))
    words = [word for index, step in enumerate(first) for word in words_of(step, index, path)]
    setting = recorded_setting(data, path, catalog, options, words)
    steps = _streamed(path, setting, progress)
    return StepStream(recorded_title(data, path), tells_cpu(data, options), steps, size)


def _streamed(path: Path, setting: Setting, progress: Callable[[int], None]) -> Iterator[Snapshot]:
    steps = (step for name, step in _members(path, progress) if name is None)
    words = (word for index, step in enumerate(steps) for word in words_of(step, index, path))
    return snapshots(words, setting, path)


def _around(path: Path) -> tuple[dict[str, Any], list[Any] | None]:
    """What stands beside the list of steps, and the first steps; None where there is no such list."""
    data: dict[str, Any] = {}
    first: list[Any] | None = None
    for name, value in _members(path, lambda _: None):
        if name is None:
            first = first if first is not None else []
            if len(first) < _CHOOSING:
                first.append(value)
        else:
            data[name] = value
    return data, first


def _members(path: Path, progress: Callable[[int], None]) -> Iterator[tuple[str | None, Any]]:
    """The members of the object by name; those of its list `captures` one by one, without one."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from _object(_Reader(file, path, progress))
    except OSError as error:
        raise RecordingError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise RecordingError(f"{path}: is not a capture: not text") from None


def _object(reader: "_Reader") -> Iterator[tuple[str | None, Any]]:
    reader.expect("{")
    if reader.follows("}"):
        return
    while True:
        name = reader.value()
        reader.expect(":")
        if name == "captures" and reader.follows("["):
            if not reader.follows("]"):
                yield from ((None, value) for value in _list(reader))
        else:
            yield str(name), reader.value()
        if reader.follows("}"):
            return
        reader.expect(",")


def _list(reader: "_Reader") -> Iterator[Any]:
    while True:
        yield reader.value()
        if reader.follows("]"):
            return
        reader.expect(",")


class _Reader:
    """A JSON text, value by value, of which a chunk is held."""

    def __init__(self, file: IO[str], path: Path, progress: Callable[[int], None]) -> None:
        self._file, self._path, self._progress = file, path, progress
        self._text, self._at, self._before = "", 0, 0
        self._decode = json.JSONDecoder().raw_decode
        self._more()

    def value(self) -> Any:
        """The next value, its texts made harmless."""
        self._skip()
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if len(self._text) - self._at > _LONGEST or not self._more():
                    raise self._wrong(getattr(error, "msg", "too deep")) from None
                continue
            if end == len(self._text) and self._more():
                continue  # a number may go on
            self._at = end
            return harmless_data(value)

    def follows(self, char: str) -> bool:
        """Whether a character is the next one; it is then taken."""
        self._skip()
        if self._text[self._at : self._at + 1] != char:
            return False
        self._at += 1
        return True

    def expect(self, char: str) -> None:
        """Take a character that must be there."""
        if not self.follows(char):
            raise self._wrong(f"expecting {char!r}" if self._at < len(self._text) else "is cut off")

    def _skip(self) -> None:
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text) or not self._more():
                return

    def _more(self) -> bool:
        chunk = self._file.read(_CHUNK)
        self._before += self._at
        self._text, self._at = self._text[self._at :] + chunk, 0
        self._progress(self._before + len(self._text))
        return bool(chunk)

    def _wrong(self, why: str) -> RecordingError:
        return RecordingError(f"{self._path}: character {self._before + self._at}: is not a capture: {why}")
