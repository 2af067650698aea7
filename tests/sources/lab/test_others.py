"""Kernels of all architectures, old and new, boot, play README's example and live as the model says, huge pages too.

`make lab-others` runs these on the packages that `.ci/kernels` downloads; PTETUI_LAB_KERNELS is their folder.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.sources.lab.calls import life_of
from ptetui.sources.lab.lives import live, random_lives
from ptetui.sources.lab.platforms import PLATFORMS, Platform
from ptetui.sources.lab.session import Lab, LabOptions

LIVES, SEED = 30, 2026
_OF_DEBIAN = {"amd64": "x86_64"}


def packages() -> list[Path]:
    folder = os.environ.get("PTETUI_LAB_KERNELS", "")
    names = ("linux-image-*.deb", "linux-binary-*.deb")
    return sorted(path for name in names for path in Path(folder).glob(name)) if folder else []


def platform_of(package: Path) -> Platform:
    debian = package.stem.rpartition("_")[2]
    return PLATFORMS[_OF_DEBIAN.get(debian, debian)]


@pytest.fixture(scope="module", params=packages(), ids=lambda path: path.name.partition("_")[0])
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    platform = platform_of(request.param)
    for program in (platform.qemu, platform.compiler):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    with Lab(LabOptions(platform, request.param, memory_mib=768), Catalog()) as booted:  # enough for huge pages
        booted.boot()
        yield booted


@pytest.mark.lab
def test_the_example_is_as_predicted(lab: Lab) -> None:
    lived = live(lab, *life_of(["shmem", "uffd=wp", "write", "uffd_wp", "pageout", "read"]))
    assert lived.whole
    assert [(step.step.event, hex(step.differs)) for step in lived.compared if step.differs] == []
    assert not any(step.step.mismatch for step in lived.compared)


@pytest.mark.lab
def test_random_lives_are_as_predicted(lab: Lab) -> None:
    lives = [live(lab, kind, calls) for kind, calls in random_lives(LIVES, SEED)]
    assert [lived.script for lived in lives if lived.first] == []


@pytest.mark.lab
def test_random_lives_of_huge_pages_are_as_predicted(lab: Lab) -> None:
    if lab.machine.platform.name == "s390x":
        pytest.skip("QEMU's CPU without KVM has no EDAT-1: the kernel makes no huge pages")
    lives = [live(lab, kind, calls) for kind, calls in random_lives(LIVES, SEED, huge=True)]
    assert [lived.script for lived in lives if lived.first] == []
