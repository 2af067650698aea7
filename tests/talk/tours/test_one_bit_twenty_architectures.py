"""What the tour on the exclusive bit says, against the layouts before and after each architecture took it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ptetui.analysis.collisions import check as collisions
from ptetui.analysis.designs.kernels import layouts_at
from ptetui.analysis.free_bits import common, free_bits
from ptetui.analysis.invariants import SWAP_AREA_PAGES_BITS
from ptetui.analysis.sizes import size_text
from ptetui.linux.config import Config
from ptetui.linux.life.page import has_bit
from ptetui.linux.releases import parse_release, parse_version
from ptetui.linux.setting import Setting
from ptetui.linux.swaptypes import MAX_SWAPFILES_SHIFT
from ptetui.linux.versions import Version, before, spell
from ptetui.pictures.compare import ComparePicture
from ptetui.pictures.picture import Picture
from ptetui.pictures.wall import WallPicture
from tests.talk.tours.claims import CATALOG, NUMBERS, Claim, at, bits, check, field, life, nothing, shipped_tour, since
from tests.talk.tours.sources import FIXES, MAILS, commit, dated, read_at

NAME = "one-bit-twenty-architectures"
NEWEST = (7, 3)
FIRST, LATER = "5.19", "6.3"


def test_each_claim_is_true_and_none_is_left_out() -> None:
    check(NAME, CLAIMS)


# ---------------------------------------------------------------------------------------------- before and after


@cache
def settings(kernel: Version) -> tuple[Setting, ...]:
    """The layouts of a kernel; parisc at 6.3 as 6.3.3 mended it: its first bit was inside the offset (case H23)."""
    ranges = layouts_at(CATALOG, kernel, Config())
    mended = parse_release("6.3.3")
    return tuple(
        replace(setting, layout=CATALOG.under(setting.layout, mended)) if setting.layout.arch == "parisc" else setting
        for setting in ranges
    )


def changes(release: str) -> Iterator[tuple[Setting, Setting]]:
    """Each layout without the exclusive bit before a release and with it then."""
    kernel = parse_version(release)
    now = {setting.layout.name: setting for setting in settings(kernel)}
    for old in settings(before(kernel)):
        new = now[old.layout.name]
        if has_bit(new.swap, "exclusive") and not has_bit(old.swap, "exclusive"):
            yield old, new


def place(setting: Setting) -> int:
    """The exclusive bit's."""
    return setting.swap.by_name["exclusive"].place(0)


def width(setting: Setting, name: str) -> int:
    return setting.swap.by_name[name].width


def arches(release: str, fits: Callable[[Setting, Setting], bool]) -> list[str]:
    """The architectures that have a layout whose change is like that."""
    return sorted({old.layout.arch for old, new in changes(release) if fits(old, new)})


def every(*_: Setting) -> bool:
    """All of them, whatever it cost."""
    return True


def spare_type_bit(old: Setting, new: Setting) -> bool:
    return old.swap.at(place(new)).name == "type" and width(old, "type") > MAX_SWAPFILES_SHIFT


def offset_bit(old: Setting, new: Setting) -> bool:
    return width(old, "type") == width(new, "type") and width(new, "offset") == width(old, "offset") - 1


def zero_bit(old: Setting, new: Setting) -> bool:
    return old.swap.at(place(new)).kind == "fixed" and width(old, "type") >= MAX_SWAPFILES_SHIFT


def listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def areas(name: str, release: str = LATER) -> tuple[str, str]:
    """The largest swap area before a release and in it."""
    old, new = at(f"{name}@{spell(before(parse_version(release)))}"), at(f"{name}@{release}")
    return size_text(old.max_swap_bytes), size_text(new.max_swap_bytes)


def shown(step: int) -> Picture:
    return shipped_tour(NAME).steps[step - 1].picture


def wall(step: int) -> tuple[Setting, ...]:
    picture = shown(step)
    assert isinstance(picture, WallPicture)
    return picture.settings


def compared(step: int) -> tuple[Setting, ...]:
    picture = shown(step)
    assert isinstance(picture, ComparePicture)
    return tuple(reading.setting for reading in picture.readings())


def free(setting: Setting, *costs: str) -> list[int]:
    """The bits that a new flag could have at these costs, huge pages thought of."""
    pmds = [layout for layout in CATALOG.all() if (layout.name, layout.level) == (setting.layout.name, "pmd")]
    pmd = next((layout for layout in pmds if layout.covers(setting.kernel)), None)
    return [free_bit.bit for free_bit in free_bits(setting, pmd) if free_bit.cost in costs]


# ---------------------------------------------------------------------------------------------- what is claimed


def kept_in_the_entry() -> tuple[str]:
    (reading, page) = (life("x86_64@6.12", "anon write pageout")[-1].reading(0), at("x86_64@6.12"))
    assert reading.flags == ("exclusive", "soft_dirty")
    return (bits(f"x86_64@{spell(page.kernel)}", "swap", "exclusive"),)


def lost_in_both() -> tuple[()]:
    before_fork, after = life("x86_64@6.12", "anon write pageout fork")[-2:]
    assert "exclusive" in before_fork.reading(0).flags
    both = [after.reading(which) for which in range(len(after.pages))]
    assert [reading.state for reading in both] == ["swap", "swap"]
    assert len({(reading.type, reading.offset) for reading in both}) == 1
    assert not any("exclusive" in reading.flags for reading in both)
    return ()


def the_four() -> list[str]:
    assert {setting.layout.name for setting in compared(3)} <= {new.layout.name for _, new in changes(FIRST)}
    assert arches(FIRST, every) == ["arm64", "powerpc", "s390", "x86"]
    assert all(old.layout.width == 64 for old, _ in changes(FIRST))
    return [str(place(setting)) for setting in compared(3)]


def no_offset_bit_lost() -> tuple[()]:
    assert all(width(old, "offset") == width(new, "offset") for old, new in changes(FIRST))
    return ()


def pwt_unused() -> tuple[str, str, str]:
    assert at("x86_64@5.19").layout.present.at(place(at("x86_64@5.19"))).macro == "_PAGE_PWT"
    assert at("x86_64@5.18").swap.at(3).kind == "fixed"
    name = read_at("__HAVE_ARCH_PTE_SWP_EXCLUSIVE")
    return (name.file, name.name, name.kernel)


def s390_zero() -> tuple[int, str, int, int]:
    bit = place(at("s390@5.19"))
    assert at("s390@5.18").swap.at(bit).kind == "fixed"
    return bit, dated("20220329164329.208407-6", "29 March 2022"), bit, 63 - bit


def file_bit() -> tuple[str, str]:
    assert field("arm64_4k@3.19", "swap", "file").meaning == "must be 0: set means a page of a nonlinear file mapping"
    return "3.19", bits("arm64_4k@3.19", "swap", "file")


def lowest_of_six() -> tuple[str, int, int]:
    type_ = field("arm64_4k@5.18", "swap", "type")
    assert type_.place(0) == int(file_bit()[1])
    return "5.18", type_.width, MAX_SWAPFILES_SHIFT


def moved_up() -> tuple[str]:
    old, new = (field(f"arm64_4k@{kernel}", "swap", "type") for kernel in ("5.18", FIRST))
    assert new.place(0) == old.place(0) + 1
    assert place(at("arm64_4k@5.19")) == old.place(0)
    return (since("arm64_4k", "exclusive"),)


def protnone_moved() -> tuple[str, str]:
    moved = commit("3676f9ef5481", "arm64: Move PTE_PROT_NONE higher up")
    assert CATALOG.history("arm64_4k")[0].why.startswith("arm64: Move PTE_PROT_NONE higher up")
    return moved, bits("arm64_4k@3.19", "protnone", "protnone")


def stayed() -> tuple[str, str, int]:
    assert bits("arm64_4k@6.9", "swap", "type") != bits("arm64_4k@6.10", "swap", "type")
    assert bits("arm64_4k@6.9", "swap", "offset") != bits("arm64_4k@6.10", "swap", "offset")
    assert place(at("arm64_4k@6.9")) == place(at("arm64_4k@6.10"))
    mark = next(form for form in at("arm64_4k@6.10").forms if form.name == "present_invalid")
    return "6.10", str(mark.by_name["present_invalid"].place(0)), place(at("arm64_4k@6.10"))


def moves_to_9() -> tuple[str, str, str]:
    name = "ppc64_book3s_64k"
    old, new = (bits(f"{name}@{kernel}", "swap", "soft_dirty") for kernel in ("5.18", FIRST))
    assert int(old) == field(f"{name}@5.18", "swap", "type").runs[0].high + 1
    return "5.18", old, new


def same_in_both_forms() -> tuple[str, str]:
    both = {
        setting.layout.arch
        for setting in settings(NEWEST)
        for flag in [setting.swap.by_name.get("soft_dirty")]
        if flag is not None and flag.mask == setting.layout.present.by_name["soft_dirty"].mask
    }
    return bits("ppc64_book3s_64k@5.19", "present", "soft_dirty"), " and ".join(sorted(both))


def exclusive_takes_its_place() -> tuple[str]:
    assert place(at("ppc64_book3s_64k@5.19")) == int(moves_to_9()[1])
    return (moves_to_9()[1],)


def s390_and_x86() -> tuple[str, str, str]:
    assert bits("s390", "present", "soft_dirty") == bits("s390", "swap", "soft_dirty")
    present, swap = (bits("x86_64", form, "soft_dirty") for form in ("present", "swap"))
    return bits("s390", "swap", "soft_dirty"), present, swap


def twenty_in_6_3() -> tuple[str, str]:
    assert len(arches(LATER, every)) == 20
    names = {new.layout.name for _, new in changes(LATER)}
    assert {setting.layout.name for setting in (*wall(6), *wall(7))} <= names
    assert {setting.layout.arch for setting in (*wall(6), *wall(7))} == set(arches(LATER, every))
    assert {setting.layout.width for setting in wall(6)} == {64}
    return LATER, NUMBERS[len({setting.layout.arch for setting in wall(6)})]


def above_the_type() -> tuple[str]:
    high = [setting for setting in wall(6) if place(setting) == setting.swap.by_name["type"].runs[0].high + 1]
    return (NUMBERS[len(high)],)


def all_have_it() -> tuple[str]:
    for kernel in (parse_version(LATER), NEWEST):
        assert all(has_bit(setting.swap, "exclusive") for setting in settings(kernel))
    assert not all(has_bit(setting.swap, "exclusive") for setting in settings(before(parse_version(LATER))))
    return (LATER,)


def of_two_kinds() -> tuple[str]:
    twice = set(arches(FIRST, every)) & set(arches(LATER, every))
    assert twice == {"powerpc", "x86"}
    gone = CATALOG.history("ia64")[-1].until
    assert gone is not None
    assert not any(setting.layout.arch == "ia64" for setting in settings((6, 7)))
    return (f"{gone[0]}.{gone[1] + 1}",)


def twelve_places() -> tuple[int, int, str]:
    places = {place(setting) for setting in wall(7)}
    return min(places), max(places), NUMBERS[len(places)]


def twelve() -> tuple[str]:
    assert {setting.layout.width for setting in wall(7)} == {32}
    return (NUMBERS[len({setting.layout.arch for setting in wall(7)})],)


def tight() -> tuple[int, int]:
    widths = [width(setting, "offset") for setting in wall(7)]
    return min(widths), max(widths)


def none_in_common() -> tuple[()]:
    assert common(free_bits(setting) for setting in settings((6, 2)) if not has_bit(setting.swap, "exclusive")) == ()
    return ()


def eight_type_bits() -> tuple[int, int, int]:
    olds = [setting for setting in compared(8) if not has_bit(setting.swap, "exclusive")]
    (wide,) = {width(setting, "type") for setting in olds}
    return wide, 1 << MAX_SWAPFILES_SHIFT, MAX_SWAPFILES_SHIFT


def top_one() -> tuple[()]:
    old_mips, mips, old_loong, loong = compared(8)
    for old, new in ((old_mips, mips), (old_loong, loong)):
        assert spare_type_bit(old, new)
        assert place(new) == old.swap.by_name["type"].runs[0].high
        assert old.swap.by_name["offset"].mask == new.swap.by_name["offset"].mask
        assert old.max_swap_bytes == new.max_swap_bytes
    return ()


def nine_had_one() -> tuple[str, str]:
    had = arches(LATER, spare_type_bit)
    return NUMBERS[len(had)].capitalize(), listed(had)


def zero_before() -> tuple[str, str]:
    """Some formats of three architectures, all of the others."""
    had = arches(LATER, zero_bit)
    both = [arch for arch in had if arch in arches(LATER, spare_type_bit)]
    return listed(both), listed([arch for arch in had if arch not in both])


def four_paid() -> tuple[str, str]:
    paid = arches(LATER, offset_bit)
    return NUMBERS[len(paid)].capitalize(), listed(paid)


def halves() -> tuple[str, str, str, str]:
    assert areas("csky_abiv1") == areas("csky_abiv2") == areas("hexagon")
    return (*_short(areas("arm_2level")), *_short(areas("hexagon")))


def riscv_halves() -> tuple[str, str, str, str]:
    return (*_short(areas("riscv32")), *_short(areas("riscv64")))


def _short(sizes: tuple[str, str]) -> tuple[str, str]:
    """ "128" and "64 GiB"."""
    first, unit = sizes[0].split()
    assert sizes[1].endswith(unit)
    return first, sizes[1]


def pages_of_4k() -> tuple[str]:
    assert {at(name).layout.page_shift for name in ("arm_2level", "csky_abiv2", "hexagon", "riscv64")} == {12}
    return (areas("arm_2level")[1].split()[0],)


def below_16_tib() -> tuple[str, str]:
    return read_at("struct swap_info_struct").name, size_text(1 << SWAP_AREA_PAGES_BITS + 12)


def riscv_moved() -> tuple[str, int]:
    old, new = at("riscv64@6.2").swap, at("riscv64@6.3").swap
    assert {new.by_name[name].place(0) - old.by_name[name].place(0) for name in ("type", "offset")} == {1}
    return LATER, place(at("riscv64@6.3"))


def bit_4_free() -> tuple[str]:
    for kernel in ("6.2", LATER):
        assert 4 in free(at(f"riscv64@{kernel}"), "free")
    return (bits("riscv64@6.2", "swap", "free"),)


def holds_uffd() -> tuple[()]:
    assert field("riscv64_svrsw60t59b@7.3", "swap", "uffd_wp").place(0) == int(bit_4_free()[0])
    return ()


def user_bit() -> tuple[str, int, int]:
    assert field("riscv64@6.3", "present", "user").place(0) == int(bit_4_free()[0])
    pmd = CATALOG.find("riscv64", (6, 3), "pmd")
    leaf = sorted(form.by_name[form.name.replace("present", "leaf")].place(0) for form in pmd.forms
                  if form.name in ("present_read", "present_write", "present_exec"))  # fmt: skip
    assert not has_bit(pmd.swap, "exclusive")
    return bit_4_free()[0], leaf[0], leaf[-1]


def two_for_software() -> tuple[int, int]:
    flags = ("soft_dirty", "uffd_wp")
    low, high = sorted(field("riscv64_svrsw60t59b", "present", flag).place(0) for flag in flags)
    return low, high


def parisc_gains() -> tuple[str, str]:
    old, new = at("parisc32@6.2"), at("parisc32@6.4")
    assert width(new, "offset") == width(old, "offset") + 1
    return _short((size_text(at("parisc32@6.2").max_swap_bytes), size_text(at("parisc32@6.4").max_swap_bytes)))


def widths_of_type() -> tuple[int, int, int, int]:
    nios, sh = at("nios2@6.2"), at("sh4@6.2")
    top = sh.swap.by_name["type"].runs[0].high
    assert sh.layout.present.at(top).kind == "fixed"
    assert width(at("sh4@6.3"), "type") == width(at("nios2@6.3"), "type") == MAX_SWAPFILES_SHIFT
    return width(nios, "type"), 1 << MAX_SWAPFILES_SHIFT, width(at("nios2@6.3"), "type"), width(sh, "type")


def sun3_ends() -> tuple[int, int]:
    old, new = (field(f"m68k_sun3@{kernel}", "swap", "offset").runs[0].high for kernel in ("6.2", LATER))
    assert at("m68k_sun3@6.2").layout.present.at(old).kind == "fixed"
    return old, new


def three_collisions() -> tuple[str, str, int, str, str]:
    collided = {name: [finding for finding in collisions(at(f"{name}@6.2")) if finding.rule in ("R2", "R5")]
             for name in ("nios2", "sh4", "m68k_sun3")}  # fmt: skip
    assert {finding.rule for finding in collided["nios2"]} >= {"R5"}
    assert [finding.invariant for finding in collided["nios2"] if finding.written == "swap"] == ["no swap"]
    (sh,) = [finding for finding in collided["sh4"] if finding.read == "present"]
    (sun3,) = [
        finding for finding in collided["m68k_sun3"] if finding.read == "present" and finding.verdict == "collision"
    ]
    assert sh.invariant == "32 types"
    for name in collided:
        assert not [
            finding for finding in collisions(at(f"{name}@6.3")) if finding.read == "present" or finding.rule == "R5"
        ]
    offset = at("m68k_sun3@6.2").swap.by_name["offset"].get(sun3.witness)
    assert offset & (offset - 1) == 0
    size = size_text(offset << at("m68k_sun3@6.2").layout.page_shift)
    asked = " ".join(f"{name}@6.2" for name in collided)
    return "sh", f"{(1 << MAX_SWAPFILES_SHIFT) - 1}", offset.bit_length() - 1, size, asked


def accessed_there() -> tuple[int, ...]:
    for setting in compared(12):
        assert setting.layout.present.by_name["accessed"].place(0) == place(setting)
    return tuple(place(setting) for setting in compared(12))


def dirty_or_user() -> tuple[str, str]:
    there: dict[str, set[str]] = {}
    for setting in settings(parse_version(LATER)):
        there.setdefault(setting.layout.present.at(place(setting)).name, set()).add(setting.layout.name)
    assert there["dirty"] == {"arc_mmuv3", "arc_mmuv4", "arc_mmuv4_pae40", "microblaze", "sparc32"}
    assert {"sh3", "sh4"} <= there["user"]
    return "arc, microblaze and sparc32", "sh"


def no_collision_by_it() -> tuple[()]:
    """No swap entry with the exclusive bit is taken for present on any architecture."""
    for setting in settings(parse_version(LATER)):
        hit = [
            finding for finding in collisions(setting) if finding.rule == "R2" and finding.bits >> place(setting) & 1
        ]
        assert not [finding for finding in hit if finding.written == "swap" and finding.read.startswith("present")], (
            setting.layout
        )
    return ()


def erratum() -> tuple[str, str]:
    assert set(at("x86_64@4.8").layout.hardware_sets) == {"accessed", "dirty"}
    for kernel in ("4.8", "7.3"):
        setting = at(f"x86_64@{kernel}")
        for name in setting.layout.hardware_sets:
            assert setting.swap.at(setting.layout.present.by_name[name].place(0)).kind == "fixed"
    assert at("x86_64@4.7").swap.at(5).name == "type"
    return "4.8", FIXES["H01"][0]


def names_in_headers() -> tuple[str, str]:
    place_ = read_at("_PAGE_SWP_EXCLUSIVE")
    assert "_PAGE_ACCESSED, _PAGE_DIRTY, _PAGE_USER" in place_.does
    return place_.name, place_.kernel


def flags_since() -> tuple[str, str, str]:
    soft_dirty, uffd_wp, exclusive = (since("x86_64", flag) for flag in ("soft_dirty", "uffd_wp", "exclusive"))
    return soft_dirty, uffd_wp, exclusive


def left_on_x86() -> tuple[str]:
    (bit,) = free(at("x86_64@7.3"), "free")
    assert bit == field("x86_64@7.3", "swap", "free").place(0)
    assert [free(setting, "free") for setting in compared(13)[1:]] == [[], [], []]
    return (str(bit),)


def left_at_a_price() -> tuple[str, int, int, int]:
    (x86,) = free(at("x86_64@7.3"), "free_except_pmd")
    one, two = free(at("riscv64_svrsw60t59b@7.3"), "free_except_pmd")
    assert not free(at("parisc64@7.3"), "free_except_pmd", "type")
    assert free(at("parisc64@7.3"), "offset")
    assert len(free(at("m68k_sun3@7.3"), "type")) == 1
    return "7.3", x86, one, two


CLAIMS = (
    # what the bit says
    Claim("Every architecture had to find one more bit in its swap entries. What each gave up for it.", all_have_it),
    Claim("What the bit remembers", nothing),
    Claim("An anonymous page that only one process can reach is exclusive. The kernel keeps that as a flag of the "
          "page.", kept_in_the_entry),
    Claim("At swap-out the page goes, and the flag with it. The swap entry remembers it: bit {} on x86_64.",
          kept_in_the_entry),
    Claim("The page's flag is PG_anon_exclusive; {0.name} in {0.file} turns it into the bit of the entry (read at "
          "v{0.kernel}). Without it, swap-in can only count references, and a page that someone else holds for a "
          "moment looks shared.", lambda: [read_at("try_to_unmap_one()")]),
    Claim("It is there for get_user_pages(): a page that was read into by O_DIRECT must not be replaced by a copy "
          "behind the reader's back. That is how the cover letters of both series explain it; the second is {}.",
          lambda: [dated("20230113171026.582290-1", "13 January 2023")]),
    Claim("fork() takes it away", lost_in_both),
    Claim("fork() shares the slot: the parent's entry loses the bit, the child's copy never has it.", lost_in_both),
    Claim('So a set bit says "mine alone", and a clear one says only "perhaps shared".', lost_in_both),
    Claim("{0.name} in {0.file} clears it in the parent and copies the cleared entry (read at v{0.kernel}).",
          lambda: [read_at("copy_nonpresent_pte()")]),
    Claim("A detail that is easy to miss: {0.name} needs the bit only when it finds the page in the swap cache. A "
          "page that it has just read from the device, past the swap cache, is exclusive anyway (read at "
          "v{0.kernel}).", lambda: [read_at("do_swap_page()")]),
    # 5.19
    Claim("Four architectures went first, in {}", lambda: [FIRST] if len(the_four()) == 4 else []),
    Claim("x86_64, arm64, s390 and 64-bit powerpc: bits {}, {}, {} and {}.", the_four),
    Claim("None of the four gave up a bit of the offset.", no_offset_bit_lost),
    Claim("Everyone else had a fallback that stored nothing and always answered no.", pwt_unused),
    Claim("The fallback stood in {} under {} (read at v{}). On x86_64 the place of PWT was simply unused.", pwt_unused),
    Claim("On s390 the documentation said that bit {} must be zero. That holds for valid entries only, so an entry "
          "that is not valid may use it: {}. s390 manuals count from the other end; bit {} here is their bit {}.",
          s390_zero),
    Claim("arm64: a fourth job for bit {}", lambda: [place(at("arm64_4k@5.19"))]),
    Claim("In {} a set bit {} meant a page of a nonlinear file mapping, so swap entries kept it clear.", file_bit),
    Claim("In {} it was the lowest of {} type bits; the generic type has {}.", lowest_of_six),
    Claim("{} moved the type up by one and took it for the exclusive bit.", moved_up),
    Claim("Before the file bit it was PROT_NONE, inside the field of memory attributes, until commit {} moved "
          "PROT_NONE to bit {}. So one bit had four jobs, and in entries that are not present no two of them at "
          "once.", protnone_moved),
    Claim("{} moved type and offset again, to keep clear of bit {}, which marks an entry as present but invalid "
          "since then. Bit {} stayed.", stayed),
    Claim("powerpc: soft-dirty makes room", exclusive_takes_its_place),
    Claim("Up to {} soft-dirty was bit {}, right above the type. It moved to bit {}.", moves_to_9),
    Claim("Bit {} is soft-dirty in a present entry, too. Only {} have one place for both.", same_in_both_forms),
    Claim("Bit {} became the exclusive bit.", exclusive_takes_its_place),
    Claim("s390 has bit {} in both forms. On x86_64 soft-dirty is bit {} in a present and bit {} in a swap entry, "
          "which is what makes a helper of the wrong format dangerous; the tour on collisions has two cases.",
          s390_and_x86),
    Claim("Why the type did not move up instead is told in {}: soft-dirty would have met a reserved bit.",
          lambda: [dated("20220315141837.137118-7", "15 March 2022")]),
    # 6.3
    Claim("Twenty architectures in one release", twenty_in_6_3),
    Claim("{} gave the bit to twenty architectures. Here are {} with words of 64 bits.", twenty_in_6_3),
    Claim("On {} of them it is right above the type.", above_the_type),
    Claim("With it went the option: since {} all that has swap entries has the bit.", all_have_it),
    Claim("The series is {0.who}'s, in 26 parts: {0.id}, {0.when}, after an RFC of December 2022.",
          lambda: [MAILS["20230113171026.582290-1"]]),
    Claim("Twenty counts directories of arch/. powerpc and x86 are among them for their other formats: their 64-bit "
          "ones with book3s and with long mode had the bit already. ia64 left the kernel in {}.", of_two_kinds),
    Claim("The other {}, in 32 bits", twelve),
    Claim("From bit {} to bit {}, in {} different places.", twelve_places),
    Claim("Words are tight here: offsets have {} to {} bits.", tight),
    Claim("No bit of the word could have been the same one everywhere.", none_in_common),
    Claim("The last point is computed: ptetui free-bits -k 6.2 lists what every layout could give, at whatever "
          "cost, and no bit is on all the lists. So each architecture has to choose its own, and each choice is a "
          "chance to be wrong.", none_in_common),
    Claim("Who paid with a spare type bit", top_one),
    Claim("Both had {} bits for the type. There are {} types, so {} are enough.", eight_type_bits),
    Claim("The top one became the exclusive bit. The offset is as long as before, the areas as large.", top_one),
    Claim("{} of the twenty had one: {}.", nine_had_one),
    Claim("{0.name} is {0.does}, in {0.file}. The wide fields were never a feature: nothing above 31 was ever made.",
          lambda: [read_at("MAX_SWAPFILES_SHIFT")] if 1 << MAX_SWAPFILES_SHIFT == 32 else []),
    Claim("{} are here for some of their formats only; the others had a bit that was always zero, as had {}.",
          zero_before),
    Claim("Who paid with the size of a swap area", halves),
    Claim("{} took it from the offset: {}.", four_paid),
    Claim("A bit less is half the area: arm {} to {}, csky and hexagon {} to {}.", halves),
    Claim("riscv pays {} to {} with 32 bits and {} to {} with 64.", riscv_halves),
    Claim("Computed from the layouts with pages of 4 KiB. arm's header says {} GB per swap file since then.",
          pages_of_4k),
    Claim("On 64 bits the price is on paper: {} counts pages in an unsigned int, so an area ends below {} with such "
          "pages, whatever the entry could hold.", below_16_tib),
    Claim("riscv64 paid beside a free bit", bit_4_free),
    Claim("{} put the exclusive bit at {} and moved type and offset up by one.", riscv_moved),
    Claim("By our reading bit {} was free all the time: zero before and after, and no test looked at it.", bit_4_free),
    Claim("Today it holds the uffd bit, on CPUs with Svrsw60t59b.", holds_uffd),
    Claim("That bit {0} was free is computed from the layouts; we have not seen why the series did not take it, and "
          "there may be a reason that a header does not tell. Bit {0} is the user bit of a present entry; the leaf "
          "bits {1} to {2} below it are tested by pmd_present(), so they were no choice for huge pages, but the "
          "exclusive bit is not used there.", user_bit),
    Claim("Svrsw60t59b reserves bits {} and {} of a present entry for software, for soft-dirty and uffd. The swap "
          "form is seen in 7.2 and 7.3 sources; the release of its first version is inferred.", two_for_software),
    Claim("Some came out ahead", parisc_gains),
    Claim("parisc got the bit and one more for the offset: areas went from {} to {}.", parisc_gains),
    Claim("nios2 had {} bits for {} types, and has {} now. sh had {}, the top one on its present bit.", widths_of_type),
    Claim("sun3's offset reached bit {}, where a present entry is valid. It ends at {} now.", sun3_ends),
    Claim("Each of the last three was a collision that nobody had met: nios2 has no swap, {} has no type above {}, "
          "and the entry of sun3 takes an offset of 2^{}, {} into the area. ptetui check {} finds them.",
          three_collisions),
    Claim("The commits say refactor or support, not fix. Looking at every format once, for one bit, repaired what "
          "nobody was looking for.", three_collisions),
    # what it shares
    Claim("The same place in a present entry", accessed_there),
    Claim("In a present entry the exclusive bit's place is the accessed bit here: bits {}, {} and {}.", accessed_there),
    Claim("On {} it is the dirty bit, on {} the user bit.", dirty_or_user),
    Claim("All harmless, because the test for present comes first,", no_collision_by_it),
    Claim("and because the hardware leaves entries alone that are not present. Not all hardware does.", erratum),
    Claim("The exception is x86: Knights Landing may set accessed and dirty in an entry that is not present. So"
          " x86_64 keeps bits 5 and 6 of a swap entry unused since {}, although they look free: {}. The tour on"
          " collisions shows the case.", erratum),
    Claim("The header files say it the same way: {} is defined as _PAGE_ACCESSED, _PAGE_DIRTY or _PAGE_USER there "
          "(read at v{}).", names_in_headers),
    Claim("Where would the next bit go?", nothing),
    Claim("Three flags so far: soft-dirty since {}, uffd-wp since {}, exclusive since {}.", flags_since),
    Claim("x86_64 has one bit left that costs nothing, bit {}. The three formats below it have none.", left_on_x86),
    Claim("ptetui free-bits computes it, here at {}. On x86_64 bit {} is free, too, but for PMDs, where "
          "pmd_present() tests it. riscv64 with Svrsw60t59b has bits {} and {} on the same terms. parisc would pay "
          "with the offset, sun3 with its last spare type bit.", left_at_a_price),
    Claim("Hugh Dickins' thought of 2021, no bits per architecture at all, is in the tour on markers, with its "
          "price.", nothing),
)  # fmt: skip
