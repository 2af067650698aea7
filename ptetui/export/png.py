"""SVG to PNG through resvg, with fonts that are named: a picture is never blank."""

import re
from pathlib import Path

from ptetui.export.format import WIDE_COLUMNS, Format
from ptetui.export.svg import FONT, picture

_FILES = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu",
    "/usr/share/fonts/dejavu-sans-mono-fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "~/Library/Fonts", "/Library/Fonts",
)  # fmt: skip
_SIZE = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_MOST = 100_000_000  # pixels; of many more resvg has no memory, and would end the process


def png(svg: str, zoom: int = 2) -> bytes:
    """The picture at so many times its size. ValueError, with the way out, without extra or fonts, or if too large."""
    try:
        import resvg_py
    except ImportError:
        raise ValueError("png needs the extra png: pip install 'ptetui[png]'; or export svg") from None
    width, height = (zoom * float(side) for side in _SIZE.findall(svg)[0])
    if width * height > _MOST:
        raise ValueError(f"png of {width:.0f} x {height:.0f} pixels is too large: export less at a time, or svg")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=zoom, skip_system_fonts=True, font_files=fonts(), font_family=FONT,
            monospace_family=FONT,
        )
    )  # fmt: skip


def fonts() -> list[str]:
    """The font's files. ValueError where the machine has none."""
    for folder in (Path(name).expanduser() for name in _FOLDERS):
        if all((folder / name).is_file() for name in _FILES):
            return [str(folder / name) for name in _FILES]
    raise ValueError(f"png needs the font {FONT}: apt-get install fonts-dejavu-core; or export svg")


FORMAT = Format("png", lambda view, style: png(picture(view, style)), (".png",), WIDE_COLUMNS, binary=True)
