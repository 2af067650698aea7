"""Designs: the ways to keep flags in swap entries side by side, every cell computed, and the budget of swap types."""

from typing import TYPE_CHECKING

from ptetui.analysis.designs.design import DESIGNS, JULY_2021, MOST_FLAGS, DesignCase
from ptetui.analysis.designs.kernels import next_kernel, usual_case
from ptetui.analysis.designs.quantities import QUANTITIES, design_cells
from ptetui.linux.config import Config
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import parse_state
from ptetui.linux.versions import Version, spell
from ptetui.pictures.budget import budget_rows
from ptetui.pictures.designs import QUANTITY_WIDTH, cell_rows, cell_width, evidence_rows, shown_designs
from ptetui.render.rows import divided, longest, row_width
from ptetui.render.spans import Row, Span
from ptetui.tui.command_line import exported
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_EVIDENCE = 3  # lines at least, where there is room
_BUDGET = 4  # lines of the swap types at least
_HEAD = 6  # lines of headings at most
_TABLE, _BESIDE = 140, 190  # columns of the table where the evidence stands beside it, and from where on it does


class Designs(PictureScreen):
    """A table with a cell under the cursor, the boxes of its design, its evidence; `opened` shows the evidence alone.

    Layout, kernel and configuration are those of the desk. `flags` is k, None for as many as the kernel has.
    """

    NAME = "designs"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.flags: int | None = None
        self.at = (1, 0)
        self.opened = False
        self.scrolled = 0
        self.changed: frozenset[tuple[str, str]] = frozenset()
        self._before: DesignCase | None = None
        self._first = 0
        self._top_at = self._step = 1
        self._table_ends = 0  # the line below the table

    @property
    def case(self) -> DesignCase:
        """What is asked now."""
        return usual_case(self._entry_level(self.desk.setting), self.desk.catalog, self.flags)

    def _entry_level(self, setting: Setting) -> Setting:
        """The setting at the level of PTEs, which is what the designs are about; a recording's options are its own."""
        steps = self.desk.recording.steps if self.desk.recording is not None else ()
        config = Config() if steps and setting.config == steps[0].setting.config else setting.config
        layout = setting.layout
        if layout.level != "pte":
            layout = self.desk.catalog.find(layout.name, setting.named)
        return Setting(layout, setting.kernel, config, setting.release)

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """Layout, kernel, flags."""
        case = self.case
        setting = case.setting
        row = [
            Span(" designs ", "bar_key"),
            Span(f" {setting.layout.name}", "head"),
            Span(f" · kernel {spell(setting.kernel)} · ", ""),
            Span(f"k = {case.flags}", "head"),
            Span(f" flag{'' if case.flags == 1 else 's'} in the entry", ""),
        ]
        options = len(str(setting.config).split(","))
        tails = (f" · config {setting.config}", f" · {setting.config}", f" · {options} options changed")
        return [*row, Span(longest(tails, self.size.width - row_width(row)), "")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """Table, budget, evidence."""
        self._compare(self.case)
        self.show("body", self._body(self.case, columns, lines - 2))

    def _compare(self, case: DesignCase) -> None:
        """Which cells are not what they were before the question changed."""
        before = self._before
        if before is not None and before != case:
            old, new = design_cells(before), design_cells(case)
            self.changed = frozenset(key for key in new if new[key].value != old[key].value)
        self._before = case

    def _body(self, case: DesignCase, columns: int, height: int) -> list[Row]:
        """Table, budget, evidence, each where there is room; or the evidence alone."""
        cells = design_cells(case)
        beside = columns >= _BESIDE and not self.opened
        evidence = evidence_rows(cells, self.at, columns - _TABLE - 1 if beside else columns)
        if self.opened:
            evidence = [[Span(f" {DESIGNS[self.at[1]].about}", "head")], *evidence]
            self.scrolled = max(0, min(self.scrolled, len(evidence) - height))
            return evidence[self.scrolled : self.scrolled + height]
        wide = _TABLE if beside else columns
        self._step = 2 if beside and height >= 2 * len(QUANTITIES) + _HEAD + 8 else 1
        most = self._step * len(QUANTITIES) + _HEAD
        lines = max(4, min(most, height if beside else height - _EVIDENCE - _BUDGET))
        rows, self._first, self._top_at = cell_rows(cells, self.at, self.changed, wide, lines, self._step)
        self._table_ends = len(rows)
        gap: list[Row] = [[]] if height > len(QUANTITIES) + 16 else []
        left = height - len(rows) - 2 * len(gap)
        budget = budget_rows(case, DESIGNS[self.at[1]], wide, left - (0 if beside else _EVIDENCE))
        if beside:
            right = [evidence[line] if line < len(evidence) else [] for line in range(height)]
            return divided([*rows, *gap, *budget], right, _TABLE)
        shown = evidence[: left - len(budget)]
        if len(shown) < len(evidence) and len(shown) > 1:
            shown[-1] = [*shown[-1], Span(" …", "key")]
        return [*rows, *gap, *budget, *gap, *shown]

    def command_line(self) -> str:
        """The table, for as many flags."""
        case = self.case
        return exported("designs", [f"k={case.flags}"] if self.flags is not None else [], case.setting)

    def show_picture(self, picture: "Picture") -> str:
        """The flags of a slide, and its design."""
        from ptetui.pictures.budget import BudgetPicture
        from ptetui.pictures.designs import DesignsPicture

        assert isinstance(picture, DesignsPicture | BudgetPicture)
        self.flags = picture.case.flags if picture.case is not None else None
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
            self.show_message()
        else:
            self._to(self.at[0] + by, self.at[1])

    def action_open(self) -> None:
        """All of the evidence, or the table again."""
        self.opened = not self.opened
        self.scrolled = 0
        self.show_message()

    async def action_back(self) -> None:
        """From the evidence to the table, from the table to Explore."""
        if not self.opened:
            await super().action_back()
            return
        self.opened = False
        self.show_message()

    def _to(self, row: int, column: int) -> None:
        self.at = (max(0, min(len(QUANTITIES) - 1, row)), max(0, min(len(DESIGNS) - 1, column)))
        self.show_message()

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a cell of the table; one on the open evidence closes it."""
        if event.canvas.id != "body":
            return
        if self.opened:
            self.action_open()
            return
        row, column = self._cell_at(event.column, event.line)
        if row is not None:
            self._to(row, self.at[1] if column is None else column)

    def _cell_at(self, column: int, line: int) -> tuple[int | None, int | None]:
        """Row and column of the table that are drawn there."""
        columns = _TABLE if self.size.width >= _BESIDE else self.size.width
        row = self._first + (line - self._top_at) // self._step
        place = (column - QUANTITY_WIDTH) // cell_width(columns)
        shown = shown_designs(columns, self.at[1])
        return (
            row if self._top_at <= line < self._table_ends else None,
            shown[place] if 0 <= place < len(shown) else None,
        )

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """What a row asks; of a cell the first line of its evidence."""
        row, place = self._cell_at(column, line)
        if canvas.id != "body" or self.opened or row is None:
            return None
        quantity = QUANTITIES[row]
        if place is None:
            return [Span(f" {quantity.title}: ", "key"), Span(quantity.about, "")]
        design = DESIGNS[place]
        cell = design_cells(self.case)[quantity.name, design.name]
        why = f"  {cell.evidence[0]}" if cell.evidence else ""
        return [Span(f" {design.title}: ", "key"), Span(f"{quantity.title} {cell.text}", "head"), Span(why, "")]

    # ------------------------------------------------------------------ another question

    def action_flags(self, by: int) -> None:
        """More or fewer flags in an entry."""
        now = self.case.flags
        self.flags = max(0, min(MOST_FLAGS, now + by))
        self.show_message("" if self.flags != now else "already 0" if by < 0 else "maximum: no swap type left")

    def change_kernel(self, by: int) -> str:
        """The next release at which a layout or a swap type is another."""
        kernel = next_kernel(self.desk.catalog, self.desk.setting.kernel, by)
        return self._at_kernel(kernel) if kernel else "no other release is known"

    def action_july(self) -> None:
        """The kernel of the argument."""
        self.flags = None
        self.apply_edit(lambda: self._at_kernel(JULY_2021))

    def _at_kernel(self, kernel: Version) -> str:
        """The layout at this kernel, or at the nearest that it knows; which, in words. CatalogError where edited."""
        name = self.desk.setting.layout.name
        self.desk.use_layout(name, kernel)
        now = self.desk.setting.kernel
        return "" if now == kernel else f"{name} is not known at {spell(kernel)}; this is {spell(now)}"

    async def action_explore(self) -> None:
        """An entry of the design in Explore: of the catalogue's layout, at its kernel."""
        design = DESIGNS[self.at[1]]
        name, kernel, text = design.example
        setting = Setting(self.desk.catalog.find(name, kernel), kernel, self.desk.setting.config)
        try:
            word = parse_state(setting, text.split())
        except ValueError as error:  # an option that it needs is off
            self.show_message(f"{design.title}: {error}")
            return
        await self.app.read_in_explore(setting, word, f"{design.title}: {design.about}")
