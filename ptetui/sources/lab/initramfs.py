"""The first file system of the virtual machine: a cpio archive in the form "newc" (kernel, Documentation/driver-api/
early-userspace/buffer-format.rst), with the agent as init and the module for swap areas."""

import stat
from collections.abc import Iterator, Mapping

_CONSOLE = (5, 1)  # the device that the kernel opens for init before devtmpfs is there


def initramfs(agent: bytes, files: Mapping[str, bytes]) -> bytes:
    """An uncompressed archive: /init, /dev/console, and more files by their path without the leading slash."""
    return b"".join(_entries(agent, files))


def _entries(agent: bytes, files: Mapping[str, bytes]) -> Iterator[bytes]:
    yield _entry(1, "dev", stat.S_IFDIR | 0o755)
    yield _entry(2, "dev/console", stat.S_IFCHR | 0o600, device=_CONSOLE)
    yield _entry(3, "init", stat.S_IFREG | 0o755, agent)
    for number, (name, data) in enumerate(files.items(), 4):
        yield _entry(number, name, stat.S_IFREG | 0o644, data)
    yield _entry(0, "TRAILER!!!", 0)


def _entry(inode: int, name: str, mode: int, data: bytes = b"", device: tuple[int, int] = (0, 0)) -> bytes:
    text = name.encode() + b"\0"
    fields = (inode, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(text), 0)
    header = b"070701" + b"".join(b"%08x" % field for field in fields)
    return _padded(header + text) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
