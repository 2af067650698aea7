"""List the known layouts: kernels, width, type, offset, software bits."""

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: "ArgumentParser") -> None:
    """None."""


def run(args: "Namespace") -> int:
    """Print a row for each layout and kernel range."""
    from ptetui.linux.catalog import Catalog
    from ptetui.terminal import fail, say

    errors: list[str] = []
    known = sorted(Catalog(args.layouts).all(errors), key=lambda layout: layout.level != "pte")
    if args.json:
        from ptetui.pictures.layout import layout_json

        for layout in known:
            print(json.dumps(layout_json(layout)))
    else:
        from ptetui.pictures.layout import layout_row
        from ptetui.render.text import table_lines

        header = ("layout", "kernels", "bits", "page", "type", "offset", "software bits", "largest", "aliases")
        say(args, table_lines(header, map(layout_row, known)))
    for error in errors:
        fail(error)
    return 2 if errors else 0
