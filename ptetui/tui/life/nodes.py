"""The states that an entry can be in, as nodes of a diagram: where each stands, whether it exists, what leads to it."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.life.events import Chance, exists
from ptetui.linux.life.page import MARKER_STATES, Page, keeps
from ptetui.linux.life.table import rules
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MARKER_BITS, SPECIAL_TYPES
from ptetui.linux.versions import Version, spell
from ptetui.sources.life.proposal import NAME as PROPOSED
from ptetui.tui.life.actions import EVENT_LETTERS

# Columns of the diagram, each a list of (state, group, label), top down.
GRID: Sequence[Sequence[tuple[str, str, str]]] = (
    (
        ("none", "none", "NONE"), ("zero_page", "present", "ZERO"), ("present_read", "present", "PRESENT_RO"),
        ("present_write", "present", "PRESENT_RW"), ("hwpoison", "error", "HWPOISON"),
    ),
    (
        ("protnone", "protnone", "PROTNONE"), ("protnone_numa", "protnone", "NUMA"),
        ("protnone_rwp", "protnone", "RWP"), ("pmd_read", "huge page", "PMD_RO"), ("pmd_write", "huge page", "PMD_RW"),
    ),
    (
        ("swap", "swap", "SWAP"), ("migration_read", "migration", "MIG_R"),
        ("migration_read_exclusive", "migration", "MIG_RX"), ("migration_write", "migration", "MIG_W"),
        ("swapin_error", "error", "SWAPIN_ERR"),
    ),
    (
        ("device_private_read", "device", "DEVPRIV_R"), ("device_private_write", "device", "DEVPRIV_W"),
        ("device_exclusive", "device", "DEVEXCL"), ("device_exclusive_read", "device", "DEVEXCL_R"),
        ("device_exclusive_write", "device", "DEVEXCL_W"),
    ),
    (
        ("marker_uffd_wp", "marker", "uffd_wp"), ("marker_poisoned", "marker", "poisoned"),
        ("marker_guard", "marker", "guard"), (PROPOSED, "proposed", "pageout"),
        ("special_uffd_wp", "proposed", "special"),
    ),
)  # fmt: skip
ROWS = max(map(len, GRID))
HEADS = ("none, present", "protnone, huge", "swap, migration", "device", "marker")
PLACES = {state: (x, y) for x, column in enumerate(GRID) for y, (state, _, _) in enumerate(column)}


class Node(NamedTuple):
    """A state as it stands now: `absent` says why this kernel or configuration does not have it, in a few characters.

    `letters` are the events that lead there in one step, `lit` whether the living page is in it, `other` whether the
    other page is, `left` whether the edge just taken began here.
    """

    state: str
    group: str
    label: str
    absent: str = ""
    letters: str = ""
    lit: bool = False
    other: bool = False
    left: bool = False

    @property
    def look(self) -> str:
        """The role of its name."""
        return "title" if self.lit else "off" if self.absent else "head" if self.letters or self.other else "dim"


class Where(NamedTuple):
    """What the diagram is drawn from: the state of the living page, of the other one, before the last deed."""

    page: Page
    state: str
    other: str | None = None
    before: str | None = None
    proposal: bool = False


def nodes(where: Where, chances: Sequence[Chance], setting: Setting) -> dict[str, Node]:
    """The nodes of this kind of memory, by state."""
    letters: dict[str, str] = {}
    for chance in chances:
        if chance.possible:
            to = where.state if chance.to == where.page.state else _proposed(where, chance)
            letters[to] = letters.get(to, "") + EVENT_LETTERS.get(chance.event.name, "")
    own = reachable_states(where.page.kind) | ({PROPOSED} if where.proposal or where.state == PROPOSED else set())
    own |= {"special_uffd_wp"}
    return {
        state: Node(
            state, group, label, absence(state, setting), letters.get(state, ""), state == where.state,
            state == where.other, state == where.before,
        )
        for column in GRID
        for state, group, label in column
        if state in own
    }  # fmt: skip


def _proposed(where: Where, chance: Chance) -> str:
    emptied = chance.to == "none" and any(rule and rule.backing == "swapped" for rule in chance.rules)
    return PROPOSED if where.proposal and emptied and where.page.present and where.page.kind == "shmem" else chance.to


@lru_cache(maxsize=8)
def reachable_states(kind: str) -> frozenset[str]:
    """The states that pages of a kind can be in at some kernel."""
    kinds = {"anon", "shmem"} if kind == "file" else {kind}
    states: set[str] = set()
    for rule in rules():
        if kinds & set(rule.kinds):
            states |= {*rule.states, *([rule.to] if rule.to else [])}
    private = {"swap", "zero_page", "device_private_read", "device_private_write"}
    return frozenset(states - (private if kind == "shmem" else set()))


@lru_cache(maxsize=1024)
def absence(state: str, setting: Setting) -> str:
    """Why this kernel and configuration do not have a state, in a few characters: "from 6.13"; "" where they do."""
    if state == PROPOSED or (state == "special_uffd_wp" and setting.special_form is None):
        return "no kernel"
    if state == "marker_uffd_wp" and not keeps(setting, "uffd_wp"):
        return "no uffd-wp"
    if state == "protnone_numa" and not setting.config["NUMA_BALANCING"]:
        return "config: off"
    if state == "protnone_rwp":
        since = min(rule.since for rule in rules() if state in rule.states and rule.to == "present_read")
        return f"from {spell(since)}" if setting.kernel < since else ""
    if exists(state, setting):
        return ""
    return _when(state, setting)


def _when(state: str, setting: Setting) -> str:
    spans: Mapping[str, tuple[Version, Version | None]] = {
        **{kind.kind: (kind.since, kind.until) for kind in SPECIAL_TYPES},
        **{name: (since, None) for name, _, since, _ in MARKER_BITS},
    }
    since, until = spans[MARKER_STATES.get(state, state)]
    if setting.kernel < since:
        return f"from {spell(since)}"
    if until is not None and setting.kernel > until:
        return f"up to {spell(until)}"
    return "config: off"
