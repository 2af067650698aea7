"""A layout file that would agree with a kernel tree: our layout with the tree's swap format in place of ours."""

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ptetui.analysis.layout_source import layout_source
from ptetui.analysis.what_if import Candidate
from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.schema.bits import set_bits
from ptetui.schema.fields import Field, Form, Run
from ptetui.sources.verify.build import Probe
from ptetui.sources.verify.compare import FieldCheck, walked_bits

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
    taken = {bit for field in fields for run in field.runs for bit in range(run.low, run.high + 1)}
    left = [bit for bit in range(width) if bit not in taken]
    for index, run in enumerate(_runs(left)):
        value = base >> run.low & (1 << run.width) - 1
        alone = Run(run.high, run.low, 0)
        fields.append(
            Field(f"fixed_{index}", "fixed", (alone,), fixed=value, meaning="as the tree writes it", symbol="0")
        )
    return replace(ours, fields=tuple(sorted(fields, key=lambda field: -field.runs[0].high)))


def _runs(places: list[int]) -> tuple[Run, ...]:
    """Bits of a value, the least significant first, as runs, the most significant first."""
    runs: list[Run] = []
    for at, place in enumerate(places):
        if runs and place == runs[-1].high + 1:
            runs[-1] = Run(place, runs[-1].low, runs[-1].at)
        else:
            runs.append(Run(place, place, at))
    return tuple(reversed(runs))
