"""Explore: one word, bit by bit; with a recording, step by step."""

from functools import cached_property
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.timer import Timer

from ptetui.render.hanging import hung_lines
from ptetui.render.ribbon import LINES, Fold, fold
from ptetui.render.rows import row_width, side_by_side
from ptetui.render.spans import Row
from ptetui.tui.desk import Desk
from ptetui.tui.explore.panels import LEAST_TIMELINE, moment_rows, other_forms
from ptetui.tui.explore.rows import (
    bit_row,
    cursor_rows,
    field_table,
    field_text,
    step_bar,
    word_rows,
    word_top,
)
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.ribbon import Ribbon

if TYPE_CHECKING:
    from ptetui.render.tall import TallFold
    from ptetui.render.view import BitFields
    from ptetui.tui.explore.bookmarks import Bookmarks

STEP_PACES = (0.25, 0.5, 1.0, 2.0, 4.0)  # seconds a step
_STATE, _STEPS = 4, 3  # lines
_AROUND = 5 + _STATE  # lines that are not ribbon: top, state, cursor, table (2), keys
_AROUND_HANGING = 2 + _STATE  # the same where names hang from the bits
_AROUND_TALL = 4  # the same with large digits: top, a line of the state, the cursor, keys
_ROOMY = 4  # lines from which a word is shown in other kernels and layouts
_SHORT = 5  # more lines of the table than that make it useful as it is
_LEAST_COLUMNS = 40


class Explore(PictureScreen):
    """The ribbon, what the word is, its fields; a recording's steps where there is one."""

    NAME = "explore"
    WHEEL = ("field(1)", "field(-1)")
    CANVASES = ("steps", "state", "cursor", "table")
    DEFAULT_CSS = """
    Explore #table { height: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.zoom = 0
        self.in_table = False
        self.pace = STEP_PACES.index(1.0)
        self.player: Timer | None = None
        self._first_row = self._first_moment = self._timeline_column = self._timeline_lines = 0
        self._state_above = False

    def compose(self) -> ComposeResult:
        """Drawn widgets, top down; the steps only where there is a recording."""
        yield Canvas("tabs")
        yield Canvas("top", "bar")
        if self.desk.recording is not None:
            yield Canvas("steps")
        yield Ribbon("ribbon")
        for name in self.CANVASES[1:]:
            yield Canvas(name)
        yield Canvas("keys", "bar")

    # ------------------------------------------------------------------ drawing

    def least(self) -> tuple[int, int]:
        """A row of the ribbon and what stands around it."""
        return _LEAST_COLUMNS, self._around + len(LINES)

    @property
    def _around(self) -> int:
        return _AROUND + self._most_steps

    @property
    def _most_steps(self) -> int:
        """Lines of the steps of a recording."""
        return _STEPS if self.desk.recording is not None else 0

    def title_row(self) -> Row:
        """Layout, kernel, word."""
        return word_top(self.desk, self.size.width)

    def draw_picture(self, columns: int, lines: int) -> None:
        """Ribbon, state, the field under the cursor, the steps of a recording, the table."""
        tall = self._tall(columns, lines, self.zoom)
        if tall is not None:
            self._draw_tall(tall, columns, lines)
            return
        desk, left = self.desk, lines - self._around  # for the ribbon and all of the table but two lines
        chosen = fold(desk.width, columns)
        assert chosen is not None  # forty columns are enough
        hanging = self._hanging(chosen, lines)
        self._place_state(above=hanging is not None)
        if hanging is not None:
            self._draw_hanging(chosen, columns, lines, unnamed=hanging)
            return
        self.have("cursor", "table")
        shown = min(chosen.rows, left // len(LINES))
        spare = left - shown * len(LINES)
        compact = self.in_table and spare < _SHORT
        self.query_one(Ribbon).show_word(desk.now, desk.cursor, chosen, shown, self.app.look)
        state = word_rows(desk.now, columns)[: 1 if compact else _STATE]
        self.show("state", state, len(state))
        spare += _STATE - len(state)
        free = 0 if compact else _STATE - len(state)  # the table stays where it is while the cursor moves
        spare -= self._show_cursor(columns, 1 + free, 1 + free) - 1
        spare += self._most_steps - self._show_steps(columns, 1 if compact else _STEPS)
        self.show("table", self._lower(chosen, columns, spare + 2))

    def _hanging(self, chosen: Fold, lines: int) -> bool | None:
        """Whether names can hang from the bits: those of all fields (true), or only of fields that have one (false)."""
        if chosen.cell == 2:
            return None
        left = lines - _AROUND_HANGING - self._most_steps - chosen.height
        for unnamed in (True, False):
            needed = hung_lines(self.desk.now.reading, chosen, self.size.width, unnamed)
            if needed is not None and needed <= left:
                return unnamed
        return None

    def _draw_hanging(self, chosen: Fold, columns: int, lines: int, unnamed: bool) -> None:
        """What the word is, the ribbon with its fields; the cursor's field and the rest where there is room."""
        desk = self.desk
        ribbon = self.query_one(Ribbon)
        self.show("state", word_rows(desk.now, columns), _STATE)
        ribbon.show_word(desk.now, desk.cursor, chosen, chosen.rows, self.app.look, names=unnamed)
        spare = lines - _AROUND_HANGING - ribbon.lines - self._show_steps(columns, _STEPS)
        self.have("cursor", there=spare > 0)
        self.have("table", there=spare > 1)
        if spare > 0:
            spare -= self._show_cursor(columns, min(spare, 2))
        self.show("table", self._below(chosen, columns, spare))

    def _tall(self, columns: int, lines: int, zoom: int) -> "TallFold | None":
        """The largest digits, up to a zoom, with which all bits fit; None for those of the terminal."""
        if not zoom:
            return None
        from ptetui.render.tall import SCALES, tall_fold

        left = lines - _AROUND_TALL - min(1, self._most_steps)
        folds = (tall_fold(self.desk.width, columns, left, scale) for scale in reversed(SCALES[:zoom]))
        return next((tall for tall in folds if tall is not None), None)

    def _draw_tall(self, tall: "TallFold", columns: int, lines: int) -> None:
        """Large digits; around them what there is room for."""
        desk, ribbon = self.desk, self.query_one(Ribbon)
        self._place_state(above=True)
        ribbon.show_tall(desk.now, desk.cursor, tall, self.app.look)
        spare = lines - _AROUND_TALL - ribbon.lines - min(1, self._most_steps)
        state = word_rows(desk.now, columns)[: 1 + min(_STATE - 1, spare)]
        self.show("state", state, len(state))
        spare -= len(state) - 1
        spare -= max(0, self._show_steps(columns, 1 + min(_STEPS - 1, spare)) - 1)
        self.have("cursor")
        self.have("table", there=spare > 1)
        self._show_cursor(columns, 1)
        self._timeline_column, self._timeline_lines = columns, 0
        rows, self._first_row = field_table(desk, max(2, spare), self.in_table, columns)
        self.show("table", rows)

    def _show_steps(self, columns: int, most: int) -> int:
        """Step, description and system calls of a recording, where there is one; the lines that they take."""
        if self.desk.recording is None:
            return 0
        rows = step_bar(self.desk, columns, STEP_PACES[self.pace] if self.player else None)[:most]
        self.show("steps", rows, len(rows))
        return len(rows)

    def _show_cursor(self, columns: int, most: int, least: int = 1) -> int:
        """The field under the cursor; the lines that it takes."""
        rows = cursor_rows(self.desk, columns, most)
        lines = max(least, len(rows))
        self.show("cursor", rows, lines)
        return lines

    def _place_state(self, above: bool) -> None:
        """What the word is stands under the ribbon; above it where names hang from the bits."""
        if self._state_above != above:
            self._state_above = above
            ribbon, state = self.query_one(Ribbon), self.canvas("state")
            self.move_child(state, before=ribbon) if above else self.move_child(state, after=ribbon)

    def _below(self, chosen: Fold, columns: int, height: int) -> list[Row]:
        """Under hanging names: the timeline, then the word under the other forms, as far as there is room."""
        self._timeline_column, self._timeline_lines = columns, 0
        if height < _SHORT:
            return []
        moments = len(self.desk.recording.steps if self.desk.recording else self.desk.moments)
        forms = other_forms(self.desk.now.reading, chosen, height - _SHORT, self.app.look.glyphs)
        rows, self._first_moment = moment_rows(self.desk, min(moments + 1, height - len(forms)), columns)
        self._timeline_column, self._timeline_lines = 0, len(rows)
        return [*rows, *forms, *self._around_rows(columns, height - len(rows) - len(forms))]

    def _lower(self, chosen: Fold, columns: int, height: int) -> list[Row]:
        """The field table; beside it the timeline, and below it the other forms, where there is room."""
        rows, self._first_row = field_table(self.desk, height, self.in_table, columns)
        used = max(map(row_width, rows)) + 3
        self._timeline_column = columns
        below, self._timeline_lines = height - len(rows), len(rows)
        if columns - used >= LEAST_TIMELINE:
            self._timeline_column = max(used, columns // 2)
            right, self._first_moment = moment_rows(self.desk, len(rows), columns - self._timeline_column)
            rows = side_by_side(rows, right, self._timeline_column)
        if below > chosen.rows + 2:
            rows += other_forms(self.desk.now.reading, chosen, below, self.app.look.glyphs)
        return [*rows, *self._around_rows(columns, height - len(rows))]

    def _around_rows(self, columns: int, height: int) -> list[Row]:
        """The word in other kernels, its state in other layouts, where there is room."""
        if height < _ROOMY:
            return []
        from ptetui.tui.explore.around import around_rows

        return around_rows(self.desk, columns, height)

    def bit_fields(self) -> "BitFields":
        """The word."""
        from ptetui.render.registers import of_word

        return of_word(self.desk.now.reading)

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Left and right by bits."""
        self.apply_edit(lambda: self.desk.move(by))

    def action_vertical(self, by: int) -> None:
        """Up and down: by rows of the ribbon, by fields where it has one row or the table is active."""
        folded = self.query_one(Ribbon).fold
        if self.in_table or folded is None or folded.rows == 1:
            self.apply_edit(lambda: self.desk.move_field(-by))
        else:
            inside = 0 <= self.desk.cursor + by * folded.per_row < self.desk.width
            self.apply_edit(lambda: self.desk.move(by * folded.per_row * inside))

    def action_field(self, by: int) -> None:
        """By fields."""
        self.apply_edit(lambda: self.desk.move_field(by))

    def action_edge(self, top: int) -> None:
        """To the first or the last bit."""
        self.apply_edit(lambda: self.desk.move(self.desk.width if top else -self.desk.width))

    def action_search(self) -> None:
        """To a field by what is written about it; where none has it, another layout."""
        self.ask("a part of a field's name, macro or meaning, or of a layout's name", self.search)

    def search(self, text: str) -> None:
        """To the next field that has the text, else to the layout of this name. ValueError where neither is."""
        wanted = text.strip().lower()
        if wanted and self.desk.select_by(lambda field: wanted in field_text(field)):
            return
        names = [layout.name for layout in self.desk.catalog.all(errors=[]) if wanted in layout.name]
        if not wanted or not names:
            raise ValueError(f"{text!r}: no field here and no layout has these letters")
        self.message = (
            self.use_layout(min(names, key=len)) or f"no field has it: this is the layout {min(names, key=len)}"
        )

    def action_area(self) -> None:
        """Switch between ribbon and table."""
        self.in_table = not self.in_table
        self.show_message()

    def on_ribbon_bit_clicked(self, event: Ribbon.BitClicked) -> None:
        """A click on a bit moves the cursor there."""
        self.apply_edit(lambda: self.desk.move(event.bit - self.desk.cursor))

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a field moves the cursor there, one on the timeline goes to the step or the edit."""
        if event.canvas.id != "table" or event.line < 1:
            return
        if event.column >= self._timeline_column and event.line < self._timeline_lines:
            self.apply_edit(lambda: self.desk.go_to(self._first_moment + event.line - 1))
        elif event.line <= len(self.desk.fields):
            self.apply_edit(lambda: self.desk.select(self._first_row + event.line - 1))

    # ------------------------------------------------------------------ editing

    def action_toggle_bit(self) -> None:
        """Toggle the bit."""
        self.apply_edit(self.desk.toggle)

    def action_edit(self) -> None:
        """A flag toggles; another field asks for its value."""
        field = self.desk.field
        if field.width == 1:
            self.apply_edit(self.desk.toggle)
            return
        self.ask(f"{field.name}, {field.width} bits, 0 to {field.limit:#x}",
                  lambda text: self.desk.set_field(field, text), hex(field.get(self.desk.now.word)))  # fmt: skip

    def action_command(self) -> None:
        """Take a whole word or a state."""
        self.ask("a word, a state (swap type=3), entry:WORD, pagemap:WORD, pmd:WORD, or a line of a log", self.take)

    def take(self, text: str) -> None:
        """Take what was entered, and say how it was read where that is in doubt."""
        self.message = self.desk.enter(text)

    def action_level(self) -> None:
        """PTE, PMD, PUD: those that the layout has."""
        self.apply_edit(self.desk.next_level)

    # ------------------------------------------------------------------ bookmarks

    @cached_property
    def marks(self) -> "Bookmarks":
        """Those of the user; where the app is served, those of this run."""
        from ptetui.tui.explore.bookmarks import Bookmarks, marks_file

        return Bookmarks(None if self.app.is_web else marks_file())

    def action_mark(self) -> None:
        """Mark the word, or take its mark away."""
        self.apply_edit(lambda: self.marks.turn(self.desk.now))

    def action_marks(self) -> None:
        """The marked words, to return to."""
        from ptetui.tui.explore.bookmarks import ask_mark

        ask_mark(self, self.marks)

    # ------------------------------------------------------------------ the recording

    def action_step(self, by: int) -> None:
        """The next or the previous step."""
        at = self.desk.step
        edge = "the last step" if by > 0 else "the first step"
        self.apply_edit(lambda: None if self.desk.go_to_step(at + by) else edge)

    def action_jump(self) -> None:
        """To a chapter of the recording, or a step by number or name."""
        from ptetui.tui.dialogs.step_picker import StepPicker

        assert self.desk.recording is not None

        def go(step: int | None) -> None:
            self.apply_edit(lambda: None if step is None or self.desk.go_to_step(step) else "no such step")

        events = [step.event for step in self.desk.recording.steps]
        self.app.push_screen(StepPicker(events, self.desk.step, self.desk.find_step), go)

    def action_play(self) -> None:
        """Play, pause."""
        if self.player is not None:
            self._stop()
        else:
            self.player = self.set_interval(STEP_PACES[self.pace], self._play_on)
            if self.desk.at_end:
                self.desk.go_to_step(0)
        self.show_message()

    def action_pace(self, by: int) -> None:
        """Faster or slower."""
        self.pace = max(0, min(len(STEP_PACES) - 1, self.pace + by))
        if self.player is not None:
            self.player.stop()
            self.player = self.set_interval(STEP_PACES[self.pace], self._play_on)
        self.show_message(f"{STEP_PACES[self.pace]:g} s a step")

    def _play_on(self) -> None:
        if self.app.screen is self and not self.desk.go_to_step(self.desk.step + 1):
            self._stop()
        self.show_message()

    def _stop(self) -> None:
        if self.player is not None:
            self.player.stop()
            self.player = None

    # ------------------------------------------------------------------ look

    def action_zoom(self, by: int) -> None:
        """Bigger or smaller bits."""
        size = self.size.width, self.lines
        now, then = (self._tall(*size, zoom) for zoom in (self.zoom, max(0, self.zoom + by)))
        if now == then:
            self.show_message("as big as it gets: all bits stay in sight" if by > 0 else "as small as it gets")
            return
        self.zoom = then.zoom if then is not None else 0
        self.show_message()

    # ------------------------------------------------------------------ the mouse

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """The field of a bit."""
        bit = canvas.bit_at(column, line) if isinstance(canvas, Ribbon) else None
        return bit_row(self.desk.now.reading, bit) if bit is not None else None
