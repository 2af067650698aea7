"""The wall: the swap forms of all layouts on one screen, one bit a cell, sorted and filtered."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from ptetui.linux.catalog import CatalogError, checked_file
from ptetui.linux.layout import Layout
from ptetui.linux.nearest import with_description
from ptetui.linux.setting import Setting
from ptetui.linux.versions import RELEASES, Version, spell
from ptetui.pictures.poster import Frame, Marked, by_architecture, frame, head_row, legend_rows, line_row
from ptetui.render.registers import of_swap_forms
from ptetui.render.rows import row_width, window
from ptetui.render.spans import Row, Span
from ptetui.render.strips import PROPERTIES
from ptetui.render.view import BitFields
from ptetui.schema.bits import spell_runs
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_ARCHITECTURE = "architecture"  # an order: those of an architecture together
_ORDERS = (_ARCHITECTURE, *PROPERTIES)


class Wall(PictureScreen):
    """A line a layout. Files are loaded one after the other, so that the first lines are there at once."""

    NAME = "wall"
    CANVASES = ("body", "cursor")
    LEAST = (20, 6)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kernel: Version = desk.setting.kernel
        self._marked = desk.setting.layout.name  # the layout in hand, until another line is chosen
        self._in_hand = desk.setting
        self.known: list[Layout] = []
        self.wanted = ""
        self.order = _ARCHITECTURE
        self.line = 0
        self.bit = 3
        self._first = 0
        self._frame: Frame | None = None
        self._files: Iterator[Path] = iter(list(desk.catalog.files()))
        self._loader: Timer | None = None

    def on_mount(self) -> None:
        """Load a file a tick."""
        self._loader = self.set_interval(0.005, self._load_one)

    def _load_one(self) -> None:
        path = next(self._files, None)
        if path is None:
            if self._loader is not None:
                self._loader.stop()
                self._loader = None
        else:
            try:
                self.known += [layout for layout in checked_file(path) if layout.level == "pte"]
            except CatalogError as error:
                self.message = str(error)
        self.redraw()

    @property
    def busy(self) -> bool:
        """Whether files are still being loaded."""
        return self._loader is not None

    # ------------------------------------------------------------------ drawing

    @property
    def shown(self) -> list[Layout]:
        """The layouts at this kernel that have all the wanted words, the largest by the chosen property first."""
        at = [layout for layout in self.known if layout.covers(self.kernel)]
        words = self.wanted.lower().split()
        kept = [layout for layout in at if all(word in with_description(layout) for word in words)]
        if self.order == _ARCHITECTURE:
            return by_architecture(kept)
        number = PROPERTIES[self.order]
        return sorted(kept, key=lambda layout: (-number(layout), layout.name))

    def follow(self) -> None:
        """The layout in hand and its kernel, where another screen changed them; the chosen line stays in the list."""
        if self.desk.setting != self._in_hand:
            self._in_hand = self.desk.setting
            self.kernel, self._marked = self._in_hand.kernel, self._in_hand.layout.name
        names = [layout.name for layout in self.shown]
        if self._marked in names:
            self.line = names.index(self._marked)
        self.line = max(0, min(self.line, len(names) - 1))

    def title_row(self) -> Row:
        """Kernel, order, filter."""
        loading = " · loading" if self._loader is not None else ""
        wanted = f' · filter "{self.wanted}"' if self.wanted else ""
        about = f" Linux {spell(self.kernel)} · {len(self.shown)} layouts by {self.order}{wanted}{loading}"
        return [Span(" wall ", "bar_key"), Span(about, "head")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """A line a layout, the legend, and the bit under the cursor."""
        shown = self.shown
        names = [layout.name for layout in shown]
        placed = self._frame = frame(shown, names, columns)
        below = [*legend_rows(shown, columns), *self._cursor_rows(shown, columns)]
        height = max(1, lines - 3 - len(below))
        first = self._first = window(self.line, height, len(shown))
        last = min(first + height, len(shown))
        more = f" ↑{first} ↓{len(shown) - last} more" if len(shown) > height else ""
        marked = Marked(self.line, self.bit, self.desk.setting.layout.name)
        rows = [head_row(placed, more, self.bit)]
        rows += [line_row(placed, shown, names, at, marked, top=at == first) for at in range(first, last)]
        self.show("body", rows)
        self.show("cursor", below, len(below))

    def _cursor_rows(self, shown: list[Layout], columns: int) -> list[Row]:
        """The bit under the cursor; of the layout what sets it apart."""
        if not shown:
            return [[Span(" no layout has these words; / changes the filter", "message")]]
        layout = shown[self.line]
        about = f" · {layout.about}" if layout.about else ""
        if self.bit >= layout.width:
            return [[Span(f" {layout.name}", "key"), Span(f" has {layout.width} bits{about}", "")]]
        field = layout.swap.at(self.bit)
        row: Row = [
            Span(f" {layout.name} bit {self.bit}: ", "key"),
            Span(f"{field.name} {spell_runs(field.spans)} ", "head"),
            Span(field.meaning, ""),
        ]
        return [[*row, Span(about, "dim")] if row_width(row) + len(about) <= columns else row]

    def bit_fields(self) -> BitFields:
        """The swap form of each layout."""
        settings = [Setting(layout, self.kernel, self.desk.setting.config) for layout in self.shown]
        return of_swap_forms(settings, self.line) if settings else super().bit_fields()

    def show_picture(self, picture: "Picture") -> str:
        """The kernel of a slide."""
        from ptetui.pictures.wall import WallPicture

        assert isinstance(picture, WallPicture)
        self.kernel = picture.settings[0].kernel
        return ""

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another line."""
        self._choose(self.line + by)
        self.show_message()

    def _choose(self, line: int) -> None:
        self.line, self._marked = max(0, min(len(self.shown) - 1, line)), ""

    def on_canvas_clicked(self, event: Canvas.Clicked) -> None:
        """A click on a line chooses it and the bit; one on the chosen line opens it."""
        if event.canvas.id != "body" or not 1 <= event.line <= len(self.shown) - self._first:
            return
        self._choose(self._first + event.line - 1)
        bit = self._frame.bit_at(event.column) if self._frame is not None else None
        self.bit = self.bit if bit is None else bit
        self.show_message()

    def hover_row(self, canvas: Canvas, column: int, line: int) -> Row | None:
        """The field of a cell."""
        bit = self._frame.bit_at(column) if self._frame is not None else None
        if canvas.id != "body" or bit is None or not 1 <= line <= len(self.shown) - self._first:
            return None
        layout = self.shown[self._first + line - 1]
        if bit >= layout.width:
            return None
        field = layout.swap.at(bit)
        return [Span(f" {layout.name} bit {bit}: ", "key"), Span(f"{field.name} ", "head"), Span(field.meaning, "")]

    def action_move(self, by: int) -> None:
        """Another bit."""
        self.bit = max(0, min((self._frame.bits if self._frame else 64) - 1, self.bit + by))
        self.show_message()

    def action_sort(self) -> None:
        """By the next property."""
        marked = self.shown[self.line].name if self.shown else ""
        self.order = _ORDERS[(_ORDERS.index(self.order) + 1) % len(_ORDERS)]
        self._marked = marked
        self.show_message()

    def action_filter(self) -> None:
        """Only layouts that have these words, while they are typed."""
        from ptetui.tui.dialogs.prompt import Prompt

        def filtered(text: str) -> None:
            self.wanted, self.line = text, 0
            self.draw()

        self.message = ""
        self.app.push_screen(Prompt("words of a name, an alias, a description", filtered, self.wanted, filtered))

    def change_kernel(self, by: int) -> str:
        """Another kernel."""
        index = RELEASES.index(self.kernel) + by
        if not 0 <= index < len(RELEASES):
            return "no other release is known"
        self.kernel = RELEASES[index]
        return ""

    async def action_open(self) -> None:
        """Explore's word as this layout reads it."""
        shown = self.shown
        if shown:
            lost = self.desk.use_layout(shown[self.line].name, self.kernel)
            await self.app.action_show("explore", lost)
