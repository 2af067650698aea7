"""The word for a state: what the kernel's constructors make, and nothing that they would not."""

from collections.abc import Container, Mapping

from ptetui.linux.classify import SOFTWARE_BITS
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MIGRATION_KINDS, SPECIAL_TYPES
from ptetui.linux.versions import spell
from ptetui.schema.fields import Field, Form

ENCODED_STATES = ("none", "present", "protnone", "swap", *dict.fromkeys(special.kind for special in SPECIAL_TYPES))


def encode(setting: Setting, state: str, values: Mapping[str, int]) -> int:
    """The word of `state` with these values.

    Values are fields of the form by name, `pfn`, `young` and `dirty` for kinds that hold a frame, a marker's flags.
    Fields that are not named are 0. ValueError, in one line, for what does not exist or does not fit.
    """
    for form in setting.forms[:-1]:
        if state in (form.name, form.role):
            return form.encode(values)
    if state == "swap":
        return setting.slot_entry.encode(values)
    type_ = _type_of(setting, state)
    parts = {part.name: part for part in setting.parts(state) if part.kind != "ignored"}
    word = setting.swap.encode({"type": type_})
    for name, value in values.items():
        word = _put(setting, parts, word, state, name, value)
    return word


def _put(setting: Setting, parts: Mapping[str, Field], word: int, state: str, name: str, value: int) -> int:
    form = setting.swap
    if state in MIGRATION_KINDS and name in ("young", "dirty") and name not in parts:
        if value:
            cause = f"L1TF={setting.config.l1tf}" if setting.config.l1tf else "this kernel"
            raise ValueError(f"{name} does not fit: {cause} leaves no offset bits above the PFN")
        return word
    target = parts.get(name)
    if target is None and name in (*SOFTWARE_BITS, "offset"):
        target = form.by_name.get(name)
    if target is None and state == "marker" and name == "swp_uffd_wp":
        target = form.by_name.get("uffd_wp")
    if target is None or target.kind in ("fixed", "ignored"):
        known = [*parts, *_software_bits(form, parts)]
        raise ValueError(f"{name}: no such value in {state}; it has {', '.join(known) or 'none'}")
    return target.put(word, value)


def _type_of(setting: Setting, state: str) -> int:
    for number, special in setting.special_types.items():
        if special.kind == state:
            return number
    known = [special for special in SPECIAL_TYPES if special.kind == state]
    where = spell(setting.kernel)
    if not known:
        if state in ENCODED_STATES:
            raise ValueError(f"{state}: {setting.layout.name} at {where} has no such form")
        from difflib import get_close_matches

        close = get_close_matches(state.lower(), ENCODED_STATES, n=3, cutoff=0.6)
        meant = f"did you mean {', '.join(close)}?" if close else f"known are {', '.join(ENCODED_STATES)}"
        raise ValueError(f"state {state!r} cannot be encoded; {meant}")
    if known[0] in Setting(setting.layout, setting.kernel).special_types.values():
        raise ValueError(f"{state}: not with CONFIG_{known[0].option}=n")
    until = f" to {spell(known[0].until)}" if known[0].until else ""
    raise ValueError(f"{state}: not in kernel {where}, only from {spell(known[0].since)}{until or ' on'}")


def settable(setting: Setting, state: str) -> list[str]:
    """Names that `encode` takes for a state, in the order of the word; for help and completion."""
    for form in (*setting.forms[:-1], setting.slot_entry):
        if state in (form.name, form.role):
            return list(form.settable())
    parts = [part.name for part in setting.parts(state) if part.kind != "ignored"]
    return parts + _software_bits(setting.swap, parts)


def _software_bits(form: Form, parts: Container[str]) -> list[str]:
    """Software bits that the form has in this configuration, under the names that `_put` takes."""
    known = [name for name in SOFTWARE_BITS if name in form.by_name and form.by_name[name].kind == "flag"]
    return [f"swp_{name}" if name in parts else name for name in known]
