"""The JSON objects of the command line: a contract that scripts rely on.

Numbers that can pass 2^53 are hexadecimal strings; words are padded to the width of the layout.
"""

from typing import Any

from ptetui.linux.catalog import newest
from ptetui.linux.classify import SOFTWARE_BITS, Reading
from ptetui.linux.layout import Layout
from ptetui.linux.pagemap import pagemap_word
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell


def padded(word: int, width: int) -> str:
    """A word in hexadecimal with all its digits."""
    return f"{word:#0{width // 4 + 2}x}"


def decoded(reading: Reading) -> dict[str, Any]:
    """What `decode --json` says of one word."""
    setting, word = reading.setting, reading.word
    made: dict[str, Any] = {
        "word": padded(word, setting.layout.width),
        "layout": setting.layout.name,
        "kernel": spell(setting.kernel),
        "form": reading.form.name,
        "state": reading.state,
        "type": reading.type,
        "offset": None if reading.offset is None else hex(reading.offset),
        "flags": list(reading.flags),
        "fields": [
            {
                "name": field.name,
                "bits": field.spans,
                "raw": hex(field.raw(word)),
                "value": hex(field.get(word)),
                "macro": field.macro,
            }
            for field in reading.form.fields
        ],
        "pagemap": padded(pagemap_word(reading), 64),
    }
    if reading.pfn is not None:
        made["pfn"] = hex(reading.pfn)
    if reading.young is not None:
        made |= {"young": reading.young, "dirty": reading.dirty}
    if reading.marker is not None:
        made["marker"] = list(reading.marker)
    if reading.reason:
        made["reason"] = reading.reason
    return made


def described(layout: Layout) -> dict[str, Any]:
    """What `layouts --json` says of one layout range."""
    swap = layout.swap
    setting = Setting(layout, newest(layout))
    flags = {name: swap.by_name[name].runs[0].low if name in swap.by_name else None for name in SOFTWARE_BITS}
    return {
        "layout": layout.name,
        "arch": layout.arch,
        "from": spell(layout.since),
        "to": spell(layout.until) if layout.until else None,
        "width": layout.width,
        "page_shift": layout.page_shift,
        "level": layout.level,
        "type_bits": swap.by_name["type"].spans,
        "offset_bits": swap.by_name["offset"].spans,
        "offset_inverted": swap.by_name["offset"].inverted,
        **flags,
        "max_swap_bytes": hex(setting.max_swap_bytes),
        "aliases": list(layout.aliases),
        "forms": [form.name for form in layout.forms],
        "about": layout.about,
        "why": layout.why,
        "header": layout.header,
        "copies": layout.copies,
        "notes": list(layout.notes),
    }
