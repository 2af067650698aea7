"""Encode a state as a word: encode swap type=3 offset=0x1234 exclusive."""

from argparse import ArgumentParser, Namespace

from ptetui.arguments import setting_of


def arguments(parser: ArgumentParser) -> None:
    """The state and its values."""
    parser.add_argument("state", nargs="+", metavar="STATE|NAME[=VALUE]", help="the state, then its values")


def run(args: Namespace) -> int:
    """Print the word; with --json, what `decode` prints of it."""
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import parse_state

    setting = setting_of(args)
    word = parse_state(setting, args.state)
    if args.json:
        from ptetui.terminal import reading_printer

        reading_printer(args)(classify(setting, word), "")
    else:
        from ptetui.render.jsonlines import padded

        print(padded(word, setting.layout.width))
    return 0
