"""The swap forms of many layouts as a poster: a painted line a layout, those of an architecture together.

Where there is room a bit takes two columns, the architecture stands to the left of the names and numbers to the right.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from ptetui.analysis.sizes import size_text
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.spans import Row, Span
from ptetui.render.strips import cells, legend_row, offset_bits, ruler, signs, unused_bits
from ptetui.render.text import middle_out

_LEAST_NAME = 8
_IN_HAND, _CHOSEN = "◆", "▶"


class _Fact(NamedTuple):
    title: str
    width: int
    text: Callable[[Layout], str]


_OFFSET = _Fact("offset", 9, lambda layout: str(offset_bits(layout)))
_AREA = _Fact("largest", 11, lambda layout: size_text(1 << (offset_bits(layout) + layout.page_shift)))
_TYPE = _Fact("type", 6, lambda layout: str(layout.swap.by_name["type"].width))
_FREE = _Fact("free", 6, lambda layout: str(unused_bits(layout.swap)))
_PAGE = _Fact("page", 9, lambda layout: size_text(1 << layout.page_shift))
# What stands beside the cells, the fuller first.
_FACTS = ((_OFFSET, _TYPE, _FREE, _AREA, _PAGE), (_OFFSET, _TYPE, _FREE, _AREA), (_OFFSET, _AREA), (_AREA,))


class Frame(NamedTuple):
    """Where the columns are: those of the architecture (0 for none) and of the name, bits and columns a bit, facts."""

    arch: int
    name: int
    bits: int
    cell: int
    facts: tuple[_Fact, ...]

    @property
    def left(self) -> int:
        """Columns to the left of the cells."""
        return self.arch + self.name

    @property
    def cells(self) -> int:
        """Columns of the cells."""
        return self.bits * self.cell

    def bit_at(self, column: int) -> int | None:
        """The bit that is drawn at a column."""
        inside = column - self.left
        return self.bits - 1 - inside // self.cell if 0 <= inside < self.cells else None


def frame(layouts: Sequence[Layout], names: Sequence[str], columns: int) -> Frame:
    """The widest picture of the layouts in so many columns; the cells are whole, names are cut first."""
    bits = max((layout.width for layout in layouts), default=64)
    name = max(map(len, names), default=0) + 3
    arch = max((len(layout.arch) for layout in layouts), default=0) + 2
    cell = 2 if arch + name + 2 * bits <= columns else 1
    left = arch + name
    if left + cell * bits > columns:
        arch, left = 0, max(_LEAST_NAME, min(name, columns - cell * bits))
    right = columns - left - cell * bits
    facts = next((facts for facts in _FACTS if sum(fact.width for fact in facts) <= right), ())
    return Frame(arch, left - arch, bits, cell, facts)


def names_of(settings: Sequence[Setting]) -> list[str]:
    """The layouts by name; with the kernel where a name stands there more than once."""
    names = [setting.layout.name for setting in settings]
    return [
        f"{setting.layout.name}@{spell(setting.kernel)}"
        if names.count(setting.layout.name) > 1
        else setting.layout.name
        for setting in settings
    ]


def by_architecture(layouts: Iterable[Layout]) -> list[Layout]:
    """The layouts of an architecture together, as its file has them; those with the most offset bits first."""
    together: dict[str, list[Layout]] = {}
    for layout in layouts:
        together.setdefault(layout.arch, []).append(layout)
    groups = sorted(together.values(), key=lambda group: (-max(map(offset_bits, group)), group[0].arch))
    return [layout for group in groups for layout in group]


def head_row(frame: Frame, label: str = "", cursor: int | None = None) -> Row:
    """Bit numbers, and what the numbers beside the cells are."""
    row: Row = [Span(label[: frame.left - 1].ljust(frame.left), "key"), *ruler(frame.bits, cursor, frame.cell)]
    facts = "".join(fact.title.rjust(fact.width) for fact in frame.facts)
    return [*row, Span(facts, "dim")] if facts else row


class Marked(NamedTuple):
    """Which line is chosen, and the bit under the cursor; which layout is in hand ("" for none)."""

    chosen: int = -1
    cursor: int | None = None
    in_hand: str = ""


def line_row(
    frame: Frame, layouts: Sequence[Layout], names: Sequence[str], at: int, marked: Marked,
    lit: int | None = None, top: bool = False,
) -> Row:  # fmt: skip
    """The line of a layout; its architecture where it is the first of it, or at the top of what shows."""
    layout, here = layouts[at], at == marked.chosen
    row: Row = []
    if frame.arch:
        first = top or at == 0 or layouts[at - 1].arch != layout.arch
        row.append(Span(f" {layout.arch if first else ''}".ljust(frame.arch), "key"))
    in_hand = layout.name == marked.in_hand
    sign = _CHOSEN if here else _IN_HAND if in_hand else " "
    name = sign + middle_out(names[at], frame.name - 2)
    look = "dim" if lit == 0 else "title" if in_hand else "key" if here else "head" if frame.arch == 0 else ""
    row += [Span(name, look), Span(" " * (frame.name - len(name)), "")]
    row += cells(layout.swap, frame.bits, lit, marked.cursor if here else None, frame.cell)
    facts = "".join(fact.text(layout).rjust(fact.width) for fact in frame.facts)
    return [*row, Span(facts, "head" if here else "dim")] if facts else row


def legend_rows(layouts: Sequence[Layout], columns: int) -> list[Row]:
    """What the painted cells are, in as many lines as it takes."""
    rows: list[Row] = [[]]
    used = 0
    whole = legend_row(signs(layout.swap for layout in layouts), columns)
    for swatch, word in zip(whole[::2], whole[1::2], strict=True):
        size = len(swatch.text) + len(word.text)
        if used and used + size > columns:
            rows.append([])
            used = 0
        rows[-1] += [swatch, word]
        used += size
    return rows


def poster_rows(settings: Sequence[Setting], columns: int) -> list[Row]:
    """The whole poster: legend, bit numbers, the architectures with a gap between two of them, bit numbers again."""
    layouts, names = [setting.layout for setting in settings], names_of(settings)
    placed = frame(layouts, names, columns)
    rows = [*([Span(" " * placed.left, ""), *row] for row in legend_rows(layouts, placed.cells)), []]
    rows.append(head_row(placed))
    nothing = Marked()
    for _, group in groupby(range(len(layouts)), key=lambda at: layouts[at].arch):
        rows += [line_row(placed, layouts, names, at, nothing) for at in group]
        rows.append([])
    return [*rows[:-1], head_row(placed)]
