"""Compare: one word read by several layouts, one ribbon above the other, aligned by bit."""

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.jsonlines import padded
from ptetui.render.prose import title
from ptetui.render.registers import of_readings
from ptetui.render.ribbon import ASCII, UNICODE, Fold, Marks, Span, draw_row, fold
from ptetui.render.strips import middle_out
from ptetui.render.view import BitFields
from ptetui.schema.fields import Field
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.talk.pictures import Picture

_LABEL = 15  # columns to the right of the ribbons
_BESIDE = ("arm64_4k", "riscv64", "s390")  # what a first look at Compare shows beside the layout of Explore

Row = list[Span]


class Compare(Drawn):
    """A list of layouts, each at a kernel; one of them is chosen, one bit is under the cursor in all of them."""

    NAME = "compare"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "Compare { layout: vertical; } Compare #body { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self.bit = desk.cursor
        here = desk.setting
        beside = [desk.catalog.find(name) for name in _BESIDE if name != here.layout.name]
        self.settings = [here, *(Setting(layout, newest(layout), here.config) for layout in beside[:2])]

    def compose(self) -> ComposeResult:
        """Three drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("body")
        yield Canvas("cursor")
        yield Canvas("keys", "bar")

    # ------------------------------------------------------------------ drawing

    def draw(self) -> None:
        """Draw everything."""
        look = self.app.look
        columns, lines = self.size
        word = padded(self.desk.now.word, self.desk.width)
        top = [Span(" compare ", "bar_key"), Span(f" {word}", "head"), Span(f" · {len(self.settings)} layouts", "")]
        self.query_one("#top", Canvas).show([top], look)
        width = max(setting.layout.width for setting in self.settings)
        folded = fold(width, columns - _LABEL)
        if folded is None:
            self.query_one("#body", Canvas).show([[Span(f" {columns} columns are too few to compare", "head")]], look)
            return
        rows = self._ribbons(folded, lines - 3)
        self.query_one("#body", Canvas).show(rows, look)
        self.query_one("#cursor", Canvas).show([self._cursor_row()], look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)

    def _ribbons(self, folded: Fold, room: int) -> list[Row]:
        """All ribbons, row of bits by row of bits; borders between them go first where the room is short."""
        readings = [classify(each, self._word(each)) for each in self.settings]
        borders = folded.rows * (2 + 3 * len(readings)) <= room
        glyphs = ASCII if self.app.look[1] else UNICODE
        rows: list[Row] = []
        for row in range(folded.rows):
            high, low = folded.span_of(row)
            blocks = [self._block(index, reading, folded, row) for index, reading in enumerate(readings)]
            present = [block for block in blocks if block]
            rows.append(present[0][0])
            for block in present:
                rows += block[1:4] if borders else block[2:4]
            rows.append(_differences(readings, folded, high, low, glyphs.changed))
        start = max(0, min(self.chosen * 2 - room // 2, len(rows) - room))
        return rows[start : start + room] if start else rows

    def _block(self, index: int, reading: Reading, folded: Fold, row: int) -> list[Row]:
        """Ruler, border, names and bits of one reading in one row of bits, labelled; empty where it has none."""
        width = reading.setting.layout.width
        own = Fold(width, min(folded.per_row, width), folded.cell)
        own_row = row - (folded.rows - own.rows)
        if own_row < 0:
            return []
        pad = " " * ((folded.per_row - own.per_row) * folded.cell)
        cursor = self.bit if self.bit < width else None
        glyphs = ASCII if self.app.look[1] else UNICODE
        lines = draw_row(reading, own, own_row, Marks(cursor), glyphs)[:4]
        here = reading.form.at(cursor).mask if cursor is not None else 0
        name = f"{'▶' if index == self.chosen else ' '}{reading.setting.layout.name}"
        labels = ("", f" kernel {spell(reading.setting.kernel)}", name, f" {title(reading)}")
        looks = ("", "dim", "key" if index == self.chosen else "head", "dim")
        return [
            [Span(pad, ""), *(_lit(span, self.bit, here) for span in line), Span(middle_out(label, _LABEL), look)]
            for line, label, look in zip(lines, labels, looks, strict=True)
        ]

    def _cursor_row(self) -> Row:
        """What the bit is in each layout."""
        row = [Span(f" bit {self.bit} ", "key")]
        for setting in self.settings:
            width = setting.layout.width
            form = classify(setting, self._word(setting)).form
            meant = _meaning(form.at(self.bit), self.bit) if self.bit < width else "not there"
            row += [Span(f"{setting.layout.name}: ", "dim"), Span(f"{meant}  ", "head")]
        return row

    def _word(self, setting: Setting) -> int:
        return self.desk.now.word & ((1 << setting.layout.width) - 1)

    def bit_fields(self) -> BitFields:
        """The word as each layout reads it."""
        return of_readings([classify(each, self._word(each)) for each in self.settings], self.chosen)

    def take(self, picture: "Picture") -> str:
        """The layouts of a slide."""
        from ptetui.talk.pictures import ComparePicture

        assert isinstance(picture, ComparePicture)
        self.settings = [reading.setting for reading in picture.readings]
        self.chosen = 0
        return ""

    # ------------------------------------------------------------------ actions

    def action_move(self, by: int) -> None:
        """By bits."""
        top = max(setting.layout.width for setting in self.settings) - 1
        self.bit = max(0, min(top, self.bit + by))
        self.said()

    def action_select(self, by: int) -> None:
        """Another layout."""
        self.chosen = max(0, min(len(self.settings) - 1, self.chosen + by))
        self.said()

    def action_add(self) -> None:
        """One more layout."""
        from ptetui.tui.screens.picker import Picker

        def use(name: str | None) -> None:
            if name:
                layout = self.desk.catalog.find(name)
                self.settings.insert(self.chosen + 1, Setting(layout, newest(layout), self.desk.setting.config))
                self.chosen += 1
            self.said()

        self.app.push_screen(Picker(self.desk.catalog, self.settings[self.chosen].layout.name), use)

    def action_remove(self) -> None:
        """One layout less."""
        if len(self.settings) == 1:
            self.said("the last one stays")
            return
        del self.settings[self.chosen]
        self.chosen = min(self.chosen, len(self.settings) - 1)
        self.said()

    def action_kernel(self, by: int) -> None:
        """The chosen layout at another kernel."""
        try:
            self.settings[self.chosen], said = neighbour(self.desk.catalog, self.settings[self.chosen], by)
        except ValueError as error:
            said = str(error)
        self.said(said)

    def action_toggle_bit(self) -> None:
        """Toggle the bit of the word, which is Explore's word."""
        if self.bit < self.desk.width:
            self.desk.cursor = self.bit
            self.desk.toggle()
        self.said("" if self.bit < self.desk.width else f"the word has {self.desk.width} bits")

    def action_command(self) -> None:
        """A word, or a state of the chosen layout."""
        from ptetui.tui.screens.prompt import Prompt

        setting = self.settings[self.chosen]
        ask = f"a word, or a state of {setting.layout.name} (swap type=3 offset=0x1234)"
        self.app.push_screen(Prompt(ask, lambda text: self.desk.enter_as(setting, text)), lambda _: self.said())

    def action_undo(self) -> None:
        """One moment back."""
        self.said("" if self.desk.undo() else "nothing to undo")


def _lit(span: Span, bit: int, here: int) -> Span:
    """The span with the roles that the cursor adds."""
    if span.role.startswith("bit_"):
        return span._replace(role=f"{span.role} cursor") if span.bit == bit else span
    named = span.bit >= 0 and span.role not in ("border", "ruler", "ruler_cursor") and here >> span.bit & 1
    return span._replace(role=f"{span.role} here") if named else span


def _meaning(field: Field, bit: int) -> str:
    """A field's name and, where it has more than one bit, which of them this is."""
    if field.kind == "fixed":
        return f"always {field.put(0, field.fixed) >> bit & 1}"
    if field.width == 1:
        return field.name
    return f"{field.name}[{next(value for value in range(field.width) if field.place(value) == bit)}]"


def _differences(readings: list[Reading], folded: Fold, high: int, low: int, mark: str) -> Row:
    """A mark under every bit that does not mean the same in all layouts that have it."""
    text = ""
    for bit in range(high, low - 1, -1):
        owners = [reading.form.at(bit) for reading in readings if bit < reading.setting.layout.width]
        differ = len({_meaning(owner, bit).partition("[")[0] for owner in owners}) > 1
        text += " " + (mark if differ else " ").center(folded.cell - 1)
    return [Span(text, "changed"), Span("  differs" if text.strip() else "", "dim")]
