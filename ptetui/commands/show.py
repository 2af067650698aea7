"""Draw the forms of a layout as text."""

import json
from argparse import ArgumentParser, Namespace

from ptetui.arguments import setting_of


def arguments(parser: ArgumentParser) -> None:
    """The layout."""
    parser.add_argument("name", nargs="?", metavar="LAYOUT", help="a layout, NAME or NAME@X.Y")


def run(args: Namespace) -> int:
    """Print the diagrams."""
    setting = setting_of(args, args.name)
    if args.json:
        from ptetui.pictures.layout import layout_json

        print(json.dumps(layout_json(setting.layout)))
        return 0
    from ptetui.pictures.layout import layout_text
    from ptetui.terminal import columns, glyphs, say

    say(args, layout_text(setting, columns(), glyphs(args)))
    return 0
