"""All forms of a layout stacked, bit under bit: a column shows every meaning of one bit.

A cell says what the bit is: a field's name, 0 or 1 where it is fixed, ? where the kernel's test ignores it. Where a
collision is, the cells of both forms are hatched and lit, and ✗ stands below; aliases look like any field.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ptetui.analysis.collisions import Finding
from ptetui.linux.setting import Setting
from ptetui.render.labels import label as field_label
from ptetui.render.prose import letters
from ptetui.render.ribbon import Fold, role
from ptetui.render.spans import Row, Span
from ptetui.schema.bits import runs_of, spell_runs, union
from ptetui.schema.fields import Field, Form

TELLS, SHARED = "▲ which form", "shared bits"
_NAMED = 5  # columns a bit that most names of flags need


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
    return max(len(TELLS), *(len(label) for label, _ in stacked(setting))) + 1


def stack_fold(setting: Setting, columns: int, height: int, zoom: int = 0) -> Fold | None:
    """How the word is folded: rows whose cells show names where `height` lines hold them, else the longest rows.

    Each step of `zoom` halves the bits of a row, whatever the room. None where 8 bits a row do not fit.
    """
    width = setting.layout.width
    left = columns - label_width(setting) - 1
    options = [
        Fold(width, bits, min(left // bits, 8)) for bits in (128, 64, 32, 16, 8) if bits <= width and left // bits >= 2
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


def lines_a_row(setting: Setting) -> int:
    """Ruler, forms, two lines of marks at most."""
    return len(stacked(setting)) + 2


def stack_rows(setting: Setting, fold: Fold, marked: StackMarks) -> list[list[Row]]:
    """The rows of bits, the most significant first, each as its lines; a line of shared words only where there are."""
    wide = label_width(setting)
    return [list(_block(setting, fold, row, marked, wide)) for row in range(fold.rows)]


def _block(setting: Setting, fold: Fold, row: int, marked: StackMarks, wide: int) -> Iterator[Row]:
    """The first line is the ruler; its label, the first span, may be replaced."""
    high, low = fold.span_of(row)
    inside = ((1 << (high - low + 1)) - 1) << low
    yield [Span(" bit".ljust(wide), "dim"), *_ruler(fold, high, low, marked.cursor)]
    for label, form in stacked(setting):
        yield form_row(label, form, fold, row, marked, wide)
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


def form_row(label: str, form: Form, fold: Fold, row: int, marked: StackMarks, wide: int) -> Row:
    """One form in one row of bits, with its label."""
    high, low = fold.span_of(row)
    inside = ((1 << (high - low + 1)) - 1) << low
    hurt = marked.hurt.get(label, 0)
    sign = "✗" if hurt & inside else "▶" if label == marked.edited else " "
    look = "wrong" if hurt & inside else "key" if label == marked.edited else "head"
    here = marked.here if label == marked.edited else 0
    cells = _cells(form, fold, high, low, marked._replace(here=here), hurt)
    return [Span(f"{sign}{label}".ljust(wide), look), *cells]


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


def _cells(form: Form, fold: Fold, high: int, low: int, marked: StackMarks, hurt: int) -> Row:
    row: Row = []
    named = letters(form)
    bit = high
    while bit >= low:
        field = form.at(bit)
        end = bit
        while end > low and form.at(end - 1) is field and _adjoin(field, end):
            end -= 1
        text = _box(field, bit, end, fold.cell, named, hurt)
        for at in range(bit, end - 1, -1):
            piece = text[(bit - at) * fold.cell : (bit - at + 1) * fold.cell]
            _add(row, piece, _look(field, at, marked, hurt))
        bit = end - 1
    return [*row, Span("│", "border")]


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


def _box(field: Field, high: int, low: int, cell: int, named: dict[str, str], hurt: int) -> str:
    """The text of adjoining bits of one field, `cell` columns a bit, the first of them the border."""
    bits = high - low + 1
    width = bits * cell - 1
    if field.kind == "fixed":
        constant = field.put(0, field.fixed)
        inner = " ".join(str(constant >> bit & 1).center(cell - 1) for bit in range(high, low - 1, -1))
    elif field.kind == "ignored":
        inner = " ".join("?".center(cell - 1) for _ in range(bits))
    else:
        tilde = "~" if field.inverted and width > 2 else ""
        inner = (tilde + field_label(field, width - len(tilde), named.get(field.name))).center(width)
    fills = "".join("▒" if char == " " and _at(high, at, cell, hurt) else char for at, char in enumerate(inner, 1))
    return "│" + fills


def _at(high: int, column: int, cell: int, hurt: int) -> int:
    return hurt >> (high - column // cell) & 1


# ---------------------------------------------------------------------------------------------- under the cursor


def meaning(field: Field, bit: int) -> str:
    """What a bit is in a form: "offset[3]", "always 0", "ignored by the test"."""
    if field.kind == "fixed":
        return f"always {field.put(0, field.fixed) >> bit & 1}"
    if field.kind == "ignored":
        return "ignored"
    if field.width == 1:
        return field.name
    return f"{field.name}[{next(value for value in range(field.width) if field.place(value) == bit)}]"


def bit_line(setting: Setting, bit: int) -> Row:
    """Every meaning of a bit, in one line."""
    row: Row = [Span(f" bit {bit} ", "key")]
    for label, form in stacked(setting):
        row += [Span(f" {label} ", "dim"), Span(f"{meaning(form.at(bit), bit)} ", "head")]
    return row


def bit_rows(setting: Setting, bit: int, columns: int) -> list[Row]:
    """Every meaning of a bit, form by form, and what tells the forms apart."""
    wide = label_width(setting)
    rows: list[Row] = [[Span(f" bit {bit} ", "key"), *_apart_row(setting)]]
    owners = [(label, field) for label, form in stacked(setting) for field in form.fields if field.mask >> bit & 1]
    meant = max(len(meaning(field, bit)) for _, field in owners) + 2
    for label, field in owners:
        macro = f"{field.macro} " if field.macro and columns > 90 else ""
        option = f" [{field.option}]" if field.option else ""
        rows.append([
            Span(f" {label} ".ljust(wide + 1), "head"),
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
