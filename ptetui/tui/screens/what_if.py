"""What if: an edited copy of a layout, the checker's answer at every step, saved as a layout file."""

from functools import partial
from pathlib import Path

from textual.app import ComposeResult

from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.registers import of_forms
from ptetui.render.ribbon import Fold, Span
from ptetui.render.view import BitFields
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.draft import Draft
from ptetui.tui.finding_rows import finding_rows, list_rows, verdict_text
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.stack_rows import bit_rows, form_row, label_width, marks, stack_fold, stack_rows, stacked
from ptetui.tui.what_if_rows import change_rows, cost_rows, field_row
from ptetui.tui.widgets.canvas import Canvas

_LEAST = (40, 16)  # columns, lines
Row = list[Span]


class WhatIf(Drawn):
    """The forms stacked with one of them on the bench, costs, findings, changes."""

    NAME = "what_if"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "WhatIf { layout: vertical; } WhatIf #body { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.draft = Draft(desk.setting)
        self._fold: Fold | None = None
        self._blocks: list[tuple[int, int]] = []  # (row of bits, its lines) as drawn

    def compose(self) -> ComposeResult:
        """Three drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("body")
        yield Canvas("keys", "bar")

    def follow(self) -> None:
        """Follow Explore's layout while nothing has been edited."""
        if self.desk.setting != self.draft.origin.setting and self.draft.at_rest:
            self.draft = Draft(self.desk.setting)

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Draw everything from the draft."""
        columns, lines = self.size
        draft, look = self.draft, self.app.look
        setting = draft.now.setting
        self.desk.unsaved = f"the edited copy of {setting.layout.name}" if draft.unsaved else ""
        self.query_one("#top", Canvas).show([self._top(setting)], look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)
        self._fold = stack_fold(setting, columns, lines // 2 - 2)
        if self._fold is None or not self.fits(_LEAST):
            self.query_one("#body", Canvas).show(self.small_rows(_LEAST), look)
            return
        lower = self._lower(columns)
        stack = self._stack(self._fold, lines - 2 - min(len(lower), 6))
        self.query_one("#body", Canvas).show([*stack, *lower], look)

    def _top(self, setting: Setting) -> Row:
        draft = self.draft
        verdict, role = verdict_text(draft.now.findings)
        state = "not saved" if draft.unsaved else "saved" if draft.saved is not draft.origin else "not edited"
        return [
            Span(" what if ", "bar_key"),
            Span(f" {setting.layout.name} {setting.layout.level}", "head"),
            Span(f" · {spell(setting.kernel)} · edit {draft.index}/{len(draft.candidates) - 1}, ", ""),
            Span(state, "message" if draft.unsaved else ""),
            Span(f"  {verdict.removesuffix(', 0 aliases')} ", role),
        ]

    def _stack(self, fold: Fold, room: int) -> list[Row]:
        """The forms, the edited one marked, and under it the form as it was; the cursor's row of bits among them."""
        draft = self.draft
        setting = draft.now.setting
        marked = marks(setting, draft.now.findings, draft.bit)
        marked = marked._replace(here=draft.field.mask, edited=draft.form_name)
        blocks = stack_rows(setting, fold, marked)
        was = next(form for form in draft.origin.setting.forms if form.name == draft.form_name)
        if draft.index:
            place = 2 + [label for label, _ in stacked(setting)].index(draft.form_name)
            plain = marked._replace(hurt={}, edited="")
            for row, block in enumerate(blocks):
                block.insert(place, form_row("  it was", was, fold, row, plain, label_width(setting)))
        here = fold.place(draft.bit)[0]
        shown = [here]
        for row in (here + 1, here - 1, *range(here + 2, len(blocks)), *range(here - 2, -1, -1)):
            if 0 <= row < len(blocks) and sum(len(blocks[each]) for each in (*shown, row)) <= room:
                shown.append(row)
        for row in (row for row in shown if len(shown) < len(blocks)):
            high, low = fold.span_of(row)
            blocks[row][0][0] = Span(f" bits {high}-{low}".ljust(label_width(setting)), "key")
        self._blocks = [(row, len(blocks[row])) for row in sorted(shown)]
        return [line for row in sorted(shown) for line in blocks[row]]

    def _lower(self, columns: int) -> list[Row]:
        """The field, the costs, the checker's answer, the changes."""
        draft = self.draft
        findings = [each for each in draft.now.findings if each.verdict != "alias"]
        order = {"collision": 0, "excused": 1}
        findings.sort(key=lambda each: order[each.verdict])
        touching = [index for index, each in enumerate(findings) if each.bits >> draft.bit & 1]
        chosen = touching[0] if touching and findings[0].verdict != "collision" else 0
        rows = [field_row(draft), *cost_rows(draft.now, draft.origin, columns)]
        rows += list_rows(findings, chosen, draft.bit, len(findings), False)[0] if findings else []
        rows += change_rows(draft.now, draft.origin)
        rows += finding_rows(findings[chosen], columns) if findings else []
        rows += [[], *bit_rows(draft.now.setting, draft.bit, columns)]
        return rows

    def bit_fields(self) -> BitFields:
        """The forms; the edited one stands for all."""
        return of_forms(self.draft.now.setting, self.draft.form_name)

    # ------------------------------------------------------------------ actions

    def action_move(self, by: int) -> None:
        """The cursor by bits."""
        self.did(lambda: self.draft.go(self.draft.bit + by))

    def action_vertical(self, by: int) -> None:
        """The cursor by rows of bits."""
        if self._fold is not None and 0 <= self.draft.bit + by * self._fold.per_row < self.draft.width:
            self.did(lambda: self.draft.go(self.draft.bit + by * self._fold.per_row))  # type: ignore[union-attr]

    def action_field(self, by: int) -> None:
        """The cursor by fields."""
        self.did(lambda: self.draft.go_field(by))

    def action_form(self) -> None:
        """Edit the next form."""
        self.did(self.draft.next_form)

    def action_shift(self, by: int) -> None:
        """Move the field."""
        self.did(lambda: self.draft.move(by))

    def action_resize(self, by: int, top: int) -> None:
        """Wider or narrower."""
        self.did(lambda: self.draft.resize(by, bool(top)))

    def action_toggle_bit(self) -> None:
        """A bit of a constant."""
        self.did(self.draft.toggle)

    def action_edit(self) -> None:
        """Value of a constant, width of a number, place of a flag."""
        field = self.draft.field
        asks = {
            "fixed": (f"{field.name}, a constant of {field.width} bits, 0 to {field.limit:#x}", hex(field.fixed)),
            "number": (f"{field.name}: how many bits", str(field.width)),
            "flag": (f"{field.name}: which bit, 0 to {self.draft.width - 1}", str(field.runs[0].low)),
        }
        if field.kind not in asks:
            self.did(lambda: f"{field.name}: the kernel's test ignores it; n adds a software bit here")
            return
        ask, value = asks[field.kind]
        self.ask(ask, self.draft.set, value)

    def action_add(self) -> None:
        """A new software bit under the cursor."""
        self.ask(f"the name of a new software bit at bit {self.draft.bit} of {self.draft.form_name}", self.draft.add)

    def action_remove(self) -> None:
        """Without the field."""
        self.did(self.draft.remove)

    def action_undo(self, by: int) -> None:
        """An edit back or forward."""
        self.did(lambda: None if self.draft.undo(by) else "nothing to undo" if by < 0 else "nothing to redo")

    def action_save(self) -> None:
        """Save as a new layout file, and open it."""
        from ptetui.tui.files import ask_file

        name = f"my_{self.draft.origin.setting.layout.name}.py".replace("my_my_", "my_")
        ask_file(self, "save as a new layout file", name, lambda path: partial(self._save, Path(path)))

    def _save(self, path: Path) -> str:
        layout = self.draft.save(path, self.desk.catalog)
        self.desk.catalog = self.desk.catalog.with_file(path)
        here = self.draft.origin.setting
        self.desk.read(Setting(layout, here.kernel, here.config), self.desk.now.word, f"saved as {layout.name}")
        return f"saved: {path}; Explore has it open as {layout.name}"

    def action_restart(self) -> None:
        """From the layout of Explore, as it is in the kernel."""

        def start(answer: object) -> None:
            if answer == "d":
                self.draft = Draft(self.desk.setting)
            self.draw()

        if not self.draft.unsaved:
            start("d")
            return
        from ptetui.tui.screens.question import Question

        ask = f"{self.desk.unsaved} is not saved"
        self.app.push_screen(Question(ask, {"d": "drops it and begins anew"}), start)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a bit."""
        if event.canvas.id != "body" or self._fold is None:
            return
        line, column = event.line, event.column - label_width(self.draft.now.setting)
        for row, lines in self._blocks:
            if line < lines and 0 <= column < self._fold.per_row * self._fold.cell:
                bit = self._fold.span_of(row)[0] - column // self._fold.cell
                self.did(lambda bit=bit: self.draft.go(bit))  # type: ignore[misc]
                return
            line -= lines
