"""Free bits in words: the JSON objects and the text of `ptetui free-bits`."""

from collections.abc import Iterator, Sequence
from typing import Any

from ptetui.analysis.free_bits import COSTS, FreeBit
from ptetui.analysis.sizes import size_text
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell


def free_json(free: FreeBit) -> dict[str, Any]:
    """One line of `free-bits --json`."""
    return {
        "layout": free.setting.layout.name,
        "kernel": spell(free.setting.kernel),
        "bit": free.bit,
        "cost": free.cost,
        "max_swap_bytes": hex(free.max_swap_bytes),
    }


_COST_WORDS = {
    "free": "free",
    "free_except_pmd": "free but for PMDs, where a test looks at it",
    "type": "a spare type bit",
    "offset": "an offset bit",
}


def _named(free: FreeBit) -> str:
    """The bit, and the kernel's name where it keeps the bit clear for something."""
    owner = free.setting.swap.at(free.bit)
    return f"{free.bit} ({owner.macro})" if owner.kind == "fixed" and owner.macro else str(free.bit)


def free_lines(setting: Setting, bits: Sequence[FreeBit]) -> Iterator[str]:
    """A layout's free bits, a line for each cost; a name in brackets is what the kernel keeps the bit clear for."""
    now = size_text(setting.max_swap_bytes)
    yield f"{setting.layout.name} at {spell(setting.kernel)}: swap areas up to {now}"
    for cost in COSTS:
        mine = [one for one in bits if one.cost == cost]
        if mine:
            after = size_text(mine[0].max_swap_bytes)
            costs = f", leaves {after}" if after != now else ""
            yield f"  {', '.join(_named(one) for one in mine)}: {_COST_WORDS[cost]}{costs}"
    if not bits:
        yield "  none"
