"""The gallery: collisions of the past, before and after, and one key that plays the damage on a word."""

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ptetui.analysis.case import CaseStep, Replayed, played, replay
from ptetui.analysis.cases import CASES
from ptetui.analysis.rules import REASONS
from ptetui.linux.catalog import Catalog
from ptetui.pictures.history import case_caption, case_rows, case_step_rows, effect_rows
from ptetui.render.motion import motion_rows, word_moves
from ptetui.render.registers import of_word
from ptetui.render.rows import divided
from ptetui.render.spans import Row, Span
from ptetui.render.text import headed_rows
from ptetui.render.view import BitFields
from ptetui.tui.command_line import exported
from ptetui.tui.desk import Desk
from ptetui.tui.explore.rows import reading_table
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas
from ptetui.tui.widgets.moving import MovingCanvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_TALL = 34  # lines from which the fields of a word stand below it
_LEAST_LIST = 10  # lines of the list above a case whose words show at once
_LIST, _WIDE_LIST = 60, 82  # columns of the list where it stands beside the case
_SECONDS = 2.0  # of motion
_MOTION = 16  # columns beside the bits of a motion


@lru_cache(maxsize=1)
def _replayed(chosen: int, catalog: Catalog) -> Replayed:
    """A picture asks for it many times."""
    return replay(CASES[chosen], catalog)


class History(PictureScreen):
    """A list of cases, one of them chosen; `step` is the step of its damage that shows, None before it is played."""

    NAME = "history"
    MOVES = "body"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self.step: int | None = None
        self._first = self._listed = 0  # the first case that is drawn, and how many are

    @property
    def case(self) -> Replayed:
        """The chosen case, replayed."""
        return _replayed(self.chosen, self.desk.catalog)

    @property
    def steps(self) -> tuple[CaseStep, ...]:
        """The words that show its damage."""
        return played(self.case)

    def title_row(self) -> Row:
        """How many there are."""
        seen = sum(bool(case.rule) for case in CASES)
        return [
            Span(" history ", "bar_key"), Span(f" {len(CASES)} collisions of the past, {seen} found by a rule", "head"),
        ]  # fmt: skip

    def draw_picture(self, columns: int, lines: int) -> None:
        """The list and the case."""
        self.show("body", self._body(columns, lines - 2), lines - 2)

    def _body(self, columns: int, height: int, time: float | None = None) -> list[Row]:
        """The list beside the case, or above it where there is no room beside; the last step as it is at a time."""
        left = self._beside
        if left:
            listed = self._list(height, left)
            case = self._case(columns - left - 1, height, time)
            return divided(listed, [*case, *([] for _ in range(height - len(case)))], left)
        case = self._case(columns, height - (_LEAST_LIST if self.step is None else 3) - 1, time)
        listed = self._list(max(3, height - len(case) - 1), columns)
        return [*listed, [Span("─" * columns, "border")], *case]

    def _list(self, height: int, columns: int) -> list[Row]:
        rows, self._first = case_rows(CASES, self.chosen, height, columns)
        self._listed = len(rows)
        return rows

    @property
    def _beside(self) -> int:
        """Columns of the list beside the case; 0 where there is no room beside."""
        columns = self.size.width
        return _WIDE_LIST if columns >= 2 * _WIDE_LIST + 36 else _LIST if columns >= 2 * _LIST + 20 else 0

    def _case(self, columns: int, height: int, time: float | None) -> list[Row]:
        """What broke, and the word; where both do not fit the word comes first, once it is played."""
        text = effect_rows(self.case, columns)
        if self.step is None:
            hint = [Span(" Space", "key"), Span(" plays the damage on a word, step by step", "dim")]
            rows = [*text, [], hint]
            for step in range(len(self.steps)):
                words = case_step_rows(self.steps, step, columns, self.app.look.glyphs)
                if len(rows) + len(words) >= height:
                    return rows[:height]
                rows += [[], *words]
            return [*rows, *self._more(len(self.steps) - 1, columns, height - len(rows))]
        shown: list[Row] = []
        for step in range(self.step, -1, -1):
            rows = self._moving(columns, time) if time is not None and step == self.step else []
            still = case_step_rows(self.steps, step, columns, self.app.look.glyphs)
            rows = [*rows, *([] for _ in range(len(still) - len(rows)))] if rows else still
            if not shown or len(text) + len(rows) + len(shown) + 1 <= height:
                shown = [*rows, *([[]] if shown else []), *shown]
        shown = [*text[: max(2, height - len(shown) - 1)], *([[]] if len(text) + len(shown) < height else []), *shown]
        return [*shown, *self._more(self.step, columns, height - len(shown))]

    def _moving(self, columns: int, time: float) -> list[Row]:
        """The step's word as it comes out of the one before."""
        assert self.step
        before, now = self.steps[self.step - 1].reading, self.steps[self.step].reading
        cell = max(1, (columns - _MOTION) // now.setting.layout.width)
        return [
            case_caption(self.steps, self.step, columns)[0],
            *motion_rows(before, now, word_moves(before, now), time, cell),
        ]

    def _more(self, step: int, columns: int, height: int) -> list[Row]:
        """What there is room for: what the rule looks for and the other cases that it finds, the fields of the word."""
        rows: list[Row] = []
        if rule := self.case.case.rule:
            others = [case.id for case in CASES if case.rule == rule and case is not self.case.case]
            also = f" It finds {', '.join(others)} as well." if others else ""
            rows = [[], *headed_rows(rule, f"{REASONS[rule]}.{also}", columns)]
        rows = rows if len(rows) <= height else []
        if not self._beside or self.size.height < _TALL or columns < _LIST:
            return rows
        shown = self.steps[step]
        changed = shown.word ^ self.steps[step - 1].word if step else 0
        table: list[Row] = [[], *reading_table(shown.reading, columns, changed)]
        return [*rows, *table] if len(rows) + len(table) <= height else rows

    def bit_fields(self) -> BitFields:
        """The word of the step that shows."""
        if self.step is None:
            return super().bit_fields()
        step = self.steps[self.step]
        return of_word(step.reading)

    def command_line(self) -> str:
        """The case."""
        return exported("history", [self.case.case.id], self.desk.setting)

    def show_picture(self, picture: "Picture") -> str:
        """The case of a slide."""
        from ptetui.pictures.history import HistoryPicture

        assert isinstance(picture, HistoryPicture)
        self.chosen, self.step = CASES.index(picture.replayed.case), 0
        return ""

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another case."""
        self.on_key()
        self.chosen = max(0, min(len(CASES) - 1, self.chosen + by))
        self.step = None
        self.show_message()

    def action_play(self) -> None:
        """The next word of the damage, as it comes out of the one before; after the last one the first again."""
        self.on_key()
        self.step = 0 if self.step is None else (self.step + 1) % len(self.steps)
        self.show_message()
        self._play()

    def action_replay(self) -> None:
        """The motion of this step again."""
        self.show_message(self._play() if self.step else "nothing moved yet: space plays the damage")

    def _play(self) -> str:
        """Show the step as motion, unless motion is not wanted; why there is none, in words."""
        if not self.step:
            return ""
        before, now = (step.reading for step in self.steps[self.step - 1 : self.step + 1])
        if before.setting.layout.width != now.setting.layout.width or not word_moves(before, now):
            return ""
        if not self.app.moves:
            return "motion is off"
        if self.app.screen is self and self.fits():
            columns, lines = self.size.width, self.lines - 2
            self.query_one("#body", MovingCanvas).play(partial(self._body, columns, lines), _SECONDS)
        return ""

    def on_key(self) -> None:
        """Any key ends the motion."""
        self.query_one("#body", MovingCanvas).land()

    def on_screen_suspend(self) -> None:
        """Nothing moves where nobody looks."""
        self.on_key()

    def on_resize(self) -> None:
        """Bits on their way would fly over the old picture."""
        self.on_key()

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
        in_list = event.column < (self._beside or self.size.width) and event.line < self._listed
        if event.canvas.id == "body" and in_list:
            self.action_select(self._first + event.line - self.chosen)
