"""Kernel releases, from 3.11 (soft-dirty) to 7.3 (the newest that was read), as (major, minor)."""

import re

Version = tuple[int, int]

_LAST_MINOR = {3: 19, 4: 20, 5: 19, 6: 19, 7: 3}
OLDEST: Version = (3, 11)
RELEASES: tuple[Version, ...] = tuple(
    (major, minor)
    for major, last in _LAST_MINOR.items()
    for minor in range(OLDEST[1] if major == OLDEST[0] else 0, last + 1)
)
NEWEST = RELEASES[-1]


def parse_version(text: str) -> Version:
    """The release in "6.12", "v6.12" or "6.12.117+deb12-cloud-amd64"; ValueError where there is none that is known."""
    match = re.match(r"v?(\d+)\.(\d+)(?![0-9])", text.strip())
    if match is None:
        raise ValueError(f"kernel {text!r} is not a version like 6.12")
    version = (int(match[1]), int(match[2]))
    if version not in RELEASES:
        raise ValueError(f"kernel {text} is not known; releases from {spell(OLDEST)} to {spell(NEWEST)} are")
    return version


def spell(version: Version) -> str:
    """ "6.12"."""
    return f"{version[0]}.{version[1]}"


def before(version: Version) -> Version:
    """The release before this one."""
    return RELEASES[RELEASES.index(version) - 1]
