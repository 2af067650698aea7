"""Show who holds which of the 32 swap types."""

import json
from argparse import ArgumentParser, Namespace

from ptetui.arguments import kernel_of


def arguments(parser: ArgumentParser) -> None:
    """None."""


def run(args: Namespace) -> int:
    """Print the budget of a kernel and configuration."""
    from ptetui.linux.config import parse_config
    from ptetui.linux.versions import NEWEST
    from ptetui.pictures.budget import budget_json, budget_lines
    from ptetui.terminal import say

    kernel, config = kernel_of(args) or NEWEST, parse_config(args.config)
    say(args, [json.dumps(budget_json(kernel, config))] if args.json else budget_lines(kernel, config))
    return 0
