"""Events are declared once, in the rules: no code knows an event's name or reads what a rule is called."""

import ast
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import ptetui
from ptetui.linux.catalog import Catalog
from ptetui.linux.life import events, table
from ptetui.linux.life.declared import COLUMNS, read_events
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import EVENTS, apply
from ptetui.linux.life.functions import READ_AT, function_at
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.page import PAGE_KINDS, PAGE_STATES, known_bits, new_page, word_of
from ptetui.linux.setting import Setting
from ptetui.linux.versions import spell
from tests.golden import CARRIED
from tests.linux.rule_functions import named

LAYOUTS = (
    ("x86_64", (6, 1)),
    ("x86_64", (7, 3)),
    ("arm64_4k", (6, 12)),
    ("s390", (6, 12)),
    ("loongarch64_16k", (6, 12)),
)
# names of accesses, of a bit, of states, too
ALSO_WORDS = {"read", "write", "uffd_wp", "hwpoison", "pageout"}
HOME = Path(ptetui.__file__).parent


def lives(setting: Setting, count: int = 40, steps: int = 12) -> Iterator[tuple[object, ...]]:
    """What random lives come to, but for the words that the table has for people."""
    chosen = random.Random(1)
    for _ in range(count):
        page = new_page(chosen.choice(PAGE_KINDS))
        if chosen.random() < 0.3:
            page = page._replace(vma=page.vma._replace(uffd=frozenset({"wp"})))
        for number in range(steps):
            event = chosen.choice(sorted(EVENTS))
            done = apply(page, event, setting, supply=Supply(number + 1, number + 1))
            page = done.pages[chosen.randrange(len(done.pages))]
            yield event, done.pages, done.outcome, done.fates, word_of(page, setting), known_bits(page, setting)


@pytest.mark.parametrize(("layout", "kernel"), LAYOUTS)
def test_no_code_reads_what_a_rule_is_called(
    layout: str, kernel: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    setting = Setting(Catalog().find(layout, kernel), kernel)
    before = list(lives(setting))
    renamed = tuple(rule._replace(function=f"f{number}") for number, rule in enumerate(table.rules()))
    for event in list(EVENTS):
        monkeypatch.setitem(EVENTS, event, EVENTS[event]._replace(trigger="something happens"))  # type: ignore[arg-type]
    monkeypatch.setattr(table, "rules", lambda: renamed)
    try:
        _forget()
        assert apply(new_page(), "write", setting).function.startswith("f")
        assert list(lives(setting)) == before
    finally:
        monkeypatch.undo()
        _forget()


def _forget() -> None:
    for cached in (table.rules_of, events._listed, events._rules_of_special):
        cached.cache_clear()


@pytest.mark.parametrize("folder", ["linux/life", "tui/life"])
def test_no_code_knows_an_event_by_name(folder: str) -> None:
    names = {*EVENTS, *(rule.event for rule in table.rules())} - ALSO_WORDS
    for path in sorted((HOME / folder).glob("*.py")):
        known = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert not known & names, path


def test_an_event_that_refers_to_another_names_one() -> None:
    for event in EVENTS.values():
        assert {event.like, event.earlier, event.first, *event.steps} <= {*EVENTS, ""}, event.name
        has_rules = any(table.rules_of(part) for part in event.parts)
        assert has_rules != bool(event.faults_in or event.like or event.steps), (
            f"{event.name} has rules of its own, or another way"
        )


def test_a_part_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match=r"event sneeze: 'loudly' is no part of an event"):
        read_events(["== sneeze : a sneeze\n    key K | loudly\n"])


def test_a_fork_that_fails_makes_no_child() -> None:
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    page = new_page(anon_vma=True)._replace(state="device_exclusive_write", frame=1)
    done = apply(page, "fork", setting, ("folio_locked",))
    assert (done.outcome, done.pages) == ("EBUSY", (page,))
    assert len(apply(page, "fork", setting).pages) == 2


@pytest.mark.parametrize("kernel", READ_AT, ids=spell)
def test_the_functions_that_rules_name_are_in_the_kernels_that_were_read(kernel: tuple[int, int]) -> None:
    there = json.loads((CARRIED / "functions.json").read_text())[spell(kernel)]
    assert sorted(named(kernel) - set(there)) == []
    assert len(there) > 50


def test_a_function_has_the_name_of_its_release() -> None:
    names = {kernel: function_at("do_numa_page>numa_rebuild_single_mapping", kernel) for kernel in ((5, 10), (6, 8))}
    assert names == {(5, 10): "do_numa_page", (6, 8): "do_numa_page>numa_rebuild_single_mapping"}
    setting = Setting(Catalog().find("x86_64", (6, 1)), (6, 1))
    assert apply(new_page("shmem", shared=True, write=False), "read", setting).function.endswith(
        "finish_fault>do_set_pte"
    )


PAGE = HOME.parent / "docs" / "events.md"


def test_the_worked_example_is_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = re.findall(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (event,) = read_events([text]).values()
    assert (event.name, event.since, event.needs, len(event.calls)) == ("collapse", (6, 1), ("anon_range",), 1)
    own = tuple(table.read_rules(text))
    monkeypatch.setitem(EVENTS, event.name, event)  # type: ignore[arg-type]
    monkeypatch.setattr(table, "rules", lambda: own)
    setting = Setting(Catalog().find("x86_64", (6, 12)), (6, 12))
    page = new_page()._replace(state="present_write", frame=1)
    try:
        _forget()
        assert apply(page, "collapse", setting).page.state == "none"
        protected = page._replace(state="present_read", uffd_wp=True)
        assert apply(protected, "collapse", setting).outcome == "EINVAL"
        assert apply(new_page(write=False), "collapse", setting).outcome == "nothing: needs: the range is writable"
    finally:
        monkeypatch.undo()
        _forget()


def test_the_page_on_events_lists_what_there_is() -> None:
    rows = re.findall(r"^\| `([^`]*)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in rows} >= {*EVENTS, *GUARDS, *table.FATES, *table.PARTS}
    about = dict(rows)
    for column in COLUMNS:
        assert about[f"{column.spelled} {column.value}".strip()] == column.about
    for name in re.findall(
        r"`(\w+_\w+)`", PAGE.read_text(encoding="utf-8").partition("## States")[2].partition("##")[0]
    ):
        assert name in PAGE_STATES
