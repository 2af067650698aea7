"""What pagemap and PAGEMAP_SCAN say of a page of a running process, in words; ? for what this user may not know."""

from collections.abc import Collection, Mapping
from typing import Any

from ptetui.linux.classify import classify
from ptetui.linux.pagemap import (
    PM_FILE,
    PM_GUARD_REGION,
    PM_MMAP_EXCLUSIVE,
    PM_PFRAME,
    PM_PRESENT,
    PM_SOFT_DIRTY,
    PM_SWAP,
    PM_UFFD_WP,
    spell_flags,
)
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, least_swapfiles
from ptetui.render.grid import GridCell
from ptetui.render.prose import summary, title
from ptetui.render.text import padded
from ptetui.sources.live.own_page import pagemap_check
from ptetui.sources.live.raw_words import RawWord
from ptetui.sources.predictions import Comparison


def open_digits(word: int, unknown: int, width: int) -> str:
    """A word in hexadecimal, ? for digits of which a bit is not known."""
    digits = padded(word, width)[2:]
    return "0x" + "".join(
        "?" if unknown >> 4 * (len(digits) - 1 - place) & 15 else digit for place, digit in enumerate(digits)
    )


def page_summary(word: int, hidden: int, categories: Collection[str] | None = None) -> str:
    """One line: present, swap-like or nothing, frame or slot, what is marked."""
    known = categories or ()
    parts = []
    if word & PM_PRESENT:
        kind = "the zero page" if "PFNZERO" in known else "a file's page" if word & PM_FILE else "anonymous"
        frame = "frame ?" if hidden else f"frame {word & PM_PFRAME:#x}"
        parts += ["present", kind, frame]
        parts += ["mapped once" if word & PM_MMAP_EXCLUSIVE else "mapped more than once"] if kind[0] != "t" else []
    elif word & PM_GUARD_REGION or "GUARD" in known:
        parts.append("guard marker")
    elif word & PM_SWAP:
        parts.append(_swap_like(word, hidden))
    else:
        parts.append("nothing is mapped, as far as pagemap says")
    parts += ["part of a huge page"] if "HUGE" in known else []
    parts += ["uffd-wp"] if word & PM_UFFD_WP else []
    parts += ["soft-dirty"] if word & PM_SOFT_DIRTY else []
    return ", ".join(parts)


def _swap_like(word: int, hidden: int) -> str:
    if hidden:
        return "swap-like: a swapped page (slot ?), a marker or migration"
    type_, offset = word & (1 << MAX_SWAPFILES_SHIFT) - 1, (word & PM_PFRAME) >> MAX_SWAPFILES_SHIFT
    if type_ < least_swapfiles():
        return f"swapped out: area {type_}, slot {offset:#x}"
    return f"swap-like of type {type_}, offset {offset:#x}"


PAGE_CELLS: Mapping[str, GridCell] = {
    "none": GridCell(".", "cell_zero"),
    "anon": GridCell("a", "cell_offset"),
    "file": GridCell("f", "cell_inverted"),
    "swap": GridCell("s", "cell_type"),
    "swap or special": GridCell("?", "cell_type"),
    "special": GridCell("x", "cell_uffd_wp"),
    "guard": GridCell("g", "cell_one"),
}


def raw_line(setting: Setting, address: int, raw: RawWord) -> str:
    """A raw entry: its word, and what it is where it is a PTE."""
    words = padded(raw.word, setting.layout.width)
    if raw.level > 1:
        return f"{address:#x}  {words}  an entry {raw.level - 1} levels above the PTE decides: empty, or a huge page"
    reading = classify(setting, raw.word)
    return f"{address:#x}  {words}  {title(reading)}: {summary(reading)}"


def raw_json(setting: Setting, address: int, raw: RawWord) -> dict[str, Any]:
    """The same as an object; `level` 1 is the PTE."""
    state = classify(setting, raw.word).state if raw.level == 1 else None
    word = padded(raw.word, setting.layout.width)
    return {"address": hex(address), "layout": setting.layout.name, "word": word, "level": raw.level, "state": state}


def live_step_line(step: Comparison) -> str:
    """A call on a page of our own: what model and kernel say of the page."""
    check, seen = pagemap_check(step), step.step.recorded or 0
    verdict = f"differs in {spell_flags(check.differs) or hex(check.differs)}" if check.differs else "as predicted"
    whose = "child: " if step.step.page.startswith("child") else ""
    note = f"; {step.step.note}" if step.step.note else ""
    calls = ", ".join(step.step.calls)
    summary = page_summary(seen, step.step.hidden, step.step.categories)
    return f"{whose}{calls:32} pagemap {open_digits(seen, step.step.hidden, 64)}  {verdict:14} {summary}{note}"


def live_step_json(step: Comparison) -> dict[str, Any]:
    """The same as an object; `unknown` are the bits of the kernel's word that this user may not know."""
    check, shown = pagemap_check(step), step.step
    width = shown.setting.layout.width
    return {
        "who": "child" if shown.page.startswith("child") else "subject", "syscalls": list(shown.calls),
        "model_state": step.page.state, "model_word": padded(step.predicted, width),
        "model_unknown": hex(step.unknown), "model_pagemap": padded(check.ours, 64),
        "pagemap": padded(shown.recorded or 0, 64), "unknown": hex(shown.hidden), "differs": hex(check.differs),
        "flags": spell_flags(shown.recorded or 0).split(), "note": shown.note,
        "categories": None if shown.categories is None else list(shown.categories),
    }  # fmt: skip
