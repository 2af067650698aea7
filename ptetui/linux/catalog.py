"""Finding layouts by name, kernel and level: in the folders that the user names, then among those that ship."""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ptetui.linux import compiled
from ptetui.linux.layout import Layout
from ptetui.linux.layout_file import CatalogError, read_text, short
from ptetui.linux.releases import Release, parse_release
from ptetui.linux.versions import NEWEST, Version, spell
from ptetui.schema.fields import SchemaError

if TYPE_CHECKING:
    from pathlib import Path  # takes longer to import than a word takes to decode: files are texts here

__all__ = [
    "Catalog",
    "CatalogError",
    "default_layout",
    "default_name",
    "forget",
    "layouts_folder",
    "load_layouts",
    "newest",
]


def layouts_folder() -> "Path":
    """The folder of layout files: inside an installed package, beside it in a checkout."""
    return _path(_shipped_folder())


@lru_cache(maxsize=1)
def _shipped_folder() -> str:
    package = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    inside = os.path.join(package, "layouts")
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(package), "layouts")


class Catalog:
    """The layouts of the shipped folder, and of more folders that are looked at first."""

    def __init__(self, folders: "Iterable[Path]" = (), single: "tuple[Path, ...]" = ()) -> None:
        self.folders = tuple(folders)
        self.single = single
        for folder in (*map(str, self.folders), _shipped_folder()):
            try:
                os.scandir(folder).close()
            except FileNotFoundError:
                raise CatalogError(f"layouts {folder}: no such folder") from None
            except OSError as error:
                raise CatalogError(f"layouts {folder}: {error.strerror}") from None

    def files(self) -> "Iterator[Path]":
        """All layout files, in a fixed order: single files first; the last folder is the shipped one."""
        return map(_path, self._files())

    def _files(self) -> Iterator[str]:
        yield from map(str, self.single)
        for folder in self.folders:
            yield from _layout_files(str(folder))
        yield from _shipped_files()

    def with_file(self, path: "Path") -> "Catalog":
        """The same folders, and one file that is looked at first."""
        forget(path)
        return Catalog(self.folders, (path, *(other for other in self.single if other != path)))

    def find(self, name: str, kernel: Version | Release | None = None, level: str = "pte") -> Layout:
        """The layout of this name (or alias, or NAME@KERNEL) at a kernel, by default the newest that it has.

        Of a `Release` the backports count, of a `Version` (an upstream release) there are none. A name that is not
        known may be words that fit one layout only, such as "16k arm"; CatalogError says which are near.
        """
        name, at, version = name.partition("@")
        kernel = _release_of(version) if at else kernel
        number = kernel.version if isinstance(kernel, Release) else kernel
        path, ranges = self._ranges(name, level)
        chosen = [layout for layout in ranges if number is None or layout.covers(number)]
        if chosen:
            layout = self.under(chosen[-1], kernel) if isinstance(kernel, Release) else chosen[-1]
            return next(_checked([layout], path))
        known = ", ".join(layout.span for layout in ranges)
        raise CatalogError(f"layout {name} is not known at kernel {spell(number or NEWEST)}; it is for {known}")

    def under(self, layout: Layout, release: Release) -> Layout:
        """The layout in force under a stable or vendor release of a range: a backport that it reaches, else this."""
        same = [candidate for candidate in backports(layout) if release.reaches(parse_release(candidate.backport))]
        return same[-1] if same else layout

    def history(self, name: str, level: str = "pte") -> tuple[Layout, ...]:
        """All ranges of one layout, oldest first."""
        path, ranges = self._ranges(name, level)
        return tuple(_checked(ranges, path))

    def _ranges(self, name: str, level: str) -> tuple[str, list[Layout]]:
        """The file that has the name, and its ranges. A file with a mistake counts where it mentions the name."""
        kept, other_levels = _kept(), []
        for path in self._files():
            if kept is not None and name not in kept.names.get(path, (name,)):
                continue
            try:
                known = [layout for layout in upstream(path) if name in (layout.name, *layout.aliases)]
            except CatalogError:
                if _mentions(path, name):
                    raise
                continue
            ranges = [layout for layout in known if layout.level == level]
            if ranges:
                return path, ranges
            other_levels += [layout.level for layout in known]
        if other_levels:
            levels = ", ".join(dict.fromkeys(other_levels))
            raise CatalogError(f"layout {name} has no level {level}; it has {levels}")
        return self._meant(name, level)

    def _meant(self, typed: str, level: str) -> tuple[str, list[Layout]]:
        """The one layout that words like "16k arm" fit. CatalogError names those that are near."""
        from ptetui.linux.nearest import nearest_names, unknown

        known = [(path, layout) for path in self._files() for layout in _loadable(path) if layout.level == level]
        names = nearest_names(typed, [layout for _, layout in known])
        if len(names) != 1 or names[0].endswith("?"):
            raise CatalogError(unknown(typed, names))
        path = next(path for path, layout in known if layout.name == names[0])
        return path, [layout for where, layout in known if (where, layout.name) == (path, names[0])]

    def siblings(self, layout: Layout, kernel: Version) -> list[Layout]:
        """The layouts of the same file, architecture and unsigned long at a kernel; the given one first."""
        family = [other for other in upstream(layout.file) if other.covers(kernel) and other.level == layout.level]
        kin = [other for other in family if (other.arch, other.long_bits) == (layout.arch, layout.long_bits)]
        return sorted(kin, key=lambda other: other.name != layout.name) if layout in kin else [layout]

    def newest_ranges(self) -> dict[str, Layout]:
        """The newest range of every layout of PTEs, by name; files with a mistake are left out."""
        return {layout.name: layout for layout in self.all(errors=[]) if layout.level == "pte"}

    def all(self, errors: list[str] | None = None) -> Iterator[Layout]:
        """Every layout range of every file. A file with a mistake adds its line to `errors`; the rest still come.

        Shipped files are read when their forms are first used, files of other folders are checked here.
        """
        for path in self._files():
            try:
                yield from checked_file(path)
            except CatalogError as error:
                if errors is None:
                    raise
                errors.append(str(error))


_LOADED: dict[str, tuple[Layout, ...]] = {}


def load_layouts(path: "Path | str") -> tuple[Layout, ...]:
    """The layouts of one file, run once. CatalogError, in one line, names the file, and the form and field of it."""
    file = str(path)
    if file not in _LOADED:
        kept = _kept() if file in _shipped_files() else None
        _LOADED[file] = (kept.layouts(file) if kept is not None else None) or _run(file)
    return _LOADED[file]


def forget(path: "Path") -> None:
    """Run a file again when it is next asked for: it was rewritten."""
    _LOADED.pop(str(path), None)


def _run(file: str) -> tuple[Layout, ...]:
    from ptetui.linux.run_layout import run_file  # imports construct, which what is kept does without

    return run_file(_path(file))


@lru_cache(maxsize=1)
def _shipped_files() -> tuple[str, ...]:
    return tuple(_layout_files(_shipped_folder()))


@lru_cache(maxsize=1)
def _kept() -> compiled.Kept | None:
    """What is kept of the shipped files. Where nothing is, they are all run, so that it is there the next time."""
    files = _shipped_files()
    kept = compiled.recall(files)
    if kept is None and compiled.can_keep(files):
        try:
            _LOADED.update({file: _run(file) for file in files if file not in _LOADED})
        except CatalogError:  # it is raised where that file is asked for
            return None
        compiled.keep({file: _LOADED[file] for file in files})
    return kept


def _layout_files(folder: str) -> list[str]:
    """The Python files of a folder and of the folders below it; not those that begin with "_" or ".", as locks do."""
    named = ((where, name) for where, _, names in os.walk(folder) for name in names)
    python = [(where, name) for where, name in named if name.endswith(".py") and name[0] not in "_."]
    return sorted([os.path.join(where, name) for where, name in python], key=lambda file: file.split(os.sep))


def _path(file: str) -> "Path":
    from pathlib import Path

    return Path(file)


def _mentions(file: str, name: str) -> bool:
    try:
        return name in read_text(_path(file))
    except CatalogError:
        return False


def checked_file(path: "Path | str") -> Iterable[Layout]:
    """The layouts of a file. One that is not shipped is read whole, shipped ones when first used."""
    file = str(path)
    return upstream(file) if file in _shipped_files() else list(_checked(upstream(file), file))


def _checked(layouts: Iterable[Layout], file: str) -> Iterator[Layout]:
    """The layouts, their schemas read. CatalogError names file, form and field."""
    for layout in layouts:
        try:
            _ = layout.forms, layout.made_only_forms  # read now
        except SchemaError as error:
            raise CatalogError(f"{short(_path(file))}: {error}") from None
        yield layout


def default_name() -> str:
    """This machine's own architecture, as `uname -m` prints it, where a layout has that alias; else x86_64."""
    return os.uname().machine or "x86_64"


def default_layout(catalog: Catalog, kernel: Version | Release | None = None) -> Layout:
    """The layout of this machine, or x86_64 where its architecture is not in the catalogue."""
    try:
        return catalog.find(default_name(), kernel)
    except CatalogError:
        return catalog.find("x86_64", kernel)


def newest(layout: Layout) -> Version:
    """The newest kernel of a range."""
    return layout.until or NEWEST


def upstream(path: "Path | str") -> tuple[Layout, ...]:
    """The layouts of a file that are those of upstream releases."""
    return tuple(layout for layout in load_layouts(path) if not layout.backport)


def backports(layout: Layout) -> tuple[Layout, ...]:
    """What stable and vendor releases of a range took over, in the order of the file."""
    name = (layout.name, layout.level)
    return tuple(
        other
        for other in load_layouts(layout.file)
        if other.backport and (other.name, other.level) == name and layout.covers(other.since)
    )


def _loadable(path: str) -> tuple[Layout, ...]:
    try:
        return upstream(path)
    except CatalogError:
        return ()  # what is wrong with it is no answer to a name that it does not mention


def _release_of(text: str) -> Release:
    try:
        return parse_release(text)
    except ValueError as error:
        raise CatalogError(str(error)) from None
