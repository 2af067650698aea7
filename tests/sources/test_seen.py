"""What userspace saw beside each recorded word: pagemap, PAGEMAP_SCAN, smaps, as the model says it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.life.seen import SCAN_BITS, pagemap_known, pagemap_of, scan_categories, smaps_of
from ptetui.sources.predictions import Comparison, predict
from ptetui.sources.replay import load_recording
from tests.golden import captures

FILES = captures()


def recorded(path: Path) -> list[tuple[Comparison, dict[str, Any]]]:
    """Steps with what else the file says of them; none where steps and words are not one to one."""
    data = json.loads(path.read_text())
    steps = data.get("captures") or [step for part in data.values() if isinstance(part, list) for step in part]
    predictions = list(predict(load_recording(path, Catalog())))
    return list(zip(predictions, steps, strict=True)) if len(predictions) == len(steps) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pagemap(path: Path) -> None:
    compared = 0
    for prediction in predict(load_recording(path, Catalog())):
        if prediction.step.recorded is None:
            continue
        compared += 1
        known = pagemap_known(prediction.page, prediction.step.setting)
        pagemap = pagemap_of(prediction.page, prediction.step.setting)
        wrong = (pagemap ^ prediction.step.recorded) & known
        assert not wrong, f"{prediction.step.event} {prediction.page}: {wrong:#x} of {prediction.step.recorded:#x}"
        assert pagemap_of(prediction.page, prediction.step.setting, privileged=False) == pagemap & ~((1 << 55) - 1)
    assert compared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scan_categories(path: Path) -> None:
    for prediction, step in recorded(path):
        scanned = step.get("pagemap_scan")
        if isinstance(scanned, list):
            assert list(scan_categories(prediction.page, prediction.step.setting)) == scanned, prediction.step.event
        elif scanned is not None and step.get("pagemap_scan_ret", -1) >= 0:
            bits = int(scanned.rstrip(",").rpartition(":")[2] or "0", 16)
            named = tuple(name for index, name in enumerate(SCAN_BITS) if bits >> index & 1)
            young = "ACCESSED" in scan_categories(prediction.page, prediction.step.setting)
            categories = tuple(
                name for name in scan_categories(prediction.page, prediction.step.setting) if name != "ACCESSED"
            )
            assert categories == named, prediction.step.event
            assert young or not prediction.page.young  # the recorder did not ask for ACCESSED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_smaps(path: Path) -> None:
    for prediction, step in recorded(path):
        if step.get("smaps"):
            lines = {name: int(kb) << 10 for name, kb in re.findall(r"(\w+?):_+(\d+)_kB", step["smaps"])}
            smaps = smaps_of(prediction.page, prediction.step.setting)
            assert (smaps.rss, smaps.swap, smaps.swap_pss) == (lines["Rss"], lines["Swap"], lines["SwapPss"])
