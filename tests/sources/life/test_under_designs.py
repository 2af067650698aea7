"""One life under each design: who keeps what, against the kernel where a design is the kernel's own."""

from functools import cache

import pytest

from ptetui.analysis.designs.design import DESIGNS
from ptetui.analysis.designs.kernels import usual_case
from ptetui.linux.setting import Setting
from ptetui.linux.versions import Version
from ptetui.sources.life.script import parse_script, play_script
from ptetui.sources.life.tree import LifeTree, refusal
from ptetui.sources.life.under_designs import DesignLife, life_under, variants
from tests.sources.life.lives import CATALOG, setting

FILE_IN_SWAP = "shmem uffd=wp tracked write uffd_wp pageout"


@cache
def designs_of(layout: str, kernel: str):  # type: ignore[no-untyped-def]
    return variants(usual_case(setting(layout, kernel), CATALOG))


def under_designs(script: str, layout: str = "x86_64", kernel: str = "5.14") -> dict[str, DesignLife]:
    """The life under every design that the layout can have, by name."""
    candidates = designs_of(layout, kernel)
    life = LifeTree(setting(layout, kernel), CATALOG)
    life.beside = tuple(one.setting for one in candidates if one.setting is not None)
    play_script(parse_script(script.split()), life)
    return {one.design.name: there for one in candidates if (there := life_under(life, one)) is not None}


def test_who_keeps_the_protection_of_an_emptied_entry() -> None:
    lives = under_designs(FILE_IN_SWAP)
    assert list(lives) == [design.name for design in DESIGNS]
    words = {name: lived.moment.word(0) for name, lived in lives.items()}
    assert words == {"bits": 0, "special": 4, "marker": 0xFFFFFFFFFFFFFC00, "type": 0, "offset": 0}
    for name, lived in lives.items():
        keeps = name in ("special", "marker")
        assert lived.tells == (("uffd_wp",) if keeps else ())
        assert lived.lost == (("soft_dirty", "swapped") if keeps else ("uffd_wp", "soft_dirty", "swapped"))
    read = under_designs(f"{FILE_IN_SWAP} read")
    assert {name for name, lived in read.items() if lived.moment.pages[0].uffd_wp} == {"special", "marker"}
    assert {name for name, lived in read.items() if "uffd_wp" in lived.lost} == {"bits", "type", "offset"}


def test_anonymous_memory_keeps_its_flags_in_each_design_but_elsewhere() -> None:
    lives = under_designs("anon uffd=wp tracked write uffd_wp pageout")
    for lived in lives.values():
        assert (lived.tells, lived.lost) == (("uffd_wp", "soft_dirty", "swapped"), ())
        assert lived.moment.reading(0).offset == lives["bits"].moment.reading(0).offset
    plain = under_designs("anon tracked write clear_refs_4 pageout")
    flags = {name: plain[name].moment.word(0) ^ lived.moment.word(0) for name, lived in lives.items()}
    assert flags == {"bits": 6, "special": 6, "marker": 6, "type": 3 << 59, "offset": 3 << 57}


def test_flags_in_the_type_are_lost_in_a_migration_entry() -> None:
    lives = under_designs("anon uffd=wp tracked write uffd_wp mig_start")
    assert lives["type"].lost == ("uffd_wp", "soft_dirty")
    assert {name for name, lived in lives.items() if lived.tells == ("uffd_wp", "soft_dirty")} == set(lives) - {"type"}


def test_what_is_asked_for_is_no_loss() -> None:
    lives = under_designs("anon uffd=wp tracked write uffd_wp uffd_unwp clear_refs_4")
    assert all(lived.lost == () for lived in lives.values())


@pytest.mark.parametrize("kernel", ["5.19", "6.1", "6.12", "7.3"])
@pytest.mark.parametrize(
    "script",
    [
        FILE_IN_SWAP, f"{FILE_IN_SWAP} read write", "shmem uffd=wp uffd_wp read",
        "hugetlb uffd=wp write uffd_wp dontneed",
        "anon uffd=wp write uffd_wp pageout fork read", "shmem uffd=wp event_fork write uffd_wp pageout fork",
    ],
)  # fmt: skip
def test_the_marker_of_the_design_is_the_kernel_s_own(script: str, kernel: str) -> None:
    life = LifeTree(setting("x86_64", kernel), CATALOG)
    play_script(parse_script(script.split()), life)
    marker = under_designs(script, kernel=kernel)["marker"].moment
    assert [marker.word(which) for which in range(len(marker.pages))] == [
        life.now.word(which) for which in range(len(life.now.pages))
    ]
    assert marker.pages == life.now.pages


@pytest.mark.parametrize(
    ("name", "kernel", "design"),
    [
        ("x86_64_special_pte", (5, 13), "special"), ("x86_64_marker", (5, 14), "marker"),
        ("x86_64_flags_in_type", (5, 14), "type"), ("x86_64_flags_in_offset", (5, 14), "offset"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("script", [f"{FILE_IN_SWAP} read", "anon uffd=wp write uffd_wp pageout fork read mig_start"])
def test_a_proposal_of_the_catalogue_lives_as_the_design_does(
    name: str, kernel: Version, design: str, script: str
) -> None:
    life = LifeTree(Setting(CATALOG.find(name, kernel), kernel), CATALOG)
    play_script(parse_script(script.split()), life)
    there = under_designs(script, "x86_64", f"{kernel[0]}.{kernel[1]}")[design].moment
    assert [life.now.word(which) for which in range(len(there.pages))] == [
        there.word(which) for which in range(len(there.pages))
    ]


def test_a_layout_that_cannot_have_a_design_says_why() -> None:
    designs = {one.design.name: one for one in designs_of("arm64_4k", "5.14")}
    assert designs["special"].setting is None
    assert designs["special"].why == "no uffd bit"
    assert designs["marker"].setting is not None
    nios2 = {one.design.name: one for one in designs_of("nios2", "6.1")}
    assert nios2["type"].setting is None or not nios2["type"].why


def test_the_kernel_s_own_life_tells_what_it_refused() -> None:
    here, script = setting("x86_64", "5.14"), parse_script(FILE_IN_SWAP.split())
    with pytest.raises(ValueError, match="UFFDIO_WRITEPROTECT cannot happen: needs: userfaultfd can write-protect"):
        play_script(script, LifeTree(here, CATALOG))
    life = LifeTree(here, CATALOG)
    life.beside = tuple(one.setting for one in designs_of("x86_64", "5.14") if one.setting is not None)
    play_script(script, life)
    assert [bool(refusal(life.moments[number])) for number in life.path()][-2:] == [True, False]
    life.undo()
    life.undo()
    with pytest.raises(ValueError, match="cannot happen: only from"):
        life.happen("guard_install")
