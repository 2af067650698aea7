"""The walk through a real kernel's memory by our reader: task, mm and page table of a process in QEMU.

The guest's own /proc/kcore is read, as the agent passes it on, with the kernel's own BTF and kallsyms; the entry must
be the one that the lab finds by cookies.
"""

import os
import struct
from pathlib import Path

import pytest

from ptetui.sources.lab.calls import CALLS
from ptetui.sources.lab.session import Lab, LabOptions
from ptetui.sources.live.btf import Btf
from ptetui.sources.live.kcore import Kcore
from ptetui.sources.live.raw_words import KernelTables
from ptetui.sources.page_walk import PageWalk, levels_of
from tests.sources.lab.booting import KERNEL, PLATFORM, why_not
from tests.tui.apps import CATALOG

_PEEK = 1024  # bytes that the agent gives in one answer
_BTF = b"\x9f\xeb\x01\x00\x18\x00\x00\x00"  # magic, version, flags, length of the header; little-endian
CALLS_OF_LIFE = (
    "write", "clear4", "fork", "childwrite", "pageout", "read", "write", "none", "rw", "mremap", "register:WP", "uwp",
    "read", "dontneed",
)  # fmt: skip


class GuestFile:
    """A file in the guest, read through the agent."""

    def __init__(self, lab: Lab, path: str) -> None:
        self.lab, self.path = lab, path

    def read(self, size: int, at: int) -> bytes:
        """So many bytes from an offset."""
        parts = []
        for start in range(0, size, _PEEK):
            wanted = min(_PEEK, size - start)
            parts.append(bytes.fromhex(self.lab.machine.ask(f"peek {at + start:x} {wanted:x} {self.path}")[5:]))
        return b"".join(parts)


def btf_of(lab: Lab) -> bytes:
    """The kernel's BTF: out of guest memory, since it has megabytes, where this is like the guest's file."""
    file = GuestFile(lab, "/sys/kernel/btf/vmlinux")
    head = file.read(_PEEK, 0)
    if not head:
        pytest.skip("this kernel has no BTF")
    _, _, strings, string_size = struct.unpack_from("<IIII", head, 8)
    size = len(_BTF) + 16 + strings + string_size
    at = -1
    while (at := lab.machine.memory.find(head, at + 1)) >= 0:
        data = lab.machine.memory[at : at + size]
        if all(file.read(64, part) == data[part : part + 64] for part in range(0, size, size // 8)):
            return data
    raise AssertionError("guest memory does not hold the BTF that the guest shows")


@pytest.mark.lab
@pytest.mark.skipif(bool(why_not()), reason=why_not())
@pytest.mark.skipif(PLATFORM.name not in ("x86_64", "arm64"), reason="raw entries: x86_64 and arm64")
def test_the_raw_words_of_a_real_kernel() -> None:
    with Lab(LabOptions(PLATFORM, KERNEL, cpu=os.environ.get("PTETUI_LAB_CPU", "")), CATALOG) as lab:
        lab.boot()
        first_task = int(lab.machine.ask("symbol init_task").removeprefix("symbol "), 16)
        if not first_task:
            pytest.skip("the kernel's kallsyms has no init_task (CONFIG_KALLSYMS_ALL)")
        walk = PageWalk(lab.setting, CATALOG, levels_of(lab.setting, lab.image.options))
        kcore = Kcore(Path("/proc/kcore"), GuestFile(lab, "/proc/kcore").read)
        tables = KernelTables(kcore, Btf(btf_of(lab)), first_task, lab.setting, walk)
        life = lab.life("anon")
        life.begin()
        words = []
        table = tables.table_of(life.pid)
        for name in CALLS_OF_LIFE:
            records = life.apply(CALLS[name])
            raw = next(int(record["raw_pte_hex"], 16) for record in records if record["who"] == "subject")
            words.append((name, raw, tables.word(table, life.address).word))
        assert [(name, hex(raw), hex(word)) for name, raw, word in words if raw != word] == []
        assert len({raw for _, raw, _ in words}) >= 5
