"""Layouts against a tree, several at a time, each in its own folder; told of in the order that was asked for."""

import queue
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from ptetui.linux.catalog import Catalog
from ptetui.linux.config import options_set, recorded_config
from ptetui.linux.setting import Setting
from ptetui.sources.verify.build import Probe, Site, probe, tree_release
from ptetui.sources.verify.compare import FieldCheck, compare_fields
from ptetui.sources.verify.configurations import CONFIGURATIONS
from ptetui.sources.verify.cross import SecondOpinion, second_opinion
from ptetui.sources.verify.tools import BuildError, Tools


@dataclass(frozen=True)
class Verified:
    """A layout beside a tree: its fields, what the target's own compiler says, or `why` it could not be built."""

    layout: str
    setting: Setting | None = None
    checks: tuple[FieldCheck, ...] = ()
    second: SecondOpinion | None = None
    why: str = ""
    probe: Probe = field(default_factory=Probe)

    @property
    def wrong(self) -> tuple[FieldCheck, ...]:
        """The fields that differ."""
        return tuple(check for check in self.checks if not check.agrees)

    @property
    def differs(self) -> bool:
        """Whether a field differs, or the two compilers do."""
        return bool(self.wrong) or (self.second is not None and bool(self.second.differs))


def verify_layouts(
    tree: Path, names: Sequence[str], scratch: Path, catalog: Catalog, jobs: int
) -> Generator[Verified, None, None]:  # fmt: skip
    """Each layout of CONFIGURATIONS by its name. Closing the iterator ends the tools that run."""
    tools = Tools()
    sites: queue.SimpleQueue[Site] = queue.SimpleQueue()
    for number in range(jobs):
        sites.put(Site(tree, scratch / str(number), tools))

    def verified(name: str) -> Verified:
        site = sites.get()
        try:
            return _verified(site, name, catalog)
        finally:
            sites.put(site)

    workers = ThreadPoolExecutor(jobs)
    try:
        yield from workers.map(verified, names)
    finally:
        tools.stop()
        workers.shutdown(cancel_futures=True)


def _verified(site: Site, name: str, catalog: Catalog) -> Verified:
    configuration, release = CONFIGURATIONS[name], tree_release(site.tree)
    try:
        words = probe(site, configuration)
        second = second_opinion(site, configuration, words)
    except BuildError as error:
        return Verified(name, why=str(error))
    config = recorded_config(options_set((site.scratch / ".config").read_text(encoding="utf-8")))
    setting = Setting(catalog.find(name, release), release, config)
    return Verified(name, setting, tuple(compare_fields(setting, words)), second, probe=words)
