"""Check layouts against a kernel tree: compile its headers, run them, compare field by field.

ptetui verify --kernel ~/linux x86_64 arm64_4k
"""

import json
import os
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ptetui.arguments import catalog_of

if TYPE_CHECKING:
    from ptetui.linux.setting import Setting
    from ptetui.sources.verify.run import Verified

_JOBS = 64


def arguments(parser: ArgumentParser) -> None:
    """The layouts; --kernel is the tree here."""
    parser.add_argument("names", nargs="*", metavar="LAYOUT", help="layouts; default: all that can be built")
    parser.add_argument(
        "--scratch", type=Path, metavar="DIR", help="keep configurations here; default: a folder that goes"
    )
    parser.add_argument("--propose", type=Path, metavar="DIR", help="write layout files that agree where ours do not")
    parser.add_argument("--jobs", type=int, metavar="N", help="configurations at a time; default: one a processor")


def run(args: Namespace) -> int:
    """A table of agree and differ; 1 where a field differs."""
    from ptetui.sources.verify.build import tree_release
    from ptetui.sources.verify.configurations import CONFIGURATIONS, NOT_PROBED

    if not args.kernel:
        raise ValueError("--kernel DIR is missing: the kernel tree whose headers are read")
    tree = Path(args.kernel).resolve()
    tree_release(tree)
    for name in args.names:
        if name in NOT_PROBED:
            raise ValueError(f"{name!r} cannot be probed: {NOT_PROBED[name]}")
        if name not in CONFIGURATIONS:
            raise ValueError(
                f"{name!r}: no configuration of this layout is known; known are {', '.join(CONFIGURATIONS)}"
            )
    if args.jobs is not None and not 1 <= args.jobs <= _JOBS:
        raise ValueError(f"--jobs {args.jobs}: from 1 to {_JOBS}")
    names = args.names or list(CONFIGURATIONS)
    if args.scratch is not None:
        args.scratch.mkdir(parents=True, exist_ok=True)
        return _verify(args, tree, names, args.scratch.resolve())
    with tempfile.TemporaryDirectory(prefix="ptetui-verify-") as folder:
        return _verify(args, tree, names, Path(folder))


def _verify(args: Namespace, tree: Path, names: list[str], scratch: Path) -> int:
    from ptetui.pictures.verify_lines import comparison_lines, verdict_json, verify_totals
    from ptetui.sources.verify.run import verify_layouts

    catalog = catalog_of(args)
    done: list[Verified] = []
    jobs = min(args.jobs or os.cpu_count() or 1, len(names))
    _progress(f"0 of {len(names)} done")
    layouts = verify_layouts(tree, names, scratch, catalog, jobs)
    try:
        for verified in layouts:
            _progress("")
            done.append(verified)
            rows = map(json.dumps, verdict_json(verified, tree)) if args.json else comparison_lines(verified, tree)
            print("\n".join(rows), flush=True)
            if verified.setting is not None and verified.differs:
                _propose(args, verified.setting, verified)
            _progress(f"{len(done)} of {len(names)} done")
    except KeyboardInterrupt:
        _progress("")
        if not args.json:
            print(verify_totals(done, len(names), interrupted=True))
        return 130
    finally:
        layouts.close()
        _progress("")
    if not args.json:
        print(verify_totals(done, len(names)))
    return 1 if any(verified.differs for verified in done) else 0


def _progress(text: str) -> None:
    """How far it is, on a terminal's standard error; "" takes it away."""
    if sys.stderr.isatty():
        print(f"\r{text:60}", end="\r", file=sys.stderr, flush=True)


def _propose(args: Namespace, setting: "Setting", verified: "Verified") -> None:
    """Write a layout file that would agree, where one was asked for; else say how to ask."""
    from ptetui.sources.verify.propose import is_proposed, proposed_file
    from ptetui.whole_file import replace_file

    name = setting.layout.name
    if not is_proposed(verified.checks):
        line = "no layout file is proposed: more than the swap format differs"
    elif args.propose is None:
        line = "--propose DIR writes a layout file that agrees"
    else:
        args.propose.mkdir(parents=True, exist_ok=True)
        path = args.propose / f"{name}_tree.py"
        replace_file(path, proposed_file(setting, verified.probe).encode())
        line = f"a layout file that agrees: {path} (ptetui --layouts {args.propose} -l {name}_tree)"
    if not args.json:
        print(f"    {line}", flush=True)
