"""Compare: one state, or one word, in several layouts, one ribbon above the other, aligned by bit."""

from typing import TYPE_CHECKING

from ptetui.analysis.same_state import same_state
from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.fitted import Viewport, largest
from ptetui.render.prose import bit_name, summary, title
from ptetui.render.registers import of_readings
from ptetui.render.ribbon import Fold, Marks, draw_row, role
from ptetui.render.rows import cut_row, longest, row_width
from ptetui.render.spans import Row, Span
from ptetui.render.text import middle_out, padded
from ptetui.render.view import BitFields
from ptetui.schema.bits import ones, spell_runs
from ptetui.tui.command_line import compared
from ptetui.tui.desk import Desk, neighbour
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_NAMED = 3  # columns a bit, with which most symbols can be read
_PLACE = 10  # columns of where a field is, at least
_LEAST_NAMES = 8  # fields from which they are divided over tables side by side
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
        self._label = _LABEL
        self._fold: Fold | None = None
        self._rows: list[int] = []  # of each line of the ribbons: the row of bits

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
        row = [Span(" compare ", "bar_key"), Span(f" {word}", "head"), Span(f" {title(now.reading)}", "bar_key")]
        count = len(self.settings)
        abouts = (f" · {subject} in {count} layout{'s' if count > 1 else ''}", f" · {subject}")
        return [*row, Span(longest(abouts, self.size.width - row_width(row)), "")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """Ribbons, what each word says, where each field is, and the bit in each of them."""
        readings = self.readings()
        width = max(setting.layout.width for setting in self.settings)
        self._label = _LABEL if columns < 2 * width else _WIDE_LABEL
        height = lines - 3
        values = [[], *self._values(columns)]
        below = [*values, [], *self._places(readings, columns)]
        folded = self._folded(width, columns, height - len(below))
        if folded.cell < _NAMED or folded.rows * self._block_lines > height - len(below):
            below = values
            folded = self._folded(width, columns, height - len(below))
        self._fold = folded
        ribbons = self._ribbons(readings, folded, height - len(below))
        self.show("body", [*ribbons, *below][:height] if len(ribbons) < height else ribbons)
        self.show("cursor", [self._cursor_row(readings, self.bit)])

    @property
    def _block_lines(self) -> int:
        """Lines of a row of bits: names and bits of each layout under a ruler, what differs under them."""
        return 2 + 2 * len(self.settings)

    def _folded(self, width: int, columns: int, height: int) -> Fold:
        """How the ribbons are folded: as large as so many lines take, else in the fewest."""
        viewport = Viewport(columns - self._label, height, self.app.look.glyphs)
        folded = largest(width, viewport, ("",) * self._block_lines)
        assert folded is not None  # forty columns are enough
        return folded

    def _ribbons(self, readings: list[Reading], folded: Fold, height: int) -> list[Row]:
        """All ribbons, row of bits by row of bits; borders between them go first where lines are short."""
        borders = folded.rows * (2 + 3 * len(readings)) <= height
        rows: list[Row] = []
        self._rows = []
        for row in range(folded.rows):
            blocks = [self._block(index, reading, folded, row) for index, reading in enumerate(readings)]
            present = [block for block in blocks if block]
            rows.append(present[0][0])
            for block in present:
                rows += block[1:4] if borders else block[2:4]
            drawn = [reading for reading in readings if self.reading(reading.setting)[0] is not None]
            rows.append(_differences(drawn, folded, folded.span_of(row), self._label, self.app.look.glyphs.changed))
            self._rows += [row] * (len(rows) - len(self._rows))
        start = max(0, min(self.chosen * 2 - height // 2, len(rows) - height))
        self._rows = self._rows[start:]
        return rows[start : start + height] if start else rows

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
        here = index == self.chosen
        name = f"{'▶' if here else ' '}{reading.setting.layout.name}"
        there = self.reading(reading.setting)[0] is not None
        labels = ("", "", name, f" {title(reading).lower()}" if there else " no such state")
        looks = ("", "", "key" if here else "head", "dim" if there else "message")
        label = self._label
        rows = [
            [Span(middle_out(text, label - 1).ljust(label), look), Span(pad, ""), *line]
            for line, text, look in zip(lines, labels, looks, strict=True)
        ]
        return rows if there else [rows[0], *(row[:1] for row in rows[1:])]

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
        """Where each field of these forms is, layout by layout: in as many tables as stand beside one another."""
        names = dict.fromkeys(
            field.name for reading in readings for field in reading.form.fields if field.kind in ("number", "flag")
        )
        named = min(_WIDE_LABEL, max(map(len, ("bits of", *names))) + 3)
        layouts = [reading.setting.layout.name for reading in readings]
        wide = [max(_PLACE, len(name) + 2) for name in layouts]
        tables = max(1, min(columns // (named + sum(wide)), -(-len(names) // _LEAST_NAMES)))
        if tables == 1:
            wide = [max(size, (columns - named) // len(readings)) for size in wide]
        high = -(-len(names) // tables)
        head = [Span(" bits of".ljust(named), "dim")]
        head += [Span(name.ljust(size), "head") for name, size in zip(layouts, wide, strict=True)]
        rows = [[*head * tables], *([] for _ in range(high))]
        for at, name in enumerate(names):
            row = rows[1 + at % high]
            row.append(Span(f" {name}"[: named - 1].ljust(named), ""))
            for reading, size in zip(readings, wide, strict=True):
                text, look = self._place(reading, name)
                row.append(Span(text[: size - 1].ljust(size), look))
        return [cut_row(row, columns) for row in rows]

    def _place(self, reading: Reading, name: str) -> tuple[str, str]:
        """The bits of a field in the form of a reading, and its look."""
        field = reading.form.by_name.get(name)
        if field is None or field.kind not in ("number", "flag") or self.reading(reading.setting)[0] is None:
            return "·", "off"
        return ("~" if field.inverted else "") + spell_runs(field.spans), role(field)

    def _cursor_row(self, readings: list[Reading], bit: int) -> Row:
        """What a bit is in each layout."""
        row = [Span(f" bit {bit} ", "key")]
        for reading in readings:
            layout = reading.setting.layout
            meant = bit_name(reading.form.at(bit), bit) if bit < layout.width else "not there"
            meant = meant if self.reading(reading.setting)[0] is not None else "no such state"
            row += [Span(f"{layout.name}: ", "dim"), Span(f"{meant}  ", "head")]
        return row

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """What the bit under the mouse is in each layout."""
        bit = self._bit_at(canvas, column, line)
        return None if bit is None else self._cursor_row(self.readings(), bit)

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a bit moves the cursor there."""
        bit = self._bit_at(event.canvas, event.column, event.line)
        if bit is not None:
            self.bit = bit
            self.show_message()

    def _bit_at(self, canvas: Canvas, column: int, line: int) -> int | None:
        """The bit that is drawn there."""
        fold, place = self._fold, column - self._label
        if canvas.id != "body" or fold is None or not 0 < place <= fold.per_row * fold.cell:
            return None
        return fold.span_of(self._rows[line])[0] - (place - 1) // fold.cell if line < len(self._rows) else None

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


def _differences(readings: list[Reading], folded: Fold, bits: tuple[int, int], label: int, mark: str) -> Row:
    """A mark under every bit that is a flag in one layout and something else in another that has it."""
    text = ""
    for bit in range(bits[0], bits[1] - 1, -1):
        owners = [reading.form.at(bit) for reading in readings if bit < reading.setting.layout.width]
        differ = len({bit_name(owner, bit) for owner in owners}) > 1
        flag = any(owner.kind == "flag" for owner in owners)
        text += " " + (mark if differ and flag else " ").center(folded.cell - 1)
    return [Span(("  flag differs" if text.strip() else "").ljust(label), "dim"), Span(text, "changed")]
