"""Bad input of every kind ends as a line, not as a traceback, a hang or a lot of memory.

What ships is changed: recordings, tours, logs, layout files, dumps, texts for words and states. `tests/abuse/fuzz.py`
does the same under atheris, guided by coverage.
"""

import json
import os
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.abuse.fuzz import CORPUS, SEEDS, TARGETS, check, findings, mutated

SHARE, ALL = range(25), range(1000, 2000)


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a target sets for itself is set back."""
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.mark.parametrize("target", [folder.name for folder in sorted(CORPUS.glob("*"))])
def test_what_was_found_before(target: str) -> None:
    assert findings(target)
    for data in findings(target):
        check(target, data)


@pytest.mark.parametrize("target", TARGETS)
def test_a_share(target: str) -> None:
    for seed in SHARE:
        check(target, mutated(target, random.Random(seed)))


@pytest.mark.long
@pytest.mark.parametrize("target", TARGETS)
def test_all(target: str) -> None:
    for seed in ALL:
        check(target, mutated(target, random.Random(seed)))


@pytest.mark.parametrize("target", ["word", "state"])
@settings(max_examples=100)
@given(text=st.text(max_size=60))
def test_texts(target: str, text: str) -> None:
    check(target, text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("target", TARGETS)
def test_what_is_not_changed_is_taken(target: str) -> None:
    assert all(check(target, seed) is None for seed in SEEDS[target])


def test_a_check_can_fail() -> None:
    assert "'zz' is not a number" in str(check("word", b"zz"))
    assert "is not a capture" in str(check("capture", b"[]"))
    assert json.loads(SEEDS["capture"][0])["captures"]
    with pytest.raises(AssertionError, match="limit"):
        check("word", b"0" * 100_000, seconds=-1.0)
