"""The claims of the tour "What is in a PTE"."""

from functools import partial

from ptetui.analysis.cases import CASES
from ptetui.analysis.collisions import check as findings
from ptetui.analysis.free_bits import free_bits
from ptetui.linux.classify import Reading
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT, marker_bits
from ptetui.linux.versions import spell
from tests.talk.tours.claims import (
    CATALOG,
    NUMBERS,
    Claim,
    at,
    bits,
    check,
    field,
    life,
    nothing,
    since,
    word,
)
from tests.talk.tours.pictures import RECORDING, before, budget, recorded, shown, wall

NAME = "what-is-in-a-pte"
X86 = "x86_64@6.12"
HISTORY = CATALOG.history("x86_64")
reading = partial(shown, NAME)


def fixed(case: str) -> tuple[str, str]:
    """The commit that fixed a case of the past, and the first release with it."""
    past_case = next(past for past in CASES if past.id == case)
    return past_case.subject, past_case.fixed


def is_set(reading: Reading, name: str) -> int:
    return reading.form.by_name[name].get(reading.word)


# ---------------------------------------------------------------------------------------------- present


def frame() -> tuple[object, ...]:
    assert reading(1).word == recorded("cookie-present")[0]
    assert reading(1).form is at(X86).layout.present
    return field(X86, "present", "pfn").width, bits(X86, "present", "pfn"), reading(1).pfn


def allowed() -> tuple[()]:
    assert [is_set(reading(1), name) for name in ("present", "write", "user", "nx")] == [1, 1, 1, 1]
    return ()


def used() -> tuple[()]:
    assert [is_set(reading(1), name) for name in ("accessed", "dirty")] == [1, 1]
    pages = at(X86).layout.pages
    assert pages is not None
    assert pages.store == "hardware"
    return ()


def software_bit(name: str) -> str:
    assert is_set(reading(2), name) == (name != "special")
    return bits(X86, "present", name)


def three_low_bits() -> tuple[()]:
    """The bits that the hardware ignores below the frame number are these three, side by side."""
    places = sorted(int(software_bit(name)) for name in ("soft_dirty", "uffd_wp", "special"))
    assert places == list(range(places[0], places[0] + 3))
    assert places[-1] < 12
    return ()


def zero_page_is_special() -> tuple[str]:
    zero = life(X86, "anon read")[-1]
    assert zero.pages[0].state == "zero_page"
    assert is_set(zero.reading(0), "special")
    return (software_bit("special"),)


def protected_not_dirty() -> tuple[str]:
    assert reading(2).word == recorded("anon-uffdwp-present")[0]
    assert {"soft_dirty", "uffd_wp"} == set(reading(2).flags)
    assert not is_set(reading(2), "dirty")
    return (bits(X86, "present", "dirty"),)


def protected_not_writable() -> tuple[()]:
    assert not is_set(reading(2), "write")
    return ()


def dirty_moves() -> tuple[str, str]:
    old, new = before(NAME, 3), reading(3)
    assert (is_set(old, "dirty"), is_set(old, "saved_dirty")) == (1, 0)
    assert (is_set(new, "dirty"), is_set(new, "saved_dirty")) == (0, 1)
    return bits(X86, "present", "dirty"), bits(X86, "present", "saved_dirty")


def tracking_begins() -> tuple[()]:
    old, new = before(NAME, 3), reading(3)
    assert [is_set(old, name) for name in ("write", "soft_dirty")] == [1, 1]
    assert [is_set(new, name) for name in ("write", "soft_dirty")] == [0, 0]
    return ()


def saved_dirty_since() -> tuple[str]:
    first = next(layout for layout in HISTORY if "saved_dirty" in layout.present.by_name)
    assert all("saved_dirty" in layout.present.by_name for layout in HISTORY if layout.since >= first.since)
    return (spell(first.since),)


def both_recorded() -> tuple[()]:
    assert before(NAME, 3).word == recorded("anon-present-dirty")[0]
    assert reading(3).word == recorded("anon-softdirty-cleared")[0]
    return ()


# ---------------------------------------------------------------------------------------------- none, PROT_NONE


def empty() -> tuple[str]:
    assert reading(4).pfn is None
    return (reading(4).state,)


def not_zero() -> tuple[()]:
    empty()
    assert reading(4).word
    return ()


def erratum_bits() -> tuple[str, str]:
    assert reading(4).word == sum(1 << int(bits(X86, "none", name)) for name in ("accessed", "dirty"))
    assert at(X86).layout.hardware_sets == ("dirty", "accessed")
    return bits(X86, "none", "accessed"), bits(X86, "none", "dirty")


def none_since() -> tuple[str]:
    first = next(layout for layout in HISTORY if layout.forms[0].recognised.mask != (1 << layout.width) - 1)
    entry = at(X86).swap
    assert all(not entry.by_name["erratum"].mask & field.mask for field in entry.fields if field.kind != "fixed")
    return (spell(first.since),)


def only_two_levels_without() -> tuple[str]:
    assert at("x86_32_pae@6.12").forms[0].recognised.mask.bit_count() == 62
    assert at("x86_32_2level@6.12").forms[0].recognised.mask.bit_count() == 32
    return (fixed("H01")[0],)


def present_to_the_kernel() -> tuple[str, str]:
    assert reading(5).state == "protnone"
    form = reading(5).form.by_name
    assert (form["present"].fixed, form["protnone"].fixed) == (0, 1)
    return bits(X86, "protnone", "present"), bits(X86, "protnone", "protnone")


def frame_inverted() -> tuple[int | None]:
    frame = reading(5).form.by_name["pfn"]
    assert frame.raw(reading(5).word) >> at(X86).pfn_bits
    return (reading(5).pfn,)


def numa_writes_the_same() -> tuple[()]:
    assert life(X86, "anon write mprotect_none")[-1].word(0) == life(X86, "anon write numa_scan")[-1].word(0)
    return ()


def global_bit() -> tuple[str, str]:
    assert reading(5).word == recorded("anon-mprotect-none")[0]
    assert bits(X86, "present", "global") == bits(X86, "protnone", "protnone")
    first = next(layout for layout in HISTORY if any(f.inverted for form in layout.forms for f in form.fields))
    assert first.since == next(layout.since for layout in HISTORY if layout.swap.by_name["offset"].inverted)
    return bits(X86, "present", "global"), spell(first.since)


# ---------------------------------------------------------------------------------------------- swap


def low_flags() -> tuple[str, ...]:
    return tuple(bits(X86, "swap", name) for name in ("exclusive", "uffd_wp", "soft_dirty"))


def second_area() -> tuple[()]:
    assert reading(6).word == recorded("anon-swapped-type1")[0]
    assert reading(6).state == "swap"
    return ()


def inverted_since() -> tuple[str]:
    return (spell(next(layout.since for layout in HISTORY if layout.swap.by_name["offset"].inverted)),)


def fifty_ones() -> tuple[str]:
    offset = reading(7).form.by_name["offset"]
    assert reading(7).offset == 0
    assert offset.raw(reading(7).word).bit_count() == 50
    return ("Fifty ones",)


def largest_offset() -> tuple[int, str]:
    assert at(X86).swap.by_name["type"].get(0) == 0
    return at(X86).swap.by_name["offset"].get(0), "none"


def proof() -> tuple[str, int]:
    (finding,) = (finding for finding in findings(at(X86)) if finding.states == ("none", "swap"))
    assert (finding.verdict, finding.shared_words) == ("excused", 1)
    assert "fewer than 2^32 pages" in finding.why
    return hex(finding.witness), 32


def would_be_present() -> tuple[str, str]:
    plain = at(X86)
    for name in ("present", "protnone"):
        changed = plain.swap.blank | plain.swap.by_name[name].mask
        assert any(changed in form.recognised for form in plain.forms if form.role in ("present", "protnone"))
    return bits(X86, "swap", "present"), bits(X86, "swap", "protnone")


def huge_pages() -> tuple[str]:
    huge = at(X86, "pmd")
    changed = huge.swap.blank | huge.swap.by_name["leaf"].mask
    assert any(changed in form.recognised for form in huge.forms[:-1])
    for name in ("type", "offset"):
        assert huge.swap.by_name[name].spans == at(X86).swap.by_name[name].spans
    return (bits(X86, "swap", "leaf"),)


def erratum_pair() -> tuple[str, ...]:
    return tuple(bits(X86, "swap", "erratum").split(" to "))


def last_free() -> tuple[int]:
    free = [one.bit for one in free_bits(at(X86), at(X86, "pmd").layout) if one.cost == "free"]
    assert len(free) == 1
    return (free[0],)


def what_another_flag_costs() -> tuple[object, ...]:
    old = next(layout for layout in HISTORY if layout.covers((4, 13)))
    new = next(layout for layout in HISTORY if layout.covers((4, 14)))
    rest = {one.cost for one in free_bits(at(X86), at(X86, "pmd").layout)} - {"free"}
    assert rest == {"free_except_pmd", "offset"}
    assert fixed("H02")[1] == "4.14"
    places = [layout.swap.by_name["soft_dirty"].place(0) for layout in (old, new)]
    return places[0], spell(old.until or (0, 0)), places[1], spell(new.since), last_free()[0]


def other_language(name: str, place: str) -> tuple[str, ...]:
    swap = field(X86, "swap", name)
    assert swap.get(reading(9).word)
    assert at(X86).layout.present.at(swap.place(0)).name == place
    return bits(X86, "swap", name), place, bits(X86, "present", name)


def inside_offset() -> tuple[str, str]:
    places = [bits(X86, "present", name) for name in ("uffd_wp", "soft_dirty")]
    assert all(at(X86).swap.at(int(place)).name == "offset" for place in places)
    return places[0], places[1]


def shipped_twice() -> tuple[str, ...]:
    assert reading(9).word == recorded("anon-uffdwp-swapped")[0]
    return (*fixed("H09"), *fixed("H06"))


# ---------------------------------------------------------------------------------------------- kinds


def areas() -> tuple[int, int]:
    number = budget(NAME, 10).max_swapfiles
    return number - 1, number


def specials() -> tuple[int, int]:
    special = budget(NAME, 10).special_types
    starts = ("hwpoison", "migration", "device", "marker")
    assert all(entry_type.kind.startswith(starts) for entry_type in special.values())
    return min(special), max(special)


def thirty_two_types() -> tuple[()]:
    count, special = 1 << MAX_SWAPFILES_SHIFT, len(at("x86_64@6.12").special_types)
    assert (count, special > 0) == (32, True)
    return ()


def without_devices() -> tuple[int, ...]:
    less = at(X86, config="DEVICE_PRIVATE=n")
    numbers = [
        next(number for number, special in setting.special_types.items() if special.kind == "hwpoison")
        for setting in (less, at(X86))
    ]
    assert recorded("anon-hwpoison")[0] >> 59 == numbers[0]
    return less.max_swapfiles, *numbers


def migration_parts(name: str) -> dict[str, str]:
    entry = at(name).parts("migration_write")
    return {part.name: str(part.runs[0].low) for part in entry if part.kind == "flag"}


def young_and_dirty() -> tuple[str, ...]:
    assert (reading(11).young, reading(11).dirty) == (True, True)
    assert not at("x86_64@6.0").stores_young_dirty
    assert at("x86_64@6.1").stores_young_dirty
    return "6.1", migration_parts(X86)["young"], migration_parts(X86)["dirty"]


def frame_bits() -> tuple[object, ...]:
    four, five = at(X86), at("x86_64_la57@6.12")
    limited = at(X86, config="L1TF=44")
    assert not limited.stores_young_dirty
    assert limited.max_swap_pages == 1 << 34
    there = migration_parts("x86_64_la57@6.12")
    return (four.layout.physmem_bits, four.layout.page_shift, five.pfn_bits, there["young"], there["dirty"], 34, 44)


def marker_type() -> tuple[int | None]:
    assert (reading(12).state, reading(12).pfn) == ("marker", None)
    return (reading(12).type,)


def marker_flag() -> tuple[object, ...]:
    (own,) = (part for part in reading(12).parts if part.name == "uffd_wp")
    swap = field(X86, "swap", "uffd_wp")
    assert own.inverted
    assert not own.raw(reading(12).word)
    assert not swap.get(reading(12).word)
    return own.place(0), swap.place(0)


def marker_room() -> tuple[object, ...]:
    known = [name for name, _, _ in marker_bits((6, 12))]
    (poisoned,) = (part for part in reading(12).parts if part.name == "poisoned")
    assert known == ["uffd_wp", "poisoned"]
    return NUMBERS[len(known)], poisoned.name, poisoned.place(0), at(X86).offset_bits


def marker_recorded() -> tuple[()]:
    assert reading(12).word == recorded("shmem-uffdwp-marker-pageout")[0]
    assert life(X86, "shmem write pageout")[-1].reading(0).state == "none"
    return ()


def types_of_the_wall() -> tuple[str]:
    top = [
        setting.layout
        for setting in wall(NAME, 13)
        if setting.swap.by_name["type"].spans[0][0] == setting.layout.width - 1
    ]
    assert [layout.name for layout in top] == ["x86_64"]
    return (NUMBERS[len(wall(NAME, 13))],)


def inverted_offsets() -> tuple[()]:
    every = [layout for layout in CATALOG.all() if layout.covers((6, 12))]
    assert {layout.arch for layout in every if layout.swap.by_name["offset"].inverted} == {"x86"}
    return ()


def exclusive_bits() -> tuple[str, str]:
    places = [setting.swap.by_name["exclusive"].place(0) for setting in wall(NAME, 13)]
    return NUMBERS[len(places)], NUMBERS[len(set(places))]


CLAIMS = (
    Claim(
        "One word of 64 bits on x86-64, Linux 6.12, read bit by bit: present, empty, swapped out, and none of these.",
        nothing,
    ),
    Claim("One word, one page", nothing),
    Claim("{} bits, {}, are the page frame number: here {:#x}.", frame),
    Claim("The page walker uses it: writable, user-accessible, not executable.", allowed),
    Claim("The CPU sets these two: the page was accessed, and written.", used),
    Claim(
        "The word was read out of the page table of a running 6.12 kernel in a virtual machine: anonymous "
        'memory, written, then locked. Whenever I say "recorded" in this talk I mean that file, {}, and you '
        "can step through it with ptetui replay. The names of the bits are those of "
        "arch/x86/include/asm/pgtable_types.h.",
        lambda: (RECORDING,),
    ),
    Claim("Three low bits are left to software", three_low_bits),
    Claim(
        "Bit {}, soft-dirty: written since the last echo 4 > /proc/PID/clear_refs.",
        lambda: (software_bit("soft_dirty"),),
    ),
    Claim(
        "Bit {}, uffd-wp: write-protected through userfaultfd, since Linux {}.",
        lambda: (software_bit("uffd_wp"), since("x86_64", "uffd_wp")),
    ),
    Claim("Bit {}, special: there is no struct page to look for, as with the zero page.", zero_page_is_special),
    Claim("This page is write-protected by uffd-wp, so write is clear.", protected_not_writable),
    Claim(
        "Recorded: UFFDIO_WRITEPROTECT on a page that had been written. It is soft-dirty, and yet the dirty "
        "bit, {}, is clear. The picture is right; the next slide says why.",
        protected_not_dirty,
    ),
    Claim("A read-only page must not look dirty", lambda: dirty_moves()[:0]),
    Claim("clear_refs clears soft-dirty and takes write away: the next store will fault.", tracking_begins),
    Claim("Dirty moves from bit {} to bit {}. To the CPU, read-only and dirty means shadow stack.", dirty_moves),
    Claim("So since Linux {}, also on a CPU that has no shadow stacks: this was recorded on one.", saved_dirty_since),
    Claim(
        "Both words are recorded, before and after echo 4 > clear_refs. The machine was a Haswell model, "
        "which has no shadow stacks. pte_wrprotect() ends in pte_mksaveddirty(), which asks only whether the "
        "entry is writable: v6.12 arch/x86/include/asm/pgtable.h. A tool that finds dirty pages by bit 6 "
        "misses these.",
        both_recorded,
    ),
    Claim("Empty, but not zero", not_zero),
    Claim("A {} entry: nothing is mapped, and nothing is remembered.", empty),
    Claim("Bits {} and {} do not count: Knights Landing may set them in an entry that is not present.", erratum_bits),
    Claim("So pte_none() of this word is true since Linux {}, and a swap entry stays off these bits.", none_since),
    Claim(
        "_PAGE_KNL_ERRATUM_MASK in pgtable_types.h; it is 0 only on 32 bits without PAE. The commit that "
        'moved the swap format for it is "{}". A tool that calls every word but 0 non-empty is wrong on such '
        "a machine.",
        only_two_levels_without,
    ),
    Claim("Present for the kernel, not for the CPU", lambda: present_to_the_kernel()[:0]),
    Claim("Bit {} is clear, the CPU faults. Bit {} is set, and so pte_present() says yes.", present_to_the_kernel),
    Claim(
        "The frame number is stored inverted, against L1TF: it is {:#x}, raw it is above all memory.",
        frame_inverted,
    ),
    Claim(
        "mprotect(PROT_NONE) and NUMA balancing write the same word. The range tells them apart, not the entry.",
        numa_writes_the_same,
    ),
    Claim(
        "Recorded: mprotect(PROT_NONE) on a written page. In a present entry bit {} is the global bit; "
        "ordinary user pages are not global, so it is free to mean this. The inversion is in "
        "arch/x86/include/asm/pgtable-invert.h, since {}.",
        global_bit,
    ),
    Claim("Swapped out", nothing),
    Claim(
        "The type, bits {}: which swap area. Here {}, the second one.",
        lambda: (bits(X86, "swap", "type"), reading(6).type),
    ),
    Claim(
        "The offset, bits {}: which page of that area. Here {:#x}.",
        lambda: (bits(X86, "swap", "offset"), reading(6).offset),
    ),
    Claim("Bits {}, {} and {} are neither: exclusive, uffd-wp, soft-dirty.", low_flags),
    Claim(
        "Recorded, on the second of two swap areas. The generic swp_entry_t has only type and offset: the "
        "three low bits are taken off by pte_to_swp_entry() and must be put back when the entry is written "
        "again, include/linux/swapops.h. Bugs of that kind have a tour of their own.",
        second_area,
    ),
    Claim("{} mean offset zero", fifty_ones),
    Claim(
        "The offset is stored inverted since Linux {}, so that it names no memory that exists: L1TF.",
        inverted_since,
    ),
    Claim("Type 0, offset 0 is therefore not zero: it is {:#018x}.", lambda: (word(X86, "swap type=0 offset=0"),)),
    Claim(
        "All zero would be type 0 with the largest offset, {:#x}. No swap area is that large, so zero stays {}.",
        largest_offset,
    ),
    Claim(
        "L1TF is CVE-2018-3620: an entry that is not present is still used to look into the L1 cache. ptetui "
        "check proves that {} is the only word that a swap entry and none share, and the reason that it is "
        "never made: mm/swapfile.c counts the pages of an area in an unsigned int, so offsets stay below 2^{}.",
        proof,
    ),
    Claim("What a swap entry must leave alone", nothing),
    Claim("Bits {} and {}: with one of them set the entry would be present.", would_be_present),
    Claim("Bit {}: pmd_present() tests it, and huge pages use the same format.", huge_pages),
    Claim("Bits {} and {}: the CPU may set them by mistake.", erratum_pair),
    Claim("Bit {} is the last low bit that is free.", last_free),
    Claim(
        "Bit {} was soft-dirty until {}, and became a bug as soon as huge pages could migrate: it moved to bit "
        "{} in {}. The comment over SWP_TYPE_BITS in arch/x86/include/asm/pgtable_64.h has the same picture. "
        "ptetui free-bits computes it for any architecture. Here, once bit {} is given away, a flag costs half "
        "of the largest swap area, or huge pages cannot have it.",
        what_another_flag_costs,
    ),
    Claim("The same bits, two languages", nothing),
    Claim(
        "Bit {} is soft-dirty here. In a present entry it is {}, and soft-dirty is bit {}.",
        partial(other_language, "soft_dirty", "write"),
    ),
    Claim(
        "Bit {} is uffd-wp here. In a present entry it is {}, and uffd-wp is bit {}.",
        partial(other_language, "uffd_wp", "user"),
    ),
    Claim(
        "Bits {} and {} now belong to the offset: a helper of the wrong format reads or clears a part of it.",
        inside_offset,
    ),
    Claim(
        "Recorded: a write-protected page, paged out. The wrong helper shipped twice. One read soft-dirty and "
        'uffd-wp of a device entry, "{}" fixed it in {}. One cleared uffd-wp in a migration entry at fork, '
        '"{}" fixed it in {}. ptetui check --history has both.',
        shipped_twice,
    ),
    Claim("32 types, and not all of them are swap", thirty_two_types),
    Claim("Types 0 to {} are swap areas: MAX_SWAPFILES is {} when everything is configured.", areas),
    Claim("Types {} to {} name no swap area: bad memory, pages on the move, device memory, markers.", specials),
    Claim(
        "Five bits, 32 types: MAX_SWAPFILES_SHIFT in include/linux/swap.h. The numbers are not fixed: without "
        "CONFIG_DEVICE_PRIVATE there are {} areas, and a hwpoison entry has type {} instead of {}. So a raw "
        "word cannot be read without kernel version and configuration.",
        without_devices,
    ),
    Claim("A page on the move", nothing),
    Claim(
        "Type {}: this page is being migrated and was writable. An access waits until the migration ends.",
        lambda: (reading(11).type,),
    ),
    Claim("The offset is a frame number now, in its lower {} bits.", lambda: (at(X86).pfn_bits,)),
    Claim(
        "Above it, since Linux {}, young and dirty, so that they survive the move: bits {} and {}.",
        young_and_dirty,
    ),
    Claim(
        "SWP_PFN_BITS is {} - {} with four levels of page tables; with five it is {} and the two flags are "
        "bits {} and {}. By our reading, not by test: where the L1TF mitigation limits swap to 2^{} pages ({} "
        "address bits of cache), the two flags have no room, and a page that migrates comes back old. See "
        "swapfile_init() in mm/swapfile.c and arch_max_swapfile_size() in arch/x86/mm/init.c, v6.12.",
        frame_bits,
    ),
    Claim("A marker: no page at all", nothing),
    Claim("Type {}: a marker. There is no frame and no slot behind it.", marker_type),
    Claim(
        "Its offset holds flags, stored inverted: the 0 at bit {} says write-protected. Bit {}, a swap entry's "
        "uffd-wp, stays clear.",
        marker_flag,
    ),
    Claim("Linux 6.12 knows {} flags, the other is {}, at bit {}. There is room for {}.", marker_room),
    Claim(
        "Recorded: a write-protected shared page after MADV_PAGEOUT. The entry would be empty without the "
        "marker. Whether there are data, only the page cache knows. Why markers look like this is a tour of "
        "its own.",
        marker_recorded,
    ),
    Claim("The same parts, other places", nothing),
    Claim("All {} have a type; only x86-64 keeps it at the top.", types_of_the_wall),
    Claim(
        "All have an offset. The ~ says that it is stored inverted: of all architectures only x86 does.",
        inverted_offsets,
    ),
    Claim("All have a bit for exclusive: {} layouts, {} different bits.", exclusive_bits),
    Claim(
        "One cell is one bit, bit 0 at the right. In the app this is key 7, with all architectures. How the "
        "exclusive bit came to all of them is a tour of its own.",
        nothing,
    ),
)


def test_every_text_is_a_claim_that_holds() -> None:
    check(NAME, CLAIMS)
