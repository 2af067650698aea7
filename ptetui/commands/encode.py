"""Encode a state as a word: encode swap type=3 offset=0x1234 exclusive."""

import json
from typing import TYPE_CHECKING

from ptetui.arguments import setting_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ptetui.linux.classify import Reading


def arguments(parser: "ArgumentParser") -> None:
    """The state and its values."""
    parser.add_argument("state", nargs="+", metavar="STATE|NAME[=VALUE]", help="the state, then its values")
    parser.add_argument("--level", choices=("pte", "pmd", "pud"), default="pte", help="the level of the page table")
    parser.add_argument("--as", dest="kind", choices=("pte", "entry", "pagemap"), default="pte",
                        help="print the word of a page table, the swp_entry_t, or the pagemap word")  # fmt: skip


def run(args: "Namespace") -> int:
    """Print the word; with --json, what `decode` prints of it."""
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import parse_state

    setting = setting_of(args, level=args.level)
    word = parse_state(setting, args.state)
    if args.kind != "pte":
        _print_other(args, classify(setting, word))
    elif args.json:
        from ptetui.terminal import reading_printer

        reading_printer(args)(classify(setting, word), "")
    else:
        from ptetui.render.text import padded

        print(padded(word, setting.layout.width))
    return 0


def _print_other(args: "Namespace", reading: "Reading") -> None:
    """The same as a swp_entry_t or a pagemap word."""
    from ptetui.linux.entry import entry_of, read_entry
    from ptetui.linux.pagemap import pagemap_word, read_pagemap
    from ptetui.pictures.other_words import entry_json, pagemap_json
    from ptetui.render.text import padded

    setting = reading.setting
    if args.kind == "entry":
        word, width = entry_of(reading), setting.layout.long_bits
        row = entry_json(read_entry(setting, word))
    else:
        word, width = pagemap_word(reading), 64
        row = pagemap_json(read_pagemap(setting, word))
    print(json.dumps(row) if args.json else padded(word, width))
