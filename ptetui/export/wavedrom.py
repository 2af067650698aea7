"""A register as WaveDrom JSON, which the program `bit-field` draws: pieces from bit 0 upwards."""

import json
from typing import Any

from ptetui.export.format import Format, Style
from ptetui.render.view import Register, View

_PER_LANE = 32
_BIT, _LETTER = 36, 8  # pixels: the width of a bit, that of a letter
_TYPES = {"type": 4, "offset": 5, "pfn": 6, "number": 3, "flag": 2}  # WaveDrom's numbers of colours


def wavedrom(register: Register) -> str:
    """`{"reg": [{"bits", "name", "attr", "type"}], "config": {...}}`; the widths add up to `config.bits`."""
    reg: list[dict[str, Any]] = []
    for piece in reversed(register.pieces):
        entry: dict[str, Any] = {"bits": piece.high - piece.low + 1, "name": piece.name}
        if piece.value:
            entry["attr"] = piece.value
        if piece.role in _TYPES:
            entry["type"] = _TYPES[piece.role]
        reg.append(entry)
    upright = [entry for entry in reg if len(entry["name"]) * _LETTER > entry["bits"] * _BIT]
    for entry in upright:
        entry["rotate"] = -90
    lanes = max(1, register.width // _PER_LANE)
    config = {"bits": register.width, "lanes": lanes, "hspace": _PER_LANE * _BIT}
    if upright:
        config["vspace"] = 60 + _LETTER * max(len(entry["name"]) for entry in upright)
    listed = ",\n  ".join(json.dumps(entry) for entry in reg)
    return f'{{"reg": [\n  {listed}\n],\n"config": {json.dumps(config)}}}\n'


def _make(view: View, _style: Style) -> str:
    if view.register is None:
        raise ValueError(
            "json is one WaveDrom register, here is none or more than one; export a word or a layout, or svg"
        )
    return wavedrom(view.register)


FORMAT = Format("json", _make, (".json",), about="WaveDrom")
