"""Kernel memory as an ELF core file shows it: /proc/kcore (CONFIG_PROC_KCORE), or a dump of a virtual machine.

A segment (PT_LOAD) says at which virtual and, since 4.x, at which physical address its bytes are.
"""

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_PT_LOAD = 1
_MOST = 4096  # segments


class Segment(NamedTuple):
    """Bytes of the file and where they are in memory; `physical` may be wrong for what is not of the direct map."""

    at: int
    size: int
    virtual: int
    physical: int


class Kcore:
    """The file, read at addresses; `read` gives so many bytes of it from an offset.

    ValueError in one line where it is none, or has no such address.
    """

    def __init__(self, path: Path, read: Callable[[int, int], bytes] | None = None) -> None:
        self.path = path
        self._file = -1
        try:
            if read is None:
                self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise ValueError(f"{path}: {error.strerror}") from None
        self._read_file = read or (lambda size, at: os.pread(self._file, size, at))
        try:
            self.segments = self._segments()
        except ValueError:
            self.close()
            raise

    def _segments(self) -> list[Segment]:
        head = self._read_file(64, 0)
        if head[:6] != b"\x7fELF\x02\x01" or len(head) < 64:
            raise ValueError(f"{self.path}: is no ELF file of 64 bits, little-endian")
        (table,) = struct.unpack_from("<Q", head, 32)
        size, count = struct.unpack_from("<HH", head, 54)
        if size != 56 or not 0 < count <= _MOST:
            raise ValueError(f"{self.path}: has no program headers that can be read")
        data = self._read_file(size * count, table)
        if len(data) < size * count:
            raise ValueError(f"{self.path}: its program headers are cut off")
        segments = []
        for number in range(count):
            kind, _, at, virtual, physical, length = struct.unpack_from("<IIQQQQ", data, number * size)
            if kind == _PT_LOAD:
                segments.append(Segment(at, length, virtual, physical))
        return segments

    def close(self) -> None:
        """Give the file back."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def virtual(self, address: int, size: int) -> bytes:
        """Bytes at a kernel address."""
        return self._read(address, size, [(part.virtual, part) for part in self.segments], "kernel address")

    def physical(self, address: int, size: int) -> bytes:
        """Bytes at a physical address: by the direct map, not by the smaller kernel image, parts of which are freed."""
        by_size = sorted(self.segments, key=lambda part: -part.size)
        ours = [(part.physical, part) for part in by_size if part.physical < 1 << 52]
        return self._read(address, size, ours, "physical address")

    def _read(self, address: int, size: int, parts: list[tuple[int, Segment]], kind: str) -> bytes:
        for start, part in parts:
            if start <= address and address + size <= start + part.size:
                data = self._read_file(size, part.at + address - start)
                if len(data) == size:
                    return data
        raise ValueError(f"{self.path}: has no {kind} {address:#x}")
