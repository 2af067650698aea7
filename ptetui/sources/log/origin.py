"""Where a report comes from: the kernel's release and the architecture, as the log around it shows.

The release stands in the line with the CPU and the process, or in the boot's first line. The architecture shows in
the release's suffix, in the style of the page walk, in register names, and in the pointers that are printed. Each sign
has a weight; the architecture with the most wins, and without a sign there is none.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ptetui.sources.log.lines import LogText
from ptetui.sources.log.report import Report

_TAINT = r"(?:Not\s+tainted|Tainted:(?:\s*[A-Z\-](?![\w.])|\s*[A-Z]{1,12}(?=[\-\s])|\s*\[[A-Z]\]=\w+,?|\s*-+)*)"
_VERSION = r"(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?[\w.+~:-]*)"
_CPU_LINE = re.compile(_TAINT + r"\s{1,40}\(?" + _VERSION + r"(>?)")
_EFLAGS_LINE = re.compile(r"\b(?:EFLAGS|psr|Pid):[^\n]{0,60}?\(" + _VERSION + r"(>?)[ )]")
_BOOT_LINE = re.compile(r"\bLinux version " + _VERSION + r"(>?)")
_NAMED_LINE = re.compile(
    r"(?:\bOSRELEASE=|^ *RELEASE: |\bUname: +Linux |\buname -r:?\s|\bKernel (?:version|release): *"
    r"|\bLinux (?!version )\S{1,64} )" + _VERSION + r"(>?)",
    re.MULTILINE,
)  # fmt: skip
_BEFORE, _AFTER = 1500, 3500  # characters around a report that are looked at
_LINE = 150  # characters of a line, about
_BOOT = 300  # characters of the first line of a boot, about
SURE = 4  # the weight that needs no more text
OWN_TEXT = 6  # the weight of a text that is one architecture's alone
_NEAR = 1500  # characters in which pointers are those of the report

# Texts that show an architecture, by weight: registers, words of call traces and of release suffixes.
_TEXTS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("x86_64", 6, ("RIP:", "RSP:", "RAX:", "RDI:", "R15:", "x86_64", "-amd64", "SYSCALL_64", "do_syscall_64")),
    ("x86_64", 3, ("system_call_fastpath", " PUD ", "ret_from_fork_asm", "general protection fault", "Bad pagetable",
                   " NOPTI", " PTI")),
    ("x86_64", 2, ("|ACCESSED",)),  # the flags that crash prints
    ("arm64", 6, ("(VALID|",)),
    ("arm", 5, ("|YOUNG|",)),
    ("x86_32", 6, ("EIP:", "EAX:", "ESI:", "EBP:", "-686", "i386", "i486", "i586", "i686", "do_int80", "INT80",
                   "sysenter_do_call", "SYSENTER_32")),
    ("arm64", 6, ("aarch64", "-arm64", "arm64", "pstate:", "pstate :", "Mem abort info", "el0_svc", "el0t_64", "el1_",
                  "el1h_64", "el0_sync", "x29:")),
    ("arm64", 4, ("-v8+", "-v8 ", "-v8-", "-android1", "-armbian", "Raspberry Pi 4", "Raspberry Pi 5", "rockchip")),
    ("arm", 6, ("armv5", "armv6", "armv7", "armv8l", "armhf", "-armmp", "-v7+", "-v7l", "-v7 ", "PC is at",
                "do_DataAbort", "ret_fast_syscall", "*ppte")),
    ("powerpc", 6, ("-powerpc",)),
    ("arm64", 6, ("-rpi-2712", "-rpi-v8", "-raspi ", "-sunxi64", "-meson64", "-rockchip64", "-tegra")),
    ("arm", 5, ("SMP ARM", "SMP THUMB2", "PREEMPT ARM", "8<--- cut here")),
    ("riscv64", 6, ("riscv", " epc : ", "epc: ", "scause", "badaddr:", "status: 0000", "K pagesize, ")),
    ("s390", 6, ("s390", "Krnl PSW", "Failing address:", "AS:0")),
    ("ppc64", 6, ("ppc64", "powerpc64", "PowerNV", "pSeries")),
    ("ppc32", 6, ("PMacG3", "PMacG4", "PowerMac", "powermac", "ppc32")),
    ("powerpc", 3, ("NIP: ", "NIP [", "ret_from_syscall", "system_call_exception", "MSR: ")),
    ("sparc64", 6, ("sparc64", "TSTATE:", "TPC:", "tsk->{mm,active_mm}->pgd = fff")),
    ("parisc64", 6, ("parisc64", "IAOQ", "IASQ", "PA-RISC", "hppa")),
    ("mips", 6, ("mips", "MIPS", "PrId  :", "PrId :", "Cause : ", "Cause :")),
    ("alpha", 6, ("alpha", "ra is at", "entMM", "entInt")),
    ("loongarch64", 6, ("loongarch", "ERA: ", "PRMD: ")),
    ("ia64", 6, ("ia64", "psr : 0")),
)  # fmt: skip
# The same for numbers: pointers of the direct map and of struct pages, user addresses.
_POINTERS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (architecture, weight, re.compile(pattern))
    for architecture, weight, pattern in (
        ("x86_64", 3, r"\bffffea[0-9a-f]{10}\b|\bdffffc[0-9a-f]{10}\b"),
        ("x86_64", 2, r"\bffff(?:81|88|89|8a|8b|8c|8d|8e|8f|9[0-9a-f]|a[0-9a-f]|b[0-9a-f])[0-9a-f]{10}\b"),
        ("x86_64", 2, r"(?:addr:|address )0*(?:7f|5[56])[0-9a-f]{10}\b"),
        ("arm64", 2, r"\bffff(?:ffc[0-9a-f]|ff8[0-9a-f]|8000|00000)[0-9a-f]{8,9}\b"),
        ("ppc64", 6, r"\bc00[0-9a-f]{13}\b"),
        ("sparc64", 6, r"\bfffff800[0-9a-f]{8}\b|\bfff0{3,4}[0-9a-f]{8,9}\b"),
        ("parisc64", 3, r"\banon_vma:00000000[4-9a-f][0-9a-f]{7}\b"),
    )
)
_PAGES = re.compile(r"\b(\d+)[kK] page(?:s|size)")
_ARM_LPAE = re.compile(r"\blpae\b|LPAE|-v7l\+")  # the kernel7l of a Raspberry Pi 4 has LPAE
_ARM64_16K = re.compile(r"-rpi-2712\b|-v8-16k\b|-asahi\b")
_ARM64_64K = re.compile(r"\.el[78][\w.]*\.aarch64\b|\+64k\b|-64k\b")
_STYLES = {"x86_64": ("x86_64", 8), "s390": ("s390", 9), "bracketed": ("arm64", 3), "hash": ("ppc64", 9)}
_TABLES = (
    ("x86", 3, re.compile(r"[0-9a-f]{2,13}(?:067|063|047|027)")),
    ("arm64", 2, re.compile(r"[0-9a-f]{1,13}(?:003|803|403|c03)")),
    ("arm", 3, re.compile(r"[0-9a-f]{4,5}(?:811|831|835|841|861|871|c11|c31)")),
    ("ppc32", 2, re.compile(r"[1-7]?[0-9a-f]{4}000")),
    ("mips", 2, re.compile(r"8[0-9a-f]{4}000")),
    ("riscv64", 2, re.compile(r"[0-9a-f]{2,13}[048c]01")),
)  # fmt: skip
WIDE_DIGITS = 9  # digits that no word of 32 bits has
_POINTER_32 = re.compile(r"\b(?:addr|anon_vma|mapping|page):[0-9a-f]{8}\b")
_POINTER_64 = re.compile(r"\b(?:addr|anon_vma|mapping|page):[0-9a-f]{12,16}\b")
_OF_32_BITS = ("x86_32", "arm", "ppc32", "mips")


@dataclass(frozen=True)
class Origin:
    """The release as the log prints it, "" where it does not; the layouts that may be, the likeliest first.

    `bits` is the width of the kernel's unsigned long, 0 where nothing shows it. `sure` is whether a text of one
    architecture was seen, not only numbers that look like it.
    """

    release: str = ""
    layouts: tuple[str, ...] = ()
    bits: int = 0
    sure: bool = False


class Sign(NamedTuple):
    """A release in a text: where, as printed, whether a boot printed it, and the host, "" where the log has none."""

    place: int
    release: str
    boot: bool
    host: str


class Origins:
    """The origin of one report after the other; what a boot's line said holds until the next, host by host."""

    def __init__(self) -> None:
        self.release: dict[str, str] = {}
        self.architecture: dict[str, str] = {}
        self.text = ""
        self.hosts: Callable[[int], str] = lambda _: ""
        self.signs: list[Sign] = []
        self.places: list[int] = []

    def enter(self, text: LogText) -> None:
        """Begin with the text of another passage."""
        self.text, self.hosts = text.text, text.host_at
        matches = [(match, True) for match in _BOOT_LINE.finditer(text.text)]
        others = (_CPU_LINE, _EFLAGS_LINE, _NAMED_LINE)
        matches += [(match, False) for line in others for match in line.finditer(text.text)]
        self.signs = sorted(
            Sign(match.start(), _spelled(match), boot, text.host_at(match.start())) for match, boot in matches
        )
        self.places = [sign.place for sign in self.signs]

    def of(self, report: Report) -> Origin:
        """The origin of a report of the passage."""
        near = self.text[report.start : report.start + _NEAR]
        host = self.hosts(report.start)
        sign = self._sign(report, host)
        if sign is not None:
            self.release[host] = sign.release
        narrow = _is_narrow(near, report)
        own = scores = _scores(self._own(report, sign), narrow, report)
        content = self.text[max(0, report.start - _BEFORE) : report.end + _AFTER]
        if max(scores.values(), default=0) < SURE:
            scores = _scores(content, narrow, report)
        if architecture := self.architecture.get(host, ""):
            scores[architecture] += OWN_TEXT + 1 if host else 1  # a machine stays what it is, but names are not unique
        architecture = max(scores, key=lambda name: scores[name]) if scores else ""
        if architecture and scores[architecture] > 1:
            self.architecture[host] = architecture
        sure = bool(architecture) and own[architecture] >= OWN_TEXT
        bits = _long_bits(architecture, narrow, report)
        return Origin(self.release.get(host, ""), _layouts(architecture, content, report), bits, sure)

    def _own(self, report: Report, sign: "Sign | None") -> str:
        """The text that is likely of the same event: up to the next release, and the line that its release is from."""
        index = bisect_left(self.places, report.start)
        following = self.signs[index] if index < len(self.signs) else None
        until = report.end + _NEAR
        if following is not None:
            until = min(until, following.place + (0 if following.boot else _LINE))
        walked = report.source in ("page_walk", "vtop")  # what is before a walk is of the same event
        first = report.start - _LINE if walked else self.text.rfind("\n", 0, report.start)
        line = self.text[sign.place : sign.place + _BOOT].partition("\n")[0] if sign is not None and sign.boot else ""
        return f"{line}\n{self.text[max(0, first) : until]}"

    def _sign(self, report: Report, host: str) -> "Sign | None":
        """The next release after the report unless a boot is between, else the one before it; None: the host's last."""
        index = bisect_left(self.places, report.start)
        known = host in self.release  # then what no host wrote is of another
        after = next((sign for sign in self.signs[index:] if _may_be(sign, host, known)), None)
        if after is not None and after.place < report.end + _AFTER and not after.boot:
            return after
        return next((sign for sign in reversed(self.signs[:index]) if _may_be(sign, host, known)), None)


def _may_be(sign: Sign, host: str, known: bool) -> bool:
    """Whether a sign may be of a host: where there is no name it may be of any, unless the host's release is known."""
    return sign.host == host or not host or (not sign.host and not known)


def _spelled(match: re.Match[str]) -> str:
    text = match[1].rstrip(".-:")
    return re.sub(r"[^\w.+~-].*", "", text) if not match[2] else text.rpartition("-")[0] or text


def _scores(content: str, narrow: bool | None, report: Report) -> Counter[str]:
    scores: Counter[str] = Counter(dict(_signs(content)))
    if report.style in _STYLES:
        architecture, weight = _STYLES[report.style]
        scores[architecture] += weight
    if report.style == "starred":
        if {word.label for word in report.words} & {"pdpt", "pde"}:
            scores["x86_32"] += 8
        elif report.address is not None:
            scores["arm64" if any(word.digits == 16 for word in report.words) else "arm"] += 4
    if report.source == "vtop":
        scores["x86_64"] += 1
    if report.source == "bad_level" and report.table is not None:
        scores["x86_32" if narrow else "x86_64"] += 1
    for word in report.words:
        if word.level in ("pmd", "pud", "p4d", "pgd") and word.number:
            for architecture, weight, shape in _TABLES:
                if shape.fullmatch(f"{word.number:x}") and not (narrow is False and architecture in _OF_32_BITS):
                    scores[("x86_32" if narrow else "x86_64") if architecture == "x86" else architecture] += weight
    powerpc = scores.pop("powerpc", 0)
    if powerpc:
        scores["ppc32" if narrow or (scores["ppc32"] and not scores["ppc64"]) else "ppc64"] += powerpc
    return +scores


@lru_cache(maxsize=256)
def _signs(content: str) -> tuple[tuple[str, int], ...]:
    """The weights of the signs in a text; the same lines come again and again."""
    scores: Counter[str] = Counter()
    for architecture, weight, texts in _TEXTS:
        if any(text in content for text in texts):
            scores[architecture] += weight
    for architecture, weight, pointer in _POINTERS:
        if pointer.search(content):
            scores[architecture] += weight
    return tuple(scores.items())


def _is_narrow(near: str, report: Report) -> bool | None:
    """Whether pointers have 32 bits; None where nothing shows it. What is printed nearest counts."""
    if report.table is not None:  # a hashed pointer says nothing by its value, but all by its digits
        return report.table_digits <= 8
    narrow, wide = _pointers(near)
    if narrow and not wide:
        return True
    if wide or any(word.digits >= WIDE_DIGITS for word in report.words):
        return False
    return None


@lru_cache(maxsize=256)
def _pointers(near: str) -> tuple[bool, bool]:
    """Whether a text has pointers of 32 bits, and of 64."""
    return _POINTER_32.search(near) is not None, _POINTER_64.search(near) is not None


def _long_bits(architecture: str, narrow: bool | None, report: Report) -> int:
    if architecture:
        return 32 if architecture in ("x86_32", "arm", "ppc32") or (architecture == "mips" and narrow) else 64
    if any(word.level == "entry" and word.digits >= WIDE_DIGITS for word in report.words):
        return 64
    return 0 if narrow is None else 32 if narrow else 64


def _layouts(architecture: str, content: str, report: Report) -> tuple[str, ...]:
    """The layouts of an architecture, by page size and by how wide the words are."""
    words = [word for word in report.words if word.level != "entry"]
    wide = any(word.digits >= WIDE_DIGITS for word in words)
    labels = {word.label for word in words}
    if architecture == "x86_32":
        if wide or "pdpt" in labels or "-pae" in content:
            return ("x86_32_pae",)
        return ("x86_32_2level",) if "pde" in labels else ("x86_32_2level", "x86_32_pae")
    if architecture == "arm":
        if "ppte" in labels:
            return ("arm_2level",)
        no_ppte = report.style == "starred" and "pmd" in labels
        return ("arm_lpae",) if wide or no_ppte or _ARM_LPAE.search(content) else ("arm_2level",)
    if architecture == "arm64":
        pages = _PAGES.search(content)
        size = (
            f"{pages[1]}k"
            if pages
            else "16k"
            if _ARM64_16K.search(content)
            else "64k"
            if (_ARM64_64K.search(content))
            else "4k"
        )
        return (f"arm64_{size}" if size in ("4k", "16k", "64k") else "arm64_4k",)
    if architecture == "ppc64":
        endian = "le" if re.search(r"ppc64le|powerpc64le|\bLE PAGE_SIZE", content) else ""
        hashed = ("ppc64_book3s_64k_hash", "ppc64_book3s_4k_hash")
        if report.style == "hash" or "MMU=Hash" in content:
            return hashed
        return (f"ppc64{endian}_book3s_64k", "ppc64_book3s_4k", *hashed)
    if architecture == "mips":
        return ("mips64_r2_4k", "mips64_r2_16k") if wide else ("mips32_r2_rixi", "mips32_r4k")
    names = {"ppc32": ("ppc32_book3s_6xx",), "sparc64": ("sparc64_sun4u", "sparc64_sun4v"),
             "loongarch64": ("loongarch64_16k", "loongarch64_4k", "loongarch64_64k"), "": ()}  # fmt: skip
    return names.get(architecture, (architecture,))
