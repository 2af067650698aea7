"""What a step can show, by the name of the screen: which keys say it, and the picture that they come to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, TypeVar

from ptetui.analysis.collisions import Finding, check
from ptetui.analysis.design_table import QUANTITIES
from ptetui.analysis.designs import DESIGNS, MOST_FLAGS, Case, usual_case
from ptetui.analysis.history import CASES, replay
from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import Reading, classify
from ptetui.linux.config import parse_config
from ptetui.linux.setting import Setting, find_setting
from ptetui.linux.syntax import parse_number, parse_state, parse_word
from ptetui.linux.versions import parse_version
from ptetui.sources.life.script import parse_script, play
from ptetui.sources.life.tree import Life
from ptetui.talk.pictures import (
    BudgetPicture,
    CollisionPicture,
    ComparePicture,
    DesignsPicture,
    HistoryPicture,
    LifePicture,
    Picture,
    WallPicture,
    WordPicture,
)

Values = Mapping[str, str]
T = TypeVar("T")


class Wrong(ValueError):
    """What is wrong with the value of a key."""

    def __init__(self, key: str, text: str) -> None:
        super().__init__(text)
        self.key = key


class Shows(NamedTuple):
    """The keys that a screen takes, and what makes its picture of their values."""

    keys: tuple[str, ...]
    make: Callable[[Values, Catalog], Picture]


@contextmanager
def _of(key: str) -> Iterator[None]:
    """Whatever goes wrong in here is the fault of this key."""
    try:
        yield
    except Wrong:
        raise
    except ValueError as error:
        raise Wrong(key, f"{key}: {error}") from None


# ---------------------------------------------------------------------------------------------- what all share


def _setting(values: Values, catalog: Catalog, name: str | None = None) -> Setting:
    """The layout of that name, else of the key, at its kernel or the key's."""
    with _of("config"):
        config = parse_config([values.get("config", "")])
    with _of("kernel"):
        kernel = parse_version(values["kernel"]) if "kernel" in values else None
    with _of("layout"):
        wanted = name or values.get("layout")
        if wanted is None:
            raise ValueError("a step needs a layout, of its own or in the front matter")
        return find_setting(catalog, wanted, kernel, config, values.get("level", "pte"))


def _reading(values: Values, setting: Setting) -> Reading:
    """What the key `word`, `state` or `form` means; a form stands for itself, whatever its zeros would be read as."""
    if "word" in values:
        with _of("word"):
            return classify(setting, parse_word(values["word"], setting.layout.width, setting.layout.name))
    if "state" in values:
        with _of("state"):
            return classify(setting, parse_state(setting, values["state"].split()))
    with _of("form"):
        name = values.get("form", "swap")
        form = next((form for form in setting.forms if form.name == name), None)
        if form is None:
            known = ", ".join(form.name for form in setting.forms)
            raise ValueError(f"{setting.layout.name} has no form {name!r}; it has {known}")
        found = classify(setting, form.blank)
        return found if found.form is form else Reading(setting, form.blank, form, form.state)


def _settings(values: Values, catalog: Catalog) -> list[Setting]:
    with _of("layouts"):
        names = values.get("layouts", "").split()
        if not names:
            raise ValueError("name the layouts, such as layouts: x86_64 arm64_4k@6.12 s390")
        return [_named(name, values, catalog) for name in names]


def _named(name: str, values: Values, catalog: Catalog) -> Setting:
    try:
        return _setting(values, catalog, name)
    except Wrong as wrong:
        raise ValueError(str(wrong).partition(": ")[2]) from None


# ---------------------------------------------------------------------------------------------- one word, or several


def _explore(values: Values, catalog: Catalog) -> Picture:
    setting = _setting(values, catalog)
    before = None
    if "before" in values:
        with _of("before"):
            before = classify(setting, parse_state(setting, values["before"].split()))
    return WordPicture(_reading(values, setting), before, _bits(values, setting.layout.width))


def _bits(values: Values, width: int) -> tuple[int, int] | None:
    """ "15-0" as (15, 0)."""
    if "bits" not in values:
        return None
    with _of("bits"):
        high, dash, low = values["bits"].partition("-")
        if not dash or not width > parse_number(high) > parse_number(low):
            raise ValueError(f"{values['bits']!r} is not like 15-0, of bits {width - 1} to 0")
        return parse_number(high), parse_number(low)


def _compare(values: Values, catalog: Catalog) -> Picture:
    settings = _settings(values, catalog)
    bits = _bits(values, min(each.layout.width for each in settings))
    return ComparePicture(tuple(_reading(values, each) for each in settings), bits)


def _wall(values: Values, catalog: Catalog) -> Picture:
    return WallPicture(tuple(_settings(values, catalog)))


# ---------------------------------------------------------------------------------------------- what happens to a page


def _life(values: Values, catalog: Catalog) -> Picture:
    life = Life(_setting(values, catalog), catalog)
    with _of("life"):
        script = parse_script(values.get("life", "").split())
        if not script.events:
            raise ValueError("no event; write for example life: shmem uffd=wp write uffd_wp pageout")
        return LifePicture(script, play(script, life))


# ---------------------------------------------------------------------------------------------- collisions


def _collisions(values: Values, catalog: Catalog) -> Picture:
    found = check(_setting(values, catalog))
    with _of("rule"):
        return CollisionPicture(_finding(found, values.get("rule", "").split()))


def _finding(found: Sequence[Finding], words: Sequence[str]) -> Finding:
    """The first finding of a rule, and of the state it was made as if that is named."""
    rule, states = words[0] if words else "", set(words[1:])
    fitting = [each for each in found if rule in ("", each.rule) and states <= {*each.states, each.written, each.read}]
    if not fitting:
        known = "; ".join(f"{each.rule} {each.written}" for each in found) or "none"
        raise ValueError(f"no finding {' '.join(words) or 'at all'}; there are {known}")
    return fitting[0]


def _history(values: Values, catalog: Catalog) -> Picture:
    with _of("case"):
        name = values.get("case", "")
        case = next((case for case in CASES if case.id == name), None)
        if case is None:
            raise ValueError(f"{name!r} is not known; cases are {', '.join(case.id for case in CASES)}")
    return HistoryPicture(replay(case, catalog))


# ---------------------------------------------------------------------------------------------- the designs


def _case(values: Values, catalog: Catalog) -> Case:
    setting = _setting(values, catalog)
    with _of("flags"):
        flags = parse_number(values["flags"]) if "flags" in values else None
        if flags is not None and flags > MOST_FLAGS:
            raise ValueError(f"{flags}: 0 to {MOST_FLAGS} can be asked")
    return usual_case(setting, catalog, flags)


def _designs(values: Values, catalog: Catalog) -> Picture:
    with _of("rows"):
        rows = _chosen(values.get("rows"), {row.name: row for row in QUANTITIES})
    with _of("designs"):
        columns = _chosen(values.get("designs"), {design.name: design for design in DESIGNS})
    return DesignsPicture(_case(values, catalog), tuple(rows), tuple(columns))


def _budget(values: Values, catalog: Catalog) -> Picture:
    with _of("design"):
        (design,) = _chosen(values.get("design", "marker"), {design.name: design for design in DESIGNS})
    return BudgetPicture(_case(values, catalog), design)


def _chosen(text: str | None, known: Mapping[str, T]) -> list[T]:
    """Those that are named, all where none is."""
    for name in (text or "").split():
        if name not in known:
            raise ValueError(f"{name!r} is not known; there are {', '.join(known)}")
    return [known[name] for name in text.split()] if text else list(known.values())


_READING = ("layout", "kernel", "config", "level")
DEFAULT_SCREEN = "explore"
SCREENS: Mapping[str, Shows] = {
    "explore": Shows((*_READING, "word", "state", "form", "before", "bits"), _explore),
    "life": Shows((*_READING[:3], "life"), _life),
    "compare": Shows(("kernel", "config", "level", "layouts", "state", "form", "bits"), _compare),
    "wall": Shows(("kernel", "config", "layouts"), _wall),
    "collisions": Shows((*_READING, "rule"), _collisions),
    "history": Shows(("case",), _history),
    "designs": Shows((*_READING[:3], "flags", "rows", "designs"), _designs),
    "budget": Shows((*_READING[:3], "flags", "design"), _budget),
}
KEYS = ("screen", *dict.fromkeys(key for shows in SCREENS.values() for key in shows.keys))
