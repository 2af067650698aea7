"""Time: one layout through its kernel versions, a line a range; what moved is marked, and named below."""

from textual import events

from ptetui.analysis.diff_layouts import diff_layouts
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST, spell
from ptetui.pictures.compare import form_rows
from ptetui.pictures.explore import FIELD_COLUMNS, field_cells
from ptetui.pictures.poster import legend_rows
from ptetui.render.changes import spell_change
from ptetui.render.registers import of_swap_forms
from ptetui.render.ribbon import role
from ptetui.render.rows import cut_row, cut_text, window
from ptetui.render.spans import Row, Span
from ptetui.render.strips import cells, moved_bits, ruler
from ptetui.render.text import headed_rows
from ptetui.render.view import BitFields
from ptetui.tui.desk import Desk
from ptetui.tui.player import Player
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

_LABEL = 16
_WHY = 40  # columns of the reasons, where cells are two columns wide
_LIT, _STANDS = 0.8, 1.2  # seconds of the film: the bits that changed alone, all bits of the range


class Time(PictureScreen):
    """The swap form of each range at one bit a cell, oldest first, and what the chosen range changed."""

    NAME = "time"
    LEAST = (20, 8)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bit = 0
        self.player = Player(self)
        self._first, self._drawn = 0, 0  # the ranges that are drawn: from which on, how many
        self.lit = False  # while the film plays: the bits that the range changed are alone in colour
        self._show(desk.setting.layout.name)

    def _show(self, name: str) -> None:
        self._followed = self.desk.setting.layout.name
        self.ranges = self.desk.catalog.history(name)
        kernel = self.desk.setting.kernel
        here = [index for index, layout in enumerate(self.ranges) if layout.covers(kernel)]
        self.line = here[0] if here else len(self.ranges) - 1

    def follow(self) -> None:
        """Explore may have taken another layout."""
        if self.desk.setting.layout.name != self._followed:
            self._show(self.desk.setting.layout.name)

    def title_row(self) -> Row:
        """The layout."""
        layout = self.ranges[self.line]
        head = f" {layout.name}: {layout.about} · {len(self.ranges)} ranges, {layout.width} bits"
        return [Span(" time ", "bar_key"), Span(head, "head")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """A line a range, the legend, what the chosen one changed, and its swap entry before and after."""
        layout, left = self.ranges[self.line], lines - 2
        below = [*legend_rows([self.ranges[self.line]], columns), *self._changed(columns)]
        height = max(3, left - 1 - min(len(below), left // 2))
        self._first = first = window(self.line, height, len(self.ranges))
        cell = self._cell
        rows: list[Row] = [[Span(" " * _LABEL, ""), *ruler(layout.width, self.bit, cell)]]
        last = self.line + 1 if self.player.playing else len(self.ranges)
        drawn = [self._row(index, columns, cell) for index in range(first, min(first + height, last))]
        self._drawn = len(drawn)
        rows += drawn + [[] for _ in range(min(height, len(self.ranges) - first) - len(drawn))]
        rows += below
        rows += self._forms(columns, left - len(rows))
        self.show("body", [*rows, *self._fields(columns, left - len(rows))][:left])

    @property
    def _cell(self) -> int:
        """Columns of a bit."""
        return 2 if self.size.width >= _LABEL + 2 * self.ranges[0].width + _WHY else 1

    def _place(self, canvas: Canvas, column: int, line: int) -> tuple[int, int] | None:
        """The range and the bit that are drawn there; None where no bit is."""
        index, bit = self._first + line - 1, self.ranges[0].width - 1 - (column - _LABEL) // self._cell
        drawn = canvas.id == "body" and 0 < line <= self._drawn
        return (index, bit) if drawn and 0 <= bit < self.ranges[index].width else None

    def _row(self, index: int, columns: int, cell: int) -> Row:
        layout = self.ranges[index]
        here = index == self.line
        label = ("▶" if here else " ") + layout.span
        moved = moved_bits(self.ranges[index - 1].swap, layout.swap) if index else 0
        row = [Span(label[: _LABEL - 1].ljust(_LABEL), "key" if here else "head")]
        painted = moved if index and (self.lit or not here) else None
        row += cells(layout.swap, layout.width, painted, self.bit if here else None, cell)
        left = columns - _LABEL - layout.width * cell - 3
        if left > 12:
            row.append(Span(f" {'▲' if moved else ' '} {cut_text(layout.why, left)}", "head" if here else "dim"))
        return row

    def _changed(self, columns: int) -> list[Row]:
        """What the chosen range changed, with the release and the reason."""
        layout = self.ranges[self.line]
        why = layout.why or "the oldest known range"
        rows: list[Row] = [[], *headed_rows(spell(layout.since), why, columns, "message head")]
        if self.bit < layout.width:
            rows.append(field_row(layout, self.bit))
        if self.line:
            form = ""
            for change in diff_layouts(self.ranges[self.line - 1], layout):
                head = f"{change.form}: " if change.form != form else " " * (len(form) + 2)
                form = change.form
                rows.append([Span(f"   {head}", "dim"), Span(spell_change(change), "head")])
        for note in layout.notes:
            rows += headed_rows("note", note, columns, "dim")
        return [cut_row(row, columns) for row in rows]

    def _forms(self, columns: int, lines: int) -> list[Row]:
        """The swap entry of the range before and of the chosen one, the bits that moved marked; where there is room."""
        shown = self.ranges[max(0, self.line - 1) : self.line + 1]
        config = self.desk.setting.config
        settings = [Setting(layout, layout.until or NEWEST, config) for layout in shown]
        rows = form_rows(settings, columns, self.app.look.glyphs)
        heads: list[Row] = [[], [Span(" before and after" if len(shown) > 1 else " the swap entry", "title")]]
        return [*heads, *rows] if len(rows) + 2 <= lines else []

    def _fields(self, columns: int, lines: int) -> list[Row]:
        """The fields of the chosen range's swap entry, those that moved marked; where there is room."""
        swap = self.ranges[self.line].swap
        moved = moved_bits(self.ranges[self.line - 1].swap, swap) if self.line else 0
        cells_of = [FIELD_COLUMNS, *map(field_cells, swap.fields)]
        widths = [max(map(len, column)) for column in zip(*cells_of, strict=True)]
        texts = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells_of]
        rows: list[Row] = [[], [Span(f"   {texts[0]}", "head dim")]]
        for field, text in zip(swap.fields, texts[1:], strict=True):
            rows.append([Span(" ▲ " if field.mask & moved else "   ", "changed"), Span(text, role(field))])
        return [cut_row(row, columns) for row in rows] if len(rows) <= lines else []

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """The field of a bit of a range."""
        place = self._place(canvas, column, line)
        return None if place is None else field_row(self.ranges[place[0]], place[1])

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a bit of a range chooses both."""
        super().on_canvas_clicked(event)
        if (place := self._place(event.canvas, event.column, event.line)) is not None:
            self.line, self.bit = place
            self.show_message()

    def bit_fields(self) -> BitFields:
        """The swap form of each range."""
        config = self.desk.setting.config
        return of_swap_forms([Setting(layout, layout.since, config) for layout in self.ranges], self.line)

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another range."""
        self.line = max(0, min(len(self.ranges) - 1, self.line + by))
        self.show_message()

    def action_move(self, by: int) -> None:
        """Another bit."""
        self.bit = max(0, min(self.ranges[0].width - 1, self.bit + by))
        self.show_message()

    def action_play(self) -> None:
        """The ranges in turn, from the chosen one on, or from the first where the last one is chosen."""
        if self.line == len(self.ranges) - 1:
            self.line = 0
        elif not self.app.moves:
            self.line += 1
        if self.app.moves:
            self.player.play(self._next_frame, self._frame_seconds)
        self.show_message()

    def _frame_seconds(self) -> float:
        return _LIT if self.lit else _STANDS

    def _next_frame(self) -> bool:
        """The next range with the bits that it changed, then all its bits; False after the last."""
        if self.app.screen is not self:
            self.lit = False
            return False
        if not self.lit and self.line == len(self.ranges) - 1:
            self.show_message("the newest range; space plays from the first")
            return False
        if self.lit:
            self.lit = False
        else:
            self.line += 1
            moved = moved_bits(self.ranges[self.line - 1].swap, self.ranges[self.line].swap)
            self.lit = bool(moved)
            self.bit = moved.bit_length() - 1 if moved else self.bit
        self.redraw()
        return True

    def on_key(self, event: events.Key) -> None:
        """Any key stops the film; the space bar does nothing else then."""
        if not self.player.playing:
            return
        self.player.stop()
        self.lit = False
        if event.key == "space":
            event.stop()
            event.prevent_default()
        self.redraw()

    def on_screen_suspend(self) -> None:
        """Nothing plays where nobody looks."""
        self.player.stop()
        self.lit = False

    async def action_open(self) -> None:
        """Explore's word at this range."""
        layout = self.ranges[self.line]
        lost = self.desk.use_layout(layout.name, layout.since)
        await self.app.action_show("explore", lost)

    def setting(self) -> Setting:
        """The chosen range."""
        layout = self.ranges[self.line]
        return Setting(layout, layout.since)

    def use_layout(self, name: str) -> str:
        """The ranges of another layout, whatever Explore shows."""
        self._show(name)
        return ""


def field_row(layout: Layout, bit: int) -> Row:
    """What a bit of the swap entry is, in one line."""
    field = layout.swap.at(bit)
    name = Span(f" {field.name} ", f"{role(field)} head")
    return [Span(f" bit {bit} ", "key"), name, Span(f" {field.meaning}", ""), Span(f"  {layout.span}", "dim")]
