"""What became of each software bit at an event, in a few words: "soft-dirty: bit 11 → bit 1"."""

from typing import NamedTuple

from ptetui.linux.classify import Reading, classify
from ptetui.linux.life.page import MARKER_STATES, PAGE_BITS, PMD_STATES, Page, known_bits, word_of
from ptetui.linux.life.table import Rule
from ptetui.linux.setting import Setting
from ptetui.linux.since import ANON_EXCLUSIVE_SINCE
from ptetui.schema.fields import Field

FATE_NAMES = {
    "soft_dirty": "soft-dirty",
    "uffd_wp": "uffd-wp",
    "exclusive": "exclusive",
    "young": "young",
    "dirty": "dirty",
}
_FIELDS = {"young": "accessed"}
NOT_KNOWN = "not known"


class Fate(NamedTuple):
    """One bit: kept, moved, lost or born; `source` and `target` are bits of the word, None where it is not there.

    It is "not known" where the model does not vouch for the bit in the word after the event. `inverted` says that the
    target is stored inverted: the bit is clear where the flag is set.
    """

    name: str
    change: str
    source: int | None
    target: int | None
    inverted: bool = False

    def __str__(self) -> str:
        where, sign = self.change, " (inverted)" if self.inverted else ""
        if self.change == "moved":
            where = f"bit {self.source} → bit {self.target}{sign}"
        if self.change == "born":
            where = "set" if self.target is None else f"set (bit {self.target}{sign})"
        if self.change == NOT_KNOWN:
            where = f"{NOT_KNOWN} (bit {self.target})"
        return f"{FATE_NAMES.get(self.name, self.name)}: {where}"


def fates(before: Page, after: Page, rule: Rule, setting: Setting) -> tuple[Fate, ...]:
    """The fate of every software bit that was set before or is set after, and of write permission."""
    rule_fates = dict(rule.fates)
    known = known_bits(after, setting)
    was, now = _reading(before, setting), _reading(after, setting)
    results = []
    for name in (*PAGE_BITS, "write"):
        if name == "exclusive" and setting.kernel < ANON_EXCLUSIVE_SINCE:
            continue
        old, new = _has(before, name), _has(after, name)
        if old or new:
            source = _place(before, was, name) if old and was else None
            target = _place(after, now, name) if new and now else None
            change = _change(name, old, new, source, target, before, after, rule_fates)
            if target is not None and not known >> target & 1:
                change = NOT_KNOWN
            inverted = target is not None and not after.present and setting.swap.at(target).inverted
            results.append(Fate(name, change, source, target, inverted))
    return tuple(results)


def _has(page: Page, name: str) -> bool:
    return page.writable or page.state == "pmd_write" if name == "write" else bool(getattr(page, name))


def _change(
    name: str, old: bool, new: bool, source: int | None, target: int | None, before: Page, after: Page,
    rule_fates: dict[str, str],
) -> str:  # fmt: skip
    if old and new:
        held, holding = before.state in PMD_STATES, after.state in PMD_STATES
        if held != holding and name != "exclusive":
            return "moved into the PMD" if holding else "moved from the PMD"
        if name == "uffd_wp" and after.state in MARKER_STATES:
            return "moved into the marker"
        if source is not None and target is not None:
            return "kept" if source == target else "moved"
        if target is not None:
            return "moved from the folio" if name == "exclusive" else "moved into the entry"
        if name == "exclusive" and after.state.startswith("migration"):
            return "kept in the type" if before.state.startswith("migration") else "moved into the type"
        if name == "exclusive":
            return "kept in the folio" if source is None else "moved to the folio"
        return "lost" if source is not None and after.present else "kept"
    if new:
        return "born"
    if name == "write" and after.state == "migration_write":
        return "moved into the type"
    return "moved to the folio" if rule_fates.get(name) == "folio" and name == "dirty" else "lost"


def _reading(page: Page, setting: Setting) -> Reading | None:
    """The word of a page as it is read; None where there is no word."""
    try:
        return classify(setting, word_of(page, setting))
    except ValueError:
        return None


def _place(page: Page, reading: Reading, name: str) -> int | None:
    """The bit of the word that holds a flag; None where none does."""
    if name == "exclusive" and page.state != "swap":
        return None
    of_marker = page.state in MARKER_STATES and name != "soft_dirty"
    wanted = _FIELDS.get(name, name) if page.present else name
    fields = reading.setting.parts("marker") if of_marker else reading.fields
    field = next((field for field in fields if field.name == wanted), None)
    if field is None or (field.kind != "flag" and page.state != "special_uffd_wp"):
        return None
    if page.present and not field.get(reading.word):
        field = _stand_in(reading, name) or field
        if not field.get(reading.word) and known_bits(page, reading.setting) & field.mask:
            return None
    return field.runs[0].low


def _stand_in(reading: Reading, name: str) -> Field | None:
    """Another bit that is set for the flag, as where a read-only entry keeps dirty aside; None where there is none."""
    pages = reading.setting.layout.pages
    conditions = pages.fields if pages else {}
    for field in reading.fields:
        facts = conditions.get(field.name, "").replace("&", " ").replace("|", " ").split()
        if name in facts and field.kind == "flag" and field.get(reading.word):
            return field
    return None
