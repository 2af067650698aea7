"""The 32 swap types: who holds which, in a kernel and a configuration."""

from collections.abc import Iterator
from typing import Any

from ptetui.linux.config import Config
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, max_swapfiles, special_types
from ptetui.linux.versions import Version, spell


def budget_json(kernel: Version, config: Config) -> dict[str, Any]:
    """The object that `budget --json` prints."""
    special = special_types(kernel, config)
    return {
        "kernel": spell(kernel),
        "config": config.as_dict(),
        "max_swapfiles": max_swapfiles(kernel, config),
        "types": [
            {"type": number, "kind": special[number].kind if number in special else "swap"}
            for number in range(1 << MAX_SWAPFILES_SHIFT)
        ],
    }


def budget_lines(kernel: Version, config: Config) -> Iterator[str]:
    """The same as text."""
    special, areas = special_types(kernel, config), max_swapfiles(kernel, config)
    total = 1 << MAX_SWAPFILES_SHIFT
    yield f"kernel {spell(kernel)}, config {config}: MAX_SWAPFILES {areas} = {total} - {len(special)}"
    yield f"  0 to {areas - 1}  swap areas"
    yield from (f"  {number:7}  {held.kind:25} {held.macro}" for number, held in special.items())
