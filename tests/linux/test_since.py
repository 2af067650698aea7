"""The dates: each once, and none that changes words is passed over by the checks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui.linux import since
from ptetui.linux.swaptypes import MARKER_BITS, SPECIAL_TYPES, epochs
from ptetui.linux.versions import NEWEST, OLDEST, RELEASES

PACKAGE = Path(since.__file__).parent.parent
OF_WORDS = ("linux/setting.py", "linux/swaptypes.py", "linux/classify.py", "linux/encode.py", "analysis/regions.py")


def compared(path: Path) -> Iterator[str]:
    """What the kernel is compared with in a file, as source text."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
            if any(side.rpartition(".")[2] == "kernel" for side in sides):
                yield from (side for side in sides if side.rpartition(".")[2] != "kernel")


@pytest.mark.parametrize("name", OF_WORDS)
def test_a_release_that_changes_words_is_an_epoch(name: str) -> None:
    """setting, swap types and regions ask for no release that `epochs` does not have."""
    asked = [side for side in compared(PACKAGE / name) if side.endswith("_SINCE")]
    assert {getattr(since, side) for side in asked} <= set(epochs())
    assert set(compared(PACKAGE / name)) <= {*asked, "self.since", "self.until", "since"}


def test_there_is_something_to_compare() -> None:
    assert sum(side.endswith("_SINCE") for name in OF_WORDS for side in compared(PACKAGE / name)) >= 6


def test_epochs_hold_types_and_marker_flags() -> None:
    known = set(epochs())
    assert {special.since for special in SPECIAL_TYPES} | {bit[2] for bit in MARKER_BITS} <= known
    assert {RELEASES[RELEASES.index(special.until) + 1] for special in SPECIAL_TYPES if special.until} <= known
    assert list(epochs()) == sorted(known)


def test_a_date_stands_in_one_file() -> None:
    """No other module gives a name that ends in _SINCE a value."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Assign) and path.name != "since.py":
                assert not [target for target in node.targets if ast.unparse(target).endswith("_SINCE")], path


def test_dates_are_releases_with_a_source() -> None:
    for date in since.DATES:
        assert date.release in RELEASES
        assert OLDEST < date.release <= NEWEST
        assert date.about
        assert date.source
