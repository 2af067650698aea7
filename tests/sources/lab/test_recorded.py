"""Lives that the lab recorded on other architectures, against the model: a share of its random lives.

Debian's kernels in QEMU 7.2. The riscv64 and ppc64el ones showed that pte_modify() makes a page young there.
"""

from pathlib import Path

import pytest

from ptetui.analysis.collisions import check
from ptetui.linux.catalog import Catalog
from ptetui.sources.predictions import Tally, predict
from ptetui.sources.replay import load_recording

HERE = Path(__file__).parent
LIVES = sorted((HERE / "lives").glob("*.json"))


@pytest.mark.parametrize("path", LIVES, ids=lambda path: path.stem)
def test_no_life_of_another_architecture_differs(path: Path) -> None:
    steps = list(predict(load_recording(path, Catalog())))
    assert [(step.step.life, step.step.event, hex(step.differs)) for step in steps if step.differs] == []
    assert [step.step.event for step in steps if step.step.mismatch] == []
    # of a PMD that points to a table again, little is said
    assert Tally(steps).share.apart >= (0.5 if "huge" in path.stem else 0.98)


@pytest.mark.parametrize("path", [path for path in LIVES if "held" in path.stem], ids=lambda path: path.stem)
def test_migrations_were_held_in_place(path: Path) -> None:
    states = {step.page.state for step in predict(load_recording(path, Catalog()))}
    assert states >= {"migration_read", "migration_write"}


def test_a_soft_dirty_huge_page_of_riscv_with_svrsw60t59b_is_never_put_back() -> None:
    """Debian's 7.2.13 in QEMU 11.1.3, two NUMA nodes. `riscv64-huge-held-7.2` is the same kernel without the extension.

    While the page moves, the word is the one that the model predicts; the kernel's own test takes it for a huge page.
    """
    recorded = load_recording(HERE / "findings" / "riscv64-svrsw60t59b-moved-7.2.json", Catalog())
    steps = list(predict(recorded))
    before, moving, after, touched = steps[2:]
    assert [hex(step.step.word) for step in steps[2:]] == [
        "0x8000000209800d7", "0x300000082600d88", "0x300000082600d88", "0x300000082600dc8",
    ]  # fmt: skip
    assert [step.differs for step in (before, moving)] == [0, 0]
    assert (before.page.state, moving.page.state, after.page.state) == (
        "present_write", "migration_write", "present_write",
    )  # fmt: skip
    assert moving.page.soft_dirty
    assert moving.step.reading.state == "present", "by pmd_present()"
    assert all(step.differs for step in (after, touched))
    witness = next(finding for finding in check(moving.step.setting) if finding.rule == "R3").bits
    assert moving.step.word & witness == moving.step.setting.swap.by_name["soft_dirty"].mask


def test_young_of_a_migration_entry_is_lost_with_lpa2() -> None:
    steps = list(predict(load_recording(HERE / "lives" / "arm64-lpa2-held-7.3.json", Catalog())))
    held = [step.step.reading for step in steps if step.page.state.startswith("migration")]
    assert [(reading.young, reading.dirty) for reading in held] == [(False, True)] * 2
    assert steps[0].step.setting.layout.name == "arm64_4k_lpa2"


def test_every_platform_has_lives() -> None:
    assert {path.stem.partition("-")[0] for path in LIVES} >= {"riscv64", "s390x", "ppc64el", "arm64"}
