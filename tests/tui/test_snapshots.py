"""Three pictures that a person has looked at; `pytest --snapshot-update` after looking at new ones."""

from typing import Any

from tests.tui.apps import app, replay


def test_explore_swap(snap_compare: Any) -> None:
    assert snap_compare(app(), terminal_size=(80, 24))


def test_replay_arm64(snap_compare: Any) -> None:
    assert snap_compare(replay("arm64-6.12.json"), press=["n", "n", "n"], terminal_size=(100, 28))


def test_malformed_s390_high_contrast(snap_compare: Any) -> None:
    assert snap_compare(app(0x0000000012345B05, "s390"), press=["t", "t"], terminal_size=(100, 28))
