"""Explore: one word, bit by bit; with a recording, step by step."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.timer import Timer

from ptetui.render.ribbon import LINES, Fold, fold
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.panels import LEAST_TIMELINE, beside, other_forms, timeline_rows
from ptetui.tui.rows import Row, cursor_row, key_row, state_rows, step_rows, table_rows, top_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.ribbon import Ribbon

if TYPE_CHECKING:
    from ptetui.render.view import BitFields

PACES = (0.25, 0.5, 1.0, 2.0, 4.0)  # seconds a step
_STATE, _STEPS = 4, 3  # lines
_AROUND = 5 + _STATE  # lines that are not ribbon: top, state, cursor, table (2), keys
_SHORT = 5  # more lines of the table than that make it useful as it is
_LEAST_COLUMNS = 40


class Explore(Drawn):
    """The ribbon, what the word is, its fields; a recording's steps where there is one."""

    NAME = "explore"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = """
    Explore { layout: vertical; }
    Explore #state { height: 4; }
    Explore #steps { height: 3; }
    Explore #table { height: 1fr; }
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.zoom = 0
        self.in_table = False
        self.pace = PACES.index(1.0)
        self.player: Timer | None = None
        self._small = False
        self._first_row = self._first_moment = self._timeline_column = 0

    def compose(self) -> ComposeResult:
        """Seven drawn widgets, top down."""
        yield Canvas("top", "bar")
        if self.desk.recording is not None:
            yield Canvas("steps")
        yield Ribbon("ribbon")
        yield Canvas("state")
        yield Canvas("cursor")
        yield Canvas("table")
        yield Canvas("keys", "bar")

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Draw everything from the desk; a millisecond or two."""
        columns, lines = self.size
        look = self.app.look
        around = _AROUND + (_STEPS if self.desk.recording else 0)
        chosen = fold(self.desk.width, columns, self.zoom)
        least = (_LEAST_COLUMNS, around + len(LINES))
        if chosen is None or not self.fits(least):
            self._shrunk(True, max(1, lines))
            self._canvas("top").show(self.small_rows(least), self.app.look)
            return
        self._shrunk(False, 1)
        self._draw_all(chosen, columns, lines - around, look)

    def _draw_all(self, chosen: Fold, columns: int, room: int, look: tuple[str, bool]) -> None:
        """`room` is the lines for the ribbon and all of the table but its header and one field."""
        desk = self.desk
        shown = min(chosen.rows, room // len(LINES))
        spare = room - shown * len(LINES)
        compact = self.in_table and spare < _SHORT
        ribbon = self.query_one(Ribbon)
        ribbon.show_word(desk.now, desk.cursor, chosen, shown, look)
        self._resize(ribbon, shown * len(LINES))
        self._canvas("top").show([top_row(desk, columns)], look)
        state = state_rows(desk.now, columns)[: 1 if compact else _STATE]
        self._resize(self._canvas("state"), len(state))
        self._canvas("state").show(state, look)
        self._canvas("cursor").show([cursor_row(desk)], look)
        spare += _STATE - len(state)
        if desk.recording is not None:
            playing = PACES[self.pace] if self.player else None
            steps = step_rows(desk, columns, playing)[: 1 if compact else _STEPS]
            self._resize(self._canvas("steps"), len(steps))
            self._canvas("steps").show(steps, look)
            spare += _STEPS - len(steps)
        self._canvas("table").show(self._lower(chosen, columns, spare + 2, look), look)
        self._canvas("keys").show([key_row(desk, self.message, columns)], look)

    def _lower(self, chosen: Fold, columns: int, height: int, look: tuple[str, bool]) -> list[Row]:
        """The field table; beside it the timeline, and below it the other forms, where there is room."""
        rows, self._first_row = table_rows(self.desk, height, self.in_table, columns)
        used = max(sum(len(span.text) for span in row) for row in rows) + 3
        self._timeline_column = columns
        below = height - len(rows)
        if columns - used >= LEAST_TIMELINE:
            self._timeline_column = max(used, columns // 2)
            right, self._first_moment = timeline_rows(self.desk, len(rows), columns - self._timeline_column)
            rows = beside(rows, right, self._timeline_column)
        if below > chosen.rows + 2:
            rows += other_forms(self.desk.now.reading, chosen, below, look[1])
        return rows

    def _shrunk(self, small: bool, lines: int) -> None:
        if small != self._small:
            self._small = small
            for widget in self.query(Canvas):
                widget.display = widget.id == "top" or not small
        self._resize(self._canvas("top"), lines)

    @staticmethod
    def _resize(widget: Canvas, height: int) -> None:
        if widget.lines != height:
            widget.lines = height
            widget.styles.height = height

    def _canvas(self, name: str) -> Canvas:
        return self.query_one(f"#{name}", Canvas)

    def bit_fields(self) -> "BitFields":
        """The word."""
        from ptetui.render.registers import of_word

        return of_word(self.desk.now.reading)

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Left and right by bits."""
        self.did(lambda: self.desk.move(by))

    def action_vertical(self, by: int) -> None:
        """Up and down: by rows of the ribbon, by fields where it has one row or the table is active."""
        folded = self.query_one(Ribbon).fold
        if self.in_table or folded is None or folded.rows == 1:
            self.did(lambda: self.desk.move_field(-by))
        elif 0 <= self.desk.cursor + by * folded.per_row < self.desk.width:
            self.did(lambda: self.desk.move(by * folded.per_row))

    def action_field(self, by: int) -> None:
        """By fields."""
        self.did(lambda: self.desk.move_field(by))

    def action_edge(self, top: int) -> None:
        """To the first or the last bit."""
        self.did(lambda: self.desk.move(self.desk.width if top else -self.desk.width))

    def action_area(self) -> None:
        """Switch between ribbon and table."""
        self.in_table = not self.in_table
        self.said()

    def on_ribbon_bit_clicked(self, event: Ribbon.BitClicked) -> None:
        """A click on a bit moves the cursor there."""
        self.did(lambda: self.desk.move(event.bit - self.desk.cursor))

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a field moves the cursor there, one on the timeline goes to the step or the edit."""
        if event.canvas.id != "table" or event.line < 1:
            return
        if event.column >= self._timeline_column:
            self.did(lambda: self.desk.go_to(self._first_moment + event.line - 1))
        elif event.line <= len(self.desk.fields):
            self.did(lambda: self.desk.select(self._first_row + event.line - 1))

    # ------------------------------------------------------------------ editing

    def action_toggle_bit(self) -> None:
        """Toggle the bit."""
        self.did(self.desk.toggle)

    def action_edit(self) -> None:
        """A flag toggles; another field asks for its value."""
        field = self.desk.field
        if field.width == 1:
            self.did(self.desk.toggle)
            return
        self.ask(f"{field.name}, {field.width} bits, 0 to {field.limit:#x}",
                  lambda text: self.desk.set_field(field, text), hex(field.get(self.desk.now.word)))  # fmt: skip

    def action_command(self) -> None:
        """Take a whole word or a state."""
        self.ask("a word (0x4) or a state (swap type=3 offset=0x1234 exclusive)", self.desk.enter)

    def action_undo(self) -> None:
        """One moment back."""
        self.did(lambda: None if self.desk.undo() else "nothing to undo")

    def action_redo(self) -> None:
        """One moment forward."""
        self.did(lambda: None if self.desk.redo() else "nothing to redo")

    def action_copy(self) -> None:
        """Copy the word, the decoded text or its JSON."""
        from ptetui.tui.screens.copy import Copy

        self.app.push_screen(Copy(self.desk.now))

    # ------------------------------------------------------------------ reading

    def action_layout(self) -> None:
        """Pick another layout."""
        from ptetui.tui.screens.picker import Picker

        def use(name: str | None) -> None:
            self.did(lambda: self.desk.use_layout(name) if name else None)

        self.app.push_screen(Picker(self.desk.catalog, self.desk.setting.layout.name), use)

    def action_kernel(self, by: int) -> None:
        """An older or a newer kernel."""
        self.did(lambda: self.desk.change_kernel(by))

    def action_config(self) -> None:
        """The configuration."""
        from ptetui.tui.screens.config import ConfigScreen

        self.app.push_screen(ConfigScreen(self.desk), lambda _: self.said())

    # ------------------------------------------------------------------ the recording

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of a recording do nothing without one."""
        return self.desk.recording is not None or action not in ("step", "jump", "play", "pace")

    def action_step(self, by: int) -> None:
        """The next or the previous step."""
        at = self.desk.step
        edge = "the last step" if by > 0 else "the first step"
        self.did(lambda: None if self.desk.go_to_step(at + by) else edge)

    def action_jump(self) -> None:
        """To a step by number or name."""
        self.ask("a step: its number, or a part of its name",
                  lambda text: self.desk.go_to_step(self.desk.find_step(text)))  # fmt: skip

    def action_play(self) -> None:
        """Play, pause."""
        if self.player is not None:
            self._stop()
        else:
            self.player = self.set_interval(PACES[self.pace], self._play_on)
            if self.desk.at_end:
                self.desk.go_to_step(0)
        self.said()

    def action_pace(self, by: int) -> None:
        """Faster or slower."""
        self.pace = max(0, min(len(PACES) - 1, self.pace + by))
        if self.player is not None:
            self.player.stop()
            self.player = self.set_interval(PACES[self.pace], self._play_on)
        self.did(lambda: f"{PACES[self.pace]:g} s a step")

    def _play_on(self) -> None:
        if self.app.screen is self and not self.desk.go_to_step(self.desk.step + 1):
            self._stop()
        self.said()

    def _stop(self) -> None:
        if self.player is not None:
            self.player.stop()
            self.player = None

    # ------------------------------------------------------------------ look

    def action_zoom(self, by: int) -> None:
        """Bigger or smaller bits."""
        now = fold(self.desk.width, self.size.width, self.zoom)
        if fold(self.desk.width, self.size.width, max(0, self.zoom + by)) == now:
            self.did(lambda: "as big as it gets" if by > 0 else "as small as it gets")
            return
        self.zoom += by
        self.said()
