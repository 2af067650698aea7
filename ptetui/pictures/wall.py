"""The swap entries of many layouts, one bit a cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.analysis.sizes import size_text
from ptetui.linux.catalog import CatalogError
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST, spell
from ptetui.pictures.layout import layout_json
from ptetui.pictures.picture import ANY_NUMBER, Names, Picture, Start
from ptetui.pictures.poster import (
    Marked,
    by_architecture,
    frame,
    head_row,
    legend_rows,
    line_row,
    names_of,
    poster_rows,
)
from ptetui.pictures.request import CONFIG, KERNEL, LAYOUTS, Request
from ptetui.render.fitted import Viewport
from ptetui.render.registers import form_register
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.strips import offset_bits, unused_bits
from ptetui.render.view import Block, Drawing, Part, Table, View, Words
from ptetui.schema.fields import Field

_WIDE, _POSTER = 132, 200  # columns of pictures; of this one where it is one, so that cells are square
_ABOUT = (
    "A swap entry is the word that the kernel leaves in a page table in place of a page that it swapped out."
    " A line is a layout, a cell is a bit; bit 0 is on the right."
)
_HEADER = ("layout", "kernels", "offset bits", "type bits", "free bits", "largest swap area", "page")


@dataclass(frozen=True)
class WallPicture(Picture):
    """Swap forms, a line each: those that are named, or all of a kernel, those of an architecture together."""

    NAME = "wall"
    ABOUT = "the swap entries of many layouts, one bit a cell"
    KEYS = (KERNEL, CONFIG, LAYOUTS)
    NAMES = Names("[LAYOUT...]", "layouts, or none for all", "layouts", 0, ANY_NUMBER)

    settings: tuple[Setting, ...]
    title: str = "swap entries"

    @classmethod
    def of(cls, request: Request) -> "WallPicture":
        """The layouts that are named, else all."""
        if "layouts" in request.values:
            settings = tuple(request.settings())
            return cls(settings, f"swap entries of {len(settings)} layouts")
        return cls._all(request)

    @classmethod
    def _all(cls, request: Request) -> "WallPicture":
        kernel, config = request.kernel() or NEWEST, request.config()
        errors: list[str] = []
        known = [layout for layout in request.catalog.all(errors) if layout.level == "pte" and layout.covers(kernel)]
        if errors:
            raise CatalogError(errors[0])
        if not known:
            raise ValueError(f"no layout is known at kernel {spell(kernel)}")
        settings = tuple(Setting(layout, kernel, config) for layout in by_architecture(known))
        return cls(settings, f"Swap entries of Linux {spell(kernel)}: {len(known)} layouts, one bit a cell")

    def fields(self) -> Iterable[Field]:
        """The fields of all swap forms."""
        return (field for setting in self.settings for field in setting.swap.fields)

    def data(self) -> dict[str, Any]:
        """The layouts, as `layouts --json` prints them."""
        return {"layouts": [layout_json(setting.layout) for setting in self.settings]}

    def start(self) -> Start:
        """The wall, on the first layout."""
        return Start("wall", self.settings[0], self.settings[0].swap.blank)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """A line a layout; of lit fields the bits are painted, the rest is dim."""
        layouts, names = [setting.layout for setting in self.settings], names_of(self.settings)
        placed = frame(layouts, names, viewport.columns)
        rows = [head_row(placed)]
        for at, layout in enumerate(layouts):
            mask = sum(field.mask for field in layout.swap.fields if field.name in lit) if lit else None
            rows.append(line_row(placed, layouts, names, at, Marked(), mask))
        shown = [[Span(" " * placed.left, ""), *row] for row in legend_rows(layouts, placed.cells)]
        return [*rows, [], *shown] if len(rows) + len(shown) < viewport.lines else rows

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The poster, and the numbers of each layout."""
        layouts, names = [setting.layout for setting in self.settings], names_of(self.settings)
        registers = tuple(form_register(name, layout.swap) for name, layout in zip(names, layouts, strict=True))
        about = f"swap entries of {len(layouts)} layouts"
        if columns >= _WIDE:
            blocks: tuple[Block, ...] = (Words((_ABOUT,)), Drawing([[], *poster_rows(self.settings, _POSTER)], about))
        else:
            whole = max(map(len, names)) + 3 + max(layout.width for layout in layouts)
            drawing = Drawing(poster_rows(self.settings, max(columns, whole)), about)
            blocks = (Words((_ABOUT,)), drawing, Table(_HEADER, tuple(map(_numbers, layouts))))
        return View(self.title, (Part("", blocks, registers),))


def _numbers(layout: Layout) -> tuple[str, ...]:
    swap, bits = layout.swap, offset_bits(layout)
    counts = (bits, swap.by_name["type"].width, unused_bits(swap))
    size = size_text(1 << (bits + layout.page_shift))
    return (layout.name, layout.span, *map(str, counts), size, size_text(1 << layout.page_shift))
