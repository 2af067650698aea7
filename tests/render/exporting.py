"""Exporting as the command line does, for tests."""

from pathlib import Path

import pytest

from ptetui import cli
from ptetui.linux.catalog import Catalog
from ptetui.linux.config import Config
from ptetui.linux.setting import Setting, find_setting
from ptetui.render.export import glyphs_of
from ptetui.render.view import View, Wanted
from ptetui.render.views import build

SWAP = "0x1fffffffffdb9608"
# WHAT and its names, small enough to be drawn often; together they have every kind of block.
EVERY = (
    ("word", SWAP, "0x8000000002bea867"),
    ("layout", "x86_64"),
    ("layout", "csky_abiv2"),
    ("compare", "x86_64@6.12", "arm_2level", "parisc32", "s390"),
    ("wall",),
    ("collisions", "x86_64", "s390"),
    ("budget",),
    ("designs", "k=2"),
    ("life", "shmem", "uffd=wp", "event_fork", "write", "uffd_wp", "pageout", "fork"),
    ("tour", "why-markers"),
)
IDS = [" ".join(what[:2]) for what in EVERY]


def view_of(what: str, *names: str, layout: str = "x86_64@6.12", columns: int = 80, form: str = "txt") -> View:
    """The view that `export WHAT NAMES` draws."""
    catalog = Catalog()

    def setting_of(name: str | None) -> Setting:
        return find_setting(catalog, name or layout)

    return build(what, Wanted(names, catalog, setting_of, None, Config(), columns, glyphs_of(form)))


def export(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    """Run the command; what it printed, on standard error where it failed."""
    assert cli.main(["export", *map(str, arguments)]) == code
    got = capsys.readouterr()
    return got.err if code else got.out
