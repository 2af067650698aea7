"""A layout as the source text of a layout file: readable construct, which our own reader loads."""

import json
from collections.abc import Iterator

from ptetui.analysis.what_if import Candidate
from ptetui.linux.layout import LAYOUT_FACTS, OF_A_RANGE, PLACE, Layout
from ptetui.linux.versions import spell
from ptetui.schema.fields import Field, Form, Run

VOCABULARY = "Bits, Fixed, Ignored, Inverted, Under"
_FORMS = ("schemas", "made_only")


def layout_source(candidate: Candidate, name: str, about: str) -> str:
    """The file's text, with every fact of the layout. ValueError where fields overlap: that cannot be written down."""
    for form, a, b in candidate.overlaps:
        raise ValueError(f"{form.name}: {a.name} and {b.name} lie on one bit; move one of them, then save")
    layout = candidate.setting.layout
    named = {f"{form.name.upper()}": form for form in candidate.forms}
    named |= {f"{form.name.upper()}_MADE": form for form in layout.made_only_forms}
    return "\n".join(
        [
            *_head(layout, about),
            *(line for constant, form in named.items() for line in _form(constant, form)),
            *_tail(layout, name, about, tuple(named)),
        ]
    )


def _head(layout: Layout, about: str) -> list[str]:
    needs = ["Since", "layouts", *(["Excuse"] if layout.excuses else []), *(["Pages"] if layout.pages else [])]
    return [
        f'"""{_inside(about)}',
        "",
        f"An edited copy of {_inside(layout.name)}, kernels {layout.span}.",
        '"""',
        "",
        "from construct import BitStruct, Flag",
        "",
        f"from ptetui.linux.layout import {', '.join(sorted(needs))}",
        f"from ptetui.schema.vocabulary import {VOCABULARY}",
    ]


def _form(constant: str, form: Form) -> Iterator[str]:
    """A form as an assignment, the most significant bit first."""
    yield ""
    yield f'{constant} = "{form.name}" / BitStruct('
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


def _tail(layout: Layout, name: str, about: str, constants: tuple[str, ...]) -> Iterator[str]:
    """The range and all facts: what a layout does not need to state is left out where it is the default."""
    until = f', until="{spell(layout.until)}"' if layout.until else ""
    forms, made_only = constants[: len(layout.schemas)], constants[len(layout.schemas) :]
    yield ""
    yield "LAYOUTS = layouts("
    yield f"    {_quoted(name)},"
    yield f'    Since("{spell(layout.since)}", ({", ".join(forms)}){until}, why={_literal(layout.why)},'
    yield f"          notes={_literal(layout.notes)}),"
    for fact in LAYOUT_FACTS:
        value = about if fact == "about" else getattr(layout, fact)
        if fact not in ("name", *OF_A_RANGE, *PLACE, *_FORMS) and value != getattr(Layout, fact, {}):
            yield f"    {fact}={_literal(value)},"
    if made_only:
        yield f"    made_only=({', '.join(made_only)},),"
    yield ")"
    yield ""


def _literal(value: object) -> str:
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """A text as a literal, in double quotes where nothing in it has to be escaped by number."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def _inside(text: str) -> str:
    """A text that stands in a docstring."""
    return repr(text)[1:-1].replace('"', "'")
