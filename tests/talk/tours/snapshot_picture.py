"""The picture of the first slide of why-markers: where `ptetui/tours/snapshot.png` comes from.

`python -m tests.talk.tours.snapshot_picture` writes it. Three grids of pages: the guest when the snapshot begins, the
guest later, with the pages that it wrote since, and the file, with one page that is newer than the others.
"""

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

PATH = Path(__file__).resolve().parents[3] / "ptetui" / "tours" / "snapshot.png"
COLUMNS, LINES, PAGE, GAP, BETWEEN, ZOOM = 7, 4, 2, 1, 7, 4  # pages of a grid; pixels, all larger by the zoom
OLD, WRITTEN, WRONG, ARROW = (0x00, 0x5F, 0xAF), (0xFF, 0xD7, 0x5F), (0xFF, 0x5F, 0x5F), (0x8A, 0x8A, 0x8A)
SINCE = {(1, 0), (4, 1), (2, 2), (5, 3)}  # the pages that the guest wrote after the snapshot began
MISSED = (4, 1)  # the one whose protection was lost

Pixels = dict[tuple[int, int], tuple[int, int, int]]
_GRID = COLUMNS * (PAGE + GAP) - GAP
SIZE = 3 * _GRID + 2 * BETWEEN, LINES * (PAGE + GAP)


def drawn() -> Pixels:
    """The pixels that are not clear."""
    pixels: Pixels = {}
    for number in range(3):
        left = number * (_GRID + BETWEEN)
        for page in ((x, y) for x in range(COLUMNS) for y in range(LINES)):
            written = WRITTEN if number == 1 and page in SINCE else WRONG if number == 2 and page == MISSED else OLD
            for x, y in ((x, y) for x in range(PAGE) for y in range(PAGE)):
                pixels[left + page[0] * (PAGE + GAP) + x, page[1] * (PAGE + GAP) + y] = written
        if number:
            pixels |= dict.fromkeys(_arrow(left - BETWEEN), ARROW)
    return pixels


def _arrow(left: int) -> Iterator[tuple[int, int]]:
    middle = SIZE[1] // 2 - 1
    for x, thick in ((1, 1), (2, 1), (3, 1), (4, 2), (5, 1)):
        yield from ((left + x, middle + by) for by in range(1 - thick, thick + 1))


def png() -> bytes:
    """The picture as a PNG, clear where nothing is drawn."""
    pixels = drawn()
    rows = []
    for y in range(SIZE[1]):
        row = b"".join(bytes((*pixels[x, y], 255) if (x, y) in pixels else (0, 0, 0, 0)) * ZOOM for x in range(SIZE[0]))
        rows += [b"\0" + row] * ZOOM
    size = struct.pack(">II5B", SIZE[0] * ZOOM, SIZE[1] * ZOOM, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", size), (b"IDAT", zlib.compress(b"".join(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


if __name__ == "__main__":
    PATH.write_bytes(png())
