"""What a page remembers besides its entry: the folio that it maps, the file behind it, the range around it.

Source: include/linux/page-flags.h, include/linux/mm.h and mm/mmap.c at 6.1 and 6.12.
"""

from typing import NamedTuple


class Folio(NamedTuple):
    """The anonymous folio behind an entry.

    `dirty` is PG_dirty (a dirty entry says nothing of it before it is unmapped), `lazyfree` that MADV_FREE cleared
    PG_swapbacked, `mapcount` how many entries map it or hold its slot, `swap_cache` that it has a slot as well, `ksm`
    that it stands for equal pages.
    """

    dirty: bool = False
    lazyfree: bool = False
    mapcount: int = 1
    swap_cache: bool = False
    ksm: bool = False


class File(NamedTuple):
    """The file's page behind the entry: `backing` is hole, resident or swapped.

    `frame` is where it is while it is resident (None: not known), `dirty` is PG_dirty, without which a page that is
    paged out is dropped, `poisoned` that a memory error was found in it, `elsewhere` that another mapping maps it, too.
    """

    backing: str = "hole"
    frame: int | None = None
    dirty: bool = False
    poisoned: bool = False
    elsewhere: bool = False


class Vma(NamedTuple):
    """The mapped range that the page lies in.

    `soft_dirty` is VM_SOFTDIRTY, `uffd` how it is registered with userfaultfd (wp, missing, minor, rwp), `features`
    what that userfaultfd was opened with (wp_unpopulated, wp_async, rwp_async, event_fork, event_remap). `anon_vma`:
    anonymous pages may be in it, so fork copies its table. `guarded` is VM_MAYBE_GUARD, which stays once it is set.
    """

    read: bool = True
    write: bool = True
    exec: bool = False
    shared: bool = False
    soft_dirty: bool = True
    locked: bool = False
    uffd: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()
    anon_vma: bool = False
    guarded: bool = False

    @property
    def accessible(self) -> bool:
        """Whether the process may use it at all: not PROT_NONE."""
        return self.read or self.write or self.exec

    @property
    def unregistered(self) -> "Vma":
        """The range without a userfaultfd."""
        return self._replace(uffd=frozenset(), features=frozenset())
