"""Lives that the lab recorded on other architectures, against the model: a share of its random lives.

Debian's kernels in QEMU 7.2. The riscv64 and ppc64el ones showed that pte_modify() makes a page young there.
"""

from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.sources.predictions import predict, share
from ptetui.sources.replay import load_recording

LIVES = sorted((Path(__file__).parent / "lives").glob("*.json"))


@pytest.mark.parametrize("path", LIVES, ids=lambda path: path.stem)
def test_no_life_of_another_architecture_differs(path: Path) -> None:
    steps = list(predict(load_recording(path, Catalog())))
    assert [(step.step.life, step.step.event, hex(step.differs)) for step in steps if step.differs] == []
    assert [step.step.event for step in steps if step.step.mismatch] == []
    assert share(steps).apart >= 0.98


@pytest.mark.parametrize("path", [path for path in LIVES if "held" in path.stem], ids=lambda path: path.stem)
def test_migrations_were_held_in_place(path: Path) -> None:
    states = {step.page.state for step in predict(load_recording(path, Catalog()))}
    assert states >= {"migration_read", "migration_write"}


def test_every_platform_has_lives() -> None:
    assert {path.stem.partition("-")[0] for path in LIVES} >= {"riscv64", "s390x", "ppc64el", "arm64"}
