"""The catalogue as far as the kernel goes: what a tour says of all architectures is said of these.

A layout of an architecture that Linux does not have may stand in layouts/, and no count changes.
"""

from collections.abc import Iterator
from pathlib import Path

from ptetui.linux.catalog import Catalog, CatalogError, load_layouts

# the folders of arch/ at 6.1; 6.7 dropped ia64
ARCHITECTURES = {
    "alpha", "arc", "arm", "arm64", "csky", "hexagon", "ia64", "loongarch", "m68k", "microblaze", "mips", "nios2",
    "openrisc", "parisc", "powerpc", "riscv", "s390", "sh", "sparc", "um", "x86", "xtensa",
}  # fmt: skip


class KernelCatalog(Catalog):
    """The shipped layouts of the kernel's architectures."""

    def files(self) -> Iterator[Path]:
        """The files with such layouts, and those that cannot be read."""
        return filter(_of_the_kernel, super().files())


def _of_the_kernel(path: Path) -> bool:
    try:
        return {layout.arch for layout in load_layouts(path)} <= ARCHITECTURES
    except CatalogError:
        return True
