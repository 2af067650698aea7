"""One process as the model sees it: its pages, and what system calls do to them."""

from collections.abc import Sequence
from typing import Any

from ptetui.linux.classify import classify
from ptetui.linux.life.effects import Supply
from ptetui.linux.life.events import apply
from ptetui.linux.life.guards import Circumstances, uffd_wp_known
from ptetui.linux.life.page import Page, keeps, new_page, word_of
from ptetui.linux.releases import CLOSE_LIFTS_PROTECTION
from ptetui.linux.setting import Setting
from ptetui.linux.since import (
    EMPTY_TABLE_SINCE,
    HUGE_ZERO_STAYS_YOUNG_SINCE,
    HUGE_ZERO_WRITE_SINCE,
    LAZYFREE_WHOLE_SINCE,
    UFFD_PREPARES_SINCE,
    WP_UNPOPULATED_SINCE,
)
from ptetui.sources.calls import CallAction, actions, mapping_kind

_REGION_PAGES = 16  # the recorded ranges stand this many pages apart, or more
_PREPARE = ("uffd_copy", "uffd_poison", "uffd_zeropage")
_AFTER_FORK = {"fork", "child_writes", "child_reads"}
_MODES = {"1": "MISSING", "2": "WP", "3": "MISSING|WP"}


class RecordedProcess:
    """The pages of a recorded process and of its child, moved on by the calls of each step.

    Frames and slots that an event allocates are unknown until `learn` gets the recorded word. `cpu_known`
    says whether the CPU is known: whether x86 migration entries have room for young and dirty depends on it.
    """

    def __init__(self, setting: Setting, cpu_known: bool = True) -> None:
        self.setting = setting
        self.cpu_known = cpu_known
        self.pages: dict[str, Page] = {}
        self.child: dict[str, Page] | None = None
        self.ranges: dict[tuple[object, str], Page] = {}
        self.places: dict[str, tuple[object, str]] = {}
        self.areas = ["/dev/ram0"]
        self.zero_frame: int | None = None
        self.life: object = None
        self.outcomes_recorded = False  # whether the recording says of each call what came of it
        self._split: dict[str, set[str]] = {"subject": set(), "child": set()}  # huge pages whose PMD points to a table
        self._doubt: dict[str, str] = {}  # pages of which the model says nothing any more, and why
        self._unmapped: set[str] = set()
        self._last: tuple[str, ...] = ()

    def begin(self, life: object) -> None:
        """Another life begins: its pages are new, the machine is the same."""
        if life != self.life:
            self.life, self.outcomes_recorded, self.child = life, True, None
            self.pages, self.ranges, self.places = {}, {}, {}
            self._split = {"subject": set(), "child": set()}
            self._unmapped, self._last, self._doubt = set(), (), {}

    def step(self, name: str, who: str, address: str, calls: Sequence[str]) -> Page:
        """The page at `address` after a step. UnknownCall names a call that is not known."""
        key = self._page(address, name, calls)
        moment = name.rpartition(" (")[2].rstrip(")") if name.endswith((" (before)", " (after)")) else ""
        if moment == "after":
            self._event(key, "mig_end")
        elif not moment and self._last == ("before", *calls):
            self._event(key, "mig_start")
        elif not (moment and len(calls) == 1) and not self._skipped(key, name):
            self._calls(key, name, actions(name, calls[:-1] if moment else calls), tuple(calls))
        self._last = ("before", *calls) if moment == "before" else tuple(calls)
        return self.page(who, key)

    def page(self, who: str, address: str) -> Page:
        """The page as it is, the child's if it is asked for and there is one."""
        pages = self._pages_of(who)
        if address not in pages:  # what the child alone has touched
            pages[address] = self.pages[address]
        return pages[address]

    def _pages_of(self, who: str) -> dict[str, Page]:
        return self.child if who == "child" and self.child is not None else self.pages

    def split(self, who: str, address: str) -> bool:
        """Whether a PMD that mapped a huge page, or could, points to a table."""
        return address in self._split.get(who, ())

    def unknown(self, address: str) -> str:
        """Why the model says nothing of a page from some call on; "" where it does."""
        return self._doubt.get(address, "")

    def _skipped(self, key: str, name: str) -> bool:
        """The recorder reads back what it protected only where protecting left something to read back."""
        return name.endswith("-unpopulated-read") and self.pages[key].state == "none"

    def learn(self, who: str, address: str, word: int) -> None:
        """Take over the frame or slot number of a word that was seen, if the page is in that state."""
        pages, page = self._pages_of(who), self.page(who, address)
        reading = classify(self.setting, word)
        if page.zero and word == word_of(page._replace(frame=reading.pfn), self.setting):
            self.zero_frame = reading.pfn
        if page.present and not page.anon and reading.pfn is not None:
            page = page._replace(file=page.file._replace(frame=reading.pfn))
        if page.state == "swap" and reading.state == "swap":
            pages[address] = page._replace(slot=reading.offset)
        elif page.state != "swap" and reading.pfn is not None and page.state != "none":
            pages[address] = page._replace(frame=reading.pfn)

    def _calls(self, key: str, name: str, todo: Sequence[CallAction], calls: tuple[str, ...]) -> None:
        about_child = any(action.name in (*_AFTER_FORK, "child_exits") for action in todo)
        if not about_child:
            self.end_child()  # recorders do so without saying it
        repeated = calls == self._last and all(action.name in _AFTER_FORK for action in todo)
        for action in [] if repeated else todo:
            if action.everywhere:
                self._everywhere(action)
            else:
                self._single(key, action)

    def end_child(self) -> None:
        """The child exits, if there is one."""
        if self.child is not None:
            self._everywhere(CallAction("child_exits"))

    def _page(self, address: str, name: str, calls: Sequence[str]) -> str:
        """Make the page, in its range, if it is new."""
        if address not in self.pages:
            kind = mapping_kind(name, calls)
            place = self.places[address] = (self._neighbourhood(address), kind)
            if place not in self.ranges:
                self.ranges[place] = new_page(kind)
            self.pages[address] = self.ranges[place]
        return address

    def _neighbourhood(self, address: str) -> object:
        """Pages of one range lie in one neighbourhood; where an address is none, each is its own."""
        try:
            return int(address, 16) // (_REGION_PAGES << self.setting.layout.page_shift)
        except ValueError:
            return address

    def _single(self, key: str, action: CallAction) -> None:
        """What one call does to one page, or to its range; nothing to what is not mapped any more."""
        if key in self._unmapped and action.name != "map":
            return
        split = self._split["subject"]
        if self._splits(key, action.name):
            split.add(key)
        if key in split:
            self._split_call(key, action.name)
        elif action.name == "map":
            if key in self._unmapped:
                self._renew(key)
        elif action.name == "register":
            self._register(key, _MODES.get(action.argument, action.argument))
        elif action.name == "soft_offline":
            self._soft_offline(key)
        elif action.name == "move_pages":
            self._migrate(key)
        elif action.name == "hwpoison":
            self._hwpoison(key)
        elif action.name == "neighbour_guard":
            if apply(self.pages[key]._replace(state="none"), "guard_install", self.setting).rule is not None:
                self._change_range(key, guarded=True)
        elif action.name == "mprotect_rwx":
            self.pages[key] = _with(self.pages[key], {"exec": True})
            self._event(key, "mprotect_rw")
        else:
            if action.name == "uffd_wp" and not self.pages[key].vma.uffd and not self.outcomes_recorded:
                self._register(key, "WP")  # a step that protects without saying who registered
            vma = self.pages[key].vma
            locked = vma.locked and not vma.shared and not vma.write
            self._event(key, action.name)
            if action.name in _PREPARE and self.setting.kernel >= UFFD_PREPARES_SINCE:
                self._prepare(key)
            if action.name == "munmap":
                self._unmapped.add(key)
            elif action.name == "mprotect_rw" and locked:
                self._event(key, "mlock")  # mprotect_fixup() brings in the pages of what becomes writable

    def _split_call(self, key: str, name: str) -> None:
        """What a call does to a PMD that points to a table."""
        if name == "munmap":
            self._split["subject"].discard(key)
            self._doubt.pop(key, None)
            self._event(key, name)
        elif name == "dontneed" and self.setting.kernel >= EMPTY_TABLE_SINCE:
            self._doubt[key] = "MADV_DONTNEED may have given the empty page table back (CONFIG_PT_RECLAIM)"

    def _splits(self, key: str, name: str) -> bool:
        """Whether a call to all of a huge page, or to what could become one, has its PMD point to a table.

        Read in mm/huge_memory.c, mm/madvise.c, mm/rmap.c and mm/memory-failure.c at 6.1, 6.12 and 7.3.
        """
        page = self.pages[key]
        if self.setting.layout.level != "pmd":
            return False
        if name in ("write", "mlock", "mprotect_rw") and page.zero:
            stores = page.vma.write or name == "mprotect_rw"
            locks = name != "mprotect_rw" or page.vma.locked
            return stores and locks and self.setting.kernel < HUGE_ZERO_WRITE_SINCE
        if name in ("soft_offline", "hwpoison"):
            return self.setting.config["MEMORY_FAILURE"] and page.vma.accessible and page.present and not page.zero
        if name not in ("pageout", "guard_install"):
            return False
        if name == "pageout" and _lazyfree(page):
            if self.setting.kernel >= LAZYFREE_WHOLE_SINCE:
                self._doubt[key] = "reclaim after MADV_FREE splits a huge page in some stable releases, not in others"
            return True
        return apply(page, name, self.setting, with_fates=False).page.state not in (page.state, "none")

    def _prepare(self, key: str) -> None:
        """The call prepares for an anonymous page before it looks whether the range is registered."""
        vma = self.pages[key].vma
        self.pages[key] = _with(self.pages[key], {"anon_vma": vma.anon_vma or not vma.shared})

    def _renew(self, key: str) -> None:
        """A range that was unmapped and mapped again is a new one."""
        self._unmapped.discard(key)
        kind = self.pages[key].kind
        self.ranges[self.places[key]] = self.pages[key] = new_page(kind)

    def _soft_offline(self, key: str) -> None:
        """The kernel brings the page in and migrates it; the zero page cannot be migrated (EIO)."""
        if self.setting.config["MEMORY_FAILURE"]:
            self._event(key, "populate_read")
            if self.pages[key].vma.accessible and not self.pages[key].zero:
                self._migrate(key)

    def _migrate(self, key: str) -> None:
        self._event(key, "mig_start")
        self._event(key, "mig_end")

    def _hwpoison(self, key: str) -> None:
        """The kernel brings the page in first; the zero page cannot be poisoned (EBUSY)."""
        if not self.setting.config["MEMORY_FAILURE"]:
            return
        self._event(key, "populate_read")
        page = self.pages[key]
        if page.vma.accessible and not page.zero:
            self._event(key, "hwpoison")

    def _event(self, key: str, event: str) -> None:
        page = self.pages[key]
        done = self._done(page, event)
        if event == "mig_start" and done.state.startswith("migration") and self._space_unknown():
            lost = {name for name in ("young", "dirty") if getattr(done, name)}
            done = done._replace(unsure=done.unsure | lost)
        if self.setting.layout.level == "pmd":
            done = _as_huge(page, done, event, self.setting)
        self.pages[key] = done

    def _done(self, page: Page, event: str) -> Page:
        """The page after an event; a fault that only took away what stood in its way happens again."""
        supply = Supply(area=self._area(), zero=self.zero_frame)
        outcome = apply(page, event, self.setting, supply=supply, with_fates=False)
        return self._done(outcome.page, event) if outcome.outcome == "retry" else outcome.page

    def _space_unknown(self) -> bool:
        """Whether migration entries may lack room for young and dirty though the layout has it.

        An affected CPU's L1TF mitigation takes it; a 32-bit kernel with 64-bit physical addresses has it with
        CONFIG_SPARSEMEM only, which defines MAX_PHYSMEM_BITS, and recordings do not say.
        """
        setting = self.setting
        limited = setting.swap.by_name["offset"].inverted and not self.cpu_known
        sparse = setting.layout.long_bits == 32 and setting.layout.width > 32
        return setting.stores_young_dirty and (limited or sparse)

    def _area(self) -> int:
        """The type of the swap area in use: the first that is on."""
        return next((index for index, name in enumerate(self.areas) if name), 0)

    def _everywhere(self, action: CallAction) -> None:
        if action.name.startswith("clear_refs_"):
            for key in self.pages:
                self._event(key, action.name)
            self.ranges = {
                place: apply(page, action.name, self.setting, with_fates=False).page
                for place, page in self.ranges.items()
            }
        elif action.name == "fork":
            self._fork()
        elif action.name in ("child_writes", "child_reads"):
            self._child_touches(action.name.removeprefix("child_").removesuffix("s"))
        elif action.name == "child_exits":
            self.child = None
            self._split["child"] = set()
            self.pages = {key: _alone(page) for key, page in self.pages.items()}
        elif action.name == "close_uffd":
            self._close()
        elif action.name == "swapon":
            free = next((index for index, name in enumerate(self.areas) if not name), len(self.areas))
            self.areas[free : free + 1] = [action.argument]  # the lowest type that is free
        else:
            self._swapoff(action.argument)

    def _fork(self) -> None:
        self.child = {}
        self._split["child"] = set(self._split["subject"])
        for key, page in self.pages.items():
            done = apply(page, "fork", self.setting, with_fates=False)
            self.pages[key], self.child[key] = done.pages[0], done.pages[-1]

    def _child_touches(self, access: str) -> None:
        """The recorded child touches its pages; a store gives it a page of its own."""
        for key, page in (self.child or {}).items():
            shared = page.anon and page.present and page.folio.mapcount > 1
            if self.child is None or not (self.outcomes_recorded or shared):
                continue
            splits = shared or (page.zero and self.setting.kernel < HUGE_ZERO_WRITE_SINCE)
            if self.setting.layout.level == "pmd" and access == "write" and page.vma.write and splits:
                self._split["child"].add(key)
            done = self._done(page, access)
            self.child[key] = done
            parent = self.pages[key]
            if page.anon and page.folio.mapcount > 1 and access == "write" and done.writable:
                cached = page.state == "swap"  # the parent's slot keeps the folio in the swap cache
                self.pages[key] = parent._replace(folio=parent.folio._replace(mapcount=1, swap_cache=cached))
            elif page.state == "swap" and done.present:
                self.pages[key] = parent._replace(folio=parent.folio._replace(swap_cache=True))
            elif done.file != page.file:
                self.pages[key] = parent._replace(file=done.file)

    def _swapoff(self, device: str) -> None:
        if device not in self.areas:
            return
        area = self.areas.index(device)
        for key, page in self.pages.items():
            if page.state == "swap" and page.area == area:
                self.pages[key] = apply(page, "swapoff", self.setting).page
        self.areas[area] = ""

    def _register(self, key: str, modes: str) -> None:
        """All that is asked for, or nothing: the kernel refuses write protection where it cannot give it."""
        known = uffd_wp_known(Circumstances(self.pages[key], self.setting))
        if "WP" in modes.split("|") and not known:
            return
        features = {"wp_unpopulated"} if self.setting.kernel >= WP_UNPOPULATED_SINCE else set()
        uffd = frozenset(mode.lower() for mode in modes.split("|"))
        if not self.outcomes_recorded:
            uffd |= self.pages[key].vma.uffd  # older recordings tell of each mode apart
        self._change_range(key, uffd=uffd, features=frozenset(features))

    def _change_range(self, key: str, **changes: object) -> None:
        place = self.places[key]
        self.ranges[place] = _with(self.ranges[place], changes)
        for other, its in self.places.items():
            if its == place:
                self.pages[other] = _with(self.pages[other], changes)

    def _close(self) -> None:
        """Closing the file descriptor unregisters every range; from CLOSE_LIFTS_PROTECTION on it lifts protection."""
        for key in self.pages:
            if "wp" in self.pages[key].vma.uffd and self.setting.has(CLOSE_LIFTS_PROTECTION):
                self._event(key, "uffd_unwp")
        nothing: dict[str, Any] = {"uffd": frozenset(), "features": frozenset()}
        self.ranges = {place: _with(page, nothing) for place, page in self.ranges.items()}
        self.pages = {key: _with(page, nothing) for key, page in self.pages.items()}


def _as_huge(before: Page, page: Page, event: str, setting: Setting) -> Page:
    """What is otherwise with a huge page than with a small one (mm/huge_memory.c, fs/proc/task_mmu.c, mm/gup.c).

    The fault that maps the huge zero page prepares the anon_vma, and clear_refs makes it old. mlock touches a page that
    is there, as an access would. A store after MADV_FREE keeps the page, whose LRU batches are drained at once.
    """
    if page.zero:
        page = page._replace(vma=page.vma._replace(anon_vma=True))
        if event == "populate_read":  # by GUP-fast, or with a touch where that passes by what is special
            return page._replace(unsure=page.unsure | {"young"})
        made_old = event == "clear_refs_1" and setting.kernel < HUGE_ZERO_STAYS_YOUNG_SINCE
        return page._replace(young=False) if made_old else page
    if event == "mlock" and before.present and page.vma.accessible:
        marked = page.soft_dirty or (page.vma.write and keeps(setting, "soft_dirty"))
        return page._replace(young=True, dirty=page.dirty or page.vma.write, soft_dirty=marked)
    if event == "write" and before.folio.lazyfree and before.frame is not None and page.frame is None:
        return page._replace(frame=before.frame, folio=before.folio)
    return page


def _lazyfree(page: Page) -> bool:
    """Whether reclaim takes the page for one of MADV_FREE."""
    return page.present and page.folio.lazyfree and page.mapped_once and not page.vma.locked


def _alone(page: Page) -> Page:
    return page._replace(folio=page.folio._replace(mapcount=1))


def _with(page: Page, changes: dict[str, Any]) -> Page:
    return page._replace(vma=page.vma._replace(**changes))
