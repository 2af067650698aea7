"""Each design as a layout that is derived from any other: its forms, its swap types."""

from collections.abc import Sequence
from dataclasses import replace

from ptetui.analysis.designs.design import DesignCase, marker_type
from ptetui.linux.setting import Setting
from ptetui.linux.symbols import symbol_of
from ptetui.schema.bits import ones, runs_of
from ptetui.schema.fields import Field, Form, Run

SPECIAL_FORM = "special_uffd_wp"


def derived(design: str, case: DesignCase) -> Setting | None:
    """The setting with forms and swap types as the design has them; None where the layout has no room for it."""
    setting = case.setting
    forms = tuple(form for form in setting.layout.forms if form.role != "special")
    swap = forms[-1]
    if design == "special":
        special = special_form(setting)
        return None if special is None else _with(setting, design, (*forms[:-1], special, swap))
    if design == "type":
        bare = _with(setting, design, (*forms[:-1], _without_flags(swap, case.moved)))
        return None if not bare.max_swapfiles >> case.flags else _with_type_flags(bare, case.moved)
    if design == "offset":
        if setting.offset_bits <= case.flags:
            return None
        cut = _flags_in_offset(_without_flags(swap, case.moved), case.moved, setting.offset_bits)
        return _with(setting, design, (*forms[:-1], cut))
    return _with(setting, design, forms)


def special_form(setting: Setting) -> Form | None:
    """The word that has nothing set but the swap uffd bit, as a form; None where entries have no such bit."""
    uffd = setting.swap.by_name.get("uffd_wp")
    if uffd is None or uffd.kind != "flag":
        return None
    width, bit = setting.layout.width, uffd.place(0)
    runs: list[Run] = []
    for high, low in runs_of(ones(width) & ~(1 << bit))[::-1]:
        runs.insert(0, Run(high, low, sum(run.width for run in runs)))
    word = Field("uffd_wp", "fixed", uffd.runs, fixed=1, macro="UFFD_WP_SWP_PTE_SPECIAL",
                 meaning="empty and write-protected by userfaultfd", symbol="WP")  # fmt: skip
    zeros = Field("zeros", "fixed", tuple(runs), meaning="must be 0 in this word", symbol="0")
    return Form(SPECIAL_FORM, width, (zeros, word))


def _with(setting: Setting, design: str, forms: Sequence[Form]) -> Setting:
    layout = replace(
        setting.layout, schemas=tuple(forms), types=marker_type(design), type_flags=(), protects_files=True
    )
    return Setting(layout, setting.kernel, setting.config)


def _with_type_flags(setting: Setting, names: tuple[str, ...]) -> Setting:
    return Setting(replace(setting.layout, type_flags=names), setting.kernel, setting.config)


def _without_flags(swap: Form, names: Sequence[str]) -> Form:
    """The swap form with the bits of these flags given back as zeros."""
    fields = (_given_back(f) if f.kind == "flag" and f.name in names else f for f in swap.fields)
    return replace(swap, fields=tuple(fields))


def _given_back(flag: Field) -> Field:
    meaning = f"given back by {flag.name}"
    return replace(flag, name=f"was_{flag.name}", kind="fixed", fixed=0, option=None, macro="", meaning=meaning,
                   symbol="0")  # fmt: skip


def _flags_in_offset(swap: Form, names: Sequence[str], bits: int) -> Form:
    """The swap form with flags in the top of the `bits` bits of the offset that generic code has."""
    offset = swap.by_name["offset"]
    low = bits - len(names)
    parts = [offset.part("offset", low - 1, 0, "number", offset.macro, offset.meaning, offset.symbol)]
    for index, name in enumerate(names):
        at, meaning = low + index, f"{name}, in the top of the offset"
        parts.insert(0, offset.part(name, at, at, "flag", "", meaning, symbol_of(name)))
    if bits < offset.width:
        parts.insert(0, offset.part("unused", offset.width - 1, bits, "fixed", "", "no room in the generic entry", "0"))
    fields = tuple(part for f in swap.fields for part in (parts if f is offset else (f,)))
    return replace(swap, fields=fields)
