"""The walk through a real kernel's memory: task, mm and page table of a process in QEMU, by the kernel's own BTF.

What /proc/kcore would show is read out of the guest's memory; the entry must be the one that the lab finds by cookies.
"""

import os
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from ptetui.linux.setting import Setting
from ptetui.sources.lab.calls import CALLS
from ptetui.sources.lab.session import Lab, LabOptions
from ptetui.sources.live.btf import Btf
from ptetui.sources.live.raw_words import KernelTables
from tests.sources.lab.booting import KERNEL, PLATFORM, why_not
from tests.tui.apps import CATALOG

_PACKED = ((b"\x28\xb5\x2f\xfd", "zstd"), (b"\xfd7zXZ\0", "xz"), (b"\x02!L\x18", "lz4"), (b"\x1f\x8b\x08", "gzip"))
_TABLE = (1 << 52) - 4096
CALLS_OF_LIFE = (
    "write", "clear4", "fork", "childwrite", "pageout", "read", "write", "none", "rw", "mremap", "register:WP", "uwp",
    "read", "dontneed",
)  # fmt: skip


def btf_of(image: Path) -> bytes | None:
    """The section .BTF of a bzImage; None where it cannot be unpacked here."""
    data = image.read_bytes()
    for magic, tool in _PACKED:
        at = data.find(magic) if shutil.which(tool) else -1
        while at >= 0:
            kernel = subprocess.run([tool, "-dc"], input=data[at:], capture_output=True, check=False).stdout
            if kernel[:4] == b"\x7fELF":
                return section(kernel, b".BTF")
            at = data.find(magic, at + 1)
    return None


def section(elf: bytes, wanted: bytes) -> bytes | None:
    """A section of an ELF file."""
    (table,) = struct.unpack_from("<Q", elf, 40)
    count, names = struct.unpack_from("<HH", elf, 60)
    sections = [struct.unpack_from("<IIQQQQ", elf, table + 64 * number) for number in range(count)]
    for name, _, _, _, at, size in sections:
        start = sections[names][4] + name
        if elf[start : elf.index(b"\0", start)] == wanted:
            return elf[at : at + size]
    return None


class Guest:
    """The guest's memory; kernel addresses by the page table that its CPU has loaded."""

    def __init__(self, lab: Lab) -> None:
        registers = lab.machine.monitor("info registers")
        self.memory = lab.machine.memory
        self.top = int(re.findall(r"CR3=([0-9a-f]+)", registers)[0], 16) & _TABLE & ~0x1000  # PTI: the kernel's half
        self.levels = 5 if int(re.findall(r"CR4=([0-9a-f]+)", registers)[0], 16) >> 12 & 1 else 4

    def physical(self, address: int, size: int) -> bytes:
        if address + size > len(self.memory):
            raise ValueError(f"no physical address {address:#x}")
        return self.memory[address : address + size]

    def virtual(self, address: int, size: int) -> bytes:
        table = self.top
        for level in range(self.levels, 0, -1):
            place = table + (address >> 3 + 9 * level & 511) * 8
            (entry,) = struct.unpack("<Q", self.physical(place, 8))
            if not entry & 1:
                raise ValueError(f"no kernel address {address:#x}")
            if level == 1 or (level < 4 and entry & 0x80):
                below = (1 << 3 + 9 * level) - 1
                return self.physical((entry & _TABLE & ~below) | address & below, size)
            table = entry & _TABLE
        raise AssertionError


def init_task(guest: Guest, btf: Btf) -> int:
    """The kernel address of the first task: the one that is called so, of pid 0, in a list that comes back to it."""
    comm, pid, tasks = (btf.offset("task_struct", name) for name in ("comm", "pid", "tasks"))
    at = -1
    while (at := guest.memory.find(b"swapper/0\0", at + 1)) >= 0:
        task = at - comm
        if task < 0 or struct.unpack("<I", guest.physical(task + pid, 4))[0]:
            continue
        (following,) = struct.unpack("<Q", guest.physical(task + tasks, 8))
        try:
            (back,) = struct.unpack("<Q", guest.virtual(following + 8, 8))
        except ValueError:
            continue
        return int(back) - tasks
    raise AssertionError("no task is called swapper/0")


@pytest.mark.lab
@pytest.mark.skipif(bool(why_not()), reason=why_not())
@pytest.mark.skipif(PLATFORM.name != "x86_64", reason="raw entries: only on x86_64 so far")
def test_the_raw_words_of_a_real_kernel() -> None:
    with Lab(LabOptions(PLATFORM, KERNEL, cpu=os.environ.get("PTETUI_LAB_CPU", "")), CATALOG) as lab:
        data = btf_of(lab.image.kernel)
        if data is None:
            pytest.skip("the kernel has no BTF, or its compressor is not installed")
        btf = Btf(data)
        lab.boot()
        life = lab.life("anon")
        life.begin()
        guest = Guest(lab)
        kernel = lab.setting.kernel
        layout = CATALOG.find("x86_64_la57" if guest.levels == 5 else "x86_64", kernel)
        tables = KernelTables(guest, btf, init_task(guest, btf), Setting(layout, kernel), CATALOG)
        owner = 0
        words = []
        for name in CALLS_OF_LIFE:
            records = life.apply(CALLS[name])
            raw = next(int(record["raw_pte_hex"], 16) for record in records if record["who"] == "subject")
            owner = owner or owner_of(tables, life.address, raw)
            words.append((name, raw, tables.word(tables.table_of(owner), life.address).word))
        assert [(name, raw) for name, raw, word in words if raw != word] == []
        assert len({raw for _, raw, _ in words}) >= 5


def owner_of(tables: KernelTables, address: int, word: int) -> int:
    """The process whose entry that is; the newest, since init forked it."""
    for pid in range(500, 0, -1):
        try:
            if tables.word(tables.table_of(pid), address) == (word, 1):
                return pid
        except ValueError:
            continue
    raise AssertionError("no process has that entry")
