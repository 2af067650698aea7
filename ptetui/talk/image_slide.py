"""A picture from a file on a slide: a PNG or an SVG beside the tour, as data, within limits.

In a terminal two pixels are one cell; a page shows the file itself. An SVG may refer to nothing outside itself.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from textwrap import wrap
from typing import Any

from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport
from ptetui.render.spans import ASCII, Row, Span, merged
from ptetui.talk.png_pixels import SIGNATURE, Pixel, Pixels, png_pixels

_LONGEST = 2 << 20  # bytes of a file
_WIDEST = 800  # pixels across that an SVG is drawn with
_SHADES = " .:-=+*#%@"  # from dark to bright
_STEPS = (0, 95, 135, 175, 215, 255)  # of red, green and blue in the xterm-256 palette
_OUTSIDE = re.compile(
    r"""(?:href|src)\s*=(?!\s*["']\s*#)|url\((?!\s*["']?\s*#)|@import|<!DOCTYPE|<!ENTITY|<script""", re.IGNORECASE
)


@dataclass(frozen=True)
class ImagePicture(Picture):
    """What a file has: its bytes, what kind they are of, what they show in a sentence."""

    NAME = "picture"
    ABOUT = "a picture from a PNG or SVG file"

    file: str
    about: str
    kind: str
    content: bytes

    def texts(self) -> Sequence[str]:
        """What it shows."""
        return [self.about]

    def data(self) -> Mapping[str, Any]:
        """The file's name, and what it shows."""
        return {"file": self.file, "about": self.about}

    def rows(self, viewport: Viewport, lit: Sequence[str] = ()) -> list[Row]:
        """The picture as large as fits; where it cannot be drawn, what it shows in words."""
        try:
            return image_rows(self.kind, self.content, viewport)
        except ValueError as error:
            lines = [*wrap(self.about, viewport.columns - 2), *wrap(f"({error})", viewport.columns - 2)]
            return [[Span(f" {line}", "head" if at == 0 else "dim")] for at, line in enumerate(lines)]


def load_image(folder: Path, file: str, about: str) -> ImagePicture:
    """The picture of a file in a tour's folder. ValueError says what is wrong with it, in a line."""
    path = (folder / file).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{file}: a picture is in the folder of the tour, or below it")
    try:
        with path.open("rb") as opened:
            content = opened.read(_LONGEST + 1)
    except OSError as error:
        raise ValueError(f"{file}: {error.strerror or error}") from None
    if len(content) > _LONGEST:
        raise ValueError(f"{file}: longer than {_LONGEST >> 20} MiB")
    if content.startswith(SIGNATURE):
        try:
            png_pixels(content)
        except ValueError as error:
            raise ValueError(f"{file}: {error}") from None
        return ImagePicture(file, about, "image/png", content)
    text = content.decode("utf-8", "replace")
    if "<svg" not in text[:2000]:
        raise ValueError(f"{file}: neither a PNG nor an SVG")
    if outside := _OUTSIDE.search(text):
        raise ValueError(f"{file}: an SVG may refer to nothing outside itself, not {outside[0].strip()!r}")
    return ImagePicture(file, about, "image/svg+xml", content)


@lru_cache(maxsize=16)
def image_rows(kind: str, content: bytes, viewport: Viewport) -> list[Row]:
    """The picture, two pixels a cell, one above the other; in ASCII one shade a cell."""
    pixels = _pixels(kind, content)
    scale = min(viewport.columns / pixels.width, 2 * viewport.lines / pixels.height)
    columns, lines = max(1, int(pixels.width * scale)), max(1, int(pixels.height * scale) // 2)
    small = _scaled(pixels, columns, 2 * lines)
    pairs = ([*zip(small[2 * line], small[2 * line + 1], strict=True)] for line in range(lines))
    if viewport.glyphs == ASCII:
        return [merged([Span(_shade(pair), "") for pair in row]) for row in pairs]
    return [merged([_cell(top, bottom) for top, bottom in row]) for row in pairs]


@lru_cache(maxsize=8)
def _pixels(kind: str, content: bytes) -> Pixels:
    if kind == "image/png":
        return png_pixels(content)
    try:
        import resvg_py
    except ImportError:
        raise ValueError("an SVG in the terminal needs the extra png: pip install 'ptetui[png]'") from None
    return png_pixels(bytes(resvg_py.svg_to_bytes(svg_string=content.decode("utf-8", "replace"), width=_WIDEST)))


def _scaled(pixels: Pixels, width: int, height: int) -> list[list[Pixel | None]]:
    """Each pixel the mean of those that it stands for; one that lets the ground through where most of them do."""
    scaled = []
    for y in range(height):
        first, last = _span(y, pixels.height, height)
        lines = pixels.rows[first:last]
        row: list[Pixel | None] = []
        for x in range(width):
            left, right = _span(x, pixels.width, width)
            seen = [pixel for line in lines for pixel in line[left:right]]
            full = [pixel for pixel in seen if pixel is not None]
            row.append(_mean(full) if 2 * len(full) > len(seen) else None)
        scaled.append(row)
    return scaled


def _span(at: int, many: int, parts: int) -> tuple[int, int]:
    first = at * many // parts
    return first, max(first + 1, (at + 1) * many // parts)


def _mean(pixels: Sequence[Pixel]) -> Pixel:
    count = len(pixels)
    red, green, blue = (sum(channel) // count for channel in zip(*pixels, strict=True))
    return red, green, blue


def _shade(pair: Sequence[Pixel | None]) -> str:
    light = [sum(pixel) for pixel in pair if pixel is not None]
    return _SHADES[sum(light) * (len(_SHADES) - 1) // (765 * len(light))] if light else " "


def _cell(top: Pixel | None, bottom: Pixel | None) -> Span:
    """A half block in the colours of the palette that are nearest."""
    upper, lower = _entry(top), _entry(bottom)
    if upper == lower:
        return Span(" " if top is None else "█", "" if top is None else f"pixel_{upper}")
    if top is None:
        return Span("▄", f"pixel_{lower}")
    return Span("▀", f"pixel_{upper}" if bottom is None else f"pixel_{upper}_{lower}")


@lru_cache(maxsize=4096)
def _entry(pixel: Pixel | None) -> int:
    """The nearest of the 240 entries of the xterm-256 palette that look the same everywhere; -1 for none."""
    if pixel is None:
        return -1
    return min(_palette(), key=lambda entry: sum((one - two) ** 2 for one, two in zip(entry[1], pixel, strict=True)))[0]


def _palette() -> Iterator[tuple[int, Pixel]]:
    for at in range(216):
        yield 16 + at, (_STEPS[at // 36], _STEPS[at // 6 % 6], _STEPS[at % 6])
    for at in range(24):
        yield 232 + at, (8 + 10 * at, 8 + 10 * at, 8 + 10 * at)
