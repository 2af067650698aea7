"""What one rule of the table makes of a page: state, flags, frame, slot, what lies behind."""

from typing import NamedTuple

from ptetui.linux.layout import Pages
from ptetui.linux.life.guards import Question, soft_dirty_known
from ptetui.linux.life.page import (
    BITS,
    EMPTY_PROTECTED,
    MARKER_STATES,
    PRESENT_STATES,
    SPECIAL_STATES,
    Page,
    keeps,
    kind_of,
)
from ptetui.linux.life.table import Rule
from ptetui.linux.setting import Setting
from ptetui.linux.since import EXACT_SOFT_DIRTY_SINCE, REMAP_CLEARS_SINCE

_FRAME_STATES = (*PRESENT_STATES, *SPECIAL_STATES)
_COPIES = ("wp_page_copy", "copy_present_page", "remove_migration_pte")
_FAULTS = ("read", "write")
_PLAIN = Pages({})


class Supply(NamedTuple):
    """Numbers for what an event needs anew: a frame, a swap slot, the area it is in. None: not known."""

    frame: int | None = None
    slot: int | None = None
    area: int = 0


NOTHING_KNOWN = Supply()


def with_range(page: Page, event: str, setting: Setting) -> Page:
    """The page after what the event does to the range before it looks at entries."""
    vma = page.vma
    if event.startswith("mprotect_"):
        allowed = {"none": (False, False), "ro": (True, False), "rw": (True, True)}[event.removeprefix("mprotect_")]
        return page._replace(vma=vma._replace(read=allowed[0], write=allowed[1], exec=vma.exec and allowed[0]))
    if event == "clear_refs_4" and soft_dirty_known(Question(page, setting)):
        return page._replace(vma=vma._replace(soft_dirty=False))
    return page


def after(page: Page, rule: Rule, event: str, setting: Setting, supply: Supply) -> Page:
    """The page once the rule has been carried out."""
    to = rule.to or page.state
    made = _with_bits(page, rule, to, event, setting)
    made = _with_place(page, made, rule, to, supply)
    made = _with_backing(page, made, rule, to, event)
    made = _with_certainty(page, made, rule, event, setting)
    return _with_sharing(made, event)


def _pages(setting: Setting) -> Pages:
    return setting.layout.pages or _PLAIN


def _with_bits(page: Page, rule: Rule, to: str, event: str, setting: Setting) -> Page:
    gone = to not in (*_FRAME_STATES, "SWAP")
    flags = dict.fromkeys(BITS, False) if gone and to != page.state else {name: getattr(page, name) for name in BITS}
    said = dict(rule.fates)
    if to in PRESENT_STATES and event in _FAULTS and rule.outcome in ("", "userfault next") and rule.to:
        flags["young"] = True
    folio_dirty = page.folio_dirty
    for name, fate in said.items():
        flags[name] = _bit(page, name, fate, setting)
        if fate == "folio" and name == "dirty":
            folio_dirty = folio_dirty or page.dirty
    if event in _FAULTS and to in PRESENT_STATES and rule.to and "dirty" not in said:
        flags["dirty"] = (event == "write" and to == "PRESENT_RW") or (page.present and page.dirty)
    flags["uffd_wp"] = to in EMPTY_PROTECTED or (flags["uffd_wp"] and to not in MARKER_STATES and to != "NONE")
    if to == "SWAP" or to in SPECIAL_STATES:
        held = {each.name for each in setting.flags(kind_of(to))}
        flags |= {name: flags[name] and name in held for name in ("soft_dirty", "uffd_wp")}
    if to == "SPECIAL_UFFD_WP":
        flags["soft_dirty"] = False
    if "change_pte_range" in rule.function and to in PRESENT_STATES and _pages(setting).modify_makes_young:
        flags["young"] = True
    if event == "mig_start":
        folio_dirty = folio_dirty or page.dirty
    if event == "mig_end" and flags["dirty"] and setting.kernel < EXACT_SOFT_DIRTY_SINCE:
        flags["soft_dirty"] = flags["soft_dirty"] or "soft_dirty" in _pages(setting).mkdirty
    if to not in PRESENT_STATES and not (to.startswith("MIG_") and setting.stores_young_dirty):
        folio_dirty = folio_dirty or (page.dirty and (to == "SWAP" or to.startswith("MIG_")))
        flags["young"] = flags["dirty"] = False
    flags["soft_dirty"] = flags["soft_dirty"] and soft_dirty_known(Question(page, setting))
    return page._replace(state=to, folio_dirty=folio_dirty, **flags)


def _bit(page: Page, name: str, fate: str, setting: Setting) -> bool:
    """The flag that a fate gives."""
    value = getattr(page, name)
    if fate in ("0", "lost", "marker"):
        return False
    if fate == "1":
        return True
    if fate == "folio":
        # the swap entry's exclusive bit moves to the page, and a page without other users is exclusive, too
        return name == "exclusive" and (page.exclusive or page.shared_by == 1)
    if fate == "mkdirty":
        return value or name in _pages(setting).mkdirty
    if fate == "folio?":
        return value or (page.folio_dirty and name in _pages(setting).mkdirty)
    if fate == "store":
        newly = not page.dirty and _pages(setting).store == "fault"
        return value or (newly and name in _pages(setting).mkdirty)
    if fate == "child":
        return value and "wp" in page.vma.uffd and "event_fork" in page.vma.features
    if fate == "remap":
        reset = bool(page.vma.uffd) and "event_remap" not in page.vma.features
        return value and not (reset and setting.kernel >= REMAP_CLEARS_SINCE)
    if fate == "offset":
        return value and setting.stores_young_dirty
    if fate == "entry":
        return value and (name != "dirty" or page.folio_dirty)
    if fate == "private":
        return not page.vma.shared
    return bool(value)


def _with_place(page: Page, made: Page, rule: Rule, to: str, supply: Supply) -> Page:
    had, has = page.state in _FRAME_STATES, to in _FRAME_STATES
    if to == "SWAP" and page.state != "SWAP":
        return made._replace(frame=None, slot=supply.slot, area=supply.area)
    if page.state == "SWAP" and to != "SWAP":
        made = made._replace(slot=None)
    copied = any(name in rule.function for name in _COPIES) or (page.state == "ZERO" and to == "PRESENT_RW")
    cached = not page.anon and page.backing == "resident" and page.frame is not None and made.vma.shared
    if has and (copied or (not had and not cached)):
        return made._replace(frame=supply.frame)
    if not has and had and not cached:
        return made._replace(frame=None)
    return made


def _with_backing(page: Page, made: Page, rule: Rule, to: str, event: str) -> Page:
    backing = rule.backing.split()[-1] if rule.backing else made.backing
    anon = page.anon
    if page.kind == "file":
        # a store to a private mapping makes an anonymous copy; the next fault after a zap finds the file again
        copied = event == "write" and made.writable
        anon = copied or (anon and to not in ("NONE", *MARKER_STATES, *EMPTY_PROTECTED))
    if backing != "resident" and not anon:
        made = made._replace(frame=None) if to not in _FRAME_STATES else made
    folio_dirty = made.folio_dirty or (event == "write" and made.dirty)
    if to == "SWAP" and page.state != "SWAP":
        folio_dirty = False
    lazyfree = made.lazyfree if to == page.state else False
    if event == "free" and made.present:
        lazyfree, folio_dirty = True, False
    return made._replace(backing=backing, anon=anon, folio_dirty=folio_dirty, lazyfree=lazyfree)


def _with_certainty(page: Page, made: Page, rule: Rule, event: str, setting: Setting) -> Page:
    """Which flags hardware or timing decides now, and which no longer."""
    pages = _pages(setting)
    unsure = set(page.unsure)
    hw_dirty = made.hw_dirty and made.dirty and made.writable
    if event == "mig_end" and made.writable and not made.dirty and pages.mkwrite_dirties:
        made, hw_dirty = made._replace(dirty=True), True
    by_hardware = event == "write" and page.state == made.state == "PRESENT_RW"
    if by_hardware and not page.dirty and pages.store == "either":
        unsure |= {"hw_dirty", *(name for name in pages.mkdirty if keeps(setting, name))}
    touched = event in _FAULTS and made.present and rule.to is None and not rule.outcome
    if touched and page.old and pages.holds:
        unsure.add("young")
    elif touched:
        made = made._replace(young=True)
    decided = {name for name, fate in rule.fates if fate not in ("keep", "offset", "entry", "store", "remap", "child")}
    if touched and page.old and pages.holds:
        decided -= {"young"}
    if not made.writable or not made.dirty:
        decided.add("hw_dirty")
    if rule.to and event in _FAULTS:
        decided.add("young")
    if not made.present and not made.state.startswith("MIG_"):
        decided |= {"young", "hw_dirty"}
    old = (event == "clear_refs_1" and made.present) or (made.old and event in _FAULTS and rule.to is None)
    return made._replace(unsure=frozenset(unsure - decided), hw_dirty=hw_dirty, old=old)


def _with_sharing(made: Page, event: str) -> Page:
    if event in ("fork_parent", "fork_child") and made.anon and made.state in (*_FRAME_STATES, "SWAP"):
        made = made._replace(shared_by=made.shared_by + (made.state != "ZERO"))
    if event == "fork_child":
        vma = made.vma
        if "event_fork" not in vma.features:
            vma = vma._replace(uffd=frozenset(), features=frozenset())
        made = made._replace(vma=vma._replace(locked=False), old=False)
    if event == "mremap":
        vma = made.vma._replace(soft_dirty=True)
        if vma.uffd and "event_remap" not in vma.features:
            vma = vma._replace(uffd=frozenset(), features=frozenset())
        made = made._replace(vma=vma)
    if event == "write" and made.writable and made.anon:
        made = made._replace(shared_by=1)
    return made
