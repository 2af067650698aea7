"""What one rule of the table makes of a page: state, flags, frame, slot, what lies behind."""

from typing import Any, NamedTuple

from ptetui.linux.layout import Pages
from ptetui.linux.life.folio import File, Folio
from ptetui.linux.life.guards import Circumstances, alone_in_swap, holds_anonymous, remap_clears, soft_dirty_known
from ptetui.linux.life.page import (
    EMPTY_PROTECTED,
    MARKER_STATES,
    PAGE_BITS,
    PMD_STATES,
    PRESENT_STATES,
    SPECIAL_STATES,
    Page,
    keeps,
    kind_of,
)
from ptetui.linux.life.table import Event, Rule
from ptetui.linux.setting import Setting
from ptetui.linux.since import EXACT_SOFT_DIRTY_SINCE, SWAP_CACHE_ALWAYS_SINCE

_MAPPED = (*PRESENT_STATES, *PMD_STATES)
_FRAME_STATES = (*_MAPPED, *SPECIAL_STATES)
_NO_ACCESS = ("protnone", "protnone_numa")
_PLAIN = Pages({})


class Supply(NamedTuple):
    """Numbers that an event needs: a frame, a swap slot, the area it is in; and the frame
    of the zero page. None: not known."""

    frame: int | None = None
    slot: int | None = None
    area: int = 0
    zero: int | None = None


NOTHING_KNOWN = Supply()


def with_range(page: Page, event: Event, setting: Setting) -> Page:
    """The page after what the event does to the range before it looks at entries."""
    if not event.range:
        return page
    tracks = soft_dirty_known(Circumstances(page, setting))
    changes: dict[str, Any] = {name: value for name, value in event.range if name != "soft_dirty" or tracks}
    return page._replace(vma=page.vma._replace(**changes)) if changes else page


def page_after(page: Page, rule: Rule, event: Event, part: str, setting: Setting, supply: Supply) -> Page:
    """The page once the rule of one part of an event has been carried out."""
    to = rule.to or page.state
    done = _with_bits(page, rule, to, event, setting)
    done = done._replace(zero=to == "zero_page" or (page.zero and to in _NO_ACCESS))
    done = _with_folio(page, done, rule, event, setting)
    done = _with_place(page, done, rule, event, supply)
    done = _with_file(page, done, rule, event)
    done = _with_certainty(page, done, rule, event, setting)
    return _in_range(page, _with_sharing(done, rule, event, part), rule, event)


def _in_range(page: Page, done: Page, rule: Rule, event: Event) -> Page:
    """What is left in the range: what the event says, and that anonymous pages may be there."""
    vma = done.vma
    changes: dict[str, Any] = dict(event.leaves)
    if changes.pop("unregistered", False) and "event_remap" not in vma.features:
        vma = vma.unregistered
    if changes.pop("dropped", False):
        vma = vma.unregistered
    if changes.pop("anon_vma", False) or holds_anonymous(done):
        changes["anon_vma"] = not vma.shared
    if (
        rule.outcome == "userfault"
        and event.access == "write"
        and page.kind == "anon"
        and not page.zero
        and page.state != "zero_page"
    ):
        changes["anon_vma"] = True
    return done._replace(vma=vma._replace(**changes)) if changes or vma is not done.vma else done


def _pages(setting: Setting) -> Pages:
    return setting.layout.pages or _PLAIN


def _with_bits(page: Page, rule: Rule, to: str, event: Event, setting: Setting) -> Page:
    gone = to not in (*_FRAME_STATES, "swap")
    flags = (
        dict.fromkeys(PAGE_BITS, False)
        if gone and to != page.state
        else {name: getattr(page, name) for name in PAGE_BITS}
    )
    fates = dict(rule.fates)
    if to in PRESENT_STATES and event.access and rule.outcome in ("", "userfault next") and rule.to:
        flags["young"] = True
    for name, fate in fates.items():
        flags[name] = _bit(page, name, fate, setting)
    if event.access and to in PRESENT_STATES and rule.to and "dirty" not in fates:
        flags["dirty"] = (event.access == "write" and to == "present_write") or (page.present and page.dirty)
    flags["uffd_wp"] = to in EMPTY_PROTECTED or (flags["uffd_wp"] and to not in MARKER_STATES and to != "none")
    if to == "swap" or to in SPECIAL_STATES:
        held = {field.name for field in setting.flags(kind_of(to))}
        flags |= {name: flags[name] and name in held for name in ("soft_dirty", "uffd_wp")}
    if to == "special_uffd_wp":
        flags["soft_dirty"] = False
    if rule.modify and to in PRESENT_STATES:
        flags |= dict.fromkeys(_pages(setting).modify_clears, False)
        flags["young"] = flags["young"] or _made_young(_pages(setting), to)
    exact = setting.kernel >= EXACT_SOFT_DIRTY_SINCE and setting.layout.level == "pte"  # not remove_migration_pmd()
    if fates.get("dirty") == "entry" and flags["dirty"] and not exact:
        flags["soft_dirty"] = flags["soft_dirty"] or "soft_dirty" in _pages(setting).mkdirty
    if to not in _MAPPED and not (to.startswith("migration") and setting.stores_young_dirty):
        flags["young"] = flags["dirty"] = False
    if to.startswith("migration"):
        flags |= dict.fromkeys(setting.lost_when_stored, False)
    flags["soft_dirty"] = flags["soft_dirty"] and soft_dirty_known(Circumstances(page, setting))
    return page._replace(state=to, **flags)


def _made_young(pages: Pages, to: str) -> bool:
    return pages.modify_makes_young and (not to.startswith("protnone") or pages.none_has_young)


def _bit(page: Page, name: str, fate: str, setting: Setting) -> bool:
    """The flag that a fate gives."""
    value = getattr(page, name)
    if fate in ("0", "lost", "marker"):
        return False
    if fate == "1":
        return True
    if fate == "folio":
        # the swap entry's exclusive bit moves to the page, and a page without other users is exclusive, too
        return name == "exclusive" and alone_in_swap(Circumstances(page, setting))
    if fate == "mkdirty":
        return value or name in _pages(setting).mkdirty
    if fate == "folio?":
        return value or (page.file.dirty and name in _pages(setting).mkdirty)
    if fate == "store":
        newly = not page.dirty and _pages(setting).store == "fault"
        return value or (newly and name in _pages(setting).mkdirty)
    if fate == "child":
        return value and "wp" in page.vma.uffd and "event_fork" in page.vma.features
    if fate == "remap":
        reset = bool(page.vma.uffd) and "event_remap" not in page.vma.features
        return value and not (reset and remap_clears(setting))
    if fate == "around":
        return setting.layout.arch != "arm64"  # arch_wants_old_prefaulted_pte(): where the hardware sets the bit
    if fate == "offset":
        return value and setting.stores_young_dirty
    if fate == "entry":
        return value and (name != "dirty" or page.folio.dirty or page.file.dirty)
    if fate == "private":
        return not page.vma.shared
    return bool(value)


def _with_place(page: Page, done: Page, rule: Rule, event: Event, supply: Supply) -> Page:
    """Frame and slot: kept, new, those of the zero page, or those of the file's page."""
    if done.state == "swap":
        return done if page.state == "swap" else done._replace(frame=None, slot=supply.slot, area=supply.area)
    done = done._replace(slot=None)
    if done.state not in _FRAME_STATES:
        return done._replace(frame=None)
    if done.zero:
        return done if page.zero else done._replace(frame=supply.zero)
    if rule.new_frame or page.zero or page.anon != done.anon:
        return done._replace(frame=supply.frame)
    if page.state in _FRAME_STATES:
        return done
    known = not done.anon and page.file.backing == "resident" and not event.leaves
    return done._replace(frame=page.file.frame if known else supply.frame)


def _with_folio(page: Page, done: Page, rule: Rule, event: Event, setting: Setting) -> Page:
    """The anonymous folio: a new one for a new page, dirty where a dirty entry was unmapped from it."""
    folio = page.folio
    fates = dict(rule.fates)
    private_copy = fates.get("exclusive") in ("1", "private") and not page.vma.shared
    anon = page.anon
    if page.kind == "file":
        anon = (private_copy and done.present) or (
            anon and done.state not in ("none", *MARKER_STATES, *EMPTY_PROTECTED)
        )
    if not occupies(done) or (rule.new_frame and event.access) or not occupies(page) or page.zero or anon != page.anon:
        folio = Folio()
    elif done.state == "swap" and page.state != "swap":
        folio = Folio(mapcount=folio.mapcount)
    elif page.state == "swap" and done.state != "swap":
        freed = setting.kernel >= SWAP_CACHE_ALWAYS_SINCE
        folio = folio._replace(dirty=freed, swap_cache=folio.swap_cache and not freed)
    elif page.dirty and fates.get("dirty") in ("offset", "folio"):
        folio = folio._replace(dirty=True)
    if event.access == "write" and done.writable and anon:
        folio = folio._replace(mapcount=1, ksm=False)
    if rule.folio and not (folio.swap_cache and "lazyfree" in dict(rule.folio)):
        folio = folio._replace(**dict(rule.folio))
    return done._replace(anon=anon, folio=folio)


def occupies(page: Page) -> bool:
    """Whether the entry stands for a page or a swap slot of its own, the zero page included."""
    return page.state in (*_FRAME_STATES, "swap")


def _with_file(page: Page, done: Page, rule: Rule, event: Event) -> Page:
    """The file's page behind: what a fault brings in, what a store or an unmapped dirty entry makes dirty."""
    file = page.file
    mapped = not page.anon and page.present
    if mapped and page.dirty and not done.dirty:
        file = file._replace(dirty=True)
    backing = rule.backing.split()[-1] if rule.backing else ""
    if (rule.fills and page.vma.shared) or (done.present and not done.anon):
        backing = "resident"
    if backing == "resident" and file.backing != "resident":
        file = File("resident", dirty=file.backing == "swapped")  # shmem_swapin_folio() makes it dirty
    elif backing == "swapped" and file.backing == "resident":
        file = File("swapped") if file.dirty or (mapped and page.dirty) else File()
    elif backing == "hole":
        file = File()
    if not done.anon and done.present:
        file = file._replace(frame=done.frame)
        if event.access == "write" and rule.to and done.dirty:
            file = file._replace(dirty=True)
    if rule.elsewhere:
        file = file._replace(elsewhere=True)
    if done.state == "hwpoison" and page.state != "hwpoison" and not page.anon:
        file = file._replace(poisoned=True)
    return done._replace(file=file)


def _with_certainty(page: Page, done: Page, rule: Rule, event: Event, setting: Setting) -> Page:
    """Which flags hardware or timing decides now, and which no longer."""
    pages = _pages(setting)
    unsure = set(page.unsure)
    hw_dirty = done.hw_dirty and done.dirty and done.writable
    if dict(rule.fates).get("dirty") == "entry" and done.writable and not done.dirty and pages.mkwrite_dirties:
        done, hw_dirty = done._replace(dirty=True), True
    by_hardware = event.access == "write" and page.state == done.state == "present_write"
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
    if not done.present and not done.state.startswith("migration"):
        decided |= {"young", "hw_dirty"}
    old = (rule.unflushed and done.present) or (done.old and bool(event.access) and rule.to is None)
    return done._replace(unsure=frozenset(unsure - decided), hw_dirty=hw_dirty, old=old)


def _with_sharing(done: Page, rule: Rule, event: Event, part: str) -> Page:
    if not event.copies or rule.fails:
        return done
    if done.anon and occupies(done) and not done.zero:
        done = done._replace(folio=done.folio._replace(mapcount=done.folio.mapcount + 1))
    if part != event.parts[0]:
        vma = done.vma if "event_fork" in done.vma.features else done.vma.unregistered
        done = done._replace(vma=vma._replace(locked=False), old=False)
    return done
