"""The gallery: collisions of the past, before and after, and one key that plays the damage on a word."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from ptetui.analysis.history import CASES, Replayed, Step, played, replay
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.render.history_rows import case_rows, play_rows, told_rows
from ptetui.render.registers import of_word
from ptetui.render.ribbon import Span
from ptetui.render.view import BitFields
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.panels import beside, cut
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.talk.pictures import Picture

_LIST = 60  # columns of the list where it stands beside the case
_LEAST = (40, 12)  # columns, lines
Row = list[Span]


class History(Drawn):
    """A list of cases, one of them chosen; `step` is the step of its damage that shows, None before it is played."""

    NAME = "history"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "History { layout: vertical; } History #body { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self.step: int | None = None
        self._first = 0

    def compose(self) -> ComposeResult:
        """Three drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("body")
        yield Canvas("keys", "bar")

    @property
    def case(self) -> Replayed:
        """The chosen case, replayed."""
        return _replayed(self.desk.catalog, self.chosen)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The words that show its damage."""
        return played(self.case)

    def draw(self) -> None:
        """Draw everything."""
        columns, lines = self.size
        look = self.app.look
        seen = sum(bool(each.rule) for each in CASES)
        head = f" {len(CASES)} collisions of the past, {seen} of them seen by a rule"
        self.query_one("#top", Canvas).show([[Span(" history ", "bar_key"), Span(head, "head")]], look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)
        if not self.fits(_LEAST):
            self.query_one("#body", Canvas).show(self.small_rows(_LEAST), look)
            return
        self.query_one("#body", Canvas).show(self._body(columns, lines - 2), look)

    def _body(self, columns: int, height: int) -> list[Row]:
        """The list beside the case, or above it where there is no room beside."""
        if columns >= 2 * _LIST + 20:
            listed, self._first = case_rows(CASES, self.chosen, height, _LIST)
            told = [[Span("│", "border"), *row] for row in self._told(columns - _LIST - 1, height)]
            return beside([cut(row, _LIST - 1) for row in listed], told, _LIST)
        told = self._told(columns, height - 4)
        listed, self._first = case_rows(CASES, self.chosen, max(3, height - len(told) - 1), columns)
        return [*listed, [Span("─" * columns, "border")], *told]

    def _told(self, columns: int, height: int) -> list[Row]:
        """What broke, and the word; where both do not fit the word comes first, once it is played."""
        told = told_rows(self.case, columns)
        if self.step is None:
            return [*told, [Span(" space", "key"), Span(" plays the damage", "dim")]][:height]
        shown: list[Row] = []
        for step in range(self.step, -1, -1):
            rows = play_rows(self.steps, step, columns, self.app.look[1])
            if not shown or len(told) + len(rows) + len(shown) + 1 <= height:
                shown = [*rows, *([[]] if shown else []), *shown]
        return [*told[: max(2, height - len(shown) - 1)], *([[]] if len(told) + len(shown) < height else []), *shown]

    def bit_fields(self) -> BitFields:
        """The word of the step that shows."""
        if self.step is None:
            return super().bit_fields()
        step = self.steps[self.step]
        return of_word(classify(step.setting, step.word))

    def take(self, picture: "Picture") -> str:
        """The case of a slide."""
        from ptetui.talk.pictures import HistoryPicture

        assert isinstance(picture, HistoryPicture)
        self.chosen, self.step = CASES.index(picture.replayed.case), 0
        return ""

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another case."""
        self.chosen = max(0, min(len(CASES) - 1, self.chosen + by))
        self.step = None
        self.said()

    def action_play(self) -> None:
        """The next word of the damage; after the last one the first again."""
        self.step = 0 if self.step is None else (self.step + 1) % len(self.steps)
        self.said()

    async def action_open(self) -> None:
        """The words in Explore, one change each: undo and redo step through them."""
        steps = self.steps[: 1 + (len(self.steps) - 1 if self.step is None else self.step)]
        for step in steps[:-1]:
            self.desk.read(step.setting, step.word, step.caption)
        last = steps[-1]
        more = "; undo shows the word before" if len(steps) > 1 else ""
        await self.app.read_in_explore(last.setting, last.word, f"{self.case.case.id}: {last.caption}{more}")

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a case."""
        if event.canvas.id == "body" and event.column < _LIST and self._first + event.line < len(CASES):
            self.action_select(self._first + event.line - self.chosen)


def _replayed(catalog: Catalog, index: int) -> Replayed:
    return replay(CASES[index], catalog)
