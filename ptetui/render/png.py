"""SVG to PNG through resvg, with fonts that are named: a picture is never blank."""

from pathlib import Path

from ptetui.render.svg import FAMILY

_FILES = ("DejaVuSansMono.ttf", "DejaVuSansMono-Bold.ttf")
_FOLDERS = (
    "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/TTF", "/usr/share/fonts/dejavu",
    "/usr/share/fonts/dejavu-sans-mono-fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "~/Library/Fonts", "/Library/Fonts",
)  # fmt: skip


def png(svg: str, zoom: int = 2) -> bytes:
    """The picture at so many times its size. ValueError, with the way out, without the extra or the fonts."""
    try:
        import resvg_py
    except ImportError:
        raise ValueError("png needs the extra png: pip install 'ptetui[png]'; or export svg") from None
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg, zoom=zoom, skip_system_fonts=True, font_files=fonts(), font_family=FAMILY,
            monospace_family=FAMILY,
        )
    )  # fmt: skip


def fonts() -> list[str]:
    """The font's files. ValueError where the machine has none."""
    for folder in (Path(name).expanduser() for name in _FOLDERS):
        if all((folder / name).is_file() for name in _FILES):
            return [str(folder / name) for name in _FILES]
    raise ValueError(f"png needs the font {FAMILY}: apt-get install fonts-dejavu-core; or export svg")
