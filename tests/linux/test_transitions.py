"""The transition table against the facts file (533 rows read out of kernel sources): as written, and as carried out."""

import json
from functools import cache

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.config import Config
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import EVENTS, Outcome, apply, exists
from ptetui.linux.life.folio import File, Folio
from ptetui.linux.life.guards import GUARDS
from ptetui.linux.life.page import MARKER_STATES, PAGE_STATES, PMD_STATES, Page, new_page, word_of
from ptetui.linux.life.table import Rule, TableError, read_rules, rules
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.versions import NEWEST, OLDEST
from tests.golden import CARRIED, SHARED
from tests.groups import of_each_group
from tests.linux import transition_words as words

WHOLE = SHARED / "facts" / "transitions.json"
# a row for every rule of the table that the facts list, carried along
DATA = json.loads((WHOLE if WHOLE.is_file() else CARRIED / "transitions.json").read_text())


def translated(row: dict) -> dict:
    """A row with the table's own words for its states."""
    return row | {end: words.STATES.get(row[end]) for end in ("from", "to")}


ROWS = [translated(row) for row in DATA["transitions"]]
needs_whole = pytest.mark.skipif(not WHOLE.is_file(), reason=f"{WHOLE} is not there")
SHORT = {"fork_parent": "fork", "fork_child": "fork"}


def name_of(row: dict) -> str:
    """A row, short."""
    return f"{row['kind']}-{row['from']}-{row['event']}-{row['to'] or 'same'}"


def guards_of(row: dict) -> tuple[str, ...]:
    """The guards of a row in the words of the table."""
    return tuple(dict.fromkeys(token for guard in row["guards"] for token in words.GUARDS[guard].split()))


def target(row: dict) -> str | None:
    """Where a row leads; None where the state stays."""
    return None if row["to"] == row["from"] else row["to"]


def _file_since(row: dict) -> str:
    """Guard regions came to files later than to anonymous memory."""
    return "6.15-" if row["kind"] == "shmem" and "file" in row["versions"] else "6.13-"


# What lives on running kernels corrected: clear_refs clears soft-dirty of markers, too.
CORRECTED = {
    ("anon", "marker_poisoned", "clear_refs_4"): {"soft_dirty": "0"},
    ("anon", "marker_guard", "clear_refs_4"): {"soft_dirty": "0"},
}


def bits_of(row: dict) -> dict[str, str]:
    """What becomes of each bit, in the words of the table."""
    corrected = CORRECTED.get((row["kind"], row["from"], row["event"]), {})
    return {name: words.FATES[fate] for name, fate in row["bits"].items()} | corrected


def matching(row: dict) -> list[Rule]:
    """The rules that say the same as a row."""
    wanted = {
        "guards": guards_of(row),
        "fates": bits_of(row),
        "versions": words.VERSIONS[row["versions"]].replace("6.13-", _file_since(row)),
        "outcome": words.OUTCOMES.get(row.get("outcome"), ""),
        "backing": (row.get("backing") or "").partition("(")[0].split("possible")[0].split("->")[-1].strip(),
    }
    since, _, until = wanted["versions"].partition("-")
    first = parse_version(since) if since else OLDEST
    last = parse_version(until) if until else NEWEST
    function = row["function"].replace(" -> ", ">").replace(" / ", "/")
    function = words.FUNCTIONS.get(function, function)
    backing = "" if wanted["backing"] == "unchanged" else wanted["backing"]
    return [
        rule
        for rule in rules()
        if rule.event == row["event"]
        and row["kind"] in rule.kinds
        and row["from"] in rule.states
        and rule.to == target(row)
        and rule.function == function
        and rule.guards == wanted["guards"]
        and wanted["fates"].items() <= dict(rule.fates).items()
        and (rule.since, rule.until) == (first, last)
        and rule.outcome == wanted["outcome"]
        and rule.backing == backing
    ]


@of_each_group(ROWS, lambda row: row["event"])
def test_row_is_a_rule(row: dict) -> None:
    assert len(matching(row)) == 1


@needs_whole
def test_rules_are_rows_or_ours() -> None:
    listed = {(row["kind"], row["from"], row["event"], target(row)) for row in ROWS}
    for rule in rules():
        modelled = {(kind, state, rule.event, rule.to) for kind in rule.kinds for state in rule.states}
        assert rule.ours or modelled <= listed, rule


def test_states_and_events_are_those_of_the_facts() -> None:
    assert {words.STATES[state["id"]] for state in DATA["states"]} == set(PAGE_STATES) - set(PMD_STATES)
    assert {event["id"] for event in DATA["events"]} <= {rule.event for rule in rules()}
    assert {SHORT.get(rule.event, rule.event) for rule in rules()} <= set(EVENTS)


def test_the_carried_rows_are_of_the_whole_and_speak_of_every_listed_rule() -> None:
    carried = json.loads((CARRIED / "transitions.json").read_text())["transitions"]
    covered = {rule for row in carried for rule in matching(translated(row))}
    assert {rule for rule in rules() if not rule.ours} == covered
    if WHOLE.is_file():
        assert all(any(row.items() <= other.items() for other in DATA["transitions"]) for row in carried)


# ------------------------------------------------------------------ carried out


@cache
def setting(kernel: tuple[int, int]) -> Setting:
    return Setting(Catalog().find("x86_64", kernel), kernel, Config(frozenset()))


def start(row: dict) -> Page:
    """An ordinary page in the state of a row."""
    state = row["from"]
    page = new_page(row["kind"])._replace(state=state, zero=state == "zero_page")
    page = page._replace(file=File("resident" if row["kind"] != "anon" else "hole", dirty=True))
    page = ranged(page, anon_vma=row["kind"] == "anon")
    there = state not in ("none", *MARKER_STATES)
    page = page._replace(frame=0x1234 if there else None, slot=0x77 if state == "swap" else None, area=1)
    if state in ("present_write", "migration_read_exclusive") or state.endswith("_write"):
        page = page._replace(exclusive=row["kind"] == "anon", young=True, dirty=True)
    if state == "swap" or (row["kind"] == "anon" and state in ("protnone", "protnone_numa")):
        page = page._replace(anon=True, exclusive=True, kind="file" if row["kind"] == "shmem" else row["kind"])
        page = page._replace(vma=page.vma._replace(shared=False))
    if state in ("marker_uffd_wp", "protnone_rwp"):
        page = page._replace(uffd_wp=True, vma=page.vma._replace(uffd=frozenset({"wp"})))
    if state == "protnone":
        page = page._replace(vma=page.vma._replace(read=False, write=False))
    return page


def ranged(page: Page, **changes: object) -> Page:
    return page._replace(vma=page.vma._replace(**changes))


def registered(page: Page, *names: str) -> Page:
    return ranged(page, uffd=page.vma.uffd | set(names))


def featured(page: Page, *names: str) -> Page:
    return ranged(page, features=page.vma.features | set(names))


def private(page: Page) -> Page:
    return ranged(page._replace(kind="file"), shared=False) if page.kind == "shmem" else ranged(page, shared=False)


FIXES = {
    "missing": lambda p: registered(p, "missing"),
    "vm_uffd_wp": lambda p: registered(p, "wp"),
    "!vm_uffd_wp": lambda p: ranged(p, uffd=frozenset()),
    "wp": lambda p: p._replace(uffd_wp=True),
    "!wp": lambda p: p._replace(uffd_wp=False),
    "keeps_marker": lambda p: registered(p._replace(uffd_wp=True), "wp"),
    "dirty": lambda p: p._replace(dirty=True),
    "!dirty": lambda p: p._replace(
        dirty=False, folio=Folio(lazyfree=p.folio.lazyfree), file=p.file._replace(dirty=False)
    ),
    "lazyfree": lambda p: p._replace(folio=Folio(lazyfree=True)),
    "sole": lambda p: p._replace(folio=Folio()),
    "!sole": lambda p: p._replace(exclusive=False, folio=Folio(mapcount=2)),
    "exclusive": lambda p: p._replace(exclusive=True, anon=True),
    "!exclusive": lambda p: p._replace(exclusive=False),
    "anon_folio": lambda p: p._replace(anon=True),
    "!anon_folio": lambda p: p._replace(anon=False),
    "pinned": lambda p: p._replace(pinned=True),
    "in_swap_cache": lambda p: p._replace(folio=Folio(swap_cache=True)),
    "wp_async": lambda p: featured(p, "wp_async"),
    "rwp_async": lambda p: featured(p, "rwp_async"),
    "wp_markers": lambda p: featured(p, "wp_unpopulated"),
    "uffd_without_remap": lambda p: registered(p, "wp"),
    "!uffd_without_remap": lambda p: featured(registered(p, "wp"), "event_remap"),
    "child_uffd_wp": lambda p: featured(registered(p, "wp"), "event_fork"),
    "!child_uffd_wp": lambda p: ranged(p, features=frozenset()),
    "copied": lambda p: featured(registered(p, "wp"), "event_fork") if p.vma.shared else p,
    "accessible": lambda p: p,
    "!accessible": lambda p: ranged(p, read=False, write=False),
    "tracks_soft_dirty": lambda p: ranged(p, soft_dirty=False),
    "!prot_writes": private,
    "!shared": private,
    "folio_dirty_maps": lambda p: p._replace(file=p.file._replace(dirty=True)),
    "can_write": lambda p: p._replace(exclusive=p.anon, dirty=True, uffd_wp=False),
    "!can_write": lambda p: ranged(p._replace(exclusive=False, dirty=False), soft_dirty=not p.vma.shared),
    "tries_write": lambda p: p._replace(exclusive=True, dirty=True),
}
NEEDS = {
    "uffd_wp": lambda p: registered(p, "wp"),
    "uffd_unwp": lambda p: registered(p, "wp"),
    "uffd_poison": lambda p: registered(p, "missing"),
    "uffd_copy": lambda p: registered(p._replace(file=File()), "missing"),
    "mprotect_rw": lambda p: ranged(p, write=False),
    "scan_wp": lambda p: featured(registered(p, "wp"), "wp_async"),
}


# Rows for "otherwise": what else keeps the better rule from being the one.
OTHERWISE = {
    ("anon", "swap", "read", "present_read"): "!sole",
    ("anon", "device_exclusive_write", "read", "present_read"): "wp",
    ("anon", "protnone", "mprotect_rw", "present_read"): "!can_write",
    ("anon", "present_read", "uffd_unwp", "present_read"): "!can_write",
    ("shmem", "protnone", "mprotect_rw", "present_read"): "!can_write",
    ("shmem", "present_read", "mprotect_rw", "present_read"): "!can_write",
    ("shmem", "migration_read", "mig_end", "present_read"): "!can_write",
    ("shmem", "marker_poisoned", "fork_child", "marker_poisoned"): "copied",
    **{
        (kind, "marker_uffd_wp", "mremap", "marker_uffd_wp"): "!uffd_without_remap"
        for kind in ("anon", "shmem", "hugetlb")
    },
}
RELEASES = ((6, 12), (6, 1), (6, 15), (7, 3))


def kernel_of(rule: Rule, row: dict) -> tuple[int, int]:
    """A release that has the rule and both its states: 6.12 if it can be."""
    wanted = {row["from"], row["to"] or row["from"]}
    for kernel in RELEASES:
        if rule.covers(kernel) and all(exists(state, setting(kernel)) for state in wanted):
            return kernel
    raise AssertionError(f"no release of {RELEASES} has {wanted} and {rule}")


def play(row: dict, rule: Rule, soft_dirty: bool) -> tuple[Page, Outcome, Setting]:
    """The event of a row, done to a page that its guards fit."""
    page = start(row)._replace(soft_dirty=soft_dirty)
    page = NEEDS.get(row["event"], lambda p: p)(page)
    for guard in rule.guards:
        page = FIXES.get(guard, lambda p: p)(page)
    otherwise = OTHERWISE.get((row["kind"], row["from"], row["event"], row["to"]))
    if otherwise and (not rule.guards or row["kind"] != "anon"):
        page = FIXES[otherwise](page)
    choices = {guard for guard in rule.guards if guard in GUARDS and GUARDS[guard].choice}
    if rule.outcome == "userfault next":
        page = ranged(page, uffd=frozenset({"wp"}))
    kernel = kernel_of(rule, row)
    # some rules need soft-dirty not to be known, others a kernel that makes a dirty folio's entry dirty
    config = Config()
    if "!soft_dirty_known" in rule.guards:
        config, page = Config(frozenset({"MEM_SOFT_DIRTY"})), page._replace(soft_dirty=False)
    if "folio_dirty_maps" in rule.guards:
        kernel = (7, 3)
    done_setting = Setting(setting(kernel).layout, kernel, config)
    done = apply(page, SHORT.get(row["event"], row["event"]), done_setting, choices, Supply(0x4321, 0x99, 2))
    return page, done, done_setting


@of_each_group(ROWS, lambda row: row["event"])
def test_row_can_be_carried_out(row: dict) -> None:
    for soft_dirty in (False, True):
        carried_out_as_said(row, soft_dirty)


def carried_out_as_said(row: dict, soft_dirty: bool) -> None:
    (rule,) = matching(row)
    page, done, at = play(row, rule, soft_dirty)
    assert classify(at, word_of(page, at)).state, "the start is a word"
    result = done.pages[-1] if row["event"] == "fork_child" else done.page
    assert result.state == (row["to"] or row["from"]), done
    if row["event"] != "fork_child" and done.rule is not None:
        assert done.outcome == (rule.outcome or "ok")
    for name, fate in bits_of(row).items():
        if name != "young" or row["event"] != "read":  # an access makes young, which some rows say and some do not
            _check_bit(name, fate, page, result)


def _check_bit(name: str, fate: str, before: Page, after: Page) -> None:
    was, now = getattr(before, name), getattr(after, name)
    if fate == "keep" and after.state not in MARKER_STATES and not (name in ("young", "dirty") and not after.present):
        assert now == was, name
    elif fate in ("0", "lost") or (fate == "marker" and name != "uffd_wp"):
        assert not now, name
    elif fate == "1":
        assert now or name == "soft_dirty", name
    elif fate == "mkdirty":
        assert now or name != "soft_dirty" or not before.vma.soft_dirty, name
    elif fate == "marker":
        assert after.state == "marker_uffd_wp"
    elif fate == "folio" and name == "dirty":
        assert not now
        assert after.folio.dirty or after.file.dirty or not was or after.state in ("swap", "none", *MARKER_STATES)


# ------------------------------------------------------------------ the table as text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("== read\nanon : NOWHERE -> none : f\n    KEEP\n", "NOWHERE"),
        ("== read\nanon : none -> zero_page : f\n    if missing !surely\n", "surely"),
        ("== read\nanon : none -> zero_page : f\n    sd=perhaps\n", "sd=perhaps"),
        ("== read\nanon : none -> zero_page : f\n    kernel 9.9-\n", "9.9"),
    ],
)
def test_a_rule_that_cannot_be_read_is_named(text: str, named: str) -> None:
    with pytest.raises(TableError, match=rf"line 2.*{named}"):
        read_rules(text)
