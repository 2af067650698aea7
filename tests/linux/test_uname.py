"""Names of kernels as `uname -r` prints them in the field: what each counts as, and by which rule."""

import pytest

from ptetui.linux.releases import parse_release
from ptetui.linux.versions import spell

STABLE, PACKAGE, RHEL, NEXT, WINDOW, PLAIN, DEBIAN, CANDIDATE = (
    "stable release", "counts the vendor's packages", "of RHEL", "linux-next at", "is the merge window of",
    "says nothing about backports", "Debian's package", "leads to",
)  # fmt: skip

# A rule, and the names that it is for; those marked X.Y= count as another release than they begin with.
FIELD: dict[str, str] = {
    RHEL: """
        2.6.32-573.el6.x86_64 2.6.32-754.35.1.el6.x86_64 2.6.32-431.29.2.el6.i686 2.6.32-642.el6.ppc64
        3.10.0-123.9.3.el7.x86_64 3.10.0-327.el7.ppc64 3.10.0-514.16.1.el7.x86_64 3.10.0-862.11.6.el7.x86_64
        3.10.0-957.27.2.el7.ppc64le 3.10.0-1062.4.1.el7.x86_64 3.10.0-1160.119.1.el7.x86_64 3.10.0-1160.el7.s390x
        3.10.0-693.21.1.vz7.46.7 3.10.0-123.9.3.anchor.x86_64 4.18.0-80.el8.aarch64 4.18.0-147.el8.ppc64le
        4.18.0-372.9.1.el8.x86_64 4.18.0-425.3.1.el8.x86_64 4.18.0-553.16.1.el8_10.x86_64 5.14.0-70.13.1.el9_0.x86_64
        5.14.0-162.6.1.el9_1.aarch64 5.14.0-362.8.1.el9_3.x86_64 5.14.0-427.13.1.el9_4.x86_64+debug
        5.14.0-503.11.1.el9_5.s390x 6.12.0-55.9.1.el10_0.x86_64""",
    PACKAGE: """
        2.6.32-5-amd64 2.6.32-5-686 3.2.0-126-generic 3.2.0-4-sparc64-smp
        3.13.0-24-generic 3.13.0-170-generic 3.16.0-30-generic 3.16.0-4-686-pae 4.4.0-31-generic 4.4.0-210-generic
        4.4.0-1128-aws 4.4.0-22-lowlatency 4.8.0-22-generic 4.10.0-42-generic 4.13.0-32-generic 4.15.0-33-generic
        4.15.0-213-generic 4.15.0-1021-gcp 4.18.0-25-generic 5.0.0-23-generic 5.3.0-28-generic 5.4.0-42-generic
        5.4.0-174-generic 5.4.0-1084-aws 5.4.0-153-generic 5.8.0-63-generic 5.11.0-25-generic 5.13.0-52-generic
        5.15.0-40-generic 5.15.0-144-generic 5.15.0-1034-raspi 5.15.0-1045-azure 5.15.0-91-lowlatency
        5.19.0-46-generic 6.2.0-39-generic 6.5.0-44-generic 6.5.0-1018-oem 6.8.0-63-lowlatency 6.8.0-100-generic
        6.8.0-1015-oracle 6.11.0-19-generic 6.14.0-24-generic""",
    STABLE: """
        2.6.32.10 3.0.101-63-default 3.0.101-108.126-default
        3.2.27+ 3.4.12-1.pvops.qubes.x86_64 3.10.25+ 3.12.74-60.64.40-default 3.18.11-v7+ 3.18.124
        4.1.4-coreos-r1 4.1.8-v7+ 4.3.6-openbmc-20160222-1 4.4.19+ 4.4.112 4.4.120-rockchip-ayufan-209 4.4.148 4.4.189
        4.9.33-v7+ 4.9.65-unofficial+grsec171124-23 4.10.5-8736136e756ec127de0bbe2c7e2de683204d4512
        4.12.14-122-default 4.12.14-lp151.28.10-default 4.14.61-v7+ 4.14.63 4.14.30-v7+ 4.14.130-ltsi-g28acae87
        4.14.180 4.14.256-QuicksilveR-ginkgo-v2.5 4.14.336-253.554.amzn2.x86_64 4.14.35-1902.300.11.el7uek.x86_64
        4.15.18-30-pve 4.17.15-arch1 4.18.8-200.fc28.x86_64 4.18.33-yocto-standard 4.19.66-v7l+ 4.19.67-v8+
        4.19.190-perf-g1234567 5.4.17-2136.307.3.1.el8uek.x86_64 5.4.79+ 5.4.188 5.4.228-141.415.amzn2.x86_64
        5.4.56 5.6.2 5.10.6+ 5.10.63-v7l+ 5.10.110-v8 5.10.102.1-microsoft-standard-WSL2
        5.10.157-android13-4-00003-gdeadbeef1234-ab9876543 5.10.226-214.880.amzn2.x86_64 5.10.138 5.13.19-6-pve
        5.13.4-200.fc34.x86_64 5.14.21-150500.55.7-default 5.15.30-2-pve 5.15.123.1-microsoft-standard-WSL2
        5.15.167.4-microsoft-standard-WSL2 5.15.148-android14-11-g1234567 5.16.9-zen1-1-zen 6.1.21-v8+
        6.1.41-63.114.amzn2023.x86_64 6.1.69-gentoo 6.1.75-android14-11-g1234567-ab1 6.1.89-0-sophgo
        6.1.115-vendor-rk35xx 6.4.11-zen2-1-zen 6.5.11-8-pve 6.6.10-arch1-1 6.6.20+rpt-rpi-2712 6.6.31+rpt-rpi-v8
        6.6.43-flippy-91+ 6.6.46-android15-8-g8bab72b63c20-dirty-4k 6.6.87.2-microsoft-standard-WSL2 6.8.12-5-pve
        6.10.14-linuxkit 6.12.20+rpt-rpi-2712 6.12.28 6.12.43+deb13-amd64 6.14.8-2-pve 6.17.9-arch1-1
        6.18.7-cloudflare-2026.1.15 6.19.10-1.qubes.1001.fc41.x86_64 6.18.33.2-microsoft-standard-WSL2 7.3.4""",
    CANDIDATE: """
        3.4.0-rc1-05660-g0d4b175 4.3.0-rc6 4.5.0-rc4 4.16.0-rc5 5.4.0-rc4 5.12.0-rc1-00021-g23cdd4c7150
        5.17.0-rc4-00051-gc5d9ae265b10-dirty 5.18.0-rc4-gf4bce410a6b4-dirty 6.0.0-rc2-PMacG4 6.0.0-rc1+ 6.2.0-rc1
        6.7.0-rc2-dirty 6.10.0-rc3 6.15.0-rc1-icicle-00003-gafc0a570bb61 6.18.0-rc7-00495-g73612a36da1a
        7.1.0-rc3-rzfive-02022-ge48a16cf2dd1""",
    NEXT: """
        4.6.0-rc3-next-20160412-sasha-00023-g0b02d6d-dirty 5.6.0-rc3-next-20200225 5.12.0-rc8-next-20210423
        5.18.0-rc1-next-20220411 5.19.0-rc3-next-20220622-gf739bc2a47f6 6.16.0-rc1-next-20250610+
        7.0.0-rc5-next-20260324""",
    WINDOW: """
        3.19.0-next-20150212-sasha-00072-gdc1aa32 5.6.0-11490-gf45ec5ff16a75 5.7.0-11262-gb170290c2836
        5.19.0-13940-g22a46254655a 6.2.0+ 6.5.0+ 6.10.0-08676-g720261cfc732-dirty 6.15.0-11192-ga82d78bc13a8""",
    PLAIN: """
        4.19.0-parisc64-smp 5.15.0-chromeos 6.6.0-loong 4.9.0-parisc64-smp 6.1.0-PMacG4 5.10.0-odroid-arm64""",
    DEBIAN: """
        6.1.0-13-amd64 6.1.0-17-armmp 6.1.0-9-amd64 6.1.0-21-arm64 6.1.0-50-s390x""",
}  # fmt: skip
NAMES = [(rule, name) for rule, names in FIELD.items() for name in names.split()]
OTHERS = {WINDOW: 1}


@pytest.mark.parametrize(("rule", "name"), NAMES, ids=[name for _, name in NAMES])
def test_a_name_counts_as_its_release_and_says_why(rule: str, name: str) -> None:
    release = parse_release(name)
    numbers = name.split(".")
    first = ".".join(numbers[:3]) if name.startswith("2.6") else ".".join(numbers[:2])
    first = first.split("-")[0].split("+")[0]
    assert rule in release.rule
    assert (spell(release.version) == first) is (rule not in OTHERS)


def test_the_table_is_wide() -> None:
    assert len(NAMES) >= 150


@pytest.mark.parametrize(
    ("name", "version"),
    [("2.6.40-4.fc15.x86_64", "3.0"), ("2.6.41.1-1.fc15.i686", "3.1"), ("2.6.42.9-1.fc15.x86_64", "3.2"),
     ("2.6.43.8-1.fc15.x86_64", "3.3")],
)  # fmt: skip
def test_fedora_15_renumbered_its_kernels(name: str, version: str) -> None:
    release = parse_release(name)
    assert spell(release.version) == version
    assert "Fedora 15" in release.rule
