"""The pixels of a PNG, read without other packages. Limits stand before anything is unpacked; nothing is run."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS = 4_000_000
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by colour type
_OPAQUE = 128  # alpha from which a pixel counts

Pixel = tuple[int, int, int]


class Pixels(NamedTuple):
    """Rows of (red, green, blue), each 0 to 255; None where a pixel lets the ground through."""

    width: int
    height: int
    rows: list[list[Pixel | None]]


def png_pixels(data: bytes) -> Pixels:
    """The picture. ValueError where it is none, damaged, over MOST_PIXELS, interlaced or of 16 bits a channel."""
    if not data.startswith(SIGNATURE):
        raise ValueError("not a PNG")
    packed, palette, head = b"", b"", b""
    for kind, content in _chunks(data):
        if kind == b"IHDR":
            head = content
        elif kind == b"PLTE":
            palette = content
        elif kind == b"IDAT":
            packed += content
    if len(head) != 13:
        raise ValueError("the PNG has no header")
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if not 0 < width * height <= MOST_PIXELS:
        raise ValueError(f"the PNG has {width} x {height} pixels; the limit is {MOST_PIXELS}")
    if colour not in _CHANNELS or interlaced or depth > 8 or (depth < 8 and colour not in (0, 3)):
        raise ValueError("write the PNG with 8 bits a channel, not interlaced")
    line = (width * depth * _CHANNELS[colour] + 7) // 8
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(packed, height * (line + 1))
    except zlib.error as error:
        raise ValueError(f"the PNG is damaged: {error}") from None
    if len(raw) < height * (line + 1):
        raise ValueError("the PNG is damaged: rows are missing")
    lines = _unfiltered(raw, height, line, max(1, _CHANNELS[colour] * depth // 8))
    return Pixels(width, height, [list(_colours(data, width, depth, colour, palette)) for data in lines])


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        at += size + 12


def _unfiltered(raw: bytes, height: int, line: int, step: int) -> Iterator[bytearray]:
    """The bytes of each row as they were before the filter of its first byte; `step` is the bytes of a pixel."""
    above = bytearray(line)
    for row in range(height):
        start = row * (line + 1)
        kind, here = raw[start], bytearray(raw[start + 1 : start + 1 + line])
        if kind > 4:
            raise ValueError(f"the PNG is damaged: filter {kind}")
        for at in range(line) if kind else ():
            left = here[at - step] if at >= step else 0
            corner = above[at - step] if at >= step else 0
            guess = (left, above[at], (left + above[at]) // 2, _nearest(left, above[at], corner))[kind - 1]
            here[at] = (here[at] + guess) & 255
        yield here
        above = here


def _nearest(left: int, up: int, corner: int) -> int:
    """The one of three neighbours that is nearest to left + up - corner."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def _colours(line: bytearray, width: int, depth: int, colour: int, palette: bytes) -> Iterator[Pixel | None]:
    if depth < 8:
        line = bytearray(line[at * depth // 8] >> 8 - depth - at * depth % 8 & (1 << depth) - 1 for at in range(width))
        if colour == 0:
            line = bytearray(value * 255 // ((1 << depth) - 1) for value in line)
    many = _CHANNELS[colour]
    for at in range(0, width * many, many):
        pixel = line[at : at + many]
        if colour == 3:
            entry = palette[3 * pixel[0] : 3 * pixel[0] + 3]
            yield (entry[0], entry[1], entry[2]) if len(entry) == 3 else None
        elif many in (2, 4) and pixel[-1] < _OPAQUE:
            yield None
        elif many < 3:
            yield pixel[0], pixel[0], pixel[0]
        else:
            yield pixel[0], pixel[1], pixel[2]
