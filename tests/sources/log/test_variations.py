"""Reports of kernels as they are in the field, made from layouts: each comes out under its own layout and agrees.

A report is printed as the kernel of that release prints it, with a word that the layout makes and the entry that the
kernel would decode from it. Then it goes through what syslog, terminals, mailers and databases do to a log.
"""

import html
import io
import json
import textwrap
from collections.abc import Callable

import pytest

from ptetui.linux.catalog import Catalog
from ptetui.linux.classify import classify
from ptetui.linux.config import parse_config
from ptetui.linux.encode import encode
from ptetui.linux.entry import entry_of
from ptetui.linux.releases import parse_release
from ptetui.linux.setting import find_setting
from ptetui.sources.log.explain import Asked, ExplainedWord, explain
from tests.sources.log.formats import prefixed

CATALOG = Catalog()
TYPE, OFFSET = 1, 0x2345

X86_64 = [
    "2.6.32-573.el6.x86_64", "2.6.32-5-amd64", "3.0.101-63-default", "3.2.0-126-generic", "3.10.0-123.9.3.el7.x86_64",
    "3.13.0-24-generic", "3.10.0-514.16.1.el7.x86_64", "3.10.0-1160.el7.x86_64", "3.16.0-4-amd64", "4.4.0-210-generic",
    "4.4.148", "4.4.147", "4.9.0-8-amd64", "4.12.14-lp151.28.10-default", "4.15.0-213-generic", "4.15.18-30-pve",
    "4.17.15-arch1", "4.18.8-200.fc28.x86_64", "4.18.0-372.9.1.el8.x86_64", "4.19.0-27-amd64", "5.4.0-1084-aws",
    "5.10.0-30-amd64", "5.13.19-6-pve", "5.14.0-362.8.1.el9_3.x86_64", "5.15.167.4-microsoft-standard-WSL2",
    "6.1.69-gentoo", "6.6.10-arch1-1", "6.8.12-5-pve", "6.11.0-rc3", "6.12.43+deb13-amd64", "6.18.0-rc1+", "7.3.4",
]  # fmt: skip
OTHERS = {
    "arm_2level": "3.2.27+ 3.4.0-g1234567 3.18.11-v7+ 4.1.8-v7+ 4.14.180 6.1.0-17-armmp",
    "arm_lpae": "4.19.66-v7l+ 5.10.63-v7l+ 6.1.0-17-armmp-lpae",
    "arm64_4k": "4.4.189 5.10.110-v8 5.10.157-android13-4-00003-gdeadbeef1234-ab9876543 6.1.21-v8+ 6.6.31+rpt-rpi-v8 "
    "5.15.0-1034-raspi 6.10.0-rc3",
    "arm64_16k": "6.6.20+rpt-rpi-2712",
    "arm64_64k": "4.18.0-80.el8.aarch64",
    "riscv64": "5.4.0-rc4 5.17.0-1-riscv64 6.6.0 6.15.0",
    "s390": "3.0.101-108-default 3.10.0-1160.el7.s390x 4.5.0-rc4 4.12.14-122-default 5.19.0-rc1",
    "ppc32_book3s_6xx": "3.16.0-4-powerpc 4.19.0-5-powerpc 6.1.0-PMacG4",
    "ppc64_book3s_64k": "5.4.0-42-generic",
    "ppc64_book3s_64k_hash": "3.10.0-327.el7.ppc64",
    "parisc64": "4.9.0-parisc64-smp 6.3.2 6.3.3 6.5.0+",
    "sparc64_sun4u": "3.2.0-4-sparc64-smp 6.1.0-9-sparc64",
    "mips32_r2_rixi": "5.4.188 5.15.150",
    "x86_32_2level": "2.6.32-5-686 4.9.0-9-686 5.6.0 5.18.0",
    "x86_32_pae": "3.2.0-4-686-pae 4.14.80-686-pae",
    "loongarch64_16k": "6.6.0-loong",
}
KERNELS = [("x86_64", release) for release in X86_64]
KERNELS += [(layout, release) for layout, releases in OTHERS.items() for release in releases.split()]

# An address, a pointer, a PMD and some lines as these kernels print them, by the beginning of the layout's name.
LOOKS: dict[str, tuple[str, str, str, str]] = {
    "x86_64": ("00007fb3611a5000", "ffff8801b4b13910", "16d7b08067", "RIP: 0033:0x7f2a5e1b2c3d"),
    "x86_32": ("b7ccc000", "f41d87c0", "8c4a6067", "EIP: 0xb7f1c424"),
    "arm64": ("0000007d4a400000", "ffffff8085163df0", "80000000df55003", "pstate: 60000005 (nZCv daif -PAN -UAO)"),
    "arm_lpae": ("7edbb000", "b86e1870", "4c1ca003", "Hardware name: BCM2711"),
    "arm_2": ("7edbb000", "b86e1870", "387c2831", "[<8010f8f4>] (unwind_backtrace) from [<8010bd08>] (show_stack)"),
    "riscv64": ("0000003fa1b2c000", "ffffffe07b1c2d30", "20ac8c01", "epc : 0000003fa1b2c3d0 ra : 0000003fa1b2c3d0"),
    "s390": ("000003ff8b2f4000", "00000000f4b13910", "8b2f4000", "Krnl PSW : 0704e00180000000 000003ff8b2f4abc"),
    "ppc32": ("9a358000", "c5933ee8", "032ed000", "NIP:  0fd8b5c4 LR: 0fd8b59c CTR: 00000000"),
    "ppc64": ("00007fff9a358000", "c000001ee39f4780", "c000001ec0000000", "NIP [c000000000000010] 0xc000000000000010"),
    "parisc64": ("00000000f9001000", "0000000041d87c00", "00289443", "IAOQ[0]: do_page_fault+0x10/0x20"),
    "sparc64": ("000001000020a000", "fffff80002688548", "0269a000", "TPC: <0x100>"),
    "mips": ("77ccc000", "8f1d87c0", "8c269000", "Cause : 00800024 (ExcCode 09)"),
    "loongarch64": ("00007ffff1b2c000", "90000001041d87c0", "9000000102690000", "ERA: 9000000000221774 foo"),
}


def printed(layout: str, name: str) -> tuple[list[str], int]:
    """The lines of a report, and the PTE in them."""
    release = parse_release(name)
    narrow = CATALOG.find(layout, release).long_bits == 32
    setting = find_setting(CATALOG, layout, release, parse_config(["DEVICE_PRIVATE=n"] if narrow else []))
    word = encode(setting, "swap", {"type": TYPE, "offset": OFFSET})
    entry = entry_of(classify(setting, word))
    address, pointer, pmd, more = next(looks for start, looks in LOOKS.items() if layout.startswith(start))
    version = release.version
    function = (
        "swap_free" if version < (4, 11) else "swap_info_get" if version < (5, 12)
        else "__swap_info_get" if version < (5, 19) else "_swap_info_get"
    )  # fmt: skip
    tables = ["pgd:12345067 p4d:12345067 pud:12346067 pmd:12347067"] if version >= (6, 18) else []
    same_line = "" if tables else f" pmd:{pmd}"
    cpu = (
        f"CPU: 3 PID: 488 Comm: foo Tainted: G    B             {name} #1"
        if version >= (3, 10)
        else f"Pid: 488, comm: foo Tainted: G    B      {name} #1"
    )
    lines = [
        f"{function}: Bad swap file entry {entry:08x}",
        f"BUG: Bad page map in process foo  pte:{word:08x}{same_line}",
        *tables,
        f"addr:{address} vm_flags:00100073 anon_vma:{pointer} mapping:          (null) index:7fb36",
        "file:          (null) fault:          (null) mmap:          (null) readpage:          (null)",
        cpu,
        "Call Trace:",
        more,
    ]
    return lines, word


def words_of(lines: list[str]) -> list[ExplainedWord]:
    log = ("\n".join(lines) + "\n").encode()
    return [word for report in explain(io.BytesIO(log), Asked(CATALOG)) for word in report.findings]


@pytest.mark.parametrize(("layout", "release"), KERNELS, ids=[" ".join(kernel) for kernel in KERNELS])
def test_every_kernel_is_read_under_its_own_layout(layout: str, release: str) -> None:
    lines, word = printed(layout, release)
    pte = next(word for word in words_of(lines) if word.word.level == "pte")
    assert (pte.layout, pte.word.number, pte.type, pte.offset, pte.agrees) == (layout, word, TYPE, OFFSET, True)
    assert pte.kernel == ".".join(
        release.replace("-", ".").replace("+", ".").split(".")[: 3 if release[0] == "2" else 2]
    )


def per_line(change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """The same done to every line."""
    return lambda lines: [change(line) for line in lines]


def wrapped(prefix: str, before: str, width: int) -> Callable[[list[str]], list[str]]:
    """Lines with their time, wrapped by a mailer, then quoted."""
    return lambda lines: [
        prefix + part for line in lines for part in textwrap.wrap(before + line, width, break_long_words=False)
    ]


WAYS: dict[str, Callable[[list[str]], list[str]]] = {
    "dmesg -x": prefixed("kern  :alert : [  716.511702] "),
    "dmesg -xT": prefixed("kern  :alert : [Tue Mar  6 10:13:53 2018] "),
    "dmesg -T": prefixed("[Tue Mar  6 10:13:53 2018] "),
    "dmesg -H": prefixed("[  +0.000008] "),
    "dmesg iso": prefixed("2024-01-01T10:00:00,123456+02:00 "),
    "rsyslog iso": prefixed("2024-01-01T10:00:00.123456+02:00 host kernel: [8883126.929572] "),
    "RFC 5424": prefixed("<1>1 2024-01-01T10:00:00Z host kernel - - - [ 12.5] "),
    "serial console": per_line(lambda line: line + "\r\r"),
    "serial log": prefixed("[2024-01-01 10:00:00.123] [  716.5] "),
    "JSON of the journal": per_line(lambda line: json.dumps({"__REALTIME_TIMESTAMP": "1", "MESSAGE": line})),
    "JSON in one": lambda lines: [json.dumps({"MESSAGE": "\n".join(lines)})],
    "docker": per_line(lambda line: json.dumps({"log": line + "\n", "stream": "stderr"})),
    "/dev/kmsg": per_line(lambda line: f"1,339,5140900,-,caller=T488;{line}"),
    "Samsung": prefixed("<1>[  103.403822]  [3:  crosvm_vcpu0: 5276] "),
    "MediaTek": prefixed("<1>[  103.403822]-(3)[5276:crosvm_vcpu0]"),
    "logcat": prefixed("01-01 12:00:00.123     0     0 E kernel  : "),
    "pstore": lambda lines: ["Panic#1 Part1", *prefixed("<1>[  716.511702] ")(lines)],
    "syzbot": prefixed("[  785.866621][ T8727] "),
    "HTML": per_line(lambda line: html.escape(line) + "<br>"),
    "HTML in one": lambda lines: ["<br/>".join(map(html.escape, lines))],
    "OpenWrt": prefixed("Sat Jan  1 00:00:00 2022 kern.alert kernel: [   11.600000] "),
    "busybox": prefixed("Jan  1 00:00:00 host kern.alert kernel: [   11.6] "),
    "WSL": prefixed("[   11.600000] "),
    "numbered": lambda lines: [f"{number:6}\t[  716.51] {line}" for number, line in enumerate(lines)],
    "quoted three times": prefixed("> > > "),
    "quoted with initials": prefixed("XY> "),
    "wrapped and quoted": wrapped("> ", "[  716.511702] ", 66),
    "wrapped": wrapped("", "[  716.511702] ", 70),
    "fenced": lambda lines: ["```", *lines, "```"],
    "Loki": per_line(lambda line: f'level=error ts=2024-01-01T10:00:00Z msg="{line}"'),
    "rsyslog in one": lambda lines: ["Mar  6 10:13:53 host kernel: " + "#012".join(lines)],
    "byte order mark": lambda lines: ["\ufeff" + lines[0], *lines[1:]],
    "non-breaking": per_line(lambda line: line.replace("  ", "\xa0 ")),
    "blanks gone": per_line(lambda line: " ".join(line.split())),
    "coloured by the journal": per_line(lambda line: f"\x1b[0;1;31mOct 10 09:47:46 host kernel: {line}\x1b[0m"),
    "IRC": prefixed("10:13 < someone> "),
    "netconsole": prefixed("192.168.1.5:6666 [  716.5] "),
    "LAVA": per_line(lambda line: f'- {{"dt": "2024-01-01T10:00:00.1", "lvl": "target", "msg": "[  716.5] {line}"}}'),
    "GitHub actions": prefixed("2024-01-01T10:00:00.1234567Z [  716.5] "),
    "all in one line": lambda lines: [" ".join(lines)],
}
SAMPLE = [kernel for kernel in KERNELS if kernel[1] in (
    "2.6.32-573.el6.x86_64", "4.1.8-v7+", "6.18.0-rc1+", "6.1.21-v8+", "6.6.0", "6.1.0-PMacG4", "4.14.80-686-pae",
)]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_a_report_survives_what_logs_go_through(way: str) -> None:
    for layout, release in SAMPLE:
        lines, word = printed(layout, release)
        words = words_of(WAYS[way](lines))
        (pte,) = [word for word in words if word.word.level == "pte"]
        assert (pte.layout, pte.word.number, pte.agrees) == (layout, word, True), release
        assert len(words) == (6 if release.startswith("6.18") else 3), release


HEALTHY = {
    "PTI": ["PGD 8000000111903067 P4D 8000000111903067 PUD 10b325067 PMD 10b326067 PTE 8000000111904867",
            "CPU: 0 PID: 1 Comm: a Not tainted 6.1.0-13-amd64 #1"],
    "huge PMD": ["PGD 1a2b01067 P4D 1a2b01067 PUD 10b325063 PMD 80000001b12000e3",
                 "CPU: 0 PID: 1 Comm: a Not tainted 5.10.0-8-amd64 #1"],
    "huge PUD": ["PGD 3001067 P4D 3001067 PUD 80000000800000e3", "CPU: 0 PID: 1 Comm: a Not tainted 5.10.0-8-amd64 #1"],
    "migration": ["PGD 111903067 P4D 111903067 PUD 10b325067 PMD 10b326067 PTE d7fffffffdb97400",
                  "CPU: 0 PID: 1 Comm: a Not tainted 6.12.43+deb13-amd64 #1"],
    "hwpoison": ["BUG: Bad page map in process a  pte:bffffffffdb97400 pmd:10b326067",
                 "CPU: 0 PID: 1 Comm: a Not tainted 6.12.43+deb13-amd64 #1", "RIP: 0010:foo"],
    "marker": ["BUG: Bad page map in process a  pte:fffffffffffffc00 pmd:10b326067",
               "CPU: 0 PID: 1 Comm: a Not tainted 6.12.43+deb13-amd64 #1", "RIP: 0010:foo"],
    "huge page in migration": ["mm/pgtable-generic.c:51: bad pmd ffff9f1b3127e710(d7ffffffe0000000)",
                               "CPU: 0 PID: 1 Comm: a Not tainted 6.12.43 #1"],
    "arm": ["[76f00000] *pgd=2e4ae831, *pte=2345671f, *ppte=23456c7f", "Internal error: Oops: 817 [#1] SMP ARM",
            "CPU: 0 PID: 1 Comm: a Not tainted 3.18.11-v7+ #1"],
    "arm LPAE": ["[0000024c] *pgd=80000040004003, *pmd=8000004e4ae003, *pte=e000004d123f5f",
                 "CPU: 1 UID: 0 PID: 1 Comm: swapper/0 Not tainted 6.12.0-armmp-lpae #1"],
    "arm64": ["swapper pgtable: 4k pages, 48-bit VAs, pgdp=0000000081f8f000",
              "[ffff800010d2f000] pgd=00000000bfff8003, p4d=00000000bfff8003, pud=00000000bfff7003, "
              "pmd=00000000bff7f003, pte=00680000fe201f13", "CPU: 2 PID: 1 Comm: a Not tainted 5.15.0-1034-raspi #37"],
    "arm64 block": ["swapper pgtable: 64k pages, 48-bit VAs, pgdp = 000000007cfb7a44",
                    "[ffff000008080000] pgd=0000000fffff0003, pud=0000000fffff0003, pmd=00f8000080000f91",
                    "CPU: 2 PID: 1 Comm: a Not tainted 4.18.0-80.el8.aarch64 #1"],
    "riscv": ["Current test pgtable: 4K pagesize, 39-bit VAs, pgdp=0x0000000082bb5000",
              "[00007fffaaaa0000] pgd=0000000020aed401, p4d=0000000020aed401, pud=0000000020aed401, "
              "pmd=0000000020aee801, pte=00000000211fccdf", "CPU: 0 UID: 0 PID: 47 Comm: a Not tainted 6.16.0-rc1 #1"],
    "s390": ["AS:00000001f9a4c007 R3:00000001ffff0007 S:00000001fffef800 P:000000000000013d ",
             "CPU: 1 PID: 1 Comm: a Not tainted 5.14.0-362.8.1.el9_3.s390x #1"],
    "s390 swapped out": ["AS:00000001f9a4c1c7 R3:00000001ffff0007 S:00000001fffef000 P:0000000001234608 ",
                         "CPU: 1 PID: 1 Comm: a Not tainted 6.1.0-s390x #1"],
    "i386": ["*pde = 12345067 *pte = 23456065 ", "Pid: 123, comm: a Not tainted (2.6.32-5-686 #1)"],
    "i386 PAE": ["*pdpt = 0000000030de8001 *pde = 0000000030de9067 *pte = 8000000012345025 ",
                 "CPU: 0 PID: 1 Comm: a Not tainted 4.19.0-16-686-pae #1"],
}  # fmt: skip


@pytest.mark.parametrize("kind", HEALTHY)
def test_no_healthy_word_is_called_damage(kind: str) -> None:
    words = words_of(HEALTHY[kind])
    assert words
    assert [word.verdict.sentence for word in words if word.verdict.kind not in ("healthy", "open")] == []
    assert all(word.layout for word in words)


def test_a_flipped_bit_of_a_frame_is_offered() -> None:
    words = words_of([
        "Corrupted page table at address 7f62d5b48e68",
        "PGD 111903067 P4D 111903067 PUD 10b325067 PMD 10b326067 PTE 8008000111904867",
        "Bad pagetable: 000d [#1] SMP",
        "CPU: 0 PID: 1 Comm: a Not tainted 6.1.0-13-amd64 #1",
    ])  # fmt: skip
    assert words[-1].verdict.kind == "damage"
    assert [offer.bits for offer in words[-1].near] == [(51,)]


def test_the_logs_of_two_machines_in_one_file() -> None:
    arm, intel = "pte:2000000019ffc3 pmd:80000000df55003", "pte:07ffffffffdb9600 pmd:10b326067"
    words = words_of([
        "Linux version 6.1.21-v8+ (dom@buildbot) (aarch64-linux-gnu-gcc-8) #1642 SMP PREEMPT",
        f"Oct  1 10:00:00 pi kernel: BUG: Bad page map in process a  {arm}",
        "Linux version 6.12.43+deb13-amd64 (debian-kernel@lists.debian.org) (x86_64-linux-gnu-gcc-14)",
        f"Oct  1 10:00:01 pc kernel: BUG: Bad page map in process a  {intel}",
        f"Oct  1 10:00:02 pi kernel: BUG: Bad page map in process a  {arm}",
    ])  # fmt: skip
    assert [(word.layout, word.kernel) for word in words[::2]] == [
        ("arm64_4k", "6.1"), ("x86_64", "6.12"), ("arm64_4k", "6.1")
    ]  # fmt: skip


def test_print_bad_pte_before_2_6_29() -> None:
    words = words_of(["Bad pte = 3f6e8067, process = mutt, vm_flags = 100073, vaddr = 8400000"])
    assert [(word.word.label, word.word.number) for word in words] == [("pte", 0x3F6E8067)]


def test_words_of_128_bits_are_read_where_they_fit() -> None:
    words = words_of([
        "BUG: Bad page map in process a  pte:000000000000000000000000168f0043",
        "pgd:00000000000000000000000012345003 p4d:00000000000000010000000012345003",
        "CPU: 0 UID: 0 PID: 1 Comm: a Not tainted 7.3.0 #1",
        "pstate: 60400005",
    ])  # fmt: skip
    assert [hex(word.word.number) for word in words] == ["0x168f0043", "0x12345003", "0x10000000012345003"]
    assert (words[0].layout, words[0].pfn) == ("arm64_4k", 0x168F0)
    assert words[2].verdict.kind == "open"
    assert words_of(["BUG: Bad page map in process a  pte:overflow", "pgd:unsupported"]) == []


def test_reports_of_several_machines_one_after_the_other() -> None:
    expected = []
    lines: list[str] = []
    for layout, release in SAMPLE * 2:
        more, word = printed(layout, release)
        lines += more
        expected.append((layout, word, True))
    ptes = [word for word in words_of(lines) if word.word.level == "pte"]
    assert [(pte.layout, pte.word.number, pte.agrees) for pte in ptes] == expected


def test_a_bit_that_says_nothing_is_no_damage() -> None:
    lines, _ = printed("x86_64", "4.1.0-generic")
    pte = next(word for word in words_of(lines) if word.word.level == "pte")
    assert pte.word.number >> 11 & 1, "the soft-dirty bit of a present entry, which 3.11-rc alone moved into the offset"
    assert pte.near == ()


def test_a_present_pte_of_powerpc_is_no_pointer() -> None:
    """Present PTEs of 64-bit powerpc begin with 0xc as its kernel's addresses do."""
    text = "BUG: Bad page map in process stress-ng  pte:c000000501002b86 pmd:c0000001f2340000\n"
    text += "CPU: 3 PID: 3860 Comm: stress-ng Not tainted 5.3.18 #1 ppc64le\n"
    (report,) = explain(io.BytesIO(text.encode()), Asked(CATALOG))
    assert (report.findings[0].state, report.findings[0].verdict.kind) == ("present", "open")
    assert not any("pointer" in hint for hint in report.findings[0].verdict.hints)
