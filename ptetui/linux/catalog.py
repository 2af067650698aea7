"""Finding and loading layout files, one at a time.

A file is executed only if its text mentions the quoted name that is looked for, so `decode -l x86_64` runs one of them.
"""

import platform
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path

from ptetui.linux import compiled
from ptetui.linux.layout import Layout
from ptetui.linux.versions import NEWEST, Version, parse_version, spell
from ptetui.schema.fields import SchemaError


class CatalogError(ValueError):
    """A layout that does not exist, or a file that cannot be one; the message is one line with the way out."""


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
            yield from sorted(path for path in folder.rglob("*.py") if not path.name.startswith("_"))

    def with_file(self, path: Path) -> "Catalog":
        """The same folders, and one file that is looked at first."""
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
        """The file that has the name, and its ranges. Loads only files that mention the name."""
        for path in self.files():
            text = _text(path)
            if f'"{name}"' not in text and f"'{name}'" not in text:
                continue
            found = [each for each in load(path) if name in (each.name, *each.aliases) and each.level == level]
            if found:
                return path, found
        raise CatalogError(f"layout {name!r} is not known; `ptetui layouts` lists those that are")

    def siblings(self, layout: Layout, kernel: Version) -> list[Layout]:
        """The layouts of the same file, architecture and unsigned long at a kernel; the given one first."""
        for path in self.files():
            if f'"{layout.name}"' in _text(path) and layout in load(path):
                family = [each for each in load(path) if each.covers(kernel) and each.level == layout.level]
                kin = [each for each in family if (each.arch, each.long_bits) == (layout.arch, layout.long_bits)]
                return sorted(kin, key=lambda each: each.name != layout.name)
        return [layout]

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


@lru_cache(maxsize=64)
def load(path: Path) -> tuple[Layout, ...]:
    """The layouts of one file. CatalogError in one line names the file, and the form and field where it is one."""
    made = compiled.recall(path)
    if made is None:
        made = _run(path)
        compiled.keep(path, made)
    return made


def _run(path: Path) -> tuple[Layout, ...]:
    spec = ModuleSpec(f"ptetui_layouts.{path.stem}", SourceFileLoader(f"ptetui_layouts.{path.stem}", str(path)))
    spec.origin = str(path)
    module = module_from_spec(spec)
    try:
        assert spec.loader is not None
        spec.loader.exec_module(module)
        made = tuple(module.LAYOUTS)
    except SchemaError as error:
        raise CatalogError(f"{_short(path)}: {error}") from None
    except Exception as error:  # a layout file is a user's program: whatever it raises is one line
        raise CatalogError(f"{_short(path)}: {type(error).__name__}: {' '.join(str(error).split())}") from None
    for index, each in enumerate(made):
        if not isinstance(each, Layout):
            raise CatalogError(f"{_short(path)}: LAYOUTS[{index}] is not a layout but a {type(each).__name__}")
    return made


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogError(f"{_short(path)}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise CatalogError(f"{_short(path)}: is not text in UTF-8 at byte {error.start}") from None


def checked_file(path: Path) -> Iterable[Layout]:
    """The layouts of a file. One that is not shipped is read whole, shipped ones when first used."""
    return load(path) if path.is_relative_to(shipped()) else list(_checked(load(path), path))


def _checked(layouts: Iterable[Layout], path: Path) -> Iterator[Layout]:
    """The layouts, their schemas read. CatalogError names file, form and field."""
    for layout in layouts:
        try:
            assert layout.forms
        except SchemaError as error:
            raise CatalogError(f"{_short(path)}: {error}") from None
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
