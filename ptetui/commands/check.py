"""Find collisions: words encoded as one state and decoded as another; exits 1 on an unexplained one."""

import json
from argparse import ArgumentParser, Namespace

from ptetui.arguments import add_layouts, catalog_of, kernel_of


def arguments(parser: ArgumentParser) -> None:
    """The layouts, or the past."""
    add_layouts(parser)
    parser.add_argument("--history", action="store_true", help="replay the collisions of the past")


def run(args: Namespace) -> int:
    """Print the findings of each layout."""
    from ptetui.analysis.chosen_layouts import all_aliases, chosen, covering
    from ptetui.analysis.collisions import check_history
    from ptetui.linux.catalog import newest
    from ptetui.linux.config import parse_config
    from ptetui.linux.setting import Setting
    from ptetui.pictures.findings import finding_json, verdict_lines
    from ptetui.terminal import fail, say

    if args.history:
        return _past(args)
    catalog, errors = catalog_of(args), list[str]()
    config = parse_config(args.config)
    collided = False
    for history, kernel in chosen(catalog, args.names, kernel_of(args), errors):
        findings = check_history(history, kernel, [config] if args.config else [])
        collided |= any(finding.verdict == "collision" for finding in findings)
        shown = covering(history, kernel) if kernel else history
        settings = [Setting(layout, kernel or newest(layout), config) for layout in shown]
        if args.json:
            aliases = (alias for setting in settings for alias in all_aliases(setting, catalog))
            for finding in (*findings, *aliases):
                print(json.dumps(finding_json(finding)))
        else:
            say(args, list(verdict_lines(shown, findings, len(all_aliases(settings[-1], catalog)))))
    for error in errors:
        fail(error)
    return 2 if errors else int(collided)


def _past(args: Namespace) -> int:
    """The collisions of the past: the verdict of a rule before and after, or the damage on a word."""
    from ptetui.analysis.case import replay
    from ptetui.analysis.cases import CASES
    from ptetui.pictures.history import past_json, past_lines
    from ptetui.terminal import say

    catalog = catalog_of(args)
    for case in CASES:
        replayed = replay(case, catalog)
        if args.json:
            print(json.dumps(past_json(replayed)))
        else:
            say(args, list(past_lines(replayed)))
    return 0
