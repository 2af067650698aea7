"""Finding layouts by name, kernel and level: in the folders that the user names, then among those that ship."""

import platform
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from ptetui.linux import compiled
from ptetui.linux.layout import Layout
from ptetui.linux.layout_file import CatalogError, read, short
from ptetui.linux.versions import NEWEST, Version, parse_version, spell
from ptetui.schema.fields import SchemaError

__all__ = ["Catalog", "CatalogError", "default_layout", "default_name", "forget", "load", "newest", "shipped"]


def shipped() -> Path:
    """The folder of layout files: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "layouts"
    return inside if inside.is_dir() else package.parent / "layouts"


class Catalog:
    """The layouts of the shipped folder, and of more folders that are looked at first."""

    def __init__(self, folders: Iterable[Path] = (), single: tuple[Path, ...] = ()) -> None:
        self.folders = (*folders, shipped())
        self.single = single
        for folder in self.folders:
            if not folder.is_dir():
                raise CatalogError(f"layouts {folder}: no such folder")

    def files(self) -> Iterator[Path]:
        """All layout files, in a fixed order: single files first; the last folder is the shipped one."""
        yield from self.single
        for folder in self.folders:
            yield from _layout_files(folder)

    def with_file(self, path: Path) -> "Catalog":
        """The same folders, and one file that is looked at first."""
        forget(path)
        return Catalog(self.folders[:-1], (path, *(each for each in self.single if each != path)))

    def find(self, name: str, kernel: Version | None = None, level: str = "pte") -> Layout:
        """The layout of this name (or alias, or NAME@X.Y) at a kernel, by default the newest that it has."""
        name, at, version = name.partition("@")
        kernel = _version_of(version) if at else kernel
        path, ranges = self._ranges(name, level)
        chosen = [each for each in ranges if kernel is None or each.covers(kernel)]
        if chosen:
            return next(_checked(chosen[-1:], path))
        known = ", ".join(layout.span for layout in ranges)
        raise CatalogError(f"layout {name} is not known at kernel {spell(kernel or NEWEST)}; it is for {known}")

    def history(self, name: str, level: str = "pte") -> tuple[Layout, ...]:
        """All ranges of one layout, oldest first."""
        path, ranges = self._ranges(name, level)
        return tuple(_checked(ranges, path))

    def _ranges(self, name: str, level: str) -> tuple[Path, list[Layout]]:
        """The file that has the name, and its ranges. A file with a mistake counts where it mentions the name."""
        kept = _kept()
        for path in self.files():
            if kept is not None and name not in kept.names.get(str(path), (name,)):
                continue
            try:
                found = [each for each in load(path) if name in (each.name, *each.aliases) and each.level == level]
            except CatalogError:
                if _mentions(path, name):
                    raise
                continue
            if found:
                return path, found
        raise CatalogError(f"layout {name!r} is not known; `ptetui layouts` lists those that are")

    def siblings(self, layout: Layout, kernel: Version) -> list[Layout]:
        """The layouts of the same file, architecture and unsigned long at a kernel; the given one first."""
        family = [each for each in load(Path(layout.file)) if each.covers(kernel) and each.level == layout.level]
        kin = [each for each in family if (each.arch, each.long_bits) == (layout.arch, layout.long_bits)]
        return sorted(kin, key=lambda each: each.name != layout.name) if layout in kin else [layout]

    def all(self, errors: list[str] | None = None) -> Iterator[Layout]:
        """Every layout range of every file. A file with a mistake adds its line to `errors`; the rest still come.

        Shipped files are read when their forms are first used, files of other folders are checked here.
        """
        for path in self.files():
            try:
                yield from checked_file(path)
            except CatalogError as error:
                if errors is None:
                    raise
                errors.append(str(error))


_LOADED: dict[Path, tuple[Layout, ...]] = {}


def load(path: Path) -> tuple[Layout, ...]:
    """The layouts of one file, run once. CatalogError, in one line, names the file, and the form and field of it."""
    if path not in _LOADED:
        kept = _kept() if path in _shipped_files() else None
        _LOADED[path] = (kept.layouts(path) if kept is not None else None) or _run(path)
    return _LOADED[path]


def forget(path: Path) -> None:
    """Run a file again when it is next asked for: it was rewritten."""
    _LOADED.pop(path, None)


def _run(path: Path) -> tuple[Layout, ...]:
    from ptetui.linux.run_layout import run  # imports construct, which what is kept does without

    return run(path)


@lru_cache(maxsize=1)
def _shipped_files() -> tuple[Path, ...]:
    return tuple(_layout_files(shipped()))


@lru_cache(maxsize=1)
def _kept() -> compiled.Kept | None:
    """What is kept of the shipped files. Where nothing is, they are all run, so that it is there the next time."""
    paths = _shipped_files()
    kept = compiled.recall(paths)
    if kept is None and compiled.can_keep(paths):
        try:
            _LOADED.update({path: _run(path) for path in paths if path not in _LOADED})
        except CatalogError:  # it is raised where that file is asked for
            return None
        compiled.keep({path: _LOADED[path] for path in paths})
    return kept


def _layout_files(folder: Path) -> list[Path]:
    """The Python files of a folder and of the folders below it; not those that begin with "_" or ".", as locks do."""
    return sorted(path for path in folder.rglob("*.py") if not path.name.startswith(("_", ".")))


def _mentions(path: Path, name: str) -> bool:
    try:
        return name in read(path)
    except CatalogError:
        return False


def checked_file(path: Path) -> Iterable[Layout]:
    """The layouts of a file. One that is not shipped is read whole, shipped ones when first used."""
    return load(path) if path.is_relative_to(shipped()) else list(_checked(load(path), path))


def _checked(layouts: Iterable[Layout], path: Path) -> Iterator[Layout]:
    """The layouts, their schemas read. CatalogError names file, form and field."""
    for layout in layouts:
        try:
            _ = layout.forms, layout.made  # read now
        except SchemaError as error:
            raise CatalogError(f"{short(path)}: {error}") from None
        yield layout


def default_name() -> str:
    """This machine's own architecture, as `uname -m` prints it, where a layout has that alias; else x86_64."""
    return platform.machine() or "x86_64"


def default_layout(catalog: Catalog, kernel: Version | None = None) -> Layout:
    """The layout of this machine, or x86_64 where its architecture is not in the catalogue."""
    try:
        return catalog.find(default_name(), kernel)
    except CatalogError:
        return catalog.find("x86_64", kernel)


def newest(layout: Layout) -> Version:
    """The newest kernel of a range."""
    return layout.until or NEWEST


def _version_of(text: str) -> Version:
    try:
        return parse_version(text)
    except ValueError as error:
        raise CatalogError(str(error)) from None


def _short(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"
