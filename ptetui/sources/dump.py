"""A dump of page-table pages: words side by side in a file, read as a stream of blocks in constant memory.

A file that begins with the magic number of gzip or zstd is decompressed as it is read (zstd needs the extra `bulk`).
"""

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal, NamedTuple, cast

ByteOrder = Literal["little", "big"]
DUMP_BYTES = 1 << 20  # bytes that are read at a time
_ZSTD_HEAD = 18  # bytes of the longest header of a frame
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class DumpBlock(NamedTuple):
    """Whole words from byte `offset` of the (decompressed) dump on; `read` bytes of the file are done after it."""

    offset: int
    data: bytes
    read: int


def blocks(path: Path, word_bytes: int, *, cut: bool = False) -> Iterator[DumpBlock]:
    """The dump in blocks of whole words. ValueError, one line, where it cannot be read.

    So it is, too, where it ends within a word, unless it may be `cut`.
    """
    try:
        with path.open("rb") as file:
            yield from _blocks(path, file, word_bytes, cut=cut)
    except Exception as error:
        if not isinstance(error, OSError | EOFError | zlib.error) and type(error).__name__ != "ZstdError":
            raise
        why = getattr(error, "strerror", None) or error
        raise ValueError(f"{path}: {why}") from None


def _blocks(path: Path, file: BinaryIO, word_bytes: int, *, cut: bool) -> Iterator[DumpBlock]:
    offset = 0
    stream = _decompressed(path, file)
    while data := stream.read(DUMP_BYTES):
        while len(data) % word_bytes and (more := stream.read(word_bytes - len(data) % word_bytes)):
            data += more
        if len(data) % word_bytes and not cut:
            raise ValueError(f"{path}: {offset + len(data)} bytes are no multiple of the {word_bytes} of a word")
        yield DumpBlock(offset, data, file.tell() if file.seekable() else offset + len(data))
        offset += len(data)
    if stream is not file and file.seekable():
        _check_end(file)


def _check_end(file: BinaryIO) -> None:
    """EOFError where a zstd file ends within a frame, which its decompressor does not tell; gzip's does.

    Frames are walked as RFC 8878 has them: a header, blocks of a 3-byte header (bit 0: the last, bits 1-2: the type, of
    which 1 is one byte repeated, from bit 3: the size), and a checksum of 4 bytes; or 8 bytes, the last four of which
    are the size of something to skip.
    """
    file.seek(0)
    if not file.read(4).startswith(_ZSTD):
        return
    import zstandard

    file.seek(0)
    size = os.fstat(file.fileno()).st_size
    while len(head := file.read(_ZSTD_HEAD)) > 3:
        if not head.startswith(_ZSTD):
            file.seek(8 + int.from_bytes(head[4:8], "little") - len(head), os.SEEK_CUR)
            continue
        file.seek(zstandard.frame_header_size(head) - len(head), os.SEEK_CUR)
        last = False
        while not last and file.tell() < size:
            number = int.from_bytes(file.read(3), "little")
            last = bool(number & 1)
            file.seek(1 if number >> 1 & 3 == 1 else number >> 3, os.SEEK_CUR)
        file.seek(4 * zstandard.get_frame_parameters(head).has_checksum + (not last), os.SEEK_CUR)
    if head or file.tell() > size:
        raise EOFError("Compressed file ended before the end-of-stream marker was reached")


def _decompressed(path: Path, file: BinaryIO) -> BinaryIO:
    magic = file.peek(4)[:4] if hasattr(file, "peek") else b""
    if magic.startswith(_GZIP):
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    if magic.startswith(_ZSTD):
        try:
            import zstandard
        except ImportError:
            raise ValueError(f"{path}: zstd needs the extra bulk: pip install 'ptetui[bulk]'") from None
        return cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True))
    return file


def is_packed(path: Path) -> bool:
    """Whether a file begins as gzip and zstd files do. ValueError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((_GZIP, _ZSTD))
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None


def size(path: Path) -> int:
    """The bytes of the file as it is stored; 0 where that cannot be known."""
    try:
        return os.stat(path).st_size
    except OSError:
        return 0
