"""Designs: the ways to keep flags in swap entries side by side, every cell computed, and the budget of swap types."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from ptetui.analysis.design_table import QUANTITIES, table
from ptetui.analysis.designs import (
    DESIGNS,
    JULY_2021,
    MOST_FLAGS,
    Case,
    next_kernel,
    usual_case,
)
from ptetui.linux.catalog import CatalogError
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state
from ptetui.linux.versions import Version, spell
from ptetui.render.design_rows import LABEL, Cells, budget_rows, cell_width, evidence_rows, shown_designs, table_rows
from ptetui.render.ribbon import Span
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.talk.pictures import Picture

_LEAST = (40, 12)  # columns, lines
_EVIDENCE = 2  # lines at least, where there is room
Row = list[Span]


class Designs(Drawn):
    """A table with a cell under the cursor, the boxes of its design, its evidence; `opened` shows the evidence alone.

    Layout, kernel and configuration are those of the desk. `flags` is k, None for as many as the kernel has.
    """

    NAME = "designs"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "Designs { layout: vertical; } Designs #body { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.flags: int | None = None
        self.at = (1, 0)
        self.opened = False
        self.scrolled = 0
        self.changed: frozenset[tuple[str, str]] = frozenset()
        self._before: Case | None = None
        self._first = 0

    @property
    def case(self) -> Case:
        """What is asked now."""
        return usual_case(self._entry_level(self.desk.setting), self.desk.catalog, self.flags)

    def _entry_level(self, setting: Setting) -> Setting:
        """The setting at the level of PTEs, which is what the designs are about."""
        if setting.layout.level == "pte":
            return setting
        return Setting(self.desk.catalog.find(setting.layout.name, setting.kernel), setting.kernel, setting.config)

    # ------------------------------------------------------------------ drawing

    def compose(self) -> ComposeResult:
        """Three drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("body")
        yield Canvas("keys", "bar")

    def draw(self) -> None:
        """Draw everything."""
        columns, lines = self.size
        look, case = self.app.look, self.case
        self.query_one("#top", Canvas).show([self._top(case, columns)], look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)
        if not self.fits(_LEAST):
            self.query_one("#body", Canvas).show(self.small_rows(_LEAST), look)
            return
        self._compare(case)
        self.query_one("#body", Canvas).show(self._body(case, columns, lines - 2), look)

    def _compare(self, case: Case) -> None:
        """Which cells are not what they were before the question changed."""
        before = self._before
        if before is not None and before != case:
            old, new = _table(before), _table(case)
            self.changed = frozenset(key for key in new if new[key].value != old[key].value)
        self._before = case

    def _top(self, case: Case, columns: int) -> Row:
        setting = case.setting
        row = [
            Span(" designs ", "bar_key"),
            Span(f" {setting.layout.name}", "head"),
            Span(f" · kernel {spell(setting.kernel)} · ", ""),
            Span(f"k = {case.flags}", "head"),
            Span(f" flag{'' if case.flags == 1 else 's'} in the entry", ""),
        ]
        options = len(str(setting.config).split(","))
        tails = (f" · config {setting.config}", f" · {setting.config}", f" · {options} options changed", "")
        room = columns - sum(len(span.text) for span in row)
        return [*row, Span(next((tail for tail in tails if len(tail) <= room), ""), "")]

    def _body(self, case: Case, columns: int, height: int) -> list[Row]:
        """Table, budget, evidence, each where there is room; or the evidence alone."""
        cells = _table(case)
        told = evidence_rows(cells[QUANTITIES[self.at[0]].name, DESIGNS[self.at[1]].name], self.at, columns)
        if self.opened:
            told = [told[0], [Span(f" {DESIGNS[self.at[1]].about}", "head")], *told[1:]]
            self.scrolled = max(0, min(self.scrolled, len(told) - height))
            return told[self.scrolled : self.scrolled + height]
        room = max(4, min(len(QUANTITIES) + 1, height - _EVIDENCE))
        rows, self._first = table_rows(cells, self.at, self.changed, columns, room)
        left = height - len(rows)
        roomy = height > len(QUANTITIES) + 16
        budget = budget_rows(case, DESIGNS[self.at[1]], columns, left - _EVIDENCE - 2 * roomy)
        gap: list[Row] = [[]] if roomy else []
        shown = told[: left - len(budget) - 2 * len(gap)]
        if len(shown) < len(told) and shown:
            shown[-1] = [*shown[-1], Span(" …", "key")] if len(shown) > 1 else shown[-1]
        return [*rows, *gap, *budget, *gap, *shown]

    def take(self, picture: "Picture") -> str:
        """The flags of a slide, and its design."""
        from ptetui.talk.pictures import BudgetPicture, DesignsPicture

        assert isinstance(picture, DesignsPicture | BudgetPicture)
        self.flags = picture.case.flags
        first = picture.designs[0] if isinstance(picture, DesignsPicture) else picture.design
        self.at = (self.at[0], DESIGNS.index(first))
        return ""

    # ------------------------------------------------------------------ moving

    def action_move(self, by: int) -> None:
        """A design left or right."""
        self._to(self.at[0], self.at[1] + by)

    def action_select(self, by: int) -> None:
        """A row up or down; a line of the evidence where it is open."""
        if self.opened:
            self.scrolled = max(0, self.scrolled + by)
            self.said()
        else:
            self._to(self.at[0] + by, self.at[1])

    def action_open(self) -> None:
        """All of the evidence, or the table again."""
        self.opened = not self.opened
        self.scrolled = 0
        self.said()

    def action_close(self) -> None:
        """The table again."""
        self.opened = False
        self.said()

    def _to(self, row: int, column: int) -> None:
        self.at = (max(0, min(len(QUANTITIES) - 1, row)), max(0, min(len(DESIGNS) - 1, column)))
        self.said()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a cell of the table; one on the open evidence closes it."""
        if event.canvas.id != "body":
            return
        if self.opened:
            self.action_close()
            return
        columns = self.size.width
        row = self._first + event.line - 1
        place = (event.column - LABEL) // cell_width(columns)
        shown = shown_designs(columns, self.at[1])
        if event.line and row < len(QUANTITIES) and event.line <= len(QUANTITIES):
            self._to(row, shown[place] if 0 <= place < len(shown) else self.at[1])

    # ------------------------------------------------------------------ another question

    def action_flags(self, by: int) -> None:
        """More or fewer flags in an entry."""
        now = self.case.flags
        self.flags = max(0, min(MOST_FLAGS, now + by))
        self.said("" if self.flags != now else "no fewer than none" if by < 0 else "no more: then no type is left")

    def action_kernel(self, by: int) -> None:
        """The next release at which a layout or a swap type is another."""
        kernel = next_kernel(self.desk.catalog, self.desk.setting.kernel, by)
        self._go_to(kernel) if kernel else self.said("no other release is known")

    def action_july(self) -> None:
        """The kernel of the argument."""
        self.flags = None
        self._go_to(JULY_2021)

    def _go_to(self, kernel: Version) -> None:
        """The layout at this kernel, or at the nearest that it knows."""
        name = self.desk.setting.layout.name
        try:
            self.desk.use_layout(name, kernel)
        except CatalogError as error:  # an edited layout has no other kernels
            self.said(str(error))
            return
        now = self.desk.setting.kernel
        self.said("" if now == kernel else f"{name} is not known at {spell(kernel)}; this is {spell(now)}")

    def action_config(self) -> None:
        """The kernel's configuration."""
        from ptetui.tui.screens.config import ConfigScreen

        self.app.push_screen(ConfigScreen(self.desk), lambda _: self.said())

    def action_layout(self) -> None:
        """Another layout."""
        from ptetui.tui.screens.picker import Picker

        def use(name: str | None) -> None:
            self.said(self.desk.use_layout(name) if name else "")

        self.app.push_screen(Picker(self.desk.catalog, self.desk.setting.layout.name), use)

    def action_undo(self) -> None:
        """The question before."""
        self.said("" if self.desk.undo() else "nothing to undo")

    async def action_explore(self) -> None:
        """An entry of the design in Explore: of the catalogue's layout, at its kernel."""
        design = DESIGNS[self.at[1]]
        name, kernel, text = design.example
        setting = Setting(self.desk.catalog.find(name, kernel), kernel, self.desk.setting.config)
        try:
            word = parse_state(setting, text.split())
        except ValueError as error:  # an option that it needs is off
            self.said(f"{design.title}: {error}")
            return
        await self.app.read_in_explore(setting, word, f"{design.title}: {design.about}")


def _table(case: Case) -> Cells:
    return table(case)
