"""A word as JSON: numbers that can pass 2^53 are hexadecimal strings, words are padded to the width of the layout."""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from ptetui.linux.classify import Reading
from ptetui.linux.pagemap import pagemap_word
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from ptetui.render.text import padded
from ptetui.schema.fields import Field, Form

_FEW = 12  # bits of neighbouring fields whose text is remembered


def word_json(reading: Reading, read_as: str = "") -> dict[str, Any]:
    """What `decode --json` prints for a word; `read_as` says how its digits were read where that is in doubt."""
    row: dict[str, Any] = json.loads(word_json_line(reading, read_as))
    return row


def word_json_line(reading: Reading, read_as: str = "") -> str:
    """The same as a line of JSON, written at once: what does not depend on the word is spelled once for each form."""
    setting, word = reading.setting, reading.word
    head = _head(setting, reading.form, reading.state)
    type_ = "null" if reading.type is None else reading.type
    offset = "null" if reading.offset is None else f'"{reading.offset:#x}"'
    flags = ", ".join(f'"{name}"' for name in reading.flags)
    fields = [spelled(word & mask) for mask, spelled in _spelled(reading.form)]
    line = (
        f'{{"word": "{padded(word, setting.layout.width)}", {head}, "type": {type_}, "offset": {offset}, '
        f'"flags": [{flags}], "fields": [{", ".join(fields)}], '
        f'"pagemap": "{padded(pagemap_word(reading), 64)}"'
    )
    return f"{line}{_more(reading, read_as)}}}"


def _more(reading: Reading, read_as: str) -> str:
    """What only some states have."""
    spelled = "" if reading.pfn is None else f', "pfn": "{reading.pfn:#x}"'
    if reading.young is not None:
        spelled += _spell("young", reading.young) + _spell("dirty", reading.dirty)
    if reading.marker is not None:
        spelled += _spell("marker", reading.marker)
    if reading.reason:
        spelled += _spell("reason", reading.reason)
    setting = reading.setting
    if setting.release is not None and setting.release.rule:
        spelled += _spell("release", str(setting.release)) + _spell("kernel_rule", setting.kernel_rule)
    return spelled + _spell("read_as", read_as) if read_as else spelled


@lru_cache(maxsize=4096)
def _spell(name: str, value: object) -> str:
    return f", {json.dumps({name: value})[1:-1]}"


@lru_cache(maxsize=64)
def _head(setting: Setting, form: Form, state: str) -> str:
    about = {"layout": setting.layout.name, "kernel": spell(setting.kernel), "form": form.name, "state": state}
    return json.dumps(about)[1:-1]


@lru_cache(maxsize=64)
def _spelled(form: Form) -> list[tuple[int, Callable[[int], str]]]:
    """Neighbouring fields together: their bits, and what spells them; the text of few bits is remembered."""
    groups: list[list[Field]] = []
    for field in form.fields:
        if groups and sum(field.width for field in groups[-1]) + field.width <= _FEW:
            groups[-1].append(field)
        else:
            groups.append([field])
    return [(sum(field.mask for field in group), _speller(group)) for group in groups]


def _speller(fields: list[Field]) -> Callable[[int], str]:
    texts = []
    for field in fields:
        before = json.dumps({"name": field.name, "bits": field.spans})[:-1] + ', "raw": "'
        after = '", ' + json.dumps({"macro": field.macro})[1:]
        texts.append((before, field, field.limit if field.inverted else 0, after))

    def spelled(bits: int) -> str:
        raws = [(before, field.raw(bits), flip, after) for before, field, flip, after in texts]
        return ", ".join([f'{before}{raw:#x}", "value": "{raw ^ flip:#x}{after}' for before, raw, flip, after in raws])

    return lru_cache(maxsize=1 << _FEW)(spelled) if sum(field.width for field in fields) <= _FEW else spelled
