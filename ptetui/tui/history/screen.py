"""The gallery: collisions of the past, before and after, and one key that plays the damage on a word."""

from typing import TYPE_CHECKING

from ptetui.analysis.case import CaseStep, Replayed, played, replay
from ptetui.analysis.cases import CASES
from ptetui.analysis.rules import REASONS
from ptetui.linux.classify import classify
from ptetui.pictures.history import case_rows, case_step_rows, effect_rows
from ptetui.render.registers import of_word
from ptetui.render.rows import divided
from ptetui.render.spans import Row, Span
from ptetui.render.text import headed_rows
from ptetui.render.view import BitFields
from ptetui.tui.command_line import exported
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_TALL = 34  # lines from which the words of a case stand beside the list at once
_LIST = 60  # columns of the list where it stands beside the case


class History(PictureScreen):
    """A list of cases, one of them chosen; `step` is the step of its damage that shows, None before it is played."""

    NAME = "history"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self.step: int | None = None
        self._first = 0

    @property
    def case(self) -> Replayed:
        """The chosen case, replayed."""
        return replay(CASES[self.chosen], self.desk.catalog)

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
        self.show("body", self._body(columns, lines - 2))

    def _body(self, columns: int, height: int) -> list[Row]:
        """The list beside the case, or above it where there is no room beside."""
        if columns >= 2 * _LIST + 20:
            listed, self._first = case_rows(CASES, self.chosen, height, _LIST)
            return divided(listed, self._case(columns - _LIST - 1, height), _LIST)
        case = self._case(columns, height - 4)
        listed, self._first = case_rows(CASES, self.chosen, max(3, height - len(case) - 1), columns)
        return [*listed, [Span("─" * columns, "border")], *case]

    def _case(self, columns: int, height: int) -> list[Row]:
        """What broke, and the word; where both do not fit the word comes first, once it is played."""
        text = effect_rows(self.case, columns)
        if self.step is None:
            hint = [Span(" Space", "key"), Span(" plays the damage on a word, step by step", "dim")]
            rows = [*text, [], hint]
            if not self._words_fit(columns, height):
                return rows[:height]
            for step in range(len(self.steps)):
                words = case_step_rows(self.steps, step, columns, self.app.look.glyphs)
                rows += [[], *words] if len(rows) + len(words) < height else []
            return [*rows, *self._rule(columns, height - len(rows))]
        shown: list[Row] = []
        for step in range(self.step, -1, -1):
            rows = case_step_rows(self.steps, step, columns, self.app.look.glyphs)
            if not shown or len(text) + len(rows) + len(shown) + 1 <= height:
                shown = [*rows, *([[]] if shown else []), *shown]
        return [*text[: max(2, height - len(shown) - 1)], *([[]] if len(text) + len(shown) < height else []), *shown]

    def _words_fit(self, columns: int, height: int) -> bool:
        """Whether there is room for words before they are asked for: beside the list, in a large window."""
        return self.size.width >= 2 * _LIST + 20 and height >= _TALL and columns >= _LIST

    def _rule(self, columns: int, height: int) -> list[Row]:
        """What the rule looks for, and the other cases that it finds."""
        rule = self.case.case.rule
        if not rule:
            return []
        others = [case.id for case in CASES if case.rule == rule and case is not self.case.case]
        also = f" It finds {', '.join(others)} as well." if others else ""
        rows = headed_rows(rule, f"{REASONS[rule]}.{also}", columns)
        return [[], *rows] if len(rows) < height else []

    def bit_fields(self) -> BitFields:
        """The word of the step that shows."""
        if self.step is None:
            return super().bit_fields()
        step = self.steps[self.step]
        return of_word(classify(step.setting, step.word))

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
        self.chosen = max(0, min(len(CASES) - 1, self.chosen + by))
        self.step = None
        self.show_message()

    def action_play(self) -> None:
        """The next word of the damage; after the last one the first again."""
        self.step = 0 if self.step is None else (self.step + 1) % len(self.steps)
        self.show_message()

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
