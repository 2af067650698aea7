"""The pagemap word as forms, so that it is drawn as entries are: what bits 0 to 54 are depends on PRESENT and SWAP.

Source: fs/proc/task_mmu.c at 5.10, 6.1, 6.12 and 7.3, Documentation/admin-guide/mm/pagemap.rst.
"""

from functools import lru_cache

from ptetui.linux.classify import Reading
from ptetui.linux.pagemap import (
    PAGEMAP_FLAGS,
    PM_FILE,
    PM_GUARD_REGION,
    PM_MMAP_EXCLUSIVE,
    PM_PRESENT,
    PM_SOFT_DIRTY,
    PM_SWAP,
    PM_UFFD_WP,
)
from ptetui.linux.setting import Setting
from ptetui.schema.fields import Field, Form, Run

_SYMBOLS = {
    PM_PRESENT: ("P", "present: the entry maps a page, also one that no access may reach"),
    PM_SWAP: ("SW", "swap-like: any entry that is neither empty nor present"),
    PM_FILE: ("F", "a page of a file, or shared anonymous memory"),
    PM_GUARD_REGION: ("G", "a guard region"),
    PM_UFFD_WP: ("WP", "write-protected by userfaultfd"),
    PM_MMAP_EXCLUSIVE: ("EX", "mapped once"),
    PM_SOFT_DIRTY: ("SD", "soft-dirty, the page or its whole range"),
}


def _run(high: int, low: int) -> tuple[Run, ...]:
    return (Run(high, low, 0),)


@lru_cache(maxsize=4)
def _form(low: str) -> Form:
    flags = [
        Field(name.lower(), "flag", _run(bit.bit_length() - 1, bit.bit_length() - 1), macro=f"PM_{name}",
              meaning=_SYMBOLS[bit][1], symbol=_SYMBOLS[bit][0])
        for bit, name in PAGEMAP_FLAGS
    ]  # fmt: skip
    unused = Field("zero", "ignored", _run(60, 59), macro="", meaning="no kernel sets it", symbol="0")
    numbers = {
        "present": [Field("pfn", "number", _run(54, 0), macro="", meaning="page frame number", symbol="PFN")],
        "swap": [
            Field("offset", "number", _run(54, 5), macro="", meaning="slot, frame or flags by type", symbol="offset"),
            Field("type", "number", _run(4, 0), macro="", meaning="swap type", symbol="type"),
        ],
        "none": [Field("nothing", "ignored", _run(54, 0), macro="", meaning="zero", symbol="0")],
    }[low]
    fields = sorted((*flags, unused, *numbers), key=lambda field: -field.runs[0].high)
    return Form(f"{low}_pagemap", 64, tuple(fields), doc="a word of /proc/PID/pagemap")


def pagemap_reading(setting: Setting, word: int) -> Reading:
    """A pagemap word with its fields, for what draws readings. Its state is `present`, `swap` or `none`."""
    low = "present" if word & PM_PRESENT else "swap" if word & PM_SWAP else "none"
    return Reading(setting, word, _form(low), low)
