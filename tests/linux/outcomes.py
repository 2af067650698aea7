"""Lives in a line each, with what their last event comes to: chosen by tests/mutants.py, read by test_outcomes.py.

    6.12 shmem uffd=wp : write uffd_wp pageout : marker_uffd_wp uffd_wp; file swapped

A kernel, how the page begins, what happens to it (`+` and a choice behind an event), and what it is after the last
event: for each page the state, the flags, a frame where it is a new one, what is remembered that is not so in a new
page, and the outcome.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from ptetui.linux.catalog import Catalog
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import Outcome, apply
from ptetui.linux.life.folio import File, Folio
from ptetui.linux.life.page import PAGE_BITS, Page
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.sources.life.script import parse_script

FILE = Path(__file__).with_name("outcomes.txt")
OLD, NEW = Supply(0x111, 0x11, zero=0x1), Supply(0x222, 0x22, zero=0x1)


class Case(NamedTuple):
    """One line but for what comes of it: events are "name" or "name+choice", the last is the one that counts."""

    kernel: str
    start: str
    events: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kernel} {self.start} : {' '.join(self.events)}"


def read_case(line: str) -> tuple[Case, str]:
    """A line of the file."""
    begun, events, then = (part.strip() for part in line.split(" : ", 2))
    kernel, _, start = begun.partition(" ")
    return Case(kernel, start, tuple(events.split())), then


def lines() -> list[str]:
    """The lines of the file."""
    return FILE.read_text().splitlines() if FILE.exists() else []


@cache
def setting_of(kernel: str) -> Setting:
    """x86-64 at a release; "7.3/s390" another layout there."""
    release, _, name = kernel.partition("/")
    version = parse_version(release)
    return Setting(Catalog().find(name or "x86_64", version), version)


def page_of(case: Case) -> Page:
    """The page before the last event."""
    page = begin(case.start)
    for event in case.events[:-1]:
        page = happen(page, event, setting_of(case.kernel), OLD).page
    return page


def begin(start: str) -> Page:
    """The page that nothing has touched."""
    return parse_script([*start.split(), "read"]).page


def happen(page: Page, event: str, setting: Setting, supply: Supply) -> Outcome:
    """An event, with its choices."""
    name, *choices = event.split("+")
    return apply(page, name, setting, choices, supply)


def outcome_of(case: Case) -> str:
    """What comes of the last event."""
    return spell_outcome(happen(page_of(case), case.events[-1], setting_of(case.kernel), NEW))


def spell_outcome(done: Outcome) -> str:
    """What comes of an event, in words."""
    pages = " / ".join(spell_page(page) for page in done.pages)
    return pages if done.outcome == "ok" else f"{pages}; {done.outcome.partition(':')[0]}"


def spell_page(page: Page) -> str:
    """The state and what is remembered that is not as in a fresh page."""
    words: list[str] = [page.state, *(name for name in PAGE_BITS if getattr(page, name))]
    words += ["frame new"] if page.frame == NEW.frame else []
    words += ["unsure"] if page.unsure else []
    parts = [" ".join(words)]
    parts += _differing("folio", page.folio, Folio())
    parts += _differing("file", page.file._replace(frame=None), File())
    parts += [f"range {' '.join(name for name in ('anon_vma', 'guarded', 'locked') if getattr(page.vma, name))}"]
    return "; ".join(part for part in parts if part != "range ")


def _differing(name: str, facts: Folio | File, fresh: Folio | File) -> list[str]:
    changed = {field: value for field, value in facts._asdict().items() if value != getattr(fresh, field)}
    words = (field if value is True else str(value) if field == "backing" else f"{field}={value}"
             for field, value in changed.items())  # fmt: skip
    spelled = " ".join(words)
    return [f"{name} {spelled}"] if spelled else []


def refresh() -> None:
    """Write what comes of the same lives now."""
    cases = [read_case(line)[0] for line in lines()]
    FILE.write_text("".join(f"{case} : {outcome_of(case)}\n" for case in cases))


if __name__ == "__main__":
    refresh()
