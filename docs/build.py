"""Write what is generated in docs/: `make docs`.

ptetui.1, the manual page, comes from the parsers of the command line; the table of facts in schemas.md from `Layout`.
"""

import os
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import get_args

from argparse_manpage.manpage import Manpage

from ptetui import __version__
from ptetui.commands import whole_parser
from ptetui.linux.layout import FACTS, OF_A_RANGE, PLACE, Layout

SCHEMAS = Path(__file__).with_name("schemas.md")
_HEAD = "| Fact | Meaning |\n|---|---|\n"
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


def with_facts(page: str) -> str:
    """The page on layout files with the table of facts as they are."""
    stated = [each for each in fields(Layout) if each.name not in ("name", *OF_A_RANGE, *PLACE)]
    rows = "".join(f"| `{each.name}`{_needed(each)} | {get_args(FACTS[each.name])[1]} |\n" for each in stated)
    head, _, rest = page.partition(_HEAD)
    return head + _HEAD + rows + rest[rest.index("\n\n") + 1 :]


def _needed(fact: Field[object]) -> str:
    optional = fact.default is not MISSING or fact.default_factory is not MISSING or fact.name == "long_bits"
    return "" if optional else " (needed)"


if __name__ == "__main__":
    SCHEMAS.write_text(with_facts(SCHEMAS.read_text(encoding="utf-8")), encoding="utf-8")
    PAGE.write_text(manual())
