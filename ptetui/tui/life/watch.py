"""What Life shows beside the model: the steps of a recording, or those of a kernel in the lab."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ptetui.linux.classify import Reading, classify
from ptetui.linux.life.events import Chance
from ptetui.linux.nearest import place_in
from ptetui.linux.versions import spell
from ptetui.render.registers import of_word
from ptetui.render.ribbon import fold
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.view import BitFields
from ptetui.sources.predictions import Comparison
from ptetui.sources.snapshot import Snapshot
from ptetui.tui.life.body import Places
from ptetui.tui.life.model_page import LEAST_COLUMNS
from ptetui.tui.life.recording import RECORDING_LABEL, compared_rows, least_lines_of, recording_rows
from ptetui.tui.life.rows import is_upright, life_top, ordered

if TYPE_CHECKING:
    from ptetui.sources.lab.subject import LabFeed

_LEAST_BOOT = 12  # lines
_WIDE = 120  # columns from which the title says where the steps come from


class Watch:
    """Steps with a position; a feed that may make more of them."""

    def __init__(self, steps: Sequence[Comparison] = (), step: int = 0, feed: "LabFeed | None" = None) -> None:
        self._steps = tuple(steps)
        self.step = step
        self.feed = feed

    @property
    def steps(self) -> tuple[Comparison, ...]:
        """What there is so far."""
        return self._steps if self.feed is None else self.feed.steps

    @property
    def current(self) -> Comparison | None:
        """The step on the screen; None before the first."""
        steps = self.steps
        return steps[min(self.step, len(steps) - 1)] if steps else None

    def travel(self, by: int) -> str:
        """A step on or back; at the ends where that is, in words."""
        at = self.step + by
        if not 0 <= at < len(self.steps):
            return "the last step" if by > 0 else "the first step"
        self.step = at
        return ""

    def jump(self, text: str) -> None:
        """To the step of a number (from 1), or the next one whose name or calls have these letters. ValueError."""
        names = [f"{comparison.step.event} {', '.join(comparison.step.calls)}" for comparison in self.steps]
        self.step = place_in(names, text, self.step, "step")

    def chances(self, only: bool) -> list[Chance]:
        """What can be done to the page in the lab."""
        page = self.feed.page if self.feed is not None else None
        return ordered(page.chances(), only) if page is not None else []

    def snapshot(self) -> Snapshot | None:
        """The word that was seen."""
        return self.current.step if self.current is not None else None

    def reading_at(self, line: int, lines: int) -> Reading | None:
        """The word that was seen."""
        return self.current.step.reading if self.current is not None else None

    def bit_fields(self) -> BitFields:
        """The fields of the predicted word."""
        return of_word(classify(self.current.step.setting, self.current.predicted)) if self.current else BitFields()

    # ------------------------------------------------------------------ drawing

    def least(self, columns: int) -> tuple[int, int]:
        """Columns and lines that are needed."""
        return LEAST_COLUMNS, least_lines_of(self.current, columns) if self.current is not None else _LEAST_BOOT

    def title_row(self, columns: int) -> Row:
        """Where the words come from, layout, kernel, range."""
        if self.current is None:
            live = self.feed is not None and self.feed.label == "live"
            return [
                Span(" live " if live else " lab ", "bar_key"),
                Span(" a page of this machine" if live else " a kernel in QEMU", "head"),
            ]
        comparison = self.current
        row = life_top(comparison.step.setting, comparison.page, comparison.predicted, columns)
        if self.feed is not None:
            row[0] = Span(f" {self.feed.label} ", "bar_key")
        elif columns >= _WIDE:
            row[0] = Span(
                f" recorded on Linux {spell(comparison.step.setting.kernel)}: {len(self.steps)} steps ", "bar_key"
            )
        return row

    def rows(
        self, chances: Sequence[Chance], chosen: int, columns: int, lines: int, glyphs: Glyphs
    ) -> tuple[list[Row], list[Row], Places]:
        """The ribbons, what stands below, and where its events are."""
        if self.current is None:
            from ptetui.tui.life.lab import boot_rows

            assert self.feed is not None
            return [], boot_rows(self.feed, columns), Places()
        self.step = min(self.step, len(self.steps) - 1)
        folded = fold(self.current.step.setting.layout.width, columns - RECORDING_LABEL)
        assert folded is not None  # sixty columns are enough
        upright = is_upright(folded, lines + 2)
        if not self.current.step.seen:
            from ptetui.tui.life.live import live_ribbon

            ribbon = live_ribbon(self.current, folded, upright, glyphs, lines)
            return self._below(ribbon, chances, chosen, columns, lines)
        below = "recorded" if self.feed is None else "kernel"
        ribbon = compared_rows(self.current, folded, upright, glyphs, below)
        if self.feed is None:
            return ribbon, recording_rows(self.steps, self.step, columns, lines - len(ribbon)), Places()
        return self._below(ribbon, chances, chosen, columns, lines)

    def _below(
        self, ribbon: list[Row], chances: Sequence[Chance], chosen: int, columns: int, lines: int
    ) -> tuple[list[Row], list[Row], Places]:
        """What stands below the ribbons of a feed."""
        from ptetui.tui.life.lab import lab_rows

        assert self.feed is not None
        body, places = lab_rows(self.feed, self.step, chances, chosen, columns, lines - len(ribbon))
        return ribbon, body, places
