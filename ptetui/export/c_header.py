"""The swap form of a layout as a C header: macros on `uint64_t` that take words apart and put them together."""

import re
from collections.abc import Iterator
from textwrap import wrap

from ptetui.export.format import Format, Style
from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.view import View
from ptetui.schema.bits import spell_runs
from ptetui.schema.fields import Field, Run

_WORD = 64
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def c_header(setting: Setting, prefix: str = "PTE_") -> str:
    """The header. ValueError for words above 64 bits, and for a prefix that no C name can begin with.

    Every macro is a constant expression where its arguments are, and may evaluate them more than once.
    """
    layout, swap = setting.layout, setting.swap
    if layout.width > _WORD:
        raise ValueError(
            f"{layout.name} has words of {layout.width} bits, a C header is on uint64_t; export svg or txt"
        )
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"prefix {prefix!r} is not the beginning of a C name; write for example --prefix X86_")
    guard = re.sub(r"\W", "_", f"{prefix}SWP_{layout.name}_{spell(setting.kernel)}_H").upper()
    comment = [line.replace("*/", "* /") for line in _comment(setting)]
    lines = ["/*", *comment, " */", f"#ifndef {guard}", f"#define {guard}", "", "#include <stdint.h>", ""]
    for name in ("type", "offset", *SOFTWARE_BITS):
        field = swap.by_name.get(name)
        if field is not None and field.kind not in ("number", "flag"):
            field = None  # its option is off
        lines += [_about(name, field), f"#define {prefix}SWP_{name.upper()}(w) {_get(field)}", ""]
    lines += ["/* A word with this type and this offset, all software bits clear; too large values are cut. */"]
    lines += [f"#define {prefix}SWP_ENTRY(type, offset) {_entry(setting)}", "", f"#endif /* {guard} */"]
    return "\n".join(lines) + "\n"


def _comment(setting: Setting) -> Iterator[str]:
    layout = setting.layout
    yield f" * Swap entries in the page tables of Linux {spell(setting.kernel)}, {layout.name}."
    yield f" * The same in {layout.span}; words of {layout.width} bits; options: {setting.config}."
    yield f" * Read from {layout.header}."
    yield " *"
    yield " * Bit 0 is the least significant. The macros expect a swap-like word: neither none nor present."
    yield " * Arguments may be evaluated more than once."
    for note in layout.notes:
        yield " *"
        yield from (f" * {line}" for line in wrap(note, 100))


def _about(name: str, field: Field | None) -> str:
    if field is None:
        return f"/* {name}: this layout has no such bit */"
    how = ", stored inverted" if field.inverted else ""
    return f"/* {name}: bit{'s' if field.width > 1 else ''} {spell_runs(field.spans)}{how} */"


def _get(field: Field | None) -> str:
    if field is None:
        return "((uint64_t)(w) & UINT64_C(0))"
    joined = " | ".join(_shift_left(f"(({_at('w', run.low)}) & {_ones(run)})", run.at) for run in field.runs)
    return f"(({joined}) ^ UINT64_C({field.limit:#x}))" if field.inverted else f"({joined})"


def _entry(setting: Setting) -> str:
    swap = setting.swap
    fields = [(name, swap.by_name[name]) for name in ("type", "offset")]
    constant = swap.blank & ~sum(field.mask for _, field in fields)
    parts = [f"UINT64_C({constant:#x})"] if constant else []
    for name, field in fields:
        for run in field.runs:
            value = f"~({_at(name, run.at)})" if field.inverted else f"({_at(name, run.at)})"
            parts.append(_shift_left(f"({value} & {_ones(run)})", run.low))
    return f"({' | '.join(parts)})"


def _at(argument: str, low: int) -> str:
    return f"(uint64_t)({argument}) >> {low}" if low else f"(uint64_t)({argument})"


def _shift_left(text: str, by: int) -> str:
    return f"({text} << {by})" if by else text


def _ones(run: Run) -> str:
    return f"UINT64_C({(1 << run.width) - 1:#x})"


def _make(view: View, style: Style) -> str:
    if view.setting is None:
        raise ValueError("a C header is made of a layout, here is none or more than one; export svg or txt")
    return c_header(view.setting, style.prefix)


FORMAT = Format("h", _make, (".h",), about="a C header", only="layout")
