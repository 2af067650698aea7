"""The guards of the transition table: named questions about a page, its range, the kernel, and the caller's choices.

A choice is something that the page does not tell: an I/O error, another NUMA node, a pin. It is false unless asked for.
"""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from ptetui.linux.life.page import EMPTY_PROTECTED, MARKER_STATES, Page, empty_protected, has_bit, keeps
from ptetui.linux.releases import REMAP_CLEARS_UFFD
from ptetui.linux.roles import in_configuration
from ptetui.linux.setting import Setting
from ptetui.linux.since import (
    ANON_EXCLUSIVE_SINCE,
    ANON_GUARDS_SINCE,
    CLEAN_EXCLUSIVE_SINCE,
    DIRTY_FOLIO_SINCE,
    FILE_GUARDS_SINCE,
    MANUAL_UPGRADE_SINCE,
    MPROTECT_EXCLUSIVE_SINCE,
    SWAP_CACHE_ALWAYS_SINCE,
)


class Circumstances(NamedTuple):
    """The circumstances that a guard looks at."""

    page: Page
    setting: Setting
    choices: Collection[str] = ()


class Guard(NamedTuple):
    """A guard: what it means in one line, and its test (None for a choice)."""

    about: str
    test: Callable[[Circumstances], bool] | None = None

    @property
    def choice(self) -> bool:
        """Whether the caller decides."""
        return self.test is None


def passes(guard: str, question: Circumstances) -> bool:
    """Whether a guard, maybe with `!`, holds."""
    name = guard.lstrip("!")
    test = GUARDS[name].test
    return (name in question.choices if test is None else test(question)) is not guard.startswith("!")


def spell_need(guard: str) -> str:
    """What a guard asks for, in words: "needs: the range is writable", "not while the page is dirty"."""
    about = GUARDS[guard.lstrip("!")].about
    return f"not while {about}" if guard.startswith("!") else f"needs: {about}"


def stale_wp(question: Circumstances) -> bool:
    """The entry is protected and its range no longer registered: userfaultfd_pte_wp() stops no store any more."""
    return question.page.uffd_wp and "wp" not in question.page.vma.uffd


def soft_dirty_known(question: Circumstances) -> bool:
    """Whether this kernel keeps soft-dirty bits for this architecture."""
    return has_bit(in_configuration(question.setting.layout.present, question.setting.config.off), "soft_dirty")


def uffd_wp_known(question: Circumstances) -> bool:
    """Whether userfaultfd can protect such a page: anonymous since 5.7, files since 5.19, where there is a bit."""
    setting = question.setting
    return keeps(setting, "uffd_wp") and (question.page.kind == "anon" or protects_files(setting))


def protects_files(setting: Setting) -> bool:
    """Whether userfaultfd protects memory of files: where an emptied entry can say so, or a proposal asks what if."""
    return setting.layout.protects_files or empty_protected(setting) is not None


def tracks_soft_dirty(question: Circumstances) -> bool:
    """pte_needs_soft_dirty_wp(): the range is tracked and the entry is not soft-dirty."""
    page = question.page
    return soft_dirty_known(question) and not page.vma.soft_dirty and not page.soft_dirty


def prot_writes(question: Circumstances) -> bool:
    """Whether vm_page_prot has write: a shared writable range whose first stores nobody wants to see."""
    vma = question.page.vma
    wants_notice = (soft_dirty_known(question) and not vma.soft_dirty) or "wp" in vma.uffd
    return vma.shared and vma.write and not wants_notice


def keeps_marker(question: Circumstances) -> bool:
    """A protected entry of a file page leaves a marker when it goes."""
    page = question.page
    return page.uffd_wp and "wp" in page.vma.uffd and empty_protected(question.setting) is not None


def can_write(question: Circumstances) -> bool:
    """Whether a change of protection leaves the entry writable: shared ranges by vm_page_prot, private ones by
    can_change_pte_writable()."""
    page, kernel = question.page, question.setting.kernel
    if page.vma.shared:
        return prot_writes(question) and not page.uffd_wp
    if not page.vma.write or page.uffd_wp or page.zero or tracks_soft_dirty(question):
        return False
    since = MPROTECT_EXCLUSIVE_SINCE if page.dirty else CLEAN_EXCLUSIVE_SINCE
    return page.anon and page.exclusive and kernel >= since


def tries_write(question: Circumstances) -> bool:
    """Lifting a protection gives write permission back at once."""
    page = question.page
    return question.setting.kernel >= MANUAL_UPGRADE_SINCE and not page.vma.shared and can_write(question)


def alone_in_swap(question: Circumstances) -> bool:
    """An anonymous page that is read back is exclusive: its entry says so, or nothing else refers to the folio."""
    folio = question.page.folio
    only = folio.mapcount == 1 and not folio.swap_cache and question.setting.kernel < SWAP_CACHE_ALWAYS_SINCE
    return question.page.exclusive or only


def sole(question: Circumstances) -> bool:
    """Nobody else has the anonymous page: wp_can_reuse_anon_folio()."""
    page = question.page
    return not page.folio.ksm and (page.exclusive or page.folio.mapcount == 1)


def freeable(question: Circumstances) -> bool:
    """MADV_FREE looks at the map count only of folios that are dirty or in the swap cache."""
    folio = question.page.folio
    return folio.mapcount == 1 or not (folio.dirty or folio.swap_cache)


def copied(question: Circumstances) -> bool:
    """vma_needs_copy(): fork copies the page table of the range.

    One that had guards has an anon_vma, shared or not (seen at 6.18.15); later VM_MAYBE_GUARD says it.
    """
    page = question.page
    vma = page.vma
    wp = "wp" in vma.uffd and "event_fork" in vma.features
    return wp or vma.guarded or (not vma.shared and (vma.anon_vma or holds_anonymous(page)))


def holds_anonymous(page: Page) -> bool:
    """Whether the entry stands for an anonymous page of a private range."""
    return page.anon and not page.vma.shared and not page.zero and page.state not in _NO_FOLIO


_NO_FOLIO = ("none", "zero_page", *MARKER_STATES, *EMPTY_PROTECTED, "hwpoison", "swapin_error")


def folio_dirty_maps(question: Circumstances) -> bool:
    """A dirty folio is mapped dirty where the new entry is writable."""
    pages = question.setting.layout.pages
    always = pages is not None and pages.dirty_folio
    file = question.page.file
    dirty = file.dirty or file.backing == "swapped"  # shmem_swapin_folio() makes it dirty
    return dirty and (always or question.setting.kernel >= DIRTY_FOLIO_SINCE)


def remap_clears(setting: Setting) -> bool:
    """Whether mremap clears the bits of a range that loses its userfaultfd: stable releases, too."""
    return setting.has(REMAP_CLEARS_UFFD)


def wp_markers(question: Circumstances) -> bool:
    """userfaultfd_wp_use_markers() for anonymous memory."""
    return bool(question.page.vma.features & {"wp_unpopulated", "wp_async"})


GUARDS: Mapping[str, Guard] = {
    "missing": Guard("the range is registered for missing pages", lambda q: "missing" in q.page.vma.uffd),
    "vm_uffd_wp": Guard("the range is registered for write protection", lambda q: "wp" in q.page.vma.uffd),
    "uffd_wp_known": Guard("userfaultfd can write-protect such memory here", uffd_wp_known),
    "registered": Guard("the range is registered with userfaultfd", lambda q: bool(q.page.vma.uffd)),
    "vm_write": Guard("the range is writable", lambda q: q.page.vma.write),
    "shared": Guard("the mapping is shared", lambda q: q.page.vma.shared),
    "locked": Guard("the range is locked in memory", lambda q: q.page.vma.locked),
    "accessible": Guard("the range is not PROT_NONE", lambda q: q.page.vma.accessible),
    "stale_wp": Guard("the entry is protected, its range is not registered any more", stale_wp),
    "wp": Guard("the PTE has uffd-wp set", lambda q: q.page.uffd_wp),
    "dirty": Guard("the page is dirty", lambda q: q.page.dirty or q.page.folio.dirty),
    "exclusive": Guard(
        "the anonymous page is exclusive", lambda q: q.page.exclusive and q.setting.kernel >= ANON_EXCLUSIVE_SINCE
    ),
    "sole": Guard("nobody else has the page", sole),
    "mapped_once": Guard("the page is mapped once", lambda q: q.page.mapped_once),
    "anon_folio": Guard("the folio is anonymous", lambda q: q.page.anon),
    "pinned": Guard("the page may be pinned for DMA", lambda q: q.page.pinned),
    "lazyfree": Guard("MADV_FREE gave the page up", lambda q: q.page.folio.lazyfree),
    "in_swap_cache": Guard("the folio is in the swap cache", lambda q: q.page.folio.swap_cache),
    "wp_async": Guard("write protection is asynchronous", lambda q: "wp_async" in q.page.vma.features),
    "rwp_async": Guard("read-write protection is asynchronous", lambda q: "rwp_async" in q.page.vma.features),
    "wp_markers": Guard("the userfaultfd protects what is not there yet", wp_markers),
    "uffd_without_remap": Guard(
        "the range has a userfaultfd without the event for mremap",
        lambda q: bool(q.page.vma.uffd) and "event_remap" not in q.page.vma.features,
    ),
    "child_uffd_wp": Guard(
        "the child's range stays registered", lambda q: "wp" in q.page.vma.uffd and "event_fork" in q.page.vma.features
    ),
    "copied": Guard("fork copies this page table", copied),
    "alone_in_swap": Guard("nothing else refers to the page in swap", alone_in_swap),
    "freeable": Guard("the page is mapped once, or its folio is clean and not in the swap cache", freeable),
    "freed_shared": Guard(
        "MADV_FREE gave the page up and it is not exclusive",
        lambda q: q.page.folio.lazyfree and not q.page.exclusive,
    ),
    "hole": Guard("the file has no page there", lambda q: q.page.file.backing == "hole"),
    "swapped_out": Guard("the file's page is in swap", lambda q: q.page.file.backing == "swapped"),
    "file_poisoned": Guard("the file's page is poisoned", lambda q: q.page.file.poisoned),
    "zero": Guard("the entry maps the zero page", lambda q: q.page.zero),
    "ksm_page": Guard("the page is merged", lambda q: q.page.folio.ksm),
    "file_range": Guard("the range maps a file", lambda q: q.page.kind in ("file", "shmem")),
    "guards_here": Guard(
        "guard regions exist for such memory: anonymous from 6.13, files from 6.15",
        lambda q: q.setting.kernel >= (FILE_GUARDS_SINCE if q.page.kind != "anon" else ANON_GUARDS_SINCE),
    ),
    "remap_clears": Guard("mremap clears userfaultfd bits (stable releases, too)", lambda q: remap_clears(q.setting)),
    "huge_pages": Guard("the architecture has transparent huge pages", lambda q: q.setting.layout.huge_pages),
    "anon_range": Guard("the range is anonymous", lambda q: q.page.kind == "anon"),
    "may_write": Guard("the range is private", lambda q: not q.page.vma.shared),
    "soft_dirty_known": Guard("soft-dirty is supported", soft_dirty_known),
    "tracks_soft_dirty": Guard("soft-dirty tracking wants a fault", tracks_soft_dirty),
    "prot_writes": Guard("the range's protection has write", prot_writes),
    "keeps_marker": Guard("the entry is protected and the range registered", keeps_marker),
    "can_write": Guard("the entry may be made writable at once", can_write),
    "tries_write": Guard("the entry is made writable at once", tries_write),
    "folio_dirty_maps": Guard("the folio is dirty and mapped so", folio_dirty_maps),
    "no_zeropage": Guard("the zero page is disabled for the process"),
    "tlb_holds": Guard("the translation is still cached"),
    "node_differs": Guard("the page should be on another node"),
    "on_node": Guard("the page is already on its node"),
    "io_error": Guard("reading the page fails"),
    "poisoned_cache": Guard("the page in the swap cache is poisoned"),
    "guest_unused": Guard("the guest marked the page unused (s390 CMMA)"),
    "no_swap": Guard("no swap slot is free"),
    "folio_locked": Guard("the folio is locked"),
    "past_end": Guard("the page is beyond the end of the file"),
    "mode_wp": Guard("UFFDIO_COPY_MODE_WP"),
    "ksm": Guard("the page is merged or a device's"),
    "device": Guard("the new page is a device's own"),
    "writable_copy": Guard("the device may write the new page"),
    "no_match": Guard("PAGEMAP_SCAN does not ask for this category"),
}
