"""The letter of each event; everything else of it (trigger, since when) stands with the model."""

from collections.abc import Iterator
from functools import lru_cache

from ptetui.linux.life.events import EVENTS
from ptetui.tui.actions import Action

LETTERS = {
    "read": "r", "write": "w", "reclaim": "e", "pageout": "o", "swapoff": "O", "mig_start": "m", "mig_end": "M",
    "dev_migrate": "d", "dev_exclusive": "D", "numa_scan": "N", "fork": "f", "mprotect_none": "z",
    "mprotect_ro": "l", "mprotect_rw": "b", "clear_refs_4": "s", "clear_refs_1": "y", "mremap": "v", "munmap": "X",
    "hwpoison": "h", "dontneed": "Z", "free": "F", "guard_install": "g", "guard_remove": "G", "truncate": "T",
    "punch": "H", "uffd_wp": "W", "uffd_unwp": "L", "uffd_poison": "B", "uffd_copy": "C", "scan_wp": "S",
}  # fmt: skip


@lru_cache(maxsize=1)
def event_actions() -> tuple[Action, ...]:
    """Every event as an action of the screen Life."""
    return tuple(_actions())


def _actions() -> Iterator[Action]:
    for name, letter in LETTERS.items():
        trigger = EVENTS[name].trigger
        yield Action(f"life.{name}", letter, f"happen('{name}')", trigger, "", "Events", screens="life")
