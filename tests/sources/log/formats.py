"""Reports as kernels print them, from the format strings of printk calls, with random words; and what logs do to them.

Read at 6.1 and 6.12: mm/memory.c, mm/swapfile.c, arch/{x86,arm,arm64,s390,sh}/mm/fault.c, asm/pgtable*.h; the tables
line of print_bad_page_map() and show_pte() of riscv from their patches (6.18, 6.15).
"""

from collections.abc import Callable

from hypothesis import strategies as st

Words = list[tuple[str, int]]
Printed = tuple[list[str], Words]

WORD = st.integers(0, (1 << 64) - 1)
NARROW = st.integers(0, (1 << 32) - 1)
COMM = st.sampled_from(["celery", "in:imjournal", "(sd-close)", "a b c", "kworker/u8:1", "pte", "Web Content"])
RELEASE = st.sampled_from(["4.1.0-generic", "6.12.43+deb13-amd64", "5.6.0-rc3-next-20200225", "3.10.0-514.el7.x86_64"])
FUNCTION = st.sampled_from(
    ["swap_free", "swap_dup", "swap_info_get", "__swap_info_get", "_swap_info_get", "get_swap_device"]
)
COMPLAINT = st.sampled_from(["Bad swap file", "Unused swap file", "Bad swap offset", "Unused swap offset"])


@st.composite
def swap_entry(draw: st.DrawFn) -> Printed:
    """swap_info_get() and get_swap_device()."""
    entry = draw(WORD)
    return [f"{draw(FUNCTION)}: {draw(COMPLAINT)} entry {entry:08x}"], [("entry", entry)]


@st.composite
def bad_page_map(draw: st.DrawFn) -> Printed:
    """print_bad_pte(), 2.6.29 to 6.17."""
    pte, pmd = draw(WORD), draw(WORD)
    lines = [
        f"BUG: Bad page map in process {draw(COMM)}  pte:{pte:08x} pmd:{pmd:08x}",
        f"addr:{draw(WORD):016x} vm_flags:{draw(NARROW):08x} anon_vma:{draw(WORD):016x} index:1e2",
        "file:libc.so.6 fault:filemap_fault mmap:generic_file_mmap read_folio:simple_read_folio",
        f"CPU: 2 PID: 8907 Comm: python2 Tainted: G    B             {draw(RELEASE)} #1",
    ]
    return lines, [("pte", pte), ("pmd", pmd)]


@st.composite
def bad_page_map_since_6_18(draw: st.DrawFn) -> Printed:
    """print_bad_page_map()."""
    level, entry, tables = draw(st.sampled_from(["pte", "pmd"])), draw(WORD), [draw(WORD) for _ in range(4)]
    names = ("pgd", "p4d", "pud", "pmd")
    depth = draw(st.integers(2, 4))
    words = list(zip(names[:depth], tables, strict=False))
    lines = [
        f"BUG: Bad page map in process {draw(COMM)}  {level}:{entry:08x}",
        " ".join(f"{name}:{word:08x}" for name, word in words),
        f"CPU: 0 UID: 0 PID: 46 Comm: mount Not tainted {draw(RELEASE)} #22 VOLUNTARY ",
    ]
    return lines, [(level, entry), *words]


@st.composite
def x86_64_walk(draw: st.DrawFn) -> Printed:
    """dump_pagetable() of 64-bit x86."""
    names = ("PGD", "P4D", "PUD", "PMD", "PTE")[: draw(st.integers(1, 5))]
    words = [(name.lower(), draw(WORD)) for name in names]
    line = " ".join(f"{name} {word:x}" for name, (_, word) in zip(names, words, strict=True))
    ending = draw(st.sampled_from(["", " ", " BAD"]))
    return [
        f"BUG: unable to handle page fault for address: {draw(WORD):016x}",
        line + ending,
        "Oops: 0000 [#1] SMP",
    ], words


@st.composite
def x86_32_walk(draw: st.DrawFn) -> Printed:
    """dump_pagetable() of 32-bit x86."""
    if draw(st.booleans()):
        words = [(name, draw(WORD)) for name in ("pdpt", "pde", "pte")[: draw(st.integers(1, 3))]]
        return [" ".join(f"*{name} = {word:016x}" for name, word in words) + " "], words
    words = [(name, draw(NARROW)) for name in ("pde", "pte")[: draw(st.integers(1, 2))]]
    return [" ".join(f"*{name} = {word:08x}" for name, word in words) + " "], words


@st.composite
def arm_walk(draw: st.DrawFn) -> Printed:
    """show_pte() of 32-bit arm and sh."""
    names = draw(
        st.sampled_from(
            [
                ("pgd",),
                ("pgd", "pmd"),
                ("pgd", "pte", "ppte"),
                ("pgd", "pmd", "pte"),
                ("pgd", "p4d", "pud", "pmd", "pte"),
            ]
        )
    )
    words = [(name, draw(NARROW)) for name in names]
    ending = draw(st.sampled_from(["", "(bad)"]))
    steps = ", ".join(f"*{name}={word:08x}" for name, word in words)
    return ["pgd = (ptrval)", f"[{draw(NARROW):08x}] {steps}{ending}", "Internal error: Oops: 206 [#1] SMP ARM"], words


@st.composite
def arm64_walk(draw: st.DrawFn) -> Printed:
    """show_pte() of arm64, and of riscv since 6.15."""
    names = ("pgd", "p4d", "pud", "pmd", "pte")[: draw(st.integers(1, 5))]
    words = [(name, draw(WORD)) for name in names]
    steps = ", ".join(f"{name}={word:016x}" for name, word in words)
    header = draw(st.sampled_from([
        "user pgtable: 4k pages, 48-bit VAs, pgdp=0000000081f8f000",
        "swapper pgtable: 64k pages, 52-bit VAs, pgdp=0000000041a40000",
        "Current test pgtable: 4K pagesize, 57-bit VAs, pgdp=0x0000000082bb5000",
    ]))  # fmt: skip
    return [header, f"[{draw(WORD):016x}] {steps}", "Internal error: Oops: 0000000096000004 [#1] SMP"], words


@st.composite
def s390_walk(draw: st.DrawFn) -> Printed:
    """dump_pagetable() of s390."""
    names = ("R1", "R2", "R3", "S", "P")
    first, last = draw(st.integers(0, 4)), draw(st.integers(0, 5))
    words = [(name.lower(), draw(WORD)) for name in names[first:last]]
    steps = "".join(f"{name.upper()}:{word:016x} " for name, word in words)
    root = draw(NARROW)
    return ["Failing address: 0000000000000000 TEID: 0000000000000483", f"AS:{root:016x} {steps}"], [
        ("as", root),
        *words,
    ]


@st.composite
def bad_level(draw: st.DrawFn) -> Printed:
    """pmd_ERROR() and the like."""
    name, word, at = draw(st.sampled_from(["pte", "pmd", "pud", "p4d", "pgd"])), draw(WORD), draw(WORD)
    text = draw(st.sampled_from([
        f"bad {name} {at:016x}({word:016x})", f"bad {name} {word:016x}.", f"bad {name} (____ptrval____)({word:016x})",
        f"bad {name} {at:016x}({word:016x}) seen at (free_pgd_range+0x2c4/0x5a0)",
    ]))  # fmt: skip
    return [
        f"{draw(st.sampled_from(['mm/pgtable-generic.c', '../mm/memory.c']))}:{draw(st.integers(1, 9999))}: {text}"
    ], [(name, word)]


@st.composite
def vtop(draw: st.DrawFn) -> Printed:
    """The tables that crash's vtop prints."""
    names = ("PGD", "PUD", "PMD", "PTE")
    words = [(name.lower(), draw(WORD)) for name in names]
    steps = [f"   {name}: {draw(NARROW):x}00 => {word:x}" for name, (_, word) in zip(names, words, strict=True)]
    return [
        "VIRTUAL           PHYSICAL        ",
        "7f3c1a2b4000      1a2b3c000       ",
        *steps,
        "  PAGE: 1a2b3c000",
    ], words


FORMATS = st.one_of(
    swap_entry(), bad_page_map(), bad_page_map_since_6_18(), x86_64_walk(), x86_32_walk(), arm_walk(), arm64_walk(),
    s390_walk(), bad_level(), vtop(),
)  # fmt: skip


def quoted_printable(lines: list[str]) -> list[str]:
    """As mail sends it: "=" escaped, soft breaks after 74 characters."""
    wrapped = []
    for line in lines:
        text = line.replace("=", "=3D")
        while len(text) > 75:
            cut = 74 - (text[73] == "=") - (2 if text[72] == "=" else 0)
            wrapped.append(text[:cut] + "=")
            text = text[cut:]
        wrapped.append(text)
    return wrapped


def wrapped_at_blanks(lines: list[str]) -> list[str]:
    """As a mailer wraps at 72 columns."""
    result = []
    for line in lines:
        rest = line
        while len(rest) > 72 and " " in rest[1:72]:
            cut = rest.rindex(" ", 1, 72)
            result.append(rest[:cut])
            rest = rest[cut + 1 :]
        result.append(rest)
    return result


def prefixed(prefix: str) -> Callable[[list[str]], list[str]]:
    """The same text before every line."""
    return lambda lines: [prefix + line for line in lines]


SURROUNDINGS: dict[str, Callable[[list[str]], list[str]]] = {
    "bare": lambda lines: lines,
    "seconds": prefixed("[ 1234.567890] "),
    "caller": prefixed("[  785.866621][ T8727] "),
    "level": prefixed("<1>[   11.6] "),
    "syslog": prefixed("Mar  6 10:13:53 host kernel: [8883126.929572] "),
    "journal": prefixed("18:49:56 kernel: "),
    "German month": prefixed("Mär 06 10:13:53 host kernel: "),
    "grep": prefixed("messages:Mar  6 10:13:53 host kernel: "),
    "uniq": prefixed("     22\t"),
    "quoted": prefixed("> > "),
    "tabs": prefixed("\t\t"),
    "quoted printable": quoted_printable,
    "wrapped": wrapped_at_blanks,
    "wrapped and quoted": lambda lines: prefixed("> ")(wrapped_at_blanks(prefixed("[ 1234.567890] ")(lines))),
    "ANSI": lambda lines: [f"\x1b[0;1;31m{line}\x1b[0m" for line in lines],
    "ANSI tail": lambda lines: [f"[0;1;39m{line};39m" for line in lines],
    "backticks": lambda lines: [f"`{line}`" for line in lines],
    "table": lambda lines: [f"| 20:41:07 | `{line}` |" for line in lines],
    "returns": lambda lines: [line + "\r" for line in lines],
}
