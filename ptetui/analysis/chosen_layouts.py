"""Which layouts a command that judges layouts is about: those named, at every level, or the whole catalogue."""

from collections.abc import Iterable, Iterator, Sequence

from ptetui.analysis.collisions import Finding, aliases, other_level
from ptetui.linux.catalog import Catalog, CatalogError, newest
from ptetui.linux.config import Config
from ptetui.linux.layout import LEVELS, Layout
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.versions import Version


def chosen(
    catalog: Catalog, names: Sequence[str], kernel: Version | None, errors: list[str]
) -> Iterator[tuple[tuple[Layout, ...], Version | None]]:
    """All ranges of each layout, oldest first, with the kernel that is asked for. CatalogError for unknown names.

    PTE levels come before PMD levels. Layouts that do not cover the kernel are left out, if they were not named.
    """
    if names:
        for name in names:
            plain, at, version = name.partition("@")
            yield from _named(catalog, plain, parse_version(version) if at else kernel)
        return
    ranges: dict[tuple[str, str], list[Layout]] = {}
    for layout in catalog.all(errors):
        ranges.setdefault((layout.level, layout.name), []).append(layout)
    for (_, _), history in sorted(ranges.items(), key=lambda item: LEVELS.index(item[0][0])):
        if kernel is None or covering(history, kernel):
            yield tuple(history), kernel


def _named(catalog: Catalog, name: str, kernel: Version | None) -> Iterator[tuple[tuple[Layout, ...], Version | None]]:
    catalog.find(name, kernel)  # refuses what is not there, in its own words
    for level in LEVELS:
        try:
            history = catalog.history(name, level)
        except CatalogError:
            continue
        if kernel is None or covering(history, kernel):
            yield history, kernel


def at_kernel(
    histories: Sequence[tuple[tuple[Layout, ...], Version | None]], config: Config
) -> Iterator[tuple[Setting, Layout | None]]:
    """Each PTE layout at the kernel that was asked for, or its newest, with the layout of its PMDs if it has one."""
    pmds = {history[0].name: history for history, _ in histories if history[0].level == "pmd"}
    for history, kernel in histories:
        if history[0].level != "pte":
            continue
        layout = covering(history, kernel)[0] if kernel else history[-1]
        at = kernel or newest(layout)
        yield Setting(layout, at, config), next(iter(covering(pmds.get(layout.name, ()), at)), None)


def covering(history: Iterable[Layout], kernel: Version) -> list[Layout]:
    """The ranges that hold a kernel: one, or none in a gap."""
    return [layout for layout in history if layout.covers(kernel)]


def all_aliases(setting: Setting, catalog: Catalog) -> list[Finding]:
    """The aliases of a layout, and of a PMD's also those with the format of its PTEs."""
    findings = list(aliases(setting))
    if setting.layout.level != "pte":
        pte = Setting(catalog.find(setting.layout.name, setting.kernel), setting.kernel, setting.config)
        findings += other_level(setting, pte)
    return findings
