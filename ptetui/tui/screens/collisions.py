"""Collisions: all forms of a layout stacked, what `ptetui check` finds in it, and the matrix of its states."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.screen import Screen

from ptetui.analysis.collisions import Finding, aliases, check, check_layout, standing
from ptetui.analysis.matrix import matrix
from ptetui.linux.catalog import CatalogError
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.ribbon import Fold, Span
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.finding_rows import both, cell_rows, finding_rows, list_rows, matrix_rows, matrix_width, verdict_text
from ptetui.tui.panels import beside, cut
from ptetui.tui.rows import key_row
from ptetui.tui.stack_rows import bit_rows, label_width, marks, stack_fold, stack_rows
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.tui.app import PteApp

AREAS = ("stack", "findings", "matrix")
_LEAST = (40, 14)  # columns, lines
Row = list[Span]


class Collisions(Screen[None]):
    """The stack with a bit under the cursor, the findings with one chosen, the matrix with a cell under the cursor.

    Layout, kernel and configuration are those of the desk; the level is chosen here.
    """

    NAME = "collisions"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "Collisions { layout: vertical; } Collisions #lower { height: 1fr; }"

    app: "PteApp"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.level = desk.setting.layout.level
        self.area = "stack"
        self.message = ""
        self.bit = desk.cursor
        self.chosen = 0
        self.at = (0, 0)
        self.zoom = 0
        self._fold: Fold | None = None
        self._shown: tuple[int, ...] = ()  # rows of bits that are drawn
        self._first = self._lists_at = 0
        self._matrix_column = 0
        self._go_to_worst()

    # ------------------------------------------------------------------ what is looked at

    @property
    def setting(self) -> Setting:
        """The desk's setting, at the chosen level where the layout has it."""
        here = self.desk.setting
        if here.layout.level == self.level:
            return here
        try:
            layout = self.desk.catalog.find(here.layout.name, here.kernel, self.level)
        except CatalogError:
            return here
        return Setting(layout, here.kernel, here.config)

    @property
    def findings(self) -> Sequence[Finding]:
        """Collisions, excused words, aliases."""
        return found(self.setting)

    @property
    def finding(self) -> Finding | None:
        """The chosen finding; over the stack only where it touches the bit."""
        chosen = self.findings[self.chosen : self.chosen + 1]
        if not chosen or (self.area == "stack" and not chosen[0].bits >> self.bit & 1):
            return None
        return chosen[0]

    def _go_to_worst(self) -> None:
        """The cursor to the first collision, if there is one."""
        findings = self.findings
        self.bit = min(self.bit, self.setting.layout.width - 1)
        self.chosen = 0
        if findings and findings[0].verdict == "collision":
            self.bit = findings[0].bits.bit_length() - 1
        self._choose_here()

    def _choose_here(self) -> None:
        """The worst finding that touches the bit."""
        findings = self.findings
        if not (self.chosen < len(findings) and findings[self.chosen].bits >> self.bit & 1):
            touching = [index for index, each in enumerate(findings) if each.bits >> self.bit & 1]
            self.chosen = touching[0] if touching else 0

    # ------------------------------------------------------------------ drawing

    def compose(self) -> ComposeResult:
        """Four drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("stack")
        yield Canvas("lower")
        yield Canvas("keys", "bar")

    def on_resize(self) -> None:
        """Fold anew."""
        self.draw()

    def on_screen_resume(self) -> None:
        """Another screen may have changed the desk."""
        if self.is_running and self.size:
            self._settle()
            self.draw()

    def _settle(self) -> None:
        """Cursors back into a setting that has changed."""
        self.bit = min(self.bit, self.setting.layout.width - 1)
        self.chosen = min(self.chosen, max(0, len(self.findings) - 1))
        last = len(matrix(self.setting).states) - 1
        self.at = (min(self.at[0], last), min(self.at[1], last))
        self._choose_here()

    def draw(self) -> None:
        """Draw everything from the desk."""
        columns, lines = self.size
        look, setting = self.app.look, self.setting
        inner = lines - 2
        need = len(setting.forms) + 1 + 2
        fold = stack_fold(setting, columns, inner - need - 6, self.zoom)
        self._fold = fold
        if fold is None or columns < _LEAST[0] or lines < _LEAST[1]:
            self._draw_too_small(columns, lines)
            return
        stack = [] if self._matrix_alone(columns, inner) else self._stack(fold, inner - need)
        canvas = self.query_one("#stack", Canvas)
        canvas.display = bool(stack)
        canvas.styles.height = max(1, len(stack))
        canvas.show(stack, look)
        self.query_one("#top", Canvas).show([self._top(setting, columns)], look)
        self.query_one("#lower", Canvas).show(self._lower(columns, inner - len(stack)), look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)

    def _draw_too_small(self, columns: int, lines: int) -> None:
        look = self.app.look
        text = f"too small: {_LEAST[0]}x{_LEAST[1]} at least, not {columns}x{lines}"
        self.query_one("#top", Canvas).show([[Span(text, "head")]], look)
        for name in ("stack", "lower", "keys"):
            self.query_one(f"#{name}", Canvas).show([], look)

    def _top(self, setting: Setting, columns: int) -> Row:
        layout = setting.layout
        verdict, role = verdict_text(self.findings)
        row = [
            Span(" collisions ", "bar_key"),
            Span(f" {layout.name} {layout.level}", "head"),
            Span(f" · kernel {spell(setting.kernel)} · ", ""),
            Span(f" {verdict} ", role),
        ]
        config = f" · config {setting.config}"
        used = sum(len(span.text) for span in row)
        return [*row, Span(config, "")] if used + len(config) <= columns else row

    def _stack(self, fold: Fold, room: int) -> list[Row]:
        """The rows of bits that there is room for, the cursor's among them."""
        setting = self.setting
        blocks = stack_rows(setting, fold, marks(setting, self.findings, self.bit))
        here = fold.place(self.bit)[0]
        shown = [here]
        used = len(blocks[here])
        for row in sorted(range(len(blocks)), key=lambda row: abs(row - here)):
            if row not in shown and used + len(blocks[row]) <= room and {row - 1, row + 1} & set(shown):
                shown.append(row)
                used += len(blocks[row])
        self._shown = tuple(sorted(shown))
        hidden = ((self._shown[0], self._shown[0], "↑"), (len(blocks) - 1 - self._shown[-1], self._shown[-1], "↓"))
        for more, row, arrow in hidden:
            if more:
                label = f" bit {arrow} {more} more".ljust(label_width(setting))
                blocks[row][0][0] = Span(label, "key")
        return [line for row in self._shown for line in blocks[row]]

    def _matrix_alone(self, columns: int, inner: int) -> bool:
        return self.area == "matrix" and not self._beside(columns, inner)

    def _beside(self, columns: int, inner: int) -> bool:
        """Whether the matrix has room beside the findings, under the stack."""
        found = matrix(self.setting)
        wide, cell = matrix_width(found, columns // 2)
        lines = len(found.states) + 6
        return columns >= 150 and wide + cell * len(found.states) <= columns // 2 and inner - 20 >= lines

    def _lower(self, columns: int, height: int) -> list[Row]:
        """What stands under the stack."""
        self._matrix_column = columns
        if self._matrix_alone(columns, self.size.height - 2):
            self._matrix_column = 0
            return self._matrix(columns)
        if not self._beside(columns, self.size.height - 2):
            return self._left(columns, height)
        self._matrix_column = columns // 2
        half = [[Span("│", "border"), *row] for row in self._matrix(columns - columns // 2 - 1)]
        left = [cut(row, columns // 2 - 1) for row in self._left(columns // 2 - 1, height)]
        return beside(left, half, columns // 2)

    def _left(self, columns: int, height: int) -> list[Row]:
        """The bit's meanings, the findings, the chosen one in full; of the first two what there is room for."""
        findings, finding = self.findings, self.finding
        rows: list[Row] = []
        if self.area == "stack" or height > len(self.setting.forms) + 12:
            rows = bit_rows(self.setting, self.bit, columns)
        told: list[Row] = []
        if finding is not None:
            told = finding_rows(finding, columns, self._standing(finding))
        elif self.area == "stack" and findings:
            told = [[Span(" no finding touches this bit; n goes to the next", "dim")]]
        room = height - len(rows) - len(told) - (1 if rows else 0)
        if self.area != "stack" and room < 3:
            room = 3
        if room < 2:
            return [*rows, *told]
        rows += [[]] if rows else []
        self._lists_at = len(rows)
        listed, self._first = list_rows(findings, self.chosen, self.bit, room, self.area == "findings")
        return [*rows, *listed, *told]

    def _matrix(self, columns: int) -> list[Row]:
        found = matrix(self.setting)
        rows = matrix_rows(found, self.at, columns, self.area == "matrix")
        made, read = (found.states[place] for place in self.at)
        return [*rows, [], *cell_rows(self.setting, found.cells[made, read], columns)]

    def _standing(self, finding: Finding) -> str:
        """What is known of a collision, from the newer ranges of its layout."""
        if finding.verdict != "collision":
            return ""
        layout = finding.layout
        ranges = self.desk.catalog.history(layout.name, layout.level)
        return standing(finding, [(each, check_layout(each)) for each in ranges if each.since > layout.since])

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """Left and right: a bit, or a column of the matrix."""
        if self.area == "matrix":
            self._to_cell(self.at[0], self.at[1] - by)
        else:
            self._to_bit(self.bit + by)

    def action_vertical(self, by: int) -> None:
        """Up and down: a row of bits where there are several, a finding, or a row of the matrix."""
        if self.area == "matrix":
            self._to_cell(self.at[0] - by, self.at[1])
        elif self.area == "findings":
            self.action_finding(-by)
        elif self._fold is not None and 0 <= self.bit + by * self._fold.per_row < self.setting.layout.width:
            self._to_bit(self.bit + by * self._fold.per_row)

    def action_field(self, by: int) -> None:
        """To the next or previous field of the swap form."""
        tops = sorted((run.high for field in self.setting.swap.fields for run in field.runs), reverse=True)
        here = next(index for index, top in enumerate([*tops[1:], -1]) if self.bit > top)
        self._to_bit(tops[max(0, min(len(tops) - 1, here + by))])

    def action_edge(self, top: int) -> None:
        """To the first or the last bit."""
        self._to_bit(self.setting.layout.width if top else 0)

    def action_finding(self, by: int) -> None:
        """The next or previous finding, and a bit that it is about."""
        findings = self.findings
        if findings:
            self.chosen = max(0, min(len(findings) - 1, self.chosen + by))
            bits = findings[self.chosen].bits
            if not bits >> self.bit & 1:
                self.bit = bits.bit_length() - 1
        self._said("" if findings else "nothing was found")

    def action_area(self) -> None:
        """Stack, findings, matrix."""
        self.area = AREAS[(AREAS.index(self.area) + 1) % len(AREAS)]
        self._choose_here()
        self._said("")

    def action_zoom(self, by: int) -> None:
        """Bigger or smaller cells."""
        before = self._fold
        self.zoom += by
        self._said("")
        if self._fold == before:
            self.zoom -= by
            self._said("as big as it gets" if by > 0 else "as small as it gets")

    def _to_bit(self, bit: int) -> None:
        self.bit = max(0, min(self.setting.layout.width - 1, bit))
        self._choose_here()
        self._said("")

    def _to_cell(self, line: int, place: int) -> None:
        last = len(matrix(self.setting).states) - 1
        self.at = (max(0, min(last, line)), max(0, min(last, place)))
        self._said("")

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a cell of the stack, a finding, a cell of the matrix."""
        if event.canvas.id == "stack" and self._fold is not None:
            column = event.column - label_width(self.setting)
            line = event.line
            blocks = stack_rows(self.setting, self._fold, marks(self.setting, self.findings, self.bit))
            for row in self._shown:
                if line < len(blocks[row]) and 0 <= column < self._fold.per_row * self._fold.cell:
                    self.area = "stack"
                    self._to_bit(self._fold.span_of(row)[0] - column // self._fold.cell)
                    return
                line -= len(blocks[row])
        elif event.canvas.id == "lower" and event.column >= self._matrix_column:
            wide, cell = matrix_width(matrix(self.setting), self.size.width - self._matrix_column - 1)
            place = (event.column - self._matrix_column - (1 if self._matrix_column else 0) - wide) // cell
            if event.line and place >= 0:
                self.area = "matrix"
                self._to_cell(event.line - 1, place)
        elif event.canvas.id == "lower" and event.line >= self._lists_at:
            self.area = "findings"
            self.action_finding(self._first + event.line - self._lists_at - self.chosen)

    # ------------------------------------------------------------------ doing

    async def action_open(self) -> None:
        """The witness in Explore, with both readings of it."""
        if self.area == "matrix":
            found = matrix(self.setting)
            cell = found.cells[found.states[self.at[0]], found.states[self.at[1]]]
            if cell.witness is None:
                self._said("there is no word in it")
                return
            await self.app.read_in_explore(
                self.setting, cell.witness, f"made as {cell.made}, read as {cell.read}: {cell.standing}"
            )
            return
        finding = self.finding
        if finding is None:
            self._said("no finding touches this bit; n goes to the next")
            return
        written, read = both(finding)
        said = f"{written} or {read}" if finding.verdict == "alias" else f"made as {written}; read as {read}"
        await self.app.read_in_explore(self.setting, finding.witness, said)

    def action_level(self) -> None:
        """PTE or PMD."""
        here = self.setting
        other = "pmd" if here.layout.level == "pte" else "pte"
        try:
            self.desk.catalog.find(here.layout.name, here.kernel, other)
        except CatalogError as error:
            self._said(f"no {other} level: {error}")
            return
        self.level = other
        self._go_to_worst()
        self._settle()
        self._said("")

    def action_layout(self) -> None:
        """Another architecture or variant."""
        from ptetui.tui.screens.picker import Picker

        def use(name: str | None) -> None:
            said = self.desk.use_layout(name) if name else ""
            if name:
                self._go_to_worst()
            self._changed(said)

        self.app.push_screen(Picker(self.desk.catalog, self.desk.setting.layout.name), use)

    def action_kernel(self, by: int) -> None:
        """An older or newer kernel."""
        try:
            said = self.desk.change_kernel(by)
        except ValueError as error:
            said = str(error)
        self._changed(said)

    def action_config(self) -> None:
        """The configuration."""
        from ptetui.tui.screens.config import ConfigScreen

        self.app.push_screen(ConfigScreen(self.desk), lambda _: self._changed(""))

    def action_undo(self) -> None:
        """One moment back."""
        self._changed("" if self.desk.undo() else "nothing to undo")

    def action_theme(self) -> None:
        """The next theme."""
        self._said(self.app.next_theme())

    def action_help(self) -> None:
        """All keys."""
        from ptetui.tui.screens.help import Help

        self.app.push_screen(Help(self.desk.recording is not None, self.NAME))

    def _changed(self, said: str) -> None:
        """The desk's setting is another one."""
        self._settle()
        self._said(said)

    def _said(self, message: str) -> None:
        self.message = message
        self.draw()


@lru_cache(maxsize=64)
def found(setting: Setting) -> tuple[Finding, ...]:
    """What is found in a setting: collisions first, then excused words, then aliases."""
    order = {"collision": 0, "excused": 1, "alias": 2}
    return tuple(sorted([*check(setting), *aliases(setting)], key=lambda each: order[each.verdict]))
