"""The command line as argparse reads it: help, what is wrong, and whatever is not plain."""

import argparse

from ptetui.terminal import columns

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """Errors are a ValueError in one line that names the way out. `ending` gives what follows the help, if anything."""

    ending: "Callable[[], str] | None" = None

    def __init__(self, **facts: "Any") -> None:
        super().__init__(formatter_class=_formatter, **facts)

    def error(self, message: str) -> "NoReturn":
        """Raise instead of printing usage and leaving."""
        raise ValueError(f"{message}; see {self.prog} --help")

    def format_help(self) -> str:
        """The help, and what follows it."""
        return super().format_help() + (self.ending() if self.ending is not None else "")


def _formatter(prog: str) -> argparse.HelpFormatter:
    """As wide as the terminal. argparse would import `shutil`, and half of the archive formats with it, to ask."""
    return argparse.HelpFormatter(prog, width=columns() - 2)
