"""Check layouts against a kernel tree: compile its headers, run them, compare field by field.

ptetui verify --kernel ~/linux x86_64 arm64_4k
"""

import json
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from ptetui.arguments import catalog_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ptetui.linux.setting import Setting
    from ptetui.sources.verify.build import Probe
    from ptetui.sources.verify.compare import FieldCheck


def arguments(parser: ArgumentParser) -> None:
    """The layouts; --kernel is the tree here."""
    parser.add_argument("names", nargs="*", metavar="LAYOUT", help="layouts; default: all that can be built")
    parser.add_argument(
        "--scratch", type=Path, metavar="DIR", help="keep configurations here; default: a folder that goes"
    )
    parser.add_argument("--propose", type=Path, metavar="DIR", help="write layout files that agree where ours do not")


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
    names = args.names or list(CONFIGURATIONS)
    if args.scratch is not None:
        args.scratch.mkdir(parents=True, exist_ok=True)
        return _verify(args, tree, names, args.scratch.resolve())
    with tempfile.TemporaryDirectory(prefix="ptetui-verify-") as folder:
        return _verify(args, tree, names, Path(folder))


def _verify(args: Namespace, tree: Path, names: list[str], scratch: Path) -> int:
    from ptetui.linux.config import recorded_config
    from ptetui.linux.setting import Setting
    from ptetui.pictures.verify_lines import comparison_lines, verdict_json
    from ptetui.sources.verify.build import BuildError, options, probe, tree_release
    from ptetui.sources.verify.compare import compare_fields
    from ptetui.sources.verify.configurations import CONFIGURATIONS

    release, catalog = tree_release(tree), catalog_of(args)
    built = differ = 0
    for number, name in enumerate(names, 1):
        _progress(f"{number} of {len(names)}: {name}")
        try:
            probed = probe(tree, CONFIGURATIONS[name], scratch)
        except BuildError as error:
            _progress("")
            print(json.dumps({"layout": name, "built": False, "why": str(error)}) if args.json
                  else f"{name:20} not built: {error}", flush=True)  # fmt: skip
            continue
        _progress("")
        setting = Setting(catalog.find(name, release), release, recorded_config(options(scratch)))
        verdicts = compare_fields(setting, probed)
        built += 1
        wrong = not all(verdict.agrees for verdict in verdicts)
        differ += wrong
        rows = map(json.dumps, verdict_json(setting, verdicts, tree)) if args.json else ()
        print("\n".join(rows or comparison_lines(setting, verdicts, tree)), flush=True)
        if wrong:
            _propose(args, setting, verdicts, probed)
    if not args.json:
        print(f"{built} of {len(names)} configurations built, {differ} differ")
    return 1 if differ else 0


def _progress(text: str) -> None:
    """Which configuration is being made, on a terminal's standard error; "" takes it away."""
    if sys.stderr.isatty():
        print(f"\r{text:60}", end="\r" if not text else "", file=sys.stderr, flush=True)


def _propose(args: Namespace, setting: "Setting", verdicts: "Sequence[FieldCheck]", words: "Probe") -> None:
    """Write a layout file that would agree, where one was asked for; else say how to ask."""
    from ptetui.sources.verify.propose import is_proposed, proposed_file

    name = setting.layout.name
    if not is_proposed(verdicts):
        line = "no layout file is proposed: more than the swap format differs"
    elif args.propose is None:
        line = "--propose DIR writes a layout file that agrees"
    else:
        args.propose.mkdir(parents=True, exist_ok=True)
        path = args.propose / f"{name}_tree.py"
        path.write_text(proposed_file(setting, words), encoding="utf-8")
        line = f"a layout file that agrees: {path} (ptetui --layouts {args.propose} -l {name}_tree)"
    if not args.json:
        print(f"    {line}", flush=True)
