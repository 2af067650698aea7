"""What a PMD, PUD, P4D or PGD is: a table, a huge page, empty, or nothing that hardware walks.

The level's own layout reads it where one is known; else the number of a table's frame is read with the PTE's layout.
"""

from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting

# What pmd_bad() and pud_bad() test (arch/x86/include/asm/pgtable.h, 6.12), and what no table has.
_X86_TABLE = ("write", "dirty")
_X86_NOT_TABLE = ("pcd", "pwt", "global", "special", "softw2", "soft_dirty", "pkey", "unused", "saved_dirty", "devmap")
_RISCV_LEAF = ("read", "write", "exec")
_ABOVE_PUD = {"p4d": 1, "pgd": 2}


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
        return Level("unknown", None, None)
    arch = pte.layout.arch
    reading = classify(reader, _as_region_third(word, name, reader) if arch == "s390" else word)
    if word == 0 or reading.state == "none":
        return Level("none", None, reading)
    for kind, (mask, value) in pte.layout.above.items():
        if word & mask == value:
            return Level(kind, word >> pte.layout.page_shift, None)
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
    if arch == "s390" and reading.state == "present" and not _set(reading, "large"):
        return Level("table", word >> reader.layout.page_shift, reading)
    known = setting is not None and setting.layout.covers(pte.kernel)
    if known and reading.state not in ("present", "malformed", "unknown"):
        return Level(reading.state, reading.pfn, reading)
    return Level("table", None, None)


def _as_region_third(word: int, name: str, reader: Setting) -> int:
    """An entry of the two uppermost tables of s390 as one of a region-third table: their types count on."""
    kind = reader.layout.forms[0].by_name.get("table_type")
    steps = _ABOVE_PUD.get(name, 0)
    return word if kind is None or kind.get(word) <= steps else word - (steps << kind.place(0))


def _x86(reading: Reading, name: str, known: bool) -> Level:
    if reading.state == "protnone" and not _set(reading, "pat"):
        return Level("malformed", reading.pfn, reading, "a table is present, and a huge page has the PSE bit")
    if reading.state != "present":
        wrong = _misplaced(reading, name) if reading.state == "protnone" else reading.reason
        return Level("malformed" if wrong else reading.state, reading.pfn, reading, wrong)
    if _set(reading, "leaf"):  # present only while it is being split
        return Level("present", reading.pfn, reading)
    if _set(reading, "pat"):
        if name in ("p4d", "pgd"):
            return Level("malformed", reading.pfn, reading, "no page is as large as an entry of this level")
        wrong = _misplaced(reading, name)
        return Level("malformed" if wrong else "present", reading.pfn, reading, wrong)
    needed = _X86_TABLE if name == "pmd" else _X86_TABLE[:1]
    missing = [field for field in needed if field in reading.form.by_name and not _set(reading, field)]
    extra = [field for field in _X86_NOT_TABLE if _set(reading, field)]
    clauses = []
    if missing:
        clauses.append(f"{' and '.join(missing)} clear")
    if extra:
        clauses.append(f"{' and '.join(extra)} set")
    wrong = f"no entry that points to a table has {' or '.join(clauses)}".replace("_", "-") if clauses else ""
    return Level("malformed" if wrong else "table", reading.pfn, reading if known else None, wrong)


def _misplaced(reading: Reading, name: str) -> str:
    """A huge page begins at a multiple of its size; the lowest bit of its frame is the PAT bit."""
    frames = 1024 if reading.setting.layout.width == 32 else 512 if name == "pmd" else 512 * 512
    if ((reading.pfn or 0) & ~1) % frames:
        return f"a huge page begins at a multiple of its size, and frame {reading.pfn:#x} is none"
    return ""


def _set(reading: Reading, name: str) -> bool:
    field = reading.form.by_name.get(name)
    return field is not None and field.get(reading.word) != 0
