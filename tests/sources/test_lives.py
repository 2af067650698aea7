"""Random lives recorded on running kernels against the model: no bit that it vouches for differs."""

from pathlib import Path

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.pictures.predictions import check_json, check_verdict
from ptetui.sources.predictions import Tally, predict
from ptetui.sources.replay import load_recording
from tests.golden import CARRIED_LIVES, SHARED

WHOLE = sorted((SHARED / "lives").glob("*.json"))
FILES = WHOLE or sorted(CARRIED_LIVES.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_life_differs(path: Path) -> None:
    predictions = list(predict(load_recording(path, Catalog())))
    assert [(step.step.life, step.step.event, hex(step.differs)) for step in predictions if step.differs] == []
    assert Tally(predictions).share.apart >= 0.99
    assert check_verdict(predictions)[0].endswith(" lives, 0 differ")
    assert "life" in check_json(1, predictions[0])


@pytest.mark.skipif(not WHOLE, reason=f"{SHARED / 'lives'} is not there")
def test_most_bits_of_random_lives_are_vouched_for() -> None:
    path = next(path for path in FILES if path.stem == "lives-x86_64-6.12")
    assert Tally(predict(load_recording(path, Catalog()))).share.whole >= 0.88
