"""The state of a word in another layout: the same state with the same values, as far as that layout has them."""

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.encode import encode, settable
from ptetui.linux.life.folio import Vma
from ptetui.linux.life.page import Page, known_bits, word_of
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MARKER_BITS


class SameState(NamedTuple):
    """A word that is in the same state, None where the layout has no such state; the values that it has no room for."""

    word: int | None
    lost: tuple[str, ...] = ()


def same_state(reading: Reading, setting: Setting) -> SameState:
    """The word of this state under another layout, kernel or configuration."""
    if setting == reading.setting:
        return SameState(reading.word)
    state = reading.state
    page = _user_page(reading.setting, reading.word) if state in ("present", "protnone") else None
    if page is not None and setting.layout.pages is not None:
        return _same_page(page, setting)
    try:
        word = encode(setting, state, {})
    except ValueError:
        return SameState(None)
    known, kept, lost = settable(setting, state), dict[str, int](), list[str]()
    for name, value in _values(reading).items():
        wanted = "area" if name == "type" and "area" in known else name
        try:
            word = encode(setting, state, {**kept, wanted: value} if wanted in known else {name: value})
            kept[wanted] = value
        except ValueError:
            lost.append(name)
    return SameState(word if classify(setting, word).state == state else None, tuple(lost))


def _same_page(page: Page, setting: Setting) -> SameState:
    """The entry of the same user page; its frame and its flags as far as the layout has room for them."""
    lost = []
    if page.frame is not None and page.frame >> setting.frame_bits:
        page = page._replace(frame=0)
        lost.append("pfn")
    word = word_of(page, setting)
    for name in ("soft_dirty", "uffd_wp"):
        without = page._replace(**{name: False})  # type: ignore[arg-type]  # both are bools of Page
        if getattr(page, name) and word_of(without, setting) == word:
            lost.append(name)
    return SameState(word, tuple(lost))


@lru_cache(maxsize=64)
def _user_page(setting: Setting, word: int) -> Page | None:
    """The anonymous page of which a word is the entry, as `Layout.pages` has it; None where there is none."""
    reading = classify(setting, word)
    if setting.layout.pages is None or setting.layout.level != "pte":
        return None
    states = ("present_write", "present_read") if reading.state == "present" else ("protnone",)
    for state, flags in product(states, product((False, True), repeat=5)):
        young, dirty, soft_dirty, uffd_wp, execute = flags
        page = Page(state=state, frame=reading.pfn, young=young, dirty=dirty, soft_dirty=soft_dirty, uffd_wp=uffd_wp,
                    vma=Vma(exec=execute))  # fmt: skip
        if not (word_of(page, setting) ^ word) & known_bits(page, setting):
            return page
    return None


def _values(reading: Reading) -> dict[str, int]:
    """What the word holds beyond its state, by the names that `encode` takes; what is 0 is left out."""
    if reading.form is not reading.setting.swap:
        fields = {field.name: field.get(reading.word) for field in reading.fields if field.kind in ("number", "flag")}
        return {name: value for name, value in fields.items() if value}
    flags = dict.fromkeys(reading.flags, 1)
    if reading.state == "swap":
        return _set({"type": reading.area, "offset": reading.offset, **flags})
    if reading.state == "marker":
        marks = {name for name, *_ in MARKER_BITS} & set(reading.marker or ())
        own = {f"swp_{name}" if name in settable(reading.setting, "marker") else name: 1 for name in reading.flags}
        return {**dict.fromkeys(sorted(marks), 1), **own}
    return _set({"pfn": reading.pfn, "young": reading.young, "dirty": reading.dirty, **flags})


def _set(values: dict[str, int | None]) -> dict[str, int]:
    return {name: int(value) for name, value in values.items() if value}
