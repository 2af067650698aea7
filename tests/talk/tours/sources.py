"""What tours say that no code knows: who wrote which mail and when, which commit. Notes name the source."""

from collections.abc import Mapping
from typing import NamedTuple


class Mail(NamedTuple):
    """A mail to the linux-mm list: its message id, who wrote it, when."""

    id: str
    who: str
    when: str


MAILS: Mapping[str, Mail] = {
    mail.id: mail
    for mail in (
        Mail("20210115170907.24498-7", "Peter Xu", "15 January 2021"),
        Mail("20210715201422.211004-5", "Peter Xu", "15 July 2021"),
        Mail("YPm5TyPq9CjR5lCy@t490s", "Peter Xu", "22 July 2021"),
        Mail("5071185.SEdLSG93TQ@nvdebian", "Alistair Popple", "22 July 2021"),
        Mail("796cbb7-5a1c-1ba0-dde5-479aba8224f2", "Hugh Dickins", "July 2021"),
        Mail("20210807032521.7591-1", "Peter Xu", "6 August 2021"),
        Mail("20220405014646.13522-2", "Peter Xu", "5 April 2022"),
        Mail("20220315141837.137118-7", "David Hildenbrand", "15 March 2022"),
        Mail("20220329164329.208407-6", "David Hildenbrand", "29 March 2022"),
        Mail("20230113171026.582290-1", "David Hildenbrand", "13 January 2023"),
    )
}
STATEMENTS: Mapping[str, str] = {  # what a mail says, in our words
    "796cbb7-5a1c-1ba0-dde5-479aba8224f2": "such bits in swap entries are fragile, and the new word goes further",
    "5071185.SEdLSG93TQ@nvdebian": "what was cleared is no longer none, and not every test for none can be audited",
    "YPm5TyPq9CjR5lCy@t490s": "back to a swap entry, with a type of its own",
    "20210715201422.211004-5": "type 0, offset 0",
    "20210807032521.7591-1": "0.8 %",
    "20220405014646.13522-2": "58 flags",
}


COMMITS: Mapping[str, str] = {
    "3676f9ef5481": "arm64: Move PTE_PROT_NONE higher up",
}


FIXES: Mapping[str, tuple[str, ...]] = {  # the commits that ended a case of ptetui.analysis.cases
    "H01": ("00839ee3b299",),
    "H03": ("c46a7c817e66",),
    "H06": ("8f34f1eac382",),
    "H07": ("099dd6878b9b",),
    "H09": ("ad7df764b7e1", "ebdf8321eeec", "3d321bf82c4b"),
    "H14": ("6f1bace9a9fb",),
    "H15": ("487ef5d4d912", "f934f6be76c1"),
}
SINCE: Mapping[str, str] = {"H03": "3.8", "H06": "5.7", "H15": "6.6"}  # the first release of a case


class Posted(NamedTuple):
    """Who posted a fix, and when."""

    who: str
    when: str


POSTED: Mapping[str, Posted] = {
    "H01": Posted("Dave Hansen", "1 July 2016"),
    "H02": Posted("Naoya Horiguchi and Zi Yan", "1 July 2017"),
    "H03": Posted("Mel Gorman", "15 April 2014"),
    "H08": Posted("Martin Schwidefsky", "17 September 2015"),
    "H12": Posted("Nanyong Sun", ""),
    "H13": Posted("David Hildenbrand", "6 December 2022"),
    "H15": Posted("s390 pull request", "29 November 2024"),
}


class Place(NamedTuple):
    """A place in the kernel's sources that was read: function or macro, file, release, what it does."""

    name: str
    file: str
    kernel: str
    does: str


READ: Mapping[str, Place] = {
    place.name: place
    for place in (
        Place("try_to_unmap_one()", "mm/rmap.c", "6.12", "gives an exclusive page's entry the bit"),
        Place("copy_nonpresent_pte()", "mm/memory.c", "6.12", "clears the bit in the parent before it copies"),
        Place("do_swap_page()", "mm/memory.c", "6.12", "a page that is not from the swap cache is exclusive anyway"),
        Place("__HAVE_ARCH_PTE_SWP_EXCLUSIVE", "include/linux/pgtable.h", "6.1", "without it: stores nothing, says no"),
        Place("MAX_SWAPFILES_SHIFT", "include/linux/swap.h", "6.12", "5"),
        Place("_PAGE_SWP_EXCLUSIVE", "arch", "6.12", "_PAGE_ACCESSED, _PAGE_DIRTY, _PAGE_USER"),
        Place("make_pte_marker()", "include/linux/swapops.h", "6.1", "a PTE of type SWP_PTE_MARKER with these flags"),
        Place("pte_none_mostly()", "include/linux/swapops.h", "6.1", "none, or any marker"),
        Place("pte_install_uffd_wp_if_needed()", "mm/rmap.c", "6.1", "called by try_to_unmap_one(); also for zap"),
        Place("struct swap_info_struct", "include/linux/swap.h", "6.12", "counts pages in an unsigned int"),
    )
}  # fmt: skip


def dated(mail: str, when: str) -> str:
    """The message id of a mail of that day."""
    assert MAILS[mail].when == when
    return mail


def commit(hash_: str, subject: str) -> str:
    """The hash of the commit with that subject."""
    assert COMMITS[hash_] == subject
    return hash_


def read_at(name: str) -> Place:
    """The place that was read."""
    return READ[name]
