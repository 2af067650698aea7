"""A layout file that would agree with a kernel tree: our layout with the tree's swap format in place of ours."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ptetui.analysis.layout_source import layout_source
from ptetui.analysis.what_if import Candidate
from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.schema.bits import ones, runs_of, set_bits, union
from ptetui.schema.fields import Field, Form, Run
from ptetui.sources.verify.build import Probe
from ptetui.sources.verify.compare import FieldCheck, value_runs, walked_bits

_NOT_IN_THE_SWAP_FORM = ("width", "page_shift", "max_swapfiles", "none", "present", "pfn")
_LARGEST_HEADER = 1 << 20  # bytes


def proposed_file(setting: Setting, probe: Probe) -> str:
    """The text of the layout file. ValueError where the tree's fields cannot be written down as a form."""
    form = _swap_form(setting, probe)
    layout = setting.layout
    schemas = (*layout.forms[:-1], form)
    edited = replace(setting, layout=replace(layout, schemas=schemas, until=layout.until))
    about = f"as the tree of {spell(setting.kernel)} has it"
    return layout_source(Candidate(edited), f"{layout.name}_tree", about)


def is_proposed(checks: Iterable[FieldCheck]) -> bool:
    """Whether what differs is in the swap form, which a file can be proposed for."""
    wrong = [check for check in checks if not check.agrees]
    return bool(wrong) and all(check.field not in _NOT_IN_THE_SWAP_FORM for check in wrong)


def header_line(tree: Path, setting: Setting, name: str) -> str:
    """Where the tree defines the macro that our field names, `FILE:LINE`; "" where that is not found."""
    field = setting.swap.by_name.get(name.split(maxsplit=1)[0])
    macro = field.macro.rstrip("()") if field is not None else ""
    if not re.fullmatch(r"\w{3,60}", macro):
        return ""
    defined = re.compile(rb"^[ \t]*(?:#[ \t]*define[ \t]+|static inline [^\n]*?)" + macro.encode() + rb"\b", re.M)
    folder = tree / "arch" / setting.layout.arch / "include" / "asm"
    first = tree / setting.layout.header
    for path in (first, *sorted(folder.rglob("pgtable*.h"))):
        try:
            text = path.read_bytes()[:_LARGEST_HEADER]
        except OSError:
            continue
        if match := defined.search(text):
            line = text.count(b"\n", 0, match.start()) + 1
            return f"{path.relative_to(tree)}:{line}"
    return ""


def _swap_form(setting: Setting, probe: Probe) -> Form:
    """The swap form with the tree's bits: type, offset, the software bits, all others fixed as the tree writes them."""
    ours, base, width = setting.layout.forms[-1], probe["swap", 0], setting.layout.width
    type_, offset = ours.by_name["type"], ours.by_name["offset"]
    places = walked_bits(probe, "offset", base)
    inverted = bool(places) and all(base >> bit & 1 for bit in places)
    fields = [
        replace(type_, runs=_runs(walked_bits(probe, "type", base)), kind="number"),
        replace(offset, runs=_runs(places), inverted=inverted, kind="number"),
    ]
    for name in SOFTWARE_BITS:
        moved = list(set_bits(probe.get((name, 0), base) ^ base))
        if moved:
            known = ours.by_name.get(name)
            plain = Field(
                name, "flag", (), macro="", meaning=f"{name.replace('_', '-')}, as the tree has it", symbol="SW"
            )
            fields.append(replace(known or plain, runs=_runs(moved[:1]), kind="flag"))
    left = ones(width) & ~union(field.mask for field in fields)
    for index, (high, low) in enumerate(runs_of(left)):
        run, value = Run(high, low, 0), base >> low & ones(high - low + 1)
        fields.append(
            Field(f"fixed_{index}", "fixed", (run,), fixed=value, meaning="as the tree writes it", symbol="0")
        )
    return replace(ours, fields=tuple(sorted(fields, key=lambda field: -field.runs[0].high)))


def _runs(places: Sequence[int]) -> tuple[Run, ...]:
    """Bits of a value as a field has its runs: the most significant first."""
    return tuple(reversed(value_runs(places)))
