"""The wall: the swap forms of all layouts on one screen, one bit a cell, sorted and filtered."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.timer import Timer

from ptetui.analysis.diff_layouts import spell_runs
from ptetui.linux.catalog import CatalogError, checked_file
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import RELEASES, Version, spell
from ptetui.render.registers import of_swap_forms
from ptetui.render.rows import window
from ptetui.render.spans import Row, Span
from ptetui.render.strips import LEGEND, PROPERTIES, cells, letter, offset_bits, ruler, unused_bits
from ptetui.render.text import human_bytes, middle_out
from ptetui.render.view import BitFields
from ptetui.tui.desk import Desk
from ptetui.tui.screen import PictureScreen
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture

_CELLS = 64


class Wall(PictureScreen):
    """A line a layout. Files are loaded one after the other, so that the first lines are there at once."""

    NAME = "wall"
    CANVASES = ("body", "cursor")
    LEAST = (20, 6)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kernel: Version = desk.setting.kernel
        self._marked = desk.setting.layout.name  # the layout in hand, until another line is chosen
        self.known: list[Layout] = []
        self.wanted = ""
        self.order = "offset bits"
        self.line = 0
        self.bit = 3
        self._first = self._label = 0
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
                self.known += [each for each in checked_file(path) if each.level == "pte"]
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
        at = [each for each in self.known if each.covers(self.kernel)]
        kept = [each for each in at if all(word in _searched(each) for word in self.wanted.lower().split())]
        number = PROPERTIES[self.order]
        return sorted(kept, key=lambda each: (-number(each), each.name))

    def follow(self) -> None:
        """The chosen line stays in the list."""
        names = [layout.name for layout in self.shown]
        if self._marked in names:
            self.line = names.index(self._marked)
        self.line = max(0, min(self.line, len(names) - 1))

    def title_row(self) -> Row:
        """Kernel, order, filter."""
        loading = " · loading" if self._loader is not None else ""
        wanted = f' · filter "{self.wanted}"' if self.wanted else ""
        about = f" kernel {spell(self.kernel)} · {len(self.shown)} layouts by {self.order}{wanted}{loading}"
        return [Span(" wall ", "bar_key"), Span(about, "head")]

    def draw_picture(self, columns: int, lines: int) -> None:
        """A line a layout, and the bit under the cursor."""
        shown, label = self.shown, max(8, min(26, columns - _CELLS))
        height = max(1, lines - 4)
        first = self._first = window(self.line, height, len(shown))
        self._label = label
        rows: list[Row] = [[Span(" " * label, ""), *ruler(_CELLS, self.bit), *self._beside(label, _HEAD)]]
        for index in range(first, min(first + height, len(shown))):
            rows.append(self._row(shown[index], label, index == self.line))
        self.show("body", rows)
        self.show("cursor", [self._cursor_row(shown)])

    def _row(self, layout: Layout, label: int, here: bool) -> Row:
        name = ("▶" if here else " ") + layout.name
        swap = layout.swap
        type_bits, free = swap.by_name["type"].width, unused_bits(swap)
        size = human_bytes(1 << (offset_bits(layout) + layout.page_shift))
        facts = f" {offset_bits(layout):6} {type_bits:4} {free:4}  {size:9}"
        return [
            Span(middle_out(name, label - 1).ljust(label), "key" if here else "head"),
            *cells(swap, _CELLS, cursor=self.bit if here else None),
            *self._beside(label, facts),
        ]

    def _beside(self, label: int, text: str) -> Row:
        """Text to the right of the cells, where all of it fits."""
        return [Span(text, "dim")] if self.size.width >= label + _CELLS + len(text) else []

    def _cursor_row(self, shown: list[Layout]) -> Row:
        if not shown:
            return [Span(" no layout has these words; / changes the filter", "message")]
        layout = shown[self.line]
        if self.bit >= layout.width:
            return [Span(f" {layout.name} has {layout.width} bits", "dim")]
        field = layout.swap.at(self.bit)
        legend = [Span(f" {each}", look) for each, look in LEGEND]
        return [
            Span(f" {layout.name} bit {self.bit}: ", "key"),
            Span(f"{letter(field, self.bit)} {field.name} {spell_runs(field.spans)} ", "head"),
            Span(f"{field.meaning}  ", ""),
            *legend,
        ]

    def bit_fields(self) -> BitFields:
        """The swap form of each layout."""
        settings = [Setting(each, self.kernel, self.desk.setting.config) for each in self.shown]
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
        if 0 <= event.column - self._label < _CELLS:
            self.bit = _CELLS - 1 - (event.column - self._label)
        self.show_message()

    def action_move(self, by: int) -> None:
        """Another bit."""
        self.bit = max(0, min(_CELLS - 1, self.bit + by))
        self.show_message()

    def action_sort(self) -> None:
        """By the next property."""
        names = list(PROPERTIES)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.line = 0
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


_HEAD = " offset type free  largest"


def _searched(layout: Layout) -> str:
    return " ".join((layout.name, layout.arch, *layout.aliases, layout.about)).lower()
