#!/usr/bin/env python3
"""Walk to a page-table entry with drgn, and explain it.

    drgn examples/drgn_walk.py PID ADDRESS          one line, as an oops prints it, then what the entry is
    drgn examples/drgn_walk.py PID ADDRESS | ptetui log -l x86_64 -k "$(uname -r)"

For x86-64 with four levels. The first line has the words of all levels, so `ptetui log` says of each what it is.
"""

import sys
from collections.abc import Callable, Iterator

import ptetui

LEVELS = (("PGD", 39), ("PUD", 30), ("PMD", 21), ("PTE", 12))
FRAME = 0x000FFFFFFFFFF000
PRESENT, HUGE = 1 << 0, 1 << 7

ReadWord = Callable[[int], int]


def walk(read: ReadWord, table: int, address: int) -> Iterator[tuple[str, int]]:
    """(level, word) from the top down to where the walk ends. `read` reads 8 bytes at a physical address."""
    for level, shift in LEVELS:
        word = read(table + 8 * (address >> shift & 0x1FF))
        yield level, word
        if not word & PRESENT or word & HUGE:
            return
        table = word & FRAME


def line_of(words: list[tuple[str, int]]) -> str:
    """The line that dump_pagetable() prints in an oops."""
    return " ".join(f"{level} {word:x}" for level, word in words)


def main() -> None:
    """Walk in the process and at the address of the command line."""
    from drgn.helpers.linux.mm import virt_to_phys  # type: ignore[import-not-found]  # drgn runs this
    from drgn.helpers.linux.pid import find_task  # type: ignore[import-not-found]  # drgn runs this

    prog = globals()["prog"]  # drgn puts it here
    pid, address = int(sys.argv[1]), int(sys.argv[2], 16)
    top = virt_to_phys(find_task(prog, pid).mm.pgd).value_()
    words = list(walk(lambda at: prog.read_u64(at, physical=True), top, address))
    print(line_of(words))
    level, word = words[-1]
    if level == "PTE":
        print(ptetui.decode(word, "x86_64", kernel=prog["init_uts_ns"].name.release.string_().decode()))


if __name__ == "__main__":
    main()
