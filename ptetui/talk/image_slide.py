"""A picture from a file on a slide: a PNG or an SVG beside the tour, as data, within limits.

In a terminal two pixels are one cell; a page shows the file itself. An SVG may refer to nothing outside itself.
The terminal needs the extra png: Pillow reads a PNG, resvg draws an SVG as one.
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, simplefilter

from ptetui.pictures.picture import Picture
from ptetui.render.fitted import Viewport
from ptetui.render.rows import row_width
from ptetui.render.spans import ASCII, Row, Span, merged
from ptetui.render.text import wrapped

if TYPE_CHECKING:
    from PIL.Image import Image

Pixel = tuple[int, int, int]  # red, green, blue, each 0 to 255

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_MOST_PIXELS = 4_000_000
_OPAQUE = 128  # alpha from which a pixel counts
_CAPTIONED = 5  # lines of a picture that says below it what it shows
_LONGEST = 2 << 20  # bytes of a file
_SHARP = 0.74  # of the size that fits is what a picture may lose for its lines
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
        """The picture as large as fits, what it shows below it; only in words where it cannot be drawn."""
        caption = wrapped(self.about, viewport.columns - 2)
        below = [[Span(f" {line}", "dim")] for line in caption] if viewport.lines >= _CAPTIONED + len(caption) else []
        try:
            drawn = image_rows(self.kind, self.content, viewport._replace(lines=viewport.lines - len(below)))
            left = (max(map(row_width, [*drawn, *below])) - row_width(drawn[0])) // 2
            return [*([Span(" " * left, ""), *row] if left else row for row in drawn), *below]
        except (ValueError, ImportError) as error:
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
    if content.startswith(_SIGNATURE):
        try:
            with suppress(ImportError):  # a page shows the file without the extra
                _image("image/png", content)
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
    image = _image(kind, content)
    scale = min(viewport.columns / image.width, 2 * viewport.lines / image.height)
    if (whole := 1 / ceil(1 / scale)) >= _SHARP * scale:
        scale = whole  # of so many pixels each that no line is thicker than the next
    columns, lines = max(1, int(image.width * scale)), max(1, int(image.height * scale) // 2)
    small = _scaled(image, columns, 2 * lines)
    pairs = ([*zip(small[2 * line], small[2 * line + 1], strict=True)] for line in range(lines))
    if viewport.glyphs == ASCII:
        return [merged([Span(_shade(pair), "") for pair in row]) for row in pairs]
    return [merged([_cell(top, bottom) for top, bottom in row]) for row in pairs]


@lru_cache(maxsize=8)
def _image(kind: str, content: bytes) -> "Image":
    """The pixels. ValueError where they cannot be read or are over _MOST_PIXELS, ImportError without the extra."""
    try:
        from PIL import Image
        from resvg_py import svg_to_bytes
    except ImportError:
        raise ImportError("a picture in the terminal needs the extra png: pip install 'ptetui[png]'") from None
    if kind != "image/png":
        content = bytes(svg_to_bytes(svg_string=content.decode("utf-8", "replace"), width=_WIDEST))
    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("PNG",))
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError(f"the PNG has {image.width} x {image.height} pixels; the limit is {_MOST_PIXELS}")
        return image.convert("RGBA")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, OSError, SyntaxError) as error:
        raise ValueError(f"the PNG cannot be read: {error}") from None


def _scaled(image: "Image", width: int, height: int) -> list[list[Pixel | None]]:
    """Each pixel the mean of those that it stands for; None where most of them let the ground through."""
    from PIL.Image import Resampling

    data = image.resize((width, height), Resampling.BOX).tobytes()
    pixels = [data[at : at + 4] for at in range(0, len(data), 4)]
    shown = [(red, green, blue) if alpha >= _OPAQUE else None for red, green, blue, alpha in pixels]
    return [shown[at : at + width] for at in range(0, len(shown), width)]


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
