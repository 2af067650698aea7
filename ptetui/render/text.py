"""Words, layouts and their diagrams as plain text."""

import textwrap
from collections.abc import Iterable, Iterator

from ptetui.analysis.diff_layouts import spell_runs
from ptetui.linux.catalog import newest
from ptetui.linux.classify import Reading
from ptetui.linux.layout import Layout
from ptetui.linux.pagemap import pagemap_word, spell_flags
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.jsonlines import padded
from ptetui.render.prose import inversion_step, letter_string, sentence, summary, title
from ptetui.render.ribbon import UNICODE, Glyphs, Marks, draw, fold
from ptetui.schema.fields import Form


def ribbon_text(reading: Reading, columns: int, glyphs: Glyphs = UNICODE, changed: int = 0) -> list[str]:
    """The ribbon as lines of at most `columns` columns (17 at least)."""
    chosen = fold(reading.setting.layout.width, max(columns, 17))
    assert chosen is not None
    lines = draw(reading, chosen, Marks(changed=changed), glyphs)
    return ["".join(span.text for span in line).rstrip() for line in lines]


def word_text(reading: Reading, columns: int = 80, glyphs: Glyphs = UNICODE, read_as: str = "") -> Iterator[str]:
    """A decoded word: the ribbon, the state, one sentence, the pagemap word, and how word and kernel were taken."""
    setting = reading.setting
    yield f"{padded(reading.word, setting.layout.width)}  {setting.layout.name}, kernel {spell(setting.kernel)}"
    if read_as:
        yield f" digits read as {read_as}{'; write 0x... for hexadecimal' if read_as == 'decimal' else ''}"
    if setting.kernel_rule:
        yield from textwrap.wrap(setting.kernel_rule, max(columns, 17) - 1, initial_indent=" ", subsequent_indent="   ")
    yield from ribbon_text(reading, columns, glyphs)
    yield f" {title(reading)}   {summary(reading)}   {letter_string(reading)}".rstrip()
    yield f" {sentence(reading)}"
    step = inversion_step(reading)
    if step:
        yield f" {step}"
    pagemap = pagemap_word(reading)
    yield f" pagemap {padded(pagemap, 64)}  {spell_flags(pagemap)}".rstrip()


def layout_text(setting: Setting, columns: int = 80, glyphs: Glyphs = UNICODE) -> Iterator[str]:
    """The diagrams of all forms of a layout, with a list of the fields of each."""
    layout = setting.layout
    yield f"{layout.name}: {layout.about or layout.arch}, kernel {spell(setting.kernel)} (range {layout.span})"
    yield f"{layout.width}-bit words, pages of {1 << layout.page_shift} bytes, read from {layout.header}"
    if layout.why:
        yield f"since {spell(layout.since)}: {layout.why}"
    yield from (f"note: {note}" for note in layout.notes)
    for form in setting.forms:
        yield ""
        yield f"{form.name}{'  ' + form.doc if form.doc else ''}"
        yield from ribbon_text(Reading(setting, form.blank, form, form.role), columns, glyphs)
        yield from field_lines(form)


def field_lines(form: Form) -> Iterator[str]:
    """Each field of a form: bits, name, macro, meaning."""
    rows = [(spell_runs(field.spans), field.name, field.macro, field.meaning) for field in form.fields]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        yield "  " + "  ".join(cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)) + "  " + row[3]


def layout_row(layout: Layout) -> tuple[str, ...]:
    """One line of `ptetui layouts`: name, kernels, width, page, type, offset, software bits, largest swap area."""
    setting = Setting(layout, newest(layout))
    swap = layout.swap.by_name
    offset = swap["offset"]
    bits = [
        f"{letter}{swap[name].runs[0].low}"
        for name, letter in (("exclusive", "E"), ("uffd_wp", "W"), ("soft_dirty", "S"))
        if name in swap
    ]
    return (
        layout.name if layout.level == "pte" else f"{layout.name} ({layout.level})",
        layout.span,
        str(layout.width),
        human_bytes(1 << layout.page_shift),
        spell_runs(swap["type"].spans),
        ("~" if offset.inverted else "") + spell_runs(offset.spans),
        " ".join(bits) or "-",
        human_bytes(setting.max_swap_bytes) if layout.level == "pte" else "-",
        " ".join(layout.aliases),
    )


def human_bytes(size: int) -> str:
    """A power of two in binary units: "4 EiB"."""
    for unit in ("B", "KiB", "MiB", "GiB", "TiB", "PiB"):
        if size < 1024:
            return f"{size} {unit}"
        size //= 1024
    return f"{size} EiB"


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Columns as wide as their widest cell."""
    listed = [header, *rows]
    widths = [max(len(row[column]) for row in listed) for column in range(len(header))]
    for row in listed:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
