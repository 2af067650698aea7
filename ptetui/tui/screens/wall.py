"""The wall: the swap forms of all layouts on one screen, one bit a cell, sorted and filtered."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.timer import Timer

from ptetui.analysis.diff_layouts import spell_runs
from ptetui.linux.catalog import CatalogError, checked_file
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST, RELEASES, Version, spell
from ptetui.render.registers import of_swap_forms
from ptetui.render.ribbon import Span
from ptetui.render.strips import LEGEND, PROPERTIES, cells, free_bits, letter, middle_out, offset_bits, ruler
from ptetui.render.text import human_bytes
from ptetui.render.view import BitFields
from ptetui.tui.actions import bindings
from ptetui.tui.desk import Desk
from ptetui.tui.rows import key_row
from ptetui.tui.screens.drawn import Drawn
from ptetui.tui.widgets.canvas import Canvas

if TYPE_CHECKING:
    from ptetui.talk.pictures import Picture

_CELLS = 64
Row = list[Span]


class Wall(Drawn):
    """A line a layout. Files are loaded one after the other, so that the first lines are there at once."""

    NAME = "wall"
    BINDINGS = [*bindings(NAME)]
    DEFAULT_CSS = "Wall { layout: vertical; } Wall #body { height: 1fr; }"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.kernel: Version = NEWEST
        self.known: list[Layout] = []
        self.wanted = ""
        self.order = "offset bits"
        self.line = 0
        self.bit = 3
        self._files: Iterator[Path] = iter(list(desk.catalog.files()))
        self._loader: Timer | None = None

    def compose(self) -> ComposeResult:
        """Four drawn widgets."""
        yield Canvas("top", "bar")
        yield Canvas("body")
        yield Canvas("cursor")
        yield Canvas("keys", "bar")

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
        self.draw()

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

    def draw(self) -> None:
        """Draw everything."""
        columns, lines = self.size
        look = self.app.look
        shown = self.shown
        self.line = max(0, min(self.line, len(shown) - 1))
        loading = " · loading" if self._loader is not None else ""
        wanted = f' · filter "{self.wanted}"' if self.wanted else ""
        about = f" kernel {spell(self.kernel)} · {len(shown)} layouts by {self.order}{wanted}{loading}"
        self.query_one("#top", Canvas).show([[Span(" wall ", "bar_key"), Span(about, "head")]], look)
        label = max(8, min(26, columns - _CELLS))
        room = max(1, lines - 4)
        first = max(0, min(self.line - room // 2, len(shown) - room))
        rows: list[Row] = [[Span(" " * label, ""), *ruler(_CELLS, self.bit), *self._beside(label, _HEAD)]]
        for index in range(first, min(first + room, len(shown))):
            rows.append(self._row(shown[index], label, index == self.line))
        self.query_one("#body", Canvas).show(rows, look)
        self.query_one("#cursor", Canvas).show([self._cursor_row(shown)], look)
        self.query_one("#keys", Canvas).show([key_row(self.desk, self.message, columns, self.NAME)], look)

    def _row(self, layout: Layout, label: int, here: bool) -> Row:
        name = ("▶" if here else " ") + layout.name
        swap = layout.swap
        type_bits, free = swap.by_name["type"].width, free_bits(swap)
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

    def take(self, picture: "Picture") -> str:
        """The kernel of a slide."""
        from ptetui.talk.pictures import WallPicture

        assert isinstance(picture, WallPicture)
        self.kernel = picture.settings[0].kernel
        return ""

    # ------------------------------------------------------------------ actions

    def action_select(self, by: int) -> None:
        """Another line."""
        self.line = max(0, min(len(self.shown) - 1, self.line + by))
        self.said()

    def action_move(self, by: int) -> None:
        """Another bit."""
        self.bit = max(0, min(_CELLS - 1, self.bit + by))
        self.said()

    def action_sort(self) -> None:
        """By the next property."""
        names = list(PROPERTIES)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.line = 0
        self.said()

    def action_filter(self) -> None:
        """Only layouts that have these words."""
        from ptetui.tui.screens.prompt import Prompt

        def accept(text: str) -> None:
            self.wanted, self.line = text, 0

        self.app.push_screen(Prompt("words of a name, an alias, a description", accept, self.wanted, self._filter_live))

    def _filter_live(self, text: str) -> None:
        self.wanted, self.line = text, 0
        self.said()

    def action_kernel(self, by: int) -> None:
        """Another kernel."""
        index = RELEASES.index(self.kernel) + by
        if 0 <= index < len(RELEASES):
            self.kernel = RELEASES[index]
        self.said("" if 0 <= index < len(RELEASES) else "no other release is known")

    def action_open(self) -> None:
        """Read Explore's word with this layout."""
        shown = self.shown
        if shown:
            self.desk.use_layout(shown[self.line].name, self.kernel)
            self.app.action_show("explore")


_HEAD = " offset type free  largest"


def _searched(layout: Layout) -> str:
    return " ".join((layout.name, layout.arch, *layout.aliases, layout.about)).lower()
