"""The command line: find the command, run it, and turn what goes wrong into one line and an exit code.

Exit codes: 0 fine, 1 the answer is no, 2 wrong usage or bad input. Errors are one line on standard error.
"""

import gc
import os
import sys
from contextlib import suppress

from ptetui.arguments import WITH_VALUE
from ptetui.commands import APP, command, names, parser_of, summaries
from ptetui.plain_parser import PlainParser
from ptetui.terminal import fail

TYPE_CHECKING = False

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence
    from typing import Any, NoReturn

    from ptetui.commands import Command


def start() -> "NoReturn":
    """Run one command as a process, and end it.

    What is there by then stays to the end: looking for garbage in it would take longer than to decode a word.
    """
    code = main()
    gc.freeze()
    sys.exit(code)


def main(argv: "Sequence[str] | None" = None) -> int:
    """Run one command; the exit code."""
    if sys.stdout is None:  # closed by the parent process
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
        with suppress(BrokenPipeError):
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


def parse_command(arguments: list[str]) -> "tuple[Command, Namespace]":
    """The command and its options. Common options may stand before the command, too."""
    index = _command_index(arguments)
    name = APP if index is None else arguments[index]
    given = arguments if index is None else arguments[:index] + arguments[index + 1 :]
    return command(name), _parse_plain(name, given) or _parse(name, given)


def _parse_plain(name: str, given: list[str]) -> "Namespace | None":
    parser: Any = PlainParser()  # takes the same statements
    parser_of(name, parser)
    values: Namespace | None = parser.parse(given)
    return values


def _parse(name: str, given: list[str]) -> "Namespace":
    from ptetui.parser import Parser

    parser = Parser(prog="ptetui" if name == APP else f"ptetui {name}")
    if name == APP:
        parser.ending = _list_of_commands
    return parser_of(name, parser).parse_intermixed_args(given)


def _command_index(arguments: list[str]) -> int | None:
    skip = False
    for index, argument in enumerate(arguments):
        if skip or argument.startswith("-"):
            skip = not skip and argument in WITH_VALUE
            continue
        return index if argument in names() else None
    return None


def _list_of_commands() -> str:
    """A line a command; the files are read only then."""
    lines = "\n".join(f"  {name:12}{text}" for name, text in summaries())
    return f"\ncommands (ptetui COMMAND --help):\n{lines}\n"


def _drop_output() -> None:
    """What is still to be written goes nowhere, so that the interpreter does not complain as it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, AttributeError):  # a stream that has no file of its own needs nothing, nor a closed one
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    start()
