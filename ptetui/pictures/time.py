"""One layout through its kernel versions: the swap entry of each range, what moved, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.analysis.diff_layouts import diff_layouts
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.pictures.layout import layout_json
from ptetui.pictures.picture import Names, Picture, Start
from ptetui.pictures.request import LAYOUT, LEVEL, Request
from ptetui.render.changes import spell_change
from ptetui.render.fitted import Viewport
from ptetui.render.registers import form_register
from ptetui.render.rows import cut_row
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.strips import cells, moved_bits, ruler
from ptetui.render.view import Block, Drawing, Part, Table, View, Words
from ptetui.schema.fields import Field

_LABEL = 16


@dataclass(frozen=True)
class TimePicture(Picture):
    """The ranges of a layout, oldest first."""

    NAME = "time"
    ABOUT = "a layout through its kernel versions, a line a range"
    KEYS = (LAYOUT, LEVEL)
    NAMES = Names("[LAYOUT]", "at most one layout", "layout", 0, 1)

    ranges: tuple[Layout, ...]
    config: Config

    @classmethod
    def of(cls, request: Request) -> "TimePicture":
        """All ranges of the layout."""
        setting = request.setting()
        return cls(tuple(request.catalog.history(setting.layout.name, setting.layout.level)), setting.config)

    @property
    def title(self) -> str:
        """The layout."""
        layout = self.ranges[-1]
        return f"{layout.name} from {spell(self.ranges[0].since)}: {len(self.ranges)} ranges, {layout.width} bits"

    def fields(self) -> Iterable[Field]:
        """The fields of all swap forms."""
        return (field for layout in self.ranges for field in layout.swap.fields)

    def data(self) -> dict[str, Any]:
        """The ranges, as `layouts --json` prints them."""
        return {"ranges": [layout_json(layout) for layout in self.ranges]}

    def start(self) -> Start:
        """Time, on the newest range."""
        layout = self.ranges[-1]
        return Start("time", Setting(layout, layout.since, self.config), layout.swap.blank)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """A line a range, the newest that fit; painted are the bits of lit fields, else those that moved."""
        shown = self.ranges[-max(1, viewport.lines - 2) :]
        title: Row = [Span(f" {self.title}", "head")]
        return [cut_row(row, viewport.columns) for row in [title, *self._strips(shown, viewport.columns, lit)]]

    def _strips(self, shown: Sequence[Layout], columns: int, lit: Sequence[str]) -> Iterator[Row]:
        width = self.ranges[-1].width
        yield [Span(" " * _LABEL, ""), *ruler(width)]
        for layout in shown:
            moved = self._moved(layout)
            mask = sum(field.mask for field in layout.swap.fields if field.name in lit) if lit else moved
            painted = None if not lit and layout is shown[0] else mask
            row = [Span(f" {layout.span}"[: _LABEL - 1].ljust(_LABEL), "head"), *cells(layout.swap, width, painted)]
            left = columns - _LABEL - width
            if left > 12:
                row.append(Span(f" {'▲' if moved else ' '} {layout.why}"[:left], "dim"))
            yield row

    def _moved(self, layout: Layout) -> int:
        """The bits that moved since the range before."""
        at = self.ranges.index(layout)
        return moved_bits(self.ranges[at - 1].swap, layout.swap) if at else 0

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The strips, then what each range changed."""
        width = self.ranges[-1].width
        strips = Drawing(list(self._strips(self.ranges, _LABEL + width, ())), self.title)
        registers = tuple(form_register(f"{layout.name}, {layout.span}", layout.swap) for layout in self.ranges)
        parts = [Part("", (strips,), registers)]
        for at, layout in enumerate(self.ranges):
            blocks: list[Block] = [
                Words((layout.why or "the oldest range", *(f"note: {note}" for note in layout.notes)))
            ]
            if at:
                changes = diff_layouts(self.ranges[at - 1], layout)
                rows = tuple((change.form, spell_change(change)) for change in changes)
                blocks += [Table(("form", "change"), rows)] if rows else []
            parts.append(Part(layout.span, tuple(blocks)))
        return View(self.title, tuple(parts))
