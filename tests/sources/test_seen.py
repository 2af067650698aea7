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
    found = list(predict(load_recording(path, Catalog())))
    return list(zip(found, steps, strict=True)) if len(found) == len(steps) else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pagemap(path: Path) -> None:
    compared = 0
    for each in predict(load_recording(path, Catalog())):
        if each.step.recorded is None:
            continue
        compared += 1
        known = pagemap_known(each.page, each.step.setting)
        said = pagemap_of(each.page, each.step.setting)
        wrong = (said ^ each.step.recorded) & known
        assert not wrong, f"{each.step.event} {each.page}: {wrong:#x} of {each.step.recorded:#x}"
        assert pagemap_of(each.page, each.step.setting, privileged=False) == said & ~((1 << 55) - 1)
    assert compared


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_scan_categories(path: Path) -> None:
    for each, step in recorded(path):
        scanned = step.get("pagemap_scan")
        if isinstance(scanned, list):
            assert list(scan_categories(each.page, each.step.setting)) == scanned, each.step.event
        elif scanned is not None and step.get("pagemap_scan_ret", -1) >= 0:
            bits = int(scanned.rstrip(",").rpartition(":")[2] or "0", 16)
            named = tuple(name for index, name in enumerate(SCAN_BITS) if bits >> index & 1)
            young = "ACCESSED" in scan_categories(each.page, each.step.setting)
            said = tuple(name for name in scan_categories(each.page, each.step.setting) if name != "ACCESSED")
            assert said == named, each.step.event
            assert young or not each.page.young  # the recorder did not ask for ACCESSED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_smaps(path: Path) -> None:
    for each, step in recorded(path):
        if step.get("smaps"):
            lines = {name: int(kb) << 10 for name, kb in re.findall(r"(\w+?):_+(\d+)_kB", step["smaps"])}
            said = smaps_of(each.page, each.step.setting)
            assert (said.rss, said.swap, said.swap_pss) == (lines["Rss"], lines["Swap"], lines["SwapPss"])
