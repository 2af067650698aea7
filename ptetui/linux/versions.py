"""Upstream kernel releases from 2.6.32 to 7.3 (the newest that was read), as tuples: (6, 12), (2, 6, 32)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Version = tuple[int, ...]

_LAST = {(2, 6): 39, (3,): 19, (4,): 20, (5,): 19, (6,): 19, (7,): 3}
OLDEST: Version = (2, 6, 32)


def _all() -> "Iterator[Version]":
    for series, last in _LAST.items():
        first = OLDEST[-1] if series == OLDEST[:-1] else 0
        yield from ((*series, number) for number in range(first, last + 1))


RELEASES: tuple[Version, ...] = tuple(_all())
NEWEST = RELEASES[-1]


def spell(version: Version) -> str:
    """ "6.12"."""
    return ".".join(map(str, version))


def before(version: Version) -> Version:
    """The release before this one."""
    return RELEASES[RELEASES.index(version) - 1]


def after(version: Version) -> Version:
    """The release after this one; the newest known one has none and is given back."""
    return RELEASES[min(RELEASES.index(version) + 1, len(RELEASES) - 1)]
