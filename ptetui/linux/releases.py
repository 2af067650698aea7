"""Kernels as they are in the field: what `uname -r` prints, and the upstream release that it counts as.

A stable kernel is its upstream release with some changes of later ones, a vendor's kernel likewise. What of that
changes page-table entries stands in the layout files (`Backport`) and, for what the kernel does, in a `Fix`. A kernel
whose suffix says neither is taken for the upstream release as it came out, and its `rule` says so.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from ptetui.linux.debian import stable_of_package
from ptetui.linux.since import (
    CLOSE_LIFTS_SINCE,
    EXCLUSIVE_PRESENT_ONLY_SINCE,
    PHYSMEM_BY_LPA2_SINCE,
    REMAP_CLEARS_SINCE,
)
from ptetui.linux.versions import NEWEST, OLDEST, RELEASES, Version, after, spell
from ptetui.schema.dataclass import dataclass

# As text: `re` compiles each when it is first used, and most starts use none.
_KERNEL = r"v?(2\.6\.\d+|\d+\.\d+)(?:\.(\d+))?((?:[-+~_.][\w+~.:-]*\w\+?|\+)?)"
_LONGEST = 128
_CANDIDATE = r"[-~](?:\d+\.)*rc(\d+)"
_NEXT = r"-next-?(\d*)"
_AHEAD = r"-(\d{5})-g[0-9a-f]{7,}"  # git describe: commits after the tag
# Oracle's own kernels (.el8uek) follow the stable releases.
_RED_HAT = r"-(\d+(?:\.\d+)*)\.(?:[\w.]*\.)?el(\d+)(?!uek|\d)"
_REBUILT = r"-((?:10[1-9]|1[1-9]\d|[2-9]\d\d|\d{4,})(?:\.\d+)*)\."  # builds above 100
_FEDORA = r"\.fc(\d+)"
_FEDORA_15 = (".fc15.x86_64", ".fc15.i686", ".fc15.i686.PAE", ".fc15")
_PACKAGE = r"-(\d+)(?:[.\w]*\.\d+)?(?:-|$)"


@dataclass(frozen=True)
class Release:
    """A kernel as it was named.

    `version` is the upstream release that it counts as, which is what all comparisons use. `stable` is the last
    number of the stable release, 0 for the upstream release itself, None where it is not known. `vendor` is "rhel7",
    "fedora", "debian", ... where the name says it; `build` holds the numbers of a vendor that does not follow the
    stable releases ((514, 16, 1) for 3.10.0-514.16.1.el7). `rule` says in a clause why this kernel counts as `version`;
    it is empty where X.Y was given.
    """

    text: str
    version: Version
    stable: int | None = None
    vendor: str = ""
    build: tuple[int, ...] = ()
    rule: str = ""

    def __str__(self) -> str:
        return self.text

    def reaches(self, first: "Release") -> bool:
        """Whether this kernel comes after `first` on the same stable or vendor branch, or is it."""
        if self.version != first.version:
            return False
        if first.build:
            return self.vendor == first.vendor and self.build >= first.build
        return not self.build and self.stable is not None and first.stable is not None and self.stable >= first.stable


class Fix(NamedTuple):
    """A change of what the kernel does, and the stable releases that took it over: {(6, 12): 11} is 6.12.11."""

    subject: str
    mainline: Version
    stable: Mapping[Version, int]
    source: str


REMAP_CLEARS_UFFD = Fix(
    "mm: clear uffd-wp PTE/PMD state on mremap()",
    REMAP_CLEARS_SINCE,
    {(6, 12): 11, (6, 1): 191},
    "the lists of changes of the stable releases, as Debian's changelogs of 6.12.11-1 and 6.1.192-1 give them",
)


CLOSE_LIFTS_PROTECTION = Fix(
    "mm/userfaultfd: reset ptes when close() for wr-protected ones",
    CLOSE_LIFTS_SINCE,
    {(6, 8): 10, (6, 1): 191},
    "the lists of changes of the stable releases, as Debian's changelogs of 6.8.11-1 and 6.1.192-1 give them; "
    "a running 6.1.187 keeps the bits",
)


EXCLUSIVE_PRESENT_ONLY = Fix(
    "fs/proc/task_mmu: don't indicate PM_MMAP_EXCLUSIVE without PM_PRESENT",
    EXCLUSIVE_PRESENT_ONLY_SINCE,
    {(6, 10): 3, (6, 6): 44},
    "the list of commits that was pushed with 6.10.3 on 3 August 2024 (65c52a91e399); 6.6.44 inferred: patch 345 of "
    "the 568 of its review, 20240730151653.355304145@linuxfoundation.org",
)


PHYSMEM_BY_LPA2 = Fix(
    "arm64/mm: Reduce PA space to 48 bits when LPA2 is not enabled",
    PHYSMEM_BY_LPA2_SINCE,
    {(6, 13): 3, (6, 12): 14},
    "the announcements of 6.13.3 and 6.12.14; a running 6.12.117 keeps young and dirty at bits 36 and 37 of a "
    "migration entry's offset on a CPU without LPA2",
)


def in_force(fix: Fix, version: Version, release: Release | None = None) -> bool:
    """Whether a kernel has a fix: by its upstream release, or by a stable release that took it over."""
    if version >= fix.mainline:
        return True
    first = fix.stable.get(version)
    stable = release.stable if release is not None and not release.build else None
    return first is not None and stable is not None and stable >= first


def parse_version(text: str) -> Version:
    """The upstream release that a kernel counts as; ValueError where none is known."""
    return parse_release(text).version


def parse_release(text: str) -> Release:
    """The kernel in "6.12", "v6.12", "4.18.8-200.fc28.x86_64" or "5.6.0-rc3-next-20200225".

    ValueError, in one line, where the text is no kernel, or one that is older or newer than those known.
    """
    given = text.strip()
    match = re.fullmatch(_KERNEL, given, re.ASCII) if len(given) <= _LONGEST else None
    if match is None:
        raise ValueError(f"kernel {_shortened(text)!r} is not a version like 6.12 or 6.12.43-amd64")
    version = tuple(map(int, match[1].split(".")))
    if (2, 6, 40) <= version <= (2, 6, 43) and match[3].endswith(_FEDORA_15):
        upstream = (3, version[2] - 40)
        stable = int(match[2]) if match[2] else None
        rule = f"Fedora 15 printed {spell(version)} for {spell(upstream)}, whose name its programs did not take"
        return Release(given, upstream, stable, "fedora", rule=rule)
    if version not in RELEASES:
        raise ValueError(f"kernel {_shortened(given)} is not known; known are {spell(OLDEST)} to {spell(NEWEST)}")
    stable = None if match[2] is None else int(match[2])
    suffix = match[3]
    if stable is None and not suffix:
        return Release(given, version)
    for name in (_development, _red_hat, _stable):
        release = name(given, version, stable, suffix)
        if release is not None:
            return release
    raise AssertionError(given)


def _development(text: str, version: Version, stable: int | None, suffix: str) -> Release | None:
    """Release candidates, linux-next and trees between two releases."""
    if stable:
        return None
    here, later = spell(version), after(version)
    if candidate := re.match(_CANDIDATE, suffix):
        rule = f"-rc{candidate[1]} leads to {here}"
        if re.search(_NEXT, suffix):
            rule = f"linux-next at {here}-rc{candidate[1]} counts as {here}, but has later changes already"
        return Release(text, version, 0, rule=rule)
    if not (re.match(_NEXT, suffix) or re.search(_AHEAD, suffix) or suffix == "+"):
        return None
    if later == version:
        return Release(text, version, 0, rule=f"a tree after {here}; what follows is not known, so it counts as {here}")
    return Release(text, later, 0, rule=f"a tree after {here} is the merge window of {spell(later)}")


def _red_hat(text: str, version: Version, stable: int | None, suffix: str) -> Release | None:
    """Red Hat Enterprise Linux and what is rebuilt from it: the upstream release with the build's own backports."""
    if match := re.match(_RED_HAT, suffix):
        vendor, build = f"rhel{match[2]}", match[1]
    elif (
        version == (3, 10)
        and stable == 0
        and (match := re.match(_REBUILT, suffix))
        and int(match[1].split(".")[0]) > 100
    ):
        vendor, build = "rhel7", match[1]  # a rebuild under another name, such as 3.10.0-123.9.3.anchor
    else:
        return None
    numbers = tuple(map(int, build.split(".")))
    rule = f"build {build} of RHEL {vendor[4:]}, which is {spell(version)} with backports of its own"
    return Release(text, version, stable, vendor, numbers, rule)


def _stable(text: str, version: Version, stable: int | None, suffix: str) -> Release:
    """Stable releases, and distributions that count their packages."""
    here = spell(version)
    if stable and not suffix:
        return Release(text, version, stable, rule=f"stable release {stable} of {here}")
    if stable:
        vendor = "fedora" if re.search(_FEDORA, suffix) else "debian" if "+deb" in suffix else ""
        return Release(
            text, version, stable, vendor, rule=f"stable release {stable} of {here}; {_suffix(vendor, suffix)}"
        )
    if package := re.match(_PACKAGE, suffix):
        vendor = _distribution(suffix)
        if vendor == "debian" and (number := stable_of_package(version, int(package[1]))):
            rule = f"Debian's package {package[1]} of {here} is stable release {number}"
            return Release(text, version, number, vendor, rule=rule)
        rule = f"{package[1]} counts the vendor's packages, the stable release is not known: taken as {here} came out"
        return Release(text, version, None, vendor, rule=rule)
    if not suffix:
        return Release(text, version, stable, rule=f"{here} as it came out")
    return Release(text, version, None, rule=f"suffix {suffix} says nothing about backports: taken as {here} came out")


def _suffix(vendor: str, suffix: str) -> str:
    if vendor:
        return f"{vendor.capitalize()} follows the stable releases"
    return f"suffix {suffix} says nothing about more backports"


def _distribution(suffix: str) -> str:
    flavour = suffix.rpartition("-")[2]
    if flavour in ("generic", "lowlatency", "aws", "azure", "gcp", "oracle", "kvm"):
        return "ubuntu"
    return (
        "debian"
        if flavour in ("amd64", "686", "pae", "arm64", "armmp", "lpae", "powerpc64le", "riscv64", "s390x")
        else ""
    )


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
