"""Collisions: all forms of a layout stacked, what `ptetui check` finds in it, and the matrix of its states."""

from typing import TYPE_CHECKING

from ptetui.analysis.matrix import matrix
from ptetui.linux.versions import spell
from ptetui.pictures.finding_rows import (
    FINDING_HEADS,
    both,
    finding_rows,
    list_rows,
    matrix_rows,
    matrix_width,
    pair_rows,
    verdict_rows,
    verdict_text,
)
from ptetui.pictures.stack import (
    bit_line,
    bit_rows,
    label_width,
    lines_a_form,
    lines_a_row,
    stack_fold,
    stack_marks,
    stack_rows,
    stacked,
    stacked_bit,
    which_form,
)
from ptetui.pictures.witness import drawn_rows, meaning_rows
from ptetui.render.fitted import Viewport
from ptetui.render.registers import of_forms
from ptetui.render.ribbon import Fold
from ptetui.render.rows import divided, longest, row_width
from ptetui.render.spans import Row, Span
from ptetui.render.view import BitFields
from ptetui.tui.collisions.inspection import Inspection
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_SIDE_BY_SIDE = 150  # columns from which the matrix may stand beside the findings
_VERDICT = 3  # lines of the verdict at most
_WITNESS = 18  # lines of a finding with its witness
_LEAST_MATRIX = 8  # free lines from which the matrix may fit in them


class Collisions(PictureScreen):
    """The stack; below it the bit, the findings and, where there is room, the matrix."""

    NAME = "collisions"
    WHEEL = ("finding(1)", "finding(-1)")
    CANVASES = ("verdict", "stack", "body")
    LEAST = (40, 14)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.seen = Inspection(desk)
        self.zoom = 0
        self._fold: Fold | None = None
        self._tall = 1  # lines of a form
        self._blocks: list[tuple[int, int]] = []  # (row of bits, its lines) as drawn
        self._first = self._lists_at = 0
        self._matrix_at = (0, 0)  # column and line of the matrix below the stack

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
        setting, columns = self.seen.setting, self.size.width
        layout = setting.layout
        verdict, role = verdict_text(self.seen.findings)
        row = [
            Span(" collisions ", "bar_key"),
            Span(f" {layout.name} {layout.level}", "head"),
            Span(f" · kernel {spell(setting.kernel)} · ", ""),
            Span(f" {verdict} ", role),
        ]
        return [*row, Span(longest((f" · config {setting.config}", ""), columns - row_width(row)), "")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """The verdict; the stack, and what stands below it."""
        setting = self.seen.setting
        verdict = verdict_rows(self.seen.findings, columns)[:_VERDICT]
        self.show("verdict", verdict, len(verdict))
        inner = lines - 2 - len(verdict)
        need = len(stacked(setting)) + 3
        self._fold = self._folded(columns, inner, self.zoom)
        assert self._fold is not None  # see `least`
        self._tall = lines_a_form(setting, self._fold, inner - need + 3) if self.zoom > 0 else 1
        stack = self._stack(self._fold, inner - need) if self._stack_shows(columns, inner) else []
        self.have("stack", there=bool(stack))
        self.show("stack", stack, max(1, len(stack)))
        self.show("body", self._lower(columns, inner - len(stack), inner))

    def _folded(self, columns: int, inner: int, zoom: int) -> Fold | None:
        """How the stack is folded, where it and what stands below it have so many lines."""
        return stack_fold(self.seen.setting, columns, inner - len(stacked(self.seen.setting)) - 9, zoom)

    def _stack_shows(self, columns: int, inner: int) -> bool:
        """Whether there is room for the stack, or the keys go to it."""
        if self.seen.area == "stack" or self._beside(columns, inner):
            return True
        assert self._fold is not None
        high = self._fold.rows * lines_a_row(self.seen.setting, self._tall)
        return self.seen.area == "findings" and inner - high >= _WITNESS

    def _stack(self, fold: Fold, lines: int) -> list[Row]:
        """The rows of bits that there is room for, the cursor's among them."""
        setting = self.seen.setting
        blocks = stack_rows(setting, fold, stack_marks(setting, self.seen.findings, self.seen.bit), self._tall)
        here = fold.place(self.seen.bit)[0]
        shown = [here]
        for row in sorted(range(len(blocks)), key=lambda row: abs(row - here))[1:]:
            used = sum(len(blocks[block]) for block in (*shown, row))
            if used <= lines and {row - 1, row + 1} & set(shown):
                shown.append(row)
        top, bottom = min(shown), max(shown)
        for more, row, arrow in ((top, top, "↑"), (len(blocks) - 1 - bottom, bottom, "↓")):
            if more:
                blocks[row][0][0] = Span(f" bit {arrow} {more} more".ljust(label_width(setting)), "key")
        self._blocks = [(row, len(blocks[row])) for row in range(top, bottom + 1)]
        return [line for row in range(top, bottom + 1) for line in blocks[row]]

    def _beside(self, columns: int, inner: int) -> bool:
        """Whether the matrix has room beside the findings, under the stack."""
        if columns < _SIDE_BY_SIDE:
            return False
        known = matrix(self.seen.setting)
        right, count = columns - _left_half(columns) - 1, len(known.states)
        wide, cell = matrix_width(known, right)
        return wide + cell * count <= right and inner >= count + 26

    def _lower(self, columns: int, height: int, inner: int) -> list[Row]:
        """What stands under the stack."""
        self._matrix_at = (columns, 0)
        if self._beside(columns, inner):
            half = _left_half(columns)
            self._matrix_at = (half + 1, 0)
            return divided(self._left(half - 1, height), self._matrix(columns - half - 1, height), half)
        if self.seen.area == "matrix":
            self._matrix_at = (0, 0)
            return self._matrix(columns, height)
        rows = self._left(columns, height)
        if height - len(rows) > _LEAST_MATRIX:
            cells = matrix_rows(matrix(self.seen.setting), self.seen.at, columns, False)
            if len(rows) + 1 + len(cells) <= height:
                self._matrix_at = (0, len(rows) + 1)
                rows = [*rows, [], *cells]
        return rows

    def _left(self, columns: int, height: int) -> list[Row]:
        """The bit's meanings, the findings, the chosen one in full; of the first two what there is room for."""
        seen = self.seen
        bits = len(stacked(seen.setting)) + 2
        rows: list[Row] = []
        if seen.area == "stack" or height > bits + _WITNESS:
            rows = [*bit_rows(seen.setting, seen.bit, columns), []]
        full = self._full(columns, height - len(rows) - self._listed(height) - 1)
        left = height - len(rows) - len(full)
        self._lists_at = height
        if left < 1:
            return [*rows, *full][:height]
        self._lists_at = len(rows)
        which = which_form(seen.setting)
        listed, self._first = list_rows(
            seen.findings, seen.chosen, seen.bit, (columns, left), seen.area == "findings", which
        )
        gap: list[Row] = [[]] if len(rows) + len(listed) + len(full) < height else []
        return [*rows, *listed, *gap, *full]

    def _listed(self, height: int) -> int:
        """Lines of the list at least."""
        count = sum(finding.verdict != "alias" for finding in self.seen.findings) + 1
        return min(count, 4 if self.seen.area == "findings" else 2, max(1, height // 4))

    def _full(self, columns: int, height: int) -> list[Row]:
        """The chosen finding: its witness drawn in both readings where there is room, and in words."""
        finding, standing = self.seen.finding, self.seen.standing()
        if finding is None:
            return []
        words = finding_rows(finding, columns, standing)
        if finding.verdict == "alias":
            return words
        rest = Viewport(columns, height - len(words) - 1, self.app.look.glyphs)
        drawn = drawn_rows(finding, rest)
        return [*drawn, *words]

    def _matrix(self, columns: int, height: int) -> list[Row]:
        """The matrix, the cell under the cursor in words, and its word drawn."""
        seen, glyphs = self.seen, self.app.look.glyphs
        rows = matrix_rows(matrix(seen.setting), seen.at, columns, seen.area == "matrix")
        rows = [*rows, [], *pair_rows(seen.setting, seen.cell, columns)]
        if seen.cell.witness is None:
            return rows
        viewport = Viewport(columns, height - len(rows) - 1, glyphs)
        return [*rows, [], *meaning_rows(seen.setting, seen.cell.witness, viewport)]

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
        """Fewer bits a row, as large as the window has room for; or more."""
        inner = self.lines - 2 - len(verdict_rows(self.seen.findings, self.size.width)[:_VERDICT])
        now, then = (self._folded(self.size.width, inner, zoom) for zoom in (self.zoom, self.zoom + by))
        self.zoom += by
        if now == then:
            self.zoom -= by
            self.show_message("as big as it gets" if by > 0 else "as small as it gets")
        else:
            self.show_message()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a cell of the stack, a finding, a cell of the matrix."""
        if event.canvas.id == "stack":
            self._clicked_bit(event.column - label_width(self.seen.setting), event.line)
        elif event.canvas.id == "body" and event.column >= self._matrix_at[0] and event.line >= self._matrix_at[1]:
            column, line = event.column - self._matrix_at[0], event.line - self._matrix_at[1] - FINDING_HEADS
            wide, cell = matrix_width(matrix(self.seen.setting), self.size.width - self._matrix_at[0])
            if line >= 0 and column >= wide:
                self.seen.area = "matrix"
                self.seen.go_cell(line, (column - wide) // cell)
        elif event.canvas.id == "body" and event.line >= self._lists_at:
            self.seen.area = "findings"
            self.seen.go_finding(self._first + event.line - self._lists_at - self.seen.chosen)
        else:
            return
        self.show_message()

    def _clicked_bit(self, column: int, line: int) -> None:
        bit = stacked_bit(self._fold, self._blocks, column, line)
        if bit is not None:
            self.seen.area = "stack"
            self.seen.go(bit)

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """Every meaning of a bit of the stack."""
        if canvas.id != "stack":
            return None
        bit = stacked_bit(self._fold, self._blocks, column - label_width(self.seen.setting), line)
        return None if bit is None else bit_line(self.seen.setting, bit)

    # ------------------------------------------------------------------ doing

    async def action_open(self) -> None:
        """The witness in Explore, with both readings of it."""
        seen = self.seen
        if seen.area == "matrix":
            cell = seen.cell
            if cell.witness is None:
                self.show_message("no such word")
            else:
                both_ways = f"made as {cell.written}; read as {cell.read}: {cell.standing}"
                text = f"made and read as {cell.written}" if cell.standing == "own" else both_ways
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


def _left_half(columns: int) -> int:
    """Columns of what stands beside the matrix, which is the wider."""
    return columns * 9 // 20
