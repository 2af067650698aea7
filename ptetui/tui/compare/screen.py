"""Compare: one state, or one word, in several layouts, one ribbon above the other, aligned by bit."""

from typing import TYPE_CHECKING

from ptetui.analysis.same_state import same_state
from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.fitted import Viewport, largest
from ptetui.render.prose import summary, title
from ptetui.render.registers import of_readings
from ptetui.render.ribbon import Fold, Marks, draw_row, role
from ptetui.render.rows import cut_row
from ptetui.render.spans import Row, Span
from ptetui.render.text import middle_out, padded
from ptetui.render.view import BitFields
from ptetui.schema.bits import ones, spell_runs
from ptetui.schema.fields import Field
from ptetui.tui.command_line import compared
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.screen import PictureScreen

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_LABEL = 15  # columns of the names, to the left of the ribbons
_WIDE_LABEL = 24  # the same where there is room
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
        self.same_word = False  # else the same state
        self._in_hand = here

    def follow(self) -> None:
        """Another screen may have changed what Explore reads: its layout is the first here."""
        if self.desk.setting != self._in_hand:
            if self.settings[0] == self._in_hand:
                self.settings[0] = self.desk.setting
            self._in_hand = self.desk.setting

    def reading(self, setting: Setting) -> tuple[Reading | None, tuple[str, ...]]:
        """The word, or the word of the same state, by a layout; None where it has no such state, and what is lost."""
        own = self.desk.now.reading
        if self.same_word or own.state in ("malformed", "unknown"):
            return classify(setting, self.desk.now.word & ones(setting.layout.width)), ()
        there = same_state(own, setting)
        return (None if there.word is None else classify(setting, there.word)), there.lost

    def readings(self) -> list[Reading]:
        """The words that are drawn: where a layout has no such state, its empty swap entry stands for it."""
        pairs = [(setting, self.reading(setting)[0]) for setting in self.settings]
        return [reading or classify(setting, setting.swap.blank) for setting, reading in pairs]

    def command_line(self) -> str:
        """The word, or its state, in the layouts that have it."""
        kept = [one for one in self.settings if self.reading(one)[0] is not None and one.layout.level == "pte"]
        if len(kept) < 2 or kept[0] != self.desk.setting:
            return super().command_line()
        word = padded(self.desk.now.word, self.desk.width)
        return compared(f"same={word}" if self.same_word else word, kept)

    # ------------------------------------------------------------------ drawing

    def title_row(self) -> Row:
        """The word, and what is compared."""
        now = self.desk.now
        word = padded(now.word, self.desk.width)
        malformed = now.reading.state in ("malformed", "unknown")
        subject = "the same word" if self.same_word or malformed else "the same state"
        about = f" · {subject} in {len(self.settings)} layouts"
        return [
            Span(" compare ", "bar_key"), Span(f" {word}", "head"), Span(f" {title(now.reading)}", "bar_key"),
            Span(about, ""),
        ]  # fmt: skip

    def draw_picture(self, columns: int, lines: int) -> None:
        """Ribbons, what each word says, where each field is, and the bit in each of them."""
        readings = self.readings()
        width = max(setting.layout.width for setting in self.settings)
        label = _LABEL if columns < 2 * width else _WIDE_LABEL
        height = lines - 3
        block = ("",) * (2 + 2 * len(readings))
        folded = largest(width, Viewport(columns - label, height, self.app.look.glyphs), block)
        assert folded is not None  # forty columns are enough
        ribbons = self._ribbons(readings, folded, label, height)
        below = [[], *self._values(columns), [], *self._places(readings, columns)]
        if len(ribbons) + len(below) > height:
            below = [[], *self._values(columns)]
        self.show("body", [*ribbons, *below][:height] if len(ribbons) < height else ribbons)
        self.show("cursor", [self._cursor_row(readings)])

    def _ribbons(self, readings: list[Reading], folded: Fold, label: int, height: int) -> list[Row]:
        """All ribbons, row of bits by row of bits; borders between them go first where lines are short."""
        borders = folded.rows * (2 + 3 * len(readings)) <= height - len(readings) - 1
        rows: list[Row] = []
        for row in range(folded.rows):
            high, low = folded.span_of(row)
            blocks = [self._block(index, reading, folded, row, label) for index, reading in enumerate(readings)]
            present = [block for block in blocks if block]
            rows.append(present[0][0])
            for block in present:
                rows += block[1:4] if borders else block[2:4]
            rows.append(_differences(readings, folded, (high, low), label, self.app.look.glyphs.changed))
        start = max(0, min(self.chosen * 2 - height // 2, len(rows) - height))
        return rows[start : start + height] if start else rows

    def _block(self, index: int, reading: Reading, folded: Fold, row: int, label: int) -> list[Row]:
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
        here = index == self.chosen
        name = f"{'▶' if here else ' '}{reading.setting.layout.name}"
        there = self.reading(reading.setting)[0] is not None
        labels = ("", "", name, f" {title(reading).lower()}" if there else " no such state")
        looks = ("", "", "key" if here else "head", "dim" if there else "message")
        return [
            [Span(middle_out(text, label - 1).ljust(label), look), Span(pad, ""), *line]
            for line, text, look in zip(lines, labels, looks, strict=True)
        ]

    def _values(self, columns: int) -> list[Row]:
        """A line a layout: kernel, word, what it says, what the layout has no room for."""
        names = [setting.layout.name for setting in self.settings]
        wide = max(map(len, names)) + 3
        rows: list[Row] = []
        for index, (setting, name) in enumerate(zip(self.settings, names, strict=True)):
            reading, lost = self.reading(setting)
            here = index == self.chosen
            row: Row = [
                Span(f"{'▶' if here else ' '}{name}".ljust(wide), "key" if here else ""),
                Span(f"{spell(setting.kernel):5}", "dim"),
            ]
            if reading is None:
                state = title(self.desk.now.reading).lower()
                row.append(Span(f" {', '.join(lost)} does not fit" if lost else f" has no state {state}", "message"))
            else:
                row.append(Span(f" {padded(reading.word, setting.layout.width)}", "number"))
                row.append(Span(f"  {title(reading).lower()} {summary(reading)}", ""))
            if lost and reading is not None:
                row.append(Span(f"  no {', '.join(name.replace('_', '-') for name in lost)}", "message"))
            rows.append(cut_row(row, columns))
        return rows

    def _places(self, readings: list[Reading], columns: int) -> list[Row]:
        """Where each field of these forms is, layout by layout."""
        names = dict.fromkeys(
            field.name for reading in readings for field in reading.form.fields if field.kind in ("number", "flag")
        )
        wide = max((columns - _WIDE_LABEL) // len(readings), 14)
        rows: list[Row] = [[Span(" bits of".ljust(_WIDE_LABEL), "dim")]]
        rows[0] += [Span(reading.setting.layout.name[: wide - 1].ljust(wide), "head") for reading in readings]
        for name in names:
            row: Row = [Span(f" {name}"[: _WIDE_LABEL - 1].ljust(_WIDE_LABEL), "")]
            for reading in readings:
                field = reading.form.by_name.get(name)
                kept = field is not None and field.kind in ("number", "flag")
                text = ("~" if field.inverted else "") + spell_runs(field.spans) if field is not None and kept else "·"
                row.append(Span(text[: wide - 1].ljust(wide), role(field) if field is not None and kept else "off"))
            rows.append(cut_row(row, columns))
        return rows

    def _cursor_row(self, readings: list[Reading]) -> Row:
        """What the bit is in each layout."""
        row = [Span(f" bit {self.bit} ", "key")]
        for reading in readings:
            layout = reading.setting.layout
            meant = _meaning(reading.form.at(self.bit), self.bit) if self.bit < layout.width else "not there"
            row += [Span(f"{layout.name}: ", "dim"), Span(f"{meant}  ", "head")]
        return row

    def bit_fields(self) -> BitFields:
        """The word as each layout reads it."""
        return of_readings(self.readings(), self.chosen)

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

    def action_same(self) -> None:
        """The same word, or the same state."""
        self.same_word = not self.same_word
        self.show_message("the same word, read by each layout" if self.same_word else "the same state in each layout")

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


def _differences(readings: list[Reading], folded: Fold, bits: tuple[int, int], label: int, mark: str) -> Row:
    """A mark under every bit that is a flag in one layout and something else in another that has it."""
    text = ""
    for bit in range(bits[0], bits[1] - 1, -1):
        owners = [reading.form.at(bit) for reading in readings if bit < reading.setting.layout.width]
        differ = len({_meaning(owner, bit) for owner in owners}) > 1
        flag = any(owner.kind == "flag" for owner in owners)
        text += " " + (mark if differ and flag else " ").center(folded.cell - 1)
    return [Span(("  flag differs" if text.strip() else "").ljust(label), "dim"), Span(text, "changed")]
