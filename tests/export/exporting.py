"""Exporting as the command line does, for tests."""

from pathlib import Path

import pytest

from ptetui import cli
from ptetui.export import formats
from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import find_setting
from ptetui.pictures import picture_of
from ptetui.pictures.request import Request
from ptetui.render.view import View
from ptetui.talk.picture import TourPicture

SWAP = "0x1fffffffffdb9608"
# WHAT and its names, small enough to be drawn often; together they have every kind of block.
EVERY = (
    ("explore", SWAP, "0x8000000002bea867"),
    ("layout", "x86_64"),
    ("layout", "csky_abiv2"),
    ("compare", "x86_64@6.12", "arm_2level", "parisc32", "s390"),
    ("wall",),
    ("collisions", "x86_64", "s390"),
    ("budget",),
    ("designs", "k=2"),
    ("life", "shmem", "uffd=wp", "event_fork", "write", "uffd_wp", "pageout", "fork"),
    ("history", "H05", "H01"),
    ("time", "x86_64"),
    ("tour", "why-markers"),
)
IDS = [" ".join(picture[:2]) for picture in EVERY]


def view_of(picture_name: str, *names: str, layout: str = "x86_64@6.12", columns: int = 80, form: str = "txt") -> View:
    """The view that `export WHAT NAMES` draws."""
    catalog = Catalog()
    picture = TourPicture if picture_name == TourPicture.NAME else picture_of(picture_name)
    assert picture is not None
    request = Request(picture.values_of(names), catalog, lambda: find_setting(catalog, layout))
    return picture.of(request).view(columns, formats()[form].glyphs)


def export(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    """Run the command; what it printed, on standard error where it failed."""
    assert cli.main(["export", *map(str, arguments)]) == code
    got = capsys.readouterr()
    return got.err if code else got.out
