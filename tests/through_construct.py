"""A word through construct itself, for comparison with the derived codec."""

from typing import Any

from ptetui.schema.fields import Form


def through_construct(form: Form, word: int) -> dict[str, int]:
    """Parse with construct, build again, join the slices: the schema at work, not read."""
    source: Any = form.source
    size = form.width // 8
    parsed = source.parse(word.to_bytes(size, "big"))
    assert int.from_bytes(source.build(parsed), "big") == word
    values: dict[str, int] = {}
    for key, value in parsed.items():
        if key.startswith("_"):
            continue
        name, _, piece = key.partition("[")
        low = int(piece.rstrip("]").rpartition(":")[2]) if piece else 0
        values[name] = values.get(name, 0) | int(value) << low
    return values
