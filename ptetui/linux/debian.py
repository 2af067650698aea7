"""The stable release in a package of Debian 12: its kernels call themselves 6.1.0-N, where N counts what was uploaded.

Source: the changelog of linux 6.1.192-2 (bookworm-security): an entry that says "Bump ABI to N", up to 38; from
39 on every upload counts, which the package lists confirm for 47 to 56.
"""

from collections.abc import Mapping

from ptetui.linux.versions import Version

_STABLE_6_1 = (
    7, 8, 11, 12, 15, 20, 25, 27, 37, 38, 52, 55, 64, 66, 67, 69, 76, 82, 85, 90, 94, 98, 106, 106, 112, 115, 119, 123,
    124, 128, 129, 133, 135, 137, 139, 140, 147, 148, 153, 158, 159, 162, 164, 170, 170, 170, 172, 174, 176, 177, 180,
    187, 190, 192, 192,
)  # fmt: skip
_STABLE: Mapping[Version, Mapping[int, int]] = {(6, 1): dict(enumerate(_STABLE_6_1, 2))}


def stable_of_package(version: Version, package: int) -> int | None:
    """The stable release in a package, for one later than those known at least the last; None where none is known."""
    known = _STABLE.get(version)
    if not known or package < min(known):
        return None
    return known.get(package, max(known.values()))
