"""One word through the kernels that its layout knows: what each reads it as."""

from functools import lru_cache
from typing import NamedTuple

from ptetui.linux.catalog import Catalog, CatalogError
from ptetui.linux.classify import Reading, classify
from ptetui.linux.setting import Setting
from ptetui.linux.versions import RELEASES, Version, spell


class ReleaseSpan(NamedTuple):
    """Releases from `since` to `until`, both inclusive, in which a word is read the same way."""

    since: Version
    until: Version
    reading: Reading

    @property
    def text(self) -> str:
        """ "5.19 to 6.12"."""
        return spell(self.since) if self.since == self.until else f"{spell(self.since)} to {spell(self.until)}"


@lru_cache(maxsize=32)
def word_history(catalog: Catalog, setting: Setting, word: int) -> tuple[ReleaseSpan, ...]:
    """The releases of a layout, the newest first, joined where state, values and form stay the same."""
    try:
        history = catalog.history(setting.layout.name, setting.layout.level)
    except CatalogError:  # it is in no file
        return ()
    spans: list[ReleaseSpan] = []
    before: object = None
    for kernel in RELEASES:
        layout = next((layout for layout in history if layout.covers(kernel)), None)
        if layout is None:
            before = None
            continue
        reading = classify(Setting(layout, kernel, setting.config), word)
        same = _values(reading)
        if same == before:
            spans[-1] = spans[-1]._replace(until=kernel)
        else:
            spans.append(ReleaseSpan(kernel, kernel, reading))
        before = same
    return tuple(reversed(spans))


def _values(reading: Reading) -> tuple[object, ...]:
    """What a word is read as: its state, and every field with its bits."""
    fields = tuple((field.name, field.spans, field.get(reading.word)) for field in reading.fields)
    return reading.state, reading.type, reading.offset, reading.pfn, reading.flags, fields
