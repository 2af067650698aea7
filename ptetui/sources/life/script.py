"""A life written down in words: what the page is, facts of its range, and the events in their order.

    shmem uffd=wp write uffd_wp pageout read

The kind comes first and may be left out (anon), facts come before the first event.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.page import PAGE_KINDS, Page, new_page
from ptetui.sources.life.facts import FEATURES
from ptetui.sources.life.tree import LifeTree, Moment

_MODES: Mapping[str, str] = {"uffd=wp": "wp", "uffd=missing": "missing"}
_RANGE: Mapping[str, tuple[str, bool]] = {  # word -> what it says of the range
    "read_only": ("write", False), "locked": ("locked", True), "tracked": ("soft_dirty", False),
}  # fmt: skip
SCRIPT_FACTS = (*_MODES, *FEATURES, *_RANGE, "pinned")


class Script(NamedTuple):
    """A page that nothing has touched, in its range, and the names of the events to come."""

    page: Page
    events: tuple[str, ...]


def parse_script(words: Sequence[str]) -> Script:
    """The script in these words. ValueError names the first that is wrong, and what is known."""
    kind, rest = (words[0], words[1:]) if words and words[0] in PAGE_KINDS else (PAGE_KINDS[0], words)
    page = new_page(kind)
    count = next((index for index, word in enumerate(rest) if word in EVENTS), len(rest))
    for word in rest[:count]:
        page = _with_fact(page, word)
    for word in rest[count:]:
        if word in SCRIPT_FACTS:
            raise ValueError(f"{word!r}: facts of the range come before the first event")
        if word not in EVENTS:
            raise ValueError(f"{word!r} is not an event; events are {', '.join(EVENTS)}")
    return Script(page, tuple(rest[count:]))


def play_script(script: Script, life: LifeTree) -> tuple[Moment, ...]:
    """Begin with the script's page and let its events happen: their moments. ValueError says which cannot, and why."""
    life.start(script.page)
    moments = [life.now]
    for event in script.events:
        try:
            life.happen(event)
        except ValueError as error:
            raise ValueError(f"{event}: {error}") from None
        moments.append(life.now)
    return tuple(moments)


def spell_script(life: LifeTree) -> list[str]:
    """The words that lead to the present moment of a life. ValueError where it has what no word of a script says."""
    path = life.path()
    deeds = [life.deeds[number] for number in path[: path.index(life.index) + 1]]
    begun = max(index for index, deed in enumerate(deeds) if deed.kind == "start")
    own = deeds[begun:]
    facts = next((index for index, deed in enumerate(own) if deed.kind == "event"), len(own))
    if any(deed.kind != "event" for deed in own[facts:]):
        raise ValueError("a fact of the range was changed after an event: no command line says that")
    if any(deed.whose or deed.choices or deed.proposal for deed in own):
        raise ValueError("the child after a fork, circumstances and the proposal of 2021 have no command line")
    page = life.moments[path[begun + facts - 1]].pages[0]
    words = _spell_page(page)
    try:
        same = parse_script(words).page == page
    except ValueError:
        same = False
    if not same:
        raise ValueError("the facts of this range have no command line")
    return [*words, *(deed.name for deed in own[facts:])]


def _spell_page(page: Page) -> list[str]:
    """The kind of a page that nothing has touched, and the facts that are not as usual."""
    words = [page.kind, *(word for word, mode in _MODES.items() if mode in page.vma.uffd)]
    words += [word for word in FEATURES if word in page.vma.features]
    usual = new_page(page.kind).vma
    facts = [word for word, (name, value) in _RANGE.items() if value == getattr(page.vma, name) != getattr(usual, name)]
    return [*words, *facts, *(["pinned"] if page.pinned else [])]


def _with_fact(page: Page, word: str) -> Page:
    vma = page.vma
    if word == "pinned":
        return page._replace(pinned=True)
    if word in _MODES:
        return page._replace(vma=vma._replace(uffd=vma.uffd | {_MODES[word]}))
    if word in _RANGE:
        fact: dict[str, Any] = dict([_RANGE[word]])
        return page._replace(vma=vma._replace(**fact))
    if word not in FEATURES:
        known = f"kinds (as the first word) are {', '.join(PAGE_KINDS)}, facts {', '.join(SCRIPT_FACTS)}"
        raise ValueError(f"{word!r} is not known; {known}, events {', '.join(EVENTS)}")
    if not vma.uffd:
        raise ValueError(f"{word!r}: the range is not registered with userfaultfd; {' or '.join(_MODES)} comes first")
    return page._replace(vma=vma._replace(features=vma.features | {word}))
