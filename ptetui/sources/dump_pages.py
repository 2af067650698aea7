"""A dump page by page, in constant memory. A page of a plain file is read at once.

A compressed dump is read from its beginning up to the page; the last blocks are kept.
"""

import struct
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from ptetui.linux.setting import Setting
from ptetui.sources.dump import DUMP_BYTES, ByteOrder, DumpBlock, blocks, is_packed, size
from ptetui.sources.scan import BlockScan, Counts, Filter

PAGE_BYTES = 4096
_KEPT = 16  # blocks of a compressed dump that are kept


class Searched(NamedTuple):
    """How far a search is: the page that it has come to, and whether that page has a hit."""

    page: int
    hit: bool


class DumpPages:
    """The pages of a file, counted from 0. ValueError, one line, where the file cannot be read or has no such page.

    `count` is the number of pages, None while the end of a compressed dump was not seen. The last page may be short.
    """

    def __init__(self, path: Path, order: ByteOrder = "little") -> None:
        self.path, self.order = path, order
        if not path.is_file():
            raise ValueError(f"{path}: pages are shown of a regular file" if path.exists() else f"{path}: no such file")
        self._packed = is_packed(path)
        self.count = None if self._packed else -(-size(path) // PAGE_BYTES)
        self._stream: Iterator[DumpBlock] | None = None
        self._next = 0  # the byte that the stream goes on with
        self._recent: OrderedDict[int, bytes] = OrderedDict()
        self._one_reader = Lock()  # a search that was stopped may be within its last block
        if self.count == 0:
            raise ValueError(f"{path}: an empty file")

    def read(self, page: int) -> Iterator[bytes | None]:
        """The bytes of a page; before that None for each block that is decompressed on the way, so one can stop."""
        data = b""
        if page >= 0 and not self._packed:
            data = self._stored(page * PAGE_BYTES, PAGE_BYTES)
        elif page >= 0:
            while not (data := self._held(page)) and self._read_on(page * PAGE_BYTES):
                yield None
        if not data:
            count = "" if self.count is None else f"; it has pages 0 to {self.count - 1}"
            raise ValueError(f"{self.path}: no page {page}{count}")
        yield data

    def page(self, page: int) -> bytes:
        """The bytes of a page, however long it takes."""
        return next(data for data in self.read(page) if data is not None)

    def _stored(self, start: int, length: int) -> bytes:
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, start))
                return file.read(length)
        except OSError as error:
            raise ValueError(f"{self.path}: {error.strerror or error}") from None

    def _held(self, page: int) -> bytes:
        """A page of a compressed dump; b"" where not all of it was read."""
        start, held = page * PAGE_BYTES, b""
        for begin, data in sorted(self._recent.items()):
            at = start + len(held)
            if begin <= at < begin + len(data):
                held += data[at - begin : at - begin + PAGE_BYTES - len(held)]
        last = self.count is not None and page == self.count - 1
        return held if len(held) == PAGE_BYTES or last else b""

    def _read_on(self, wanted: int) -> bool:
        """One block more, from the beginning again where the wanted byte is before what is kept; False at the end."""
        with self._one_reader:
            if self._stream is None or wanted < min(self._recent, default=0):
                self._recent.clear()
                self._stream, self._next = blocks(self.path, 1), 0
            block = next(self._stream, None)
            if block is None:
                known, self.count = self.count, -(-self._next // PAGE_BYTES)
                return known is None
            self._recent[block.offset] = block.data
            self._next = block.offset + len(block.data)
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
            return True

    # ------------------------------------------------------------------ searching

    def search(self, setting: Setting, wanted: Filter, page: int, by: int) -> Iterator[Searched]:
        """The next (by 1) or previous (by -1) page with a word that the filter takes, block by block; none at the end.

        It goes on after `page`. The caller may stop at any block.
        """
        scanned = BlockScan(setting, self.order, wanted)
        last: int | None = None
        for offset, data in self._pieces(page, by):
            step = setting.layout.width // 8
            pages = {(offset + index * step) // PAGE_BYTES for index, _ in scanned.add(_whole(data, step), Counts())}
            after = sorted(hit for hit in pages if (hit - page) * by > 0)
            if after and (by > 0 or not self._packed):
                yield Searched(after[0] if by > 0 else after[-1], True)
                return
            last = after[-1] if after else last
            yield Searched(offset // PAGE_BYTES, False)
        if last is not None:
            yield Searched(last, True)

    def _pieces(self, page: int, by: int) -> Iterator[tuple[int, bytes]]:
        """Blocks from the page on, or back from it; a compressed dump is read from its beginning."""
        if self._packed:
            for block in blocks(self.path, 8, cut=True):
                if by < 0 and block.offset >= page * PAGE_BYTES:
                    return
                if by < 0 or block.offset + len(block.data) > (page + 1) * PAGE_BYTES:
                    yield block.offset, block.data
        elif by > 0:
            start = (page + 1) * PAGE_BYTES
            while data := self._stored(start, DUMP_BYTES):
                yield start, data
                start += len(data)
        else:
            end = page * PAGE_BYTES
            while end > 0:
                start = max(0, end - DUMP_BYTES)
                yield start, self._stored(start, end - start)
                end = start


class OpenDump(NamedTuple):
    """The pages of a dump, the one to begin with, what a hit is."""

    pages: DumpPages
    page: int
    wanted: Filter


def page_words(data: bytes, width: int, order: ByteOrder) -> tuple[int, ...]:
    """The words of 32 or 64 bits; what is left at the end of a dump that was cut is none."""
    code = ("<" if order == "little" else ">") + ("Q" if width == 64 else "I")
    return tuple(word for (word,) in struct.iter_unpack(code, _whole(data, width // 8)))


def _whole(data: bytes, step: int) -> bytes:
    return data[: len(data) // step * step]
