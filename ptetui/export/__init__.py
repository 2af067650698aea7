"""Formats, one file each: every file of this folder that has a FORMAT adds one to the registry."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from ptetui.export.format import Format, Style
from ptetui.render.view import View


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name, in alphabetical order."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    known = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {form.name: form for form in sorted(known, key=lambda form: form.name)}


def format_of(output: str, asked: str | None, ascii_only: bool = False) -> Format:
    """The format that is asked for, else that of the suffix. ValueError lists what there is."""
    known = ", ".join(formats())
    if asked is None and output == "-":
        raise ValueError(f"- has no suffix: add --format, one of {known}")
    suffix = Path(output).suffix.lower()
    by_suffix = {suffix: form for form in formats().values() for suffix in form.suffixes}
    chosen = formats().get(asked) if asked else by_suffix.get(suffix)
    if chosen is None:
        wrong = f"format {asked!r}" if asked else f"suffix {suffix!r} of {output}"
        raise ValueError(f"{wrong} is not known; formats are {known}")
    return formats()["ascii"] if ascii_only and chosen.name == "txt" else chosen


def content(view: View, chosen: Format, style: Style) -> bytes:
    """The view in a format. ValueError where the format cannot show it."""
    data = chosen.make(view, style)
    return data if isinstance(data, bytes) else data.encode()
