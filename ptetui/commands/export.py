"""Export a view as a picture, a page, text or C: -o FILE, the format from the suffix."""

import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ptetui.arguments import catalog_of, setting_of

if TYPE_CHECKING:
    from ptetui.export.format import Format
    from ptetui.pictures.picture import Picture

_LEAST, _MOST = 17, 2000  # columns
_THEME = "light"


def arguments(parser: ArgumentParser) -> None:
    """The view, the file, and how to draw it; from the registries of pictures, formats and themes."""
    from ptetui.export import formats
    from ptetui.export.format import NARROW, WIDE_COLUMNS
    from ptetui.render.looks import THEMES

    pictures = _pictures().values()
    parser.epilog = " ".join(note for picture in pictures for note in picture.notes())
    views = ", ".join(f"{picture.NAME} {picture.NAMES.usage}".rstrip() for picture in pictures)
    parser.add_argument("picture", metavar="WHAT", help=views)
    parser.add_argument("names", nargs="*", metavar="NAME", help="arguments of WHAT")
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help="- for standard output")
    known = ", ".join(f"{form.name} ({form.about})" if form.about else form.name for form in formats().values())
    parser.add_argument("--format", metavar="NAME", help=f"{known}; default: from the suffix of FILE")
    themes = ", ".join(f"{name} (the default)" if name == _THEME else name for name in THEMES)
    parser.add_argument("--theme", metavar="NAME", help=f"{themes}; the page of a talk follows its reader's preference")
    columns = f"width; default: {WIDE_COLUMNS} for pictures, {NARROW} for text"
    parser.add_argument("--columns", type=int, metavar="N", help=columns)
    parser.add_argument("--prefix", default="PTE_", metavar="TEXT", help="prefix of the names in a C header")


def run(args: Namespace) -> int:
    """Write the file."""
    from ptetui.export import content, format_of
    from ptetui.export.files import write
    from ptetui.export.format import Style
    from ptetui.pictures.request import Request, Wrong

    if args.json:
        raise ValueError("--json is for commands that print; export --format json is a register for WaveDrom")
    picture = _picture(args.picture)
    theme = args.theme or _THEME
    _check_drawing(theme, args.columns)
    form = format_of(args.output, args.format, args.ascii)
    _check_format(form, picture.NAME, args.output)
    values = {"config": ",".join(args.config)} if args.config else {}
    values |= {key: value for key, value in (("layout", args.layout), ("kernel", args.kernel)) if value}
    values |= picture.values_of(args.names)
    columns = args.columns or form.columns
    try:
        request = Request(values, catalog_of(args), lambda: setting_of(args))
        view = picture.of(request).view(columns, form.glyphs)
    except Wrong as wrong:
        raise ValueError(wrong.reason) from None
    write(args.output, content(view, form, Style(columns, theme, args.prefix, args.theme is not None)))
    return 0


def _pictures() -> "dict[str, type[Picture]]":
    """What can be exported: all pictures, and a talk."""
    from ptetui.pictures import pictures
    from ptetui.talk.picture import TourPicture

    return {**pictures(), TourPicture.NAME: TourPicture}


def _picture(name: str) -> "type[Picture]":
    pictures = _pictures()
    for picture in pictures.values():
        if name in (picture.NAME, *picture.ALIASES):
            return picture
    raise ValueError(f"export {name!r} is not known; there are {', '.join(pictures)}")


def _check_drawing(theme: str, columns: int | None) -> None:
    from ptetui.render.looks import THEMES

    if theme not in THEMES:
        raise ValueError(f"theme {theme!r} is not known; there are {', '.join(THEMES)}")
    if columns is not None and not _LEAST <= columns <= _MOST:
        raise ValueError(f"columns {columns}: {_LEAST} to {_MOST} can be drawn")


def _check_format(form: "Format", name: str, output: str) -> None:
    """What needs no view to be known."""
    if form.only not in ("", name):
        way = "export layout -l NAME" if form.only == "layout" else f"export {form.only} NAME"
        raise ValueError(f"{form.about} is made of a {form.only}, not of {name}: {way} -o FILE.{form.name}")
    if form.binary and output == "-" and sys.stdout.isatty():
        raise ValueError(f"{form.name} to a terminal is not readable; name a file: -o FILE.{form.name}")
