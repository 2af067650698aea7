"""The claims of the tour "Why markers: the special-PTE argument"."""

from functools import partial

from ptetui.analysis.cases import CASES
from ptetui.analysis.collisions import Finding
from ptetui.analysis.designs.design import DesignCase, flag_kinds, types_of
from ptetui.analysis.designs.fit import able, special_rules
from ptetui.analysis.designs.quantities import design_cells
from ptetui.linux.life.events import EVENTS
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.swaptypes import SPECIAL_TYPES, marker_bits
from ptetui.linux.versions import spell
from ptetui.pictures.budget import BudgetPicture
from ptetui.pictures.collisions import CollisionsPicture
from ptetui.pictures.designs import DesignsPicture
from ptetui.pictures.history import HistoryPicture
from ptetui.sources.life.facts import FEATURES
from ptetui.sources.life.proposal import leaves_marker
from ptetui.sources.life.tree import Moment
from tests.talk.tours.claims import CATALOG, NUMBERS, Claim, at, bits, check, life, nothing, since, word
from tests.talk.tours.pictures import lived, shown, tour
from tests.talk.tours.sources import MAILS, SAID

NAME = "why-markers"
SPECIAL = "x86_64_special_pte@5.13"
RFC, LAST, SEED = "20210115170907.24498-7", "20210715201422.211004-5", "YPm5TyPq9CjR5lCy@t490s"
ALISTAIR, HUGH = "5071185.SEdLSG93TQ@nvdebian", "796cbb7-5a1c-1ba0-dde5-479aba8224f2"
PAGEOUT, MERGED = "20210807032521.7591-1", "20220405014646.13522-2"
reading, moments = partial(shown, NAME), partial(lived, NAME)


def now(step: int) -> Moment:
    return moments(step)[-1]


def fate(step: int, name: str) -> str:
    outcome = now(step).outcome
    assert outcome is not None
    return next(str(each).partition(": ")[2] for each in outcome.fates if str(each).startswith(f"{name}: "))


def pagemap(step: int) -> int:
    return pagemap_of(now(step).pages[0], now(step).setting)


def case(step: int) -> DesignCase:
    picture = tour(NAME).steps[step - 1].picture
    assert isinstance(picture, DesignsPicture | BudgetPicture)
    return picture.case


def cell(step: int, quantity: str, design: str) -> str:
    """What a cell of the table says."""
    return design_cells(case(step))[quantity, design].text


def reasons(step: int, quantity: str, design: str) -> str:
    """The evidence for a cell."""
    return " ".join(design_cells(case(step))[quantity, design].evidence)


def finding() -> Finding:
    picture = tour(NAME).steps[4].picture
    assert isinstance(picture, CollisionsPicture)
    return picture.finding


# ---------------------------------------------------------------------------------------------- the need


def mark_moves() -> tuple[str, str]:
    places = bits("x86_64@5.13", "present", "uffd_wp"), bits("x86_64@5.13", "swap", "uffd_wp")
    assert fate(1, "uffd-wp") == f"bit {places[0]} -> bit {places[1]}"
    return places


def entry_anyway() -> tuple[()]:
    assert life("x86_64@5.13", "anon write pageout")[-1].reading(0).state == "swap"
    return ()


def protected_since() -> tuple[str, str]:
    return spell(now(1).setting.kernel), since("x86_64", "uffd_wp")


def emptied() -> tuple[()]:
    page = now(2).pages[0]
    assert (now(2).reading(0).state, page.file.backing) == ("none", "swapped")
    return ()


def not_offered() -> tuple[str]:
    try:
        life("x86_64@5.13", "shmem uffd=wp write uffd_wp")
    except ValueError:
        return (spell(now(2).setting.kernel),)
    raise AssertionError("shared memory can be protected")


def two_more() -> tuple[int]:
    assert fate(2, "soft-dirty") == "lost"
    return (pagemap(2),)


def all_three() -> tuple[str, ...]:
    for event in ("dontneed", "reclaim"):
        assert life("x86_64@5.13", f"shmem write {event}")[-1].reading(0).state == "none"
    assert MAILS[SEED].who == "Peter Xu"
    return MAILS[SEED].when, SEED


# ---------------------------------------------------------------------------------------------- the word


def one_bit() -> tuple[int]:
    made = reading(3)
    assert made.state == "special_uffd_wp"
    assert made.word == 1 << int(bits(SPECIAL, "swap", "uffd_wp"))
    return (made.word,)


def compared_whole() -> tuple[()]:
    assert reading(3).form.recognised.mask.bit_count() == 64
    assert reading(3).setting.forms.index(reading(3).form) < len(reading(3).setting.forms) - 1
    return ()


def costs_nothing() -> tuple[()]:
    assert cell(11, "types", "special") == "0"
    assert cell(11, "bits", "special").endswith("(+0)")
    return ()


def proposed() -> tuple[str, ...]:
    first, last = MAILS[RFC], MAILS[LAST]
    assert first.who == last.who
    return first.who, first.when, RFC, last.when, LAST


def rules() -> dict[str, bool]:
    """The four rules as they hold on x86-64 of that time."""
    return {name: holds for name, holds, _ in special_rules(at("x86_64@5.13"))}


def rule(name: str) -> tuple[()]:
    assert rules()[name]
    return ()


def not_present() -> tuple[str, str]:
    assert rules()["present"]
    return bits("x86_64@5.13", "swap", "present"), bits("x86_64@5.13", "swap", "protnone")


def uffd_test_says_yes() -> tuple[str]:
    assert rules()["without the uffd bit"]
    return (bits("x86_64@5.13", "swap", "uffd_wp"),)


def four_rules() -> tuple[str, str, str, str]:
    able = cell(11, "arches", "special").split()[0]
    assert able == "1"
    assert reasons(11, "arches", "special").split("can: ")[1].startswith("x86_64 ")
    return LAST, "5.13", NUMBERS[int(able)], NUMBERS[len(rules())]


# ---------------------------------------------------------------------------------------------- what it shares


def inverted_word() -> tuple[object, ...]:
    found = finding()
    entry = at(SPECIAL).swap
    assert (found.rule, found.states) == ("R2", ("special_uffd_wp", "swap"))
    return found.witness, entry.by_name["type"].get(found.witness), entry.by_name["offset"].get(found.witness)


def argued_otherwise() -> tuple[str]:
    assert word(SPECIAL, "swap type=0 offset=0 uffd_wp=1") != finding().witness
    return (SAID[LAST],)


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
    assert reading(6).word == reading(3).word | hardware
    return *bits(SPECIAL, "swap", "erratum").split(" to "), reading(6).word


def masked_since() -> tuple[str, int]:
    first = next(each for each in CATALOG.history("x86_64") if each.forms[0].recognised.mask.bit_count() < 64)
    assert reading(6).form.by_name["erratum"].mask & at(SPECIAL).forms[0].recognised.mask == 0
    return spell(first.since), reading(3).word


def neither() -> tuple[()]:
    assert reading(6).state == "malformed"
    return ()


def stays_off() -> tuple[str, ...]:
    return *bits("x86_64@5.13", "swap", "erratum").split(" to "), next(c.subject for c in CASES if c.id == "H01")


# ---------------------------------------------------------------------------------------------- objections, price


def after_this_crash() -> tuple[str, str]:
    picture = tour(NAME).steps[6].picture
    assert isinstance(picture, HistoryPicture)
    assert "crashes" in picture.replayed.case.effect
    return MAILS[HUGH].who, SAID[HUGH]


def objections() -> tuple[str, ...]:
    crash = next(each for each in CASES if each.id == "H06")
    return SEED, HUGH, ALISTAIR, MAILS[ALISTAIR].when, crash.fixed, crash.subject


def five_fourteen() -> tuple[int, ...]:
    counts = [
        sum(each.kind.startswith(start) for each in types_of("bits", (5, 14), case(8).setting.config))
        for start in ("device", "migration", "hwpoison")
    ]
    assert 32 - sum(counts) == int(cell(11, "areas", "special"))
    return *counts, *counts, 32 - sum(counts)


def with_the_marker() -> tuple[str]:
    return (cell(11, "areas", "marker"),)


def areas_since() -> tuple[object, ...]:
    known = {each.kind: each for each in SPECIAL_TYPES}
    merged = known["device_exclusive"]
    assert known["swapin_error"].until == (6, 1)
    assert all(known[f"device_exclusive_{way}"].until == (6, 14) for way in ("read", "write"))
    return SEED, at("x86_64@5.14").max_swapfiles, "7.3", at("x86_64@7.3").max_swapfiles, "6.2", spell(merged.since)


def type_of_its_own() -> tuple[int | None, ...]:
    assert [at(f"x86_64@{kernel}").special_types[31].kind for kernel in ("6.2", "6.12", "7.3")] == ["marker"] * 3
    return reading(9).type, 31


def flag_in_the_offset() -> tuple[int, str]:
    (own,) = (part for part in reading(9).parts if part.name == "uffd_wp")
    assert own.inverted
    assert [name for name, _, _ in marker_bits((5, 19))] == ["uffd_wp"]
    assert "uffd_wp" not in reading(9).flags
    return own.place(0), bits("x86_64@5.19", "swap", "uffd_wp")


def decodable() -> tuple[str]:
    assert (cell(11, "generic", "marker"), cell(11, "generic", "special")) == ("yes", "no")
    return (the_one_without_room(),)


def the_one_without_room() -> str:
    """The architecture that cannot have the marker: whatever else the catalogue holds, one name."""
    able, of = map(int, cell(11, "arches", "marker").split(" of "))
    assert of - able == 1
    return reasons(11, "arches", "marker").split("cannot: ")[1].partition(" ")[0]


def merged() -> tuple[object, ...]:
    poisoned, guard = (next(k for k in ("5.19", "6.2", "6.13") if name in _flags(k)) for name in ("poisoned", "guard"))
    setting, mail = at("x86_64@5.19"), MAILS[MERGED]
    first = next(each.since for each in SPECIAL_TYPES if each.kind == "marker")
    assert SAID[MERGED] == f"{setting.generic_offset_bits} flags"
    stored = setting.swap.by_name["offset"].width
    return mail.who, mail.when, MERGED, spell(first), SAID[MERGED], stored, poisoned, guard


def _flags(kernel: str) -> list[str]:
    return [name for name, _, _ in marker_bits(at(f"x86_64@{kernel}").kernel)]


# ---------------------------------------------------------------------------------------------- the third way


def no_software_bits() -> tuple[str]:
    assert [cell(10, "bits", design) for design in ("type", "offset")] == ["0 (-2)", "0 (-2)"]
    return (NUMBERS[case(10).flags],)


def in_the_type() -> tuple[object, ...]:
    return 1 << case(10).flags, cell(10, "areas", "bits"), cell(10, "areas", "type")


def in_the_offset() -> tuple[str, ...]:
    able_to, of = map(int, cell(10, "arches", "offset").split(" of "))
    assert able_to < of
    return (cell(10, "lost", "offset"), cell(10, "largest", "bits"), cell(10, "largest", "offset"))


def the_other_way() -> tuple[str]:
    assert [name for name in ("soft_dirty", "uffd_wp", "exclusive") if since("x86_64", name) == "5.19"] == ["exclusive"]
    return (since("x86_64", "exclusive"),)


def one_area_left() -> tuple[str]:
    kinds = types_of("type", (5, 14), case(10).setting.config)
    flagged = flag_kinds(kinds)
    rest = 32 - (len(kinds) - flagged) - (flagged << case(10).flags)
    assert "bits of a page frame number" in reasons(10, "arches", "offset")
    return (NUMBERS[rest >> case(10).flags],)


def only_two_solve_it() -> tuple[()]:
    solved = {design: cell(11, "empty", design) for design in ("special", "marker", "type", "offset", "bits")}
    assert [design for design, text in solved.items() if text == "yes"] == ["special", "marker"]
    return ()


def special_in_short() -> tuple[str]:
    costs_nothing()
    assert cell(11, "generic", "special") == "no"
    has_it = {each.layout.arch for each in case(11).others if able("special", case(11).on(each))[0]}
    return tuple(has_it)


def marker_in_short() -> tuple[str, str]:
    assert cell(11, "types", "marker") == "1 of 32"
    assert cell(11, "none", "marker") == "no"
    return "one", the_one_without_room()


def without_room() -> tuple[object, ...]:
    evidence = reasons(11, "arches", "marker")
    assert evidence.split("cannot: ")[1].startswith("nios2 (2 type bits)")
    nios2 = CATALOG.history("nios2")
    narrow = [each for each in nios2 if each.swap.by_name["type"].width < 5]
    assert "x 5 rules" in reasons(11, "checks", "special")
    return (
        "nios2",
        narrow[-1].swap.by_name["type"].width,
        spell(narrow[-1].until or (0, 0)),
        "five",
        NUMBERS[len(rules())],
    )


# ---------------------------------------------------------------------------------------------- still open


def like_never_touched() -> tuple[str, str, int]:
    untouched = life("x86_64@7.3", "shmem clear_refs_4")[-1]
    assert now(12).pages[0].file.backing == "swapped"
    assert pagemap_of(untouched.pages[0], untouched.setting) == pagemap(12)
    return spell(now(12).setting.kernel), now(12).reading(0).state, pagemap(12)


def proposed_not_merged() -> tuple[str]:
    before, after = moments(12)[-2].pages[0], now(12).pages[0]
    assert leaves_marker(True, before, after)
    assert not now(12).left
    assert MAILS[PAGEOUT].when.endswith("August 2021")
    return ("August 2021",)


def only_a_hint() -> tuple[str, ...]:
    after = now(12).pages[0]
    assert not leaves_marker(True, after, after)
    child = life("x86_64@7.3", "shmem write pageout fork")[-1].pages[-1]
    assert not leaves_marker(True, after, child)
    return MAILS[PAGEOUT].who, MAILS[PAGEOUT].when, PAGEOUT, SAID[PAGEOUT]


def marker_works() -> tuple[str, str]:
    (own,) = (part for part in now(13).reading(0).parts if part.name == "uffd_wp")
    back = life("x86_64@7.3", "shmem uffd=wp clear_refs_4 write uffd_wp pageout read")[-1]
    assert "uffd_wp" in back.reading(0).flags
    return str(own.place(0)), bits("x86_64@7.3", "present", "uffd_wp")


def soft_dirty_lost() -> tuple[()]:
    assert fate(13, "soft-dirty") == "lost"
    assert "soft_dirty" not in [name for name, _, _ in marker_bits(now(13).setting.kernel)]
    return ()


def room() -> tuple[str, int]:
    known = list(marker_bits(now(13).setting.kernel))
    return NUMBERS[len(known)].capitalize(), now(13).setting.offset_bits


def own_bit_clear() -> tuple[str, str]:
    assert "soft_dirty" not in now(13).reading(0).flags
    assert EVENTS["scan_wp"].since == FEATURES["wp_async"]
    return bits("x86_64@7.3", "swap", "soft_dirty"), spell(EVENTS["scan_wp"].since)


CLAIMS = (
    Claim(
        "How an emptied entry can remember one bit: the word {:#x} of 2021, what was held against it, and what "
        "was merged in 5.19.",
        one_bit,
    ),
    Claim("An anonymous page takes its mark along", lambda: mark_moves()[:0]),
    Claim("Write-protected by userfaultfd, then paged out: bit {} becomes bit {}.", mark_moves),
    Claim("A swap entry is written anyway, so the mark costs one bit of it.", entry_anyway),
    Claim(
        "This is Linux {}, summer of 2021. Write protection by userfaultfd had come with {}, for anonymous "
        "memory: whoever registered the range is told of a store to a protected page before it is done. A mark "
        "that gets lost is a store that nobody hears of.",
        protected_since,
    ),
    Claim("A file's page leaves no entry", emptied),
    Claim("The page cache knows where the data are: the kernel may empty the entry.", emptied),
    Claim("A mark would be gone with it: {} has no write protection here.", not_offered),
    Claim("Soft-dirty is gone, and pagemap is {}: two more needs like it.", two_more),
    Claim(
        "Reclaim is only one way; MADV_DONTNEED and splitting a huge page empty entries as well. The mail that "
        "this talk is about, Peter Xu's of {}, {}, names all three: uffd-wp, PM_SWAP and PM_SOFT_DIRTY of "
        "shmem. Something must stay in the emptied entry. The question of 2021 was: what?",
        all_three,
    ),
    Claim("January 2021: a word with one bit", lambda: one_bit()[:0]),
    Claim("Nothing is set but the uffd-wp bit of swap entries. On x86-64 that is {:#x}.", one_bit),
    Claim("It is no entry: it is compared as a whole, before anything is decoded.", compared_whole),
    Claim("It takes no swap type and no new bit.", costs_nothing),
    Claim(
        "{}, {}, {}: the swap special PTE, UFFD_WP_SWP_PTE_SPECIAL. Hugh Dickins had first thought of the pair "
        "type 1, offset 0; Andrea Arcangeli suggested the bare bit, which asks for no knowledge of swap "
        "entries. An RFC and five versions carried it, the last on {}, {}.",
        proposed,
    ),
    Claim("Four rules for that word", lambda: four_rules()[:0]),
    Claim("It is not none: some bit is set.", partial(rule, "none")),
    Claim("It is not present: bits {} and {} are clear.", not_present),
    Claim("The test for the uffd-wp bit of a swap entry says yes: bit {}.", uffd_test_says_yes),
    Claim(
        "It is no swap entry that could ever exist, on any architecture that takes part.",
        partial(rule, "a swap entry"),
    ),
    Claim(
        "The rules are in the patch, {}. Each architecture would have had to find a word of its own; in {} "
        "only x86-64 had a uffd-wp bit, so there was {}. ptetui proves the {} on its layout, and the fourth is "
        "the next slide.",
        four_rules,
    ),
    Claim("The fourth rule, looked at closely", lambda: inverted_word()[:0]),
    Claim("Stored inverted: {:#x} is type {} with offset {:#x}.", inverted_word),
    Claim("The patch argues with {}, a slot never used: not so here.", argued_otherwise),
    Claim("It is safe all the same: a swap area has fewer than 2^{} pages.", safe_all_the_same),
    Claim(
        "Type 0, offset 0 with the uffd-wp bit is {:#018x} on x86-64. The offset that {:#x} stands for cannot "
        "be given out: the size of an area is an unsigned int, struct swap_info_struct in "
        "include/linux/swap.h. That the reason is another one than in the patch is computed here; we know of "
        "no mail that says it.",
        argued_word,
    ),
    Claim("A CPU could have spoiled it", neither),
    Claim("Knights Landing may set bits {} and {} in an entry that is not present: {:#x}.", spoiled),
    Claim("pte_none() ignores the two since {}. A comparison with {:#x} does not.", masked_since),
    Claim("What is left is neither: no special PTE, and no swap entry that a kernel makes.", neither),
    Claim(
        "Computed from the layout, not taken from the list: we know of no mail and of no report of it. The "
        'erratum is why the swap format stays off bits {} and {}, "{}". An entry of the swap format survives '
        "the two bits; a word that must be equal does not.",
        stays_off,
    ),
    Claim("July 2021: two objections", lambda: objections()[:0]),
    Claim("{}, over this crash: {}.", after_this_crash),
    Claim("{}: {}.", lambda: (MAILS[ALISTAIR].who, SAID[ALISTAIR])),
    Claim("{}'s conclusion: {}.", lambda: (MAILS[SEED].who, SAID[SEED])),
    Claim(
        "Hugh's words are known to us only as Peter quotes them in {}; the mail itself is {}. Alistair's mail "
        "is {}, {}; he also names a place that the series had missed, get_mctgt_type() in the memory "
        'controller. The crash was fixed in {} by "{}".',
        objections,
    ),
    Claim("What a swap type costs", lambda: with_the_marker()[:0]),
    Claim("For devices {}, migration {}, hwpoison {}: 32-{}-{}-{} = {} swap areas.", five_fourteen),
    Claim("One more type for markers leaves {}.", with_the_marker),
    Claim("A type had seemed too much for one word. By now there were three uses.", lambda: all_three()[:0]),
    Claim(
        "The sum is Peter's, in {}. Who has {} swap areas? Today, in {}, there are {} again: swap-in error was "
        "folded into the marker in {}, and {} made one type of two for device-exclusive entries.",
        areas_since,
    ),
    Claim("{}: the marker", lambda: (spell(reading(9).setting.kernel),)),
    Claim("A swap type of its own, {} then, {} since 6.2.", type_of_its_own),
    Claim(
        "Flags in the offset: uffd-wp, stored inverted at bit {}. Bit {}, a swap entry's uffd-wp, stays clear.",
        flag_in_the_offset,
    ),
    Claim("Generic code decodes it like any entry; every architecture but {} can hold it.", decodable),
    Claim(
        "{}, {}, {}; merged in {}. The mails speak of room for {}: that is the offset of the generic "
        "swp_entry_t. The PTE of x86-64 stores {} of them. poisoned came in {} as swap-in error, guard in {}.",
        merged,
    ),
    Claim("Hugh's own idea, with its price", nothing),
    Claim("No software bits at all: the {} flags go into the type, or the offset.", no_software_bits),
    Claim("In the type: {} types for one area, {} areas become {}.", in_the_type),
    Claim("In the offset: {} bits, {} become {}; not every architecture has the room.", in_the_offset),
    Claim("Nobody wrote it. {} went the other way: a third bit, exclusive.", the_other_way),
    Claim(
        "The mail only says that it needs more thought; the two ways and all prices are computed here. Room "
        "means that a frame number still fits beside the flags. With the migration and device types flagged as "
        "well, the first way leaves {} swap area. ptetui has the designs on key 5, and you can turn the number "
        "of flags.",
        one_area_left,
    ),
    Claim("Side by side", nothing),
    Claim("Only the first two solve the problem at all.", only_two_solve_it),
    Claim("The special PTE: no type, but {} alone, and it must not be decoded.", special_in_short),
    Claim("The marker: {} type, all but {}, and an entry, though not none either.", marker_in_short),
    Claim(
        "Alistair's point holds for the marker, too: hence pte_none_mostly(), include/linux/swapops.h, v6.1. "
        "The one architecture without room was {}, whose type had {} bits until {}. The last row counts what "
        "each architecture must be checked for: {} rules for each software bit, and for the special PTE its {} "
        "rules.",
        without_room,
    ),
    Claim("Still open: swapped out, or a hole?", lambda: like_never_touched()[:0]),
    Claim("Linux {}: entry {}, pagemap {}, as for memory that nobody touched.", like_never_touched),
    Claim("A marker at page-out was proposed in {}, and not merged.", proposed_not_merged),
    Claim("The manual says what to do instead: SEEK_DATA on the file.", nothing),
    Claim(
        "The proposal: {}, {}, {}, with a cost of {} for swapping in. It gives no more than a hint: an entry "
        "that is none already gets no marker, and a fork copies none. Documentation/admin-guide/mm/pagemap.rst "
        "has the exceptions for shared memory; smaps does look into the page cache.",
        only_a_hint,
    ),
    Claim("Still open: soft-dirty", soft_dirty_lost),
    Claim("The marker does its work: uffd-wp is at bit {}, and will be back at bit {}.", marker_works),
    Claim("Soft-dirty is lost, here as well: no marker flag is for it.", soft_dirty_lost),
    Claim("{} flags in {} bits: it is not room that is missing.", room),
    Claim(
        "Of the three needs of July 2021 one was met. A marker has the swap entry's own soft-dirty bit, bit "
        "{}, and it stays clear. Who tracks writes to shared memory can use uffd-wp in its asynchronous form "
        "and PAGEMAP_SCAN since {}; that release is inferred by us, not looked up.",
        own_bit_clear,
    ),
)


def test_every_text_is_a_claim_that_holds() -> None:
    check(NAME, CLAIMS)
