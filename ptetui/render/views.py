"""The views that `ptetui export` knows, by name; those of more than a page of code stand in files of their own."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from ptetui.analysis.diff_layouts import diff_layouts, spell_change, spell_runs
from ptetui.linux.catalog import CatalogError
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.pagemap import pagemap_word, spell_flags
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, SpecialType, max_swapfiles, special_types
from ptetui.linux.syntax import parse_word
from ptetui.linux.versions import NEWEST, Version, spell
from ptetui.render.collision_view import collisions_view
from ptetui.render.design_view import designs_view
from ptetui.render.jsonlines import padded
from ptetui.render.life_view import life_view
from ptetui.render.prose import inversion_step, letter_string, named, sentence, summary, title, value_text
from ptetui.render.registers import form_register, word_register
from ptetui.render.ribbon import LINES, Fold, Marks, Span, draw, draw_row, fold, shorten
from ptetui.render.strips import LEGEND, PROPERTIES, cells, free_bits, offset_bits, ruler
from ptetui.render.text import human_bytes
from ptetui.render.view import Block, Drawing, Part, Piece, Register, Row, Table, View, Wanted, Words
from ptetui.schema.fields import Field, Form


def build(what: str, wanted: Wanted) -> View:
    """The view. ValueError in one line where the names do not fit it."""
    maker, least, most, usage = VIEWS[what]
    if not least <= len(wanted.names) <= most:
        raise ValueError(f"export {what} takes {usage}; given: {' '.join(wanted.names) or 'nothing'}")
    return maker(wanted)


# ---------------------------------------------------------------------------------------------- word, layout


def _word(wanted: Wanted) -> View:
    setting = wanted.setting_of(None)
    layout = setting.layout
    readings = [classify(setting, parse_word(text, layout.width, layout.name)) for text in wanted.names]
    parts = tuple(_reading_part(reading, wanted) for reading in readings)
    words = ", ".join(padded(reading.word, layout.width) for reading in readings)
    return View(f"{words}: {named(setting)}", parts, parts[0].registers[0] if len(parts) == 1 else None)


def _reading_part(reading: Reading, wanted: Wanted) -> Part:
    width = reading.setting.layout.width
    pagemap = pagemap_word(reading)
    facts = "   ".join(filter(None, (summary(reading), letter_string(reading))))
    said = [sentence(reading), inversion_step(reading)]
    said.append(f"pagemap {padded(pagemap, 64)}  {spell_flags(pagemap)}".rstrip())
    rows = [_field_row(field, _told(field, reading.word)) for field in reading.fields]
    drawing = Drawing(_ribbon(reading, wanted), f"the bits of {padded(reading.word, width)}: {title(reading)}")
    words = Words(tuple(line for line in (facts, *said) if line))
    register = word_register(padded(reading.word, width), reading)
    return Part(title(reading), (drawing, words, Table(_FIELDS_VALUE, tuple(rows))), (register,))


def _told(field: Field, word: int) -> str:
    """A field's value, and what it must be where it is not."""
    wrong = field.kind == "fixed" and field.get(word) != field.fixed
    return value_text(field, word) + (f" ✗ must be {field.fixed:#x}" if wrong else "")


_FIELDS = ("bits", "field", "macro", "meaning")
_FIELDS_VALUE = ("bits", "field", "value", "macro", "meaning")


def _field_row(field: Field, value: str | None = None) -> tuple[str, ...]:
    name = ("~" if field.inverted else "") + field.name
    option = f" [{field.option}]" if field.option else ""
    values = () if value is None else (value,)
    return (spell_runs(field.spans), name, *values, field.macro, field.meaning + option)


def _layout(wanted: Wanted) -> View:
    setting = wanted.setting_of(wanted.names[0] if wanted.names else None)
    layout = setting.layout
    facts = [
        f"{layout.about or layout.arch}; {layout.width}-bit words, pages of {1 << layout.page_shift} bytes; "
        f"the same in {layout.span}; read from {layout.header}"
    ]
    if layout.why:
        facts.append(f"since {spell(layout.since)}: {layout.why}")
    facts += [f"note: {note}" for note in layout.notes]
    parts = [Part("", (Words(tuple(facts)),)), *(_form_part(setting, form, wanted) for form in setting.forms)]
    return View(named(setting), tuple(parts), parts[-1].registers[0], setting)


def _form_part(setting: Setting, form: Form, wanted: Wanted) -> Part:
    reading = Reading(setting, form.blank, form, form.role)
    drawing = Drawing(_ribbon(reading, wanted), f"the form {form.name} of {setting.layout.name}")
    table = Table(_FIELDS, tuple(_field_row(field) for field in form.fields))
    register = form_register(form.name, form)
    return Part(f"{form.name}{'  ' + form.doc if form.doc else ''}", (drawing, table), (register,))


def _ribbon(reading: Reading, wanted: Wanted) -> list[Row]:
    return draw(reading, _fold(reading.setting.layout.width, wanted.columns), glyphs=wanted.glyphs)


def _fold(width: int, columns: int) -> Fold:
    chosen = fold(width, max(columns, 17))
    assert chosen is not None
    return chosen


# ---------------------------------------------------------------------------------------------- many layouts


def _compare(wanted: Wanted) -> View:
    """The swap forms, one above the other with their bits aligned; what is not as in the first is marked."""
    settings = [wanted.setting_of(name) for name in wanted.names]
    first = settings[0]
    blocks: list[Block] = [Drawing(_stacked(settings, wanted), "swap entries, bit under bit")]
    changes = [
        (named(other), spell_change(change))
        for other in settings[1:]
        for change in diff_layouts(first.layout, other.layout)
        if change.form == other.layout.swap.name
    ]
    if changes:
        sign = wanted.glyphs.moved
        blocks.append(Words((f"{sign} under a bit: it means something else than in {named(first)}",)))
        blocks.append(Table(("layout", f"against {named(first)}"), tuple(changes)))
    else:
        blocks.append(Words(("no field of the swap entries differs",)))
    registers = tuple(form_register(named(each), each.swap) for each in settings)
    return View("swap entries of " + "; ".join(map(named, settings)), (Part("", tuple(blocks), registers),))


def _stacked(settings: Sequence[Setting], wanted: Wanted) -> list[Row]:
    folded = _fold(max(each.layout.width for each in settings), wanted.columns)
    first = settings[0].swap
    rows: list[Row] = []
    for row in range(folded.rows):
        for setting in settings:
            own = Fold(setting.layout.width, min(folded.per_row, setting.layout.width), folded.cell)
            own_row = row - (folded.rows - own.rows)
            if own_row < 0:
                continue
            pad = [Span(" " * ((folded.per_row - own.per_row) * folded.cell), "")]
            reading = Reading(setting, setting.swap.blank, setting.swap, "swap")
            drawn = draw_row(reading, own, own_row, Marks(moved=_moved(first, setting.swap)), wanted.glyphs)
            kept = [line for name, line in zip(LINES, drawn, strict=True) if name not in ("bits", "values")]
            rows += [[Span(named(setting), "head")], *([*pad, *line] for line in kept)]
    return rows


def _moved(first: Form, other: Form) -> int:
    """The bits of `other` that mean something else than in `first`."""
    return sum(1 << bit for bit in range(other.width) if _meant(first, bit) != _meant(other, bit))


def _meant(form: Form, bit: int) -> tuple[str, int, bool]:
    field = form.at(bit) if bit < form.width else None
    if field is None or field.kind == "ignored":
        return ("nothing", 0, False)
    if field.kind == "fixed":
        return ("always", field.put(0, field.fixed) >> bit & 1, False)
    return (field.name, next(at for at in range(field.width) if field.place(at) == bit), field.inverted)


def _wall(wanted: Wanted) -> View:
    kernel = wanted.kernel or NEWEST
    errors: list[str] = []
    known = [each for each in wanted.catalog.all(errors) if each.level == "pte" and each.covers(kernel)]
    if errors:
        raise CatalogError(errors[0])
    if not known:
        raise ValueError(f"no layout is known at kernel {spell(kernel)}")
    number = PROPERTIES["offset bits"]
    known.sort(key=lambda each: (-number(each), each.name))
    settings = [Setting(each, kernel, wanted.config) for each in known]
    wide = max(each.width for each in known)
    label = max(len(each.name) for each in known) + 1
    head = [Span(" " * label, ""), *ruler(wide)]
    rows = [head, *([Span(each.layout.name.ljust(label), "head"), *cells(each.swap, wide)] for each in settings)]
    legend: Row = [Span(" " * label, "")]
    for (sign, look), word in zip((*LEGEND, ("░", "ignored")), _LEGEND, strict=True):
        legend += [Span(sign, look), Span(f" {word}  ", "dim")]
    rows += [[], legend]
    header = ("layout", "kernels", "offset bits", "type bits", "free bits", "largest swap area", "page")
    blocks = (Drawing(rows, f"swap entries of {len(known)} layouts"), Table(header, tuple(map(_wall_row, known))))
    registers = tuple(form_register(each.layout.name, each.swap) for each in settings)
    return View(f"swap entries at kernel {spell(kernel)}, {len(known)} layouts", (Part("", blocks, registers),))


_LEGEND = (
    "type", "offset", "offset, inverted", "exclusive", "uffd-wp", "soft-dirty", "always 1", "always 0", "ignored",
)  # fmt: skip


def _wall_row(layout: Layout) -> tuple[str, ...]:
    swap, bits = layout.swap, offset_bits(layout)
    counts = (bits, swap.by_name["type"].width, free_bits(swap))
    size = human_bytes(1 << (bits + layout.page_shift))
    return (layout.name, layout.span, *map(str, counts), size, human_bytes(1 << layout.page_shift))


# ---------------------------------------------------------------------------------------------- budget


_ACROSS = 4  # boxes of swap types a row


def _budget(wanted: Wanted) -> View:
    kernel = wanted.kernel or NEWEST
    special, areas = special_types(kernel, wanted.config), max_swapfiles(kernel, wanted.config)
    total = 1 << MAX_SWAPFILES_SHIFT
    holders = [special[number].kind if number in special else "swap" for number in range(total)]
    rows = [row for first in range(0, total, _ACROSS) for row in _boxes(holders, first, wanted)]
    said = f"MAX_SWAPFILES {areas} = {total} - {len(special)}; config {wanted.config}"
    listed = [(f"0 to {areas - 1}", "swap", "", "swap areas, each its own")]
    listed += [(str(number), held.kind, held.macro, _needs(held, kernel)) for number, held in special.items()]
    blocks = (Words((said,)), Drawing(rows, said), Table(("type", "kind", "macro", "needs"), tuple(listed)))
    pieces = [Piece(number, number, held.kind, "flag") for number, held in special.items()]
    pieces.append(Piece(areas - 1, 0, f"swap areas ({areas})", "type"))
    register = Register("swap types", total, tuple(sorted(pieces, key=lambda piece: -piece.high)))
    name = f"the {total} swap types, kernel {spell(kernel)}"
    return View(name, (Part("", blocks, (register,)),), register)


def _boxes(holders: Sequence[str], first: int, wanted: Wanted) -> Iterator[Row]:
    width = max(8, (min(wanted.columns, 120) - 1) // _ACROSS - 1)
    glyphs = wanted.glyphs
    shown = range(first, first + _ACROSS)
    row: Row = []
    for number in shown:
        text = f" {number:2} {shorten(holders[number], width - 4)}"
        row += [Span(glyphs.side, "border"), Span(text.ljust(width), _holder_role(holders[number]))]
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


def _tour(wanted: Wanted) -> View:
    from ptetui.render.slides.tour_view import tour_view
    from ptetui.talk.tours import load

    return tour_view(load(wanted.names[0], wanted.catalog), wanted.columns, wanted.glyphs)


_MANY = 1 << 16
# WHAT -> maker, least and most names, what they are.
VIEWS: Mapping[str, tuple[Callable[[Wanted], View], int, int, str]] = {
    "word": (_word, 1, _MANY, "one word or more"),
    "layout": (_layout, 0, 1, "at most one layout"),
    "compare": (_compare, 2, _MANY, "two layouts or more (NAME@X.Y)"),
    "wall": (_wall, 0, 0, "no names"),
    "collisions": (collisions_view, 0, _MANY, "layouts, or none for all"),
    "designs": (designs_view, 0, 1, "nothing or a number of flags, k=2"),
    "life": (life_view, 1, _MANY, "KIND, facts of the range and events, such as shmem uffd=wp write uffd_wp pageout"),
    "budget": (_budget, 0, 0, "no names"),
    "tour": (_tour, 1, 1, "the name of one tour, or the path of its file"),
}
