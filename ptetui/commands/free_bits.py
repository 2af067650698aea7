"""List where a new software bit could go in swap entries, and what it would cost."""

import json
from argparse import ArgumentParser, Namespace

from ptetui.arguments import add_layouts, catalog_of, kernel_of


def arguments(parser: ArgumentParser) -> None:
    """The layouts."""
    add_layouts(parser)


def run(args: Namespace) -> int:
    """Print the bits of each layout."""
    from ptetui.analysis import free_bits as finder
    from ptetui.analysis.chosen_layouts import at_kernel, chosen
    from ptetui.linux.config import parse_config
    from ptetui.pictures.free_bits import free_json, free_lines
    from ptetui.terminal import fail, say

    errors: list[str] = []
    config = parse_config(args.config)
    layouts = list(chosen(catalog_of(args), args.names, kernel_of(args), errors))
    bits_of_all = []
    for setting, pmd in at_kernel(layouts, config):
        bits_of_all.append(bits := finder.free_bits(setting, pmd))
        if args.json:
            for bit in bits:
                print(json.dumps(free_json(bit)))
        else:
            say(args, list(free_lines(setting, bits)))
    if not args.json and len(bits_of_all) > 1:
        shared = ", ".join(map(str, finder.common(bits_of_all)))
        say(args, [f"bits that all of them could give: {shared or 'none'}"])
    for error in errors:
        fail(error)
    return 2 if errors else 0
