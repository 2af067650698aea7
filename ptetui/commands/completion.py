"""Print a completion script: ptetui completion bash > ~/.local/share/bash-completion/completions/ptetui."""

from argparse import Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator

from ptetui.arguments import catalog_of

SHELLS = ("bash", "zsh", "fish")


def arguments(parser: ArgumentParser) -> None:
    """The shell."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(args: Namespace) -> int:
    """Print the script. It completes commands, options, files, and the names of layouts known now."""
    import shtab

    from ptetui.commands import whole_parser

    names = sorted({layout.name for layout in catalog_of(args).all([])})
    parser = whole_parser()
    for action in _actions(parser):
        if action.dest == "layout" or action.metavar == "LAYOUT":
            action.choices = names
        elif action.metavar in ("FILE", "OUT"):
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # the attribute that shtab looks for
        elif action.metavar == "DIR":
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # likewise
    print(shtab.complete(parser, args.shell))
    return 0


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    """The arguments of a parser and of its subcommands; argparse has no public way to them."""
    for action in parser._actions:
        yield action
        if isinstance(action, _SubParsersAction):
            for subcommand in action.choices.values():
                yield from _actions(subcommand)
