"""Words that a user has marked, kept in the platform's state folder from one run to the next."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

from ptetui.linux.catalog import Catalog
from ptetui.linux.config import parse_config
from ptetui.linux.releases import parse_release
from ptetui.linux.setting import find_setting
from ptetui.linux.versions import spell
from ptetui.render.prose import summary, title
from ptetui.render.text import padded
from ptetui.schema.bits import ones
from ptetui.sources.snapshot import Snapshot
from ptetui.whole_file import replace_file

if TYPE_CHECKING:
    from ptetui.tui.screen import PictureScreen

MOST = 100  # marked words
_LARGEST = 1 << 16  # bytes of the file that are read
_PARTS = 5  # of an entry: layout, level, kernel, configuration, word


def marks_file() -> Path:
    """Where the marks of this user stand."""
    return user_state_path("ptetui") / "marks.json"


class Bookmarks:
    """The marked words, the last one set at the end; without a file only for this run.

    What cannot be read here, such as a mark of a layout file that is not loaded now, is kept, but not shown.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file
        self._entries: list[list[str]] = []

    def turn(self, moment: Snapshot) -> str:
        """Mark a word with what it is read under, or take its mark away; which, in words. ValueError where it is full.

        Another run may have marked words since: its marks stay.
        """
        self._read()
        entry = _entry(moment)
        if entry in self._entries:
            self._entries.remove(entry)
        elif len(self._entries) >= MOST:
            raise ValueError(f"{MOST} words are marked: ' leads to one, M takes its mark away")
        else:
            self._entries.append(entry)
        self._write()
        if entry not in self._entries:
            return "no longer marked"
        count = len(self._entries)
        return f"marked; ' lists {count} marked word{'s' if count > 1 else ''}"

    def moments(self, catalog: Catalog) -> list[Snapshot]:
        """The marked words that the catalogue's layouts can read."""
        self._read()
        return list(self._moments(catalog))

    def _moments(self, catalog: Catalog) -> Iterator[Snapshot]:
        for name, level, kernel, config, digits in self._entries:
            try:
                changed = parse_config([config] if config else [])
                setting = find_setting(catalog, name, parse_release(kernel), changed, level)
                word = int(digits, 16) & ones(setting.layout.width)
            except ValueError:  # of another layout file, or damaged
                continue
            yield Snapshot(setting, word, event="marked")

    def _read(self) -> None:
        """Take the marks of the file; without a file, or with a damaged one, keep those of this run."""
        if self.file is None:
            return
        try:
            with self.file.open("rb") as file:
                given = json.loads(file.read(_LARGEST))
        except (OSError, ValueError, RecursionError):
            return
        entries = given if isinstance(given, list) else []
        self._entries = [entry for entry in entries if _is_entry(entry)][:MOST]

    def _write(self) -> None:
        """As a whole; where it cannot be written, the marks last as long as this run."""
        if self.file is None:
            return
        lines = ",\n".join(map(json.dumps, self._entries))
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self.file, f"[\n{lines}\n]\n".encode())
        except OSError:
            self.file = None


def ask_mark(screen: "PictureScreen", marks: Bookmarks) -> None:
    """Ask for one of the marked words, and show it."""
    marked = marks.moments(screen.desk.catalog)
    if not marked:
        screen.show_message("no word is marked; M marks this one")
        return

    def take(line: int) -> None:
        screen.apply_edit(lambda: screen.desk.take(marked[line]))

    screen.choose("marked words", [_mark_text(mark) for mark in marked], take, here=len(marked) - 1)


def _mark_text(mark: Snapshot) -> str:
    """A marked word in one line."""
    reading, setting = mark.reading, mark.setting
    where = f"{setting.layout.name} {spell(setting.kernel)}"
    return f"{padded(mark.word, setting.layout.width):18}  {where:20}  {title(reading).lower()} {summary(reading)}"


def _entry(moment: Snapshot) -> list[str]:
    setting = moment.setting
    config = str(setting.config)
    return [
        setting.layout.name, setting.layout.level, str(setting.release or spell(setting.kernel)),
        "" if config == "all on" else config, hex(moment.word),
    ]  # fmt: skip


def _is_entry(entry: object) -> bool:
    return isinstance(entry, list) and len(entry) == _PARTS and all(isinstance(part, str) for part in entry)
