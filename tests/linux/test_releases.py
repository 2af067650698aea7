"""Kernels as `uname -r` prints them: the release they count as, the rule that says so, and the layout in force."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.life.events import apply
from ptetui.linux.life.page import new_page
from ptetui.linux.life.seen import pagemap_of
from ptetui.linux.pagemap import PM_MMAP_EXCLUSIVE
from ptetui.linux.releases import CLOSE_LIFTS_PROTECTION, EXCLUSIVE_PRESENT_ONLY, REMAP_CLEARS_UFFD, parse_release
from ptetui.linux.setting import find_setting
from ptetui.linux.versions import NEWEST, OLDEST

# text: (counts as, stable number, vendor, words of the rule)
KERNELS = {
    "6.12": ((6, 12), None, "", ""),
    "6.12.0": ((6, 12), 0, "", "6.12 as it came out"),
    "6.12.43": ((6, 12), 43, "", "stable release 43 of 6.12"),
    "4.18.8-200.fc28.x86_64": ((4, 18), 8, "fedora", "Fedora follows the stable releases"),
    "6.12.43+deb13-amd64": ((6, 12), 43, "debian", "stable release 43"),
    "6.1.0-13-amd64": ((6, 1), 55, "debian", "Debian's package 13 of 6.1 is stable release 55"),
    "6.1.0-53-cloud-arm64": ((6, 1), 187, "debian", "is stable release 187"),
    "6.1.0-56-cloud-amd64": ((6, 1), 192, "debian", "is stable release 192"),
    "6.1.0-99-amd64": ((6, 1), 192, "debian", "is stable release 192"),
    "5.10.0-13-amd64": ((5, 10), None, "debian", "13 counts the vendor's packages"),
    "6.1.0-0.deb11.13-amd64": ((6, 1), None, "debian", "counts the vendor's packages"),
    "4.15.0-32-generic": ((4, 15), None, "ubuntu", "taken as 4.15 came out"),
    "4.1.0-generic": ((4, 1), None, "", "suffix -generic says nothing"),
    "4.12.14-lp150.12.16-default": ((4, 12), 14, "", "suffix -lp150.12.16-default says nothing about more"),
    "5.10.110-v8+": ((5, 10), 110, "", "stable release 110"),
    "3.10.0-514.16.1.el7.x86_64": ((3, 10), 0, "rhel7", "build 514.16.1 of RHEL 7"),
    "3.10.0-123.9.3.anchor.x86_64": ((3, 10), 0, "rhel7", "build 123.9.3 of RHEL 7"),
    "2.6.32-754.35.1.el6.x86_64": ((2, 6, 32), None, "rhel6", "RHEL 6"),
    "2.6.32.61": ((2, 6, 32), 61, "", "stable release 61 of 2.6.32"),
    "4.18.0-193.el8.x86_64": ((4, 18), 0, "rhel8", "build 193 of RHEL 8"),
    "5.6.0-rc3-next-20200225": ((5, 6), 0, "", "linux-next at 5.6-rc3 counts as 5.6"),
    "5.12.0-next-20210426": ((5, 13), 0, "", "merge window of 5.13"),
    "4.16.0-rc5": ((4, 16), 0, "", "-rc5 leads to 4.16"),
    "6.19.0-rc5-00269-g28acabacf9b0": ((6, 19), 0, "", "-rc5 leads to 6.19"),
    "6.11.0-0.rc5.43.fc41.x86_64": ((6, 11), 0, "", "-rc5 leads to 6.11"),
    "5.6.0-11490-gf45ec5ff16a75": ((5, 7), 0, "", "merge window of 5.7"),
    "6.2.0+": ((6, 3), 0, "", "merge window of 6.3"),
    "3.19.0+": ((4, 0), 0, "", "merge window of 4.0"),
    "7.3.0+": (NEWEST, 0, "", "what follows is not known"),
    "2.6.39+": ((3, 0), 0, "", "merge window of 3.0"),
}


@pytest.mark.parametrize(("text", "expected"), KERNELS.items())
def test_what_a_kernel_counts_as(text: str, expected: tuple[tuple[int, ...], int | None, str, str]) -> None:
    release = parse_release(text)
    assert (release.version, release.stable, release.vendor) == expected[:3]
    assert expected[3] in release.rule
    assert bool(release.rule) == (text != "6.12")
    assert str(release) == text


@pytest.mark.parametrize("text", ["6.12 foo", "6.12!", "six", "6.", "6.12.", "6..12", "6-" + "x" * 200, "6.12\n-rc1"])
def test_what_is_no_kernel_is_one_line(text: str) -> None:
    with pytest.raises(ValueError, match="kernel") as error:
        parse_release(text)
    assert len(str(error.value)) < 240
    assert "\n" not in str(error.value)


@given(st.text(max_size=40) | st.from_regex(r"\d\.\d{1,2}(\.\d+)?[-+][\w.+-]{0,20}", fullmatch=True))
def test_any_text_is_a_kernel_or_an_error(text: str) -> None:
    try:
        release = parse_release(text)
    except ValueError:
        return
    assert OLDEST <= release.version <= NEWEST


# kernel: (word, type, offset), as running kernels printed them
L1TF = {"4.18.1": True, "4.18.0": False, "4.18.8-200.fc28.x86_64": True, "4.18": False, "4.18.0-rc8": False,
        "4.17.15": True, "4.17.14": False, "4.16.18": False, "4.14.63": True, "4.14.62": False, "4.9.120": True,
        "4.9.119": False, "4.4.148": True, "4.4.147": False, "4.19": True, "4.15.0-32-generic": False,
        "3.10.0-123.9.3.anchor.x86_64": False, "3.10.0-514.16.1.el7.x86_64": False, "3.10.0-862.11.6.el7.x86_64": True,
        "3.10.0-862.9.1.el7.x86_64": False, "4.18.0-193.el8.x86_64": True}  # fmt: skip


@pytest.mark.parametrize(("kernel", "inverted"), L1TF.items())
@pytest.mark.parametrize("name", ["x86_64", "x86_64_numab", "x86_32_pae"])
def test_l1tf_came_to_stable_and_vendor_kernels(name: str, kernel: str, inverted: bool) -> None:
    if name == "x86_32_pae" and "el" in kernel:
        pytest.skip("RHEL 7 and 8 have no 32-bit kernel")
    setting = find_setting(Catalog(), name, parse_release(kernel))
    assert setting.swap.by_name["offset"].inverted is inverted
    assert (name, setting.kernel) == (setting.layout.name, parse_release(kernel).version)
    assert find_setting(Catalog(), f"{name}@{kernel}") == setting


PAIRS = {
    "2.6.32": (0x1200780000, 0, 0x9003C00),
    "3.10.0-123.9.3.anchor.x86_64": (0x006CB600, 0, 0x365B),
    "3.10.0-514.16.1.el7.x86_64": (0x8192B1000, 8, 0x103256),
    "4.1.0-generic": (0xFD20B000, 0, 0x7E9058),
    "4.16.0-rc5": (0x10000000000, 0, 0x4000000),
    "4.18.8-200.fc28.x86_64": (0x400000000000000, 0, 0x1FFFFFFFFFFFF),
    "5.0.2": (0x48941FE900000000, 9, 0x3B5F00B7FFFFF),
}


@pytest.mark.parametrize(("kernel", "pair"), PAIRS.items())
def test_words_and_entries_that_kernels_printed_side_by_side(kernel: str, pair: tuple[int, int, int]) -> None:
    form = find_setting(Catalog(), "x86_64", parse_release(kernel)).swap
    assert (form.by_name["type"].get(pair[0]), form.by_name["offset"].get(pair[0])) == pair[1:]


def test_the_answer_says_which_rule_chose_the_layout() -> None:
    fedora = find_setting(Catalog(), "x86_64", parse_release("4.18.8-200.fc28.x86_64"))
    assert "stable release 8 of 4.18" in fedora.kernel_rule
    assert "that of 4.18.1 on" in fedora.kernel_rule
    assert fedora.layout.span == "4.18.1 on, in 4.18"
    assert find_setting(Catalog(), "x86_64", parse_release("4.18")).kernel_rule == ""
    assert "layout is that of 6.1" in find_setting(Catalog(), "x86_64@6.1.0-13-amd64").kernel_rule
    assert classify(fedora, 0).state == "none"


@pytest.mark.parametrize(
    ("kernel", "has"),
    {"6.13": True, "6.12": False, "6.12.10": False,
     "6.12.11": True, "6.12.117+deb12-cloud-amd64": True, "6.1.190": False,
     "6.1.191": True, "6.1.0-13-amd64": False,
     "6.1.0-54-cloud-amd64": False, "6.1.0-55-amd64": True, "6.11.11": False}.items(),
)  # fmt: skip
def test_fixes_that_stable_releases_took_over(kernel: str, has: bool) -> None:
    assert find_setting(Catalog(), "x86_64", parse_release(kernel)).has(REMAP_CLEARS_UFFD) is has


@pytest.mark.parametrize(
    ("kernel", "has"), {"6.9": True, "6.12": True, "6.1.187": False, "6.1.191": True, "6.1.0-56-amd64": True}.items()
)
def test_closing_a_userfaultfd_lifts_its_protection_since(kernel: str, has: bool) -> None:
    assert find_setting(Catalog(), "x86_64", parse_release(kernel)).has(CLOSE_LIFTS_PROTECTION) is has


@pytest.mark.parametrize(
    ("kernel", "has"),
    {"6.11": True, "6.10": False, "6.10.2": False, "6.10.3": True, "6.9.12": False, "6.6.43": False, "6.6.44": True,
     "6.1.192": False}.items(),
)  # fmt: skip
def test_pagemap_shows_exclusive_of_present_pages_only_since(kernel: str, has: bool) -> None:
    setting = find_setting(Catalog(), "x86_64", parse_release(kernel))
    assert setting.has(EXCLUSIVE_PRESENT_ONLY) is has
    page = apply(new_page(), "write", setting).page._replace(state="device_private_write")
    assert bool(pagemap_of(page, setting) & PM_MMAP_EXCLUSIVE) is not has
