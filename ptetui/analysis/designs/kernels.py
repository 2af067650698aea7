"""The layouts that a kernel has: what the designs are compared over, and at which kernels a comparison changes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from ptetui.analysis.designs.design import DesignCase, software_flags, types_of
from ptetui.linux.catalog import Catalog, CatalogError, checked_file
from ptetui.linux.config import Config
from ptetui.linux.layout import Layout
from ptetui.linux.setting import Setting
from ptetui.linux.since import MARKERS_SINCE
from ptetui.linux.swaptypes import marker_bits
from ptetui.linux.versions import RELEASES, Version


def usual_case(setting: Setting, catalog: Catalog, flags: int | None = None) -> DesignCase:
    """The case of a setting among all layouts of its kernel; k is as many flags as that kernel has, unless given."""
    others = layouts_at(catalog, setting.kernel, setting.config)
    return DesignCase(setting, usual_flags(others) if flags is None else flags, others)


def usual_flags(others: Sequence[Setting]) -> int:
    """How many different flags the kernel keeps in swap entries on some architecture: 2 in 5.14, 3 from 5.19 on."""
    return len({field.name for setting in others for field in software_flags(setting)})


@lru_cache(maxsize=128)
def layouts_at(catalog: Catalog, kernel: Version, config: Config) -> tuple[Setting, ...]:
    """Every PTE layout that a kernel has, in the configuration; proposals are not among them."""
    return tuple(Setting(layout, kernel, config) for layout in _shipped(catalog) if layout.covers(kernel))


def _shipped(catalog: Catalog) -> Iterator[Layout]:
    for path in catalog.files():
        if path.parent.name == "proposals":
            continue
        try:
            layouts = [layout for layout in checked_file(path) if layout.level == "pte"]
        except CatalogError:
            continue  # `ptetui layouts` names what is wrong with it
        yield from layouts


def next_kernel(catalog: Catalog, kernel: Version, by: int) -> Version | None:
    """The first later (by 1) or last earlier release at which a layout or a swap type is another; None at the end."""
    here = _signature(catalog, kernel)
    index = RELEASES.index(kernel) + by
    while 0 <= index < len(RELEASES):
        if _signature(catalog, RELEASES[index]) != here:
            return RELEASES[index]
        index += by
    return None


def _signature(catalog: Catalog, kernel: Version) -> tuple[object, ...]:
    layouts = tuple((setting.layout.name, setting.layout.since) for setting in layouts_at(catalog, kernel, Config()))
    return layouts, types_of("marker", kernel, Config()), tuple(marker_bits(kernel)), kernel >= MARKERS_SINCE
