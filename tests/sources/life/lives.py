"""Lives to try things on."""

from ptetui.linux.catalog import Catalog
from ptetui.linux.releases import parse_version
from ptetui.linux.setting import Setting
from ptetui.sources.life.tree import LifeTree

CATALOG = Catalog()


def setting(layout: str = "x86_64", kernel: str = "6.12") -> Setting:
    """A layout of the catalogue at a kernel."""
    at = parse_version(kernel)
    return Setting(CATALOG.find(layout, at), at)


def a_life(layout: str = "x86_64", kernel: str = "6.12") -> LifeTree:
    """One that has just begun."""
    return LifeTree(setting(layout, kernel), CATALOG)
