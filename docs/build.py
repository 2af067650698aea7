"""Write docs/ptetui.1, the manual page, from the parsers of the command line: `make docs`."""

import os
from pathlib import Path

from argparse_manpage.manpage import Manpage

from ptetui import __version__
from ptetui.commands import whole_parser

PAGE = Path(__file__).with_name("ptetui.1")
_DATA = {
    "project_name": "ptetui",
    "version": __version__,
    "manual_title": "ptetui",
    "description": "show, bit by bit, what a Linux page-table entry is",
}


def manual() -> str:
    """The manual page as roff. It has no date, so the same parsers give the same page."""
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    os.environ["COLUMNS"] = "100"
    page = str(Manpage(whole_parser(), _data=_DATA))
    return page.replace('"1970\\-01\\-01"', '""')


if __name__ == "__main__":
    PAGE.write_text(manual())
