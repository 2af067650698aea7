"""What a PMD, PUD, P4D or PGD is: a table, a huge page, empty, or nothing that hardware walks.

The level's own layout reads it where one is known; else the number of a table's frame is read with the PTE's layout.
"""

from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting

# What pmd_bad() and pud_bad() test (arch/x86/include/asm/pgtable.h, 6.12), and what no table has.
_X86_TABLE = ("write",)
_X86_NOT_TABLE = ("pcd", "pwt", "global", "special", "softw2", "soft_dirty", "pkey", "unused", "saved_dirty", "devmap")
_RISCV_LEAF = ("read", "write", "exec")


class Level(NamedTuple):
    """A word above the PTEs: `state` is none, table, or that of a huge page (present, protnone, swap, ...).

    `frame` is that of the table or the huge page, `wrong` says in a clause what no entry of this level has.
    """

    state: str
    frame: int | None
    reading: Reading | None
    wrong: str = ""


def level(word: int, name: str, setting: Setting | None, pte: Setting) -> Level:
    """What a word of level `name` is. `setting` reads PMDs and PUDs, None where no layout does; `pte` reads PTEs."""
    reader = setting or pte
    if word >> reader.layout.width:
        return Level("malformed", None, None, f"it has more than {reader.layout.width} bits")
    reading = classify(reader, word)
    if word == 0 or reading.state == "none":
        return Level("none", None, reading)
    arch = pte.layout.arch
    if arch == "powerpc" and word >> 60 == 0xC and word & 0xFFFF == 0:
        return Level("table", None, None)  # the address of the table, as kernels before the radix MMU store it
    if reader.layout.name.startswith("x86_32_pae") and name == "pgd":
        return Level("table" if _set(reading, "present") else "malformed", reading.pfn, None)
    if arch == "x86":
        return _x86(reading, name, setting is not None)
    if arch == "riscv" and reading.state == "present":
        leaf = any(_set(reading, field) for field in _RISCV_LEAF)
        return Level("present" if leaf else "table", reading.pfn, reading)
    if arch == "arm64" and reading.state == "present":
        return Level("table" if _set(reading, "table") else "present", reading.pfn, reading)
    if setting is not None and reading.state not in ("present", "malformed", "unknown"):
        return Level(reading.state, reading.pfn, reading)
    return Level("table", None, None)


def _x86(reading: Reading, name: str, known: bool) -> Level:
    if reading.state == "protnone" and not _set(reading, "pat"):
        return Level("malformed", reading.pfn, reading, "a table is present, and a huge page has the PSE bit")
    if reading.state != "present":
        return Level(reading.state, reading.pfn, reading, reading.reason)
    if _set(reading, "leaf"):  # present only while it is being split
        return Level("present", reading.pfn, reading)
    if _set(reading, "pat"):
        if name in ("p4d", "pgd"):
            return Level("malformed", reading.pfn, reading, "no page is as large as an entry of this level")
        return Level("present", reading.pfn, reading)
    missing = [field for field in _X86_TABLE if field in reading.form.by_name and not _set(reading, field)]
    extra = [field for field in _X86_NOT_TABLE if _set(reading, field)]
    clauses = []
    if missing:
        clauses.append(f"{' and '.join(missing)} clear")
    if extra:
        clauses.append(f"{' and '.join(extra)} set")
    wrong = f"no entry that points to a table has {' or '.join(clauses)}".replace("_", "-") if clauses else ""
    return Level("malformed" if wrong else "table", reading.pfn, reading if known else None, wrong)


def _set(reading: Reading, name: str) -> bool:
    field = reading.form.by_name.get(name)
    return field is not None and field.get(reading.word) != 0
