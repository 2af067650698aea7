"""Words that are no page-table entries, as JSON and as text: a swp_entry_t, a word of /proc/PID/pagemap."""

from collections.abc import Iterator
from typing import Any

from ptetui.linux.entry import Entry
from ptetui.linux.pagemap import PagemapWord
from ptetui.linux.setting import Setting
from ptetui.linux.syntax import spell_read_as
from ptetui.linux.versions import spell
from ptetui.render.text import padded


def entry_json(entry: Entry, read_as: str = "") -> dict[str, Any]:
    """What `decode --as entry --json` says."""
    setting, pte = entry.setting, entry.pte
    row = _head(setting, entry.word, "entry", setting.layout.long_bits)
    row |= {"shift": setting.generic_offset_bits, "state": entry.state, "type": entry.type, "offset": hex(entry.offset)}
    row["pfn"] = None if pte is None or pte.pfn is None else hex(pte.pfn)
    row["pte"] = None if pte is None else padded(pte.word, setting.layout.width)
    return row | ({"read_as": read_as} if read_as else {})


def entry_lines(entry: Entry, read_as: str = "") -> Iterator[str]:
    """What `decode --as entry` says."""
    setting, pte = entry.setting, entry.pte
    kind = f"swp_entry_t, type << {setting.generic_offset_bits} | offset"
    yield f"{padded(entry.word, setting.layout.long_bits)}  {_where(setting)}: {kind}"
    frame = "" if pte is None or pte.pfn is None else f" · pfn {pte.pfn:#x}"
    yield f" {entry.state.upper()}   type {entry.type} · offset {entry.offset:#x}{frame}"
    if read_as:
        yield f" {spell_read_as(read_as)}"
    held = "the page table has no room for it" if pte is None else f"PTE {padded(pte.word, setting.layout.width)}"
    yield f" {held}"


def pagemap_json(seen: PagemapWord, read_as: str = "") -> dict[str, Any]:
    """What `decode --as pagemap --json` says."""
    numbers = {"type": seen.type, "offset": seen.offset, "pfn": seen.pfn}
    row = _head(seen.setting, seen.word, "pagemap", 64) | {"flags": list(seen.flags)}
    row |= {name: number if number is None or name == "type" else hex(number) for name, number in numbers.items()}
    row["reserved"] = hex(seen.reserved)
    return row | ({"read_as": read_as} if read_as else {})


def pagemap_lines(seen: PagemapWord, read_as: str = "") -> Iterator[str]:
    """What `decode --as pagemap` says."""
    yield f"{padded(seen.word, 64)}  pagemap word of {_where(seen.setting)}"
    if read_as:
        yield f" {spell_read_as(read_as)}"
    yield f" {' '.join(seen.flags) or 'no flags: nothing there'}"
    if seen.pfn is not None:
        yield f" pfn {seen.pfn:#x}{'' if seen.pfn else ', hidden from readers without CAP_SYS_ADMIN'}"
    if seen.type is not None:
        yield f" type {seen.type} · offset {seen.offset:#x}; SWAP stands for every swap-like entry, not only for swap"
    if seen.reserved:
        yield f" bits {seen.reserved:#x} are not set by this kernel"


def _head(setting: Setting, word: int, kind: str, width: int) -> dict[str, Any]:
    row = {"word": padded(word, width), "layout": setting.layout.name, "kernel": spell(setting.kernel), "as": kind}
    if setting.release is not None and setting.release.rule:
        row |= {"release": str(setting.release), "kernel_rule": setting.kernel_rule}
    return row


def _where(setting: Setting) -> str:
    return f"{setting.layout.name}, kernel {spell(setting.kernel)}"
