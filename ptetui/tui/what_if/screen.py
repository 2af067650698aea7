"""What if: an edited copy of a layout, the checker's answer at every step, saved as a layout file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ptetui.analysis.collisions import Finding
from ptetui.analysis.matrix import matrix
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.pictures.finding_rows import FINDING_HEADS, finding_rows, list_rows, matrix_rows, verdict_rows, verdict_text
from ptetui.pictures.stack import (
    bit_line,
    bit_rows,
    form_lines,
    label_width,
    stack_fold,
    stack_marks,
    stack_rows,
    stacked,
    stacked_bit,
    which_form,
)
from ptetui.pictures.witness import drawn_rows
from ptetui.render.fitted import Viewport
from ptetui.render.registers import of_forms
from ptetui.render.ribbon import Fold
from ptetui.render.rows import cut_row, side_by_side
from ptetui.render.spans import Row, Span
from ptetui.render.view import BitFields
from ptetui.tui.command_line import command_line
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.what_if.draft import Draft
from ptetui.tui.what_if.rows import change_rows, cost_rows, held_row
from ptetui.tui.widgets.canvas import Canvas

_BESIDE = 150  # columns from which the owners of the bit stand beside the verdict
_SOME = 3  # lines from which findings are listed
_LOWER = 8  # lines below the stack at least


class WhatIf(PictureScreen):
    """The forms stacked with one of them on the bench, costs, findings, changes."""

    NAME = "what_if"
    LEAST = (40, 16)
    WHEEL = ("field(1)", "field(-1)")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.draft = Draft(desk.setting)
        self._fold: Fold | None = None
        self._blocks: list[tuple[int, int]] = []  # (row of bits, its lines) as drawn

    def follow(self) -> None:
        """Follow Explore's layout while nothing has been edited."""
        if self.desk.setting != self.draft.origin.setting and self.draft.at_rest:
            self.draft = Draft(self.desk.setting)

    # ------------------------------------------------------------------ drawing

    def least(self) -> tuple[int, int]:
        """The stack at eight bits a row or more."""
        return max(self.LEAST[0], label_width(self.draft.now.setting) + 18), self.LEAST[1]

    def title_row(self) -> Row:
        """What is edited, and the checker's verdict."""
        draft, setting = self.draft, self.draft.now.setting
        verdict, role = verdict_text(draft.now.findings)
        edits = len(draft.candidates) - 1
        state = "not saved" if draft.unsaved else "saved" if draft.saved is not draft.origin else "not edited"
        return [
            Span(" what if ", "bar_key"),
            Span(f" {setting.layout.name} {setting.layout.level}", "head"),
            Span(f" · {spell(setting.kernel)} · {f'edit {draft.index} of {edits}, ' if edits else ''}", ""),
            Span(state, "message" if draft.unsaved else ""),
            Span("  ", ""),
            Span(f" {verdict} ", role),
        ]

    def draw_picture(self, columns: int, lines: int) -> None:
        """The stack, and what the edit costs."""
        draft, setting = self.draft, self.draft.now.setting
        self.desk.unsaved = f"the edited copy of {setting.layout.name}" if draft.unsaved else ""
        self._fold = stack_fold(setting, columns, lines // 2 - 2)
        assert self._fold is not None  # see `least`
        stack = self._stack(self._fold, lines - 2 - _LOWER)
        lower = self._lower(columns, lines - 2 - len(stack))
        self.show("body", [*stack, *lower])

    def _stack(self, fold: Fold, lines: int) -> list[Row]:
        """The forms, the edited one marked, and under it the form as it was; the cursor's row of bits among them."""
        draft = self.draft
        setting = draft.now.setting
        marked = stack_marks(setting, draft.now.findings, draft.bit)
        marked = marked._replace(here=draft.field.mask, edited=draft.form_name)
        blocks = stack_rows(setting, fold, marked)
        was = next(form for form in draft.origin.setting.forms if form.name == draft.form_name)
        if draft.index:
            place = 2 + [label for label, _ in stacked(setting)].index(draft.form_name)
            plain = marked._replace(hurt={}, edited="")
            for row, block in enumerate(blocks):
                block[place:place] = form_lines("  it was", was, fold, row, plain, label_width(setting))
        here = fold.place(draft.bit)[0]
        shown = [here]
        for row in (here + 1, here - 1, *range(here + 2, len(blocks)), *range(here - 2, -1, -1)):
            if 0 <= row < len(blocks) and sum(len(blocks[block]) for block in (*shown, row)) <= lines:
                shown.append(row)
        for row in (row for row in shown if len(shown) < len(blocks)):
            high, low = fold.span_of(row)
            blocks[row][0][0] = Span(f" bits {high}-{low}".ljust(label_width(setting)), "key")
        self._blocks = [(row, len(blocks[row])) for row in sorted(shown)]
        return [line for row in sorted(shown) for line in blocks[row]]

    def _lower(self, columns: int, height: int) -> list[Row]:
        """The field, the changes, costs, the verdict; every owner of the bit; the witness where there is room."""
        draft = self.draft
        findings = [finding for finding in draft.now.findings if finding.verdict != "alias"]
        findings.sort(key=lambda finding: finding.verdict != "collision")
        touching = [index for index, finding in enumerate(findings) if finding.bits >> draft.bit & 1]
        chosen = touching[0] if touching and findings[0].verdict != "collision" else 0
        beside = columns >= _BESIDE
        wide = columns // 2 - 1 if beside else columns
        rows = [held_row(draft), *change_rows(draft.now, draft.origin, wide)]
        rows += [*cost_rows(draft.now, draft.origin, wide), *verdict_rows(findings, wide)]
        before = {(finding.rule, finding.witness) for finding in draft.origin.findings if finding.verdict == "excused"}
        full = bool(findings) and (findings[chosen].rule, findings[chosen].witness) not in before
        rows += finding_rows(findings[chosen], wide) if full else []
        owners = bit_rows(draft.now.setting, draft.bit, columns - wide if beside else columns)
        used = len(rows) if beside else len(rows) + len(owners) + 2
        if full:
            rows += [[], *drawn_rows(findings[chosen], Viewport(wide, height - used, self.app.look.glyphs))]
        if beside:
            right = [*owners, *self._overview(findings, chosen, columns - wide - 1, height - len(owners))]
            border = Span("│", "border")
            return side_by_side([cut_row(row, wide) for row in rows], [[border, *row] for row in right], wide)
        left = height - len(rows) - len(owners) - 1
        return [*rows, [], *owners, *self._overview(findings, chosen, columns, left)]

    def _overview(self, findings: Sequence[Finding], chosen: int, columns: int, height: int) -> list[Row]:
        """Where there is room: all findings in a line, and how often a state is read as another."""
        setting, rows = self.draft.now.setting, list[Row]()
        if findings and height > _SOME:
            size = (columns, min(len(findings) + 1, height - 1))
            listed, _ = list_rows(findings, chosen, self.draft.bit, size, False, which_form(setting))
            rows += [[], *listed]
        known = matrix(setting)
        if height - len(rows) >= len(known.states) + FINDING_HEADS + 1:
            rows += [[], *matrix_rows(known, (0, 0), columns, False)]
        return rows

    def command_line(self) -> str:
        """The app on the layout, where what was edited is saved."""
        draft = self.draft
        if draft.unsaved:
            raise ValueError("the edit is not saved: s writes a layout file, which a command line can name")
        return command_line(self.desk.now, self.NAME)

    def bit_fields(self) -> BitFields:
        """The forms; the edited one stands for all."""
        return of_forms(self.draft.now.setting, self.draft.form_name)

    # ------------------------------------------------------------------ actions

    def action_move(self, by: int) -> None:
        """The cursor by bits."""
        self.apply_edit(lambda: self.draft.go(self.draft.bit + by))

    def action_vertical(self, by: int) -> None:
        """The cursor by rows of bits."""
        step = by * (self._fold.per_row if self._fold is not None else 0)
        inside = 0 <= self.draft.bit + step < self.draft.width
        self.apply_edit(lambda: self.draft.go(self.draft.bit + step * inside))

    def action_field(self, by: int) -> None:
        """The cursor by fields."""
        self.apply_edit(lambda: self.draft.go_field(by))

    def action_form(self) -> None:
        """Edit the next form."""
        self.apply_edit(self.draft.next_form)

    def action_shift(self, by: int) -> None:
        """Move the field."""
        self.apply_edit(lambda: self.draft.move(by))

    def action_resize(self, by: int, top: int) -> None:
        """Wider or narrower."""
        self.apply_edit(lambda: self.draft.resize(by, bool(top)))

    def action_toggle_bit(self) -> None:
        """A bit of a constant."""
        self.apply_edit(self.draft.toggle)

    def action_edit(self) -> None:
        """Value of a constant, width of a number, place of a flag."""
        field = self.draft.field
        asks = {
            "fixed": (f"{field.name}, a constant of {field.width} bits, 0 to {field.limit:#x}", hex(field.fixed)),
            "number": (f"{field.name}: how many bits", str(field.width)),
            "flag": (f"{field.name}: which bit, 0 to {self.draft.width - 1}", str(field.runs[0].low)),
        }
        if field.kind not in asks:
            self.apply_edit(lambda: f"{field.name}: the kernel's test ignores it; I adds a flag here")
            return
        ask, value = asks[field.kind]
        self.ask(ask, self.draft.set, value)

    def action_add(self) -> None:
        """A new software bit under the cursor."""
        self.ask(f"the name of a new flag at bit {self.draft.bit} of {self.draft.form_name}", self.draft.add)

    def action_remove(self) -> None:
        """Without the field."""
        self.apply_edit(self.draft.remove)

    def action_undo(self) -> None:
        """An edit back."""
        self.apply_edit(lambda: None if self.draft.undo(-1) else "nothing to undo")

    def action_redo(self) -> None:
        """An edit on."""
        self.apply_edit(lambda: None if self.draft.undo(1) else "nothing to redo")

    def action_save(self) -> None:
        """Save as a new layout file, and open it."""
        from ptetui.tui.dialogs.files import ask_file

        name = f"my_{self.draft.origin.setting.layout.name}.py".replace("my_my_", "my_")
        ask_file(self, "save as a new layout file", name, lambda path: partial(self._save, Path(path)))

    def _save(self, path: Path) -> str:
        if self.app.is_web:
            from ptetui.tui.dialogs.files import give

            answer = give(self, path.name, self.draft.source(path, self.desk.catalog))
            self.draft.saved = self.draft.now
            return answer
        layout = self.draft.save(path, self.desk.catalog)
        self.desk.catalog = self.desk.catalog.with_file(path)
        here = self.draft.origin.setting
        self.desk.read(
            Setting(layout, here.kernel, here.config, here.release), self.desk.now.word, f"saved as {layout.name}"
        )
        return f"saved: {path}; Explore has it open as {layout.name}"

    def action_restart(self) -> None:
        """From the layout of Explore, unchanged."""

        def start(answer: object) -> None:
            if answer == "d":
                self.draft = Draft(self.desk.setting)
            self.show_message()

        if not self.draft.unsaved:
            start("d")
            return
        from ptetui.tui.dialogs.question import Question

        ask = f"{self.desk.unsaved} is not saved"
        self.app.push_screen(Question(ask, {"d": "discard and start over"}), start)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a bit."""
        bit = self._bit_at(event.canvas, event.column, event.line)
        if bit is not None:
            self.apply_edit(partial(self.draft.go, bit))

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """Every meaning of a bit of the stack."""
        bit = self._bit_at(canvas, column, line)
        return None if bit is None else bit_line(self.draft.now.setting, bit)

    def _bit_at(self, canvas: Canvas, column: int, line: int) -> int | None:
        place = column - label_width(self.draft.now.setting)
        return stacked_bit(self._fold, self._blocks, place, line) if canvas.id == "body" else None
