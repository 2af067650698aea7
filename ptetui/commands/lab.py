"""Run a kernel in QEMU and compare what it does to a page with what the model predicts.

On a terminal Life opens with the kernel under the model: the same events on the same letters.
--play "shmem uffd=wp write uffd_wp pageout read" plays a life, --random lives many.
"""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ptetui.arguments import add_theme, catalog_of, theme_of

if TYPE_CHECKING:
    from ptetui.sources.lab.lives import Difference, LabLife
    from ptetui.sources.lab.session import Lab

_MEMORY = (80, 65536)
_HUGE_MEMORY = 768  # the kernel makes no huge pages by itself in a machine of less than 512 MiB
_NODES_MEMORY = 1024  # the firmware of ppc64 wants 256 MiB or a multiple in each node, huge pages more
_RANDOM = 100_000


def arguments(parser: ArgumentParser) -> None:
    """The machine, and what to do on it; --kernel is the image here."""
    add_theme(parser)
    parser.add_argument("--play", metavar="WORDS", help='a life in words: "shmem uffd=wp write uffd_wp pageout read"')
    parser.add_argument("--random", type=int, metavar="N", help="live N random lives, shorten what differs")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of the random lives; default 1")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write a capture, which replay --check reads")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="a recording's calls on this kernel: what differs")
    parser.add_argument("--arch", default="x86_64", metavar="ARCH", help="the machine's architecture")
    parser.add_argument("--cpu", default="", metavar="MODEL", help="QEMU's CPU model; default by architecture")
    parser.add_argument("--memory", type=int, default=256, metavar="MIB", help="guest memory; default 256")
    parser.add_argument("--nodes", type=int, default=1, metavar="N", help="NUMA nodes, 1 or 2: move needs two")
    parser.add_argument("--huge", action="store_true", help="random lives of huge pages: their PMDs")
    parser.add_argument("--modules", type=Path, metavar="DIR", help="the kernel's modules, for brd")


def run(args: Namespace) -> int:
    """Boot, do what is asked for, end the machine; 1 where a word differs from the model."""
    from ptetui.sources.lab.calls import HUGE, TO_OTHER_NODE, life_of
    from ptetui.sources.lab.platforms import PLATFORMS
    from ptetui.sources.lab.session import Lab, LabOptions
    from ptetui.terminal import fail, on_terminal, why_no_terminal

    if args.arch not in PLATFORMS:
        raise ValueError(f"--arch {args.arch}: the lab has {', '.join(PLATFORMS)}")
    if not _MEMORY[0] <= args.memory <= _MEMORY[1]:
        raise ValueError(f"--memory {args.memory}: from {_MEMORY[0]} to {_MEMORY[1]} MiB")
    asked = args.play is not None or args.random is not None or args.replay is not None
    if not asked and (args.json or not on_terminal()):
        where = "" if args.json else f"{why_no_terminal()}: "
        raise ValueError(f'{where}say what to do: --play "anon write pageout read", --random 10 or --replay FILE')
    theme_of(args)
    if args.random is not None and not 1 <= args.random <= _RANDOM:
        raise ValueError(f"--random {args.random}: from 1 to {_RANDOM} lives")
    words = life_of(args.play.split()) if args.play is not None else None
    huge = args.huge or (words is not None and words[0] == HUGE)
    kernel = Path(args.kernel) if args.kernel else None
    if args.huge and args.random is None:
        raise ValueError(f'--huge: goes with --random; a life of a huge page is --play "{HUGE} write fork"')
    if not 1 <= args.nodes <= 2:
        raise ValueError(f"--nodes {args.nodes}: 1 or 2 NUMA nodes")
    if (
        words is not None
        and args.nodes < 2
        and (moved := [call.name for call in words[1] if call.name in TO_OTHER_NODE])
    ):
        raise ValueError(f"{moved[0]}: needs --nodes 2")
    memory = max(args.memory, _HUGE_MEMORY if huge else 0, _NODES_MEMORY if args.nodes > 1 else 0)
    options = LabOptions(PLATFORMS[args.arch], kernel, args.modules, args.cpu, memory, args.nodes)
    if not asked:
        from ptetui.tui.start import run_lab

        return run_lab(args, options, catalog_of(args), args.record)
    with Lab(options, catalog_of(args)) as lab:
        lab.boot()
        if not args.json:
            fail(f"{lab.release} on {lab.cpu}")
        if args.replay is not None:
            return _again(args, lab)
        if words is None:
            return _random(args, lab)
        return _play(args, lab, *words)


def _play(args: Namespace, lab: "Lab", kind: str, calls: Any) -> int:
    from ptetui.pictures.lab_lines import lived_json, lived_lines
    from ptetui.pictures.predictions import check_verdict
    from ptetui.sources.lab.lives import level_of_kind, live

    lived = live(lab, kind, calls)
    if args.json:
        for line in lived_json(lived):
            print(json.dumps(line))
    else:
        print("\n".join((*lived_lines(lived), *check_verdict(lived.compared))))
    _record(args, lab, lived.records, level=level_of_kind(kind))
    return 1 if lived.first else 0


def _random(args: Namespace, lab: "Lab") -> int:
    """Random lives, a line each that differs, then the shortest form of each difference."""
    from ptetui.pictures.lab_lines import difference_json, lab_difference_line
    from ptetui.sources.lab.lives import difference, live, random_lives, shortened

    records: list[dict[str, Any]] = []
    differing: dict[Difference, list[LabLife]] = {}
    whole = alike = steps = wrong = 0
    for kind, calls in random_lives(args.random, args.seed, huge=args.huge):
        lived = live(lab, kind, calls)
        records += lived.records
        whole += 1
        steps += len(lived.compared)
        wrong += sum(bool(step.differs) for step in lived.compared)
        if (shown := difference(lived)) is None:
            alike += 1
        else:
            differing.setdefault(shown, []).append(lived)
    shortest = []
    for shown, lives in sorted(differing.items(), key=lambda item: -len(item[1])):
        short = shortened(lab, min(lives, key=lambda lived: len(lived.calls)))
        shortest.append(difference_json(short, shown, len(lives)))
        print(json.dumps(shortest[-1]) if args.json else lab_difference_line(short, shown, len(lives)), flush=True)
    totals = {"lives": whole, "without_difference": alike, "steps": steps, "steps_that_differ": wrong}
    print(
        json.dumps(totals)
        if args.json
        else f"{whole} lives, {alike} without a difference ({100 * alike / whole:.1f}%); "
        f"{steps} steps, {wrong} differ ({100 * wrong / max(1, steps):.1f}%)"
    )
    more = {"seed": args.seed, "set": "random", "lives": whole, "shortest": shortest}
    _record(args, lab, records, level="pmd" if args.huge else "pte", **more)
    return 1 if differing else 0


def _again(args: Namespace, lab: "Lab") -> int:
    """A recording's lives on this kernel: a line for each first step that differs."""
    from ptetui.pictures.lab_lines import again_json, again_line
    from ptetui.sources.lab.again import live_again

    lives = differ = 0
    for again in live_again(lab, args.replay):
        lives += 1
        step = next((step for step in again.steps if not step.alike), None)
        differ += step is not None
        if step is not None or again.why:
            print(json.dumps(again_json(again, step)) if args.json else again_line(again, step), flush=True)
    if not args.json:
        print(f"{lives} lives, {lives - differ} alike on both kernels")
    return 1 if differ else 0


def _record(args: Namespace, lab: "Lab", records: list[dict[str, Any]], **more: Any) -> None:
    from ptetui.sources.lab.session import write_capture

    if args.record is not None:
        write_capture(lab.capture(records, **more), args.record)
