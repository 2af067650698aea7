"""Reports in the text of a passage: which words they print, under which names.

The texts are those of printk calls: mm/memory.c (print_bad_pte, since 6.18 print_bad_page_map), mm/swapfile.c,
arch/*/mm/fault.c (dump_pagetable, show_pte), asm/pgtable.h (pmd_ERROR and the like), read at 6.1, 6.12 and 7.3;
print_bad_pte() before 2.6.29 as logs show it; and the tables that crash's vtop prints.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from ptetui.sources.log.lines import LogText

HEX = r"(?:0x)?([0-9a-fA-F](?:_?[0-9a-fA-F]){0,31})(?![\w…]|\.\.|>\s*\n)"

# What the levels are called in logs -> what they are: x86 without 64 bits, s390 and old names
TABLE_LEVELS = {
    "pte": "pte", "pmd": "pmd", "pud": "pud", "p4d": "p4d", "pgd": "pgd", "ppte": "pte", "pde": "pmd", "pdpt": "pgd",
    "pml4": "pgd", "pml": "pgd", "pg": "pgd", "pt": "pte",
    "r1": "pgd", "r2": "p4d", "r3": "pud", "s": "pmd", "p": "pte",
}  # fmt: skip


@dataclass(frozen=True)
class Word:
    """A word of a log: line from 1, level (`pte`, ..., or `entry`), what the log calls it, the number, its digits."""

    line: int
    level: str
    label: str
    number: int
    digits: int
    bad: bool = False  # the log says so: BAD, (bad)


@dataclass
class Report:
    """Words that one event printed.

    `source` is bad_page_map, swap_entry, page_walk, bad_level or vtop; `start` and `end` are positions in the text.
    `complaint` is "Bad swap file" and the like, `page` whether the kernel dumped the page of the PTE, `frame` the frame
    that the dump names, `guess` the one that its address in the array of pages gives, `frames` all that dumps near it
    name: two CPUs may print at once. `table` is the slot that a bad level was read from, with its digits.
    """

    source: str
    start: int
    end: int
    words: list[Word] = field(default_factory=list)
    process: str = ""
    complaint: str = ""
    function: str = ""
    style: str = ""
    page: bool = False
    frame: int | None = None
    guess: int | None = None
    frames: frozenset[int] = frozenset()
    address: int | None = None
    table: int | None = None
    table_digits: int = 0
    error: int | None = None

    @property
    def pte(self) -> Word | None:
        """The first PTE of the report."""
        return next((word for word in self.words if word.level == "pte"), None)

    @property
    def entry(self) -> Word | None:
        """The first swap entry of the report."""
        return next((word for word in self.words if word.level == "entry"), None)


_ENTRY = re.compile(
    r"(?:\b(\w{3,40}):\s*)?\b(Bad|Unused)\s+swap\s+(file|offset)\s+entry:?\s+" + HEX
    + r"|\b(?:Bad\s+swp_entry|VM:\s+Bad\s+swap\s+entry|unrecognized\s+swap\s+entry):?\s+" + HEX
)  # fmt: skip
_BAD_MAP = re.compile(r"\bBad\s+page\s+map\s+in\s+process\b((?:(?!Bad page map)[^\n]|\n(?!\n)){0,160}?)\s\s?"
                      r"(pte|pmd|pud|p4d|pgd|entry):\s?" + HEX + r"(?:\s+pmd:\s?" + HEX + ")?")  # fmt: skip
_OLD_MAP = re.compile(r"\bBad pte = " + HEX + r", process = ([^\n]{0,60}?), vm_flags = [0-9a-f]+, vaddr = ([0-9a-f]+)")
_BARE_MAP = re.compile(r"(?<![\w*])(pte):" + HEX + r"\s+(pmd):" + HEX)
_TABLES = re.compile(r"(?<![\w*])pgd:\s?" + HEX + r"(?:\s+p4d:\s?" + HEX + r")?(?:\s+pud:\s?" + HEX
                     + r")?(?:\s+pmd:\s?" + HEX + r")?(?:\s+pte:\s?" + HEX + ")?")  # fmt: skip
_X86_WORD = r"\s+(?:[0-9a-fA-F]{1,16}(?!\w)|BAD)"
_X86 = re.compile(
    rf"\b(?:(?:PML4|PGD){_X86_WORD}(?:\s+(?:PGD|P4D|PUD|PMD|PTE){_X86_WORD})*"
    rf"|(?:P4D|PUD|PMD){_X86_WORD}(?:\s+(?:PUD|PMD|PTE){_X86_WORD})+)(?:\s+BAD\b)?"
)
_X86_STEP = re.compile(r"\b(PML4|PGD|P4D|PUD|PMD|PTE)\s+" + HEX)
_STARRED = re.compile(r"(?:\[\s*([0-9a-fA-F]{8,16})\]\s+)?\*(?:pgd|pdpt|pde|pmd|pte)\s*=\s*(?:0x)?[0-9a-fA-F]"
                      r"(?:[0-9a-fA-F]*(?:\s*\(bad\))?\s*,?\s*\*?p\w{1,3}\s*=\s*)*"
                      r"[0-9a-fA-F]*(?:\s*\(bad\))?")  # fmt: skip
_BRACKETED = re.compile(r"\[\s*([0-9a-fA-F]{8,16})\]\s+pgd=[0-9a-fA-F]+(?:(?:\s*\(bad\))?\s*,\s*(?:p4d|pud|pmd|pte)="
                        r"[0-9a-fA-F]+)*(?:\s*\(bad\))?")  # fmt: skip
_STEP = re.compile(r"\*?\b(pgd|p4d|pud|pmd|pte|ppte|pdpt|pde)\s*=\s*" + HEX + r"(\s*\(bad\))?")
_S390_WORD = r"(?:[0-9a-f]{16}|(?=[0-9a-f ]{17}(?!\w))[0-9a-f]+ [0-9a-f]+)(?!\w)"  # a mailer may cut one in two
_S390 = re.compile(r"\bAS:\s?([0-9a-f]{16})((?:\s+(?:R1|R2|R3|S|P):\s?" + _S390_WORD + r")*)(\s+BAD)?")
_S390_STEP = re.compile(r"\b(R1|R2|R3|S|P):\s?(" + _S390_WORD + ")")
_LEVEL = re.compile(r"\bbad\s+(pte|pmd|pud|p4d|pgd)(?:\s+entry)?\s*:?\s*"
                    r"(?:(?:\(_*ptrval_*\)|(?:0x)?([0-9a-fA-F]{8,16}))?\s*\(" + HEX + r"\)|" + HEX + ")")  # fmt: skip
_HASHED = re.compile(r"\btrap=0x[0-9a-f]+\s+vsid=0x[0-9a-f]+\s[^\n]{0,60}?psize[^\n]{0,20}?\s(pte)=" + HEX)
_VTOP = re.compile(r"\b(PML4?|PGD|P4D|PUD|PMD|PTE|PG|PT):\s+([0-9a-fA-F]{1,16})\s+=>\s+" + HEX)
_PAGE = re.compile(r"\bpage:[^\n]*\n?[^\n]*?\bpfn:(?:0x)?([0-9a-fA-F]+)")
_PAGE_DUMP = re.compile(r"\bpage:[^\n]{0,40}?\b(?:(?:ref)?count|flags):")
_FRAMES = re.compile(r"\bpfn:0x([0-9a-fA-F]+)")
_FAULT = re.compile(r"(?:\baddress:?|\bat(?:\s+virtual\s+address)?)\s+(?:0x)?([0-9a-f]{8,16})\b")
_STRUCT_PAGE = re.compile(r"\bpage:ffffea([0-9a-f]{10})\b")
_ADDRESS = re.compile(r"\baddr:([0-9a-fA-F]{8,16})\b")
_ERROR = re.compile(
    r"(?:\bBad pagetable|\bOops):\s*(?:Bad pagetable:\s*)?([0-9a-fA-F]{4})\b|error_code\(0x([0-9a-f]+)\)"
)
_TABLE_LINES = 400  # characters in which the line of tables follows its report


def reports(text: LogText) -> list[Report]:
    """The reports of a text in the order of their places, those of one event as one."""
    scanned = sorted(_scan(text), key=lambda report: report.start)
    joined: list[Report] = []
    covered = 0
    for report in scanned:
        if report.start < covered:
            continue
        last = joined[-1] if joined else None
        if last is not None and (_continues(last, report) or _steps_on(last, report, text.text)):
            last.words += report.words
            last.end = report.end if report.source == "vtop" else last.end
        elif report.style != "tables" or len(report.words) > 1:
            joined.append(report)
        covered = report.end
    for index, report in enumerate(joined):
        limit = joined[index + 1].start if index + 1 < len(joined) else len(text.text)
        _add_surroundings(text.text, report, limit)
    _add_entries(joined)
    return [report for report in joined if report.words]


def _steps_on(last: Report, step: Report, content: str) -> bool:
    """Whether a line of vtop follows on the line before."""
    return last.source == step.source == "vtop" and not content[last.end : step.start].strip()


def _continues(last: Report, tables: Report) -> bool:
    return (
        tables.style == "tables"
        and last.source == "bad_page_map"
        and tables.start - last.end < _TABLE_LINES
        and len(last.words) == 1
    )  # fmt: skip


def _scan(text: LogText) -> Iterator[Report]:
    content = text.text
    for match in _ENTRY.finditer(content):
        digits, at = (match[4], match.start(4)) if match[4] else (match[5], match.start(5))
        report = _report("swap_entry", match)
        report.words = [_word(text, at, "entry", "entry", digits)]
        report.function = match[1] or ""
        named = "Unrecognized swap entry" if match[0].startswith("unrecognized") else "Bad swap entry"
        report.complaint = f"{match[2]} swap {match[3]}" if match[2] else named
        yield report
    for match in _BAD_MAP.finditer(content):
        report = _report("bad_page_map", match)
        report.process = " ".join(match[1].split())
        level = "pte" if match[2] == "entry" else match[2]
        report.words = [_word(text, match.start(3), level, match[2], match[3])]
        if match[4]:
            report.words.append(_word(text, match.start(4), "pmd", "pmd", match[4]))
        yield report
    for match in _OLD_MAP.finditer(content):
        report = _report("bad_page_map", match)
        report.process, report.address = match[2], int(match[3], 16)
        report.words = [_word(text, match.start(1), "pte", "pte", match[1])]
        yield report
    for match in _BARE_MAP.finditer(content):
        report = _report("bad_page_map", match)
        report.words = [_word(text, match.start(group + 1), match[group], match[group], match[group + 1])
                        for group in (1, 3)]  # fmt: skip
        yield report
    for match in _TABLES.finditer(content):
        report = _report("page_walk", match)
        report.style = "tables"
        names = ("pgd", "p4d", "pud", "pmd", "pte")
        report.words = [_word(text, match.start(group), name, name, match[group])
                        for group, name in enumerate(names, 1) if match[group]]  # fmt: skip
        yield report
    yield from _walks(text)
    for match in _HASHED.finditer(content):
        report = _report("page_walk", match)
        report.style = "hash"
        report.words = [_word(text, match.start(2), "pte", match[1], match[2])]
        yield report
    for match in _LEVEL.finditer(content):
        group = 3 if match[3] else 4
        report = _report("bad_level", match)
        report.words = [_word(text, match.start(group), match[1], match[1], match[group])]
        report.table = int(match[2], 16) if match[2] else None
        report.table_digits = len(match[2] or "")
        yield report
    for match in _VTOP.finditer(content):
        report = _report("vtop", match)
        report.words = [_word(text, match.start(3), TABLE_LEVELS[match[1].lower()], match[1], match[3])]
        yield report


def _walks(text: LogText) -> Iterator[Report]:
    """Page walks of oopses."""
    content = text.text
    walks = ((_X86, _X86_STEP, "x86_64"), (_STARRED, _STEP, "starred"), (_BRACKETED, _STEP, "bracketed"),
             (_S390, _S390_STEP, "s390"))  # fmt: skip
    for walk, step, style in walks:
        for match in walk.finditer(content):
            report = _report("page_walk", match)
            report.style = style
            if style == "s390":
                report.words.append(_word(text, match.start(1), "pgd", "AS", match[1]))
            for entry in step.finditer(content, match.start(), min(len(content), match.end() + 4)):
                if entry.start() < match.end():
                    bad = style not in ("x86_64", "s390") and entry[3] is not None
                    label = entry[1]
                    report.words.append(_word(text, entry.start(2), TABLE_LEVELS[label.lower()], label, entry[2], bad))
            if style in ("starred", "bracketed") and match[1]:
                report.address = int(match[1], 16)
            if style == "x86_64" and match[0].rstrip().endswith("BAD") and report.words:
                report.words[-1] = Word(**{**vars(report.words[-1]), "bad": True})
            yield report


def _report(source: str, match: re.Match[str]) -> Report:
    return Report(source, match.start(), match.end())


def _word(text: LogText, at: int, level: str, label: str, digits: str, bad: bool = False) -> Word:
    digits = digits.replace("_", "").replace(" ", "")
    return Word(text.line_at(at), level, label, int(digits, 16), len(digits), bad)


def _add_surroundings(content: str, report: Report, limit: int) -> None:
    """What stands between this report and the next: the page, the address, the error code."""
    after = content[report.end : min(limit, report.end + 1200)]
    if report.source == "bad_page_map":
        page, address = _PAGE.search(after[:600]), _ADDRESS.search(after)
        report.page = _PAGE_DUMP.search(after[:600]) is not None
        report.frame = int(page[1], 16) if page else None
        report.guess = None if page else _frame_of(after[:200])
        near = content[report.end : report.end + 1200]
        report.frames = frozenset(int(frame, 16) for frame in _FRAMES.findall(near))
        report.address = int(address[1], 16) if address else report.address
    if report.source == "page_walk":
        before = content[max(0, report.start - 400) : report.start]
        if report.address is None and (faults := _FAULT.findall(before)):
            report.address = int(faults[-1], 16)
        error = _ERROR.search(before + after)
        report.error = int(error[1] or error[2], 16) if error else None


def _frame_of(after: str) -> int | None:
    """The frame of a struct page in the array of 64-bit x86 without address randomisation, 64 bytes each."""
    page = _STRUCT_PAGE.search(after)
    return int(page[1], 16) >> 6 if page else None


def _add_entries(joined: list[Report]) -> None:
    """An entry right before a bad page map, with nothing but lines about silence between, is of the same event."""
    for entry, following in pairwise(joined):
        if (
            entry.source == "swap_entry"
            and following.source == "bad_page_map"
            and following.start - entry.end < 200
            and entry.words
        ):
            following.words = [*entry.words, *following.words]
            following.complaint, following.function = entry.complaint, entry.function
            entry.words = []
