"""Show the pages of a process of this machine, as its pagemap has them.

live PID lists its ranges, live PID ADDR draws the pages from an address on, a cell each.
"""

import json
from argparse import ArgumentParser, Namespace
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ptetui.sources.live import LiveProcess

_CELLS = 64  # pages in a row


def arguments(parser: ArgumentParser) -> None:
    """The process and an address in it."""
    parser.add_argument("pid", metavar="PID", help="a process that you may look at")
    parser.add_argument("address", nargs="?", metavar="ADDR", help="an address in one of its ranges, in hexadecimal")
    parser.add_argument("--rows", type=int, default=16, metavar="N", help=f"rows of {_CELLS} pages; default 16")


def run(args: Namespace) -> int:
    """A line a range, or rows of cells; 1 where nothing is mapped at the address."""
    from ptetui.sources.live import LiveProcess

    if not args.pid.isdecimal() or len(args.pid) > 10:
        raise ValueError(f"{args.pid!r} is not the number of a process")
    address = None
    if args.address is not None:
        try:
            address = int(args.address, 16)
        except ValueError:
            raise ValueError(f"{args.address!r} is not an address in hexadecimal, such as 0x7f5500000000") from None
    if not 1 <= args.rows <= 1000:
        raise ValueError(f"--rows {args.rows}: from 1 to 1000")
    process = LiveProcess(int(args.pid))
    try:
        return _ranges(args, process) if address is None else _pages(args, process, address)
    finally:
        process.close()


def _ranges(args: Namespace, process: "LiveProcess") -> int:
    from ptetui.sources.live import counted

    tells = process.tells_frames
    for part in process.ranges:
        counts = counted(process, part, tells)
        if args.json:
            print(json.dumps({
                "start": hex(part.start), "end": hex(part.end), "rights": part.rights, "name": part.name,
                "pages": part.pages, "states": dict(counts.states), "soft_dirty": counts.soft_dirty,
                "uffd_wp": counts.uffd_wp,
            }))  # fmt: skip
            continue
        states = ", ".join(f"{count} {name}" for name, count in sorted(counts.states.items()))
        marked = (("soft-dirty", counts.soft_dirty), ("uffd-wp", counts.uffd_wp))
        more = "".join(f", {count} {name}" for name, count in marked if count)
        print(f"{part.start:012x}-{part.end:012x} {part.rights} {states or 'nothing told'}{more}  {part.name}")
    if not tells and not args.json:
        print("frames and swap slots are hidden from this user: a swapped page and a marker look the same")
    return 0


def _pages(args: Namespace, process: "LiveProcess", address: int) -> int:
    from ptetui.linux.pagemap import PM_PFRAME, PM_PRESENT, spell_flags
    from ptetui.sources.live import PAGE_SIGNS, state

    part, word = process.word(address)
    if part is None or word is None:
        print(
            json.dumps({"address": hex(address), "mapped": False}) if args.json else f"{address:#x}: nothing is mapped"
        )
        return 1
    tells = process.tells_frames
    name = state(word, tells)
    number = word & PM_PFRAME if tells else None
    if args.json:
        frame = {"pfn": hex(number) if number is not None else None} if word & PM_PRESENT else {}
        print(json.dumps({
            "address": hex(address), "mapped": True, "range": part.name, "rights": part.rights, "state": name,
            "pagemap": f"0x{word:016x}", "flags": spell_flags(word).split(), **frame,
        }))  # fmt: skip
        return 0
    shown = "" if not word & PM_PRESENT else f" frame {number:#x}" if number is not None else " frame unknown"
    print(f"{address:#x}  {part.rights} {part.name}\n{name}{shown}  pagemap 0x{word:016x} {spell_flags(word)}")
    start = address // process.page_size * process.page_size
    words = islice(process.words(part._replace(start=start)), args.rows * _CELLS)
    cells = "".join(PAGE_SIGNS[state(word, tells)] for word in words)
    for row in range(0, len(cells), _CELLS):
        print(f"{start + row * process.page_size:012x}  {cells[row : row + _CELLS]}")
    print("  ".join(f"{cell} {meaning}" for meaning, cell in PAGE_SIGNS.items()))
    return 0
