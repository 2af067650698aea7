"""The claims of the tour "From present to swapped and back"."""

from functools import partial

from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.pagemap import PM_SOFT_DIRTY, PM_SWAP, PM_UFFD_WP, spell_flags
from ptetui.linux.swaptypes import SPECIAL_TYPES
from ptetui.sources.life.tree import Moment
from tests.talk.tours.claims import Claim, at, bits, check, field, life, nothing, since
from tests.talk.tours.pictures import lived, recorded

NAME = "from-present-to-swapped"
X86 = "x86_64@6.12"
moments = partial(lived, NAME)


def now(step: int) -> Moment:
    return moments(step)[-1]


def fates(step: int) -> dict[str, str]:
    """What the picture says became of each flag."""
    outcome = now(step).outcome
    assert outcome is not None
    return {name: subject for name, _, subject in (str(fate).partition(": ") for fate in outcome.fates)}


def flag(step: int, name: str) -> int:
    """A field of the entry that a step shows."""
    reading = now(step).reading(0)
    return next(field for field in reading.fields if field.name == name).get(reading.word)


def pagemap(step: int) -> int:
    return pagemap_of(now(step).pages[0], now(step).setting)


def done_by(step: int) -> str:
    """The function that the last event of a step ran."""
    outcome = now(step).outcome
    assert outcome is not None
    return outcome.function


def states(step: int) -> list[str]:
    return [moment.pages[0].state for moment in moments(step)]


# ---------------------------------------------------------------------------------------------- faults


def zero_page() -> tuple[()]:
    assert now(1).pages[0].state == "zero_page"
    assert flag(1, "special")
    return ()


def zero_page_read_only() -> tuple[()]:
    assert not flag(1, "write")
    assert now(1).pages[0].vma.write
    return ()


def new_range() -> tuple[str]:
    assert pagemap(1) & PM_SOFT_DIRTY
    assert not flag(1, "soft_dirty")
    assert now(1).pages[0].vma.soft_dirty
    return (bits(X86, "present", "soft_dirty"),)


def first_read_by() -> tuple[str]:
    assert not life(X86, "anon clear_refs_4")[-1].pages[0].vma.soft_dirty
    return (done_by(1),)


def own_frame() -> tuple[()]:
    assert states(2)[-2:] == ["zero_page", "present_write"]
    assert now(2).pages[0].frame != moments(2)[-2].pages[0].frame
    assert flag(2, "write")
    return ()


def together() -> tuple[()]:
    pages = at(X86).layout.pages
    assert pages is not None
    assert pages.mkdirty == ("soft_dirty",)
    assert (flag(2, "dirty"), flag(2, "soft_dirty")) == (1, 1)
    return ()


def exclusive_is_elsewhere() -> tuple[()]:
    assert fates(2)["exclusive"] == "set"
    assert "exclusive" not in at(X86).layout.present.by_name
    return ()


def copied_by() -> tuple[str, str]:
    assert done_by(2) == "do_wp_page>wp_page_copy"
    return done_by(2).partition(">")[0], since("x86_64", "exclusive")


def write_bit_taken() -> tuple[str, str]:
    assert (fates(3)["soft-dirty"], fates(3)["write"]) == ("lost", "lost")
    return bits(X86, "present", "soft_dirty"), bits(X86, "present", "write")


def dirty_kept_aside() -> tuple[str]:
    assert (flag(3, "dirty"), flag(3, "saved_dirty")) == (0, 1)
    return (bits(X86, "present", "saved_dirty"),)


def next_store() -> Moment:
    return life(X86, "anon write clear_refs_4 write")[-1]


def is_noticed() -> tuple[()]:
    assert fates(3)["exclusive"] == "kept in the folio"
    assert "soft_dirty" in next_store().reading(0).flags
    return ()


def reused() -> tuple[str, str]:
    outcome = next_store().outcome
    assert outcome is not None
    assert next_store().pages[0].frame == now(3).pages[0].frame
    without = life("arm64_4k@6.12", "anon write clear_refs_4")
    assert without[-1].word(0) == without[-2].word(0)
    return done_by(3), outcome.function.partition(">")[2]


# ---------------------------------------------------------------------------------------------- out


def moved(old: str, new: str) -> str:
    return f"bit {old} → bit {new}"


def frame_gone() -> tuple[int]:
    assert now(4).pages[0].frame is None
    assert now(4).reading(0).offset == now(4).pages[0].slot
    return (flag(4, "type"),)


def eleven_to_one() -> tuple[str, str]:
    places = bits(X86, "present", "soft_dirty"), bits(X86, "swap", "soft_dirty")
    assert fates(4)["soft-dirty"] == moved(*places)
    return places


def exclusive_enters() -> tuple[str]:
    assert fates(4)["exclusive"] == "moved from the folio"
    return (bits(X86, "swap", "exclusive"),)


def out_as_recorded() -> tuple[int]:
    seen = recorded("anon-swapped-softdirty")[0]
    assert not (seen ^ now(4).word(0)) & ~field(X86, "swap", "offset").mask
    assert (fates(4)["young"], fates(4)["dirty"], fates(4)["write"]) == ("lost", "moved to the folio", "lost")
    return (seen,)


def eleven_is_one() -> tuple[str, str]:
    assert eleven_to_one() == ("11", "1")
    return "eleven", "one"


def protected_away() -> tuple[str]:
    assert states(5)[-2:] == ["swap", "swap"]
    assert fates(5)["uffd-wp"] == f"set (bit {bits(X86, 'swap', 'uffd_wp')})"
    assert recorded("anon-swapped-then-uffdwp")[0] & field(X86, "swap", "uffd_wp").mask
    return (bits(X86, "swap", "uffd_wp"),)


def seen_protected() -> tuple[str, str]:
    reading = now(5).reading(0)
    assert pagemap(5) == PM_SWAP | PM_UFFD_WP | PM_SOFT_DIRTY | (reading.type or 0) | (reading.offset or 0) << 5
    return spell_flags(PM_UFFD_WP), spell_flags(PM_SWAP)


def comes_back_protected() -> tuple[str]:
    back = life(X86, "anon uffd=wp clear_refs_4 write pageout uffd_wp read")[-1]
    assert "uffd_wp" in back.reading(0).flags
    assert not back.pages[0].writable
    return (bits(X86, "present", "uffd_wp"),)


def protected_since() -> tuple[str, str]:
    return done_by(5), since("x86_64", "uffd_wp")


def cleared_away() -> tuple[str]:
    assert states(6)[-2:] == ["swap", "swap"]
    assert fates(6)["soft-dirty"] == "lost"
    return (bits(X86, "swap", "soft_dirty"),)


def exclusive_stays() -> tuple[()]:
    assert fates(6)["exclusive"] == "kept"
    return ()


def both_recorded() -> tuple[int, int]:
    first, second = recorded("anon-swapped-softdirty")[0], recorded("anon-swapped-clear4")[0]
    assert first ^ second == moments(6)[-2].word(0) ^ now(6).word(0)
    return first, second


def marked_by_mremap() -> tuple[str]:
    assert states(7)[-2:] == ["swap", "swap"]
    assert fates(7)["soft-dirty"] == f"set (bit {bits(X86, 'swap', 'soft_dirty')})"
    return (bits(X86, "swap", "soft_dirty"),)


def not_written() -> tuple[()]:
    names = [moment.deed.name for moment in moments(7)]
    assert "write" not in names[names.index("pageout") :]
    assert "soft_dirty" in now(7).reading(0).flags
    return ()


def moved_by() -> tuple[str]:
    return (done_by(7).partition(">")[2],)


# ---------------------------------------------------------------------------------------------- fork, back


def shared_slot() -> tuple[()]:
    parent, child = (now(8).reading(which) for which in (0, 1))
    assert (parent.type, parent.offset) == (child.type, child.offset)
    assert fates(8)["exclusive"] == "lost"
    assert "exclusive" not in child.flags
    return ()


def both_soft_dirty() -> tuple[()]:
    assert all("soft_dirty" in now(8).reading(which).flags for which in (0, 1))
    return ()


def fork_recorded() -> tuple[object, ...]:
    before, parent, child = (recorded(f"fork-{step}-swapped")[0] for step in ("before", "parent", "child"))
    assert parent == child
    assert now(8).word(0) == now(8).word(1)
    assert before ^ parent == moments(8)[-2].word(0) ^ now(8).word(0)
    return done_by(8), before, parent


def writable_after_a_read() -> tuple[()]:
    assert now(9).deed.name == "read"
    assert flag(9, "write")
    assert "exclusive" in moments(9)[-2].reading(0).flags
    shared = life(X86, "anon clear_refs_4 write pageout fork read")[-1]
    assert not shared.pages[0].writable
    return ()


def soft_dirty_back() -> tuple[str]:
    places = bits(X86, "swap", "soft_dirty"), bits(X86, "present", "soft_dirty")
    assert fates(9)["soft-dirty"] == moved(*places)
    return (places[1],)


def young_not_dirty() -> tuple[()]:
    assert (flag(9, "dirty"), flag(9, "accessed")) == (0, 1)
    return ()


def older_is_read_only() -> tuple[str]:
    older = life("x86_64@6.1", "anon clear_refs_4 write pageout read")[-1].pages[0]
    assert older.exclusive
    assert not older.writable
    return (done_by(9),)


def write_stays_away() -> tuple[()]:
    assert (flag(10, "soft_dirty"), flag(10, "write")) == (0, 0)
    return ()


def fault_sets_it() -> tuple[()]:
    store = life(X86, "anon clear_refs_4 write pageout clear_refs_4 read write")[-1]
    assert "soft_dirty" in store.reading(0).flags
    return ()


def no_copy() -> tuple[()]:
    assert fates(10)["exclusive"] == "moved to the folio"
    store = life(X86, "anon clear_refs_4 write pageout clear_refs_4 read write")[-1]
    assert store.outcome is not None
    assert store.outcome.function == "do_wp_page>wp_page_reuse"
    return ()


def read_only_recorded() -> tuple[int]:
    seen = recorded("anon-swapin-read")[0]
    assert not (seen ^ now(10).word(0)) & ~field(X86, "present", "pfn").mask
    after_fork = life(X86, "anon clear_refs_4 write pageout fork read write")[-1]
    assert after_fork.outcome is not None
    assert "copy" in after_fork.outcome.function
    return (seen,)


# ---------------------------------------------------------------------------------------------- on the move


def in_the_type() -> tuple[str]:
    assert now(11).reading(0).state == "migration_write"
    assert fates(11)["exclusive"] == fates(11)["write"] == "moved into the type"
    assert "exclusive" not in now(11).reading(0).flags
    return (bits(X86, "swap", "exclusive"),)


def young_and_dirty_survive() -> tuple[int, int]:
    places = [part.runs[0].low for name in ("young", "dirty") for part in now(11).reading(0).parts if part.name == name]
    assert fates(11)["young"] == moved(bits(X86, "present", "accessed"), str(places[0])) + " (inverted)"
    assert fates(11)["dirty"] == moved(bits(X86, "present", "dirty"), str(places[1])) + " (inverted)"
    assert (fates(4)["young"], fates(4)["dirty"]) == ("lost", "moved to the folio")
    return places[0], places[1]


def tracked_on_the_move() -> tuple[str]:
    assert fates(11)["soft-dirty"] == moved(bits(X86, "present", "soft_dirty"), bits(X86, "swap", "soft_dirty"))
    return (bits(X86, "swap", "soft_dirty"),)


def old_before() -> tuple[str, str]:
    older = life("x86_64@6.0", "anon write mig_start mig_end")[-1].pages[0]
    newer = life("x86_64@6.1", "anon write mig_start mig_end")[-1].pages[0]
    assert (older.young, newer.young) == (False, True)
    return done_by(11), "6.1"


def type_changes() -> tuple[int | None, ...]:
    assert now(12).reading(0).state == "migration_read_exclusive"
    return moments(12)[-2].reading(0).type, now(12).reading(0).type


def would_be_shared() -> tuple[()]:
    assert fates(12)["exclusive"] == "kept in the type"
    return ()


def swap_left_alone() -> tuple[()]:
    lived_on = life(X86, "anon write pageout mprotect_none")
    assert lived_on[-1].word(0) == lived_on[-2].word(0)
    return ()


def three_types_added() -> tuple[str, str]:
    added = {special.kind for special in SPECIAL_TYPES if special.since == (5, 19)}
    assert "migration_read_exclusive" in added
    assert len(added) == 3
    scanned = life(X86, "anon clear_refs_4 write mig_start numa_scan")[-1]
    assert scanned.word(0) == now(12).word(0)
    return done_by(12), "5.19"


def same_events() -> tuple[()]:
    assert [moment.deed.name for moment in moments(13)[1:]] == [moment.deed.name for moment in moments(4)[1:]]
    assert not now(13).pages[0].anon
    return ()


def nothing_left() -> tuple[str]:
    assert now(13).pages[0].file.backing == "swapped"
    return (now(13).reading(0).state,)


def like_a_hole() -> tuple[()]:
    assert fates(13)["soft-dirty"] == "lost"
    hole = life(X86, "shmem clear_refs_4")[-1]
    assert hole.pages[0].file.backing == "hole"
    assert pagemap_of(hole.pages[0], hole.setting) == pagemap(13)
    return ()


def zero_recorded() -> tuple[int]:
    assert recorded("shmem-swapped-no-uffd") == (0, 0)
    assert (now(13).word(0), pagemap(13)) == (0, 0)
    return (0,)


CLAIMS = (
    Claim(
        "One page goes through faults, reclaim, fork and migration on x86-64, Linux 6.12; we follow every bit"
        " of its entry.",
        nothing,
    ),
    Claim("A read costs no memory", zero_page),
    Claim("The zero page: one frame for all, special, so it is not counted.", zero_page),
    Claim("Read-only, though the VMA is writable: a store will fault.", zero_page_read_only),
    Claim("Pagemap says soft-dirty, yet bit {} is clear: the range is new.", new_range),
    Claim(
        "{}() writes this entry for a read. A new range has VM_SOFTDIRTY, and pagemap shows the OR of entry "
        "and range: fs/proc/task_mmu.c. The first echo 4 > clear_refs takes that flag away; I do so from now "
        "on, so that the entry alone speaks.",
        first_read_by,
    ),
    Claim("A store allocates a page", own_frame),
    Claim("A frame of its own, writable.", own_frame),
    Claim("Dirty and soft-dirty come together: pte_mkdirty() sets both.", together),
    Claim("The page is exclusive now, but a present entry has no bit for it.", exclusive_is_elsewhere),
    Claim(
        "{}() found the zero page and put a new page in its place. Exclusive is PageAnonExclusive, a flag of "
        "the page since {}: this process alone can reach it, so a later fault may write in place instead of "
        "copying. Remember that the entry does not hold it.",
        copied_by,
    ),
    Claim("Tracking clears the write bit", lambda: write_bit_taken()[:0]),
    Claim("echo 4 > clear_refs clears bit {}, and bit {} as well.", write_bit_taken),
    Claim("Dirty goes to bit {}: read-only and dirty is shadow stack.", dirty_kept_aside),
    Claim("The next store faults and is noticed; the page is exclusive, so it is not copied.", is_noticed),
    Claim(
        "{}() in fs/proc/task_mmu.c. The next store goes through {}(): no copy, the same frame, and soft-dirty "
        "set again. Without soft-dirty support in the architecture the same write to clear_refs changes "
        "nothing at all.",
        reused,
    ),
    Claim("Out: {} becomes {}", eleven_is_one),
    Claim("The frame is gone: area {}, and a slot in it.", frame_gone),
    Claim("Soft-dirty moves from bit {} to bit {}.", eleven_to_one),
    Claim("Exclusive moves into bit {}: the page, which held it, is about to go.", exclusive_enters),
    Claim(
        "try_to_unmap_one() in mm/rmap.c. Young is dropped; dirty goes to the folio, which is written out. "
        "Frame and slot are numbers of the model, the other bits are those of the recording: there the word "
        "was {:#018x}. The write bit is not kept: at the fault it follows from the range and from exclusive.",
        out_as_recorded,
    ),
    Claim("Write-protecting a swapped-out page", lambda: protected_away()[:0]),
    Claim("UFFDIO_WRITEPROTECT sets bit {} of the swap entry: no page is read in.", protected_away),
    Claim("Pagemap shows it: {} beside {}, type and slot below.", seen_protected),
    Claim("When the page comes back, the bit goes to bit {}, without write permission.", comes_back_protected),
    Claim(
        "{}() in mm/mprotect.c. For anonymous memory this works since {}. It works because the swap entry is "
        "there to hold the bit; the last slide has a page that leaves no entry.",
        protected_since,
    ),
    Claim("Clearing soft-dirty in a swap entry", exclusive_stays),
    Claim("clear_refs clears bit {} in the swap entry, again without reading in.", cleared_away),
    Claim("Exclusive stays: it says who can reach the page, not what was done to it.", exclusive_stays),
    Claim(
        "clear_soft_dirty() has a branch for swap entries. Both words were recorded: {:#018x} before, {:#018x} after.",
        both_recorded,
    ),
    Claim("Soft-dirty without a store", not_written),
    Claim("mremap sets bit {} though nobody wrote: the page is on disk all the time.", marked_by_mremap),
    Claim("The address is new. A tracker that goes by addresses must look at it again.", nothing),
    Claim('So soft-dirty does not mean "was written": it means "look here".', not_written),
    Claim(
        "{}() in mm/mremap.c calls pte_mksoft_dirty() or pte_swp_mksoft_dirty(); by the code, for markers as "
        "well, which are not none and not present. Documentation/admin-guide/mm/soft-dirty.rst names "
        "checkpoint-restore as the user, and a checkpoint goes by addresses.",
        moved_by,
    ),
    Claim("Fork: two entries, one slot", shared_slot),
    Claim("Both entries name the same slot: exclusive goes, in the parent as well.", shared_slot),
    Claim("Soft-dirty stays, and the child has it too.", both_soft_dirty),
    Claim(
        "{}() in mm/memory.c. The picture is the parent; in this case the child's word is the same. Recorded: "
        "{:#018x} before, {:#018x} after in both processes.",
        fork_recorded,
    ),
    Claim("Back by a read, writable at once", writable_after_a_read),
    Claim("Only a read, and yet writable: exclusive says that nobody shares the page.", writable_after_a_read),
    Claim("Soft-dirty is back at bit {}; there is no store to miss.", soft_dirty_back),
    Claim("Not dirty: nobody wrote. Young: somebody read.", young_not_dirty),
    Claim(
        "{}() in mm/memory.c, v6.12. Kernels differ: Linux 6.1 leaves the page read-only after a read, "
        "although it knows that it is exclusive, and takes another fault for the store.",
        older_is_read_only,
    ),
    Claim("Back by a read, and not writable", write_stays_away),
    Claim("The same page, but soft-dirty was cleared: it stays read-only.", write_stays_away),
    Claim("Otherwise a store would go unnoticed: the fault is what sets soft-dirty.", fault_sets_it),
    Claim("Exclusive moved to the folio all the same: the store will not copy.", no_copy),
    Claim(
        "Recorded: {:#018x}, write clear. pte_needs_soft_dirty_wp() decides, in mm/internal.h. After a fork it "
        "would be read-only for another reason: no exclusive bit, so the store copies.",
        read_only_recorded,
    ),
    Claim("On the move: everything in one word", nothing),
    Claim("The type says writable and, by that, exclusive: bit {} is not needed.", in_the_type),
    Claim("Young and dirty survive, at bits {} and {}: swap entries drop them.", young_and_dirty_survive),
    Claim("Soft-dirty is at bit {}, as in a swap entry.", tracked_on_the_move),
    Claim(
        "{}() in mm/rmap.c. Young and dirty are there since {}; before, a migrated page came back old. Frame, "
        "type and flags: a migration entry is the fullest of all swap-like words.",
        old_before,
    ),
    Claim("Protected while it moves", would_be_shared),
    Claim("mprotect(PROT_NONE) changes the type: from {} to {}, read-exclusive.", type_changes),
    Claim("A plain read entry would not do: the page would come back as if it were shared.", would_be_shared),
    Claim("A swap entry stays as it is: its permissions come from the VMA at the fault.", swap_left_alone),
    Claim(
        "{}() in mm/mprotect.c. Read-exclusive is one of the three types that {} added. The NUMA scan goes "
        "through the same branch.",
        three_types_added,
    ),
    Claim("Shared memory leaves nothing", like_a_hole),
    Claim("The same store, the same MADV_PAGEOUT, but the page belongs to a file.", same_events),
    Claim("The entry is {}: only the page cache knows where the data are.", nothing_left),
    Claim("Soft-dirty is lost, and pagemap cannot tell this page from a hole.", like_a_hole),
    Claim(
        "Recorded: the entry and the pagemap word are both {}. shmem keeps the swap entry in the page cache's "
        "XArray, shared by all who map the file: mm/shmem.c. That is where the tour on markers begins.",
        zero_recorded,
    ),
)


def test_every_text_is_a_claim_that_holds() -> None:
    check(NAME, CLAIMS)
