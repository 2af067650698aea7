"""Compare two layouts (NAME@X.Y), or two words under one layout."""

import json
from argparse import ArgumentParser, Namespace

from ptetui.arguments import setting_of


def arguments(parser: ArgumentParser) -> None:
    """The two."""
    parser.add_argument("a", metavar="A", help="a layout, NAME@X.Y, or a word")
    parser.add_argument("b", metavar="B", help="another of the same kind")


def run(args: Namespace) -> int:
    """Print what differs."""
    return _words(args) if args.a[:1].isdigit() and args.b[:1].isdigit() else _layouts(args)


def _layouts(args: Namespace) -> int:
    from ptetui.analysis.diff_layouts import diff_layouts
    from ptetui.render.changes import spell_change
    from ptetui.terminal import say

    changes = diff_layouts(setting_of(args, args.a).layout, setting_of(args, args.b).layout)
    form = None
    for change in changes:
        if args.json:
            print(json.dumps(change.as_json()))
            continue
        if change.form != form:
            form = change.form
            say(args, [f"{form}:"])
        say(args, [f"  {spell_change(change)}"])
    if not changes and not args.json:
        print("no field differs")
    return 0


def _words(args: Namespace) -> int:
    from ptetui.analysis.diff_words import changes, differing_fields
    from ptetui.linux.classify import classify
    from ptetui.linux.syntax import parse_word

    setting = setting_of(args)
    words = [parse_word(text, setting.layout.width, setting.layout.name) for text in (args.a, args.b)]
    before, after = (classify(setting, word) for word in words)
    if args.json:
        for field in differing_fields(before, after):
            print(json.dumps(field))
        return 0
    from ptetui.render.ribbon import ribbon_text
    from ptetui.terminal import columns, glyphs, say

    say(args, ribbon_text(after, columns(), glyphs(args), changed=before.word ^ after.word))
    say(args, [f"  {change.text}" for change in changes(before, after)] or ["  no bit differs"])
    return 0
