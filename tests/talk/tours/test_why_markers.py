"""The claims of the tour "Why markers: the special-PTE argument"."""

from collections.abc import Callable
from functools import partial

from ptetui.analysis.cases import CASES
from ptetui.analysis.collisions import Finding
from ptetui.analysis.designs.design import DesignCase, types_of
from ptetui.analysis.designs.fit import able, special_rules
from ptetui.analysis.designs.quantities import design_cells
from ptetui.linux.classify import Reading
from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.swaptypes import SPECIAL_TYPES, marker_bits
from ptetui.linux.versions import spell
from ptetui.pictures.budget import BudgetPicture
from ptetui.pictures.collisions import CollisionsPicture
from ptetui.pictures.designs import DesignsPicture
from ptetui.pictures.explore import ExplorePicture
from ptetui.sources.life.facts import FEATURES
from ptetui.sources.life.proposal import leaves_marker
from ptetui.sources.life.tree import Moment
from ptetui.talk.ask import AskPicture
from ptetui.talk.stacked import StackedPicture
from tests.talk.tours.claims import CATALOG, NUMBERS, Claim, at, bits, check, life, nothing, shipped_tour, since, word
from tests.talk.tours.pictures import lived
from tests.talk.tours.sources import MAILS, STATEMENTS, read_at

NAME = "why-markers"
SPECIAL = "x86_64_special_pte@5.13"
RFC, LAST, SEED = "20210115170907.24498-7", "20210715201422.211004-5", "YPm5TyPq9CjR5lCy@t490s"
ALISTAIR, HUGH = "5071185.SEdLSG93TQ@nvdebian", "796cbb7-5a1c-1ba0-dde5-479aba8224f2"
PAGEOUT, MERGED = "20210807032521.7591-1", "20220405014646.13522-2"
moments = partial(lived, NAME)


def reading_at(step: int) -> Reading:
    """The word that a step shows."""
    picture = shipped_tour(NAME).steps[step - 1].picture
    if isinstance(picture, StackedPicture):
        picture = picture.parts[0]
    assert isinstance(picture, ExplorePicture)
    return picture.reading


def now(step: int) -> Moment:
    return moments(step)[-1]


def fate(step: int, name: str) -> str:
    outcome = now(step).outcome
    assert outcome is not None
    return next(str(fate).partition(": ")[2] for fate in outcome.fates if str(fate).startswith(f"{name}: "))


def pagemap(step: int) -> int:
    return pagemap_of(now(step).pages[0], now(step).setting)


def case(step: int) -> DesignCase:
    picture = shipped_tour(NAME).steps[step - 1].picture
    assert isinstance(picture, DesignsPicture | BudgetPicture)
    return picture.case


def cell(step: int, quantity: str, design: str) -> str:
    """What a cell of the table says."""
    return design_cells(case(step))[quantity, design].text


def reasons(step: int, quantity: str, design: str) -> str:
    """The evidence for a cell."""
    return " ".join(design_cells(case(step))[quantity, design].evidence)


def finding() -> Finding:
    picture = shipped_tour(NAME).steps[13].picture
    assert isinstance(picture, CollisionsPicture)
    return picture.finding


# ---------------------------------------------------------------------------------------------- the damage, the need


def what_is_open() -> tuple[str, str]:
    assert (now(16).reading(0).state, pagemap(16)) == ("none", 0)
    return f"{reading_at(5).word:#x}", spell(now(10).setting.kernel)


def refused() -> tuple[str]:
    try:
        life("x86_64@5.13", "shmem uffd=wp write uffd_wp")
    except ValueError:
        return (spell(now(2).setting.kernel),)
    raise AssertionError("shared memory can be protected")


def emptied() -> tuple[()]:
    page = life("x86_64@5.13", "shmem write pageout")[-1].pages[0]
    assert (page.state, page.file.backing) == ("none", "swapped")
    return ()


def back_writable() -> tuple[()]:
    emptied()
    back = life("x86_64@5.13", "shmem write pageout write")[-1].reading(0)
    assert back.state == "present"
    assert next(field for field in back.fields if field.name == "write").get(back.word)
    assert "uffd_wp" not in back.flags
    return ()


def mark_moves() -> tuple[str, str]:
    places = bits("x86_64@5.13", "present", "uffd_wp"), bits("x86_64@5.13", "swap", "uffd_wp")
    assert fate(2, "uffd-wp") == f"bit {places[0]} → bit {places[1]}"
    return places


def entry_anyway() -> tuple[()]:
    assert life("x86_64@5.13", "anon write pageout")[-1].reading(0).state == "swap"
    return ()


def back_in_place() -> tuple[str]:
    back = life("x86_64@5.13", "anon uffd=wp write uffd_wp pageout read")[-1].reading(0)
    assert "uffd_wp" in back.flags
    return (bits("x86_64@5.13", "present", "uffd_wp"),)


def protected_since() -> tuple[str, str, str]:
    swap, user = bits("x86_64@5.13", "swap", "uffd_wp"), bits("x86_64@5.13", "present", "user")
    assert swap == user
    return since("x86_64", "uffd_wp"), swap, "user"


def page_cache_knows() -> tuple[()]:
    assert (now(3).reading(0).state, now(3).pages[0].file.backing) == ("none", "swapped")
    return ()


def two_more() -> tuple[int]:
    assert fate(3, "soft-dirty") == "lost"
    return (pagemap(3),)


def all_three() -> tuple[str, ...]:
    for event in ("dontneed", "reclaim"):
        assert life("x86_64@5.13", f"shmem write {event}")[-1].reading(0).state == "none"
    assert MAILS[SEED].who == "Peter Xu"
    return MAILS[SEED].when, SEED


# ---------------------------------------------------------------------------------------------- people and dates


def months() -> tuple[str]:
    first, last = MAILS[RFC].when.split(), MAILS[MERGED].when.split()
    names = ("January", "February", "March", "April")
    count = (int(last[2]) - int(first[2])) * 12 + names.index(last[1]) - names.index(first[1])
    return (("Fifteen",)[count - 15],)


def first_version() -> tuple[str, str]:
    assert MAILS[RFC].when.endswith("January 2021")
    return "Jan 2021", MAILS[RFC].who


def objected() -> tuple[str, ...]:
    assert {MAILS[mail].when.split(maxsplit=1)[-1] for mail in (LAST, ALISTAIR)} == {"July 2021"}
    assert MAILS[HUGH].when == "July 2021"
    return "Jul 2021", MAILS[HUGH].who, MAILS[ALISTAIR].who


def proposal() -> tuple[str, str]:
    assert MAILS[PAGEOUT].when.endswith("August 2021")
    return "Aug 2021", MAILS[PAGEOUT].who


def version_eight() -> tuple[str]:
    assert MAILS[MERGED].when.endswith("April 2022")
    return ("Apr 2022",)


def first_marker() -> tuple[str]:
    return (spell(next(special.since for special in SPECIAL_TYPES if special.kind == "marker")),)


def dates() -> tuple[str, ...]:
    return RFC, MAILS[RFC].when, MAILS[LAST].when, LAST, PAGEOUT, MAILS[PAGEOUT].when, MERGED, MAILS[MERGED].when


# ---------------------------------------------------------------------------------------------- the word


def one_bit() -> tuple[int]:
    reading = reading_at(5)
    assert reading.state == "special_uffd_wp"
    assert reading.word == 1 << int(bits(SPECIAL, "swap", "uffd_wp"))
    return (reading.word,)


def compared_whole() -> tuple[()]:
    reading = reading_at(5)
    assert reading.form.recognised.mask.bit_count() == 64
    assert reading.setting.forms.index(reading.form) < len(reading.setting.forms) - 1
    return ()


def costs_nothing() -> tuple[()]:
    assert cell(12, "types", "special") == "0"
    assert cell(12, "bits", "special").endswith("(+0)")
    return ()


def rules() -> dict[str, bool]:
    """The four rules as they hold on x86-64 of that time."""
    return {name: holds for name, holds, _ in special_rules(at("x86_64@5.13"))}


def rule(name: str) -> tuple[()]:
    assert rules()[name]
    return ()


def rules_of() -> tuple[str, int]:
    return NUMBERS[len(rules())].capitalize(), reading_at(6).word


def not_present() -> tuple[str, str]:
    assert rules()["present"]
    return bits("x86_64@5.13", "swap", "present"), bits("x86_64@5.13", "swap", "protnone")


def uffd_test_says_yes() -> tuple[str]:
    assert rules()["without the uffd bit"]
    return (bits("x86_64@5.13", "swap", "uffd_wp"),)


def four_rules() -> tuple[str, str, str, str]:
    able_ = cell(12, "arches", "special").split()[0]
    assert able_ == "1"
    assert reasons(12, "arches", "special").split("can: ")[1].startswith("x86_64 ")
    return LAST, "5.13", NUMBERS[int(able_)], NUMBERS[len(rules())]


# ---------------------------------------------------------------------------------------------- objections, the price


def neither_none_nor_entry() -> tuple[()]:
    assert (cell(12, "none", "special"), cell(12, "generic", "special")) == ("no", "no")
    return ()


def three_uses() -> tuple[str]:
    all_three()
    return (NUMBERS[3],)


def objections() -> tuple[str, ...]:
    return SEED, HUGH, ALISTAIR, MAILS[ALISTAIR].when


def crash() -> tuple[str, str]:
    past_case = next(case for case in CASES if case.id == "H06")
    assert "crashes" in past_case.effect
    return past_case.fixed, past_case.subject


def five_fourteen() -> tuple[int, ...]:
    counts = [
        sum(special.kind.startswith(start) for special in types_of("bits", (5, 14), case(8).setting.config))
        for start in ("device", "migration", "hwpoison")
    ]
    assert 32 - sum(counts) == int(cell(12, "areas", "special"))
    return *counts, *counts, 32 - sum(counts)


def with_the_marker() -> tuple[str]:
    return (cell(12, "areas", "marker"),)


def areas_since() -> tuple[object, ...]:
    known = {special.kind: special for special in SPECIAL_TYPES}
    merged = known["device_exclusive"]
    assert known["swapin_error"].until == (6, 1)
    assert all(known[f"device_exclusive_{way}"].until == (6, 14) for way in ("read", "write"))
    return SEED, at("x86_64@5.14").max_swapfiles, "7.3", at("x86_64@7.3").max_swapfiles, "6.2", spell(merged.since)


# ---------------------------------------------------------------------------------------------- the marker


def marker_call() -> tuple[str, ...]:
    return read_at("make_pte_marker()").name.strip("()"), "PTE_MARKER_UFFD_WP", "SWP_PTE_MARKER"


def type_of_its_own() -> tuple[object, ...]:
    assert [at(f"x86_64@{kernel}").special_types[31].kind for kernel in ("6.2", "6.12", "7.3")] == ["marker"] * 3
    macro = next(special.macro for special in SPECIAL_TYPES if special.kind == "marker")
    return macro, reading_at(9).type, 31


def flag_in_the_offset() -> tuple[int]:
    (own,) = (part for part in reading_at(9).parts if part.name == "uffd_wp")
    assert own.inverted
    assert reading_at(9).word >> own.place(0) & 1 == 0
    assert [name for name, _, _ in marker_bits((5, 19))] == ["uffd_wp"]
    return (own.place(0),)


def decodable() -> tuple[str]:
    assert (cell(12, "generic", "marker"), cell(12, "generic", "special")) == ("yes", "no")
    return (the_one_without_room(),)


def the_one_without_room() -> str:
    """The architecture that cannot have the marker: whatever else the catalogue holds, one name."""
    able_to, of = map(int, cell(12, "arches", "marker").split(" of "))
    assert of - able_to == 1
    return reasons(12, "arches", "marker").split("cannot: ")[1].partition(" ")[0]


def merged_marker() -> tuple[str, ...]:
    assert "uffd_wp" not in reading_at(9).flags
    mail = MAILS[MERGED]
    return mail.who, mail.when, MERGED, *first_marker(), bits("x86_64@5.19", "swap", "uffd_wp")


def protection_stays() -> tuple[()]:
    assert fate(10, "uffd-wp") == "moved into the marker"
    assert life("x86_64@5.19", "shmem uffd=wp write pageout")[-1].reading(0).state == "none"
    return ()


def noticed() -> tuple[str]:
    protection_stays()
    for event in ("read", "write"):
        back = life("x86_64@5.19", f"shmem uffd=wp clear_refs_4 write uffd_wp pageout {event}")[-1].reading(0)
        assert "uffd_wp" in back.flags
        assert not next(field for field in back.fields if field.name == "write").get(back.word)
    return (bits("x86_64@5.19", "present", "uffd_wp"),)


def installed_by() -> tuple[str, str]:
    place = read_at("pte_install_uffd_wp_if_needed()")
    assert life("x86_64@5.19", "shmem uffd=wp uffd_wp")[-1].reading(0).state == "marker"
    assert life("x86_64@5.19", "shmem uffd=wp write uffd_wp dontneed")[-1].reading(0).state == "marker"
    return place.name, place.kernel


def asked_of(name: str, answer: int) -> Callable[[], tuple[int]]:
    """What a test of the kernel says of the marker."""

    def holds() -> tuple[int]:
        state = reading_at(9).state
        says = {
            "pte_none": state == "none",
            "pte_present": state in ("present", "protnone"),
            "is_swap_pte": state not in ("none", "present", "protnone"),
            "pte_none_mostly": state in ("none", "marker"),
        }
        assert says[name] == bool(answer)
        return (answer,)

    return holds


# ---------------------------------------------------------------------------------------------- side by side


def only_two_solve_it() -> tuple[()]:
    solved = {design: cell(12, "empty", design) for design in ("special", "marker", "type", "offset", "bits")}
    assert [design for design, text in solved.items() if text == "yes"] == ["special", "marker"]
    return ()


def special_in_short() -> tuple[str]:
    costs_nothing()
    assert cell(12, "generic", "special") == "no"
    has_it = {setting.layout.arch for setting in case(12).others if able("special", case(12).on(setting))[0]}
    return tuple(has_it)


def marker_in_short() -> tuple[str, str]:
    assert cell(12, "types", "marker") == "1 of 32"
    assert cell(12, "none", "marker") == "no"
    return "one", the_one_without_room()


def hughs_idea() -> tuple[str, ...]:
    assert [cell(12, "bits", design) for design in ("type", "offset")] == ["0 (-2)", "0 (-2)"]
    areas = cell(12, "areas", "special"), cell(12, "areas", "type")
    return *areas, cell(12, "largest", "special"), cell(12, "largest", "offset")


def prices() -> tuple[object, ...]:
    assert [name for name in ("soft_dirty", "uffd_wp", "exclusive") if since("x86_64", name) == "5.19"] == ["exclusive"]
    nios2 = CATALOG.history("nios2")
    narrow = [layout for layout in nios2 if layout.swap.by_name["type"].width < 5]
    assert the_one_without_room() == "nios2"
    return (
        NUMBERS[case(12).flags],
        since("x86_64", "exclusive"),
        "nios2",
        narrow[-1].swap.by_name["type"].width,
        spell(narrow[-1].until or (0, 0)),
    )


def flag_since(name: str) -> str:
    """The first kernel whose markers have the flag."""
    kernels = ("5.19", "6.1", "6.2", "6.5", "6.6", "6.12", "6.13")
    flags = {kernel: [flag for flag, _, _ in marker_bits(at(f"x86_64@{kernel}").kernel)] for kernel in kernels}
    return next(kernel for kernel in kernels if name in flags[kernel])


def poisoned() -> tuple[str]:
    return (flag_since("poisoned"),)


def poison_by_ioctl() -> tuple[str]:
    return (spell(EVENTS["uffd_poison"].since),)


def guard_since() -> tuple[str]:
    assert flag_since("guard") == spell(EVENTS["guard_install"].since)
    return (flag_since("guard"),)


def three_flags() -> list[str]:
    return [name for name, _, _ in marker_bits(at("x86_64@7.3").kernel)]


def flag_at(name: str) -> tuple[str, int]:
    """The release of a flag, and its bit on the slide."""
    (own,) = (part for part in reading_at(13).parts if part.name == name)
    return flag_since(name), own.place(0)


def ends_in(script: str, signal: str) -> tuple[str]:
    """How an access ends after these events."""
    outcome = life("x86_64@6.13", f"anon {script} read")[-1].outcome
    assert outcome is not None
    assert outcome.outcome == signal
    return (signal,)


def flags_and_offset_bits() -> tuple[str, int]:
    known = list(marker_bits(at("x86_64@7.3").kernel))
    return NUMBERS[len(known)].capitalize(), at("x86_64@7.3").offset_bits


def generic_room() -> tuple[object, ...]:
    setting = at("x86_64@5.19")
    assert STATEMENTS[MERGED] == f"{setting.generic_offset_bits} flags"
    return STATEMENTS[MERGED], setting.swap.by_name["offset"].width


# ---------------------------------------------------------------------------------------------- two findings


def inverted_word() -> tuple[object, ...]:
    collision = finding()
    entry = at(SPECIAL).swap
    assert (collision.rule, collision.states) == ("R2", ("special_uffd_wp", "swap"))
    return (
        collision.witness,
        entry.by_name["type"].get(collision.witness),
        entry.by_name["offset"].get(collision.witness),
    )


def argued_otherwise() -> tuple[str]:
    assert word(SPECIAL, "swap type=0 offset=0 uffd_wp=1") != finding().witness
    return (STATEMENTS[LAST],)


def safe_all_the_same() -> tuple[int]:
    assert finding().verdict == "excused"
    assert "fewer than 2^32 pages" in finding().why
    return (32,)


def argued_word() -> tuple[int, int]:
    assert "struct swap_info_struct" in finding().source
    return word(SPECIAL, "swap type=0 offset=0 uffd_wp=1"), finding().witness


def spoiled() -> tuple[object, ...]:
    setting = at(SPECIAL)
    hardware = sum(setting.layout.present.by_name[name].mask for name in setting.layout.hardware_sets)
    assert reading_at(15).word == reading_at(5).word | hardware
    return *bits(SPECIAL, "swap", "erratum").split(" to "), reading_at(15).word


def masked_since() -> tuple[str, int]:
    first = next(layout for layout in CATALOG.history("x86_64") if layout.forms[0].recognised.mask.bit_count() < 64)
    assert reading_at(15).form.by_name["erratum"].mask & at(SPECIAL).forms[0].recognised.mask == 0
    return spell(first.since), reading_at(5).word


def neither() -> tuple[int]:
    assert reading_at(15).state == "malformed"
    return (reading_at(15).word,)


def stays_off() -> tuple[str, ...]:
    return *bits("x86_64@5.13", "swap", "erratum").split(" to "), next(c.subject for c in CASES if c.id == "H01")


# ---------------------------------------------------------------------------------------------- still open, questions


def like_never_touched() -> tuple[str, str, int]:
    untouched = life("x86_64@7.3", "shmem clear_refs_4")[-1]
    assert now(16).pages[0].file.backing == "swapped"
    assert pagemap_of(untouched.pages[0], untouched.setting) == pagemap(16)
    return spell(now(16).setting.kernel), now(16).reading(0).state, pagemap(16)


def proposed_not_merged() -> tuple[str]:
    before, after = moments(16)[-2].pages[0], now(16).pages[0]
    assert leaves_marker(True, before, after)
    assert not now(16).left
    assert MAILS[PAGEOUT].when.endswith("August 2021")
    return ("August 2021",)


def only_a_hint() -> tuple[str, ...]:
    after = now(16).pages[0]
    assert not leaves_marker(True, after, after)
    child = life("x86_64@7.3", "shmem write pageout fork")[-1].pages[-1]
    assert not leaves_marker(True, after, child)
    return MAILS[PAGEOUT].who, MAILS[PAGEOUT].when, PAGEOUT, STATEMENTS[PAGEOUT]


def soft_dirty_lost() -> tuple[()]:
    assert fate(16, "soft-dirty") == "lost"
    protected = life("x86_64@7.3", "shmem uffd=wp clear_refs_4 write uffd_wp pageout")[-1].outcome
    assert protected is not None
    assert "soft-dirty: lost" in map(str, protected.fates)
    assert "soft_dirty" not in [name for name, _, _ in marker_bits(now(16).setting.kernel)]
    return ()


def both_lost() -> tuple[()]:
    assert pagemap(16) == 0
    return soft_dirty_lost()


def of_three_one() -> tuple[str]:
    assert EVENTS["scan_wp"].since == FEATURES["wp_async"]
    return (spell(EVENTS["scan_wp"].since),)


def without_a_slot() -> tuple[()]:
    assert cell(12, "types", "marker") == "1 of 32"
    return ()


def asked(step: int) -> Reading:
    picture = shipped_tour(NAME).steps[step - 1].picture
    assert isinstance(picture, AskPicture)
    return picture.reading


def first_answer() -> tuple[object, ...]:
    (own,) = (part for part in asked(18).parts if part.name == "uffd_wp")
    assert own.inverted
    assert asked(18).word >> own.place(0) & 1 == 0
    return asked(18).type, own.place(0)


def second_answer() -> tuple[object, ...]:
    assert asked(19).state == "swap"
    return asked(19).type, bits("x86_64@7.3", "swap", "uffd_wp")


def slot_zero() -> tuple[int]:
    return (asked(19).form.by_name["offset"].get(asked(19).word),)


def third_answer() -> tuple[object, ...]:
    design_case = asked(20)
    assert design_case.state == "swap"
    assert design_case.word == one_bit()[0]
    return spell(design_case.setting.kernel), design_case.type, design_case.form.by_name["offset"].get(design_case.word)


def no_answer() -> tuple[()]:
    assert reading_at(5).word == asked(20).word
    assert reading_at(5).state not in ("none", "swap", "marker", "malformed")
    return ()


CLAIMS = (
    Claim(
        "A snapshot of a running guest misses a write, since an empty PTE cannot remember one bit. How Linux came "
        "to PTE markers: the word {} of 2021, the objections, {}, and what is still open.",
        what_is_open,
    ),
    # 1
    Claim("A snapshot misses a write", back_writable),
    Claim("protect: QEMU write-protects the guest's pages with userfaultfd", nothing),
    Claim("save: it writes them to a file, while the guest runs on", nothing),
    Claim("page-out: the kernel swaps out a page, and its PTE is empty", emptied),
    Claim("write: the guest writes to the page; nobody is told", back_writable),
    Claim("The guest's memory is shared, a memfd. Its PTE is empty now, and with it went the protection.", emptied),
    Claim("The page comes back writable. QEMU hears nothing and saves the new contents.", back_writable),
    Claim("The file mixes two moments: the guest never had this memory.", nothing),
    Claim("That is why Linux {} refuses to write-protect shared memory at all.", refused),
    Claim(
        "The damage is what would happen, not what was reported: {} registers a range of shared memory for write "
        "protection with an error. QEMU's background-snapshot rests on UFFDIO_WRITEPROTECT: \"migration: support "
        'UFFD write fault processing in ram_save_iterate()", 278e2f5, by Andrey Gruzdev. Guest memory is shared '
        "where another process runs a device of the guest, as with vhost-user.",
        refused,
    ),
    Claim("So the question of this talk: where do you keep one bit of a PTE that is not there?", nothing),
    # 2
    Claim("Anonymous memory keeps the bit", lambda: mark_moves()[:0]),
    Claim("Page-out moves the uffd-wp bit from bit {} to bit {} of the swap entry.", mark_moves),
    Claim("The swap entry has to be there: it names the slot. The bit costs nothing.", entry_anyway),
    Claim("At swap-in the bit goes back to bit {}, and the next store is noticed.", back_in_place),
    Claim(
        "Write protection by userfaultfd came with {}, for anonymous memory alone. Each architecture gives a bit of "
        "its swap entry: pte_swp_mkuffd_wp(). On x86-64 it is bit {}, which is the {} bit of a present entry.",
        protected_since,
    ),
    # 3
    Claim("Shared memory leaves no entry", page_cache_knows),
    Claim("The page cache knows the swap slot, so reclaim empties the PTE.", page_cache_knows),
    Claim("Clearing the PTE loses the uffd-wp bit.", emptied),
    Claim("pagemap is {}: PM_SWAP and PM_SOFT_DIRTY are lost in the same way.", two_more),
    Claim(
        "Reclaim is only one way; MADV_DONTNEED and splitting a huge page empty entries as well. The mail that "
        "this talk is about, Peter Xu's of {}, {}, names all three: uffd-wp, PM_SWAP and PM_SOFT_DIRTY of "
        "shmem. Something must stay in the emptied entry.",
        all_three,
    ),
    # 4
    Claim("From one bit to {} flags", lambda: (flags_and_offset_bits()[0].lower(),)),
    Claim("{}: {}, RFC: the swap special PTE", first_version),
    Claim("{}: version 5; {} and {} object", objected),
    Claim("{}: {}, RFC: PTE markers, for PM_SWAP of shmem", proposal),
    Claim("{}: version 8: uffd-wp on PTE markers", version_eight),
    Claim("{}: merged", first_marker),
    Claim("One word that is no entry: a single bit is set.", lambda: one_bit()[:0]),
    Claim(
        "Too fragile, and impossible to audit. Back to a swap entry, with a type of its own.", lambda: objected()[:0]
    ),
    Claim("{}: swap-in error", poisoned),
    Claim("{}: renamed poisoned", poison_by_ioctl),
    Claim("{}: guard", guard_since),
    Claim("{} months after the first mail: the same need, another encoding.", months),
    Claim("Since then {} more flags, for needs that nobody had named.", lambda: (NUMBERS[len(three_flags()) - 1],)),
    Claim(
        "{} is the special PTE of {}. An RFC and five versions carried it, the last on {}, {}. The RFC of markers is "
        "{}, {}, version 8 of the series is {}, {}.",
        dates,
    ),
    # 5
    Claim("January 2021: one bit", lambda: one_bit()[:0]),
    Claim("Nothing is set but the uffd-wp bit of swap entries. On x86-64 that is {:#x}.", one_bit),
    Claim("It is no entry: code compares the whole word before it decodes anything.", compared_whole),
    Claim("It takes no swap type and no new bit.", costs_nothing),
    Claim(
        "UFFD_WP_SWP_PTE_SPECIAL, and pte_swp_uffd_wp_special() to ask for it. Hugh Dickins had first thought of "
        "the pair type 1, offset 0; Andrea Arcangeli suggested the bare bit, which asks for no knowledge of swap "
        "entries.",
        nothing,
    ),
    # 6
    Claim("{} rules for {:#x}", rules_of),
    Claim("It is not none: a bit is set.", partial(rule, "none")),
    Claim("It is not present: bits {} and {} are clear.", not_present),
    Claim("The test for the uffd-wp bit of a swap entry says yes: bit {}.", uffd_test_says_yes),
    Claim(
        "It is no swap entry that could ever exist, on any architecture that takes part.",
        partial(rule, "a swap entry"),
    ),
    Claim(
        "The rules are in the patch, {}. Each architecture would have had to find a word of its own; in {} only "
        "x86-64 had a uffd-wp bit, so there was {}. ptetui proves the {} on its layout. The fourth comes again later.",
        four_rules,
    ),
    # 7
    Claim("July 2021: two objections", lambda: objected()[:0]),
    Claim("{}", lambda: (MAILS[HUGH].who,)),
    Claim("{}", lambda: (STATEMENTS[HUGH],)),
    Claim("{}", lambda: (MAILS[ALISTAIR].who,)),
    Claim("{}", lambda: (STATEMENTS[ALISTAIR],)),
    Claim("{}", lambda: (MAILS[SEED].who,)),
    Claim("{}", lambda: (STATEMENTS[SEED],)),
    Claim("Hugh objects to the bit, Alistair to a word that is neither none nor an entry.", neither_none_nor_entry),
    Claim("A type had seemed too much for one word. By now there were {} uses.", three_uses),
    Claim(
        "In our words, not in theirs. Hugh's are known to us only as Peter quotes them in {}; the mail itself is {}. "
        "Alistair's mail is {}, {}; he also names a place that the series had missed, get_mctgt_type() in the memory "
        "controller.",
        objections,
    ),
    Claim(
        'Hugh wrote in a thread about a crash, fixed in {} by "{}": a helper for present entries had changed a bit '
        "of a frame number. The tour on collisions shows it.",
        crash,
    ),
    # 8
    Claim("What a swap type costs", lambda: with_the_marker()[:0]),
    Claim("For devices {}, migration {}, hwpoison {}: 32-{}-{}-{} = {} swap areas.", five_fourteen),
    Claim("One more type for markers leaves {}.", with_the_marker),
    Claim(
        "The sum is Peter's, in {}. Who has {} swap areas? Today, in {}, there are {} again: swap-in error was "
        "folded into the marker in {}, and {} made one type of two for device-exclusive entries.",
        areas_since,
    ),
    # 9
    Claim("{}: the marker", lambda: (spell(reading_at(9).setting.kernel),)),
    Claim("pte = {}({});  /* type {} */", marker_call),
    Claim("{}: a swap type of its own, {} then, {} since 6.2.", type_of_its_own),
    Claim("PTE_MARKER_UFFD_WP: a flag in the offset, stored inverted, so bit {} is 0.", flag_in_the_offset),
    Claim("Generic code decodes it like any entry; every architecture but {} can hold it.", decodable),
    Claim(
        "{}, {}, {}; merged in {}. Bit {}, a swap entry's own uffd-wp, stays clear. The names are those of "
        "include/linux/swapops.h, read at v6.1.",
        merged_marker,
    ),
    # 10
    Claim("The write is noticed", lambda: noticed()[:0]),
    Claim("Page-out leaves a marker where the PTE would be empty.", protection_stays),
    Claim("At the next access the page comes back with bit {} set, and a store is reported.", noticed),
    Claim("QEMU saves the old contents first: the snapshot is whole.", lambda: noticed()[:0]),
    Claim(
        "{}, called by try_to_unmap_one() in mm/rmap.c (read at v{}). The same marker is written by zap and by "
        "UFFDIO_WRITEPROTECT on a PTE that was empty from the start.",
        installed_by,
    ),
    # 11
    Claim("Neither none nor present", lambda: asked_of("pte_none", 0)()[:0]),
    Claim("pte_none(marker)          {}", asked_of("pte_none", 0)),
    Claim("pte_present(marker)       {}", asked_of("pte_present", 0)),
    Claim("is_swap_pte(marker)       {}", asked_of("is_swap_pte", 1)),
    Claim("pte_none_mostly(marker)   {}", asked_of("pte_none_mostly", 1)),
    Claim(
        "Alistair's point holds: a cleared PTE may be a marker, and pte_none() says no.",
        lambda: asked_of("pte_none", 0)()[:0],
    ),
    Claim("pte_none_mostly() is for code that must treat both alike.", lambda: asked_of("pte_none_mostly", 1)()[:0]),
    Claim(
        "What changed: the word is an entry, and code that decodes entries finds its type.",
        lambda: decodable()[:0],
    ),
    Claim(
        "include/linux/swapops.h and include/linux/pgtable.h, read at v{}. In 7.3 UFFDIO_COPY no longer asks {}: "
        "it would overwrite a guard marker (mm/userfaultfd.c).",
        lambda: (read_at("pte_none_mostly()").kernel, read_at("pte_none_mostly()").name),
    ),
    # 12
    Claim("Side by side", nothing),
    Claim("Only the first two solve the problem at all.", only_two_solve_it),
    Claim("The special PTE: no type, but {} alone, and code must test for it before it decodes.", special_in_short),
    Claim("The marker: {} type, all but {}, and an entry, though not none either.", marker_in_short),
    Claim("Hugh's own idea, no software bits: {} areas become {}, or {} become {}. Nobody wrote it.", hughs_idea),
    Claim(
        "Peter's mail only says that Hugh's idea needs more thought; its two ways and all prices are computed here, "
        "for the {} flags of 2021. {} went the other way: a third bit, exclusive. The one architecture without room "
        "for a marker was {}, whose type had {} bits until {}. ptetui has the designs on key 5.",
        prices,
    ),
    # 13
    Claim("What markers became", nothing),
    Claim("{}, bit {}: write-protected.", partial(flag_at, "uffd_wp")),
    Claim(
        "{}, bit {}: the page could not be read in. From {} on UFFDIO_POISON sets it, too. {}.",
        lambda: (*flag_at("poisoned"), *poison_by_ioctl(), *ends_in("uffd=missing uffd_poison", "SIGBUS")),
    ),
    Claim(
        "{}, bit {}: MADV_GUARD_INSTALL, a guard page without a VMA of its own. {}.",
        lambda: (*flag_at("guard"), *ends_in("guard_install", "SIGSEGV")),
    ),
    Claim("{} flags in {} bits of offset: space is not the problem.", flags_and_offset_bits),
    Claim(
        "The mails speak of room for {}: that is the offset of the generic swp_entry_t. The PTE of x86-64 stores {} "
        "of them. Nobody had asked for poison or guard in 2021.",
        generic_room,
    ),
    # 14
    Claim("A second look: rule four", lambda: inverted_word()[:0]),
    Claim("Stored inverted: {:#x} is type {} with offset {:#x}.", inverted_word),
    Claim("The patch argues with {}, a slot never used. On x86-64 that is another word.", argued_otherwise),
    Claim("It is safe all the same: a swap area has fewer than 2^{} pages.", safe_all_the_same),
    Claim(
        "Our finding, not the list's. Type 0, offset 0 with the uffd-wp bit is {:#018x} on x86-64. The offset that "
        "{:#x} stands for cannot be given out: the size of an area is an unsigned int, struct swap_info_struct in "
        "include/linux/swap.h. We know of no mail that says it.",
        argued_word,
    ),
    # 15
    Claim("A second look: the CPU", lambda: neither()[:0]),
    Claim("Knights Landing may set bits {} and {} in an entry that is not present: {:#x}.", spoiled),
    Claim("pte_none() ignores the two since {}. A comparison with {:#x} does not.", masked_since),
    Claim("{:#x} is neither: no special PTE, and no swap entry that a kernel makes.", neither),
    Claim(
        "Computed from the layout, not taken from the list: we know of no mail and of no report of it. The "
        'erratum is why the swap format stays off bits {} and {}, "{}". An entry of the swap format survives '
        "the two bits; a word that must be equal does not.",
        stays_off,
    ),
    # 16
    Claim("Still open: pagemap", lambda: like_never_touched()[:0]),
    Claim("Linux {}: entry {}, pagemap {}, as for memory that nobody touched.", like_never_touched),
    Claim("PM_SWAP: a marker at page-out was proposed in {}, and not merged.", proposed_not_merged),
    Claim("PM_SOFT_DIRTY: no marker flag is for it.", soft_dirty_lost),
    Claim("The manual says what to do instead: lseek() with SEEK_DATA on the file.", nothing),
    Claim(
        "The proposal: {}, {}, {}, with a cost of {} for swapping in. It gives no more than a hint: an entry "
        "that is none already gets no marker, and a fork copies none. Documentation/admin-guide/mm/pagemap.rst "
        "has the exceptions for shared memory; smaps does look into the page cache.",
        only_a_hint,
    ),
    Claim(
        "Of the three needs of July 2021 one was met. Who tracks writes to shared memory can use uffd-wp in its "
        "asynchronous form and PAGEMAP_SCAN since {}; that release is inferred by us, not looked up.",
        of_three_one,
    ),
    # 17
    Claim("What to remember", nothing),
    Claim("An empty PTE forgets. A marker remembers.", protection_stays),
    Claim("A marker is a swap entry without a slot: one type of 32, its flags in the offset.", without_a_slot),
    Claim(
        "A word in the format of its neighbours can be decoded. A word of its own must be known to everyone.",
        lambda: decodable()[:0],
    ),
    Claim("After {} a cleared PTE need not be none.", first_marker),
    Claim("Open to this day: pagemap loses PM_SWAP and PM_SOFT_DIRTY of swapped shmem.", both_lost),
    Claim("And now it is your turn: three words, and you tell me what they are.", nothing),
    # 18 to 20
    Claim("Your turn: what is it?", nothing),
    Claim("Type {}, and the 0 at bit {}: a marker, write-protected.", first_answer),
    Claim("Ask for a show of hands, then press the digit that most of them chose.", nothing),
    Claim("And this one?", nothing),
    Claim("Type {} is a swap area. Bit {} is the uffd-wp bit of anonymous memory, moved along.", second_answer),
    Claim(
        "The offset, {} here, is the header of a swap area and is never given out; the format is what counts.",
        slot_zero,
    ),
    Claim("The word of January 2021", lambda: one_bit()[:0]),
    Claim("Linux {} decodes it: type {}, offset {:#x}. No swap area is that large.", third_answer),
    Claim(
        "With the special PTE merged it would have been none of the four. Nothing in the word itself tells: a PTE "
        "means what the kernel's tests make of it.",
        no_answer,
    ),
)


def test_every_text_is_a_claim_that_holds() -> None:
    check(NAME, CLAIMS)
