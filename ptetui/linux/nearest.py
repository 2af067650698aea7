"""What a typed text may mean: `power`, `16k arm`, `x86_46` as layouts; a number or a part of a name in a list."""

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import chain

from ptetui.linux.layout import Layout

_SHOWN = 6


def nearest_names(typed: str, layouts: Iterable[Layout]) -> list[str]:
    """The names that fit, in the order of the layouts: all words are in the name, else in name, alias or architecture.

    Where no name has all the words, names that are spelled nearly so, never a single one: that is for a person to say.
    """
    words = _words(typed)
    known = list({layout.name: layout for layout in layouts}.values())
    if not words:
        return []
    for describe in (_name, _name_and_kin):
        fitting = [layout.name for layout in known if all(word in describe(layout) for word in words)]
        if fitting:
            return fitting
    spellings = {spelling: layout.name for layout in known for spelling in (layout.name, *layout.aliases)}
    close = get_close_matches(typed.lower(), list(spellings), n=3, cutoff=0.6)
    return [f"{name}?" for name in dict.fromkeys(spellings[spelling] for spelling in close)]


def narrowed(typed: str, layouts: Sequence[Layout]) -> list[Layout]:
    """The layouts that have all the words: in the name first, then in alias or architecture, then in the description.

    Those that are spelled nearly so where none has them; all where nothing is typed.
    """
    words = _words(typed)
    if not words:
        return list(layouts)
    ways = (_name, _name_and_kin, with_description)
    ranks = [(next((rank for rank, way in enumerate(ways) if all(word in way(layout) for word in words)), None), layout)
             for layout in layouts]  # fmt: skip
    fitting = [(rank, layout) for rank, layout in ranks if rank is not None]
    if fitting:
        return [layout for _, layout in sorted(fitting, key=lambda pair: pair[0])]
    close = {name.rstrip("?") for name in nearest_names(typed, layouts)}
    return [layout for layout in layouts if layout.name in close]


def place_in(names: Sequence[str], typed: str, here: int, kind: str, first: int = 1) -> int:
    """The index that a number, counted from `first`, or a part of a name means; by name the next one after `here`.

    ValueError where there is none; `kind` is what one of them is called.
    """
    if typed.isdecimal():
        if not first <= int(typed) < first + len(names):
            raise ValueError(f"{kind} {typed}: there are {kind}s {first} to {first + len(names) - 1}")
        return int(typed) - first
    for index in chain(range(here + 1, len(names)), range(here + 1)):
        if typed and typed.lower() in names[index].lower():
            return index
    raise ValueError(f"{kind} {typed!r}: no {kind} is called so")


def _words(typed: str) -> list[str]:
    return [word for word in re.split(r"[\s_/,-]+", typed.lower()) if word]


def unknown(typed: str, names: Sequence[str]) -> str:
    """One line that names the text and the way out."""
    if not names:
        return f"layout {typed!r} is not known; `ptetui layouts` lists those that are"
    more = f" or {len(names) - _SHOWN} more of `ptetui layouts`" if len(names) > _SHOWN else ""
    shown = ", ".join(name.rstrip("?") for name in names[:_SHOWN])
    return f"layout {typed!r} is not known; did you mean {shown}{more}?"


def _name(layout: Layout) -> str:
    return layout.name


def with_description(layout: Layout) -> str:
    """What a search for words of a layout looks through."""
    return f"{_name_and_kin(layout)} {layout.about}".lower()


def _name_and_kin(layout: Layout) -> str:
    return " ".join((layout.name, *layout.aliases, layout.arch)).lower()
