"""The proposal of August 2021 that was never merged: a marker in the entry where a shmem page is paged out.

RFC "Enable PM_SWAP for shmem with PTE_MARKER", 20210807032521.7591-1: the entry that reclaim empties gets a marker, so
that pagemap can say SWAP. It has no bit for soft-dirty; an entry that is none already gets none; fork copies none.
It is drawn in the marker encoding of the kernel on the screen, in the first marker bit that this kernel does not use.
"""

from ptetui.linux.life.page import Page
from ptetui.linux.pagemap import PM_SWAP
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT

NAME = "marker_pageout"
ABOUT = "The page was paged out to swap. Never merged: no kernel makes or reads this."


def leaves_marker(proposal: bool, before: Page, after: Page) -> bool:
    """Whether the proposal leaves a marker: reclaim emptied the entry of a shmem page."""
    emptied = before.present and after.state == "none" and after.file.backing == "swapped"
    return proposal and before.kind == "shmem" and emptied


def marker_word(setting: Setting) -> int:
    """The entry. ValueError where the kernel has no swap type for markers."""
    if not setting.has_markers:
        raise ValueError("the proposal needs a kernel with markers: 5.19 and later")
    return setting.swap.encode({"type": _type(setting), "offset": _offset(setting)})


def marker_pagemap(setting: Setting, privileged: bool) -> int:
    """The pagemap word as the proposal meant it: SWAP, and the entry where frames may be seen."""
    return PM_SWAP | (_type(setting) | _offset(setting) << MAX_SWAPFILES_SHIFT if privileged else 0)


def _type(setting: Setting) -> int:
    return next(number for number, kind in setting.special_types.items() if kind.kind == "marker")


def _offset(setting: Setting) -> int:
    return 1 << max((bit for _, bit, _ in setting.marker_bits), default=-1) + 1
