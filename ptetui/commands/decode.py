"""Decode words; - reads words from standard input, one a line."""

from argparse import ArgumentParser, Namespace

from ptetui.arguments import setting_of


def arguments(parser: ArgumentParser) -> None:
    """The words."""
    parser.add_argument("words", nargs="+", metavar="WORD", help="0x..., 0b..., as kernels print it, decimal, or -")


def run(args: Namespace) -> int:
    """Print what each word means."""
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import read_word
    from ptetui.terminal import fail, reading_printer, words

    setting = setting_of(args)
    layout = setting.layout
    show = reading_printer(args)
    bad = False
    for where, text in words(args.words):
        try:
            word, read_as = read_word(text, layout.width, layout.name)
        except ValueError as error:
            bad = True
            fail(f"{where}{error}")
            continue
        show(classify(setting, word), read_as)
    return 2 if bad else 0
