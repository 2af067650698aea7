"""What the screen works on, without any drawing: the word, its history, the cursor, the recording.

Every change adds a moment, an immutable snapshot; undo and redo move an index over them. Methods that a user's input
can make fail raise ValueError with one line and change nothing.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ptetui.analysis.diff_layouts import diff_layouts
from ptetui.linux.catalog import Catalog, CatalogError
from ptetui.linux.config import Config
from ptetui.linux.encode import ENCODED_STATES
from ptetui.linux.inputs import level_of, parse_input, read_input, several
from ptetui.linux.layout import LEVELS, Layout
from ptetui.linux.nearest import place_in
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.swaptypes import special_types
from ptetui.linux.syntax import parse_number, parse_state, spell_read_as
from ptetui.linux.versions import RELEASES, Version, spell
from ptetui.render.changes import spell_change
from ptetui.schema.fields import Field, next_top
from ptetui.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from ptetui.sources.dump_pages import OpenDump
    from ptetui.sources.lab.subject import LabFeed
    from ptetui.sources.live.watched import LiveProcess
    from ptetui.sources.log.explain import Explained
    from ptetui.sources.replay import Recording
    from ptetui.talk.tour import Tour


_LOG_LINE = re.compile(
    r"\bp(?:te|gd) ?[:=] ?[0-9a-f]|\bP(?:TE|MD|UD|4D|GD) [0-9a-f]|\bbad p[tmug4][ed] ?"
    r"|\b(?:swap (?:file|offset)|unrecognized swap) entry "
)


class Desk:
    """The state behind the screen: moments with an index, a cursor, maybe a recording with a position, a talk."""

    def __init__(
        self, start: Snapshot, catalog: Catalog, recording: "Recording | None" = None, tour: "Tour | None" = None
    ) -> None:
        self.catalog = catalog
        self.recording = recording
        self.tour = tour
        self.moments: list[Snapshot] = [start]
        self.index = 0
        self.log: tuple[Explained, ...] = ()
        self.dump: OpenDump | None = None
        self.process: LiveProcess | None = None
        self.address: int | None = None  # in that process, where its pages are to show
        self.lab: LabFeed | None = None
        self.source = ""  # the file of a recording or a log, as it was named
        self.unsaved = ""  # what would be lost by quitting, in words
        self.cursor = self._first_interesting(start)

    # ------------------------------------------------------------------ now

    @property
    def now(self) -> Snapshot:
        """The moment on the screen."""
        return self.moments[self.index]

    @property
    def setting(self) -> Setting:
        """Layout, kernel and configuration in force."""
        return self.now.setting

    @property
    def width(self) -> int:
        """Bits of the word."""
        return self.setting.layout.width

    @property
    def fields(self) -> list[Field]:
        """The fields on the screen, the most significant first."""
        return list(self.now.reading.fields)

    @property
    def field(self) -> Field:
        """The field under the cursor."""
        return next(field for field in self.fields if field.mask >> self.cursor & 1)

    @property
    def step(self) -> int:
        """The step of the recording that the moment belongs to, counted from 0."""
        return self.now.step or 0

    # ------------------------------------------------------------------ the cursor

    def move(self, by: int) -> None:
        """Move the cursor by bits; it stops at the ends."""
        self.cursor = max(0, min(self.width - 1, self.cursor + by))

    def move_field(self, by: int) -> None:
        """To the top bit of the next (by 1) or previous (by -1) run of bits; it stops at the ends."""
        self.cursor = next_top(self.fields, self.cursor, by)

    def select(self, row: int) -> None:
        """To the top bit of a field of the table."""
        fields = self.fields
        self.cursor = fields[max(0, min(len(fields) - 1, row))].runs[0].high

    def select_by(self, wanted: Callable[[Field], bool]) -> bool:
        """To the top bit of the next field that is wanted, after the last the first; False where none is."""
        fields = self.fields
        here = fields.index(self.field)
        order = [*range(here + 1, len(fields)), *range(here + 1)]
        match = next((row for row in order if wanted(fields[row])), None)
        if match is not None:
            self.select(match)
        return match is not None

    # ------------------------------------------------------------------ edits

    def toggle(self) -> None:
        """Toggle the bit under the cursor."""
        self._set(self.now.word ^ 1 << self.cursor, f"bit {self.cursor} toggled")

    def set_field(self, field: Field, text: str) -> None:
        """Give a field a value in hexadecimal, binary or decimal."""
        try:
            value = parse_number(text)
        except ValueError as error:
            raise ValueError(f"{field.name}: {error}") from None
        self._set(field.put(self.now.word, value), f"{field.name}={text}")

    def enter(self, text: str) -> str:
        """Take what `linux.inputs` reads, several words one after the other, `pmd`, `pmd:WORD`, or a line of a log.

        What a reader has to know of how it was read, in words.
        """
        level, rest = level_of(text)
        if level and (level != self.setting.layout.level or not rest):
            return self.use_level(level, rest)
        words = several(text)
        for word in words[:-1]:
            self._set(parse_input(word, self.setting), word)
        if _LOG_LINE.search(text):
            if not self._enter_log_line(text):
                raise ValueError("no PTE, PMD, PUD or swap entry in this line of a log; ptetui log reads whole ones")
            return ""
        try:
            taken = read_input(words[-1] if words else text, self.setting)
        except ValueError:
            if self._enter_log_line(text):
                return ""
            raise
        self._set(taken.word, text)
        return f"{text.strip()}: {spell_read_as(taken.read_as)}" if taken.read_as else ""

    def _enter_log_line(self, text: str) -> bool:
        """Take the word of a line of a log; False where it has none."""
        from ptetui.sources.log.explain import word_of_line

        reading = word_of_line(text, self.setting)
        if reading is not None:
            self.read(reading.setting, reading.word, "from a log")
        return reading is not None

    def use_level(self, level: str, text: str = "") -> str:
        """Read the word, or the one in the text, at another level of the page table; what is lost, in words."""
        here = self.setting
        setting = find_setting(self.catalog, here.layout.name, here.named, here.config, level)
        if not text:
            return self._read_as(setting) or f"read as a {level.upper()}: {setting.layout.about or setting.layout.name}"
        self.read(setting, read_input(text, setting).word, f"{level}:{text}")
        return ""

    def enter_as(self, setting: Setting, text: str) -> str:
        """Take a word, or a state of another layout, as the word of this one."""
        words = text.split()
        if words and words[0] in ENCODED_STATES:
            self._set(parse_state(setting, words) & ((1 << self.width) - 1), text)
            return ""
        return self.enter(text)

    def read(self, setting: Setting, word: int, event: str) -> None:
        """Take a word together with the layout, kernel and configuration to read it under."""
        self._push(Snapshot(setting, word, event=event))

    def take(self, moment: Snapshot) -> None:
        """Take a word that another screen made, with its setting."""
        self._push(moment)
        self.cursor = self._first_interesting(moment)

    def undo(self) -> bool:
        """One moment back; False at the start."""
        return self._go(self.index - 1)

    def redo(self) -> bool:
        """One moment forward; False at the end."""
        return self._go(self.index + 1)

    # ------------------------------------------------------------------ another reading of the same bits

    def use_layout(self, name: str, kernel: Version | None = None) -> str:
        """Read the word as another layout does, at this kernel or the nearest it knows; what is lost, in words."""
        history = self._history(name)
        wanted = RELEASES.index(kernel or self.setting.kernel)
        nearest = min(_kernels(history), key=lambda release: abs(RELEASES.index(release) - wanted))
        layout = next(layout for layout in history if layout.covers(nearest))
        release = self.setting.release if nearest == self.setting.kernel else None
        in_force = self.catalog.under(layout, release) if release else layout
        return self._read_as(Setting(in_force, nearest, self.setting.config, release))

    def next_level(self) -> str:
        """The word at the next level that this layout has, the lowest again after the highest."""
        levels = [level for level in LEVELS if self._has_level(level)]
        here = self.setting.layout.level
        if levels == [here]:
            raise ValueError(f"{self.setting.layout.name} is known as a {here.upper()} only")
        return self.use_level(levels[(levels.index(here) + 1) % len(levels)])

    def _has_level(self, level: str) -> bool:
        try:
            self.catalog.find(self.setting.layout.name, self.setting.named, level)
        except CatalogError:
            return False
        return True

    def _history(self, name: str) -> tuple[Layout, ...]:
        """The ranges of a layout at the level in hand, at that of PTEs where it has no other."""
        try:
            return self.catalog.history(name, self.setting.layout.level)
        except CatalogError:
            return self.catalog.history(name)

    def change_kernel(self, by: int) -> str:
        """The first later (by 1) or last earlier release whose layout or swap types differ; what moved, in words."""
        setting, message = neighbour(self.catalog, self.setting, by)
        return self._read_as(setting) or message

    def use_config(self, config: Config) -> None:
        """Read the word under another configuration."""
        self._read_as(replace(self.setting, config=config))

    # ------------------------------------------------------------------ the recording

    def go_to_step(self, step: int) -> bool:
        """Show a step of the recording, counted from 0; False where there is none."""
        if self.recording is None or not 0 <= step < len(self.recording.steps):
            return False
        self._push(self.recording.steps[step])
        return True

    def go_to(self, index: int) -> bool:
        """A line of the timeline: a step of the recording, or else a moment; False where there is none."""
        return self.go_to_step(index) if self.recording is not None else self._go(index)

    @property
    def at_end(self) -> bool:
        """Whether the last step of the recording shows."""
        return self.recording is not None and self.step == len(self.recording.steps) - 1

    def find_step(self, text: str) -> int:
        """The step that a number (from 1) or a part of a name means; by name the next one after the present step."""
        assert self.recording is not None
        return place_in([step.event for step in self.recording.steps], text, self.step, "step")

    # ------------------------------------------------------------------ inside

    def _set(self, word: int, event: str) -> None:
        if word != self.now.word:
            self._push(
                Snapshot(self.setting, word, self.now.page, self.now.word, event, step=self.now.step, edited=True)
            )

    def _read_as(self, setting: Setting) -> str:
        word = self.now.word & ((1 << setting.layout.width) - 1)
        lost = f"the upper {self.width - setting.layout.width} bits do not fit and are gone; undo brings them back"
        message = lost if word != self.now.word else ""
        moved = _moved_bits(self.now, replace(self.now, setting=setting, word=word))
        self._push(replace(self.now, setting=setting, word=word, before=None, recorded=None, moved=moved))
        return message

    def _push(self, moment: Snapshot) -> None:
        del self.moments[self.index + 1 :]
        self.moments.append(moment)
        self._go(self.index + 1)

    def _go(self, index: int) -> bool:
        if not 0 <= index < len(self.moments):
            return False
        self.index = index
        self.cursor = min(self.cursor, self.width - 1)
        return True

    @staticmethod
    def _first_interesting(start: Snapshot) -> int:
        flags = [field.runs[0].high for field in start.reading.fields if field.kind == "flag"]
        return flags[0] if flags else 0


def neighbour(catalog: Catalog, setting: Setting, by: int) -> tuple[Setting, str]:
    """The same layout at the first later (by 1) or last earlier release that differs, and what moved, in words.

    ValueError where there is no such release.
    """
    name = setting.layout.name
    history = catalog.history(name, setting.layout.level)
    known = _kernels(history)
    starts = [kernel for kernel in known if _turns(history, kernel)]
    began = max((kernel for kernel in starts if kernel <= setting.kernel), default=known[0])
    others = (
        [kernel for kernel in starts if kernel > setting.kernel]
        if by > 0
        else [kernel for kernel in known if kernel < began]
    )
    if not others:
        edge = "newest" if by > 0 else "oldest"
        raise ValueError(f"kernel {spell(setting.kernel)} is in the {edge} range that {name} knows")
    kernel = others[0] if by > 0 else others[-1]
    layout = next(layout for layout in history if layout.covers(kernel))
    return Setting(layout, kernel, setting.config), _moved(setting, Setting(layout, kernel, setting.config))


def _moved(old: Setting, new: Setting) -> str:
    """What is not the same in two ranges of a layout, and why the later one began."""
    a, b = sorted((old, new), key=lambda setting: setting.kernel)
    changes = [f"{change.form} {spell_change(change)}" for change in diff_layouts(a.layout, b.layout)]
    numbers = {kind.kind: number for number, kind in a.special_types.items()}
    changes += [
        f"{kind.kind} is type {number}" for number, kind in b.special_types.items() if numbers.get(kind.kind) != number
    ]
    why = f" ({b.layout.why})" if b.layout.why and a.layout is not b.layout else ""
    return f"kernel {spell(new.kernel)}: {'; '.join(changes) or 'same layout'}{why}"


def _moved_bits(old: Snapshot, new: Snapshot) -> int:
    """The bits that belong to a field of another name, as a mask; 0 where the words are not of one width."""
    width = old.setting.layout.width
    if width != new.setting.layout.width or old.setting.layout is new.setting.layout:
        return 0
    a, b = old.reading.form, new.reading.form
    return sum(1 << bit for bit in range(width) if a.at(bit).name != b.at(bit).name)


def _kernels(history: tuple[Layout, ...]) -> list[Version]:
    return [kernel for kernel in RELEASES if any(layout.covers(kernel) for layout in history)]


def _turns(history: tuple[Layout, ...], kernel: Version) -> bool:
    """Whether a release begins a range of the layout or of the swap types."""
    return kernel in _swap_type_turns() or any(layout.since == kernel for layout in history)


@cache
def _swap_type_turns() -> frozenset[Version]:
    """The releases that gave swap types new numbers."""
    config = Config()
    pairs = pairwise(RELEASES)
    return frozenset(new for old, new in pairs if dict(special_types(old, config)) != dict(special_types(new, config)))
