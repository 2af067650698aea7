"""The raw entry of a page of a process: task_struct -> mm -> pgd, then the page table, level by level.

Needs root, /proc/kcore and BTF. On x86_64 `mm->pgd` is the table that the CPU walks, with and without PTI; on arm64 it
is that of TTBR0.
"""

import struct
from pathlib import Path
from typing import NamedTuple, Protocol

from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import Setting
from ptetui.sources.live.btf import Btf
from ptetui.sources.live.child import ThisMachine
from ptetui.sources.live.kcore import Kcore
from ptetui.sources.page_walk import PageWalk, levels_of
from ptetui.sources.replay import recorded_setting

_TASKS = 1 << 20  # that a list may have


class Memory(Protocol):
    """Kernel memory."""

    def virtual(self, address: int, size: int) -> bytes:
        """Bytes at a kernel address."""

    def physical(self, address: int, size: int) -> bytes:
        """Bytes at a physical address."""


class RawWord(NamedTuple):
    """An entry and its level: 1 is a PTE, 2 a PMD, and so on; one above 1 is empty, or maps a huge page."""

    word: int
    level: int


class KernelTables:
    """The page tables of processes. ValueError in one line where they cannot be read."""

    def __init__(self, kcore: Memory, btf: Btf, first_task: int, setting: Setting, walk: PageWalk) -> None:
        self._walk = walk
        self._kcore, self._first_task = kcore, first_task
        self.setting = setting
        self._next, self._pid = btf.offset("task_struct", "tasks"), btf.offset("task_struct", "pid")
        self._mm, self._pgd = btf.offset("task_struct", "mm"), btf.offset("mm_struct", "pgd")

    def table_of(self, pid: int) -> int:
        """The kernel address of a process's top table."""
        task = self._first_task
        for _ in range(_TASKS):
            if self._number(task + self._pid) & 0xFFFFFFFF == pid:
                mm = self._number(task + self._mm)
                if not mm:
                    raise ValueError(f"{pid}: a kernel thread, or it is ending: it has no page table")
                return self._number(mm + self._pgd)
            task = self._number(task + self._next) - self._next
            if task == self._first_task:
                break
        raise ValueError(f"{pid}: no such task in kernel memory")

    def word(self, table: int, address: int) -> RawWord:
        """The entry that decides about an address: the PTE, or the one above that maps nothing or a huge page."""
        entry = self._number(table + self._walk.first(address))
        walked = self._walk.follow(entry, address, self._physical)
        return RawWord(walked.word, walked.level)

    def _physical(self, address: int) -> int:
        number: int = struct.unpack("<Q", self._kcore.physical(address, 8))[0]
        return number

    def _number(self, address: int) -> int:
        number: int = struct.unpack("<Q", self._kcore.virtual(address, 8))[0]
        return number


def symbol_address(name: str, symbols: Path = Path("/proc/kallsyms")) -> int:
    """The address of a kernel symbol. ValueError where this user may not know it."""
    try:
        with symbols.open(encoding="ascii", errors="replace") as file:
            line = next((line for line in file if line.split()[2:3] == [name]), "")
    except OSError as error:
        raise ValueError(f"{symbols}: {error.strerror}") from None
    address = int(line.split()[0], 16) if line else 0
    if not address:
        raise ValueError(f"{symbols}: does not tell where {name} is: root may know (kptr_restrict)")
    return address


def running_tables(catalog: Catalog) -> KernelTables:
    """Those of this machine. ValueError in one line says what is missing."""
    machine = ThisMachine(catalog)
    setting = recorded_setting(machine.capture([]), Path("this machine"), catalog, (), [])
    walk = PageWalk(setting, catalog, levels_of(setting, machine.options))
    path = Path("/sys/kernel/btf/vmlinux")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}: this kernel has no CONFIG_DEBUG_INFO_BTF") from None
    kcore = Path("/proc/kcore")
    if not kcore.exists():
        raise ValueError("/proc/kcore: this kernel has no CONFIG_PROC_KCORE, or hides it: no raw entries")
    return KernelTables(Kcore(kcore), Btf(data), symbol_address("init_task"), setting, walk)
