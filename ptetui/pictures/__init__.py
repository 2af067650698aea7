"""Pictures, one file each: every file of this folder that has a class with a NAME adds a picture to the registry.

What a picture takes, says and looks like stands in its file. A screen, a slide and an export show it under its name.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ptetui.pictures.picture import Picture


@cache
def pictures() -> "Mapping[str, type[Picture]]":
    """All pictures by name, in alphabetical order."""
    return {
        picture.NAME: picture
        for picture in sorted(_picture_classes(), key=lambda picture: picture.NAME)
        if picture.NAME
    }


def picture_of(name: str) -> "type[Picture] | None":
    """The picture of a name or an alias; None where there is none."""
    return next((picture for picture in pictures().values() if name in (picture.NAME, *picture.ALIASES)), None)


def _picture_classes() -> "Iterator[type[Picture]]":
    from pkgutil import iter_modules

    from ptetui.pictures.picture import Picture

    for module in iter_modules(__path__):
        if module.name == "__main__":
            continue
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Picture) and value.__module__.endswith(f".{module.name}"):
                yield value
