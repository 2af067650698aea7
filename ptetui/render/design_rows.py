"""The designs as rows: the table, the 32 swap types as boxes with their holders, the evidence for a cell."""

import re
from collections.abc import Collection, Mapping, Sequence
from textwrap import wrap

from ptetui.analysis.design_fit import Cell
from ptetui.analysis.design_table import QUANTITIES, budget_text
from ptetui.analysis.designs import DESIGNS, Case, Design, holders, types_of
from ptetui.render.ribbon import Span

Row = list[Span]
Cells = Mapping[tuple[str, str], Cell]

LABEL = 20  # columns of what is asked
_CELL = 12  # columns of a cell at least: a mark and eleven
_WIDEST = 24
_LEGEND_LINES = 2
_HARD = "\N{NO-BREAK SPACE}"

# Holder of a swap type -> its letter and the role of its box.
LETTERS: Mapping[str, tuple[str, str]] = {
    "swap": ("s", "dim"), "hwpoison": ("H", "flag"), "migration_read": ("R", "offset"),
    "migration_read_exclusive": ("X", "offset"), "migration_write": ("W", "offset"),
    "device_private_write": ("P", "pfn"), "device_private_read": ("p", "pfn"),
    "device_exclusive_write": ("D", "pfn"), "device_exclusive_read": ("d", "pfn"), "device_exclusive": ("D", "pfn"),
    "marker": ("M", "changed"), "swapin_error": ("E", "number"), "": ("-", "off"),
}  # fmt: skip


def cell_width(columns: int) -> int:
    """Columns of a cell of the table."""
    return max(_CELL, min(_WIDEST, (columns - LABEL) // len(DESIGNS)))


def shown_designs(columns: int, column: int) -> range:
    """The designs that there is room for, the chosen one among them."""
    room = max(1, min(len(DESIGNS), (columns - LABEL) // _CELL))
    first = max(0, min(column - room // 2, len(DESIGNS) - room))
    return range(first, first + room)


def table_rows(
    cells: Cells, at: tuple[int, int], changed: Collection[tuple[str, str]], columns: int, height: int
) -> tuple[list[Row], int]:
    """The heading and as many rows as fit, the cursor's among them, and the index of the first that shows.

    Before a cell stands ✗ where the design cannot be had on this layout, ▲ where the last change changed it.
    """
    wide, designs = cell_width(columns), shown_designs(columns, at[1])
    head: Row = [Span(" " * LABEL, "")]
    for column in designs:
        look = "key" if column == at[1] else "head dim"
        head.append(Span(f" {DESIGNS[column].title}".ljust(wide), look))
    room = max(1, height - 1)
    first = max(0, min(at[0] - room // 2, len(QUANTITIES) - room))
    rows = [head]
    for index in range(first, min(first + room, len(QUANTITIES))):
        row = QUANTITIES[index]
        here = index == at[0]
        line: Row = [Span(("▶" if here else " ") + row.title.ljust(LABEL - 1), "key" if here else "")]
        base = cells[row.name, DESIGNS[0].name].value
        for column in designs:
            key = (row.name, DESIGNS[column].name)
            cell = cells[key]
            mark = " " if cell.text == "-" else "✗" if not cell.holds else "▲" if key in changed else " "
            look = _look(cell, base, mark)
            text = f"{mark}{cell.text}".ljust(wide)
            line.append(Span(text, f"{look} cursor" if here and column == at[1] else look))
        rows.append(line)
    return rows, first


def _look(cell: Cell, base: object, mark: str) -> str:
    if mark == "✗" or cell.text == "-":
        return "off" if cell.text == "-" else "message head"
    return "changed" if mark == "▲" else "dim" if cell.value == base else "head"


# ---------------------------------------------------------------------------------------------- the budget


def budget_rows(case: Case, design: Design, columns: int, height: int) -> list[Row]:
    """The 32 swap types under a design, a box each, who holds which, and the sum; what there is room for."""
    kinds = types_of(design.name, case.setting.kernel, case.setting.config)
    total = budget_text(kinds)
    if design.name == "type":
        left = 32 - len(kinds)
        total += f"; / 2^{case.flags} = {left >> case.flags}"
    held = holders(case, design.name)
    named = f"  under {design.title}"
    rows: list[Row] = [[Span(" MAX_SWAPFILES ", "key"), Span(total, "head")]]
    rows[0] += [Span(named, "dim")] if len(total) + len(named) + 15 <= columns else []
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
        return LETTERS[kind]
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


# ---------------------------------------------------------------------------------------------- evidence


def evidence_rows(cell: Cell, at: tuple[int, int], columns: int) -> list[Row]:
    """What a cell is, and how it comes about."""
    row, design = QUANTITIES[at[0]], DESIGNS[at[1]]
    rows: list[Row] = [[
        Span(f" {row.title}: {cell.text} ", "title"), Span(f" {design.title}", "key"), Span(f"  {row.about}", "dim"),
    ]]  # fmt: skip
    for told in cell.evidence:
        lines = [line.replace(_HARD, " ") for line in wrap(_kept_together(told), max(20, columns - 4))]
        bad = told.startswith("FAILS")
        rows += [[Span(f" {'•' if not index else ' '} {line}", "message" if bad else "")]
                 for index, line in enumerate(lines)]  # fmt: skip
    return rows


def _kept_together(text: str) -> str:
    """What stands in short parentheses is not torn by the end of a line."""
    return re.sub(r"\([^()]{1,30}\)", lambda found: found[0].replace(" ", _HARD), text)
