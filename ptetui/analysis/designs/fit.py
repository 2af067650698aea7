"""Which layouts can have a design, and why not: the rules for the special word, room for types, room for frames."""

from collections.abc import Iterator
from typing import NamedTuple

from ptetui.analysis.designs.derived import special_form
from ptetui.analysis.designs.design import TYPES, DesignCase, software_flags, types_of
from ptetui.analysis.invariants import excuse_slots
from ptetui.analysis.regions import Regions
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.linux.versions import spell
from ptetui.schema.bits import ones
from ptetui.schema.cubes import Cube, Region


class DesignCell(NamedTuple):
    """A cell: at most eleven columns of text, the number behind it, and the evidence, a line each.

    `holds` is False where the design cannot be had, or fails, on the layout of the case.
    """

    text: str
    value: object
    evidence: tuple[str, ...]
    holds: bool = True


NO_CELL = DesignCell("-", None, ("this layout has no uffd bit in its swap entries, so there is no such word",), False)


def able(design: str, case: DesignCase) -> tuple[bool, str]:
    """Whether the layout of the case can have the design, and why (not), in a few words."""
    setting = case.setting
    types = setting.swap.by_name["type"].width
    if design == "bits":
        flags = software_flags(setting)
        return len(flags) >= case.flags, ", ".join(flag.name for flag in flags) or "no flag"
    if design == "special":
        if special_form(setting) is None:
            return False, "no uffd bit"
        broken = [name for name, fine, _ in special_rules(setting) if not fine]
        return not broken, f"the word is {', '.join(broken)}" if broken else "uffd bit"
    if types < MAX_SWAPFILES_SHIFT:
        return (design == "offset" and _fits(case)[0]), f"{types} type bits"
    if design == "offset":
        return _fits(case)
    if design == "marker":
        return areas_have_marker(case), f"{setting.offset_bits} flags"
    return (TYPES - len(types_of(design, setting.kernel, setting.config))) >> case.flags > 0, f"{types} type bits"


def areas_have_marker(case: DesignCase) -> bool:
    """Whether the configuration lets (b) have its type."""
    kinds = types_of("marker", case.setting.kernel, case.setting.config)
    return any(kind.kind == "marker" for kind in kinds)


def _fits(case: DesignCase) -> tuple[bool, str]:
    need, left = case.setting.present_frame_bits, case.setting.offset_bits - case.flags
    return left >= need, f"{case.setting.offset_bits} - {case.flags} {'>=' if left >= need else '<'} {need}"


def architectures(design: str, case: DesignCase) -> DesignCell:
    """The architectures that could use it at this kernel."""
    judged = [(setting.layout, *able(design, case.on(setting))) for setting in case.others]
    yes = [layout for layout, fine, _ in judged if fine]
    arches, every = {layout.arch for layout in yes}, {layout.layout.arch for layout in case.others}
    evidence = [f"{len(arches)} of {len(every)} architectures, {len(yes)} of {len(judged)} layouts at "
            f"{spell(case.setting.kernel)}: {_CONDITIONS[design].format(k=case.flags)}"]  # fmt: skip
    if design == "offset":
        both = [
            setting for setting in case.others if setting.offset_bits - case.flags >= setting.present_frame_bits + 2
        ]
        evidence.append(f"with young and dirty of migration entries as well (2 bits more): {len(both)} layouts")
        never = [setting for setting in case.others if setting.offset_bits < setting.present_frame_bits]
        evidence.append(f"too narrow with k = 0 already: {len(never)} layouts")
    for fine, word in ((True, "can"), (False, "cannot")):
        listed = [f"{layout.name} ({why})" for layout, can, why in judged if can == fine]
        if listed:
            evidence.append(f"{word}: {', '.join(listed)}")
    here = any(layout is case.setting.layout for layout in yes)
    value = (len(arches), len(every), len(yes), len(judged))
    known = any(layout is case.setting.layout for layout, _, _ in judged)
    return DesignCell(f"{len(arches)} of {len(every)}", value, tuple(evidence), here or not known)


_CONDITIONS = {
    "bits": "the swap form has {k} flags or more",
    "special": "the swap form has a uffd bit, and the word passes the four rules",
    "marker": "the type has five bits, so that the marker's number fits",
    "type": "the type has five bits, and a swap area is left",
    "offset": "offset bits - k >= bits of a page frame number",
}


def special_rules(setting: Setting) -> Iterator[tuple[str, bool, str]]:
    """The four rules that the special word had to satisfy: what it would be if not, whether it holds, how."""
    form = special_form(setting)
    assert form is not None
    yield from word_rules(setting, form.blank)
    uffd = setting.swap.by_name["uffd_wp"]
    yield "without the uffd bit", bool(uffd.get(form.blank)), f"bit {uffd.place(0)} is set"


def word_rules(setting: Setting, word: int) -> Iterator[tuple[str, bool, str]]:
    """Not none, not present, no entry that the kernel ever makes."""
    forms = [form for form in setting.forms if form.role != "special"]
    taken = next((form for form in forms[:-1] if word in form.recognised), None)
    role = taken.role if taken else ""
    yield "none", role != "none", "no none form takes it"
    yield "present", role not in ("present", "protnone"), "no present form takes it"
    plain = Setting(setting.layout, setting.kernel, setting.config)
    regions = Regions(plain)
    only = Region((Cube(setting.layout.width, ones(setting.layout.width), word),))
    written = regions.produced("swap").intersect(only)
    excuses = excuse_slots(regions, written) if written else ()
    entry = setting.swap
    type_, offset = (entry.by_name[name].get(word) for name in ("type", "offset"))
    read = f"read as an entry it is type {type_}, offset {offset:#x}"
    why = f"; never made: {' and '.join(excuse.reason for excuse in excuses)}" if excuses else ""
    yield "a swap entry", not written or bool(excuses), read + why
