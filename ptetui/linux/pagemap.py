"""The 64-bit word that /proc/PID/pagemap shows for a PTE, by kernel version.

Source: fs/proc/task_mmu.c at 5.10, 6.1, 6.12 and 7.3. A PTE alone cannot tell everything: whether the page is a file
page, whether it is mapped once, and whether the VMA counts as soft-dirty; `UNTOLD` names those bits.
"""

from typing import NamedTuple

from ptetui.linux.classify import Reading
from ptetui.linux.setting import Setting
from ptetui.linux.since import PAGEMAP_GUARD_SINCE, PAGEMAP_UFFD_SINCE
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT

PM_PFRAME = (1 << 55) - 1
PM_SOFT_DIRTY = 1 << 55
PM_MMAP_EXCLUSIVE = 1 << 56
PM_UFFD_WP = 1 << 57
PM_GUARD_REGION = 1 << 58
PM_FILE = 1 << 61
PM_SWAP = 1 << 62
PM_PRESENT = 1 << 63

UNTOLD = PM_FILE | PM_MMAP_EXCLUSIVE
PAGEMAP_FLAGS = (
    (PM_PRESENT, "PRESENT"), (PM_SWAP, "SWAP"), (PM_FILE, "FILE"), (PM_GUARD_REGION, "GUARD_REGION"),
    (PM_UFFD_WP, "UFFD_WP"), (PM_MMAP_EXCLUSIVE, "MMAP_EXCLUSIVE"), (PM_SOFT_DIRTY, "SOFT_DIRTY"),
)  # fmt: skip


def pagemap_word(reading: Reading, *, privileged: bool = True) -> int:
    """The word as far as the PTE decides it. Without privilege (CAP_SYS_ADMIN) the frame or slot is 0."""
    if reading.form.role in ("none", "special"):
        return 0
    frame = _frame(reading) & PM_PFRAME if privileged else 0
    return frame | _flags(reading)


class PagemapWord(NamedTuple):
    """A word of /proc/PID/pagemap taken apart.

    `pfn` for present pages, `type` and `offset` for swap-like ones; a reader without privilege sees zeros there.
    `reserved` holds the bits that this kernel does not set.
    """

    setting: Setting
    word: int
    flags: tuple[str, ...]
    pfn: int | None
    type: int | None
    offset: int | None
    reserved: int


def read_pagemap(setting: Setting, word: int) -> PagemapWord:
    """What a pagemap word says, by kernel. ValueError where it has more than 64 bits."""
    if not 0 <= word < 1 << 64:
        raise ValueError(f"pagemap word {word:#x} has {word.bit_length()} bits, it has 64 on every architecture")
    since = {PM_UFFD_WP: PAGEMAP_UFFD_SINCE, PM_GUARD_REGION: PAGEMAP_GUARD_SINCE}
    known = [(bit, name) for bit, name in PAGEMAP_FLAGS if setting.kernel >= since.get(bit, setting.kernel)]
    flags = tuple(name for bit, name in known if word & bit)
    frame = word & PM_PFRAME
    swap = "SWAP" in flags
    return PagemapWord(
        setting, word, flags,
        frame if "PRESENT" in flags else None,
        frame & ((1 << MAX_SWAPFILES_SHIFT) - 1) if swap else None,
        frame >> MAX_SWAPFILES_SHIFT if swap else None,
        word & ~PM_PFRAME & ~sum(bit for bit, _ in known),
    )  # fmt: skip


def untold(reading: Reading, setting: Setting) -> int:
    """The bits of the recorded word that this PTE does not decide: FILE, MMAP_EXCLUSIVE, a VMA's soft-dirty."""
    return UNTOLD | (PM_SOFT_DIRTY if setting.config["MEM_SOFT_DIRTY"] and "soft_dirty" not in reading.flags else 0)


def spell_flags(word: int) -> str:
    """ "SWAP SOFT_DIRTY"; empty for a word without flags."""
    return " ".join(name for bit, name in PAGEMAP_FLAGS if word & bit)


def _frame(reading: Reading) -> int:
    if reading.type is None or reading.offset is None:
        return reading.pfn or 0
    offset = reading.offset if reading.pfn is None else reading.pfn
    return reading.type | offset << MAX_SWAPFILES_SHIFT


def _flags(reading: Reading) -> int:
    marker = reading.marker or ()
    flags = PM_PRESENT if reading.type is None else PM_SWAP
    if "soft_dirty" in reading.flags:
        flags |= PM_SOFT_DIRTY
    if reading.setting.kernel >= PAGEMAP_UFFD_SINCE and ("uffd_wp" in reading.flags or "uffd_wp" in marker):
        flags |= PM_UFFD_WP
    if reading.setting.kernel >= PAGEMAP_GUARD_SINCE and "guard" in marker:
        flags |= PM_GUARD_REGION
    return flags
