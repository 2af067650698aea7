"""Show the pages of a process of this machine, as its pagemap has them.

live drives a page of its own with the keys of Life; live PID lists a process's ranges, live PID ADDR its pages.
"""

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from ptetui.arguments import add_theme, catalog_of, theme_of

if TYPE_CHECKING:
    from ptetui.sources.live.watched import LiveProcess

_RANDOM = 10_000
_CELLS = 64  # pages in a row


def arguments(parser: ArgumentParser) -> None:
    """The process and an address in it."""
    from ptetui.sources.lab.calls import AGENT_KINDS

    parser.add_argument("pid", nargs="?", metavar="PID", help="a process that you may look at; none: one of our own")
    parser.add_argument("address", nargs="?", metavar="ADDR", help="an address in one of its ranges, in hexadecimal")
    parser.add_argument("--rows", type=int, default=16, metavar="N", help=f"rows of {_CELLS} pages; default 16")
    parser.add_argument(
        "--raw", action="store_true", help="the raw entry at ADDR: root, /proc/kcore and BTF; x86_64, arm64"
    )
    parser.add_argument("--text", action="store_true", help="text even on a terminal")
    parser.add_argument("--kind", choices=tuple(AGENT_KINDS), default="anon", help="what our own page is; default anon")
    parser.add_argument("--play", metavar="WORDS", help='calls on our own page, as text: "write fork guard"')
    parser.add_argument(
        "--random", type=int, metavar="N", help="N random lives of our own page: what is not as predicted"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random lives; default 1")
    add_theme(parser)


def run(args: Namespace) -> int:
    """The app, a line a range, or rows of cells; 1 where nothing is mapped, or where a word is not as predicted."""
    from ptetui.sources.live.watched import LiveProcess
    from ptetui.terminal import on_terminal, why_no_terminal

    theme_of(args)
    if args.pid is None:
        if args.play is not None:
            return _play(args)
        if args.random is not None:
            return _random(args)
        if args.json or args.text or not on_terminal():
            where = "" if args.json or args.text else f"{why_no_terminal()}: "
            raise ValueError(f'{where}say what to do: --play "write fork guard", or name a PID')
        from ptetui.tui.start import run_live

        return run_live(args, catalog_of(args), args.kind)
    if args.play is not None or args.random is not None:
        raise ValueError(f"--{'random' if args.play is None else 'play'} needs a page of our own: leave out the PID")
    if not args.pid.isdecimal() or len(args.pid) > 10:
        raise ValueError(f"{args.pid!r} is not the number of a process")
    address = None
    if args.address is not None:
        try:
            address = int(args.address, 16)
        except ValueError:
            raise ValueError(f"{args.address!r} is not an address in hexadecimal, such as 0x7f5500000000") from None
        if not 0 <= address < 1 << 64:
            raise ValueError(f"{args.address!r} is no address of 64 bits")
    if not 1 <= args.rows <= 1000:
        raise ValueError(f"--rows {args.rows}: from 1 to 1000")
    if args.raw:
        if address is None:
            raise ValueError("--raw needs an address: ptetui live PID ADDR --raw")
        return _raw(args, int(args.pid), address)
    process = LiveProcess(int(args.pid))
    try:
        if on_terminal() and not (args.json or args.text):
            if address is not None and process.range_at(address) is None:
                raise ValueError(f"{address:#x}: nothing is mapped in process {args.pid}")
            from ptetui.arguments import setting_of
            from ptetui.tui.start import run_watch

            return run_watch(args, process, address, setting_of(args), catalog_of(args))
        return _ranges(args, process) if address is None else _pages(args, process, address)
    finally:
        process.close()


def _play(args: Namespace) -> int:
    """Calls on a page of our own, a line or an object a word."""
    from ptetui.pictures.live_lines import live_step_json, live_step_line
    from ptetui.sources.lab.calls import HUGE, life_of
    from ptetui.sources.live.calls import LIVE_CALLS, why_not
    from ptetui.sources.live.child import ThisMachine
    from ptetui.sources.live.own_page import live_through, pagemap_check

    kind, calls = life_of(args.play.split(), args.kind)
    if kind == HUGE:
        raise ValueError(f"{HUGE}: of huge pages pagemap tells too little; ptetui lab reads their PMDs")
    for call in calls:
        if call.name not in LIVE_CALLS:
            raise ValueError(why_not(call.event or call.name))
    page = live_through(ThisMachine(catalog_of(args)), kind, calls)
    for step in page.steps:
        print(json.dumps(live_step_json(step)) if args.json else live_step_line(step))
    if page.over and not args.json:
        print("the process with the page has ended")
    return 1 if any(pagemap_check(step).differs for step in page.steps) else 0


def _random(args: Namespace) -> int:
    """Random lives, a line each that is not as predicted: its calls, and the first word that differs."""
    from ptetui.linux.pagemap import PM_PFRAME
    from ptetui.pictures.live_lines import live_step_json, live_step_line
    from ptetui.sources.lab.lives import random_lives
    from ptetui.sources.live.calls import LIVE_CALLS
    from ptetui.sources.live.child import ThisMachine
    from ptetui.sources.live.own_page import live_through, pagemap_check

    if not 1 <= args.random <= _RANDOM:
        raise ValueError(f"--random {args.random}: from 1 to {_RANDOM} lives")
    machine = ThisMachine(catalog_of(args))
    differ = 0
    for kind, calls in random_lives(args.random, args.seed, known=LIVE_CALLS):
        steps = live_through(machine, kind, calls).steps
        # a frame may change at any time: the machine moves pages for reasons of its own
        first = next((step for step in steps if pagemap_check(step).differs & ~PM_PFRAME), None)
        if first is None:
            continue
        differ += 1
        life = f"{kind} {' '.join(call.name for call in calls)}"
        print(json.dumps({"life": life} | live_step_json(first)) if args.json else f"{life}\n  {live_step_line(first)}")
    if not args.json:
        print(f"{args.random} lives, {args.random - differ} as predicted")
    return 1 if differ else 0


def _raw(args: Namespace, pid: int, address: int) -> int:
    """The raw entry of an address, as the kernel's memory has it."""
    from ptetui.pictures.live_lines import raw_json, raw_line
    from ptetui.sources.live.raw_words import running_tables

    tables = running_tables(catalog_of(args))
    raw = tables.word(tables.table_of(pid), address)
    print(json.dumps(raw_json(tables.setting, address, raw)) if args.json else raw_line(tables.setting, address, raw))
    return 0


def _ranges(args: Namespace, process: "LiveProcess") -> int:
    from ptetui.sources.live.watched import counted

    for part in process.ranges:
        counts = counted(process, part)
        if args.json:
            print(json.dumps({
                "start": hex(part.start), "end": hex(part.end), "rights": part.rights, "name": part.name,
                "pages": part.pages, "states": dict(counts.states), "soft_dirty": counts.soft_dirty,
                "uffd_wp": counts.uffd_wp, "unread": counts.unread,
            }))  # fmt: skip
            continue
        states = ", ".join(f"{count:,} {name}" for name, count in sorted(counts.states.items()))
        marked = (("soft-dirty", counts.soft_dirty), ("uffd-wp", counts.uffd_wp), ("not read", counts.unread))
        more = "".join(f", {count:,} {name}" for name, count in marked if count)
        print(f"{part.start:012x}-{part.end:012x} {part.rights} {states or 'the kernel tells nothing'}{more}"
              f"  {part.name}")  # fmt: skip
    if not process.tells_frames and not args.json:
        print("frames and swap slots are hidden from this user: a swapped page and a marker look the same")
    return 0


def _pages(args: Namespace, process: "LiveProcess", address: int) -> int:
    from ptetui.linux.pagemap import PM_PFRAME, PM_PRESENT, spell_flags
    from ptetui.pictures.live_lines import PAGE_CELLS, page_summary
    from ptetui.sources.live.watched import state

    part = process.range_at(address)
    start = address // process.page_size * process.page_size
    words = process.words(start, min(args.rows * _CELLS, (part.end - start) // process.page_size)) if part else ()
    if part is None or not words:
        why = "nothing is mapped" if part is None else f"the kernel tells nothing of {part.name}"
        nothing = {"address": hex(address), "mapped": part is not None}
        print(json.dumps(nothing) if args.json else f"{address:#x}: {why}")
        return 1
    page = process.page_word(address)
    name = state(page.word, process.tells_frames)
    if args.json:
        known = {"pfn": None if page.hidden else hex(page.word & PM_PFRAME)} if page.word & PM_PRESENT else {}
        print(json.dumps({
            "address": hex(address), "mapped": True, "range": part.name, "rights": part.rights, "state": name,
            "pagemap": f"0x{page.word:016x}", "flags": spell_flags(page.word).split(), **known,
            "categories": None if page.categories is None else list(page.categories),
        }))  # fmt: skip
        return 0
    print(f"{address:#x}  {part.rights} {part.name}\n"
          f"{page_summary(page.word, page.hidden, page.categories)}  pagemap 0x{page.word:016x} "
          f"{spell_flags(page.word)}")  # fmt: skip
    cells = "".join(PAGE_CELLS[state(word, process.tells_frames)].sign for word in words)
    for row in range(0, len(cells), _CELLS):
        print(f"{start + row * process.page_size:012x}  {cells[row : row + _CELLS]}")
    print("  ".join(f"{cell.sign} {meaning}" for meaning, cell in PAGE_CELLS.items()))
    return 0
