"""The command line: find the command, run it, and turn what goes wrong into one line and an exit code.

Exit codes: 0 fine, 1 the answer is no, 2 wrong usage or bad input. Errors are one line on standard error.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from ptetui.arguments import WITH_VALUE, Parser
from ptetui.commands import APP, Command, command, names, parser_of, summaries
from ptetui.terminal import fail


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    if sys.stdout is None:  # closed by whoever started us
        fail("standard output is closed")
        return 2
    gc.set_threshold(50_000)  # starting makes hardly any garbage; to look for it takes a tenth of the time
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _drop_output()
        return 0
    except KeyboardInterrupt:
        return 130
    except OSError as error:  # the disk is full
        fail(error.strerror or str(error))
        _drop_output()
        return 2


def _run(arguments: list[str]) -> int:
    try:
        command, namespace = parse_command(arguments)
        code = command.run(namespace)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except ValueError as error:  # what an ArgumentError of ours is, too
        fail(str(error))
        return 2
    return code


def parse_command(arguments: list[str]) -> tuple[Command, argparse.Namespace]:
    """The command and its options. Common options may stand before the command, too."""
    index = _command_index(arguments)
    if index is None:
        return command(APP), parser_of(APP, _AppParser(prog="ptetui")).parse_intermixed_args(arguments)
    name, given = arguments[index], arguments[:index] + arguments[index + 1 :]
    return command(name), parser_of(name, Parser(prog=f"ptetui {name}")).parse_intermixed_args(given)


def _command_index(arguments: list[str]) -> int | None:
    skip = False
    for index, argument in enumerate(arguments):
        if skip or argument.startswith("-"):
            skip = not skip and argument in WITH_VALUE
            continue
        return index if argument in names() else None
    return None


class _AppParser(Parser):
    """Its help lists the commands, which are read only then."""

    def format_help(self) -> str:
        """The help, with a line a command."""
        lines = "\n".join(f"  {name:12}{text}" for name, text in summaries())
        return f"{super().format_help()}\ncommands (ptetui COMMAND --help):\n{lines}\n"


def _drop_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not complain as it ends."""
    with suppress(OSError):  # a stream that has no file of its own needs nothing
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
