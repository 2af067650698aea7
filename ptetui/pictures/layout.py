"""A layout: its forms as ribbons under one another, and the fields of each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ptetui.analysis.sizes import size_text
from ptetui.linux.catalog import newest
from ptetui.linux.classify import SOFTWARE_BITS, Reading
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.pictures.explore import FIELD_COLUMNS, field_cells
from ptetui.pictures.picture import Names, Picture, Start
from ptetui.pictures.request import LEVEL, SETTING, Request
from ptetui.render.fitted import FittedRibbon, Viewport, heading, stacked_rows
from ptetui.render.prose import named
from ptetui.render.registers import form_register
from ptetui.render.ribbon import draw, fold_for, ribbon_text
from ptetui.render.spans import UNICODE, Glyphs, Row, Span
from ptetui.render.view import Drawing, Part, Table, View, Words
from ptetui.schema.bits import spell_runs
from ptetui.schema.fields import Field, Form


@dataclass(frozen=True)
class LayoutPicture(Picture):
    """All forms of a layout."""

    NAME = "layout"
    ABOUT = "the forms of a layout, bit under bit"
    KEYS = (*SETTING, LEVEL)
    NAMES = Names("[LAYOUT]", "at most one layout", "layout", 0, 1)

    setting: Setting

    @classmethod
    def of(cls, request: Request) -> "LayoutPicture":
        """The layout."""
        return cls(request.setting())

    @property
    def title(self) -> str:
        """The layout with its kernel."""
        return named(self.setting)

    def fields(self) -> Iterable[Field]:
        """The fields of all forms."""
        return (field for form in self.setting.forms for field in form.fields)

    def data(self) -> dict[str, Any]:
        """What `layouts --json` prints for the layout."""
        return layout_json(self.setting.layout)

    def start(self) -> Start:
        """Explore, on an empty swap entry."""
        return Start("explore", self.setting, self.setting.swap.blank)

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The forms aligned by bit, each under its name."""
        ribbons = [FittedRibbon(_blank(self.setting, form), lit) for form in self.setting.forms]
        headings: list[Row] = [[Span(f" {form.name}", "head")] for form in self.setting.forms]
        return [heading(self.setting), *stacked_rows(ribbons, headings, viewport._replace(lines=viewport.lines - 1))]

    def view(self, columns: int, glyphs: Glyphs) -> View:
        """What is known of the layout, then a part a form."""
        layout = self.setting.layout
        facts = [
            f"{layout.about or layout.arch}; {layout.width}-bit words, pages of {1 << layout.page_shift} bytes; "
            f"the same in {layout.span}; read from {layout.header}"
        ]
        if layout.why:
            facts.append(f"since {spell(layout.since)}: {layout.why}")
        facts += [f"note: {note}" for note in layout.notes]
        forms = (_form_part(self.setting, form, columns, glyphs) for form in self.setting.forms)
        parts = (Part("", (Words(tuple(facts)),)), *forms)
        return View(self.title, parts, parts[-1].registers[0], self.setting)


def _blank(setting: Setting, form: Form) -> Reading:
    return Reading(setting, form.blank, form, form.role)


def _form_part(setting: Setting, form: Form, columns: int, glyphs: Glyphs) -> Part:
    reading = _blank(setting, form)
    ribbon = draw(reading, fold_for(reading, columns), glyphs=glyphs)
    drawing = Drawing(ribbon, f"the form {form.name} of {setting.layout.name}")
    table = Table(FIELD_COLUMNS, tuple(field_cells(field) for field in form.fields))
    return Part(_form_title(form), (drawing, table), (form_register(form.name, form),))


def _form_title(form: Form) -> str:
    return f"{form.name}{'  ' + form.doc if form.doc else ''}"


# ---------------------------------------------------------------------------------------------- text and JSON


def layout_text(setting: Setting, columns: int = 80, glyphs: Glyphs = UNICODE) -> Iterator[str]:
    """What `show` prints: the diagrams of all forms of a layout, with a list of the fields of each."""
    layout = setting.layout
    yield f"{layout.name}: {layout.about or layout.arch}, kernel {spell(setting.kernel)} (range {layout.span})"
    yield f"{layout.width}-bit words, pages of {1 << layout.page_shift} bytes, read from {layout.header}"
    if layout.why:
        yield f"since {spell(layout.since)}: {layout.why}"
    yield from (f"note: {note}" for note in layout.notes)
    for form in setting.forms:
        yield ""
        yield _form_title(form)
        yield from ribbon_text(_blank(setting, form), columns, glyphs)
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
        size_text(1 << layout.page_shift),
        spell_runs(swap["type"].spans),
        ("~" if offset.inverted else "") + spell_runs(offset.spans),
        " ".join(bits) or "-",
        size_text(setting.max_swap_bytes) if layout.level == "pte" else "-",
        " ".join(layout.aliases),
    )


def layout_json(layout: Layout) -> dict[str, Any]:
    """What `layouts --json` prints for one layout range."""
    swap = layout.swap
    setting = Setting(layout, newest(layout))
    flags = {name: swap.by_name[name].runs[0].low if name in swap.by_name else None for name in SOFTWARE_BITS}
    return {
        "layout": layout.name,
        "arch": layout.arch,
        "from": spell(layout.since),
        "to": spell(layout.until) if layout.until else None,
        "width": layout.width,
        "page_shift": layout.page_shift,
        "level": layout.level,
        "type_bits": swap.by_name["type"].spans,
        "offset_bits": swap.by_name["offset"].spans,
        "offset_inverted": swap.by_name["offset"].inverted,
        **flags,
        "max_swap_bytes": hex(setting.max_swap_bytes),
        "aliases": list(layout.aliases),
        "forms": [form.name for form in layout.forms],
        "about": layout.about,
        "why": layout.why,
        "header": layout.header,
        "copies": layout.copies,
        "notes": list(layout.notes),
    }
