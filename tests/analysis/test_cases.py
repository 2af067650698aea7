"""The cases of the past; the first 22 against the facts that they were taken from."""

import json
from typing import Any

import pytest

from ptetui.analysis.case import Case, replay
from ptetui.analysis.cases import CASES
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.life.events import apply
from ptetui.linux.life.page import new_page, word_of
from tests.golden import SHARED

CATALOG = Catalog()
FILE = SHARED / "facts" / "history.json"
FACTS: dict[str, dict[str, Any]] = (
    {case["id"]: case for case in json.loads(FILE.read_text())["cases"]} if FILE.exists() else {}
)
BY_ID = {case.id: case for case in CASES}
SEEN_BY_A_RULE = [case for case in CASES if case.before]


@pytest.mark.skipif(not FACTS, reason="the facts beside the checkout are not there")
def test_all_cases_are_there() -> None:
    assert list(BY_ID)[: len(FACTS)] == list(FACTS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_case_shows_something(case: Case) -> None:
    replayed = replay(case, CATALOG)
    assert replayed.before or replayed.steps
    for step in replayed.steps:
        assert classify(step.setting, step.word).state not in ("malformed", "unknown")


@pytest.mark.parametrize("case", SEEN_BY_A_RULE, ids=lambda case: case.id)
def test_flagged_before_and_passed_after(case: Case) -> None:
    replayed = replay(case, CATALOG)
    assert replayed.before is not None
    assert replayed.before.word is not None
    if case.id in ("H22", "H27"):
        assert (replayed.after, case.fixed) == (None, "")
        return
    assert replayed.after is not None
    assert replayed.after.word is None


@pytest.mark.skipif(not FACTS, reason="the facts beside the checkout are not there")
def test_all_overlaps_that_a_machine_can_see_are_seen() -> None:
    for id_, fact in FACTS.items():
        result = fact["mechanical_result"]
        if result["before"]:
            assert BY_ID[id_].rule, id_


def test_a_cleared_bit_10_moves_the_frame_by_two() -> None:
    before, after = replay(BY_ID["H06"], CATALOG).steps
    readings = [classify(step.setting, step.word) for step in (before, after)]
    assert before.word ^ after.word == 1 << 10
    assert [reading.state for reading in readings] == ["migration_write"] * 2
    assert readings[0].pfn is not None
    assert readings[1].pfn == readings[0].pfn + 2


def test_the_guard_that_is_never_installed_is_an_outcome_of_the_model() -> None:
    """The words of the case are those that the model has before and after the call, which does not return."""
    first, second = replay(BY_ID["H26"], CATALOG).steps
    setting = first.setting
    page = new_page("shmem", uffd=frozenset({"wp"}))
    for event in ("write", "uffd_wp", "pageout"):
        page = apply(page, event, setting).page
    assert word_of(page, setting) == first.word
    done = apply(page, "guard_install", setting)
    assert done.outcome.startswith("does not return")
    assert word_of(done.page, setting) == second.word == first.word
    plain = apply(page._replace(vma=page.vma.unregistered, state="none", uffd_wp=False), "guard_install", setting)
    assert plain.page.state == "marker_guard"


def test_l1tf_words_are_those_of_the_facts() -> None:
    assert [step.word for step in replay(BY_ID["H04"], CATALOG).steps] == [0x4000000, 0x07FFFFFFFFDFFE00]
