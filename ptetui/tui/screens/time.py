"""Time: one layout through its kernel versions, a line a range; what moved is marked, and named below."""

from textual.app import ComposeResult

from ptetui.analysis.diff_layouts import diff_layouts, spell_change
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.registers import of_swap_forms
from ptetui.render.ribbon import Span
from ptetui.render.strips import cells, letter, ruler
from ptetui.render.view import BitFields
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas

_LABEL = 15
Row = list[Span]


class Time(Drawn):
    """The swap form of each range at one bit a cell, oldest first, and what the chosen range changed."""

    NAME = "time"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "Time { layout: vertical; } Time #body { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bit = 0
        self._show(desk.setting.layout.name)

    def _show(self, name: str) -> None:
        self.ranges = self.desk.catalog.history(name)
        kernel = self.desk.setting.kernel
        here = [index for index, each in enumerate(self.ranges) if each.covers(kernel)]
        self.line = here[0] if here else len(self.ranges) - 1

    def compose(self) -> ComposeResult:
        """Three drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("body")
        yield Canvas("keys", "bar")

    def follow(self) -> None:
        """Explore may have taken another layout."""
        if self.desk.setting.layout.name != self.ranges[0].name:
            self._show(self.desk.setting.layout.name)

    def draw(self) -> None:
        """Draw everything."""
        columns, lines = self.size
        look = self.app.look
        layout = self.ranges[self.line]
        head = f" {layout.name}: {layout.about} · {len(self.ranges)} ranges, {layout.width} bits"
        self.query_one("#top", Canvas).show([[Span(" time ", "bar_key"), Span(head, "head")]], look)
        below = self._changed(columns)
        room = max(3, lines - 3 - min(len(below), lines // 2))
        first = max(0, min(self.line - room // 2, len(self.ranges) - room))
        rows: list[Row] = [[Span(" " * _LABEL, ""), *ruler(layout.width, self.bit)]]
        rows += [self._row(index, columns) for index in range(first, min(first + room, len(self.ranges)))]
        self.query_one("#body", Canvas).show([*rows, *below][: lines - 2], look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)

    def _row(self, index: int, columns: int) -> Row:
        layout = self.ranges[index]
        here = index == self.line
        label = ("▶" if here else " ") + layout.span
        moved = _moved(self.ranges[index - 1], layout) if index else 0
        row = [Span(label[: _LABEL - 1].ljust(_LABEL), "key" if here else "head")]
        row += cells(layout.swap, layout.width, moved, self.bit if here else None)
        room = columns - _LABEL - layout.width
        if room > 12:
            row.append(Span(f" {'▲' if moved else ' '} {layout.why}"[:room], "dim"))
        return row

    def _changed(self, columns: int) -> list[Row]:
        """What the chosen range changed, with the release and the reason."""
        layout = self.ranges[self.line]
        rows: list[Row] = [[], [Span(f" {spell(layout.since)}: {layout.why or 'the oldest range'}", "message")]]
        field = layout.swap.at(self.bit) if self.bit < layout.width else None
        if field is not None:
            rows.append([Span(f" bit {self.bit}: {field.name} ", "key"), Span(field.meaning, "")])
        if self.line:
            form = ""
            for change in diff_layouts(self.ranges[self.line - 1], layout):
                head = f"{change.form}: " if change.form != form else " " * (len(form) + 2)
                form = change.form
                rows.append([Span(f"   {head}", "dim"), Span(spell_change(change), "head")])
        rows += [[Span(f" note: {note}", "dim")] for note in layout.notes]
        return [[Span(span.text[:columns], span.role) for span in row] for row in rows]

    def bit_fields(self) -> BitFields:
        """The swap form of each range."""
        config = self.desk.setting.config
        return of_swap_forms([Setting(each, each.since, config) for each in self.ranges], self.line)

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another range."""
        self.line = max(0, min(len(self.ranges) - 1, self.line + by))
        self.said()

    def action_move(self, by: int) -> None:
        """Another bit."""
        self.bit = max(0, min(self.ranges[0].width - 1, self.bit + by))
        self.said()

    def action_open(self) -> None:
        """Read Explore's word at this range."""
        layout = self.ranges[self.line]
        self.desk.use_layout(layout.name, layout.since)
        self.app.action_show("explore")

    def action_layout(self) -> None:
        """Another layout."""
        from ptetui.tui.screens.picker import Picker

        def use(name: str | None) -> None:
            if name:
                self._show(name)
            self.said()

        self.app.push_screen(Picker(self.desk.catalog, self.ranges[0].name), use)


def _moved(before: Layout, after: Layout) -> int:
    """The bits whose letter is not what it was."""
    if before.width != after.width:
        return 0
    bits = range(after.width)
    return sum(1 << bit for bit in bits if letter(before.swap.at(bit), bit) != letter(after.swap.at(bit), bit))
