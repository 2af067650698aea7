"""Check layouts against a kernel tree: compile its headers, run them, compare field by field.

ptetui verify --kernel ~/linux x86_64 arm64_4k
"""

import json
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from ptetui.arguments import catalog_of


def arguments(parser: ArgumentParser) -> None:
    """The layouts; --kernel is the tree here."""
    parser.add_argument("names", nargs="*", metavar="LAYOUT", help="layouts; default: all that can be built")
    parser.add_argument(
        "--scratch", type=Path, metavar="DIR", help="keep configurations here; default: a folder that goes"
    )


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
    for name in names:
        try:
            probed = probe(tree, CONFIGURATIONS[name], scratch)
        except BuildError as error:
            print(json.dumps({"layout": name, "built": False, "why": str(error)}) if args.json
                  else f"{name:20} not built: {error}", flush=True)  # fmt: skip
            continue
        setting = Setting(catalog.find(name, release), release, recorded_config(options(scratch)))
        verdicts = compare_fields(setting, probed)
        built += 1
        differ += not all(verdict.agrees for verdict in verdicts)
        lines = map(json.dumps, verdict_json(setting, verdicts)) if args.json else comparison_lines(setting, verdicts)
        print("\n".join(lines), flush=True)
    if not args.json:
        print(f"{built} of {len(names)} configurations built, {differ} differ")
    return 1 if differ else 0
