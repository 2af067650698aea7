"""Compare: one word read by several layouts, one ribbon above the other, aligned by bit."""

from typing import TYPE_CHECKING

from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.prose import title
from ptetui.render.registers import of_readings
from ptetui.render.ribbon import Fold, Marks, draw_row, fold
from ptetui.render.spans import Row, Span
from ptetui.render.text import middle_out, padded
from ptetui.render.view import BitFields
from ptetui.schema.fields import Field
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.screen import PictureScreen

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_LABEL = 15  # columns to the right of the ribbons
_BESIDE = ("arm64_4k", "riscv64", "s390")  # what a first look at Compare shows beside the layout of Explore


class Compare(PictureScreen):
    """A list of layouts, each at a kernel; one of them is chosen, one bit is under the cursor in all of them."""

    NAME = "compare"
    CANVASES = ("body", "cursor")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.chosen = 0
        self.bit = desk.cursor
        here = desk.setting
        beside = [desk.catalog.find(name) for name in _BESIDE if name != here.layout.name]
        self.settings = [here, *(Setting(layout, newest(layout), here.config) for layout in beside[:2])]

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """The word."""
        word = padded(self.desk.now.word, self.desk.width)
        return [Span(" compare ", "bar_key"), Span(f" {word}", "head"), Span(f" · {len(self.settings)} layouts", "")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """Ribbons, and the bit in each of them."""
        width = max(setting.layout.width for setting in self.settings)
        folded = fold(width, columns - _LABEL)
        assert folded is not None  # forty columns are enough
        self.show("body", self._ribbons(folded, lines - 3))
        self.show("cursor", [self._cursor_row()])

    def _ribbons(self, folded: Fold, room: int) -> list[Row]:
        """All ribbons, row of bits by row of bits; borders between them go first where the room is short."""
        readings = [classify(each, self._word(each)) for each in self.settings]
        borders = folded.rows * (2 + 3 * len(readings)) <= room
        rows: list[Row] = []
        for row in range(folded.rows):
            high, low = folded.span_of(row)
            blocks = [self._block(index, reading, folded, row) for index, reading in enumerate(readings)]
            present = [block for block in blocks if block]
            rows.append(present[0][0])
            for block in present:
                rows += block[1:4] if borders else block[2:4]
            rows.append(_differences(readings, folded, high, low, self.app.look.glyphs.changed))
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
        drawn = draw_row(reading, own, own_row, Marks(cursor), self.app.look.glyphs, whole=False)
        lines = (drawn.ruler, drawn.top, drawn.names, drawn.bits)
        name = f"{'▶' if index == self.chosen else ' '}{reading.setting.layout.name}"
        labels = ("", f" kernel {spell(reading.setting.kernel)}", name, f" {title(reading)}")
        looks = ("", "dim", "key" if index == self.chosen else "head", "dim")
        return [
            [Span(pad, ""), *line, Span(middle_out(label, _LABEL), look)]
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

    def show_picture(self, picture: "Picture") -> str:
        """The layouts of a slide."""
        from ptetui.pictures.compare import ComparePicture

        assert isinstance(picture, ComparePicture)
        self.settings = [reading.setting for reading in picture.words]
        self.chosen = 0
        return ""

    # ------------------------------------------------------------------ actions

    def action_move(self, by: int) -> None:
        """By bits."""
        top = max(setting.layout.width for setting in self.settings) - 1
        self.bit = max(0, min(top, self.bit + by))
        self.show_message()

    def action_select(self, by: int) -> None:
        """Another layout."""
        self.chosen = max(0, min(len(self.settings) - 1, self.chosen + by))
        self.show_message()

    def action_add(self) -> None:
        """One more layout."""
        self.action_layout()

    def setting(self) -> Setting:
        """The chosen one."""
        return self.settings[self.chosen]

    def use_layout(self, name: str) -> str:
        """One more layout, below the chosen one."""
        layout = self.desk.catalog.find(name)
        self.settings.insert(self.chosen + 1, Setting(layout, newest(layout), self.desk.setting.config))
        self.chosen += 1
        return ""

    def change_kernel(self, by: int) -> str:
        """The chosen layout at another kernel."""
        self.settings[self.chosen], moved = neighbour(self.desk.catalog, self.setting(), by)
        return moved

    def action_remove(self) -> None:
        """One layout less."""
        if len(self.settings) == 1:
            self.show_message("the last one stays")
            return
        del self.settings[self.chosen]
        self.chosen = min(self.chosen, len(self.settings) - 1)
        self.show_message()

    def action_toggle_bit(self) -> None:
        """Toggle the bit of the word, which is Explore's word."""
        if self.bit < self.desk.width:
            self.desk.cursor = self.bit
            self.desk.toggle()
        self.show_message("" if self.bit < self.desk.width else f"the word has {self.desk.width} bits")

    def action_command(self) -> None:
        """A word, or a state of the chosen layout."""
        setting = self.setting()
        ask = f"a word, or a state of {setting.layout.name} (swap type=3 offset=0x1234)"
        self.ask(ask, lambda text: self.desk.enter_as(setting, text))


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
