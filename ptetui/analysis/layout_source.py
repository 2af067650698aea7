"""A layout as the source text of a layout file: readable construct, which our own reader loads."""

from collections.abc import Iterator

from ptetui.analysis.what_if import Candidate
from ptetui.linux.layout import Layout
from ptetui.linux.versions import spell
from ptetui.schema.fields import Field, Form, Run

VOCABULARY = "Bits, Fixed, Ignored, Inverted, Under"


def layout_source(candidate: Candidate, name: str, about: str) -> str:
    """The file's text. ValueError where fields overlap: such a layout cannot be written down."""
    for form, a, b in candidate.overlaps:
        raise ValueError(f"{form.name}: {a.name} and {b.name} lie on one bit; move one of them, then save")
    layout = candidate.setting.layout
    forms = [*candidate.forms, *layout.made]
    return "\n".join(
        [
            *_head(layout, about),
            *(line for form in forms for line in _form(form)),
            *_tail(layout, name, about),
        ]
    )


def _head(layout: Layout, about: str) -> list[str]:
    needs = ["Since", "layouts", *(["Excuse"] if layout.excuses else [])]
    return [
        f'"""{about}',
        "",
        f"An edited copy of {layout.name}, kernels {layout.span}.",
        '"""',
        "",
        "from construct import BitStruct, Flag",
        "",
        f"from ptetui.linux.layout import {', '.join(sorted(needs))}",
        f"from ptetui.schema.vocabulary import {VOCABULARY}",
    ]


def _form(form: Form) -> Iterator[str]:
    """A form as an assignment, the most significant bit first."""
    yield ""
    yield f'{form.name.upper()} = "{form.name}" / BitStruct('
    pieces = [(run, field) for field in form.fields for run in field.runs]
    for run, field in sorted(pieces, key=lambda piece: -piece[0].high):
        yield f"    {_piece(run, field)},"
    yield ")" + (f" * {_quoted(form.doc)}" if form.doc else "")


def _piece(run: Run, field: Field) -> str:
    name = field.name if len(field.runs) == 1 and not run.at else f"{field.name}[{run.at + run.width - 1}:{run.at}]"
    kind = _kind(run, field)
    if field.option:
        kind = f'Under("{field.option}", {kind})'
    docs = f"{field.symbol} {field.macro or '-'} {field.meaning}"
    return f'"{name}" / {kind} * {_quoted(docs)}'


def _kind(run: Run, field: Field) -> str:
    if field.kind == "fixed":
        return f"Fixed({field.fixed >> run.at & (1 << run.width) - 1:#x}, {run.width})"
    if field.kind == "ignored":
        return f"Ignored({run.width})"
    if field.kind == "flag" and not field.inverted:
        return "Flag"
    return f"{'Inverted' if field.inverted else 'Bits'}({run.width})"


def _tail(layout: Layout, name: str, about: str) -> Iterator[str]:
    forms = ", ".join(form.name.upper() for form in layout.forms)
    until = f', until="{spell(layout.until)}"' if layout.until else ""
    yield ""
    yield "LAYOUTS = layouts("
    yield f"    {_quoted(name)},"
    yield f'    Since("{spell(layout.since)}", ({forms}){until}, why="edited copy of {layout.name}"),'
    facts = {
        "arch": layout.arch, "width": layout.width, "long_bits": layout.long_bits, "page_shift": layout.page_shift,
        "physmem_bits": layout.physmem_bits, "level": layout.level, "copies": layout.copies, "header": layout.header,
        "about": about, "hardware_sets": layout.hardware_sets,
    }  # fmt: skip
    own = {
        "types": dict(layout.types), "type_flags": layout.type_flags, "protects_files": layout.protects_files,
    }  # fmt: skip
    facts |= {fact: value for fact, value in own.items() if value}
    for fact, value in facts.items():
        yield f"    {fact}={_quoted(value) if isinstance(value, str) else repr(value)},"
    if layout.made:
        yield f"    made_only=({', '.join(form.name.upper() for form in layout.made)},),"
    if layout.excuses:
        yield f"    excuses=({', '.join(map(repr, layout.excuses))},),"
    yield ")"
    yield ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
