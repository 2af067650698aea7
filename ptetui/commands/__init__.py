"""The commands, one file each: the first line of its docstring is its help.

`arguments(parser)` adds what the command takes besides the common options, `run(args)` does it and returns the exit
code: 0 fine, 1 the answer is no, 2 wrong usage or bad input. A file imports what it needs inside `run`, so that the
command line stays fast; `app` is what runs without a command.
"""

import os
from importlib import import_module

from ptetui.arguments import add_common

TYPE_CHECKING = False

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator
    from typing import Protocol

    from ptetui.parser import Parser

    class Command(Protocol):
        """What a file of this folder has."""

        __doc__: str | None

        def arguments(self, parser: ArgumentParser) -> None:
            """Add the command's own arguments."""

        def run(self, args: Namespace) -> int:
            """Run the command; the exit code."""


APP = "app"
_FOLDER = os.path.dirname(__file__)


def names() -> list[str]:
    """The commands as they are typed, in alphabetical order."""
    files = (name.removesuffix(".py") for name in os.listdir(_FOLDER) if name.endswith(".py") and name[0] != "_")
    return sorted(name.replace("_", "-") for name in files if name != APP)


def command(name: str) -> "Command":
    """The command of a name that `names` has, or of APP."""
    module: Command = import_module(f"{__name__}.{name.replace('-', '_')}")
    return module


def summaries() -> "Iterator[tuple[str, str]]":
    """Each command and what `command_summary` says of it, without importing one."""
    for name in names():
        with open(f"{_FOLDER}/{name.replace('-', '_')}.py", encoding="utf-8") as file:
            yield name, file.readline().strip().strip('"').rstrip(".")


def command_summary(command: "Command") -> str:
    """The command in one line, as help prints it."""
    return (command.__doc__ or "").partition("\n")[0].rstrip(".")


def parser_of(name: str, parser: "Parser") -> "Parser":
    """The arguments of a command, added to a parser."""
    chosen = command(name)
    parser.description = command_summary(chosen)
    chosen.arguments(parser)
    add_common(parser)
    return parser


def whole_parser() -> "Parser":
    """One parser that has the commands as subcommands, for completion and the manual page. It imports them all."""
    from ptetui.parser import Parser

    parser = Parser(prog="ptetui", description=f"{command_summary(command(APP))}, on WORD if one is given.")
    add_common(parser)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name in names():
        parser_of(name, commands.add_parser(name, help=command_summary(command(name))))
    return parser
