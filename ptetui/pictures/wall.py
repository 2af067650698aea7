"""The swap entries of many layouts, one bit a cell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.linux.catalog import CatalogError
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST, spell
from ptetui.pictures.layout import layout_json
from ptetui.pictures.picture import MANY, Names, Picture, Start
from ptetui.pictures.request import CONFIG, KERNEL, LAYOUTS, Request
from ptetui.render.fitted import Viewport
from ptetui.render.registers import form_register
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.strips import LEGEND, PROPERTIES, cells, offset_bits, ruler, unused_bits
from ptetui.render.text import human_bytes, middle_out
from ptetui.render.view import Drawing, Part, Table, View
from ptetui.schema.fields import Field

_HEADER = ("layout", "kernels", "offset bits", "type bits", "free bits", "largest swap area", "page")


@dataclass(frozen=True)
class WallPicture(Picture):
    """Swap forms, a line each: those that are named, or all of a kernel, those with the most offset bits first."""

    NAME = "wall"
    ABOUT = "the swap entries of many layouts, one bit a cell"
    KEYS = (KERNEL, CONFIG, LAYOUTS)
    NAMES = Names("[LAYOUT...]", "layouts, or none for all", "layouts", 0, MANY)

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
        known = [each for each in request.catalog.all(errors) if each.level == "pte" and each.covers(kernel)]
        if errors:
            raise CatalogError(errors[0])
        if not known:
            raise ValueError(f"no layout is known at kernel {spell(kernel)}")
        number = PROPERTIES["offset bits"]
        known.sort(key=lambda each: (-number(each), each.name))
        settings = tuple(Setting(each, kernel, config) for each in known)
        return cls(settings, f"swap entries at kernel {spell(kernel)}, {len(known)} layouts")

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
        """A line a layout; bits of lit fields are marked, the rest is dim."""
        wide = max(each.layout.width for each in self.settings)
        names = _names(self.settings)
        label = max(8, min(max(map(len, names)) + 2, viewport.columns - wide))
        rows: list[Row] = [[Span(" " * label, ""), *ruler(wide)]]
        for setting, whole in zip(self.settings, names, strict=True):
            mask = sum(field.mask for field in setting.swap.fields if field.name in lit)
            line = cells(setting.swap, wide, mask)
            if lit:
                line = [span if "changed" in span.role.split() else span._replace(role="dim") for span in line]
            name = f" {middle_out(whole, label - 2)}".ljust(label)
            rows.append([Span(name, "head" if mask or not lit else "dim"), *line])
        return rows

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The strips with their legend, and the numbers of each layout."""
        layouts = [setting.layout for setting in self.settings]
        names = _names(self.settings)
        wide = max(each.width for each in layouts)
        label = max(map(len, names)) + 1
        head = [Span(" " * label, ""), *ruler(wide)]
        strips = (
            [Span(n.ljust(label), "head"), *cells(each.swap, wide)] for n, each in zip(names, layouts, strict=True)
        )
        legend: Row = [Span(" " * label, "")]
        for (sign, look), word in zip((*LEGEND, ("░", "ignored")), _LEGEND, strict=True):
            legend += [Span(sign, look), Span(f" {word}  ", "dim")]
        drawing = Drawing([head, *strips, [], legend], f"swap entries of {len(layouts)} layouts")
        registers = tuple(form_register(name, each.swap) for name, each in zip(names, layouts, strict=True))
        blocks = (drawing, Table(_HEADER, tuple(map(_numbers, layouts))))
        return View(self.title, (Part("", blocks, registers),))


_LEGEND = (
    "type", "offset", "offset, inverted", "exclusive", "uffd-wp", "soft-dirty", "always 1", "always 0", "ignored",
)  # fmt: skip


def _numbers(layout: Layout) -> tuple[str, ...]:
    swap, bits = layout.swap, offset_bits(layout)
    counts = (bits, swap.by_name["type"].width, unused_bits(swap))
    size = human_bytes(1 << (bits + layout.page_shift))
    return (layout.name, layout.span, *map(str, counts), size, human_bytes(1 << layout.page_shift))


def _names(settings: Sequence[Setting]) -> list[str]:
    """The layouts by name; with the kernel where a name stands there more than once."""
    names = [each.layout.name for each in settings]
    return [
        f"{each.layout.name}@{spell(each.kernel)}" if names.count(each.layout.name) > 1 else each.layout.name
        for each in settings
    ]
