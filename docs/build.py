"""Write what is generated in docs/: `make docs`.

ptetui.1, the manual page, comes from the parsers of the command line; the table of facts in schemas.md from `Layout`;
the tables in events.md from the events, their columns, the parts of rules, guards and fates.
"""

import os
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import get_args

from argparse_manpage.manpage import Manpage

from ptetui import __version__
from ptetui.commands import whole_parser
from ptetui.linux.layout import LAYOUT_FACTS, OF_A_RANGE, PLACE, Layout
from ptetui.linux.life.declared import COLUMNS
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.table import EVENTS, FATES, PARTS
from ptetui.linux.versions import OLDEST, spell
from ptetui.whole_file import replace_file

SCHEMAS = Path(__file__).with_name("schemas.md")
LIFE = Path(__file__).with_name("events.md")
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
    rows = "".join(f"| `{each.name}`{_needed(each)} | {get_args(LAYOUT_FACTS[each.name])[1]} |\n" for each in stated)
    head, _, rest = page.partition(_HEAD)
    return head + _HEAD + rows + rest[rest.index("\n\n") + 1 :]


def life_tables() -> dict[str, list[tuple[str, str]]]:
    """The tables of the page on events: what the head of the left column says -> its rows."""
    choice = " (the caller decides)"
    return {
        "Column": [(f"`{' '.join((each.spelled, each.value)).strip()}`", each.about) for each in COLUMNS],
        "Part": [(f"`{part}`", about) for part, about in PARTS.items()],
        "Fate": [(f"`{fate}`", about) for fate, about in FATES.items()],
        "Guard": [(f"`{name}`", each.about + choice * each.choice) for name, each in sorted(GUARDS.items())],
        "Event": [
            (f"`{each.name}`", each.trigger + (f" (since {spell(each.since)})" if each.since > OLDEST else ""))
            for each in EVENTS.values()
        ],
    }


def with_tables(page: str) -> str:
    """The page on events with its tables as they are."""
    for name, rows in life_tables().items():
        head = f"| {name} | Meaning |\n|---|---|\n"
        before, _, rest = page.partition(head)
        page = before + head + "".join(f"| {left} | {right.replace('|', '/')} |\n" for left, right in rows)
        page += rest[rest.index("\n\n") + 1 :] if "\n\n" in rest else ""
    return page


def _needed(fact: Field[object]) -> str:
    optional = fact.default is not MISSING or fact.default_factory is not MISSING or fact.name == "long_bits"
    return "" if optional else " (needed)"


if __name__ == "__main__":
    replace_file(SCHEMAS, with_facts(SCHEMAS.read_text(encoding="utf-8")).encode())
    replace_file(LIFE, with_tables(LIFE.read_text(encoding="utf-8")).encode())
    replace_file(PAGE, manual().encode())
