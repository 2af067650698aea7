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
from ptetui.linux.life.table import Event, Rule
from ptetui.linux.releases import REMAP_CLEARS_UFFD
from ptetui.linux.setting import Setting
from ptetui.linux.since import EXACT_SOFT_DIRTY_SINCE

_FRAME_STATES = (*PRESENT_STATES, *SPECIAL_STATES)
_PLAIN = Pages({})


class Supply(NamedTuple):
    """Numbers for what an event needs anew: a frame, a swap slot, the area it is in. None: not known."""

    frame: int | None = None
    slot: int | None = None
    area: int = 0


NOTHING_KNOWN = Supply()


def with_range(page: Page, event: Event, setting: Setting) -> Page:
    """The page after what the event does to the range before it looks at entries."""
    if not event.range:
        return page
    changes = {name: value for name, value in event.range if name != "soft_dirty" or _tracks(page, setting)}
    return page._replace(vma=page.vma._replace(**changes)) if changes else page  # type: ignore[arg-type]


def _tracks(page: Page, setting: Setting) -> bool:
    return soft_dirty_known(Question(page, setting))


def after(page: Page, rule: Rule, event: Event, part: str, setting: Setting, supply: Supply) -> Page:
    """The page once the rule of one part of an event has been carried out."""
    to = rule.to or page.state
    done = _with_bits(page, rule, to, event, setting)
    done = _with_place(page, done, rule, to, supply)
    done = _with_backing(page, done, rule, to, event)
    done = _with_certainty(page, done, rule, event, setting)
    return _with_sharing(done, event, part)


def _pages(setting: Setting) -> Pages:
    return setting.layout.pages or _PLAIN


def _with_bits(page: Page, rule: Rule, to: str, event: Event, setting: Setting) -> Page:
    gone = to not in (*_FRAME_STATES, "SWAP")
    flags = dict.fromkeys(BITS, False) if gone and to != page.state else {name: getattr(page, name) for name in BITS}
    fates = dict(rule.fates)
    if to in PRESENT_STATES and event.access and rule.outcome in ("", "userfault next") and rule.to:
        flags["young"] = True
    folio_dirty = page.folio_dirty
    for name, fate in fates.items():
        flags[name] = _bit(page, name, fate, setting)
        if fate == "folio" and name == "dirty":
            folio_dirty = folio_dirty or page.dirty
    if event.access and to in PRESENT_STATES and rule.to and "dirty" not in fates:
        flags["dirty"] = (event.access == "write" and to == "PRESENT_RW") or (page.present and page.dirty)
    flags["uffd_wp"] = to in EMPTY_PROTECTED or (flags["uffd_wp"] and to not in MARKER_STATES and to != "NONE")
    if to == "SWAP" or to in SPECIAL_STATES:
        held = {each.name for each in setting.flags(kind_of(to))}
        flags |= {name: flags[name] and name in held for name in ("soft_dirty", "uffd_wp")}
    if to == "SPECIAL_UFFD_WP":
        flags["soft_dirty"] = False
    if rule.modify and to in PRESENT_STATES:
        flags |= dict.fromkeys(_pages(setting).modify_clears, False)
        flags["young"] = flags["young"] or _pages(setting).modify_makes_young
    if fates.get("dirty") == "offset":
        folio_dirty = folio_dirty or page.dirty
    if fates.get("dirty") == "entry" and flags["dirty"] and setting.kernel < EXACT_SOFT_DIRTY_SINCE:
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
        return value and not (reset and setting.has(REMAP_CLEARS_UFFD))
    if fate == "offset":
        return value and setting.stores_young_dirty
    if fate == "entry":
        return value and (name != "dirty" or page.folio_dirty)
    if fate == "private":
        return not page.vma.shared
    return bool(value)


def _with_place(page: Page, done: Page, rule: Rule, to: str, supply: Supply) -> Page:
    had, has = page.state in _FRAME_STATES, to in _FRAME_STATES
    if to == "SWAP" and page.state != "SWAP":
        return done._replace(frame=None, slot=supply.slot, area=supply.area)
    if page.state == "SWAP" and to != "SWAP":
        done = done._replace(slot=None)
    copied = rule.new_frame or (page.state == "ZERO" and to == "PRESENT_RW")
    cached = not page.anon and page.backing == "resident" and page.frame is not None and done.vma.shared
    if has and (copied or (not had and not cached)):
        return done._replace(frame=supply.frame)
    if not has and had and not cached:
        return done._replace(frame=None)
    return done


def _with_backing(page: Page, done: Page, rule: Rule, to: str, event: Event) -> Page:
    backing = rule.backing.split()[-1] if rule.backing else done.backing
    anon = page.anon
    if page.kind == "file":
        # a store to a private mapping makes an anonymous copy; the next fault after a zap finds the file again
        copied = event.access == "write" and done.writable
        anon = copied or (anon and to not in ("NONE", *MARKER_STATES, *EMPTY_PROTECTED))
    if backing != "resident" and not anon:
        done = done._replace(frame=None) if to not in _FRAME_STATES else done
    folio_dirty = done.folio_dirty or (event.access == "write" and done.dirty)
    if to == "SWAP" and page.state != "SWAP":
        folio_dirty = False
    lazyfree = done.lazyfree if to == page.state else False
    done = done._replace(backing=backing, anon=anon, folio_dirty=folio_dirty, lazyfree=lazyfree)
    folio = dict(rule.folio)
    if folio:
        done = done._replace(
            folio_dirty=folio.get("dirty", done.folio_dirty), lazyfree=folio.get("lazyfree", done.lazyfree)
        )
    return done


def _with_certainty(page: Page, done: Page, rule: Rule, event: Event, setting: Setting) -> Page:
    """Which flags hardware or timing decides now, and which no longer."""
    pages = _pages(setting)
    unsure = set(page.unsure)
    hw_dirty = done.hw_dirty and done.dirty and done.writable
    if dict(rule.fates).get("dirty") == "entry" and done.writable and not done.dirty and pages.mkwrite_dirties:
        done, hw_dirty = done._replace(dirty=True), True
    by_hardware = event.access == "write" and page.state == done.state == "PRESENT_RW"
    if by_hardware and not page.dirty and pages.store == "either":
        unsure |= {"hw_dirty", *(name for name in pages.mkdirty if keeps(setting, name))}
    touched = bool(event.access) and done.present and rule.to is None and not rule.outcome
    if touched and page.old and pages.holds:
        unsure.add("young")
    elif touched:
        done = done._replace(young=True)
    decided = {name for name, fate in rule.fates if fate not in ("keep", "offset", "entry", "store", "remap", "child")}
    if touched and page.old and pages.holds:
        decided -= {"young"}
    if not done.writable or not done.dirty:
        decided.add("hw_dirty")
    if rule.to and event.access:
        decided.add("young")
    if not done.present and not done.state.startswith("MIG_"):
        decided |= {"young", "hw_dirty"}
    old = (rule.unflushed and done.present) or (done.old and bool(event.access) and rule.to is None)
    return done._replace(unsure=frozenset(unsure - decided), hw_dirty=hw_dirty, old=old)


def _with_sharing(done: Page, event: Event, part: str) -> Page:
    if event.name == "fork" and done.anon and done.state in (*_FRAME_STATES, "SWAP"):
        done = done._replace(shared_by=done.shared_by + (done.state != "ZERO"))
    if part == "fork_child":
        vma = done.vma
        if "event_fork" not in vma.features:
            vma = vma._replace(uffd=frozenset(), features=frozenset())
        done = done._replace(vma=vma._replace(locked=False), old=False)
    if event.name == "mremap":
        vma = done.vma._replace(soft_dirty=True)
        if vma.uffd and "event_remap" not in vma.features:
            vma = vma._replace(uffd=frozenset(), features=frozenset())
        done = done._replace(vma=vma)
    if event.access == "write" and done.writable and done.anon:
        done = done._replace(shared_by=1)
    return done
