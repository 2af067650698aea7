"""Decode words; - reads words from standard input, one a line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ptetui.arguments import setting_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from ptetui.linux.setting import Setting


def arguments(parser: "ArgumentParser") -> None:
    """The words, and what they are words of."""
    parser.add_argument("words", nargs="+", metavar="WORD", help="0x..., 0b..., as kernels print it, decimal, or -")
    parser.add_argument("--level", choices=("pte", "pmd", "pud"), default="pte", help="the level of the page table")
    parser.add_argument("--as", dest="kind", choices=("pte", "entry", "pagemap"), default="pte",
                        help="words of a page table, swp_entry_t, or words of /proc/PID/pagemap")  # fmt: skip


def run(args: "Namespace") -> int:
    """Print what each word means."""
    from ptetui.terminal import fail, typed_words

    show = _printer(args, setting_of(args, level=args.level))
    bad = False
    for where, text in typed_words(args.words):
        try:
            show(text)
        except ValueError as error:
            bad = True
            fail(f"{where}{error}")
    return 2 if bad else 0


def _printer(args: "Namespace", setting: "Setting") -> Callable[[str], None]:
    """What reads one text and prints what it means; ValueError where it is no such word."""
    from ptetui.linux.syntax import read_number, read_word
    from ptetui.terminal import reading_printer, say

    if args.kind == "pte":
        from ptetui.linux.classify import classify

        print_reading = reading_printer(args)

        def show(text: str) -> None:
            word, read_as = read_word(text, setting.layout.width, setting.layout.name)
            print_reading(classify(setting, word), read_as)

        return show
    import json

    from ptetui.linux.entry import read_entry
    from ptetui.linux.pagemap import read_pagemap
    from ptetui.pictures.other_words import entry_json, entry_lines, pagemap_json, pagemap_lines

    def show_entry(text: str) -> None:
        number, read_as = read_number(text)
        entry = read_entry(setting, number)
        print(json.dumps(entry_json(entry, read_as))) if args.json else say(args, entry_lines(entry, read_as))

    def show_pagemap(text: str) -> None:
        number, read_as = read_number(text)
        seen = read_pagemap(setting, number)
        print(json.dumps(pagemap_json(seen, read_as))) if args.json else say(args, pagemap_lines(seen, read_as))

    return show_entry if args.kind == "entry" else show_pagemap
