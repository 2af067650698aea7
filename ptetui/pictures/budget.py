"""The 32 swap types: who holds which, in a kernel and a configuration, or under a design."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ptetui.analysis.designs.design import DESIGNS, MOST_FLAGS, Design, DesignCase, holders, types_of
from ptetui.analysis.designs.kernels import usual_case
from ptetui.analysis.designs.quantities import budget_text
from ptetui.linux.config import Config
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, SpecialType, max_swapfiles, special_types
from ptetui.linux.syntax import parse_number
from ptetui.linux.versions import NEWEST, Version, spell
from ptetui.pictures.picture import Names, Picture, Start
from ptetui.pictures.request import SETTING, Key, Request, blame
from ptetui.render.fitted import Viewport, heading
from ptetui.render.labels import short_name
from ptetui.render.spans import Glyphs, Row, Span
from ptetui.render.text import sentence_rows
from ptetui.render.view import Block, Drawing, Part, Piece, Register, Table, View, Words

FLAGS_KEY = Key("flags", "how many flags an entry keeps")
_TOTAL = 1 << MAX_SWAPFILES_SHIFT
_ACROSS = 4  # boxes of swap types a row, in files
_LINES = 99  # more than the boxes of a design need
_LEGEND_LINES = 2
_MARKER = next(design for design in DESIGNS if design.name == "marker")  # what a slide is about unless it says more

# Holder of a swap type -> its letter and the role of its box.
HOLDER_LETTERS: Mapping[str, tuple[str, str]] = {
    "swap": ("s", "dim"), "hwpoison": ("H", "flag"), "migration_read": ("R", "offset"),
    "migration_read_exclusive": ("X", "offset"), "migration_write": ("W", "offset"),
    "device_private_write": ("P", "pfn"), "device_private_read": ("p", "pfn"),
    "device_exclusive_write": ("D", "pfn"), "device_exclusive_read": ("d", "pfn"), "device_exclusive": ("D", "pfn"),
    "marker": ("M", "changed"), "swapin_error": ("E", "number"), "": ("-", "off"),
}  # fmt: skip


def case_of(request: Request) -> DesignCase:
    """The setting, and how many flags an entry keeps."""
    setting = request.setting()
    with blame("flags"):
        flags = parse_number(request.text("flags")) if "flags" in request.values else None
        if flags is not None and flags > MOST_FLAGS:
            raise ValueError(f"{flags}: 0 to {MOST_FLAGS} can be asked")
    return usual_case(setting, request.catalog, flags)


@dataclass(frozen=True)
class BudgetPicture(Picture):
    """The swap types of a kernel and a configuration, or those of a case under a design."""

    NAME = "budget"
    ABOUT = "the 32 swap types and who holds them"
    KEYS = (*SETTING, Key("design", f"one of `{' '.join(design.name for design in DESIGNS)}`"), FLAGS_KEY)
    NAMES = Names("[DESIGN]", "at most one design", "design", 0, 1)

    kernel: Version
    config: Config
    case: DesignCase | None = None
    design: Design = _MARKER
    compared: bool = True  # the picture is about the design, and not about the kernel

    @classmethod
    def of(cls, request: Request) -> "BudgetPicture":
        """Under the design that is named; a slide that names none shows what the kernel has."""
        kernel, config = request.kernel() or NEWEST, request.config()
        if "design" not in request.values and request.default is not None:
            return cls(kernel, config)
        with blame("design"):
            known = {design.name: design for design in DESIGNS}
            design = request.chosen("design", known)[0] if request.text("design") else None
        case = case_of(request)
        if design is not None:
            return cls(kernel, config, case, design)
        has_marker = any(held.kind == "marker" for held in special_types(case.setting.kernel, config).values())
        return cls(kernel, config, case, _MARKER if has_marker else DESIGNS[0], compared=False)

    @property
    def title(self) -> str:
        """The design, or the kernel."""
        return f"the {_TOTAL} swap types" + (
            f" under {self.design.title}" if self.case else f", kernel {spell(self.kernel)}"
        )

    def data(self) -> dict[str, Any]:
        """What `budget --json` prints; under a design its holders."""
        if self.case is None:
            return budget_json(self.kernel, self.config)
        return {"design": self.design.name, "holders": list(holders(self.case, self.design.name))}

    def start(self) -> Start | None:
        """Designs."""
        return Start("designs", self.case.setting, self.case.setting.swap.blank) if self.case else None

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The boxes with their holders."""
        if self.case is None:
            return super().rows(viewport, lit)
        about = sentence_rows(self.design.about, viewport.columns) if self.compared else []
        boxes = budget_rows(self.case, self.design, viewport.columns, viewport.lines - 2 - len(about), self.compared)
        return [heading(self.case.setting), *about, [], *boxes]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """The boxes, and the list of holders."""
        if self.case is not None:
            part = budget_part(self.case, self.design, columns)
            return View(self.title, (part,), part.registers[0])
        special, areas = special_types(self.kernel, self.config), max_swapfiles(self.kernel, self.config)
        kinds = [special[number].kind if number in special else "swap" for number in range(_TOTAL)]
        rows = [row for first in range(0, _TOTAL, _ACROSS) for row in _box_rows(kinds, first, columns, glyphs)]
        total = f"MAX_SWAPFILES {areas} = {_TOTAL} - {len(special)}; config {self.config}"
        listed = [(f"0 to {areas - 1}", "swap", "", "swap areas, each its own")]
        listed += [(str(number), held.kind, held.macro, _needs(held, self.kernel)) for number, held in special.items()]
        table = Table(("type", "kind", "macro", "needs"), tuple(listed))
        blocks: tuple[Block, ...] = (Words((total,)), Drawing(rows, total), table)
        pieces = [Piece(number, number, held.kind, "flag") for number, held in special.items()]
        pieces.append(Piece(areas - 1, 0, f"swap areas ({areas})", "type"))
        register = Register("swap types", _TOTAL, tuple(sorted(pieces, key=lambda piece: -piece.high)))
        return View(self.title, (Part("", blocks, (register,)),), register)


def budget_part(case: DesignCase, design: Design, columns: int) -> Part:
    """The boxes under a design, for a file."""
    title = f"the {_TOTAL} swap types under {design.title}"
    drawing = Drawing(budget_rows(case, design, columns, _LINES), title)
    return Part(title, (drawing,), (_register(design.title, holders(case, design.name)),))


def _register(name: str, held: Sequence[str]) -> Register:
    """The swap types as a register: adjoining types of one holder are one piece."""
    pieces, low = [], 0
    for holder, types in groupby(held):
        high = low + len(list(types)) - 1
        pieces.append(Piece(high, low, holder or "left over", "type" if holder.startswith("swap") else "flag"))
        low = high + 1
    return Register(name, len(held), tuple(pieces[::-1]))


def _box_rows(kinds: Sequence[str], first: int, columns: int, glyphs: Glyphs) -> Iterator[Row]:
    width = max(8, (min(columns, 120) - 1) // _ACROSS - 1)
    shown = range(first, first + _ACROSS)
    row: Row = []
    for number in shown:
        text = f" {number:2} {short_name(kinds[number], width - 4)}"
        row += [Span(glyphs.side, "border"), Span(text.ljust(width), _holder_role(kinds[number]))]
    yield _edge(glyphs.top, width)
    yield [*row, Span(glyphs.side, "border")]
    yield _edge(glyphs.bottom, width)


def _edge(ends: str, width: int) -> Row:
    left, flat, tee, right = tuple(ends)
    return [Span(left + tee.join([flat * width] * _ACROSS) + right, "border")]


def _needs(held: SpecialType, kernel: Version) -> str:
    """The option without which the kind does not exist in this kernel."""
    if held.option is None or held.enabled(kernel, Config(frozenset({held.option}))):
        return "always there"
    return f"CONFIG_{held.option}"


def _holder_role(kind: str) -> str:
    return {"swap": "fixed", "marker": "type"}.get(kind, "offset" if kind.startswith("migration") else "flag")


# ---------------------------------------------------------------------------------------------- under a design


def budget_rows(
    case: DesignCase, design: Design, columns: int, height: int, under_design: bool = True
) -> list[Row]:  # fmt: skip
    """The 32 swap types under a design, a box each, who holds which, and the sum; what there is room for."""
    kinds = types_of(design.name, case.setting.kernel, case.setting.config)
    total = budget_text(kinds)
    if design.name == "type":
        left = 32 - len(kinds)
        total += f"; / 2^{case.flags} = {left >> case.flags}"
    held = holders(case, design.name)
    under = f"  under {design.title}"
    rows: list[Row] = [[Span(" MAX_SWAPFILES ", "key"), Span(total, "head")]]
    rows[0] += [Span(under, "dim")] if under_design and len(total) + len(under) + 15 <= columns else []
    legend = _legend(held, columns)
    boxes = _boxes(held, columns)
    if len(boxes) + len(rows) + len(legend) > height:
        boxes = boxes[2:3] if boxes else []  # the letters alone
    return [*rows, *boxes, *legend][: max(0, height)]


def _boxes(held: Sequence[str], columns: int) -> list[Row]:
    """Numbers, borders and letters; empty where there is no room."""
    wide = min(6, (columns - 3) // len(held))
    if wide < 2:
        return []
    every = 1 if wide > 2 else 4
    numbers = "".join(str(n).center(wide) if n % every == 0 else " " * wide for n in range(len(held)))
    if wide == 2:
        numbers = "".join(str(n).ljust(8) for n in range(0, len(held), every))
    top, bottom = (left + mid.join("─" * (wide - 1) for _ in held) + right for left, mid, right in ("┌┬┐", "└┴┘"))
    middle: Row = [Span(" ", "")]
    for index, holder in enumerate(held):
        before = held[index - 1] if index else None
        edge = "┃" if before is not None and _group(before) != _group(holder) else "│"
        letter, look = holder_look(holder)
        middle += [Span(edge, "border"), Span(letter.center(wide - 1), look)]
    middle.append(Span("│", "border"))
    return [[Span(f"  {numbers}", "ruler")], [Span(f" {top}", "border")], middle, [Span(f" {bottom}", "border")]]


def holder_look(holder: str) -> tuple[str, str]:
    """Letter and role of a holder; an area of (c1) has its number."""
    kind, _, area = holder.partition(" ")
    if not area:
        return HOLDER_LETTERS[kind]
    number = int(area)
    return "0123456789abcdefghijklmnopqrstuv"[number], "number" if number % 2 else "dim"


def _group(holder: str) -> str:
    return holder if holder.startswith("swap ") else holder.partition("_")[0]


def _legend(held: Sequence[str], columns: int) -> list[Row]:
    """Letter, numbers and name of every holder, the areas first; kinds of one family together where room is short."""
    full = _flow(_items(held, each_kind=True), columns)
    return full if len(full) <= _LEGEND_LINES else _flow(_items(held, each_kind=False), columns)


def _items(held: Sequence[str], each_kind: bool) -> list[tuple[str, str, str]]:
    """Letters, numbers with a name, role."""
    families: dict[str, list[int]] = {}
    for index, holder in enumerate(held):
        kind = holder.partition(" ")[0]
        name = "swap areas" if kind == "swap" else kind if each_kind or kind == "swapin_error" else _family(kind)
        families.setdefault(name or "left over", []).append(index)
    items = []
    for name, numbers in families.items():
        looks = [holder_look(held[number]) for number in numbers]
        letters = list(dict.fromkeys(letter for letter, _ in looks))
        in_turn = name == "swap areas" and len(letters) > 1
        marks = f"{letters[0]}-{letters[-1]}" if in_turn else " ".join(letters)
        numbered = f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 1 else str(numbers[0])
        items.append((marks, f"{numbered} {name.replace('_', ' ')}", looks[0][1]))
    return items


def _family(kind: str) -> str:
    """ "device private" of device_private_write."""
    return "_".join(kind.split("_")[: 2 if kind.startswith("device") else 1])


def _flow(items: Sequence[tuple[str, str, str]], columns: int) -> list[Row]:
    """Items in as many rows as they need."""
    rows: list[Row] = [[]]
    used = 0
    for letter, text, look in items:
        size = len(letter) + len(text) + 3
        if used + size > columns and rows[-1]:
            rows.append([])
            used = 0
        rows[-1] += [Span(f" {letter} ", f"{look} head"), Span(f"{text} ", "")]
        used += size
    return rows


# ---------------------------------------------------------------------------------------------- text and JSON


def budget_json(kernel: Version, config: Config) -> dict[str, Any]:
    """The object that `budget --json` prints."""
    special = special_types(kernel, config)
    return {
        "kernel": spell(kernel),
        "config": config.as_dict(),
        "max_swapfiles": max_swapfiles(kernel, config),
        "types": [
            {"type": number, "kind": special[number].kind if number in special else "swap"}
            for number in range(1 << MAX_SWAPFILES_SHIFT)
        ],
    }


def budget_lines(kernel: Version, config: Config) -> Iterator[str]:
    """The same as text."""
    special, areas = special_types(kernel, config), max_swapfiles(kernel, config)
    total = 1 << MAX_SWAPFILES_SHIFT
    yield f"kernel {spell(kernel)}, config {config}: MAX_SWAPFILES {areas} = {total} - {len(special)}"
    yield f"  0 to {areas - 1}  swap areas"
    yield from (f"  {number:7}  {held.kind:25} {held.macro}" for number, held in special.items())
