"""A huge page in the machine: its PMD, read where the table of the subject's cookies hangs, and what calls make of it.

The PMD table is the page of guest memory that has a pointer to the cookies' page table at the place that its address
gives; the huge page is the next entry. What the model says of huge pages is not compared here.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ptetui.linux.setting import Setting
from ptetui.sources.lab.calls import HUGE, Call
from ptetui.sources.lab.machine import MachineError
from ptetui.sources.lab.session import GuestLife, Lab
from ptetui.sources.lab.walk import Walk
from ptetui.sources.snapshot import Snapshot

_REFUSED = ("hold", "mremap", "punch", "truncate", "register:MISSING", "register:WP", "register:BOTH")


class HugeStep(NamedTuple):
    """A call, what it returned, and the PMD afterwards."""

    call: str
    ret: int
    errno: int
    pmd: Snapshot
    pagemap: int
    split: bool

    @property
    def state(self) -> str:
        """The state of the PMD; "table" where it points to a page table, whose address is not that of a huge page."""
        return "table" if self.split else self.pmd.reading.state


def live_huge(lab: Lab, calls: Sequence[Call]) -> Iterator[HugeStep]:
    """Map a huge page and do calls to all of it. ValueError where this architecture's PMDs are not known."""
    if lab.machine.platform.memory_at is None:
        raise ValueError(f"{HUGE}: the lab does not know where PMDs of {lab.machine.platform.name} are")
    for call in calls:
        if call.name in _REFUSED:
            raise ValueError(f"{HUGE}: {call.name} is not a call for a huge page")
    at = lab.setting
    layout = lab.catalog.find(at.layout.name, at.named, level="pmd")
    setting = Setting(layout, at.kernel, at.config, at.release)
    life = GuestLife(lab, "anon")
    span = lab.machine.platform.span(lab.page_size)
    place = _place(lab, setting, life, span)
    walk = Walk(lab.machine, setting)
    mapped = Call("map", "", ("mmap(PRIVATE|ANON)", "madvise(MADV_HUGEPAGE)"), ((0, "hmap", span),))
    for call in (mapped, *calls):
        life.apply(call)
        answer: Any = life.answer
        if answer is None:
            return
        pmd = Snapshot(setting, walk.word(place, 0))
        frame = pmd.reading.pfn if pmd.reading.state == "present" else None
        split = frame is not None and frame % (span // lab.page_size) != 0
        yield HugeStep(call.name, answer.ret, answer.errno, pmd, answer.pagemap, split)


def _place(lab: Lab, setting: Setting, life: GuestLife, span: int) -> int:
    """Where the PMD of the huge page is in guest memory."""
    platform, size = lab.machine.platform, lab.machine.platform.pte_bytes
    field = setting.layout.present.by_name["pfn"]
    frame = (life.table + (platform.memory_at or 0)) // lab.page_size
    entries = lab.page_size // size
    index = (life.address // span) % entries
    if index + 1 == entries:
        raise MachineError("the huge page is in the next PMD table")
    words = memoryview(lab.machine.memory).cast("Q")
    try:
        places = [
            (start // size + number * entries + index) * size
            for start, end in lab.machine.data_ranges()
            for number, word in enumerate(words[start // size + index : end // size : entries].tolist())
            if word & 1 and field.get(word) == frame
        ]
    finally:
        words.release()
    if len(places) != 1:
        raise MachineError(f"{len(places)} tables in guest memory point to the cookies' page table, not one")
    return places[0] + size
