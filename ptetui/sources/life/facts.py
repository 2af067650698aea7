"""Facts of a page and its range that can be turned over on the screen, and circumstances that no page tells."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ptetui.linux.life.events import apply
from ptetui.linux.life.guards import GUARDS, protects_files
from ptetui.linux.life.page import Page, keeps
from ptetui.linux.setting import Setting


class Fact(NamedTuple):
    """What it is in one line, whether it is so, and the page with it turned over (ValueError where that cannot be)."""

    about: str
    holds: Callable[[Page], bool]
    turn: Callable[[Page, Setting], Page]


def turned(page: Page, fact: str, setting: Setting) -> Page:
    """The page with one fact turned over. ValueError says why that cannot be."""
    return RANGE_FACTS[fact].turn(page, setting)


def _writable(page: Page, setting: Setting) -> Page:
    return apply(page, "mprotect_ro" if page.vma.write else "mprotect_rw", setting).page


def _in_range(name: str) -> Callable[[Page, Setting], Page]:
    def turn(page: Page, _: Setting) -> Page:
        other: dict[str, Any] = {name: not getattr(page.vma, name)}
        return page._replace(vma=page.vma._replace(**other))

    return turn


def _of_page(name: str) -> Callable[[Page, Setting], Page]:
    def turn(page: Page, _: Setting) -> Page:
        other: dict[str, Any] = {name: not getattr(page, name)}
        return page._replace(**other)

    return turn


def _registered(mode: str) -> Callable[[Page, Setting], Page]:
    def turn(page: Page, setting: Setting) -> Page:
        uffd = page.vma.uffd
        if mode in uffd:
            lifted = apply(page, "uffd_unwp", setting).page if mode == "wp" else page
            return lifted._replace(vma=lifted.vma._replace(uffd=uffd - {mode}))
        if mode == "wp":
            _check_wp(page, setting)
        return page._replace(vma=page.vma._replace(uffd=uffd | {mode}))

    return turn


def _check_wp(page: Page, setting: Setting) -> None:
    if not keeps(setting, "uffd_wp"):
        raise ValueError(f"{setting.layout.name} has no uffd-wp bit at this kernel and configuration")
    if page.kind != "anon" and not protects_files(setting):
        raise ValueError("write protection of file memory: only with markers, from 5.19 on")


def _feature(name: str) -> Callable[[Page, Setting], Page]:
    def turn(page: Page, setting: Setting) -> Page:
        if not page.vma.uffd:
            raise ValueError(f"{name}: the range is not registered with userfaultfd")
        since = FEATURES[name]
        if name not in page.vma.features and setting.kernel < since:
            raise ValueError(f"{name}: only from {since[0]}.{since[1]} on")
        return page._replace(vma=page.vma._replace(features=page.vma.features ^ {name}))

    return turn


FEATURES = {"event_fork": (4, 11), "event_remap": (4, 11), "wp_unpopulated": (6, 4), "wp_async": (6, 7)}

RANGE_FACTS: Mapping[str, Fact] = {
    "writable": Fact("the range is writable (mprotect)", lambda page: page.vma.write, _writable),
    "uffd wp": Fact("registered with userfaultfd: write protection", lambda page: "wp" in page.vma.uffd,
                    _registered("wp")),
    "uffd missing": Fact("registered with userfaultfd: missing pages", lambda page: "missing" in page.vma.uffd,
                         _registered("missing")),
    "event_fork": Fact("the userfaultfd follows a fork", lambda page: "event_fork" in page.vma.features,
                       _feature("event_fork")),
    "event_remap": Fact("the userfaultfd follows mremap", lambda page: "event_remap" in page.vma.features,
                        _feature("event_remap")),
    "wp_unpopulated": Fact("anonymous memory is protected where nothing is yet",
                           lambda page: "wp_unpopulated" in page.vma.features, _feature("wp_unpopulated")),
    "wp_async": Fact("the kernel lifts write protection itself, nobody is told",
                     lambda page: "wp_async" in page.vma.features, _feature("wp_async")),
    "locked": Fact("the range is locked in memory (mlock)", lambda page: page.vma.locked, _in_range("locked")),
    "VM_SOFTDIRTY": Fact("the whole range counts as soft-dirty, as a new one does",
                         lambda page: page.vma.soft_dirty, _in_range("soft_dirty")),
    "pinned": Fact("the page may be pinned for DMA", lambda page: page.pinned, _of_page("pinned")),
}  # fmt: skip

# Circumstances: guards that a caller decides.
CHOICES: Mapping[str, str] = {name: guard.about for name, guard in GUARDS.items() if guard.choice}
