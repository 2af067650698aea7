"""A page of our own on this machine beside the model: what can happen to it, doing it, what both say of it.

The kernel shows no raw word: the model's word stands alone, and its pagemap word is compared with the kernel's.
"""

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from ptetui.linux.life.page import Page, word_of
from ptetui.linux.life.seen import pagemap_known, pagemap_of, scan_categories
from ptetui.linux.pagemap import PM_MMAP_EXCLUSIVE, PM_PFRAME, PM_PRESENT, PM_SWAP
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.sources.calls import UnknownCall
from ptetui.sources.lab.calls import Call
from ptetui.sources.lab.subject import FollowedPage
from ptetui.sources.live.calls import LIVE_CALLS
from ptetui.sources.live.child import EVENTS_ALONE, ThisMachine, swap_is_on
from ptetui.sources.predictions import Comparison, foretold
from ptetui.sources.process import RecordedProcess
from ptetui.sources.replay import recorded_setting
from ptetui.sources.snapshot import Snapshot

_EVENTS = {call.event for call in LIVE_CALLS.values() if call.event}
NO_SWAP = "no swap area is on: an anonymous page stays, a file's page stays in the page cache"


class PagemapCheck(NamedTuple):
    """The model's pagemap word, the bits that it vouches for and that the reader may know, those that differ."""

    ours: int
    known: int
    differs: int


def pagemap_check(comparison: Comparison) -> PagemapCheck:
    """The pagemap word of a step that has no other; nothing differs of one that has."""
    step, page = comparison.step, comparison.page
    if step.seen or step.recorded is None:
        return PagemapCheck(0, 0, 0)
    ours = pagemap_of(page, step.setting)
    known = pagemap_known(page, step.setting) & ~step.hidden
    if page.vma.shared and step.event == "childwrite":  # the model does not count a file page's other mappings
        known &= ~PM_MMAP_EXCLUSIVE
    return PagemapCheck(ours, known, (ours ^ step.recorded) & known)


def categories_check(comparison: Comparison) -> tuple[str, ...] | None:
    """The model's categories of PAGEMAP_SCAN; None where the kernel told none."""
    return None if comparison.step.categories is None else scan_categories(comparison.page, comparison.step.setting)


def live_page(machine: ThisMachine, kind: str = "anon") -> FollowedPage:
    """A new process of this machine, its page beside the model."""
    model = _LiveModel(machine)
    guest = machine.life(kind)
    return FollowedPage(guest, guest.begin(), model.follow, _EVENTS)


def live_through(machine: ThisMachine, kind: str, calls: Iterable[Call]) -> FollowedPage:
    """A whole life; its process has ended afterwards. `over` where a call took it along."""
    try:
        page = live_page(machine, kind)
        for call in calls:
            page.apply(call)
            if page.over:
                break
    finally:
        machine.close()
    return page


class _LiveModel:
    """The model along the pagemap words of one page."""

    def __init__(self, machine: ThisMachine) -> None:
        setting = recorded_setting(machine.capture([]), Path("this machine"), machine.catalog, (), [])
        self._model = RecordedProcess(setting, cpu_known=False)
        self._model.begin(0)
        self._unmapped = False

    def follow(self, records: list[dict[str, Any]]) -> list[Comparison]:
        """The words of these records, compared."""
        return [self._follow(record) for record in records]

    def _follow(self, record: dict[str, Any]) -> Comparison:
        who, address = record["who"], record["vaddr"]
        if record["event"] not in EVENTS_ALONE:
            self._model.end_child()
        refused = record["ret"] < 0 and record["event"] != "map"
        self._unmapped = record["event"] == "munmap" or (self._unmapped and record["event"] != "map")
        before = self._model.pages.get(address)
        note = _note(record)
        if refused:
            page = self._model.page(who, address)
        elif record["event"] == "pageout" and before is not None and _has_no_place(before):
            page, note = self._reclaimed_without_swap(record, before), NO_SWAP
        else:
            try:
                page = self._model.step(record["step"], who, address, record["syscalls"])
            except UnknownCall as error:
                page, note = self._model.page(who, address), str(error)
        comparison = self._comparison(record, page, note)
        self._learn(who, address, page, int(record["pagemap_hex"], 16))
        return comparison

    def _reclaimed_without_swap(self, record: dict[str, Any], page: Page) -> Page:
        """An anonymous page stays; a file's leaves the page table, then stays in the page cache."""
        if page.anon:
            return page
        address = record["vaddr"]
        done = self._model.step(record["step"], record["who"], address, record["syscalls"])
        self._model.pages[address] = done._replace(file=page.file)
        return self._model.pages[address]

    def _comparison(self, record: dict[str, Any], page: Page, note: str) -> Comparison:
        setting = self._model.setting
        word = word_of(page, setting)
        label = record["vaddr"] if record["who"] == "subject" else f"child {record['vaddr']}"
        scanned = None if self._unmapped else record.get("pagemap_scan")
        step = Snapshot(
            setting, word, label, event=record["step"], calls=tuple(record["syscalls"]), note=note,
            recorded=int(record["pagemap_hex"], 16), seen=False, hidden=int(record["hidden"], 16),
            categories=None if scanned is None else tuple(scanned),
        )  # fmt: skip
        return foretold(step, page, word)

    def _learn(self, who: str, address: str, page: Page, seen: int) -> None:
        """Take over the frame or slot that pagemap shows, if it shows one and the page is in that state."""
        number, ours = seen & PM_PFRAME, pagemap_of(page, self._model.setting)
        if not number or (ours ^ seen) & (PM_PRESENT | PM_SWAP):
            return
        if seen & PM_PRESENT:
            page = page._replace(frame=number)
        elif page.state == "swap":
            page = page._replace(slot=number >> MAX_SWAPFILES_SHIFT, area=number & (1 << MAX_SWAPFILES_SHIFT) - 1)
        else:
            return
        self._model.learn(who, address, word_of(page, self._model.setting))


def _has_no_place(page: Page) -> bool:
    """Whether reclaim has nowhere to write the page."""
    return page.present and not page.folio.lazyfree and not swap_is_on()


def _note(record: dict[str, Any]) -> str:
    if record["fault"] is not None:
        return f"userfault flags={record['fault']:#x}"
    if record["interrupted"]:
        return "the access did not return and was given up"
    if record["sig"]:
        return f"SIGNAL {record['sig']}"
    if record["ret"] < 0:
        number = record["errno"]
        return f"this kernel refuses it: {errno.errorcode.get(number, number)}, {os.strerror(number)}"
    return ""
