"""What the tour on collisions says, against the rules, the cases of the past and the layouts before and after."""

import json
from datetime import datetime

import pytest

from ptetui.analysis.case import Case, replay
from ptetui.analysis.cases import CASES
from ptetui.analysis.collisions import Finding, check_history
from ptetui.analysis.collisions import check as collisions
from ptetui.analysis.invariants import SWAP_AREA_PAGES_BITS
from ptetui.analysis.sizes import size_text
from ptetui.linux.classify import Reading, classify
from ptetui.linux.life.page import has_bit
from ptetui.linux.since import YOUNG_DIRTY_SINCE
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.linux.versions import spell
from ptetui.pictures.explore import ExplorePicture
from ptetui.schema.fields import Field
from ptetui.sources.life.tree import Moment
from tests.golden import SHARED
from tests.talk.tours.claims import (
    CATALOG,
    Claim,
    at,
    bits,
    check,
    field,
    life,
    nothing,
    read,
    shipped_tour,
    since,
    word,
)
from tests.talk.tours.sources import FIXES, POSTED, SINCE

NAME = "collisions-that-shipped"
PAST = {case.id: case for case in CASES}
FACTS = SHARED / "facts" / "history.json"


def test_each_claim_is_true_and_none_is_left_out() -> None:
    check(NAME, CLAIMS)


@pytest.mark.skipif(not FACTS.exists(), reason="the facts beside the checkout are not there")
def test_commits_names_and_dates_are_those_of_the_facts() -> None:
    facts = {case["id"]: case for case in json.loads(FACTS.read_text())["cases"]}
    for case, hashes in FIXES.items():
        assert all(commit in facts[case]["fix_commit"] for commit in hashes)
    for case, release in SINCE.items():
        assert facts[case]["bug_since"].startswith(f"v{release}")
    for case, posted in POSTED.items():
        assert all(name in facts[case]["evidence"] for name in posted.who.split(" and "))
        if posted.when:
            assert datetime.strptime(posted.when, "%d %B %Y").date().isoformat() in facts[case]["evidence"]


# ---------------------------------------------------------------------------------------------- what is asked


def finding_of(name: str, rule: str, written: str, level: str = "pte") -> Finding:
    """The finding of a rule on a layout, made as a state."""
    return next(
        finding for finding in collisions(at(name, level)) if finding.rule == rule and written in finding.states
    )


def flagged_then_passed(id_: str) -> Case:
    """The case, which its rule sees before the fix and no more after it."""
    replayed = replay(PAST[id_], CATALOG)
    assert replayed.before is not None
    assert replayed.after is not None
    assert (replayed.before.word is None, replayed.after.word is None) == (False, True)
    return replayed.case


def pmd_bits(name: str, form: str, *fields: str) -> list[str]:
    """Where fields of a PMD are."""
    by_name = next(entry for entry in at(name, "pmd").forms if entry.name == form).by_name
    return [_place(by_name[name]) for name in fields]


def _place(one: Field) -> str:
    assert one.width == 1
    return str(one.place(0))


# ---------------------------------------------------------------------------------------------- what is claimed


def all_zeros() -> tuple[int]:
    finding = finding_of("x86_64@7.3", "R2", "swap")
    offset = at("x86_64@7.3").swap.by_name["offset"]
    assert (finding.witness, finding.verdict, offset.get(0)) == (0, "excused", offset.limit)
    assert read("x86_64@7.3", 0).state == "none"
    return (offset.width,)


def apart_by_size() -> tuple[str]:
    finding = finding_of("x86_64@7.3", "R2", "swap")
    assert finding.invariant == "swap area"
    assert at("x86_64@7.3").swap.by_name["offset"].width > SWAP_AREA_PAGES_BITS
    assert "unsigned int" in finding.source
    return ("x86_64",)


def some_latent() -> tuple[()]:
    """One of them changed what a word meant, one nobody could make."""
    type_changes()
    latent_both()
    return ()


def hint_and_refusal(name: str) -> tuple[Moment, Moment]:
    """A written page after a NUMA scan, and after mprotect(PROT_NONE)."""
    return life(name, "anon write numa_scan")[-1], life(name, "anon write mprotect_none")[-1]


def both_at_once() -> tuple[str, str]:
    flagged_then_passed("H03")
    hint, refusal = hint_and_refusal("x86_64@3.15")
    assert hint.word(0) == refusal.word(0)
    hint, refusal = hint_and_refusal("x86_64@3.16")
    assert hint.word(0) != refusal.word(0)
    until = CATALOG.find("x86_64", (3, 15)).until
    assert until is not None
    return spell(until), bits("x86_64@3.15", "protnone", "protnone")


def by_the_range() -> tuple[()]:
    hint, refusal = hint_and_refusal("x86_64@3.15")
    assert hint.reading(0) == refusal.reading(0)
    assert (hint.pages[0].vma.accessible, refusal.pages[0].vma.accessible) == (True, False)
    return ()


def price_of_numa() -> tuple[str, str, str, str]:
    old, new = at("x86_64@3.15"), at("x86_64@3.16")
    assert old.swap.by_name["offset"].width - new.swap.by_name["offset"].width == 1
    first, then = size_text(old.max_swap_bytes), size_text(new.max_swap_bytes)
    return PAST["H03"].fixed, bits("x86_64@3.16", "present_numa", "numa"), first.split()[0], then


def numa_fix() -> tuple[str, str, str, str, str]:
    posted = POSTED["H03"]
    return FIXES["H03"][0], PAST["H03"].subject, posted.who, posted.when, SINCE["H03"]


def numa_gone() -> tuple[str, int]:
    offset = field("x86_64@4.1", "swap", "offset")
    assert offset.place(0) == field("x86_64@3.15", "swap", "offset").place(0)
    assert not any(form.name == "present_numa" for form in at("x86_64@4.1").forms)
    return "4.1", offset.place(0)


def accessed_in_type() -> tuple[str, str, str]:
    place = bits("x86_64@4.7", "present", "accessed")
    assert int(place) in range(*_range(field("x86_64@4.7", "swap", "type")))
    return "4.7", bits("x86_64@4.7", "swap", "type"), place


def _range(one: Field) -> tuple[int, int]:
    return one.runs[0].low, one.runs[0].high + 1


def type_changes() -> tuple[int, int]:
    before = word("x86_64@4.7", "swap type=0 offset=0x200")
    after = read("x86_64@4.7", before | at("x86_64@4.7").layout.present.by_name["accessed"].mask)
    assert after.offset == 0x200
    return 0, after.type or 0


def moved_up() -> tuple[str]:
    flagged_then_passed("H01")
    old, new = at("x86_64@4.7").swap.by_name, at("x86_64@4.8").swap.by_name
    assert all(new[name].place(0) > old[name].place(0) for name in ("type", "offset"))
    return (PAST["H01"].fixed,)


def no_field_there() -> tuple[str, str, str, str, str, str]:
    places = [bits("x86_64@4.8", "present", name) for name in ("accessed", "dirty")]
    for name in ("4.8", "7.3"):
        assert all(at(f"x86_64@{name}").swap.at(int(bit)).kind == "fixed" for bit in places)
        assert read(f"x86_64@{name}", sum(1 << int(bit) for bit in places)).state == "none"
    return places[0], places[1], PAST["H01"].fixed, FIXES["H01"][0], POSTED["H01"].who, POSTED["H01"].when


def price_of_the_move() -> tuple[str, str]:
    old, new = at("x86_64@4.7"), at("x86_64@4.8")
    assert old.swap.by_name["offset"].width - new.swap.by_name["offset"].width == 5
    return size_text(old.max_swap_bytes).split()[0], size_text(new.max_swap_bytes)


def leaf_test() -> list[str]:
    assert any(form.role == "present" and form.name != "present" for form in at("x86_64@4.14", "pmd").forms)
    (place,) = pmd_bits("x86_64@4.14", "swap", "leaf")
    return [place]


def soft_dirty_on_it() -> list[str]:
    assert bits("x86_64@4.13", "swap", "soft_dirty") == leaf_test()[0]
    flagged_then_passed("H02")
    return leaf_test()


def moved_in_time() -> tuple[str, str]:
    first = CATALOG.history("x86_64", "pmd")[0].since
    assert spell(first) == PAST["H02"].fixed
    return PAST["H02"].fixed, pmd_bits("x86_64@4.14", "swap", "soft_dirty")[0]


def posted_v8() -> tuple[str, str, str]:
    assert PAST["H02"].fixed == moved_in_time()[0]
    return POSTED["H02"].who, POSTED["H02"].when, PAST["H02"].subject


def riscv_type_on_leaves() -> tuple[str, str, str, str]:
    leaves = [pmd_bits("riscv64@5.17", f"present_{name}", f"leaf_{name}")[0] for name in ("read", "write", "exec")]
    low, high = _range(field("riscv64@5.16", "swap", "type"))
    assert [low <= int(leaf) < high for leaf in leaves] == [False, True, True]
    return leaves[0], leaves[-1], "5.16", bits("riscv64@5.16", "swap", "type")


def riscv_all() -> tuple[()]:
    """Types of migration entries have a leaf bit or the PROT_NONE bit, and PROT_NONE is present for the kernel."""
    replayed = replay(PAST["H12"], CATALOG)
    assert replayed.before is not None
    setting, type_ = replayed.before.setting, field("riscv64@5.16", "swap", "type")
    kinds = {number: special.kind for number, special in setting.special_types.items()}
    migrating = [number for number, kind in kinds.items() if kind.startswith("migration")]
    assert migrating
    assert {classify(setting, type_.put(0, number)).state for number in migrating} <= {"present", "protnone"}
    return ()


def riscv_moved() -> tuple[str, str]:
    flagged_then_passed("H12")
    assert bits("riscv64@5.16", "protnone", "protnone") == bits("riscv64@5.16", "present", "read")
    assert bits("riscv64@5.17", "protnone", "protnone") == bits("riscv64@5.17", "present", "global")
    return PAST["H12"].fixed, bits("riscv64@5.17", "swap", "type")


def svrsw_leaf() -> tuple[str]:
    (place,) = pmd_bits("riscv64_svrsw60t59b@7.3", "swap", "soft_dirty")
    assert pmd_bits("riscv64_svrsw60t59b@7.3", "present_exec", "leaf_exec") == [place]
    return (place,)


def svrsw_witness() -> tuple[str]:
    finding = finding_of("riscv64_svrsw60t59b@7.3", "R3", "migration_read", "pmd")
    assert (finding.verdict, finding.read) == ("collision", "present")
    soft_dirty = at("riscv64_svrsw60t59b@7.3", "pmd").swap.by_name["soft_dirty"]
    assert soft_dirty.get(finding.witness)
    return (f"{finding.witness:#x}",)


def confirmed() -> tuple[()]:
    assert PAST["H22"].fixed == ""
    assert PAST["H22"].effect.startswith("confirmed on a running 7.2.13")
    assert standing_of("riscv64_svrsw60t59b").startswith("confirmed: a running 7.2.13 never removed")
    return ()


def written_will_do() -> tuple[()]:
    """The model's store sets soft-dirty with dirty, without clear_refs."""
    written = life("x86_64@6.12", "anon clear_refs_4 write")[-1].reading(0)
    assert "soft_dirty" in written.flags
    return confirmed()


def on_the_move() -> tuple[Reading, Reading]:
    """The words of the running kernel as pmd_present() has them: before, and while the page moves."""
    picture = shipped_tour(NAME).steps[-1].picture
    assert isinstance(picture, ExplorePicture)
    before, moving = picture.words
    return before, moving


def before_the_move() -> tuple[int]:
    before, _ = on_the_move()
    values = {field.name: field.get(before.word) for field in before.fields}
    assert (before.state, values["dirty"], values["soft_dirty"]) == ("present", 1, 1)
    return (values["pfn"],)


def while_it_moves() -> tuple[int]:
    _, moving = on_the_move()
    setting, swap = moving.setting, moving.setting.swap.by_name
    assert setting.special_types[swap["type"].get(moving.word)].kind == "migration_write"
    assert swap["offset"].get(moving.word) & (1 << setting.pfn_bits) - 1 == before_the_move()[0]
    assert swap["soft_dirty"].get(moving.word)
    assert moving.state == "present"
    return (swap["soft_dirty"].place(0),)


def four_times() -> tuple[int, int]:
    _, moving = on_the_move()
    read_frame = next(field for field in moving.fields if field.name == "pfn").get(moving.word) & ~0x1FF
    assert read_frame == 4 * before_the_move()[0]
    confirmed()
    return read_frame, before_the_move()[0]


def unconfirmed() -> tuple[()]:
    assert standing_of("loongarch64_4k").startswith("unconfirmed: ")
    return ()


def standing_of(layout: str) -> str:
    """What is known of the newest finding of R3 in its PMD entries."""
    return [finding for finding in check_history(CATALOG.history(layout, "pmd")) if finding.rule == "R3"][-1].standing


def device_private_too() -> tuple[()]:
    hit = [finding.states for finding in collisions(at("riscv64_svrsw60t59b@7.3", "pmd")) if finding.rule == "R3"]
    assert {"device_private_read", "device_private_write"} <= {state for states in hit for state in states}
    return ()


def address(name: str) -> int:
    """The physical address that the word of slot 0x1000 looks like."""
    return word(name, "swap type=0 offset=0x1000") & at(name).layout.present.by_name["pfn"].mask


def before_l1tf() -> tuple[str, str, str]:
    return "4.18", "0x1000", f"{address('x86_64@4.18'):#x}"


def after_l1tf() -> tuple[str, str]:
    assert field("x86_64@4.19", "swap", "offset").inverted
    assert field("x86_64@4.19", "swap", "type").runs[0].high == 63
    top = 1 << at("x86_64@4.19").layout.physmem_bits
    assert address("x86_64@4.18") < top < address("x86_64@4.19")
    return PAST["H04"].fixed, f"{address('x86_64@4.19'):#x}"


def exempted() -> tuple[str]:
    frame = next(form for form in at("x86_64@4.19").forms if form.role == "protnone").by_name["pfn"].get(0)
    assert read("x86_64@4.19", 0).state == "none"
    return (f"{frame:#x}",)


def address_bits() -> tuple[int, int]:
    run = field("x86_64@4.19", "present", "pfn").runs[0]
    return run.low, run.high


def l1tf_commits() -> tuple[str, str]:
    assert PAST["H05"].fixed == PAST["H04"].fixed
    return PAST["H04"].subject, PAST["H05"].subject.removeprefix("x86/speculation/l1tf: ")


def held_inverted() -> tuple[()]:
    assert field("x86_64@5.8", "swap", "offset").inverted
    assert read("x86_64@5.8", "device_private_write pfn=0x12344").pfn == 0x12344
    return ()


def asked_bits() -> tuple[str, str]:
    return bits("x86_64@5.8", "present", "soft_dirty"), bits("x86_64@5.8", "present", "uffd_wp")


def bits_of_the_frame() -> tuple[str, str, int, int]:
    offset = field("x86_64@5.8", "swap", "offset")
    soft_dirty, uffd_wp = (int(bit) for bit in asked_bits())
    entry = word("x86_64@5.8", "device_private_write pfn=0x12344")
    assert (entry >> soft_dirty & 1, entry >> uffd_wp & 1) == (0, 1)
    return str(soft_dirty), str(uffd_wp), soft_dirty - offset.place(0), uffd_wp - offset.place(0)


def right_bits() -> tuple[str, str]:
    return bits("x86_64@5.8", "swap", "soft_dirty"), bits("x86_64@5.8", "swap", "uffd_wp")


def device_fixes() -> tuple[str, str, str, str, str, str, int]:
    assert since("x86_64", "uffd_wp") == "5.7"
    one, two, three = FIXES["H09"]
    return PAST["H09"].fixed, one, two, three, "4.14", "5.7", bits_of_the_frame()[3]


def clears_10() -> tuple[str]:
    return (bits("x86_64@5.13", "present", "uffd_wp"),)


def adds_two() -> tuple[str, int, str, str]:
    before, after = replay(PAST["H06"], CATALOG).steps
    place = int(clears_10()[0])
    assert before.word ^ after.word == 1 << place
    assert after.word == 0xEFFFFFFFFDBBFA00
    frames = [classify(step.setting, step.word).pfn for step in (before, after)]
    assert None not in frames
    return str(place), place - field("x86_64@5.13", "swap", "offset").place(0), f"{frames[0]:#x}", f"{frames[1]:#x}"


def meant_2() -> list[str]:
    return pmd_bits("x86_64@5.13", "swap", "uffd_wp")


def fork_fix() -> tuple[str, str, str, str]:
    return SINCE["H06"], PAST["H06"].fixed, FIXES["H06"][0], PAST["H06"].subject


def never_match() -> tuple[str, str]:
    entry, sought = (step.word for step in replay(PAST["H07"], CATALOG).steps)
    place = bits("x86_64@5.12", "swap", "uffd_wp")
    assert entry ^ sought == 1 << int(place)
    return since("x86_64", "uffd_wp"), place


def before_4_4() -> tuple[str]:
    entry, sought = (step.word for step in replay(PAST["H08"], CATALOG).steps)
    assert entry ^ sought == field("x86_64@4.1", "swap", "soft_dirty").mask
    return (PAST["H08"].fixed,)


def third_bit() -> tuple[str]:
    assert [has_bit(at("x86_64@5.19").swap, name) for name in ("soft_dirty", "uffd_wp", "exclusive")] == [True] * 3
    return (since("x86_64", "exclusive"),)


def swapoff_fix() -> tuple[str, str, str, str]:
    return PAST["H07"].fixed, FIXES["H07"][0], PAST["H07"].subject, third_bit()[0]


def swapoff_older() -> tuple[str, str, str, str]:
    return PAST["H08"].subject, POSTED["H08"].who, POSTED["H08"].when, PAST["H08"].fixed


def nios2_two() -> tuple[int, int, int]:
    finding = finding_of("nios2@6.2", "R5", "marker")
    type_ = field("nios2@6.2", "swap", "type")
    number = next(
        number_of_type for number_of_type, special in at("nios2@6.2").special_types.items() if special.kind == "marker"
    )
    assert finding.read == f"swap, type {number & type_.limit}"
    return type_.width, number, number & type_.limit


def sh_eight() -> tuple[int, int]:
    type_ = field("sh4@6.2", "swap", "type")
    top = type_.width - 1
    assert at("sh4@6.2").layout.present.at(type_.place(top)).kind == "fixed"
    return type_.width, 1 << top


def latent_both() -> tuple[int]:
    assert finding_of("nios2@6.2", "R2", "swap").invariant == "no swap"
    assert next(finding for finding in collisions(at("sh4@6.2")) if finding.read == "present").invariant == "32 types"
    return ((1 << MAX_SWAPFILES_SHIFT) - 1,)


def repaired() -> tuple[str]:
    for id_ in ("H13", "H21"):
        assert flagged_then_passed(id_).fixed == since("nios2", "exclusive") == since("sh4", "exclusive")
    return (PAST["H13"].fixed,)


def subjects_of_6_3() -> tuple[str, str, str]:
    return PAST["H13"].subject, PAST["H21"].subject, POSTED["H13"].who


def table_bits() -> tuple[int, int]:
    run = next(field for field in at("s390@6.13", "pmd").swap.fields if field.name == "table_type").runs[0]
    return run.low, run.high


def segment_format() -> tuple[str, str, str]:
    type_ = at("s390@6.13", "pmd").swap.by_name["type"].runs[0]
    low, high = _range(field("s390@6.13", "swap", "type"))
    assert set(table_bits()) <= set(range(low, high))
    return bits("s390@6.13", "swap", "type"), PAST["H15"].fixed, f"{type_.low} to {type_.high}"


def for_ever() -> tuple[str]:
    case = flagged_then_passed("H15")
    assert "faults for ever" in case.effect
    return ("6.12",)


def segment_fix() -> tuple[str, str, str, str, str, str]:
    one, two = FIXES["H15"]
    return SINCE["H15"], PAST["H15"].fixed, one, PAST["H15"].subject, two, POSTED["H15"].when


def arm64_marker() -> tuple[str, str]:
    (step,) = replay(PAST["H14"], CATALOG).steps
    assert classify(step.setting, step.word).state == "marker"
    return PAST["H14"].fixed, FIXES["H14"][0]


def young_at_60() -> tuple[int, int]:
    setting = at("loongarch64_4k@7.3", "pmd")
    (young,) = [field for field in setting.parts("migration_read") if field.name == "young"]
    return young.place(0) - setting.swap.by_name["offset"].place(0), young.place(0)


def split_bits() -> tuple[str, ...]:
    finding = finding_of("loongarch64_4k@7.3", "R3", "migration_read", "pmd")
    form = classify(at("loongarch64_4k@7.3", "pmd"), finding.witness).form
    assert form.role == "present"
    places = sorted(int(_place(form.by_name[name])) for name in ("huge", "present_invalid"))
    return tuple(str(bit) for bit in places)


def only_4k() -> tuple[str, int]:
    def has(name: str) -> bool:
        return any(finding.rule == "R3" for finding in collisions(at(name, "pmd")))

    assert [has(f"loongarch64_{size}@7.3") for size in ("4k", "16k", "64k")] == [True, False, False]
    assert has("loongarch64_4k@6.1")
    return "6.1", 1 << at("loongarch64_4k").layout.page_shift - 10


def where_young_is() -> tuple[str, int, int, int, int, int, int]:
    small, large = (at(f"loongarch64_{size}@7.3", "pmd") for size in ("4k", "16k"))
    layout = small.layout
    (young,) = [field for field in large.parts("migration_read") if field.name == "young"]
    low = small.swap.by_name["offset"].place(0)
    assert young_at_60()[0] == small.pfn_bits == layout.physmem_bits - layout.page_shift
    return (spell(YOUNG_DIRTY_SINCE), layout.physmem_bits, layout.page_shift, small.pfn_bits, small.pfn_bits, low,
            young.place(0))  # fmt: skip


CLAIMS = (
    Claim("Words that a kernel made as one thing and read as another. The bit, the damage, the fix.", some_latent),
    Claim("One word, two readings", all_zeros),
    Claim("Swap type 0 at offset 2^{}-1: stored inverted, all bits are 0.", all_zeros),
    Claim("All bits 0 is the empty entry: read back, the page is gone.", all_zeros),
    Claim("Only the swap-size limit keeps them apart. Other kernels were less lucky.", apart_by_size),
    Claim("A swap area counts its pages in an unsigned int, so no offset comes near: ptetui check {} calls it "
          "excused and says so. A collision is a word that the kernel can make as one state and takes for another. "
          "Two meanings of one bit are no collision as long as a test tells the forms apart.", apart_by_size),
    Claim("Some of the cases did damage, some were found before anything could make the word. I say which.",
          some_latent),
    # two meanings
    Claim("One bit for two faults", both_at_once),
    Claim("Up to {} bit {} of an entry that is not present said NUMA hint and PROT_NONE at once.", both_at_once),
    Claim("One asks for a hinting fault, the other forbids access. Only the VMA's flags told them apart.",
          by_the_range),
    Claim("{} gave NUMA hints bit {}. The price: an offset bit, {} to {}.", price_of_numa),
    Claim('The commit is {}, "{}", posted by {} on {}. NUMA hints on that bit came with {}.', numa_fix),
    Claim("It did not last: in {} the offset begins at {} again and a NUMA hint is PROT_NONE once more. That the "
          "change was made in 4.0 is inferred.", numa_gone),
    # the CPU
    Claim("The CPU writes into the entry", type_changes),
    Claim("Up to {} the type was in bits {}. Bit {} is the accessed bit of a present entry.", accessed_in_type),
    Claim("Knights Landing may set it in an entry that is not present: type {} becomes type {}.", type_changes),
    Claim("The page would be read from another swap area. {} moved type and offset up.", moved_up),
    Claim("An erratum of the CPU, accessed and dirty alike: bits {} and {}. Since {} no field is there, and "
          "pte_none() ignores both. The commit is {}, posted by {} on {}.", no_field_there),
    Claim("The price was five bits of the offset: by the encoding alone areas went from {} to {}.", price_of_the_move),
    # pmd_present()
    Claim("pmd_present() tests one bit more", leaf_test),
    Claim("While a huge page is split, pmd_present() looks at bit {}, too.", leaf_test),
    Claim("Bit {} was soft-dirty in a swap entry: such a migration entry would have been a huge page.",
          soft_dirty_on_it),
    Claim("{} moved it to bit {}, in the series that first made such entries. No release made one.", moved_in_time),
    Claim('{}, version 8 of the series, {}: "{}". Soft-dirty had been there since 3.11.', posted_v8),
    Claim("So this one was latent. It is here because riscv has done it since, twice.", moved_in_time),
    Claim("riscv finds it again", riscv_moved),
    Claim("riscv's pmd_present() tests the leaf bits {} to {}. Up to {} the swap type was on {}.",
          riscv_type_on_leaves),
    Claim("Under that test every migration entry of a huge page would have counted as present.", riscv_all),
    Claim("{} moved the type to bits {}, and PROT_NONE from the read bit to the global bit.", riscv_moved),
    Claim('The commit is "{}", by {}. Same test, same mistake, other bits: what x86 had learned in {} stood in no '
          'header of riscv. The picture puts the swap format of 5.16 under the test of {}.',
          lambda: (PAST["H12"].subject, POSTED["H12"].who, PAST["H02"].fixed, PAST["H12"].fixed)),
    # L1TF
    Claim("The cache reads the entry, too", after_l1tf),
    Claim("A load may use the address in an entry that is not present: L1TF.", after_l1tf),
    Claim("In {} offset {} is address {}, maybe somebody's memory.", before_l1tf),
    Claim("{} stores it inverted, the type on top: {} is above all memory.", after_l1tf),
    Claim("All zeros are exempt, or the empty entry would be frame {}.", exempted),
    Claim("CVE-2018-3620, and it had always been so. The collision is not between two fields, but between a "
          "field and a physical address: bits {} to {} of the word.", address_bits),
    Claim('"{}" is one of the commits, "{}" came after it, since a cleared entry had a huge frame number.',
          l1tf_commits),
    # the wrong format
    Claim("The frame number decides what is dirty", bits_of_the_frame),
    Claim("A page of device memory. The entry holds its frame number, inverted.", held_inverted),
    Claim("On its way back pte_soft_dirty() and pte_uffd_wp() were asked. They look at bits {} and {}.", asked_bits),
    Claim("Here bits {} and {} are {} and {} of the frame number, inverted. This page gets the uffd mark.",
          bits_of_the_frame),
    Claim("The swap format's bits are {} and {}. Nobody looked there.", right_bits),
    Claim("Fixed in {}: {}, {} and {}. Soft-dirty was read so since {}, uffd-wp since {}. Half of all frame numbers "
          "have bit {} clear, so half of such pages came back marked.", device_fixes),
    Claim("fork() adds two to a frame number", adds_two),
    Claim("A huge page on its way. fork() clears the child's uffd bit at {}, as in a present entry.", clears_10),
    Claim("In this entry bit {} is bit {} of the frame number, inverted. Clear it, and {} is {}.", adds_two),
    Claim("The bit that was meant is bit {}. It crashed whether or not anyone used userfaultfd.", meant_2),
    Claim('From {} on, fixed in {} by {}, "{}". pmd_clear_uffd_wp() was called where pmd_swp_clear_uffd_wp() was '
          'needed.', fork_fix),
    Claim("This is the crash that Hugh Dickins reported in July 2021. The tour on markers says what came of the"
          " postscript of his mail.", nothing),
    Claim("swapoff looks for a word that is not there", never_match),
    Claim("swapoff makes the word that it looks for, and masks what software may have set in the entry.", never_match),
    Claim("{} added bit {}, and the mask did not know it. The words never match, swapoff cannot finish.", never_match),
    Claim("Soft-dirty had the same before {}: its mask depended on the wrong config option.", before_4_4),
    Claim("{} added a third bit, and one helper that clears them all.", third_bit),
    Claim('Fixed in {}: {}, "{}". The helper of {} is pte_swp_clear_flags().', swapoff_fix),
    Claim('The older one is "{}", {}, {}, found when s390 got soft-dirty; that it went into {} is inferred.',
          swapoff_older),
    # widths and levels
    Claim("Two bits for thirty-two types", nios2_two),
    Claim("nios2 had {} bits for the type. A marker, type {}, comes back as swap type {}.", nios2_two),
    Claim("sh had {}, and type {} would have been its present bit.", sh_eight),
    Claim("Both were latent: nios2 has no swap, and nothing makes a type above {}.", latent_both),
    Claim("{} repaired both in passing, when the last architectures got an exclusive bit.", repaired),
    Claim('"{}" and "{}", in the series of {}; the tour on that bit shows what it moved.', subjects_of_6_3),
    Claim("The right format, one level down", segment_format),
    Claim("A huge page is a segment entry on s390. Its bits {} and {} say which table it is in.", table_bits),
    Claim("A PTE has its swap type in bits {}. {} has a format for segments: type in {}.", segment_format),
    Claim("Up to {} a poison marker had no form there: the access faulted, and faulted again, for ever.", for_ever),
    Claim('From {}, where UFFDIO_POISON came to hugetlb, to {}: {}, "{}", and {}, in the s390 pull request of {}.',
          segment_fix),
    Claim("arm64 had a marker in hugetlb, too: until {} it took the bits of the marker for a frame number, and "
          "panicked ({}).", arm64_marker),
    # today
    Claim("loongarch: young looks present", unconfirmed),
    Claim('"Young" of a migration entry is bit {} of the offset: bit {} of the word.', young_at_60),
    Claim("pmd_present() takes bits {} and {} for a huge page in a split.", split_bits),
    Claim("Unconfirmed, by reading, since {}; only with pages of {} KiB.", only_4k),
    Claim("Young moved into migration entries in {}. The place follows from the frame number's width: {} address "
          "bits less {} are {}, so young is bit {} of the offset, and the offset begins at {}. With pages of 16 KiB "
          "it is bit {}.", where_young_is),
    # riscv, from the proof to the kernel
    Claim("riscv again: the proof", svrsw_leaf),
    Claim("With Svrsw60t59b, soft-dirty of a swap entry is bit {}, a leaf bit.", svrsw_leaf),
    Claim("Such a migration entry, {}, counts as a huge page.", svrsw_witness),
    Claim("pte_mkdirty() sets soft-dirty: any huge page that was written will do.", written_will_do),
    Claim("Read in the sources of 7.2 and 7.3: pmd_present(), pmd_swp_mksoft_dirty() and _PAGE_SWP_SOFT_DIRTY. It "
          "needs a CPU with the extension, transparent huge pages and CONFIG_MEM_SOFT_DIRTY.", confirmed),
    Claim("ptetui check riscv64_svrsw60t59b finds it for device private entries of huge pages, too. So far this is a "
          "proof about a layout. The next slide is a kernel.", device_private_too),
    Claim("riscv again: a running kernel", confirmed),
    Claim("Before: a huge page at frame {:#x}, dirty and soft-dirty.", before_the_move),
    Claim("While it moves: a migration entry, soft-dirty at bit {}. pmd_present() says yes.", while_it_moves),
    Claim("Afterwards: the same word, for ever. The data are lost; move_pages() reports success.", confirmed),
    Claim("One question for all: can a word be made as one thing and read as another?", nothing),
    Claim("Confirmed: seen in QEMU 11.1 on an unmodified Debian kernel, 7.2.13, with NUMA balancing and with "
          "move_pages, and again in ptetui lab --nodes 2, word for word. The walk that ends the migration passes the "
          'entry by. A read of the page then faults for ever, a store crashes the kernel, exit prints "Bad page map", '
          "and the frame that others read is four times the real one: {:#x} for {:#x}.",
          four_times),
    Claim("With the extension off, the same kernel does it right. Not tried: real hardware, mainline without Debian's "
          "patches. No report was found.", confirmed),
    Claim("ptetui check asks the question of every layout, kernel and configuration that it knows. New formats come "
          "every year; it takes a file of their bits, and a few seconds.", nothing),
)  # fmt: skip
