"""All forms of a layout stacked, bit under bit: a column shows every meaning of one bit.

A cell says what the bit is: a field's name, 0 or 1 where it is fixed, ? where the kernel's test ignores it. Where a
collision is, the cells of both forms are hatched and lit, and ✗ stands below; aliases look like any field.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ptetui.analysis.collisions import Finding
from ptetui.linux.setting import Setting
from ptetui.render.labels import label as field_label
from ptetui.render.prose import bit_name, letters
from ptetui.render.ribbon import Fold, role
from ptetui.render.spans import Row, Span
from ptetui.render.tall import large_height, large_lines
from ptetui.render.text import middle_out
from ptetui.schema.bits import runs_of, spell_runs, union
from ptetui.schema.fields import Field, Form

TELLS, SHARED = "▲ which form", "shared bits"
_NAMED = 5  # columns a bit that most names of flags need
_WIDEST_LABEL = 14  # 32 bits a row fit beside it in 80 columns
_WIDEST, _WIDEST_LARGE = 8, 24  # columns a bit


class StackMarks(NamedTuple):
    """What to mark: the bit under the cursor, bits that tell forms apart, bits of colliding words.

    `hurt` are the forms that a collision is between, by label, with the bits that it is about. `here` are the bits of
    the field that is edited, in the form `edited`.
    """

    cursor: int
    apart: int
    colliding: int
    hurt: Mapping[str, int]
    here: int = 0
    edited: str = ""


def stack_marks(setting: Setting, findings: Sequence[Finding], cursor: int) -> StackMarks:
    """What the findings of a setting mark."""
    colliding = apart = 0
    hurt: dict[str, int] = {}
    labels = {form.name: label for label, form in reversed(stacked(setting))}
    for finding in findings:
        if finding.verdict == "collision":
            colliding |= finding.bits
            reader = next((form for form in setting.forms if finding.witness in form.recognised), setting.swap)
            of_two = {finding.form.name, reader.name} if finding.states[0] != finding.states[1] else {finding.form.name}
            for name in of_two:
                hurt[labels[name]] = hurt.get(labels[name], 0) | finding.bits
    for index, one in enumerate(setting.forms):
        for other in setting.forms[:index]:
            apart |= bits_apart(one, other)
    return StackMarks(cursor, apart, colliding, hurt)


def stacked(setting: Setting) -> list[tuple[str, Form]]:
    """The forms of the stack with their labels; in parentheses those that the kernel makes and takes for another."""
    forms = [(form.name, form) for form in setting.forms]
    return [*forms[:-1], *((f"({form.name})", form) for form in setting.layout.made_only_forms), forms[-1]]


def bits_apart(one: Form, other: Form) -> int:
    """The bits that are 0 in every word of one form and 1 in every word of the other, as a mask."""
    a, b = one.recognised, other.recognised
    return a.mask & b.mask & (a.value ^ b.value)


def label_width(setting: Setting) -> int:
    """Columns to the left of the cells."""
    return min(_WIDEST_LABEL, max(len(TELLS), *(len(label) for label, _ in stacked(setting)))) + 1


def stack_fold(setting: Setting, columns: int, height: int, zoom: int = 0) -> Fold | None:
    """How the word is folded: rows whose cells show names where `height` lines hold them, else the longest rows.

    Each step of `zoom` halves the bits of a row, whatever the room. None where 8 bits a row do not fit.
    """
    width = setting.layout.width
    left = columns - label_width(setting) - 1
    widest = _WIDEST_LARGE if zoom > 0 else _WIDEST
    options = [
        Fold(width, bits, min(left // bits, widest))
        for bits in (128, 64, 32, 16, 8)
        if bits <= width and left // bits >= 2
    ]
    if not options:
        return None
    named = [
        index
        for index, option in enumerate(options)
        if option.cell >= _NAMED and option.rows * lines_a_row(setting) <= height
    ]
    first = named[0] if named else 0
    return options[max(0, min(len(options) - 1, first + zoom))]


def lines_a_row(setting: Setting, high: int = 1) -> int:
    """Ruler, forms of so many lines each, two lines of marks at most."""
    return len(stacked(setting)) * high + 2


def lines_a_form(setting: Setting, fold: Fold, height: int) -> int:
    """The lines of a form with the largest digits that its cells, and `height` lines for a row of bits, have room for.

    3 or 4; 1 for the terminal's own.
    """
    high = large_height(fold.cell - 1)
    return next((lines for lines in (high, 3) if lines <= high and lines_a_row(setting, lines) <= height), 1)


def stack_rows(setting: Setting, fold: Fold, marked: StackMarks, high: int = 1) -> list[list[Row]]:
    """The rows of bits, the most significant first, each as its lines; a line of shared words only where there are.

    A form takes `high` lines.
    """
    return [list(_block(setting, fold, row, marked, high)) for row in range(fold.rows)]


def _block(setting: Setting, fold: Fold, row: int, marked: StackMarks, tall: int) -> Iterator[Row]:
    """The first line is the ruler; its label, the first span, may be replaced."""
    wide = label_width(setting)
    high, low = fold.span_of(row)
    inside = ((1 << (high - low + 1)) - 1) << low
    yield [Span(" bit".ljust(wide), "dim"), *_ruler(fold, high, low, marked.cursor)]
    for label, form in stacked(setting):
        yield from form_lines(label, form, fold, row, marked, wide, tall)
    if marked.apart & inside:
        yield [Span(f" {TELLS}".ljust(wide), "dim"), *_under(fold, high, low, [(marked.apart, "▲", "key")])]
    if marked.colliding & inside:
        marks_ = _under(fold, high, low, [(marked.colliding, "✗", "wrong")])
        yield [Span(f"✗{SHARED}".ljust(wide), "wrong"), *marks_]


def stacked_bit(fold: Fold | None, blocks: Iterable[tuple[int, int]], column: int, line: int) -> int | None:
    """The bit at a column of the cells and a line; `blocks` are the rows of bits that show, each with its lines."""
    if fold is None or not 0 <= column < fold.per_row * fold.cell:
        return None
    for row, lines in blocks:
        if line < lines:
            return fold.span_of(row)[0] - column // fold.cell
        line -= lines
    return None


def form_lines(
    label: str, form: Form, fold: Fold, row: int, marked: StackMarks, wide: int, tall: int = 1
) -> list[Row]:  # fmt: skip
    """One form in one row of bits, in `tall` lines, with its label."""
    high, low = fold.span_of(row)
    inside = ((1 << (high - low + 1)) - 1) << low
    hurt = marked.hurt.get(label, 0)
    sign = "✗" if hurt & inside else "▶" if label == marked.edited else " "
    look = "wrong" if hurt & inside else "key" if label == marked.edited else "head"
    here = marked.here if label == marked.edited else 0
    cells = _cells(form, fold, high, low, marked._replace(here=here), hurt, tall)
    named = f"{sign}{middle_out(label, wide - 1)}".ljust(wide)
    middle = (tall - 1) // 2
    return [[Span(named, look) if line == middle else Span(" " * wide, ""), *drawn] for line, drawn in enumerate(cells)]


def _ruler(fold: Fold, high: int, low: int, cursor: int) -> Row:
    """Bit numbers over their cells: the cursor's, then as many as fit."""
    chars = [" "] * ((high - low + 1) * fold.cell + 1)
    step = 1 if fold.cell > 2 else 4
    order = sorted(range(low, high + 1), key=lambda bit: (bit != cursor, bit % step != 0, bit))
    where = None
    for bit in order:
        text = str(bit)
        end = (high - bit) * fold.cell + 2 + (fold.cell - 2) // 2
        start = max(0, end - len(text))
        if (bit == cursor or bit % step == 0) and all(c == " " for c in chars[max(0, start - 1) : end + 1]):
            chars[start:end] = text
            where = (start, end) if bit == cursor else where
    line = "".join(chars)
    if where is None:
        return [Span(line, "ruler")]
    start, end = where
    return [Span(line[:start], "ruler"), Span(line[start:end], "ruler_cursor"), Span(line[end:], "ruler")]


def _under(fold: Fold, high: int, low: int, kinds: Iterable[tuple[int, str, str]]) -> Row:
    """A mark under each bit of a mask; of several the first that has the bit."""
    row: Row = []
    for bit in range(high, low - 1, -1):
        mark, look = next(((mark, look) for mask, mark, look in kinds if mask >> bit & 1), (" ", ""))
        text = " " + mark.center(fold.cell - 1)
        if row and row[-1].role == look:
            row[-1] = Span(row[-1].text + text, look)
        else:
            row.append(Span(text, look))
    return row


def _cells(form: Form, fold: Fold, high: int, low: int, marked: StackMarks, hurt: int, tall: int) -> list[Row]:
    rows: list[Row] = [[] for _ in range(tall)]
    named = letters(form)
    bit = high
    while bit >= low:
        field = form.at(bit)
        end = bit
        while end > low and form.at(end - 1) is field and _adjoin(field, end):
            end -= 1
        texts = _box(field, bit, end, fold.cell, named, tall)
        for at in range(bit, end - 1, -1):
            look = _look(field, at, marked, hurt)
            for row, text in zip(rows, texts, strict=True):
                piece = text[(bit - at) * fold.cell : (bit - at + 1) * fold.cell]
                _add(row, piece[0] + piece[1:].replace(" ", "▒") if hurt >> at & 1 else piece, look)
        bit = end - 1
    return [[*row, Span("│", "border")] for row in rows]


def _adjoin(field: Field, bit: int) -> bool:
    """Whether the bit below belongs to the same run of the field."""
    return any(run.low < bit <= run.high for run in field.runs)


def _add(row: Row, text: str, look: str) -> None:
    if row and row[-1].role == look:
        row[-1] = Span(row[-1].text + text, look)
    else:
        row.append(Span(text, look))


def _look(field: Field, bit: int, marked: StackMarks, hurt: int) -> str:
    look = "wrong" if hurt >> bit & 1 else role(field)
    if field.kind == "fixed" and marked.apart >> bit & 1 and not hurt >> bit & 1:
        look += " head"
    if marked.here >> bit & 1:
        look += " here"
    return f"{look} cursor" if bit == marked.cursor else look


def _box(field: Field, high: int, low: int, cell: int, named: dict[str, str], tall: int) -> list[str]:
    """The lines of adjoining bits of one field, `cell` columns a bit, the first of them the border."""
    bits = range(high, low - 1, -1)
    width = len(bits) * cell - 1
    if field.kind in ("fixed", "ignored"):
        constant = field.put(0, field.fixed)
        digits = [str(constant >> bit & 1) if field.kind == "fixed" else "?" for bit in bits]
        cells = [large_lines(digit, cell - 1, tall) for digit in digits]
        return ["│" + " ".join(lines) for lines in zip(*cells, strict=True)]
    tilde = "~" if field.inverted and width > 2 else ""
    label = tilde + field_label(field, width - len(tilde), named.get(field.name))
    capitals = tall > 1 and field.width > 1  # which do not go below the line
    return ["│" + line for line in large_lines(label.upper() if capitals else label, width, tall)]


# ---------------------------------------------------------------------------------------------- under the cursor


def meaning(field: Field, bit: int) -> str:
    """What a bit is in a form: "offset[3]", "always 0", "ignored"."""
    return "ignored" if field.kind == "ignored" else bit_name(field, bit)


def bit_line(setting: Setting, bit: int) -> Row:
    """Every meaning of a bit, in one line."""
    row: Row = [Span(f" bit {bit} ", "key")]
    for label, form in stacked(setting):
        row += [Span(f" {label} ", "dim"), Span(f"{meaning(form.at(bit), bit)} ", "head")]
    return row


def bit_rows(setting: Setting, bit: int, columns: int) -> list[Row]:
    """Every meaning of a bit, form by form, and what tells the forms apart."""
    rows: list[Row] = [[Span(f" bit {bit} ", "key"), *_apart_row(setting)]]
    owners = [(label, field) for label, form in stacked(setting) for field in form.fields if field.mask >> bit & 1]
    wide = max(len(label) for label, _ in owners) + 3
    meant = max(len(meaning(field, bit)) for _, field in owners) + 2
    for label, field in owners:
        macro = f"{field.macro} " if field.macro and columns > 90 else ""
        option = f" [{field.option}]" if field.option else ""
        rows.append([
            Span(f" {label} ".ljust(wide), "head"),
            Span(meaning(field, bit).ljust(meant), role(field)),
            Span(macro, "dim"),
            Span(f"{field.meaning}{option}", "dim"),
        ])  # fmt: skip
    return rows


def _apart_row(setting: Setting) -> Row:
    """ "present by bit 0  none by order": what tells each form from the swap form, the last tested."""
    row: Row = [Span(" told from swap:", "dim")]
    for form in setting.forms[:-1]:
        mask = bits_apart(form, setting.swap)
        how = f"by bit {spell_runs(runs_of(mask))}" if mask else "by order"
        row += [Span(f" {form.name} ", "head"), Span(f"{how} ", "key" if mask else "dim")]
    return row


def which_form(setting: Setting) -> str:
    """What tells a swap entry from the other forms: "by bits 8, 0"."""
    mask = union(bits_apart(form, setting.swap) for form in setting.forms[:-1])
    runs = spell_runs(runs_of(mask)).replace(",", ", ")
    return f"by bit{'s' if mask.bit_count() > 1 else ''} {runs}" if mask else "by the order of the tests"
