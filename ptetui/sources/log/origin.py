"""Where a report comes from: the kernel's release and the architecture, as the log around it shows.

The release stands in the line with the CPU and the process, or in the boot's first line. The architecture shows in
the release's suffix, in the style of the page walk, in register names, and in the pointers that are printed. Each sign
has a weight; the architecture with the most wins, and without a sign there is none.
"""

import re
from collections import Counter
from dataclasses import dataclass

from ptetui.sources.log.report import Report

_TAINT = r"(?:Not\s+tainted|Tainted:(?:\s*[A-Z\-](?![\w.])|\s*[A-Z]{1,12}[\-\s]|\s*\[[A-Z]\]=\w+,?|\s*-+)*)"
_VERSION = r"(\d{1,2}\.\d{1,3}(?:\.\d{1,3})?[\w.+~:-]*)"
_CPU_LINE = re.compile(_TAINT + r"\s{1,40}\(?" + _VERSION + r"(>?)")
_EFLAGS_LINE = re.compile(r"\b(?:EFLAGS|psr|Pid):[^\n]{0,60}?\(" + _VERSION + r"(>?)[ )]")
_BOOT_LINE = re.compile(r"\bLinux version " + _VERSION + r"(>?)")
_BUILD = re.compile(r"[#)]|-dirty$")
_BEFORE, _AFTER = 1500, 3500  # characters around a report that are looked at

_SIGNS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (architecture, weight, re.compile(pattern))
    for architecture, weight, pattern in (
        ("x86_64", 6, r"\bRIP:|\b(?:RSP|RAX|RDI|R15):|x86_64|\bamd64\b|entry_SYSCALL_64|do_syscall_64"),
        ("x86_64", 3, r"general protection fault|\bdffffc[0-9a-f]{10}\b"),
        ("x86_64", 3, r"system_call_fastpath|\bPUD [0-9a-f]|ret_from_fork_asm|\bffffea[0-9a-f]{10}\b"),
        ("x86_64", 2, r"\bffff(?:81|88|89|8a|8b|8c|8d|8e|8f|9[0-9a-f]|a[0-9a-f]|b[0-9a-f])[0-9a-f]{10}\b"),
        ("x86_64", 2, r"\b(?:addr:|address )0*(?:7f|5[56])[0-9a-f]{10}\b"),
        ("x86_32", 6, r"\bEIP:|\b(?:EAX|ESI|EBP):|\bi[3-6]86\b|-686(?:-pae)?\b|do_int80|entry_INT80|sysenter_do_call"),
        ("x86_32", 3, r"do_SYSENTER_32|do_fast_syscall_32[^\n]*\n[^\n]*entry_SYSENTER_32|entry_SYSENTER_32"),
        ("arm64", 6, r"\baarch64\b|-arm64\b|\bpstate ?:|Mem abort info|el[01]t?_(?:svc|sync|64|fiq|irq)|arm64|\bx29:"),
        ("arm64", 4, r"-v8\+?[-\s]|android\d+-\d|-armbian|Raspberry Pi 4|rockchip"),
        ("arm64", 2, r"\bffff(?:ffc[0-9a-f]|ff8[0-9a-f]|8000|00000)[0-9a-f]{8,9}\b"),
        ("arm", 6, r"\barmv[5-8]\w|\barmhf\b|-armmp|-v7l?\+?[\s-]|\bPC is at|do_DataAbort|ret_fast_syscall|\*ppte"),
        ("arm", 5, r"SMP ARM|SMP THUMB2|8<--- cut here|Internal error: Oops: [0-9a-f]+ \[#\d+\][^\n]* ARM"),
        ("riscv64", 6, r"\briscv(?:64)?\b|\bCurrent \S[^\n]{0,30}pgtable: |\bepc ?: ?[0-9a-f]|scause|\bbadaddr:"),
        ("s390", 6, r"\bs390x?\b|Krnl PSW|Failing address:|\bAS:[0-9a-f]{16}"),
        ("ppc64", 6, r"\bppc64|powerpc64|\bc00[0-9a-f]{13}\b|PowerNV|pSeries"),
        ("ppc32", 6, r"PMacG[34]|PowerMac|\bppc32\b|powermac"),
        ("powerpc", 3, r"\bNIP:? |\bNIP \[|ret_from_syscall|system_call_exception|\bMSR: "),
        ("sparc64", 6, r"\bsparc64\b|\bTSTATE:|\bTPC:|\bfffff800[0-9a-f]{8}\b|\bfff0{3,4}[0-9a-f]{8,9}\b"),
        ("sparc64", 6, r"tsk->\{mm,active_mm\}->pgd = [0-9a-f]{16}\b"),
        ("parisc64", 6, r"\bparisc64\b|\bIAOQ|\bIASQ|PA-RISC|hppa"),
        ("parisc64", 3, r"\banon_vma:00000000[4-9a-f][0-9a-f]{7}\b"),
        ("mips", 6, r"\bmips(?:64|el)?\b|\bCause ?:|\bPrId ?:|\bHi ?: [0-9a-f]+"),
        ("alpha", 6, r"\balpha\b|\bpc is at [^\n]*\n[^\n]*ra is at|entInt|entMM"),
        ("loongarch64", 6, r"\bloongarch|\bERA: |\bPRMD: "),
        ("ia64", 6, r"\bia64\b|\bpsr : [0-9a-f]{16}"),
    )
)  # fmt: skip
_PAGES = re.compile(r"\b(\d+)[kK] page(?:s|size)")
_ARM_LPAE = re.compile(r"\blpae\b|LPAE")
_STYLES = {"x86_64": ("x86_64", 8), "s390": ("s390", 9), "bracketed": ("arm64", 3)}
_TABLES = (
    ("x86", 3, re.compile(r"[0-9a-f]{2,13}(?:067|063|047|027)")),
    ("arm64", 2, re.compile(r"[0-9a-f]{1,13}(?:003|803|403|c03)")),
    ("arm", 3, re.compile(r"[0-9a-f]{4,5}(?:811|831|835|841|861|871|c11|c31)")),
    ("ppc32", 2, re.compile(r"[1-7]?[0-9a-f]{4}000")),
    ("mips", 2, re.compile(r"8[0-9a-f]{4}000")),
)  # fmt: skip
WIDE = 9  # digits that no word of 32 bits has
_POINTER_32 = re.compile(r"\b(?:addr|anon_vma|mapping|page):[0-9a-f]{8}\b")
_POINTER_64 = re.compile(r"\b(?:addr|anon_vma|mapping|page):[0-9a-f]{12,16}\b")
_OF_32_BITS = ("x86_32", "arm", "ppc32", "mips")


@dataclass(frozen=True)
class Origin:
    """The release as the log prints it, "" where it does not; the layouts that may be, the likeliest first.

    `bits` is the width of the kernel's unsigned long, 0 where nothing shows it.
    """

    release: str = ""
    layouts: tuple[str, ...] = ()
    bits: int = 0


class Origins:
    """The origin of one report after the other; what a boot's line said holds until the next."""

    def __init__(self) -> None:
        self.release = ""
        self.architecture = ""

    def of(self, text: str, report: Report, end: int) -> Origin:
        """The origin of a report, `end` being where the next event begins."""
        content = text[max(0, report.start - _BEFORE) : report.end + _AFTER]
        release = self._release(text, report, end)
        scores = _scores(content, report)
        if self.architecture:
            scores[self.architecture] += 1
        architecture = max(scores, key=lambda name: scores[name]) if scores else ""
        if architecture and scores[architecture] > 1:
            self.architecture = architecture
        layouts = _layouts(architecture, content, report)
        return Origin(release, layouts, _long_bits(architecture, content, report))

    def _release(self, text: str, report: Report, end: int) -> str:
        """The next release after the report, before it in the passage, or the last one seen."""
        after = text[report.end : max(end, report.end + _AFTER)]
        boots = list(_BOOT_LINE.finditer(text, 0, report.start))
        if boots:
            self.release = _spelled(boots[-1])
        next_boot = _BOOT_LINE.search(after)
        match = _CPU_LINE.search(after) or _EFLAGS_LINE.search(after)
        if match and not (next_boot and next_boot.start() < match.start()):
            self.release = _spelled(match)
            return self.release
        earlier = list(_CPU_LINE.finditer(text, 0, report.start))
        if earlier and not boots:
            self.release = _spelled(earlier[-1])
        return self.release


def _spelled(match: re.Match[str]) -> str:
    text = match[1].rstrip(".-:")
    return re.sub(r"[^\w.+~-].*", "", text) if not match[2] else text.rpartition("-")[0] or text


def _scores(content: str, report: Report) -> Counter[str]:
    scores: Counter[str] = Counter()
    for architecture, weight, sign in _SIGNS:
        if sign.search(content):
            scores[architecture] += weight
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
    narrow = _is_narrow(content, report)
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


def _is_narrow(content: str, report: Report) -> bool | None:
    """Whether pointers have 32 bits; None where none shows it. What is printed nearest counts."""
    if report.table is not None:
        return report.table < 1 << 32
    near = content[_BEFORE if report.start > _BEFORE else report.start :][:1500]
    narrow, wide = _POINTER_32.search(near), _POINTER_64.search(near)
    if narrow and not wide:
        return True
    if wide or any(word.digits >= WIDE for word in report.words):
        return False
    return None


def _long_bits(architecture: str, content: str, report: Report) -> int:
    if architecture:
        narrow = architecture in ("x86_32", "arm", "ppc32") or (architecture == "mips" and _is_narrow(content, report))
        return 32 if narrow else 64
    if any(word.level == "entry" and word.digits >= WIDE for word in report.words):
        return 64
    narrow = _is_narrow(content, report)
    return 0 if narrow is None else 32 if narrow else 64


def _layouts(architecture: str, content: str, report: Report) -> tuple[str, ...]:
    """The layouts of an architecture, by page size and by how wide the words are."""
    pages = _PAGES.search(content)
    size = f"{pages[1]}k" if pages else "4k"
    words = [word for word in report.words if word.level != "entry"]
    wide = any(word.digits >= WIDE for word in words)
    labels = {word.label for word in words}
    if architecture == "x86_32":
        if wide or "pdpt" in labels or "-pae" in content:
            return ("x86_32_pae",)
        return ("x86_32_2level",) if "pde" in labels else ("x86_32_2level", "x86_32_pae")
    if architecture == "arm":
        no_ppte = report.style == "starred" and "pmd" in labels
        return ("arm_lpae",) if wide or no_ppte or _ARM_LPAE.search(content) else ("arm_2level",)
    if architecture == "arm64":
        return (f"arm64_{size}" if size in ("4k", "16k", "64k") else "arm64_4k",)
    if architecture == "ppc64":
        endian = "le" if re.search(r"ppc64le|powerpc64le|\bLE PAGE_SIZE", content) else ""
        return (f"ppc64{endian}_book3s_64k", f"ppc64{endian}_book3s_4k" if not endian else "ppc64_book3s_4k")
    if architecture == "mips":
        return ("mips64_r2_4k", "mips64_r2_16k") if wide else ("mips32_r2_rixi", "mips32_r4k")
    names = {"ppc32": ("ppc32_book3s_6xx",), "sparc64": ("sparc64_sun4u", "sparc64_sun4v"),
             "loongarch64": ("loongarch64_16k", "loongarch64_4k", "loongarch64_64k"), "": ()}  # fmt: skip
    return names.get(architecture, (architecture,))
