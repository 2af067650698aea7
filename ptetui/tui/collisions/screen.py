"""Collisions: all forms of a layout stacked, what `ptetui check` finds in it, and the matrix of its states."""

from typing import TYPE_CHECKING

from ptetui.analysis.matrix import matrix
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.pictures.finding_rows import (
    both,
    cell_rows,
    finding_rows,
    list_rows,
    matrix_rows,
    matrix_width,
    verdict_text,
)
from ptetui.pictures.stack import bit_rows, label_width, stack_fold, stack_marks, stack_rows, stacked
from ptetui.render.registers import of_forms
from ptetui.render.ribbon import Fold
from ptetui.render.rows import cut_row, row_width, side_by_side
from ptetui.render.spans import Row, Span
from ptetui.render.view import BitFields
from ptetui.tui.collisions.inspection import Inspection
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_SIDE_BY_SIDE = 150  # columns from which the matrix may stand beside the findings


class Collisions(PictureScreen):
    """The stack; below it the bit, the findings and, where there is room, the matrix."""

    NAME = "collisions"
    WHEEL = ("finding(1)", "finding(-1)")
    CANVASES = ("stack", "body")
    LEAST = (40, 14)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.seen = Inspection(desk)
        self.zoom = 0
        self._fold: Fold | None = None
        self._blocks: list[tuple[int, int]] = []  # (row of bits, its lines) as drawn
        self._first = self._lists_at = self._matrix_column = 0

    def show_picture(self, picture: "Picture") -> str:
        """The finding of a slide."""
        from ptetui.pictures.collisions import CollisionsPicture

        assert isinstance(picture, CollisionsPicture)
        if picture.finding is not None:
            self.seen.go_to(picture.finding)
        return ""

    # ------------------------------------------------------------------ drawing

    def follow(self) -> None:
        """Cursors back into what another screen, or a question, has made of the setting."""
        self.seen.settle()

    def least(self) -> tuple[int, int]:
        """The stack at eight bits a row or more."""
        return max(self.LEAST[0], label_width(self.seen.setting) + 18), self.LEAST[1]

    def title_row(self) -> Row:
        """Layout and verdict."""
        return self._top(self.seen.setting, self.size.width)

    def draw_picture(self, columns: int, lines: int) -> None:
        """The stack, and what stands below it."""
        setting, inner = self.seen.setting, lines - 2
        need = len(stacked(setting)) + 3
        self._fold = stack_fold(setting, columns, inner - need - 6, self.zoom)
        assert self._fold is not None  # see `least`
        stack = [] if self._matrix_alone(columns, inner) else self._stack(self._fold, inner - need)
        self.canvas("stack").display = bool(stack)
        self.show("stack", stack, max(1, len(stack)))
        self.show("body", self._lower(columns, inner - len(stack)))

    def _top(self, setting: Setting, columns: int) -> Row:
        layout = setting.layout
        verdict, role = verdict_text(self.seen.findings)
        row = [
            Span(" collisions ", "bar_key"),
            Span(f" {layout.name} {layout.level}", "head"),
            Span(f" · kernel {spell(setting.kernel)} · ", ""),
            Span(f" {verdict} ", role),
        ]
        config = f" · config {setting.config}"
        used = row_width(row)
        return [*row, Span(config, "")] if used + len(config) <= columns else row

    def _stack(self, fold: Fold, room: int) -> list[Row]:
        """The rows of bits that there is room for, the cursor's among them."""
        setting = self.seen.setting
        blocks = stack_rows(setting, fold, stack_marks(setting, self.seen.findings, self.seen.bit))
        here = fold.place(self.seen.bit)[0]
        shown = [here]
        for row in sorted(range(len(blocks)), key=lambda row: abs(row - here))[1:]:
            used = sum(len(blocks[each]) for each in (*shown, row))
            if used <= room and {row - 1, row + 1} & set(shown):
                shown.append(row)
        top, bottom = min(shown), max(shown)
        for more, row, arrow in ((top, top, "↑"), (len(blocks) - 1 - bottom, bottom, "↓")):
            if more:
                blocks[row][0][0] = Span(f" bit {arrow} {more} more".ljust(label_width(setting)), "key")
        self._blocks = [(row, len(blocks[row])) for row in range(top, bottom + 1)]
        return [line for row in range(top, bottom + 1) for line in blocks[row]]

    def _matrix_alone(self, columns: int, inner: int) -> bool:
        return self.seen.area == "matrix" and not self._beside(columns, inner)

    def _beside(self, columns: int, inner: int) -> bool:
        """Whether the matrix has room beside the findings, under the stack."""
        if columns < _SIDE_BY_SIDE:
            return False
        known = matrix(self.seen.setting)
        wide, cell = matrix_width(known, columns // 2)
        count = len(known.states)
        return wide + cell * count <= columns // 2 and inner >= count + 26

    def _lower(self, columns: int, height: int) -> list[Row]:
        """What stands under the stack."""
        inner = self.lines - 2
        self._matrix_column = columns
        if self._matrix_alone(columns, inner):
            self._matrix_column = 0
            return self._matrix(columns)
        if not self._beside(columns, inner):
            return self._left(columns, height)
        self._matrix_column = half = columns // 2
        right = [[Span("│", "border"), *row] for row in self._matrix(columns - half - 1)]
        return side_by_side([cut_row(row, half - 1) for row in self._left(half - 1, height)], right, half)

    def _left(self, columns: int, height: int) -> list[Row]:
        """The bit's meanings, the findings, the chosen one in full; of the first two what there is room for."""
        seen = self.seen
        rows: list[Row] = []
        if seen.area == "stack" or height > len(stacked(seen.setting)) + 12:
            rows = bit_rows(seen.setting, seen.bit, columns)
        full: list[Row] = []
        if seen.finding is not None:
            full = finding_rows(seen.finding, columns, seen.standing())
        elif seen.area == "stack" and seen.findings:
            full = [[Span(" no finding touches this bit; n goes to the next", "dim")]]
        room = height - len(rows) - len(full) - (1 if rows else 0)
        if seen.area != "stack":
            room = max(room, 3)
        self._lists_at = height
        if room < 2:
            return [*rows, *full]
        rows += [[]] if rows else []
        self._lists_at = len(rows)
        listed, self._first = list_rows(seen.findings, seen.chosen, seen.bit, room, seen.area == "findings")
        return [*rows, *listed, *full]

    def _matrix(self, columns: int) -> list[Row]:
        seen = self.seen
        rows = matrix_rows(matrix(seen.setting), seen.at, columns, seen.area == "matrix")
        return [*rows, [], *cell_rows(seen.setting, seen.cell, columns)]

    def bit_fields(self) -> BitFields:
        """The forms; the swap form stands for all."""
        return of_forms(self.seen.setting, self.seen.setting.swap.name)

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Left and right: a bit, or a column of the matrix."""
        seen = self.seen
        if seen.area == "matrix":
            seen.go_cell(seen.at[0], seen.at[1] - by)
        else:
            seen.go(seen.bit + by)
        self.show_message()

    def action_vertical(self, by: int) -> None:
        """Up and down: a row of bits where there are several, a finding, or a row of the matrix."""
        seen = self.seen
        if seen.area == "matrix":
            seen.go_cell(seen.at[0] - by, seen.at[1])
        elif seen.area == "findings":
            seen.go_finding(-by)
        elif self._fold is not None and 0 <= seen.bit + by * self._fold.per_row < seen.width:
            seen.go(seen.bit + by * self._fold.per_row)
        self.show_message()

    def action_field(self, by: int) -> None:
        """To the next or previous field of the swap form."""
        self.seen.go_field(by)
        self.show_message()

    def action_edge(self, top: int) -> None:
        """To the first or the last bit."""
        self.seen.go(self.seen.width if top else 0)
        self.show_message()

    def action_finding(self, by: int) -> None:
        """The next or previous finding, and a bit that it is about."""
        self.show_message("" if self.seen.go_finding(by) else "nothing was found")

    def action_area(self) -> None:
        """Stack, findings, matrix."""
        self.seen.next_area()
        self.show_message()

    def action_zoom(self, by: int) -> None:
        """Bigger or smaller cells."""
        before = self._fold
        self.zoom += by
        need = len(stacked(self.seen.setting)) + 3
        if stack_fold(self.seen.setting, self.size.width, self.lines - 2 - need - 6, self.zoom) == before:
            self.zoom -= by
            self.show_message("as big as it gets" if by > 0 else "as small as it gets")
        else:
            self.show_message()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a cell of the stack, a finding, a cell of the matrix."""
        if event.canvas.id == "stack":
            self._clicked_bit(event.column - label_width(self.seen.setting), event.line)
        elif event.canvas.id == "body" and event.column >= self._matrix_column:
            inset = self._matrix_column + (1 if self._matrix_column else 0)
            wide, cell = matrix_width(matrix(self.seen.setting), self.size.width - inset)
            if event.line and event.column >= inset + wide:
                self.seen.area = "matrix"
                self.seen.go_cell(event.line - 1, (event.column - inset - wide) // cell)
        elif event.canvas.id == "body" and event.line >= self._lists_at:
            self.seen.area = "findings"
            self.seen.go_finding(self._first + event.line - self._lists_at - self.seen.chosen)
        else:
            return
        self.show_message()

    def _clicked_bit(self, column: int, line: int) -> None:
        for row, lines in self._blocks:
            if self._fold is not None and line < lines and 0 <= column < self._fold.per_row * self._fold.cell:
                self.seen.area = "stack"
                self.seen.go(self._fold.span_of(row)[0] - column // self._fold.cell)
                return
            line -= lines

    # ------------------------------------------------------------------ doing

    async def action_open(self) -> None:
        """The witness in Explore, with both readings of it."""
        seen = self.seen
        if seen.area == "matrix":
            cell = seen.cell
            if cell.witness is None:
                self.show_message("no such word")
            else:
                both_ways = f"made as {cell.made}; read as {cell.read}: {cell.standing}"
                text = f"made and read as {cell.made}" if cell.standing == "own" else both_ways
                await self.app.read_in_explore(seen.setting, cell.witness, text)
            return
        finding = seen.finding
        if finding is None:
            self.show_message("no finding touches this bit; n goes to the next")
            return
        one, other = both(finding)
        text = f"{one} or {other}" if finding.verdict == "alias" else f"made as {one}; read as {other}"
        await self.app.read_in_explore(seen.setting, finding.witness, text)

    def action_level(self) -> None:
        """PTE or PMD."""
        self.apply_edit(self.seen.other_level)

    def use_layout(self, name: str) -> str:
        """Another layout, and the cursor to its first collision."""
        lost = self.desk.use_layout(name)
        self.seen.go_to_worst()
        return lost
