"""Where a form or a field stands in its layout file, found in the file's own text."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ptetui.linux.catalog import Catalog, load
from ptetui.linux.layout import Layout
from ptetui.schema.fields import Field, Form


@lru_cache(maxsize=4)
def files_of(catalog: Catalog) -> Mapping[int, Path]:
    """The file of each layout, by its id."""
    return {id(layout): path for path in catalog.files() for layout in load(path)}


def where(path: Path | None, layout: Layout, form: Form, field: Field | None = None) -> str:
    """ "layouts/x86.py:201": the line of a field's schema, else of its form, else of the layout's name."""
    if path is None:
        return f"{layout.name}, {form.name}"
    text = _text(path)
    start = _definition(text, form)
    wanted = f"{field.symbol} {field.macro or '-'} {field.meaning}" if field is not None else form.doc
    at = text.find(wanted, start) if wanted else -1
    if at < 0 and wanted:
        at = text.find(wanted)
    if at < 0:
        name = field.name if field is not None else form.name
        at = max(text.find(f'"{name}"', start), text.find(f'"{name}"'), start)
    folder = path.parts.index("layouts") if "layouts" in path.parts else len(path.parts) - 2
    return f"{'/'.join(path.parts[folder:])}:{text.count(chr(10), 0, at) + 1}"


def _definition(text: str, form: Form) -> int:
    """Where the form is written: the place whose name and field names follow each other as in the form; else 0."""
    names = [f'"{name}' for name in (form.name, *(field.name for field in form.fields[:2]))]
    found = re.search(r"[^\n]*\n?[^\n]*".join(map(re.escape, names)), text)
    return found.start() if found else 0


@lru_cache(maxsize=64)
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
