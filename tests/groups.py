"""Tests that look at many things in one item each group: a thousand items take longer than what they check.

    @of_each_group(LAYOUTS, lambda layout: layout.name)
    def test_something(layout: Layout) -> None: ...

is one test a name. A failure shows the thing, as the argument of the test in the traceback.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

from ptetui.linux.layout import Layout

T = TypeVar("T")


def of_each_group(
    things: Iterable[T], group: Callable[[T], str]
) -> Callable[[Callable[[T], None]], Callable[[str], None]]:
    """A test of one thing, as a test of each group of them."""
    grouped: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        grouped[group(thing)].append(thing)

    def decorate(test: Callable[[T], None]) -> Callable[[str], None]:
        def of_group(group: str) -> None:
            for thing in grouped[group]:
                test(thing)

        of_group.__name__, of_group.__doc__ = test.__name__, test.__doc__
        marked: Callable[[str], None] = pytest.mark.parametrize("group", grouped)(of_group)
        return marked

    return decorate


def of_every_layout(layouts: Iterable[Layout]) -> Callable[[Callable[[Layout], None]], Callable[[str], None]]:
    """A test of a layout, as a test of all ranges of a name."""
    return of_each_group(layouts, lambda layout: layout.name)
