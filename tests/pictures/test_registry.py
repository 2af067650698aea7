"""Every file of the folder is in the registry, works on every way out under its name, and is documented."""

import json
from pathlib import Path

import pytest

from ptetui import pictures as package
from ptetui.linux.catalog import Catalog
from ptetui.linux.setting import find_setting
from ptetui.pictures import picture_of, pictures
from ptetui.pictures.__main__ import README, documented
from ptetui.pictures.picture import Picture
from ptetui.pictures.request import Request, Wrong
from ptetui.render.fitted import Viewport
from ptetui.render.rows import row_width
from ptetui.render.spans import UNICODE

CATALOG = Catalog()
NAMES = {
    "explore": ("0x402", "0x0"), "compare": ("x86_64", "s390"), "life": ("anon", "write", "pageout"),
    "history": ("H05",), "collisions": ("x86_64",), "wall": ("x86_64", "arm_2level"), "designs": ("k=1",),
    "scan": (str(Path(str(package.__file__)).parents[1] / "captures" / "x86_64-6.12.json"), "1"),
}  # fmt: skip
SCREENS = ("explore", "life", "compare", "wall", "collisions", "history", "designs", "time", "scan")
every = pytest.mark.parametrize("name", list(pictures()))


def picture_named(name: str) -> Picture:
    picture = pictures()[name]
    request = Request(picture.values_of(NAMES.get(name, ())), CATALOG, lambda: find_setting(CATALOG, "x86_64@6.12"))
    return picture.of(request)


def test_the_registry_has_every_file_with_a_name() -> None:
    folder = Path(str(package.__file__)).parent
    named = {path.stem for path in folder.glob("*.py") if "    NAME = " in path.read_text("utf-8")}
    assert named == set(pictures())
    assert picture_of("word") is pictures()["explore"]
    assert picture_of("no picture") is None


@every
def test_rows_keep_to_the_columns(name: str) -> None:
    for columns in (80, 120, 200):
        rows = picture_named(name).rows(Viewport(columns, 30, UNICODE))
        assert rows
        assert max(map(row_width, rows)) <= columns


@every
def test_what_it_says_is_json(name: str) -> None:
    picture = picture_named(name)
    assert picture.title
    assert len(json.dumps(picture.data())) > 2
    assert picture.view(80, UNICODE).parts


@every
def test_fields_that_can_be_lit_change_the_rows(name: str) -> None:
    picture = picture_named(name)
    if picture.field_names():
        viewport = Viewport(100, 30, UNICODE)
        assert picture.rows(viewport, picture.field_names()[:1]) != picture.rows(viewport)


@every
def test_it_starts_on_a_screen_that_the_app_has(name: str) -> None:
    start = picture_named(name).start()
    if start is not None:
        assert start.screen in SCREENS
        assert start.word >> start.setting.layout.width == 0


def test_the_readme_is_what_the_registry_says() -> None:
    text = README.read_text("utf-8")
    assert documented(text) == text


def test_a_wrong_value_names_its_key() -> None:
    with pytest.raises(Wrong, match="layouts: name the layouts") as caught:
        pictures()["compare"].of(Request({}, CATALOG))
    assert (caught.value.key, caught.value.reason.partition(",")[0]) == ("layouts", "name the layouts")
